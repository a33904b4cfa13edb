//! Answering: the questions on one page, the check of what is sent, and sending
//! it once.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::information_request::{
    AnswerGiven, InformationRequest, InformationRequestReader as _, InformationRequestState,
    InformationRequestStore as _, SentAnswers,
};
use domain::values::calendar::with_weekday;
use domain::values::information_request::{InformationRequestId, InformationRequestKey};
use domain::values::reference::Reference;
use web::govuk::{Action, Actions, Button, NotificationBanner, SummaryList, SummaryRow};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::session::answers::AnswerRequest;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathIds, SiteContext, page, see_other};

use crate::answers::{self, AnswerField};
use crate::list::LIST;
use crate::{AppState, InformationRequestPorts, door};

/// The title of the questions, whoever sees them.
const TITLE: &str = "Questions about your application";

#[derive(Template)]
#[template(path = "answer.html")]
struct Answer {
    frame: PageFrame,
    saved: Option<NotificationBanner>,
    action: String,
    reference: String,
    asked_by: &'static str,
    answer_by: String,
    telephone: String,
    fields: Vec<AnswerField>,
    go_on: Button,
    save: Button,
}

#[derive(Template)]
#[template(path = "check.html")]
struct Check {
    frame: PageFrame,
    action: String,
    answers: SummaryList,
    button: Button,
}

#[derive(Template)]
#[template(path = "sent.html")]
struct Sent {
    frame: PageFrame,
    reference: String,
    answers: SummaryList,
}

#[derive(Template)]
#[template(path = "withdrawn.html")]
struct Withdrawn {
    frame: PageFrame,
    telephone: String,
}

/// Somebody whom the request is shown to, with it.
pub(crate) struct Reader {
    request: InformationRequest,
    site: SiteContext,
    /// The address of the page before; the start page for somebody with a code.
    back: &'static str,
}

pub(crate) async fn show<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    citizen: Option<Citizen<WholeAccount>>,
    code: AnswerRequest,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let reader = match state.reader(citizen, &code, &key).await? {
        Ok(reader) => reader,
        Err(door) => return Ok(door),
    };
    Ok(match reader.request.state() {
        InformationRequestState::Open => {
            let mut view = Answer::new(&reader, &[]);
            view.saved = (query.as_deref() == Some("saved")).then(saved);
            page(StatusCode::OK, &view)
        }
        InformationRequestState::Withdrawn => page(StatusCode::OK, &Withdrawn::new(&reader)),
        InformationRequestState::Unread
        | InformationRequestState::Read
        | InformationRequestState::Closed => page(StatusCode::OK, &Sent::new(&reader)),
    })
}

/// Keeps what was typed, whatever it is, and then goes on or says what is wrong.
pub(crate) async fn keep<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    citizen: Option<Citizen<WholeAccount>>,
    code: AnswerRequest,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let mut reader = match state.reader(citizen, &code, &key).await? {
        Ok(reader) => reader,
        Err(door) => return Ok(door),
    };
    reader.request.typed = answers::typed(&posted);
    let typed = &reader.request.typed;
    if !state.ports.store().keep_typed_answers(&key, typed).await? {
        return Ok(see_other(&key.address()));
    }
    if posted.one("do") == "save" {
        return Ok(see_other(&format!("{}?saved", key.address())));
    }
    Ok(match answers::read(&reader.request) {
        Ok(_) => see_other(&format!("{}/check", key.address())),
        Err(mistakes) => {
            let view = Answer::new(&reader, &mistakes);
            page(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    })
}

pub(crate) async fn check<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    citizen: Option<Citizen<WholeAccount>>,
    code: AnswerRequest,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let reader = match state.reader(citizen, &code, &key).await? {
        Ok(reader) => reader,
        Err(door) => return Ok(door),
    };
    Ok(match reader.complete() {
        Some(answers) => page(StatusCode::OK, &Check::new(&reader, &answers)),
        None => see_other(&key.address()),
    })
}

/// Sends the answers. Pressed twice, both presses lead to what was sent.
pub(crate) async fn send<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    citizen: Option<Citizen<WholeAccount>>,
    code: AnswerRequest,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let reader = match state.reader(citizen, &code, &key).await? {
        Ok(reader) => reader,
        Err(door) => return Ok(door),
    };
    if let Some(answers) = reader.complete() {
        let at = state.site.now();
        let sent = SentAnswers { at, answers };
        let store = state.ports.store();
        // The page says what became of it, also of a request that is over.
        let _ = store.send_answers(&reader.request, &sent).await?;
    }
    Ok(see_other(&key.address()))
}

