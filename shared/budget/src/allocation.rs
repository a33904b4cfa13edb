//! The allocation: what a model predicts for answers, with every stage and
//! every answer explained in pounds.

use domain::values::money::in_words as pounds_in_words;
use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::amount::{Amount, Extent};
use crate::given::{self, BudgetAnswers, Counts, QualityFlag};
use crate::model::{
    ExtentKind, Model, ModelCertainty, ModelResult, ModelVersion, Operator, Unit, to_the_penny,
};
use crate::run::{Ended, Run, StopAt};
use crate::words;

/// What a model predicts. It decides nothing: a person does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Allocation {
    /// The model and its version.
    pub model: ModelVersion,
    /// Whether the model is made up and is no council's.
    pub illustration: bool,
    /// Whether there is a prediction.
    pub outcome: BudgetOutcome,
    /// The amounts, one for each period that the model gives.
    pub results: Vec<BudgetResult>,
    /// Every stage, in order.
    pub trace: Vec<StageLine>,
    /// The figures and tables that the model rests on, with their certainty.
    pub rests_on: Vec<FigureBehind>,
    /// What a person has to look at.
    pub flags: Vec<QualityFlag>,
}

/// Whether there is a prediction.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetOutcome {
    /// The results are the prediction.
    Predicted,
    /// The model predicts nothing: a person decides, for these reasons.
    APersonDecides(Vec<DecisionReason>),
    /// Answers are missing or cannot be used: the results are what the others
    /// come to so far.
    Incomplete,
}

/// Why a person decides.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct DecisionReason {
    /// The stage at which the prediction ended.
    pub stage: String,
    /// What ended it.
    pub kind: DecisionKind,
    /// The reason in a sentence.
    pub sentence: String,
}

domain::named_enum! {
    serde
    /// What ends a prediction.
    pub enum DecisionKind {
        /// The answers are above the published range of a table.
        AboveTheRange = "above_the_range",
        /// The answers are below the published range of a table.
        BelowTheRange = "below_the_range",
        /// The amount is above what the model predicts.
        AboveTheCap = "above_the_cap",
        /// The need before unpaid support is above the range, so that its pounds
        /// cannot be explained.
        NeedAboveTheRange = "need_above_the_range",
        /// The model leaves such answers to a person.
        LeftToAPerson = "left_to_a_person",
    }
}

/// One amount that a model gives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BudgetResult {
    /// What the amount is.
    pub label: String,
    /// The prediction; none where a person decides or answers are missing.
    pub extent: Option<Extent>,
    /// What was worked out, whether or not it is a prediction.
    pub computed: Option<Amount>,
    /// The need before what a carer gives, where the model has such questions.
    pub need: Option<Amount>,
    /// The lines of the sum in pounds; their changes add up to what was worked
    /// out.
    pub lines: Vec<ShownLine>,
    /// What everybody has before any answer counts.
    pub before_answers: Option<Amount>,
    /// The pounds of each answer, in the order of the questions. With
    /// `before_answers` they add up to what was worked out, to the penny.
    pub answers: Vec<AnswerLine>,
    /// The amount in another period, for display alone.
    pub display: Vec<String>,
    /// What the model says besides the amount.
    pub says: Vec<String>,
}

/// A line of the sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownLine {
    /// The stage.
    pub stage: String,
    /// What the line is.
    pub label: String,
    /// The amount after the stage.
    pub amount: Amount,
    /// What the stage changed, in pounds.
    pub change: Decimal,
}

/// What one answer adds or takes off.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnswerLine {
    /// The question's name.
    pub question: String,
    /// The question in words.
    pub ask: String,
    /// The answer in words.
    pub answer: String,
    /// What the answer adds, in pounds; below 0 for what a carer gives.
    pub pounds: Decimal,
}

/// A stage with its arithmetic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageLine {
    /// The stage.
    pub stage: String,
    /// What the stage is.
    pub label: String,
    /// The arithmetic in words; a reason where there is none.
    pub sum: String,
    /// The number, in the unit of the stage.
    pub number: Option<Decimal>,
    /// The unit of the number.
    pub unit: Unit,
}

/// A figure or table behind an amount.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureBehind {
    /// What the figure or table is.
    pub label: String,
    /// Its certainty.
    pub certainty: ModelCertainty,
    /// The place where it was read.
    pub source: String,
}

