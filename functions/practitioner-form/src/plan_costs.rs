//! The costs of a care and support plan, as its worker wrote them, beside the
//! indicative budget.

use budget::{Allocation, Amount, CostedPlan, Extent, OneOff, PricedItem, Sufficiency, Weekly};
use domain::forms::draft::Answers;
use rust_decimal::Decimal;

/// The question of the plan that lists what is bought each week.
const SERVICES: &str = "support-rows";
/// The question of the plan about costs that come once.
const ONCE: &str = "one-off-cost";

/// Costs a plan: each service a week, and what is paid once. Returns none of a
/// plan that buys nothing yet.
///
/// # Errors
/// Every line that cannot be costed, in a sentence.
pub(crate) fn costed(plan: &Answers) -> Result<Option<CostedPlan>, Vec<String>> {
    let rows = journey::rows::rows(plan, SERVICES);
    let weekly = rows.iter().map(|row| {
        let field = |name: &str| row.get(name).map_or("", String::as_str);
        let what = field("service");
        let each = |pounds| Amount::AWeek(Weekly::of(pounds));
        priced(what, field("units"), field("unit-price"), each)
    });
    let once = plan.text(ONCE).filter(|pounds| !pounds.is_empty());
    let once = once.map(|pounds| {
        let each = |pounds| Amount::Once(OneOff::of(pounds));
        priced("One-off costs", "1", pounds, each)
    });
    let (items, faults): (Vec<_>, Vec<_>) = weekly.chain(once).partition(Result::is_ok);
    let items: Vec<PricedItem> = items.into_iter().flatten().collect();
    let mut faults: Vec<String> = faults.into_iter().filter_map(Result::err).collect();
    match CostedPlan::priced(&items) {
        Ok(plan) if faults.is_empty() => Ok(Some(plan).filter(|plan| !plan.items.is_empty())),
        Ok(_) => Err(faults),
        Err(more) => {
            faults.extend(more.iter().map(ToString::to_string));
            Err(faults)
        }
    }
}

/// Reads a line of a plan.
fn priced(
    what: &str,
    units: &str,
    pounds: &str,
    each: impl FnOnce(Decimal) -> Amount,
) -> Result<PricedItem, String> {
    let number = |text: &str| {
        let read = text.parse::<Decimal>();
        read.map_err(|_| format!("“{what}” has no number of units or no price, and is not costed"))
    };
    Ok(PricedItem {
        what: what.to_owned(),
        units: number(units)?,
        each: each(number(pounds)?),
    })
}

/// Says whether an indicative budget is enough for a plan, for each period by
/// itself. Nothing is compared while there is no prediction.
pub(crate) fn sufficiency(allocation: &Allocation, plan: &CostedPlan) -> Vec<String> {
    let predicted = allocation.results.iter().filter_map(|result| {
        match result.extent? {
            Extent::Exactly(amount) | Extent::UpTo(amount) => Some(amount),
            // The amount in the middle is what the page works out line by line.
            Extent::Between(..) => result.computed,
            Extent::NoAllocation => None,
        }
    });
    let predicted: Vec<Amount> = predicted.collect();
    let compared = predicted
        .iter()
        .map(|budget| match Sufficiency::of(*budget, plan) {
            Ok(found) => found.in_words(),
            Err(_) => format!(
                "The indicative budget is {budget}. The plan has no cost {} yet.",
                budget.period()
            ),
        });
    let alone = plan.totals.iter().filter(|total| {
        let mut same = predicted
            .iter()
            .filter(|budget| total.less(**budget).is_some());
        same.next().is_none()
    });
    let alone = alone.map(|total| {
        let period = total.period();
        format!(
            "The plan costs {total}. No indicative budget {period} is predicted to compare it with."
        )
    });
    compared.chain(alone).collect()
}
