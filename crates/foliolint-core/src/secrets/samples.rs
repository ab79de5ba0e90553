//! Which files and places hold made-up values: samples, tests, examples of an interface.

use super::{names, neighbours};
use crate::file::Zone;
use crate::python::Module;
use crate::python::facts::{Key, StringLiteral};
use crate::source::Span;

/// Whether a file's name says that its values are samples.
pub(super) fn is_sample(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "example", "sample", "template", "dist", "test", "testing", "tests",
    ];
    names::words(name)
        .iter()
        .any(|word| WORDS.contains(&&**word))
}

/// Tests, documentation, test settings: what is there is made up.
pub(super) fn is_made_up(module: &Module) -> bool {
    const WORDS: &[&str] = &["test", "testing", "tests"];
    matches!(module.zone, Zone::Test | Zone::Docs | Zone::Example)
        || names::words(module.stem())
            .iter()
            .any(|word| WORDS.contains(&&**word))
}

/// Words of modules, classes and functions that make users up to fill a database or try a program with.
const FAKES: &[&str] = &[
    "fake",
    "fakes",
    "faker",
    "seed",
    "seeds",
    "seeder",
    "seeders",
    "dummy",
    "mock",
    "mocks",
    "demo",
    "fixture",
    "fixtures",
    "factories",
    "sample",
    "samples",
];

/// Libraries that make values up.
const LIBRARIES: &[&str] = &["faker", "forgery_py", "mimesis", "factory", "model_bakery"];

fn is_fake(name: &str) -> bool {
    names::words(name)
        .iter()
        .any(|word| FAKES.contains(&&**word))
}

/// Where a module makes users up: their passwords open nothing that anybody uses.
pub(super) struct MadeUp {
    /// All of it.
    everywhere: bool,
}

impl MadeUp {
    /// Reads a module's name and imports.
    pub(super) fn read(module: &Module) -> Self {
        let library = module.facts.imports.iter().any(|import| {
            let top = module.text(import.module).split('.').next();
            top.is_some_and(|top| LIBRARIES.contains(&top))
        });
        Self {
            everywhere: library || is_fake(module.stem()),
        }
    }

    /// Whether the password at `at` is a made-up user's. A superuser is none, wherever it is made: it can do everything.
    pub(super) fn holds(&self, module: &Module, at: usize) -> bool {
        let Some(string) = module.facts.strings.get(at) else {
            return false;
        };
        let class = module.class(string.scope.class);
        let class = class.map_or("", |class| module.text(class.name));
        let function = module.function(string.scope.function);
        let outer = module.outermost_function(&string.scope);
        let mut functions = function.into_iter().chain(outer);
        let here = self.everywhere
            || is_fake(class)
            || class.ends_with("Factory")
            || functions.any(|function| is_fake(module.text(function.name)));
        here && neighbours::called_around(module, string.span) != Some("create_superuser")
            && !neighbours::opens_service(module, at)
    }
}

/// What is given to `example=`, `json_schema_extra=`, `"example":` and the like: sample requests for an interface's
/// documentation. Sorted.
pub(super) fn examples(module: &Module) -> Vec<Span> {
    const NAMES: &[&str] = &[
        "example",
        "examples",
        "openapi_examples",
        "schema_extra",
        "json_schema_extra",
        "responses",
        "model_config",
    ];
    // `Model.Config.schema_extra`, `schema["example"]`
    let named = |name: Span| {
        let name = module.text(name);
        let last = name.rsplit(['.', '[']).next().unwrap_or(name);
        let last = last.trim_matches(['"', '\'', ']']);
        // `_success_example = Tokens(…)`
        let word = last.rsplit('_').next().unwrap_or(last);
        NAMES.contains(&last) || matches!(word, "example" | "examples" | "EXAMPLE" | "EXAMPLES")
    };
    let assigned = module.facts.assignments.iter();
    let assigned = assigned.filter(|each| named(each.target.span));
    let given = module.facts.arguments.iter();
    let given = given.filter(|each| each.name.is_some_and(named));
    let mut spans: Vec<Span> = assigned
        .filter_map(|each| each.value.map(|value| value.span))
        .chain(given.map(|each| each.value.span))
        .collect();
    spans.extend(items(module, |string| named(string.span)));
    spans.sort();
    spans
}

/// The dicts and lists that the keys `wanted` name. Linear: what lies inside one found already is not read again.
fn items(module: &Module, wanted: impl Fn(&StringLiteral) -> bool) -> Vec<Span> {
    let (text, strings) = (module.source.text(), &module.facts.strings);
    let mut found: Vec<Span> = Vec::new();
    for (at, key) in strings.iter().enumerate() {
        let inside = found.last().is_some_and(|last| key.span.start < last.end);
        if inside || key.key != Key::None || !wanted(key) {
            continue;
        }
        let rest = text.get(key.span.end as usize..).unwrap_or_default();
        let value = rest
            .trim_start()
            .strip_prefix(':')
            .map(str::trim_start)
            .filter(|value| value.starts_with(['{', '[']));
        if let Some(value) = value {
            let start = text.len() - value.len();
            let later = strings.get(at + 1..).unwrap_or_default();
            found.push(Span::new(start, closing(text, start, later)));
        }
    }
    found
}

/// Where the bracket that opens at `start` is closed again; the literals from there on are jumped over.
fn closing(text: &str, start: usize, strings: &[StringLiteral]) -> usize {
    let (mut at, mut depth) = (start, 0_usize);
    let mut strings = strings.iter().peekable();
    while let Some(byte) = text.as_bytes().get(at) {
        while strings
            .next_if(|string| (string.span.start as usize) < at)
            .is_some()
        {}
        if let Some(string) = strings.next_if(|string| string.span.start as usize == at) {
            at = (string.span.end as usize).max(at + 1);
            continue;
        }
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Classes whose members are names of things.
const ENUMS: [&str; 4] = ["Enum", "StrEnum", "TextChoices", "ReprEnum"];

/// Whether the literal is a member of an enumeration: what stands there names a slot, a field, a choice.
pub(super) fn is_member(module: &Module, string: &StringLiteral) -> bool {
    let class = module.class(string.scope.class);
    string.scope.function.is_none()
        && class.is_some_and(|class| {
            let bases = module.bases(class);
            bases
                .iter()
                .any(|base| ENUMS.contains(&Module::last_segment(base)))
        })
}
