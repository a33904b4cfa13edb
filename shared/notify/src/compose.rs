//! The words of every notice.

use domain::correspondence::email::Email;
use domain::council::Council;
use jiff::Timestamp;

use crate::emails;
use crate::letter::{self, Composed, Letterhead, NotComposed};

/// Puts a notice into words.
///
/// `public_address` is where people reach the portal (`https://care.example`);
/// without one there are no links. Nothing else is ever linked to, no link
/// holds a token, and a notice with a code has no link.
///
/// # Errors
/// [`NotComposed`], which no value can cause.
pub fn compose(
    council: &Council,
    public_address: Option<&str>,
    mail: &Email,
    sent_at: Timestamp,
) -> Result<Composed, NotComposed> {
    let from = Letterhead::new(council, public_address, sent_at);
    let written = emails::write(mail, &from)?;
    letter::set(&written, &from)
}
