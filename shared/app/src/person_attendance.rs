//! The use cases of a person's own attendance at day services: the weeks with
//! what they cost, and a question about one session.

use std::collections::{BTreeMap, BTreeSet};

use attendance::attendance_query::{
    AttendanceQuery, LONGEST_QUESTION, MOST_QUESTIONS, asked_until, question_id,
};
use attendance::cell::Cell;
use attendance::kept_register::{
    KeptStatus, KeptVersion, RegisterHead, RegisterKey, RegisterReader,
};
use attendance::person_attendance::PersonAttendanceReader;
use attendance::person_week::{PersonSession, PersonWeek};
use attendance::provider_request::{
    ProviderRequest, ProviderRequestStore, RequestMade, RequestSubject, RequestedCell,
};
use attendance::provision::PersonReference;
use attendance::supplier::SupplierId;
use attendance::week::Week;
use domain::access::budget::{Budget, BudgetSpending, BudgetStore};
use domain::fault::StoreFault;
use domain::forms::caseload::CasePerson;
use domain::records::holder_access::{AccessBasis, AccessLevel, HolderTerms, RecordPart};
use domain::values::account_id::AccountId;
use domain::values::london::date_in_london;
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::provider_requests::{self, budget_of_question};

/// The weeks of one page.
const WEEKS: usize = 8;

domain::ports! {
    /// The store of a person's own attendance.
    pub trait PersonAttendanceStore: BudgetStore + PersonAttendanceReader + ProviderRequestStore + RegisterReader;
}

/// Whose attendance it is: by the number of the case system, and by the name, so
/// that a number that was typed wrong leads to nobody else.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AttendingWhom {
    /// The reference.
    pub reference: PersonReference,
    /// The name.
    pub name: String,
}

impl AttendingWhom {
    /// Reads whose attendance belongs to a case; none of a case without a number
    /// of the case system.
    #[must_use]
    pub fn of(person: &CasePerson) -> Option<Self> {
        let number = person.case_number.as_deref()?;
        Some(Self {
            reference: PersonReference::parse(number.trim()).ok()?,
            name: person.name(),
        })
    }

    fn of_version(&self, key: &RegisterKey, version: &KeptVersion) -> Option<PersonWeek> {
        PersonWeek::of(key, version, (&self.reference, &self.name))
    }
}

/// Whether a holder on these terms sees attendance.
#[must_use]
pub fn sees_attendance(terms: &HolderTerms) -> bool {
    terms.shows(RecordPart::Attendance)
}

/// Whether a holder on these terms may ask about a session.
#[must_use]
pub fn may_ask(terms: &HolderTerms) -> bool {
    sees_attendance(terms) && terms.level == AccessLevel::Everything
}

/// A week that a day service has confirmed.
#[derive(Clone, Debug)]
pub struct AttendedWeek {
    /// The register.
    pub key: RegisterKey,
    /// The name of the supplier then.
    pub supplier_name: String,
    /// When the week was confirmed.
    pub confirmed_at: Timestamp,
    /// Whether the week is being corrected at the moment.
    pub is_open_again: bool,
    /// The sessions and the amounts.
    pub week: PersonWeek,
    /// What became of the week after it was first confirmed.
    pub change: Option<WeekChange>,
    /// The questions about its sessions, the oldest first.
    pub questions: Vec<ProviderRequest>,
}

/// A change of a week that had been confirmed before.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WeekChange {
    /// Why, where finance adjusted the week.
    pub because: Option<String>,
    /// What counted towards the charge before.
    pub billed_before: Decimal,
}

impl AttendedWeek {
    /// Lists the questions about a session, the oldest first.
    pub fn questions_about(&self, cell: &Cell) -> impl Iterator<Item = &ProviderRequest> {
        self.questions
            .iter()
            .filter(move |question| asks_about(question, self.key.week, cell))
    }

    /// Returns the turn of the next question about a session, from 1. None where
    /// one waits for its answer, where the time to ask is over, or where enough
    /// were asked.
    #[must_use]
    pub fn next_turn(&self, cell: &Cell, now: Timestamp) -> Option<usize> {
        let asked: Vec<_> = self.questions_about(cell).collect();
        let waits = asked.iter().any(|question| question.settled.is_none());
        let is_late = date_in_london(now) > asked_until(self.key.week);
        (!waits && !is_late && asked.len() < MOST_QUESTIONS).then_some(asked.len() + 1)
    }
}

