//! Opening a register: making it when its week begins, and mending what was
//! left half done.

use std::collections::BTreeMap;

use attendance::cell::RecordedBy;
use attendance::command::{CellCommand, CommandId};
use attendance::kept_line::KeptLine;
use attendance::kept_register::{
    CellKept, KeptRegister, KeptStatus, RegisterHead, RegisterKeeper, RegisterKey, RegisterReader,
};
use attendance::merge::NightlyPlan;
use attendance::non_payment::WeekUse;
use attendance::progress::{RegisterStanding, WEEKS_AHEAD, first_week_to_view};
use attendance::provision_plan::{KeptProvision, LastImport, NightDifference, SupplierReader};
use attendance::register::{ChangeRefused, Register, RegisterAction};
use attendance::restricted::ShownPeople;
use attendance::supplier::Supplier;
use attendance::terms::ContractBook;
use attendance::week::{Week, plus_days};
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use futures_util::future::{try_join, try_join_all, try_join3};
use jiff::Timestamp;

use crate::attendance_marks::{self, ActionOutcome, MarkKeeper, record_shown};
use crate::provisions;

domain::ports! {
    /// Keeps registers, and reads what they are made from.
    pub trait RegisterOpener: RegisterKeeper + SupplierReader;
}

/// A register that was opened, with what a page needs beside it.
#[derive(Clone, Debug)]
pub struct OpenedRegister {
    /// The register.
    pub kept: KeptRegister,
    /// The terms of its lines.
    pub book: ContractBook,
    /// The last import, which says how old the plan is.
    pub last_import: Option<LastImport>,
    /// What the last import changed for the supplier.
    pub night: Option<NightDifference>,
}

/// What there is of a supplier's week.
#[derive(Clone, Debug)]
pub enum WeekOpened {
    /// Its register.
    Register(Box<OpenedRegister>),
    /// The week is not paid and has no register.
    NonPaymentWeek,
    /// The week is more than eight weeks ahead.
    TooEarly,
    /// The week is before last financial year, or before the contract.
    TooOld,
    /// The week has ended and nobody had a register of it.
    NoRegister,
}

impl OpenedRegister {
    /// Whether cells can be changed at an instant.
    #[must_use]
    pub fn can_change(&self, now: Timestamp) -> bool {
        match &self.kept.head.status {
            KeptStatus::Open => true,
            KeptStatus::Unlocked { until, .. } => now < *until,
            KeptStatus::Locking { .. } | KeptStatus::Locked { .. } => false,
        }
    }

    /// Returns the register as somebody sees it: without the people who are not
    /// shown to them, whatever the register said of them when its week ended.
    #[must_use]
    pub fn seen_by(mut self, shown: &ShownPeople) -> Self {
        self.kept
            .lines
            .retain(|_, kept| shown.has(&kept.line.provision.person));
        self
    }

    /// Whether the plan is older than a day, or was never imported.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        let import = self.last_import.as_ref();
        import.is_none_or(|import| import.is_older_than_a_day(now))
    }
}

/// Opens the register of a supplier's week. One that nobody has made, and whose
/// week has not ended, is shown as it would be made; nothing is written.
///
/// # Errors
/// When the store does not answer.
pub async fn open(
    store: &(impl RegisterReader + SupplierReader),
    supplier: &Supplier,
    week: Week,
    now: Timestamp,
) -> Result<WeekOpened, StoreFault> {
    if week < first_week_to_view(now) || week.ending() < supplier.joined {
        return Ok(WeekOpened::TooOld);
    }
    let last = plus_days(Week::of(date_in_london(now)).ending(), 7 * WEEKS_AHEAD);
    if week.ending() > last {
        return Ok(WeekOpened::TooEarly);
    }
    let key = RegisterKey {
        supplier: supplier.id.clone(),
        week,
    };
    let (kept, (not_paid, _), (last_import, night)) = try_join3(
        store.register(&key),
        store.non_payment_year(supplier, week.financial_year()),
        try_join(store.last_import(), store.night_difference(&supplier.id)),
    )
    .await?;
    if not_paid.closes(week, use_of(kept.as_ref())) {
        return Ok(WeekOpened::NonPaymentWeek);
    }
    let kept = match kept {
        Some(kept) => kept,
        None if week.has_ended(now) => return Ok(WeekOpened::NoRegister),
        None => unmade(store, supplier, week, now).await?.0,
    };
    let book = store.contract_book(&kept.terms()).await?;
    Ok(WeekOpened::Register(Box::new(OpenedRegister {
        kept,
        book,
        last_import,
        night,
    })))
}

