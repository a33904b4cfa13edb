//! A person's own week at a day service: what was recorded of each session, by
//! whom, what it cost, and why. Of a register with everybody's lines it takes
//! those of one person alone.

use std::collections::BTreeMap;

use domain::values::calendar::{in_words, with_weekday};
use domain::values::london::date_in_london;
use domain::values::money::in_words as pounds_in_words;
use rust_decimal::Decimal;

use crate::absence::{AbsenceReason, EffectStatus};
use crate::cell::{Cell, RecordedVia};
use crate::kept_register::{KeptVersion, LockedAmounts, RegisterKey};
use crate::ledger::{
    EffectBy, EntryCause, Ledger, LedgerAmounts, LedgerEntry, LedgerScope, LedgerSide, MarkSource,
};
use crate::provision::{AttendingPerson, PersonReference};
use crate::register::Register;
use crate::terms::ContractBook;

/// A person's own week, as the register was locked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PersonWeek {
    /// The person, as the register had them.
    pub person: AttendingPerson,
    /// The sessions, hours of support and journeys, by day.
    pub sessions: Vec<PersonSession>,
    /// What the week paid and billed, as it was locked.
    pub amounts: LedgerAmounts,
    /// Whether finance has yet to confirm what an absence of this week costs.
    pub to_be_confirmed: bool,
}

/// One session, or support, or a journey, of a person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PersonSession {
    /// The cell of the register.
    pub cell: Cell,
    /// What was recorded.
    pub recorded: String,
    /// Who recorded it, and when.
    pub recorded_by: String,
    /// What the provider is paid, not rounded.
    pub paid: Decimal,
    /// What counts towards the person's charge, not rounded.
    pub billed: Decimal,
    /// The sentences that say how the amounts come about.
    pub because: Vec<String>,
}

impl PersonWeek {
    /// Takes a person's week from a locked register. None if the register has no
    /// line of that reference in that name: a reference that was typed wrong in a
    /// care record never leads to the care of somebody else.
    #[must_use]
    pub fn of(
        key: &RegisterKey,
        version: &KeptVersion,
        (reference, name): (&PersonReference, &str),
    ) -> Option<Self> {
        let mut register = version.register(key);
        register.lines.retain(|_, line| {
            let person = &line.provision.person;
            person.reference == *reference && person.is_called(name)
        });
        let (_, line) = register.lines.first_key_value()?;
        let person = line.provision.person.clone();
        let of_person = |of: &&LockedAmounts| register.lines.keys().any(|key| of.is_of(key));
        let amounts = version.amounts.iter().filter(of_person);
        let amounts: Vec<_> = amounts.cloned().collect();
        let ledger = Ledger::of(&register, &version.book);
        Some(Self {
            person,
            amounts: LockedAmounts::total(&amounts),
            to_be_confirmed: ledger
                .entries()
                .iter()
                .any(|entry| is_to_be_confirmed(entry, &version.book)),
            sessions: sessions(&register, &ledger),
        })
    }

    /// Finds a session.
    #[must_use]
    pub fn session(&self, cell: &Cell) -> Option<&PersonSession> {
        self.sessions.iter().find(|session| session.cell == *cell)
    }
}

impl PersonSession {
    /// Returns the words for the session: `Tuesday 24 March 2026, afternoon`.
    #[must_use]
    pub fn when(&self) -> String {
        let day = with_weekday(self.cell.day);
        format!("{day}, {}", self.cell.symbol.words())
    }

    /// Returns what the page says of the session, in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{} {} counts towards the charge.",
            self.recorded,
            pounds_in_words(self.billed)
        )
    }
}

/// Whether finance has yet to confirm what an absence costs that an entry is of.
fn is_to_be_confirmed(entry: &LedgerEntry, book: &ContractBook) -> bool {
    let by_table = matches!(
        entry.cause,
        EntryCause::Absent {
            by: EffectBy::Table,
            ..
        }
    );
    let effects = book.terms(&entry.terms).effects_on(entry.cell.day);
    by_table && effects.status == EffectStatus::ToBeConfirmed
}

