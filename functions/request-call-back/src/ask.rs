//! The page on which somebody asks to be called back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::LONGEST_NAME;
use domain::access::budget::{Budget, BudgetHolder};
use domain::correspondence::team_inbox::{
    InboxLine, InboxMessage, InboxReceipt, TeamInbox, read_by,
};
use domain::values::calendar::with_weekday;
use domain::values::contact_number::ContactNumber;
use domain::values::reference::Reference;
use web::govuk::{Button, Hint, Input, Label, RadioItem, Radios, Textarea};
use web::http::form::PostedForm;
use web::page::limit::note_limit;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::sign_in::RequestSource;
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::{AppState, CallBackStore, sent};

/// The fields that the page posts.
pub(crate) const FIELDS: &[&str] = &["id", "name", "phone", "time", "about", "adjustments"];

/// The most characters of what somebody needs for the call.
const LONGEST_ADJUSTMENTS: usize = 500;

/// A choice of a question: its value, and its words.
type Choice = (&'static str, &'static str);

/// The times of day at which somebody can be called.
const TIMES: [Choice; 3] = [
    ("morning", "Morning"),
    ("afternoon", "Afternoon"),
    ("any", "Any time in office hours"),
];

/// What a call can be about, in short: the page asks for no details.
const ABOUT: [Choice; 5] = [
    ("help", "Getting help for me or someone else"),
    ("carer", "Looking after someone"),
    ("cost", "What care costs, or a bill"),
    ("sent", "Something I have sent you already"),
    ("other", "Something else"),
];

#[derive(Template)]
#[template(path = "ask.html")]
struct Ask {
    frame: PageFrame,
    /// The id of the request. It is made before the page is shown, so that
    /// pressing the button twice asks for one call.
    id: String,
    call_by: String,
    name: Input,
    phone: Input,
    time: Radios,
    about: Radios,
    adjustments: Textarea,
    button: Button,
}

pub(crate) async fn show<S: CallBackStore>(State(state): State<AppState<S>>) -> Response {
    let view = Ask::new(&state.site, &PostedForm::default(), &[]);
    page(StatusCode::OK, &view)
}

