//! Commissioned days that were never on a register: the list, those of one person
//! and week, and two people who settle them.

use app::unregistered_days::{self, SettlementStep};
use askama::Template;
use attendance::kept_register::RegisterKey;
use attendance::provision::PlannedDay;
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;
use attendance::unregistered::{
    DaysSettled, LONGEST_SETTLEMENT, ProposedSettlement, UnregisteredDays,
    UnregisteredDaysDesk as _, UnregisteredKey,
};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::{in_words, with_weekday};
use domain::values::london::date_in_london;
use domain::values::money;
use web::govuk::{
    Button, CharacterCount, InsetText, Label, Pagination, SummaryList, SummaryRow, WarningText,
};
use web::http::form::PostedForm;
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::register_form::{LineAt, shown_number};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, StackedCell, StackedTable, page, see_other};

use crate::counts::COUNTED;
use crate::home::weeks_without_register;
use crate::supplier_address::{of_register, of_supplier};
use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/unregistered";

/// The fields of the two forms: how days are settled, and what is agreed to.
pub(crate) const FIELDS: &[&str] = &["because", "proposed"];

#[derive(Template)]
#[template(path = "unregistered.html")]
struct Unregistered {
    frame: PageFrame,
    count: String,
    days: StackedTable,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "unregistered-one.html")]
struct OneUnregistered {
    frame: PageFrame,
    details: SummaryList,
    days: StackedTable,
    register: String,
    action: String,
    /// Why whoever looks at it cannot agree.
    not_yours: Option<InsetText>,
    /// The time of what is proposed, and the button that agrees to it.
    agree: Option<(String, Button)>,
    propose: Option<(CharacterCount, Button)>,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, after) = (state.ports.store(), query.after.as_ref());
    let count = store.count_unregistered(COUNTED).await?;
    let (found, book) = unregistered_days::list(store, after, ON_A_PAGE).await?;
    let view = Unregistered {
        frame: staff
            .page("Commissioned days that were never on a register")
            .back("/finance"),
        count: weeks_without_register(count),
        days: list_table(&found.items, &book),
        left_out: left_out::told_to_staff(found.unreadable, ("week", "weeks")),
        pages: query.pagination(LIST, &found),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    LineAt(register, line): LineAt,
) -> Result<Response, Failure> {
    let key = UnregisteredKey { register, line };
    let view = state.unregistered(&staff, &key, "", &[]).await?;
    Ok(page(StatusCode::OK, &view))
}

/// Settles the days: one person says how, another agrees. Pressed twice, each is
/// done once.
pub(crate) async fn settle<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    LineAt(register, line): LineAt,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let key = UnregisteredKey { register, line };
    let because = posted.one("because").trim();
    let refused = match step_of(&posted, because) {
        Err(words) => FieldMistake::new("because", words),
        Ok(step) => match state.take_step(&staff, &key, step).await? {
            Ok(leads_to) => return Ok(see_other(&leads_to)),
            Err(words) => FieldMistake::new("agree", words),
        },
    };
    let view = state
        .unregistered(&staff, &key, because, &[refused])
        .await?;
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

const SAME_PERSON: &str = "You said how they are settled, so somebody else has to agree";
const NOT_AS_SHOWN: &str =
    "Somebody else has said how they are settled since you opened this page. Read it below";

/// Reads what is done: agreeing to what the page showed, or saying how.
fn step_of<'a>(posted: &PostedForm, because: &'a str) -> Result<SettlementStep<'a>, String> {
    let shown = posted.one("proposed");
    if !shown.is_empty() {
        let at = shown.parse().unwrap_or_default();
        return Ok(SettlementStep::Agree(at));
    }
    match because.chars().count() {
        0 => Err("Enter how they are settled".to_owned()),
        1..=LONGEST_SETTLEMENT => Ok(SettlementStep::Propose(because)),
        _ => Err(format!(
            "How they are settled must be {LONGEST_SETTLEMENT} characters or fewer"
        )),
    }
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Takes a step of settling days, and returns where it leads to, or why it
    /// was not taken.
    async fn take_step(
        &self,
        staff: &Staff<Finance>,
        key: &UnregisteredKey,
        step: SettlementStep<'_>,
    ) -> Result<Result<String, &'static str>, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let by = staff.staff_user();
        let done = unregistered_days::settle(store, by, key, step, now).await?;
        Ok(match done {
            DaysSettled::Proposed => Ok(of_days(key)),
            DaysSettled::Settled | DaysSettled::NotThere => Ok(LIST.to_owned()),
            DaysSettled::SamePerson => Err(SAME_PERSON),
            DaysSettled::NotAsShown => Err(NOT_AS_SHOWN),
        })
    }

    /// Builds the page of days of one person, on the record.
    async fn unregistered(
        &self,
        staff: &Staff<Finance>,
        key: &UnregisteredKey,
        because: &str,
        mistakes: &[FieldMistake],
    ) -> Result<OneUnregistered, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let found = unregistered_days::read(store, staff.staff_user(), key, now).await?;
        let (days, book) = found.ok_or(Failure::NOT_FOUND)?;
        Ok(OneUnregistered::of(
            (staff, mistakes, because),
            &days,
            &book,
        ))
    }
}

fn of_days(key: &UnregisteredKey) -> String {
    let UnregisteredKey { register, line } = key;
    format!(
        "{}/unregistered/{}/{}",
        of_register(register),
        line.order,
        line.line
    )
}

