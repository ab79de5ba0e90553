//! Times a whole scan of a tree of Python files that the benchmark writes itself.

use foliolint_core::discover::{Checkout, Shape};
use foliolint_core::limits::Limits;
use foliolint_core::repo;
use foliolint_rules::Policy;
use foliolint_rules::check::check;
use std::fmt::Write as _;
use std::fs;
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// A plain folder of `files` modules of about 4 KB, shaped like a small web project's.
fn tree(files: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for number in 0..files {
        let package = folder.path().join(format!("app{}", number / 20));
        fs::create_dir_all(&package).expect("a folder");
        fs::write(package.join(format!("part{number}.py")), module(number)).expect("a file");
    }
    fs::write(folder.path().join("requirements.txt"), "flask==3.0.0\n").expect("a file");
    folder
}

fn module(number: usize) -> String {
    let mut text =
        String::from("import os\nfrom flask import Flask, request\n\napp = Flask(__name__)\n");
    for function in 0..12 {
        let _ = write!(
            text,
            "\n\n@app.route(\"/{number}/{function}\")\ndef view_{function}(first, second: int = 2):\n    \
             \"\"\"Gives part {function}.\"\"\"\n    try:\n        found = [item for item in request.args if item]\n    \
             except ValueError as error:\n        print(f\"failed: {{error}}\")\n        return None\n    \
             if len(found) > second:\n        return {{\"first\": first, \"home\": os.environ.get(\"HOME\", \"\")}}\n    \
             return sum(second for _ in found)\n"
        );
    }
    text
}

/// CPU of a whole scan: reading, parsing, every rule.
#[divan::bench(args = [1, 40, 400], sample_count = 20)]
fn scan(bencher: divan::Bencher<'_, '_>, files: usize) {
    let folder = tree(files);
    let checkout = Checkout {
        name: "bench".to_owned(),
        root: folder.path().to_owned(),
        shape: Shape::Plain,
    };
    let policy = Policy::default();
    bencher
        .counter(divan::counter::ItemsCount::new(files))
        .bench(|| {
            let repo = repo::load(&checkout, &Limits::default(), &globset::GlobSet::empty());
            check(&repo, &policy)
        });
}
