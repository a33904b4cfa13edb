//! The texts in which plans and marks are kept: short, because a register has
//! thousands of them, and readable by somebody who looks at the table.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::absence::AbsenceReason;
use crate::cell::{Mark, MarkAccount, RecordedBy, RecordedVia};
use crate::cell_version::{CellVersion, UnreadableLine};
use crate::command::CommandId;
use crate::non_payment::NonPaymentYear;
use crate::provision::{AttendancePattern, PlannedDay, PlannedWeek};
use crate::quantity::{Quantity, SupportHours};
use crate::symbol::Symbol;
use crate::week::Week;

/// The days of a week, as the names of cells begin.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Returns the name of a cell within its line: `mon_am`.
pub(crate) fn cell_name(day: Date, symbol: Symbol) -> String {
    let place = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    let day = DAYS.get(place).copied().unwrap_or_default();
    format!("{day}_{}", symbol.name())
}

/// Reads the name of a cell.
pub(crate) fn read_cell_name(week: Week, name: &str) -> Option<(Date, Symbol)> {
    let (day, symbol) = name.split_once('_')?;
    let place = DAYS.iter().position(|known| *known == day)?;
    let symbol = Symbol::named(symbol)?;
    Some((week.days()[place], symbol))
}

/// Writes the plan of a day: `am,pm,one_to_one=6,out,back`. Support is in
/// quarters of an hour; a number of 1 is left out.
fn day_text(day: &PlannedDay) -> String {
    let symbols = Symbol::ALL
        .iter()
        .filter_map(|symbol| match day.of(*symbol) {
            Quantity(0) => None,
            Quantity(1) => Some(symbol.name().to_owned()),
            Quantity(some) => Some(format!("{}={some}", symbol.name())),
        });
    symbols.collect::<Vec<_>>().join(",")
}

fn read_day(text: &str) -> Option<PlannedDay> {
    if text.starts_with(|first: char| first.is_ascii_uppercase()) {
        return read_short_day(text);
    }
    let mut day = PlannedDay::NOTHING;
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (name, count) = part.split_once('=').unwrap_or((part, "1"));
        plan(&mut day, Symbol::named(name)?, count.parse().ok()?)?;
    }
    Some(day)
}

/// Plans so much of a symbol on a day; none if no day can have so much.
fn plan(day: &mut PlannedDay, symbol: Symbol, count: u32) -> Option<()> {
    let some = count > 0;
    match symbol {
        Symbol::Morning => day.morning = some,
        Symbol::Afternoon => day.afternoon = some,
        Symbol::Evening => day.evening = some,
        Symbol::OneToOne => day.one_to_one = SupportHours::quarters(count).ok()?,
        Symbol::TwoToTwo => day.two_to_two = SupportHours::quarters(count).ok()?,
        Symbol::Out => day.out = u8::try_from(count).ok()?,
        Symbol::Back => day.back = u8::try_from(count).ok()?,
    }
    Some(())
}

/// Returns the letter of a symbol in a short plan. No name of a symbol has a
/// capital letter, so that a plan tells by any letter in which form it is.
pub(crate) const fn short_name(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Morning => "A",
        Symbol::Afternoon => "P",
        Symbol::Evening => "E",
        Symbol::OneToOne => "S",
        Symbol::TwoToTwo => "T",
        Symbol::Out => "O",
        Symbol::Back => "B",
    }
}

/// Writes the plan of a day shortly: `APS6OB`.
fn short_day_text(day: &PlannedDay) -> String {
    let symbols = Symbol::ALL.iter().map(|symbol| match day.of(*symbol) {
        Quantity(0) => String::new(),
        Quantity(1) => short_name(*symbol).to_owned(),
        Quantity(some) => format!("{}{some}", short_name(*symbol)),
    });
    symbols.collect()
}

fn read_short_day(text: &str) -> Option<PlannedDay> {
    let mut day = PlannedDay::NOTHING;
    let mut rest = text;
    while let Some(letter) = rest.get(..1) {
        let symbol = Symbol::ALL.iter().find(|one| short_name(**one) == letter)?;
        let after = rest.get(1..)?;
        let end = after.find(|next: char| !next.is_ascii_digit());
        let (count, others) = after.split_at(end.unwrap_or(after.len()));
        let count = match count {
            "" => 1,
            count => count.parse().ok()?,
        };
        plan(&mut day, *symbol, count)?;
        rest = others;
    }
    rest.is_empty().then_some(day)
}

