//! Feedback about the portal: the form, and the handler that keeps each
//! feedback once.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::{Budget, BudgetHolder};
use domain::correspondence::feedback::{Feedback, FeedbackReceipt};
use web::govuk::{Button, CharacterCount, Fieldset, Hint, Label, Legend, RadioItem, Radios};
use web::http::form::PostedForm;
use web::page::limit::note_limit;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::ShownSite;
use web::who::sign_in::RequestSource;
use web::{Failure, PageFrame, SiteContext};

use crate::{Portal, PortalStore};

/// The largest number of characters in a comment.
const MOST_CHARACTERS: usize = 1_200;

const TITLE: &str = "Tell us what you think of this portal";

/// The answers to the question how easy the portal was: the stored value, and
/// the words.
const EASE: [(&str, &str); 5] = [
    ("very-easy", "Very easy"),
    ("easy", "Easy"),
    ("neither", "Neither easy nor difficult"),
    ("difficult", "Difficult"),
    ("very-difficult", "Very difficult"),
];

/// The posted form, with each field as typed.
#[derive(Debug, Default)]
struct Sent {
    id: String,
    ease: String,
    comment: String,
}

impl Sent {
    fn of(posted: &PostedForm) -> Self {
        let field = |name| posted.one(name).to_owned();
        Self {
            id: field("id"),
            ease: field("ease"),
            comment: field("comment"),
        }
    }

    /// Returns the feedback, or all mistakes in the form.
    fn into_feedback(self, site: &SiteContext) -> Result<Feedback, (Self, Vec<FieldMistake>)> {
        let mut mistakes = Vec::new();
        if !EASE.iter().any(|(value, _)| *value == self.ease) {
            mistakes.push(FieldMistake::new(
                "ease",
                "Select how easy or difficult it was",
            ));
        }
        let over = self.comment.chars().count().saturating_sub(MOST_CHARACTERS);
        if over > 0 {
            let words =
                format!("Your comment must be 1,200 characters or less. Take out {over} or more");
            mistakes.push(FieldMistake::new("comment", words));
        }
        if !mistakes.is_empty() {
            return Err((self, mistakes));
        }
        Ok(Feedback {
            id: site.id_of_form(&self.id),
            sent_at: site.now(),
            ease: self.ease,
            comment: self.comment.trim().to_owned(),
        })
    }
}

#[derive(Template)]
#[template(path = "feedback.html")]
struct FormPage {
    frame: PageFrame,
    id: String,
    ease: Radios,
    comment: CharacterCount,
    send: Button,
}

impl FormPage {
    fn new(site: &SiteContext, sent: Sent, mistakes: &[FieldMistake]) -> Self {
        let ease = Radios {
            name: "ease".into(),
            fieldset: Some(Fieldset {
                legend: Legend::of("How easy or difficult was it to use this portal?"),
                ..Fieldset::default()
            }),
            error_message: wrong(mistakes, "ease"),
            items: EASE
                .into_iter()
                .map(|(value, text)| RadioItem {
                    value: value.into(),
                    text: text.into(),
                    ..RadioItem::default()
                })
                .collect(),
            value: sent.ease.into(),
            ..Radios::default()
        };
        let comment = CharacterCount {
            id: "comment".into(),
            name: "comment".into(),
            maxlength: MOST_CHARACTERS.to_string().into(),
            label: Label {
                classes: "govuk-label--m".into(),
                ..Label::of("What could be better? (optional)")
            },
            hint: Some(Hint::of(
                "Please do not write about your own situation, or anything that says who you are.",
            )),
            error_message: wrong(mistakes, "comment"),
            value: sent.comment.into(),
            ..CharacterCount::default()
        };
        Self {
            frame: site.page(TITLE).errors(summary(mistakes)),
            id: site.id_of_form(&sent.id),
            ease,
            comment,
            send: Button::of("Send feedback"),
        }
    }
}

pub(crate) async fn form(ShownSite(site): ShownSite) -> Response {
    let page = FormPage::new(&site, Sent::default(), &[]);
    web::page(StatusCode::OK, &page)
}

pub(crate) async fn send<S: PortalStore>(
    State(portal): State<Portal<S>>,
    ShownSite(site): ShownSite,
    RequestSource(source): RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    match Sent::of(&posted).into_feedback(&site) {
        Ok(feedback) => {
            let budgets = Feedback::budgets(source, &site.limits());
            match portal.store.keep_feedback(feedback, &budgets).await? {
                FeedbackReceipt::Kept => Ok(web::see_other("/help/feedback/thank-you")),
                FeedbackReceipt::TooMany(spent) => {
                    let mistakes = [FieldMistake::new("comment", too_many(&site, &spent))];
                    let view = FormPage::new(&site, Sent::of(&posted), &mistakes);
                    Ok(web::page(StatusCode::TOO_MANY_REQUESTS, &view))
                }
            }
        }
        Err((sent, mistakes)) => Ok(web::page(
            StatusCode::UNPROCESSABLE_ENTITY,
            &FormPage::new(&site, sent, &mistakes),
        )),
    }
}

/// Says which limit of feedback is reached, and what to do instead.
pub(crate) fn too_many(site: &SiteContext, spent: &Budget) -> String {
    let why = match spent.holder {
        BudgetHolder::Everybody => "We cannot take more feedback in this hour.".to_owned(),
        _ => format!(
            "We had feedback {} times from your internet connection in the last hour.",
            spent.most
        ),
    };
    let council = site.council();
    note_limit(spent);
    format!(
        "{why} Send yours later, email {} or call {}",
        council.email, council.telephone
    )
}

#[derive(Template)]
#[template(path = "thank-you.html")]
struct ThankYou {
    frame: PageFrame,
}

pub(crate) async fn thank_you(ShownSite(site): ShownSite) -> Response {
    let frame = site.page("Thank you");
    web::page(StatusCode::OK, &ThankYou { frame })
}
