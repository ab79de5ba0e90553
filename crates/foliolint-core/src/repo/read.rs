//! Reads the files of a repository, in parallel and within its limits.

use crate::file::{File, FileKind, TextInput, Zone};
use crate::inventory::{Inventory, marks};
use crate::limits::Limits;
use crate::problem::{Problem, Reason};
use crate::python::{Module, notebook};
use crate::source::Source;
use crate::text::{decode, read};
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Files from this size on are parsed at most two at a time: a syntax tree can be hundreds of times the file.
const LARGE: usize = 128 << 10;

/// What keeps more than two large files from being parsed at once.
static TURNS: [Mutex<()>; 2] = [Mutex::new(()), Mutex::new(())];

/// Who is next at which turn.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A decoded file that is no Python.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) path: Arc<str>,
    pub(super) kind: FileKind,
    pub(super) zone: Zone,
    pub(super) source: Source,
    /// The encoding it was decoded from, where that is not plain UTF-8.
    pub(super) encoding: Option<&'static str>,
}

impl Text {
    /// As readers of texts take it.
    pub(super) const fn input(&self) -> TextInput<'_> {
        TextInput {
            path: &self.path,
            kind: self.kind,
            zone: self.zone,
            source: &self.source,
        }
    }
}

/// What reading gave.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) modules: Vec<Module>,
    pub(super) texts: Vec<Text>,
}

enum One {
    Module(Box<Module>, Option<Problem>),
    Text(Text),
    Problem(Problem),
    Nothing,
}

