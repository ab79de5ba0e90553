//! Addresses in a README: those where the program runs for others, and those of its documentation.

use super::hosts::{APPLICATION_DOMAINS, NO_APPLICATION, OTHER_SITES};
use crate::source::{Source, Span};

/// Words of a line that say that what it links to is the running program.
const LIVE_WORDS: [&str; 6] = ["live", "demo", "deployed", "production", "hosted", "prod"];

/// The longest address that is looked at, in bytes.
const LONGEST: usize = 300;

/// Addresses where the program runs: an application domain of a hosting platform, or any site on a line
/// (or right below a heading) with a word such as "live" or "demo".
pub(super) fn live(source: &Source) -> Vec<Span> {
    let mut found = Vec::new();
    let mut heading_says = false;
    let mut of_people = false;
    for number in 1..=source.line_count() {
        let span = source.line_span(number);
        let line = source.slice(span);
        if line.starts_with('#') {
            heading_says = says_live(line);
            of_people = says_people(line);
        }
        of_people = (of_people || line.contains("ALL-CONTRIBUTORS-LIST:START"))
            && !line.contains("ALL-CONTRIBUTORS-LIST:END");
        // Homes of those who helped, and pages that only describe the program.
        if of_people || line.contains("avatars") {
            continue;
        }
        let says = heading_says || (line.contains("://") && says_live(line));
        for (at, url) in urls(line) {
            if is_live(url, says) && !is_image(line, at) && (says || !is_manual(line, url)) {
                let start = span.start as usize + at;
                found.push(Span::new(start, start + url.len()));
            }
        }
    }
    found
}

/// Whether some link leads to documentation of the project: a page of the repository, its wiki, or a
/// documentation host on a line that says so.
pub(super) fn to_docs(text: &str) -> bool {
    text.lines().any(|line| {
        let lower = line.to_lowercase();
        let says = ["documentation", "docs", "manual", "wiki", "guide"]
            .iter()
            .any(|word| lower.contains(word));
        relative_pages(&lower)
            || (says
                && urls(&lower).any(|(_, url)| {
                    let (host, path) = host_and_path(url);
                    host.ends_with("readthedocs.io")
                        || host.ends_with("readthedocs.org")
                        || host.ends_with(".github.io")
                        || host.ends_with(".gitlab.io")
                        || host.ends_with("gitbook.io")
                        || (host == "github.com" && path.contains("/wiki"))
                }))
    })
}

/// Whether a line links to a page of the repository that may say more: `](docs/…)`, `](RUNNING.md)`.
fn relative_pages(lower: &str) -> bool {
    const NO_DOCS: [&str; 7] = [
        "license",
        "licence",
        "contributing",
        "code_of_conduct",
        "changelog",
        "security",
        "readme",
    ];
    lower.split("](").skip(1).any(|rest| {
        let target = rest.split([')', '#', ' ']).next().unwrap_or_default();
        let page = target.trim_start_matches(['.', '/']);
        let stem = page.rsplit('/').next().unwrap_or(page);
        !target.contains("://")
            && (page.starts_with("docs/") || page.ends_with(".md") || page.ends_with(".rst"))
            && !NO_DOCS.iter().any(|name| stem.starts_with(name))
            && ![".png", ".gif", ".jpg", ".svg", ".jpeg"]
                .iter()
                .any(|end| page.ends_with(end))
    })
}

/// The addresses of a line, with the byte where each starts.
fn urls(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.match_indices("http").filter_map(|(at, _)| {
        let tail = line.get(at..)?;
        let rest = tail
            .strip_prefix("http://")
            .or_else(|| tail.strip_prefix("https://"))?;
        let ends = |c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ')' | ']' | '>' | '"' | '\'' | '`' | ',' | '*' | '|' | '<'
                )
        };
        let scheme = tail.len() - rest.len();
        let length = rest.find(ends).unwrap_or(rest.len());
        (length <= LONGEST).then(|| {
            (
                at,
                tail[..scheme + length].trim_end_matches(['.', ':', ';', '!']),
            )
        })
    })
}

fn host_and_path(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest
        .find(['/', '?', '#'])
        .map_or((rest, ""), |at| rest.split_at(at));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    (host.split(':').next().unwrap_or(host), path)
}

