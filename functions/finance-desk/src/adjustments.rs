//! Adjustments of locked registers: those that wait, the net effect of one, and
//! the decision of a second person.

use app::register_adjustments::{self, ReadAdjustment};
use askama::Template;
use attendance::adjustment::AdjustmentType;
use attendance::adjustment_proposal::{
    AdjustmentDecision, AdjustmentId, AdjustmentKeeper as _, AdjustmentProposal,
    LONGEST_ADJUSTMENT_REASON, WaitingAdjustment,
};
use attendance::cell::{Cell, Mark};
use attendance::kept_register::{KeptRegister, RegisterKey};
use attendance::provision::LineKey;
use attendance::submission::FinanceRefused;
use attendance::supplier::SupplierId;
use attendance::week::Week;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::{in_words, with_weekday};
use domain::values::list_page::ListPage;
use domain::values::london::date_in_london;
use domain::values::money;
use rust_decimal::Decimal;
use web::govuk::{
    Button, CharacterCount, InsetText, Label, Pagination, SummaryList, SummaryRow, WarningText,
};
use web::http::form::PostedForm;
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::register_form::shown_number;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, StackedCell, StackedTable, ThreePathIds, page, see_other};

use crate::supplier_address::{of_adjustment, of_register};
use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

/// The address of the list of adjustments that wait.
pub(crate) const LIST: &str = "/finance/adjustments";

/// The ids in the address of an adjustment.
type AdjustmentPath = ThreePathIds<SupplierId, Week, AdjustmentId>;

#[derive(Template)]
#[template(path = "adjustments.html")]
struct Waiting {
    frame: PageFrame,
    adjustments: StackedTable,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "adjustment.html")]
struct OneAdjustment {
    frame: PageFrame,
    details: SummaryList,
    effect: StackedTable,
    changes: StackedTable,
    register: String,
    address: String,
    /// Why whoever looks at it cannot approve it.
    not_yours: Option<InsetText>,
    approve: Option<Button>,
    turn_down: Option<(CharacterCount, Button)>,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, after) = (state.ports.store(), query.after.as_ref());
    let found = store.waiting_proposals(after, ON_A_PAGE).await?;
    let pages = query.pagination(LIST, &found);
    let view = Waiting {
        frame: staff.page("Adjustments to approve").back("/finance"),
        left_out: left_out::told_to_staff(found.unreadable, ("adjustment", "adjustments")),
        adjustments: waiting_table(&found),
        pages,
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    ThreePathIds(supplier, week, id): AdjustmentPath,
) -> Result<Response, Failure> {
    let at = (RegisterKey { supplier, week }, id);
    let view = state.adjustment(&staff, &at, "", &[]).await?;
    Ok(page(StatusCode::OK, &view))
}

