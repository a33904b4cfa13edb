//! The commands that a page of a register, or a provider's own system, sends as
//! JSON: marks of single cells.

use std::collections::{BTreeMap, BTreeSet};

use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, CellRecord, Mark, MarkAccount};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::CellKept;
use attendance::provision::LineKey;
use attendance::quantity::Quantity;
use attendance::symbol::Symbol;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::http::problem::{Problem, ProblemMember};

/// The most commands of one document.
pub const MOST_COMMANDS: usize = 500;

/// A document of commands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandsDocument {
    commands: Vec<CommandDocument>,
}

/// A command of the document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandDocument {
    /// The id, which its sender made at random.
    id: String,
    /// The purchase order and line: `0004512/1`.
    line: String,
    day: Date,
    symbol: Symbol,
    /// The version that the cell had on the page.
    seen: u32,
    /// Sessions, journeys, or quarters of an hour; absent for "as planned".
    #[serde(default)]
    received: Option<u32>,
    #[serde(default)]
    reason: Option<AbsenceReason>,
    #[serde(default)]
    notice_given: Option<Timestamp>,
    /// Why the reason stands although the notice period says another.
    #[serde(default)]
    because: Option<String>,
    #[serde(default)]
    comment: Option<String>,
}

impl CommandsDocument {
    /// Reads the commands, or says everything that is wrong with them.
    ///
    /// # Errors
    /// [`Problem`], with the place of each mistake.
    pub fn read(self) -> Result<Vec<CellCommand>, Problem> {
        if self.commands.len() > MOST_COMMANDS {
            let detail = format!("Send at most {MOST_COMMANDS} commands at once.");
            return Err(Problem::unusable(vec![ProblemMember {
                pointer: "/commands".to_owned(),
                detail,
            }]));
        }
        let mut mistakes = Vec::new();
        let mut commands: Vec<CellCommand> = Vec::new();
        let mut cells = BTreeSet::new();
        for (place, command) in self.commands.into_iter().enumerate() {
            let mut wrong = |member: &str, detail: &str| {
                mistakes.push(ProblemMember {
                    pointer: format!("/commands/{place}/{member}"),
                    detail: detail.to_owned(),
                });
            };
            let id = CommandId::parse(&command.id);
            if id.is_err() {
                wrong(
                    "id",
                    "An id has 1 to 40 letters, digits, hyphens and full stops.",
                );
            }
            let line = command.line.split_once('/');
            let line = line.and_then(|(order, line)| LineKey::parse(order, line).ok());
            if line.is_none() {
                wrong(
                    "line",
                    "A line is a purchase order and a line, as 0004512/1.",
                );
            }
            let (Ok(id), Some(line)) = (id, line) else {
                continue;
            };
            let cell = Cell {
                line,
                day: command.day,
                symbol: command.symbol,
            };
            if !cells.insert(cell.clone()) {
                wrong("", "The document has another command to this cell.");
                continue;
            }
            let mark = mark(&command);
            commands.push(CellCommand {
                id,
                cell,
                mark,
                seen: command.seen,
            });
        }
        match mistakes.is_empty() {
            true => Ok(commands),
            false => Err(Problem::unusable(mistakes)),
        }
    }
}

fn mark(command: &CommandDocument) -> Mark {
    let Some(received) = command.received else {
        return Mark::AsPlanned;
    };
    let written = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default().trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    Mark::Received {
        quantity: Quantity(received),
        account: MarkAccount {
            chosen: command.reason,
            notice_given: command.notice_given,
            overruled_because: written(&command.because),
            comment: written(&command.comment),
        },
    }
}

/// What became of each command, in the order of the document.
#[derive(Debug, Serialize)]
pub struct CommandOutcomes {
    cells: Vec<CommandOutcome>,
}

#[derive(Debug, Serialize)]
struct CommandOutcome {
    id: CommandId,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    /// What stands, where somebody else changed the cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    stands: Option<StandingMark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The change in words without names, where it came after the register was
    /// submitted: what can be sent to finance.
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<String>,
}

/// A mark that stands in place of one that was not taken.
#[derive(Debug, Serialize)]
struct StandingMark {
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<AbsenceReason>,
    /// Whether the person who asks made it, in another window.
    by: &'static str,
    at: Timestamp,
}

impl CommandOutcomes {
    /// Writes the outcomes for somebody by their id, with the words of each
    /// change that came after the register was submitted.
    #[must_use]
    pub fn of(
        outcomes: Vec<(CommandId, CellKept)>,
        asks: &str,
        mut late: BTreeMap<CommandId, String>,
    ) -> Self {
        let cells = outcomes.into_iter().map(|(id, kept)| {
            let edit = late.remove(&id);
            let none = CommandOutcome {
                id,
                outcome: "saved",
                version: None,
                stands: None,
                message: None,
                edit: None,
            };
            match kept {
                CellKept::Kept(version) => CommandOutcome {
                    version: Some(version),
                    ..none
                },
                CellKept::Conflict(record) => CommandOutcome {
                    outcome: "conflict",
                    version: Some(record.version),
                    stands: Some(StandingMark::of(&record, asks)),
                    ..none
                },
                CellKept::Locked => CommandOutcome {
                    outcome: "locked",
                    message: Some(LOCKED.to_owned()),
                    edit,
                    ..none
                },
                CellKept::Refused(refused) => CommandOutcome {
                    outcome: "refused",
                    message: Some(refused.to_string()),
                    ..none
                },
            }
        });
        Self {
            cells: cells.collect(),
        }
    }
}

/// What is said of a change that came after the register was submitted.
pub const LOCKED: &str =
    "This register has been submitted. Ask finance to change it: your change was not saved.";

impl StandingMark {
    fn of(record: &CellRecord, asks: &str) -> Self {
        let (received, reason) = match &record.mark {
            Mark::AsPlanned => (None, None),
            Mark::Received { quantity, account } => (Some(quantity.0), account.chosen),
        };
        Self {
            received,
            reason,
            by: if record.recorded.user == asks {
                "you"
            } else {
                "somebody else"
            },
            at: record.recorded.at,
        }
    }
}
