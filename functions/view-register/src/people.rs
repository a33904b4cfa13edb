//! The rows of a register as its pages show them: people, their days, and the
//! controls of a day.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use askama::filters::HtmlSafe;
use attendance::absence::AbsenceReason;
use attendance::breach::{Breach, BreachCause, RegisterNote};
use attendance::cell::{Cell, CellState, Mark, MarkAccount, ReasonOrigin};
use attendance::provision::{AttendingPerson, LineKey};
use attendance::quantity::Quantity;
use attendance::register::{DayClosed, RegisterLine};
use attendance::symbol::{CareKind, Symbol};
use domain::values::calendar::{in_words, is_bank_holiday};
use domain::values::money;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use web::register_form::{
    FieldOfCell, FormAction, SeenCell, anchor, cell_field, line_address, seen_field, seen_text,
    shown_number,
};

use crate::sheet::ShownRegister;

/// A day as the head of its column.
pub(crate) struct DayHead {
    /// `Mon 23 Mar`.
    pub(crate) short: String,
    /// `Monday 23 March`.
    pub(crate) full: String,
    /// The date, as a field sends it.
    pub(crate) date: Date,
    /// Whether it is a bank holiday, which the head says.
    pub(crate) is_bank_holiday: bool,
}

/// A row of the register.
pub(crate) struct PersonRow {
    /// The line, as fields name it.
    pub(crate) line: LineKey,
    /// The name in the order of the list: `Doe, Ana`.
    pub(crate) listed: String,
    /// Whom a label is about: the name, and the purchase order of somebody who
    /// is on the register twice.
    pub(crate) who: String,
    /// The reference number.
    pub(crate) reference: String,
    /// The amount payable a week: `£123.00`.
    pub(crate) amount: String,
    /// What planned transport costs, which is not in that amount: `transport
    /// £14`; none where the register does not pay it.
    pub(crate) transport: Option<String>,
    /// The plan of the week in one line.
    pub(crate) plan: String,
    /// What was different, one sentence each.
    pub(crate) different: Vec<String>,
    /// What is worth a look.
    pub(crate) notes: Vec<String>,
    /// The days, with their controls if these are drawn.
    pub(crate) days: Vec<DayBox>,
    /// The name and value of the field with what the page shows of the line.
    pub(crate) seen: (String, String),
    /// The address of the person's page.
    pub(crate) href: String,
    /// The button that marks the person absent all week, or takes that back.
    pub(crate) all_week: String,
    /// Whether the person is marked absent all week.
    pub(crate) is_absent_all_week: bool,
    /// Whether somebody said that the week went as planned.
    pub(crate) is_checked: bool,
    /// Whether something cannot be submitted.
    pub(crate) has_breach: bool,
}

/// A person's day: a group of controls, or what they show where nothing can be
/// changed.
#[derive(Template)]
#[template(path = "day.html")]
pub(crate) struct DayBox {
    /// The legend of the group: `Ana Doe, Monday 23 March`.
    pub(crate) legend: String,
    /// The day alone: `Monday 23 March`.
    pub(crate) full: String,
    /// The id of the message at the cell.
    pub(crate) message_id: String,
    /// What cannot be submitted here; empty if nothing.
    pub(crate) message: String,
    /// Why the day cannot be marked; empty if it can.
    pub(crate) closed: String,
    /// The controls.
    pub(crate) controls: Vec<Control>,
    /// Whether they can be changed.
    pub(crate) can_change: bool,
}

impl HtmlSafe for DayBox {}

