//! When a signed token (JWT) runs out: its payload says so to everybody, without any key.

/// Longer payloads are not read.
const LONGEST: usize = 8192;

/// When the token runs out, seconds since 1970; nothing where it doesn't say.
#[must_use]
pub fn expiry(token: &str) -> Option<i64> {
    let payload = token.split('.').nth(1)?;
    let text = decoded(payload)?;
    let (_, rest) = text.split_once("\"exp\"")?;
    let digits = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

/// Text in URL-safe base64 without padding.
fn decoded(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(((bits >> held) & 0xff) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_say_when_they_run_out() {
        // {"exp":1571504193}, {"sub":"a"}
        assert_eq!(expiry("x.eyJleHAiOjE1NzE1MDQxOTN9.y"), Some(1_571_504_193));
        assert_eq!(expiry("x.eyJzdWIiOiJhIn0.y"), None);
        assert_eq!(expiry("x.?.y"), None);
    }
}
