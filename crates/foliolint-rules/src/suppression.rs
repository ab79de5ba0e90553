//! Inline suppressions: `# foliolint: ignore[…]`, `# foliolint: ignore-file[…]` and `# noqa: FOL…`.
//!
//! A suppression speaks for its own line, or, alone on a line, for the next line that is no comment. Those that
//! hide nothing or name no rule become notes: a reviewer should be able to trust that each one has a purpose.

use crate::finding::Suppression;
use crate::rule::Rule;
use foliolint_core::problem::{Problem, Reason};
use foliolint_core::repo::Repo;
use foliolint_core::source::Source;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Bytes of a suppression's list of rules; what is longer is no suppression, so that reading stays linear.
const LIST_BYTES: usize = 1_000;
/// Places that one note names.
const NAMED: usize = 5;

/// All suppressions of a repository, by file.
pub(crate) struct Suppressions {
    files: BTreeMap<Arc<str>, File>,
}

#[derive(Default)]
struct File {
    /// Ranges of lines for each code, in the order of the file; `None` stands for the whole file.
    whole: BTreeMap<&'static str, Vec<usize>>,
    lines: BTreeMap<&'static str, Vec<Range>>,
    entries: Vec<Entry>,
    mistakes: Vec<String>,
}

/// Lines that a suppression speaks for. Within a file both ends ascend.
struct Range {
    first: u32,
    last: u32,
    how: Suppression,
    entry: usize,
}

struct Entry {
    line: u32,
    code: &'static str,
    used: bool,
}

impl Suppressions {
    /// Reads the suppressions of every file whose text is at hand. `rules` are all rules there are.
    pub(crate) fn read(repo: &Repo, rules: &[&'static Rule]) -> Self {
        let modules = repo.modules.par_iter().filter_map(|module| {
            let comments = module.facts.comments.iter().map(|comment| Comment {
                line: module.source.line(comment.span.start),
                text: module.text(comment.span),
                own_line: comment.own_line,
            });
            let file = File::read(&module.source, comments, rules)?;
            Some((Arc::clone(&module.path), file))
        });
        let mut files: BTreeMap<_, _> = modules.collect();
        for (path, source) in &repo.texts {
            if let Some(file) = File::read(source, comments_of_text(source), rules) {
                files.insert(Arc::clone(path), file);
            }
        }
        Self { files }
    }

    /// What hides a finding of rule `code` on the lines `lines` (both included) of `path`; `None` for the lines
    /// means the file as a whole, which only `ignore-file` hides.
    pub(crate) fn hides(
        &mut self,
        path: &str,
        code: &str,
        lines: Option<(u32, u32)>,
    ) -> Option<Suppression> {
        let file = self.files.get_mut(path)?;
        let mut how = None;
        if let (Some((start, end)), Some(ranges)) = (lines, file.lines.get(code)) {
            let first = ranges.partition_point(|range| range.last < start);
            for range in ranges
                .iter()
                .skip(first)
                .take_while(|range| range.first <= end)
            {
                how = how.or(Some(range.how));
                if let Some(entry) = file.entries.get_mut(range.entry) {
                    entry.used = true;
                }
            }
        }
        for &entry in file.whole.get(code).into_iter().flatten() {
            how = how.or(Some(Suppression::File));
            if let Some(entry) = file.entries.get_mut(entry) {
                entry.used = true;
            }
        }
        how
    }

    /// What the user should know: suppressions of rules that ran and that hide nothing, and those that name no rule.
    pub(crate) fn notes(&self, ran: &BTreeSet<&'static str>) -> Vec<Problem> {
        let mut notes = Vec::new();
        for (path, file) in &self.files {
            let unused = file
                .entries
                .iter()
                .filter(|entry| !entry.used && ran.contains(entry.code));
            let unused: Vec<_> = unused
                .map(|entry| format!("{} on line {}", entry.code, entry.line))
                .collect();
            for (what, places) in [
                ("suppresses what is not there", &unused),
                ("has a suppression that is not understood", &file.mistakes),
            ] {
                if !places.is_empty() {
                    notes.push(Problem {
                        path: Some(Arc::clone(path)),
                        reason: Reason::Note(format!("{what}: {}", some_of(places))),
                    });
                }
            }
        }
        notes
    }
}

/// The first few of `places`, and how many more there are.
pub(crate) fn some_of(places: &[String]) -> String {
    let named = places
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match places.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

struct Comment<'a> {
    line: u32,
    text: &'a str,
    own_line: bool,
}

/// The lines of a text that is no Python from their first `#` on. Most such formats comment with `#`, and in the
/// others nobody writes a suppression by chance.
fn comments_of_text(source: &Source) -> impl Iterator<Item = Comment<'_>> {
    let lines = (1..).zip(source.text().lines());
    lines.filter_map(|(line, text)| {
        let at = text.find('#')?;
        let (before, comment) = text.split_at(at);
        Some(Comment {
            line,
            text: comment,
            own_line: before.trim().is_empty(),
        })
    })
}

