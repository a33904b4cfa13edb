//! The reports that are made from answers: the page of a result, its PDF and
//! what is sent with an application all show the same one.

use domain::charging;
use domain::charging::policy::Policy;
use domain::council::Council;
use domain::directory::Directory;
use domain::document::Document;
use domain::draft::Answers;
use domain::eligibility::{self, decide, services_for};
use jiff::civil::Date;

use crate::check_support::screening;
use crate::estimate_costs::inputs;
use crate::form::Form;
use crate::forms;
use crate::journey::Journey;

domain::listed_enum! {
    /// Which report.
    pub enum Report {
        /// What the national eligibility criteria suggest.
        CheckSupport,
        /// What care may cost.
        EstimateCosts,
    }
}

/// What a report may need besides the answers.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// Whose portal it is.
    pub council: &'a Council,
    /// Services nearby.
    pub directory: Directory,
    /// The council's charging policy.
    pub policy: &'a Policy,
    /// Today in London.
    pub today: Date,
}

/// A report, and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The report.
    pub document: Document,
    /// From when the amounts hold that it was worked out with, if it was with
    /// any.
    pub rates_from: Option<Date>,
}

impl Report {
    /// The report that is made from the answers of this form.
    #[must_use]
    pub fn of_form(form: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|report| report.form().id == form)
    }

    /// The form whose answers it is made from.
    #[must_use]
    pub fn form(self) -> &'static Form {
        match self {
            Self::CheckSupport => forms::check_support(),
            Self::EstimateCosts => forms::estimate_costs(),
        }
    }

    /// The report of these answers; none while a question is not answered.
    #[must_use]
    pub fn make(self, answers: &Answers, sources: Sources<'_>) -> Option<Made> {
        let journey = Journey::new(self.form(), answers);
        match self {
            Self::CheckSupport => check_support(&journey, sources),
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

fn estimate_costs(journey: &Journey<'_>, sources: Sources<'_>) -> Option<Made> {
    let policy = sources.policy;
    let inputs = inputs(journey, sources.today, policy.home_care_hourly_rate)?;
    let assessment = charging::assess(inputs.date, &inputs.circumstances, policy).ok()?;
    Some(Made {
        document: charging::report::document(
            &assessment,
            &inputs.circumstances,
            policy,
            sources.council,
        ),
        rates_from: Some(assessment.amounts.from),
    })
}