pub(crate) async fn send<S: CallBackStore>(
    State(state): State<AppState<S>>,
    RequestSource(source): RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let site = &state.site;
    let message = match read(site, &posted) {
        Ok(message) => message,
        Err(mistakes) => {
            let view = Ask::new(site, &posted, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let budgets = message.inbox.budgets(source, &site.limits());
    match state.store.keep_message(&message, &budgets).await? {
        InboxReceipt::Kept => Ok(see_other(&sent::address(&message.reference))),
        InboxReceipt::TooMany(budget) => {
            let view = Ask::new(site, &posted, &[too_many(site, &budget)]);
            Ok(page(StatusCode::TOO_MANY_REQUESTS, &view))
        }
    }
}

/// Returns the request, or every mistake in it.
fn read(site: &SiteContext, posted: &PostedForm) -> Result<InboxMessage, Vec<FieldMistake>> {
    let name = name(posted.one("name"));
    let phone = phone(posted.one("phone"));
    let time = chosen(&TIMES, posted.one("time"));
    let time = time.ok_or_else(|| FieldMistake::new("time", "Select when we can call you"));
    let about = chosen(&ABOUT, posted.one("about"));
    let about =
        about.ok_or_else(|| FieldMistake::new("about", "Select what you want to talk about"));
    let adjustments = adjustments(posted.one("adjustments"));
    match (name, phone, time, about, adjustments) {
        (Ok(name), Ok(phone), Ok(time), Ok(about), Ok(adjustments)) => {
            let lines = [
                ("Name", name),
                ("Phone number", phone),
                ("When to call", time.to_owned()),
                ("About", about.to_owned()),
                ("What they need for the call", adjustments),
            ];
            Ok(message(site, posted, &lines))
        }
        (name, phone, time, about, adjustments) => {
            let mistakes = [
                name.err(),
                phone.err(),
                time.err(),
                about.err(),
                adjustments.err(),
            ];
            Err(mistakes.into_iter().flatten().collect())
        }
    }
}

/// Makes the message to the team, without what was left empty.
fn message(site: &SiteContext, posted: &PostedForm, lines: &[(&str, String)]) -> InboxMessage {
    let given = lines.iter().filter(|(_, words)| !words.is_empty());
    let lines = given.map(|(label, words)| InboxLine {
        label: (*label).to_owned(),
        words: words.lines().map(str::to_owned).collect(),
    });
    InboxMessage {
        inbox: TeamInbox::CallBacks,
        reference: Reference::of_id(&site.id_of_form(posted.one("id"))),
        sent_at: site.now(),
        is_urgent: false,
        visit: String::new(),
        lines: lines.collect(),
        done: None,
    }
}

fn name(typed: &str) -> Result<String, FieldMistake> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = match name.chars().count() {
        0 => "Enter your name".to_owned(),
        1..=LONGEST_NAME => return Ok(name),
        _ => format!("Your name must be {LONGEST_NAME} characters or less"),
    };
    Err(FieldMistake::new("name", words))
}

fn phone(typed: &str) -> Result<String, FieldMistake> {
    ContactNumber::parse(typed)
        .map(|number| number.as_str().to_owned())
        .map_err(|_| {
            let words = match typed.trim().is_empty() {
                true => "Enter your phone number",
                false => {
                    "Enter a phone number with all its digits, like 01632 960 001, 07700 900 982 or +44 808 157 0192"
                }
            };
            FieldMistake::new("phone", words)
        })
}

fn chosen(choices: &[Choice], value: &str) -> Option<&'static str> {
    let found = choices.iter().find(|(known, _)| *known == value);
    found.map(|(_, words)| *words)
}

fn adjustments(typed: &str) -> Result<String, FieldMistake> {
    let typed = typed.trim();
    match typed.chars().count() {
        0..=LONGEST_ADJUSTMENTS => Ok(typed.to_owned()),
        _ => Err(FieldMistake::new(
            "adjustments",
            format!("What you need for the call must be {LONGEST_ADJUSTMENTS} characters or less"),
        )),
    }
}

/// Says which limit is reached, and whom to call instead.
fn too_many(site: &SiteContext, spent: &Budget) -> FieldMistake {
    note_limit(spent);
    let why = match spent.holder {
        BudgetHolder::Everybody => "We cannot take more requests in this hour.".to_owned(),
        _ => format!(
            "{} calls were asked for from your internet connection in the last hour.",
            spent.most
        ),
    };
    let words = format!(
        "{why} Ask again later, or call {}",
        site.council().telephone
    );
    FieldMistake::new("name", words)
}

fn radios(
    (name, legend): (&'static str, &'static str),
    choices: &[Choice],
    typed: &PostedForm,
    mistakes: &[FieldMistake],
) -> Radios {
    let items = choices.iter().map(|(value, text)| RadioItem {
        value: (*value).into(),
        text: (*text).into(),
        ..RadioItem::default()
    });
    Radios {
        error_message: wrong(mistakes, name),
        value: typed.one(name).to_owned().into(),
        ..Radios::of(name, legend, items.collect())
    }
}

impl Ask {
    fn new(site: &SiteContext, typed: &PostedForm, mistakes: &[FieldMistake]) -> Self {
        let input = |name: &'static str, label: &'static str| Input {
            id: name.into(),
            name: name.into(),
            label: Label {
                classes: "govuk-label--m".into(),
                ..Label::of(label)
            },
            value: typed.one(name).to_owned().into(),
            error_message: wrong(mistakes, name),
            ..Input::default()
        };
        Self {
            frame: site
                .page("Ask us to call you back")
                .back("/help/contact")
                .errors(summary(mistakes)),
            id: site.id_of_form(typed.one("id")),
            call_by: with_weekday(read_by(site.now())),
            name: Input {
                autocomplete: "name".into(),
                ..input("name", "Your name")
            },
            phone: Input {
                r#type: "tel".into(),
                autocomplete: "tel".into(),
                classes: "govuk-input--width-20".into(),
                hint: Some(Hint::of(
                    "Our number may show as unknown. You can put 18001 or 18002 before yours for Relay UK.",
                )),
                ..input("phone", "Your phone number")
            },
            time: radios(("time", "When can we call you?"), &TIMES, typed, mistakes),
            about: radios(("about", "What is it about?"), &ABOUT, typed, mistakes),
            adjustments: Textarea {
                id: "adjustments".into(),
                name: "adjustments".into(),
                rows: "3".into(),
                label: Label {
                    classes: "govuk-label--m".into(),
                    ..Label::of("Do you need help to communicate with us? (optional)")
                },
                hint: Some(Hint::of(
                    "For example, more time, an interpreter, or that we talk to someone with you.",
                )),
                value: typed.one("adjustments").to_owned().into(),
                error_message: wrong(mistakes, "adjustments"),
                ..Textarea::default()
            },
            button: Button {
                prevent_double_click: Some(true),
                ..Button::of("Ask for a call")
            },
        }
    }
}
