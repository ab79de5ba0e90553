//! A finding's identity, which survives that lines move.

use super::run::Ran;
use crate::hit::Hit;
use foliolint_core::python::Module;
use foliolint_core::python::facts::Function;
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::HashMap;

/// Bytes of a statement that count; what differs only after so many is told apart by its ordinal.
const STATEMENT_BYTES: usize = 4_096;
/// Hexadecimal digits of a fingerprint.
pub(super) const DIGITS: usize = 16;

/// Fingerprints `hits` of one rule in one file (or in none), in their order.
pub(super) fn fingerprints(repo: &Repo, ran: &Ran, hits: &[&Hit]) -> Vec<String> {
    let mut seen: HashMap<blake3::Hash, u64> = HashMap::new();
    let each = hits.iter().map(|hit| {
        let equal = identity(repo, ran, hit);
        let ordinal = seen.entry(equal).or_default();
        let mut hasher = blake3::Hasher::new();
        hasher.update(equal.as_bytes());
        hasher.update(&ordinal.to_le_bytes());
        *ordinal += 1;
        let mut digits = hasher.finalize().to_hex().to_string();
        digits.truncate(DIGITS);
        digits
    });
    each.collect()
}

/// The hash of everything but the ordinal.
fn identity(repo: &Repo, ran: &Ran, hit: &Hit) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    };
    part(ran.rule.code);
    if let Some(place) = &hit.place {
        part(&repo.secrets.scrub(&place.path));
        if let Some(span) = place.span {
            let module = repo.module(&place.path);
            let function = module.and_then(|module| enclosing(module, span));
            part(
                module
                    .zip(function)
                    .map_or("", |(module, function)| module.text(function.name)),
            );
            let text = repo
                .source(&place.path)
                .map_or("", |source| source.slice(span));
            let scrubbed = repo.secrets.scrub(start_of(text));
            for token in scrubbed.split_whitespace() {
                part(token);
            }
        }
    }
    hasher.finalize()
}

/// The innermost function around the start of `span`: the last one to start before it, or one around that.
fn enclosing(module: &Module, span: Span) -> Option<&Function> {
    let functions = &module.facts.functions;
    let before = functions.partition_point(|function| function.span.start < span.start);
    let mut found = functions.get(before.checked_sub(1)?);
    while let Some(function) = found
        && function.span.end <= span.start
    {
        found = module.function(function.scope.function);
    }
    found
}

fn start_of(text: &str) -> &str {
    let mut end = text.len().min(STATEMENT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
