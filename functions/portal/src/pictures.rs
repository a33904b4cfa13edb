//! Pictures of the guides: embedded, and kept by browsers for a year under
//! names that change with the content.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use web::{Failure, RouteTable};

/// The header that lets browsers keep a picture for a year, the longest time
/// that HTTP once allowed (RFC 9111, 5.3).
const FOR_EVER: &str = "public, max-age=31536000, immutable";

include!(concat!(env!("OUT_DIR"), "/pictures.rs"));

/// A picture of the product.
pub(crate) struct Picture {
    /// The guide and the step that the picture belongs to: `check-support-1`.
    of: &'static str,
    /// The last part of the picture's address.
    pub(crate) name: &'static str,
    /// The width in pixels.
    pub(crate) width: u32,
    /// The height in pixels.
    pub(crate) height: u32,
    bytes: &'static [u8],
}

/// Returns the picture of a step, if one has been taken.
pub(crate) fn of(guide: &str, step: usize) -> Option<&'static Picture> {
    let wanted = format!("{guide}-{step}");
    PICTURES.iter().find(|picture| picture.of == wanted)
}

pub(crate) fn router() -> RouteTable {
    RouteTable::new().get("/assets/pictures/{name}", picture)
}

async fn picture(Path(name): Path<String>) -> Response {
    match PICTURES.iter().find(|picture| picture.name == name) {
        Some(picture) => (
            [
                (header::CONTENT_TYPE, "image/webp"),
                (header::CACHE_CONTROL, FOR_EVER),
            ],
            picture.bytes,
        )
            .into_response(),
        None => Failure::NOT_FOUND.into_response(),
    }
}
