//! Feedback about the portal, and what is said of its answers.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::draft::StoreFault;
use domain::feedback::{FEEDBACK_KEPT_DAYS, Feedback, KeepFeedback, Opinion};
use jiff::Timestamp;

use crate::write::Write;
use crate::{EXPIRES_AT, Table, keys, number, text};

impl KeepFeedback for Table {
    async fn keep_feedback(&self, feedback: Feedback) -> Result<(), StoreFault> {
        let mut item = keys::feedback(&feedback.id);
        item.extend([
            ("sent_at".to_owned(), text(feedback.sent_at.to_string())),
            ("ease".to_owned(), text(feedback.ease)),
            ("comment".to_owned(), text(feedback.comment)),
            (EXPIRES_AT.to_owned(), number(end(feedback.sent_at))),
        ]);
        // Refused if it was kept before: sent twice, stored once.
        self.write("keep feedback", Write::put(item).if_not_there())
            .await
            .map(drop)
    }

    async fn keep_opinion(&self, opinion: Opinion) -> Result<(), StoreFault> {
        let mut item = keys::opinion(&opinion.question, &opinion.id);
        item.extend([
            ("sent_at".to_owned(), text(opinion.sent_at.to_string())),
            ("helpful".to_owned(), AttributeValue::Bool(opinion.helpful)),
            (EXPIRES_AT.to_owned(), number(end(opinion.sent_at))),
        ]);
        // As feedback.
        self.write("keep an opinion", Write::put(item).if_not_there())
            .await
            .map(drop)
    }
}

/// When what was sent then is no longer kept, in seconds since 1970.
fn end(sent_at: Timestamp) -> i64 {
    sent_at.as_second() + FEEDBACK_KEPT_DAYS * 24 * 60 * 60
}
