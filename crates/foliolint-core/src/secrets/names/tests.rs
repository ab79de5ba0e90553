//! Which names promise what.

use super::*;

#[test]
fn names_promise_secrets() {
    for name in [
        "password",
        "EMAIL_HOST_PASSWORD",
        "dbPass",
        "db_pwd",
        "gmail-AppPassword",
        "admin_pass",
        "PASSWORD_PROD",
        "userpassword",
    ] {
        assert_eq!(kind_of(name), Some(Kind::Password), "{name}");
    }
    for name in [
        "API_KEY",
        "apiKey",
        "STRIPE_SECRET_KEY",
        "auth_token",
        "aws_secret_access_key",
        "client_secret",
        "BOT_TOKEN",
        "openai_apikey",
        "SERVICE_KEY_4",
    ] {
        assert_eq!(kind_of(name), Some(Kind::Key), "{name}");
    }
    for name in [
        "SECRET_KEY",
        "secret_key",
        "JWT_SECRET_KEY",
        "JWT_SECRET",
        "DJANGO_SECRET_KEY",
        "session_secret",
        "SECRET_KEY_DEV",
    ] {
        assert_eq!(kind_of(name), Some(Kind::SigningKey), "{name}");
    }
}

#[test]
fn names_about_secrets_promise_none() {
    let names = [
        "TOKEN_URL",
        "password_field",
        "token_type",
        "PASSWORD_RESET_TIMEOUT",
        "password_hash",
        "PUBLIC_KEY",
        "pad_token",
        "csrf_token",
        "key",
        "primary_key",
        "CACHE_KEY",
        "session_key",
        "bypass",
        "compass",
        "ACCESS_TOKEN_EXPIRE_MINUTES",
        "passenger",
        "secret_name",
        "password_label",
        "SESSION_COOKIE_NAME",
        "tokenizer",
        "AWS_ACCESS_KEY_ID",
        "REFRESH_TOKEN_COOKIE_KEY",
        "",
    ];
    for name in names {
        assert_eq!(kind_of(name), None, "{name}");
    }
}

#[test]
fn identifiers_fall_into_words() {
    assert_eq!(words("authTokenV2"), ["auth", "token", "v2"]);
    assert_eq!(words("gmail-AppPassword"), ["gmail", "app", "password"]);
}
