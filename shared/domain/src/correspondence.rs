//! What the council and the people write to each other.

pub mod complaint;
pub mod email;
pub mod feedback;
pub mod team_inbox;
