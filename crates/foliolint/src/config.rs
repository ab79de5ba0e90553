//! The configuration file: one a run, never a scanned stranger's (STACK.md, "Configuration").

use crate::args::{FailOn, Format, Level, Sureness};
use crate::exit::Failure;
use crate::notes::Notes;
use crate::sanitise;
use foliolint_core::discover::Discovered;
use foliolint_core::limits::Limits;
use serde::Deserialize;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes of a configuration file.
const SIZE: u64 = 256 << 10;
/// Names of unasked configurations that are listed.
const NAMED: usize = 5;
/// Where a configuration may stand in a folder; the first found wins.
const NAMES: [&str; 3] = ["foliolint.toml", ".foliolint.toml", "pyproject.toml"];

/// A configuration as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) select: Option<Vec<String>>,
    pub(crate) ignore: Option<Vec<String>>,
    pub(crate) extend_select: Option<Vec<String>>,
    pub(crate) exclude: Vec<String>,
    pub(crate) min_severity: Option<Level>,
    pub(crate) min_confidence: Option<Sureness>,
    pub(crate) fail_on: Option<FailOn>,
    pub(crate) output_format: Option<Format>,
    pub(crate) strict: bool,
    limits: LimitTable,
}

/// `[limits]`: counts, bytes and seconds (THREATS.md, "Limits").
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct LimitTable {
    file_bytes: Option<u64>,
    notebook_bytes: Option<u64>,
    indent_widths: Option<usize>,
    continuations: Option<usize>,
    tree_depth: Option<u32>,
    tree_nodes: Option<u32>,
    files: Option<usize>,
    repository_bytes: Option<u64>,
    path_depth: Option<usize>,
    findings: Option<usize>,
    excerpt_columns: Option<usize>,
    commits: Option<usize>,
    history_entries: Option<usize>,
    history_bytes: Option<u64>,
    nesting: Option<usize>,
    parse_seconds: Option<u64>,
    history_seconds: Option<u64>,
    repository_seconds: Option<u64>,
}

/// The largest values of limits that keep the parser from aborting the process; configuration may only lower them.
const INDENT_WIDTHS: usize = 256;

impl Config {
    /// The limits of the run.
    pub(crate) fn limits(&self) -> Limits {
        let (given, usual) = (&self.limits, Limits::default());
        let seconds = |given: Option<u64>, usual| given.map_or(usual, Duration::from_secs);
        let indent_widths = given.indent_widths.unwrap_or(usual.indent_widths);
        Limits {
            file_bytes: given.file_bytes.unwrap_or(usual.file_bytes),
            notebook_bytes: given.notebook_bytes.unwrap_or(usual.notebook_bytes),
            indent_widths: indent_widths.min(INDENT_WIDTHS),
            continuations: given.continuations.unwrap_or(usual.continuations),
            tree_depth: given.tree_depth.unwrap_or(usual.tree_depth),
            tree_nodes: given.tree_nodes.unwrap_or(usual.tree_nodes),
            files: given.files.unwrap_or(usual.files),
            repository_bytes: given.repository_bytes.unwrap_or(usual.repository_bytes),
            path_depth: given.path_depth.unwrap_or(usual.path_depth),
            findings: given.findings.unwrap_or(usual.findings),
            excerpt_columns: given.excerpt_columns.unwrap_or(usual.excerpt_columns),
            commits: given.commits.unwrap_or(usual.commits),
            history_entries: given.history_entries.unwrap_or(usual.history_entries),
            history_bytes: given.history_bytes.unwrap_or(usual.history_bytes),
            nesting: given.nesting.unwrap_or(usual.nesting),
            parse_time: seconds(given.parse_seconds, usual.parse_time),
            history_time: seconds(given.history_seconds, usual.history_time),
            repository_time: seconds(given.repository_seconds, usual.repository_time),
        }
    }
}

/// The configuration of the run and the file it came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) file: Option<PathBuf>,
}

/// Reads the file that `--config` names.
pub(crate) fn named(file: &Path) -> Result<Loaded, Failure> {
    let text = read(file).map_err(|why| cannot_read(file, &why))?;
    loaded(file, &text)
}

/// Finds the configuration of the current folder, else that of the repository it is in.
pub(crate) fn find() -> Result<Loaded, Failure> {
    let Ok(here) = std::env::current_dir() else {
        return Ok(Loaded::default());
    };
    let top = here
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok());
    for folder in [Some(here.as_path()), top].into_iter().flatten() {
        for name in NAMES {
            let file = folder.join(name);
            if let Some(text) = candidate(&file)? {
                return loaded(&file, &text);
            }
        }
    }
    Ok(Loaded::default())
}

