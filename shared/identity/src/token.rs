//! ID tokens: whose account they are for, and whether to accept them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The claims that are read from an ID token (developer guide, "Understanding
/// the identity (ID) token").
#[derive(Deserialize)]
struct Claims {
    sub: String,
    iss: String,
    aud: String,
    token_use: String,
    /// The end of the token's life, in seconds since 1970.
    exp: i64,
    email: String,
    #[serde(default)]
    email_verified: bool,
}

/// The fields that are read from a token's header.
#[derive(Deserialize)]
struct Header {
    alg: String,
    /// The id of the pool's key that signed the token.
    kid: String,
}

impl Header {
    /// Whether the header names the algorithm with which Cognito signs, RSA,
    /// and one of the pool's keys.
    fn is_cognitos(&self) -> bool {
        self.alg == "RS256" && !self.kid.is_empty()
    }
}

/// The person who has signed in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Proven {
    /// The account's id.
    pub(crate) sub: String,
    /// Whether Cognito knows that the address is the person's own.
    pub(crate) email_verified: bool,
}

/// The reason why a token is refused. The text names the claim, never its
/// value.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum BadToken {
    #[error("the ID token cannot be read")]
    Malformed,
    #[error("the ID token does not say that it is signed as Cognito signs")]
    Signature,
    #[error("the ID token was issued by another pool")]
    Issuer,
    #[error("the ID token is for another client")]
    Audience,
    #[error("the token is not an ID token")]
    Use,
    #[error("the ID token has ended")]
    Ended,
    #[error("the ID token is somebody else's")]
    Somebody,
}

/// The values that an ID token must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) pool: &'a str,
    pub(crate) client: &'a str,
    /// The person's e-mail address, in lower case.
    pub(crate) email: &'a str,
    /// The time now, in seconds since 1970.
    pub(crate) now: i64,
}

/// Reads an ID token that came straight from Cognito over TLS, and checks what
/// OpenID Connect Core 1.0, 3.1.3.7 asks for beside the signature, which item
/// 6 leaves to TLS in this case. The algorithm (item 7) is checked.
pub(crate) fn read(token: &str, expected: Expected<'_>) -> Result<Proven, BadToken> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(BadToken::Malformed);
    };
    let header: Header = part(header)?;
    let claims: Claims = part(payload)?;
    // The pool's id begins with its region: eu-west-2_AbCdEf123.
    let region = expected.pool.split('_').next().unwrap_or_default();
    let issuer = format!(
        "https://cognito-idp.{region}.amazonaws.com/{}",
        expected.pool
    );
    if signature.is_empty() || !header.is_cognitos() {
        Err(BadToken::Signature)
    } else if claims.sub.is_empty() {
        Err(BadToken::Malformed)
    } else if claims.iss != issuer {
        Err(BadToken::Issuer)
    } else if claims.aud != expected.client {
        Err(BadToken::Audience)
    } else if claims.token_use != "id" {
        Err(BadToken::Use)
    } else if claims.exp <= expected.now {
        Err(BadToken::Ended)
    } else if claims.email.to_lowercase() != expected.email {
        Err(BadToken::Somebody)
    } else {
        Ok(Proven {
            sub: claims.sub,
            email_verified: claims.email_verified,
        })
    }
}

