//! Runs git to build repositories; what is scanned is never given to it.

use std::path::Path;
use std::process::{Command, Stdio};

/// git on a repository of our own making, out of reach of the developer's configuration.
#[derive(Clone, Copy)]
pub(crate) struct Git<'a> {
    pub(crate) root: &'a Path,
    /// `YYYY-MM-DD`.
    pub(crate) date: &'a str,
    pub(crate) author: &'a str,
}

impl Git<'_> {
    /// Runs git; what it printed.
    #[expect(
        clippy::disallowed_methods,
        reason = "builds a fixture; what is scanned is ours"
    )]
    pub(crate) fn run(self, arguments: &[&str]) -> String {
        let date = format!("{}T12:00:00Z", self.date);
        let author = self.author;
        let mail = format!("user.email={}@example.org", author.to_lowercase());
        let mut git = Command::new("git");
        git.env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", self.root.parent().unwrap_or(self.root))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .args(["-c", &format!("user.name={author}"), "-c", &mail])
            .args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"])
            .arg("-C")
            .arg(self.root)
            .args(arguments)
            .stdin(Stdio::null());
        let output = git.output().expect("git is needed to build fixtures");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {error}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}
