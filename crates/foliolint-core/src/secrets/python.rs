//! Secrets in Python: literals given to names, arguments, items and comparisons, and everything by format.

use super::given::{Given, Givens};
use super::looks::{self, Context, Look};
use super::pairs::pairs_of;
use super::samples::{MadeUp, examples, is_made_up, is_member, is_sample};
use super::text::JWT;
use super::{Confidence, Kind, SecretPlace, Sheet, names, neighbours, providers, urls};
use crate::file::Zone;
use crate::python::Module;
use crate::python::facts::{Comment, Key, StringLiteral};
use crate::source::Span;
use std::ops::Range;
use std::sync::Arc;

/// Longer literals are texts; formats are looked for in them all the same.
const LONGEST_LITERAL: u32 = 4096;

/// The secrets of one Python file.
pub(super) fn detect(module: &Module) -> Sheet {
    let mut sheet = Sheet::default();
    if matches!(module.zone, Zone::Vendored | Zone::Virtualenv) {
        return sheet;
    }
    let reader = Reader {
        module,
        givens: Givens::read(module),
        made_up: is_made_up(module),
        sample: is_sample(module.stem()),
        shown: examples(module),
        users: MadeUp::read(module),
    };
    reader.by_format(&mut sheet);
    if module.zone != Zone::Generated {
        reader.by_name(&mut sheet);
        reader.in_comments(&mut sheet);
    }
    sheet
}

struct Reader<'a> {
    module: &'a Module,
    givens: Givens,
    made_up: bool,
    sample: bool,
    /// Examples of an interface's documentation.
    shown: Vec<Span>,
    /// Where users are made up.
    users: MadeUp,
}

