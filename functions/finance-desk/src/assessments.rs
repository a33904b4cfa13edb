//! The financial assessments that people sent: the list, and one of them with
//! the estimate as the citizen saw it, the evidence, who has it and where it
//! stands.

use app::financial_assessments::{self, AssessmentAtDesk, AssessmentStepTaken};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::evidence::{Evidence, FileState, FileType};
use domain::application::{Progress, ReportSnapshot};
use domain::document::DocumentSection;
use domain::records::assessment_desk::{
    AssessmentDesk as _, AssessmentList, AssessmentStanding, AssessmentStatus, AssessmentStep,
    ListedAssessment,
};
use domain::values::calendar::in_words;
use domain::values::list_page::BoundedCount;
use domain::values::london::{date_in_london, time_in_london};
use domain::values::reference::Reference;
use web::govuk::{
    Button, Fieldset, Legend, Pagination, RadioItem, Radios, SummaryList, SummaryRow, WarningText,
};
use web::http::form::PostedForm;
use web::http::list_query::ListQuery;
use web::page::document::Folded;
use web::page::left_out;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page, see_other};

use crate::counts::{COUNTED, in_figures};
use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/assessments";

/// The fields of a step: what is done, and how often the assessment had been
/// changed when the page was drawn.
pub(crate) const FIELDS: &[&str] = &["step", "seen"];

/// The name of the list of finished assessments in an address.
const FINISHED: &str = "finished";

const TAKE: &str = "take";
const GIVE_BACK: &str = "give-back";

