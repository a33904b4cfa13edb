//! Registers at the desk: those that want a look in the morning, and unlocking
//! one of them.

use app::register_lock::unlock_on_record;
use app::register_watch::{RegisterWatch, WatchedRefusal, WatchedRegister, unacknowledged, watch};
use askama::Template;
use attendance::adjustment_proposal::{
    AdjustmentDecision, AdjustmentKeeper as _, AdjustmentProposal,
};
use attendance::kept_register::{KeptStatus, RegisterHead, RegisterKey, RegisterReader as _};
use attendance::payment_calendar::PaymentCalendar;
use attendance::register_export::WaitingVersion;
use attendance::submission::FinanceRefused;
use attendance::supplier::SupplierId;
use attendance::week::Week;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::list_page::ListPage;
use domain::values::london::date_in_london;
use domain::values::money;
use futures_util::future::{try_join, try_join3};
use jiff::SignedDuration;
use web::govuk::{
    Button, Fieldset, Hint, Input, Label, Legend, Pagination, RadioItem, Radios, SummaryList,
    SummaryRow, WarningText,
};
use web::http::form::PostedForm;
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathIds, SiteContext, StackedCell, StackedTable, page, see_other};

use crate::supplier_address::{of_adjustment, of_register};
use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

/// The address of the morning's lists.
pub(crate) const LIST: &str = "/finance/registers";

/// The address of the registers that the case system has not acknowledged.
pub(crate) const UNACKNOWLEDGED: &str = "/finance/registers/unacknowledged";

/// The fields of unlocking.
pub(crate) const FIELDS: &[&str] = &["because", "days"];

/// The days for which a register can be unlocked.
const DAYS: [(&str, &str, i64); 3] = [("1", "1 day", 1), ("3", "3 days", 3), ("7", "7 days", 7)];

/// The most characters of a reason.
const LONGEST_REASON: usize = 300;

#[derive(Template)]
#[template(path = "registers.html")]
struct Morning {
    frame: PageFrame,
    at_risk: String,
    /// The next payment run, where the council has set when they are.
    run: Option<String>,
    lists: Vec<StackedTable>,
    /// The registers that the case system has not acknowledged, the first ones.
    unacknowledged: StackedTable,
    /// Whether there are more of these.
    has_more: bool,
}

#[derive(Template)]
#[template(path = "unacknowledged.html")]
struct Unacknowledged {
    frame: PageFrame,
    registers: StackedTable,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "register.html")]
struct OneRegister {
    frame: PageFrame,
    details: SummaryList,
    /// The adjustments that were ever proposed.
    adjustments: StackedTable,
    /// The page that proposes another one.
    adjust: Option<String>,
    unlock: Option<Unlock>,
}

