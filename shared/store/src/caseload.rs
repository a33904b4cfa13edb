//! The cases of teams: whom each is about and where it stands, in the case's
//! partition, and the work list of its team, which one transaction keeps in step.

use domain::access::audit::Audited;
use domain::fault::StoreFault;
use domain::forms::caseload::{
    CaseDue, CaseFormStanding, CaseOpened, CaseOverview, CaseOverviewReader, CasePerson,
    CaseStanding, CaseStep, CaseWorker, CaseloadReader, CaseloadStore, SentSelfAssessment,
    StandingChanged, WorkListRow,
};
use domain::forms::staff_case::TeamId;
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::person_id::PersonId;

use crate::attributes::{
    BORN, CASE_DUE, CASE_NUMBER, CASE_STEP, CHANGES, FIRST_NAME, LAST_NAME, NAME, OPENED_AT,
    REFERENCE, SIGNED_OFF, SUBMITTED_AT, TEAM, WORKER, WORKER_NAME,
};
use crate::draft::attribute;
use crate::keys::{CASE_FORM, CASE_PERSON, SK};
use crate::read::{
    Attributes as _, Item, List, Order, SortKeys, Unreadable, opened, unless_unreadable,
};
use crate::staff_case::attribution;
use crate::write::{AllWritten, Write};
use crate::{Table, keys, number, text};

/// The question of the contact record whose answer says what everybody who
/// meets the person has to do.
const ADJUSTMENTS: &str = "adjustments";

impl CaseloadReader for Table {
    async fn teams_of(&self, staff: &AccountId) -> Result<Vec<TeamId>, StoreFault> {
        const OPERATION: &str = "list the teams of a staff user";
        let of_staff = keys::of_staff_user(staff);
        let found = self.sort_keys(OPERATION, of_staff, keys::TEAM).await?;
        let read = |item: &Item| Ok(TeamId(item.sort_after(keys::TEAM)?.to_owned()));
        Ok(crate::read::readable(OPERATION, &found, read))
    }

    async fn work_list(
        &self,
        team: &TeamId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<WorkListRow>, StoreFault> {
        const OPERATION: &str = "list the work of a team";
        let list = List {
            partition: keys::of_team(team),
            keys: SortKeys::Starting(keys::WORK.to_owned()),
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, row))
    }
}

impl CaseOverviewReader for Table {
    /// Reads the versions of forms without their answers, which a case that is
    /// years old has megabytes of.
    async fn case_overview(
        &self,
        access: &Audited<PersonId>,
    ) -> Result<Option<CaseOverview>, StoreFault> {
        const OPERATION: &str = "read a case";
        let (person, adjustments) = (access.subject(), attribute(ADJUSTMENTS));
        let shown = [
            &*adjustments,
            FIRST_NAME,
            LAST_NAME,
            BORN,
            CASE_NUMBER,
            OPENED_AT,
            CHANGES,
            CASE_DUE,
            CASE_STEP,
            WORKER,
            WORKER_NAME,
            TEAM,
            SIGNED_OFF,
            REFERENCE,
            SUBMITTED_AT,
        ];
        let items = self.parts(OPERATION, keys::of_case(person), &SortKeys::All, &shown);
        overview(OPERATION, person, &items.await?)
    }
}

impl CaseloadStore for Table {
    async fn open_case(
        &self,
        person: &CasePerson,
        standing: &CaseStanding,
    ) -> Result<CaseOpened, StoreFault> {
        Ok(
            match self
                .write_all("open a case", opening(person, standing))
                .await?
            {
                AllWritten::Done => CaseOpened::Opened,
                AllWritten::Refused(_) => CaseOpened::Before,
            },
        )
    }

    async fn change_standing(
        &self,
        access: &Audited<PersonId>,
        before: &CaseOverview,
        due: Option<CaseDue>,
        worker: Option<&CaseWorker>,
    ) -> Result<StandingChanged, StoreFault> {
        let (id, standing) = (access.subject(), &before.standing);
        if standing.due == due && standing.worker.as_ref() == worker {
            return Ok(StandingChanged::Yes);
        }
        let changes = i64::try_from(standing.changes).unwrap_or(i64::MAX);
        let mut write = Write::update(keys::case_person(id))
            .add(CHANGES, 1)
            .if_is(CHANGES, number(changes));
        let mut now = Item::new();
        insert_standing(&mut now, due, worker);
        for name in [CASE_DUE, CASE_STEP, WORKER, WORKER_NAME] {
            write = match now.remove(name) {
                Some(value) => write.set(name, value),
                None => write.remove(name),
            };
        }
        let on = |due: Option<CaseDue>| due.map(|due| due.on);
        let mut writes = vec![write];
        if on(standing.due) != on(due) {
            let place = keys::in_work_list(&standing.team, on(standing.due), id);
            writes.push(Write::delete(place));
        }
        let name = before.person.name();
        writes.push(Write::put(listed(&standing.team, (id, &name), due, worker)));
        Ok(
            match self.write_all("change where a case stands", writes).await? {
                AllWritten::Done => StandingChanged::Yes,
                AllWritten::Refused(_) => StandingChanged::Overtaken,
            },
        )
    }
}

