//! Whether a README shows how to install or run what it is about, or leads to something that does (FOL902).

/// Commands that install, fetch or start something, as they stand in a README of any language.
const COMMANDS: [&str; 86] = [
    "pip install",
    "pip3 install",
    "pip sync",
    "pipx install",
    "pipx run",
    "easy_install",
    "pipenv install",
    "pipenv shell",
    "pipenv run",
    "pipenv sync",
    "poetry install",
    "poetry run",
    "poetry add",
    "poetry shell",
    "poetry env",
    "uv sync",
    "uv run",
    "uv pip",
    "uv add",
    "uv venv",
    "uv tool",
    "uvx ",
    "pdm install",
    "pdm run",
    "pdm add",
    "hatch run",
    "hatch env",
    "hatch shell",
    "rye sync",
    "rye run",
    "conda install",
    "conda env",
    "conda create",
    "conda activate",
    "mamba install",
    "mamba env",
    "mamba create",
    "pixi run",
    "pixi install",
    "docker run",
    "docker build",
    "docker pull",
    "docker compose up",
    "docker compose build",
    "docker compose run",
    "docker compose -f",
    "docker-compose up",
    "docker-compose build",
    "docker-compose run",
    "docker-compose -f",
    "podman run",
    "podman build",
    "git clone",
    "gh repo clone",
    "npm install",
    "npm start",
    "npm run",
    "npm ci",
    "yarn install",
    "yarn start",
    "yarn dev",
    "pnpm install",
    "flask run",
    "flask --app",
    "flask --debug",
    "django-admin",
    "manage.py runserver",
    "manage.py migrate",
    "streamlit run",
    "jupyter lab ",
    "jupyter notebook ",
    "python -m",
    "python3 -m",
    "py -m",
    "setup.py install",
    "setup.py develop",
    "celery -a",
    "scrapy crawl",
    "apt install",
    "apt-get install",
    "brew install",
    "choco install",
    "snap install",
    "functions-framework",
    "serverless deploy",
    "sam local",
];
/// Words with which `make`, `just` and `task` are told from the English ones.
const TARGETS: [&str; 14] = [
    "install", "run", "up", "start", "build", "dev", "setup", "serve", "all", "init", "docker",
    "up-local", "server", "develop",
];
/// Places where a program is installed or started with a click.
const PLACES: [&str; 12] = [
    "colab.research.google.com",
    "mybinder.org",
    "heroku.com/deploy",
    "render.com/deploy",
    "vercel.com/new",
    "railway.app/new",
    "railway.app/template",
    "deploy.cloud.run",
    "gitpod.io/#",
    "codespaces.new",
    "/releases",
    "kaggle.com/code",
];
/// Words, or their beginnings, that tell to run or install a file, in a few languages.
const VERBS: [&str; 42] = [
    "run",
    "execut",
    "start",
    "launch",
    "install",
    "open",
    "python",
    "play",
    "invoke",
    "call",
    "click",
    "entry",
    "usage",
    "use ",
    "using",
    "запус",
    "установ",
    "встанов",
    "выполн",
    "ejecut",
    "instal",
    "correr",
    "inicia",
    "rod",
    "lanc",
    "exécut",
    "démarr",
    "ausführ",
    "start",
    "uruchom",
    "çalıştır",
    "kur",
    "chạy",
    "cài đặt",
    "esegui",
    "avvi",
    "jalankan",
    "运行",
    "执行",
    "安装",
    "実行",
    "실행",
];
/// Words, or their beginnings, of headings under which a README says how to install or run it.
const HEADINGS: [&str; 46] = [
    "install",
    "setup",
    "set up",
    "set-up",
    "setting up",
    "getting started",
    "get started",
    "quick start",
    "quickstart",
    "how to run",
    "how to use",
    "how to start",
    "how to launch",
    "how to deploy",
    "running",
    "run ",
    "run locally",
    "build",
    "local development",
    "usage",
    "launch",
    "deployment",
    "execution",
    "starting",
    "установ",
    "запуск",
    "встанов",
    "розгорт",
    "развер",
    "instala",
    "ejecu",
    "cómo usar",
    "execu",
    "como rodar",
    "como usar",
    "démarr",
    "lancement",
    "utilisation",
    "inbetrieb",
    "ausführ",
    "uruchom",
    "kurulum",
    "çalıştır",
    "安装",
    "使用",
    "설치",
];
/// Endings of files that one runs.
const PROGRAMS: [&str; 7] = [".py", ".ipynb", ".exe", ".sh", ".bat", ".pyw", ".ps1"];
/// Words of one's own below a heading that make it more than an announcement.
const WORDS: usize = 4;

