//! The reasons why a service did not take a message.

// Both name the same types of the SDK.
#[cfg(not(feature = "ses"))]
use aws_sdk_pinpointsmsvoicev2::error::{ProvideErrorMetadata, SdkError};
#[cfg(feature = "ses")]
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};

/// The reason why a service did not take a message. The service's own words are
/// left out, because they name addresses ("Email address is not verified. The
/// following identities...").
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    #[error("it answered {0}")]
    Refused(String),
    #[error("it did not answer in time")]
    TooLate,
    #[error("it could not be reached")]
    Unreachable,
    #[error("its answer could not be read")]
    Unreadable,
    #[error("the request could not be made")]
    NotAsked,
    #[error("it took a message without giving it an id")]
    NoId,
    #[cfg(feature = "telephone")]
    #[error("this deployment has no number for it")]
    NoOrigination,
}

impl NotTaken {
    pub(crate) fn of<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Self {
        match error {
            SdkError::ServiceError(refused) => Self::Refused(
                refused
                    .err()
                    .code()
                    .unwrap_or("an unnamed error")
                    .to_owned(),
            ),
            SdkError::TimeoutError(_) => Self::TooLate,
            SdkError::DispatchFailure(_) => Self::Unreachable,
            SdkError::ResponseError(_) => Self::Unreadable,
            _ => Self::NotAsked,
        }
    }
}
