//! What speaks for the candidate: each area names what is really there, with its place (FLAGS.md, Evidence).

mod debugging;
mod dependencies;
mod deployment;
mod repository;
mod secrets;
mod testing;
mod typing;
mod web;

use crate::hit::Place;
use crate::rule::Area;
use foliolint_core::python::Module;
use foliolint_core::python::facts::Call;
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::sync::Arc;

/// Places kept of one thing; nobody looks at more.
pub const PLACES: usize = 5;

/// One thing that speaks for the candidate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The area of the hiring guide.
    pub area: Area,
    /// Its name, kebab-case.
    pub kind: &'static str,
    /// What was found, in one line, lower case, no full stop, for people who may not program.
    pub summary: String,
    /// Where, the first [`PLACES`] of them, in the order of the paths.
    pub places: Vec<Place>,
}

/// What one area found: name, summary, places.
type Found = (&'static str, String, Vec<Place>);

/// What looks for the evidence of one area.
type Finder = fn(&Repo) -> Vec<Found>;

/// The areas in the order of the report, and what looks for each.
const AREAS: [(Area, Finder); 8] = [
    (Area::Testing, testing::found),
    (Area::Debugging, debugging::found),
    (Area::Dependencies, dependencies::found),
    (Area::Secrets, secrets::found),
    (Area::Typing, typing::found),
    (Area::Deployment, deployment::found),
    (Area::Web, web::found),
    (Area::Repository, repository::found),
];

/// Everything that speaks for the candidate, by area.
#[must_use]
pub fn collect(repo: &Repo) -> Vec<Evidence> {
    let all = AREAS.iter().flat_map(|(area, find)| {
        let found = find(repo).into_iter();
        found.map(|(kind, summary, places)| (*area, kind, summary, places))
    });
    all.map(|(area, kind, summary, mut places)| {
        places.truncate(PLACES);
        Evidence {
            area,
            kind,
            summary,
            places,
        }
    })
    .collect()
}

/// A place in a module.
fn at(module: &Module, span: Span) -> Place {
    Place {
        path: Arc::clone(&module.path),
        span: Some(span),
    }
}

/// A file as a whole.
fn file(path: &Arc<str>) -> Place {
    Place {
        path: Arc::clone(path),
        span: None,
    }
}

/// A line of a file that is no Python, or the file as a whole where its text was not kept.
fn line(repo: &Repo, path: &Arc<str>, line: u32) -> Place {
    Place {
        path: Arc::clone(path),
        span: repo.source(path).map(|source| source.line_span(line)),
    }
}

/// Files of the author's own by what their path says, in the order of the paths.
fn files(repo: &Repo, is_wanted: impl Fn(&str, &str) -> bool) -> Vec<Place> {
    use foliolint_core::file::Zone;
    let own = repo
        .inventory
        .files
        .iter()
        .filter(|file| !matches!(file.zone, Zone::Vendored | Zone::Virtualenv));
    own.filter(|file| is_wanted(file.folder(), file.name()))
        .map(|each| file(&each.path))
        .collect()
}

/// Calls in production code, notebooks left out, that `is_wanted` by their resolved name.
fn calls(repo: &Repo, is_wanted: impl Fn(&Module, &Call, &str) -> bool) -> Vec<(&Module, &Call)> {
    let mut found = Vec::new();
    for module in repo.production() {
        let calls = module.facts.calls.iter();
        found.extend(
            calls
                .filter(|call| is_wanted(module, call, module.callee(call)))
                .map(|call| (module, call)),
        );
    }
    found
}

/// The places of calls.
fn places(calls: &[(&Module, &Call)]) -> Vec<Place> {
    let first = calls.iter().take(PLACES);
    first.map(|(module, call)| at(module, call.span)).collect()
}

/// `1 place`, `3 places`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One thing, unless there is no place for it.
fn unless_empty(
    kind: &'static str,
    places: Vec<Place>,
    summary: impl FnOnce(usize) -> String,
) -> Option<Found> {
    (!places.is_empty()).then(|| (kind, summary(places.len()), places))
}
