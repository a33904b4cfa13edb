//! What Cognito says, without what it repeats of the person.

use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::RequestId;
use domain::sign_in::IdentityFault;

/// What Cognito answered instead of what it was asked for. Its message is left
/// out: messages quote what was sent, an address among it.
#[derive(Debug, thiserror::Error)]
#[error("Cognito answered {code}, request {request}")]
struct Answered {
    code: String,
    request: String,
}

/// Something that Cognito or the SDK should have given.
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

/// A call that failed.
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

/// The code of Cognito's answer: `UserNotFoundException`.
pub(crate) fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<&str> {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
}

/// Whether Cognito refuses the client rather than the person: the secret is
/// not its own. It says so with the code of a wrong password.
pub(crate) fn refuses_us<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::message)
        .is_some_and(|message| message.to_lowercase().contains("secret"))
}
