//! The models on file, by day.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::model::Model;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let models = FILES.iter().map(|(name, json)| read(name, json));
    models.collect()
});

#[expect(
    clippy::expect_used,
    reason = "the file is a part of the program, and the build has read it"
)]
fn read(name: &str, json: &str) -> Model {
    Model::read(name, json).expect("the build read this model")
}

/// The reason why there is no model.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is no model on file for {0}")]
pub struct NoModel(pub Date);

impl Model {
    /// Returns the model that applies on a day.
    ///
    /// ```
    /// use budget::Model;
    /// use jiff::civil::date;
    ///
    /// let model = Model::of(date(2026, 11, 30)).unwrap();
    /// assert!(model.illustration, "the shipped model decides nothing");
    /// assert!(Model::of(date(2014, 1, 1)).is_err());
    /// ```
    ///
    /// # Errors
    /// [`NoModel`] if no model is on file for the day.
    pub fn of(day: Date) -> Result<&'static Self, NoModel> {
        let mut models = MODELS.iter();
        let found = models.find(|model| (model.from..=model.to).contains(&day));
        found.ok_or(NoModel(day))
    }

    /// Returns the version before this one on file.
    #[must_use]
    pub fn version_before(&self) -> Option<&'static Self> {
        let before = self.from.yesterday().ok()?;
        Self::of(before).ok()
    }
}
