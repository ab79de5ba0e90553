//! Refuses, before the parser sees them, the inputs it would abort or hang on (THREATS.md, "Measured").

use crate::limits::Limits;
use crate::problem::Reason;
use std::collections::HashSet;

/// Checks a decoded text.
///
/// # Errors
///
/// [`Reason::TooDeep`] for more distinct indentation widths than the grammar's scanner can serialise,
/// [`Reason::TooComplex`] for runs of line continuations on which it is quadratic.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), Reason> {
    let mut widths = HashSet::new();
    let mut continued = 0;
    for line in text.split('\n') {
        let width = line
            .bytes()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c' | b'\r'))
            .count();
        widths.insert(width);
        if widths.len() > limits.indent_widths {
            return Err(Reason::TooDeep);
        }
        let bare = line.strip_suffix('\r').unwrap_or(line);
        continued = if bare.ends_with('\\') {
            continued + 1
        } else {
            0
        };
        if continued > limits.continuations {
            return Err(Reason::TooComplex);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tower(levels: usize) -> String {
        (0..levels)
            .map(|level| format!("{}if a:\n", " ".repeat(level)))
            .collect()
    }

    #[test]
    fn a_tower_of_indents_is_refused() {
        let limits = Limits::default();
        assert_eq!(check(&tower(256), &limits), Ok(()));
        assert_eq!(check(&tower(300), &limits), Err(Reason::TooDeep));
    }

    #[test]
    fn a_run_of_continuations_is_refused() {
        let limits = Limits::default();
        assert_eq!(check(&"\\\n".repeat(200), &limits), Ok(()));
        assert_eq!(
            check(&"\\\r\n".repeat(300), &limits),
            Err(Reason::TooComplex)
        );
    }
}
