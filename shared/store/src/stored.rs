//! The JSON that items hold in their attribute `body`: types of their own for
//! each version, apart from the domain's, so that what was stored stays
//! readable whatever becomes of the domain.
//!
//! Writers write the newest version. Readers read every version that was ever
//! written: they look at the version first. A change is a module `v2` beside
//! [`v1`], with its own files beside `tests/stored/v1/`.

pub(crate) mod v1;

use domain::application::Application;
use domain::application::evidence::Evidence;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The error of a body that is of no version that can be read. Leaves out what
/// the body holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the body of a stored item cannot be read")]
pub struct UnreadableBody;

/// Writes the body of an application.
pub(crate) fn write_application(application: &Application) -> Result<String, serde_json::Error> {
    serde_json::to_string(&v1::Application::from(application))
}

/// Reads the body of an application, of whichever version.
///
/// # Errors
/// [`UnreadableBody`].
pub fn read_application(body: &str) -> Result<Application, UnreadableBody> {
    match version(body)? {
        v1::VERSION => read::<v1::Application>(body).map(Application::from),
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
        assert!(read_application(of_later).is_err());
        assert!(read_file(of_later).is_err());
    }
}
