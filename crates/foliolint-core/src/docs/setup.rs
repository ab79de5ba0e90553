//! Whether a README shows how to install or run what it is about, or leads to something that does (FOL902).

mod words;

use words::{COMMANDS, HEADINGS, PLACES, PROGRAMS, TARGETS, VERBS};

/// Words of one's own below a heading that make it more than an announcement.
const WORDS: usize = 4;

/// Whether a README shows how to install or run.
pub(super) fn shown(text: &str) -> bool {
    let mut heading = Heading::default();
    let mut previous = "";
    for line in text.lines() {
        if is_tree(line) {
            continue;
        }
        let lower = line.to_lowercase();
        let underlined = line.len() > 2 && line.chars().all(|c| matches!(c, '=' | '-' | '~'));
        if underlined && !previous.trim().is_empty() {
            heading = Heading::of(&previous.to_lowercase());
        } else if is_heading(&lower) {
            heading = Heading::of(&lower);
        } else if commands(&lower) || names_file(&lower, heading.says) || heading.filled(line) {
            return true;
        }
        previous = line;
    }
    false
}

/// The heading that the lines stand under.
#[derive(Default)]
struct Heading {
    /// Whether it announces how to install or run.
    says: bool,
    /// Words below it so far.
    words: usize,
}

impl Heading {
    fn of(lower: &str) -> Self {
        let words = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let padded = format!("{words} ");
        let says = HEADINGS
            .iter()
            .any(|word| padded.starts_with(word) || padded.contains(&format!(" {word}")));
        Self { says, words: 0 }
    }

    /// Takes a line below it, and says whether that makes enough words.
    fn filled(&mut self, line: &str) -> bool {
        let pieces = line.split_whitespace();
        self.words += pieces
            .filter(|word| word.contains(char::is_alphanumeric))
            .count();
        self.says && self.words >= WORDS
    }
}

fn is_heading(lower: &str) -> bool {
    let body = lower.trim_start();
    let bold = body.len() < 60
        && (body.starts_with("**") || body.starts_with("__"))
        && body.trim_end_matches([':', ' ']).ends_with(['*', '_']);
    let tag = body.starts_with("<h") && body.as_bytes().get(2).is_some_and(u8::is_ascii_digit);
    body.starts_with('#') || tag || bold || body.starts_with("<summary")
}

/// A line of a drawn folder tree, which names files without saying what to do with them.
fn is_tree(line: &str) -> bool {
    line.contains(['├', '└', '│', '─'])
        || line.trim_start().starts_with("|--")
        || line.contains("|__")
}

fn commands(lower: &str) -> bool {
    let line = lower.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    let target = |tool: &str| {
        line.match_indices(tool).any(|(at, _)| {
            let rest = line.get(at + tool.len()..).unwrap_or_default();
            let word = rest.split([' ', '`', '"']).next().unwrap_or_default();
            let before = line.get(..at).unwrap_or_default();
            let code = before.is_empty() || before.ends_with(['`', '$', ' ', '>']);
            code && TARGETS.contains(&word) && (before.trim().len() < 3 || line.contains('`'))
        })
    };
    COMMANDS.iter().any(|command| line.contains(command))
        || (PLACES.iter().any(|place| line.contains(place)) && !line.contains("shields.io"))
        || ["make ", "just ", "task "].into_iter().any(target)
        || serves(&line)
        || (line.contains("requirements") && line.contains("install"))
}

/// `uvicorn app.main:app`, `gunicorn shop.wsgi`: a server with what it serves.
fn serves(line: &str) -> bool {
    ["uvicorn ", "gunicorn ", "hypercorn ", "daphne "]
        .iter()
        .any(|server| {
            let rest = line.split(server).nth(1).unwrap_or_default();
            let words = rest.split_whitespace().take(4);
            words
                .into_iter()
                .any(|word| word.contains(':') || word.contains(".wsgi") || word.contains(".asgi"))
        })
}

/// Whether a line names a file to run: `python app.py`, "start `main.py`", `./run.sh`.
fn names_file(lower: &str, announced: bool) -> bool {
    let words = lower.split(|c: char| {
        c.is_whitespace() || matches!(c, '`' | '"' | '\'' | '(' | ')' | '*' | ',')
    });
    let named = words
        .map(|word| word.trim_end_matches(['.', ':', ';']))
        .any(|word| {
            PROGRAMS
                .iter()
                .any(|ending| word.len() > ending.len() && word.ends_with(ending))
        });
    named
        && (announced
            || VERBS.iter().any(|verb| lower.contains(verb))
            || lower.trim_start().starts_with(['.', '$']))
}

/// Whether some link leads to where the project says more: a page of the repository, its wiki, its documentation.
pub(super) fn linked(text: &str) -> bool {
    text.lines().any(|line| {
        let lower = line.to_lowercase();
        let says = [
            "documentation",
            "docs",
            "wiki",
            "tutorial",
            "guide",
            "manual",
            "instruction",
            "install",
            "setup",
        ];
        let address =
            lower.contains("://") && !lower.contains("badge") && !lower.contains("shields.io");
        pages(&lower) || (address && says.iter().any(|word| lower.contains(word)))
    })
}

/// Whether a line links to a page of the repository.
fn pages(lower: &str) -> bool {
    const OTHER: [&str; 7] = [
        "license",
        "licence",
        "code_of_conduct",
        "code-of-conduct",
        "changelog",
        "security",
        "#",
    ];
    let links = lower
        .split("](")
        .skip(1)
        .chain(lower.split("href=\"").skip(1))
        .chain(lower.split('<').skip(1));
    links
        .map(|rest| {
            rest.split([')', '#', ' ', '"', '>'])
                .next()
                .unwrap_or_default()
        })
        .any(|target| {
            let stem = target.rsplit('/').next().unwrap_or(target);
            let page = [".md", ".rst", ".txt", ".adoc", ".html"]
                .iter()
                .any(|end| stem.ends_with(end));
            let folder = target.trim_start_matches(['.', '/']).starts_with("docs");
            let here =
                !target.contains("://") || target.contains("/blob/") || target.contains("/wiki");
            here && (page || folder || target.contains("/wiki"))
                && !OTHER.iter().any(|name| stem.starts_with(name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_files_show_how() {
        for text in [
            "Type `python app.py` and wait.",
            "Run main.py to play.",
            "Чтобы запустить: bot.py",
            "## Installation\n\nDownload the archive and unpack it.",
            "Setup\n=====\n\nDownload the archive and unpack it.",
            "$ make up",
            "start it with `make run`",
            "uvicorn app.main:app --reload",
        ] {
            assert!(shown(text), "{text}");
        }
    }

    #[test]
    fn mentions_do_not() {
        for text in [
            "A shop built with Docker, uvicorn and gunicorn.",
            "├── main.py  run this\n└── app.py",
            "## Installation\n\n## Licence\n\nMIT, as written down in the licence.",
            "This makes it easy to make up your mind.",
            "It holds models.py and views.py.",
            "[![version](https://img.shields.io/x)](https://github.com/ada/shop/releases)",
        ] {
            assert!(!shown(text), "{text}");
        }
    }

    #[test]
    fn links_lead_to_pages_of_the_project() {
        assert!(linked("see [how](docs/install.md)"));
        assert!(linked("[Wiki](https://git.example.org/a/b/wiki)"));
        assert!(!linked(
            "[MIT](LICENSE.md) ![shot](a.png) https://shop.example.org"
        ));
    }
}
