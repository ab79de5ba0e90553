//! Whether a value is somebody's secret or only stands in for one.

use super::Kind;
use super::letters::distinct;
use super::shapes::{is_hash, is_prose, is_reference, is_worded};
use super::words::{COMMANDS, is_made_of_words, is_stand_in, is_weak};

/// Where a value stands, as far as it matters to what it may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Context<'a> {
    /// It is used only where something else is missing: an environment fallback, a settings field's or parameter's default.
    pub(crate) fallback: bool,
    /// It stands in a compose, CI or env example file, where services get passwords that only they see.
    pub(crate) service: bool,
    /// It stands beside the address of a machine elsewhere, which a default word opens as well as any other.
    pub(crate) remote: bool,
    /// The user, database or service it belongs to, where known.
    pub(crate) owner: &'a str,
}

/// What a value looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Look {
    /// Nothing secret: an empty value, a reference, a sentence, a hash.
    Nothing,
    /// Stands in for a secret: a placeholder or a default word.
    Placeholder,
    /// A secret.
    Real,
}

/// Passwords below this length are initials or switches.
const SHORTEST_PASSWORD: usize = 4;
/// Keys and tokens below this length open nothing (FLAGS.md, FOL403).
const SHORTEST_KEY: usize = 8;
/// From here on letters alone may be a key.
const LETTERS_ONLY_KEY: usize = 20;
/// Longer values are texts.
const LONGEST: usize = 4096;

/// Beginnings of a payment provider's test keys and publishable keys.
const HARMLESS: [&str; 4] = ["sk_test_", "rk_test_", "pk_test_", "pk_live_"];

/// What `value`, given to `name` as a secret of `kind`, looks like.
pub(crate) fn look(kind: Kind, name: &str, value: &str, context: Context<'_>) -> Look {
    let value = value.trim();
    if value.is_empty() || value.len() > LONGEST || is_reference(value) {
        return Look::Nothing;
    }
    match kind {
        Kind::SigningKey => look_signing(name, value, context),
        Kind::Key => look_key(name, value),
        _ => look_password(name, value, context),
    }
}

fn look_signing(name: &str, value: &str, context: Context<'_>) -> Look {
    if is_prose(value) || value.len() < 2 {
        return if value.len() < 2 {
            Look::Nothing
        } else {
            Look::Placeholder
        };
    }
    let bare = value.strip_prefix("django-insecure-").unwrap_or(value);
    if is_stand_in(name, bare) || ((context.fallback || context.service) && is_worded(bare)) {
        Look::Placeholder
    } else {
        Look::Real
    }
}

