//! The use cases of non-payment weeks: a manager of a supplier nominates them,
//! or finance does on behalf, with a reason.

use std::collections::BTreeMap;

use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_register::{RegisterKey, RegisterReader};
use attendance::non_payment::{NominatedBy, NominationRefused, NonPaymentYear, WeekUse};
use attendance::provision_plan::NonPaymentKeeper;
use attendance::supplier::Supplier;
use attendance::week::{FinancialYear, Week};
use domain::access::audit::AuditLog;
use domain::access::staff_user::StaffUser;
use domain::fault::StoreFault;
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;

use crate::provider_grants::note;
use crate::registers;

domain::ports! {
    /// Nominates non-payment weeks, on the record.
    pub trait Nominator: AuditLog + NonPaymentKeeper + RegisterReader;
}

/// The times that a nomination is tried when somebody else writes the year.
const TRIES: usize = 3;
/// The most weeks of a nomination whose registers are read.
const MOST_WEEKS: usize = 4;

/// The outcome of nominating weeks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Nomination {
    /// The weeks are nominated.
    Done,
    /// Every problem, at once; nothing was changed.
    Refused(Vec<NominationRefused>),
    /// Others changed the weeks each time.
    Busy,
}

/// Nominates the weeks of a year in place of those that were nominated before.
/// `marks_are_known` says that somebody has confirmed that what is recorded in
/// these weeks will not be paid.
///
/// # Errors
/// When the store does not answer.
pub async fn nominate(
    store: &impl Nominator,
    (staff, by): (&StaffUser, &NominatedBy),
    (supplier, year): (&Supplier, FinancialYear),
    weeks: &[Week],
    marks_are_known: bool,
    now: Timestamp,
) -> Result<Nomination, StoreFault> {
    for _ in 0..TRIES {
        let tried = tried(
            store,
            (staff, by),
            (supplier, year),
            weeks,
            marks_are_known,
            now,
        );
        let (after, seen) = match tried.await? {
            Ok(Some(nominated)) => nominated,
            Ok(None) => return Ok(Nomination::Done),
            Err(refused) => return Ok(Nomination::Refused(refused)),
        };
        let words = weeks.iter().map(ToString::to_string);
        let words = words.collect::<Vec<_>>().join(", ");
        let because = match by {
            NominatedBy::Provider => String::new(),
            NominatedBy::Finance { because } => format!(" because: {because}"),
        };
        let what = format!("nominated non-payment weeks of {year}: {words}{because}");
        note(store, staff, &supplier.id, what, now).await?;
        if store
            .keep_non_payment_year(&supplier.id, &after, seen)
            .await?
        {
            return Ok(Nomination::Done);
        }
    }
    Ok(Nomination::Busy)
}

/// Looks what a nomination would come to, and writes nothing.
///
/// # Errors
/// When the store does not answer.
pub async fn check(
    store: &impl Nominator,
    (staff, by): (&StaffUser, &NominatedBy),
    (supplier, year): (&Supplier, FinancialYear),
    weeks: &[Week],
    now: Timestamp,
) -> Result<Vec<NominationRefused>, StoreFault> {
    let tried = tried(store, (staff, by), (supplier, year), weeks, false, now).await?;
    Ok(tried.err().unwrap_or_default())
}

/// The year with the weeks nominated, and how often it was written when it was
/// read.
type Tried = Result<Option<(NonPaymentYear, u64)>, Vec<NominationRefused>>;

/// Returns the year with the weeks nominated, and how often it was written when
/// it was read; none if nothing changes.
async fn tried(
    store: &impl Nominator,
    (staff, by): (&StaffUser, &NominatedBy),
    (supplier, year): (&Supplier, FinancialYear),
    weeks: &[Week],
    marks_are_known: bool,
    now: Timestamp,
) -> Result<Tried, StoreFault> {
    let read = store.non_payment_year(supplier, year);
    let ((before, seen), uses) = try_join(read, uses(store, supplier, weeks)).await?;
    let mut after = before.clone();
    let recorded = RecordedBy {
        user: staff.id.0.clone(),
        at: now,
        via: RecordedVia::Page,
    };
    let use_of = |week| uses.get(&week).copied().unwrap_or(WeekUse::Untouched);
    let nominated = after.nominate(weeks, by, &recorded, marks_are_known, use_of);
    Ok(nominated.map(|()| (after != before).then_some((after, seen))))
}

/// Finds what there is of the registers of the weeks that are chosen. No
/// contract has more weeks than are read.
async fn uses(
    store: &impl RegisterReader,
    supplier: &Supplier,
    weeks: &[Week],
) -> Result<BTreeMap<Week, WeekUse>, StoreFault> {
    let reads = weeks.iter().take(MOST_WEEKS).map(|week| {
        let key = RegisterKey {
            supplier: supplier.id.clone(),
            week: *week,
        };
        async move { store.register(&key).await }
    });
    let found = try_join_all(reads).await?.into_iter().flatten();
    Ok(found
        .map(|kept| (kept.key.week, registers::standing(&kept).week_use()))
        .collect())
}

/// Says a problem with a nomination as a page does.
#[must_use]
pub fn problem_words(problem: &NominationRefused) -> String {
    match problem {
        NominationRefused::TooMany { most: 1 } => "Choose no more than 1 week".to_owned(),
        NominationRefused::TooMany { most } => format!("Choose no more than {most} weeks"),
        NominationRefused::NoReasonGiven => "Enter the reason".to_owned(),
        NominationRefused::HasMarks(_) => problem.to_string(),
        NominationRefused::WasTaken(_) => format!("Keep this week: {problem}"),
        NominationRefused::OtherYear(_)
        | NominationRefused::HasBegun(_)
        | NominationRefused::Locked(_)
        | NominationRefused::BeforeJoining(_) => format!("Choose another week: {problem}"),
    }
}
