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
fn newer_forms_of_a_token_are_known_whole() {
    let payload = "Hq3WbZkLmN4vT8sRy2Xc7Fd1Gj5Ku9Pe3AoU";
    for ending in [".0w.1a2b3c4d5", ".1a2b3c4d5"] {
        let gitlab = format!("{}{payload}{ending}", "glpat-");
        let found = find(&gitlab, true);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].span, 0..gitlab.len());
    }
    let hexadecimal = "9f3c1e7a5b2d8046".repeat(4);
    let slack = format!("{}-1-A07K3M9QX2Z-7413852960123-{hexadecimal}", "xapp");
    assert_eq!(what(&slack), ["a Slack token"]);
    assert_eq!(what(&slack[..slack.len() - 1]), [""; 0]);
    for kind in ["dop", "doo", "dor"] {
        let token = format!("{kind}_v1_{hexadecimal}");
        assert_eq!(what(&token), ["a DigitalOcean token"]);
    }
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
