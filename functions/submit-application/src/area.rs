//! Says which council helps somebody whose postcode is not of this council's
//! area. A postcode does not decide it, so the request can still be sent.

use askama::Template;
use domain::council::{Council, OtherCountry, PostcodePlace};
use web::Html;

#[derive(Template)]
#[template(path = "area.html")]
struct AnotherArea<'a> {
    council: &'a Council,
    postcode: &'a str,
    /// The council of the postcode, if it is a neighbour.
    neighbour: Option<&'a str>,
    country: Option<OtherCountry>,
}

/// Returns what somebody is told whose postcode is elsewhere.
pub(crate) fn another_area(council: &Council, postcode: &str) -> Option<Html> {
    let (neighbour, country) = match council.area.place_of(postcode) {
        PostcodePlace::Ours => return None,
        PostcodePlace::OfNeighbour(name) => (Some(name), None),
        PostcodePlace::Elsewhere => (None, None),
        PostcodePlace::OtherCountry(country) => (None, Some(country)),
    };
    Some(Html::rendered(&AnotherArea {
        council,
        postcode,
        neighbour,
        country,
    }))
}

impl AnotherArea<'_> {
    /// Whether help is arranged there by health and social care trusts, and not
    /// by councils.
    fn has_trusts(&self) -> bool {
        self.country == Some(OtherCountry::NorthernIreland)
    }
}
