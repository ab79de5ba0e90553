//! What a panic says: its place and where to report it, never its payload, which may quote a stranger's source.

use crate::notes;

/// Replaces the default hook. Panics of rules are caught one by one; the hook only speaks.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let issues = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");
        notes::say(
            "internal error",
            &format!("at {place}; please report it at {issues}"),
        );
    }));
}
