//! Settings that other modules use: whether any of them needs the variable behind (FOL404).

use super::{EnvRead, tested};
use crate::file::Zone;
use crate::python::Module;
use crate::python::facts::Condition;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A name of a module or class that holds what was read: the read's and the module's index, and the place of the name.
struct Setting<'a> {
    read: usize,
    home: usize,
    name: &'a str,
    target: Span,
}

/// Uses of one name that are looked at; a name with more is needed somewhere.
const USES: usize = 64;
/// Conditions before a use that may hold it.
const NEAR: usize = 16;

/// First words of settings that frameworks and their extensions read by name: no other line of the project has to.
const FRAMEWORKS: &[&str] = &[
    "ACCOUNT",
    "ADMIN",
    "ALGOLIA",
    "ALLOWED",
    "ANYMAIL",
    "APP",
    "APPLICATION",
    "AUTH",
    "AWS",
    "AZURE",
    "BROKER",
    "CACHE",
    "CACHES",
    "CELERY",
    "CHANNEL",
    "CLOUDINARY",
    "CORS",
    "CSRF",
    "DATABASE",
    "DATABASES",
    "DB",
    "DEBUG",
    "DEFAULT",
    "DJANGO",
    "ELASTICSEARCH",
    "EMAIL",
    "FILE",
    "FLASK",
    "GOOGLE",
    "GS",
    "INTERNAL",
    "JWT",
    "LANGUAGE",
    "LDAP",
    "LOG",
    "LOGIN",
    "MAIL",
    "MAILGUN",
    "MEDIA",
    "MONGO",
    "MONGODB",
    "OAUTH",
    "OPENAI",
    "PAYPAL",
    "RAZORPAY",
    "RECAPTCHA",
    "REDIS",
    "REST",
    "ROLLBAR",
    "SECRET",
    "SECURE",
    "SECURITY",
    "SENDGRID",
    "SENTRY",
    "SERVER",
    "SESSION",
    "SITE",
    "SOCIAL",
    "SOCIALACCOUNT",
    "SQLALCHEMY",
    "STATIC",
    "STRIPE",
    "TIME",
    "TWILIO",
    "UPLOAD",
    "UPLOADCARE",
    "WTF",
];

/// Marks the reads that give a setting which is only ever tested for being set, used where such a test holds, or not at
/// all: nothing fails without them. Every word of the modules is looked up once.
pub(super) fn soften(modules: &[Module], reads: &mut [EnvRead]) {
    let homes: BTreeMap<&Arc<str>, usize> = modules
        .iter()
        .enumerate()
        .map(|(at, module)| (&module.path, at))
        .collect();
    let settings: Vec<Setting<'_>> = reads
        .iter()
        .enumerate()
        .filter(|(_, read)| !read.has_default)
        .filter_map(|(at, read)| {
            let home = *homes.get(&read.path)?;
            setting(modules.get(home)?, home, at, read)
        })
        .collect();
    if settings.is_empty() {
        return;
    }
    let uses = uses(modules, &settings);
    let works: Vec<usize> = settings
        .iter()
        .filter(|setting| is_optional(modules, setting, uses.get(setting.name)))
        .map(|setting| setting.read)
        .collect();
    for at in works {
        if let Some(read) = reads.get_mut(at) {
            read.has_default = true;
        }
    }
}

/// The setting that a read without a default gives, which raises nothing where the variable is not set.
fn setting<'a>(
    module: &'a Module,
    home: usize,
    read: usize,
    found: &EnvRead,
) -> Option<Setting<'a>> {
    let text = module.text(found.span);
    if !text.contains("getenv(") && !text.contains("environ.get(") {
        return None;
    }
    let given = tested::given_to(module, found.span)?;
    given.scope.function.is_none().then(|| Setting {
        read,
        home,
        name: module.text(given.target.span),
        target: given.target.span,
    })
}