/// A control of a cell.
pub(crate) struct Control {
    /// The name of its field, and its id.
    pub(crate) name: String,
    /// The letters that everybody sees: `AM`.
    pub(crate) letters: &'static str,
    /// The words that follow them for a screen reader: `morning, planned`.
    pub(crate) words: String,
    /// Whether it is a box to tick, and not a number.
    pub(crate) is_box: bool,
    /// What was received, as the control has it.
    pub(crate) value: String,
    /// Whether the box is ticked.
    pub(crate) is_ticked: bool,
    /// What stands there if the cell is as planned.
    pub(crate) as_planned: String,
    /// What is planned.
    pub(crate) planned: String,
    /// The colour of the cell.
    pub(crate) colour: &'static str,
    /// The letter of an absence's reason; empty if nothing is absent.
    pub(crate) letter: &'static str,
    /// The reason in words.
    pub(crate) reason: String,
    /// The address at which it is changed.
    pub(crate) reason_href: String,
    /// What was said about an absence, as a command says it; empty if nothing.
    pub(crate) said: String,
}

/// What rows need to know of the whole register.
pub(crate) struct Rows<'a> {
    sheet: &'a ShownRegister,
    days: Vec<Date>,
    breaches: Vec<Breach>,
    notes: Vec<RegisterNote>,
    /// People who are on the register more than once.
    twice: BTreeSet<String>,
}

impl<'a> Rows<'a> {
    pub(crate) fn of(sheet: &'a ShownRegister) -> Self {
        let (register, book) = (&sheet.register, &sheet.opened.book);
        let mut days = register.week.days().to_vec();
        if !register.shows_weekend() {
            days.truncate(5);
        }
        let mut people: BTreeMap<&str, usize> = BTreeMap::new();
        for line in register.lines.values() {
            *people
                .entry(line.provision.person.reference.as_str())
                .or_default() += 1;
        }
        let twice = people.into_iter().filter(|(_, lines)| *lines > 1);
        Self {
            sheet,
            days,
            breaches: register.breaches(book),
            notes: register.notes(book),
            twice: twice.map(|(reference, _)| reference.to_owned()).collect(),
        }
    }

    /// Returns the heads of the columns: the weekend has both of its days, or
    /// none.
    pub(crate) fn heads(&self) -> Vec<DayHead> {
        self.days.iter().map(|day| DayHead::of(*day)).collect()
    }

    /// Returns the breaches.
    pub(crate) fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// Whether something of a line was different, or wants a look.
    pub(crate) fn is_different(&self, line: &LineKey) -> bool {
        let touched = self
            .sheet
            .register
            .lines
            .get(line)
            .is_some_and(RegisterLine::is_touched);
        touched || self.has_breach(line)
    }

    fn has_breach(&self, line: &LineKey) -> bool {
        self.breaches.iter().any(|breach| breach.line == *line)
    }

    /// Counts the controls of a line.
    pub(crate) fn controls_of(&self, line: &LineKey) -> usize {
        let Some(found) = self.sheet.register.lines.get(line) else {
            return 0;
        };
        let symbols = Symbol::ALL.iter().filter(|symbol| found.has(**symbol));
        symbols.count() * self.days.len()
    }

    /// Returns the row of a line, with its controls or without.
    pub(crate) fn row(&self, key: &LineKey, with_controls: bool) -> Option<PersonRow> {
        let sheet = self.sheet;
        let line = sheet.register.lines.get(key)?;
        let person = &line.provision.person;
        let who = self.who(line);
        let (days, seen): (Vec<_>, Vec<_>) = match with_controls {
            true => self
                .days
                .iter()
                .map(|day| self.day(line, *day, &who))
                .unzip(),
            false => (Vec::new(), Vec::new()),
        };
        let seen: Vec<_> = seen.into_iter().flatten().collect();
        let is_absent_all_week = line.absent_all_week.is_some();
        let all_week = match is_absent_all_week {
            true => FormAction::UndoAbsentAllWeek(key.clone()),
            false => FormAction::AbsentAllWeek(key.clone()),
        };
        Some(PersonRow {
            listed: listed(person),
            who,
            reference: person.reference.to_string(),
            amount: self.amount(key),
            transport: self.transport(key),
            plan: self.plan(line),
            different: self.different(line),
            notes: self.notes_of(key),
            days,
            seen: (seen_field(key), seen_text(&seen)),
            href: line_address(&sheet.key, key),
            all_week: all_week.value(),
            is_absent_all_week,
            is_checked: line.checked.is_some(),
            has_breach: self.has_breach(key),
            line: key.clone(),
        })
    }

