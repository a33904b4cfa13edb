//! Feedback about the portal.

use domain::draft::StoreFault;
use domain::feedback::{FEEDBACK_KEPT_DAYS, Feedback, KeepFeedback};

use crate::{EXPIRES_AT, PK, SK, Table, condition_failed, fault, number, text};

impl KeepFeedback for Table {
    async fn keep_feedback(&self, feedback: Feedback) -> Result<(), StoreFault> {
        let expires_at = feedback.sent_at.as_second() + FEEDBACK_KEPT_DAYS * 24 * 60 * 60;
        let kept = self
            .client
            .put_item()
            .table_name(&self.name)
            .item(PK, text(format!("FEEDBACK#{}", feedback.id)))
            .item(SK, text("FEEDBACK"))
            .item("sent_at", text(feedback.sent_at.to_string()))
            .item("ease", text(feedback.ease))
            .item("comment", text(feedback.comment))
            .item(EXPIRES_AT, number(expires_at))
            .condition_expression("attribute_not_exists(PK)")
            .send()
            .await;
        match kept {
            Ok(_) => Ok(()),
            // It was kept the first time: sent twice, stored once.
            Err(error) if condition_failed(&error) => Ok(()),
            Err(error) => Err(fault("keep feedback", error)),
        }
    }
}
