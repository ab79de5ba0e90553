//! Flags database queries that run again for each row of a loop.
//!
//! ## Why it is a red flag
//!
//! A page that lists ten orders asks the database eleven times; with ten thousand orders it asks ten thousand and one
//! times, and each question travels over the network. It works on the developer's machine and stops working when
//! somebody uses it. Reviewers call it the "N+1 query" and ask about it in most interviews.
//!
//! ## What is not flagged
//!
//! Loops over constants, numbers, files or anything that is neither rows of a database, a `DataFrame` nor records that
//! somebody sent; `while` loops (a search for a free name, a menu); bulk operations and batches; a search that stops at
//! the first hit; the tables of a database, each asked a question of its own; a value that is looked up once and remembered; a `commit` for each record inside `try` or a
//! transaction; relations that were loaded with `select_related`, `prefetch_related` or their like; tests, migrations,
//! notebooks. Seeds, scripts and management commands that a person starts are shown with low confidence only, as is a
//! relation of rows that another function asked for.
//!
//! ## What to do instead
//!
//! Ask once for all rows before the loop (`filter(pk__in=…)`, a join, `select_related`, `prefetch_related`), and write
//! them together afterwards (`bulk_create`, `bulk_update`, `update`, one `commit`).

use crate::hit::{Confidence, Hit, Place, Severity};
use crate::queries::grouped::{grouped, help};
use crate::queries::repeated::is_own_transaction;
use crate::queries::{Ask, Origin, Queries, RowLoops, Rows};
use crate::rule::{Area, Check, Judgement, Question, Rule, judge};
use crate::sql::takes_name;
use foliolint_core::calls::{CallSite, FunctionRef};
use foliolint_core::python::facts::{Call, Id, Loop, Scope, Usage};
use foliolint_core::python::{Module, Role};
use foliolint_core::repo::Repo;
use foliolint_core::source::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) static RULE: Rule = Rule {
    code: "FOL806",
    name: "query-in-loop",
    area: Area::Web,
    summary: "a database query that runs again for each row",
    help: "ask once for all rows before the loop, and write them together after it",
    severity: Severity::Warning,
    questions: &[Question {
        ask: "How many queries does this loop send for ten rows, and for ten thousand? How would you find out, and how would you bring it down to one or two?",
        strong: "one query per row; sees it in the query log or a debug toolbar; select_related or a join for single objects, prefetch_related or an IN for lists, bulk_create or one commit for writes",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge,
    source: include_str!("query_in_loop.rs"),
};

/// Functions of the repository that are followed from a loop, the one called there included.
const STEPS: usize = 3;

/// Characters of a loop's variable and of what it runs over that a message shows.
const SHOWN: usize = 40;

fn judge(repo: &Repo, hits: &[Hit]) -> Judgement {
    if hits.is_empty() && !has_queries(repo) {
        return Judgement::not_applicable("nothing here asks a database");
    }
    judge::any(repo, hits)
}

fn has_queries(repo: &Repo) -> bool {
    let Some(queries) = Queries::of(repo) else {
        return false;
    };
    let mut all = repo.modules.iter().enumerate();
    all.any(|(at, module)| {
        is_judged(module)
            && module
                .facts
                .calls
                .iter()
                .any(|call| queries.asks(at, call).is_some())
    })
}

fn is_judged(module: &Module) -> bool {
    module.is_production() && !module.notebook
}

fn check(repo: &Repo) -> Vec<Hit> {
    let Some(queries) = Queries::of(repo) else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    for (at, module) in repo.modules.iter().enumerate() {
        if is_judged(module) && !module.facts.loops.is_empty() {
            let file = File {
                repo,
                queries: &queries,
                at,
                module,
                loops: RowLoops::of(&queries, at, module),
            };
            file.check(&mut hits);
        }
    }
    hits
}

/// One file and its loops.
struct File<'a, 'q> {
    repo: &'a Repo,
    queries: &'q Queries<'a>,
    at: usize,
    module: &'a Module,
    loops: RowLoops<'a>,
}

impl<'a> File<'a, '_> {
    fn check(&self, hits: &mut Vec<Hit>) {
        let facts = &self.module.facts;
        let mut told = BTreeSet::new();
        let mut queries = Vec::new();
        for (id, call) in (0..).zip(&facts.calls) {
            let Some((of, rows)) = self.loops.around(&call.scope, call.span) else {
                continue;
            };
            if self.loops.runs_seldom(of, &call.scope, call.span) {
                continue;
            }
            if let Some(hit) = self.direct(call, of, rows) {
                queries.push((of.over.span, hit));
                continue;
            }
            // A function that a loop calls in several branches is one accusation.
            let found = self
                .indirect(id, call, of, rows)
                .or_else(|| self.through_method(call, of, rows));
            if let Some((target, hit)) = found
                && told.insert((of.over.span, target))
            {
                queries.push((of.over.span, hit));
            }
        }
        hits.extend(grouped(queries));
        let mut relations = Vec::new();
        self.relations(&mut relations);
        hits.extend(grouped(relations));
    }

    /// A query that stands in the loop itself.
    fn direct(&self, call: &Call, of: &Loop, rows: &Rows<'_>) -> Option<Hit> {
        let ask = self.queries.asks(self.at, call)?;
        if ask.commits && is_own_transaction(self.module, of, &call.scope, call.span) {
            return None;
        }
        let variable = of.target.map_or("", |target| self.module.text(target));
        if rows.orm.is_none() && takes_name(self.module, call, variable) {
            return None;
        }
        let confidence = if ask.doubtful || rows.few {
            Confidence::Low
        } else if rows.near {
            Confidence::High
        } else {
            Confidence::Medium
        };
        let message = format!("{} for {}", words(ask), self.each(of, rows));
        Some(self.hit(call.span, of, message, confidence))
    }

    /// A function of the repository that asks, called in the loop.
    fn indirect(
        &self,
        id: Id,
        call: &Call,
        of: &Loop,
        rows: &Rows<'_>,
    ) -> Option<(FunctionRef, Hit)> {
        // What gives a session runs its queries when it is left.
        if call.usage == Usage::With {
            return None;
        }
        let site = CallSite {
            module: self.at,
            call: id,
        };
        let target = self.repo.calls.target(site)?;
        let (ask, place) = self.asked_by(target)?;
        if ask.commits && is_own_transaction(self.module, of, &call.scope, call.span) {
            return None;
        }
        let name = self.name_of(target);
        let message = format!("`{name}` {} for {}", words(ask), self.each(of, rows));
        // How far a job has come is worth a write each time.
        let told = ["progress", "heartbeat"]
            .iter()
            .any(|word| name.contains(word));
        let confidence = if rows.few || told {
            Confidence::Low
        } else {
            Confidence::Medium
        };
        let mut hit = self.hit(call.span, of, message, confidence);
        hit.related.push((place, "the query".to_owned()));
        Some((target, hit))
    }

    /// A method of the row's model that asks.
    fn through_method(
        &self,
        call: &Call,
        of: &Loop,
        rows: &Rows<'_>,
    ) -> Option<(FunctionRef, Hit)> {
        let (target, row) = self.queries.method_of_row(self.at, call)?;
        let asked = self.asked_by(target);
        let read = || {
            let span = self.queries.read_by_method(target, &row)?;
            let (module, _) = target.of(&self.repo.modules)?;
            Some((Ask::READ, at(&module.path, span)))
        };
        let (ask, place) = asked.or_else(read)?;
        let name = self.name_of(target);
        let message = format!("`{name}` {} for {}", words(ask), self.each(of, rows));
        let doubtful = !ask.writes && row.has_relations();
        let confidence = if rows.few || !rows.near || doubtful {
            Confidence::Low
        } else {
            Confidence::Medium
        };
        let mut hit = self.hit(call.span, of, message, confidence);
        hit.related.push((place, "the query".to_owned()));
        Some((target, hit))
    }

    /// The first query that a function runs, itself or within a few steps.
    fn asked_by(&self, function: FunctionRef) -> Option<(Ask, Place)> {
        let reached = self.repo.calls.reach(function, STEPS - 1, |_| true);
        let mut first: Option<(Ask, Place)> = None;
        for each in reached {
            let Some((module, of)) = each.function.of(&self.repo.modules) else {
                continue;
            };
            if !is_judged(module) || is_cached(module, of.decorators) {
                continue;
            }
            for &call in self.repo.calls.inside(each.function) {
                let Some(call) = module.facts.calls.get(call as usize) else {
                    continue;
                };
                let found = self.queries.asks(each.function.module, call);
                let Some(ask) = found.filter(|ask| !ask.doubtful) else {
                    continue;
                };
                match &mut first {
                    Some((first, _)) => first.commits |= ask.commits,
                    None => first = Some((ask, at(&module.path, call.span))),
                }
            }
        }
        first
    }

    /// Relations that each row fetches for itself.
    fn relations(&self, hits: &mut Vec<(Span, Hit)>) {
        let facts = &self.module.facts;
        let read = facts.attributes.iter().map(|each| (each.span, &each.scope));
        // `row.customer.name()`: the object that the method is called on.
        let called = facts.calls.iter().map(|call| (call.callee, &call.scope));
        let mut all: Vec<_> = read.chain(called).collect();
        all.sort_by_key(|(span, _)| *span);
        let mut told = BTreeSet::new();
        for (span, scope) in all {
            let Some((of, rows)) = self.loops.around(scope, span) else {
                continue;
            };
            let Some(path) = self.queries.lazy_relation(self.at, scope, span, of, rows) else {
                continue;
            };
            if self.loops.runs_seldom(of, scope, span) {
                continue;
            }
            if !told.insert((of.over.span, path.clone())) {
                continue;
            }
            let confidence = if rows.near && !rows.few {
                Confidence::Medium
            } else {
                Confidence::Low
            };
            let message = format!(
                "`{path}` is fetched from the database again for {}",
                self.each(of, rows)
            );
            let mut hit = self.hit(span, of, message, confidence);
            hit.help = Some(help(rows.orm).to_owned());
            hits.push((of.over.span, hit));
        }
    }

    /// `each `order` of `orders``.
    fn each(&self, of: &Loop, rows: &Rows<'_>) -> String {
        let shown = |span: Span| {
            let text = self.module.text(span);
            let short = text.chars().count() <= SHOWN && !text.contains('\n');
            short.then(|| text.trim().trim_matches(['(', ')']).to_owned())
        };
        let target = of.target.and_then(shown);
        let whole = match rows.origin {
            Origin::Query => "the rows of a query",
            Origin::Frame => "the rows of a table in memory",
            Origin::Submitted => "the records that were sent",
        };
        let over = self.module.text(of.over.span);
        let over = if over.chars().count() <= SHOWN && !over.contains(['\n', '"', '\'']) {
            format!("`{over}`")
        } else {
            whole.to_owned()
        };
        match target {
            Some(target) => format!("each `{target}` of {over}"),
            None => format!("each of {over}"),
        }
    }

    fn hit(&self, span: Span, of: &Loop, message: String, confidence: Confidence) -> Hit {
        let confidence = if self.runs_by_hand(&of.scope) {
            Confidence::Low
        } else {
            confidence
        };
        let mut hit = Hit::at(&self.module.path, span, Severity::Warning, message);
        hit.related
            .push((at(&self.module.path, of.over.span), "the loop".to_owned()));
        hit.confidence(confidence)
    }

    /// Seeds, scripts and commands that a person starts and waits for.
    fn runs_by_hand(&self, scope: &Scope) -> bool {
        let path = self.module.path.to_ascii_lowercase();
        let mut folders = path.rsplit('/').skip(1);
        let stem = self.module.stem().to_ascii_lowercase();
        let commanded = self
            .module
            .outermost_function(scope)
            .is_some_and(|function| self.module.role(function) == Some(Role::Command));
        scope.main_guarded
            || commanded
            || path.contains("management/commands/")
            || folders.any(|folder| BY_HAND.contains(&folder))
            || matches!(stem.as_str(), "cli" | "commands" | "manage")
            || ["seed", "populate", "migrate", "backfill"]
                .iter()
                .any(|word| stem.split('_').any(|part| part.starts_with(word)))
    }

    fn name_of(&self, function: FunctionRef) -> &'a str {
        function
            .of(&self.repo.modules)
            .map_or("", |(module, function)| module.text(function.name))
    }
}

/// Folders of what developers run by hand.
const BY_HAND: [&str; 9] = [
    "alembic",
    "bin",
    "fixtures",
    "migrations",
    "script",
    "scripts",
    "seeders",
    "seeds",
    "tools",
];

fn at(path: &Arc<str>, span: Span) -> Place {
    Place {
        path: Arc::clone(path),
        span: Some(span),
    }
}

fn words(ask: Ask) -> &'static str {
    if ask.writes {
        "writes to the database again"
    } else {
        "asks the database again"
    }
}

/// Whether a function remembers what it found.
fn is_cached(module: &Module, decorators: foliolint_core::python::facts::Run) -> bool {
    module.decorators(decorators).iter().any(|decorator| {
        let name = module.text(decorator.name).to_ascii_lowercase();
        name.contains("cache") || name.contains("memoize")
    })
}
