//! Checks a register before it is submitted, and submits it.

use std::collections::BTreeMap;

use app::providers::{GrantedSupplier, granted_supplier};
use app::register_lock::{SubmissionOutcome, submit_shown, weeks_before};
use app::registers::{OpenedRegister, WeekOpened, open};
use askama::Template;
use attendance::breach::Breach;
use attendance::cell::{Cell, RecordedBy, RecordedVia};
use attendance::command::CellCommand;
use attendance::kept_register::{CellKept, KeptStatus, RegisterKey};
use attendance::patterns::{WEEKS_OF_ONE_SWAP, pattern_words};
use attendance::payment_calendar::PaymentCalendar;
use attendance::provider_request::RequestKind;
use attendance::provision::{LineKey, PlannedWeek};
use attendance::reconciliation::Reconciliation;
use attendance::register::Register;
use attendance::submission::SubmitObstacle;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::money;
use futures_util::future::try_join;
use web::govuk::{Button, CheckboxItem, Checkboxes, ErrorLink, ErrorSummary, InsetText};
use web::html::Text;
use web::http::form::PostedForm;
use web::http::{json, percent};
use web::page::mistake::{FieldMistake, wrong};
use web::register_commands::{CommandsDocument, LOCKED};
use web::register_form::{
    ACCOUNT, OF_ANOTHER, RegisterAt, anchor, is_of_another, line_address, register_address,
};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, page, see_other};

use crate::reconciled::ReconciledTables;
use crate::{AppState, LockPorts, reconciled};

/// What the box says.
const DECLARATION: &str =
    "I confirm that this register is a true record of who received care and transport in this week";

#[derive(Template)]
#[template(path = "submit.html")]
struct Check {
    frame: PageFrame,
    supplier: String,
    paid: String,
    /// The day on which the money reaches the bank, if it is known.
    reaches_bank: Option<String>,
    not_confirmed: Option<String>,
    too_early: Option<InsetText>,
    breaches: Vec<(String, String)>,
    /// What the persons of the week are billed for, before what they can pay.
    billed: String,
    lines: ReconciledTables,
    /// What is paid for the people who are not shown, if there are any.
    not_shown: Option<String>,
    /// People whose new pattern can be asked for, with the address of the request.
    swaps: Vec<(String, String)>,
    declared: Checkboxes,
    button: Button,
    register: String,
    address: String,
    /// The address by which the browser knows what it could not send yet.
    cells: String,
    /// The account whose changes those are.
    account: String,
}

/// What is shown of a register before it is submitted.
struct Checked {
    opened: OpenedRegister,
    /// The lines that are shown.
    shown: Register,
    reconciliation: Reconciliation,
    /// The lines that were attended in one other way for weeks.
    swaps: BTreeMap<LineKey, PlannedWeek>,
}

pub(crate) async fn check<P: LockPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &key).await?;
    let Some(checked) = state.checked(&granted, &key).await? else {
        return Ok(see_other(&register_address(&key)));
    };
    if let KeptStatus::Locked { .. } = checked.opened.kept.head.status {
        return Ok(see_other(&receipt_address(&key)));
    }
    let view = state.view(&staff, &granted, &checked, &Typed::default());
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn submit<P: LockPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &key).await?;
    let mut typed = Typed::read(&posted);
    if is_of_another(posted.one(ACCOUNT), &staff.staff_user().id) {
        typed.wrong = vec![Wrong::of(&key, OF_ANOTHER.to_owned())];
        return state.show_wrong(&staff, &granted, &key, &typed).await;
    }
    let by = RecordedBy {
        user: staff.staff_user().id.0.clone(),
        at: state.site.now(),
        via: RecordedVia::Page,
    };
    let (store, waiting) = (state.ports.store(), (&*typed.waiting, &granted.shown()));
    match submit_shown(store, &key, waiting, typed.declared, &by).await? {
        // Of two presses at once one locks, and the other finds the receipt.
        SubmissionOutcome::Locked { .. } | SubmissionOutcome::Busy => {
            Ok(see_other(&receipt_address(&key)))
        }
        came_to => state.refuse(&staff, &granted, &key, typed, came_to).await,
    }
}

