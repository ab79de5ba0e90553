//! Tests of providers' formats.

use super::*;

fn what(text: &str) -> Vec<&'static str> {
    let found = find(text, true);
    found
        .iter()
        .filter(|found| !found.placeholder)
        .map(|found| found.what)
        .collect()
}

#[test]
fn tokens_are_known_by_length_and_alphabet() {
    // Assembled here so that this file stays clean under every scanner.
    let aws = format!("{}{}", "AKIA", "QX7FOLIOB2N3RY2Z");
    assert_eq!(what(&format!("k = '{aws}'")), ["an AWS access key id"]);
    assert_eq!(what(&format!("k = '{aws}A'")), [""; 0]);
    assert_eq!(what(&format!("x{aws}")), [""; 0]);
    assert_eq!(what("AKIAIOSFODNN7EXAMPLE"), [""; 0]);
    let github = format!("{}{}", "ghp_", "F0lioT0k3nF0lioT0k3nF0lioT0k3nF0li12");
    assert_eq!(what(&github), ["a GitHub token"]);
    assert_eq!(what(&format!("ghp_{}", "x".repeat(36))), [""; 0]);
    let telegram = format!("{}:AA{}", "1093847562", "HqWbZkLmN4vT8sRy2Xc7Fd1Gj5Ku9Pe3A");
    assert_eq!(what(&telegram), ["a Telegram bot token"]);
}

#[test]
fn parts_are_decoded_before_they_accuse() {
    let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
    let jwt = format!(
        "{header}.{}.{}",
        "eyJzdWIiOiI4NDE3In0", "kT9xQ2mVb7LsZ4nRw8Ye3Hc6Jd1Fg5Pa"
    );
    assert_eq!(what(&jwt), ["a signed token (JWT)"]);
    assert_eq!(
        what("eyJub3QiOiJoZWFkZXIifQ.eyJzdWIiOiI4NDE3In0.kT9xQ2mVb7LsZ4nRw8Ye3Hc6"),
        [""; 0]
    );
    assert_eq!(decode("TVRB"), Some(b"MTA".to_vec()));
}

#[test]
fn a_private_key_needs_a_body() {
    let body = "MC4CAQAwBQYDK2VwBCIEIHq2x9TfLw7zRk4mVbN1sYc8Jd3Fg5Pa6Qe0Uh9i";
    let key = format!(
        "-----BEGIN {} KEY-----\n{body}\n-----END {} KEY-----",
        "PRIVATE", "PRIVATE"
    );
    assert_eq!(what(&key), ["a private key"]);
    assert_eq!(
        what(&format!(
            "if text.startswith('-----BEGIN {} KEY-----'):",
            "PRIVATE"
        )),
        [""; 0]
    );
}
