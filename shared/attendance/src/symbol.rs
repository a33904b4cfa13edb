//! The symbols of a day on the register, and the kinds of care that they count
//! towards.

use rust_decimal::Decimal;

use crate::quantity::{Quantity, hours_of};

domain::named_enum! {
    serde
    /// A symbol of a day on the register: one thing that a person may receive.
    pub enum Symbol {
        /// The morning session.
        Morning = "am",
        /// The afternoon session.
        Afternoon = "pm",
        /// The evening session.
        Evening = "evening",
        /// Support hours, one member of staff with one person.
        OneToOne = "one_to_one",
        /// Support hours, two members of staff with two people. Counted in
        /// hours that the person receives.
        TwoToTwo = "two_to_two",
        /// The journey to the day service.
        Out = "out",
        /// The journey home.
        Back = "back",
    }
}

impl Symbol {
    /// Returns the letters of the symbol on the register: `AM`, `1:1`.
    ///
    /// ```
    /// use attendance::symbol::Symbol;
    ///
    /// let letters = Symbol::ALL.map(Symbol::letters);
    /// assert_eq!(letters, ["AM", "PM", "Eve", "1:1", "2:2", "Out", "Back"]);
    /// ```
    #[must_use]
    pub const fn letters(self) -> &'static str {
        match self {
            Self::Morning => "AM",
            Self::Afternoon => "PM",
            Self::Evening => "Eve",
            Self::OneToOne => "1:1",
            Self::TwoToTwo => "2:2",
            Self::Out => "Out",
            Self::Back => "Back",
        }
    }

    /// Returns the words for the symbol, as a label or a sentence has them:
    /// `morning`, `1:1 support`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
            Self::OneToOne => "1:1 support",
            Self::TwoToTwo => "2:2 support",
            Self::Out => "journey out",
            Self::Back => "journey back",
        }
    }

    /// Whether the symbol is a session.
    #[must_use]
    pub const fn is_session(self) -> bool {
        matches!(self, Self::Morning | Self::Afternoon | Self::Evening)
    }

    /// Whether the symbol is counted in quarters of an hour.
    #[must_use]
    pub const fn is_support(self) -> bool {
        matches!(self, Self::OneToOne | Self::TwoToTwo)
    }

    /// Whether the symbol is a journey.
    #[must_use]
    pub const fn is_journey(self) -> bool {
        matches!(self, Self::Out | Self::Back)
    }

    /// Returns the sessions whose absence a symbol goes with, the nearest
    /// first: the journey out goes with the morning, the journey back with the
    /// latest session of the day.
    #[must_use]
    pub const fn goes_with(self) -> &'static [Self] {
        match self {
            Self::Morning | Self::Afternoon | Self::Evening => &[],
            Self::OneToOne | Self::TwoToTwo | Self::Out => {
                &[Self::Morning, Self::Afternoon, Self::Evening]
            }
            Self::Back => &[Self::Evening, Self::Afternoon, Self::Morning],
        }
    }
}

domain::named_enum! {
    serde
    /// A kind of care with a weekly total of its own: what is commissioned of
    /// one kind can be moved between days and not exceeded.
    pub enum CareKind {
        /// Sessions: AM and PM, and evenings where they share that total.
        Sessions = "sessions",
        /// Evenings, where the contract prices them apart.
        Evenings = "evenings",
        /// Hours of 1:1 support.
        OneToOne = "one_to_one",
        /// Hours of 2:2 support.
        TwoToTwo = "two_to_two",
        /// Journeys, out and back together.
        Journeys = "journeys",
    }
}

impl CareKind {
    /// Whether the kind is counted in quarters of an hour.
    #[must_use]
    pub const fn is_support(self) -> bool {
        matches!(self, Self::OneToOne | Self::TwoToTwo)
    }

    /// Returns the words for the kind in a message about its total: `sessions`,
    /// `hours of 1:1 support`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Evenings => "evening sessions",
            Self::OneToOne => "hours of 1:1 support",
            Self::TwoToTwo => "hours of 2:2 support",
            Self::Journeys => "journeys",
        }
    }

    /// Returns a quantity of the kind as a number in its unit: hours for
    /// support, a count for everything else.
    ///
    /// ```
    /// use attendance::quantity::Quantity;
    /// use attendance::symbol::CareKind;
    ///
    /// assert_eq!(CareKind::OneToOne.number_of(Quantity(14)).to_string(), "3.5");
    /// assert_eq!(CareKind::Journeys.number_of(Quantity(4)).to_string(), "4");
    /// ```
    #[must_use]
    pub fn number_of(self, quantity: Quantity) -> Decimal {
        match self.is_support() {
            true => hours_of(quantity),
            false => Decimal::from(quantity.0),
        }
    }
}
