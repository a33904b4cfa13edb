//! A permanent place in a care home over time: what is paid now, what changes
//! from the 29th day and from the 13th week, when savings come down to each
//! limit, and the facts of a deferred payment agreement. The result of a
//! calculator holds for one week; somebody who moves in asks about the weeks
//! after it.
//!
//! Amounts stay those of the law of the day, and interest and rises of fees are
//! left out: nobody knows those of later years.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::assessment::{
    AssessmentResult, Basis, CareHomeMoment, CareHomeOverTime, CareHomeStep, DeferredPaymentFacts,
    SavingsOverTime, WEEKS_BENEFITS_GO_ON, WEEKS_HOME_IGNORED,
};
use crate::circumstances::{
    Capital, CapitalKind, Circumstances, IncomeKind, PersonOrPartner, Setting, TakingPart,
};
use crate::law::LawOfTheDay;
use crate::policy::Policy;
use crate::rules::{Case, Side, can_be_spent, counted_home, is_property, value_of};
use crate::run;
use crate::trace::Silent;
use domain::values::money::Money;

/// The longest time that savings are followed: 10 years.
const MOST_WEEKS: u32 = 520;

/// Works out what changes with time; `None` for any other care, and where the
/// charge does not come from an assessment.
pub(super) fn over_time(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
    law: &LawOfTheDay,
    now: &AssessmentResult,
) -> Option<CareHomeOverTime> {
    if circumstances.care.setting != Setting::CareHomePermanent
        || circumstances.care.free_because.is_some()
        || circumstances.taking_part != TakingPart::Full
    {
        return None;
    }
    let place = Place {
        on,
        circumstances,
        policy,
        law,
    };
    Some(CareHomeOverTime {
        steps: place.steps(now),
        savings: place.savings(),
        deferred_payment: place.deferred_payment(now),
        nursing_care: law
            .benefits
            .map(|rates| &rates.nhs_funded_nursing_care)
            .filter(|_| circumstances.care.nhs_funded_nursing_care.is_none()),
    })
}

/// A place in a care home, and the law and policy that apply to it.
struct Place<'a> {
    on: Date,
    circumstances: &'a Circumstances,
    policy: &'a Policy,
    law: &'a LawOfTheDay,
}

