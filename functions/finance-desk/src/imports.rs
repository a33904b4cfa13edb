//! Shows what each night's import took in, and the snapshots that are held back
//! until two people have released them.

use app::provisions;
use askama::Template;
use attendance::provision_import::{
    HeldSnapshot, ImportReader as _, ImportReport, RegisterLines, SnapshotName, SnapshotRelease,
    SnapshotReleased, UnfinishedImport,
};
use attendance::provision_plan::LastImport;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::StaffUser;
use domain::values::calendar::in_words;
use domain::values::london::{date_in_london, time_in_london};
use jiff::Timestamp;
use web::govuk::{Button, SummaryList, SummaryRow, WarningText};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AppState, FinanceDeskPorts};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/imports";

/// The imports that are listed: a month of nights.
const LISTED: usize = 31;

#[derive(Template)]
#[template(path = "imports.html")]
struct List {
    frame: PageFrame,
    /// Said where the data is older than a day, or there is none.
    old: Option<WarningText>,
    /// What there is to say of a snapshot that is not taken in yet.
    unfinished: Option<String>,
    held: Vec<HeldRow>,
    imports: Vec<ImportRow>,
}

struct HeldRow {
    name: String,
    since: String,
    reason: String,
    /// How many people still have to release it; empty where nobody can.
    waits_for: &'static str,
}

struct ImportRow {
    version: u32,
    snapshot: String,
    at: String,
    figures: String,
}

#[derive(Template)]
#[template(path = "import-held.html")]
struct Held {
    frame: PageFrame,
    name: String,
    reason: String,
    details: SummaryList,
    can_be_released: bool,
    /// What there is to say of who released it.
    released: Option<String>,
    /// The button; none for somebody who has released it, and where two have.
    release: Option<Button>,
}

#[derive(Template)]
#[template(path = "import-report.html")]
struct Report {
    frame: PageFrame,
    details: SummaryList,
    refused: Vec<(String, String)>,
    /// Rows that were refused and are not listed.
    more_refused: u64,
    /// Registers on which more is recorded than is planned now.
    breaches: Vec<String>,
    /// Registers whose week had ended.
    missed: Vec<String>,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let held = store.held_snapshots().await?;
    let imports = store.import_reports(LISTED).await?;
    let unfinished = store.unfinished_import().await?;
    let view = List {
        frame: staff
            .page("What the case system has commissioned")
            .back("/finance"),
        old: how_old(imports.first(), now),
        unfinished: unfinished.map(|import| under_way(&import, now)),
        held: held.iter().map(HeldRow::of).collect(),
        imports: imports.iter().map(ImportRow::of).collect(),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show_report<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(version): PathId<u32>,
) -> Result<Response, Failure> {
    let found = state.ports.store().import_report(version).await?;
    let report = found.ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &Report::of(&staff, &report)))
}

pub(crate) async fn show_held<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(name): PathId<SnapshotName>,
) -> Result<Response, Failure> {
    let found = state.ports.store().held_snapshot(&name).await?;
    let held = found.ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &Held::of(&staff, &held)))
}

pub(crate) async fn release<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(name): PathId<SnapshotName>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    match provisions::release(store, staff.staff_user(), &name, now).await? {
        SnapshotReleased::NotHeld => Err(Failure::NOT_FOUND),
        SnapshotReleased::First | SnapshotReleased::Second | SnapshotReleased::SamePerson => {
            Ok(see_other(&format!("{LIST}/{name}")))
        }
    }
}

/// Says that the data is older than a day.
fn how_old(latest: Option<&ImportReport>, now: Timestamp) -> Option<WarningText> {
    let Some(latest) = latest else {
        return Some(warning("Nothing has been imported yet."));
    };
    let last = LastImport {
        taken_at: latest.taken_at,
        version: latest.version,
    };
    let said = format!(
        "The data is from {}. It is more than a day old.",
        moment(last.taken_at)
    );
    last.is_older_than_a_day(now).then(|| warning(said))
}

/// Says of a snapshot that is not taken in yet how far it is, and when it goes on.
fn under_way(import: &UnfinishedImport, now: Timestamp) -> String {
    let snapshot = &import.snapshot;
    let written = match import.rows {
        None => "No change of it is counted yet".to_owned(),
        Some(1) => "1 change of it is written".to_owned(),
        Some(rows) => format!("{rows} changes of it are written"),
    };
    match import.is_at_work(now) {
        true => format!(
            "{snapshot} is being imported now. {written}. If this run stops, another can go on from {}.",
            moment(import.until)
        ),
        false => format!(
            "{snapshot} is paused. {written}. It goes on from there in the next run, which is within the hour."
        ),
    }
}

fn warning(text: impl Into<String>) -> WarningText {
    WarningText {
        text: text.into().into(),
        ..WarningText::default()
    }
}

