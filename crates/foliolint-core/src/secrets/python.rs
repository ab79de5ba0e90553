//! Secrets in Python: literals given to names, arguments, items and comparisons, and everything by format.

use super::development::Development;
use super::given::{Given, Givens};
use super::looks::{self, Context, Look};
use super::pairs::{is_assignment, is_commented_code, pairs_of};
use super::samples::{MadeUp, examples, is_made_up, is_member, is_sample};
use super::text::JWT;
use super::{Confidence, Kind, SecretPlace, Sheet, ids, lists, names, neighbours, providers, urls};
use crate::file::Zone;
use crate::python::Module;
use crate::python::facts::{Comment, Key, StringLiteral};
use crate::source::Span;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Longer literals are texts; formats are looked for in them all the same.
const LONGEST_LITERAL: u32 = 4096;

/// The secrets of one Python file; `production_folders` are those with settings for production.
pub(super) fn detect(module: &Module, production_folders: &BTreeSet<&str>) -> Sheet {
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
        development: Development::read(module, production_folders),
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
    /// What is for developing.
    development: Development,
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
            for_development: false,
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
        let sample = self.is_documentation(span) || self.is_example(span);
        let made_up = self.made_up || sample;
        let confidence = match (shown, made_up) {
            (true, true) => Confidence::Low,
            _ if commented => Confidence::Medium,
            _ => Confidence::High,
        };
        let around = self.string_around(span).filter(|_| sample);
        let around = around.map(|string| self.module.text(string.span));
        let kind = ids::kind(found, self.module.source.text(), span, around);
        sheet.add(
            SecretPlace {
                confidence: if kind == ids::ALONE {
                    Confidence::Medium
                } else {
                    confidence
                },
                commented,
                ..self.place(span, kind)
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
            // A machine elsewhere can be reached by whoever reads the address.
            let for_development = fallback
                && url.is_local()
                && string.is_some_and(|string| self.is_beside_production(string));
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
                (false, false) if !for_development => Confidence::High,
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
                    for_development,
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
        self.in_lists(sheet);
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

    /// One place for a list of keys, at the first of them.
    fn in_lists(&self, sheet: &mut Sheet) {
        if self.made_up || self.sample {
            return;
        }
        for (name, strings) in lists::keys(self.module) {
            for string in &strings {
                self.hide_parts(string, sheet);
            }
            if let [first, ..] = &*strings {
                let found = SecretPlace {
                    name: Some(name.to_owned()),
                    ..self.place(self.inner(first), Kind::Key)
                };
                sheet.add(found, &self.module.string_text(first));
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
        let repeats = password
            && (neighbours::repeats_owner(self.module, at, &value)
                || neighbours::counts_service(self.module, at, &value));
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
        let test_class = Development::is_test_class(self.module, &string.scope);
        let developed = self.development.says_so(self.module, &string.scope);
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
            // What a key opens is seldom on the developer's machine.
            for_development: given.fallback
                && kind != Kind::Key
                && self.is_beside_production(string),
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

    fn is_beside_production(&self, string: &StringLiteral) -> bool {
        let (module, scope) = (self.module, &string.scope);
        self.development.is_beside_production(module, scope)
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
            .is_some_and(|string| string.key == Key::Dropped)
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
