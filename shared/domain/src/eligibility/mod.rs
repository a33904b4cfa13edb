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
//! ScreeningRequest --check--> Screening --decide--> Decision --report--> Document
//! ```

mod decision;
mod law;
mod outcome;
mod report;
mod request;
mod screening;
mod urgent;
mod who;

pub use decision::{Criterion, Decision, Finding, Indication, Met, decide};
pub use law::EligibilityCitation;
pub use outcome::{Ability, Limb, Outcome};
pub use report::{
    INDICATION_ONLY, NeedWithServices, SectionsOfResult, WHY, answer, facts, fluctuating, headline,
    next_steps, report, says_who_decides, sections_of_result, services_for,
};
pub use request::{ScreeningProblem, ScreeningRequest};
pub use screening::{
    Asked, CarerHealth, Certainty, NecessaryCare, Screening, ScreeningAnswers, WellBeing,
};
pub use urgent::{Contact, UrgentAdvice, UrgentSign, urgent_advice};
pub use who::{Voice, Who};