fn sessions(register: &Register, ledger: &Ledger) -> Vec<PersonSession> {
    let mut cells: BTreeMap<_, Vec<&LedgerEntry>> = BTreeMap::new();
    for entry in ledger.entries() {
        let cell = &entry.cell;
        let place = (cell.day, cell.symbol, cell.line.clone());
        cells.entry(place).or_default().push(entry);
    }
    let sessions = cells.into_values().filter_map(|entries| {
        let cell = entries.first()?.cell.clone();
        let scope = LedgerScope::Cell(cell.clone());
        let amount = |side| ledger.total(&scope, side).amount;
        Some(PersonSession {
            recorded: words_of(&entries),
            recorded_by: recorded_by(register, &cell, &entries),
            paid: amount(LedgerSide::Paid),
            billed: amount(LedgerSide::Billed),
            because: because(ledger, &scope),
            cell,
        })
    });
    sessions.collect()
}

/// Says what was recorded, in the words of whoever it is about.
fn words_of(entries: &[&LedgerEntry]) -> String {
    let mut words: Vec<_> = entries
        .iter()
        .map(|entry| plain_words(entry.cause))
        .collect();
    words.dedup();
    words.join(" ")
}

const fn plain_words(cause: EntryCause) -> &'static str {
    match cause {
        EntryCause::Attended => "Attended as planned.",
        EntryCause::AttendedInstead => "Attended in place of another day.",
        EntryCause::Absent { reason, .. } => match reason {
            AbsenceReason::WithNotice => "Did not attend. The day service was told in time.",
            AbsenceReason::WithoutNotice => {
                "Did not attend. The day service was not told, or was told too late."
            }
            AbsenceReason::NonPayment => "Did not attend. Nothing is paid for it.",
            AbsenceReason::NotProvided => "The day service did not provide it.",
        },
        EntryCause::MovedToAnotherDay => "Attended on another day instead.",
        EntryCause::AboveTheTotal => "Attended above what is arranged for the week.",
        EntryCause::OutsideTheService => "Recorded on a day without an arrangement.",
    }
}

/// Says who recorded a session, without naming a member of staff.
fn recorded_by(register: &Register, cell: &Cell, entries: &[&LedgerEntry]) -> String {
    let by_rule = |entry: &&LedgerEntry| entry.source == MarkSource::BankHolidayRule;
    if entries.iter().any(by_rule) {
        return "By the arrangement for bank holidays".to_owned();
    }
    let line = register.lines.get(&cell.line);
    let record = line.and_then(|line| line.records.get(&(cell.day, cell.symbol)));
    let Some(record) = record else {
        return "The day service, when it confirmed the week".to_owned();
    };
    let on = in_words(date_in_london(record.recorded.at));
    match record.recorded.via {
        RecordedVia::Adjustment => format!("Adult social care finance, on {on}"),
        RecordedVia::Page | RecordedVia::Upload | RecordedVia::Api | RecordedVia::AdvanceNotice => {
            format!("The day service, on {on}")
        }
    }
}

/// Says how the amounts of a session come about, by the trace of the ledger: once
/// where the day service is paid what counts towards the charge.
fn because(ledger: &Ledger, scope: &LedgerScope) -> Vec<String> {
    let of = |side| {
        let steps = ledger.explain(scope, side).into_iter();
        // Contracts call the session rate the matrix rate; a person never meets it.
        let plain = |sentence: String| sentence.replace(" (matrix rate)", "");
        steps.map(|step| plain(step.sentence())).collect::<Vec<_>>()
    };
    let (paid, billed) = (of(LedgerSide::Paid), of(LedgerSide::Billed));
    let said = |side: &str, sentences: &[String]| format!("{side}: {}.", sentences.join("; "));
    match paid == billed {
        true => vec![said("Paid, and counts towards the charge", &paid)],
        false => vec![
            said("Paid", &paid),
            said("Counts towards the charge", &billed),
        ],
    }
}