/// What was posted, and what is wrong with it.
#[derive(Default)]
struct Typed {
    declared: bool,
    waiting: Vec<CellCommand>,
    wrong: Vec<Wrong>,
}

/// Something that stands in the way, with where it can be mended.
#[derive(PartialEq)]
struct Wrong {
    words: String,
    href: String,
}

impl Wrong {
    fn of(key: &RegisterKey, words: String) -> Self {
        Self {
            words,
            href: register_address(key),
        }
    }
}

impl Typed {
    /// Reads the form. What the browser had not sent yet comes with it; if that
    /// cannot be read, nothing of it was ours.
    fn read(posted: &PostedForm) -> Self {
        let waiting = posted.one("waiting");
        let waiting = json::read::<CommandsDocument>(waiting.as_bytes());
        let waiting = waiting.and_then(CommandsDocument::read);
        Self {
            declared: posted.one("declared") == "yes",
            waiting: waiting.unwrap_or_default(),
            wrong: Vec::new(),
        }
    }
}

/// Returns the address at which a cell can be changed.
fn cell_address(key: &RegisterKey, cell: &Cell) -> String {
    format!("{}{}", line_address(key, &cell.line), anchor(cell))
}

fn receipt_address(key: &RegisterKey) -> String {
    format!("{}/receipt", register_address(key))
}

/// Says what of the page's last changes was not taken.
fn not_saved(
    key: &RegisterKey,
    register: &Register,
    waiting: &[CellCommand],
    cells: Vec<(attendance::command::CommandId, CellKept)>,
) -> Vec<Wrong> {
    let each = cells.into_iter().map(|(id, outcome)| {
        let command = waiting.iter().find(|command| command.id == id);
        let whose = command.map(|command| {
            let line = register.lines.get(&command.cell.line);
            let name = line.map(|line| line.provision.person.name());
            format!(
                "{}, {} {}: ",
                name.unwrap_or_else(|| format!("Purchase order {}", command.cell.line)),
                in_words(command.cell.day),
                command.cell.symbol.words()
            )
        });
        let says = match outcome {
            CellKept::Locked => LOCKED.to_owned(),
            CellKept::Refused(refused) => refused.to_string(),
            CellKept::Conflict(_) | CellKept::Kept(_) => {
                "somebody else changed this after you did. Look at it again".to_owned()
            }
        };
        Wrong {
            words: format!("{}{says}", whose.unwrap_or_default()),
            href: command.map_or_else(
                || register_address(key),
                |command| cell_address(key, &command.cell),
            ),
        }
    });
    each.collect()
}

/// What is said of somebody who is not shown and has something in the way.
const OF_SOMEBODY_NOT_SHOWN: &str =
    "Somebody who is not shown to you has something that cannot be submitted. Contact finance";

/// Says what breaks a rule, with where that can be mended. Of somebody who is
/// not among the lines that are shown, nothing more is said.
fn breach_words(key: &RegisterKey, shown: &Register, breach: &Breach) -> Wrong {
    let is_shown = |line: &LineKey| shown.lines.contains_key(line);
    let mended_at = breach.cells.iter().map(|cell| &cell.line);
    match mended_at.chain([&breach.line]).all(is_shown) {
        true => Wrong {
            words: breach.message(shown),
            href: breach
                .cells
                .first()
                .map_or_else(|| register_address(key), |cell| cell_address(key, cell)),
        },
        false => Wrong::of(key, OF_SOMEBODY_NOT_SHOWN.to_owned()),
    }
}

/// Returns each once, in their order.
fn once(all: impl Iterator<Item = Wrong>) -> Vec<Wrong> {
    let mut once = Vec::new();
    for wrong in all {
        if !once.contains(&wrong) {
            once.push(wrong);
        }
    }
    once
}

/// Says what stands in the way of submitting.
fn in_the_way(key: &RegisterKey, shown: &Register, obstacles: Vec<SubmitObstacle>) -> Vec<Wrong> {
    let each = obstacles.into_iter().map(|obstacle| match obstacle {
        SubmitObstacle::WeekNotOver { opens } => Wrong::of(
            key,
            format!(
                "You can submit this register from {}",
                in_words(date_in_london(opens))
            ),
        ),
        SubmitObstacle::NotDeclared => Wrong {
            words: "Confirm that the register is a true record before you submit it".to_owned(),
            href: "#declared".to_owned(),
        },
        SubmitObstacle::Breach(breach) => breach_words(key, shown, &breach),
    });
    once(each)
}

