//! The extractor of JSON documents from requests.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::http::MOST_BYTES;
use crate::http::problem::Problem;

/// A JSON document from the body of a request.
///
/// A body that cannot be read becomes a [`Problem`] that points at the place:
/// 415 if it is not sent as JSON, 413 if it is too long, 400 if it is not JSON,
/// 422 if its JSON has another shape. A document nested more than 128 deep is
/// not read. A key that stands twice in an object for a struct is a mistake.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send the document with Content-Type: application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let body = to_bytes(request.into_body(), MOST_BYTES)
            .await
            .map_err(|_| {
                Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "The document is longer than 256 KiB.",
                )
            })?;
        read(&body).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Reads a document from bytes.
///
/// # Errors
/// Returns a [`Problem`] that says where and why the document cannot be read.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let document = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        problem(pointer, error.inner())
    })?;
    json.end().map_err(|error| problem(String::new(), &error))?;
    Ok(document)
}

fn problem(pointer: String, error: &serde_json::Error) -> Problem {
    use serde_json::error::Category;
    let (status, detail) = match error.classify() {
        Category::Data => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The document does not have the right shape. See errors.",
        ),
        _ => (
            StatusCode::BAD_REQUEST,
            "The document is not JSON. See errors.",
        ),
    };
    Problem::new(status, detail).with(pointer, in_words(error))
}

/// Returns serde's words for a mistake, without the names of our Rust types.
fn in_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let mut shown = Vec::new();
    let mut rest = words.split(' ').peekable();
    while let Some(word) = rest.next() {
        let ours = rest
            .peek()
            .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_uppercase()));
        match word {
            "struct" if ours => {
                rest.next();
                shown.push("an object");
            }
            "enum" if ours => {
                rest.next();
                shown.push("one of the values in the schema");
            }
            word => shown.push(word),
        }
    }
    shown.join(" ")
}

/// Returns a place as a JSON pointer (RFC 6901). The place of a missing key is
/// the object that it is missing from.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::example::RandomBytes;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Household {
        #[expect(dead_code, reason = "read by serde alone")]
        people: Vec<Person>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Person {
        #[expect(dead_code, reason = "read by serde alone")]
        age: u8,
    }

    fn mistake(document: &str) -> (u16, String, String) {
        let problem = read::<Household>(document.as_bytes()).unwrap_err();
        let first = problem.errors.first().unwrap();
        (problem.status, first.pointer.clone(), first.detail.clone())
    }

    #[test]
    fn a_wrong_value_is_pointed_at() {
        let (status, pointer, detail) = mistake(r#"{"people":[{"age":1},{"age":"old"}]}"#);
        assert_eq!((status, pointer.as_str()), (422, "/people/1/age"));
        assert!(
            detail.starts_with("invalid type: string \"old\", expected u8"),
            "{detail}"
        );
    }

    #[test]
    fn our_names_of_types_are_not_told() {
        let (_, pointer, detail) = mistake(r#"{"people":[7]}"#);
        assert_eq!(pointer, "/people/0");
        assert!(
            detail.contains("expected an object") && !detail.contains("Person"),
            "{detail}"
        );
    }

    #[test]
    fn a_key_twice_is_a_mistake() {
        let (status, pointer, detail) = mistake(r#"{"people":[{"age":1,"age":2}]}"#);
        assert_eq!((status, pointer.as_str()), (422, "/people/0"));
        assert!(detail.starts_with("duplicate field `age`"), "{detail}");
    }

    #[test]
    fn an_unknown_or_missing_key_is_named() {
        assert!(
            mistake(r#"{"people":[],"x/y":1}"#)
                .2
                .contains("unknown field `x/y`")
        );
        assert!(
            mistake(r#"{"people":[{}]}"#)
                .2
                .starts_with("missing field `age`")
        );
    }

    #[test]
    fn a_million_random_documents_are_read_or_refused_with_a_reason() {
        const ALPHABET: [&[u8]; 16] = [
            b"{\"people\":[",
            b"{\"age\":",
            b"{\"age\":7}",
            b"]}",
            b"[",
            b"]",
            b"{",
            b"}",
            b",",
            b"1",
            b"-1e999",
            b"null",
            b"\"",
            b"\\u00",
            b"\xc3",
            b" ",
        ];
        let mut random = RandomBytes::new();
        let mut taken = 0;
        for _ in 0..1_000_000 {
            let pieces = random.below(6);
            match read::<Household>(random.of(&ALPHABET, pieces)) {
                Ok(_) => taken += 1,
                Err(problem) => {
                    assert!(matches!(problem.status, 400 | 422));
                    assert!(problem.errors.iter().all(|error| !error.detail.is_empty()));
                }
            }
        }
        assert!((100..990_000).contains(&taken), "{taken}");
    }

    #[test]
    fn what_is_not_json_is_400() {
        let deep = format!(r#"{{"people":{}"#, "[".repeat(100_000));
        for document in [
            "",
            "{",
            "NaN",
            r#"{"people":[]} x"#,
            r#"{"people":[{"age":NaN}]}"#,
            "\u{FEFF}{}",
            &deep,
        ] {
            let status = mistake(document).0;
            assert!(
                status == 400 || (status == 422 && document == deep),
                "{status} {document:.40}"
            );
        }
    }
}
