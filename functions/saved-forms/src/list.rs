//! Lists the forms that somebody has saved, and the applications that they
//! sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::{Application, ApplicationKind, ApplicationReader as _, Progress};
use domain::forms::saved_form::{SavedForm, SavedFormStore as _};
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::retention_period::RetentionPeriod;
use journey::form::Audience;
use journey::forms::FormCatalogue;
use journey::journey::{Journey, Status};
use web::answers::JoiningAnswers;
use web::govuk::{NotificationBanner, SummaryList, SummaryRow, Tag};
use web::session::citizen::SignedIn;
use web::who::{Citizen, CitizenRequest, OneForm, visit_forgotten_in};
use web::{Failure, PageFrame, page};

use crate::{AppState, SavedFormsPorts};

/// The address at which applications are made.
const APPLY: &str = "/apply";

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    frame: PageFrame,
    /// Says that answers from before the sign-in are not in the account yet.
    not_joined: Option<NotificationBanner>,
    /// Whether the person may see one form alone.
    alone: bool,
    forms: Vec<Card>,
    applications: Vec<Sent>,
    /// The forms that can be started: id and title.
    starts: Vec<(&'static str, &'static str)>,
    /// The period for which a form is kept.
    kept: RetentionPeriod,
}

/// A saved form.
struct Card {
    id: String,
    name: String,
    details: SummaryList,
    /// Whether the form can be continued: a form that the portal no longer has
    /// cannot.
    can_go_on: bool,
    complete: bool,
}

/// An application.
struct Sent {
    reference: String,
    /// The reference as it stands in addresses.
    plain: String,
    kind: &'static str,
    details: SummaryList,
    state: Tag,
}

pub(crate) async fn show<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<OneForm>,
    request: CitizenRequest,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let left = state.join_what_is_left(signed_in, &request).await;
    let (store, account, now) = (state.ports.store(), signed_in.account(), state.site.now());
    let (mut forms, applications) = match signed_in.only() {
        Some(only) => {
            let one = store.read_saved_form(account, only, now).await?;
            (one.into_iter().collect(), Vec::new())
        }
        None => (
            store.saved_forms(account, now).await?,
            store.applications(account).await?,
        ),
    };
    // A form that was sent is shown as the application that it became.
    forms.retain(|form| form.submitted_in.is_none());
    forms.sort_by_key(|form| std::cmp::Reverse(form.changed_at));
    let alone = signed_in.only().is_some();
    let title = if alone {
        "Your saved form"
    } else {
        "Your saved forms and applications"
    };
    let view = List {
        frame: citizen.page(title).back("/"),
        not_joined: (left == LeftToJoin::Still).then(not_joined),
        alone,
        forms: forms
            .into_iter()
            .map(|saved| Card::of(saved, state.site.forms()))
            .collect(),
        applications: applications
            .iter()
            .map(|(application, progress)| Sent::of(application, *progress))
            .collect(),
        starts: state
            .site
            .forms()
            .for_audience(Audience::Citizens)
            .filter(|(_, prefix)| *prefix != APPLY)
            .map(|(form, _)| (form.id.as_str(), form.title.as_str()))
            .collect(),
        kept: state.retention.saved_form,
    };
    let response = page(StatusCode::OK, &view);
    Ok(match left {
        LeftToJoin::JoinedNow if !alone => visit_forgotten_in(response),
        _ => response,
    })
}

/// What was entered before a sign-in and is left to join the account.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum LeftToJoin {
    Nothing,
    JoinedNow,
    Still,
}

impl<P: SavedFormsPorts> AppState<P> {
    /// Joins to the account what could not join it at the sign-in.
    async fn join_what_is_left(
        &self,
        signed_in: &SignedIn,
        request: &CitizenRequest,
    ) -> LeftToJoin {
        let left = JoiningAnswers::left(&self.site, request, signed_in);
        if left.is_empty() {
            return LeftToJoin::Nothing;
        }
        let (store, now) = (self.ports.store(), self.site.now());
        match left.adopt(store, signed_in.account(), now).await {
            Ok(()) => LeftToJoin::JoinedNow,
            Err(fault) => {
                Failure::from(fault).note();
                LeftToJoin::Still
            }
        }
    }
}

fn not_joined() -> NotificationBanner {
    NotificationBanner {
        text: "You are signed in. We could not add the answers you gave before you signed in to your account. They are not lost: we keep them for a day. Wait a few minutes, then open this page again in this browser.".into(),
        ..NotificationBanner::default()
    }
}

impl Card {
    fn of(saved: SavedForm, forms: FormCatalogue) -> Self {
        let found = forms.find_for(Audience::Citizens, &saved.form);
        let journey = found.map(|(form, _)| Journey::new(form, &saved.answers));
        let left = match &journey {
            Some(journey) => left_to_do(journey),
            None => "This form is no longer used".to_owned(),
        };
        let title = found.map_or(saved.form.as_str(), |(form, _)| &form.title);
        let rows = vec![
            SummaryRow::of("Form", title.to_owned()),
            SummaryRow::of("Left to do", left),
            SummaryRow::of("Last changed", in_words(date_in_london(saved.changed_at))),
            SummaryRow::of("Kept until", in_words(saved.kept_until())),
            SummaryRow::of("Reference", saved.reference.to_string()),
        ];
        Self {
            can_go_on: journey.is_some(),
            complete: journey.is_some_and(|journey| journey.is_complete()),
            details: SummaryList {
                rows,
                ..SummaryList::default()
            },
            id: saved.id.0,
            name: saved.name,
        }
    }
}

/// Says what is left to do: `2 of 5 parts: Household, and Housing costs`.
fn left_to_do(journey: &Journey<'_>) -> String {
    let tasks = journey.tasks();
    let left: Vec<&str> = tasks
        .iter()
        .filter(|task| task.status != Status::Complete)
        .map(|task| task.section.title.as_str())
        .collect();
    let titles = match left.split_last() {
        None => return "Nothing. You have answered every question".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{}, and {last}", before.join(", ")),
    };
    match tasks.len() {
        1 => titles,
        parts => format!("{} of {parts} parts: {titles}", left.len()),
    }
}

impl Sent {
    fn of(application: &Application, progress: Progress) -> Self {
        let mut rows = vec![
            SummaryRow::of("Sent", in_words(date_in_london(application.submitted_at))),
            SummaryRow::of("We will be in touch by", in_words(application.contact_by)),
        ];
        let state = match progress {
            Progress::Sent => Tag {
                text: "Sent".into(),
                classes: "govuk-tag--blue".into(),
                ..Tag::default()
            },
            Progress::Received { at } => {
                rows.push(SummaryRow::of("Received", in_words(date_in_london(at))));
                Tag {
                    text: "Received by the council".into(),
                    classes: "govuk-tag--green".into(),
                    ..Tag::default()
                }
            }
        };
        Self {
            reference: application.reference.to_string(),
            plain: application.reference.plain().to_owned(),
            kind: kind(application.kind),
            details: SummaryList {
                rows,
                ..SummaryList::default()
            },
            state,
        }
    }
}

/// Names the kind of request, as a page says it.
pub(crate) const fn kind(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::RequestForHelp => "Request for help",
        ApplicationKind::FinancialAssessment => "Financial assessment",
    }
}