impl<P: LockPorts> AppState<P> {
    /// Finds the supplier of a register, if somebody may act for it.
    async fn granted(
        &self,
        staff: &Staff<Provider>,
        key: &RegisterKey,
    ) -> Result<GrantedSupplier, Failure> {
        let (store, user) = (self.ports.store(), &staff.staff_user().id);
        let granted = granted_supplier(store, user, &key.supplier).await?;
        granted.ok_or(Failure::NOT_FOUND)
    }

    /// Opens and reconciles a register; none where the week has no register.
    async fn checked(
        &self,
        granted: &GrantedSupplier,
        key: &RegisterKey,
    ) -> Result<Option<Checked>, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let opened = open(store, granted.supplier(), key.week, now);
        let (opened, before) = try_join(opened, weeks_before(store, key)).await?;
        let WeekOpened::Register(opened) = opened else {
            return Ok(None);
        };
        let register = opened.kept.register();
        let shown = opened.clone().seen_by(&granted.shown());
        Ok(Some(Checked {
            reconciliation: register.reconcile(&opened.book, &before.paid()),
            swaps: before.repeated_swaps(&register, &opened.book),
            shown: shown.kept.register(),
            opened: *opened,
        }))
    }

    /// Shows the page again with everything that stands in the way. Whatever
    /// was waiting and could be saved is in the register by now.
    async fn refuse(
        &self,
        staff: &Staff<Provider>,
        granted: &GrantedSupplier,
        key: &RegisterKey,
        mut typed: Typed,
        came_to: SubmissionOutcome,
    ) -> Result<Response, Failure> {
        let Some(checked) = self.checked(granted, key).await? else {
            return Ok(see_other(&register_address(key)));
        };
        let register = &checked.shown;
        typed.wrong = match came_to {
            SubmissionOutcome::NotSaved(cells) => not_saved(key, register, &typed.waiting, cells),
            SubmissionOutcome::Obstacles(obstacles) => in_the_way(key, register, obstacles),
            SubmissionOutcome::NoRegister
            | SubmissionOutcome::Locked { .. }
            | SubmissionOutcome::Busy => Vec::new(),
        };
        let view = self.view(staff, granted, &checked, &typed);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    }

    /// Shows the page again with what is wrong with what was typed.
    async fn show_wrong(
        &self,
        staff: &Staff<Provider>,
        granted: &GrantedSupplier,
        key: &RegisterKey,
        typed: &Typed,
    ) -> Result<Response, Failure> {
        let Some(checked) = self.checked(granted, key).await? else {
            return Ok(see_other(&register_address(key)));
        };
        let view = self.view(staff, granted, &checked, typed);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    }

    fn view(
        &self,
        staff: &Staff<Provider>,
        granted: &GrantedSupplier,
        checked: &Checked,
        typed: &Typed,
    ) -> Check {
        let key = &checked.opened.kept.key;
        let (now, week) = (self.site.now(), key.week);
        let of = &checked.reconciliation;
        let register = register_address(key);
        let title = format!(
            "Check and submit the register for the week ending {}",
            in_words(week.ending())
        );
        let frame = staff.page(title).back(register.clone());
        let shown = &checked.shown;
        Check {
            frame: match typed.wrong.is_empty() {
                true => frame,
                false => frame.errors(summary(&typed.wrong)),
            },
            supplier: granted.supplier().name.clone(),
            paid: money::in_words(of.amounts.paid),
            reaches_bank: self.reaches_bank(key),
            not_confirmed: not_confirmed(not_confirmed_of(shown, of)),
            too_early: (!week.has_ended(now)).then(|| InsetText {
                text: format!(
                    "You can submit this register from {}. You can go on changing it until then.",
                    in_words(date_in_london(week.opens_for_submission()))
                )
                .into(),
                ..InsetText::default()
            }),
            breaches: breaches(key, shown, of),
            not_shown: not_shown(shown, of),
            billed: money::in_words(of.amounts.billed),
            lines: reconciled::tables(key, shown, of),
            swaps: swaps(key, shown, &checked.swaps),
            declared: declared(typed),
            button: Button::of("Save, confirm and lock the register"),
            address: format!("{register}/submit"),
            cells: format!("/day-services/{}/{}/cells", key.supplier, week.ending()),
            account: staff.staff_user().id.0.clone(),
            register,
        }
    }

    /// Returns the day on which the money reaches the bank if the register is
    /// submitted now, or as soon as it can be.
    fn reaches_bank(&self, key: &RegisterKey) -> Option<String> {
        let rule = self.site.council().day_service_payments.as_ref()?;
        let calendar = PaymentCalendar::by_rule(rule, self.site.today());
        let at = self.site.now().max(key.week.opens_for_submission());
        let run = calendar.run_for(at)?;
        Some(in_words(run.reaches_bank))
    }
}