/// Whether a README shows how to install or run.
pub(super) fn shown(text: &str) -> bool {
    let mut heading = Heading::default();
    let mut previous = "";
    for line in text.lines() {
        if is_tree(line) {
            continue;
        }
        let lower = line.to_lowercase();
        let underlined = line.len() > 2 && line.chars().all(|c| matches!(c, '=' | '-' | '~'));
        if underlined && !previous.trim().is_empty() {
            heading = Heading::of(&previous.to_lowercase());
        } else if is_heading(&lower) {
            heading = Heading::of(&lower);
        } else if commands(&lower) || names_file(&lower, heading.says) || heading.filled(line) {
            return true;
        }
        previous = line;
    }
    false
}

/// The heading that the lines stand under.
#[derive(Default)]
struct Heading {
    /// Whether it announces how to install or run.
    says: bool,
    /// Words below it so far.
    words: usize,
}

impl Heading {
    fn of(lower: &str) -> Self {
        let words = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let padded = format!("{words} ");
        let says = HEADINGS
            .iter()
            .any(|word| padded.starts_with(word) || padded.contains(&format!(" {word}")));
        Self { says, words: 0 }
    }

    /// Takes a line below it, and says whether that makes enough words.
    fn filled(&mut self, line: &str) -> bool {
        let pieces = line.split_whitespace();
        self.words += pieces
            .filter(|word| word.contains(char::is_alphanumeric))
            .count();
        self.says && self.words >= WORDS
    }
}

fn is_heading(lower: &str) -> bool {
    let body = lower.trim_start();
    let bold = body.len() < 60
        && (body.starts_with("**") || body.starts_with("__"))
        && body.trim_end_matches([':', ' ']).ends_with(['*', '_']);
    let tag = body.starts_with("<h") && body.as_bytes().get(2).is_some_and(u8::is_ascii_digit);
    body.starts_with('#') || tag || bold || body.starts_with("<summary")
}

/// A line of a drawn folder tree, which names files without saying what to do with them.
fn is_tree(line: &str) -> bool {
    line.contains(['├', '└', '│', '─'])
        || line.trim_start().starts_with("|--")
        || line.contains("|__")
}

fn commands(lower: &str) -> bool {
    let line = lower.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    let target = |tool: &str| {
        line.match_indices(tool).any(|(at, _)| {
            let rest = line.get(at + tool.len()..).unwrap_or_default();
            let word = rest.split([' ', '`', '"']).next().unwrap_or_default();
            let before = line.get(..at).unwrap_or_default();
            let code = before.is_empty() || before.ends_with(['`', '$', ' ', '>']);
            code && TARGETS.contains(&word) && (before.trim().len() < 3 || line.contains('`'))
        })
    };
    COMMANDS.iter().any(|command| line.contains(command))
        || PLACES.iter().any(|place| line.contains(place))
        || ["make ", "just ", "task "].into_iter().any(target)
        || serves(&line)
        || (line.contains("requirements") && line.contains("install"))
}

