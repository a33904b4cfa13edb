//! Takes complaints about the use of personal data.

use app::EmailHandover;
use app::complaints::{self, ComplaintReceived};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::{Account, AccountReader as _, LONGEST_NAME};
use domain::access::budget::{Budget, BudgetHolder};
use domain::correspondence::complaint::{Complaint, ComplaintStore as _, LONGEST_COMPLAINT};
use domain::council::Council;
use domain::values::calendar::in_words;
use domain::values::reference::Reference;
use web::govuk::{Button, CharacterCount, Hint, Input, Label, Panel};
use web::http::form::PostedForm;
use web::page::limit::note_limit;
use web::page::mistake::{FieldMistake, email_address, email_field, summary, wrong};
use web::page::unsent_email;
use web::session::citizen::SIGN_IN_AGAIN;
use web::who::sign_in::RequestSource;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathId, SiteContext, page, see_other};

use crate::your_data::YOUR_DATA;
use crate::{AppState, SavedFormsPorts};

pub(crate) const COMPLAINT: &str = "/saved-forms/your-data/complaint";

/// The fields that the page posts.
pub(crate) const FIELDS: &[&str] = &["id", "name", "email", "what-happened", SIGN_IN_AGAIN];

#[derive(Template)]
#[template(path = "complaint.html")]
struct Ask {
    frame: PageFrame,
    /// Whether the session ended while the person was typing.
    signed_out: bool,
    /// The id of the complaint. It is made before the form is shown, so that
    /// posting the form twice stores one complaint.
    id: String,
    what_happened: CharacterCount,
    /// The fields for the name and the address of the person, if these are not
    /// known.
    who: Option<(Input, Input)>,
    /// The address to which the answer goes, if it is known.
    email: String,
    button: Button,
}

#[derive(Template)]
#[template(path = "complaint-received.html")]
struct Received {
    frame: PageFrame,
    panel: Panel,
    acknowledged_by: String,
    /// Whether the complainant has no e-mail with the reference.
    unsent: bool,
}

