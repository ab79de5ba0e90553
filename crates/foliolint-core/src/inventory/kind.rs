//! What a file is, by its name and place alone.

mod deployment;
mod env;
mod past;

use crate::file::FileKind;

pub use past::is_key;
pub(crate) use past::{Below, is_foreign};

/// What the file at `path` is (FLAGS.md: FOL301, FOL401, FOL701, FOL704, FOL901, FOL903).
#[must_use]
pub fn kind(path: &str) -> FileKind {
    let lower = path.to_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let ending = ending(name);
    match ending {
        "py" | "pyw" => return FileKind::Python,
        "pyi" => return FileKind::Stub,
        "ipynb" => return FileKind::Notebook,
        _ => {}
    }
    if let Some(kind) = env::kind(folder, name, ending) {
        return kind;
    }
    if BINARY.binary_search(&ending).is_ok() || name == ".ds_store" || name == "thumbs.db" {
        FileKind::Binary
    } else if is_lock(name) {
        FileKind::Lock
    } else if is_manifest(folder, name, ending) {
        FileKind::Manifest
    } else if deployment::is_ci(&lower, folder, name) {
        FileKind::Ci
    } else if deployment::is_deployment(folder, name, ending) {
        FileKind::Deployment
    } else if is_readme(name) {
        FileKind::Readme
    } else if is_licence(folder, name, ending) {
        FileKind::Licence
    } else {
        FileKind::Text
    }
}

/// What follows the last dot, unless the name begins with it.
fn ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => ending,
        _ => "",
    }
}

fn is_yaml(ending: &str) -> bool {
    matches!(ending, "yml" | "yaml")
}

fn is_lock(name: &str) -> bool {
    matches!(
        name,
        "poetry.lock"
            | "pipfile.lock"
            | "uv.lock"
            | "pdm.lock"
            | "pixi.lock"
            | "conda-lock.yml"
            | "conda-lock.yaml"
            | "package-lock.json"
            | "npm-shrinkwrap.json"
            | "yarn.lock"
            | "pnpm-lock.yaml"
            | "bun.lock"
            | "composer.lock"
            | "cargo.lock"
            | "gemfile.lock"
    ) || (name.starts_with("pylock") && name.ends_with(".toml"))
        || (name.contains("requirement") && name.ends_with(".lock"))
}

fn is_manifest(folder: &str, name: &str, ending: &str) -> bool {
    let listed = matches!(ending, "txt" | "in")
        && (name.contains("requirement") || folder.rsplit('/').next() == Some("requirements"));
    let conda = is_yaml(ending)
        && ["environment", "conda"].iter().any(|stem| {
            name.strip_prefix(stem)
                .is_some_and(|rest| rest.starts_with(['.', '-', '_']))
        });
    listed || conda || matches!(name, "pyproject.toml" | "setup.cfg" | "pipfile")
}

/// `readme`, `README.rst`, `READ.ME`, `Readme.en.md`, `read_me.txt`.
fn is_readme(name: &str) -> bool {
    let spelt = ["readme", "read.me", "read_me", "read-me", "read me"];
    spelt
        .iter()
        .filter_map(|word| name.strip_prefix(word))
        .any(|rest| {
            let boundary = rest.is_empty() || rest.starts_with(['.', '-', '_', ' ', '(']);
            let ending = rest.rsplit_once('.').map_or("", |(_, ending)| ending);
            boundary
                && matches!(
                    ending,
                    "" | "md"
                        | "markdown"
                        | "mdown"
                        | "mkd"
                        | "rst"
                        | "txt"
                        | "text"
                        | "adoc"
                        | "asciidoc"
                        | "org"
                        | "html"
                        | "textile"
                        | "mdx"
                )
        })
}

/// LICENSE, LICENCE, COPYING, UNLICENSE with any suffix, `MIT-LICENSE.txt`, `LICENSES/*`.
fn is_licence(folder: &str, name: &str, ending: &str) -> bool {
    const WORDS: [&str; 5] = ["license", "licence", "copying", "unlicense", "unlicence"];
    let document = !matches!(
        ending,
        "js" | "ts"
            | "json"
            | "yml"
            | "yaml"
            | "toml"
            | "css"
            | "csv"
            | "lock"
            | "sh"
            | "jsx"
            | "tsx"
            | "cfg"
            | "ini"
    );
    let mut words = name.split(['.', '-', '_', ' ']);
    let first = words.next().unwrap_or("");
    let last = name
        .strip_suffix(ending)
        .unwrap_or(name)
        .trim_end_matches('.')
        .rsplit(['-', '_', ' '])
        .next()
        .unwrap_or("");
    document && (folder == "licenses" || WORDS.contains(&first) || WORDS.contains(&last))
}

/// Endings of files that are no text. Sorted.
const BINARY: &[&str] = &[
    "7z", "a", "accdb", "avi", "bin", "bmp", "bz2", "class", "db", "db3", "der", "dll", "doc",
    "docx", "dylib", "egg", "eot", "exe", "feather", "flac", "gif", "gz", "h5", "hdf5", "icns",
    "ico", "jar", "jks", "joblib", "jpeg", "jpg", "keystore", "m4a", "mdb", "mkv", "mo", "mov",
    "mp3", "mp4", "npy", "npz", "o", "odt", "ogg", "onnx", "otf", "p12", "parquet", "pdf", "pfx",
    "pickle", "pkl", "png", "ppt", "pptx", "psd", "pt", "pth", "pyc", "pyd", "pyo", "rar", "rdb",
    "so", "sqlite", "sqlite3", "swp", "tar", "tgz", "tif", "tiff", "ttf", "wasm", "wav", "webm",
    "webp", "whl", "woff", "woff2", "xls", "xlsx", "xz", "zip",
];

#[cfg(test)]
mod tests;
