//! A resource allocation model as data: questions, figures, tables, and the
//! stages of the sum in their order. A model is read whole or refused, with
//! every fault named by its file and key.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

mod check;
mod fault;
mod stage;
mod table;
mod unit;

pub use fault::ModelFault;
pub use stage::{Operator, Stage, StageCondition, WeeksInYear};
pub(crate) use table::FoundBand;
pub use table::{Band, BandTable, Edges};
pub use unit::Unit;

/// A resource allocation model that was read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    file: ModelFile,
    /// The unit of everything that a stage can name.
    units: BTreeMap<String, Unit>,
    /// The names of the questions about need that the need is worked out from.
    need_questions: Vec<String>,
}

/// A model as it stands in its file, not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// The name of the model for machines: `illustration`.
    pub id: String,
    /// The version of the model: `2026-1`. Two versions never share it.
    pub version: String,
    /// The name of the model for people.
    pub name: String,
    /// Whether the model is made up and is no council's.
    pub illustration: bool,
    /// Whom the model is for: `adults`.
    pub population: String,
    /// The first day on which the model applies.
    pub from: Date,
    /// The last day on which the model applies.
    pub to: Date,
    /// The place where the model as a whole was read.
    pub source: String,
    /// The certainty of the model as a whole.
    pub certainty: ModelCertainty,
    /// What the model does not cover, in sentences.
    pub limits: Vec<String>,
    /// The questions, in the order in which their pounds are explained.
    pub questions: Vec<BudgetQuestion>,
    /// Single figures: prices, shares, the least and the most.
    #[serde(default)]
    pub figures: BTreeMap<String, ModelFigure>,
    /// Tables by name.
    #[serde(default)]
    pub tables: BTreeMap<String, BandTable>,
    /// The stages, in the order in which they are worked out.
    pub stages: Vec<Stage>,
    /// The stage that is the need before unpaid support; one of the lines shown.
    #[serde(default)]
    pub need: Option<String>,
    /// What the model gives.
    pub results: Vec<ModelResult>,
    /// Answers that cannot all be right.
    #[serde(default)]
    pub contradictions: Vec<Contradiction>,
    /// Local prices, to cost a plan with.
    #[serde(default)]
    pub prices: BTreeMap<String, ModelFigure>,
    /// The weeks after the start within which a person looks at it again.
    #[serde(default)]
    pub review: Option<ReviewWindow>,
    /// A worked example: answers that the public page works out.
    #[serde(default)]
    pub example: BTreeMap<String, String>,
}

/// The certainty of a figure or of a model.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelCertainty {
    /// Published by the council whose model it is.
    Published,
    /// Seen in a source that cites the council.
    Secondary,
    /// Worked out from published figures.
    Derived,
    /// Not confirmed by anybody.
    Unverified,
    /// Made up, to show how a model works.
    Illustration,
}

impl ModelCertainty {
    /// Returns the certainty as a page says it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Secondary => "from a second-hand source",
            Self::Derived => "worked out from published figures",
            Self::Unverified => "not confirmed",
            Self::Illustration => "made up, as an illustration",
        }
    }
}

/// A question of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetQuestion {
    /// The name of the question.
    pub id: String,
    /// The question in words.
    pub ask: String,
    /// What the question is about.
    pub about: AskedAbout,
    /// What can be answered.
    pub answer: AnswerRange,
    /// The unit of the answer.
    pub unit: Unit,
    /// The number by which the score of a choice is multiplied.
    #[serde(default = "one")]
    pub weight: Decimal,
}

const fn one() -> Decimal {
    Decimal::ONE
}

/// A single figure of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFigure {
    /// What the figure is, for people.
    pub label: String,
    /// The figure.
    pub amount: Decimal,
    /// The unit of the figure.
    pub unit: Unit,
    /// The place where the figure was read.
    pub source: String,
    /// The certainty of the figure.
    pub certainty: ModelCertainty,
}

/// What a question is about. The order of the sum depends on it: need is worked
/// out before unpaid support is looked at (Care Act 2014 s9).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedAbout {
    /// What the person needs.
    Need,
    /// What a carer is able and willing to give.
    UnpaidSupport,
}

/// What can be answered to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerRange {
    /// One of several choices, from the least to the most.
    Choices(Vec<ScoredChoice>),
    /// A number.
    Number {
        /// The least that can be answered.
        least: Decimal,
        /// The most that can be answered.
        most: Decimal,
        /// The decimal places that an answer may have.
        places: u32,
    },
    /// `yes` counts 1 and `no` counts 0.
    YesNo {},
}