/// Returns what a request asks about a session; none for another request.
#[must_use]
pub const fn query_of(request: &ProviderRequest) -> Option<&AttendanceQuery> {
    match &request.about {
        RequestSubject::AttendanceQuery(query) => Some(query),
        _ => None,
    }
}

fn asks_about(request: &ProviderRequest, week: Week, cell: &Cell) -> bool {
    query_of(request).is_some_and(|query| query.week == week && query.cell().as_ref() == Some(cell))
}

/// Some of a person's weeks, the latest first.
#[derive(Clone, Debug, Default)]
pub struct AttendedWeeks {
    /// The weeks.
    pub weeks: Vec<AttendedWeek>,
    /// The latest week before these, if there is one.
    pub earlier: Option<Week>,
}

/// Reads weeks of a person's attendance, the latest first, from a week back.
///
/// # Errors
/// When the store does not answer.
pub async fn weeks(
    store: &impl PersonAttendanceStore,
    whom: &AttendingWhom,
    (to, now): (Option<Week>, Timestamp),
) -> Result<AttendedWeeks, StoreFault> {
    let mut keys = store.registers_of(&whom.reference).await?;
    keys.retain(|key| to.is_none_or(|to| key.week <= to));
    let mut weeks: Vec<_> = keys.iter().map(|key| key.week).collect();
    weeks.dedup();
    let earlier = weeks.get(WEEKS).copied();
    keys.retain(|key| earlier.is_none_or(|earlier| key.week > earlier));
    let suppliers: BTreeSet<_> = keys.iter().map(|key| key.supplier.clone()).collect();
    let of_suppliers = suppliers.iter().map(|supplier| {
        let of_supplier = keys.iter().filter(|key| key.supplier == *supplier);
        of_one_supplier(store, whom, (supplier, of_supplier.cloned().collect()), now)
    });
    let mut found: Vec<_> = try_join_all(of_suppliers).await?.concat();
    found.sort_by_key(|week| std::cmp::Reverse((week.key.week, week.key.supplier.clone())));
    Ok(AttendedWeeks {
        weeks: found,
        earlier,
    })
}

async fn of_one_supplier(
    store: &impl PersonAttendanceStore,
    whom: &AttendingWhom,
    (supplier, keys): (&SupplierId, Vec<RegisterKey>),
    now: Timestamp,
) -> Result<Vec<AttendedWeek>, StoreFault> {
    let weeks: Vec<_> = keys.iter().map(|key| key.week).collect();
    let heads = store.register_heads(supplier, &weeks);
    let questions = store.questions_about(supplier, &whom.reference, now);
    let (heads, questions) = try_join(heads, questions).await?;
    let read = keys.into_iter().filter_map(|key| {
        let head = heads.get(&key.week).filter(|head| head.version > 0)?;
        Some(one(store, whom, (key, head, false), &questions))
    });
    let read = try_join_all(read).await?;
    Ok(read.into_iter().flatten().collect())
}

/// Reads one week of a person's attendance, with what became of it since it was
/// first confirmed. None if the person has none in that register.
///
/// # Errors
/// When the store does not answer.
pub async fn week(
    store: &impl PersonAttendanceStore,
    whom: &AttendingWhom,
    key: RegisterKey,
    now: Timestamp,
) -> Result<Option<AttendedWeek>, StoreFault> {
    let weeks = [key.week];
    let heads = store.register_heads(&key.supplier, &weeks);
    let questions = store.questions_about(&key.supplier, &whom.reference, now);
    let (heads, questions): (BTreeMap<_, _>, _) = try_join(heads, questions).await?;
    match heads.get(&key.week).filter(|head| head.version > 0) {
        Some(head) => one(store, whom, (key, head, true), &questions).await,
        None => Ok(None),
    }
}

