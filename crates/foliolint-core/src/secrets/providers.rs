//! Tokens that are recognised by the public format of the provider that issues them, wherever they stand.

use super::Kind;
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

/// A provider's token in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// The bytes to keep secret.
    pub(crate) span: Range<usize>,
    /// What it is, in words with an article.
    pub(crate) what: &'static str,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Whether it is documentation's stand-in: an example key, `xxxx`, counting digits.
    pub(crate) placeholder: bool,
}

/// One format. The keyword must stand in every token, so that one pass decides which formats are tried at all.
struct Format {
    what: &'static str,
    keyword: &'static str,
    /// The token, as long as the provider makes it.
    pattern: &'static str,
    /// What a token must hold besides its shape.
    proof: fn(&str) -> bool,
    /// Compiled on first use: most repositories hold the keyword of few formats.
    regex: OnceLock<Option<Regex>>,
}

const fn format(what: &'static str, keyword: &'static str, pattern: &'static str) -> Format {
    Format {
        what,
        keyword,
        pattern,
        proof: |_| true,
        regex: OnceLock::new(),
    }
}

const fn proven(mut format: Format, proof: fn(&str) -> bool) -> Format {
    format.proof = proof;
    format
}

/// From what each provider says of its tokens; the comment before each provider's formats names the page.
static FORMATS: [Format; 34] = [
    // AWS IAM User Guide, "IAM identifiers", unique identifiers: the prefixes; what follows is base 32.
    format("an AWS access key id", "AKIA", "AKIA[A-Z2-7]{16}"),
    format("an AWS access key id", "ASIA", "ASIA[A-Z2-7]{16}"),
    // GitHub Docs, "About authentication to GitHub", token formats; GitHub Blog, "Behind GitHub's new token formats".
    format("a GitHub token", "ghp_", "ghp_[0-9A-Za-z]{36}"),
    format("a GitHub token", "gho_", "gho_[0-9A-Za-z]{36}"),
    format("a GitHub token", "ghu_", "ghu_[0-9A-Za-z]{36}"),
    format("a GitHub token", "ghs_", "ghs_[0-9A-Za-z]{36}"),
    format("a GitHub token", "ghr_", "ghr_[0-9A-Za-z]{36,76}"),
    format(
        "a GitHub token",
        "github_pat_",
        "github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}",
    ),
    // GitLab Docs, "Token overview"; GitLab Handbook, "Routable Tokens" for the longer form.
    format("a GitLab token", "glpat-", "glpat-[0-9A-Za-z_-]{20}"),
    format(
        "a GitLab token",
        "glpat-",
        "glpat-[0-9A-Za-z_-]{27,300}(?:\\.[0-9a-z]{2})?\\.[0-9a-z]{9}",
    ),
    // Slack API, "Tokens" and "Sending messages using incoming webhooks".
    format(
        "a Slack token",
        "xapp-",
        "xapp-[0-9]-[A-Z0-9]{9,13}-[0-9]{10,14}-[0-9a-f]{64}",
    ),
    proven(
        format("a Slack token", "xox", "xox[abeoprs]-[0-9A-Za-z-]{20,250}"),
        many_digits,
    ),
    format(
        "a Slack webhook address",
        "hooks.slack.com",
        "hooks\\.slack\\.com/services/T[0-9A-Z]{6,12}/B[0-9A-Z]{6,12}/[0-9A-Za-z]{24}",
    ),
    // Stripe documentation, "API keys".
    format(
        "a Stripe live key",
        "sk_live_",
        "sk_live_[0-9A-Za-z]{24,247}",
    ),
    format(
        "a Stripe live key",
        "rk_live_",
        "rk_live_[0-9A-Za-z]{24,247}",
    ),
    // Google Cloud documentation, "Manage API keys"; "Setting up OAuth 2.0" for the client secret.
    format("a Google API key", "AIza", "AIza[0-9A-Za-z_-]{35}"),
    format(
        "a Google client secret",
        "GOCSPX-",
        "GOCSPX-[0-9A-Za-z_-]{28}",
    ),
    // OpenAI, "Best practices for API key safety" and "Managing projects"; their lengths are those seen.
    proven(format("an OpenAI key", "sk-", "sk-[0-9A-Za-z]{48}"), mixed),
    proven(
        format("an OpenAI key", "sk-proj-", "sk-proj-[0-9A-Za-z_-]{40,200}"),
        mixed,
    ),
    proven(
        format(
            "an OpenAI key",
            "sk-svcacct-",
            "sk-svcacct-[0-9A-Za-z_-]{40,200}",
        ),
        mixed,
    ),
    // Anthropic, "API key best practices"; its length is the one seen.
    format(
        "an Anthropic key",
        "sk-ant-",
        "sk-ant-[a-z]{3,5}[0-9]{2}-[0-9A-Za-z_-]{80,120}",
    ),
    // Telegram, "Bots: An introduction for developers", bot tokens.
    format(
        "a Telegram bot token",
        ":AA",
        "[0-9]{8,10}:AA[0-9A-Za-z_-]{33}",
    ),
    // Discord Developer Documentation, "API Reference", authentication: the bot's number, a time, a signature.
    proven(
        format(
            "a Discord bot token",
            ".",
            "[MNO][0-9A-Za-z_-]{22,27}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27,38}",
        ),
        numbered,
    ),
    // Twilio SendGrid documentation, "API Keys"; Twilio, "String identifiers (SID)"; Mailgun, "Authentication".
    format(
        "a SendGrid key",
        "SG.",
        "SG\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{43}",
    ),
    proven(format("a Twilio key", "SK", "SK[0-9a-f]{32}"), |token| {
        distinct(token) >= 9
    }),
    format("a Mailgun key", "key-", "key-[0-9a-f]{32}"),
    // GitHub Blog, "npm has a new access token format"; PyPI help, "How can I use API tokens": `pypi-` and a macaroon.
    format("an npm token", "npm_", "npm_[0-9A-Za-z]{36}"),
    format("a PyPI token", "pypi-AgE", "pypi-AgE[0-9A-Za-z_-]{50,250}"),
    // DigitalOcean documentation, "Create a Personal Access Token": prefixes of personal, OAuth and refresh tokens.
    format("a DigitalOcean token", "dop_v1_", "dop_v1_[0-9a-f]{64}"),
    format("a DigitalOcean token", "doo_v1_", "doo_v1_[0-9a-f]{64}"),
    format("a DigitalOcean token", "dor_v1_", "dor_v1_[0-9a-f]{64}"),
    // Hugging Face Hub documentation, "User access tokens".
    format("a Hugging Face token", "hf_", "hf_[A-Za-z]{34}"),
    // Microsoft Learn, "Configure Azure Storage connection strings": 64 bytes in base64.
    format(
        "an Azure storage key",
        "AccountKey=",
        "AccountKey=[0-9A-Za-z+/]{86}==",
    ),
    // RFC 7519.
    proven(
        format(
            "a signed token (JWT)",
            "eyJ",
            "eyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10,}\\.[0-9A-Za-z_-]{20,}",
        ),
        signed,
    ),
];

static KEYWORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let keywords = FORMATS.iter().map(|format| format.keyword);
    AhoCorasick::new(keywords.chain(["://", "PRIVATE KEY"])).ok()
});

static PRIVATE_KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----").ok()
});

/// The longest private key's text, far above RSA 16384.
const PRIVATE_KEY_LENGTH: usize = 16 << 10;
/// Base64 characters that every real private key has at least (Ed25519 in PKCS#8 has 64).
const PRIVATE_KEY_CHARACTERS: usize = 60;

/// Every provider's token in `text`, in order. `strict` asks that a token stand alone (no letter or digit right before or
/// after it) and is no stand-in's look-alike; scrubbing asks less.
pub(crate) fn find(text: &str, strict: bool) -> Vec<Found> {
    let Some(keywords) = KEYWORDS.as_ref() else {
        return Vec::new();
    };
    let mut wanted = vec![false; FORMATS.len() + 2];
    let mut missing = wanted.len();
    for hit in keywords.find_overlapping_iter(text) {
        if let Some(slot) = wanted.get_mut(hit.pattern().as_usize())
            && !std::mem::replace(slot, true)
        {
            missing -= 1;
            if missing == 0 {
                break;
            }
        }
    }
    let mut found = Vec::new();
    for (format, _) in FORMATS.iter().zip(&wanted).filter(|(_, wanted)| **wanted) {
        let regex = format.regex.get_or_init(|| Regex::new(format.pattern).ok());
        let Some(regex) = regex else {
            continue;
        };
        for hit in regex.find_iter(text) {
            let token = hit.as_str();
            if (strict && !alone(text, &hit.range())) || !(format.proof)(token) {
                continue;
            }
            found.push(Found {
                span: hit.range(),
                what: format.what,
                kind: Kind::Provider(format.what),
                placeholder: stand_in(token),
            });
        }
    }
    if wanted.last() == Some(&true) {
        found.extend(private_keys(text));
    }
    found.sort_by_key(|found| (found.span.start, std::cmp::Reverse(found.span.end)));
    // `sk-ant-…` also begins like other formats: the first and longest reading of a place is kept.
    let mut end = 0;
    found.retain(|found| {
        let keep = found.span.start >= end;
        if keep {
            end = found.span.end;
        }
        keep
    });
    found
}

