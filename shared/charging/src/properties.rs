//! Properties that hold for every household, tested on a great many made-up
//! ones. The households come from a fixed seed, so that a failure can be
//! repeated.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::circumstances::*;
use super::law::{self, FigureName};
use super::policy::*;
use super::trace::Rule;
use super::{AssessmentResult, Basis, report, totals};
use domain::values::money::{Frequency, Money, Regular};

const HOUSEHOLDS: u64 = 20_000;

#[test]
fn a_charge_is_never_below_nothing_nor_above_the_cost_and_leaves_what_the_law_says() {
    let mut contributions = 0;
    every_household(|_, on, circumstances, policy| {
        let outcome = outcome(on, &circumstances, &policy);
        let totals = &outcome.totals;
        if let Some(weekly) = outcome.charge.weekly {
            assert!(weekly >= Decimal::ZERO);
            assert!(totals.cost_of_care.is_none_or(|cost| weekly <= cost));
            if outcome.charge.basis == Basis::Contribution {
                contributions += 1;
                let amounts = law::amounts(on).unwrap();
                let left = totals.income_total - weekly;
                // The least that regulations 6 and 7 leave anybody, whatever
                // the council adds: the guarantee without premiums.
                let least = match totals.minimum_income_guarantee {
                    Some(used) => {
                        assert!(left >= used, "{circumstances:?}");
                        amounts
                            .couple_member
                            .amount
                            .min(amounts.single_18_to_24.amount)
                    }
                    None => amounts.personal_expenses_allowance.amount,
                };
                assert!(left >= least, "{circumstances:?}");
                assert!(left >= totals.kept, "{circumstances:?}");
            }
            assert_eq!(weekly, weekly.round_dp(2), "whole pence");
        }
        assert!(totals.kept >= totals.minimum_income_guarantee.unwrap_or_default());
        assert!(totals.income_ignored >= Decimal::ZERO && totals.income_counted >= Decimal::ZERO);
    });
    assert!(
        contributions > HOUSEHOLDS / 10,
        "only {contributions} households pay a contribution"
    );
}

#[test]
fn more_of_an_income_that_is_there_never_lowers_the_charge() {
    let mut raised = 0;
    every_household(|dice, on, mut circumstances, policy| {
        // A first pound of a disability benefit can bring an allowance for
        // expenses with it, where a council allows them only then.
        if circumstances.income.is_empty()
            || policy
                .disability_related_expenses
                .only_with_disability_benefit
        {
            return;
        }
        let before = outcome(on, &circumstances, &policy);
        let place = usize::try_from(dice.below(circumstances.income.len() as u64)).unwrap();
        let more = Decimal::new(1 + i64::try_from(dice.below(20_000)).unwrap(), 2);
        let income = &mut circumstances.income[place];
        income.amount = Money::new(income.amount.pounds() + more).unwrap();
        let after = outcome(on, &circumstances, &policy);
        assert!(
            charge(&after) >= charge(&before),
            "{circumstances:?} {policy:?}"
        );
        raised += usize::from(charge(&after) > charge(&before));
    });
    assert!(raised > 1_000, "only {raised} charges rose");
}

#[test]
fn more_capital_never_lowers_the_charge() {
    let mut raised = 0;
    every_household(|dice, on, mut circumstances, policy| {
        if circumstances.capital.is_empty() {
            return;
        }
        let before = outcome(on, &circumstances, &policy);
        let place = usize::try_from(dice.below(circumstances.capital.len() as u64)).unwrap();
        let more = Decimal::new(1 + i64::try_from(dice.below(1_000_000)).unwrap(), 2);
        let holding = &mut circumstances.capital[place];
        holding.value = Money::new(holding.value.pounds() + more).unwrap();
        let after = outcome(on, &circumstances, &policy);
        assert!(
            charge(&after) >= charge(&before),
            "{circumstances:?} {policy:?}"
        );
        raised += usize::from(charge(&after) > charge(&before));
    });
    assert!(raised > 500, "only {raised} charges rose");
}