/// Where the settings' names stand: the module's index and the place.
fn uses<'a>(modules: &[Module], settings: &[Setting<'a>]) -> BTreeMap<&'a str, Vec<(usize, Span)>> {
    let mut uses: BTreeMap<&str, Vec<(usize, Span)>> = BTreeMap::new();
    for setting in settings {
        uses.entry(setting.name).or_default();
    }
    let own = |module: &Module| {
        !matches!(
            module.zone,
            Zone::Vendored | Zone::Virtualenv | Zone::Test | Zone::Docs
        )
    };
    for (at, module) in modules.iter().enumerate().filter(|(_, module)| own(module)) {
        let text = module.source.text();
        let mut start = 0;
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
            let end = start + word.len();
            if let Some(found) = uses.get_mut(word).filter(|found| found.len() <= USES) {
                found.push((at, Span::new(start, end)));
            }
            let next = text.get(end..).and_then(|rest| rest.chars().next());
            start = end + next.map_or(0, char::len_utf8);
        }
    }
    uses
}

fn is_optional(
    modules: &[Module],
    setting: &Setting<'_>,
    uses: Option<&Vec<(usize, Span)>>,
) -> bool {
    let Some(uses) = uses.filter(|uses| uses.len() <= USES) else {
        return false;
    };
    let mut used = false;
    let copes = uses.iter().all(|&(at, span)| {
        let Some(module) = modules.get(at) else {
            return false;
        };
        if (at == setting.home && span == setting.target) || is_mentioned(module, span) {
            return true;
        }
        used = true;
        copes(module, span)
    });
    let first = setting.name.split('_').next().unwrap_or_default();
    copes && (used || !FRAMEWORKS.contains(&first.to_ascii_uppercase().as_str()))
}

/// Whether it stands in a comment, an import, or as the name of the variable itself: `getenv("NAME")`.
fn is_mentioned(module: &Module, span: Span) -> bool {
    let facts = &module.facts;
    let inside = |start: u32, end: u32| start <= span.start && span.end <= end;
    let last = facts
        .comments
        .partition_point(|each| each.span.start <= span.start);
    let comment = last.checked_sub(1).and_then(|at| facts.comments.get(at));
    if comment.is_some_and(|each| inside(each.span.start, each.span.end)) {
        return true;
    }
    let imported = facts.imports.iter().any(|each| {
        each.name.is_some_and(|name| inside(name.start, name.end)) && each.alias.is_none()
    });
    let text = module.source.text();
    let before = text.get(..span.start as usize).unwrap_or_default();
    let before = before.trim_end_matches(['"', '\'']);
    let read = ["getenv(", "environ.get(", "environ[", "config(", "env("]
        .iter()
        .any(|read| before.ends_with(read));
    imported || (read && !before.ends_with("app.config["))
}

/// Whether the use at `span` is a test that goes on where nothing is set, or stands where such a test holds.
fn copes(module: &Module, span: Span) -> bool {
    let Some(used) = expression(module, span) else {
        return false;
    };
    let conditions = &module.facts.conditions;
    let around = |each: &&Condition| each.test.span.contains(span) || each.body.contains(span);
    let near = conditions.partition_point(|each| each.test.span.start <= span.start);
    // The test of a conditional expression follows what it guards.
    let near = conditions.len().min(near + 2);
    let before = conditions.get(..near).unwrap_or_default().iter().rev();
    let mut around = before.take(NEAR).filter(around);
    around.any(|each| tested::answer(module, each, used) == Some(true))
}

/// The whole expression of a use: `settings.NAME`, `app.config["NAME"]`, `NAME`.
fn expression(module: &Module, span: Span) -> Option<&str> {
    let text = module.source.text();
    let before = text.get(..span.start as usize)?;
    let after = text.get(span.end as usize..)?;
    let (object, tail) = match before.strip_suffix(['"', '\'']) {
        Some(object) => {
            let object = object.strip_suffix('[')?;
            let rest = after.trim_start_matches(['"', '\'']);
            rest.starts_with(']').then_some((object, 2))?
        }
        None => (before, 0),
    };
    let head = object.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
    text.get(head.len()..span.end as usize + tail)
}
