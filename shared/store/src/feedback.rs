//! Feedback about the portal.

use domain::draft::StoreFault;
use domain::feedback::{Feedback, KeepFeedback};

use crate::write::Write;
use crate::{EXPIRES_AT, Table, keys, number, text};

/// How long feedback is kept, in days: long enough to compare a year with the
/// one before it, and no longer. The privacy page says the same.
pub const FEEDBACK_KEPT_DAYS: i64 = 365;

impl KeepFeedback for Table {
    async fn keep_feedback(&self, feedback: Feedback) -> Result<(), StoreFault> {
        let expires_at = feedback.sent_at.as_second() + FEEDBACK_KEPT_DAYS * 24 * 60 * 60;
        let mut item = keys::feedback(&feedback.id);
        item.extend([
            ("sent_at".to_owned(), text(feedback.sent_at.to_string())),
            ("ease".to_owned(), text(feedback.ease)),
            ("comment".to_owned(), text(feedback.comment)),
            (EXPIRES_AT.to_owned(), number(expires_at)),
        ]);
        // Refused if it was kept before: sent twice, stored once.
        self.write("keep feedback", Write::put(item).if_not_there())
            .await
            .map(drop)
    }
}
