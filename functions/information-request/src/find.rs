//! Finding an application by its reference, and what was asked about it.

use app::information_requests::ApplicationAskedAbout;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::information_request::{
    InformationDesk as _, InformationRequest, UnreadAnswers, may_ask,
};
use domain::application::{ApplicationKind, Progress};
use domain::values::calendar::in_words;
use domain::values::list_page::ListPage;
use domain::values::london::{date_in_london, time_in_london};
use domain::values::reference::Reference;
use web::govuk::{Button, Hint, Input, Label, Pagination, SummaryList, SummaryRow, WarningText};
use web::http::form::PostedForm;
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::Staff;
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page, see_other};

use crate::desk::{self, Desk};
use crate::{AppState, InformationRequestPorts};

/// The most answers on a page.
const ON_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "find.html")]
struct Find {
    frame: PageFrame,
    action: &'static str,
    reference: Input,
    button: Button,
    unread: Option<StackedTable>,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "application.html")]
struct Shown {
    frame: PageFrame,
    details: SummaryList,
    requests: Option<StackedTable>,
    left_out: Option<WarningText>,
    /// The button that leads to asking; none if as much is asked as may be.
    ask: Option<Button>,
}

pub(crate) async fn ask<P: InformationRequestPorts, D: Desk>(
    State(state): State<AppState<P>>,
    staff: Staff<D>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let view = state.find_page(&staff, &query, ("", &[])).await?;
    Ok(page(StatusCode::OK, &view))
}

