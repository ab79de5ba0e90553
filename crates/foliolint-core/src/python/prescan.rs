//! Refuses, before the parser sees them, the inputs it would abort or hang on (THREATS.md, "Measured").

use crate::limits::Limits;
use crate::problem::Reason;
use std::collections::HashSet;

/// How many bytes the grammar's scanner may read again over runs of comment lines: at the end of each line of a run
/// it reads on to the run's end. 3,000 lines of commented-out code stay below; 40,000 short comments took minutes.
const COMMENT_BYTES: usize = 400_000_000;

/// Checks a decoded text.
///
/// # Errors
///
/// [`Reason::TooDeep`] for more distinct indentation widths than the grammar's scanner can serialise,
/// [`Reason::TooComplex`] for runs of line continuations or of comment lines, on which it is quadratic.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), Reason> {
    let mut widths = HashSet::new();
    let mut continued = 0;
    let (mut comments, mut read_again) = (0_usize, 0_usize);
    for line in text.split('\n') {
        let width = line
            .bytes()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c' | b'\r'))
            .count();
        widths.insert(width);
        if widths.len() > limits.indent_widths {
            return Err(Reason::TooDeep);
        }
        match line.as_bytes().get(width) {
            Some(b'#') => comments += 1,
            Some(_) => comments = 0,
            None => {}
        }
        read_again = read_again.saturating_add(comments.saturating_mul(line.len()));
        if read_again > COMMENT_BYTES {
            return Err(Reason::TooComplex);
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
    fn a_long_run_of_comments_is_refused() {
        let limits = Limits::default();
        let commented_out = "# x = compute(alpha, beta, gamma)  \n".repeat(3_000);
        assert_eq!(check(&commented_out, &limits), Ok(()));
        assert_eq!(
            check(&format!("{commented_out}x = 1\n").repeat(3), &limits),
            Err(Reason::TooComplex)
        );
        assert_eq!(check(&"# a\nx = 1\n".repeat(100_000), &limits), Ok(()));
        assert_eq!(
            check(&"#\n".repeat(500_000), &limits),
            Err(Reason::TooComplex)
        );
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