fn list_table(found: &[UnregisteredDays], book: &ContractBook) -> StackedTable {
    let rows = found.iter().map(|one| {
        let RegisterKey { supplier, week } = &one.key.register;
        let amounts = one.amounts(book);
        let days = one.days().into_iter().map(|day| {
            let planned = letters(&one.planned.on(day.weekday()));
            format!("{} {planned}", day.strftime("%a %-d %b"))
        });
        vec![
            StackedCell::link(
                format!("{}, {}", one.person, one.key.line),
                of_days(&one.key),
            ),
            StackedCell::link(supplier.to_string(), of_supplier(supplier)),
            StackedCell::of(in_words(week.ending())),
            StackedCell::of(days.collect::<Vec<_>>().join("; ")),
            StackedCell::of(money::in_words(amounts.paid)),
            StackedCell::of(format!(
                "{}, flagged: no attendance",
                money::in_words(amounts.billed)
            )),
            StackedCell::of(match one.proposed {
                Some(_) => "Waits for a second person",
                None => "To settle",
            }),
        ]
    });
    StackedTable {
        caption: "By supplier, purchase-order line and week".into(),
        columns: [
            "Person and purchase order",
            "Supplier",
            "Week ending",
            "Days and what is commissioned",
            "Would pay",
            "Bill of the person",
            "State",
        ]
        .map(Into::into)
        .into(),
        rows: rows.collect(),
    }
}

impl OneUnregistered {
    fn of(
        (staff, mistakes, because): (&Staff<Finance>, &[FieldMistake], &str),
        found: &UnregisteredDays,
        book: &ContractBook,
    ) -> Self {
        let proposed = found.proposed.as_ref();
        let is_own = proposed.is_some_and(|before| before.by == staff.staff_user().id);
        let ending = in_words(found.key.register.week.ending());
        let title = format!(
            "Days of {} never on a register, week ending {ending}",
            found.person
        );
        Self {
            frame: staff.page(title).back(LIST).errors(summary(mistakes)),
            details: details(found, book),
            days: days_table(found),
            register: of_register(&found.key.register),
            action: format!("{}/settle", of_days(&found.key)),
            not_yours: is_own.then(|| InsetText {
                text: "You said how they are settled. Somebody else in finance has to agree."
                    .into(),
                ..InsetText::default()
            }),
            agree: proposed.filter(|_| !is_own).map(|before| {
                let button = Button::of("Agree, and take the days off the list");
                (before.at.to_string(), button)
            }),
            propose: proposed.is_none().then(|| {
                let how = CharacterCount {
                    id: "because".into(),
                    name: "because".into(),
                    maxlength: LONGEST_SETTLEMENT.to_string().into(),
                    label: Label::of("How are the payment and the bill of these days settled?"),
                    value: because.to_owned().into(),
                    error_message: wrong(mistakes, "because"),
                    ..CharacterCount::default()
                };
                (how, Button::of("Send to a second person"))
            }),
        }
    }
}

fn details(found: &UnregisteredDays, book: &ContractBook) -> SummaryList {
    let amounts = found.amounts(book);
    let day = |at| in_words(date_in_london(at));
    let state = match &found.proposed {
        None => "To settle".to_owned(),
        Some(ProposedSettlement { at, how, .. }) => {
            format!("Waits for a second person since {}: {how}", day(*at))
        }
    };
    let row = |key: &'static str, value: String| SummaryRow {
        classes: "govuk-!-text-break-word".into(),
        ..SummaryRow::of(key, value)
    };
    SummaryList {
        rows: vec![
            row("State", state),
            row("Person", found.person.to_string()),
            row("Purchase order and line", found.key.line.to_string()),
            row("Supplier", found.key.register.supplier.to_string()),
            row("Found by the import of", in_words(found.found_on)),
            row("Attendance", "None exists: no register asked".to_owned()),
            row("Would pay the supplier", money::in_words(amounts.paid)),
            row(
                "Would bill the person",
                format!(
                    "{}, flagged: no attendance exists to bill by",
                    money::in_words(amounts.billed)
                ),
            ),
        ],
        ..SummaryList::default()
    }
}

fn days_table(found: &UnregisteredDays) -> StackedTable {
    let rows = found.days().into_iter().map(|day| {
        vec![
            StackedCell::of(with_weekday(day)),
            StackedCell::of(quantities(&found.planned.on(day.weekday()))),
        ]
    });
    StackedTable {
        caption: "What is commissioned on these days".into(),
        columns: ["Day", "Planned"].map(Into::into).into(),
        rows: rows.collect(),
    }
}

/// Lists what is planned on a day by the letters of the register:
/// `AM PM 1:1 (1.5)`.
fn letters(day: &PlannedDay) -> String {
    let planned = Symbol::ALL.into_iter().filter_map(|symbol| {
        let (quantity, letters) = (day.of(symbol), symbol.letters());
        match quantity.0 {
            0 => None,
            1 if !symbol.is_support() => Some(letters.to_owned()),
            _ => Some(format!("{letters} ({})", shown_number(symbol, quantity))),
        }
    });
    planned.collect::<Vec<_>>().join(" ")
}

/// Lists what is planned on a day: `morning, afternoon, 1.5 hours of 1:1 support`.
fn quantities(day: &PlannedDay) -> String {
    let planned = Symbol::ALL.into_iter().filter_map(|symbol| {
        let quantity = day.of(symbol);
        match (symbol.is_support(), quantity.0) {
            (_, 0) => None,
            (true, _) => {
                let hours = shown_number(symbol, quantity);
                Some(format!("{hours} hours of {}", symbol.words()))
            }
            (false, 1) => Some(symbol.words().to_owned()),
            (false, some) => Some(format!("{some} × {}", symbol.words())),
        }
    });
    planned.collect::<Vec<_>>().join(", ")
}
