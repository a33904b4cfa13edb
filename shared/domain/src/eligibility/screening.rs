//! The answers that somebody gave in the check, once they are complete and do
//! not contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use super::UrgentSign;
use super::outcome::{Ability, Outcome};
use super::who::{Voice, Who};
use crate::directory::Need;

crate::named_enum! {
    serde
    /// An answer to a question to which the person may not know the answer.
    pub enum Certainty {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Not known.
        Unsure = "unsure",
    }
}

crate::named_enum! {
    serde
    /// Whether a carer provides necessary care for an adult (regulation
    /// 3(1)(a)): care that the adult cannot do without, and that is not paid or
    /// voluntary work (Care Act 2014 section 10(9)).
    pub enum NecessaryCare {
        /// The carer looks after an adult.
        Adult = "adult",
        /// The carer looks after only somebody under 18, where other law
        /// applies.
        ChildOnly = "child_only",
        /// The carer looks after nobody, or only as paid or voluntary work.
        No = "no",
        /// Not known.
        Unsure = "unsure",
    }
}

crate::named_enum! {
    serde
    /// A carer's health, regulation 3(2)(a): "the carer's physical or mental
    /// health is, or is at risk of, deteriorating".
    pub enum CarerHealth {
        /// Deteriorating.
        GettingWorse = "getting_worse",
        /// At risk of deteriorating.
        AtRisk = "at_risk",
        /// Neither deteriorating nor at risk.
        NotAffected = "not_affected",
        /// Not known.
        Unsure = "unsure",
    }
}

crate::named_enum! {
    serde
    /// The parts of well-being, Care Act 2014 section 1(2)(a) to (i).
    pub enum WellBeing {
        /// (a) personal dignity, including being treated with respect.
        Dignity = "dignity",
        /// (b) physical and mental health and emotional well-being.
        Health = "health",
        /// (c) protection from abuse and neglect.
        Protection = "protection",
        /// (d) control over day-to-day life.
        Control = "control",
        /// (e) participation in work, education, training or recreation.
        Participation = "participation",
        /// (f) social and economic well-being.
        SocialAndEconomic = "social_and_economic",
        /// (g) domestic, family and personal relationships.
        Relationships = "relationships",
        /// (h) suitability of living accommodation.
        Accommodation = "accommodation",
        /// (i) contribution to society.
        Contribution = "contribution",
    }
}

impl WellBeing {
    /// Returns the name in plain words, for the middle of a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Dignity => "dignity and being treated with respect",
            Self::Health => "physical or mental health and feelings",
            Self::Protection => "being safe from abuse and neglect",
            Self::Control => "control over everyday life",
            Self::Participation => "taking part in work, learning or leisure",
            Self::SocialAndEconomic => "money and social life",
            Self::Relationships => "relationships at home, with family and with friends",
            Self::Accommodation => "having a suitable place to live",
            Self::Contribution => "taking part in society",
        }
    }

    /// Returns the need to look up in the directory of services, if there is
    /// one.
    #[must_use]
    pub const fn need(self) -> Option<Need> {
        match self {
            Self::Health => Some(Need::MentalHealth),
            Self::SocialAndEconomic => Some(Need::Money),
            Self::Relationships => Some(Need::Loneliness),
            Self::Dignity
            | Self::Protection
            | Self::Control
            | Self::Participation
            | Self::Accommodation
            | Self::Contribution => None,
        }
    }
}

/// The checked answers of one person.
/// [`ScreeningRequest::check`](super::ScreeningRequest::check) makes the value,
/// so every outcome is answered and no answer contradicts another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Screening {
    /// The criteria to apply.
    pub who: Who,
    /// Whether the sentences of the result say "you" or "they".
    pub voice: Voice,
    /// The signs that somebody needs help now.
    pub urgent: BTreeSet<UrgentSign>,
    /// The extent of the questions that were asked, with the answers.
    pub asked: Asked,
}

/// The extent of the questions that were asked, with the answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Asked {
    /// The person named something urgent and stopped to get help first.
    StoppedForHelp,
    /// The person is under 18, so neither regulation applies.
    Under18,
    /// The carer looks after no adult, so regulation 3 cannot apply.
    NoAdultCaredFor {
        /// Whether the carer looks after a child.
        child: bool,
    },
    /// The person answered every question.
    Everything(ScreeningAnswers),
}

/// The answers that the criteria are applied to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ScreeningAnswers {
    /// Adults: whether the needs arise from an impairment or illness. Carers:
    /// whether they arise from necessary care for an adult.
    pub arises: Certainty,
    /// Carers only: the effect of caring on their health.
    pub health: Option<CarerHealth>,
    /// Whether the needs come and go (regulation 2(4), 3(4)).
    pub fluctuates: bool,
    /// The ability for every outcome in [`Outcome::of`] that person.
    pub outcomes: BTreeMap<Outcome, Ability>,
    /// The parts of well-being that are affected.
    pub well_being: BTreeSet<WellBeing>,
    /// Whether the impact on well-being is, or is likely to be, significant.
    pub significant: Certainty,
}
