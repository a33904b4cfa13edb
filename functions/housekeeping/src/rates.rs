//! New amounts of the law: the report of what they would change for the estimates
//! that are saved, and the e-mail to owners whose estimate was worked out before
//! them. Both find the estimates in the index by the day of their warning; one whose
//! owner was warned is in its last week and in neither.

use std::error::Error;

use charging::circumstances::Circumstances;
use charging::law::{self, Amounts};
use charging::policy::Policy;
use charging::uprating::{county_report, redacted};
use domain::access::account::AccountReader;
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::fault::StoreFault;
use domain::forms::saved_form::{DueForm, ExpiryWarningQueue, SavedForm, SavedFormStore};
use domain::records::county_report::{CountyReportKeeper, KeptCountyReport};
use domain::values::london::date_in_london;
use domain::values::retention_period::RetentionPeriod;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use journey::estimate_costs::{self, EstimateInputs};
use journey::journey::Journey;

use crate::due_days::{IN_HAND, days_from};
use crate::tally::Done;

/// The most estimates that a report is made of.
const MOST_REPORTED: usize = 2_000;

/// The most owners whom a run tells of new amounts; the next day's goes on.
const MOST_TOLD: u32 = 1_000;

/// The fewest estimates that a report is made of. What it said of fewer would be
/// about single people.
const FEWEST_ESTIMATES: usize = 10;

/// A saved estimate that is finished and not submitted.
struct SavedEstimate {
    due: DueForm,
    form: SavedForm,
    inputs: EstimateInputs,
}

/// Makes the report of what the next amounts of the law would change, if they are
/// on file.
pub(crate) async fn report_new_rates(
    store: &(impl SavedFormStore + ExpiryWarningQueue + CountyReportKeeper),
    policy: &Policy,
    kept_for: RetentionPeriod,
    now: Timestamp,
    done: &mut Done,
) {
    let today = date_in_london(now);
    let Some(next) = law::sets().iter().find(|set| set.from > today) else {
        return;
    };
    match report(store, policy, (kept_for, next.from), now, done).await {
        Ok(estimates) => done.estimates_reported += estimates,
        Err(why) => done.failed(why),
    }
}

/// Makes the report, and returns of how many estimates; of too few there is none.
async fn report(
    store: &(impl SavedFormStore + ExpiryWarningQueue + CountyReportKeeper),
    policy: &Policy,
    (kept_for, from): (RetentionPeriod, Date),
    now: Timestamp,
    done: &mut Done,
) -> Result<u32, Box<dyn Error + Send + Sync>> {
    let today = date_in_london(now);
    let mut county: Vec<Circumstances> = Vec::new();
    for day in days_from(now, kept_for.whole_days()) {
        let estimates = estimates(store, policy, day, now, done).await?;
        let inputs = estimates.iter().map(|estimate| &estimate.inputs);
        county.extend(inputs.map(|inputs| redacted(today, &inputs.circumstances)));
        if county.len() >= MOST_REPORTED {
            county.truncate(MOST_REPORTED);
            break;
        }
    }
    if county.len() < FEWEST_ESTIMATES {
        return Ok(0);
    }
    let report = county_report(&county, (today, policy), (from, policy));
    let kept = KeptCountyReport {
        made_at: now,
        body: serde_json::to_string(&report)?,
    };
    store.keep_county_report(&kept).await?;
    Ok(u32::try_from(county.len())?)
}