/// The form that unlocks a register.
struct Unlock {
    action: String,
    because: Input,
    days: Radios,
    button: Button,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let waiting = unacknowledged(store, (None, ON_A_PAGE), now);
    let (watched, waiting) = try_join(watch(store, now), waiting).await?;
    let at_risk = money::in_words(watched.at_risk());
    let view = Morning {
        frame: staff.page("Registers to look at").back("/finance"),
        at_risk: match watched.is_incomplete() {
            true => format!("at least {at_risk}"),
            false => at_risk,
        },
        run: next_run(&state.site),
        lists: lists(&watched),
        has_more: waiting.next.is_some() || waiting.unreadable > 0,
        unacknowledged: unacknowledged_table(&waiting),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Lists the registers that the case system has not acknowledged within a day.
pub(crate) async fn list_unacknowledged<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let part = (query.after.as_ref(), ON_A_PAGE);
    let found = unacknowledged(store, part, now).await?;
    let pages = query.pagination(UNACKNOWLEDGED, &found);
    let view = Unacknowledged {
        frame: staff
            .page("Registers that the case system has not acknowledged")
            .back(LIST),
        registers: unacknowledged_table(&found),
        left_out: left_out::told_to_staff(found.unreadable, ("register", "registers")),
        pages,
    };
    Ok(page(StatusCode::OK, &view))
}

/// Says when the next payment run closes, and when it reaches the bank.
fn next_run(site: &SiteContext) -> Option<String> {
    let rule = site.council().day_service_payments.as_ref()?;
    let calendar = PaymentCalendar::by_rule(rule, site.today());
    let run = calendar.run_for(site.now())?;
    Some(format!(
        "Registers that are submitted by {} reach the bank on {}.",
        in_words(run.deadline),
        in_words(run.reaches_bank)
    ))
}

fn unacknowledged_table(found: &ListPage<WaitingVersion>) -> StackedTable {
    let rows = found.items.iter().map(|waiting| {
        let key = &waiting.version.register;
        vec![
            StackedCell::link(in_words(key.week.ending()), of_register(key)),
            StackedCell::of(key.supplier.to_string()),
            StackedCell::of(waiting.version.number.to_string()),
            StackedCell::of(in_words(date_in_london(waiting.locked_at))),
        ]
    });
    StackedTable {
        caption: "Not acknowledged by the case system within a day".into(),
        columns: ["Week ending", "Supplier", "Version", "Locked on"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, week): PathIds<SupplierId, Week>,
) -> Result<Response, Failure> {
    let key = RegisterKey { supplier, week };
    let found = state.found_register(&key).await?;
    let view = OneRegister::new(&staff, &key, &found, &Typed::default(), &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Unlocks a register for some days, with a reason. Pressed twice it is unlocked
/// once.
pub(crate) async fn unlock<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, week): PathIds<SupplierId, Week>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let key = RegisterKey { supplier, week };
    let typed = Typed::of(&posted);
    let mistakes = match typed.read() {
        Ok((because, days)) => {
            let now = state.site.now();
            let until = now + SignedDuration::from_hours(24 * days);
            let (store, staff) = (state.ports.store(), staff.staff_user());
            let unlocked = unlock_on_record(store, staff, &key, because, until, now);
            match unlocked.await? {
                Ok(()) => return Ok(see_other(&of_register(&key))),
                Err(refused) => vec![FieldMistake::new("because", refusal(&refused))],
            }
        }
        Err(mistakes) => mistakes,
    };
    // What the register is now, which may not be what they saw.
    let found = state.found_register(&key).await?;
    let view = OneRegister::new(&staff, &key, &found, &typed, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

/// What was typed.
#[derive(Default)]
struct Typed {
    because: String,
    days: String,
}

impl Typed {
    fn of(posted: &PostedForm) -> Self {
        Self {
            because: posted.one("because").trim().to_owned(),
            days: posted.one("days").to_owned(),
        }
    }

    /// Returns the reason and the days, or every mistake.
    fn read(&self) -> Result<(&str, i64), Vec<FieldMistake>> {
        let mut mistakes = Vec::new();
        if self.because.is_empty() {
            mistakes.push(FieldMistake::new("because", "Enter why you unlock it"));
        } else if self.because.chars().count() > LONGEST_REASON {
            let words = format!("The reason must be {LONGEST_REASON} characters or fewer");
            mistakes.push(FieldMistake::new("because", words));
        }
        let days = DAYS.iter().find(|(value, _, _)| *value == self.days);
        if days.is_none() {
            mistakes.push(FieldMistake::new("days", "Select for how long"));
        }
        match (mistakes.is_empty(), days) {
            (true, Some((_, _, days))) => Ok((&self.because, *days)),
            _ => Err(mistakes),
        }
    }
}

const fn refusal(refused: &FinanceRefused) -> &'static str {
    match refused {
        FinanceRefused::NotLocked => "This register is not submitted, so it is not locked",
        FinanceRefused::NotTheLatestVersion => {
            "This register has changed since you opened this page. Look at it again"
        }
        _ => "This register cannot be unlocked",
    }
}

/// A register at the desk, without the people on it.
struct FoundRegister {
    supplier: String,
    head: RegisterHead,
    adjustments: Vec<AdjustmentProposal>,
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Finds the name of a supplier, what is kept of a register as a whole, and
    /// its adjustments.
    async fn found_register(&self, key: &RegisterKey) -> Result<FoundRegister, Failure> {
        let store = self.ports.store();
        let heads = async { Ok(store.register_heads(&key.supplier, &[key.week]).await?) };
        let adjustments = async { Ok(store.proposals_of(key).await?) };
        let supplier = self.supplier(&key.supplier);
        let (kept, mut heads, adjustments) = try_join3(supplier, heads, adjustments).await?;
        Ok(FoundRegister {
            supplier: kept.supplier.name,
            head: heads.remove(&key.week).ok_or(Failure::NOT_FOUND)?,
            adjustments,
        })
    }
}

fn lists(watched: &RegisterWatch) -> Vec<StackedTable> {
    let table = |caption: &'static str, list: &[WatchedRegister]| StackedTable {
        caption: caption.into(),
        columns: ["Week ending", "Supplier", "Pays"].map(Into::into).into(),
        rows: list.iter().map(row).collect(),
    };
    let lists = [
        table(
            "Late: the week has ended and nobody has submitted it",
            &watched.late,
        ),
        refused_table(&watched.refused),
        table("Unlocked, and not submitted again", &watched.unlocked),
        table("Changed since it was first submitted", &watched.changed),
    ];
    lists
        .into_iter()
        .filter(|list| !list.rows.is_empty())
        .collect()
}

fn refused_table(refused: &[WatchedRefusal]) -> StackedTable {
    let rows = refused.iter().map(|refused| {
        let mut cells = row(&refused.watched);
        let line = &refused.line;
        let order = format!("{}/{}", line.purchase_order, line.line);
        cells.insert(2, StackedCell::of(order));
        cells.insert(3, StackedCell::of(line.reason.clone()));
        cells
    });
    StackedTable {
        caption: "Refused: lines that the case system did not take".into(),
        columns: [
            "Week ending",
            "Supplier",
            "Purchase order",
            "Reason",
            "Pays",
        ]
        .map(Into::into)
        .into(),
        rows: rows.collect(),
    }
}

fn row(watched: &WatchedRegister) -> Vec<StackedCell> {
    let pays = watched
        .pays
        .map_or_else(|| "not known".to_owned(), money::in_words);
    vec![
        StackedCell::link(
            in_words(watched.key.week.ending()),
            of_register(&watched.key),
        ),
        StackedCell::of(watched.supplier_name.clone()),
        StackedCell::of(pays),
    ]
}

impl OneRegister {
    fn new(
        staff: &Staff<Finance>,
        key: &RegisterKey,
        found: &FoundRegister,
        typed: &Typed,
        mistakes: &[FieldMistake],
    ) -> Self {
        let FoundRegister { supplier, head, .. } = found;
        let title = format!("{supplier}, week ending {}", in_words(key.week.ending()));
        let can_unlock = matches!(head.status, KeptStatus::Locked { .. });
        Self {
            frame: staff.page(title).back(LIST).errors(summary(mistakes)),
            details: details(head),
            adjustments: adjustments_table(&found.adjustments),
            adjust: can_unlock.then(|| format!("{}/adjust", of_register(key))),
            unlock: can_unlock.then(|| Unlock::new(key, typed, mistakes)),
        }
    }
}

fn adjustments_table(proposals: &[AdjustmentProposal]) -> StackedTable {
    let rows = proposals.iter().map(|proposal| {
        let (paid, billed) = proposal.net();
        let state = match proposal.decided.as_ref().map(|decided| &decided.decision) {
            None => "Waits for a second person".to_owned(),
            Some(AdjustmentDecision::Approved { version }) => {
                format!("Approved: version {version}")
            }
            Some(AdjustmentDecision::TurnedDown { .. }) => "Turned down".to_owned(),
        };
        let to = of_adjustment(&proposal.register, &proposal.id);
        vec![
            StackedCell::link(in_words(date_in_london(proposal.by.at)), to),
            StackedCell::of(money::in_words(paid)),
            StackedCell::of(money::in_words(billed)),
            StackedCell::of(state),
        ]
    });
    StackedTable {
        caption: "Adjustments of this register".into(),
        columns: [
            "Proposed on",
            "Pays more or less",
            "Bills more or less",
            "State",
        ]
        .map(Into::into)
        .into(),
        rows: rows.collect(),
    }
}

fn details(head: &RegisterHead) -> SummaryList {
    let state = match &head.status {
        KeptStatus::Open => "Not submitted".to_owned(),
        KeptStatus::Locking { .. } => "Being submitted".to_owned(),
        KeptStatus::Locked { by } => {
            format!("Submitted on {}", in_words(date_in_london(by.at)))
        }
        KeptStatus::Unlocked { until, because, .. } => format!(
            "Unlocked until {}: {because}",
            in_words(date_in_london(*until))
        ),
    };
    let paid = head.amounts.map_or_else(
        || "Nothing is locked yet".to_owned(),
        |amounts| money::in_words(amounts.paid),
    );
    let version = match head.version {
        0 => "None".to_owned(),
        version => version.to_string(),
    };
    SummaryList {
        rows: vec![
            SummaryRow::of("State", state),
            SummaryRow::of("Locked versions", version),
            SummaryRow::of("Pays", paid),
        ],
        ..SummaryList::default()
    }
}

impl Unlock {
    fn new(key: &RegisterKey, typed: &Typed, mistakes: &[FieldMistake]) -> Self {
        Self {
            action: format!("{}/unlock", of_register(key)),
            because: Input {
                id: "because".into(),
                name: "because".into(),
                label: Label::of("Why do you unlock it?"),
                hint: Some(Hint::of("The provider sees this on the register.")),
                value: typed.because.clone().into(),
                error_message: wrong(mistakes, "because"),
                ..Input::default()
            },
            days: Radios {
                name: "days".into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of("For how long?"),
                    ..Fieldset::default()
                }),
                hint: Some(Hint::of(
                    "After that it is again as it was submitted, unless the provider submits it anew.",
                )),
                error_message: wrong(mistakes, "days"),
                items: DAYS
                    .into_iter()
                    .map(|(value, words, _)| RadioItem {
                        value: value.into(),
                        text: words.into(),
                        ..RadioItem::default()
                    })
                    .collect(),
                value: typed.days.clone().into(),
                ..Radios::default()
            },
            button: Button::of("Unlock the register"),
        }
    }
}
