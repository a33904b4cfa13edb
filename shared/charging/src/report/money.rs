//! The picture of the money: what counts on one side, where it goes on the
//! other, and both the same sum.

use domain::document::{Block, DocumentSection, DocumentTable};
use domain::values::money::in_words;
use rust_decimal::Decimal;

use super::{number, words};
use crate::assessment::{Assessment, Basis, BeyondIncome, Totals};

/// The heading of the section about where the money goes.
pub const MONEY: &str = "Where the money goes";

/// A slice of the weekly money: its purpose or its source, and its amount.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Slice {
    /// The words for the purpose or the source: `Towards your care`.
    pub label: &'static str,
    /// The amount in pounds a week; more than 0.
    pub amount: Decimal,
}

/// The weekly money of an assessment, from both sides. The two sides are the
/// same sum.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MoneyPicture {
    /// The money that counts: what comes in, and what the law counts although
    /// nobody pays it.
    pub counts: Vec<Slice>,
    /// The purposes of the money: care first, then each amount that is kept, as
    /// it is allowed.
    pub goes: Vec<Slice>,
}

impl MoneyPicture {
    /// Returns the sum of either side, in pounds a week.
    ///
    /// ```
    /// use charging::report::{MoneyPicture, Slice};
    /// use rust_decimal::dec;
    ///
    /// let slice = |amount| Slice { label: "Your income".into(), amount };
    /// let counts = vec![slice(dec!(228.70)), slice(dec!(71.30))];
    /// let goes = counts.clone();
    /// assert_eq!(MoneyPicture { counts, goes }.total(), dec!(300));
    /// ```
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.counts.iter().map(|slice| slice.amount).sum()
    }
}

/// Returns the picture of an assessment; `None` if the charge is not known, if
/// nothing was asked about the money, or if there is none.
///
/// ```
/// use charging::report::where_money_goes;
/// use rust_decimal::dec;
/// # let circumstances = serde_json::from_value(serde_json::json!({
/// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// # let on = jiff::civil::date(2024, 6, 3);
/// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
///
/// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
/// let picture = where_money_goes(&assessment).unwrap();
/// assert_eq!(picture.counts[0].label, "Your income");
/// assert_eq!(picture.goes[0].label, "Towards your care");
/// assert_eq!(picture.goes[0].amount, dec!(71.30));
/// assert_eq!(picture.goes[1].label, "What the law says you keep (minimum income guarantee)");
/// assert_eq!(picture.goes[1].amount, dec!(228.70));
/// assert_eq!(picture.total(), dec!(300));
/// ```
#[must_use]
pub fn where_money_goes(assessment: &Assessment) -> Option<MoneyPicture> {
    let totals = &assessment.outcome.totals;
    let (charge, left_with) = (totals.weekly_charge?, totals.left_with?);
    if !super::was_asked_about_money(assessment) {
        return None;
    }
    let income = left_with + charge;
    let mut counts = Slices::default();
    let mut goes = Slices::default();
    counts.add("Your income", income);
    goes.add("Towards your care", charge);
    if assessment.outcome.charge.basis == Basis::FullCost {
        let source = match totals.beyond_income {
            BeyondIncome::Savings => "From your savings",
            BeyondIncome::Home => "From the value of your home",
            BeyondIncome::Property => "From the value of your property",
            BeyondIncome::Unknown => "More than your income",
        };
        counts.add(source, charge - income);
        goes.add("Income that you keep", income - charge);
    } else if charge > Decimal::ZERO {
        counts.add(
            "Counted from your savings, but not paid to you (tariff income)",
            totals.tariff_income,
        );
        for (label, kept) in kept_for(totals) {
            goes.add(label, kept);
        }
        // The law counts income that is not claimed or was given away, and a
        // couple is assessed by the money of both.
        let missing = goes.total() - counts.total();
        counts.add("Other money that counts, but is not paid to you", missing);
        goes.add("Other income that you keep", -missing);
    } else {
        let mut left = income;
        for (label, kept) in kept_for(totals) {
            let amount = kept.min(left);
            goes.add(label, amount);
            left -= amount;
        }
        goes.add("Other income that you keep", left);
    }
    let picture = MoneyPicture {
        counts: counts.0,
        goes: goes.0,
    };
    (picture.total() > Decimal::ZERO).then_some(picture)
}

#[derive(Default)]
struct Slices(Vec<Slice>);

impl Slices {
    /// Adds a slice, unless there is nothing of it.
    fn add(&mut self, label: &'static str, amount: Decimal) {
        if amount > Decimal::ZERO {
            self.0.push(Slice { label, amount });
        }
    }

    fn total(&self) -> Decimal {
        self.0.iter().map(|slice| slice.amount).sum()
    }
}

