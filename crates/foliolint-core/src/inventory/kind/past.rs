//! Which files of a history are worth remembering, told by their names as trees give them: quick, for it is asked of
//! every entry of every tree, and generous, for [`super::kind`] and [`is_key`] decide later.

use super::{ending, env};
use crate::file::FileKind;

/// What the folder says of the files below it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Below {
    /// Nothing.
    Anything,
    /// It is `envs/`.
    Envs,
    /// It is `.envs/` or below that.
    DotEnvs,
}

impl Below {
    /// What a folder in this one says.
    pub(crate) fn folder(self, name: &[u8]) -> Self {
        if self == Self::DotEnvs || name.eq_ignore_ascii_case(b".envs") {
            Self::DotEnvs
        } else if name.eq_ignore_ascii_case(b"envs") {
            Self::Envs
        } else {
            Self::Anything
        }
    }

    /// Whether a file of that name can be an env file, a key file, or what tells a virtualenv.
    pub(crate) fn may_matter(self, name: &[u8]) -> bool {
        let folder = match self {
            Self::Anything => "",
            Self::Envs => "envs",
            Self::DotEnvs => ".envs",
        };
        if self == Self::Anything && !may_be_env(name) && !may_be_key(name) {
            return false;
        }
        let Ok(name) = std::str::from_utf8(name) else {
            return false;
        };
        let lower = name.to_lowercase();
        lower == "pyvenv.cfg"
            || is_key(&lower)
            || env::kind(folder, &lower, ending(&lower)) == Some(FileKind::EnvFile)
                && !matches!(ending(&lower), "py" | "pyw" | "pyi" | "ipynb")
    }
}

fn may_be_env(name: &[u8]) -> bool {
    name.windows(3)
        .any(|part| part.eq_ignore_ascii_case(b"env"))
}

fn may_be_key(name: &[u8]) -> bool {
    let ends = |end: &[u8]| {
        name.len() >= end.len()
            && name
                .get(name.len() - end.len()..)
                .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    ends(b".pem")
        || ends(b".key")
        || ends(b".json")
        || name
            .get(..3)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"id_"))
}

/// Folders of other people's code, as trees name them.
pub(crate) fn is_foreign(name: &[u8]) -> bool {
    matches!(name, b"site-packages" | b"node_modules")
}

/// Whether a file of that name is there to hold a private key or the key of a service account (FOL406).
#[must_use]
pub fn is_key(path: &str) -> bool {
    let lower = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    match ending {
        "pem" | "key" => true,
        "json" => {
            let plain: String = stem.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
            stem.starts_with("credentials")
                || stem.starts_with("client_secret")
                || plain.contains("serviceaccount")
                || plain.contains("firebaseadminsdk")
        }
        "" => matches!(&*lower, "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys() {
        for name in [
            "deploy/ID_RSA",
            "server.KEY",
            "a/b.pem",
            "credentials.json",
            "credentials-prod.json",
            "client_secret_12.json",
            "my-service-account.json",
            "serviceAccountKey.json",
            "app-firebase-adminsdk-x1.json",
        ] {
            assert!(is_key(name), "{name}");
            let last = name.rsplit('/').next().unwrap();
            assert!(Below::Anything.may_matter(last.as_bytes()), "{name}");
        }
        for name in [
            "id_rsa.pub",
            "key.py",
            "keys.json",
            "package.json",
            "cert.crt",
        ] {
            assert!(!is_key(name), "{name}");
            assert!(!Below::Anything.may_matter(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn names_of_env_files_depend_on_the_folder() {
        let matters = |below: Below, name: &str| below.may_matter(name.as_bytes());
        assert!(matters(Below::Anything, ".ENV"));
        assert!(matters(Below::Anything, "prod.env"));
        assert!(matters(Below::Anything, "pyvenv.cfg"));
        assert!(!matters(Below::Anything, ".env.example"));
        assert!(!matters(Below::Anything, "env.py"));
        assert!(!matters(Below::Anything, "production"));
        assert!(matters(Below::Envs, "production"));
        assert!(matters(Below::DotEnvs, "postgres"));
        assert_eq!(Below::DotEnvs.folder(b"local"), Below::DotEnvs);
        assert_eq!(Below::Envs.folder(b"local"), Below::Anything);
        assert_eq!(Below::Anything.folder(b".envs"), Below::DotEnvs);
    }
}
