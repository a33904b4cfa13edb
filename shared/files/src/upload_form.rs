//! Signs a form with which a browser posts a file straight to S3:
//! "Browser-Based Uploads Using POST (AWS Signature Version 4)" in the Amazon
//! S3 API reference.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::application::files::{FORM_LIVES, MOST_SENT, UploadForm};
use domain::values::digits::hex;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

/// The credentials that sign a form.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The access key's id.
    pub access_key: &'a str,
    /// The access key's secret.
    pub secret_key: &'a str,
    /// The session token, which the keys of a role have.
    pub session_token: Option<&'a str>,
    /// The region: `eu-west-2`.
    pub region: &'a str,
}

/// Leaves the secrets out.
impl std::fmt::Debug for Signer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// The one upload that a form permits.
#[derive(Clone, Copy, Debug)]
pub struct Allowed<'a> {
    /// The name of the bucket.
    pub bucket: &'a str,
    /// The key of the object.
    pub key: &'a str,
    /// The metadata that the object gets: name, value.
    pub metadata: &'a [(&'a str, &'a str)],
    /// The name of the metadata into which S3 writes the name of the browser's
    /// file.
    pub name_into: &'a str,
    /// The address to which the browser goes after the upload.
    pub back: &'a str,
}

/// The content type of every file. A browser's own name for the type cannot be
/// believed, and no browser ever shows an uploaded file, so all are bytes.
const CONTENT_TYPE: &str = "application/octet-stream";

/// Returns a form that posts one file to `address`, valid for an hour from
/// `now`.
#[must_use]
pub fn form(
    signer: Signer<'_>,
    allowed: Allowed<'_>,
    address: String,
    now: Timestamp,
) -> UploadForm {
    let day = now.strftime("%Y%m%d").to_string();
    let mut fields: Vec<(String, String)> = vec![
        ("key".to_owned(), allowed.key.to_owned()),
        ("Content-Type".to_owned(), CONTENT_TYPE.to_owned()),
        (
            "success_action_redirect".to_owned(),
            allowed.back.to_owned(),
        ),
    ];
    let named = |name: &str| format!("x-amz-meta-{name}");
    fields.extend(
        allowed
            .metadata
            .iter()
            .map(|(name, value)| (named(name), (*value).to_owned())),
    );
    fields.push(("x-amz-algorithm".to_owned(), "AWS4-HMAC-SHA256".to_owned()));
    fields.push((
        "x-amz-credential".to_owned(),
        format!(
            "{}/{day}/{}/s3/aws4_request",
            signer.access_key, signer.region
        ),
    ));
    fields.push((
        "x-amz-date".to_owned(),
        now.strftime("%Y%m%dT%H%M%SZ").to_string(),
    ));
    if let Some(token) = signer.session_token {
        fields.push(("x-amz-security-token".to_owned(), token.to_owned()));
    }
    // S3 takes every field so far only with exactly the value given here.
    let mut conditions: Vec<Value> = fields
        .iter()
        .map(|(name, value)| json!(["eq", format!("${name}"), value]))
        .collect();
    conditions.push(json!({ "bucket": allowed.bucket }));
    conditions.push(json!([
        "starts-with",
        format!("${}", named(allowed.name_into)),
        ""
    ]));
    conditions.push(json!(["content-length-range", 0, MOST_SENT]));
    let policy = json!({
        "expiration": (now + FORM_LIVES).strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string(),
        "conditions": conditions,
    });
    let policy = STANDARD.encode(policy.to_string());
    let signature = signature(signer, &day, &policy);
    // S3 replaces this value with the file's own name.
    fields.push((named(allowed.name_into), "${filename}".to_owned()));
    fields.push(("policy".to_owned(), policy));
    fields.push(("x-amz-signature".to_owned(), signature));
    UploadForm { address, fields }
}

/// Returns the signature of a policy, which is given as it is sent, in base 64.
fn signature(signer: Signer<'_>, day: &str, policy: &str) -> String {
    let mut key = format!("AWS4{}", signer.secret_key).into_bytes();
    for part in [day, signer.region, "s3", "aws4_request"] {
        key = keyed(&key, part);
    }
    hex(&keyed(&key, policy))
}

fn keyed(key: &[u8], words: &str) -> Vec<u8> {
    // HMAC takes a key of any length (RFC 2104, 2), so this never fails. If it
    // did, S3 would refuse the signature.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mut mac| {
            mac.update(words.as_bytes());
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: Signer<'_> = Signer {
        access_key: "AKIAIOSFODNN7EXAMPLE",
        secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        session_token: None,
        region: "us-east-1",
    };

    /// The example in the Amazon S3 API reference, "Example: Browser-Based
    /// Upload using HTTP POST (Using AWS Signature Version 4)", read November
    /// 2026.
    const EXAMPLE_POLICY: &str = "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";

    #[test]
    fn the_example_of_the_aws_documentation_has_its_signature() {
        assert_eq!(
            signature(EXAMPLE, "20151229", EXAMPLE_POLICY),
            "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"
        );
    }

    fn made(session_token: Option<&str>) -> UploadForm {
        form(
            Signer {
                session_token,
                ..EXAMPLE
            },
            Allowed {
                bucket: "evidence",
                key: "incoming/1",
                metadata: &[("account", "a"), ("saved", "s")],
                name_into: "name",
                back: "https://care.example/apply/evidence/files/1/sent",
            },
            "https://evidence.s3.us-east-1.amazonaws.com/".to_owned(),
            "2026-11-22T09:00:00Z".parse().unwrap(),
        )
    }

    fn policy(form: &UploadForm) -> Value {
        let (_, policy) = form
            .fields
            .iter()
            .find(|(name, _)| name == "policy")
            .unwrap();
        serde_json::from_slice(&STANDARD.decode(policy).unwrap()).unwrap()
    }

    #[test]
    fn every_field_is_held_to_by_the_policy_and_the_file_comes_last() {
        let form = made(Some("token"));
        let policy = policy(&form);
        assert_eq!(policy["expiration"], "2026-11-22T10:00:00.000Z");
        let conditions = policy["conditions"].as_array().unwrap();
        for (name, value) in &form.fields {
            let exactly = json!(["eq", format!("${name}"), value]);
            let held = conditions.contains(&exactly);
            let free = matches!(
                name.as_str(),
                "policy" | "x-amz-signature" | "x-amz-meta-name"
            );
            assert_eq!(held, !free, "{name}");
        }
        for condition in [
            json!({ "bucket": "evidence" }),
            json!(["starts-with", "$x-amz-meta-name", ""]),
            json!(["content-length-range", 0, 52_428_800]),
        ] {
            assert!(conditions.contains(&condition), "{condition}");
        }
        assert_eq!(conditions.len(), form.fields.len() - 3 + 3);
    }

    #[test]
    fn keys_without_a_token_make_a_form_without_one() {
        let form = made(None);
        assert!(
            form.fields
                .iter()
                .all(|(name, _)| name != "x-amz-security-token")
        );
        assert!(!policy(&form).to_string().contains("security-token"));
    }

    #[test]
    fn no_debug_output_has_a_secret() {
        let signer = Signer {
            session_token: Some("token"),
            ..EXAMPLE
        };
        let shown = format!("{signer:?} {:?}", made(Some("token")));
        for secret in ["wJalr", "token", "AKIA", "signature"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
