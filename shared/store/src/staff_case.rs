//! The forms of cases: one item for each version, with an attribute for each
//! answer, and beside each answer the attributes that say who gave it and at
//! which change.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::audit::Audited;
use domain::fault::StoreFault;
use domain::forms::attribution::{Attribution, Attributions};
use domain::forms::draft::Answer;
use domain::forms::staff_case::{
    CaseForm, CaseFormReader, CaseFormStore, CaseKey, CaseMark, CaseOutcome, CaseTeam,
    CaseTeamReader, CaseTeamStore, TeamId,
};
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use jiff::Timestamp;

use crate::attributes::{AT, BY, CHANGES, CLEARED, CLEARED_AT, NAME, SIGNED_OFF, TEAM};
use crate::draft::{ANSWER, ROUNDS_MORE, answers, attribute, next_change, value};
use crate::keys::{PK, Partition};
use crate::read::{Attributes as _, Item, Order, Unreadable, opened, readable};
use crate::write::{Contended, Write, Written};
use crate::{Table, fault, keys, number, text};

/// The beginning of the name of the attribute that says who gave or removed an
/// answer.
const GIVEN_BY: &str = "w#";

/// The beginning of the name of the attribute that says at which change of the
/// item an answer was last given or removed.
const CHANGED_AT: &str = "n#";

impl CaseTeamReader for Table {
    async fn team_of(&self, person: &PersonId) -> Result<Option<CaseTeam>, StoreFault> {
        const OPERATION: &str = "find the team of a case";
        let found = self.read(OPERATION, keys::case_team(person)).await?;
        let team = |item: &Item| {
            Ok(CaseTeam {
                id: TeamId(item.text(TEAM)?.to_owned()),
                person_name: item.text_of(NAME).map(str::to_owned),
            })
        };
        found
            .map(|item| opened(OPERATION, &item, team(&item)))
            .transpose()
    }

    async fn case_names(
        &self,
        people: &[PersonId],
    ) -> Result<BTreeMap<PersonId, String>, StoreFault> {
        const OPERATION: &str = "read whom cases are about";
        let teams = people.iter().map(keys::case_team).collect();
        let items = self.read_batches(OPERATION, teams).await?;
        let name = |item: &Item| {
            let person = Partition::StaffCase.whose(item.text(PK)?);
            let person = person.and_then(|person| PersonId::parse(person).ok());
            let person = person.ok_or(Unreadable(PK))?;
            Ok((person, item.text(NAME)?.to_owned()))
        };
        let names = readable(OPERATION, &items, name);
        Ok(names.into_iter().collect())
    }

    async fn is_in_team(&self, team: &TeamId, staff: &AccountId) -> Result<bool, StoreFault> {
        let found = self
            .read("read who is in a team", keys::in_team(team, staff))
            .await?;
        Ok(found.is_some())
    }
}

impl CaseTeamStore for Table {
    async fn assign_case(&self, person: &PersonId, team: &TeamId) -> Result<(), StoreFault> {
        let write = Write::update(keys::case_team(person)).set(TEAM, text(&team.0));
        self.write("give a case to a team", write).await.map(drop)
    }

    async fn join_team(&self, team: &TeamId, staff: &AccountId) -> Result<(), StoreFault> {
        let writes = vec![
            Write::put(keys::in_team(team, staff)),
            Write::put(keys::team_of_staff_user(staff, team)),
        ];
        self.write_all("take somebody into a team", writes)
            .await
            .map(drop)
    }

    async fn leave_team(&self, team: &TeamId, staff: &AccountId) -> Result<(), StoreFault> {
        let writes = vec![
            Write::delete(keys::in_team(team, staff)),
            Write::delete(keys::team_of_staff_user(staff, team)),
        ];
        self.write_all("take somebody out of a team", writes)
            .await
            .map(drop)
    }
}

impl CaseFormReader for Table {
    async fn latest_case_form(
        &self,
        access: &Audited<CaseKey>,
    ) -> Result<Option<CaseForm>, StoreFault> {
        const OPERATION: &str = "read a form of a case";
        let case = access.subject();
        let versions = keys::case_forms(&case.form);
        let partition = keys::of_case(&case.person);
        let latest = self.list(OPERATION, partition, &versions, Order::Descending, 1);
        let latest = latest.await?.into_iter().next();
        latest
            .map(|item| case_form(&item, &case.form))
            .transpose()
            .map_err(|source| fault(OPERATION, source))
    }

    async fn case_form(
        &self,
        access: &Audited<CaseKey>,
        version: u32,
    ) -> Result<Option<CaseForm>, StoreFault> {
        const OPERATION: &str = "read a version of a form of a case";
        let case = access.subject();
        let found = self.read(OPERATION, keys::case_form(case, version)).await?;
        found
            .map(|item| case_form(&item, &case.form))
            .transpose()
            .map_err(|source| fault(OPERATION, source))
    }
}

