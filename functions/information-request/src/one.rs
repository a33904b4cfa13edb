//! A request as staff see it: what was asked, what was answered, and its end.

use app::information_requests;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::StaffNameReader as _;
use domain::application::information_request::{
    InformationRequest, InformationRequestState, LONGEST_REASON, RequestEnd,
};
use domain::values::account_id::AccountId;
use domain::values::calendar::in_words;
use domain::values::information_request::{InformationRequestId, InformationRequestKey};
use domain::values::london::{date_in_london, time_in_london};
use domain::values::reference::Reference;
use futures_util::future::try_join;
use web::govuk::{Button, CharacterCount, Label, SummaryList};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::Staff;
use web::{Failure, PageFrame, PathIds, page, see_other};

use crate::desk::{self, Desk};
use crate::find::summary_list;
use crate::{AppState, InformationRequestPorts};

#[derive(Template)]
#[template(path = "one.html")]
struct One {
    frame: PageFrame,
    details: SummaryList,
    questions: Vec<ShownQuestion>,
    /// The address, the field and the button of its end; none once it has ended.
    end: Option<EndForm>,
}

struct ShownQuestion {
    words: String,
    why: String,
    answer: String,
}

struct EndForm {
    action: String,
    how: &'static str,
    why: CharacterCount,
    button: Button,
}

pub(crate) async fn show<P: InformationRequestPorts, D: Desk>(
    State(state): State<AppState<P>>,
    staff: Staff<D>,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let request = state.request_of(&staff, &key).await?;
    let (store, now) = (state.ports.store(), state.site.now());
    information_requests::note_read(store, staff.staff_user(), &request, now).await?;
    let view = state.one(&staff, &request, "", &[]).await?;
    Ok(page(StatusCode::OK, &view))
}

/// Withdraws or closes the request. Pressed twice, the second finds it so; what
/// has changed since the page was shown, the page says.
pub(crate) async fn end<P: InformationRequestPorts, D: Desk>(
    State(state): State<AppState<P>>,
    staff: Staff<D>,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let how = RequestEnd::named(posted.one("how"));
    let why = posted.one("why").trim();
    let words = match (why.chars().count(), how) {
        (0, _) => "Enter why".to_owned(),
        (1..=LONGEST_REASON, Some(how)) => {
            state.end(&staff, &key, how, why).await?;
            return Ok(see_other(&desk::request::<D>(&key)));
        }
        (_, None) => return Err(Failure::BAD_REQUEST),
        _ => format!("Why must be {LONGEST_REASON} characters or fewer"),
    };
    let request = state.request_of(&staff, &key).await?;
    let mistakes = [FieldMistake::new("why", words)];
    let view = state.one(&staff, &request, why, &mistakes).await?;
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

impl<P: InformationRequestPorts> AppState<P> {
    async fn request_of<D: Desk>(
        &self,
        staff: &Staff<D>,
        key: &InformationRequestKey,
    ) -> Result<InformationRequest, Failure> {
        let found = self.look_up(staff, &key.reference).await?;
        found.request(key).cloned().ok_or(Failure::NOT_FOUND)
    }

    async fn end<D: Desk>(
        &self,
        staff: &Staff<D>,
        key: &InformationRequestKey,
        how: RequestEnd,
        why: &str,
    ) -> Result<bool, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let who = (staff.staff_user(), D::DESK);
        let ended = information_requests::end(store, who, key, (how, why), now).await?;
        ended.ok_or(Failure::NOT_FOUND)
    }

    /// Makes the page, with the names of whoever asked and ended.
    async fn one<D: Desk>(
        &self,
        staff: &Staff<D>,
        request: &InformationRequest,
        why: &str,
        mistakes: &[FieldMistake],
    ) -> Result<One, Failure> {
        let name = async |id: Option<&AccountId>| match id {
            Some(id) => self.ports.store().staff_name(id).await,
            None => Ok(None),
        };
        let ended_by = request.ended.as_ref().map(|end| &end.by);
        let names = try_join(name(Some(&request.by)), name(ended_by)).await?;
        let reference = &request.key.reference;
        Ok(One {
            frame: staff
                .page(format!("Questions about application {reference}"))
                .back(desk::application::<D>(reference))
                .errors(summary(mistakes)),
            details: details(request, names),
            questions: questions(request),
            end: end_form::<D>(request, why, mistakes),
        })
    }
}

fn details(
    request: &InformationRequest,
    (by, ended_by): (Option<String>, Option<String>),
) -> SummaryList {
    let at = |at| {
        let day = in_words(date_in_london(at));
        format!("{} on {day}", time_in_london(at))
    };
    let who = |name: Option<String>| name.unwrap_or_else(|| "Somebody who has left".to_owned());
    let mut rows = vec![
        ("Where it stands", request.state().title().to_owned()),
        ("Asked by", format!("{}, {}", who(by), request.desk.title())),
        ("Asked", at(request.asked_at)),
        ("Answer by", in_words(request.answer_by)),
    ];
    if let Some(sent) = &request.sent {
        rows.push(("Answered", at(sent.at)));
    }
    if let Some(read_at) = request.read_at {
        rows.push(("First read", at(read_at)));
    }
    if let Some(end) = &request.ended {
        let how = match end.how {
            RequestEnd::Withdrawn => "Withdrawn",
            RequestEnd::Closed => "Closed",
        };
        rows.push((how, format!("{}, by {}", at(end.at), who(ended_by))));
        rows.push(("Why", end.why.clone()));
    }
    summary_list(rows)
}

/// Lists the questions with their answers. What is typed and not sent is nobody's
/// to read.
fn questions(request: &InformationRequest) -> Vec<ShownQuestion> {
    let answers = request.sent.as_ref().map(|sent| &sent.answers);
    let each = request.questions.iter().enumerate();
    each.map(|(place, question)| ShownQuestion {
        words: question.words.clone(),
        why: question.why.clone(),
        answer: match answers.and_then(|answers| answers.get(place)) {
            Some(answer) => answer.in_words(),
            None if request.typed.is_empty() => "Not answered".to_owned(),
            None => "Not answered. They have saved something and not sent it".to_owned(),
        },
    })
    .collect()
}

fn end_form<D: Desk>(
    request: &InformationRequest,
    why: &str,
    mistakes: &[FieldMistake],
) -> Option<EndForm> {
    let how = request.can_end()?;
    let (label, button) = match how {
        RequestEnd::Withdrawn => (
            "Why do you withdraw the questions?",
            "Withdraw the questions",
        ),
        RequestEnd::Closed => ("What did you do with the answers?", "Close this request"),
    };
    let is_open = request.state() == InformationRequestState::Open;
    Some(EndForm {
        action: format!("{}/end", desk::request::<D>(&request.key)),
        how: how.name(),
        why: CharacterCount {
            id: "why".into(),
            name: "why".into(),
            rows: "3".into(),
            maxlength: LONGEST_REASON.to_string().into(),
            label: Label::of(label),
            value: why.to_owned().into(),
            error_message: wrong(mistakes, "why"),
            ..CharacterCount::default()
        },
        button: Button {
            classes: match is_open {
                true => "govuk-button--warning",
                false => "govuk-button--secondary",
            }
            .into(),
            ..Button::of(button)
        },
    })
}
