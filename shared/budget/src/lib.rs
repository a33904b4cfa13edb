#![doc = include_str!("../README.md")]

mod allocation;
mod amount;
mod given;
mod kept;
pub mod method;
pub mod model;
mod plan;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod published;
mod record;
#[cfg(test)]
mod refused;
mod run;
mod shipped;
mod uprating;
mod words;

pub use allocation::{
    Allocation, AnswerLine, BudgetOutcome, BudgetResult, DecisionKind, DecisionReason,
    FigureBehind, ShownLine, StageLine, allocate, review_days,
};
pub use amount::{Amount, Annual, Extent, OneOff, ShownAWeek, Weekly};
pub use given::{BudgetAnswers, FlagKind, QualityFlag};
pub use kept::{DecisionFault, FinalBudget, IndicativeBudget, KeptBudget};
pub use model::{Model, ModelCertainty, ModelFault, ModelVersion, WeeksInYear};
pub use plan::{CostedItem, CostedPlan, PlanFault, PlanItem, PricedItem, Shortfall, Sufficiency};
pub use record::{RecordField, RecordSection, TransparencyRecord};
pub use shipped::NoModel;
pub use uprating::{UpratedAnswer, UpratedResult, Uprating};
