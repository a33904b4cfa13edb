//! The page of questions and answers, and people's opinions on whether an
//! answer was helpful.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::correspondence::feedback::{FeedbackReceipt, Opinion};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::who::ShownSite;
use web::who::sign_in::RequestSource;
use web::{Failure, PageFrame, SiteContext};

use crate::feedback::too_many;
use crate::{Portal, PortalStore};

/// The ids of all questions, in the order of the page. Opinions of an answer
/// are kept under the id, so the id stays when the question's words change.
pub(crate) const ALL: [&str; 18] = [
    "who-can-use-it",
    "account",
    "how-long",
    "someone-else",
    "stopping",
    "voice",
    "offline",
    "feedback",
    "who-can-ask",
    "where-it-goes",
    "referrers",
    "emergency",
    "home",
    "age-related-allowance",
    "sure",
    "who-sees-it",
    "asksara",
    "asksara-refer",
];

/// Returns the question of that id, if there is one.
fn find(id: &str) -> Option<&'static str> {
    ALL.into_iter().find(|question| *question == id)
}

#[derive(Template)]
#[template(path = "questions.html")]
struct Questions {
    frame: PageFrame,
    /// The id of every form on the page. An opinion is kept under this id and
    /// its question.
    form_id: String,
    thanked: Option<&'static str>,
}

impl Questions {
    fn new(site: &SiteContext, thanked: Option<&'static str>) -> Self {
        Self {
            frame: site.page("Questions and answers"),
            form_id: site.new_id(),
            thanked,
        }
    }

    /// Whether somebody has just given an opinion of this answer, and is
    /// thanked for it.
    fn thanks_for(&self, question: &str) -> bool {
        self.thanked == Some(question)
    }
}

/// Shows the questions. `?thanked=` names the answer of which somebody has just
/// said whether it was helpful.
pub(crate) async fn questions(
    ShownSite(site): ShownSite,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let thanked = fields.iter().find(|(name, _)| name == "thanked");
    let page = Questions::new(&site, thanked.and_then(|(_, id)| find(id)));
    web::page(StatusCode::OK, &page)
}

/// Keeps an opinion of an answer, and redirects to that answer.
pub(crate) async fn tell<S: PortalStore>(
    State(portal): State<Portal<S>>,
    ShownSite(site): ShownSite,
    Path(id): Path<String>,
    RequestSource(source): RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let question = find(&id).ok_or(Failure::NOT_FOUND)?;
    let helpful = match posted.one("helpful") {
        "yes" => true,
        "no" => false,
        // The value is that of neither button.
        _ => return Err(Failure::BAD_REQUEST),
    };
    let opinion = Opinion {
        id: site.id_of_form(posted.one("id")),
        sent_at: site.now(),
        question: question.to_owned(),
        helpful,
    };
    let budgets = Opinion::budgets(source, &site.limits());
    if let FeedbackReceipt::TooMany(spent) = portal.store.keep_opinion(opinion, &budgets).await? {
        let mistakes = [FieldMistake::new(question, too_many(&site, &spent))];
        let mut view = Questions::new(&site, None);
        view.frame = view.frame.errors(summary(&mistakes));
        return Ok(web::page(StatusCode::TOO_MANY_REQUESTS, &view));
    }
    let back = format!("/help/questions?thanked={question}#{question}");
    Ok(web::see_other(&back))
}
