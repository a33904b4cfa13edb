//! Shows who can sign in, and closes their access.

use app::staff_users;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::AccountId;
use domain::calendar::in_words;
use domain::london::date_in_london;
use domain::member::{Member, MemberState};
use domain::oversight::{ListedMember, RunMembers as _};
use web::govuk::{Button, SummaryList, SummaryRow};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, FinanceDeskPorts};

/// The address of the list.
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
    /// Whether this is the person who looks. They cannot close their own
    /// access, because nobody might be left to open it again.
    themselves: bool,
    remove_phone: Button,
    close: Button,
    invite_again: Button,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let mut members = state.ports.store().members().await?;
    members.sort_by_key(|member| {
        let is_closed = member.state == MemberState::Closed;
        (is_closed, member.name.to_lowercase())
    });
    let view = People {
        frame: staff.page("People who can sign in").back("/finance"),
        people: members.iter().map(Row::of).collect(),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.portal.now());
    let found = staff_users::read(store, staff.member(), &AccountId(id), now).await?;
    let member = found.ok_or(Failure::NOT_FOUND)?;
    let secondary = |text: &'static str| Button {
        classes: "govuk-button--secondary".into(),
        ..Button::of(text)
    };
    let view = Person {
        frame: staff.page(member.name()).back(LIST),
        details: details(&member),
        open: member.is_open(),
        has_phone: member.phone.is_some() || member.app.is_some(),
        themselves: member.id == staff.member().id,
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

pub(crate) async fn remove_phone<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (id, now) = (AccountId(id), state.portal.now());
    let (store, mail, staff) = (state.ports.store(), state.ports.mailer(), staff.member());
    let removed = staff_users::remove_phone(store, mail, staff, &id, now).await?;
    removed.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(&address(&id)))
}

pub(crate) async fn close<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (id, now) = (AccountId(id), state.portal.now());
    let (store, identity, staff) = (state.ports.store(), state.ports.identity(), staff.member());
    let closed = staff_users::close_access(store, identity, staff, &id, now).await?;
    closed.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(&address(&id)))
}

pub(crate) async fn invite_again<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (id, now) = (AccountId(id), state.portal.now());
    let (store, identity, mail) = (
        state.ports.store(),
        state.ports.identity(),
        state.ports.mailer(),
    );
    let invited =
        staff_users::invite_again(store, identity, mail, staff.member(), &id, now).await?;
    invited.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(&address(&id)))
}

/// Builds the address of a person's page.
pub(crate) fn address(id: &AccountId) -> String {
    format!("{LIST}/{}", id.0)
}

const fn state(state: MemberState) -> &'static str {
    match state {
        MemberState::Closed => "Closed",
        MemberState::Registered => "Can sign in",
        MemberState::Invited => "Invited, no telephone yet",
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
            SummaryRow::of("State", state(member.state())),
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
    fn of(member: &ListedMember) -> Self {
        Self {
            id: member.id.0.clone(),
            name: member.name.clone(),
            email: member.email.as_str().to_owned(),
            work: member.role.title(),
            state: state(member.state),
        }
    }
}
