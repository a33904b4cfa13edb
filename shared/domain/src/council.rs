//! The council whose portal this is.

use serde::{Deserialize, Serialize};

/// Who the council is and how to reach it without the website. Configuration:
/// one file a council, given to every function as it starts.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    /// `Exampleshire County Council`.
    pub name: String,
    /// What the portal is called in page titles and headers.
    pub service_name: String,
    /// The council's main website.
    pub website: String,
    /// Adult social care by telephone.
    pub telephone: String,
    /// For people who cannot hear or speak on the telephone (Relay UK prefix).
    pub text_relay: String,
    /// When that telephone is answered, in words.
    pub opening_hours: String,
    /// Out of hours, for what cannot wait.
    pub emergency_telephone: String,
    /// Adult social care by e-mail.
    pub email: String,
    /// Where a paper form is sent.
    pub postal_address: Vec<String>,
    /// The colour of the header and of buttons' accents, `#rrggbb`; must have
    /// a contrast of at least 4.5 to 1 with white.
    pub brand_colour: String,
    /// Whom to complain to about personal data.
    pub data_protection_email: String,
    /// Whether it collects Council Tax itself, so that nobody has to show it a
    /// bill: a unitary council, a London borough or a metropolitan district
    /// does, a county does not.
    pub collects_council_tax: bool,
}
