//! tree-sitter: from a decoded file to facts. The only place that knows the grammar.

mod blocks;
mod collect;
mod definitions;
mod expressions;
mod kinds;
mod values;
mod walk;

use super::facts::{Comment, Facts};
use super::prescan;
use crate::limits::Limits;
use crate::problem::Reason;
use crate::source::{Source, Span};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::Instant;
use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

/// Progress callbacks that one parse may take; the parser makes one about every hundred operations.
const CALLBACKS: u64 = 400_000;

/// The facts of a Python text.
///
/// # Errors
///
/// [`Reason::TooDeep`] and [`Reason::TooComplex`], by the limits. A syntax error is none: see [`Facts::errors`].
pub(super) fn facts(source: &Source, limits: &Limits) -> Result<Facts, Reason> {
    let text = source.text();
    prescan::check(text, limits)?;
    let tree = parse(text, limits)?;
    if tree.root_node().descendant_count() > limits.tree_nodes as usize {
        return Err(Reason::TooComplex);
    }
    let mut facts = walk::walk(&tree, text, limits)?;
    if tree.root_node().is_error() {
        facts.errors.push(Span::new(0, text.len().min(1)));
    }
    facts.code_lines = code_lines(source, &facts);
    Ok(facts)
}

fn parse(text: &str, limits: &Limits) -> Result<Tree, Reason> {
    PARSER.with_borrow_mut(|parser| {
        if parser.language().is_none() {
            parser
                .set_language(&kinds::GRAMMAR.language)
                .map_err(|_| Reason::TooComplex)?;
        }
        let (start, mut calls) = (Instant::now(), 0_u64);
        let mut progress = |_: &ParseState| {
            calls += 1;
            // One operation of the scanner may read on for a megabyte, so the clock is asked each time.
            if calls > CALLBACKS || start.elapsed() > limits.parse_time {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let bytes = text.as_bytes();
        let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
        let tree = parser.parse_with_options(
            &mut read,
            None,
            Some(ParseOptions::new().progress_callback(&mut progress)),
        );
        if tree.is_none() {
            // What was begun must not leak into the next file.
            parser.reset();
        }
        tree.ok_or(Reason::TooComplex)
    })
}

/// Lines that are not blank, not only a comment, not part of a docstring.
fn code_lines(source: &Source, facts: &Facts) -> u32 {
    let docstrings = facts
        .docstring
        .into_iter()
        .chain(
            facts
                .functions
                .iter()
                .filter_map(|function| function.docstring),
        )
        .chain(facts.classes.iter().filter_map(|class| class.docstring));
    let mut left_out: Vec<(u32, u32)> = docstrings
        .map(|span| {
            (
                source.line(span.start),
                source.line(span.end.saturating_sub(1)),
            )
        })
        .collect();
    left_out.extend(
        facts
            .comments
            .iter()
            .filter(|comment| comment.own_line)
            .map(|Comment { span, .. }| (source.line(span.start), source.line(span.start))),
    );
    left_out.sort_unstable();
    let (mut count, mut next) = (0, 0);
    for line in 1..=source.line_count() {
        while left_out.get(next).is_some_and(|&(_, last)| last < line) {
            next += 1;
        }
        let skipped = left_out.get(next).is_some_and(|&(first, _)| first <= line);
        count += u32::from(!skipped && !source.line_text(line).trim().is_empty());
    }
    count
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod unusual;
