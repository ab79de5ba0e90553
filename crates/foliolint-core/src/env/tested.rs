//! Whether a variable's value is tested after it was read, so that the code goes on where nothing is set (FOL404).

use crate::python::Module;
use crate::python::facts::{Assignment, Condition, Scope, Value, ValueKind};
use crate::source::Span;

/// How many conditions, assignments or returns after a read are looked at.
const LATER: usize = 256;
/// Longer conditions and branches are not read.
const LONGEST: usize = 4096;

/// Whether the result of the read at `span` is given to a name that is tested later in the same function, or replaced by
/// an `or`, and nothing raises or exits where it is empty.
pub(super) fn is_tested(module: &Module, span: Span, scope: &Scope) -> bool {
    let facts = &module.facts;
    let Some(target) = given_to(module, span) else {
        return false;
    };
    let name = module.text(target.target.span);
    let same = |other: &Scope| other.function == scope.function && other.class == scope.class;
    let after = |start: u32| start > target.span.start;
    let first = facts
        .conditions
        .partition_point(|each| each.test.span.start < target.span.start);
    let mut needed = false;
    let mut tested = false;
    for each in facts.conditions.iter().skip(first).take(LATER) {
        if same(&each.scope) && after(each.test.span.start) {
            match answer(module, each, name) {
                Some(true) => tested = true,
                Some(false) => needed = true,
                None => {}
            }
        }
    }
    let replaces = |value: Option<Value>| {
        value.is_some_and(|value| {
            let rest = module.text(value.span).strip_prefix(name);
            value.kind == ValueKind::Boolean && rest.is_some_and(|rest| rest.starts_with(" or "))
        })
    };
    let later = facts
        .assignments
        .partition_point(|each| each.span.start <= target.span.start);
    let replaced = facts
        .assignments
        .iter()
        .skip(later)
        .take(LATER)
        .any(|each| same(&each.scope) && replaces(each.value));
    let first = facts
        .returns
        .partition_point(|each| each.span.start < target.span.start);
    let returned = facts.returns.iter().skip(first).take(LATER);
    let returned = returned
        .filter(|each| same(&each.scope))
        .any(|each| replaces(each.value));
    !needed && (tested || replaced || returned)
}

/// The assignment or walrus that gives exactly the expression at `span` to a name.
pub(super) fn given_to(module: &Module, span: Span) -> Option<&Assignment> {
    /// How many assignments may begin between.
    const BETWEEN: usize = 8;
    let assignments = &module.facts.assignments;
    let near = assignments.partition_point(|each| each.span.start <= span.start);
    let near = assignments.get(..near).unwrap_or_default();
    near.iter().rev().take(BETWEEN).find(|each| {
        each.value.is_some_and(|value| value.span == span)
            && each.target.kind == ValueKind::Name
            && !each.augmented
    })
}

/// Whether the read at `span` is a walrus's, in a condition that raises or exits where it is empty.
pub(super) fn is_demanded(module: &Module, span: Span) -> bool {
    let conditions = &module.facts.conditions;
    let near = conditions.partition_point(|each| each.test.span.start <= span.start);
    let around = conditions.get(..near).unwrap_or_default().iter().rev();
    let around = around.take(8).find(|each| each.test.span.contains(span));
    given_to(module, span).is_some()
        && around.is_some_and(|each| {
            let test = module.text(each.test.span);
            let empty = test.starts_with("not ") || test.ends_with("is None");
            test.len() <= LONGEST && ends(module, each, empty)
        })
}

/// What a condition tells of `name`: whether the code goes on where it is empty; `None` where it doesn't test it.
pub(super) fn answer(module: &Module, condition: &Condition, name: &str) -> Option<bool> {
    let test = module.text(condition.test.span);
    if test.len() > LONGEST {
        return None;
    }
    test.match_indices(name)
        .find_map(|(at, _)| polarity(test, at, name.len()))
        .map(|negative| !ends(module, condition, negative))
}

/// Whether the word at `at` is tested for being empty (`not x`, `x is None`) or for being there (`x`, `x == "y"`); `None`
/// where it is another word, or handed to something that needs it.
fn polarity(test: &str, at: usize, length: usize) -> Option<bool> {
    let before = test.get(..at)?;
    let after = test.get(at + length..)?;
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '\'');
    if before.ends_with(part) || after.starts_with(part) || after.starts_with(['(', '[']) {
        return None;
    }
    let all = test.contains("all(") || test.contains("any(") || test.contains("None in");
    let handed = before.trim_end().strip_suffix('(').is_some_and(|outer| {
        let callee = outer
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next();
        !matches!(
            callee,
            None | Some("" | "not" | "and" | "or" | "bool" | "isinstance")
        )
    });
    if !all && (handed || before.trim_end().ends_with([',', '['])) {
        return None;
    }
    let empty = after.trim_start().starts_with("is None")
        || after.trim_start().starts_with("== \"\"")
        || after.trim_start().starts_with("== ''")
        || after.trim_start().starts_with("== None");
    let denied = before.trim_end_matches([' ', '(']).ends_with("not")
        || (all && test.starts_with("not "))
        || test.starts_with("not (")
        || test.contains("None in");
    Some(empty || denied)
}