    /// Returns whom labels of a line are about.
    pub(crate) fn who(&self, line: &RegisterLine) -> String {
        let person = &line.provision.person;
        match self.twice.contains(person.reference.as_str()) {
            true => format!("{}, purchase order {}", person.name(), line.provision.key),
            false => person.name(),
        }
    }

    fn amount(&self, key: &LineKey) -> String {
        let ledger = &self.sheet.ledger;
        let missing = ledger.kinds_of(key).any(|(_, week)| week.rate_missing);
        let amount = money::in_words(ledger.payable_a_week(key));
        match missing {
            true => format!("{amount}, but a rate is missing"),
            false => amount,
        }
    }

    /// Writes what planned transport costs, apart from the amount payable a week.
    fn transport(&self, key: &LineKey) -> Option<String> {
        let planned = self
            .sheet
            .ledger
            .kind(key, CareKind::Journeys)
            .amounts
            .planned;
        (!planned.is_zero()).then(|| format!("transport {}", money::in_words(planned)))
    }

    /// Writes the plan in one line: `Mon AM PM 1:1 1.5 hours, Wed AM`.
    fn plan(&self, line: &RegisterLine) -> String {
        let of_day = |day: &Date| {
            let symbols = Symbol::ALL.into_iter().filter_map(|symbol| {
                let planned = line.planned(*day, symbol);
                (!planned.is_zero()).then(|| amount_of(symbol, planned))
            });
            let symbols = symbols.collect::<Vec<_>>().join(" ");
            (!symbols.is_empty()).then(|| format!("{} {symbols}", day.strftime("%a")))
        };
        let days: Vec<_> = self.days.iter().filter_map(of_day).collect();
        match days.is_empty() {
            true => "nothing this week".to_owned(),
            false => days.join(", "),
        }
    }

    /// Says what was different, one sentence a cell.
    fn different(&self, line: &RegisterLine) -> Vec<String> {
        let places = line.records.keys().map(|(day, symbol)| (*day, *symbol));
        places
            .filter_map(|(day, symbol)| {
                let state = line.state(day, symbol, &self.sheet.opened.book);
                let what = what_differs(symbol, &state)?;
                Some(format!("{}: {what}", day.strftime("%A")))
            })
            .collect()
    }

    fn notes_of(&self, key: &LineKey) -> Vec<String> {
        let notes = self.notes.iter().filter_map(|note| match note {
            RegisterNote::DirectionsDiffer { line, out, back } if line == key => Some(format!(
                "Journeys out: {} of {} planned. Journeys back: {} of {} planned.",
                out.0.0, out.1.0, back.0.0, back.1.0
            )),
            RegisterNote::AddedAfterAbsentAllWeek { cell } if cell.line == *key => Some(format!(
                "{} {} was planned after you recorded absent all week.",
                cell.day.strftime("%A"),
                cell.symbol.words()
            )),
            RegisterNote::BeganBeforeAppearing { line, starts } if line == key => Some(format!(
                "The service began on {}. Days before this person came onto the register are paid without it.",
                in_words(*starts)
            )),
            RegisterNote::EndedInTheWeek { line, ended } if line == key => {
                Some(format!("The service ended on {}.", in_words(*ended)))
            }
            _ => None,
        });
        notes.collect()
    }

    /// Makes the group of a day, and what the page shows of its cells.
    fn day(&self, line: &RegisterLine, day: Date, who: &str) -> (DayBox, Vec<SeenCell>) {
        let closed = line.day_is_open(day).err();
        let mut seen = Vec::new();
        let mut controls = Vec::new();
        for symbol in Symbol::ALL {
            let state = line.state(day, symbol, &self.sheet.opened.book);
            let is_drawn = match closed {
                None => line.has(symbol) || !state.received.is_zero(),
                Some(_) => !state.received.is_zero(),
            };
            if !is_drawn {
                continue;
            }
            seen.push(SeenCell {
                day,
                symbol,
                version: state.version,
                shown: state.received,
            });
            controls.push(self.control(line, day, symbol, &state));
        }
        let key = &line.provision.key;
        let full = day.strftime("%A %-d %B").to_string();
        let group = DayBox {
            legend: format!("{who}, {full}"),
            full,
            message_id: format!("breach.{key}.{day}"),
            message: self.message(key, day),
            closed: closed.map(closed_words).unwrap_or_default(),
            controls,
            can_change: self.sheet.can_change,
        };
        (group, seen)
    }

