//! PEP 723: the dependencies that a script names in a comment at its head.

use super::requirement::parse;
use super::toml::{self, get, strings};
use super::{Group, Manifest};
use crate::source::Span;

/// Reads a script's `# /// script` block into `manifest`; `false` where it has none.
pub(super) fn read(text: &str, manifest: &mut Manifest) -> bool {
    let mut block: Option<String> = None;
    let mut span = Span::default();
    let mut offset = 0;
    for raw in text.split_inclusive('\n') {
        let start = offset;
        offset += raw.len();
        let line = raw.trim_end();
        match &mut block {
            None if line == "# /// script" => {
                block = Some(String::new());
                span = Span::new(start, start + line.len());
            }
            None => {}
            Some(_) if line == "# ///" => {
                return finish(&block.unwrap_or_default(), span, manifest);
            }
            Some(open) => match line.strip_prefix('#') {
                Some(content) => {
                    open.push_str(content.strip_prefix(' ').unwrap_or(content));
                    open.push('\n');
                }
                None => return false,
            },
        }
    }
    false
}

fn finish(block: &str, span: Span, manifest: &mut Manifest) -> bool {
    let Some(document) = toml::parse(block, manifest) else {
        for problem in &mut manifest.problems {
            problem.span = span;
        }
        return true;
    };
    for (text, _) in strings(get(document.as_table(), &["dependencies"])) {
        manifest.require(parse(text, span), &Group::Runtime);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Manifest};
    use super::*;
    use std::sync::Arc;

    #[test]
    fn only_a_closed_block_counts() {
        let names = |text: &str| {
            let mut found = Manifest::new(&Arc::from("a.py"), Format::InlineScript);
            let closed = read(text, &mut found);
            let names: Vec<_> = found.requirements.into_iter().map(|r| r.name).collect();
            (closed, names)
        };
        let head =
            "#!/usr/bin/env python\n# /// script\n# dependencies = [\n#   \"requests<3\",\n# ]\n";
        assert_eq!(
            names(&format!("{head}# ///\nimport requests\n")),
            (true, vec!["requests".to_owned()])
        );
        assert_eq!(names(&format!("{head}import requests\n")), (false, vec![]));
    }
}