#[test]
fn dearer_care_never_lowers_the_charge_and_dearer_living_never_raises_it() {
    every_household(|dice, on, circumstances, policy| {
        let before = outcome(on, &circumstances, &policy);
        let more = Decimal::new(1 + i64::try_from(dice.below(5_000)).unwrap(), 2);
        let mut dearer = circumstances.clone();
        if let Some(cost) = &mut dearer.care.weekly_cost {
            *cost = Money::new(cost.pounds() + more).unwrap();
            assert!(
                charge(&outcome(on, &dearer, &policy)) >= charge(&before),
                "{dearer:?}"
            );
        }
        let mut spending = circumstances;
        for cost in &mut spending.housing.costs {
            cost.amount = Money::new(cost.amount.pounds() + more).unwrap();
        }
        for expense in &mut spending.disability_related_expenses {
            expense.amount = Money::new(expense.amount.pounds() + more).unwrap();
        }
        assert!(
            charge(&outcome(on, &spending, &policy)) <= charge(&before),
            "{spending:?}"
        );
    });
}

#[test]
fn the_explanation_says_what_the_totals_say() {
    let mut seen = BTreeSet::new();
    every_household(|_, on, circumstances, policy| {
        let assessment = super::assess(on, &circumstances, &policy).unwrap();
        assert_eq!(assessment.outcome, outcome(on, &circumstances, &policy));
        let totals = &assessment.outcome.totals;
        let last = |rule| assessment.trace.of(rule).last().map(|line| line.amount());
        assert_eq!(last(Rule::IncomeCounted), Some(totals.income_counted));
        assert_eq!(last(Rule::CapitalCounted), Some(totals.capital_counted));
        assert_eq!(last(Rule::Kept), Some(totals.kept));
        assert_eq!(last(Rule::Available), Some(totals.available_income));
        assert_eq!(last(Rule::Contribution), Some(totals.contribution));
        assert_eq!(
            last(Rule::Charge),
            Some(totals.weekly_charge.unwrap_or_default())
        );
        for line in assessment.trace.lines() {
            seen.insert(line.rule());
            let (sentence, sum) = (line.sentence(), line.sum());
            assert!(
                !sentence.is_empty() && !sentence.contains(['{', '}']),
                "{sentence}"
            );
            assert!(
                line.law()
                    .iter()
                    .all(|law| law.href.starts_with("https://www.legislation.gov.uk/"))
            );
            // A sum of whole pence needs no rounding: if the words say so, a
            // term is missing.
            let adds_up = matches!(
                line.rule(),
                Rule::CapitalCounted
                    | Rule::IncomeCounted
                    | Rule::IncomeTotal
                    | Rule::GuaranteeChild
                    | Rule::GuaranteeStatutory
                    | Rule::NightPart
                    | Rule::PersonalExpenses
                    | Rule::Housing
                    | Rule::DisabilityExpenses
                    | Rule::Allowances
                    | Rule::PartnerIncome
                    | Rule::CoupleFloor
                    | Rule::Kept
                    | Rule::Available
                    | Rule::AssessedTogether
                    | Rule::CouncilPays
                    | Rule::LeftWith
            );
            assert!(!adds_up || !sum.contains("rounded"), "{sentence} {sum}");
        }
        if let Some(picture) = report::where_money_goes(&assessment) {
            let slices = picture.counts.iter().chain(&picture.goes);
            assert!(slices.into_iter().all(|slice| slice.amount > Decimal::ZERO));
            let goes: Decimal = picture.goes.iter().map(|slice| slice.amount).sum();
            assert_eq!(picture.total(), goes, "{circumstances:?}");
        }
    });
    let unseen: Vec<&Rule> = Rule::ALL
        .iter()
        .filter(|rule| !seen.contains(rule))
        .collect();
    assert!(unseen.is_empty(), "no household met {unseen:?}");
}

#[test]
fn every_amount_of_the_law_is_taken_by_a_rule() {
    let amounts = law::sets().iter().flat_map(law::Amounts::figures);
    let mut untaken: BTreeSet<FigureName> = amounts.map(|figure| figure.name).collect();
    every_household(|_, on, circumstances, policy| {
        let used = outcome(on, &circumstances, &policy).figures_used;
        untaken.retain(|name| !used.contains(*name));
    });
    assert!(untaken.is_empty(), "no household rests on {untaken:?}");
}

