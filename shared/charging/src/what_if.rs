//! The comparison of two assessments: what changed, and by which rule.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::{Assessment, Charge};
use super::circumstances::{Capital, CapitalKind, Circumstances};
use super::trace::{Explained, Rule, Trace};
use domain::values::money::{Money, in_words};

/// The changes between two assessments.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The charge before.
    pub before: Charge,
    /// The charge after.
    pub after: Charge,
    /// The lines whose amount moved, in the order in which they are worked out.
    pub moved: Vec<Moved>,
}

/// A line whose amount moved, that is new, or that no longer applies.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The rule of the line.
    pub rule: Rule,
    /// The subject of the line: `State Pension`, or the rule's own title.
    pub about: String,
    /// The sentence of the line after the change, or before it if the line no
    /// longer applies.
    pub sentence: String,
    /// The amount before; `None` if the line is new.
    pub before: Option<Decimal>,
    /// The amount after; `None` if the line no longer applies.
    pub after: Option<Decimal>,
}

/// Compares two assessments.
///
/// ```
/// use charging::assess;
/// use charging::trace::Rule;
/// use charging::what_if::compare;
/// # use charging::circumstances::Circumstances;
/// # use charging::policy::Policy;
/// # use jiff::civil::date;
/// # use serde_json::json;
///
/// # let mut circumstances: Circumstances = serde_json::from_value(json!({
/// #     "person": { "age": 80 },
/// #     "care": { "setting": "at_home", "weekly_cost": "400" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// # let (on, policy) = (date(2024, 6, 3), Policy::default());
/// let before = assess(on, &circumstances, &policy).unwrap();
///
/// // The person finds out that laundry of £6 a week is allowed for.
/// let laundry = json!([{ "kind": "laundry", "amount": "6" }]);
/// circumstances.disability_related_expenses = serde_json::from_value(laundry).unwrap();
/// let after = assess(on, &circumstances, &policy).unwrap();
///
/// let comparison = compare(&before, &after);
/// assert_eq!(comparison.moved[0].rule, Rule::DisabilityExpense);
/// assert_eq!(comparison.moved[0].sentence, "Laundry: £6 a week is allowed.");
/// ```
#[must_use]
pub fn compare(before: &Assessment, after: &Assessment) -> Comparison {
    let mut old = by_key(&before.trace);
    let mut moved = Vec::new();
    for (key, line) in numbered(&after.trace) {
        let was = old.remove(&key);
        if was.is_none() && line.is_nothing() {
            continue;
        }
        if was.is_none_or(|was| was.amount() != line.amount()) {
            moved.push(Moved {
                rule: line.rule(),
                about: line.about().to_owned(),
                sentence: line.sentence(),
                before: was.map(|was| was.amount()),
                after: Some(line.amount()),
            });
        }
    }
    moved.extend(
        old.into_values()
            .filter(|was| !was.amount().is_zero())
            .map(|was| Moved {
                rule: was.rule(),
                about: was.about().to_owned(),
                sentence: was.sentence(),
                before: Some(was.amount()),
                after: None,
            }),
    );
    moved.sort_by_key(|line| line.rule);
    Comparison {
        before: before.outcome.charge,
        after: after.outcome.charge,
        moved,
    }
}

impl Comparison {
    /// Returns the difference in one sentence: `You would pay £12 a week less.`
    ///
    /// ```
    /// use charging::assess;
    /// use charging::what_if::compare;
    /// # use charging::circumstances::Circumstances;
    /// # use charging::policy::Policy;
    /// # use jiff::civil::date;
    /// # use serde_json::json;
    ///
    /// # let mut circumstances: Circumstances = serde_json::from_value(json!({
    /// #     "person": { "age": 80 },
    /// #     "care": { "setting": "at_home", "weekly_cost": "400" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let (on, policy) = (date(2024, 6, 3), Policy::default());
    /// let before = assess(on, &circumstances, &policy).unwrap();
    ///
    /// // The State Pension rises by £12 a week.
    /// circumstances.income[0].amount = serde_json::from_value(json!("312")).unwrap();
    /// let after = assess(on, &circumstances, &policy).unwrap();
    ///
    /// assert_eq!(
    ///     compare(&before, &after).sentence(),
    ///     "You would pay £12 a week more."
    /// );
    /// ```
    #[must_use]
    pub fn sentence(&self) -> String {
        match (self.before.weekly, self.after.weekly) {
            (Some(before), Some(after)) if after > before => {
                format!("You would pay {} a week more.", in_words(after - before))
            }
            (Some(before), Some(after)) if after < before => {
                format!("You would pay {} a week less.", in_words(before - after))
            }
            (Some(_), Some(_)) => "You would pay the same.".to_owned(),
            (None, None) => "You would pay the full cost, as before.".to_owned(),
            (Some(_), None) | (None, Some(_)) => self.after.sentence(),
        }
    }
}

/// The key of a line. A line is the same in two assessments if it is of the
/// same rule about the same subject, and as many such lines came before it.
type Key<'a> = (Rule, &'a str, usize);

fn by_key(trace: &Trace) -> BTreeMap<Key<'_>, Explained<'_>> {
    numbered(trace).collect()
}

fn numbered(trace: &Trace) -> impl Iterator<Item = (Key<'_>, Explained<'_>)> {
    let mut seen: BTreeMap<(Rule, &str), usize> = BTreeMap::new();
    trace.lines().map(move |line| {
        let number = seen.entry((line.rule(), line.about())).or_default();
        *number += 1;
        ((line.rule(), line.about(), *number), line)
    })
}

