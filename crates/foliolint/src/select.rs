//! Which rules a selector means: codes, prefixes, names, areas, `ALL`.

use crate::exit::Failure;
use crate::suggest;
use foliolint_rules::rule::Area;
use foliolint_rules::{ALL, Rule, policy};
use std::collections::BTreeSet;

/// Selectors of one run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selectors {
    /// Applied; the rules that run by default where not given.
    pub(crate) select: Option<Vec<String>>,
    /// Left out.
    pub(crate) ignore: Vec<String>,
    /// Applied besides.
    pub(crate) extend_select: Vec<String>,
}

impl Selectors {
    /// The codes of the selected rules. The narrower of two selectors wins, and of two that are equally narrow
    /// the one that ignores.
    pub(crate) fn resolve(&self) -> Result<BTreeSet<&'static str>, Failure> {
        let select = self.select.as_deref().unwrap_or_default();
        let wanted: Vec<&str> = select
            .iter()
            .chain(&self.extend_select)
            .map(|it| it.trim())
            .collect();
        let by_default: BTreeSet<&str> = match self.select {
            Some(_) => BTreeSet::new(),
            None => policy::by_default().collect(),
        };
        let unwanted: Vec<&str> = self.ignore.iter().map(|it| it.trim()).collect();
        for selector in wanted.iter().chain(&unwanted) {
            known(selector)?;
        }
        let narrowest = |selectors: &[&str], rule| {
            selectors
                .iter()
                .filter_map(|selector| narrowness(selector, rule))
                .max()
        };
        // What runs by default is as wide as `ALL`.
        let default = |rule: &Rule| by_default.contains(rule.code).then_some(0);
        let picked = ALL.iter().filter(|rule| {
            narrowest(&wanted, rule).max(default(rule)) > narrowest(&unwanted, rule)
        });
        Ok(picked.map(|rule| rule.code).collect())
    }
}

/// How narrow a selector is that matches the rule, from 0 for `ALL` to 9 for a name; `None` where it does not match.
fn narrowness(selector: &str, rule: &Rule) -> Option<usize> {
    if selector.eq_ignore_ascii_case("ALL") {
        Some(0)
    } else if selector.eq_ignore_ascii_case(rule.name) {
        Some(9)
    } else if selector.eq_ignore_ascii_case(rule.area.word()) {
        // An area is as wide as the digit that its codes share.
        Some("FOL1".len())
    } else {
        is_prefix(selector, rule.code).then_some(selector.len())
    }
}

fn is_prefix(selector: &str, code: &str) -> bool {
    let head = code.get(..selector.len());
    selector.len() >= "FOL".len() && head.is_some_and(|head| head.eq_ignore_ascii_case(selector))
}

/// Refuses a selector that no rule and no area answers to.
fn known(selector: &str) -> Result<(), Failure> {
    let is_area = Area::ALL
        .iter()
        .any(|area| selector.eq_ignore_ascii_case(area.word()));
    let matches = ALL.iter().any(|rule| narrowness(selector, rule).is_some());
    if is_area || matches || selector.eq_ignore_ascii_case("ALL") {
        return Ok(());
    }
    let areas = Area::ALL.iter().map(|area| area.word());
    Err(unknown(selector, "rule or area", rule_words().chain(areas)))
}

/// Names and codes of all rules.
fn rule_words() -> impl Iterator<Item = &'static str> {
    ALL.iter()
        .map(|rule| rule.name)
        .chain(ALL.iter().map(|rule| rule.code))
}

fn unknown<'a>(word: &str, what: &str, candidates: impl Iterator<Item = &'a str>) -> Failure {
    let help = match suggest::nearest(word, candidates) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`foliolint rules` lists all rules".to_owned(),
    };
    Failure::new(format!("no {what} is called `{word}`")).help(help)
}

/// The rule with that name or code.
pub(crate) fn rule(word: &str) -> Result<&'static Rule, Failure> {
    let named = |rule: &&&Rule| {
        rule.name.eq_ignore_ascii_case(word) || rule.code.eq_ignore_ascii_case(word)
    };
    let found = ALL.iter().find(named).copied();
    found.ok_or_else(|| unknown(word, "rule", rule_words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_that_means_nothing_is_refused() {
        let selectors = Selectors {
            select: Some(vec!["testing".to_owned(), "tesing".to_owned()]),
            ..Selectors::default()
        };
        let failure = selectors.resolve().unwrap_err();
        assert_eq!(failure.help.as_deref(), Some("did you mean `testing`?"));
        assert!(rule("FO").is_err());
    }

    #[test]
    fn a_rule_that_runs_on_request_must_be_named() {
        let picked = |select: Option<&str>| {
            let selectors = Selectors {
                select: select.map(|word| vec![word.to_owned()]),
                ..Selectors::default()
            };
            selectors.resolve().unwrap().contains("FOL602")
        };
        assert!(!picked(None));
        for word in ["ALL", "FOL602", "untyped-function", "typing"] {
            assert!(picked(Some(word)), "{word}");
        }
        assert_eq!(Selectors::default().resolve().unwrap().len() + 1, ALL.len());
    }

    #[test]
    fn the_narrower_selector_wins() {
        let some = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        for rule in ALL {
            let selectors = Selectors {
                select: Some(some(&["all"])),
                ignore: some(&["FOL"]),
                extend_select: some(&[rule.name]),
            };
            assert_eq!(selectors.resolve().unwrap(), BTreeSet::from([rule.code]));
            let ignored = Selectors {
                ignore: some(&[rule.code]),
                ..Selectors::default()
            };
            assert!(!ignored.resolve().unwrap().contains(rule.code));
        }
    }
}
