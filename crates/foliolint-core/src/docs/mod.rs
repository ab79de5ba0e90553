//! What a repository says about itself: READMEs and licences.

mod boilerplate;
mod hosts;
mod licence;
mod links;
mod prose;
mod setup;

use crate::file::{FileKind, TextInput};
use crate::source::Span;
use std::sync::Arc;

/// READMEs and licences of a repository.
#[derive(Clone, Debug, Default)]
pub struct Docs {
    /// Every README outside vendored code and virtual environments, sorted by path.
    pub readmes: Vec<Readme>,
    /// Paths of licence files that are not empty, wherever they stand, sorted.
    pub licences: Vec<Arc<str>>,
    /// Manifests whose packaging metadata names a licence, sorted. (`setup.py` is Python: not among them.)
    pub licensed_manifests: Vec<Arc<str>>,
}

/// One README.
#[derive(Clone, Debug)]
pub struct Readme {
    /// Repository-relative path.
    pub path: Arc<str>,
    /// Words of its own: outside code blocks, tags, images, badges and link targets (FOL901).
    pub words: usize,
    /// Whether it links to documentation of the project.
    pub links_to_docs: bool,
    /// Whether it shows how to install or run what it is about (FOL902).
    pub shows_setup: bool,
    /// Whether it links to something that may show how to install or run (FOL902).
    pub links_to_setup: bool,
    /// Whether it is the README that a framework or template brought along.
    pub boilerplate: bool,
    /// Addresses under which the program runs, or ran, for others (FOL701).
    pub live_urls: Vec<Span>,
    /// Whether it names the licence of the project (FOL903).
    pub names_licence: bool,
}

impl Readme {
    /// The folder, without a final `/`; empty at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether it is the README of the repository as a whole: at the top, or in `.github/` or `docs/`, where
    /// hosting sites look for one, too.
    #[must_use]
    pub fn is_main(&self) -> bool {
        matches!(self.folder(), "" | ".github" | "docs")
    }
}

/// Reads READMEs, licences and packaging metadata; other texts are passed over.
#[must_use]
pub fn read(inputs: &[TextInput<'_>]) -> Docs {
    let mut docs = Docs::default();
    for input in inputs.iter().filter(|input| input.is_own()) {
        let text = input.source.text();
        match input.kind {
            FileKind::Readme => docs.readmes.push(readme(input)),
            FileKind::Licence if !text.trim().is_empty() => {
                docs.licences.push(Arc::clone(input.path));
            }
            FileKind::Manifest if licence::in_manifest(input.name(), text) => {
                docs.licensed_manifests.push(Arc::clone(input.path));
            }
            _ => {}
        }
    }
    docs.readmes.sort_by(|a, b| a.path.cmp(&b.path));
    docs.licences.sort();
    docs.licensed_manifests.sort();
    docs
}

fn readme(input: &TextInput<'_>) -> Readme {
    let text = input.source.text();
    let rst = input.name().to_ascii_lowercase().ends_with(".rst");
    let prose = prose::of(text, rst);
    Readme {
        path: Arc::clone(input.path),
        words: prose::words(&prose),
        links_to_docs: links::to_docs(text),
        shows_setup: setup::shown(text),
        links_to_setup: setup::linked(text),
        boilerplate: boilerplate::is(text, &prose),
        live_urls: links::live(input.source),
        names_licence: licence::in_readme(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Zone;
    use crate::source::Source;

    fn one(text: &str) -> Readme {
        let path: Arc<str> = Arc::from("README.md");
        let source = Source::new(text.to_owned());
        let input = TextInput {
            path: &path,
            kind: FileKind::Readme,
            zone: Zone::Production,
            source: &source,
        };
        read(&[input]).readmes.remove(0)
    }

    #[test]
    fn a_readme_is_counted_without_badges_and_code() {
        let readme =
            one("# Shop\n\n![logo](a.png) A small shop.\n\n```sh\npip install shop\n```\n");
        assert_eq!(readme.words, 4);
        assert!(readme.is_main() && !readme.boilerplate && !readme.names_licence);
    }

    #[test]
    fn nested_brackets_take_no_time() {
        let bait = "[".repeat(200_000) + &"](".repeat(200_000) + &"<a".repeat(100_000);
        let readme = one(&(bait + &"`".repeat(100_001) + &"![".repeat(100_000)));
        assert!(readme.live_urls.is_empty());
    }
}
