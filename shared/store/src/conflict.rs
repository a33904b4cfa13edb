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