impl Reader<'_> {
    fn place(&self, span: Span, kind: Kind) -> SecretPlace {
        SecretPlace {
            path: Arc::clone(&self.module.path),
            span,
            kind,
            name: None,
            confidence: Confidence::High,
            fallback: false,
            placeholder: false,
            in_env_file: false,
            in_env_example: false,
            in_test: self.made_up,
            commented: false,
        }
    }

    fn by_format(&self, sheet: &mut Sheet) {
        let text = self.module.source.text();
        for found in providers::find(text, true) {
            let value = text.get(found.span.clone()).unwrap_or_default();
            self.add_token(&found, span_of(&found.span), value, sheet);
        }
        // A token that is cut into literals shows only when they are joined.
        for string in self
            .module
            .facts
            .strings
            .iter()
            .filter(|string| string.parts.end - string.parts.start > 1)
        {
            let joined = self.module.string_text(string);
            for found in providers::find(&joined, true) {
                let value = joined.get(found.span.clone()).unwrap_or_default();
                self.add_token(&found, self.inner(string), value, sheet);
                self.hide_parts(string, sheet);
            }
        }
        self.addresses(sheet);
    }

    fn add_token(&self, found: &providers::Found, span: Span, value: &str, sheet: &mut Sheet) {
        if found.placeholder {
            if found.kind == Kind::PrivateKey {
                sheet.hide(value);
            }
            return;
        }
        let commented = self.comment_around(span).is_some();
        let shown = found.kind == Kind::PrivateKey || found.what == JWT;
        let made_up = self.made_up || self.is_documentation(span) || self.is_example(span);
        let confidence = match (shown, made_up) {
            (true, true) => Confidence::Low,
            _ if commented => Confidence::Medium,
            _ => Confidence::High,
        };
        sheet.add(
            SecretPlace {
                confidence,
                commented,
                ..self.place(span, found.kind)
            },
            value,
        );
    }

    fn addresses(&self, sheet: &mut Sheet) {
        let text = self.module.source.text();
        for url in urls::find(text) {
            let span = span_of(&url.span);
            let string = self.string_around(span);
            let given = string.map(|string| self.givens.of(self.module, string));
            let fallback = given.as_ref().is_some_and(|given| given.fallback);
            let comment = self.comment_around(span);
            let commented = comment.is_some();
            let prose = comment.is_some_and(|comment| {
                let before = Span {
                    end: span.start,
                    ..comment.span
                };
                !is_commented_code(self.module.text(before))
            });
            let shown = prose || self.made_up || self.sample || self.is_documentation(span);
            let (user, password) = (url.plain_user(), url.plain_password());
            let context = Context {
                fallback: fallback || shown || commented,
                owner: &user,
                ..Context::default()
            };
            let real = looks::look(Kind::UrlPassword, "", &password, context) == Look::Real;
            if !real || url.is_example() || (shown && url.is_local()) {
                continue;
            }
            let confidence = match (shown, commented) {
                (true, _) if !looks::is_drawn(&password) => Confidence::Low,
                (false, false) => Confidence::High,
                _ => Confidence::Medium,
            };
            sheet.hide(&password);
            let name = given
                .map(|given| given.name)
                .filter(|name| !name.is_empty());
            sheet.add(
                SecretPlace {
                    name,
                    confidence,
                    fallback,
                    commented,
                    ..self.place(span, Kind::UrlPassword)
                },
                url.password,
            );
        }
    }

    fn by_name(&self, sheet: &mut Sheet) {
        for (at, string) in self.module.facts.strings.iter().enumerate() {
            if string.span.end - string.span.start > LONGEST_LITERAL
                || !string
                    .interpolations
                    .of(&self.module.facts.interpolations)
                    .is_empty()
            {
                continue;
            }
            let given = self.givens.of(self.module, string);
            let Some(kind) = given.kind else {
                continue;
            };
            if self.is_example(string.span) {
                continue;
            }
            self.judge(at, string, kind, given, sheet);
        }
        for joined in self.givens.joined(self.module) {
            let Some(kind) = names::kind_of(&joined.name) else {
                continue;
            };
            let real =
                looks::look(kind, &joined.name, &joined.value, Context::default()) == Look::Real;
            if real && !self.made_up && !self.sample {
                sheet.add(
                    SecretPlace {
                        name: Some(joined.name),
                        ..self.place(joined.span, kind)
                    },
                    &joined.value,
                );
            }
            if real {
                joined.parts.iter().for_each(|part| sheet.hide(part));
            }
        }
    }

    fn judge(
        &self,
        at: usize,
        string: &StringLiteral,
        kind: Kind,
        given: Given,
        sheet: &mut Sheet,
    ) {
        let value = self.module.string_text(string);
        let password = kind == Kind::Password;
        let repeats = password && neighbours::repeats_owner(self.module, at, &value);
        let context = Context {
            fallback: given.fallback,
            owner: if repeats { &value } else { "" },
            ..Context::default()
        };
        let plain = looks::look(kind, &given.name, &value, context);
        let remote = password
            && plain == Look::Placeholder
            && !given.fallback
            && neighbours::is_beside_host(self.module, at);
        let context = Context { remote, ..context };
        let look = looks::look(kind, &given.name, &value, context);
        let class = self
            .module
            .class(string.scope.class)
            .map_or("", |class| self.module.text(class.name));
        let class = names::words(class);
        let test_class = class
            .iter()
            .any(|word| matches!(&**word, "test" | "testing"));
        let developed = self.is_for_development(&class);
        let placeholder = look == Look::Placeholder;
        let signs = kind == Kind::SigningKey
            && placeholder
            && !given.fallback
            && !self.sample
            && !developed;
        let member = is_member(self.module, string) && !looks::is_drawn(&value);
        if self.made_up || test_class || member || !(look == Look::Real || signs) {
            // Made-up values of tests are shown: nothing is lost, and their code stays readable.
            return;
        }
        let confidence = match (&string.key, kind) {
            _ if password && self.users.holds(self.module, at) => Confidence::Low,
            _ if remote => Confidence::Medium,
            (Key::Compared(_), _) => Confidence::Medium,
            (_, Kind::Key) if value.len() < 16 => Confidence::Medium,
            _ if given.fallback => Confidence::Medium,
            _ => Confidence::High,
        };
        let found = SecretPlace {
            name: Some(given.name).filter(|name| !name.is_empty()),
            confidence,
            fallback: given.fallback,
            placeholder,
            ..self.place(self.inner(string), kind)
        };
        // A placeholder is known to everybody; masking it would only garble the report.
        let hidden = if placeholder { "" } else { &*value };
        sheet.add(found, hidden);
        if !placeholder {
            self.hide_parts(string, sheet);
        }
    }

    /// Assignments that were commented out, with their values in quotes.
    fn in_comments(&self, sheet: &mut Sheet) {
        if self.made_up || self.sample {
            return;
        }
        for comment in &self.module.facts.comments {
            let text = self.module.text(comment.span);
            for pair in pairs_of(text, false).into_iter().take(1) {
                let kind = names::kind_of(pair.name);
                let Some(kind) =
                    kind.filter(|_| is_assignment(text.get(..pair.span.start).unwrap_or_default()))
                else {
                    continue;
                };
                let context = Context::default();
                if looks::look(kind, pair.name, pair.value, context) != Look::Real {
                    continue;
                }
                let start = comment.span.start as usize;
                let span = Span::new(start + pair.span.start, start + pair.span.end);
                let found = SecretPlace {
                    name: Some(pair.name.to_owned()),
                    confidence: Confidence::Medium,
                    commented: true,
                    ..self.place(span, kind)
                };
                sheet.add(found, pair.value);
            }
        }
    }

    fn is_for_development(&self, class: &[String]) -> bool {
        const WORDS: &[&str] = &["dev", "development", "local", "debug"];
        let stem = names::words(self.module.stem());
        stem.iter()
            .chain(class)
            .any(|word| WORDS.contains(&&**word))
    }

    /// From the first part to the last one, without the outer quotes.
    fn inner(&self, string: &StringLiteral) -> Span {
        match string.parts.of(&self.module.facts.string_parts) {
            [] => string.span,
            [first, .., last] => Span {
                start: first.start,
                end: last.end,
            },
            [only] => *only,
        }
    }

    /// Each part as the source spells it: an excerpt may show one of them only.
    fn hide_parts(&self, string: &StringLiteral, sheet: &mut Sheet) {
        for part in string.parts.of(&self.module.facts.string_parts) {
            sheet.hide(self.module.text(*part));
        }
    }

    fn comment_around(&self, span: Span) -> Option<&Comment> {
        around(&self.module.facts.comments, span, |comment| comment.span)
    }

    fn string_around(&self, span: Span) -> Option<&StringLiteral> {
        around(&self.module.facts.strings, span, |string| string.span)
    }

    /// Examples of an interface's documentation.
    fn is_example(&self, span: Span) -> bool {
        let shown = self.shown.partition_point(|each| each.start <= span.start);
        let mut nearest = self.shown.iter().take(shown).rev().take(8);
        nearest.any(|each| each.contains(span))
    }

    /// Docstrings and dead strings.
    fn is_documentation(&self, span: Span) -> bool {
        self.string_around(span)
            .is_some_and(|string| matches!(string.key, Key::Dropped))
    }
}

/// The last fact that starts before `span` and holds it, looking at the nearest few only.
fn around<T>(list: &[T], span: Span, of: impl Fn(&T) -> Span) -> Option<&T> {
    let after = list.partition_point(|fact| of(fact).start <= span.start);
    list.get(..after)?
        .iter()
        .rev()
        .take(8)
        .find(|fact| of(fact).contains(span))
}

fn span_of(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

/// Whether what stands before a commented value is code: one name, item or attribute, and `=` or `:`.
fn is_assignment(before: &str) -> bool {
    let code = before.trim_start_matches(['#', ' ', '\t']);
    let words = code
        .trim_end_matches(['"', '\'', ' ', '=', ':', 'b', 'f', 'r'])
        .split_whitespace()
        .count();
    words <= 1 || (words == 2 && code.contains(':'))
}

/// Whether what stands before an address's password is code that was commented out, not a sentence: the address is quoted,
/// or follows a `=`.
fn is_commented_code(before: &str) -> bool {
    let scheme = before.rfind("://").unwrap_or_default();
    let before = before.get(..scheme).unwrap_or_default();
    let before = before
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    before.trim_end().ends_with(['"', '\'', '='])
}
