//! Shows one person's week: days as groups, the reason of each absence with
//! what it pays and bills, notice, and the actions on the whole week.

use askama::Template;
use attendance::absence::AbsenceReason;
use attendance::breach::{Breach, BreachCause};
use attendance::cell::{Cell, Mark, MarkAccount};
use attendance::provision::LineKey;
use attendance::register::RegisterLine;
use attendance::symbol::Symbol;
use attendance::terms::{ContractTerms, PayBasis};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use web::govuk::{ErrorLink, ErrorSummary};
use web::http::failure::Failure;
use web::register_form::{
    ACCOUNT, FieldOfCell, FormAction, FormView, KEEP_JOURNEYS, LineAt, VIEW, WHOLE, cell_field,
    line_address, minute_text, register_address,
};
use web::who::{Provider, Staff};
use web::{PageFrame, page};

use crate::people::{Control, PersonRow, Rows, reason_words};
use crate::sheet::{Found, ShownRegister};
use crate::standing::TopOfRegister;
use crate::whole::{commands_address, title};
use crate::{AppState, RegisterPageStore};

#[derive(Template)]
#[template(path = "one.html")]
struct One {
    frame: PageFrame,
    standing: TopOfRegister,
    name: String,
    week: String,
    row: PersonRow,
    days: Vec<OneDay>,
    address: String,
    api: String,
    account: String,
    can_change: bool,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    doubles: Vec<(String, String, String)>,
    as_planned: String,
    notice: String,
    notice_rule: String,
    choices: Vec<ReasonChoice>,
}

/// A day of one person.
struct OneDay {
    full: String,
    date: Date,
    closed: String,
    message: String,
    message_id: String,
    cells: Vec<OneCell>,
}

/// A control with what can be said about it.
struct OneCell {
    control: Control,
    about: Option<AboutAbsence>,
}

/// What can be said about an absence.
struct AboutAbsence {
    /// What the group is called: `If Ana Doe did not attend: Monday 23 March, morning`.
    legend: String,
    /// What holds now.
    said: String,
    /// Whether the group is open.
    is_open: bool,
    reason: String,
    choices: Vec<ReasonChoice>,
    notice: String,
    notice_value: String,
    overruled: String,
    overruled_value: String,
    comment: String,
    comment_value: String,
}

/// A reason with what it pays and bills.
struct ReasonChoice {
    value: &'static str,
    words: &'static str,
    sentence: String,
    is_chosen: bool,
}

pub(crate) async fn show<S: RegisterPageStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Provider>,
    LineAt(key, line): LineAt,
) -> Result<Response, Failure> {
    let sheet = match state.sheet(&staff, key).await? {
        Found::Sheet(sheet) => sheet,
        Found::NoSheet(why) => return Ok(why),
    };
    let standing = state.standing(&staff, &sheet).await?;
    let one = One::of(&staff, &sheet, &line, standing).ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &one))
}

impl One {
    fn of(
        staff: &Staff<Provider>,
        sheet: &ShownRegister,
        key: &LineKey,
        standing: TopOfRegister,
    ) -> Option<Self> {
        let line = sheet.register.lines.get(key)?;
        let rows = Rows::of(sheet);
        let mut row = rows.row(key, true)?;
        let terms = sheet.opened.book.terms(&line.provision.terms);
        let days = std::mem::take(&mut row.days).into_iter().zip(rows.heads());
        let about = About {
            sheet,
            line,
            terms: &terms,
            who: &row.who,
        };
        let days = days.map(|(group, head)| OneDay {
            full: head_words(&head.full, head.is_bank_holiday),
            date: head.date,
            closed: group.closed,
            message: group.message,
            message_id: group.message_id,
            cells: group
                .controls
                .into_iter()
                .map(|control| about.cell(head.date, control))
                .collect(),
        });
        let [before, after] = neighbours(sheet, key);
        let (name, week) = (line.provision.person.name(), title(sheet));
        Some(Self {
            days: days.collect(),
            frame: staff
                .page(format!("{name} - {week}"))
                .back(register_address(&sheet.key))
                .errors(errors(&rows, key)),
            address: register_address(&sheet.key),
            api: commands_address(&sheet.key),
            account: staff.staff_user().id.0.clone(),
            can_change: sheet.can_change,
            doubles: doubles(&rows, key),
            as_planned: FormAction::AsPlanned(key.clone()).value(),
            notice: FormAction::NoticeOfAbsence(key.clone()).value(),
            notice_rule: notice_rule(&terms, sheet.key.week.monday()),
            choices: choices(&terms, sheet.key.week.monday(), None),
            standing,
            name,
            week,
            row,
            before,
            after,
        })
    }
}

/// What is needed to say something about an absence of a line.
struct About<'a> {
    sheet: &'a ShownRegister,
    line: &'a RegisterLine,
    terms: &'a ContractTerms,
    who: &'a str,
}

