//! Values, dated law, rules, decisions, outcomes and ports. Pure: no clock,
//! no random numbers, no environment, no AWS, no HTTP.

pub mod charging;
pub mod council;
pub mod directory;
pub mod document;
pub mod draft;
pub mod eligibility;
pub mod feedback;
pub mod money;
