//! Feedback about the portal, and opinions on the answers of its help pages.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::budget::{Budget, BudgetSpending, BudgetStore as _};
use domain::correspondence::feedback::{Feedback, FeedbackReceipt, FeedbackStore, Opinion};
use domain::fault::StoreFault;
use domain::records::retention_schedule::FEEDBACK_KEPT;
use jiff::Timestamp;

use crate::read::Item;
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, keys, number, text};

impl FeedbackStore for Table {
    async fn keep_feedback(
        &self,
        feedback: Feedback,
        budgets: &[Budget],
    ) -> Result<FeedbackReceipt, StoreFault> {
        let Feedback {
            id,
            sent_at,
            ease,
            comment,
        } = feedback;
        let key = keys::feedback(&id);
        let says = [
            ("sent_at".to_owned(), text(sent_at.to_string())),
            ("ease".to_owned(), text(ease)),
            ("comment".to_owned(), text(comment)),
            (EXPIRES_AT.to_owned(), number(end(sent_at))),
        ];
        self.keep_once("keep feedback", key, says.into(), budgets, sent_at)
            .await
    }

    async fn keep_opinion(
        &self,
        opinion: Opinion,
        budgets: &[Budget],
    ) -> Result<FeedbackReceipt, StoreFault> {
        let Opinion {
            id,
            sent_at,
            question,
            helpful,
        } = opinion;
        let key = keys::opinion(&question, &id);
        let says = [
            ("sent_at".to_owned(), text(sent_at.to_string())),
            ("helpful".to_owned(), AttributeValue::Bool(helpful)),
            (EXPIRES_AT.to_owned(), number(end(sent_at))),
        ];
        self.keep_once("keep an opinion", key, says.into(), budgets, sent_at)
            .await
    }
}

impl Table {
    /// Takes from the budgets and writes an item, unless there is one with its
    /// key: sent twice, kept once. What was taken for an item that is not
    /// written is given back.
    async fn keep_once(
        &self,
        operation: &'static str,
        key: Item,
        says: Item,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<FeedbackReceipt, StoreFault> {
        if let BudgetSpending::Spent(budget) = self.spend(budgets, now).await? {
            return Ok(match self.read(operation, key).await? {
                Some(_) => FeedbackReceipt::Kept,
                None => FeedbackReceipt::TooMany(budget),
            });
        }
        let mut item = key;
        item.extend(says);
        let written = self.write(operation, Write::put(item).if_not_there()).await;
        if let Ok(Written::Done(_)) = written {
            return Ok(FeedbackReceipt::Kept);
        }
        let given_back = self.give_back(budgets, now).await;
        written?;
        given_back?;
        Ok(FeedbackReceipt::Kept)
    }
}

/// Returns when feedback or an opinion sent at an instant expires, in seconds
/// since 1970.
fn end(sent_at: Timestamp) -> i64 {
    FEEDBACK_KEPT.after(sent_at).as_second()
}
