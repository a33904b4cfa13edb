//! Shows who can sign in, and closes their access.

use app::staff_users;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::{StaffUser, StaffUserState};
use domain::records::staff_queues::{ListedStaffUser, StaffUserAdmin as _};
use domain::values::account_id::AccountId;
use domain::values::calendar::in_words;
use domain::values::list_page::BoundedCount;
use domain::values::london::date_in_london;
use web::govuk::{Button, Pagination, SummaryList, SummaryRow, WarningText};
use web::http::form::PostedForm;
use web::http::list_query::ListQuery;
use web::page::{left_out, unsent_email};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, SiteContext, StackedCell, StackedTable, page, see_other};

use crate::counts::{COUNTED, in_figures};
use crate::{AppState, FinanceDeskPorts};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/people";

/// The most people on a page: those of most councils, so that all of them stand
/// in one order.
const PEOPLE_ON_A_PAGE: usize = 200;

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    frame: PageFrame,
    /// How many there are in all.
    total: String,
    people: StackedTable,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "person.html")]
struct Person {
    frame: PageFrame,
    id: String,
    details: SummaryList,
    unsent: Option<WarningText>,
    open: bool,
    has_phone: bool,
    /// Whether this is the person who looks. They cannot close their own
    /// access, because nobody might be left to open it again.
    themselves: bool,
    /// The id by which a second press of a button of the page is known.
    page: String,
    remove_phone: Button,
    sign_out: Button,
    close: Button,
    invite_again: Button,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, after) = (state.ports.store(), query.after.as_ref());
    let found = store.staff_users_page(after, PEOPLE_ON_A_PAGE).await?;
    let total = store.count_staff_users(COUNTED).await?;
    let pages = query.pagination(LIST, &found);
    let mut staff_users = found.items;
    staff_users.sort_by_key(|staff_user| {
        let is_closed = staff_user.state == StaffUserState::Closed;
        (is_closed, staff_user.name.to_lowercase())
    });
    let view = People {
        frame: staff.page("People who can sign in").back("/finance"),
        total: in_all(total),
        people: StackedTable {
            caption: "Practitioners, providers and finance staff".into(),
            columns: ["Name", "Email address", "Work", "State"]
                .map(Into::into)
                .into(),
            rows: staff_users.iter().map(row).collect(),
        },
        left_out: left_out::told_to_staff(found.unreadable, ("person", "people")),
        pages,
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(id): PathId<AccountId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let found = staff_users::read(store, staff.staff_user(), &id, now).await?;
    let staff_user = found.ok_or(Failure::NOT_FOUND)?;
    let secondary = |text: &'static str| Button {
        classes: "govuk-button--secondary".into(),
        ..Button::of(text)
    };
    let view = Person {
        frame: staff.page(staff_user.name()).back(LIST),
        details: details(&staff_user),
        unsent: unsent_email::is_noted_in(query.as_deref()).then(unsent),
        open: staff_user.is_open(),
        has_phone: staff_user.phone.is_some() || staff_user.app.is_some(),
        themselves: staff_user.id == staff.staff_user().id,
        id: staff_user.id.0,
        page: state.site.new_id(),
        sign_out: secondary("Sign them out on every device"),
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
    PathId(id): PathId<AccountId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let press = (page_of(&state.site, &posted), state.site.now());
    let (store, mail, staff) = (
        state.ports.store(),
        state.ports.mailer(),
        staff.staff_user(),
    );
    let removed = staff_users::remove_phone(store, mail, staff, &id, (&press.0, press.1)).await?;
    let email = removed.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(&unsent_email::page_after(&address(&id), email)))
}

pub(crate) async fn sign_out<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(id): PathId<AccountId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let press = (page_of(&state.site, &posted), state.site.now());
    let (store, mail, staff) = (
        state.ports.store(),
        state.ports.mailer(),
        staff.staff_user(),
    );
    let signed_out = staff_users::sign_out(store, mail, staff, &id, (&press.0, press.1)).await?;
    let email = signed_out.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(&unsent_email::page_after(&address(&id), email)))
}

pub(crate) async fn close<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(id): PathId<AccountId>,
) -> Result<Response, Failure> {
    let now = state.site.now();
    let (store, identity, staff) = (
        state.ports.store(),
        state.ports.identity(),
        staff.staff_user(),
    );
    let closed = staff_users::close_access(store, identity, staff, &id, now).await?;
    closed.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(&address(&id)))
}

pub(crate) async fn invite_again<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(id): PathId<AccountId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let press = (page_of(&state.site, &posted), state.site.now());
    let (store, identity, mail) = (
        state.ports.store(),
        state.ports.identity(),
        state.ports.mailer(),
    );
    let invited = staff_users::invite_again(
        store,
        identity,
        mail,
        staff.staff_user(),
        &id,
        (&press.0, press.1),
    )
    .await?;
    let email = invited.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(&unsent_email::page_after(&address(&id), email)))
}

/// Says how many people there are in all.
fn in_all(people: BoundedCount) -> String {
    match people {
        BoundedCount::Exactly(1) => "1 person was invited.".to_owned(),
        more => format!("{} people were invited.", in_figures(more)),
    }
}

/// Returns the id of the page whose button was pressed; empty for a page that the
/// portal cannot have made.
pub(crate) fn page_of(site: &SiteContext, posted: &PostedForm) -> String {
    let page = posted.one("id");
    match site.id_of_form(page) == page {
        true => page.to_owned(),
        false => String::new(),
    }
}

/// Says that the person was not told of what staff have just done.
fn unsent() -> WarningText {
    WarningText {
        text: "It is done, but we could not send them the email about it. Tell them yourself, or send the invitation again later.".into(),
        ..WarningText::default()
    }
}

/// Builds the address of a person's page.
pub(crate) fn address(id: &AccountId) -> String {
    format!("{LIST}/{}", id.0)
}

const fn state(state: StaffUserState) -> &'static str {
    match state {
        StaffUserState::Closed => "Closed",
        StaffUserState::Registered => "Can sign in",
        StaffUserState::Invited => "Invited, no telephone yet",
    }
}

fn details(staff_user: &StaffUser) -> SummaryList {
    let day = |at| in_words(date_in_london(at));
    let phone = staff_user.phone.as_ref();
    let phone = phone.map(|phone| format!("Number ending {}", phone.ending()));
    let app = if staff_user.app.is_some() {
        "In use"
    } else {
        "Not set up"
    };
    SummaryList {
        rows: vec![
            SummaryRow {
                classes: "govuk-!-text-break-word".into(),
                ..SummaryRow::of("Email address", staff_user.email.as_str().to_owned())
            },
            SummaryRow::of("Work", staff_user.role.title()),
            SummaryRow::of("State", state(staff_user.state())),
            SummaryRow::of("Invited", day(staff_user.invited_at)),
            SummaryRow::of(
                "Telephone for codes",
                phone.unwrap_or_else(|| "None".to_owned()),
            ),
            SummaryRow::of("Authenticator app", app),
        ],
        ..SummaryList::default()
    }
}

fn row(staff_user: &ListedStaffUser) -> Vec<StackedCell> {
    vec![
        StackedCell::link(staff_user.name.clone(), address(&staff_user.id)),
        StackedCell::of(staff_user.email.as_str().to_owned()),
        StackedCell::of(staff_user.role.title()),
        StackedCell::of(state(staff_user.state)),
    ]
}