/// A small generator of pseudo-random numbers (xorshift64*).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(super) fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// Returns an amount of up to so many pounds, with pence.
    fn money(&mut self, pounds: u64) -> Money {
        Money::pence(u32::try_from(self.below(pounds * 100 + 1)).unwrap())
    }

    fn regular(&mut self, pounds_a_week: u64) -> Regular {
        let every = self.pick(&[
            Frequency::Week,
            Frequency::Week,
            Frequency::Fortnight,
            Frequency::FourWeeks,
            Frequency::Month,
            Frequency::Quarter,
            Frequency::Year,
        ]);
        let weeks = match every {
            Frequency::Week => 1,
            Frequency::Fortnight => 2,
            Frequency::FourWeeks | Frequency::Month => 4,
            Frequency::Quarter => 13,
            Frequency::Year => 52,
        };
        Regular {
            amount: self.money(pounds_a_week * weeks),
            every,
        }
    }

    pub(super) fn some<T>(&mut self, one_in: u64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| make(self))
    }

    fn list<T>(&mut self, most: u64, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }
}

const INCOME: &[IncomeKind] = &[
    IncomeKind::StatePension,
    IncomeKind::StatePension,
    IncomeKind::OccupationalPension,
    IncomeKind::PrivatePension,
    IncomeKind::PensionCreditGuarantee,
    IncomeKind::PensionCreditSavings,
    IncomeKind::AttendanceAllowanceHigher,
    IncomeKind::AttendanceAllowanceLower,
    IncomeKind::DlaCareHigh,
    IncomeKind::PipDailyLivingEnhanced,
    IncomeKind::PipDailyLivingStandard,
    IncomeKind::PipMobility,
    IncomeKind::UniversalCreditStandard,
    IncomeKind::CarersAllowance,
    IncomeKind::Earnings,
    IncomeKind::WarWidowsPension,
    IncomeKind::WarDisablementPension,
    IncomeKind::WorkingTaxCredit,
    IncomeKind::RentReceived,
    IncomeKind::SubTenantPayment,
    IncomeKind::LodgerPayment,
    IncomeKind::StatutorySickPay,
    IncomeKind::UniversalCreditHousing,
    IncomeKind::OtherCounted,
];

const CAPITAL: &[CapitalKind] = &[
    CapitalKind::BankOrBuildingSociety,
    CapitalKind::BankOrBuildingSociety,
    CapitalKind::PremiumBonds,
    CapitalKind::SharesOrUnitTrusts,
    CapitalKind::MainHome,
    CapitalKind::OtherProperty,
    CapitalKind::Land,
    CapitalKind::PersonalPossessions,
    CapitalKind::BenefitArrears,
];