/// Makes the register of a supplier's week from what is commissioned, unless it
/// is there.
///
/// # Errors
/// When the store does not answer.
pub async fn make(
    store: &impl RegisterOpener,
    supplier: &Supplier,
    week: Week,
    now: Timestamp,
) -> Result<KeptRegister, StoreFault> {
    let unmade = unmade(store, supplier, week, now).await?;
    make_of(store, supplier, unmade, now).await
}

/// Makes a register of what it would be made from.
async fn make_of(
    store: &impl RegisterOpener,
    supplier: &Supplier,
    (kept, provisions): (KeptRegister, Vec<KeptProvision>),
    now: Timestamp,
) -> Result<KeptRegister, StoreFault> {
    store.make_register(&kept).await?;
    // Somebody else may have made it a moment before, and marked something. An
    // import that wrote a line meanwhile found no register to follow it.
    let made = store.register(&kept.key);
    let (again, made) = try_join(store.provisions(&supplier.id), made).await?;
    if again == provisions {
        return Ok(made.unwrap_or(kept));
    }
    provisions::catch_up(store, &kept.key, (&provisions, &again), now).await?;
    Ok(store.register(&kept.key).await?.unwrap_or(kept))
}

/// Marks cells of the people who are shown as [`record_shown`] does, in a
/// register that is made first if nobody has.
///
/// # Errors
/// When the store does not answer.
pub async fn record_in_week(
    store: &(impl MarkKeeper + RegisterOpener),
    supplier: &Supplier,
    key: &RegisterKey,
    (commands, shown): (&[CellCommand], &ShownPeople),
    by: &RecordedBy,
) -> Result<Vec<(CommandId, CellKept)>, StoreFault> {
    let outcomes = record_shown(store, key, (commands, shown), by).await?;
    let nowhere = CellKept::Refused(ChangeRefused::NoSuchLine);
    let finds_nothing = outcomes.iter().any(|(_, outcome)| *outcome == nowhere);
    if !finds_nothing || !make_missing(store, supplier, key, by.at).await? {
        return Ok(outcomes);
    }
    record_shown(store, key, (commands, shown), by).await
}

/// Takes an action as [`attendance_marks::act`] does, in a register that is made
/// first if nobody has.
///
/// # Errors
/// When the store does not answer.
pub async fn act_in_week(
    store: &impl RegisterOpener,
    supplier: &Supplier,
    key: &RegisterKey,
    action: &RegisterAction,
    by: &RecordedBy,
) -> Result<ActionOutcome, StoreFault> {
    let outcome = attendance_marks::act(store, key, action, by).await?;
    let is_missing = outcome == ActionOutcome::NoRegister;
    if !is_missing || !make_missing(store, supplier, key, by.at).await? {
        return Ok(outcome);
    }
    attendance_marks::act(store, key, action, by).await
}

/// Makes the register of a week that has not ended if nobody has. Returns
/// whether it was made.
async fn make_missing(
    store: &impl RegisterOpener,
    supplier: &Supplier,
    key: &RegisterKey,
    now: Timestamp,
) -> Result<bool, StoreFault> {
    if key.week.has_ended(now) {
        return Ok(false);
    }
    let unmade = unmade(store, supplier, key.week, now);
    let (kept, unmade) = try_join(store.register(key), unmade).await?;
    if kept.is_some() {
        return Ok(false);
    }
    make_of(store, supplier, unmade, now).await?;
    Ok(true)
}

