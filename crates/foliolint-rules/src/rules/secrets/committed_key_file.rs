//! Flags private keys and the keys of service accounts that git tracks, or has in its history.
//!
//! ## Why it is a red flag
//!
//! A private key opens servers, signs releases or decrypts what users entrusted to the program; the key of a service
//! account opens the whole cloud project. Once committed, everybody who can read the repository has it, and deleting
//! the file later leaves it in the history.
//!
//! ## What is not flagged
//!
//! Certificates and public keys, placeholders, keys of tests, examples and documentation, keys whose name says that they
//! are for localhost, a `credentials.json` without a secret in it. Where only a part of the history is there (a shallow
//! clone) and nothing was found, the answer is unknown.
//!
//! ## What to do instead
//!
//! Revoke the key and make a new one; deleting the file is not enough. Keep keys outside the repository, in a secret
//! store or a file that an environment variable names, and ignore their endings.

use crate::hit::{Hit, Severity};
use crate::past::{gone, judge_history, told};
use crate::rule::{Area, Check, Question, Rule};
use foliolint_core::git::PastContent;
use foliolint_core::repo::Repo;

pub(crate) static RULE: Rule = Rule {
    code: "FOL406",
    name: "committed-key-file",
    area: Area::Secrets,
    summary: "a private key is committed",
    help: "revoke the key and make a new one; keep it outside the repository",
    severity: Severity::Error,
    questions: &[Question {
        ask: "Where does the private key of your server or service account live, and who can read it?",
        strong: "a secret store or a mounted file with narrow rights, a way to replace it without downtime, and nothing of it in git",
    }],
    needs_everything: false,
    check: Check::Repo(check),
    judge: judge_history,
    source: include_str!("committed_key_file.rs"),
};

fn check(repo: &Repo) -> Vec<Hit> {
    let is_tracked = |path: &str| repo.inventory.get(path).is_some_and(|file| file.tracked);
    let tracked = repo.keys.iter().filter(|key| is_tracked(&key.path));
    let tracked = tracked.map(|key| {
        let message = format!("{} is committed", key.what);
        Hit::file(&key.path, Severity::Error, message)
    });
    let past = gone(repo).filter_map(|file| match &file.held {
        PastContent::Key(what) => {
            let message = format!(
                "{what} is in the history: {}; replace it; deleting is not enough",
                told(file)
            );
            Some(Hit::file(&file.path, Severity::Error, message))
        }
        PastContent::Env(..) => None,
    });
    tracked.chain(past).collect()
}
