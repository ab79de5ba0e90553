//! Values that look like secrets, made up at test time, so that the project itself holds none.

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS: &str = "0123456789";
const HEX: &str = "0123456789abcdef";
/// The alphabet of Django's `get_random_secret_key`, less what `.env` files and shells give a meaning.
const DJANGO: &str = "abcdefghijklmnopqrstuvwxyz0123456789!@^&*(-_=+)";
/// `{"alg":"HS256","typ":"JWT"}` and `{"sub":"4821093"}`.
const JWT: [&str; 2] = [
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "eyJzdWIiOiI0ODIxMDkzIn0",
];

/// What stands in a fixture, and what is written in its place.
pub(crate) fn stand_ins() -> Vec<(&'static str, String)> {
    vec![
        ("@@AWS_ACCESS_KEY@@", format!("AKIA{}", draw(1, UPPER, 16))),
        ("@@GITHUB_TOKEN@@", format!("ghp_{}", draw(2, ALNUM, 36))),
        (
            "@@SLACK_TOKEN@@",
            format!(
                "xoxb-2{}-4{}-{}",
                draw(3, DIGITS, 11),
                draw(4, DIGITS, 12),
                draw(5, ALNUM, 24)
            ),
        ),
        (
            "@@STRIPE_LIVE_KEY@@",
            format!("sk_live_{}", draw(6, ALNUM, 24)),
        ),
        ("@@GOOGLE_API_KEY@@", format!("AIza{}", draw(7, ALNUM, 35))),
        (
            "@@OPENAI_KEY@@",
            format!("sk-{}T3BlbkFJ{}", draw(8, ALNUM, 20), draw(9, ALNUM, 20)),
        ),
        (
            "@@TELEGRAM_TOKEN@@",
            format!("5{}:AA{}", draw(10, DIGITS, 9), draw(11, ALNUM, 33)),
        ),
        (
            "@@DISCORD_TOKEN@@",
            format!(
                "MTE4NzM2MjU0ODkxMjM0NTY3.{}.{}",
                draw(12, ALNUM, 6),
                draw(13, ALNUM, 38)
            ),
        ),
        (
            "@@JWT@@",
            format!("{}.{}.{}", JWT[0], JWT[1], draw(14, ALNUM, 43)),
        ),
        ("@@PRIVATE_KEY@@", private_key()),
        ("@@PASSWORD@@", format!("mV7-{}", draw(16, ALNUM, 10))),
        ("@@HEX_KEY@@", draw(17, HEX, 40)),
        ("@@DJANGO_KEY@@", draw(18, DJANGO, 50)),
    ]
}

/// The text with values in place of the stand-ins.
pub(crate) fn filled_in(text: &str) -> String {
    let replace = |text: String, (name, value): &(&str, String)| text.replace(name, value);
    stand_ins().iter().fold(text.to_owned(), replace)
}

fn private_key() -> String {
    let kind = "RSA PRIVATE KEY";
    let body: Vec<_> = (0..6).map(|line| draw(100 + line, ALNUM, 64)).collect();
    format!(
        "-----BEGIN {kind}-----\n{}\n-----END {kind}-----",
        body.join("\n")
    )
}

/// The same `length` characters of `alphabet` for the same `seed` (Knuth's MMIX generator).
fn draw(seed: u64, alphabet: &str, length: usize) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        letters[(state >> 33) as usize % letters.len()]
    };
    std::iter::repeat_with(next).take(length).collect()
}
