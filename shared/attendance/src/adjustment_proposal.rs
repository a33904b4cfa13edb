//! Adjustments as they are kept: proposed by one member of finance staff,
//! decided on by another, and never changed afterwards.

use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::money::Money;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::adjustment::{AdjustmentLine, AdjustmentType};
use crate::cell::{Cell, Mark, RecordedBy};
use crate::kept_line::KeptLine;
use crate::kept_register::{HeadKept, KeptVersion, RegisterHead, RegisterKey};
use crate::kept_text::{MarkText, cell_name, read_cell_name};
use crate::provision::LineKey;
use crate::symbol::CareKind;
use crate::text_id::case_reference;
use crate::week::Week;

case_reference! {
    /// The id of an adjustment, which follows from what it asks for: one that is
    /// proposed twice is kept once.
    AdjustmentId
}

/// The most characters of a reason.
pub const LONGEST_ADJUSTMENT_REASON: usize = 500;

/// An adjustment of a locked register as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdjustmentProposal {
    /// The id.
    pub id: AdjustmentId,
    /// The register.
    pub register: RegisterKey,
    /// The locked version that it changes.
    pub from_version: u32,
    /// Why.
    pub because: String,
    /// Who proposed it and when.
    pub by: RecordedBy,
    /// The cells with their new marks.
    pub changes: Vec<(Cell, Mark)>,
    /// The net effect, as it was when it was proposed.
    pub lines: Vec<AdjustmentLine>,
    /// What was decided; none while it waits.
    pub decided: Option<AdjustmentDecided>,
}

/// What was decided on an adjustment, by whom and when.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentDecided {
    /// The id of the user.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub decision: AdjustmentDecision,
}

/// A decision on an adjustment.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AdjustmentDecision {
    /// A second person approved it, which made a version.
    Approved {
        /// The number of the version.
        version: u32,
    },
    /// Somebody turned it down, or who proposed it took it back.
    TurnedDown {
        /// Why.
        because: String,
    },
}

/// An adjustment that waits for a second person, as the list has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WaitingAdjustment {
    /// When it was proposed.
    pub at: Timestamp,
    /// The register.
    pub register: RegisterKey,
    /// The id.
    pub id: AdjustmentId,
}

/// A new version of a register that an adjustment makes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdjustedVersion {
    /// The head as it was read, with the new version.
    pub head: RegisterHead,
    /// The version.
    pub version: KeptVersion,
    /// The lines that differ, each as it is kept from now on.
    pub lines: Vec<KeptLine>,
}

/// The text of a proposal, apart from its fields.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ProposalText {
    changes: Vec<ChangeText>,
    lines: Vec<LineText>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ChangeText {
    order: String,
    line: String,
    cell: String,
    mark: MarkText,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct LineText {
    order: String,
    line: String,
    kind: CareKind,
    #[serde(rename = "type")]
    adjustment: AdjustmentType,
    amount: Decimal,
}

impl AdjustmentProposal {
    /// Writes the changes and the net effect as a text.
    ///
    /// # Errors
    /// The fault of the writer.
    pub fn body(&self) -> Result<String, serde_json::Error> {
        let changes = self.changes.iter().map(|(cell, mark)| ChangeText {
            order: cell.line.order.as_str().to_owned(),
            line: cell.line.line.as_str().to_owned(),
            cell: cell_name(cell.day, cell.symbol),
            mark: mark.into(),
        });
        let lines = self.lines.iter().map(|line| LineText {
            order: line.line.order.as_str().to_owned(),
            line: line.line.line.as_str().to_owned(),
            kind: line.kind,
            adjustment: line.adjustment,
            amount: line.amount.pounds(),
        });
        serde_json::to_string(&ProposalText {
            changes: changes.collect(),
            lines: lines.collect(),
        })
    }

    /// Returns the sum of the net effect on what is paid and on what is billed,
    /// below zero where it is taken back.
    #[must_use]
    pub fn net(&self) -> (Decimal, Decimal) {
        let sum = |types: [AdjustmentType; 2]| {
            let lines = self.lines.iter();
            let of_side = lines.filter(|line| types.contains(&line.adjustment));
            of_side
                .map(|line| line.adjustment.signed(line.amount))
                .sum()
        };
        (
            sum([AdjustmentType::ExtraPay, AdjustmentType::PayTakenBack]),
            sum([AdjustmentType::ExtraBill, AdjustmentType::BillGivenBack]),
        )
    }
}

/// The changes and the net effect of a proposal.
pub type ProposalBody = (Vec<(Cell, Mark)>, Vec<AdjustmentLine>);

/// Reads what [`AdjustmentProposal::body`] wrote, or none if it cannot be read.
#[must_use]
pub fn read_body(week: Week, text: &str) -> Option<ProposalBody> {
    let text: ProposalText = serde_json::from_str(text).ok()?;
    let changes = text.changes.into_iter().map(|change| {
        let (day, symbol) = read_cell_name(week, &change.cell)?;
        let line = LineKey::parse(&change.order, &change.line).ok()?;
        let cell = Cell { line, day, symbol };
        Some((cell, change.mark.into()))
    });
    let lines = text.lines.into_iter().map(|line| {
        Some(AdjustmentLine {
            line: LineKey::parse(&line.order, &line.line).ok()?,
            kind: line.kind,
            adjustment: line.adjustment,
            amount: Money::new(line.amount).ok()?,
        })
    });
    Some((
        changes.collect::<Option<_>>()?,
        lines.collect::<Option<_>>()?,
    ))
}

/// The port to adjustments of locked registers.
pub trait AdjustmentKeeper: Clone + Send + Sync + 'static {
    /// Keeps a proposal and puts it into the list of those that wait. MUST
    /// change nothing when called again, whatever was decided meanwhile.
    fn keep_proposal(
        &self,
        proposal: &AdjustmentProposal,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Reads an adjustment.
    fn proposal(
        &self,
        register: &RegisterKey,
        id: &AdjustmentId,
    ) -> impl Future<Output = Result<Option<AdjustmentProposal>, StoreFault>> + Send;

    /// Lists the adjustments of a register, the first one first.
    fn proposals_of(
        &self,
        register: &RegisterKey,
    ) -> impl Future<Output = Result<Vec<AdjustmentProposal>, StoreFault>> + Send;

    /// Lists the adjustments that wait for a second person, the first one
    /// first, at most `most` after a place in the list.
    fn waiting_proposals(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<WaitingAdjustment>, StoreFault>> + Send;

    /// Keeps the version that an approved adjustment makes, what exports it, its
    /// lines and the decision: all of it or nothing, on the condition that nobody
    /// else has written the register or decided.
    fn keep_adjusted(
        &self,
        proposal: &AdjustmentProposal,
        decided: &AdjustmentDecided,
        adjusted: &AdjustedVersion,
    ) -> impl Future<Output = Result<HeadKept, StoreFault>> + Send;

    /// Turns an adjustment down. Returns whether nobody had decided before.
    fn turn_down(
        &self,
        proposal: &AdjustmentProposal,
        decided: &AdjustmentDecided,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}
