//! What finance did, and what providers ask of it.

use app::contract_effects::{confirm, contracts_of};
use app::non_payment_weeks::nominate;
use app::provider_requests;
use app::register_lock::unlock_on_record;
use attendance::absence::EffectTable;
use attendance::kept_register::RegisterKey;
use attendance::non_payment::NominatedBy;
use attendance::provider_access::GrantReader as _;
use attendance::provider_request::{
    ProviderRequest, ProviderRequestReader as _, RequestId, RequestKind, RequestSubject,
    RequestedCell,
};
use attendance::provision_plan::{EffectKeeper as _, SupplierReader as _};
use attendance::supplier::Supplier;
use attendance::symbol::Symbol;
use attendance::terms::Timeline;
use attendance::unregistered::{
    AskedWeek, UnregisteredDays, UnregisteredDaysKeeper as _, days_brought_late,
};
use attendance::week::{Week, plus_days};
use domain::access::staff_user::{Role, StaffUser, StaffUserStore as _};
use domain::records::staff_queues::StaffUserAdmin as _;
use domain::values::account_id::AccountId;
use domain::values::london::date_in_london;
use jiff::{SignedDuration, Timestamp};
use store::Table;

use crate::NoPast;

/// The most invited people among whom somebody of finance is looked for.
const MOST_PEOPLE: usize = 100;

/// Finds somebody of finance, in whose name things are done.
pub(crate) async fn somebody(table: &Table) -> Result<Option<StaffUser>, NoPast> {
    let people = table.staff_users_page(None, MOST_PEOPLE).await?.items;
    let found = people.into_iter().find(|one| one.role == Role::Finance);
    match found {
        Some(found) => Ok(table.read_staff_user(&found.id).await?),
        None => Ok(None),
    }
}

/// Returns the id of somebody who acts for a supplier.
pub(crate) async fn provider(table: &Table, supplier: &Supplier) -> Result<String, NoPast> {
    let granted = table.granted(&supplier.id).await?.into_iter().next();
    Ok(granted.map_or_else(|| "made-up".to_owned(), |grant| grant.to.0))
}

/// Chooses non-payment weeks well before they began, unless some are chosen.
pub(crate) async fn choose_weeks(
    table: &Table,
    staff: &StaffUser,
    supplier: &Supplier,
    weeks: &[Week],
) -> Result<(), NoPast> {
    let Some(first) = weeks.iter().min() else {
        return Ok(());
    };
    let year = first.financial_year();
    let weeks = weeks.iter().copied();
    let weeks: Vec<_> = weeks.filter(|week| week.financial_year() == year).collect();
    if table.non_payment_year(supplier, year).await?.1 > 0 {
        return Ok(());
    }
    let then = first.opens_for_submission() - SignedDuration::from_hours(24 * 42);
    let by = NominatedBy::Finance {
        because: "The provider asked by telephone".to_owned(),
    };
    nominate(table, (staff, &by), (supplier, year), &weeks, false, then).await?;
    Ok(())
}

/// Unlocks a register for three days.
pub(crate) async fn unlock(
    table: &Table,
    staff: &StaffUser,
    key: &RegisterKey,
    at: Timestamp,
) -> Result<(), NoPast> {
    let until = at + SignedDuration::from_hours(3 * 24);
    let because = "A journey was recorded on the wrong day";
    let unlocked = unlock_on_record(table, staff, key, because, until, at).await?;
    unlocked.map_err(NoPast::Unlock)
}

/// Confirms what an absence pays and bills in the contracts of a supplier,
/// unless that was done.
pub(crate) async fn confirm_effects(
    table: &Table,
    staff: &StaffUser,
    supplier: &Supplier,
    now: Timestamp,
) -> Result<(), NoPast> {
    for terms in contracts_of(table, &supplier.id).await? {
        if table.effects(&terms).await? == Timeline::default() {
            let from = Week::of(date_in_london(now)).financial_year().first_day();
            let of_contract = (&supplier.id, &terms);
            confirm(
                table,
                staff,
                of_contract,
                (from, EffectTable::default()),
                now,
            )
            .await?;
        }
    }
    Ok(())
}

/// Puts a week of a person on the list of days that were never on a register, as
/// an import does that brings it too late.
pub(crate) async fn bring_late(
    table: &Table,
    supplier: &Supplier,
    week: Week,
    now: Timestamp,
) -> Result<(), NoPast> {
    let provisions = table.provisions(&supplier.id).await?.into_iter();
    let found = provisions.filter_map(|kept| {
        let days = days_brought_late(&kept.line, None, (week.monday(), date_in_london(now)));
        let asked = (week, AskedWeek::NoRegister);
        UnregisteredDays::find(&kept.line, asked, &days, date_in_london(now))
    });
    if let Some(days) = found.min_by_key(|days| days.key.clone()) {
        table.keep_unregistered(&days, false).await?;
    }
    Ok(())
}

/// Asks finance for something of each kind in the name of a supplier, unless
/// something was asked before.
pub(crate) async fn ask(
    table: &Table,
    supplier: &Supplier,
    kinds: &[RequestKind],
    now: Timestamp,
) -> Result<(), NoPast> {
    if kinds.is_empty() || !table.requests_of(&supplier.id, now).await?.is_empty() {
        return Ok(());
    }
    let by = AccountId(provider(table, supplier).await?);
    let last = Week::of(date_in_london(now)).previous();
    let subjects = subjects(table, supplier, last).await?.into_iter();
    let subjects = subjects.filter(|about| kinds.contains(&about.kind()));
    for (number, about) in (1..).zip(subjects) {
        let request = ProviderRequest {
            id: RequestId::parse(&format!("made-up-{}-{number}", supplier.id))?,
            supplier: supplier.id.clone(),
            by: by.clone(),
            at: now - SignedDuration::from_hours(20 * number),
            about,
            settled: None,
        };
        provider_requests::make(table, &request).await?;
    }
    Ok(())
}

async fn subjects(
    table: &Table,
    supplier: &Supplier,
    last: Week,
) -> Result<Vec<RequestSubject>, NoPast> {
    let mut subjects = vec![RequestSubject::PersonMissing {
        who: "Rosalind Marchbank".to_owned(),
        details: "Has come each Tuesday since the beginning of the month".to_owned(),
    }];
    if let Some(kept) = table.provisions(&supplier.id).await?.into_iter().next() {
        let (order, line) = (
            kept.line.key.order.to_string(),
            kept.line.key.line.to_string(),
        );
        subjects.push(RequestSubject::MoreCare {
            week: last,
            cell: RequestedCell {
                order: order.clone(),
                line: line.clone(),
                day: plus_days(last.monday(), 3),
                symbol: Symbol::Afternoon,
            },
            why: "Stayed for the afternoon: the family was at a funeral".to_owned(),
        });
        subjects.push(RequestSubject::Recommission {
            order,
            line,
            pattern: "Thursdays in place of Tuesdays, for the last six weeks".to_owned(),
        });
    }
    subjects.push(RequestSubject::Adjustment {
        week: last.previous(),
        why: "The journey back on Monday was made, and is recorded as not made".to_owned(),
        edits: Vec::new(),
    });
    Ok(subjects)
}