/// `uvicorn app.main:app`, `gunicorn shop.wsgi`: a server with what it serves.
fn serves(line: &str) -> bool {
    ["uvicorn ", "gunicorn ", "hypercorn ", "daphne "]
        .iter()
        .any(|server| {
            let rest = line.split(server).nth(1).unwrap_or_default();
            let words = rest.split_whitespace().take(4);
            words
                .into_iter()
                .any(|word| word.contains(':') || word.contains(".wsgi") || word.contains(".asgi"))
        })
}

/// Whether a line names a file to run: `python app.py`, "start `main.py`", `./run.sh`.
fn names_file(lower: &str, announced: bool) -> bool {
    let words = lower.split(|c: char| {
        c.is_whitespace() || matches!(c, '`' | '"' | '\'' | '(' | ')' | '*' | ',')
    });
    let named = words
        .map(|word| word.trim_end_matches(['.', ':', ';']))
        .any(|word| {
            PROGRAMS
                .iter()
                .any(|ending| word.len() > ending.len() && word.ends_with(ending))
        });
    named
        && (announced
            || VERBS.iter().any(|verb| lower.contains(verb))
            || lower.trim_start().starts_with(['.', '$']))
}

/// Whether some link leads to where the project says more: a page of the repository, its wiki, its documentation.
pub(super) fn linked(text: &str) -> bool {
    text.lines().any(|line| {
        let lower = line.to_lowercase();
        let says = [
            "documentation",
            "docs",
            "wiki",
            "tutorial",
            "guide",
            "manual",
            "instruction",
            "install",
            "setup",
        ];
        let address =
            lower.contains("://") && !lower.contains("badge") && !lower.contains("shields.io");
        pages(&lower) || (address && says.iter().any(|word| lower.contains(word)))
    })
}

/// Whether a line links to a page of the repository.
fn pages(lower: &str) -> bool {
    const OTHER: [&str; 7] = [
        "license",
        "licence",
        "code_of_conduct",
        "code-of-conduct",
        "changelog",
        "security",
        "#",
    ];
    let links = lower
        .split("](")
        .skip(1)
        .chain(lower.split("href=\"").skip(1))
        .chain(lower.split('<').skip(1));
    links
        .map(|rest| {
            rest.split([')', '#', ' ', '"', '>'])
                .next()
                .unwrap_or_default()
        })
        .any(|target| {
            let stem = target.rsplit('/').next().unwrap_or(target);
            let page = [".md", ".rst", ".txt", ".adoc", ".html"]
                .iter()
                .any(|end| stem.ends_with(end));
            let folder = target.trim_start_matches(['.', '/']).starts_with("docs");
            let here =
                !target.contains("://") || target.contains("/blob/") || target.contains("/wiki");
            here && (page || folder || target.contains("/wiki"))
                && !OTHER.iter().any(|name| stem.starts_with(name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_files_show_how() {
        for text in [
            "Type `python app.py` and wait.",
            "Run main.py to play.",
            "Чтобы запустить: bot.py",
            "## Installation\n\nDownload the archive and unpack it.",
            "Setup\n=====\n\nDownload the archive and unpack it.",
            "$ make up",
            "start it with `make run`",
            "uvicorn app.main:app --reload",
        ] {
            assert!(shown(text), "{text}");
        }
    }

    #[test]
    fn mentions_do_not() {
        for text in [
            "A shop built with Docker, uvicorn and gunicorn.",
            "├── main.py  run this\n└── app.py",
            "## Installation\n\n## Licence\n\nMIT, as written down in the licence.",
            "This makes it easy to make up your mind.",
            "It holds models.py and views.py.",
        ] {
            assert!(!shown(text), "{text}");
        }
    }

    #[test]
    fn links_lead_to_pages_of_the_project() {
        assert!(linked("see [how](docs/install.md)"));
        assert!(linked("[Wiki](https://git.example.org/a/b/wiki)"));
        assert!(!linked(
            "[MIT](LICENSE.md) ![shot](a.png) https://shop.example.org"
        ));
    }
}