/// Whether nothing that could belong to a longer word touches the span.
fn alone(text: &str, span: &Range<usize>) -> bool {
    let word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let before = span
        .start
        .checked_sub(1)
        .and_then(|at| text.as_bytes().get(at));
    !word(before) && !word(text.as_bytes().get(span.end))
}

fn private_keys(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let Some(regex) = PRIVATE_KEY.as_ref() else {
        return found;
    };
    for head in regex.find_iter(text) {
        let mut limit = text.len().min(head.end() + PRIVATE_KEY_LENGTH);
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let rest = text.get(head.end()..limit).unwrap_or_default();
        // Looking no further than the next dashes keeps many headers in a row linear.
        let Some(length) = rest.find("-----") else {
            continue;
        };
        if !rest
            .get(length..)
            .is_some_and(|tail| tail.starts_with("-----END"))
        {
            continue;
        }
        let body = rest.get(..length).unwrap_or_default();
        let characters = body
            .bytes()
            .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
            .count();
        found.push(Found {
            span: head.end()..head.end() + length,
            what: "a private key",
            kind: Kind::PrivateKey,
            placeholder: characters < PRIVATE_KEY_CHARACTERS
                || body.contains("...")
                || stand_in(body),
        });
    }
    found
}

/// Whether a token only shows its format: a documented example, one character over and over, counting.
fn stand_in(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    const WORDS: [&str; 9] = [
        "example",
        "xxxx",
        "your",
        "1234567890",
        "0123456789",
        "abcdefghij",
        "placeholder",
        "dummy",
        "00000000",
    ];
    if WORDS.iter().any(|word| lower.contains(word)) {
        return true;
    }
    let (mut run, mut last) = (0, 0);
    for byte in lower.bytes() {
        run = if byte == last { run + 1 } else { 1 };
        last = byte;
        if run >= 6 && byte != b'-' {
            return true;
        }
    }
    distinct(&lower) < 8
}

fn distinct(text: &str) -> usize {
    let mut seen = [false; 256];
    text.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    seen.iter().filter(|seen| **seen).count()
}

fn many_digits(token: &str) -> bool {
    token.bytes().filter(u8::is_ascii_digit).count() >= 8
}

fn mixed(token: &str) -> bool {
    token.bytes().any(|byte| byte.is_ascii_digit())
        && token.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// A Discord token's first part is the bot's number in base64.
fn numbered(token: &str) -> bool {
    let id = token.split('.').next().and_then(decode);
    id.is_some_and(|id| id.len() >= 15 && id.iter().all(u8::is_ascii_digit))
}

/// A JWT's header is JSON that names an algorithm. A public role (hosted databases hand such keys to browsers) and the
/// sample everybody copies are no secrets.
fn signed(token: &str) -> bool {
    let mut parts = token
        .split('.')
        .map(|part| decode(part).unwrap_or_default());
    let (header, payload) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let holds = |bytes: &[u8], word: &str| {
        String::from_utf8_lossy(bytes)
            .replace(' ', "")
            .contains(word)
    };
    holds(&header, "\"alg\":")
        && !holds(&payload, "\"role\":\"anon\"")
        && !holds(&payload, "JohnDoe")
}

/// Base64, either alphabet, padding optional.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text.bytes().filter(|&byte| byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests;
