//! conda environments, from YAML events: no aliases, nothing deep.

use super::requirement::{normalise, parse, pin_of};
use super::requirements::group_of;
use super::{Manifest, Pin, ProblemKind, Requirement};
use crate::source::{Source, Span};
use saphyr_parser::{Event, Parser};

/// Sequences and mappings that may be open at once (THREATS.md, Limits).
const NESTING: usize = 64;

/// Packages with a build string from which on the file is a dump of somebody's environment.
const DUMPED: usize = 5;

/// conda's name for a distribution that PyPI knows under another name.
const NAMES: &[(&str, &str)] = &[
    ("dask-core", "dask"),
    ("matplotlib-base", "matplotlib"),
    ("msgpack-python", "msgpack"),
    ("opencv", "opencv-python"),
    ("py-opencv", "opencv-python"),
    ("py-xgboost", "xgboost"),
    ("pyqt", "pyqt5"),
    ("pytables", "tables"),
    ("python-graphviz", "graphviz"),
    ("pytorch", "torch"),
    ("seaborn-base", "seaborn"),
];

/// What an open sequence or mapping is for.
#[derive(Clone, Copy, PartialEq)]
enum Frame {
    /// The mapping at the top.
    Top,
    /// The sequence under `dependencies`.
    Packages,
    /// A mapping inside it (`pip:`).
    Section,
    /// The sequence under `pip`.
    Pip,
    /// Anything else.
    Other,
}

/// Reads a conda environment into `manifest`.
pub(super) fn read(text: &str, manifest: &mut Manifest) {
    let source = Source::new(text.to_owned());
    let group = group_of(&manifest.path);
    let mut frames: Vec<Frame> = Vec::new();
    let mut key: Option<String> = None;
    let mut builds = 0_usize;
    for event in Parser::new_from_str(text) {
        let Ok((event, place)) = event else {
            let what = "is no valid YAML";
            manifest.problem(ProblemKind::DoesNotParse, Span::new(0, 0), what);
            break;
        };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if frames.len() >= NESTING {
                    let what = "nested too deeply to be read";
                    manifest.problem(ProblemKind::DoesNotParse, Span::new(0, 0), what);
                    break;
                }
                let sequence = matches!(event, Event::SequenceStart(..));
                frames.push(enter(
                    frames.last().copied(),
                    key.take().as_deref(),
                    sequence,
                ));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                frames.pop();
                key = None;
            }
            Event::Scalar(value, ..) => {
                let span = span_at(&source, place.start.line(), place.start.col(), &value);
                match frames.last() {
                    Some(Frame::Packages) => {
                        let found = package(&value, span);
                        builds += usize::from(found.as_ref().is_some_and(|(_, built)| *built));
                        manifest.require(found.map(|(found, _)| found), &group);
                    }
                    Some(Frame::Pip) => manifest.require(parse(&value, span), &group),
                    Some(Frame::Top | Frame::Section) if key.is_none() => key = Some(value.into()),
                    _ => {
                        if key.take().as_deref() == Some("prefix") && frames.len() == 1 {
                            let what = "`prefix:` names a folder on somebody's own machine";
                            manifest.problem(ProblemKind::CondaDump, span, what);
                        }
                    }
                }
            }
            Event::Alias(_) => key = None,
            _ => {}
        }
    }
    if builds >= DUMPED {
        let what = "a dump of a conda environment: build strings fit one machine only";
        manifest.problem(ProblemKind::CondaDump, source.line_span(1), what);
    }
}

fn enter(parent: Option<Frame>, key: Option<&str>, sequence: bool) -> Frame {
    match (parent, key, sequence) {
        (None, _, false) => Frame::Top,
        (Some(Frame::Top), Some("dependencies"), true) => Frame::Packages,
        (Some(Frame::Packages), _, false) => Frame::Section,
        (Some(Frame::Section), Some("pip"), true) => Frame::Pip,
        _ => Frame::Other,
    }
}

/// `channel::name=version=build` or `name>=1`; and whether it has a build string.
fn package(text: &str, span: Span) -> Option<(Requirement, bool)> {
    let text = text.rsplit("::").next().unwrap_or(text).trim();
    let end = text
        .find(|c: char| matches!(c, '=' | '<' | '>' | '!' | '~' | '[') || c.is_whitespace())
        .unwrap_or(text.len());
    let (name, specifier) = text.split_at_checked(end)?;
    let name = normalise(name);
    if name.is_empty() || name == "python" || name == "pip" {
        return None;
    }
    let name = NAMES
        .iter()
        .find(|(conda, _)| *conda == name)
        .map_or(name.as_str(), |(_, distribution)| distribution)
        .to_owned();
    let specifier = specifier.trim();
    let single = specifier
        .strip_prefix('=')
        .filter(|rest| !rest.starts_with('='));
    let built = single.is_some_and(|rest| rest.contains('='));
    let pin = match single {
        Some(_) if built => Pin::Exact,
        Some(_) => Pin::Compatible,
        None => pin_of(specifier),
    };
    let requirement = Requirement {
        name,
        extras: Vec::new(),
        specifier: specifier.to_owned(),
        pin,
        group: super::Group::Runtime,
        span,
    };
    Some((requirement, built))
}

/// From the parser's line (from 1) and column (characters, from 0) to bytes.
fn span_at(source: &Source, line: usize, column: usize, value: &str) -> Span {
    /// A line longer than this is written by no person; the whole of it will do.
    const LONG: usize = 2_000;
    let line = source.line_span(u32::try_from(line).unwrap_or(u32::MAX));
    let text = source.slice(line);
    if text.len() > LONG {
        return line;
    }
    let start = text
        .char_indices()
        .nth(column)
        .map_or(text.len(), |(at, _)| at);
    let start = line.start as usize + start;
    let end = (start + value.len()).min(line.end as usize);
    let span = Span::new(start, end);
    if source.text().get(span.range()).is_some() {
        span
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest};
    use super::*;
    use std::sync::Arc;

    fn manifest(text: &str) -> Manifest {
        let mut found = Manifest::new(&Arc::from("environment.yml"), Format::Conda);
        read(text, &mut found);
        found
    }

    #[test]
    fn reads_packages_and_pip() {
        let text = "name: x\nchannels: [conda-forge]\ndependencies:\n  - python=3.9\n  - conda-forge::numpy=1.2\n  - pytorch\n  - pip:\n    - flask==2.0\nprefix: /home/a/x\n";
        let found = manifest(text);
        let pins: Vec<_> = found
            .requirements
            .iter()
            .map(|r| (r.name.as_str(), r.pin))
            .collect();
        assert_eq!(
            pins,
            [
                ("numpy", Pin::Compatible),
                ("torch", Pin::Loose),
                ("flask", Pin::Exact)
            ]
        );
        assert_eq!(&text[found.requirements[2].span.range()], "flask==2.0");
        assert_eq!(found.problems.len(), 1);
    }

    #[test]
    fn broken_and_deep_files_are_problems() {
        assert_eq!(manifest("a: [\n").problems.len(), 1);
        assert_eq!(manifest(&"[".repeat(100_000)).problems.len(), 1);
        assert_eq!(manifest(&"- ".repeat(5_000)).problems.len(), 1);
        assert!(manifest("- é: 😀\n- *b\n").requirements.is_empty());
    }
}