fn look_key(name: &str, value: &str) -> Look {
    if is_stand_in(name, value) || HARMLESS.iter().any(|prefix| value.starts_with(prefix)) {
        return Look::Placeholder;
    }
    let plain = value.bytes().all(|byte| byte.is_ascii_graphic());
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let lower = value.bytes().any(|byte| byte.is_ascii_lowercase());
    let upper = value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    // `x-auth-token-v2`, `PAGE_TOKEN`, `Bearer`: words are names of things, keys are drawn by lot.
    let parts = value.split(['_', '-', '.', ':', '/']);
    let named = parts.clone().count() > 1
        && parts.clone().all(|part| {
            let part = part.strip_prefix('v').unwrap_or(part);
            part.bytes().all(|byte| byte.is_ascii_alphabetic())
                || (part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
        });
    let long_letters =
        value.len() >= LETTERS_ONLY_KEY && ((lower && upper) || !value.contains(['_', '-', '.']));
    if value.len() >= SHORTEST_KEY
        && plain
        && !(named && !(long_letters && lower && upper))
        && (digits || long_letters)
        && distinct(value) >= 5
    {
        Look::Real
    } else {
        Look::Nothing
    }
}

fn look_password(name: &str, value: &str, context: Context<'_>) -> Look {
    if value.len() < SHORTEST_PASSWORD || is_prose(value) || is_hash(value) {
        return Look::Nothing;
    }
    let same = |other: &str| !other.is_empty() && other.eq_ignore_ascii_case(value);
    if (is_stand_in(name, value) && !(context.remote && is_weak(value)))
        || same(context.owner)
        || COMMANDS.iter().any(|command| same(command))
    {
        return Look::Placeholder;
    }
    if (context.fallback || context.service) && is_worded(value) {
        return Look::Placeholder;
    }
    Look::Real
}

/// Whether a password looks drawn by lot: long enough, and no word with digits or a few letters swapped for digits.
pub(super) fn is_drawn(password: &str) -> bool {
    /// Every so many characters another kind of character follows, at least.
    const EVERY: usize = 4;
    let kind = |byte: &u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let turns = password
        .as_bytes()
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if kind(a) != kind(b)))
        .count();
    let swapped: String = password
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect();
    look_key("", password) == Look::Real
        && turns * EVERY >= password.len()
        && !is_made_of_words(&swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(value: &str) -> Look {
        look(Kind::Password, "password", value, Context::default())
    }

    #[test]
    fn passwords_look_real_unless_they_are_default_words() {
        for value in [
            "123@W",
            "3775",
            "6gP7 hmbq UsET twiT ezIW C8rR",
            "sakbynhxghrruizz",
            "swordfish",
            "hunter2-folio-canary-pw",
            "Tr0ub4dor&3",
        ] {
            assert_eq!(password(value), Look::Real, "{value}");
        }
        for value in [
            "postgres",
            "password",
            "admin",
            "Admin123!",
            "root",
            "test_password",
            "1234",
            "123123",
            "change-me",
            "your-db-password",
            "secret123",
            "xxxx",
            "aaaa",
            "my_super_secret_password",
            "password1",
        ] {
            assert_eq!(password(value), Look::Placeholder, "{value}");
        }
        for value in [
            "",
            "<password>",
            "${DB_PASSWORD}",
            "$DB_PASSWORD",
            "{{ password }}",
            "DB_PASSWORD",
            "%(password)s",
            "Enter the password again.",
            "Пароль",
            "pbkdf2_sha256$1$x$y",
            "django.contrib.auth.Password",
            "/run/secrets/db",
            "abc",
        ] {
            assert_eq!(password(value), Look::Nothing, "{value}");
        }
    }

    #[test]
    fn words_are_harmless_where_services_meet() {
        let context = Context {
            service: true,
            ..Context::default()
        };
        assert_eq!(
            look(Kind::Password, "POSTGRES_PASSWORD", "swordfish", context),
            Look::Placeholder
        );
        assert_eq!(
            look(Kind::Password, "POSTGRES_PASSWORD", "3775", context),
            Look::Real
        );
        let context = Context {
            owner: "shop_user",
            ..Context::default()
        };
        assert_eq!(
            look(Kind::Password, "PASSWORD", "shop_user", context),
            Look::Placeholder
        );
    }

    #[test]
    fn joined_words_are_harmless_there_too() {
        let example = Context {
            service: true,
            ..Context::default()
        };
        for value in ["blue-teapot", "blue-teapot_lid", "Blue-Teapot"] {
            assert_eq!(
                look(Kind::Password, "DB_PASSWORD", value, example),
                Look::Placeholder,
                "{value}"
            );
            assert_eq!(password(value), Look::Real, "{value}");
        }
        let signing = |value: &str| look(Kind::SigningKey, "SECRET_KEY", value, example);
        assert_eq!(signing("django-insecure-brown-teapot"), Look::Placeholder);
        assert_eq!(signing("pick-some-thing-long"), Look::Placeholder);
        assert_eq!(signing("django-insecure-b4own-te(pot"), Look::Real);
        for value in ["blue-teapot7", "sakb ynhx ghrr uizz", "kTxQ-mVbL"] {
            assert_eq!(
                look(Kind::Password, "MAIL_PASSWORD", value, example),
                Look::Real,
                "{value}"
            );
        }
    }

    #[test]
    fn default_words_open_machines_elsewhere() {
        let elsewhere = Context {
            remote: true,
            ..Context::default()
        };
        let beside = |value: &str| look(Kind::Password, "DB_PASS", value, elsewhere);
        for value in ["admin", "root123", "test", "1234"] {
            assert_eq!(beside(value), Look::Real, "{value}");
        }
        for value in [
            "password",
            "change-me",
            "secret",
            "your-pass",
            "xxxx",
            "dbpass",
        ] {
            assert_eq!(beside(value), Look::Placeholder, "{value}");
        }
    }

    #[test]
    fn drawn_passwords_change_their_kind_often() {
        for value in ["9f3Kx2Lq", "7f3a9e21bc", "k7Lq2xW9"] {
            assert!(is_drawn(value), "{value}");
        }
        for value in ["pass20word", "hunter22", "s3cr3tp4ss", "swordfish", "x9"] {
            assert!(!is_drawn(value), "{value}");
        }
    }

    #[test]
    fn keys_are_drawn_by_lot() {
        let key = |value: &str| look(Kind::Key, "api_key", value, Context::default());
        for value in [
            "7f3a9e21bc",
            "kT9xQ2mVb7LsZ4nR",
            "aWbQzKxLmNvTsRyXcFdGjKuPeHo",
        ] {
            assert_eq!(key(value), Look::Real, "{value}");
        }
        for value in [
            "used_key",
            "123456789",
            "Bearer",
            "x-auth-token-v2",
            "test123",
            "your-api-key",
            "translation.of.token",
            "API_TOKEN",
            "short1",
        ] {
            assert_ne!(key(value), Look::Real, "{value}");
        }
    }

    #[test]
    fn signing_keys() {
        let look = |value: &str, fallback| {
            look(
                Kind::SigningKey,
                "SECRET_KEY",
                value,
                Context {
                    fallback,
                    ..Context::default()
                },
            )
        };
        assert_eq!(
            look("@e2(yx)v&tgh3_s=0yja-i!dpebxsz^dg47x)-k&kq_3zf*9e*", false),
            Look::Real
        );
        assert_eq!(
            look("django-insecure-j!j0kbqr9^om5%-oewi8d#jy9&4tws", true),
            Look::Real
        );
        assert_eq!(
            look("django-insecure-development-key-change-in-production", true),
            Look::Placeholder
        );
        assert_eq!(look("helloworld", false), Look::Placeholder);
        assert_eq!(look("mysecretkey", true), Look::Placeholder);
        assert_eq!(look("asktua34523489ASGWErtjhfksf897", false), Look::Real);
        assert_eq!(look("", false), Look::Nothing);
    }
}
