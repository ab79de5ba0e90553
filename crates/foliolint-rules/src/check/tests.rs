//! Tests of the engine with rules made for them.

use super::{check_with, portfolio::portfolio_with};
use crate::finding::{RepoReport, Suppression};
use crate::hit::{Confidence, Hit, Severity};
use crate::policy::Policy;
use crate::rule::{Area, Check, Judged, Judgement, PortfolioCheck, Rule, Status, judge};
use foliolint_core::file::{File, FileKind, Zone};
use foliolint_core::inventory::Inventory;
use foliolint_core::problem::{Problem, Reason};
use foliolint_core::python::Module;
use foliolint_core::python::facts::{Comment, Facts};
use foliolint_core::repo::{Kind, Repo};
use foliolint_core::source::{Source, Span};
use std::sync::Arc;

const fn rule(code: &'static str, name: &'static str, check: Check) -> Rule {
    Rule {
        code,
        name,
        area: Area::Debugging,
        summary: "a word",
        help: "remove it",
        severity: Severity::Warning,
        questions: &[],
        needs_everything: false,
        check,
        judge: judge::any,
        source: "",
    }
}

/// Flags every `bad`.
static WORD: Rule = rule("FOL290", "naughty-word", Check::Module(words));
/// Flags that there is no `README`.
static LACK: Rule = Rule {
    needs_everything: true,
    ..rule("FOL291", "lacks-all", Check::Repo(lack))
};
static PANICS: Rule = rule("FOL292", "panics", Check::Module(panics));
static TOGETHER: Rule = rule(
    "FOL090",
    "together",
    Check::Portfolio(PortfolioCheck {
        asks: &["FOL290"],
        check: together,
    }),
);
static RULES: &[&Rule] = &[&TOGETHER, &WORD, &LACK, &PANICS];

fn words(module: &Module, _repo: &Repo) -> Vec<Hit> {
    let found = module.source.text().match_indices("bad");
    found
        .map(|(at, word)| {
            let span = Span::new(at, at + word.len());
            Hit::at(&module.path, span, Severity::Warning, "a bad word")
        })
        .collect()
}

fn lack(_repo: &Repo) -> Vec<Hit> {
    vec![Hit::repository(Severity::Error, "it lacks all")]
}

fn panics(module: &Module, _repo: &Repo) -> Vec<Hit> {
    assert!(!module.source.text().contains("boom"), "boom");
    Vec::new()
}