/// Works out what a model predicts for answers.
///
/// ```
/// use budget::{BudgetAnswers, BudgetOutcome, Model, allocate};
/// use jiff::civil::date;
///
/// let model = Model::of(date(2026, 11, 30)).unwrap();
/// let answers = BudgetAnswers::example_of(model);
/// let allocation = allocate(model, &answers);
/// assert_eq!(allocation.outcome, BudgetOutcome::Predicted);
///
/// // The pounds of the answers add up to the amount, to the penny.
/// for result in &allocation.results {
///     let of_answers: rust_decimal::Decimal = result.answers.iter().map(|line| line.pounds).sum();
///     let before = result.before_answers.unwrap().pounds();
///     assert_eq!(before + of_answers, result.computed.unwrap().pounds());
/// }
/// ```
#[must_use]
pub fn allocate(model: &Model, answers: &BudgetAnswers) -> Allocation {
    let (counts, flags) = given::read(model, answers);
    let path = Path::of(model, &counts);
    let run = path.last();
    let mut reasons: Vec<_> = run.stops.iter().map(|stop| reason(model, stop)).collect();
    if reasons.is_empty() {
        reasons.extend(path.need_above_the_range(model));
    }
    let incomplete = flags.iter().any(|flag| flag.kind.stops_the_prediction());
    let outcome = match (incomplete, reasons.is_empty()) {
        (true, _) => BudgetOutcome::Incomplete,
        (false, true) => BudgetOutcome::Predicted,
        (false, false) => BudgetOutcome::APersonDecides(reasons),
    };
    let predicted = outcome == BudgetOutcome::Predicted;
    let results = model.results.iter();
    Allocation {
        model: model.stated_version(),
        illustration: model.illustration,
        results: results
            .map(|result| path.result(model, answers, result, predicted))
            .collect(),
        trace: trace(model, run),
        rests_on: rests_on(model),
        outcome,
        flags,
    }
}

/// Returns the days between which a person looks at a budget again that began
/// on a day, if the model says so.
#[must_use]
pub fn review_days(model: &Model, began: Date) -> Option<(Date, Date)> {
    let window = model.review?;
    let after = |weeks: u8| began.checked_add(i64::from(weeks).weeks()).ok();
    Some((after(window.from_weeks)?, after(window.to_weeks)?))
}

/// The runs of a model with no answer, with the first, with the first two, and
/// so on. The difference of two neighbours is what one answer is worth, so that
/// the differences add up whatever the stages do.
struct Path {
    runs: Vec<Run>,
}

impl Path {
    fn of(model: &Model, counts: &Counts) -> Self {
        let mut so_far = Counts::of_nothing(model);
        let mut runs = vec![Run::of(model, &so_far)];
        for question in &model.questions {
            so_far.set(&question.id, counts.of(&question.id));
            runs.push(Run::of(model, &so_far));
        }
        Self { runs }
    }

    fn last(&self) -> &Run {
        // There is always the run without an answer.
        self.runs.last().unwrap_or(&EMPTY)
    }

    /// A need that is above a table before unpaid support is looked at has no
    /// pounds, so that nothing can be said of what the support takes off.
    fn need_above_the_range(&self, model: &Model) -> Option<DecisionReason> {
        let above = |stop: &&Ended| matches!(stop.at, StopAt::AboveTable(_) | StopAt::TooHigh);
        let stop = self
            .runs
            .iter()
            .find_map(|run| run.stops.iter().find(above))?;
        Some(DecisionReason {
            kind: DecisionKind::NeedAboveTheRange,
            ..reason(model, stop)
        })
    }

    fn result(
        &self,
        model: &Model,
        answers: &BudgetAnswers,
        result: &ModelResult,
        predicted: bool,
    ) -> BudgetResult {
        let run = self.last();
        let amount = |run: &Run, stage: &str| {
            let number = run.number(stage)?;
            Amount::in_unit(number, model.unit_of(stage)?)
        };
        let last = result.shown.last().map_or("", String::as_str);
        let computed = amount(run, last);
        let explained = computed.is_some() && self.need_above_the_range(model).is_none();
        let pounds: Vec<Decimal> = self
            .runs
            .iter()
            .map(|run| amount(run, last).map_or(Decimal::ZERO, Amount::pounds))
            .collect();
        let lines = model.questions.iter().zip(pounds.windows(2));
        BudgetResult {
            label: result.label.clone(),
            extent: computed
                .filter(|_| predicted)
                .and_then(|amount| extent(model, run, result, amount)),
            need: model
                .need
                .as_deref()
                .filter(|need| result.shown.first().is_some_and(|first| first == need))
                .and_then(|need| amount(run, need)),
            lines: shown(model, run, result),
            before_answers: model.unit_of(last).and_then(|unit| {
                let first = pounds.first().filter(|_| explained)?;
                Amount::in_unit(*first, unit)
            }),
            answers: lines
                .filter(|_| explained)
                .map(|(question, pounds)| AnswerLine {
                    question: question.id.clone(),
                    ask: question.ask.clone(),
                    answer: given::in_words(question, answers.answer(&question.id)),
                    pounds: pounds.last().copied().unwrap_or_default()
                        - pounds.first().copied().unwrap_or_default(),
                })
                .collect(),
            display: display(model, run, result),
            says: says(model, run, result),
            computed,
        }
    }
}

static EMPTY: Run = Run::EMPTY;

fn extent(model: &Model, run: &Run, result: &ModelResult, amount: Amount) -> Option<Extent> {
    let last = result.shown.last()?;
    if run.nothing.contains(last) {
        return Some(Extent::NoAllocation);
    }
    Some(match &result.extent {
        ExtentKind::Exactly {} => Extent::Exactly(amount),
        ExtentKind::UpTo {} => Extent::UpTo(amount),
        ExtentKind::Around(figure) => {
            let share = run.number(figure)?;
            let unit = model.unit_of(last)?;
            let at = |share: Decimal| Amount::in_unit(amount.pounds() * share, unit);
            Extent::Between(at(Decimal::ONE - share)?, at(Decimal::ONE + share)?)
        }
    })
}

