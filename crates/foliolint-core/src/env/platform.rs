//! Variables that operating systems, platforms and tools set by themselves.

use crate::file::TextInput;
use crate::python::Module;

/// Name and source; a final `*` stands for any ending; the head says what each source is.
const TABLE: &str = include_str!("../../data/platform_variables.tsv");

/// What platforms that start a `Procfile` set for the database and the cache they attach (Heroku Dev Center, "Heroku
/// Postgres", "Heroku Key-Value Store").
pub(super) const ATTACHED: [&str; 2] = ["DATABASE_URL", "REDIS_URL"];

/// Whether the project runs on a platform that attaches services by variables.
pub(super) fn attaches_services(modules: &[Module], texts: &[TextInput<'_>]) -> bool {
    let mut own = texts.iter().filter(|text| text.is_own());
    own.any(|text| text.name() == "Procfile")
        || modules
            .iter()
            .any(|module| module.is_production() && module.imports("django_heroku"))
}

/// The rows of the table.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t'))
}

/// Whether something other than the person who runs the program sets that variable.
#[must_use]
pub fn is_platform(name: &str) -> bool {
    rows().any(|(entry, _)| match entry.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == entry,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_read() {
        assert!(rows().is_sorted());
        assert!(is_platform("PATH") && is_platform("GITHUB_SHA") && is_platform("PYTHONPATH"));
        assert!(!is_platform("SECRET_KEY") && !is_platform("HOME_URL"));
    }

    #[test]
    fn every_row_names_a_source_that_the_head_explains() {
        let head = TABLE.lines().filter_map(|line| line.strip_prefix("#   "));
        let explained: Vec<&str> = head
            .filter_map(|line| Some(line.split_once(" = ")?.0))
            .collect();
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), rows().count());
        for (name, source) in rows() {
            assert!(explained.contains(&source), "{name}: {source}");
        }
        for source in explained {
            assert!(
                rows().any(|(_, named)| named == source),
                "{source} explains no row"
            );
        }
    }
}
