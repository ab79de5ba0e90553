//! Flags `print` in code that runs where nobody watches.
//!
//! ## Why it is a red flag
//!
//! Behind a web page, in a background task or in a chat bot nobody reads what `print` writes: no level, no time, no
//! request, nothing that an alert could look for. Each one was a question that the developer had while writing
//! ("do I get here?", "what is in this variable?") and that was committed with the answer. A reviewer concludes
//! that the program is debugged by guessing.
//!
//! ## What is not flagged
//!
//! Printing that is the program's output: command-line programs and their `main`, whatever only `if __name__ ==
//! "__main__":` reaches, functions that show, display or report, management commands, scripts and seeds, games and
//! tools played in the terminal, progress of training runs and one-off scripts, notebooks, tests, examples, `file=`
//! naming a file. The flag is raised from three such prints, or from one that cannot be anything else.
//!
//! ## What to do instead
//!
//! Delete what answered a question. Keep what somebody will want to know with
//! `logger = logging.getLogger(__name__)` and `logger.info(…)`; in an `except` clause `logger.exception(…)` keeps
//! the traceback.

use crate::audience::{Audience, Used, asks, draws, enclosing};
use crate::hit::{Confidence, Hit, Severity};
use crate::occasion::{
    before_exit, is_asked_for, is_generated_task, is_told_to_starter, is_trial_task, only_at_start,
    only_from_commands, sets_up_logging, starts_up, stream, supports_tests,
};
use crate::printed::{Sign, beside_logging, sign};
use crate::rule::{Area, Check, Judgement, Question, Rule};
use crate::served::{loads_server, served, started_by_hand};
use foliolint_core::python::facts::{Call, Id, Scope};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::{Kind, Repo};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: "FOL201",
    name: "print-debugging",
    area: Area::Debugging,
    summary: "`print` left from debugging",
    help: "log it, return it, or delete it",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "This runs where nobody sees what it prints. How would you find out what happened here last night?",
        strong: "logging with levels and context, collected somewhere; tracebacks kept with `logger.exception`; a test or a debugger instead of prints while developing",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("print_debugging.rs"),
};

/// From how many debug prints on the flag is raised; one of high confidence is enough too.
const MANY: usize = 3;

/// File names whose code a framework runs, in an application.
const FRAMEWORK_FILES: [&str; 14] = [
    "views",
    "models",
    "serializers",
    "consumers",
    "signals",
    "receivers",
    "handlers",
    "middleware",
    "forms",
    "admin",
    "routes",
    "routers",
    "endpoints",
    "permissions",
];

fn check(repo: &Repo) -> Vec<Hit> {
    let terminal = is_terminal_program(repo);
    let used = Used::of(repo);
    let (served, by_hand) = (served(repo), started_by_hand(repo));
    let packaged = {
        let mut folders = repo
            .production()
            .filter(|module| !module.folder().is_empty());
        folders.any(|module| is_in_package(repo, module, false))
    };
    let mut found = Vec::new();
    for (at, module) in repo.modules.iter().enumerate() {
        if !module.is_production() || module.notebook {
            continue;
        }
        let calls = module.facts.calls.iter();
        let printing: Vec<&Call> = calls.filter(|call| is_print(module, call)).collect();
        if printing.is_empty() || is_base_of_output(module) {
            continue;
        }
        // Beside a server or a package there may be scripts: what only they reach is judged like a script.
        let script = by_hand.contains(&at) && !served.contains(&at);
        let beside = match repo.kind {
            Kind::WebApp | Kind::Bot | Kind::Service => true,
            Kind::Library => !is_in_package(repo, module, packaged),
            Kind::Game | Kind::Desktop => !draws(module),
            _ => false,
        };
        let kind = if script && beside {
            Kind::Script
        } else {
            repo.kind
        };
        let audience = Audience::of(module, &used);
        for call in printing {
            let output = audience.is_output(&call.scope)
                || writes_elsewhere(module, call)
                || is_generated_task(module, &call.scope)
                || only_from_commands(repo, at, &call.scope);
            let sign = sign(module, call);
            let known = confidence(module, kind, call, sign, terminal);
            let known = known.map(|known| {
                if is_for_somebody(repo, at, call, sign) {
                    Confidence::Low
                } else if is_trial_task(module, &call.scope) {
                    known.min(Confidence::Medium)
                } else {
                    known
                }
            });
            if let Some(confidence) = known
                && !output
            {
                let clause = call.scope.handler.map(|handler| (at, handler));
                found.push(Seen {
                    hit: hit(module, call, sign, confidence, place(repo)),
                    sign,
                    clause,
                });
            }
        }
    }
    weigh(found)
}