impl Place<'_> {
    fn result(&self, circumstances: &Circumstances) -> AssessmentResult {
        run(self.on, circumstances, self.policy, self.law, &mut Silent)
    }

    fn case<'c>(&'c self, circumstances: &'c Circumstances) -> Case<'c> {
        Case::new(self.on, circumstances, self.policy, self.law)
    }

    fn steps(&self, now: &AssessmentResult) -> Vec<CareHomeStep> {
        let weeks = self.circumstances.care.weeks_in_care_home;
        let mut steps = vec![CareHomeStep {
            from: CareHomeMoment::Now,
            stops: Vec::new(),
            home_counts: self.home(self.circumstances) && weeks.is_none_or(home_counts_after),
            result: *now,
        }];
        if weeks.is_none_or(|weeks| weeks < WEEKS_BENEFITS_GO_ON) {
            steps.extend(self.on_the_29th_day(now));
        }
        if weeks.is_some_and(|weeks| !home_counts_after(weeks)) && self.home(self.circumstances) {
            steps.push(self.in_the_13th_week());
        }
        steps
    }

    /// The benefits for care go on for people who pay the full cost.
    fn on_the_29th_day(&self, now: &AssessmentResult) -> Option<CareHomeStep> {
        let stops = stopping(self.circumstances);
        if stops.is_empty() || now.charge.basis == Basis::FullCost {
            return None;
        }
        let mut then = without_stopping(self.circumstances);
        then.care.weeks_in_care_home = then.care.weeks_in_care_home.map(|_| WEEKS_BENEFITS_GO_ON);
        Some(CareHomeStep {
            from: CareHomeMoment::TwentyNinthDay,
            stops,
            home_counts: false,
            result: self.result(&then),
        })
    }

    /// Once the home counts, most people pay the full cost, and benefits for care
    /// are paid again.
    fn in_the_13th_week(&self) -> CareHomeStep {
        let mut then = self.circumstances.clone();
        then.care.weeks_in_care_home = Some(WEEKS_HOME_IGNORED);
        let result = self.result(&then);
        let helped = result.charge.basis != Basis::FullCost;
        CareHomeStep {
            from: CareHomeMoment::ThirteenthWeek,
            stops: if helped { stopping(&then) } else { Vec::new() },
            home_counts: true,
            result: if helped {
                self.result(&without_stopping(&then))
            } else {
                result
            },
        }
    }

    /// Whether there is a home that counts after 12 weeks.
    fn home(&self, circumstances: &Circumstances) -> bool {
        let case = self.case(circumstances);
        circumstances
            .capital
            .iter()
            .any(|holding| counted_home(&case, holding).is_some_and(|home| home > Decimal::ZERO))
    }

    fn savings(&self) -> Option<SavingsOverTime> {
        let case = self.case(self.circumstances);
        let spendable =
            |holding: &&Capital| can_be_spent(&case, holding) && !is_property(holding.kind);
        let now: Decimal = self
            .circumstances
            .capital
            .iter()
            .filter(spendable)
            .map(|holding| value_of(&case, holding, Side::Person))
            .sum::<Decimal>()
            .round_dp(2);
        let amounts = self.law.amounts;
        let (lower, upper) = (
            amounts.lower_capital_limit.amount,
            amounts.upper_capital_limit.amount,
        );
        if now <= lower {
            return None;
        }
        let mut week = self.circumstances.clone();
        week.capital.retain(|holding| !spendable(&holding));
        let cash = week.capital.len();
        week.capital.push(cash_of(now)?);
        let mut left = now;
        let mut found = SavingsOverTime {
            now,
            weekly: Decimal::ZERO,
            weeks_to_upper_limit: None,
            weeks_to_lower_limit: None,
        };
        let mut passed = 0;
        while passed < MOST_WEEKS {
            week.care.weeks_in_care_home = self
                .circumstances
                .care
                .weeks_in_care_home
                .map(|weeks| weeks.saturating_add(passed));
            week.capital[cash] = cash_of(left)?;
            let result = self.result(&week);
            let counted = result.totals.capital_counted;
            if counted <= upper && found.weeks_to_upper_limit.is_none() {
                found.weeks_to_upper_limit = Some(passed);
            }
            if counted <= lower {
                found.weeks_to_lower_limit = Some(passed);
                break;
            }
            let weekly = from_savings(&result)?;
            if passed == 0 {
                found.weekly = weekly;
            }
            if weekly.is_zero() || left.is_zero() {
                break;
            }
            let alike = weeks_alike(
                counted - self.next_change_below(counted),
                left,
                weekly,
                week.care.weeks_in_care_home,
            );
            left = (left - weekly * Decimal::from(alike)).max(Decimal::ZERO);
            passed += alike;
        }
        // A home that counts later takes what counts above the limit again.
        if self.home(self.circumstances) {
            found.weeks_to_upper_limit = found.weeks_to_upper_limit.filter(|_| {
                self.circumstances
                    .care
                    .weeks_in_care_home
                    .is_some_and(|weeks| !home_counts_after(weeks))
            });
        }
        Some(found)
    }

    /// Returns the highest amount of capital, below what counts, at which the
    /// charge is another: the upper limit, then the end of each step of tariff
    /// income.
    fn next_change_below(&self, counted: Decimal) -> Decimal {
        let amounts = self.law.amounts;
        let upper = amounts.upper_capital_limit.amount;
        if counted > upper {
            return upper;
        }
        let (lower, step) = (
            amounts.lower_capital_limit.amount,
            amounts.tariff_step.amount,
        );
        lower + step * (((counted - lower) / step).ceil() - Decimal::ONE)
    }

    fn deferred_payment(&self, now: &AssessmentResult) -> Option<DeferredPaymentFacts> {
        let case = self.case(self.circumstances);
        let home: Decimal = self
            .circumstances
            .capital
            .iter()
            .filter_map(|holding| counted_home(&case, holding))
            .sum();
        if home.is_zero() {
            return None;
        }
        let others: Decimal = self
            .circumstances
            .capital
            .iter()
            .filter(|holding| holding.kind != CapitalKind::MainHome)
            .map(|holding| value_of(&case, holding, Side::Person))
            .sum();
        let amounts = self.law.amounts;
        let equity_limit = (home - amounts.lower_capital_limit.amount).max(Decimal::ZERO);
        let income_allowance = self
            .law
            .benefits
            .map(|rates| &rates.deferred_payment_income_allowance);
        let weekly_deferred = now
            .totals
            .cost_of_care
            .zip(income_allowance)
            .map(|(cost, kept)| {
                let paid = (now.totals.income_counted - kept.amount).max(Decimal::ZERO);
                (cost - paid).max(Decimal::ZERO)
            });
        Some(DeferredPaymentFacts {
            must_be_offered: others <= amounts.upper_capital_limit.amount,
            home,
            equity_limit,
            income_allowance,
            weekly_deferred,
            weeks_to_equity_limit: weekly_deferred
                .filter(|weekly| !weekly.is_zero())
                .and_then(|weekly| (equity_limit / weekly).floor().to_u32()),
        })
    }
}

