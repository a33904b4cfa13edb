//! Who can sign in, and taking that away.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::AccountId;
use domain::calendar::in_words;
use domain::london::date_in_london;
use domain::member::{InvitePeople, Member};
use domain::notice::{Notice, SendNotices};
use web::govuk::{Button, SummaryList, SummaryRow};
use web::member::Colleague;
use web::{Failure, PageFrame, page, see_other};

use crate::{Desk, Keep};

/// Where they are listed.
pub(crate) const LIST: &str = "/finance/people";

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    frame: PageFrame,
    people: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    email: String,
    work: &'static str,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "person.html")]
struct Person {
    frame: PageFrame,
    id: String,
    details: SummaryList,
    open: bool,
    has_phone: bool,
    /// Nobody takes away their own access: there would be nobody to give it
    /// back.
    themselves: bool,
    remove_phone: Button,
    close: Button,
    invite_again: Button,
}

pub(crate) async fn list<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
) -> Result<Response, Failure> {
    let (desk, _) = desk.staffed(&colleague).await?;
    let mut members = desk.store.members().await?;
    members.sort_by_key(|member| (!member.is_open(), member.name().to_lowercase()));
    let view = People {
        frame: desk.portal.page("People who can sign in").back("/finance"),
        people: members.iter().map(Row::of).collect(),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, staff) = desk.staffed(&colleague).await?;
    let member = desk.person(id).await?;
    let secondary = |text: &'static str| Button {
        classes: "govuk-button--secondary".into(),
        ..Button::of(text)
    };
    let view = Person {
        frame: desk.portal.page(member.name()).back(LIST),
        details: details(&member),
        open: member.is_open(),
        has_phone: member.phone.is_some() || member.app.is_some(),
        themselves: member.id == *staff.id(),
        id: member.id.0,
        remove_phone: secondary("Remove the telephone number and app"),
        close: Button {
            classes: "govuk-button--warning".into(),
            ..secondary("Close this account")
        },
        invite_again: secondary("Send the invitation again"),
    };
    Ok(page(StatusCode::OK, &view))
}

/// They register a telephone at their next sign-in.
pub(crate) async fn remove_phone<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, staff) = desk.staffed(&colleague).await?;
    let member = desk.person(id).await?;
    desk.note(
        staff.member(),
        &member.id,
        "removed the telephone number".to_owned(),
    )
    .await?;
    desk.store.set_phone(&member.id, None).await?;
    desk.store.end_member_sessions(&member.id).await?;
    desk.tell(&member, &Notice::PhoneRemoved).await?;
    Ok(see_other(&address(&member)))
}

/// They are out at once, and no password lets them in.
pub(crate) async fn close<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, staff) = desk.staffed(&colleague).await?;
    let member = desk.person(id).await?;
    if member.id != *staff.id() {
        desk.note(staff.member(), &member.id, "closed the account".to_owned())
            .await?;
        let now = desk.portal.now();
        desk.store.close_member(&member.id, now).await?;
        desk.identity.close(&member.email).await?;
        desk.store.end_member_sessions(&member.id).await?;
    }
    Ok(see_other(&address(&member)))
}

/// Also opens an account that was closed.
pub(crate) async fn invite_again<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, staff) = desk.staffed(&colleague).await?;
    let member = desk.person(id).await?;
    desk.note(
        staff.member(),
        &member.id,
        "sent the invitation again".to_owned(),
    )
    .await?;
    desk.identity.invite(&member.email).await?;
    desk.store.keep_member(&member).await?;
    desk.tell(&member, &Notice::Invited).await?;
    Ok(see_other(&address(&member)))
}

impl<S: Keep, I: InvitePeople, N: SendNotices> Desk<S, I, N> {
    async fn person(&self, id: String) -> Result<Member, Failure> {
        let member = self.store.read_member(&AccountId(id)).await?;
        member.ok_or(Failure::NOT_FOUND)
    }
}

fn address(member: &Member) -> String {
    format!("{LIST}/{}", member.id.0)
}

const fn state(member: &Member) -> &'static str {
    match (&member.closed_at, &member.phone) {
        (Some(_), _) => "Closed",
        (None, Some(_)) => "Can sign in",
        (None, None) => "Invited, no telephone yet",
    }
}

fn details(member: &Member) -> SummaryList {
    let day = |at| in_words(date_in_london(at));
    let phone = member.phone.as_ref();
    let phone = phone.map(|phone| format!("Number ending {}", phone.ending()));
    let app = if member.app.is_some() {
        "In use"
    } else {
        "Not set up"
    };
    SummaryList {
        rows: vec![
            SummaryRow {
                classes: "govuk-!-text-break-word".into(),
                ..SummaryRow::of("Email address", member.email.as_str().to_owned())
            },
            SummaryRow::of("Work", member.role.title()),
            SummaryRow::of("State", state(member)),
            SummaryRow::of("Invited", day(member.invited_at)),
            SummaryRow::of(
                "Telephone for codes",
                phone.unwrap_or_else(|| "None".to_owned()),
            ),
            SummaryRow::of("Authenticator app", app),
        ],
        ..SummaryList::default()
    }
}

impl Row {
    fn of(member: &Member) -> Self {
        Self {
            id: member.id.0.clone(),
            name: member.name(),
            email: member.email.as_str().to_owned(),
            work: member.role.title(),
            state: state(member),
        }
    }
}
