//! What is said of a cell: whose it is, and what is marked in it.

use app::registers::OpenedRegister;
use attendance::cell::{Cell, Mark};
use attendance::command::CellCommand;
use attendance::kept_register::KeptRegister;
use attendance::provider_request::LONGEST_LATE_EDIT;
use attendance::register::RegisterAction;
use attendance::symbol::Symbol;
use domain::values::calendar::{in_words, with_weekday};
use web::register_form::shown_number;

/// Returns the person and the cell, in words.
pub(crate) fn whose(opened: &OpenedRegister, cell: &Cell) -> String {
    let line = opened.kept.lines.get(&cell.line);
    let name = line.map_or_else(
        || format!("Purchase order {}", cell.line),
        |kept| kept.line.provision.person.name(),
    );
    format!("{name}, {} {}", with_weekday(cell.day), cell.symbol.words())
}

/// Returns what a mark says of a symbol, in words.
pub(crate) fn mark_words(symbol: Symbol, mark: &Mark) -> String {
    match mark {
        Mark::AsPlanned => "as planned".to_owned(),
        Mark::Received { quantity, account } => {
            let reason = account.chosen.map(|reason| reason.words().to_lowercase());
            let number = shown_number(symbol, *quantity);
            match (quantity.is_zero(), reason) {
                (true, reason) => reason.unwrap_or_else(|| "absent".to_owned()),
                (false, None) => format!("received {number}"),
                (false, Some(reason)) => format!("received {number}, the rest {reason}"),
            }
        }
    }
}

/// Says that somebody else changed a cell, with both values.
pub(crate) fn conflict_words(symbol: Symbol, stands: &Mark, yours: &Mark) -> String {
    format!(
        "somebody else recorded “{}”, and you have “{}”",
        mark_words(symbol, stands),
        mark_words(symbol, yours)
    )
}

/// Writes a change that came after the register was submitted, as finance reads
/// it: the purchase order and no name, what stands, what is asked for, and what
/// somebody wrote about it as far as it has room.
pub(crate) fn late_edit(kept: Option<&KeptRegister>, command: &CellCommand) -> String {
    let Cell { line, day, symbol } = &command.cell;
    let record = kept
        .and_then(|kept| kept.lines.get(line))
        .and_then(|kept| kept.line.records.get(&(*day, *symbol)));
    let stands = record.map_or(Mark::AsPlanned, |record| record.mark.clone());
    let comment = match &command.mark {
        Mark::Received { account, .. } => account.comment.as_ref(),
        Mark::AsPlanned => None,
    };
    let comment = comment.map(|text| format!(" ({text})")).unwrap_or_default();
    short(&format!(
        "{line}, {}, {}: from “{}” to “{}”{comment}",
        in_words(*day),
        symbol.words(),
        mark_words(*symbol, &stands),
        mark_words(*symbol, &command.mark),
    ))
}

/// Writes an action on whole lines that came after the register was submitted.
pub(crate) fn late_action(action: &RegisterAction) -> String {
    short(&match action {
        RegisterAction::Record { cell, mark, .. } => {
            format!("{}, {}", cell.line, mark_words(cell.symbol, mark))
        }
        RegisterAction::AbsentAllWeek { line, .. } => format!("{line}: absent all week"),
        RegisterAction::UndoAbsentAllWeek { line } => format!("{line}: not absent all week"),
        RegisterAction::EverybodyAsPlannedExcept { .. } => "Everybody as planned".to_owned(),
        RegisterAction::DayNotProvided { day } => {
            format!("{}: we did not provide it", in_words(*day))
        }
        RegisterAction::NoticeOfAbsence { line, .. } => format!("{line}: notice of absence"),
        RegisterAction::ExplainDouble { cell, .. } => {
            format!(
                "{}: on the register twice, {}",
                cell.line,
                in_words(cell.day)
            )
        }
    })
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_LATE_EDIT).collect()
}
