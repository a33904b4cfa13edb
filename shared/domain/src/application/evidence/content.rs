//! The reasons why a file that somebody sent cannot be used. `scan-evidence` judges
//! files.

crate::named_enum! {
    serde
    /// The reason why a file cannot be used.
    #[derive(thiserror::Error)]
    pub enum Refusal {
        /// The file is empty.
        #[error("the file is empty")]
        Empty = "empty",
        /// The file is larger than [`LARGEST_FILE`].
        #[error("the file is too large")]
        TooLarge = "too-large",
        /// The file is of no type of [`FileType`].
        #[error("the file is of a kind that cannot be used")]
        Kind = "kind",
        /// The file begins as one type and does not go on or end as that type, or
        /// has something in it that cannot be read.
        #[error("the file is damaged or not whole")]
        Damaged = "damaged",
        /// The file is of two types at once: another program would see another
        /// file.
        #[error("the file is two files in one")]
        Polyglot = "polyglot",
        /// The file would fill the memory of the program that opens it.
        #[error("the file unpacks to far more than it says")]
        Bomb = "bomb",
        /// The file has a password or is encrypted.
        #[error("the file has a password")]
        Locked = "locked",
        /// The file brings programs or other files along, or opens or fetches
        /// something by itself.
        #[error("the file has programs or other files in it")]
        Active = "active",
    }
}
