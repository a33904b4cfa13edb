//! The area of the council, by postcode, and what is beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The postcodes of the council's area and of the councils beside it.
///
/// A postcode follows the post and not a boundary, so it never decides: somebody
/// is told, and can go on.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CouncilArea {
    /// The first parts of postcodes, `LE1`, of which addresses are in the area.
    /// Left empty, the council does not say, and nobody is told of another.
    pub outward_codes: BTreeSet<String>,
    /// The first parts of postcodes that lie in the area of another council,
    /// with its name.
    pub neighbours: BTreeMap<String, String>,
}

/// The place of a postcode, as far as it is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PostcodePlace<'a> {
    /// In the council's area, or the council does not say.
    Ours,
    /// In the area of the council of this name.
    OfNeighbour(&'a str),
    /// In nobody's area that the council knows.
    Elsewhere,
    /// In another country, for the most part.
    OtherCountry(OtherCountry),
}

/// A country in which care is not arranged by the law of England.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OtherCountry {
    /// Scotland.
    Scotland,
    /// Wales.
    Wales,
    /// Northern Ireland.
    NorthernIreland,
    /// The Isle of Man, Jersey and Guernsey, which are no part of the United
    /// Kingdom.
    CrownDependency,
}

impl OtherCountry {
    /// Returns the name of the country.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scotland => "Scotland",
            Self::Wales => "Wales",
            Self::NorthernIreland => "Northern Ireland",
            Self::CrownDependency => "the Isle of Man or the Channel Islands",
        }
    }

    /// Finds the country of a postcode area, the letters before the first digit,
    /// if nearly all of its postcodes are there. Those that lie on both sides
    /// of a border are left out: CH, HR, SY and TD.
    #[must_use]
    pub fn of_postcode_area(area: &str) -> Option<Self> {
        match area {
            "AB" | "DD" | "DG" | "EH" | "FK" | "G" | "HS" | "IV" | "KA" | "KW" | "KY" | "ML"
            | "PA" | "PH" | "ZE" => Some(Self::Scotland),
            "CF" | "LD" | "LL" | "NP" | "SA" => Some(Self::Wales),
            "BT" => Some(Self::NorthernIreland),
            "GY" | "IM" | "JE" => Some(Self::CrownDependency),
            _ => None,
        }
    }
}

impl CouncilArea {
    /// Finds the place of a postcode, written with a space: `LE1 1FZ`.
    #[must_use]
    pub fn place_of(&self, postcode: &str) -> PostcodePlace<'_> {
        let outward = postcode.split(' ').next().unwrap_or_default();
        let area = outward.split(|sign: char| sign.is_ascii_digit()).next();
        if self.outward_codes.contains(outward) {
            return PostcodePlace::Ours;
        }
        if let Some(name) = self.neighbours.get(outward) {
            return PostcodePlace::OfNeighbour(name);
        }
        match area.and_then(OtherCountry::of_postcode_area) {
            Some(country) => PostcodePlace::OtherCountry(country),
            None if self.outward_codes.is_empty() => PostcodePlace::Ours,
            None => PostcodePlace::Elsewhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> CouncilArea {
        CouncilArea {
            outward_codes: ["ZZ1", "EC1A", "EH99"].map(str::to_owned).into(),
            neighbours: [("ZZ2".to_owned(), "Othershire Council".to_owned())].into(),
        }
    }

    #[test]
    fn a_postcode_is_ours_of_a_neighbour_elsewhere_or_in_another_country() {
        let area = area();
        for (postcode, place) in [
            ("ZZ1 1AB", PostcodePlace::Ours),
            ("EC1A 1BB", PostcodePlace::Ours),
            ("ZZ2 1AB", PostcodePlace::OfNeighbour("Othershire Council")),
            ("ZZ12 1AB", PostcodePlace::Elsewhere),
            ("E1 6AN", PostcodePlace::Elsewhere),
            ("SY1 1AA", PostcodePlace::Elsewhere),
            (
                "EH1 1AA",
                PostcodePlace::OtherCountry(OtherCountry::Scotland),
            ),
            (
                "G2 1AA",
                PostcodePlace::OtherCountry(OtherCountry::Scotland),
            ),
            ("GL1 1AA", PostcodePlace::Elsewhere),
            ("CF10 1AA", PostcodePlace::OtherCountry(OtherCountry::Wales)),
            (
                "BT1 1AA",
                PostcodePlace::OtherCountry(OtherCountry::NorthernIreland),
            ),
            (
                "IM1 1AA",
                PostcodePlace::OtherCountry(OtherCountry::CrownDependency),
            ),
        ] {
            assert_eq!(area.place_of(postcode), place, "{postcode}");
        }
        // What a council lists is its own, whatever country the letters are of.
        assert_eq!(area.place_of("EH99 1SP"), PostcodePlace::Ours);
    }

    #[test]
    fn a_council_that_lists_nothing_tells_nobody_of_another_council() {
        let area = CouncilArea::default();
        assert_eq!(area.place_of("ZZ1 1AB"), PostcodePlace::Ours);
        let scotland = PostcodePlace::OtherCountry(OtherCountry::Scotland);
        assert_eq!(area.place_of("EH1 1AA"), scotland);
    }
}