pub(super) fn household(dice: &mut Dice) -> (Date, Circumstances, Policy) {
    let on = dice.pick(&[
        date(2015, 4, 1),
        date(2019, 2, 28),
        date(2022, 4, 6),
        date(2023, 12, 31),
        date(2024, 4, 8),
        date(2025, 4, 6),
        date(2025, 11, 22),
        date(2026, 4, 6),
        date(2026, 11, 22),
        date(2027, 4, 5),
    ]);
    let whose = |dice: &mut Dice| {
        dice.pick(&[
            PersonOrPartner::Person,
            PersonOrPartner::Person,
            PersonOrPartner::Joint,
            PersonOrPartner::Partner,
        ])
    };
    let mut circumstances = Circumstances {
        person: Person {
            age: Some(18 + u8::try_from(dice.below(80)).unwrap()),
            ..Person::default()
        },
        household: Household {
            partner: dice.some(3, |dice| Partner {
                age: Some(18 + u8::try_from(dice.below(80)).unwrap()),
                ..Partner::default()
            }),
            children: u8::try_from(dice.pick(&[0, 0, 0, 1, 2, 5])).unwrap(),
        },
        care: Care {
            setting: dice.pick(&[
                Setting::AtHome,
                Setting::AtHome,
                Setting::CareHomePermanent,
                Setting::CareHomeTemporary,
            ]),
            weekly_cost: (!dice.one_in(8)).then(|| dice.money(900)),
            parts: Vec::new(),
            night_care: dice.one_in(4),
            weeks_in_care_home: dice.some(3, |dice| u32::try_from(dice.below(30)).unwrap()),
            free_because: dice.some(40, |_| FreeCare::Reablement),
            nhs_funded_nursing_care: dice.some(6, |dice| dice.money(300)),
        },
        income: dice.list(5, |dice| {
            let regular = dice.regular(300);
            Income {
                kind: dice.pick(INCOME),
                amount: regular.amount,
                every: regular.every,
                whose: whose(dice),
                notional: dice.one_in(12),
                ignored_weekly: dice.some(12, |dice| dice.money(40)).unwrap_or_default(),
                half_passed_to_partner: dice.one_in(3),
                from_counted_capital: dice.some(4, |dice| dice.one_in(2)),
            }
        }),
        capital: dice.list(3, |dice| Capital {
            kind: dice.pick(CAPITAL),
            value: dice.money(20_000),
            secured_debt: dice.some(4, |dice| dice.money(5_000)).unwrap_or_default(),
            whose: whose(dice),
            share_percent: dice.some(5, |dice| Decimal::from(1 + dice.below(100))),
            notional: dice.one_in(12),
            weeks_held: Some(u32::try_from(dice.below(104)).unwrap()),
            occupied_by: dice.some(5, |_| Occupier::Partner),
            ignored_by_council: dice.one_in(20),
            share: None,
            costs_money_to_sell: dice.some(6, |dice| dice.one_in(2)),
        }),
        housing: Housing {
            costs: dice.list(3, |dice| {
                let regular = dice.regular(120);
                HousingCost {
                    kind: dice.pick(&[
                        HousingCostKind::Rent,
                        HousingCostKind::Mortgage,
                        HousingCostKind::CouncilTax,
                        HousingCostKind::ContentsInsurance,
                    ]),
                    amount: regular.amount,
                    every: regular.every,
                    shared_by: dice.pick(&[1, 1, 2, 3]),
                }
            }),
            help_with_rent: dice.some(4, |dice| {
                let Regular { amount, every } = dice.regular(100);
                Help { amount, every }
            }),
            help_with_council_tax: dice.some(4, |dice| {
                let Regular { amount, every } = dice.regular(20);
                Help { amount, every }
            }),
        },
        disability_related_expenses: dice.list(3, |dice| {
            let regular = dice.regular(25);
            Expense {
                kind: dice.pick(&[
                    ExpenseKind::Laundry,
                    ExpenseKind::Heating,
                    ExpenseKind::Other,
                ]),
                amount: regular.amount,
                every: regular.every,
                normal_amount: Some(dice.some(3, |dice| dice.money(20)).unwrap_or_default()),
            }
        }),
        agreed_allowances: dice.list(1, |dice| AgreedAllowance {
            name: String::from("Agreed"),
            amount: dice.money(20),
            every: Frequency::Week,
        }),
        taking_part: dice.pick(&[
            TakingPart::Full,
            TakingPart::Full,
            TakingPart::Full,
            TakingPart::Full,
            TakingPart::Full,
            TakingPart::Full,
            TakingPart::Full,
            TakingPart::Full,
            TakingPart::Declined,
            TakingPart::LightTouchCanAfford,
            TakingPart::LightTouchCannotAfford,
        ]),
    };
    without_contradictions(dice, &mut circumstances);
    (on, circumstances, policy(dice))
}

/// Puts right what would be refused: money of a partner who is not there, half of
/// an income that is no pension, a second main home, a debt on money at hand. Some
/// shares become a fraction.
fn without_contradictions(dice: &mut Dice, circumstances: &mut Circumstances) {
    let partner = circumstances.household.partner.is_some();
    for income in &mut circumstances.income {
        if !partner {
            income.whose = PersonOrPartner::Person;
        }
        income.half_passed_to_partner &= partner && super::rules::can_be_passed_on(income.kind);
    }
    let mut homes = 0;
    for holding in &mut circumstances.capital {
        if !partner && holding.whose == PersonOrPartner::Partner {
            holding.whose = PersonOrPartner::Person;
        }
        if holding.kind == CapitalKind::MainHome {
            homes += 1;
            if homes > 1 {
                holding.kind = CapitalKind::OtherProperty;
            }
        }
        if !super::rules::is_property(holding.kind) {
            holding.secured_debt = Money::ZERO;
        }
        if dice.one_in(6) {
            holding.share_percent = None;
            holding.share = Some(dice.pick(&[
                ShareOfWhole { parts: 1, of: 3 },
                ShareOfWhole { parts: 2, of: 3 },
                ShareOfWhole { parts: 1, of: 7 },
            ]));
        }
    }
}

