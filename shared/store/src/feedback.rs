//! Feedback about the portal, and opinions on the answers of its help pages.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::correspondence::feedback::{Feedback, FeedbackStore, Opinion};
use domain::fault::StoreFault;
use domain::values::retention_period::FEEDBACK_KEPT;
use jiff::Timestamp;

use crate::write::Write;
use crate::{EXPIRES_AT, Table, keys, number, text};

impl FeedbackStore for Table {
    async fn keep_feedback(&self, feedback: Feedback) -> Result<(), StoreFault> {
        let Feedback {
            id,
            sent_at,
            ease,
            comment,
        } = feedback;
        let mut item = keys::feedback(&id);
        item.extend([
            ("sent_at".to_owned(), text(sent_at.to_string())),
            ("ease".to_owned(), text(ease)),
            ("comment".to_owned(), text(comment)),
            (EXPIRES_AT.to_owned(), number(end(sent_at))),
        ]);
        // The write is refused if the feedback was kept before: sent twice,
        // kept once.
        self.write("keep feedback", Write::put(item).if_not_there())
            .await
            .map(drop)
    }

    async fn keep_opinion(&self, opinion: Opinion) -> Result<(), StoreFault> {
        let Opinion {
            id,
            sent_at,
            question,
            helpful,
        } = opinion;
        let mut item = keys::opinion(&question, &id);
        item.extend([
            ("sent_at".to_owned(), text(sent_at.to_string())),
            ("helpful".to_owned(), AttributeValue::Bool(helpful)),
            (EXPIRES_AT.to_owned(), number(end(sent_at))),
        ]);
        // The write is refused if the opinion was kept before: sent twice, kept
        // once.
        self.write("keep an opinion", Write::put(item).if_not_there())
            .await
            .map(drop)
    }
}

/// Returns when feedback or an opinion sent at an instant expires, in seconds
/// since 1970.
fn end(sent_at: Timestamp) -> i64 {
    FEEDBACK_KEPT.after(sent_at).as_second()
}