pub(crate) async fn ask<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Option<Citizen<WholeAccount>>,
) -> Result<Response, Failure> {
    let (site, account) = state.complainant(citizen).await?;
    let view = Ask::new(&site, account.as_ref(), &PostedForm::default(), &[]);
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn send<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Option<Citizen<WholeAccount>>,
    RequestSource(source): RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (site, account) = state.complainant(citizen).await?;
    if account.is_none() && !posted.one(SIGN_IN_AGAIN).is_empty() {
        let view = Ask {
            signed_out: true,
            ..Ask::new(&site, None, &posted, &[])
        };
        return Ok(page(StatusCode::OK, &view));
    }
    let complaint = match read(&site, account.as_ref(), &posted) {
        Ok(complaint) => complaint,
        Err(mistakes) => {
            let view = Ask::new(&site, account.as_ref(), &posted, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let reference = complaint.reference.plain().to_owned();
    let (store, mail, limits) = (state.ports.store(), state.ports.mailer(), site.limits());
    match complaints::receive(store, mail, complaint, source, &limits).await? {
        ComplaintReceived::Yes(email) => Ok(see_other(&received_page(&reference, email))),
        ComplaintReceived::TooMany(budget) => {
            let mistakes = [too_many(&budget, site.council())];
            let view = Ask::new(&site, account.as_ref(), &posted, &mistakes);
            Ok(page(StatusCode::TOO_MANY_REQUESTS, &view))
        }
    }
}

/// Says by when the complaint is acknowledged. The page says nothing about who
/// complained and of what, so that somebody with the reference alone learns
/// nothing.
pub(crate) async fn received<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Option<Citizen<WholeAccount>>,
    PathId(reference): PathId<Reference>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let site = citizen.as_ref().map_or(&state.site, Citizen::site);
    let store = state.ports.store();
    let found = store.read_complaint(&reference, site.now());
    let complaint = found.await?.ok_or(Failure::NOT_FOUND)?;
    let view = Received {
        frame: site.page("We have received your complaint"),
        panel: Panel {
            title_text: "We have received your complaint".into(),
            text: format!("Your reference is {reference}").into(),
            ..Panel::default()
        },
        acknowledged_by: in_words(complaint.acknowledged_by()),
        unsent: unsent_email::is_noted_in(query.as_deref()),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Builds the address of the page which says that a complaint was received.
fn received_page(reference: &str, email: EmailHandover) -> String {
    unsent_email::page_after(&format!("{COMPLAINT}/received/{reference}"), email)
}

/// Says which limit is reached, and what to do instead.
fn too_many(spent: &Budget, council: &Council) -> FieldMistake {
    note_limit(spent);
    let most = spent.most;
    let why = match spent.holder {
        BudgetHolder::Address(_) => {
            format!("{most} complaints were sent with this email address in the last hour.")
        }
        BudgetHolder::Account(_) => format!("You sent {most} complaints in the last hour."),
        BudgetHolder::Source(_) => {
            format!("{most} complaints were sent from your internet connection in the last hour.")
        }
        BudgetHolder::Everybody => {
            "We cannot take more complaints on this page in this hour.".to_owned()
        }
    };
    let words = format!(
        "{why} Send this one later, email {} or call {}",
        council.data_protection_email, council.telephone
    );
    FieldMistake::new("what-happened", words)
}

impl<P: SavedFormsPorts> AppState<P> {
    /// Returns the account of the person who complains, if they are signed in
    /// to the whole of it, and the site as shown to them.
    async fn complainant(
        &self,
        citizen: Option<Citizen<WholeAccount>>,
    ) -> Result<(SiteContext, Option<Account>), Failure> {
        let Some(citizen) = citizen else {
            return Ok((self.site.clone(), None));
        };
        let account = self.ports.store().read_account(citizen.account()).await?;
        Ok((citizen.site().clone(), account))
    }
}

/// Returns the complaint, or every mistake in it.
fn read(
    site: &SiteContext,
    account: Option<&Account>,
    posted: &PostedForm,
) -> Result<Complaint, Vec<FieldMistake>> {
    let what_happened = what_happened(posted.one("what-happened"));
    let (name, email) = match account {
        Some(known) => {
            let name = known.name();
            (Ok(name), Ok(known.email.clone()))
        }
        None => (name(posted.one("name")), email_address(posted.one("email"))),
    };
    match (what_happened, name, email) {
        (Ok(what_happened), Ok(name), Ok(email)) => Ok(Complaint {
            reference: Reference::of_id(&site.id_of_form(posted.one("id"))),
            account: account.map(|account| account.id.clone()),
            name,
            email,
            what_happened,
            received_at: site.now(),
            acknowledged_at: None,
        }),
        (what_happened, name, email) => {
            let mistakes = [what_happened.err(), name.err(), email.err()];
            Err(mistakes.into_iter().flatten().collect())
        }
    }
}

fn what_happened(typed: &str) -> Result<String, FieldMistake> {
    let typed = typed.trim();
    let words = match typed.chars().count() {
        0 => "Enter what happened".to_owned(),
        1..=LONGEST_COMPLAINT => return Ok(typed.to_owned()),
        length => format!(
            "What happened must be 4,000 characters or less. Take out {} or more",
            length - LONGEST_COMPLAINT
        ),
    };
    Err(FieldMistake::new("what-happened", words))
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

impl Ask {
    fn new(
        site: &SiteContext,
        account: Option<&Account>,
        typed: &PostedForm,
        mistakes: &[FieldMistake],
    ) -> Self {
        let who = || {
            let name = Input {
                id: "name".into(),
                name: "name".into(),
                label: Label::of("Your name"),
                value: typed.one("name").to_owned().into(),
                autocomplete: "name".into(),
                error_message: wrong(mistakes, "name"),
                ..Input::default()
            };
            let email = Input {
                hint: Some(Hint::of("We will write to you there about your complaint")),
                ..email_field(typed.one("email"), mistakes)
            };
            (name, email)
        };
        Self {
            frame: site
                .page("Complain about how we use your data")
                .back(if account.is_some() {
                    YOUR_DATA
                } else {
                    "/privacy"
                })
                .errors(summary(mistakes)),
            signed_out: false,
            id: site.id_of_form(typed.one("id")),
            what_happened: CharacterCount {
                id: "what-happened".into(),
                name: "what-happened".into(),
                rows: "8".into(),
                maxlength: LONGEST_COMPLAINT.to_string().into(),
                label: Label {
                    classes: "govuk-label--m".into(),
                    ..Label::of("What happened?")
                },
                hint: Some(Hint::of(
                    "For example, what we did with your data, when, and what you want us to do about it.",
                )),
                value: typed.one("what-happened").to_owned().into(),
                error_message: wrong(mistakes, "what-happened"),
                ..CharacterCount::default()
            },
            who: account.is_none().then(who),
            email: account.map_or_else(String::new, |account| account.email.as_str().to_owned()),
            button: Button::of("Send complaint"),
        }
    }
}