pub(super) fn policy(dice: &mut Dice) -> Policy {
    if dice.one_in(3) {
        return Policy::default();
    }
    Policy {
        minimum_income_guarantee: GuaranteePolicy {
            percent_added: dice.pick(&[Decimal::ZERO, Decimal::new(25, 1), Decimal::from(25)]),
            added_weekly: dice.some(4, |dice| dice.money(20)).unwrap_or_default(),
            weekly: dice.some(6, |dice| dice.money(300)),
            disability_premiums_at_pension_age: dice.one_in(4),
            disability_premium_of_mixed_age_couple: dice.pick(&[
                MixedAgeCouple::ByOwnAge,
                MixedAgeCouple::Never,
                MixedAgeCouple::IfEitherIsBelow,
            ]),
            carer_premium_through_partner: dice.one_in(4),
            long_incapacity_brings_disability_premium: dice.one_in(4),
        },
        personal_expenses_addition: dice.some(4, |dice| dice.money(10)).unwrap_or_default(),
        disability_related_expenses: ExpensePolicy {
            method: dice.pick(&[
                ExpenseMethod::Itemised,
                ExpenseMethod::Standard,
                ExpenseMethod::HigherOfBoth,
                ExpenseMethod::Both,
            ]),
            standard_weekly: dice.money(35),
            only_with_disability_benefit: dice.one_in(4),
            most_weekly: dice
                .some(4, |dice| [(ExpenseKind::Laundry, dice.money(8))].into())
                .unwrap_or_default(),
        },
        percent_charged: dice.pick(&[
            Decimal::ONE_HUNDRED,
            Decimal::ONE_HUNDRED,
            Decimal::from(90),
            Decimal::new(333, 1),
            Decimal::ZERO,
        ]),
        maximum_weekly_charge: dice.some(3, |dice| dice.money(200)),
        minimum_weekly_charge: dice.some(3, |dice| dice.money(25)).unwrap_or_default(),
        charge_rounded_down_to: dice.pick(&[
            Money::pence(1),
            Money::pence(5),
            Money::pence(100),
            Money::ZERO,
        ]),
        ignore_night_part_of_attendance_allowance_and_dla: dice.one_in(2),
        ignore_night_part_of_pip: dice.one_in(2),
        savings_credit_at_home: dice.pick(&[SavingsCredit::Ignored, SavingsCredit::IgnoredUpToCap]),
        flat_savings_credit_from_65: dice.one_in(4),
        further_housing_costs: dice
            .some(3, |_| [HousingCostKind::ContentsInsurance].into())
            .unwrap_or_default(),
        further_ignored_income: dice
            .some(5, |_| [IncomeKind::RentReceived].into())
            .unwrap_or_default(),
        arrangement_fee: dice.money(10),
        couple_assessed_jointly_if_better: dice.one_in(3),
        couple_floor: dice.some(3, |dice| dice.money(450)),
        capital_at_home: CapitalPolicy {
            lower_limit: dice.some(5, |dice| dice.money(20_000)),
            upper_limit: dice.some(5, |dice| dice.money(50_000)),
            tariff_step: dice.some(5, |dice| dice.money(500)),
        },
        temporary_stay_charged_as_at_home: dice.one_in(2),
        fractions_of_a_penny: dice.pick(&[
            Fractions::InPersonsFavour,
            Fractions::InPersonsFavour,
            Fractions::Nearest,
        ]),
        year: dice.pick(&[Year::FiftyTwoWeeks, Year::ThreeHundredAndSixtyFiveDays]),
        ..Policy::default()
    }
}

fn every_household(mut check: impl FnMut(&mut Dice, Date, Circumstances, Policy)) {
    let mut dice = Dice(0x5EED_2014_2672);
    for _ in 0..HOUSEHOLDS {
        let (on, circumstances, policy) = household(&mut dice);
        check(&mut dice, on, circumstances, policy);
    }
}

fn outcome(on: Date, circumstances: &Circumstances, policy: &Policy) -> AssessmentResult {
    totals(on, circumstances, policy).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Returns the charge as a number to compare: the full cost of care whose cost
/// is not known is more than any other.
fn charge(outcome: &AssessmentResult) -> Decimal {
    outcome.charge.weekly.unwrap_or(Decimal::MAX)
}
