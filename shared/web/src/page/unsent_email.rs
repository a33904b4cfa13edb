//! The note on a page that an e-mail about work that is done could not be sent.

use app::EmailHandover;

/// The query of an address whose page says that there is no e-mail.
const NOT_SENT: &str = "email=not-sent";

/// Builds the address of the page which says that work is done, with the note
/// that there is no e-mail about it.
#[must_use]
pub fn page_after(address: &str, email: EmailHandover) -> String {
    match email {
        EmailHandover::Taken => address.to_owned(),
        EmailHandover::NotTaken => format!("{address}?{NOT_SENT}"),
    }
}

/// Whether a page has to say that there is no e-mail. Anybody can write a query,
/// so the page shows nothing else by it.
#[must_use]
pub fn is_noted_in(query: Option<&str>) -> bool {
    query == Some(NOT_SENT)
}
