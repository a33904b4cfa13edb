//! Who may see a record, and stopping: the person stops somebody who holds the
//! account on their behalf, and a holder stops.

use app::holder_access::{self, NotLetIn, OpenAccess};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::staff_case::CaseTeamReader as _;
use domain::records::holder_access::{AccessEvent, AccessStanding, HolderAccess, HolderAccessId};
use domain::values::person_id::PersonId;
use web::govuk::Button;
use web::http::form::PostedForm;
use web::who::{Citizen, WholeAccount};
use web::{
    Failure, PageFrame, PathId, PathIds, SiteContext, StackedCell, StackedTable, page, see_other,
};

use crate::{AppState, CareRecordPorts, LIST, address, not_let_in};

#[derive(Template)]
#[template(path = "holders.html")]
struct Holders {
    frame: PageFrame,
    holders: StackedTable,
}

#[derive(Template)]
#[template(path = "stop.html")]
struct Stop {
    frame: PageFrame,
    /// Whether it is the access of whoever is signed in.
    is_own: bool,
    record: String,
    button: Button,
    back: String,
}

pub(crate) async fn list<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(person): PathId<PersonId>,
) -> Result<Response, Failure> {
    let what = "read who can see the care record";
    let open = state.let_in(&citizen, &person, what).await?;
    let holders = holder_access::stoppable(state.ports.store(), &open, state.site.now()).await?;
    let (site, _) = state.about(&citizen, &person).await?;
    let view = Holders {
        frame: site.page("Who can see this record").back(address(&person)),
        holders: table(&holders, &open, &state.site),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn ask<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathIds(person, id): PathIds<PersonId, HolderAccessId>,
) -> Result<Response, Failure> {
    let what = "opened the page that stops an account holder";
    let open = state.let_in(&citizen, &person, what).await?;
    let holder = holder_access::to_stop(state.ports.store(), &open, &id).await?;
    let holder = holder.ok_or(Failure::NOT_FOUND)?;
    let about = state.about(&citizen, &person).await?;
    let view = Stop::new(about, &open, &holder);
    Ok(page(StatusCode::OK, &view))
}

/// Stops an access. The form names its record, so that a page of another record in
/// another tab stops nothing here.
pub(crate) async fn stop<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathIds(person, id): PathIds<PersonId, HolderAccessId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (account, now) = (citizen.account(), state.site.now());
    let asked = holder_access::let_in(state.ports.store(), account, &person, STOPS, now);
    let open = match asked.await? {
        Ok(open) => open,
        Err(NotLetIn::Stopped(access)) if stopped_before(&access, &id) => {
            return Ok(see_other(LIST));
        }
        Err(why) => return Err(not_let_in(&why)),
    };
    let found = holder_access::to_stop(state.ports.store(), &open, &id).await?;
    let access = found.ok_or(Failure::NOT_FOUND)?;
    if posted.one("record") != person.as_str() {
        return Err(Failure::BAD_REQUEST);
    }
    let is_own = open.access.id == id;
    holder_access::stop(state.ports.store(), &open, &access, (account, now)).await?;
    Ok(see_other(&next(is_own, &person)))
}

/// What an entry of the audit says of a request that stops an access.
const STOPS: &str = "asked to stop an account holder";

/// Returns the page after an access was stopped.
fn next(is_own: bool, person: &PersonId) -> String {
    match is_own {
        true => LIST.to_owned(),
        false => format!("{}/holders", address(person)),
    }
}

/// Whether the same button was pressed before: the holder has stopped.
fn stopped_before(access: &HolderAccess, id: &HolderAccessId) -> bool {
    let last = access.history.last().map(|step| step.event);
    access.id == *id && last == Some(AccessEvent::StoppedByHolder)
}

impl<P: CareRecordPorts> AppState<P> {
    /// Returns the site of pages about a person, and the person's name.
    async fn about(
        &self,
        citizen: &Citizen<WholeAccount>,
        person: &PersonId,
    ) -> Result<(SiteContext, String), Failure> {
        let team = self.ports.store().team_of(person).await?;
        let name = team.and_then(|team| team.person_name);
        let name = name.ok_or(Failure::NOT_FOUND)?;
        Ok((citizen.site().about(&name), name))
    }
}

impl Stop {
    fn new((site, name): (SiteContext, String), open: &OpenAccess, holder: &HolderAccess) -> Self {
        let is_own = open.access.id == holder.id;
        let whom = holder.terms.name();
        let (title, button) = match is_own {
            true => (
                "Do you want to stop seeing this record?".to_owned(),
                format!("Stop seeing the record of {name}"),
            ),
            false => (
                format!("Do you want to stop {whom} seeing this record?"),
                format!("Stop {whom} seeing the record of {name}"),
            ),
        };
        let back = format!("{}/holders", address(&holder.person));
        Self {
            frame: site.page(title).back(back.clone()),
            is_own,
            record: holder.person.as_str().to_owned(),
            button: Button {
                classes: "govuk-button--warning".into(),
                ..Button::of(button)
            },
            back,
        }
    }
}

fn table(holders: &[HolderAccess], open: &OpenAccess, site: &SiteContext) -> StackedTable {
    let rows = holders.iter().map(|holder| {
        let home = address(&holder.person);
        let stop = format!("{home}/holders/{}/stop", holder.id.as_str());
        let name = holder.terms.name();
        let (who, words) = match holder.id == open.access.id {
            true => (
                format!("{name} (you)"),
                "Stop seeing this record".to_owned(),
            ),
            false => (name.clone(), format!("Stop {name}")),
        };
        let stands = match holder.standing(site.now()) {
            AccessStanding::Suspended => "Cannot see it at the moment",
            _ => "Can see it",
        };
        vec![
            StackedCell::of(who),
            StackedCell::of(holder.terms.relation.clone()),
            StackedCell::of(stands),
            StackedCell::link(words, stop),
        ]
    });
    StackedTable {
        caption: "People who hold an account for this record".into(),
        columns: ["Name", "Who they are", "Now", "Stop"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}
