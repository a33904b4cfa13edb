//! The checks and estimates that can be sent with a request.

use domain::application::{ApplicationKind, CompletedForm, ReportSnapshot};
use domain::forms::draft::Answers;
use domain::forms::saved_form::SavedForm;
use journey::journey::Journey;
use journey::no_report::NoReport;
use journey::report::{Made, Report, Sources};
pub(crate) use journey::request_help::ATTACHED as KEY;

/// The value that is kept if nothing is to be sent.
pub(crate) const NONE: &str = "none";

/// The most forms that are sent with one request. An application is one item of
/// the table, of 400 KB at most, and each of these forms takes up to 95 KB
/// before the item is compressed.
pub(crate) const MOST: usize = 4;

/// A saved form that can be sent with a request.
pub(crate) struct Attachment {
    report: Report,
    made: Made,
    saved: SavedForm,
}

/// The saved forms of an account that can be sent with a request.
pub(crate) struct Attachments {
    /// The finished forms, the oldest first.
    pub(crate) finished: Vec<Attachment>,
    /// The names of the unfinished forms, in which something has to be
    /// answered, or answered again.
    pub(crate) unfinished: Vec<String>,
}

/// The reason why a choice cannot be kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wrong {
    Missing,
    NoneAndOthers,
    TooMany,
    NoEstimate,
}

impl Attachments {
    pub(crate) fn of(saved: Vec<SavedForm>, sources: Sources<'_>) -> Self {
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
                    NoReport::Unfinished | NoReport::Unreadable(_) | NoReport::Contradictory(_),
                ) => attachments.unfinished.push(saved.name),
            }
        }
        attachments
    }

    /// Whether somebody is asked what to send with such a request.
    pub(crate) fn are_asked_for(&self, kind: ApplicationKind) -> bool {
        kind == ApplicationKind::FinancialAssessment || !self.finished.is_empty()
    }

    /// Whether there is a finished estimate.
    pub(crate) fn have_estimate(&self) -> bool {
        self.finished.iter().any(Attachment::is_estimate)
    }

    /// Checks the choice, given as it was posted: whether it can be sent.
    pub(crate) fn check(
        &self,
        kind: ApplicationKind,
        chosen: &[String],
    ) -> Result<Vec<String>, Wrong> {
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
            return Err(Wrong::NoEstimate);
        }
        match (none, ids.len()) {
            (true, 0) => Ok(vec![NONE.to_owned()]),
            (true, _) => Err(Wrong::NoneAndOthers),
            (false, 0) => Err(Wrong::Missing),
            (false, count) if count > MOST => Err(Wrong::TooMany),
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
        let kept = request.choices(KEY);
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
    pub(crate) fn id(&self) -> &str {
        &self.saved.id.0
    }

    /// Returns the name that its owner gave it.
    pub(crate) fn name(&self) -> &str {
        &self.saved.name
    }

    /// Returns the first sentence of its result.
    pub(crate) fn answer(&self) -> &str {
        let answer = self.made.document.answer.first();
        answer.map_or("", String::as_str)
    }

    /// Returns its title: `Estimate of what you would pay for care`.
    pub(crate) fn title(&self) -> &str {
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

/// Returns the answers of a form that count.
pub(crate) fn filled(journey: &Journey<'_>) -> CompletedForm {
    CompletedForm {
        form: journey.form().id.clone(),
        version: journey.form().version,
        answers: journey.visible_answers(),
    }
}