/// A choice with its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoredChoice {
    /// The name of the choice.
    pub id: String,
    /// The choice in words.
    pub words: String,
    /// The score of the choice.
    pub score: Decimal,
}

/// What a model gives: one amount, once, a week or a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelResult {
    /// What the amount is, for people.
    pub label: String,
    /// The stages that are shown as lines in pounds; the last is the amount.
    pub shown: Vec<String>,
    /// What the amount says.
    pub extent: ExtentKind,
    /// The stages that put the amount in another period, for display alone.
    #[serde(default)]
    pub display: Vec<String>,
}

/// What an amount says of the money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExtentKind {
    /// The amount is the prediction.
    Exactly {},
    /// The amount is a maximum.
    UpTo {},
    /// The prediction lies around the amount, by a share that a figure names.
    Around(String),
}

/// Answers that cannot all be right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// The conditions, which all hold.
    pub when: Vec<AnswerCondition>,
    /// What is wrong, for the person who answers.
    pub says: String,
}

/// A condition on the answer to one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerCondition {
    /// The name of the question.
    pub of: String,
    /// The least that the answer counts.
    #[serde(default)]
    pub at_least: Option<Decimal>,
    /// The most that the answer counts.
    #[serde(default)]
    pub at_most: Option<Decimal>,
}

/// When a person looks at a budget again.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewWindow {
    /// The weeks after which at the earliest.
    pub from_weeks: u8,
    /// The weeks after which at the latest.
    pub to_weeks: u8,
}

impl std::ops::Deref for Model {
    type Target = ModelFile;
    fn deref(&self) -> &ModelFile {
        &self.file
    }
}

impl Model {
    /// Reads a model from its file, which is named in every fault.
    ///
    /// # Errors
    /// Every [`ModelFault`] of the file; a file that is not a model at all has one.
    pub fn read(name: &str, json: &str) -> Result<Self, Vec<ModelFault>> {
        let reader = &mut serde_json::Deserializer::from_str(json);
        let file = serde_path_to_error::deserialize(reader).map_err(|error| {
            let key = error.path().to_string();
            vec![ModelFault::new(name, key, error.inner().to_string())]
        })?;
        Self::checked(name, file)
    }

    fn checked(name: &str, file: ModelFile) -> Result<Self, Vec<ModelFault>> {
        let checked = check::check(name, &file)?;
        Ok(Self {
            file,
            units: checked.units,
            need_questions: checked.need_questions,
        })
    }

    /// Makes the next version of a model, with every price and every amount of
    /// its tables multiplied by a factor. Each is rounded once, half a penny up,
    /// where it is published, so that every page shows the same.
    ///
    /// # Errors
    /// Every [`ModelFault`] of the model so made.
    pub fn uprated(
        &self,
        factor: Decimal,
        version: &str,
        from: Date,
        source: &str,
    ) -> Result<Self, Vec<ModelFault>> {
        let mut file = self.file.clone();
        version.clone_into(&mut file.version);
        file.from = from;
        file.to = file.to.max(from);
        let figures = file.figures.values_mut().chain(file.prices.values_mut());
        for figure in figures.filter(|figure| figure.unit.is_money()) {
            figure.amount = to_the_penny(figure.amount * factor);
            figure.source = format!("{}; {source}", figure.source);
        }
        for table in file.tables.values_mut() {
            table.uprate(factor, source);
        }
        Self::checked(version, file)
    }

    /// Returns the unit of a question, a figure or a stage.
    #[must_use]
    pub fn unit_of(&self, name: &str) -> Option<Unit> {
        self.units.get(name).copied()
    }

    /// Returns a question by its name.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&BudgetQuestion> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// Lists the questions that the need before unpaid support is worked out
    /// from.
    #[must_use]
    pub fn need_questions(&self) -> &[String] {
        &self.need_questions
    }

    /// Returns the name and version of the model, as records keep it.
    #[must_use]
    pub fn stated_version(&self) -> ModelVersion {
        ModelVersion {
            model: self.id.clone(),
            version: self.version.clone(),
            from: self.from,
        }
    }
}

/// The model that an amount was worked out by.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelVersion {
    /// The name of the model.
    pub model: String,
    /// The version of the model.
    pub version: String,
    /// The first day on which that version applied.
    pub from: Date,
}

/// Rounds to the penny, half a penny up: the one rounding of this crate.
pub(crate) fn to_the_penny(pounds: Decimal) -> Decimal {
    let mut rounded = pounds.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}
