//! The refusals of DynamoDB that are worth another attempt.

use aws_sdk_dynamodb::config::interceptors::InterceptorContext;
use aws_sdk_dynamodb::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::error::TransactionCanceledException;

/// A rule for the SDK's retries. DynamoDB refuses a write while a transaction
/// is changing the same item, and cancels a transaction of which one write is
/// throttled. The SDK does not retry either, though both succeed a moment
/// later.
#[derive(Debug)]
pub(crate) struct TryAgain;

impl ClassifyRetry for TryAgain {
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
            return cancelled_for(cancelled);
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
        "try again a moment later"
    }
}

/// Decides by its reasons whether a cancelled transaction is tried again (API
/// reference, "TransactionCanceledException").
fn cancelled_for(cancelled: &TransactionCanceledException) -> RetryAction {
    let has = |code: &str| {
        let mut reasons = cancelled.cancellation_reasons().iter();
        reasons.any(|reason| reason.code() == Some(code))
    };
    if has("ConditionalCheckFailed") {
        // A condition that does not hold is an answer already.
        RetryAction::NoActionIndicated
    } else if has("ThrottlingError") || has("ProvisionedThroughputExceeded") {
        RetryAction::throttling_error()
    } else if has("TransactionConflict") {
        RetryAction::transient_error()
    } else {
        RetryAction::NoActionIndicated
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::CancellationReason;
    use aws_sdk_dynamodb::types::error::{
        ConditionalCheckFailedException, TransactionConflictException,
    };
    use aws_smithy_runtime_api::client::interceptors::context::{Error, Input};
    use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;

    use super::*;

    fn action<E: std::error::Error + Send + Sync + 'static>(error: E) -> RetryAction {
        let mut context = InterceptorContext::new(Input::erase("any"));
        context.set_output_or_error(Err(OrchestratorError::operation(Error::erase(error))));
        TryAgain.classify_retry(&context)
    }

    fn tried_again<E: std::error::Error + Send + Sync + 'static>(error: E) -> bool {
        action(error) == RetryAction::transient_error()
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
    fn a_transaction_of_which_a_write_was_throttled_is_tried_again_as_what_was_throttled() {
        for code in ["ThrottlingError", "ProvisionedThroughputExceeded"] {
            let throttled = action(cancelled(&["None", code]));
            assert_eq!(throttled, RetryAction::throttling_error(), "{code}");
            let refused = action(cancelled(&["ConditionalCheckFailed", code]));
            assert_eq!(refused, RetryAction::NoActionIndicated, "{code}");
        }
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