/// Lists the amounts that the law and the council let somebody keep, in the
/// order in which the income is used for them.
fn kept_for(totals: &Totals) -> [(&'static str, Decimal); 5] {
    [
        (
            "What the law says you keep (minimum income guarantee)",
            totals.minimum_income_guarantee.unwrap_or_default(),
        ),
        (
            "Personal expenses allowance",
            totals.personal_expenses_allowance.unwrap_or_default(),
        ),
        ("Housing costs", totals.housing),
        (
            "Disability-related expenses",
            totals.disability_related_expenses,
        ),
        (
            "Other allowances",
            totals.agreed_allowances + totals.couple_adjustment,
        ),
    ]
}

/// Explains in a sentence that tariff income is charged and never received.
/// `None` where none is charged.
///
/// ```
/// use charging::report::about_tariff_income;
/// # let circumstances = serde_json::from_value(serde_json::json!({
/// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// # let on = jiff::civil::date(2024, 6, 3);
/// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
///
/// // `assessment` is that of somebody without savings.
/// assert_eq!(about_tariff_income(&assessment), None);
/// ```
#[must_use]
pub fn about_tariff_income(assessment: &Assessment) -> Option<String> {
    let totals = &assessment.outcome.totals;
    let left_with = totals.left_with?;
    let charged = assessment.outcome.charge.basis == Basis::Contribution
        && totals.tariff_income > Decimal::ZERO
        && super::was_asked_about_money(assessment);
    charged.then(|| {
        format!(
            "We count {} a week as income from your savings (tariff income), but nobody pays it \
             to you. Of the money that really comes in you keep {} a week.",
            in_words(totals.tariff_income),
            in_words(left_with)
        )
    })
}

/// Returns the section with both sides as tables, for paper. A page shows the
/// picture instead.
pub(super) fn section(assessment: &Assessment) -> Option<DocumentSection> {
    let picture = where_money_goes(assessment)?;
    let total = picture.total();
    let mut blocks = vec![
        table(
            "The money that counts, a week",
            "From",
            &picture.counts,
            total,
        ),
        table("Where it goes, a week", "For", &picture.goes, total),
    ];
    blocks.extend(about_tariff_income(assessment).map(Block::text));
    Some(DocumentSection {
        heading: MONEY.to_owned(),
        blocks,
    })
}

fn table(caption: &str, what: &str, slices: &[Slice], total: Decimal) -> Block {
    let row = |label: &str, amount| vec![label.to_owned(), in_words(amount)];
    let mut rows: Vec<Vec<String>> = slices
        .iter()
        .map(|slice| row(slice.label, slice.amount))
        .collect();
    rows.push(row("Total", total));
    Block::Table(DocumentTable {
        caption: caption.to_owned(),
        columns: vec![words(what), number("Amount a week")],
        rows,
        total: true,
    })
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;
    use serde_json::{Value, json};

    use super::*;
    use crate::given::assessed;

    fn picture(case: Value) -> (Assessment, MoneyPicture) {
        let assessment = assessed("2024-06-03", case, json!({}));
        let picture = where_money_goes(&assessment).unwrap();
        (assessment, picture)
    }

    fn of(slices: &[Slice]) -> Vec<(&str, Decimal)> {
        slices
            .iter()
            .map(|slice| (slice.label, slice.amount))
            .collect()
    }

    fn with_savings(savings: &str, more: &Value) -> Value {
        let mut income = vec![json!({ "kind": "state_pension", "amount": "300" })];
        income.extend(more.as_array().unwrap().clone());
        json!({
            "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "500" },
            "income": income, "capital": [{ "kind": "cash", "value": savings }],
            "disability_related_expenses": [{ "kind": "laundry", "amount": "20" }]
        })
    }

    #[test]
    fn tariff_income_is_a_line_of_its_own_and_expenses_stand_as_allowed() {
        // (18,000 - 14,250) / 250 = 15; 300 + 15 - 228.70 - 20 = 66.30 to pay;
        // 300 - 66.30 = 233.70 is left.
        let (assessment, picture) = picture(with_savings("18000", &json!([])));
        assert_eq!(
            of(&picture.counts),
            [
                ("Your income", dec!(300)),
                (
                    "Counted from your savings, but not paid to you (tariff income)",
                    dec!(15)
                ),
            ]
        );
        assert_eq!(
            of(&picture.goes),
            [
                ("Towards your care", dec!(66.30)),
                (
                    "What the law says you keep (minimum income guarantee)",
                    dec!(228.70)
                ),
                ("Disability-related expenses", dec!(20)),
            ]
        );
        assert_eq!(
            about_tariff_income(&assessment).as_deref(),
            Some(
                "We count £15 a week as income from your savings (tariff income), but nobody pays \
                 it to you. Of the money that really comes in you keep £233.70 a week."
            )
        );
    }

    #[test]
    fn both_sides_are_one_sum_with_income_that_is_kept_and_with_income_not_claimed() {
        let mobility = json!([{ "kind": "pip_mobility", "amount": "75.75" }]);
        let (_, kept) = picture(with_savings("18000", &mobility));
        assert_eq!(
            kept.goes.last().unwrap(),
            &Slice {
                label: "Other income that you keep",
                amount: dec!(75.75)
            }
        );
        let unclaimed =
            json!([{ "kind": "occupational_pension", "amount": "50", "notional": true }]);
        let (_, notional) = picture(with_savings("0", &unclaimed));
        assert_eq!(
            notional.counts.last().unwrap(),
            &Slice {
                label: "Other money that counts, but is not paid to you",
                amount: dec!(50)
            }
        );
        for picture in [kept, notional] {
            let goes: Decimal = picture.goes.iter().map(|slice| slice.amount).sum();
            assert_eq!(picture.total(), goes);
        }
    }

    #[test]
    fn without_tariff_income_nothing_is_said_of_it() {
        let (assessment, _) = picture(with_savings("14250", &json!([])));
        assert_eq!(about_tariff_income(&assessment), None);
    }
}
