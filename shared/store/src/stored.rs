//! The JSON that items hold in their attribute `body`: types of their own for
//! each version, apart from the domain's, so that what was stored stays
//! readable whatever becomes of the domain.
//!
//! Writers write the newest version. Readers read every version that was ever
//! written: they look at the version first. Version 2 of an application is the
//! JSON of version 1, compressed, and an attribute of bytes instead of a text.
//! A change is another module beside [`v1`] and [`v2`], with its own files
//! beside `tests/stored/v1/` and `tests/stored/v2/`.

pub(crate) mod register_version;
pub(crate) mod v1;
pub(crate) mod v2;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use domain::application::Application;
use domain::application::evidence::Evidence;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The error of a body that is of no version that can be read. Leaves out what
/// the body holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the body of a stored item cannot be read")]
pub struct UnreadableBody;

/// The error of an application whose body cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnwritableBody {
    /// The application has no JSON.
    #[error("an application cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The JSON would be too long to be read again.
    #[error("the body of an application is of {0} bytes, which is too many")]
    TooLong(usize),
}

/// Writes the body of an application.
pub(crate) fn write_application(
    application: &Application,
) -> Result<AttributeValue, UnwritableBody> {
    let json = serde_json::to_string(&v1::Application::from(application))?;
    match json.len() {
        length if length > v2::MOST => Err(UnwritableBody::TooLong(length)),
        _ => Ok(AttributeValue::B(Blob::new(v2::compress(&json)))),
    }
}

/// Reads the body of an application, of whichever version.
pub(crate) fn read_body(body: &AttributeValue) -> Result<Application, UnreadableBody> {
    match body {
        AttributeValue::B(body) => read_application(&v2::decompress(body.as_ref())?),
        AttributeValue::S(json) => read_application(json),
        _ => Err(UnreadableBody),
    }
}

/// Reads the JSON of an application, as it is within a body of either version.
///
/// # Errors
/// [`UnreadableBody`].
pub fn read_application(json: &str) -> Result<Application, UnreadableBody> {
    match version(json)? {
        v1::VERSION => read::<v1::Application>(json).map(Application::from),
        _ => Err(UnreadableBody),
    }
}

/// Writes the body of a file that is to be exported after its application.
pub(crate) fn write_file(file: &Evidence) -> Result<String, serde_json::Error> {
    serde_json::to_string(&v1::File::from(file))
}

/// Reads the body of a file that is to be exported after its application, of
/// whichever version.
///
/// # Errors
/// [`UnreadableBody`].
pub fn read_file(body: &str) -> Result<Evidence, UnreadableBody> {
    match version(body)? {
        v1::VERSION => read::<v1::File>(body).map(Evidence::from),
        _ => Err(UnreadableBody),
    }
}

/// The part that every version has. Bodies of version 1 do not say their
/// version.
#[derive(Deserialize)]
struct Versioned {
    #[serde(default = "first")]
    version: u32,
}

const fn first() -> u32 {
    v1::VERSION
}

fn version(body: &str) -> Result<u32, UnreadableBody> {
    read::<Versioned>(body).map(|body| body.version)
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, UnreadableBody> {
    // The error of serde is dropped, because it can hold what somebody typed.
    serde_json::from_str(body).map_err(|_| UnreadableBody)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_a_version_that_is_not_known_is_not_read_as_another() {
        let of_later = r#"{"version": 2, "reference": "3PRR9K333R"}"#;
        let compressed = AttributeValue::B(Blob::new(v2::compress(of_later)));
        for body in [AttributeValue::S(of_later.to_owned()), compressed] {
            assert!(read_body(&body).is_err());
        }
        assert!(read_file(of_later).is_err());
    }
}