/// Whether it is told to whoever started the program or its tests, asked for, or said once at the start.
fn is_for_somebody(repo: &Repo, at: usize, call: &Call, sign: Sign) -> bool {
    let Some(module) = repo.modules.get(at) else {
        return false;
    };
    let served = in_framework(module, repo.kind, &call.scope);
    let words = matches!(sign, Sign::Plain | Sign::Progress | Sign::Empty);
    let serves = matches!(repo.kind, Kind::WebApp | Kind::Bot | Kind::Service);
    !served
        && (is_asked_for(module, call)
            || is_told_to_starter(module, call)
            || (repo.kind == Kind::Library && supports_tests(module)))
        || words && serves && !is_complaint(module, call) && only_at_start(repo, at, &call.scope)
        || words && !served && !is_complaint(module, call) && sets_up_logging(module, &call.scope)
        // Beside the app object of a library's server: said when it is loaded.
        || words && repo.kind == Kind::Library && call.scope.function.is_none() && loads_server(repo, at)
        // Python can't load the file, so nothing there runs (FOL504 names it).
        || !module.facts.errors.is_empty()
}

/// Whether a print says that something went wrong, which a log should say.
fn is_complaint(module: &Module, call: &Call) -> bool {
    let text = module.text(call.span).to_lowercase();
    let mut words = ["error", "fail", "warn", "not ", "ошибк", "❌", "⚠"].iter();
    call.scope.handler.is_some() || words.any(|word| text.contains(word))
}

/// Whether a file is part of a package, and not beside it; a file at the top is beside one where there is one.
fn is_in_package(repo: &Repo, module: &Module, packaged: bool) -> bool {
    let folder = module.folder();
    if folder.is_empty() {
        return !packaged;
    }
    repo.inventory
        .get(&format!("{folder}/__init__.py"))
        .is_some()
}

/// One print for debugging.
struct Seen {
    hit: Hit,
    sign: Sign,
    /// The `except` clause it stands in: which module, which of its handlers.
    clause: Option<(usize, Id)>,
}

/// Caught exceptions told in one clause only, in one line or several, may be a slip.
fn weigh(found: Vec<Seen>) -> Vec<Hit> {
    let counting = found
        .iter()
        .filter(|seen| seen.hit.confidence >= Confidence::Medium);
    let caught = counting.filter(|seen| seen.sign == Sign::CaughtException);
    let clauses: BTreeSet<Option<(usize, Id)>> = caught.map(|seen| seen.clause).collect();
    let lone = clauses.len() == 1;
    let weighed = found.into_iter().map(|seen| match seen.hit.confidence {
        Confidence::High if lone && seen.sign == Sign::CaughtException => {
            seen.hit.confidence(Confidence::Medium)
        }
        _ => seen.hit,
    });
    weighed.collect()
}

fn is_print(module: &Module, call: &Call) -> bool {
    match module.callee(call) {
        "print" => module.is_builtin("print", &call.scope),
        "pprint.pprint" | "pprint.pp" => true,
        _ => false,
    }
}

/// `file=` that names a file the program writes. The standard streams are judged like a plain print.
fn writes_elsewhere(module: &Module, call: &Call) -> bool {
    stream(module, call)
        .is_some_and(|to| !matches!(to, "sys.stderr" | "sys.stdout" | "stderr" | "stdout"))
}

/// A module of a few one-line functions that do nothing but print is an output layer.
fn is_base_of_output(module: &Module) -> bool {
    let printing = module
        .facts
        .calls
        .iter()
        .filter(|call| is_print(module, call));
    let whole_body = printing.clone().all(|call| {
        module
            .function(call.scope.function)
            .is_some_and(|function| function.statements == 1)
    });
    let stem = module.stem().to_ascii_lowercase();
    whole_body
        && [
            "output", "display", "print", "console", "terminal", "view", "ui", "cli",
        ]
        .iter()
        .any(|word| stem.contains(word))
}

/// Whether people use the program in a terminal.
fn is_terminal_program(repo: &Repo) -> bool {
    match repo.kind {
        Kind::WebApp | Kind::Bot | Kind::Service | Kind::Library => false,
        Kind::Game | Kind::Desktop => !repo.production().any(draws),
        Kind::Cli | Kind::Data | Kind::Collection | Kind::Script => repo.production().any(asks),
    }
}

