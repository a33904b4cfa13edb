//! The inbox of a team: what people sent to it without an account.

use app::team_inbox::{self, InboxOfTeam};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::correspondence::team_inbox::{
    InboxList, InboxMessage, ListedInboxMessage, TeamInbox, read_by,
};
use domain::forms::staff_case::TeamId;
use domain::values::calendar::{in_words, with_weekday};
use domain::values::list_page::ListPage;
use domain::values::london::{date_in_london, time_in_london};
use domain::values::reference::Reference;
use jiff::Timestamp;
use journey::form::capitalised;
use web::govuk::{Button, Pagination, SummaryList, WarningText};
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::page::message_summary::message_summary;
use web::who::{Practitioner, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page, see_other};

use crate::{AppState, PracticeStore, addresses};

/// The most messages on a page.
const ON_A_PAGE: usize = 50;

/// The name of the list of messages that are dealt with, in an address.
const DONE: &str = "done";

/// The words of the pages of an inbox.
pub(crate) struct InboxWords {
    /// The title of its list.
    pub(crate) title: &'static str,
    /// What its messages are called.
    things: left_out::Things,
    /// What is to be done by the day that the sender was told.
    by: &'static str,
    /// What to do with a message, before it is noted as dealt with.
    to_do: &'static str,
}

/// Returns the words of the pages of an inbox.
pub(crate) const fn words(inbox: TeamInbox) -> InboxWords {
    match inbox {
        TeamInbox::Concerns => InboxWords {
            title: "Safeguarding concerns",
            things: ("concern", "concerns"),
            by: "Read by",
            to_do: "When you have put it into the case system and decided what to do:",
        },
        TeamInbox::CallBacks => InboxWords {
            title: "Calls to make",
            things: ("call", "calls"),
            by: "Call by",
            to_do: "When you have called them, or tried twice:",
        },
    }
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox {
    frame: PageFrame,
    address: &'static str,
    /// Whether these are the messages that are dealt with.
    done: bool,
    messages: Option<StackedTable>,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "inbox-message.html")]
struct Message {
    frame: PageFrame,
    sent: String,
    urgent: Option<WarningText>,
    lines: SummaryList,
    /// The address that the button posts to.
    action: String,
    to_do: &'static str,
    /// The button; none if the message is dealt with.
    finish: Option<Button>,
    done_on: String,
}

/// Names the inboxes of which somebody in these teams has links, with their
/// addresses.
pub(crate) fn links<S: PracticeStore>(
    state: &AppState<S>,
    teams: &[TeamId],
) -> Vec<(&'static str, &'static str)> {
    let council = state.site.council();
    let is_theirs = |inbox: &TeamInbox| {
        let team = &inbox.team(council).team;
        teams.iter().any(|theirs| theirs.0 == *team)
    };
    let theirs = TeamInbox::ALL.into_iter().filter(is_theirs);
    let link = |inbox| (addresses::inbox(inbox), words(inbox).title);
    theirs.map(link).collect()
}

impl<S: PracticeStore> AppState<S> {
    /// Returns an inbox with the team that the council has read it.
    fn inbox(&self, inbox: TeamInbox) -> InboxOfTeam<'_> {
        InboxOfTeam {
            inbox,
            team: inbox.team(self.site.council()),
        }
    }
}

pub(crate) async fn list<S: PracticeStore>(
    inbox: TeamInbox,
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let which = match query.list.as_deref() {
        Some(DONE) => InboxList::Done,
        _ => InboxList::Open,
    };
    let (place, now) = ((query.after.as_ref(), ON_A_PAGE), state.site.now());
    let of = state.inbox(inbox);
    let found = team_inbox::list(&state.store, staff.staff_user(), of, which, place, now).await?;
    let found = found.ok_or(Failure::NOT_FOUND)?;
    let words = words(inbox);
    let view = Inbox {
        frame: staff.page(words.title).back(addresses::WORK),
        address: addresses::inbox(inbox),
        done: which == InboxList::Done,
        messages: table(inbox, which, &found),
        left_out: left_out::told_to_staff(found.unreadable, words.things),
        pages: query.pagination(addresses::inbox(inbox), &found),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<S: PracticeStore>(
    inbox: TeamInbox,
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let (of, now) = (state.inbox(inbox), state.site.now());
    let found = team_inbox::read(&state.store, staff.staff_user(), of, &reference, now).await?;
    let message = found.ok_or(Failure::NOT_FOUND)?;
    let title = format!("{} {reference}", capitalised(inbox.word()));
    let frame = staff.page(title).back(addresses::inbox(inbox));
    Ok(page(StatusCode::OK, &Message::new(frame, &message)))
}

pub(crate) async fn finish<S: PracticeStore>(
    inbox: TeamInbox,
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let (of, now) = (state.inbox(inbox), state.site.now());
    let noted = team_inbox::finish(&state.store, staff.staff_user(), of, &reference, now).await?;
    noted.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(addresses::inbox(inbox)))
}

impl Message {
    fn new(frame: PageFrame, message: &InboxMessage) -> Self {
        let (inbox, reference) = (message.inbox, message.reference.plain());
        let open = message.done.is_none();
        Self {
            frame,
            sent: at(message.sent_at),
            urgent: message.is_urgent.then(|| WarningText {
                text: "The sender said that someone is in danger now.".into(),
                ..WarningText::default()
            }),
            lines: message_summary(&message.lines),
            action: format!("{}/{reference}/done", addresses::inbox(inbox)),
            to_do: words(inbox).to_do,
            finish: open.then(|| Button::of("Mark as dealt with")),
            done_on: message
                .done
                .as_ref()
                .map(|done| at(done.at))
                .unwrap_or_default(),
        }
    }
}

/// Returns the messages of a list; none if there are none. Whether somebody is in
/// danger is asked of concerns alone.
fn table(
    inbox: TeamInbox,
    which: InboxList,
    found: &ListPage<ListedInboxMessage>,
) -> Option<StackedTable> {
    let (caption, last) = match which {
        InboxList::Open => ("To deal with", words(inbox).by),
        InboxList::Done => ("Dealt with", "Dealt with on"),
    };
    let asks_of_danger = inbox == TeamInbox::Concerns;
    let rows = found.items.iter().map(|one| {
        let address = format!("{}/{}", addresses::inbox(inbox), one.reference.plain());
        let danger = if one.is_urgent { "Yes" } else { "No" };
        let last = match one.done_at {
            Some(done) => at(done),
            None => with_weekday(read_by(one.sent_at)),
        };
        let mut cells = vec![
            StackedCell::link(one.reference.to_string(), address),
            StackedCell::of(at(one.sent_at)),
        ];
        cells.extend(asks_of_danger.then(|| StackedCell::of(danger)));
        cells.push(StackedCell::of(last));
        cells
    });
    let mut columns = vec!["Reference", "Sent"];
    columns.extend(asks_of_danger.then_some("Danger now"));
    columns.push(last);
    (!found.items.is_empty()).then(|| StackedTable {
        caption: caption.into(),
        columns: columns.into_iter().map(Into::into).collect(),
        rows: rows.collect(),
    })
}

/// Returns the day and the time of an instant in London.
fn at(instant: Timestamp) -> String {
    let day = in_words(date_in_london(instant));
    format!("{day}, {}", time_in_london(instant))
}
