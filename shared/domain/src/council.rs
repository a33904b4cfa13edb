//! The council that runs the portal.

mod area;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

pub use area::{CouncilArea, OtherCountry, PostcodePlace};

use crate::values::id_text::is_slug;

/// The name of the council and the ways to reach it without the website.
/// Configuration: one file a council, given to every function as it starts.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    /// The name of the council: `Exampleshire County Council`.
    pub name: String,
    /// The name of the portal in page titles and headers.
    pub service_name: String,
    /// The council's main website.
    pub website: String,
    /// The telephone number of adult social care.
    pub telephone: String,
    /// The number for people who cannot hear or speak on the telephone (Relay
    /// UK prefix).
    pub text_relay: String,
    /// The hours in which the telephone is answered, in words.
    pub opening_hours: String,
    /// The telephone number out of hours, for emergencies.
    pub emergency_telephone: String,
    /// The telephone number of children's services; that of adult social care,
    /// which puts people through, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub childrens_telephone: Option<String>,
    /// The e-mail address of adult social care.
    pub email: String,
    /// The postal address for paper forms.
    pub postal_address: Vec<String>,
    /// The colour of the header and of buttons' accents, `#rrggbb`; must have
    /// a contrast of at least 4.5 to 1 with white.
    pub brand_colour: String,
    /// The e-mail address for complaints about personal data.
    pub data_protection_email: String,
    /// The team that reads safeguarding concerns.
    pub safeguarding_team: TeamContact,
    /// The team that calls people back.
    pub call_back_team: TeamContact,
    /// Whether the council collects Council Tax itself, so that nobody has to
    /// show it a bill: a unitary council, a London borough or a metropolitan
    /// district does, a county does not.
    pub collects_council_tax: bool,
    /// When day services are paid; without it pages name no day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_service_payments: Option<PaymentRule>,
    /// Where providers of day services turn to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_services: Option<DayServiceContacts>,
    /// For whom indicative budgets are worked out; for nobody if left out.
    #[serde(default)]
    pub indicative_budgets: BudgetAudiences,
    /// The postcodes of the council's area and of the councils beside it.
    #[serde(default)]
    pub area: CouncilArea,
    /// The teams that get the needs self-assessments of citizens; nobody is
    /// offered one if left out.
    #[serde(default)]
    pub needs_self_assessments: SelfAssessmentTeams,
}

/// The teams that get the needs self-assessments of citizens, by audience. An
/// audience without a team is not offered one, so that a council can begin with
/// one audience, and later than with the rest of the portal.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SelfAssessmentTeams {
    /// The id of the team for adults with needs of their own, as its practitioners
    /// are put into it: `older-people-north`.
    #[serde(deserialize_with = "team", skip_serializing_if = "Option::is_none")]
    pub adults: Option<String>,
    /// The id of the team for carers.
    #[serde(deserialize_with = "team", skip_serializing_if = "Option::is_none")]
    pub carers: Option<String>,
}

impl SelfAssessmentTeams {
    /// Whether there is an audience that is offered a self-assessment.
    #[must_use]
    pub const fn are_offered(&self) -> bool {
        self.adults.is_some() || self.carers.is_some()
    }
}

/// Reads the id of a team, and refuses what can be none.
fn team<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    match Option::<String>::deserialize(from)? {
        Some(id) if !is_slug(&id) => Err(D::Error::custom("not an id of a team")),
        id => Ok(id),
    }
}

/// A team that reads what people send to it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamContact {
    /// The id of the team, as its practitioners are put into it:
    /// `safeguarding`. They alone read the messages.
    pub team: String,
    /// The e-mail address that is told that messages wait.
    pub email: String,
}

/// For whom indicative budgets are worked out. Whether anybody is served forms
/// is a setting of its own, so that either is launched without the other.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BudgetAudiences {
    /// Whether practitioners see them beside an assessment.
    pub practitioners: bool,
    /// Whether citizens can have one worked out.
    pub citizens: bool,
}

impl BudgetAudiences {
    /// Whether there is anybody for whom indicative budgets are worked out, so
    /// that everybody is told how.
    #[must_use]
    pub const fn are_anybody(self) -> bool {
        self.practitioners || self.citizens
    }
}

impl Council {
    /// Returns the telephone number for help for somebody under 18.
    #[must_use]
    pub fn childrens_telephone(&self) -> &str {
        self.childrens_telephone
            .as_deref()
            .unwrap_or(&self.telephone)
    }
}

/// The rule by which payment runs follow each other, and those that holidays
/// move.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRule {
    /// The last day on which a register can be submitted for the first run.
    pub first_deadline: Date,
    /// The weeks from one run to the next.
    pub every_weeks: u8,
    /// The days from the deadline to the day on which the money reaches the
    /// bank.
    pub days_to_bank: u8,
    /// The runs that are not as the rule has them.
    #[serde(default)]
    pub moved: Vec<MovedRun>,
}

/// A payment run that a holiday moves.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedRun {
    /// The deadline by the rule.
    pub from: Date,
    /// The deadline instead.
    pub deadline: Date,
    /// The day on which the money reaches the bank.
    pub reaches_bank: Date,
}

/// Where providers of day services turn to. An address that is left empty is
/// that of adult social care, or is not shown.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DayServiceContacts {
    /// The e-mail address for errors in care packages and in registers that
    /// were submitted.
    pub report_errors: String,
    /// The e-mail address for questions about payments.
    pub payment_enquiries: String,
    /// The e-mail address for technical problems.
    pub support: String,
    /// The address of the providers' guide, a PDF.
    pub guidance: String,
    /// The address of the council's privacy statement.
    pub privacy: String,
    /// The address of the council's page on access to information.
    pub access_to_information: String,
}
