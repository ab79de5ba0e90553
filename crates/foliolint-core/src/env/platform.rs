//! Variables that operating systems, platforms and tools set by themselves.

/// One name a line; a final `*` stands for any ending, `#` begins a comment.
static TABLE: &str = include_str!("../../data/platform_variables.txt");

/// Whether something other than the person who runs the program sets that variable.
#[must_use]
pub fn is_platform(name: &str) -> bool {
    let entries = TABLE
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim());
    entries
        .filter(|entry| !entry.is_empty())
        .any(|entry| match entry.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == entry,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_read() {
        let entries: Vec<&str> = TABLE
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .collect();
        assert!(entries.is_sorted());
        assert!(is_platform("PATH") && is_platform("GITHUB_SHA") && is_platform("PYTHONPATH"));
        assert!(!is_platform("SECRET_KEY") && !is_platform("HOME_URL"));
    }
}