/// Lists the people whose new pattern can be asked for, as far as somebody sees
/// them, with the request filled in.
fn swaps(
    key: &RegisterKey,
    shown: &Register,
    swaps: &BTreeMap<LineKey, PlannedWeek>,
) -> Vec<(String, String)> {
    let kind = RequestKind::Recommission.name();
    let offers = swaps.iter().filter_map(|(line, pattern)| {
        let name = shown.lines.get(line)?.provision.person.name();
        let pattern = pattern_words(pattern);
        let words = format!("{name}, purchase order {line}: {pattern}");
        let asked = format!(
            "/day-services/{}/requests/{kind}?order={}&line={}&pattern={}",
            key.supplier,
            line.order,
            line.line,
            percent::encoded(&pattern)
        );
        Some((words, asked))
    });
    offers.collect()
}

/// Lists what breaks a rule, each once.
fn breaches(key: &RegisterKey, shown: &Register, of: &Reconciliation) -> Vec<(String, String)> {
    let each = of.breaches.iter();
    let each = once(each.map(|breach| breach_words(key, shown, breach)));
    each.into_iter()
        .map(|wrong| (wrong.words, wrong.href))
        .collect()
}

/// Says what is paid for the people who are not shown.
fn not_shown(shown: &Register, of: &Reconciliation) -> Option<String> {
    let hidden = of.lines.iter();
    let hidden: Vec<_> = hidden
        .filter(|line| !shown.lines.contains_key(&line.line))
        .map(|line| line.amounts.paid)
        .collect();
    (!hidden.is_empty()).then(|| money::in_words(hidden.iter().sum()))
}

fn summary(wrong: &[Wrong]) -> ErrorSummary {
    let links = wrong.iter().map(|one| ErrorLink {
        href: one.href.clone().into(),
        text: one.words.clone().into(),
        ..ErrorLink::default()
    });
    ErrorSummary::of(links.collect())
}

/// Counts the absences of the people who are shown that have no chosen reason.
fn not_confirmed_of(shown: &Register, of: &Reconciliation) -> usize {
    let cells = of.not_confirmed.iter();
    cells
        .filter(|cell| shown.lines.contains_key(&cell.line))
        .count()
}

fn not_confirmed(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some(
            "1 absence has no reason that somebody chose. It counts as “absent with notice”."
                .to_owned(),
        ),
        _ => Some(format!(
            "{count} absences have no reason that somebody chose. They count as “absent with notice”."
        )),
    }
}

fn declared(typed: &Typed) -> Checkboxes {
    let mistakes: Vec<_> = typed
        .wrong
        .iter()
        .filter(|one| one.href == "#declared")
        .map(|one| FieldMistake::new("declared", one.words.clone()))
        .collect();
    Checkboxes {
        name: "declared".into(),
        error_message: wrong(&mistakes, "declared"),
        items: vec![CheckboxItem {
            value: "yes".into(),
            text: DECLARATION.into(),
            ..CheckboxItem::default()
        }],
        values: match typed.declared {
            true => vec![Text::from("yes")],
            false => Vec::new(),
        },
        ..Checkboxes::default()
    }
}