/// Returns the writes that open a case, whom it is about first.
pub(crate) fn opening(person: &CasePerson, standing: &CaseStanding) -> Vec<Write> {
    let CaseStanding {
        team, worker, due, ..
    } = standing;
    let mut item = keys::case_person(&person.id);
    item.insert(FIRST_NAME.to_owned(), text(&person.first_name));
    item.insert(LAST_NAME.to_owned(), text(&person.last_name));
    item.insert(OPENED_AT.to_owned(), text(person.opened_at.to_string()));
    item.insert(CHANGES.to_owned(), number(1));
    if let Some(born) = person.born {
        item.insert(BORN.to_owned(), text(born.to_string()));
    }
    if let Some(case_number) = &person.case_number {
        item.insert(CASE_NUMBER.to_owned(), text(case_number));
    }
    insert_standing(&mut item, *due, worker.as_ref());
    vec![
        Write::put(item).if_not_there(),
        Write::update(keys::case_team(&person.id))
            .set(TEAM, text(&team.0))
            .set(NAME, text(person.name())),
        Write::put(listed(
            team,
            (&person.id, &person.name()),
            *due,
            worker.as_ref(),
        )),
    ]
}

/// Makes the entry of a case in the work list of its team.
pub(crate) fn listed(
    team: &TeamId,
    (person, name): (&PersonId, &str),
    due: Option<CaseDue>,
    worker: Option<&CaseWorker>,
) -> Item {
    let mut item = keys::in_work_list(team, due.map(|due| due.on), person);
    item.insert(NAME.to_owned(), text(name));
    insert_standing(&mut item, due, worker);
    item
}

fn insert_standing(item: &mut Item, due: Option<CaseDue>, worker: Option<&CaseWorker>) {
    if let Some(CaseDue { on, step }) = due {
        item.insert(CASE_DUE.to_owned(), text(on.to_string()));
        item.insert(CASE_STEP.to_owned(), text(step.name()));
    }
    if let Some(CaseWorker { id, name }) = worker {
        item.insert(WORKER.to_owned(), text(&id.0));
        item.insert(WORKER_NAME.to_owned(), text(name));
    }
}

pub(crate) fn due_in(item: &Item) -> Result<Option<CaseDue>, Unreadable> {
    let Some(on) = item.text_of(CASE_DUE) else {
        return Ok(None);
    };
    Ok(Some(CaseDue {
        on: on.parse().map_err(|_| Unreadable(CASE_DUE))?,
        step: CaseStep::named(item.text(CASE_STEP)?).ok_or(Unreadable(CASE_STEP))?,
    }))
}

pub(crate) fn worker_in(item: &Item) -> Option<CaseWorker> {
    Some(CaseWorker {
        id: AccountId(item.text_of(WORKER)?.to_owned()),
        name: item.text_of(WORKER_NAME)?.to_owned(),
    })
}

fn row(item: &Item) -> Result<WorkListRow, Unreadable> {
    let key = item.sort_after(keys::WORK)?;
    let (_, person) = key.split_once('#').ok_or(Unreadable(SK))?;
    Ok(WorkListRow {
        person: PersonId::parse(person).map_err(|_| Unreadable(SK))?,
        name: item.text(NAME)?.to_owned(),
        worker: worker_in(item),
        due: due_in(item)?,
    })
}

/// Reads a case from all its items, in the order of their sort keys; none where
/// nobody has opened it.
fn overview(
    operation: &'static str,
    id: &PersonId,
    items: &[Item],
) -> Result<Option<CaseOverview>, StoreFault> {
    let with = |key: &str| items.iter().find(|item| item.text_of(SK) == Some(key));
    let (Some(person), Some(team)) = (with(CASE_PERSON), with("TEAM")) else {
        return Ok(None);
    };
    let team = opened(operation, team, team.text(TEAM))?;
    let about = opened(operation, person, case_person(id, person))?;
    let standing = opened(operation, person, case_standing(person, team))?;
    let (mut forms, mut self_assessments) = (Vec::new(), Vec::new());
    let mut adjustments = None;
    for item in items {
        if item.sort_after(keys::SELF_ASSESSMENT).is_ok() {
            self_assessments.extend(unless_unreadable(operation, item, sent(item)));
        }
        let Some((form, version)) = version_in(item) else {
            continue;
        };
        adjustments = item.text_of(&attribute(ADJUSTMENTS)).or(adjustments);
        forms.push(CaseFormStanding {
            form: form.to_owned(),
            version,
            signed_off: item.get(SIGNED_OFF).and_then(attribution),
        });
    }
    Ok(Some(CaseOverview {
        person: about,
        standing,
        forms,
        self_assessments,
        adjustments: adjustments
            .filter(|words| !words.is_empty())
            .map(str::to_owned),
    }))
}

fn case_person(id: &PersonId, person: &Item) -> Result<CasePerson, Unreadable> {
    let born = person.text_of(BORN).map(str::parse).transpose();
    Ok(CasePerson {
        id: id.clone(),
        first_name: person.text(FIRST_NAME)?.to_owned(),
        last_name: person.text(LAST_NAME)?.to_owned(),
        born: born.map_err(|_| Unreadable(BORN))?,
        case_number: person.text_of(CASE_NUMBER).map(str::to_owned),
        opened_at: person.instant(OPENED_AT)?,
    })
}

fn case_standing(person: &Item, team: &str) -> Result<CaseStanding, Unreadable> {
    Ok(CaseStanding {
        team: TeamId(team.to_owned()),
        worker: worker_in(person),
        due: due_in(person)?,
        changes: person
            .number(CHANGES)?
            .try_into()
            .map_err(|_| Unreadable(CHANGES))?,
    })
}

fn sent(item: &Item) -> Result<SentSelfAssessment, Unreadable> {
    Ok(SentSelfAssessment {
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        at: item.instant(SUBMITTED_AT)?,
    })
}

/// Reads which version of which form an item is, from its sort key.
fn version_in(item: &Item) -> Option<(&str, u32)> {
    let (form, version) = item
        .text_of(SK)?
        .strip_prefix(CASE_FORM)?
        .rsplit_once('#')?;
    Some((form, version.parse().ok()?))
}
