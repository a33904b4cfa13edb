//! The use cases of practitioners with the people of their teams.

use domain::access::audit::{Actor, AuditLog};
use domain::access::staff_user::StaffUser;
use domain::application::contact_by;
use domain::fault::StoreFault;
use domain::forms::caseload::{
    CaseDue, CaseOpened, CaseOverview, CasePerson, CaseStanding, CaseStep, CaseWorker,
    CaseloadReader, CaseloadStore, StandingChanged, WorkListRow,
};
use domain::forms::staff_case::TeamId;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::london::date_in_london;
use domain::values::person_id::PersonId;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use journey::legal_content::{NEEDS_ASSESSMENT, STRENGTHS_REVIEW, SUPPORT_PLAN};

/// The weeks after a plan by which its first review is suggested: the later end
/// of the 6 to 8 weeks of the statutory guidance, chapter 13.
const FIRST_REVIEW_WEEKS: i64 = 8;
/// The months after a review by which the next is suggested: the statutory
/// guidance expects one within 12 months.
const NEXT_REVIEW_MONTHS: i64 = 12;

/// The work of a team, as somebody in it sees it.
#[derive(Debug)]
pub struct TeamWork {
    /// The teams that they are in, in the order of their ids.
    pub teams: Vec<TeamId>,
    /// The team whose work this is: one of them.
    pub team: TeamId,
    /// A page of the work list.
    pub page: ListPage<WorkListRow>,
}

/// A change of where a case stands.
#[derive(Clone, Copy, Debug)]
pub struct StandingChange {
    /// The number of changes that the page showed.
    pub seen: u64,
    /// What is due next.
    pub due: Option<CaseDue>,
    /// Whether whoever makes the change takes the case on.
    pub takes_on: bool,
}

/// Returns the worker that a staff user is.
fn worker(staff: &StaffUser) -> CaseWorker {
    CaseWorker {
        id: staff.id.clone(),
        name: staff.name(),
    }
}

/// Opens a case with a team of whoever opens it, who takes the case on. The first
/// contact is due within the working days that the council promises. Returns none
/// if they are not in the team.
///
/// # Errors
/// When the store does not answer.
pub async fn open(
    store: &(impl CaseloadStore + AuditLog),
    staff: &StaffUser,
    person: &CasePerson,
    team: &TeamId,
) -> Result<Option<CaseOpened>, StoreFault> {
    if !store.is_in_team(team, &staff.id).await? {
        return Ok(None);
    }
    let (what, now) = ("opened the case".to_owned(), person.opened_at);
    let subject = person.id.clone();
    let _entry = store.audit(subject, Actor::from(staff), what, now).await?;
    let standing = CaseStanding {
        team: team.clone(),
        worker: Some(worker(staff)),
        due: Some(CaseDue {
            on: contact_by(date_in_london(now)),
            step: CaseStep::Contact,
        }),
        changes: 1,
    };
    store.open_case(person, &standing).await.map(Some)
}

/// Reads a page of the work of one of somebody's teams: the one asked for, or the
/// first. Returns none if they are in no team, or not in the one asked for.
///
/// # Errors
/// When the store does not answer.
pub async fn work(
    store: &impl CaseloadReader,
    staff: &StaffUser,
    asked: Option<&TeamId>,
    (after, most): (Option<&ListCursor>, usize),
) -> Result<Option<TeamWork>, StoreFault> {
    let teams = store.teams_of(&staff.id).await?;
    let team = match asked {
        Some(asked) => teams.iter().find(|team| *team == asked),
        None => teams.first(),
    };
    let Some(team) = team.cloned() else {
        return Ok(None);
    };
    let page = store.work_list(&team, after, most).await?;
    Ok(Some(TeamWork { teams, team, page }))
}

/// Reads a case of one of somebody's teams. The reading is on the record. Returns
/// none if there is no such case, or another team works on it.
///
/// # Errors
/// When the store does not answer.
pub async fn overview(
    store: &(impl CaseloadReader + AuditLog),
    staff: &StaffUser,
    person: &PersonId,
    now: Timestamp,
) -> Result<Option<CaseOverview>, StoreFault> {
    let Some(team) = store.team_of(person).await? else {
        return Ok(None);
    };
    if !store.is_in_team(&team.id, &staff.id).await? {
        return Ok(None);
    }
    let (who, actor) = (person.clone(), Actor::from(staff));
    let what = "read the case".to_owned();
    let entry = store.audit(who, actor, what, now).await?;
    store.case_overview(&entry).await
}

/// Changes what is due in a case that was just read, and who has taken it on.
/// Returns the case as somebody else left it if they changed it since the page
/// was drawn; then nothing is changed.
///
/// # Errors
/// When the store does not answer.
pub async fn change_standing(
    store: &(impl CaseloadStore + AuditLog),
    staff: &StaffUser,
    before: CaseOverview,
    change: StandingChange,
    now: Timestamp,
) -> Result<Result<(), CaseOverview>, StoreFault> {
    let taken_on = change.takes_on.then(|| worker(staff));
    let worker = taken_on.or_else(|| before.standing.worker.clone());
    if before.standing.due == change.due && before.standing.worker == worker {
        return Ok(Ok(()));
    }
    if before.standing.changes != change.seen {
        return Ok(Err(before));
    }
    let (who, actor) = (before.person.id.clone(), Actor::from(staff));
    let what = "changed what is due".to_owned();
    let entry = store.audit(who, actor, what, now).await?;
    let changed = store.change_standing(&entry, &before, change.due, worker.as_ref());
    Ok(match changed.await? {
        StandingChanged::Yes => Ok(()),
        StandingChanged::Overtaken => Err(store.case_overview(&entry).await?.unwrap_or(before)),
    })
}

/// Suggests what is due next from what was signed off last: after a contact the
/// assessment, then the plan, then the review, whose days the statutory guidance
/// gives. Nothing is decided by it: a practitioner sets the day.
#[must_use]
pub fn suggested(case: &CaseOverview, today: Date) -> CaseDue {
    let signed = case.forms.iter().filter_map(|form| {
        let at = form.signed_off.as_ref()?.at;
        Some((at, form.form.as_str()))
    });
    let of = |step, on| CaseDue { step, on };
    match signed.max() {
        Some((at, SUPPORT_PLAN)) => {
            let on = date_in_london(at).saturating_add(FIRST_REVIEW_WEEKS.weeks());
            of(CaseStep::Review, on)
        }
        Some((at, STRENGTHS_REVIEW)) => {
            let on = date_in_london(at).saturating_add(NEXT_REVIEW_MONTHS.months());
            of(CaseStep::Review, on)
        }
        Some((_, NEEDS_ASSESSMENT)) => of(CaseStep::Plan, contact_by(today)),
        Some(_) => of(CaseStep::Assessment, contact_by(today)),
        None => of(CaseStep::Contact, contact_by(today)),
    }
}
