//! Citations of the law that the eligibility check rests on.

use serde::Serialize;

/// A place in the law, with the address of its text on legislation.gov.uk.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct EligibilityCitation {
    /// The whole citation:
    /// `Care and Support (Eligibility Criteria) Regulations 2015, regulation 2(2)(a)`.
    pub text: String,
    /// The short citation, for a page that has named the regulations already:
    /// `Regulation 2(2)(a)`.
    #[serde(skip)]
    pub short: String,
    /// The address of the text on legislation.gov.uk.
    pub href: String,
}

impl EligibilityCitation {
    /// Cites a paragraph of regulation 2 or 3 of the Eligibility Criteria
    /// Regulations: `regulation(2, "(2)(a)")`.
    pub(super) fn regulation(number: u8, paragraph: &str) -> Self {
        Self {
            text: format!(
                "Care and Support (Eligibility Criteria) Regulations 2015, \
                 regulation {number}{paragraph}"
            ),
            short: format!("Regulation {number}{paragraph}"),
            href: format!("https://www.legislation.gov.uk/uksi/2015/313/regulation/{number}"),
        }
    }

    /// Cites a section of the Care Act 2014: `act(1, "(2)")`.
    pub(super) fn act(section: u8, subsection: &str) -> Self {
        let text = format!("Care Act 2014, section {section}{subsection}");
        Self {
            short: text.clone(),
            text,
            href: format!("https://www.legislation.gov.uk/ukpga/2014/23/section/{section}"),
        }
    }

    /// Cites a section of the Children Act 1989. The numbers of some sections
    /// end in letters: `children_act("17ZD")`.
    pub(super) fn children_act(section: &str) -> Self {
        let text = format!("Children Act 1989, section {section}");
        Self {
            short: text.clone(),
            text,
            href: format!("https://www.legislation.gov.uk/ukpga/1989/41/section/{section}"),
        }
    }
}