/// Holdings that a trial changes altogether: a list is long, and somebody who
/// wonders thinks of one amount.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Holdings {
    /// Savings and investments: everything but land and buildings.
    Savings,
    /// Land and buildings other than the home.
    Property,
}

impl Holdings {
    const fn has(self, kind: CapitalKind) -> bool {
        match self {
            Self::Savings => !matches!(
                kind,
                CapitalKind::MainHome | CapitalKind::OtherProperty | CapitalKind::Land
            ),
            Self::Property => matches!(kind, CapitalKind::OtherProperty | CapitalKind::Land),
        }
    }

    /// Returns the worth of these holdings altogether, less what is owed on
    /// them, in pounds.
    ///
    /// ```
    /// use charging::what_if::Holdings;
    /// # use charging::circumstances::Circumstances;
    /// # use rust_decimal::dec;
    ///
    /// # let circumstances: Circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 },
    /// #     "care": { "setting": "at_home" },
    /// #     "capital": [{ "kind": "cash", "value": "300" }, { "kind": "land", "value": "900" }]
    /// # })).unwrap();
    /// // The circumstances have £300 in cash and a field of £900.
    /// assert_eq!(Holdings::Savings.altogether(&circumstances), dec!(300));
    /// assert_eq!(Holdings::Property.altogether(&circumstances), dec!(900));
    /// ```
    #[must_use]
    pub fn altogether(self, circumstances: &Circumstances) -> Decimal {
        let holdings = circumstances.capital.iter();
        holdings
            .filter(|holding| self.has(holding.kind))
            .map(|holding| holding.value.pounds() - holding.secured_debt.pounds())
            .sum()
    }

    /// Returns the circumstances with one holding of the person's own in the
    /// place of these; with none if it is worth nothing.
    ///
    /// ```
    /// use charging::what_if::Holdings;
    /// # use charging::circumstances::Circumstances;
    /// # use rust_decimal::dec;
    /// # use serde_json::json;
    ///
    /// # let circumstances: Circumstances = serde_json::from_value(json!({
    /// #     "person": { "age": 80 },
    /// #     "care": { "setting": "at_home" },
    /// #     "capital": [{ "kind": "cash", "value": "300" }, { "kind": "land", "value": "900" }]
    /// # })).unwrap();
    /// // The circumstances have £300 in cash and a field of £900.
    /// let amount = serde_json::from_str("\"20000\"").unwrap();
    /// let changed = Holdings::Savings.set(&circumstances, amount);
    /// assert_eq!(Holdings::Savings.altogether(&changed), dec!(20000));
    /// assert_eq!(Holdings::Property.altogether(&changed), dec!(900));
    /// ```
    #[must_use]
    pub fn set(self, circumstances: &Circumstances, amount: Money) -> Circumstances {
        let mut changed = circumstances.clone();
        changed.capital.retain(|holding| !self.has(holding.kind));
        if amount.pounds() > Decimal::ZERO {
            let kind = match self {
                Self::Savings => CapitalKind::BankOrBuildingSociety,
                Self::Property => CapitalKind::OtherProperty,
            };
            changed.capital.push(Capital::own(kind, amount));
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;
    use serde_json::json;

    use super::*;
    use crate::given::assessed;

    fn pays(pension: &str, laundry: Option<&str>) -> Assessment {
        let mut case = json!({
            "person": { "age": 70 }, "care": { "setting": "at_home" },
            "income": [{ "kind": "state_pension", "amount": pension }]
        });
        if let Some(amount) = laundry {
            case["disability_related_expenses"] = json!([{ "kind": "laundry", "amount": amount }]);
        }
        assessed("2024-06-03", case, json!({}))
    }

    #[test]
    fn what_moved_is_told_with_both_amounts() {
        // 300.00 - 228.70 = 71.30; with 6.00 for laundry 65.30.
        let comparison = compare(&pays("300", None), &pays("300", Some("6")));
        assert_eq!(comparison.sentence(), "You would pay £6 a week less.");
        let moved: Vec<_> = comparison
            .moved
            .iter()
            .map(|line| (line.rule, line.before, line.after))
            .collect();
        assert_eq!(
            moved,
            [
                (Rule::DisabilityExpense, None, Some(dec!(6))),
                (Rule::DisabilityExpenses, Some(dec!(0)), Some(dec!(6))),
                (Rule::Kept, Some(dec!(228.70)), Some(dec!(234.70))),
                (Rule::Available, Some(dec!(71.30)), Some(dec!(65.30))),
                (Rule::Contribution, Some(dec!(71.30)), Some(dec!(65.30))),
                (Rule::Charge, Some(dec!(71.30)), Some(dec!(65.30))),
                (Rule::LeftWith, Some(dec!(228.70)), Some(dec!(234.70))),
            ]
        );
        assert_eq!(
            comparison.moved[0].sentence,
            "Laundry: £6 a week is allowed."
        );
    }

    #[test]
    fn what_no_longer_applies_is_told_too() {
        let comparison = compare(&pays("300", Some("6")), &pays("300", None));
        assert_eq!(comparison.moved[0].rule, Rule::DisabilityExpense);
        assert_eq!(comparison.moved[0].after, None);
    }

    #[test]
    fn nothing_moves_between_an_assessment_and_itself() {
        let comparison = compare(&pays("300", None), &pays("300", None));
        assert_eq!(comparison.moved, []);
        assert_eq!(comparison.sentence(), "You would pay the same.");
    }
}
