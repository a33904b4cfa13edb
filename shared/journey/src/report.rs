//! The reports that are made from answers. The page of a result, its PDF and
//! the application that it is sent with all show one report.

use charging::policy::Policy;
use domain::council::Council;
use domain::directory::Directory;
use domain::document::Document;
use domain::eligibility::{self, decide, services_for};
use domain::forms::draft::Answers;
use jiff::civil::Date;

use crate::check_support::screening;
use crate::estimate_costs::estimate;
use crate::form::Form;
use crate::forms;
use crate::journey::Journey;
use crate::no_report::NoReport;

domain::listed_enum! {
    /// A report that can be made from answers.
    pub enum Report {
        /// The result of the national eligibility criteria.
        CheckSupport,
        /// The estimate of what care may cost.
        EstimateCosts,
    }
}

/// The sources that a report may need besides the answers.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The council that runs the portal.
    pub council: &'a Council,
    /// The directory of services nearby.
    pub directory: Directory,
    /// The council's charging policy.
    pub policy: &'a Policy,
    /// Today's date in London.
    pub today: Date,
}

/// A report that was made, and the day of the amounts that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The report.
    pub document: Document,
    /// The first day of the amounts that the report was worked out with, if it
    /// was with any.
    pub rates_from: Option<Date>,
}

impl Report {
    /// Returns the report that is made from the answers of this form.
    #[must_use]
    pub fn of_form(form: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|report| report.form().id == form)
    }

    /// Returns the form whose answers the report is made from.
    #[must_use]
    pub fn form(self) -> &'static Form {
        match self {
            Self::CheckSupport => forms::check_support(),
            Self::EstimateCosts => forms::estimate_costs(),
        }
    }

    /// Makes the report of these answers.
    ///
    /// # Errors
    /// [`NoReport`] says what has to be answered first, or again.
    pub fn make(self, answers: &Answers, sources: Sources<'_>) -> Result<Made, NoReport> {
        let journey = Journey::new(self.form(), answers);
        match self {
            Self::CheckSupport => check_support(&journey, sources).ok_or(NoReport::Unfinished),
            Self::EstimateCosts => estimate_costs(&journey, sources),
        }
    }
}

fn check_support(journey: &Journey<'_>, sources: Sources<'_>) -> Option<Made> {
    let screening = screening(journey)?;
    let decision = decide(&screening);
    let services = services_for(&decision, sources.directory);
    Some(Made {
        document: eligibility::report(
            &screening,
            &decision,
            sources.council,
            &services,
            sources.today,
        ),
        rates_from: None,
    })
}

fn estimate_costs(journey: &Journey<'_>, sources: Sources<'_>) -> Result<Made, NoReport> {
    let estimate = estimate(journey, sources.today, sources.policy)?;
    Ok(Made {
        document: estimate.report(journey, sources.policy, sources.council),
        rates_from: Some(estimate.assessment.amounts.from),
    })
}