    fn control(
        &self,
        line: &RegisterLine,
        day: Date,
        symbol: Symbol,
        state: &CellState,
    ) -> Control {
        let cell = Cell {
            line: line.provision.key.clone(),
            day,
            symbol,
        };
        let planned = shown_number(symbol, state.planned);
        let is_box = !symbol.is_support() && state.planned.0 <= 1 && state.received.0 <= 1;
        let words = match (state.planned.is_zero(), is_box) {
            (true, _) => format!("{}, not planned", symbol.words()),
            (false, true) => format!("{}, planned", symbol.words()),
            (false, false) => format!("{}, {planned} planned", symbol.words()),
        };
        let by_rule = state
            .absent
            .as_ref()
            .is_some_and(|absent| absent.origin == ReasonOrigin::BankHoliday);
        let as_planned = if by_rule {
            Quantity::ZERO
        } else {
            state.planned
        };
        let reason = state.absent.as_ref();
        Control {
            name: cell_field(FieldOfCell::Received, &cell),
            letters: symbol.letters(),
            words,
            is_box,
            value: shown_number(symbol, state.received),
            is_ticked: !state.received.is_zero(),
            as_planned: shown_number(symbol, as_planned),
            planned,
            colour: state.colour().name(),
            letter: reason.map_or("", |absent| absent.reason.letter()),
            reason: reason
                .map(|absent| reason_words(&absent.origin, absent.reason.words()))
                .unwrap_or_default(),
            reason_href: format!(
                "{}#{}",
                line_address(&self.sheet.key, &cell.line),
                cell_field(FieldOfCell::Reason, &cell)
            ),
            said: said(line, day, symbol),
        }
    }

    /// Says what cannot be submitted in a person's day.
    fn message(&self, key: &LineKey, day: Date) -> String {
        let here = self.breaches.iter().filter(|breach| {
            breach.line == *key && breach.cells.iter().any(|cell| cell.day == day)
        });
        here.map(short_message).collect::<Vec<_>>().join(". ")
    }

    /// Returns the message of a breach for the error summary.
    pub(crate) fn words_of(&self, breach: &Breach) -> String {
        breach.message(&self.sheet.register)
    }

    /// Returns the address of the first control at which a breach can be
    /// mended: on this page where the row is drawn, else on the person's.
    pub(crate) fn place_of(&self, breach: &Breach, is_drawn: bool) -> String {
        let control = breach.cells.first().map(anchor).unwrap_or_default();
        match is_drawn {
            true => control,
            false => format!("{}{control}", line_address(&self.sheet.key, &breach.line)),
        }
    }
}

impl DayHead {
    pub(crate) fn of(day: Date) -> Self {
        Self {
            short: day.strftime("%a %-d %b").to_string(),
            full: day.strftime("%A %-d %B").to_string(),
            date: day,
            is_bank_holiday: is_bank_holiday(day),
        }
    }
}

/// Returns a name as a list has it: `Doe, Ana`.
pub(crate) fn listed(person: &AttendingPerson) -> String {
    match person.forename.is_empty() {
        true => person.surname.clone(),
        false => format!("{}, {}", person.surname, person.forename),
    }
}