impl File {
    fn read<'a>(
        source: &Source,
        comments: impl Iterator<Item = Comment<'a>>,
        rules: &[&'static Rule],
    ) -> Option<Self> {
        let text = source.text();
        if !text.contains("foliolint:") && !text.contains("FOL") && !text.contains(": fol") {
            return None;
        }
        let comments: Vec<_> = comments.collect();
        let targets = targets(&comments);
        let mut file = Self::default();
        for (comment, target) in comments.iter().zip(targets) {
            for directive in directives(comment.text) {
                file.take(comment, target, directive, rules);
            }
        }
        (!file.entries.is_empty() || !file.mistakes.is_empty()).then_some(file)
    }

    fn take(
        &mut self,
        comment: &Comment<'_>,
        target: u32,
        directive: Directive<'_>,
        rules: &[&'static Rule],
    ) {
        let Directive::Ignore { how, names } = directive else {
            let line = comment.line;
            self.mistakes
                .push(format!("`ignore[RULE]` was expected on line {line}"));
            return;
        };
        for name in names {
            let known = rules
                .iter()
                .find(|rule| rule.code.eq_ignore_ascii_case(name) || rule.name == name);
            let Some(rule) = known else {
                let name: String = name.chars().take(40).collect();
                self.mistakes
                    .push(format!("`{name}` is no rule, line {}", comment.line));
                continue;
            };
            let entry = self.entries.len();
            self.entries.push(Entry {
                line: comment.line,
                code: rule.code,
                used: false,
            });
            if how == Suppression::File {
                self.whole.entry(rule.code).or_default().push(entry);
            } else {
                self.lines.entry(rule.code).or_default().push(Range {
                    first: comment.line,
                    last: target,
                    how,
                    entry,
                });
            }
        }
    }
}

/// For each comment the last line it speaks for: its own, or for one alone on its line the next that is not such.
fn targets(comments: &[Comment<'_>]) -> Vec<u32> {
    let mut targets = Vec::with_capacity(comments.len());
    let mut below: Option<(u32, u32)> = None;
    for comment in comments.iter().rev() {
        if !comment.own_line {
            targets.push(comment.line);
            continue;
        }
        let target = match below {
            Some((line, target)) if line == comment.line + 1 => target,
            _ => comment.line + 1,
        };
        below = Some((comment.line, target));
        targets.push(target);
    }
    targets.reverse();
    targets
}

enum Directive<'a> {
    Ignore {
        how: Suppression,
        names: Vec<&'a str>,
    },
    Mistake,
}

fn directives(comment: &str) -> Vec<Directive<'_>> {
    let starts = comment.match_indices('#').map(|(at, _)| at + 1);
    starts
        .filter_map(|at| {
            let rest = comment.get(at..)?.trim_start();
            match rest.strip_prefix("foliolint:") {
                Some(directive) => Some(own(directive.trim_start())),
                None => noqa(rest),
            }
        })
        .collect()
}

/// `ignore[…]` or `ignore-file[…]`.
fn own(directive: &str) -> Directive<'_> {
    let (how, rest) = match directive.strip_prefix("ignore-file") {
        Some(rest) => (Suppression::File, rest),
        None => match directive.strip_prefix("ignore") {
            Some(rest) => (Suppression::Line, rest),
            None => return Directive::Mistake,
        },
    };
    let list = rest.trim_start().strip_prefix('[').and_then(|rest| {
        let end = rest
            .bytes()
            .take(LIST_BYTES)
            .position(|byte| byte == b']')?;
        rest.get(..end)
    });
    let names: Vec<_> = list
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        Directive::Mistake
    } else {
        Directive::Ignore { how, names }
    }
}

/// The codes of ours in `noqa: A123, FOL201 B1`; a bare `noqa` is other tools'.
fn noqa(rest: &str) -> Option<Directive<'_>> {
    let word = rest.get(..4)?;
    if !word.eq_ignore_ascii_case("noqa") {
        return None;
    }
    let codes = rest.get(4..)?.trim_start().strip_prefix(':')?;
    let codes = codes
        .split(|mark: char| mark == ',' || mark.is_whitespace())
        .filter(|code| !code.is_empty())
        .take_while(|code| code.chars().all(|letter| letter.is_ascii_alphanumeric()));
    let names: Vec<_> = codes
        .filter(|code| {
            code.get(..3)
                .is_some_and(|start| start.eq_ignore_ascii_case("FOL"))
        })
        .collect();
    (!names.is_empty()).then_some(Directive::Ignore {
        how: Suppression::Noqa,
        names,
    })
}