/// Writes once to every owner of an estimate that was worked out before the
/// amounts of today, as long as such estimates are kept.
pub(crate) async fn tell_of_new_rates(
    store: &(impl DeliveryLog + SavedFormStore + AccountReader + ExpiryWarningQueue),
    mailer: &impl Mailer,
    policy: &Policy,
    kept_for: RetentionPeriod,
    now: Timestamp,
    done: &mut Done,
) {
    let today = date_in_london(now);
    let Ok(amounts) = law::amounts(today) else {
        return;
    };
    let days = kept_for.whole_days();
    let last = amounts.from.checked_add(days.days());
    if amounts.from == law::first_day() || last.is_ok_and(|last| today > last) {
        return;
    }
    // Each run begins with other days, so that what the one before did not come to
    // is not left out by the next as well.
    let mut due_days: Vec<Date> = days_from(now, days).collect();
    let first = usize::from(today.day_of_year().unsigned_abs()) * STRIDE % due_days.len().max(1);
    due_days.rotate_left(first);
    for day in due_days {
        let found = estimates(store, policy, day, now, done).await;
        for estimate in found.unwrap_or_else(|fault| {
            done.failed(fault);
            Vec::new()
        }) {
            match tell_owner(store, mailer, &estimate, amounts, now).await {
                Ok(true) => done.told_of_new_rates += 1,
                Ok(false) => done.nothing_to_do += 1,
                Err(why) => done.failed(why),
            }
            if done.told_of_new_rates >= MOST_TOLD {
                return;
            }
        }
    }
}

/// The days by which the first of a run's days moves on from that of the run before.
const STRIDE: usize = 7;

/// Tells an owner, if the estimate was worked out before the amounts and is of no
/// fixed day. Returns whether this run told them.
async fn tell_owner(
    store: &(impl DeliveryLog + SavedFormStore + AccountReader + ExpiryWarningQueue),
    mailer: &impl Mailer,
    estimate: &SavedEstimate,
    amounts: &Amounts,
    now: Timestamp,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let SavedEstimate { due, form, inputs } = estimate;
    let is_of_today = inputs.date == date_in_london(now);
    if !is_of_today || date_in_london(form.changed_at) >= amounts.from {
        return Ok(false);
    }
    let Some(owner) = store.read_account(&due.account).await? else {
        return Ok(false);
    };
    // The run claims the form, then writes to the owner, then extends the claim
    // until the amounts end. So two runs at once write once, and the next day's run
    // takes up a form whose run died between the steps.
    if !store.claim_for_new_rates(due, now, now + IN_HAND).await? {
        return Ok(false);
    }
    let mail = Email::RatesChanged {
        reference: form.reference.clone(),
        new_from: amounts.from,
        until: form.kept_until(),
    };
    let end = Offset::UTC.to_timestamp(amounts.to.tomorrow()?.to_datetime(Time::midnight()))?;
    let told = async { store.told_of_new_rates(due, end).await };
    app::email::send_waiting(store, mailer, &owner.email, &mail, now, told).await?;
    Ok(true)
}

/// Finds the finished estimates that are not submitted and whose owners are to be
/// warned on a day.
async fn estimates(
    store: &(impl SavedFormStore + ExpiryWarningQueue),
    policy: &Policy,
    day: Date,
    now: Timestamp,
    done: &mut Done,
) -> Result<Vec<SavedEstimate>, StoreFault> {
    let today = date_in_london(now);
    let mut found = Vec::new();
    for due in store.forms_to_warn_of(day).await? {
        // A form that cannot be read keeps no other from being dealt with.
        match store.read_saved_form(&due.account, &due.id, now).await {
            Ok(form) => found.extend(estimate(due, form, today, policy)),
            Err(fault) => done.failed(fault),
        }
    }
    Ok(found)
}

/// Reads a form as an estimate; `None` if it is another form, is not finished, or
/// has an answer that its owner has to give again.
fn estimate(
    due: DueForm,
    form: Option<SavedForm>,
    today: Date,
    policy: &Policy,
) -> Option<SavedEstimate> {
    let questions = journey::forms::estimate_costs();
    let form = form.filter(|form| form.form == questions.id && form.submitted_in.is_none())?;
    let journey = Journey::new(questions, &form.answers);
    let inputs = estimate_costs::inputs(&journey, today, policy.home_care_hourly_rate);
    let inputs = inputs.ok().flatten()?;
    Some(SavedEstimate { due, form, inputs })
}