/// Returns a quantity with its symbol: `AM`, `1:1 1.5 hours`, `Out 2`.
pub(crate) fn amount_of(symbol: Symbol, quantity: Quantity) -> String {
    let (letters, number) = (symbol.letters(), shown_number(symbol, quantity));
    match (symbol.is_support(), quantity.0) {
        (true, 4) => format!("{letters} 1 hour"),
        (true, _) => format!("{letters} {number} hours"),
        (false, 1) => letters.to_owned(),
        (false, _) => format!("{letters} {number}"),
    }
}

/// Says in what a cell differs from its plan, or nothing.
pub(crate) fn what_differs(symbol: Symbol, state: &CellState) -> Option<String> {
    let words = symbol.words();
    let unit = if symbol.is_support() { " hours" } else { "" };
    let number = |quantity| shown_number(symbol, quantity);
    if let Some(absent) = &state.absent {
        let reason = reason_words(&absent.origin, absent.reason.words());
        return Some(match state.received.is_zero() {
            true => format!("{words} not attended, {}", reason.to_lowercase()),
            false => format!(
                "{words} {} of {}{unit}, {}",
                number(state.received),
                number(state.planned),
                reason.to_lowercase()
            ),
        });
    }
    match (state.received > state.planned, state.planned.is_zero()) {
        (true, true) => Some(format!("{words} attended, not planned")),
        (true, false) => Some(format!(
            "{words} {}{unit}, {} planned",
            number(state.received),
            number(state.planned)
        )),
        _ => None,
    }
}

/// Returns a reason with where it comes from.
pub(crate) fn reason_words(origin: &ReasonOrigin, words: &str) -> String {
    match origin {
        ReasonOrigin::Default => format!("{words} (not confirmed)"),
        ReasonOrigin::Chosen => words.to_owned(),
        ReasonOrigin::Derived { period, .. } => format!("{words} (notice of {})", period.words()),
        ReasonOrigin::Overruled { .. } => format!("{words} (your decision)"),
        ReasonOrigin::OfTheSession(session) => format!("{words} (as the {})", session.words()),
        ReasonOrigin::BankHoliday => format!("{words} (bank holiday)"),
    }
}

/// What was said about an absence, in the words of a command: a page without
/// fields for it sends it again with another number.
#[derive(Serialize)]
struct Said<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<AbsenceReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice_given: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<&'a str>,
}

fn said(line: &RegisterLine, day: Date, symbol: Symbol) -> String {
    let record = line.records.get(&(day, symbol));
    let Some(Mark::Received { account, .. }) = record.map(|record| &record.mark) else {
        return String::new();
    };
    if *account == MarkAccount::default() {
        return String::new();
    }
    let said = Said {
        reason: account.chosen,
        notice_given: account.notice_given,
        because: account.overruled_because.as_deref(),
        comment: account.comment.as_deref(),
    };
    serde_json::to_string(&said).unwrap_or_default()
}

/// Says why a day cannot be marked.
fn closed_words(closed: DayClosed) -> String {
    match closed {
        DayClosed::NotInTheWeek => closed.to_string(),
        DayClosed::BeforeTheService { starts } => {
            format!("the service starts on {}", in_words(starts))
        }
        DayClosed::BeforeAppearing { appeared_on } => format!(
            "this person has been on the register since {}; earlier days are paid without it",
            in_words(appeared_on)
        ),
        DayClosed::AfterTheEnd { ended } => format!("the service ended on {}", in_words(ended)),
    }
}

/// Says at a cell what cannot be submitted.
fn short_message(breach: &Breach) -> String {
    match &breach.cause {
        BreachCause::OverTheTotal {
            kind,
            recorded,
            commissioned,
            ..
        } => format!(
            "{} of {} {}",
            kind.number_of(*recorded),
            kind.number_of(*commissioned),
            kind.words()
        ),
        BreachCause::SwapNotAllowed { kind } => {
            format!("{} cannot be moved to another day", kind.words())
        }
        BreachCause::OutsideTheService(closed) => closed_words(*closed),
        BreachCause::NotInThePackage(symbol) => format!("no {} in this package", symbol.words()),
        BreachCause::SameSessionTwice { other } => format!("also on purchase order {other}"),
    }
}
