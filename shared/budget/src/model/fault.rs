//! What is wrong with a model.

/// A fault of a model, by the file and the key.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{file}: {key}: {sentence}")]
pub struct ModelFault {
    /// The name of the file.
    pub file: String,
    /// The key in the file: `tables.bands.rows[3].from`.
    pub key: String,
    /// What is wrong.
    pub sentence: String,
}

impl ModelFault {
    pub(super) fn new(file: &str, key: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            key: key.into(),
            sentence: sentence.into(),
        }
    }
}