/// Approves an adjustment as a second person. Pressed twice, it makes one
/// version.
pub(crate) async fn approve<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    ThreePathIds(supplier, week, id): AdjustmentPath,
) -> Result<Response, Failure> {
    let at = (RegisterKey { supplier, week }, id);
    let (store, by, now) = (state.ports.store(), staff.staff_user(), state.site.now());
    let done = register_adjustments::approve(store, by, (&at.0, &at.1), now).await?;
    match done.ok_or(Failure::NOT_FOUND)? {
        Ok(()) => Ok(see_other(&of_adjustment(&at.0, &at.1))),
        Err(refused) => {
            let mistakes = [FieldMistake::new("approve", refusal(&refused))];
            let view = state.adjustment(&staff, &at, "", &mistakes).await?;
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

/// Turns an adjustment down, with a reason. Pressed twice, it is done once.
pub(crate) async fn turn_down<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    ThreePathIds(supplier, week, id): AdjustmentPath,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let at = (RegisterKey { supplier, week }, id);
    let because = posted.one("because").trim();
    let words = match because.chars().count() {
        0 => Some("Enter why you turn it down".to_owned()),
        1..=LONGEST_ADJUSTMENT_REASON => None,
        _ => Some(format!(
            "The reason must be {LONGEST_ADJUSTMENT_REASON} characters or fewer"
        )),
    };
    if let Some(words) = words {
        let mistakes = [FieldMistake::new("because", words)];
        let view = state.adjustment(&staff, &at, because, &mistakes).await?;
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
    }
    let (store, by, now) = (state.ports.store(), staff.staff_user(), state.site.now());
    let path = (&at.0, &at.1);
    let done = register_adjustments::turn_down(store, by, path, because, now).await?;
    match done.ok_or(Failure::NOT_FOUND)? {
        Ok(()) => Ok(see_other(&of_adjustment(&at.0, &at.1))),
        Err(refused) => {
            let mistakes = [FieldMistake::new("because", refusal(&refused))];
            let view = state.adjustment(&staff, &at, because, &mistakes).await?;
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

const fn refusal(refused: &FinanceRefused) -> &'static str {
    match refused {
        FinanceRefused::SamePerson => "You proposed it, so somebody else has to approve it",
        FinanceRefused::Decided => "Somebody else has decided on this adjustment",
        FinanceRefused::NotLocked => {
            "This register is not locked, so it cannot be adjusted. Turn the adjustment down"
        }
        FinanceRefused::NotTheLatestVersion => {
            "The register has changed since this was proposed. Turn it down and propose it again"
        }
        FinanceRefused::EffectChanged => {
            "The amounts have changed since this was proposed. Turn it down and propose it again"
        }
        _ => "This adjustment cannot be made any more. Turn it down and propose it again",
    }
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Builds the page of an adjustment, on the record.
    async fn adjustment(
        &self,
        staff: &Staff<Finance>,
        (key, id): &(RegisterKey, AdjustmentId),
        because: &str,
        mistakes: &[FieldMistake],
    ) -> Result<OneAdjustment, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let by = staff.staff_user();
        let found = register_adjustments::read(store, by, (key, id), now).await?;
        let read = found.ok_or(Failure::NOT_FOUND)?;
        Ok(OneAdjustment::of((staff, mistakes, because), &read))
    }
}

fn waiting_table(found: &ListPage<WaitingAdjustment>) -> StackedTable {
    let rows = found.items.iter().map(|one| {
        let week = in_words(one.register.week.ending());
        vec![
            StackedCell::link(week, of_adjustment(&one.register, &one.id)),
            StackedCell::of(one.register.supplier.to_string()),
            StackedCell::of(in_words(date_in_london(one.at))),
        ]
    });
    StackedTable {
        caption: "The one that has waited longest first".into(),
        columns: ["Week ending", "Supplier", "Proposed on"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

impl OneAdjustment {
    fn of(
        (staff, mistakes, because): (&Staff<Finance>, &[FieldMistake], &str),
        read: &ReadAdjustment,
    ) -> Self {
        let ReadAdjustment { proposal, kept, .. } = read;
        let key = &proposal.register;
        let waits = proposal.decided.is_none();
        let is_own = proposal.by.user == staff.staff_user().id.0;
        let title = format!(
            "Adjustment of {}, week ending {}",
            kept.head.supplier_name,
            in_words(key.week.ending())
        );
        Self {
            frame: staff.page(title).back(LIST).errors(summary(mistakes)),
            details: details(read),
            effect: effect(proposal, kept),
            changes: changes(proposal, kept),
            register: of_register(key),
            address: of_adjustment(key, &proposal.id),
            not_yours: (waits && is_own).then(|| InsetText {
                text: "You proposed it. Somebody else in finance has to approve it.".into(),
                ..InsetText::default()
            }),
            approve: (waits && !is_own).then(|| Button::of("Approve this adjustment")),
            turn_down: waits.then(|| {
                let why = CharacterCount {
                    id: "because".into(),
                    name: "because".into(),
                    maxlength: LONGEST_ADJUSTMENT_REASON.to_string().into(),
                    label: Label::of(match is_own {
                        true => "Why do you take it back?",
                        false => "Why do you turn it down?",
                    }),
                    value: because.to_owned().into(),
                    error_message: wrong(mistakes, "because"),
                    ..CharacterCount::default()
                };
                let button = Button {
                    classes: "govuk-button--secondary".into(),
                    ..Button::of(match is_own {
                        true => "Take it back",
                        false => "Turn it down",
                    })
                };
                (why, button)
            }),
        }
    }
}

fn details(read: &ReadAdjustment) -> SummaryList {
    let proposal = &read.proposal;
    let name = |id: &str| {
        let found = read.names.get(id).cloned();
        found.unwrap_or_else(|| "Somebody in finance".to_owned())
    };
    let day = |at| in_words(date_in_london(at));
    let (paid, billed) = proposal.net();
    let state = match &proposal.decided {
        None => "Waits for a second person".to_owned(),
        Some(decided) => {
            let (by, on) = (name(&decided.by), day(decided.at));
            match &decided.decision {
                AdjustmentDecision::Approved { version } => {
                    format!("Approved by {by} on {on}: version {version}")
                }
                AdjustmentDecision::TurnedDown { because } => {
                    format!("Turned down by {by} on {on}: {because}")
                }
            }
        }
    };
    let row = |key: &'static str, value: String| SummaryRow {
        classes: "govuk-!-text-break-word".into(),
        ..SummaryRow::of(key, value)
    };
    SummaryList {
        rows: vec![
            row("State", state),
            row("Reason", proposal.because.clone()),
            row(
                "Proposed by",
                format!("{} on {}", name(&proposal.by.user), day(proposal.by.at)),
            ),
            row("Changes version", proposal.from_version.to_string()),
            row("Payment to the supplier", more_or_less(paid)),
            row("Bills", more_or_less(billed)),
        ],
        ..SummaryList::default()
    }
}

/// Says by how much an amount changes.
fn more_or_less(net: Decimal) -> String {
    match net {
        net if net.is_zero() => "No change".to_owned(),
        net if net.is_sign_negative() => format!("{} less", money::in_words(net.abs())),
        net => format!("{} more", money::in_words(net)),
    }
}

/// Returns the name of a person on a register, or the purchase order alone.
fn person(kept: &KeptRegister, line: &LineKey) -> String {
    let found = kept.lines.get(line);
    found.map_or_else(
        || line.to_string(),
        |kept| format!("{}, {line}", kept.line.provision.person.name()),
    )
}

fn effect(proposal: &AdjustmentProposal, kept: &KeptRegister) -> StackedTable {
    let rows = proposal.lines.iter().map(|line| {
        vec![
            StackedCell::of(person(kept, &line.line)),
            StackedCell::of(line.kind.words()),
            StackedCell::of(type_words(line.adjustment)),
            StackedCell::of(money::in_words(line.amount.pounds())),
        ]
    });
    StackedTable {
        caption: "Net effect, as it is sent to the case system".into(),
        columns: ["Person and purchase order", "What", "Type", "Amount"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

const fn type_words(adjustment: AdjustmentType) -> &'static str {
    match adjustment {
        AdjustmentType::ExtraPay => "More is paid",
        AdjustmentType::PayTakenBack => "Payment is taken back",
        AdjustmentType::ExtraBill => "More is billed",
        AdjustmentType::BillGivenBack => "Bill is given back",
    }
}

fn changes(proposal: &AdjustmentProposal, kept: &KeptRegister) -> StackedTable {
    let rows = proposal.changes.iter().map(|(cell, mark)| {
        vec![
            StackedCell::of(person(kept, &cell.line)),
            StackedCell::of(format!(
                "{}, {}",
                with_weekday(cell.day),
                cell.symbol.words()
            )),
            StackedCell::of(mark_words(cell, mark)),
        ]
    });
    StackedTable {
        caption: "What is changed".into(),
        columns: ["Person and purchase order", "When", "Becomes"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

/// Says what a cell becomes.
fn mark_words(cell: &Cell, mark: &Mark) -> String {
    let Mark::Received { quantity, account } = mark else {
        return "as planned".to_owned();
    };
    let received = match (cell.symbol.is_support(), quantity.0) {
        (true, _) => format!("{} hours received", shown_number(cell.symbol, *quantity)),
        (false, 0) => "not received".to_owned(),
        (false, 1) => "received".to_owned(),
        (false, number) => format!("{number} received"),
    };
    match account.chosen {
        Some(reason) => format!("{received}, {}", reason.words().to_lowercase()),
        None => received,
    }
}
