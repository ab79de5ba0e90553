//! Annotations, and a tool that checks them.

use super::{Found, files, line, unless_empty};
use foliolint_core::repo::Repo;

/// Share of what can be annotated that has to be.
const MOST: f64 = 0.8;
/// Functions below which a share says little.
const FEW: usize = 5;
/// Programs that check annotations.
const CHECKERS: [&str; 4] = ["mypy", "pyright", "basedpyright", "pytype"];

pub(super) fn found(repo: &Repo) -> Vec<Found> {
    annotated(repo).into_iter().chain(checker(repo)).collect()
}

fn annotated(repo: &Repo) -> Option<Found> {
    let coverage = crate::annotations::coverage(repo);
    let ratio = coverage.total.ratio()?;
    (coverage.functions >= FEW && ratio >= MOST).then(|| {
        let (annotated, slots) = (coverage.total.annotated, coverage.total.slots);
        let summary =
            format!("{annotated} of {slots} parameters and results say what type they are");
        ("annotated-code", summary, Vec::new())
    })
}

fn checker(repo: &Repo) -> Option<Found> {
    let mut places = files(repo, |_, name| {
        matches!(name, "mypy.ini" | ".mypy.ini" | "pyrightconfig.json")
    });
    for manifest in repo.manifests.all() {
        let source = repo.source(&manifest.path);
        let text = source.map(|source| source.text()).unwrap_or_default();
        let section = (1..)
            .zip(text.lines())
            .find(|(_, line)| ["[tool.mypy]", "[tool.pyright]", "[mypy]"].contains(&line.trim()));
        places.extend(section.map(|(number, _)| line(repo, &manifest.path, number)));
    }
    for ci in &repo.deployment.ci {
        let step = ci.steps.iter().find(|step| {
            let mut words = step.text.split_whitespace();
            !step.text.contains("install") && words.any(|word| CHECKERS.contains(&word))
        });
        places.extend(step.map(|step| line(repo, &ci.path, step.line)));
    }
    places.sort();
    places.dedup_by(|one, other| one.path == other.path);
    unless_empty("type-checker", places, |_| {
        "a type checker is set up, which finds mistakes before the code runs".to_owned()
    })
}