fn moment(at: Timestamp) -> String {
    format!("{}, {}", in_words(date_in_london(at)), time_in_london(at))
}

impl HeldRow {
    fn of(held: &HeldSnapshot) -> Self {
        Self {
            name: held.snapshot.to_string(),
            since: moment(held.held_at),
            reason: held.reason.clone(),
            waits_for: match (&held.first, &held.second) {
                _ if !held.can_be_released() => "has to be sent again",
                (None, _) => "waits for 2 people to release it",
                (Some(_), None) => "waits for 1 more person to release it",
                (Some(_), Some(_)) => "has been released, and is imported within the hour",
            },
        }
    }
}

impl ImportRow {
    fn of(report: &ImportReport) -> Self {
        let refused = match report.refused {
            0 => String::new(),
            1 => ", 1 row refused".to_owned(),
            more => format!(", {more} rows refused"),
        };
        Self {
            version: report.version,
            snapshot: report.snapshot.to_string(),
            at: moment(report.imported_at),
            figures: format!(
                "{} read, {} new, {} changed, {} ended{refused}",
                report.read, report.new, report.changed, report.ended
            ),
        }
    }
}

impl Report {
    fn of(staff: &Staff<Finance>, report: &ImportReport) -> Self {
        let listed = report.refused_rows.iter().map(|row| {
            let place = format!("{}, line {}", row.file, row.line);
            (place, row.reasons.join("; "))
        });
        Self {
            frame: staff
                .page(format!("Import of {}", report.snapshot))
                .back(LIST),
            details: SummaryList {
                rows: vec![
                    SummaryRow::of("Data from", moment(report.taken_at)),
                    SummaryRow::of("Imported", moment(report.imported_at)),
                    SummaryRow::of("Rows read", report.read.to_string()),
                    SummaryRow::of("New", report.new.to_string()),
                    SummaryRow::of("Changed", report.changed.to_string()),
                    SummaryRow::of("Ended", report.ended.to_string()),
                    SummaryRow::of("Refused", report.refused.to_string()),
                    SummaryRow::of("Written", report.writes.to_string()),
                ],
                ..SummaryList::default()
            },
            more_refused: report
                .refused
                .saturating_sub(report.refused_rows.len() as u64),
            refused: listed.collect(),
            breaches: report.breaches.iter().map(in_a_week).collect(),
            missed: report.missed.iter().map(in_a_week).collect(),
        }
    }
}

/// Names a register and how many of its lines it is about.
fn in_a_week(register: &RegisterLines) -> String {
    let lines = match register.lines {
        1 => "1 line".to_owned(),
        more => format!("{more} lines"),
    };
    let ending = in_words(register.week_ending);
    format!("{}, week ending {ending}: {lines}", register.supplier)
}

impl Held {
    fn of(staff: &Staff<Finance>, held: &HeldSnapshot) -> Self {
        let own = staff.staff_user();
        let mine = |release: &Option<SnapshotRelease>| {
            release.as_ref().is_some_and(|release| release.by == own.id)
        };
        let done = mine(&held.first) || mine(&held.second) || held.is_released();
        let mut rows = vec![SummaryRow::of("Held back since", moment(held.held_at))];
        if let Some(figures) = &held.figures {
            let of = |gone: u64, before: u64| format!("{gone} of {before}");
            rows.extend([
                SummaryRow::of("Lines gone", of(figures.gone, figures.rows_before)),
                SummaryRow::of(
                    "People gone",
                    of(figures.people_gone, figures.people_before),
                ),
                SummaryRow::of("Lines now", figures.rows.to_string()),
                SummaryRow::of("People now", figures.people.to_string()),
                SummaryRow::of("New lines", figures.new.to_string()),
                SummaryRow::of("Changed lines", figures.changed.to_string()),
            ]);
        }
        Self {
            frame: staff
                .page(format!("Snapshot {} is held back", held.snapshot))
                .back(LIST),
            name: held.snapshot.to_string(),
            reason: held.reason.clone(),
            details: SummaryList {
                rows,
                ..SummaryList::default()
            },
            can_be_released: held.can_be_released(),
            released: released(held, own),
            release: (held.can_be_released() && !done).then(|| Button::of("Release this snapshot")),
        }
    }
}

/// Says who released a snapshot, and what comes next.
fn released(held: &HeldSnapshot, own: &StaffUser) -> Option<String> {
    let first = held.first.as_ref()?;
    let at = moment(first.at);
    Some(match &held.second {
        Some(_) => "Two people have released it. It is imported within the hour.".to_owned(),
        None if first.by == own.id => {
            format!("You released it on {at}. Somebody else in finance has to release it too.")
        }
        None => format!(
            "Somebody else in finance released it on {at}. It is imported if you release it too."
        ),
    })
}