fn saved() -> NotificationBanner {
    NotificationBanner {
        text: "We have saved what you typed. Nothing is sent yet. You can close this page and come back with the link in our email.".into(),
        r#type: "success".into(),
        ..NotificationBanner::default()
    }
}

impl<P: InformationRequestPorts> AppState<P> {
    /// Finds who may see the request: whoever is signed in to the account that is
    /// asked, or who gave a code for this request. Anybody else gets the page on
    /// which both can be done.
    async fn reader(
        &self,
        citizen: Option<Citizen<WholeAccount>>,
        code: &AnswerRequest,
        key: &InformationRequestKey,
    ) -> Result<Result<Reader, Response>, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let request = store.information_request(key, now).await?;
        let request = request.ok_or(Failure::NOT_FOUND)?;
        let owner = citizen.filter(|citizen| *citizen.account() == request.account);
        if let Some(citizen) = owner {
            return Ok(Ok(Reader {
                request,
                site: citizen.site().clone(),
                back: LIST,
            }));
        }
        Ok(match code.reaches(store, key, now).await? {
            true => Ok(Reader {
                request,
                site: self.site.clone(),
                back: "/",
            }),
            false => Err(door::shown(&self.site, &request)),
        })
    }
}

impl Reader {
    /// Returns the answers of an open request, if every question has one.
    fn complete(&self) -> Option<Vec<AnswerGiven>> {
        let is_open = self.request.state() == InformationRequestState::Open;
        let answers = answers::read(&self.request).ok();
        answers.filter(|_| is_open)
    }

    fn answer_rows(&self, answers: &[AnswerGiven]) -> Vec<SummaryRow> {
        let each = self.request.questions.iter().zip(answers);
        each.map(|(question, answer)| SummaryRow {
            classes: "govuk-!-text-break-word".into(),
            ..SummaryRow::of(question.words.clone(), answer.in_words())
        })
        .collect()
    }
}

impl Answer {
    fn new(reader: &Reader, mistakes: &[FieldMistake]) -> Self {
        let request = &reader.request;
        Self {
            frame: reader
                .site
                .page(TITLE)
                .back(reader.back)
                .errors(summary(mistakes)),
            saved: None,
            action: request.key.address(),
            reference: request.key.reference.to_string(),
            asked_by: request.desk.title(),
            answer_by: with_weekday(request.answer_by),
            telephone: reader.site.council().telephone.clone(),
            fields: answers::shown(request, mistakes),
            go_on: Button {
                name: "do".into(),
                value: "continue".into(),
                ..Button::of("Continue")
            },
            save: Button {
                name: "do".into(),
                value: "save".into(),
                classes: "govuk-button--secondary".into(),
                ..Button::of("Save and come back later")
            },
        }
    }
}

impl Check {
    fn new(reader: &Reader, answers: &[AnswerGiven]) -> Self {
        let address = reader.request.key.address();
        let questions = reader.request.questions.iter().zip(1..);
        let rows = reader.answer_rows(answers).into_iter().zip(questions);
        let rows = rows.map(|(row, (question, number))| SummaryRow {
            actions: Actions {
                items: vec![Action {
                    href: format!("{address}#answer-{number}").into(),
                    text: "Change".into(),
                    visually_hidden_text: question.words.clone().into(),
                    ..Action::default()
                }],
                ..Actions::default()
            },
            ..row
        });
        Self {
            frame: reader
                .site
                .page("Check your answers before you send them")
                .back(address.clone()),
            action: format!("{address}/send"),
            answers: SummaryList {
                rows: rows.collect(),
                ..SummaryList::default()
            },
            button: Button::of("Send my answers"),
        }
    }
}

impl Sent {
    fn new(reader: &Reader) -> Self {
        let answers = reader.request.sent.as_ref();
        let answers = answers.map_or(&[][..], |sent| &sent.answers);
        Self {
            frame: reader.site.page("We have your answers").back(reader.back),
            reference: reader.request.key.reference.to_string(),
            answers: SummaryList {
                rows: reader.answer_rows(answers),
                ..SummaryList::default()
            },
        }
    }
}

impl Withdrawn {
    fn new(reader: &Reader) -> Self {
        Self {
            frame: reader
                .site
                .page("You do not need to answer any more")
                .back(reader.back),
            telephone: reader.site.council().telephone.clone(),
        }
    }
}
