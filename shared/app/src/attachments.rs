//! The checks and estimates that can be sent with a request to the council.

use domain::application::{ApplicationKind, CompletedForm, ReportSnapshot};
use domain::fault::StoreFault;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftStore};
use domain::forms::saved_form::{SavedForm, SavedFormStore};
use domain::values::account_id::AccountId;
use jiff::Timestamp;
use journey::forms::request_help;
use journey::journey::Journey;
use journey::no_report::NoReport;
use journey::report::{Made, Report, Sources};
use journey::request_help::ATTACHED;

/// The value that is kept if nothing is to be sent.
pub const NONE: &str = "none";

/// The most forms that are sent with one request. An application is one item of
/// the table, of 400 KB at most, and each of these forms takes up to 95 KB
/// before the item is compressed.
pub const MOST: usize = 4;

/// A saved form that can be sent with a request, and the report of its answers.
#[derive(Debug)]
pub struct Attachment {
    report: Report,
    made: Made,
    saved: SavedForm,
}

/// The saved forms of an account of which a report can be made.
#[derive(Debug)]
pub struct Attachments {
    /// The finished forms, the oldest first.
    pub finished: Vec<Attachment>,
    /// The names of the unfinished forms, in which something has to be
    /// answered, or answered again.
    pub unfinished: Vec<String>,
}

/// The reason why a choice of attachments cannot be kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AttachmentFault {
    /// Nothing was chosen.
    Missing,
    /// Forms were chosen, and that none is sent.
    NoneAndOthers,
    /// More than [`MOST`] forms were chosen.
    TooMany,
    /// A financial assessment was asked for, and no estimate was chosen.
    NoEstimate,
}

impl Attachments {
    /// Reads the saved forms of an account, and makes the report of each that
    /// has one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn read(
        store: &impl SavedFormStore,
        account: &AccountId,
        sources: Sources<'_>,
        now: Timestamp,
    ) -> Result<Self, StoreFault> {
        let saved = store.saved_forms(account, now).await?;
        Ok(Self::of(saved, sources))
    }

    fn of(saved: Vec<SavedForm>, sources: Sources<'_>) -> Self {
        let mut attachments = Self {
            finished: Vec::new(),
            unfinished: Vec::new(),
        };
        for saved in saved {
            let Some(report) = Report::of_form(&saved.form) else {
                continue;
            };
            match report.make(&saved.answers, sources) {
                Ok(made) => attachments.finished.push(Attachment {
                    report,
                    made,
                    saved,
                }),
                // When somebody opens the form, it leads to the open question
                // or says which answer has to be given again.
                Err(
                    NoReport::Unfinished
                    | NoReport::Unreadable(_)
                    | NoReport::Contradictory(_)
                    | NoReport::AfterLastLaw(_),
                ) => attachments.unfinished.push(saved.name),
            }
        }
        attachments
    }

    /// Whether somebody is asked what to send with such a request.
    #[must_use]
    pub fn are_asked_for(&self, kind: ApplicationKind) -> bool {
        kind == ApplicationKind::FinancialAssessment || !self.finished.is_empty()
    }

    /// Whether there is a finished estimate.
    #[must_use]
    pub fn have_estimate(&self) -> bool {
        self.finished.iter().any(Attachment::is_estimate)
    }

    /// Checks a choice, given as it was posted, and returns the values to keep.
    ///
    /// # Errors
    /// [`AttachmentFault`] says what has to be chosen otherwise.
    pub fn check(
        &self,
        kind: ApplicationKind,
        chosen: &[String],
    ) -> Result<Vec<String>, AttachmentFault> {
        let ids: Vec<String> = self
            .finished
            .iter()
            .map(|attachment| &attachment.saved.id.0)
            .filter(|id| chosen.contains(id))
            .cloned()
            .collect();
        let none = chosen.iter().any(|value| value == NONE);
        if kind == ApplicationKind::FinancialAssessment
            && !self.among(&ids).any(Attachment::is_estimate)
        {
            return Err(AttachmentFault::NoEstimate);
        }
        match (none, ids.len()) {
            (true, 0) => Ok(vec![NONE.to_owned()]),
            (true, _) => Err(AttachmentFault::NoneAndOthers),
            (false, 0) => Err(AttachmentFault::Missing),
            (false, count) if count > MOST => Err(AttachmentFault::TooMany),
            (false, _) => Ok(ids),
        }
    }

    /// Returns the forms that are sent, by the choice that was kept. `None` if
    /// the choice has still to be made, or made again because a form is gone or
    /// no longer finished.
    pub(crate) fn sent(
        &self,
        kind: ApplicationKind,
        request: &Answers,
    ) -> Option<Vec<&Attachment>> {
        if !self.are_asked_for(kind) {
            return Some(Vec::new());
        }
        let kept = request.choices(ATTACHED);
        let checked = self.check(kind, kept).ok()?;
        if checked.len() != kept.len() {
            return None;
        }
        let sent = |attachment: &&Attachment| checked.contains(&attachment.saved.id.0);
        Some(self.finished.iter().filter(sent).collect())
    }

    fn among<'a>(&'a self, ids: &'a [String]) -> impl Iterator<Item = &'a Attachment> {
        self.finished
            .iter()
            .filter(|attachment| ids.contains(&attachment.saved.id.0))
    }
}

impl Attachment {
    /// Returns the id of the saved form.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.saved.id.0
    }

    /// Returns the name that its owner gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.saved.name
    }

    /// Returns the first sentence of its result.
    #[must_use]
    pub fn answer(&self) -> &str {
        let answer = self.made.document.answer.first();
        answer.map_or("", String::as_str)
    }

    /// Returns its title: `Estimate of what you would pay for care`.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.made.document.title
    }

    fn is_estimate(&self) -> bool {
        self.report == Report::EstimateCosts
    }

    /// Returns its answers as they are sent.
    pub(crate) fn filled(&self) -> CompletedForm {
        filled(&Journey::new(self.report.form(), &self.saved.answers))
    }

    /// Returns what its report said, as it is sent.
    pub(crate) fn told(&self) -> ReportSnapshot {
        exchange::told::told(
            self.report.form().id.clone(),
            self.made.rates_from,
            self.made.document.clone(),
        )
    }
}

/// Keeps a choice that was checked as an answer of the saved request. Returns
/// whether the request was there to be changed; it may have been sent or deleted
/// in another tab.
///
/// # Errors
/// When the store does not answer.
pub async fn keep(
    store: &impl DraftStore,
    key: &DraftKey,
    checked: Vec<String>,
    now: Timestamp,
) -> Result<bool, StoreFault> {
    let (form, choice) = (&request_help().id, Answer::Choices(checked));
    let kept = store.keep_answer(key, form, ATTACHED, choice, now).await?;
    Ok(!kept.is_empty())
}

/// Returns the answers of a form that count.
pub(crate) fn filled(journey: &Journey<'_>) -> CompletedForm {
    CompletedForm {
        form: journey.form().id.clone(),
        version: journey.form().version,
        answers: journey.visible_answers(),
    }
}