impl About<'_> {
    /// Returns a control with what can be said about its absence: of a planned
    /// session always, of support and journeys where they are absent.
    fn cell(&self, day: Date, control: Control) -> OneCell {
        let symbol = Symbol::ALL
            .into_iter()
            .find(|symbol| symbol.letters() == control.letters);
        let about = symbol.and_then(|symbol| self.absence(day, symbol));
        OneCell { control, about }
    }

    fn absence(&self, day: Date, symbol: Symbol) -> Option<AboutAbsence> {
        let state = self.line.state(day, symbol, &self.sheet.opened.book);
        let is_asked = symbol.is_session() && !state.planned.is_zero();
        if !is_asked && state.absent.is_none() {
            return None;
        }
        let record = self.line.records.get(&(day, symbol));
        let account = match record.map(|record| &record.mark) {
            Some(Mark::Received { account, .. }) => account.clone(),
            Some(Mark::AsPlanned) | None => MarkAccount::default(),
        };
        let cell = Cell {
            line: self.line.provision.key.clone(),
            day,
            symbol,
        };
        let name = |field| cell_field(field, &cell);
        let said = state
            .absent
            .as_ref()
            .map(|absent| reason_words(&absent.origin, absent.reason.words()));
        Some(AboutAbsence {
            legend: format!(
                "{}, {}, {}",
                self.who,
                day.strftime("%A %-d %B"),
                symbol.words()
            ),
            said: said.unwrap_or_default(),
            is_open: state.absent.is_some(),
            reason: name(FieldOfCell::Reason),
            choices: choices(self.terms, day, account.chosen),
            notice: name(FieldOfCell::Notice),
            notice_value: account.notice_given.map(minute_text).unwrap_or_default(),
            overruled: name(FieldOfCell::Overruled),
            overruled_value: account.overruled_because.unwrap_or_default(),
            comment: name(FieldOfCell::Comment),
            comment_value: account.comment.unwrap_or_default(),
        })
    }
}

/// Returns the four reasons with what each pays and bills by the contract.
fn choices(terms: &ContractTerms, day: Date, chosen: Option<AbsenceReason>) -> Vec<ReasonChoice> {
    let effects = terms.effects_on(day);
    let as_attended = terms.pay_basis_on(day) == PayBasis::Actual;
    let choices = AbsenceReason::ALL.map(|reason| ReasonChoice {
        value: reason.name(),
        words: reason.words(),
        sentence: match as_attended {
            true => attendance::absence::AbsenceEffect::NONE
                .sentence()
                .to_owned(),
            false => effects.of(reason).sentence().to_owned(),
        },
        is_chosen: chosen == Some(reason),
    });
    choices.into()
}

/// Says the contract's period of notice.
fn notice_rule(terms: &ContractTerms, day: Date) -> String {
    match terms.notice.on(day) {
        Some(period) => format!(
            "Notice in this contract is {}. If you enter when notice was given, the reason follows from it.",
            period.value.words()
        ),
        None => "This contract does not say how long before you have to be told.".to_owned(),
    }
}

fn head_words(full: &str, is_bank_holiday: bool) -> String {
    match is_bank_holiday {
        true => format!("{full}, bank holiday"),
        false => full.to_owned(),
    }
}

/// Returns the people before and after somebody in the order of the register.
fn neighbours(sheet: &ShownRegister, key: &LineKey) -> [Option<(String, String)>; 2] {
    let place = sheet
        .order
        .iter()
        .position(|line| line == key)
        .unwrap_or_default();
    let at = |place: Option<usize>| {
        let line = sheet.order.get(place?)?;
        let person = &sheet.register.lines.get(line)?.provision.person;
        Some((line_address(&sheet.key, line), person.name()))
    };
    [place.checked_sub(1), place.checked_add(1)].map(at)
}

fn of_line<'a>(rows: &'a Rows<'_>, key: &'a LineKey) -> impl Iterator<Item = &'a Breach> {
    rows.breaches()
        .iter()
        .filter(move |breach| breach.line == *key)
}

fn errors(rows: &Rows<'_>, key: &LineKey) -> ErrorSummary {
    let links = of_line(rows, key).map(|breach| ErrorLink {
        href: rows.place_of(breach, true).into(),
        text: rows.words_of(breach).into(),
        ..ErrorLink::default()
    });
    ErrorSummary {
        title_text: "This week cannot be submitted yet".into(),
        disable_auto_focus: Some(true),
        ..ErrorSummary::of(links.collect())
    }
}

/// Returns the sessions in which somebody is on the register twice, each with
/// its button and field.
fn doubles(rows: &Rows<'_>, key: &LineKey) -> Vec<(String, String, String)> {
    let twice = of_line(rows, key)
        .filter(|breach| matches!(breach.cause, BreachCause::SameSessionTwice { .. }));
    twice
        .flat_map(|breach| &breach.cells)
        .filter(|cell| cell.line == *key)
        .map(|cell| {
            let when = format!(
                "{}, {}",
                cell.day.strftime("%A %-d %B"),
                cell.symbol.words()
            );
            let action = FormAction::ExplainDouble(cell.clone()).value();
            (when, cell_field(FieldOfCell::Because, cell), action)
        })
        .collect()
}