const fn home_counts_after(weeks: u32) -> bool {
    weeks >= WEEKS_HOME_IGNORED
}

/// Returns how many weeks from this one on are charged alike, 1 at least: until so
/// much of the savings is spent that the charge changes, until none are left,
/// or until the former home counts. Each of those weeks is not worked out
/// again, of which there can be 520.
fn weeks_alike(
    until_change: Decimal,
    left: Decimal,
    weekly: Decimal,
    weeks_in_care_home: Option<u32>,
) -> u32 {
    let by_savings = (until_change.min(left) / weekly).ceil();
    let by_home = weeks_in_care_home
        .filter(|weeks| !home_counts_after(*weeks))
        .map_or(MOST_WEEKS, |weeks| WEEKS_HOME_IGNORED - weeks);
    by_savings
        .to_u32()
        .unwrap_or(MOST_WEEKS)
        .clamp(1, by_home.min(MOST_WEEKS))
}

/// Returns what comes out of savings in a week: the charge beyond the income that
/// counts, of which the personal expenses are kept.
fn from_savings(result: &AssessmentResult) -> Option<Decimal> {
    let totals = &result.totals;
    let kept = totals.personal_expenses_allowance.unwrap_or_default();
    let from_income = (totals.income_counted - kept).max(Decimal::ZERO);
    Some((totals.weekly_charge? - from_income).max(Decimal::ZERO))
}

fn cash_of(pounds: Decimal) -> Option<Capital> {
    let value = Money::new(pounds).ok()?;
    Some(Capital::own(CapitalKind::Cash, value))
}

/// Whether a benefit stops after 4 weeks in a care home that the council helps
/// to pay for: Attendance Allowance, DLA care, PIP daily living, and what
/// Scotland pays in the place of these.
const fn stops(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::AttendanceAllowanceLower
            | IncomeKind::AttendanceAllowanceHigher
            | IncomeKind::DlaCareLow
            | IncomeKind::DlaCareMiddle
            | IncomeKind::DlaCareHigh
            | IncomeKind::PipDailyLivingStandard
            | IncomeKind::PipDailyLivingEnhanced
            | IncomeKind::AdultDisabilityDailyLivingStandard
            | IncomeKind::AdultDisabilityDailyLivingEnhanced
            | IncomeKind::PensionAgeDisabilityLower
            | IncomeKind::PensionAgeDisabilityHigher
    )
}

fn stopping(circumstances: &Circumstances) -> Vec<IncomeKind> {
    let incomes = circumstances.income.iter();
    incomes
        .filter(|income| income.whose != PersonOrPartner::Partner && stops(income.kind))
        .map(|income| income.kind)
        .collect()
}