/// Whether the branch that runs where the value is empty raises or exits: the body of a negative test, the `else` of a
/// positive one, or what follows it.
fn ends(module: &Module, condition: &Condition, negative: bool) -> bool {
    let branch = if negative {
        module.text(condition.body)
    } else {
        otherwise(module, condition)
    };
    // Where the branch is that long, the program does something.
    branch.len() <= LONGEST && stops(branch)
}

/// The `else` after a condition's body, or the statement that follows where the body leaves the function.
fn otherwise<'a>(module: &'a Module, condition: &Condition) -> &'a str {
    if condition.body.start < condition.test.span.start {
        return "";
    }
    let text = module.source.text();
    let rest = text
        .get(condition.body.end as usize..)
        .unwrap_or_default()
        .trim_start();
    let Some(branch) = rest.strip_prefix("else:") else {
        let line = rest.lines().next().unwrap_or_default();
        return if line.starts_with("elif") { "" } else { line };
    };
    let body = module.text(condition.body);
    let column = {
        let start = condition.body.start as usize;
        let line = text.get(..start).and_then(|text| text.rfind('\n'));
        start - line.map_or(0, |at| at + 1)
    };
    let mut end = 0;
    for line in branch.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        let indent = line.len() - line.trim_start().len();
        if end > 0 && !blank && indent < column.min(body.len()) {
            break;
        }
        end += line.len();
        if end > LONGEST {
            break;
        }
    }
    branch.get(..end).unwrap_or_default()
}

/// Whether a block raises, exits, or says that something is wrong and gives up.
fn stops(block: &str) -> bool {
    let starts = |words: &[&str]| {
        block
            .lines()
            .map(str::trim_start)
            .any(|line| words.iter().any(|word| line.starts_with(word)))
    };
    let says = ["print(", ".error(", ".critical(", ".exception("];
    starts(&["raise", "sys.exit", "exit(", "quit(", "os._exit", "abort("])
        || (starts(&["return"]) && says.iter().any(|word| block.contains(word)))
}

/// Whether the class around a fact is a configuration for tests: `class TestConfig`.
pub(super) fn is_test_class(module: &Module, class: Option<crate::python::Id>) -> bool {
    module.class(class).is_some_and(|class| {
        crate::secrets::words(module.text(class.name))
            .iter()
            .any(|word| matches!(&**word, "test" | "tests" | "testing"))
    })
}

/// Whether addresses from the environment are laid over complete settings: `DATABASES["default"].update(…)`, which an
/// empty answer leaves as they are.
pub(super) fn is_laid_over(module: &Module) -> bool {
    let mut calls = module.facts.calls.iter();
    calls.any(|call| {
        let callee = module.text(call.callee);
        callee.starts_with("DATABASES[") && callee.ends_with(".update")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::Zone;
    use crate::limits::Limits;

    /// Whether the only call of `get` in `code` is followed by a test that copes.
    fn tested(code: &str) -> bool {
        let (code, limits) = (code.to_owned(), Limits::default());
        let module = Module::parse("a.py".into(), Zone::Production, false, code, &limits);
        let module = module.expect("parses");
        let mut calls = module.facts.calls.iter();
        let read = calls.find(|call| module.callee(call) == "get");
        let read = read.expect("a read");
        is_tested(&module, read.span, &read.scope)
    }

    #[test]
    fn tests_that_go_on() {
        for code in [
            "def f():\n    x = get()\n    if x:\n        return x\n    return 1\n",
            "x = get()\nif not x:\n    x = 'y'\n",
            "x = get()\nif x is None:\n    x = 'y'\n",
            "x = get()\nif a and x:\n    b(x)\n",
            "x = get()\nif x == 'fast':\n    b()\nelse:\n    c()\n",
            "x = get()\ny = x or 1\n",
            "x = get()\ny = int(x) if x else 1\n",
            "def f():\n    x = get()\n    return x or 1\n",
            "x = get()\nif bool(x):\n    b()\n",
        ] {
            assert!(tested(code), "{code}");
        }
    }

    #[test]
    fn tests_that_end_and_no_tests() {
        for code in [
            "x = get()\nif not x:\n    raise ValueError\n",
            "x = get()\nif not x or not y:\n    log()\n    sys.exit(1)\n",
            "x = get()\nif not all([x, y]):\n    raise ValueError\n",
            "x = get()\nif x:\n    b()\nelse:\n    raise ValueError\n",
            "def f():\n    x = get()\n    if x:\n        return x\n    raise ValueError\n",
            "def f():\n    x = get()\n    if not x:\n        print('set X')\n        return\n    g(x)\n",
            "x = get()\nif xy:\n    b()\n",
            "x = get()\nif check(x):\n    b()\n",
            "x = get()\nif x.startswith('y'):\n    b()\n",
            "if x:\n    b()\nx = get()\n",
            "x = get()\ndef f():\n    if x:\n        b()\n",
            "x = get()\nif x:\n    b()\nif not x:\n    raise ValueError\n",
        ] {
            assert!(!tested(code), "{code}");
        }
    }
}
