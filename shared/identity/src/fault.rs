//! Errors of Cognito, without what Cognito repeats of the person.

use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::RequestId;
use domain::fault::IdentityFault;

/// An error that Cognito answered. Its message is left out: messages quote what
/// was sent, such as an e-mail address.
#[derive(Debug, thiserror::Error)]
#[error("Cognito answered {code}, request {request}")]
struct Answered {
    code: String,
    request: String,
}

/// The error for a value that Cognito or the SDK should have given.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Missing(pub(crate) &'static str);

pub(crate) fn fault(
    operation: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> IdentityFault {
    IdentityFault {
        operation,
        source: Box::new(source),
    }
}

/// Turns the error of a call into an [`IdentityFault`].
pub(crate) fn failed<E, R>(operation: &'static str, error: SdkError<E, R>) -> IdentityFault
where
    E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    if let Some(answer) = error.as_service_error() {
        return fault(
            operation,
            Answered {
                code: answer.code().unwrap_or("no code").to_owned(),
                request: answer.request_id().unwrap_or("unknown").to_owned(),
            },
        );
    }
    fault(operation, error)
}

/// Returns the error code that Cognito answered: `UserNotFoundException`.
pub(crate) fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<&str> {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
}

/// Whether Cognito refuses the client rather than the person, because the
/// client's secret is not the right one. Cognito's code is then that of a wrong
/// password; only the message tells the two apart.
pub(crate) fn refuses_us<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::message)
        .is_some_and(|message| message.to_lowercase().contains("secret"))
}
