//! Holders of the answers of a form, which open, keep and clear the answers for
//! the form's pages.
//!
//! | Holder | Whose answers | Kept |
//! | --- | --- | --- |
//! | [`CitizenAnswers`] | a visitor's | under the cookie of their visit |
//! | [`CitizenAnswers`] | somebody's who is signed in | in a saved form of their account |
//! | [`VisitorAnswers`] | anybody's, to a form that is part of no account | under the cookie of their visit |
//! | [`StaffCaseAnswers`] | a team's, about a person | in that person's case, version by version |

mod citizen;
mod expired;
mod holder;
mod joining;
mod own_words;
mod port;
mod saved_form;
mod staff_case;
mod target_form;
mod visitor;

pub(crate) use citizen::signs_in_again;
pub use citizen::{CitizenAnswers, CitizenForm, CitizenHolding, answers_to_read};
pub use holder::{
    AnswerChange, AnswerHolder, FormVersion, KnownAnswers, OpenForm, SavedAnswer, SignsOff,
};
pub use joining::JoiningAnswers;
pub use port::AnswerStore;
pub use saved_form::new_saved_form;
pub use staff_case::{
    StaffCaseAnswers, StaffCaseForm, StaffCaseHolding, StaffCaseRequest, StaffCaseStore,
};
pub use target_form::{TARGET_FORM, TargetForm};
pub use visitor::{VisitorAnswerStore, VisitorAnswers, VisitorForm};