fn together(reports: &[Judged<'_>]) -> (Judgement, Vec<Hit>) {
    let all = reports.iter().all(|report| {
        let verdict = report.verdict("FOL290");
        verdict.is_some_and(|verdict| verdict.judgement.status == Status::Present)
    });
    if all {
        let hit = Hit::repository(Severity::Error, "bad words everywhere");
        (Judgement::present("everywhere"), vec![hit])
    } else {
        (Judgement::absent("not everywhere"), Vec::new())
    }
}

fn policy(codes: &[&'static str]) -> Policy {
    Policy {
        selected: codes.iter().copied().collect(),
        ..Policy::default()
    }
}

fn repo(files: &[(&str, &str)]) -> Repo {
    let modules = files.iter().map(|&(path, text)| {
        let mut facts = Facts::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some(at) = line.find('#') {
                facts.comments.push(Comment {
                    span: Span::new(start + at, start + line.trim_end().len()),
                    own_line: line.get(..at).unwrap().trim().is_empty(),
                });
            }
            start += line.len();
        }
        let source = Source::new(text.to_owned());
        Module::new(path.into(), Zone::Production, false, source, facts)
    });
    let inventory = files.iter().map(|&(path, text)| File {
        path: path.into(),
        os_path: path.into(),
        tracked: false,
        size: text.len() as u64,
        zone: Zone::Production,
        kind: FileKind::Python,
    });
    Repo {
        name: "tiny".to_owned(),
        root: "tiny".into(),
        inventory: Inventory {
            files: inventory.collect(),
            ..Inventory::default()
        },
        modules: modules.collect(),
        texts: Default::default(),
        manifests: Default::default(),
        models: Default::default(),
        imports: Default::default(),
        calls: Default::default(),
        entries: Default::default(),
        env: Default::default(),
        deployment: Default::default(),
        docs: Default::default(),
        secrets: Default::default(),
        keys: Vec::new(),
        git: None,
        kind: Kind::Script,
        frameworks: Vec::new(),
        problems: Vec::new(),
    }
}

fn words_of(text: &str) -> RepoReport {
    check_with(&repo(&[("a.py", text)]), &policy(&["FOL290"]), RULES)
}

fn verdict(report: &RepoReport, code: &str) -> (Status, String, usize) {
    let verdict = report.judged().verdict(code).unwrap();
    let judgement = verdict.judgement.clone();
    (judgement.status, judgement.reason, verdict.findings)
}

fn notes(report: &RepoReport) -> Vec<String> {
    let notes = report.problems.iter();
    notes.map(|problem| problem.reason.to_string()).collect()
}

#[test]
fn suppressions_hide_on_the_line_and_from_the_line_above() {
    let report = words_of(concat!(
        "bad  # foliolint: ignore[naughty-word]\n",
        "# why # foliolint: ignore[FOL999, FOL290]\n",
        "# more\n",
        "bad\n",
        "bad  # noqa: E501, FOL290 because\n",
        "bad  # noqa\n",
        "x = 1  # foliolint: ignore[FOL290]\n",
        "bad\n",
        "y = 1  # foliolint: off\n",
    ));
    let marks: Vec<_> = report
        .findings
        .iter()
        .map(|finding| finding.suppressed_by)
        .collect();
    assert_eq!(
        marks,
        [
            Some(Suppression::Line),
            Some(Suppression::Line),
            Some(Suppression::Noqa),
            None,
            None
        ]
    );
    assert_eq!(
        verdict(&report, "FOL290"),
        (
            Status::Present,
            "a bad word, and 1 more; 3 suppressed".to_owned(),
            2
        )
    );
    assert_eq!(report.hidden.suppressed, 3);
    assert_eq!(
        notes(&report),
        [
            "has a suppression that is not understood: `FOL999` is no rule, line 2, `ignore[RULE]` was expected on line 9",
            "suppresses what is not there: FOL290 on line 7"
        ]
    );
    assert!(report.complete);
}

#[test]
fn a_file_is_suppressed_as_a_whole_and_verdicts_say_so() {
    let text = "bad\nbad\n# foliolint: ignore-file[FOL290]\n";
    let report = words_of(text);
    assert_eq!(
        verdict(&report, "FOL290"),
        (
            Status::Absent,
            "nothing of the kind was found; 2 suppressed".to_owned(),
            0
        )
    );
    let strangers = Policy {
        suppressions: false,
        ..policy(&["FOL290"])
    };
    let report = check_with(&repo(&[("a.py", text)]), &strangers, RULES);
    assert_eq!(verdict(&report, "FOL290").0, Status::Present);
    assert_eq!(report.hidden.suppressed, 2);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.suppressed_by.is_none())
    );
}

#[test]
fn caps_keep_counts_exact_and_drop_suppressed_findings_first() {
    let text = "bad # noqa: FOL290\n".repeat(150) + &"bad\n".repeat(150);
    let report = words_of(&text);
    assert_eq!(report.findings.len(), 100);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.suppressed_by.is_none())
    );
    assert_eq!(verdict(&report, "FOL290").2, 150);
}

#[test]
fn fingerprints_survive_moved_lines_and_tell_equals_apart() {
    let prints = |text: &str| -> Vec<_> {
        let findings = words_of(text).findings.into_iter();
        findings.map(|finding| finding.fingerprint).collect()
    };
    let before = prints("bad\nbad\n");
    assert_eq!(before, prints("\n\n  bad\nx\nbad\n"));
    assert_ne!(before[0], before[1]);
    assert_eq!(before[0].len(), 16);
}

#[test]
fn excerpts_are_clipped_harmless_and_marked() {
    let report = words_of("first\n\tx = bad \u{1b}[31m\u{202e}\nlast\n");
    let excerpt = report.findings[0].excerpt.clone().unwrap();
    assert_eq!(excerpt.first_line, 1);
    assert_eq!(excerpt.lines, ["first", " x = bad ␛[31m�", "last"]);
    assert_eq!(excerpt.mark, (1, 5, 3));

    let report = words_of(&format!("{}bad{}\n", "é".repeat(900), "x".repeat(900)));
    let excerpt = report.findings[0].excerpt.clone().unwrap();
    let (line, column, length) = excerpt.mark;
    let shown: Vec<char> = excerpt.lines[line].chars().collect();
    assert_eq!(shown.len(), 200);
    assert_eq!(shown[column..column + length], ['b', 'a', 'd']);
    assert_eq!((shown[0], shown[199]), ('…', '…'));
}