/// The text of a found file that is ours. A `pyproject.toml` that does not name us is other tools' affair, however broken.
fn candidate(file: &Path) -> Result<Option<String>, Failure> {
    if !is_regular(file) {
        return Ok(None);
    }
    let shared = file.ends_with("pyproject.toml");
    match read(file) {
        Ok(text) if shared && !names_us(&text) => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(_) if shared => Ok(None),
        Err(why) => Err(cannot_read(file, &why)),
    }
}

fn is_regular(file: &Path) -> bool {
    file.symlink_metadata().is_ok_and(|meta| meta.is_file())
}

fn names_us(pyproject: &str) -> bool {
    pyproject.contains("tool.foliolint") || pyproject.contains("tool.\"foliolint\"")
}

fn read(file: &Path) -> Result<String, String> {
    let words = |error: std::io::Error| error.kind().to_string();
    if !file.metadata().map_err(words)?.is_file() {
        return Err("not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(words)?;
    opened
        .take(SIZE + 1)
        .read_to_end(&mut bytes)
        .map_err(words)?;
    if bytes.len() as u64 > SIZE {
        return Err(format!("larger than {} KiB", SIZE >> 10));
    }
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

fn cannot_read(file: &Path, why: &str) -> Failure {
    Failure::new(format!("configuration {}: {why}", sanitise::path(file)))
}

fn loaded(file: &Path, text: &str) -> Result<Loaded, Failure> {
    let config =
        parse(text, file.ends_with("pyproject.toml")).map_err(|why| cannot_read(file, &why))?;
    Ok(Loaded {
        config,
        file: Some(file.to_owned()),
    })
}

fn parse(text: &str, pyproject: bool) -> Result<Config, String> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct PyProject {
        tool: Tools,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Tools {
        foliolint: Config,
    }
    let nesting = Limits::default().nesting;
    if too_deep(text, nesting) {
        return Err(format!("nested deeper than {nesting} levels"));
    }
    let parsed = if pyproject {
        toml::from_str::<PyProject>(text).map(|it| it.tool.foliolint)
    } else {
        toml::from_str(text)
    };
    parsed.map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        format!("line {line}: {}", error.message().replace('\n', ", "))
    })
}

/// Whether brackets, or the dots of one line, nest deeper than `most`. Counts those inside strings too, which errs on the safe side.
fn too_deep(text: &str, most: usize) -> bool {
    let (mut depth, mut dots) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'.' => dots += 1,
            b'\n' => dots = 0,
            _ => {}
        }
        if depth > most || dots > most {
            return true;
        }
    }
    false
}

/// Says which scanned folders hold a configuration that was not asked.
pub(crate) fn name_unasked(discovered: &Discovered, asked: Option<&Path>, notes: &Notes) {
    let canonical = |path: &Path| path.canonicalize().ok();
    let asked = asked.and_then(canonical);
    let files = discovered
        .checkouts
        .iter()
        .flat_map(|checkout| NAMES.map(|name| checkout.root.join(name)));
    let unasked: Vec<String> = files
        .filter(|file| is_regular(file) && (asked.is_none() || canonical(file) != asked))
        .filter(|file| {
            !file.ends_with("pyproject.toml") || read(file).is_ok_and(|text| names_us(&text))
        })
        .map(|file| sanitise::path(&file))
        .collect();
    for file in unasked.iter().take(NAMED) {
        notes.note(&format!(
            "the configuration {file} of a scanned folder is not used; --config would use it"
        ));
    }
    if unasked.len() > NAMED {
        notes.note(&format!(
            "nor are those of {} more folders",
            unasked.len() - NAMED
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kebab_case_and_unknown_ones_list_the_valid() {
        let config = parse(
            "fail-on = \"never\"\n[limits]\nindent-widths = 9000\nfiles = 7",
            false,
        )
        .unwrap();
        assert_eq!(config.fail_on, Some(FailOn::Never));
        assert_eq!(
            (config.limits().files, config.limits().indent_widths),
            (7, 256)
        );
        let error = parse("select = []\nfail_on = \"never\"", false).unwrap_err();
        assert!(
            error.starts_with("line 2: ") && error.contains("`fail-on`"),
            "{error}"
        );
        assert!(
            parse("[limits]\nfoo = 1", false)
                .unwrap_err()
                .contains("`file-bytes`")
        );
    }

    #[test]
    fn pyproject_holds_a_table_among_others() {
        let text = "[project]\nname = \"x\"\n[tool.foliolint]\nstrict = true\n[tool.other]\na = 1";
        assert!(parse(text, true).unwrap().strict);
    }

    #[test]
    fn deep_nesting_is_refused_before_parsing() {
        let arrays = format!("select = {}", "[".repeat(100_000));
        let keys = format!("{} = 1", vec!["a"; 50_000].join("."));
        let tables = format!("[{}]", vec!["a"; 50_000].join("."));
        for text in [arrays, keys, tables] {
            assert_eq!(
                parse(&text, false).unwrap_err(),
                "nested deeper than 64 levels"
            );
        }
    }
}
