//! The person whom a check is about, and how the result speaks of them.

crate::named_enum! {
    serde
    /// The set of criteria to apply.
    pub enum Who {
        /// An adult who may need care and support: regulation 2.
        Adult = "adult",
        /// Somebody who looks after an adult: regulation 3.
        Carer = "carer",
    }
}

crate::named_enum! {
    serde
    /// The grammatical person of the result: words to the person or about them.
    pub enum Voice {
        /// "You can".
        You = "you",
        /// "They can": the check is done on somebody's behalf.
        They = "they",
    }
}