/// Reads everything that some fact may come from, in the order of the inventory.
pub(super) fn contents(
    root: &Path,
    inventory: &Inventory,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Contents {
    let started = Instant::now();
    let within = within_budget(inventory, limits, problems);
    let late = AtomicUsize::new(0);
    let all: Vec<One> = within
        .par_iter()
        .map(|file| {
            if started.elapsed() > limits.repository_time {
                late.fetch_add(1, Ordering::Relaxed);
                return One::Nothing;
            }
            one(root, file, limits)
        })
        .collect();
    let late = late.into_inner();
    if late > 0 {
        let reason = Reason::Limit(format!(
            "{late} files not read within {} s",
            limits.repository_time.as_secs()
        ));
        problems.push(Problem { path: None, reason });
    }
    let mut contents = Contents::default();
    for each in all {
        match each {
            One::Module(module, problem) => {
                contents.modules.push(*module);
                problems.extend(problem);
            }
            One::Text(text) => contents.texts.push(text),
            One::Problem(problem) => problems.push(problem),
            One::Nothing => {}
        }
    }
    contents
}

/// The files to read, up to the repository's byte limit: decided by their sizes in order, so that it does not
/// depend on which thread comes first.
fn within_budget<'a>(
    inventory: &'a Inventory,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Vec<&'a File> {
    let (mut sum, mut left_out) = (0_u64, 0_usize);
    let mut within = Vec::new();
    for file in inventory.files.iter().filter(|file| is_read(file)) {
        sum = sum.saturating_add(file.size.min(limits.notebook_bytes));
        if sum > limits.repository_bytes {
            left_out += 1;
        } else {
            within.push(file);
        }
    }
    if left_out > 0 {
        let reason = Reason::Limit(format!(
            "{left_out} files beyond {} MiB in all were not read",
            limits.repository_bytes >> 20
        ));
        problems.push(Problem { path: None, reason });
    }
    within
}

/// Code that others wrote says nothing about the author; that it is there, the inventory says.
const fn is_read(file: &File) -> bool {
    !matches!(file.zone, Zone::Virtualenv | Zone::Vendored)
        && !matches!(file.kind, FileKind::Binary | FileKind::Stub)
}

fn one(root: &Path, file: &File, limits: &Limits) -> One {
    match file.kind {
        FileKind::Python => module(root, file, limits, false),
        FileKind::Notebook => module(root, file, limits, true),
        _ => text(root, file, limits),
    }
}

fn module(root: &Path, file: &File, limits: &Limits, is_notebook: bool) -> One {
    let problem = |reason| Problem {
        path: Some(Arc::clone(&file.path)),
        reason,
    };
    let cap = if is_notebook {
        limits.notebook_bytes
    } else {
        limits.file_bytes
    };
    let decoded = read::read(root, &file.os_path, cap).and_then(|bytes| {
        if is_notebook {
            decode::text(&bytes)
        } else {
            decode::python(&bytes)
        }
    });
    let code = decoded.and_then(|text| {
        if is_notebook {
            notebook::code(&text).map_err(Reason::Syntax)
        } else {
            Ok(text)
        }
    });
    let code = match code {
        Ok(code) => code,
        Err(reason) => return One::Problem(problem(reason)),
    };
    let zone = zone_by_content(file, &code);
    let _turn =
        (code.len() >= LARGE).then(|| TURNS[NEXT.fetch_add(1, Ordering::Relaxed) % 2].lock());
    match Module::parse(Arc::clone(&file.path), zone, is_notebook, code, limits) {
        Ok(module) => {
            let broken = syntax_problem(&module).map(problem);
            One::Module(Box::new(module), broken)
        }
        Err(reason) => One::Problem(problem(reason)),
    }
}

/// What the first lines tell that the path does not.
fn zone_by_content(file: &File, code: &str) -> Zone {
    match file.zone {
        Zone::Production if marks::says_generated(code) => Zone::Generated,
        Zone::Tooling if file.name() == "setup.py" && !marks::says_setuptools(code) => {
            Zone::Production
        }
        zone => zone,
    }
}

/// One line for a file that Python 3 can't parse.
fn syntax_problem(module: &Module) -> Option<Reason> {
    let line = |span: &crate::source::Span| module.source.line(span.start);
    let what = match (module.facts.errors.first(), module.facts.python2.first()) {
        (_, Some(first)) => format!("Python 2 syntax at line {}", line(first)),
        (Some(first), None) => format!("syntax error at line {}", line(first)),
        (None, None) => return None,
    };
    Some(Reason::Syntax(what))
}

/// Whether NUL bytes are at most half of a file, and no other control bytes are there.
fn is_mostly_text(bytes: &[u8]) -> bool {
    let control = |byte: &u8| *byte < b' ' && !matches!(*byte, 0 | b'\n' | b'\r' | b'\t' | 0x0c);
    let nul = bytes.iter().filter(|byte| **byte == 0).count();
    nul * 2 <= bytes.len() && !bytes.iter().any(control)
}

fn text(root: &Path, file: &File, limits: &Limits) -> One {
    let told = matches!(
        file.kind,
        FileKind::Manifest
            | FileKind::EnvFile
            | FileKind::EnvExample
            | FileKind::Ci
            | FileKind::Deployment
            | FileKind::Readme
    );
    let bytes = match read::read(root, &file.os_path, limits.file_bytes) {
        Ok(bytes) => bytes,
        // Data files are often large; only code and configuration that went unread leave a gap.
        Err(Reason::TooLarge) if !told => {
            let note =
                Reason::Note("larger than the size limit, not searched for secrets".to_owned());
            return One::Problem(Problem {
                path: Some(Arc::clone(&file.path)),
                reason: note,
            });
        }
        Err(reason) => {
            return One::Problem(Problem {
                path: Some(Arc::clone(&file.path)),
                reason,
            });
        }
    };
    let (text, encoding) = match decode::text_with_encoding(&bytes) {
        Ok(decoded) => (
            decoded.text,
            Some(decoded.encoding).filter(|encoding| *encoding != "utf-8"),
        ),
        Err(Reason::Encoding(_)) => (
            encoding_rs::mem::decode_latin1(&bytes).into_owned(),
            Some("unknown"),
        ),
        // A shell that appends in another encoding leaves a NUL before every second letter.
        Err(Reason::Binary) if told && is_mostly_text(&bytes) => {
            let letters: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
            let text = String::from_utf8_lossy(&letters).into_owned();
            (text, Some("mixed"))
        }
        Err(reason) if told => {
            return One::Problem(Problem {
                path: Some(Arc::clone(&file.path)),
                reason,
            });
        }
        Err(_) => return One::Nothing,
    };
    One::Text(Text {
        path: Arc::clone(&file.path),
        kind: file.kind,
        zone: file.zone,
        source: Source::new(text),
        encoding,
    })
}