/// Writes the plan of a week: seven days with a slash between them.
pub(crate) fn week_text(week: &PlannedWeek) -> String {
    week.0.iter().map(day_text).collect::<Vec<_>>().join("/")
}

/// Writes the plan of a week in few bytes: `APS6OB//APOB////`. A register of
/// many people is read whole each time that it is opened, and most of its bytes
/// are plans.
pub(crate) fn short_week_text(week: &PlannedWeek) -> String {
    let days = week.0.iter().map(short_day_text);
    days.collect::<Vec<_>>().join("/")
}

/// Reads the plan of a week, in either form.
pub(crate) fn read_week(text: &str) -> Option<PlannedWeek> {
    let days: Option<Vec<_>> = text.split('/').map(read_day).collect();
    Some(PlannedWeek(days?.try_into().ok()?))
}

/// Writes a pattern: the week-ending date of the first of its weeks, then the
/// weeks that take turns.
pub(crate) fn pattern_text(pattern: &AttendancePattern) -> String {
    let (first, weeks) = pattern.turns();
    let weeks: Vec<_> = weeks.iter().map(week_text).collect();
    format!("{first}:{}", weeks.join("|"), first = first.ending())
}

/// Reads a pattern.
pub(crate) fn read_pattern(text: &str) -> Option<AttendancePattern> {
    let (first, weeks) = text.split_once(':')?;
    let first = Week::ending_on(first.parse().ok()?).ok()?;
    let weeks: Option<Vec<_>> = weeks.split('|').map(read_week).collect();
    match weeks?.as_slice() {
        [week] => Some(AttendancePattern::weekly(*week)),
        [on, between] => Some(AttendancePattern::fortnightly(first, *on, *between)),
        _ => None,
    }
}

/// A mark, as its text has it. A mark without a quantity is "as planned".
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    received: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<AbsenceReason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

impl From<&Mark> for MarkText {
    fn from(mark: &Mark) -> Self {
        let (received, account) = match mark {
            Mark::AsPlanned => (None, MarkAccount::default()),
            Mark::Received { quantity, account } => (Some(quantity.0), account.clone()),
        };
        Self {
            received,
            reason: account.chosen,
            notice: account.notice_given,
            because: account.overruled_because,
            comment: account.comment,
        }
    }
}

impl From<MarkText> for Mark {
    fn from(text: MarkText) -> Self {
        match text.received {
            None => Self::AsPlanned,
            Some(quantity) => Self::Received {
                quantity: Quantity(quantity),
                account: MarkAccount {
                    chosen: text.reason,
                    notice_given: text.notice,
                    overruled_because: text.because,
                    comment: text.comment,
                },
            },
        }
    }
}

/// Who recorded something, as a text has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedText {
    by: String,
    at: Timestamp,
    via: RecordedVia,
}

impl From<&RecordedBy> for RecordedText {
    fn from(recorded: &RecordedBy) -> Self {
        Self {
            by: recorded.user.clone(),
            at: recorded.at,
            via: recorded.via,
        }
    }
}

impl From<RecordedText> for RecordedBy {
    fn from(text: RecordedText) -> Self {
        Self {
            user: text.by,
            at: text.at,
            via: text.via,
        }
    }
}

/// A version of a cell, as its text has it. The two parts are not flattened,
/// because serde cannot then refuse what it does not know.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    received: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<AbsenceReason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    by: String,
    at: Timestamp,
    via: RecordedVia,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    command: Option<CommandId>,
}

/// Writes a version of a cell.
pub(crate) fn version_text(version: &CellVersion) -> String {
    let mark = MarkText::from(&version.mark);
    let text = VersionText {
        received: mark.received,
        reason: mark.reason,
        notice: mark.notice,
        because: mark.because,
        comment: mark.comment,
        by: version.recorded.user.clone(),
        at: version.recorded.at,
        via: version.recorded.via,
        command: version.command.clone(),
    };
    json(&text)
}