impl CaseFormStore for Table {
    async fn keep_case_answers(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        answers: &[(String, Answer)],
        by: &Attribution,
    ) -> Result<CaseOutcome, StoreFault> {
        let mut write = changing(case, mark, by);
        for (key, answer) in answers {
            write = touching(write, mark, key, by).set(&attribute(key), value(answer.clone()));
        }
        // The first answer begins the item, as version 1.
        if mark.version != 1 || mark.changes > 0 {
            write = write.if_there();
        }
        let outcome = self.change_case("keep answers of a case", case, write);
        Ok(match outcome.await? {
            // An equal answer that is there already is no conflict.
            CaseOutcome::Overtaken(form)
                if answers
                    .iter()
                    .all(|(key, answer)| form.answers.get(key) == Some(answer)) =>
            {
                CaseOutcome::Done(form)
            }
            outcome => outcome,
        })
    }

    async fn keep_case_item(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        (item, answer): (&str, &Answer),
        most: u32,
        by: &Attribution,
    ) -> Result<CaseOutcome, StoreFault> {
        const OPERATION: &str = "keep an item of a group of a case";
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let (group, _) = item.split_once('/').unwrap_or((item, ""));
        for _ in 0..most.saturating_add(ROUNDS_MORE) {
            let was = self.read(OPERATION, keys::case_form(case, mark.version));
            let was = was.await?.unwrap_or_default();
            let known = answers(&was);
            let is_kept = known.get(item) == Some(answer);
            let is_full = known.get(item).is_none() && known.items(group).count() >= most;
            if is_kept || is_full {
                return outcome_of(&was, case, CaseOutcome::Done)
                    .map_err(|source| fault(OPERATION, source));
            }
            let mut write = touching(changing(case, mark, by), mark, item, by)
                .set(&attribute(item), value(answer.clone()))
                .if_still(CHANGES, &was);
            if mark.version != 1 || mark.changes > 0 {
                write = write.if_there();
            }
            let outcome = match self.write(OPERATION, write).await? {
                // Somebody has changed the form since it was read.
                Written::Refused(now) if now.get(CHANGES) != was.get(CHANGES) => continue,
                written => written_in_case(written, case),
            };
            return outcome.map_err(|source| fault(OPERATION, source));
        }
        Err(fault(OPERATION, Contended))
    }

    async fn remove_case_answer(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        key: &str,
        by: &Attribution,
    ) -> Result<CaseOutcome, StoreFault> {
        let write = touching(changing(case, mark, by), mark, key, by)
            .remove(&attribute(key))
            .if_there();
        let outcome = self.change_case("remove an answer of a case", case, write);
        Ok(match outcome.await? {
            CaseOutcome::Overtaken(form) if form.answers.get(key).is_none() => {
                CaseOutcome::Done(form)
            }
            outcome => outcome,
        })
    }

    async fn clear_case_form(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        by: &Attribution,
    ) -> Result<CaseOutcome, StoreFault> {
        const OPERATION: &str = "clear a form of a case";
        let place = keys::case_form(case, mark.version);
        let Some(was) = self.read(OPERATION, place).await? else {
            return Ok(CaseOutcome::Missing);
        };
        let form = case_form(&was, &case.form).map_err(|source| fault(OPERATION, source))?;
        if form.signed_off.is_some() {
            return Ok(CaseOutcome::SignedOff(form));
        }
        if form.answers.is_empty() {
            return Ok(CaseOutcome::Done(form));
        }
        if form.mark != mark {
            return Ok(CaseOutcome::Overtaken(form));
        }
        let mut cleared = was.clone();
        cleared.retain(|name, _| {
            ![ANSWER, GIVEN_BY, CHANGED_AT]
                .iter()
                .any(|of| name.starts_with(of))
        });
        cleared.insert(CHANGES.to_owned(), next_change(&was));
        cleared.insert(CLEARED_AT.to_owned(), next_change(&was));
        cleared.insert(CLEARED.to_owned(), attribution_value(by));
        let write = Write::put(cleared.clone())
            .if_there()
            .if_still(CHANGES, &was);
        match self.write(OPERATION, write).await? {
            Written::Done(_) => outcome_of(&cleared, case, CaseOutcome::Done),
            Written::Refused(now) => outcome_of(&now, case, CaseOutcome::Overtaken),
        }
        .map_err(|source| fault(OPERATION, source))
    }

    async fn sign_off_case_form(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        by: &Attribution,
    ) -> Result<CaseOutcome, StoreFault> {
        let changes = i64::try_from(mark.changes).unwrap_or(i64::MAX);
        let write = Write::update(keys::case_form(case, mark.version))
            .set(SIGNED_OFF, attribution_value(by))
            .add(CHANGES, 1)
            .if_there()
            .if_without(SIGNED_OFF)
            .if_is(CHANGES, number(changes));
        let outcome = self.change_case("sign a form of a case off", case, write);
        Ok(match outcome.await? {
            CaseOutcome::SignedOff(form)
                if form
                    .signed_off
                    .as_ref()
                    .is_some_and(|signed| signed.by == by.by) =>
            {
                CaseOutcome::Done(form)
            }
            outcome => outcome,
        })
    }

