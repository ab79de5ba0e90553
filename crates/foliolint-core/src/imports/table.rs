//! Which distribution provides which import, and what a distribution brings along.

use crate::manifest::normalise;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Import name, distribution that provides it, the source that says so; see `data/rebuild/README.md`.
const PROVIDES: &str = include_str!("../../data/distributions.tsv");

/// Distribution, distribution it always installs, the source that says so.
const BRINGS: &str = include_str!("../../data/brings.tsv");

/// Top-level names that many distributions share; each such distribution's name starts with it.
const NAMESPACES: &[&str] = &[
    "azure",
    "backports",
    "google",
    "jaraco",
    "opentelemetry",
    "ruamel",
    "zope",
];

/// Distributions that bring distributions: more steps are not certain.
const STEPS: usize = 4;

static IMPORTS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| pairs(PROVIDES));
static BROUGHT: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| pairs(BRINGS));
static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let names = IMPORTS
        .keys()
        .map(|name| name.split('.').next().unwrap_or(name));
    names.collect()
});

fn pairs(table: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        if let (Some(key), Some(value)) = (columns.next(), columns.next()) {
            found.entry(key).or_default().push(value);
        }
    }
    found
}

/// Whether a top-level import name is known to be some distribution's.
pub(super) fn is_known(top_level: &str) -> bool {
    KNOWN.contains(top_level)
}

/// The distributions that provide a dotted import name, the usual one first; the longest name that the table knows
/// decides. Empty where the table does not know it.
#[must_use]
pub fn distributions_of(import: &str) -> &'static [&'static str] {
    let mut name = import;
    loop {
        if let Some(found) = IMPORTS.get(name) {
            return found;
        }
        match name.rsplit_once('.') {
            Some((shorter, _)) => name = shorter,
            None => return &[],
        }
    }
}

/// Distributions that somebody installs, with all that they certainly bring along.
#[derive(Clone, Debug, Default)]
pub struct Installed {
    names: BTreeSet<String>,
    squashed: BTreeSet<String>,
}

impl Installed {
    /// What installing these distributions (normalised) gives.
    #[must_use]
    pub fn new<'a>(declared: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: BTreeSet<String> = declared.into_iter().map(str::to_owned).collect();
        let mut fresh: Vec<String> = names.iter().cloned().collect();
        for _ in 0..STEPS {
            fresh = fresh
                .iter()
                .flat_map(|distribution| BROUGHT.get(distribution.as_str()).into_iter().flatten())
                .filter(|brought| names.insert((**brought).to_owned()))
                .map(|brought| (*brought).to_owned())
                .collect();
        }
        let squashed = names.iter().map(|name| squash(name)).collect();
        Self { names, squashed }
    }

    /// Whether the dotted name `import` can then be imported: one of the distributions provides it by the table or
    /// by its own name. A name that differs only by the usual prefixes counts: nobody is accused for a gap of ours.
    #[must_use]
    pub fn provide(&self, import: &str) -> bool {
        let top_level = import.split('.').next().unwrap_or(import);
        let normalised = normalise(top_level);
        let mut known = distributions_of(import).iter();
        known.any(|distribution| self.names.contains(*distribution))
            || self.names.contains(&normalised)
            || NAMESPACES.contains(&top_level) && self.has_family(&normalised)
            || self.squashed.contains(&squash(&normalised))
    }

    fn has_family(&self, name: &str) -> bool {
        let family = format!("{name}-");
        let mut from = self.names.range(family.clone()..);
        from.next().is_some_and(|first| first.starts_with(&family))
    }
}

/// Whether installing `declared` (normalised) makes the dotted name `import` importable, as [`Installed::provide`].
#[must_use]
pub fn satisfies(declared: &str, import: &str) -> bool {
    Installed::new([declared]).provide(import)
}