/// Decodes one of the JSON parts of a token.
fn part<T: DeserializeOwned>(encoded: &str) -> Result<T, BadToken> {
    let json = URL_SAFE_NO_PAD.decode(encoded);
    let json = json.map_err(|_| BadToken::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| BadToken::Malformed)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_795_320_000;

    fn expected() -> Expected<'static> {
        Expected {
            pool: "eu-west-2_AbCdEf123",
            client: "client-1",
            email: "jo@testshire.example",
            now: NOW,
        }
    }

    fn claims() -> Value {
        json!({
            "sub": "6b1f0c1e-1111-4222-8333-944455556666",
            "iss": "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_AbCdEf123",
            "aud": "client-1",
            "token_use": "id",
            "exp": NOW + 300,
            "email": "jo@testshire.example",
            "email_verified": true,
        })
    }

    fn token(claims: &Value) -> String {
        signed(&json!({"alg": "RS256", "kid": "1"}), claims, "c2lnbmF0dXJl")
    }

    fn signed(header: &Value, claims: &Value, signature: &str) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{signature}", part(header), part(claims))
    }

    fn with(name: &str, value: &Value) -> String {
        let mut claims = claims();
        claims[name] = value.clone();
        token(&claims)
    }

    fn without(name: &str) -> String {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        token(&claims)
    }

    #[test]
    fn the_account_is_the_sub_of_a_token_for_us() {
        let proven = read(&token(&claims()), expected()).unwrap();
        assert_eq!(proven.sub, "6b1f0c1e-1111-4222-8333-944455556666");
        assert!(proven.email_verified);
        let unverified = read(&with("email_verified", &json!(false)), expected()).unwrap();
        assert!(!unverified.email_verified);
        assert!(
            !read(&without("email_verified"), expected())
                .unwrap()
                .email_verified
        );
        assert!(read(&with("email", &json!("Jo@Testshire.example")), expected()).is_ok());
        assert!(read(&with("exp", &json!(NOW + 1)), expected()).is_ok());
    }

    #[test]
    fn thirty_tokens_that_say_anything_else_are_refused() {
        let whole = token(&claims());
        let (head, signature) = whole.rsplit_once('.').unwrap();
        let (header, payload) = head.split_once('.').unwrap();
        let issuer = "https://cognito-idp.eu-west-2.amazonaws.com/";
        let refused: [(BadToken, String); 30] = [
            (
                BadToken::Issuer,
                with("iss", &json!(format!("{issuer}eu-west-2_Another12"))),
            ),
            (
                BadToken::Issuer,
                with("iss", &json!(format!("{issuer}eu-west-2_AbCdEf123/"))),
            ),
            (
                BadToken::Issuer,
                with(
                    "iss",
                    &json!("http://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_AbCdEf123"),
                ),
            ),
            (
                BadToken::Issuer,
                with(
                    "iss",
                    &json!("https://cognito-idp.us-east-1.amazonaws.com/eu-west-2_AbCdEf123"),
                ),
            ),
            (
                BadToken::Issuer,
                with(
                    "iss",
                    &json!("https://attacker.example/eu-west-2_AbCdEf123"),
                ),
            ),
            (BadToken::Issuer, with("iss", &json!(""))),
            (BadToken::Audience, with("aud", &json!("client-2"))),
            (BadToken::Audience, with("aud", &json!("client-1 "))),
            (BadToken::Audience, with("aud", &json!(""))),
            (BadToken::Use, with("token_use", &json!("access"))),
            (BadToken::Use, with("token_use", &json!("refresh"))),
            (BadToken::Use, with("token_use", &json!("ID"))),
            (BadToken::Ended, with("exp", &json!(NOW))),
            (BadToken::Ended, with("exp", &json!(NOW - 1))),
            (BadToken::Ended, with("exp", &json!(0))),
            (
                BadToken::Somebody,
                with("email", &json!("another@testshire.example")),
            ),
            (BadToken::Somebody, with("email", &json!(""))),
            (BadToken::Malformed, without("sub")),
            (BadToken::Malformed, with("sub", &json!(""))),
            (BadToken::Malformed, with("sub", &json!(null))),
            (BadToken::Malformed, without("iss")),
            (BadToken::Malformed, without("aud")),
            (
                BadToken::Malformed,
                with("aud", &json!(["client-1", "client-2"])),
            ),
            (BadToken::Malformed, without("exp")),
            (BadToken::Malformed, without("email")),
            (BadToken::Malformed, head.to_owned()),
            (BadToken::Malformed, format!("{whole}.more")),
            (
                BadToken::Malformed,
                format!("{header}.{}.{signature}", payload.get(..40).unwrap()),
            ),
            (BadToken::Malformed, format!("{header}..{signature}")),
            (BadToken::Malformed, String::new()),
        ];
        for (why, token) in refused {
            assert_eq!(read(&token, expected()), Err(why), "{token}");
        }
    }

    /// TLS ensures that a key of the pool signed the token: no token comes from
    /// anybody but Cognito.
    #[test]
    fn ten_tokens_that_are_not_signed_as_cognito_signs_are_refused() {
        let by = |header: &Value| signed(header, &claims(), "c2lnbmF0dXJl");
        let whole = json!({"alg": "RS256", "kid": "1"});
        let refused: [(BadToken, String); 10] = [
            (BadToken::Signature, by(&json!({"alg": "none", "kid": "1"}))),
            (BadToken::Signature, by(&json!({"alg": "None", "kid": "1"}))),
            (BadToken::Signature, by(&json!({"alg": "", "kid": "1"}))),
            (
                BadToken::Signature,
                by(&json!({"alg": "HS256", "kid": "1"})),
            ),
            (
                BadToken::Signature,
                by(&json!({"alg": "rs256", "kid": "1"})),
            ),
            (BadToken::Signature, by(&json!({"alg": "RS256", "kid": ""}))),
            (BadToken::Signature, signed(&whole, &claims(), "")),
            (BadToken::Malformed, by(&json!({"kid": "1"}))),
            (BadToken::Malformed, by(&json!({"alg": "RS256"}))),
            (BadToken::Malformed, by(&json!("RS256"))),
        ];
        for (why, token) in refused {
            assert_eq!(read(&token, expected()), Err(why), "{token}");
        }
    }
}