fn shown(model: &Model, run: &Run, result: &ModelResult) -> Vec<ShownLine> {
    let mut before = Decimal::ZERO;
    let mut lines = Vec::new();
    for id in &result.shown {
        let number = run.number(id);
        let amount = number
            .zip(model.unit_of(id))
            .and_then(|(number, unit)| Amount::in_unit(number, unit));
        let Some(amount) = amount else {
            continue;
        };
        lines.push(ShownLine {
            stage: id.clone(),
            label: label(model, id).to_owned(),
            amount,
            change: amount.pounds() - before,
        });
        before = amount.pounds();
    }
    lines
}

fn display(model: &Model, run: &Run, result: &ModelResult) -> Vec<String> {
    let line = |id: &String| {
        let stage = model.stages.iter().find(|stage| stage.id == *id)?;
        let Operator::Convert { weeks, .. } = &stage.does else {
            return None;
        };
        let amount = Amount::in_unit(run.number(id)?, model.unit_of(id)?)?;
        Some(format!("{amount} ({}, by {})", stage.label, weeks.words()))
    };
    result.display.iter().filter_map(line).collect()
}

/// Lists what stages say that the amount is worked out from.
fn says(model: &Model, run: &Run, result: &ModelResult) -> Vec<String> {
    let behind = behind(model, result);
    let said = run.said.iter();
    said.filter(|(stage, _)| behind.contains(&stage.as_str()))
        .map(|(_, says)| says.clone())
        .collect()
}

/// Lists the stages from which a result is worked out.
fn behind<'a>(model: &'a Model, result: &'a ModelResult) -> Vec<&'a str> {
    let mut behind: Vec<&str> = result.shown.iter().map(String::as_str).collect();
    for stage in model.stages.iter().rev() {
        if behind.contains(&stage.id.as_str()) {
            behind.extend(stage.does.names().into_iter().map(|(_, name)| name));
        }
    }
    behind
}

fn label<'a>(model: &'a Model, stage: &'a str) -> &'a str {
    let mut stages = model.stages.iter();
    let found = stages.find(|known| known.id == stage);
    found.map_or(stage, |stage| stage.label.as_str())
}

fn reason(model: &Model, stop: &Ended) -> DecisionReason {
    let label = label(model, &stop.stage);
    let above = |end: Decimal| {
        format!(
            "{label}: the published table ends at {}. A person decides",
            end.normalize()
        )
    };
    let (kind, sentence) = match &stop.at {
        StopAt::AboveTable(end) => (DecisionKind::AboveTheRange, above(*end)),
        StopAt::BelowTable(start) => {
            let start = start.normalize();
            let sentence =
                format!("{label}: the published table begins at {start}. A person decides");
            (DecisionKind::BelowTheRange, sentence)
        }
        StopAt::AboveCap(says) => (DecisionKind::AboveTheCap, says.clone()),
        StopAt::Person(says) => (DecisionKind::LeftToAPerson, says.clone()),
        StopAt::TooHigh => {
            let sentence =
                format!("{label}: the number is too high for the model. A person decides");
            (DecisionKind::AboveTheRange, sentence)
        }
    };
    DecisionReason {
        stage: stop.stage.clone(),
        kind,
        sentence,
    }
}

fn trace(model: &Model, run: &Run) -> Vec<StageLine> {
    let line = |stage: &crate::model::Stage| {
        let unit = model.unit_of(&stage.id).unwrap_or(Unit::Number);
        let number = run.number(&stage.id);
        StageLine {
            stage: stage.id.clone(),
            label: stage.label.clone(),
            sum: words::sum(model, run, stage),
            number: number.map(|number| match unit.is_amount() {
                true => to_the_penny(number),
                false => number.normalize(),
            }),
            unit,
        }
    };
    model.stages.iter().map(line).collect()
}

fn rests_on(model: &Model) -> Vec<FigureBehind> {
    let figures = model.figures.values().map(|figure| FigureBehind {
        label: figure.label.clone(),
        certainty: figure.certainty,
        source: figure.source.clone(),
    });
    let tables = model.tables.values().map(|table| FigureBehind {
        label: table.label.clone(),
        certainty: table.certainty,
        source: table.source.clone(),
    });
    figures.chain(tables).collect()
}

impl Allocation {
    /// Returns the amounts in a sentence: `£269.21 to £364.23 a week, and up to
    /// £300 once`; none if there is no prediction.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let amounts: Option<Vec<_>> = self
            .results
            .iter()
            .map(|result| Some(result.extent?.to_string()))
            .collect();
        amounts.map(|amounts| amounts.join(", and "))
    }
}

impl AnswerLine {
    /// Returns the pounds as a page says them.
    #[must_use]
    pub fn pounds_in_words(&self) -> String {
        pounds_in_words(self.pounds)
    }
}
