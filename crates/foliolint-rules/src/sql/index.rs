//! Finds by name, in one file, what a variable, attribute, list or function holds.

use foliolint_core::python::Module;
use foliolint_core::python::facts::{
    Assignment, Binding, Call, Condition, Id, Return, Scope, ValueKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// A variable: the function it belongs to (`None` for the module's) and its name.
type Variable<'a> = (Option<Id>, &'a str);

/// The entries kept of one name; nobody gives a variable of a statement more values.
const ENTRIES: usize = 64;

/// What the names of one file hold.
#[derive(Default)]
pub(super) struct Index<'a> {
    pub(super) assignments: BTreeMap<Variable<'a>, Vec<&'a Assignment>>,
    pub(super) bindings: BTreeMap<Variable<'a>, Vec<&'a Binding>>,
    /// `rows.append(x)`, `rows.extend(x)`.
    pub(super) appended: BTreeMap<Variable<'a>, Vec<&'a Call>>,
    /// Attributes of a class, assigned in its body or on `self`.
    pub(super) attributes: BTreeMap<(Id, &'a str), Vec<&'a Assignment>>,
    /// What functions return.
    pub(super) returns: BTreeMap<Id, Vec<&'a Return>>,
    /// Functions by name, methods included.
    pub(super) functions: BTreeMap<&'a str, Vec<Id>>,
    /// Names that imports bind.
    pub(super) imported: BTreeSet<&'a str>,
    /// Variables that are compared with a list of allowed values, or looked at letter by letter.
    pub(super) checked: BTreeSet<Variable<'a>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(module: &'a Module) -> Self {
        let mut index = Self::default();
        let facts = &module.facts;
        for assignment in &facts.assignments {
            let (scope, name) = (&assignment.scope, module.text(assignment.target.span));
            let own = name
                .strip_prefix("self.")
                .or_else(|| name.strip_prefix("cls."));
            match (own, scope.class) {
                (Some(own), Some(class)) => push(&mut index.attributes, (class, own), assignment),
                (None, Some(class)) if scope.function.is_none() => {
                    push(&mut index.attributes, (class, name), assignment);
                }
                _ if assignment.target.kind == ValueKind::Name => {
                    push(&mut index.assignments, (scope.function, name), assignment);
                }
                _ => {}
            }
        }
        for binding in &facts.bindings {
            let key = (binding.scope.function, module.text(binding.name));
            push(&mut index.bindings, key, binding);
        }
        for call in &facts.calls {
            let added = module.text(call.callee).rsplit_once('.');
            if let Some((list, "append" | "extend" | "insert" | "add")) = added {
                push(&mut index.appended, (call.scope.function, list), call);
            }
        }
        for each in &facts.returns {
            if let Some(function) = each.scope.function {
                push(&mut index.returns, function, each);
            }
        }
        for (at, function) in (0..).zip(&facts.functions) {
            push(&mut index.functions, module.text(function.name), at);
        }
        for import in &facts.imports {
            let name = import.alias.or(import.name).unwrap_or(import.module);
            index.imported.insert(module.text(name));
        }
        for condition in &facts.conditions {
            let checked = checked(module, condition);
            index
                .checked
                .extend(checked.map(|name| (condition.scope.function, name)));
        }
        for assert in &facts.asserts {
            let name = allowed(module.text(assert.condition.span));
            index
                .checked
                .extend(name.map(|name| (assert.scope.function, name)));
        }
        index
    }

    /// The functions whose variables are seen from `scope`, the innermost first, the module last.
    pub(super) fn scopes(module: &Module, scope: &Scope) -> Vec<Option<Id>> {
        let mut scopes = vec![scope.function];
        let mut next = scope.function;
        while let Some(function) = module.function(next) {
            next = function.scope.function;
            scopes.push(next);
        }
        scopes
    }
}

fn push<K: Ord, V>(map: &mut BTreeMap<K, Vec<V>>, key: K, value: V) {
    let entries = map.entry(key).or_default();
    if entries.len() < ENTRIES {
        entries.push(value);
    }
}

/// The variable that a condition checks.
fn checked<'a>(module: &'a Module, condition: &Condition) -> Option<&'a str> {
    let test = module.text(condition.test.span);
    allowed(test).or_else(|| {
        // `if not name.isidentifier(): raise`
        let letters = [
            ".isidentifier()",
            ".isdigit()",
            ".isalnum()",
            ".isnumeric()",
            ".isalpha()",
            ".isdecimal()",
        ];
        letters
            .iter()
            .find_map(|asks| last_name(test.split_once(asks)?.0))
    })
}

/// `name in COLUMNS`, `name not in ("asc", "desc")`: the name, where the other side is a list of the code.
fn allowed(test: &str) -> Option<&str> {
    let (left, right) = test.split_once(" in ")?;
    let left = left.trim_end().strip_suffix(" not").unwrap_or(left);
    let right = right.trim_start();
    let list = right
        .split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')))
        .next()
        .unwrap_or_default();
    let last = Module::last_segment(list);
    let lower = last.to_lowercase();
    let named = [
        "allow", "valid", "column", "field", "permit", "white", "safe", "choice", "known", "table",
    ];
    let fixed = right.starts_with(['(', '[', '{'])
        || is_constant_name(last)
        || named.iter().any(|word| lower.contains(word));
    fixed.then(|| last_name(left)).flatten()
}

/// The plain name at the end of a text.
fn last_name(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let start = text
        .rfind(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
        .map_or(0, |at| {
            at + text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8)
        });
    let name = text.get(start..)?;
    let is_name = name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    is_name.then_some(name)
}

/// `COLUMNS`, `_TABLE_NAME`: a name that Python programmers give to constants.
pub(super) fn is_constant_name(name: &str) -> bool {
    // What Django calls the fields of a request.
    let sent = ["GET", "POST", "FILES", "COOKIES", "META", "REQUEST"];
    name.len() > 1
        && !sent.contains(&name)
        && name.chars().any(|letter| letter.is_ascii_uppercase())
        && name
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_that_allow() {
        assert_eq!(allowed("column not in COLUMNS"), Some("column"));
        assert_eq!(allowed("not (key in allowed_fields)"), Some("key"));
        assert_eq!(allowed("order in ('asc', 'desc')"), Some("order"));
        assert_eq!(allowed("user in cache"), None);
        assert_eq!(allowed("'@' in [email]"), None);
        assert_eq!(last_name("if x or ümlaut"), Some("ümlaut"));
        assert!(
            is_constant_name("TABLE_2") && !is_constant_name("Table") && !is_constant_name("x")
        );
    }
}