/// Returns the register of a week as it would be made, with the provisions that
/// it would be made from.
async fn unmade(
    store: &impl SupplierReader,
    supplier: &Supplier,
    week: Week,
    now: Timestamp,
) -> Result<(KeptRegister, Vec<KeptProvision>), StoreFault> {
    let (provisions, last_import) =
        try_join(store.provisions(&supplier.id), store.last_import()).await?;
    let version = last_import.map_or(0, |import| import.version);
    let lines: Vec<_> = provisions.iter().map(|kept| kept.line.clone()).collect();
    let plan = NightlyPlan {
        at: now,
        version,
        lines: &lines,
    };
    let mut register = Register::create(supplier.id.clone(), week, &plan);
    appear(&mut register, &provisions);
    let lines = register.lines.into_iter();
    let kept = KeptRegister {
        key: RegisterKey {
            supplier: supplier.id.clone(),
            week,
        },
        head: RegisterHead {
            supplier_name: supplier.name.clone(),
            plan_version: version,
            status: KeptStatus::Open,
            version: 0,
            amounts: None,
            transport: None,
            changes: 0,
        },
        lines: lines
            .map(|(key, line)| (key, KeptLine::new(line)))
            .collect::<BTreeMap<_, _>>(),
    };
    Ok((kept, provisions))
}

/// Sets the first day of lines that an import brought after the week had begun.
/// The first import of all brings everybody, and they are there from Monday.
fn appear(register: &mut Register, provisions: &[KeptProvision]) {
    let first_import = provisions.iter().map(|kept| kept.first_seen).min();
    for kept in provisions {
        if Some(kept.first_seen) == first_import {
            continue;
        }
        if let Some(line) = register.lines.get_mut(&kept.line.key) {
            line.appeared_on = line.appeared_on.max(kept.first_seen);
        }
    }
    let week = register.week;
    register.lines.retain(|_, line| line.shows(week));
}

/// Returns what there is of a register.
#[must_use]
pub fn standing(kept: &KeptRegister) -> RegisterStanding {
    let mut lines = kept.lines.values();
    RegisterStanding {
        submitted: kept.head.version > 0,
        touched: lines.any(|kept| kept.line.is_touched() || kept.line.checked.is_some()),
    }
}

fn use_of(kept: Option<&KeptRegister>) -> WeekUse {
    kept.map_or(WeekUse::Untouched, |kept| standing(kept).week_use())
}

/// Returns the standing of each week of a supplier, from the heads of their
/// registers. Of the weeks that have begun and are not submitted, the latest few
/// are read to tell those that nobody has touched; older ones count as touched.
///
/// # Errors
/// When the store does not answer.
pub async fn standings(
    store: &impl RegisterReader,
    supplier: &Supplier,
    weeks: &[Week],
    now: Timestamp,
) -> Result<BTreeMap<Week, RegisterStanding>, StoreFault> {
    let heads = store.register_heads(&supplier.id, weeks).await?;
    standings_of(store, supplier, &heads, now).await
}

/// Returns the standing of each week of a supplier whose head was read, as
/// [`standings`] does.
///
/// # Errors
/// When the store does not answer.
pub async fn standings_of(
    store: &impl RegisterReader,
    supplier: &Supplier,
    heads: &BTreeMap<Week, RegisterHead>,
    now: Timestamp,
) -> Result<BTreeMap<Week, RegisterStanding>, StoreFault> {
    let open = heads
        .iter()
        .filter(|(week, head)| head.version == 0 && week.has_begun(now));
    let looked_at: Vec<_> = open
        .rev()
        .take(MOST_LOOKED_AT)
        .map(|(week, _)| *week)
        .collect();
    let reads = looked_at.iter().map(|week| {
        let key = RegisterKey {
            supplier: supplier.id.clone(),
            week: *week,
        };
        async move { store.register(&key).await }
    });
    let registers = try_join_all(reads).await?;
    let touched: BTreeMap<_, _> = registers
        .into_iter()
        .flatten()
        .map(|kept| (kept.key.week, standing(&kept)))
        .collect();
    let standings = heads.iter().map(|(week, head)| {
        let standing = touched.get(week).copied().unwrap_or(RegisterStanding {
            submitted: head.version > 0,
            touched: head.version == 0 && week.has_begun(now),
        });
        (*week, standing)
    });
    Ok(standings.collect())
}

/// The most registers that are read to tell whether somebody has touched them.
const MOST_LOOKED_AT: usize = 6;