async fn one(
    store: &impl PersonAttendanceStore,
    whom: &AttendingWhom,
    (key, head, with_change): (RegisterKey, &RegisterHead, bool),
    questions: &[ProviderRequest],
) -> Result<Option<AttendedWeek>, StoreFault> {
    let before = async {
        match head.version {
            number @ 2.. if with_change => store.locked_version(&key, number - 1).await,
            _ => Ok(None),
        }
    };
    let (version, before) = try_join(store.locked_version(&key, head.version), before).await?;
    let Some(version) = version else {
        return Ok(None);
    };
    let Some(week) = whom.of_version(&key, &version) else {
        return Ok(None);
    };
    let before = before.and_then(|before| whom.of_version(&key, &before));
    let change = before.map(|before| before.amounts.billed);
    let change = change.map(|billed_before| WeekChange {
        because: version.adjustment.map(|adjustment| adjustment.because),
        billed_before,
    });
    let is_of_week = |question: &&ProviderRequest| {
        query_of(question).is_some_and(|query| query.week == key.week)
    };
    Ok(Some(AttendedWeek {
        questions: questions.iter().filter(is_of_week).cloned().collect(),
        key,
        supplier_name: version.supplier_name,
        confirmed_at: version.by.at,
        is_open_again: matches!(head.status, KeptStatus::Unlocked { .. }),
        change: change.filter(|change| {
            change.because.is_some() || change.billed_before != week.amounts.billed
        }),
        week,
    }))
}

/// The outcome of asking about a session.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum QuestionAsked {
    /// The question is kept, now or by the same press of the button before; or
    /// another one waits for its answer.
    Kept,
    /// Nothing was written, or too much.
    NotReadable(&'static str),
    /// This budget is spent, and nothing was kept.
    TooMany(Budget),
}

/// Asks about a session: once for each turn, however often the button is pressed.
///
/// # Errors
/// When the store does not answer.
pub async fn ask(
    store: &impl PersonAttendanceStore,
    (attended, session): (&AttendedWeek, &PersonSession),
    (account, terms): (&AccountId, &HolderTerms),
    (why, turn): (&str, usize),
    (spending, now): (BudgetSpending, Timestamp),
) -> Result<QuestionAsked, StoreFault> {
    let question = match question(attended, session, (account, terms), (why, turn), now) {
        Ok(question) => question,
        Err(instead) => {
            if spending == BudgetSpending::Taken {
                store.give_back(&[budget_of_question(account)], now).await?;
            }
            return Ok(instead);
        }
    };
    if let BudgetSpending::Spent(budget) = spending {
        return Ok(QuestionAsked::TooMany(budget));
    }
    Ok(match provider_requests::make(store, &question).await? {
        RequestMade::Kept => QuestionAsked::Kept,
        RequestMade::TooMany(budget) => QuestionAsked::TooMany(budget),
    })
}

/// Makes the question, or says what becomes of one that is none: it was asked
/// before, or its words cannot be taken.
fn question(
    attended: &AttendedWeek,
    session: &PersonSession,
    (account, terms): (&AccountId, &HolderTerms),
    (why, turn): (&str, usize),
    now: Timestamp,
) -> Result<ProviderRequest, QuestionAsked> {
    if attended.next_turn(&session.cell, now) != Some(turn) {
        return Err(QuestionAsked::Kept);
    }
    match why.chars().count() {
        0 => return Err(QuestionAsked::NotReadable("Enter what happened")),
        1..=LONGEST_QUESTION => {}
        _ => {
            let words = "What happened must be 1000 characters or fewer";
            return Err(QuestionAsked::NotReadable(words));
        }
    }
    let person = &attended.week.person;
    let (cell, key) = (&session.cell, &attended.key);
    let Ok(id) = question_id(&person.reference, key.week, cell, turn) else {
        return Err(QuestionAsked::Kept);
    };
    let is_own = terms.basis == AccessBasis::Own;
    let query = AttendanceQuery {
        week: key.week,
        cell: RequestedCell {
            order: cell.line.order.to_string(),
            line: cell.line.line.to_string(),
            day: cell.day,
            symbol: cell.symbol,
        },
        person: person.name(),
        reference: person.reference.clone(),
        restricted: person.restricted,
        asked_by: terms.name(),
        on_behalf: (!is_own).then(|| terms.relation.clone()),
        recorded: session.summary(),
        why: why.to_owned(),
    };
    Ok(ProviderRequest {
        id,
        supplier: key.supplier.clone(),
        by: account.clone(),
        at: now,
        about: RequestSubject::AttendanceQuery(query),
        settled: None,
    })
}
