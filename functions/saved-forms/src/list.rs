//! Lists the forms that somebody has saved, and the applications that they
//! sent.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::information_request::{
    InformationRequest, InformationRequestReader as _, InformationRequestState,
};
use domain::application::{Application, ApplicationKind, ApplicationReader as _, Progress};
use domain::fault::StoreFault;
use domain::forms::saved_form::{SavedForm, SavedFormStore as _};
use domain::values::calendar::in_words;
use domain::values::list_page::ListPage;
use domain::values::london::date_in_london;
use domain::values::retention_period::RetentionPeriod;
use domain::values::saved_id::SavedId;
use futures_util::future::try_join3;
use journey::form::Audience;
use journey::forms::FormCatalogue;
use journey::journey::{Journey, Status};
use web::answers::JoiningAnswers;
use web::govuk::{NotificationBanner, Pagination, SummaryList, SummaryRow, Tag, WarningText};
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::session::citizen::SignedIn;
use web::who::{Citizen, CitizenRequest, OneForm, visit_forgotten_in};
use web::{Failure, PageFrame, page};

use crate::{AppState, LIST, SavedFormsPorts};

/// The forms that are begun on a start page of their own, which says first what
/// they are.
const BEGUN_ELSEWHERE: [&str; 2] = ["/apply", "/assess-needs"];

/// The name of the list of applications in an address.
const APPLICATIONS: &str = "applications";

/// The most forms, and the most applications, on a page.
const ON_A_PAGE: usize = 50;

/// The title of the page of both.
const BOTH: &str = "Your saved forms and applications";

pub(crate) const FORMS: left_out::Things = ("saved form", "saved forms");
pub(crate) const SENT: left_out::Things = ("application", "applications");

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    frame: PageFrame,
    /// Says that answers from before the sign-in are not in the account yet.
    not_joined: Option<NotificationBanner>,
    /// The day by which we asked for answers about an application; none if we
    /// wait for none.
    questions_by: Option<String>,
    /// Whether the person may see one form alone.
    alone: bool,
    /// Whether this is a page of applications alone.
    only_applications: bool,
    forms: Vec<Card>,
    left_out_forms: Option<WarningText>,
    /// The applications; none on the pages of forms after the first.
    applications: Option<Vec<Sent>>,
    left_out_applications: Option<WarningText>,
    /// Whether there are more of them, on pages of their own.
    more_applications: bool,
    pages: Option<Pagination>,
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
    query: ListQuery,
) -> Result<Response, Failure> {
    let left = state.join_what_is_left(citizen.signed_in(), &request).await;
    let mut view = match (citizen.signed_in().only(), query.list.as_deref()) {
        (Some(only), _) => state.one_form(&citizen, only).await?,
        (None, Some(APPLICATIONS)) => state.applications(&citizen, &query).await?,
        (None, _) => state.forms(&citizen, &query).await?,
    };
    view.not_joined = (left == LeftToJoin::Still).then(not_joined);
    let response = page(StatusCode::OK, &view);
    Ok(match left {
        LeftToJoin::JoinedNow if !view.alone => visit_forgotten_in(response),
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

impl<P: SavedFormsPorts> AppState<P> {
    /// Makes the page of the one form that somebody may see.
    async fn one_form(
        &self,
        citizen: &Citizen<OneForm>,
        only: &SavedId,
    ) -> Result<List, StoreFault> {
        let (store, account, now) = (self.ports.store(), citizen.account(), self.site.now());
        let one = store.read_saved_form(account, only, now).await?;
        let mut view = self.list(citizen.page("Your saved form").back("/"));
        view.alone = true;
        view.forms = self.cards(one.into_iter().collect());
        Ok(view)
    }

    /// Makes a page of the forms. The first page of the applications stands
    /// under the first.
    async fn forms(
        &self,
        citizen: &Citizen<OneForm>,
        query: &ListQuery,
    ) -> Result<List, StoreFault> {
        let (store, account, now) = (self.ports.store(), citizen.account(), self.site.now());
        let after = query.after.as_ref();
        let mut view = self.list(citizen.page(BOTH).back("/"));
        let forms = store.saved_forms_page(account, after, ON_A_PAGE, now);
        let applications = async {
            match after {
                None => store
                    .applications_page(account, None, ON_A_PAGE)
                    .await
                    .map(Some),
                Some(_) => Ok(None),
            }
        };
        let questions = store.information_requests_to(account, None, ON_A_PAGE, now);
        let (forms, applications, questions) = try_join3(forms, applications, questions).await?;
        view.questions_by = answers_wanted_by(&questions.items);
        view.pages = query.pagination(LIST, &forms);
        view.left_out_forms = left_out::told_to_owner(forms.unreadable, FORMS);
        view.forms = self.cards(forms.items);
        match applications {
            Some(applications) => view.show_sent(&applications),
            None => view.applications = None,
        }
        Ok(view)
    }

    /// Makes a page of the applications, after the first.
    async fn applications(
        &self,
        citizen: &Citizen<OneForm>,
        query: &ListQuery,
    ) -> Result<List, StoreFault> {
        let (store, account) = (self.ports.store(), citizen.account());
        let after = query.after.as_ref();
        let sent = store.applications_page(account, after, ON_A_PAGE).await?;
        let mut view = self.list(citizen.page("Applications you have sent").back(LIST));
        view.only_applications = true;
        view.pages = query.pagination(LIST, &sent);
        view.show_sent(&sent);
        Ok(view)
    }

    /// Makes a page without forms and applications.
    fn list(&self, frame: PageFrame) -> List {
        let forms = self.site.forms().for_audience(Audience::Citizens);
        List {
            frame,
            not_joined: None,
            questions_by: None,
            alone: false,
            only_applications: false,
            forms: Vec::new(),
            left_out_forms: None,
            applications: Some(Vec::new()),
            left_out_applications: None,
            more_applications: false,
            pages: None,
            starts: forms
                .filter(|(_, prefix)| !BEGUN_ELSEWHERE.contains(prefix))
                .map(|(form, _)| (form.id.as_str(), form.title.as_str()))
                .collect(),
            kept: self.retention.saved_form,
        }
    }

    /// Makes the cards of forms, the last changed first. A form that was sent is
    /// shown as the application that it became.
    fn cards(&self, mut forms: Vec<SavedForm>) -> Vec<Card> {
        forms.retain(|form| form.submitted_in.is_none());
        forms.sort_by_key(|form| Reverse(form.changed_at));
        let forms = forms.into_iter();
        forms
            .map(|saved| Card::of(saved, self.site.forms()))
            .collect()
    }
}

/// Returns the first day by which we wait for answers, if we wait for any.
fn answers_wanted_by(requests: &[InformationRequest]) -> Option<String> {
    let open = requests.iter();
    let open = open.filter(|request| request.state() == InformationRequestState::Open);
    let first = open.map(|request| request.answer_by).min();
    first.map(in_words)
}

impl List {
    /// Adds applications.
    fn show_sent(&mut self, sent: &ListPage<(Application, Progress)>) {
        let each = sent.items.iter();
        let each = each.map(|(application, progress)| Sent::of(application, *progress));
        self.applications = Some(each.collect());
        self.left_out_applications = left_out::told_to_owner(sent.unreadable, SENT);
        self.more_applications = sent.next.is_some();
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
        ApplicationKind::NeedsSelfAssessment => "Needs self-assessment",
    }
}
