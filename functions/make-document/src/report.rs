//! Which reports there are, and what each is worked out from.

use domain::charging;
use domain::charging::policy::Policy;
use domain::directory::Directory;
use domain::document::Document;
use domain::draft::Answers;
use domain::eligibility::{decide, report, services_for};
use journey::check_support::screening;
use journey::estimate_costs::inputs;
use journey::form::Form;
use journey::journey::Journey;
use web::Portal;

/// A report that can be had as a PDF.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Report {
    /// What the national eligibility criteria suggest.
    CheckSupport,
    /// What care may cost.
    EstimateCosts,
}

/// What a report may need besides the answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) directory: Directory,
    pub(crate) policy: &'a Policy,
}

impl Report {
    /// The form whose answers it is made from.
    pub(crate) fn form(self) -> &'static Form {
        match self {
            Self::CheckSupport => journey::forms::check_support(),
            Self::EstimateCosts => journey::forms::estimate_costs(),
        }
    }

    /// Where its journey begins.
    pub(crate) const fn home(self) -> &'static str {
        match self {
            Self::CheckSupport => "/check-support",
            Self::EstimateCosts => "/estimate-costs",
        }
    }

    /// What the file is called where it is saved, before its date.
    pub(crate) const fn file_name(self) -> &'static str {
        match self {
            Self::CheckSupport => "care-and-support-check",
            Self::EstimateCosts => "care-costs-estimate",
        }
    }
}

/// The report of these answers, the same that the page of the result shows;
/// none while a question is not answered.
pub(crate) fn report_for(
    wanted: Report,
    answers: &Answers,
    sources: Sources<'_>,
) -> Option<Document> {
    let journey = Journey::new(wanted.form(), answers);
    match wanted {
        Report::CheckSupport => check_support(&journey, sources),
        Report::EstimateCosts => estimate_costs(&journey, sources),
    }
}

fn check_support(journey: &Journey<'_>, sources: Sources<'_>) -> Option<Document> {
    let Sources {
        portal, directory, ..
    } = sources;
    let screening = screening(journey)?;
    let decision = decide(&screening);
    let services = services_for(&decision, directory);
    Some(report(
        &screening,
        &decision,
        portal.council(),
        &services,
        portal.today(),
    ))
}

fn estimate_costs(journey: &Journey<'_>, sources: Sources<'_>) -> Option<Document> {
    let Sources { portal, policy, .. } = sources;
    let inputs = inputs(journey, portal.today(), policy.home_care_hourly_rate)?;
    let assessment = charging::assess(inputs.date, &inputs.circumstances, policy).ok()?;
    Some(charging::report::document(
        &assessment,
        &inputs.circumstances,
        policy,
        portal.council(),
    ))
}