/// How sure it is that this print was for the developer; `None` where it is the program's output.
fn confidence(
    module: &Module,
    kind: Kind,
    call: &Call,
    sign: Sign,
    terminal: bool,
) -> Option<Confidence> {
    let strong = !matches!(sign, Sign::Plain | Sign::Progress | Sign::Empty);
    let in_function = call.scope.function.is_some();
    if in_framework(module, kind, &call.scope) {
        let starts = starts_up(module, &call.scope);
        let weak = !strong || sign == Sign::RequestInWords;
        return Some(match sign {
            Sign::Empty => Confidence::Low,
            _ if starts && !strong => Confidence::Low,
            _ if starts || weak => Confidence::Medium,
            _ => Confidence::High,
        });
    }
    match kind {
        _ if before_exit(module, call) => Some(Confidence::Low),
        _ if is_whole_base_method(module, &call.scope) || starts_up(module, &call.scope) => {
            Some(Confidence::Low)
        }
        Kind::Library => Some(if strong {
            Confidence::High
        } else {
            Confidence::Medium
        }),
        Kind::WebApp | Kind::Bot | Kind::Service => match sign {
            Sign::Progress | Sign::Empty => Some(Confidence::Low),
            Sign::Plain | Sign::RequestInWords => Some(if in_function {
                Confidence::Medium
            } else {
                Confidence::Low
            }),
            _ => Some(Confidence::High),
        },
        Kind::Game | Kind::Desktop => match (terminal, strong) {
            (true, true) => Some(Confidence::Low),
            (false, true) => Some(Confidence::Medium),
            (false, false) if sign == Sign::Plain && in_function => Some(Confidence::Medium),
            (false, false) => Some(Confidence::Low),
            (true, false) => None,
        },
        Kind::Cli | Kind::Data | Kind::Collection | Kind::Script => {
            let inside = is_imported_class(module, &call.scope);
            match sign {
                _ if terminal => strong.then_some(Confidence::Low),
                Sign::Marker | Sign::SelfDocumenting => Some(Confidence::High),
                Sign::Internals if inside => Some(Confidence::High),
                // Whoever started it reads it: an exception told there is an answer, if a poor one.
                Sign::CaughtException if inside || (kind != Kind::Cli && in_function) => {
                    Some(Confidence::Medium)
                }
                Sign::Bare | Sign::Labelled | Sign::Secret if inside => Some(Confidence::Medium),
                Sign::Request | Sign::RequestInWords if inside => Some(Confidence::Medium),
                Sign::Plain if beside_logging(module, call) => Some(Confidence::Medium),
                _ => Some(Confidence::Low),
            }
        }
    }
}

/// Whether a framework runs the code here, where no developer watches.
fn in_framework(module: &Module, kind: Kind, scope: &Scope) -> bool {
    let role = enclosing(module, scope).find_map(|(_, function)| module.role(function));
    if role.is_some_and(|role| role != Role::Command) {
        return true;
    }
    let application = matches!(kind, Kind::WebApp | Kind::Bot | Kind::Service);
    application
        && scope.function.is_some()
        && (FRAMEWORK_FILES.contains(&module.stem())
            || module
                .folder()
                .rsplit('/')
                .any(|folder| FRAMEWORK_FILES.contains(&folder)))
}

/// Whether a script's code is deep enough inside that its prints are no output: a method of a class.
fn is_imported_class(module: &Module, scope: &Scope) -> bool {
    scope.class.is_some() && scope.function.is_some() && module.facts.main_guards.is_empty()
}

/// A print that is all a base-class method does stands for "override me".
fn is_whole_base_method(module: &Module, scope: &Scope) -> bool {
    module.function(scope.function).is_some_and(|function| {
        let class = module.class(function.scope.class);
        function.is_method
            && function.statements == 1
            && class.is_some_and(|class| class.bases.start == class.bases.end)
    })
}

/// Where nobody looks at what is printed.
fn place(repo: &Repo) -> &'static str {
    match repo.kind {
        Kind::Library => "in code that other programs call",
        _ => "in code that runs where nobody watches",
    }
}

fn hit(module: &Module, call: &Call, sign: Sign, confidence: Confidence, place: &str) -> Hit {
    let name = module.text(call.callee);
    let message = match sign {
        Sign::CaughtException => format!("`{name}` instead of logging the caught exception"),
        Sign::Bare => format!("`{name}` of a value without a word"),
        Sign::Internals => format!("`{name}` of the program's internals"),
        Sign::SelfDocumenting | Sign::Labelled => {
            format!("`{name}` that labels a variable with its own name")
        }
        Sign::Request | Sign::RequestInWords => format!("`{name}` of what a request sent"),
        Sign::Secret => format!("`{name}` of what looks like a key or token"),
        Sign::Marker | Sign::Rule => format!("`{name}` of a debugging marker"),
        Sign::Plain | Sign::Progress | Sign::Empty => {
            format!("`{name}` {place}")
        }
    };
    Hit::at(&module.path, call.span, Severity::Warning, message).confidence(confidence)
}

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    let sure = hits
        .iter()
        .filter(|hit| hit.confidence == Confidence::High)
        .count();
    let count = hits.len();
    let plural = if count == 1 { "" } else { "s" };
    match (count, sure) {
        (0, _) => Judgement::absent("nothing is printed where nobody watches"),
        (_, 0) if count < MANY => Judgement::absent(format!(
            "{count} print{plural} for debugging, fewer than {MANY}"
        )),
        _ => Judgement::present(format!(
            "{count} print{plural} for debugging {}",
            place(repo)
        )),
    }
}
