//! What somebody may be asked to pay for their care: the Care and Support
//! (Charging and Assessment of Resources) Regulations 2014 (SI 2014/2672),
//! the amounts of each year, and what a council decides for itself.

pub mod circumstances;
pub mod policy;
