//! Reads forms that are posted with a file.

use axum::RequestExt as _;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;

use crate::http::MOST_BYTES;
use crate::http::failure::Failure;
use crate::http::routes::FieldsOfRoute;

/// The most parts of a form with a file.
const MOST_PARTS: usize = 20;

/// The parts of a form that was posted as `multipart/form-data`, in the order
/// sent: name, bytes. A file is as it was chosen, whatever its name and type say.
///
/// A body that is no such form gets a 400 page, never a 5xx. A handler sees only
/// the parts that its route names ([`crate::RouteTable::post_parts`]).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PostedParts(Vec<(String, Vec<u8>)>);

impl PostedParts {
    /// Returns the bytes of a part; empty if there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &[u8] {
        let mut found = self.0.iter().filter(|(part, _)| part == name);
        found.next().map_or(&[], |(_, content)| content.as_slice())
    }
}

impl<S: Send + Sync> FromRequest<S> for PostedParts {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let route = request.extensions().get::<FieldsOfRoute>().copied();
        let (head, body) = request.into_parts();
        let body = to_bytes(body, MOST_BYTES)
            .await
            .map_err(|_| Failure::new(StatusCode::PAYLOAD_TOO_LARGE))?;
        let request = Request::from_parts(head, Body::from(body));
        let sent: Result<Multipart, _> = request.extract().await;
        let mut sent = sent.map_err(|_| Failure::BAD_REQUEST)?;
        let mut parts = Vec::new();
        while let Some(part) = sent.next_field().await.map_err(|_| Failure::BAD_REQUEST)? {
            if parts.len() == MOST_PARTS {
                return Err(Failure::BAD_REQUEST);
            }
            let name = part.name().unwrap_or_default().to_owned();
            let content = part.bytes().await.map_err(|_| Failure::BAD_REQUEST)?;
            let is_named = route.is_none_or(|FieldsOfRoute(names)| names.contains(&&*name));
            if is_named {
                parts.push((name, content.to_vec()));
            }
        }
        Ok(Self(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::RandomBytes;

    async fn read(kind: &str, body: impl Into<Body>) -> Result<PostedParts, StatusCode> {
        let request = Request::post("/upload")
            .header("content-type", kind)
            .extension(FieldsOfRoute(&["file", "changes"]))
            .body(body.into())
            .unwrap();
        let read = PostedParts::from_request(request, &()).await;
        read.map_err(|failure| axum::response::IntoResponse::into_response(failure).status())
    }

    const KIND: &str = "multipart/form-data; boundary=x";

    #[tokio::test]
    async fn a_file_comes_byte_for_byte_and_what_the_route_does_not_name_is_left_out() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n\
            --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.csv\"\r\n\
            Content-Type: image/png\r\n\r\n\xff\r\n1;2\r\n\r\n--x--\r\n";
        let read = read(KIND, body.to_vec()).await.unwrap();
        assert_eq!(read.one("file"), b"\xff\r\n1;2\r\n");
        assert_eq!(read.one("changes"), b"");
        assert_eq!(read.0.len(), 1);
    }

    #[tokio::test]
    async fn what_is_no_form_with_a_file_is_refused() {
        let cut = b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n1";
        for (kind, body) in [
            ("application/x-www-form-urlencoded", b"file=1".to_vec()),
            ("multipart/form-data", b"--x--".to_vec()),
            (KIND, b"file=1".to_vec()),
            (KIND, cut.to_vec()),
        ] {
            assert_eq!(
                read(kind, body).await,
                Err(StatusCode::BAD_REQUEST),
                "{kind}"
            );
        }
        let long = vec![b'a'; MOST_BYTES + 1];
        assert_eq!(read(KIND, long).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
    }

    #[tokio::test]
    async fn a_hundred_thousand_random_bodies_are_read_or_refused() {
        const ALPHABET: [&[u8]; 10] = [
            b"--x\r\n",
            b"--x--\r\n",
            b"Content-Disposition: form-data; name=\"file\"\r\n\r\n",
            b"Content-Disposition: form-data; name=\"\xff\"",
            b"\r\n",
            b"\r\n\r\n",
            b"\0",
            b"1,2",
            b"filename*=UTF-8''%00",
            b"Content-Type: x\r\n",
        ];
        let mut random = RandomBytes::new();
        let mut taken = 0;
        for _ in 0..100_000 {
            let pieces = random.below(12);
            let body = random.of(&ALPHABET, pieces).to_vec();
            match read(KIND, body).await {
                Ok(_) => taken += 1,
                Err(status) => assert_eq!(status, StatusCode::BAD_REQUEST),
            }
        }
        assert!((100..99_000).contains(&taken), "{taken}");
    }
}
