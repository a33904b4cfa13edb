//! Needs self-assessments: applications that are put into the case of whom they
//! are about.

use domain::access::audit::Audited;
use domain::application::self_assessment::{
    CaseForSelfAssessment, SelfAssessmentReader, SelfAssessmentStore,
};
use domain::application::{Application, Submitted};
use domain::fault::StoreFault;
use domain::forms::caseload::{CaseDue, CaseStanding};
use domain::forms::staff_case::{CaseKey, TeamId};
use domain::values::person_id::PersonId;
use domain::values::reference::Reference;

use crate::application::{refused_submission, submitting};
use crate::attributes::{
    CASE_DUE, CASE_STEP, CHANGES, FIRST_NAME, LAST_NAME, REFERENCE, SUBMITTED_AT, TEAM,
};
use crate::caseload::{due_in, listed, opening, worker_in};
use crate::keys::{CASE_PERSON, SK};
use crate::read::{Attributes as _, Item, Order, Unreadable, opened, readable};
use crate::write::{Contended, Write};
use crate::{Table, fault, keys, number, text};

/// The attempts at putting a self-assessment into a case that others change
/// meanwhile.
const ROUNDS: usize = 5;

/// The most entries of a case among which the last that can be read is looked for.
const LATEST: usize = 10;

impl SelfAssessmentStore for Table {
    /// Reads the case and writes everything in one transaction, on the condition
    /// that the case is as it was read. So of two that are sent at the same time
    /// one opens the case, and the other finds it open.
    async fn submit_self_assessment(
        &self,
        application: &Application,
        case: &CaseForSelfAssessment,
    ) -> Result<Submitted, StoreFault> {
        const OPERATION: &str = "submit a self-assessment";
        let person = &case.person.id;
        for _ in 0..ROUNDS {
            let places = vec![keys::case_person(person), keys::case_team(person)];
            let there = self.read_each(OPERATION, places).await?;
            let mut writes = submitting(OPERATION, application)?;
            writes.push(Write::put(in_case(application, person)));
            let into = into_case(case, &there).map_err(|source| fault(OPERATION, source))?;
            writes.extend(into);
            let written = self.write_all(OPERATION, writes).await?;
            let Some(refused) = written.refusals() else {
                return Ok(Submitted::Now);
            };
            if let Some(submitted) = refused_submission(OPERATION, refused)? {
                return Ok(submitted);
            }
        }
        Err(fault(OPERATION, Contended))
    }
}

impl SelfAssessmentReader for Table {
    async fn self_assessment_in_case(
        &self,
        access: &Audited<PersonId>,
        reference: &Reference,
    ) -> Result<Option<Application>, StoreFault> {
        const OPERATION: &str = "read a self-assessment of a case";
        let partition = keys::of_case(access.subject());
        let found = self.sort_keys(OPERATION, partition, keys::SELF_ASSESSMENT);
        let plain = reference.plain();
        let is_it = |item: &Item| {
            let key = item.sort_after(keys::SELF_ASSESSMENT);
            key.is_ok_and(|key| key.rsplit_once('#').is_some_and(|(_, of)| of == plain))
        };
        match found.await?.iter().any(is_it) {
            true => self.sent_self_assessment(OPERATION, reference).await,
            false => Ok(None),
        }
    }

    async fn latest_self_assessment(
        &self,
        access: &Audited<CaseKey>,
    ) -> Result<Option<Application>, StoreFault> {
        const OPERATION: &str = "read the last self-assessment of a case";
        let partition = keys::of_case(&access.subject().person);
        let (prefix, order) = (keys::SELF_ASSESSMENT, Order::Descending);
        let last = self.list(OPERATION, partition, prefix, order, LATEST);
        let reference = |item: &Item| item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE));
        match readable(OPERATION, &last.await?, reference).first() {
            Some(reference) => self.sent_self_assessment(OPERATION, reference).await,
            None => Ok(None),
        }
    }
}

impl Table {
    async fn sent_self_assessment(
        &self,
        operation: &'static str,
        reference: &Reference,
    ) -> Result<Option<Application>, StoreFault> {
        let found = self.read(operation, keys::application(reference)).await?;
        found
            .map(|item| opened(operation, &item, crate::application::application(&item)))
            .transpose()
    }
}

/// Makes the entry of a self-assessment in its case.
fn in_case(application: &Application, person: &PersonId) -> Item {
    let (at, reference) = (application.submitted_at, &application.reference);
    let mut item = keys::self_assessment(person, at, reference);
    item.insert(REFERENCE.to_owned(), text(reference.plain()));
    item.insert(SUBMITTED_AT.to_owned(), text(at.to_string()));
    item
}

/// Returns the writes that open the case, or that move a case that is open up in
/// the work list of its team.
fn into_case(case: &CaseForSelfAssessment, there: &[Item]) -> Result<Vec<Write>, Unreadable> {
    let with = |key: &str| there.iter().find(|item| item.text_of(SK) == Some(key));
    let (Some(person), Some(team)) = (with(CASE_PERSON), with("TEAM")) else {
        let standing = CaseStanding {
            team: case.team.clone(),
            worker: None,
            due: Some(case.due),
            changes: 1,
        };
        return Ok(opening(&case.person, &standing));
    };
    let team = TeamId(team.text(TEAM)?.to_owned());
    move_up(case, person, &team)
}

/// Returns the writes that bring what is due in a case forward. Nothing is put
/// off: what is due before stays.
fn move_up(
    case: &CaseForSelfAssessment,
    person: &Item,
    team: &TeamId,
) -> Result<Vec<Write>, Unreadable> {
    let id = &case.person.id;
    let before = due_in(person)?;
    let due = before.filter(|due| due.on <= case.due.on);
    let due = due.unwrap_or(case.due);
    let CaseDue { on, step } = due;
    let changes = person.number(CHANGES)?;
    let names = [person.text(FIRST_NAME)?, person.text(LAST_NAME)?];
    let name = names.join(" ").trim_end().to_owned();
    let mut writes = vec![
        Write::update(keys::case_person(id))
            .add(CHANGES, 1)
            .set(CASE_DUE, text(on.to_string()))
            .set(CASE_STEP, text(step.name()))
            .if_is(CHANGES, number(changes)),
    ];
    if before.map(|due| due.on) != Some(on) {
        let place = keys::in_work_list(team, before.map(|due| due.on), id);
        writes.push(Write::delete(place));
    }
    let worker = worker_in(person);
    writes.push(Write::put(listed(
        team,
        (id, &name),
        Some(due),
        worker.as_ref(),
    )));
    Ok(writes)
}
