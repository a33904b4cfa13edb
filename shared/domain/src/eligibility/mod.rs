//! The national eligibility criteria for care and support: whether somebody
//! may be eligible, why, and what to do next.
//!
//! The rule is regulation 2 (adults with needs) and regulation 3 (carers) of
//! the Care and Support (Eligibility Criteria) Regulations 2015 (SI 2015/313),
//! made under section 13 of the Care Act 2014. The rule has not changed since
//! 1 April 2015. The result is an indication: section 13 gives the decision to
//! the council, after an assessment under section 9 or 10.
//!
//! ```text
//! Request --check--> Screening --decide--> Decision --report--> Document
//! ```

mod decision;
mod law;
mod outcome;
mod report;
mod request;
mod screening;
mod urgent;

pub use decision::{Criterion, Decision, Finding, Indication, Met, decide};
pub use law::Citation;
pub use outcome::{Ability, Limb, Outcome};
pub use report::{
    ForNeed, INDICATION_ONLY, after_why, answer, facts, fluctuating, headline, next_steps, report,
    services_for,
};
pub use request::{Problem, ScreeningRequest};
pub use screening::{
    Answers, Asked, CarerHealth, Certainty, NecessaryCare, Screening, Voice, WellBeing, Who,
};
pub use urgent::{Contact, Notice, UrgentSign, notices};

/// Declares a fieldless enum whose values have names: one name for JSON, for
/// stored answers and for a form's data file.
macro_rules! named {
    (
        $(#[$about:meta])*
        pub enum $kind:ident { $( $(#[$doc:meta])* $variant:ident = $name:literal, )+ }
    ) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $kind {
            $( $(#[$doc])* #[serde(rename = $name)] $variant, )+
        }

        impl $kind {
            /// All values, in the order of the law or of the question.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];

            /// Returns the name of the value in JSON and in stored answers.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// Returns the value of that name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}
use named;