/// A name without what distributions add to their import's name.
fn squash(name: &str) -> String {
    let mut rest = name;
    for prefix in ["python-", "django-", "flask-", "py-", "py"] {
        rest = rest
            .strip_prefix(prefix)
            .filter(|rest| rest.len() > 2)
            .unwrap_or(rest);
    }
    for suffix in [
        "-python",
        "-py",
        "-py3",
        "-binary",
        "-headless",
        "-cpu",
        "-gpu",
        "-client",
        "-sdk",
        "-api",
    ] {
        rest = rest
            .strip_suffix(suffix)
            .filter(|rest| rest.len() > 2)
            .unwrap_or(rest);
    }
    rest.replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of sources, and how many words say which one (data/rebuild/README.md).
    const SOURCES: [(&str, usize); 5] = [
        ("debian", 1),
        ("manifest-beside-import", 2),
        ("sdist", 2),
        ("upstream", 1),
        ("wheel", 2),
    ];

    fn rows(table: &'static str) -> Vec<[&'static str; 3]> {
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        let columns = lines.map(|line| line.split('\t').collect::<Vec<_>>());
        columns
            .map(|columns| columns.try_into().expect("three columns"))
            .collect()
    }

    #[test]
    fn tables_are_sorted_and_say_each_thing_once() {
        for table in [PROVIDES, BRINGS] {
            let rows = rows(table);
            assert!(rows.is_sorted_by_key(|row| row[0]));
            let pairs: BTreeSet<_> = rows.iter().map(|row| (row[0], row[1])).collect();
            assert_eq!(pairs.len(), rows.len());
            for row in rows {
                assert_eq!(normalise(row[1]), row[1], "{row:?}");
            }
        }
    }

    #[test]
    fn every_row_names_its_source() {
        for row in rows(PROVIDES) {
            let (kind, place) = row[2].split_once(' ').unwrap_or_default();
            let words = place.split(' ').count();
            assert!(SOURCES.contains(&(kind, words)), "{row:?}");
            if matches!(kind, "wheel" | "sdist") {
                assert_eq!(place.split(' ').next(), Some(row[1]), "{row:?}");
            }
        }
        for row in rows(BRINGS) {
            let mut words = row[2].split(' ');
            let (kind, name) = (words.next(), words.next());
            assert!(
                kind == Some("wheel") && name == Some(row[0])
                    || kind == Some("debian") && name.is_some(),
                "{row:?}"
            );
            assert!(words.next().is_some() && words.next().is_none(), "{row:?}");
        }
    }

    #[test]
    fn many_distributions_are_known_and_none_is_the_standard_library() {
        let rows = rows(PROVIDES);
        let distributions: BTreeSet<_> = rows.iter().map(|row| row[1]).collect();
        assert!(distributions.len() >= 400);
        for row in rows {
            let top_level = row[0].split('.').next().unwrap_or_default();
            assert!(!crate::python::stdlib::is_standard(top_level), "{row:?}");
        }
    }

    #[test]
    fn several_distributions_may_provide_one_import() {
        for (declared, import) in [
            ("opencv-python", "cv2"),
            ("opencv-python-headless", "cv2"),
            ("pyyaml", "yaml"),
            ("psycopg2-binary", "psycopg2"),
            ("python-jose", "jose"),
            ("flask-wtf", "wtforms.validators"),
            ("aiogram", "aiohttp"),
            ("streamlit", "requests"),
            ("fastapi", "starlette.requests"),
            ("google-cloud-storage", "google.cloud.storage"),
            ("django-some-thing", "some_thing"),
            ("tensorflow-cpu", "tensorflow"),
            ("rpi-gpio", "RPi.GPIO"),
        ] {
            assert!(satisfies(declared, import), "{declared} {import}");
        }
        assert!(!satisfies("django", "flask"));
        assert!(!satisfies("celery", "redis"));
        assert_eq!(
            distributions_of("rest_framework.views"),
            ["djangorestframework"]
        );
    }
}
