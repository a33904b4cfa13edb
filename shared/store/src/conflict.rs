//! Two writers of one item at the same time.

use aws_sdk_dynamodb::config::interceptors::InterceptorContext;
use aws_sdk_dynamodb::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;

/// DynamoDB refuses a write while a transaction has the same item in hand. The
/// SDK takes that for final; a moment later it is not.
#[derive(Debug)]
pub(crate) struct TryAgainAfterConflict;

impl ClassifyRetry for TryAgainAfterConflict {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = match context.output_or_error() {
            Some(Err(error)) => error.as_operation_error(),
            _ => None,
        };
        let Some(error) = error else {
            return RetryAction::NoActionIndicated;
        };
        let conflict = if let Some(error) = error.downcast_ref::<UpdateItemError>() {
            error.is_transaction_conflict_exception()
        } else if let Some(error) = error.downcast_ref::<PutItemError>() {
            error.is_transaction_conflict_exception()
        } else if let Some(error) = error.downcast_ref::<DeleteItemError>() {
            error.is_transaction_conflict_exception()
        } else if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.downcast_ref::<TransactWriteItemsError>()
        {
            let has = |code: &str| {
                cancelled
                    .cancellation_reasons()
                    .iter()
                    .any(|reason| reason.code() == Some(code))
            };
            // A condition that does not hold is an answer already.
            has("TransactionConflict") && !has("ConditionalCheckFailed")
        } else {
            false
        };
        if conflict {
            RetryAction::transient_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "try again after a conflict"
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::CancellationReason;
    use aws_sdk_dynamodb::types::error::{
        ConditionalCheckFailedException, TransactionCanceledException, TransactionConflictException,
    };
    use aws_smithy_runtime_api::client::interceptors::context::{Error, Input};
    use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;

    use super::*;

    fn tried_again<E: std::error::Error + Send + Sync + 'static>(error: E) -> bool {
        let mut context = InterceptorContext::new(Input::erase("any"));
        context.set_output_or_error(Err(OrchestratorError::operation(Error::erase(error))));
        TryAgainAfterConflict.classify_retry(&context) == RetryAction::transient_error()
    }

    fn cancelled(codes: &[&str]) -> TransactWriteItemsError {
        let reasons = codes
            .iter()
            .map(|code| CancellationReason::builder().code(*code).build())
            .collect();
        TransactWriteItemsError::TransactionCanceledException(
            TransactionCanceledException::builder()
                .set_cancellation_reasons(Some(reasons))
                .build(),
        )
    }

    #[test]
    fn a_write_that_met_another_is_tried_again() {
        let conflict = TransactionConflictException::builder().build();
        assert!(tried_again(UpdateItemError::TransactionConflictException(
            conflict.clone()
        )));
        assert!(tried_again(PutItemError::TransactionConflictException(
            conflict.clone()
        )));
        assert!(tried_again(DeleteItemError::TransactionConflictException(
            conflict
        )));
        assert!(tried_again(cancelled(&["None", "TransactionConflict"])));
    }

    #[test]
    fn a_condition_that_does_not_hold_is_an_answer() {
        let refused = ConditionalCheckFailedException::builder().build();
        assert!(!tried_again(
            UpdateItemError::ConditionalCheckFailedException(refused)
        ));
        assert!(!tried_again(cancelled(&["ConditionalCheckFailed"])));
        assert!(!tried_again(cancelled(&[
            "ConditionalCheckFailed",
            "TransactionConflict"
        ])));
        assert!(!tried_again(cancelled(&["ValidationError"])));
    }
}