/// Whether a heading begins a list of people.
fn says_people(heading: &str) -> bool {
    let lower = heading.to_ascii_lowercase();
    [
        "author",
        "backer",
        "contributor",
        "credit",
        "maintainer",
        "sponsor",
        "thanks",
        "acknowledg",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Whether an address on a host of plain pages is that of the documentation, by its line.
fn is_manual(line: &str, url: &str) -> bool {
    let (host, _) = host_and_path(url);
    let pages = [
        "netlify.app",
        "netlify.com",
        "now.sh",
        "pages.dev",
        "vercel.app",
        "web.app",
    ];
    let lower = line.to_ascii_lowercase();
    let says = ["documentation", "docs"]
        .iter()
        .any(|word| lower.contains(word) || host.contains(word));
    says && pages.iter().any(|domain| host.ends_with(domain))
}

fn is_live(url: &str, line_says: bool) -> bool {
    let lower = url.to_ascii_lowercase();
    let (host, path) = host_and_path(&lower);
    let first = host.split('.').next().unwrap_or_default();
    if is_placeholder(host) || is_local(host) || is_file(path) {
        return false;
    }
    let platform = APPLICATION_DOMAINS.iter().any(|&domain| {
        // An application has a label of its own; Hugging Face serves them under /spaces/.
        match domain {
            "huggingface.co" => host == domain && path.starts_with("/spaces/") && path.len() > 10,
            "share.streamlit.io" => host == domain && path.len() > 1,
            "amazonaws.com" => host.ends_with(domain) && host.contains(".execute-api."),
            "on.aws" => host.ends_with(domain) && host.contains(".lambda-url."),
            _ => host
                .strip_suffix(domain)
                .is_some_and(|label| label.len() > 1 && label.ends_with('.')),
        }
    }) && !NO_APPLICATION.contains(&first);
    let other = OTHER_SITES.iter().any(|site| {
        host == *site
            || host
                .strip_suffix(site)
                .is_some_and(|rest| rest.ends_with('.'))
    });
    platform || (line_says && !other && host.contains('.') && !first.starts_with("docs"))
}

/// Addresses that stand for the reader's own: `your-app.herokuapp.com`, `xxxx.run.app`, `example.com`.
fn is_placeholder(host: &str) -> bool {
    [
        "example",
        "yourdomain",
        "your-",
        "your_",
        "yourapp",
        "yourname",
        "my-app.",
        "app-name",
        "appname",
        "xxx",
        "domain.com",
        "<",
        "{",
        "$",
        "...",
    ]
    .iter()
    .any(|part| host.contains(part))
}

fn is_local(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.ends_with(".local")
        || ["127.", "0.0.0.0", "192.168.", "10.", "[::"]
            .iter()
            .any(|start| host.starts_with(start))
}

/// Pictures, films and archives.
fn is_file(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    [
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".mp4", ".webm", ".mov", ".zip", ".pdf",
        ".exe",
    ]
    .iter()
    .any(|end| path.ends_with(end))
}

/// Whether the address at `at` is what a picture shows: `![alt](…`, `src="…`.
fn is_image(line: &str, at: usize) -> bool {
    let before = line.get(..at).unwrap_or_default();
    if before.ends_with("src=\"") || before.ends_with("src='") {
        return true;
    }
    before.ends_with("](")
        && before.rsplit_once('[').is_some_and(|(head, alt)| {
            head.ends_with('!') && !alt.trim_end_matches("](").contains("](")
        })
}

fn says_live(line: &str) -> bool {
    line.to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| LIVE_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let source = Source::new(text.to_owned());
        live(&source)
            .iter()
            .map(|&span| source.slice(span).to_owned())
            .collect()
    }

    #[test]
    fn application_domains_are_live_anywhere() {
        assert_eq!(
            found("link: https://shop-w.onrender.com\n"),
            ["https://shop-w.onrender.com"]
        );
        assert_eq!(
            found("[here](https://shop.herokuapp.com/items)."),
            ["https://shop.herokuapp.com/items"]
        );
        assert_eq!(
            found("[![up](https://img.shields.io/x)](https://shop.fly.dev)"),
            ["https://shop.fly.dev"]
        );
        assert!(found("https://your-app.herokuapp.com https://www.pythonanywhere.com http://localhost:8000").is_empty());
        assert!(found("![stats](https://stats-of-me.vercel.app/api)").is_empty());
    }

    #[test]
    fn other_sites_need_a_word() {
        assert_eq!(found("Live demo: https://shop.example-of-mine.io").len(), 0);
        assert_eq!(found("Live demo: https://shop.net"), ["https://shop.net"]);
        assert_eq!(
            found("## Demo\n\nhttps://shop.net\n\n## Other\n\nhttps://other.net"),
            ["https://shop.net"]
        );
        assert!(found("See https://shop.net for prices").is_empty());
        assert!(found("Demo: https://youtu.be/abc https://shop.net/demo.gif").is_empty());
        assert!(found("Deployed on [Heroku](https://heroku.com)").is_empty());
    }

    #[test]
    fn documentation_is_the_projects_own() {
        assert!(to_docs("see [RUNNING.md](RUNNING.md)"));
        assert!(to_docs("Documentation: https://shop.readthedocs.io"));
        assert!(!to_docs(
            "see [LICENSE](LICENSE.md) and [Flask docs](https://flask.palletsprojects.com)"
        ));
    }
}
