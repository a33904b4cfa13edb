//! Shows who has looked at somebody's record.

use app::records;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::audit::{Access, Actor};
use domain::records::staff_queues::{ListedStaffUser, StaffUserAdmin as _};
use domain::values::account_id::AccountId;
use domain::values::calendar::in_words;
use domain::values::list_page::{BoundedCount, ListCursor};
use domain::values::london::{date_in_london, time_in_london};
use domain::values::reference::Reference;
use web::govuk::{Button, Hint, Input, Label, WarningText};
use web::http::form::PostedForm;
use web::page::left_out;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, SiteContext, StackedCell, StackedTable, page};

use crate::counts::{COUNTED, in_figures};
use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

/// The address of the page.
pub(crate) const ASK: &str = "/finance/accesses";

#[derive(Template)]
#[template(path = "accesses.html")]
struct Accesses {
    frame: PageFrame,
    reference: Input,
    button: Button,
    /// The accesses found: time, person, and what they did. None before a
    /// reference is given.
    found: Option<StackedTable>,
    /// How many accesses there are in all.
    total: String,
    left_out: Option<WarningText>,
    /// The way to the next page: the reference, the place in the list, and the
    /// button.
    older: Option<(String, String, Button)>,
}

pub(crate) async fn ask(staff: Staff<Finance>) -> Response {
    let view = Accesses::new(staff.site(), "", &[]);
    page(StatusCode::OK, &view)
}

/// Takes a post, so that no reference stands in an address that is logged
/// elsewhere. This look is recorded as well.
pub(crate) async fn find<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = posted.one("reference").trim();
    let refuse = |words: &'static str| {
        let mistakes = [FieldMistake::new("reference", words)];
        let view = Accesses::new(staff.site(), typed, &mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    if typed.is_empty() {
        return refuse("Enter the reference of an application or a complaint");
    }
    let Ok(reference) = Reference::parse(typed) else {
        return refuse("Enter a reference like K7F-3MM-XT4D");
    };
    let Some(view) = state.found(&staff, &reference, &posted).await? else {
        return refuse("There is no application or complaint with this reference. Check it");
    };
    Ok(page(StatusCode::OK, &view))
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Makes a page of who has looked at a record; none if there is no such
    /// record. Each page is a look of its own, which is recorded.
    async fn found(
        &self,
        staff: &Staff<Finance>,
        reference: &Reference,
        posted: &PostedForm,
    ) -> Result<Option<Accesses>, Failure> {
        let after = match posted.one("after") {
            "" => None,
            after => Some(ListCursor::parse(after).map_err(|_| Failure::BAD_REQUEST)?),
        };
        let (store, now) = (self.ports.store(), self.site.now());
        let part = (after.as_ref(), ON_A_PAGE);
        let staff_user = staff.staff_user();
        let found = records::read_accesses(store, staff_user, reference, part, COUNTED, now);
        let Some((found, total)) = found.await? else {
            return Ok(None);
        };
        let staff_users = store.staff_users_of(&who(&found.items)).await?;
        let plain = reference.plain();
        Ok(Some(Accesses {
            found: Some(table(&found.items, &staff_users)),
            total: match total {
                BoundedCount::Exactly(1) => "1 entry, which is that of this look.".to_owned(),
                more => format!("{} entries, with that of this look.", in_figures(more)),
            },
            left_out: left_out::told_to_staff(found.unreadable, ("entry", "entries")),
            older: found.next.map(|next| {
                let button = Button {
                    classes: "govuk-button--secondary".into(),
                    ..Button::of("Show older")
                };
                (plain.to_owned(), next.to_string(), button)
            }),
            ..Accesses::new(staff.site(), posted.one("reference").trim(), &[])
        }))
    }
}

/// Lists the ids of the staff whom entries name, each once.
pub(crate) fn who(accesses: &[Access]) -> Vec<AccountId> {
    let staff = accesses.iter().filter_map(|access| match &access.actor {
        Actor::Staff { id, .. } => Some(id.clone()),
        Actor::Job(_) | Actor::FinanceEmail(_) | Actor::Holder(_) => None,
    });
    let mut ids: Vec<_> = staff.collect();
    ids.sort_by(|one, other| one.0.cmp(&other.0));
    ids.dedup();
    ids
}

pub(crate) fn table(accesses: &[Access], staff_users: &[ListedStaffUser]) -> StackedTable {
    let rows = accesses.iter().map(|access| row(access, staff_users));
    StackedTable {
        caption: "The newest first".into(),
        columns: ["When", "Who", "What"].map(Into::into).into(),
        rows: rows.collect(),
    }
}

/// Returns the time, the person and what they did. Staff know each other by the
/// address with which they sign in.
fn row(access: &Access, staff_users: &[ListedStaffUser]) -> Vec<StackedCell> {
    let day = in_words(date_in_london(access.at));
    let at = format!("{} on {day}", time_in_london(access.at));
    let who = match &access.actor {
        Actor::Staff { id, .. } => staff_users
            .iter()
            .find(|staff_user| staff_user.id == *id)
            .map_or(id.0.as_str(), |staff_user| staff_user.email.as_str()),
        Actor::Job(name) => name,
        Actor::FinanceEmail(email) => email,
        Actor::Holder(_) => access.actor.told_to_subject(),
    };
    [at, who.to_owned(), access.what.clone()]
        .map(StackedCell::of)
        .into()
}

impl Accesses {
    fn new(site: &SiteContext, typed: &str, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Who has looked at a record")
                .back("/finance")
                .errors(summary(mistakes)),
            reference: Input {
                id: "reference".into(),
                name: "reference".into(),
                label: Label::of("Reference of an application or a complaint"),
                hint: Some(Hint::of(
                    "For example, K7F-3MM-XT4D. We list who has looked at anything of the same person.",
                )),
                value: typed.to_owned().into(),
                spellcheck: Some(false),
                classes: "govuk-input--width-20".into(),
                error_message: wrong(mistakes, "reference"),
                ..Input::default()
            },
            button: Button {
                text: "Show who".into(),
                ..Button::default()
            },
            found: None,
            total: String::new(),
            left_out: None,
            older: None,
        }
    }
}
