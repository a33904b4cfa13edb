//! The parcel of a request: everything that the council would be sent of it
//! now.

use domain::application::evidence::{Evidence, EvidenceStore, FileState};
use domain::application::{CompletedForm, ReportSnapshot};
use domain::fault::StoreFault;
use domain::forms::draft::Answers;
use domain::forms::saved_form::SavedFormStore;
use domain::values::account_id::AccountId;
use futures_util::future::try_join;
use jiff::Timestamp;
use journey::forms::request_help;
use journey::journey::Journey;
use journey::report::Sources;

use crate::attachments::{Attachment, Attachments, filled};
use crate::requests::FinishedRequest;

/// The parts of a request that would be sent to the council now.
#[derive(Debug)]
pub struct Parcel {
    /// The completed forms, the request itself first.
    pub forms: Vec<CompletedForm>,
    /// The results that the applicant was told.
    pub told: Vec<ReportSnapshot>,
    /// The evidence: files that are clean or still being checked.
    pub evidence: Vec<Evidence>,
    /// Whether the person added a file that is not sent, because it was refused
    /// or never arrived.
    pub left_out: bool,
    /// The attached checks and estimates, in words.
    pub attached: Vec<AttachedReport>,
}

/// A check or an estimate that is sent with a request, in words.
#[derive(Debug)]
pub struct AttachedReport {
    /// The name that its owner gave it.
    pub name: String,
    /// The title of its report.
    pub title: String,
    /// The first sentence of its result.
    pub answer: String,
}

impl AttachedReport {
    fn of(attachment: &Attachment) -> Self {
        Self {
            name: attachment.name().to_owned(),
            title: attachment.title().to_owned(),
            answer: attachment.answer().to_owned(),
        }
    }
}

/// Returns the part of a form that the seal covers: everything that is sent of
/// it.
fn sealed(filled: &CompletedForm) -> (&str, u32, &Answers) {
    let CompletedForm {
        form,
        version,
        answers,
    } = filled;
    (form, *version, answers)
}

impl Parcel {
    /// Puts together everything that would be sent now. `None` if it has still
    /// to be chosen which checks and estimates are sent, or chosen again
    /// because one of them is gone or no longer finished.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn pack(
        store: &(impl SavedFormStore + EvidenceStore),
        account: &AccountId,
        request: &FinishedRequest,
        sources: Sources<'_>,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreFault> {
        let FinishedRequest { saved, request } = request;
        let attachments = Attachments::read(store, account, sources, now);
        let known = store.evidence_page(account, &saved.id);
        let (attachments, known) = try_join(attachments, known).await?;
        let Some(attached) = attachments.sent(request.kind, &saved.answers) else {
            return Ok(None);
        };
        // What cannot be read cannot be sent, and its sender has to know.
        let added = known.items.len() + known.unreadable;
        let mut evidence = known.items;
        evidence.retain(|file| matches!(file.state, FileState::Clean | FileState::Scanning));
        let mut forms = vec![filled(&Journey::new(request_help(), &saved.answers))];
        forms.extend(attached.iter().map(|attachment| attachment.filled()));
        Ok(Some(Self {
            forms,
            told: attached
                .iter()
                .map(|attachment| attachment.told())
                .collect(),
            left_out: evidence.len() < added,
            evidence,
            attached: attached.into_iter().map(AttachedReport::of).collect(),
        }))
    }

    /// Returns the seal, which changes with anything that the council would be
    /// sent or that the person was told. A file that is judged as clean does
    /// not change it.
    #[must_use]
    pub fn seal(&self) -> String {
        let forms: Vec<_> = self.forms.iter().map(sealed).collect();
        // The fingerprint of a report covers its every word.
        let told: Vec<&str> = self
            .told
            .iter()
            .map(|told| told.fingerprint.as_str())
            .collect();
        let files: Vec<&str> = self.evidence.iter().map(|file| file.id.as_str()).collect();
        exchange::canonical::fingerprint(&(forms, told, files))
    }
}