/// Reads a version of a cell.
pub(crate) fn read_version(text: &str) -> Option<CellVersion> {
    let text: VersionText = serde_json::from_str(text).ok()?;
    let mark = MarkText {
        received: text.received,
        reason: text.reason,
        notice: text.notice,
        because: text.because,
        comment: text.comment,
    };
    Some(CellVersion {
        mark: mark.into(),
        recorded: RecordedBy {
            user: text.by,
            at: text.at,
            via: text.via,
        },
        command: text.command,
    })
}

/// A nominated week, as its text has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NominatedText {
    week: Week,
    recorded: RecordedText,
}

/// Writes the choices of non-payment weeks of a year, the one that stands last.
pub(crate) fn choices_text(year: &NonPaymentYear) -> String {
    let choices = year.earlier().iter().chain([year.nominated()]);
    let choices = choices.map(|choice| {
        let weeks = choice.iter().map(|(week, recorded)| NominatedText {
            week: *week,
            recorded: recorded.into(),
        });
        weeks.collect::<Vec<_>>()
    });
    json(&choices.collect::<Vec<_>>())
}

/// Reads what [`choices_text`] wrote.
pub(crate) fn read_choices(text: &str) -> Result<Vec<BTreeMap<Week, RecordedBy>>, UnreadableLine> {
    let choices: Vec<Vec<NominatedText>> = read_json("choices", text)?;
    let choices = choices.into_iter().map(|weeks| {
        let weeks = weeks.into_iter().map(|of| (of.week, of.recorded.into()));
        weeks.collect()
    });
    Ok(choices.collect())
}

/// Writes a value of this module as JSON, which none of them can refuse: they
/// have texts, numbers and maps whose keys are texts.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads JSON that a field holds.
pub(crate) fn read_json<T: for<'a> Deserialize<'a>>(
    name: &'static str,
    text: &str,
) -> Result<T, UnreadableLine> {
    serde_json::from_str(text).map_err(|_| UnreadableLine(name))
}

/// Writes marks by the names of their cells.
pub(crate) fn marks_text(marks: &BTreeMap<(Date, Symbol), Mark>) -> BTreeMap<String, MarkText> {
    let marks = marks.iter();
    marks
        .map(|((day, symbol), mark)| (cell_name(*day, *symbol), mark.into()))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_cell_is_named_by_its_day_and_its_symbol() {
        let week = Week::of(date(2025, 5, 5));
        for (day, name) in week.days().into_iter().zip(DAYS) {
            for symbol in Symbol::ALL {
                let cell = cell_name(day, symbol);
                assert_eq!(cell, format!("{name}_{}", symbol.name()));
                assert_eq!(read_cell_name(week, &cell), Some((day, symbol)));
            }
        }
        for name in ["", "mon", "mon_", "mon_night", "moon_am", "MON_am"] {
            assert_eq!(read_cell_name(week, name), None, "{name}");
        }
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let mut week = PlannedWeek::default();
        week.0[0] = PlannedDay {
            morning: true,
            afternoon: true,
            one_to_one: SupportHours::quarters(6).unwrap(),
            out: 1,
            back: 2,
            ..PlannedDay::NOTHING
        };
        week.0[6] = PlannedDay {
            evening: true,
            two_to_two: SupportHours::quarters(1).unwrap(),
            ..PlannedDay::NOTHING
        };
        let text = "am,pm,one_to_one=6,out,back=2//////evening,two_to_two";
        assert_eq!(week_text(&week), text);
        assert_eq!(read_week(text), Some(week));
        let short = "APS6OB2//////ET";
        assert_eq!(short_week_text(&week), short);
        assert_eq!(read_week(short), Some(week));
        for text in [
            "",
            "/////",
            "A///////",
            "AN//////",
            "Aé//////",
            "S97//////",
            "A99999999999//////",
            "Aam//////",
            "am///////",
            "noon//////",
            "out=x//////",
            "one_to_one=97//////",
        ] {
            assert_eq!(read_week(text), None, "{text}");
        }
        let first = Week::of(date(2025, 5, 5));
        let fortnightly = AttendancePattern::fortnightly(first, week, PlannedWeek::default());
        for pattern in [AttendancePattern::weekly(week), fortnightly] {
            assert_eq!(read_pattern(&pattern_text(&pattern)), Some(pattern));
        }
    }
}