#[derive(Template)]
#[template(path = "assessments.html")]
struct List {
    frame: PageFrame,
    count: String,
    each: Option<StackedTable>,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
    /// The address of the other list, and its name.
    other: (String, &'static str),
}

#[derive(Template)]
#[template(path = "assessment.html")]
struct One {
    frame: PageFrame,
    details: SummaryList,
    action: String,
    seen: u64,
    take: Option<Button>,
    give_back: Option<Button>,
    status: Option<(Radios, Button)>,
    told: Vec<ReportSnapshot>,
    folded: Vec<DocumentSection>,
    evidence: Option<StackedTable>,
    /// The address at which the sender is asked for more.
    ask: String,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, after) = (state.ports.store(), query.after.as_ref());
    let which = match query.list.as_deref() {
        Some(FINISHED) => AssessmentList::Finished,
        _ => AssessmentList::Open,
    };
    let count = store.count_assessments(which, COUNTED).await?;
    let found = store.assessments_page(which, after, ON_A_PAGE).await?;
    let view = List {
        frame: staff.page("Financial assessments").back("/finance"),
        count: counted(which, count),
        each: (!found.items.is_empty()).then(|| table(which, &found.items)),
        left_out: left_out::told_to_staff(found.unreadable, ("assessment", "assessments")),
        pages: query.pagination(LIST, &found),
        other: match which {
            AssessmentList::Open => (
                format!("{LIST}?list={FINISHED}"),
                "Finished financial assessments",
            ),
            AssessmentList::Finished => (LIST.to_owned(), "Financial assessments to work on"),
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let found = state.assessment(&staff, &reference).await?;
    Ok(page(StatusCode::OK, &One::new(&staff, found, &[])))
}

/// Takes a step with an assessment. Pressed twice, the second finds it taken.
pub(crate) async fn take_step<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(reference): PathId<Reference>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let found = state.assessment(&staff, &reference).await?;
    let seen = posted.one("seen").parse().unwrap_or(0);
    let mistake = match step_of(posted.one("step")) {
        None => FieldMistake::new("step", "Select where the assessment stands"),
        Some(step) => {
            let (store, now) = (state.ports.store(), state.site.now());
            let (worker, step) = (staff.staff_user(), (step, seen));
            let taken = financial_assessments::take_step(store, worker, &found, step, now);
            match taken.await? {
                AssessmentStepTaken::Done => return Ok(see_other(&address(&reference))),
                AssessmentStepTaken::Overtaken => FieldMistake::new("step", OVERTAKEN),
            }
        }
    };
    let view = One::new(&staff, found, &[mistake]);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

const OVERTAKEN: &str = "Someone else has changed this since you opened the page. Check what the page says now, then try again";

fn address(reference: &Reference) -> String {
    format!("{LIST}/{}", reference.plain())
}

fn step_of(posted: &str) -> Option<AssessmentStep> {
    match posted {
        TAKE => Some(AssessmentStep::Take),
        GIVE_BACK => Some(AssessmentStep::GiveBack),
        status => AssessmentStatus::named(status).map(AssessmentStep::Set),
    }
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Reads a financial assessment, on the record.
    async fn assessment(
        &self,
        staff: &Staff<Finance>,
        reference: &Reference,
    ) -> Result<AssessmentAtDesk, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let found = financial_assessments::read(store, staff.staff_user(), reference, now);
        found.await?.ok_or(Failure::NOT_FOUND)
    }
}

/// Says how many financial assessments are to be worked on, on the desk and
/// above the list.
pub(crate) fn to_work_on(count: BoundedCount) -> String {
    counted(AssessmentList::Open, count)
}

fn counted(which: AssessmentList, count: BoundedCount) -> String {
    let rest = match which {
        AssessmentList::Open => "to work on",
        AssessmentList::Finished => "that are finished",
    };
    match count {
        BoundedCount::Exactly(0) => format!("No financial assessments {rest}"),
        BoundedCount::Exactly(1) if which == AssessmentList::Open => {
            "1 financial assessment to work on".to_owned()
        }
        BoundedCount::Exactly(1) => "1 financial assessment that is finished".to_owned(),
        more => format!("{} financial assessments {rest}", in_figures(more)),
    }
}

fn table(which: AssessmentList, each: &[ListedAssessment]) -> StackedTable {
    let rows = each.iter().map(|one| {
        let reference = &one.reference;
        vec![
            StackedCell::link(reference.to_string(), address(reference)),
            StackedCell::of(in_words(date_in_london(one.submitted_at))),
            StackedCell::of(one.standing.status.title()),
            StackedCell::of(who_has(&one.standing)),
        ]
    });
    StackedTable {
        caption: match which {
            AssessmentList::Open => "To work on, the oldest first",
            AssessmentList::Finished => "Finished, the newest first",
        }
        .into(),
        columns: ["Reference", "Received", "Status", "Who has it"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

fn who_has(standing: &AssessmentStanding) -> String {
    let worker = standing.worker.as_ref();
    worker.map_or_else(|| "Nobody".to_owned(), |worker| worker.name.clone())
}

impl One {
    fn new(staff: &Staff<Finance>, found: AssessmentAtDesk, mistakes: &[FieldMistake]) -> Self {
        let standing = &found.standing;
        let reference = &found.application.reference;
        let is_mine = standing.is_with(staff.staff_user());
        let told = &found.application.told;
        let folded = told.iter().flat_map(|told| &told.document.sections);
        Self {
            frame: staff
                .page(format!("Financial assessment {reference}"))
                .back(LIST)
                .errors(summary(mistakes)),
            details: details(&found),
            action: format!("{}/step", address(reference)),
            seen: standing.changes,
            take: (!is_mine || standing.is_finished()).then(|| Button {
                // Where there is no other field, what is wrong leads here.
                id: if is_mine { "take" } else { "step" }.into(),
                ..take(standing)
            }),
            give_back: is_mine.then(|| Button {
                classes: "govuk-button--secondary".into(),
                ..Button::of("Give it back")
            }),
            status: is_mine.then(|| (statuses(standing, mistakes), Button::of("Save the status"))),
            folded: folded.cloned().collect(),
            evidence: evidence(&found.application.evidence),
            ask: format!("/finance/applications/{}", reference.plain()),
            told: found.application.told,
        }
    }

    fn folded(&self) -> Folded<'_> {
        Folded {
            sections: &self.folded,
        }
    }
}

/// Makes the button that takes an assessment, with what that does.
fn take(standing: &AssessmentStanding) -> Button {
    match (standing.is_finished(), &standing.worker) {
        (true, _) => Button::of("Open it again and take it"),
        (false, Some(worker)) => Button::of(format!("Take it over from {}", worker.name)),
        (false, None) => Button::of("Take it"),
    }
}

fn statuses(standing: &AssessmentStanding, mistakes: &[FieldMistake]) -> Radios {
    let each = AssessmentStatus::ALL.into_iter();
    let items = each.filter(|status| *status != AssessmentStatus::New);
    Radios {
        name: "step".into(),
        fieldset: Some(Fieldset {
            legend: Legend::of("Where does it stand?"),
            ..Fieldset::default()
        }),
        error_message: wrong(mistakes, "step"),
        items: items
            .map(|status| RadioItem {
                value: status.name().into(),
                text: status.title().into(),
                ..RadioItem::default()
            })
            .collect(),
        value: standing.status.name().into(),
        ..Radios::default()
    }
}

fn details(found: &AssessmentAtDesk) -> SummaryList {
    let application = &found.application;
    let day = |at| in_words(date_in_london(at));
    let received = application.submitted_at;
    let received = format!("{} at {}", day(received), time_in_london(received));
    let in_case_system = match found.progress {
        Progress::Sent => "Not yet".to_owned(),
        Progress::Received { at } => day(at),
    };
    let rows = [
        ("Status", found.standing.status.title().to_owned()),
        ("Who has it", who_has(&found.standing)),
        ("Sent by", application.applicant.name()),
        ("Received", received),
        ("Contact by", in_words(application.contact_by)),
        ("In the case system since", in_case_system),
    ];
    let rows = rows.into_iter().map(|(name, value)| SummaryRow {
        classes: "govuk-!-text-break-word".into(),
        ..SummaryRow::of(name, value)
    });
    SummaryList {
        rows: rows.collect(),
        ..SummaryList::default()
    }
}

/// Lists the documents that came with the application; none if none came.
fn evidence(files: &[Evidence]) -> Option<StackedTable> {
    let rows = files.iter().map(|file| {
        vec![
            StackedCell::of(file.name.clone()),
            StackedCell::of(file.file_type.map_or("Not known", FileType::words)),
            StackedCell::of(became(file.state)),
        ]
    });
    (!files.is_empty()).then(|| StackedTable {
        caption: "Documents that came with it".into(),
        columns: ["File", "Type", "Where it is"].map(Into::into).into(),
        rows: rows.collect(),
    })
}

/// Says where a file is that came with an application.
const fn became(state: FileState) -> &'static str {
    match state {
        FileState::Clean => "In the case system, with the application",
        FileState::Expected | FileState::Scanning => {
            "It was still being checked for viruses when this was sent. It follows if it can be used"
        }
        FileState::Infected => "Deleted: it had a virus. Ask for it again",
        FileState::Unscannable | FileState::Refused => {
            "Deleted: it could not be used. Ask for it again"
        }
    }
}
