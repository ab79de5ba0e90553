//! Which settings modules start files and start commands of a Django project name, and which it lacks.

use foliolint_core::python::Module;
use foliolint_core::python::facts::ValueKind;
use foliolint_core::repo::Repo;

/// The variable that says which settings run.
const VARIABLE: &str = "DJANGO_SETTINGS_MODULE";
/// Named settings modules that are looked at; real repositories name fewer than 10.
const NAMES: usize = 50;

/// Settings modules that something names and the repository does not hold.
pub(super) struct Missing {
    /// Folder of what names it, and the dotted name.
    names: Vec<(String, String)>,
}

impl Missing {
    pub(super) fn of(repo: &Repo) -> Self {
        // Where a server runs `wsgi.py`, what `manage.py` names is for the author's machine.
        let served = repo
            .deployment
            .starts
            .iter()
            .any(|start| start.command.contains(".wsgi") || start.command.contains(".asgi"));
        let files = repo.modules.iter().filter(|module| {
            !module.is_test()
                && match module.stem() {
                    "manage" => !served,
                    stem => matches!(stem, "wsgi" | "asgi"),
                }
        });
        let in_files = files.flat_map(|module| {
            let folder = module.folder().to_owned();
            in_module(module).map(move |name| (folder.clone(), name))
        });
        let in_commands = repo.deployment.starts.iter().filter_map(|start| {
            let folder = start.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            Some((folder.to_owned(), in_command(&start.command)?))
        });
        let names = in_files
            .chain(in_commands)
            .take(NAMES)
            .filter(|(_, name)| !holds(repo, name))
            .collect();
        Self { names }
    }

    /// Whether one of them belongs beside a module, so that it is likely to build on it.
    pub(super) fn beside(&self, module: &Module) -> bool {
        let folder = format!("/{}/", module.folder());
        self.names.iter().any(|(from, name)| {
            name.rsplit_once('.').map_or_else(
                || module.folder() == from,
                |(package, _)| folder.contains(&format!("/{}/", package.replace('.', "/"))),
            )
        })
    }
}

/// What `os.environ.setdefault(VARIABLE, "…")` and `os.environ[VARIABLE] = "…"` of a module name.
fn in_module(module: &Module) -> impl Iterator<Item = String> {
    let defaults = module.facts.calls.iter().filter_map(|call| {
        let literal = |at| module.literal(module.positional(call, at)?);
        let sets = module.callee(call).ends_with("environ.setdefault");
        (sets && literal(0)? == VARIABLE).then(|| literal(1))?
    });
    let items = module.facts.assignments.iter().filter_map(|assignment| {
        let target = assignment.target;
        let sets = target.kind == ValueKind::Subscript
            && module.text(target.span).contains("environ[")
            && module.text(target.span).contains(VARIABLE);
        sets.then(|| module.literal(assignment.value?))?
    });
    defaults.chain(items)
}

/// What `DJANGO_SETTINGS_MODULE=…` or `--settings …` in a command names.
fn in_command(command: &str) -> Option<String> {
    let (_, rest) = command
        .split_once(VARIABLE)
        .or_else(|| command.split_once("--settings"))?;
    let rest = rest.strip_prefix(['=', ' '])?;
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')));
    let name = rest.get(..end.unwrap_or(rest.len()))?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether the repository holds the module with that dotted name, under any root.
fn holds(repo: &Repo, name: &str) -> bool {
    let path = name.replace('.', "/");
    let ends = [format!("/{path}.py"), format!("/{path}/__init__.py")];
    let is = |held: &str| {
        ends.iter()
            .any(|end| held.ends_with(end.as_str()) || end.strip_prefix('/') == Some(held))
    };
    repo.inventory.files.iter().any(|file| is(&file.path))
        || repo.inventory.links.iter().any(|(link, _)| is(link))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_name_settings() {
        let name = |command| in_command(command);
        assert_eq!(
            name("python manage.py runserver --settings=shop.live 0.0.0.0:80").as_deref(),
            Some("shop.live")
        );
        assert_eq!(
            name("DJANGO_SETTINGS_MODULE=shop.live python manage.py").as_deref(),
            Some("shop.live")
        );
        assert_eq!(name("python manage.py --settings=$SETTINGS"), None);
        assert_eq!(name("python manage.py runserver"), None);
    }
}