#[test]
fn a_panic_costs_one_rule_one_file() {
    let files = [("a.py", "boom\n"), ("b.py", "bad\n")];
    let report = check_with(&repo(&files), &policy(&["FOL290", "FOL292"]), RULES);
    assert_eq!(report.internal_errors, 1);
    assert!(!report.complete);
    assert_eq!(notes(&report), ["internal error in rule panics"]);
    assert_eq!(verdict(&report, "FOL290").0, Status::Present);
    assert_eq!(verdict(&report, "FOL292").0, Status::Unknown);
}

#[test]
fn without_python_nothing_applies() {
    let report = check_with(&repo(&[]), &policy(&["FOL290", "FOL291"]), RULES);
    assert!(report.findings.is_empty());
    for verdict in &report.verdicts {
        assert_eq!(verdict.judgement.status, Status::NotApplicable);
        assert_eq!(verdict.judgement.reason, "no Python files found");
    }
    let mut carried = repo(&[("venv/site-packages/six.py", "bad\n")]);
    carried.inventory.files[0].zone = Zone::Virtualenv;
    carried.modules.clear();
    let report = check_with(&carried, &policy(&["FOL290"]), RULES);
    assert_eq!(verdict(&report, "FOL290").0, Status::Absent);
    let mut hidden = repo(&[]);
    hidden.inventory.ignored_python = 2;
    let report = check_with(&hidden, &policy(&["FOL291"]), RULES);
    assert_eq!(verdict(&report, "FOL291").0, Status::Unknown);
}

#[test]
fn unread_code_makes_absence_unknown() {
    let mut small = repo(&[("a.py", "x = 1\n".repeat(100).as_str()), ("big.py", "y\n")]);
    let problem = Problem {
        path: Some(Arc::from("big.py")),
        reason: Reason::TooLarge,
    };
    small.problems.push(problem.clone());
    let both = policy(&["FOL290", "FOL291"]);
    let report = check_with(&small, &both, RULES);
    assert_eq!(verdict(&report, "FOL290").0, Status::Absent);
    assert_eq!(
        verdict(&report, "FOL291").1,
        "it lacks all; not read: big.py"
    );
    assert!(!report.complete);

    let mut large = repo(&[("a.py", "bad\n"), ("big.py", "y\n")]);
    large.problems.push(problem);
    let report = check_with(&large, &both, RULES);
    assert_eq!(verdict(&report, "FOL290").0, Status::Present);
    assert_eq!(verdict(&report, "FOL291").0, Status::Unknown);
}

#[test]
fn low_confidence_and_advice_make_no_verdict() {
    fn doubtful(module: &Module, repo: &Repo) -> Vec<Hit> {
        let mut hits = words(module, repo);
        let mut advice = hits[0].clone();
        advice.advice_only = true;
        hits = vec![hits[0].clone().confidence(Confidence::Low), advice];
        hits
    }
    static DOUBTFUL: Rule = rule("FOL293", "doubtful", Check::Module(doubtful));
    let repo = repo(&[("a.py", "bad\n")]);
    let report = check_with(&repo, &policy(&["FOL293"]), &[&DOUBTFUL]);
    assert_eq!(verdict(&report, "FOL293").0, Status::Absent);
    assert_eq!(report.findings.len(), 2);
}

#[test]
fn portfolio_rules_see_verdicts_that_nobody_selected() {
    let only = policy(&["FOL090"]);
    let reports = [
        check_with(&repo(&[("a.py", "bad\n")]), &only, RULES),
        check_with(&repo(&[("b.py", "bad\n")]), &only, RULES),
    ];
    assert!(reports[0].verdicts.is_empty());
    assert!(reports[0].findings.is_empty());
    let together = portfolio_with(&reports, &only, RULES);
    assert_eq!(together.verdicts[0].judgement.status, Status::Present);
    assert_eq!(together.findings.len(), 1);
}