fn without_stopping(circumstances: &Circumstances) -> Circumstances {
    let mut then = circumstances.clone();
    then.income
        .retain(|income| income.whose == PersonOrPartner::Partner || !stops(income.kind));
    then
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;
    use serde_json::{Value, json};

    use super::*;
    use crate::assessment::BeyondIncome;
    use crate::given::assessed;

    fn over_time_of(circumstances: Value) -> CareHomeOverTime {
        let assessment = assessed("2026-11-22", circumstances, json!({}));
        assessment.over_time.unwrap()
    }

    fn place(weeks: u32, capital: impl Into<Value>) -> Value {
        let capital = capital.into();
        json!({
            "person": { "age": 80 },
            "care": {
                "setting": "care_home_permanent", "weekly_cost": "1000",
                "weeks_in_care_home": weeks
            },
            "income": [
                { "kind": "state_pension", "amount": "241.30" },
                { "kind": "attendance_allowance_higher", "amount": "114.60" }
            ],
            "capital": capital
        })
    }

    #[test]
    fn benefits_stop_on_the_29th_day_and_the_home_counts_in_the_13th_week() {
        let home = json!([{ "kind": "main_home", "value": "200000" }]);
        let steps = over_time_of(place(2, home)).steps;
        let told: Vec<_> = steps
            .iter()
            .map(|step| {
                let weekly = step.result.charge.weekly.unwrap();
                (step.from, step.home_counts, weekly, step.stops.as_slice())
            })
            .collect();
        let stops = [IncomeKind::AttendanceAllowanceHigher];
        assert_eq!(
            told,
            [
                // 241.30 + 114.60 - 31.80.
                (CareHomeMoment::Now, false, dec!(324.10), &[][..]),
                // 241.30 - 31.80.
                (
                    CareHomeMoment::TwentyNinthDay,
                    false,
                    dec!(209.50),
                    &stops[..]
                ),
                // 200,000 less a tenth is above 23,250, so the full cost is paid
                // and Attendance Allowance is paid again.
                (CareHomeMoment::ThirteenthWeek, true, dec!(1000), &[][..]),
            ]
        );
        assert_eq!(steps[2].result.totals.income_counted, dec!(355.90));
    }

    #[test]
    fn what_is_past_is_no_step_and_a_home_that_never_counts_makes_none() {
        let moments = |weeks, capital: Value| -> Vec<CareHomeMoment> {
            let steps = over_time_of(place(weeks, capital)).steps;
            steps.into_iter().map(|step| step.from).collect()
        };
        let home = json!([{ "kind": "main_home", "value": "200000" }]);
        assert_eq!(moments(12, home.clone()), [CareHomeMoment::Now]);
        assert_eq!(
            moments(4, home),
            [CareHomeMoment::Now, CareHomeMoment::ThirteenthWeek]
        );
        let partner_at_home =
            json!([{ "kind": "main_home", "value": "200000", "occupied_by": "partner" }]);
        assert_eq!(
            moments(2, partner_at_home),
            [CareHomeMoment::Now, CareHomeMoment::TwentyNinthDay]
        );
        // Whoever pays the full cost keeps Attendance Allowance.
        let rich = json!([{ "kind": "cash", "value": "90000" }]);
        assert_eq!(moments(2, rich), [CareHomeMoment::Now]);
    }

    #[test]
    fn savings_are_followed_to_each_limit() {
        let savings = |value: &str| {
            let capital = json!([{ "kind": "cash", "value": value }]);
            over_time_of(place(20, capital)).savings
        };
        // 1,000 - (355.90 - 31.80) = 675.90 a week: 30,000 is at or below 23,250
        // after 10 weeks (6,750 / 675.90 = 9.99). From there, at 1 pound for each
        // 250, the lower limit is more than 10 years away.
        assert_eq!(
            savings("30000"),
            Some(SavingsOverTime {
                now: dec!(30000),
                weekly: dec!(675.90),
                weeks_to_upper_limit: Some(10),
                weeks_to_lower_limit: None,
            })
        );
        // 14,300 brings 1 pound a week, so 14,250 is reached after 50 weeks.
        assert_eq!(
            savings("14300"),
            Some(SavingsOverTime {
                now: dec!(14300),
                weekly: dec!(1),
                weeks_to_upper_limit: Some(0),
                weeks_to_lower_limit: Some(50),
            })
        );
        assert_eq!(savings("14250"), None);
    }

    /// Follows savings week by week, each week an assessment of its own: the
    /// limits are reached after so many weeks.
    fn week_by_week(circumstances: &Value, savings: Decimal) -> (Option<u32>, Option<u32>) {
        let (lower, upper) = (dec!(14250), dec!(23250));
        let mut left = savings;
        let mut found = (None, None);
        for passed in 0..MOST_WEEKS {
            let mut week = circumstances.clone();
            let weeks = week["care"]["weeks_in_care_home"].as_u64().unwrap();
            week["care"]["weeks_in_care_home"] = json!(weeks + u64::from(passed));
            week["capital"][0]["value"] = json!(left.to_string());
            let result = assessed("2026-11-22", week, json!({})).outcome;
            let counted = result.totals.capital_counted;
            if counted <= upper && found.0.is_none() {
                found.0 = Some(passed);
            }
            if counted <= lower {
                found.1 = Some(passed);
                break;
            }
            let weekly = from_savings(&result).unwrap();
            if weekly.is_zero() || left.is_zero() {
                break;
            }
            left = (left - weekly).max(Decimal::ZERO);
        }
        found
    }

    #[test]
    fn savings_run_down_as_they_do_week_by_week() {
        for (savings, cost, weeks, home) in [
            (dec!(14300), "1000", 20, "0"),
            (dec!(23250), "1000", 20, "0"),
            (dec!(23250.01), "1000", 20, "0"),
            (dec!(24000), "400.55", 0, "0"),
            (dec!(60000), "1312.17", 5, "0"),
            (dec!(41999.99), "1312.17", 11, "50000"),
            (dec!(15000.75), "700", 3, "9000"),
            (dec!(15000.75), "700", 12, "30000"),
            (dec!(90000), "330", 0, "0"),
        ] {
            let case = json!({
                "person": { "age": 80 },
                "care": {
                    "setting": "care_home_permanent", "weekly_cost": cost,
                    "weeks_in_care_home": weeks
                },
                "income": [{ "kind": "state_pension", "amount": "241.30" }],
                "capital": [
                    { "kind": "cash", "value": savings.to_string() },
                    { "kind": "main_home", "value": home }
                ]
            });
            let followed = over_time_of(case.clone()).savings.unwrap();
            let (upper, lower) = week_by_week(&case, savings);
            assert_eq!(followed.weeks_to_lower_limit, lower, "{case}");
            // With a home that counts later, the upper limit is told only as
            // long as it does not count.
            if home == "0" {
                assert_eq!(followed.weeks_to_upper_limit, upper, "{case}");
            }
        }
    }

    #[test]
    fn a_home_may_be_kept_under_a_deferred_payment_agreement() {
        let with = |more: Value| {
            let capital = json!([
                { "kind": "main_home", "value": "200000", "secured_debt": "20000" }, more
            ]);
            over_time_of(place(20, capital)).deferred_payment.unwrap()
        };
        let facts = with(json!({ "kind": "cash", "value": "23250" }));
        assert!(facts.must_be_offered);
        // 200,000 - 20,000 - 20,000, less 14,250.
        assert_eq!(
            (facts.home, facts.equity_limit),
            (dec!(160000), dec!(145750))
        );
        assert_eq!(
            facts.income_allowance.map(|rate| rate.amount),
            Some(dec!(144))
        );
        // 1,000 - (355.90 - 144.00) = 788.10; 145,750 / 788.10 = 184.9.
        assert_eq!(facts.weekly_deferred, Some(dec!(788.10)));
        assert_eq!(facts.weeks_to_equity_limit, Some(184));
        assert!(!with(json!({ "kind": "cash", "value": "23250.01" })).must_be_offered);
    }

    #[test]
    fn a_charge_beyond_income_names_savings_only_where_there_are_some() {
        let beyond = |capital: Value| {
            let assessment = assessed("2026-11-22", place(20, capital), json!({}));
            assessment.outcome.totals.beyond_income
        };
        let home = json!({ "kind": "main_home", "value": "200000" });
        assert_eq!(beyond(json!([home])), BeyondIncome::Home);
        let land = json!({ "kind": "land", "value": "90000" });
        assert_eq!(beyond(json!([land])), BeyondIncome::Property);
        let cash = json!({ "kind": "cash", "value": "5" });
        assert_eq!(beyond(json!([home, cash])), BeyondIncome::Savings);
        assert_eq!(beyond(json!([])), BeyondIncome::Unknown);
    }

    #[test]
    fn the_rate_of_nursing_care_is_named_until_an_amount_is_given() {
        let mut case = place(2, json!([]));
        let rate = |case: &Value| {
            over_time_of(case.clone())
                .nursing_care
                .map(|rate| rate.amount)
        };
        assert_eq!(rate(&case), Some(dec!(267.68)));
        case["care"]["nhs_funded_nursing_care"] = json!("267.68");
        assert_eq!(rate(&case), None);
    }

    #[test]
    fn other_care_and_no_assessment_have_no_course_over_time() {
        for (setting, taking_part) in [
            ("at_home", "full"),
            ("care_home_temporary", "full"),
            ("care_home_permanent", "declined"),
        ] {
            let case = json!({
                "person": { "age": 80 }, "care": { "setting": setting },
                "taking_part": taking_part
            });
            assert!(assessed("2026-11-22", case, json!({})).over_time.is_none());
        }
    }
}