/// Takes a post, so that a reference that was mistyped stands in no address.
pub(crate) async fn find<P: InformationRequestPorts, D: Desk>(
    State(state): State<AppState<P>>,
    staff: Staff<D>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = posted.one("reference").trim();
    let words = match (typed, Reference::parse(typed)) {
        ("", _) => "Enter the reference of an application",
        (_, Err(_)) => "Enter a reference like K7F-3MM-XT4D",
        (_, Ok(reference)) => {
            let found = state.ports.store().sender_of(&reference).await?;
            if found.is_some_and(|(_, kind)| may_ask(D::DESK, kind)) {
                return Ok(see_other(&desk::application::<D>(&reference)));
            }
            "There is no application with this reference that you can see. Check it"
        }
    };
    let mistakes = [FieldMistake::new("reference", words)];
    let query = ListQuery::default();
    let view = state.find_page(&staff, &query, (typed, &mistakes)).await?;
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

pub(crate) async fn show<P: InformationRequestPorts, D: Desk>(
    State(state): State<AppState<P>>,
    staff: Staff<D>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let found = state.look_up(&staff, &reference).await?;
    Ok(page(StatusCode::OK, &Shown::new(&staff, &found)))
}

impl<P: InformationRequestPorts> AppState<P> {
    /// Makes the page, with the answers that nobody has read.
    async fn find_page<D: Desk>(
        &self,
        staff: &Staff<D>,
        query: &ListQuery,
        (typed, mistakes): (&str, &[FieldMistake]),
    ) -> Result<Find, Failure> {
        let (store, after) = (self.ports.store(), query.after.as_ref());
        let unread = store.unread_answers(D::DESK, after, ON_A_PAGE).await?;
        Ok(Find::new(staff, query, &unread, (typed, mistakes)))
    }
}

/// Lists the answers that nobody has read, the oldest first.
fn to_read<D: Desk>(unread: &[UnreadAnswers]) -> StackedTable {
    let rows = unread.iter().map(|answers| {
        let reference = &answers.key.reference;
        vec![
            StackedCell::link(
                format!("About application {reference}"),
                desk::request::<D>(&answers.key),
            ),
            StackedCell::of(in_words(date_in_london(answers.sent_at))),
        ]
    });
    StackedTable {
        caption: "Answers that nobody has read, the oldest first".into(),
        columns: ["Answers", "Came on"].map(Into::into).into(),
        rows: rows.collect(),
    }
}

impl Find {
    fn new<D: Desk>(
        staff: &Staff<D>,
        query: &ListQuery,
        unread: &ListPage<UnreadAnswers>,
        (typed, mistakes): (&str, &[FieldMistake]),
    ) -> Self {
        let each = &unread.items;
        Self {
            frame: staff
                .page("Find an application")
                .back(D::HOME)
                .errors(summary(mistakes)),
            action: D::APPLICATIONS,
            reference: Input {
                id: "reference".into(),
                name: "reference".into(),
                label: Label::of("Reference of the application"),
                hint: Some(Hint::of("For example, K7F-3MM-XT4D.")),
                value: typed.to_owned().into(),
                autocomplete: "off".into(),
                spellcheck: Some(false),
                classes: "govuk-input--width-20".into(),
                error_message: wrong(mistakes, "reference"),
                ..Input::default()
            },
            button: Button::of("Find"),
            unread: (!each.is_empty()).then(|| to_read::<D>(each)),
            left_out: left_out::told_to_staff(unread.unreadable, ("answer", "answers")),
            pages: query.pagination(D::APPLICATIONS, unread),
        }
    }
}

impl Shown {
    fn new<D: Desk>(staff: &Staff<D>, found: &ApplicationAskedAbout) -> Self {
        let application = &found.application;
        let reference = &application.reference;
        let each = &found.requests;
        Self {
            frame: staff
                .page(format!("Application {reference}"))
                .back(D::APPLICATIONS),
            details: details(found),
            requests: (!each.is_empty()).then(|| requests::<D>(each)),
            left_out: left_out::told_to_staff(found.unreadable, ("request", "requests")),
            ask: (!found.is_full()).then(|| Button {
                href: desk::asking::<D>(reference).into(),
                ..Button::of("Ask for information")
            }),
        }
    }
}

/// Lists who sent the application, what it is and when it came.
fn details(found: &ApplicationAskedAbout) -> SummaryList {
    let application = &found.application;
    let day = |at| in_words(date_in_london(at));
    let kind = match application.kind {
        ApplicationKind::RequestForHelp => "Request for help",
        ApplicationKind::FinancialAssessment => "Financial assessment",
        ApplicationKind::NeedsSelfAssessment => "Needs self-assessment",
    };
    let received = match found.progress {
        Progress::Sent => "Not yet".to_owned(),
        Progress::Received { at } => day(at),
    };
    let rows = [
        ("Sent by", application.applicant.name()),
        ("What it is", kind.to_owned()),
        ("Came on", day(application.submitted_at)),
        ("In the case system since", received),
        ("Contact by", in_words(application.contact_by)),
    ];
    summary_list(rows)
}

/// Makes a list of names and values, in which a long word is broken.
pub(crate) fn summary_list(rows: impl IntoIterator<Item = (&'static str, String)>) -> SummaryList {
    let rows = rows.into_iter().map(|(name, value)| SummaryRow {
        classes: "govuk-!-text-break-word".into(),
        ..SummaryRow::of(name, value)
    });
    SummaryList {
        rows: rows.collect(),
        ..SummaryList::default()
    }
}

/// Lists what was asked, the newest first.
fn requests<D: Desk>(each: &[InformationRequest]) -> StackedTable {
    let rows = each.iter().map(|request| {
        let day = in_words(date_in_london(request.asked_at));
        let time = time_in_london(request.asked_at);
        let how_many = match request.questions.len() {
            1 => "1 question".to_owned(),
            many => format!("{many} questions"),
        };
        vec![
            StackedCell::link(
                format!("{how_many}, asked on {day} at {time}"),
                desk::request::<D>(&request.key),
            ),
            StackedCell::of(in_words(request.answer_by)),
            StackedCell::of(request.state().title()),
        ]
    });
    StackedTable {
        caption: "What was asked, the newest first".into(),
        columns: ["Questions", "Answer by", "Where it stands"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}
