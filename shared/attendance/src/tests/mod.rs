//! The rules of the guide for providers, section by section; the failure cases
//! by their ids; and random weeks.

mod adjustments;
mod amounts;
mod given;
mod imports;
mod kept_versions;
mod late_days;
mod locked_chains;
mod marking;
mod non_payment_weeks;
mod person_weeks;
mod random;
mod random_weeks;
mod submitting;
mod totals;
mod years;