    async fn begin_next_version(
        &self,
        case: &CaseKey,
        signed_off: u32,
    ) -> Result<CaseOutcome, StoreFault> {
        const OPERATION: &str = "begin a version of a form of a case";
        let before = self
            .read(OPERATION, keys::case_form(case, signed_off))
            .await?;
        let Some(before) = before.filter(|item| item.contains_key(SIGNED_OFF)) else {
            return Ok(CaseOutcome::Missing);
        };
        let mut item = keys::case_form(case, signed_off.saturating_add(1));
        let carried = before.into_iter();
        item.extend(
            carried.filter(|(name, _)| name.starts_with(ANSWER) || name.starts_with(GIVEN_BY)),
        );
        item.insert(CHANGES.to_owned(), number(1));
        let write = Write::put(item.clone()).if_not_there();
        let now = match self.write(OPERATION, write).await? {
            Written::Done(_) => item,
            Written::Refused(there) => there,
        };
        outcome_of(&now, case, CaseOutcome::Done).map_err(|source| fault(OPERATION, source))
    }
}

impl Table {
    /// Makes a change in a version of a form.
    async fn change_case(
        &self,
        operation: &'static str,
        case: &CaseKey,
        write: Write,
    ) -> Result<CaseOutcome, StoreFault> {
        let written = self.write(operation, write).await?;
        written_in_case(written, case).map_err(|source| fault(operation, source))
    }
}

/// Returns the outcome of a write of a version of a form.
fn written_in_case(written: Written, case: &CaseKey) -> Result<CaseOutcome, Unreadable> {
    match written {
        Written::Done(item) => outcome_of(&item, case, CaseOutcome::Done),
        Written::Refused(item) if item.is_empty() => Ok(CaseOutcome::Missing),
        Written::Refused(item) if item.contains_key(SIGNED_OFF) => {
            outcome_of(&item, case, CaseOutcome::SignedOff)
        }
        Written::Refused(item) => outcome_of(&item, case, CaseOutcome::Overtaken),
    }
}

fn outcome_of(
    item: &Item,
    case: &CaseKey,
    outcome: impl FnOnce(CaseForm) -> CaseOutcome,
) -> Result<CaseOutcome, Unreadable> {
    Ok(outcome(case_form(item, &case.form)?))
}

/// Makes a change to a version, on the condition that it is not signed off and
/// that nobody else has cleared it since the page showed it.
fn changing(case: &CaseKey, mark: CaseMark, by: &Attribution) -> Write {
    Write::update(keys::case_form(case, mark.version))
        .add(CHANGES, 1)
        .if_without(SIGNED_OFF)
        .if_unchanged_by_others(CLEARED_AT, seen(mark), (CLEARED, BY), text(&by.by.0))
}

/// Adds the condition that nobody else has changed the answer since the page
/// showed it.
fn touching(write: Write, mark: CaseMark, key: &str, by: &Attribution) -> Write {
    let (changed_at, given_by) = (format!("{CHANGED_AT}{key}"), format!("{GIVEN_BY}{key}"));
    write
        .set_to_next(&changed_at, CHANGES)
        .set(&given_by, attribution_value(by))
        .if_unchanged_by_others(&changed_at, seen(mark), (&given_by, BY), text(&by.by.0))
}

fn seen(mark: CaseMark) -> i64 {
    i64::try_from(mark.changes).unwrap_or(i64::MAX)
}

pub(crate) fn attribution_value(attribution: &Attribution) -> AttributeValue {
    AttributeValue::M(
        [
            (BY.to_owned(), text(&attribution.by.0)),
            (NAME.to_owned(), text(&attribution.name)),
            (AT.to_owned(), text(attribution.at.to_string())),
        ]
        .into(),
    )
}

/// Reads an attribution; `None` if the value has a shape that is never written.
pub(crate) fn attribution(value: &AttributeValue) -> Option<Attribution> {
    let fields = value.as_m().ok()?;
    let text = |name: &str| fields.get(name)?.as_s().ok();
    Some(Attribution {
        by: AccountId(text(BY)?.clone()),
        name: text(NAME)?.clone(),
        at: text(AT)?.parse::<Timestamp>().ok()?,
    })
}

/// Reads who gave or removed each answer of an item.
pub(crate) fn attributions(item: &Item) -> Attributions {
    item.iter()
        .filter_map(|(name, value)| {
            let key = name.strip_prefix(GIVEN_BY)?.to_owned();
            Some((key, attribution(value)?))
        })
        .collect()
}

fn case_form(item: &Item, form: &str) -> Result<CaseForm, Unreadable> {
    let version = item.sort_after(&keys::case_forms(form))?;
    Ok(CaseForm {
        mark: CaseMark {
            version: version.parse().map_err(|_| Unreadable(keys::SK))?,
            changes: item
                .number(CHANGES)?
                .try_into()
                .map_err(|_| Unreadable(CHANGES))?,
        },
        answers: answers(item),
        attributions: attributions(item),
        cleared: item.get(CLEARED).and_then(attribution),
        signed_off: match item.get(SIGNED_OFF) {
            Some(value) => Some(attribution(value).ok_or(Unreadable(SIGNED_OFF))?),
            None => None,
        },
    })
}
