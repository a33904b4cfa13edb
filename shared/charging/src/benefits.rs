//! Benefits that the answers suggest may not have been claimed. The list names
//! the benefits and gives reasons, and promises nothing, because each benefit
//! has conditions of its own that nobody was asked about.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::assessment::{AssessmentResult, Basis, BenefitToCheck};
use super::circumstances::{Circumstances, HousingCostKind, IncomeKind, PersonOrPartner, Setting};
use super::law;
use super::policy::Policy;
use super::rounding::Rounding;
use super::rules::{is_for_care, reached_pension_age};

/// The capital at which help with rent and Council Tax, and Universal Credit,
/// stop (Universal Credit Regulations 2013 regulation 18 and the like).
const CAPITAL_FOR_HELP: Decimal = Decimal::from_parts(16_000, 0, 0, false, 0);

/// The answers, with a method for each thing that the rules below ask of them.
struct Answers<'a> {
    circumstances: &'a Circumstances,
    pension_age: bool,
    both_pension_age: bool,
    has_partner: bool,
    little_capital: bool,
}

impl Answers<'_> {
    /// Whether somebody actually receives a benefit of such a kind.
    fn gets(&self, whose: fn(PersonOrPartner) -> bool, kind: fn(IncomeKind) -> bool) -> bool {
        self.circumstances
            .income
            .iter()
            .any(|income| whose(income.whose) && !income.notional && kind(income.kind))
    }

    fn person_gets(&self, kind: fn(IncomeKind) -> bool) -> bool {
        self.gets(|whose| whose != PersonOrPartner::Partner, kind)
    }

    fn anybody_gets(&self, kind: fn(IncomeKind) -> bool) -> bool {
        self.gets(|_| true, kind)
    }

    fn pays(&self, kind: HousingCostKind) -> bool {
        self.circumstances
            .housing
            .costs
            .iter()
            .any(|cost| cost.kind == kind)
    }
}

/// Returns the benefits worth checking.
///
/// ```
/// use charging::benefits::to_check;
/// use charging::policy::Policy;
/// # use jiff::civil::date;
/// # use serde_json::json;
///
/// # let circumstances = serde_json::from_value(json!({
/// #     "person": { "age": 80 },
/// #     "care": { "setting": "at_home" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// // Somebody of 80 has care at home and told of a State Pension alone.
/// let (on, policy) = (date(2024, 6, 3), Policy::default());
/// let outcome = charging::totals(on, &circumstances, &policy).unwrap();
///
/// let worth_checking = to_check(on, &circumstances, &policy, &outcome);
/// assert_eq!(worth_checking[0].benefit, "Attendance Allowance");
/// ```
#[must_use]
pub fn to_check(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
    outcome: &AssessmentResult,
) -> Vec<BenefitToCheck> {
    let person = &circumstances.person;
    let partner = circumstances.household.partner.as_ref();
    let pension_age = reached_pension_age(
        on,
        person.reached_pension_age,
        person.date_of_birth,
        person.age,
    );
    let answers = Answers {
        circumstances,
        pension_age,
        both_pension_age: pension_age
            && partner.is_none_or(|partner| {
                reached_pension_age(
                    on,
                    partner.reached_pension_age,
                    partner.date_of_birth,
                    partner.age,
                )
            }),
        has_partner: partner.is_some(),
        little_capital: outcome.totals.capital_counted <= CAPITAL_FOR_HELP,
    };
    let mut found = Vec::new();
    for_disability(&answers, outcome, &mut found);
    for_carers(&answers, &mut found);
    for_low_income(&answers, on, policy, outcome, &mut found);
    for_the_home(&answers, &mut found);
    found
}

fn brings_care_benefit(kind: IncomeKind) -> bool {
    is_for_care(kind) || kind == IncomeKind::ArmedForcesIndependencePayment
}

fn for_disability(
    answers: &Answers<'_>,
    outcome: &AssessmentResult,
    found: &mut Vec<BenefitToCheck>,
) {
    // These benefits stop after 4 weeks in a care home that the council helps
    // to pay for.
    let payable = answers.circumstances.care.setting != Setting::CareHomePermanent
        || outcome.charge.basis == Basis::FullCost;
    if !payable {
        return;
    }
    if !answers.person_gets(brings_care_benefit) {
        found.push(if answers.pension_age {
            BenefitToCheck {
                benefit: "Attendance Allowance",
                why: "You have reached pension age and need care, and did not tell us about Attendance Allowance, PIP or DLA. You may be able to claim it whatever your income and savings are.",
                href: "https://www.gov.uk/attendance-allowance",
            }
        } else {
            BenefitToCheck {
                benefit: "Personal Independence Payment (PIP)",
                why: "You need care and did not tell us about PIP or DLA. You may be able to claim it whatever your income and savings are.",
                href: "https://www.gov.uk/pip",
            }
        });
    } else if answers.circumstances.care.night_care
        && answers.person_gets(|kind| kind == IncomeKind::AttendanceAllowanceLower)
    {
        found.push(BenefitToCheck {
            benefit: "Attendance Allowance, higher rate",
            why: "You get the lower rate and have care at night. People who need help by day and by night may get the higher rate.",
            href: "https://www.gov.uk/attendance-allowance",
        });
    }
}

fn for_carers(answers: &Answers<'_>, found: &mut Vec<BenefitToCheck>) {
    let brings = |kind| is_for_care(kind) && kind != IncomeKind::DlaCareLow;
    let cared_for = answers.person_gets(brings);
    let claimed = answers.gets(
        |whose| whose != PersonOrPartner::Person,
        |kind| {
            matches!(
                kind,
                IncomeKind::CarersAllowance | IncomeKind::UniversalCreditCarer
            )
        },
    );
    if answers.has_partner && cared_for && !claimed {
        found.push(BenefitToCheck {
            benefit: "Carer’s Allowance",
            why: "If your partner looks after you for 35 hours a week or more, they may be able to claim it, or more Pension Credit or Universal Credit because of it.",
            href: "https://www.gov.uk/carers-allowance",
        });
    }
}

fn for_low_income(
    answers: &Answers<'_>,
    on: Date,
    policy: &Policy,
    outcome: &AssessmentResult,
    found: &mut Vec<BenefitToCheck>,
) {
    let gets_guarantee = answers.anybody_gets(|kind| kind == IncomeKind::PensionCreditGuarantee);
    if answers.both_pension_age {
        if !gets_guarantee && below_pension_credit(answers, on, policy) {
            found.push(BenefitToCheck {
                benefit: "Pension Credit",
                why: "Your income looks lower than Pension Credit would bring it up to.",
                href: "https://www.gov.uk/pension-credit",
            });
        }
        if gets_guarantee
            && !answers.has_partner
            && answers.person_gets(|kind| is_for_care(kind) && kind != IncomeKind::DlaCareLow)
        {
            found.push(BenefitToCheck {
                benefit: "The extra amount for severe disability in Pension Credit",
                why: "You get Pension Credit and a disability benefit. If you live alone and nobody gets Carer’s Allowance for looking after you, you may be due an extra amount. Check that it is included.",
                href: "https://www.gov.uk/pension-credit/what-youll-get",
            });
        }
        return;
    }
    let gets_help = answers.anybody_gets(|kind| {
        matches!(
            kind,
            IncomeKind::UniversalCreditStandard
                | IncomeKind::UniversalCreditHealth
                | IncomeKind::EmploymentAndSupportAllowance
                | IncomeKind::IncomeSupport
                | IncomeKind::JobseekersAllowance
                | IncomeKind::PensionCreditGuarantee
        )
    });
    let totals = &outcome.totals;
    if !gets_help
        && answers.little_capital
        && totals
            .minimum_income_guarantee
            .is_some_and(|least| totals.income_total < least)
    {
        found.push(BenefitToCheck {
            benefit: "Universal Credit",
            why: "Your income is below the minimum income guarantee, and you did not tell us about Universal Credit or Employment and Support Allowance.",
            href: "https://www.gov.uk/universal-credit",
        });
    }
}

/// Whether the income that counts for Pension Credit, the couple's together, is
/// below its guarantee; `false` where its rates are not on file.
fn below_pension_credit(answers: &Answers<'_>, on: Date, policy: &Policy) -> bool {
    let Some(rates) = law::benefits(on) else {
        return false;
    };
    let guarantee = if answers.has_partner {
        rates.pension_credit_guarantee_couple.amount
    } else {
        rates.pension_credit_guarantee_single.amount
    };
    let rounding = Rounding::of(policy);
    let income: Decimal = answers
        .circumstances
        .income
        .iter()
        .filter(|income| counts_for_pension_credit(income.kind))
        .map(|income| rounding.weekly_income(income.amount, income.every))
        .sum();
    income < guarantee
}

const fn counts_for_pension_credit(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::StatePension
            | IncomeKind::PrivatePension
            | IncomeKind::OccupationalPension
            | IncomeKind::Annuity
            | IncomeKind::CarersAllowance
            | IncomeKind::Earnings
            | IncomeKind::SelfEmployment
            | IncomeKind::WorkingTaxCredit
            | IncomeKind::IndustrialInjuriesDisablementBenefit
            | IncomeKind::BereavementBenefit
            | IncomeKind::WarDisablementPension
            | IncomeKind::WarWidowsPension
            | IncomeKind::SpouseMaintenanceReceived
            | IncomeKind::OtherBenefitCounted
            | IncomeKind::OtherCounted
    )
}

fn for_the_home(answers: &Answers<'_>, found: &mut Vec<BenefitToCheck>) {
    let housing = &answers.circumstances.housing;
    if !answers.little_capital || answers.circumstances.care.setting == Setting::CareHomePermanent {
        return;
    }
    if answers.pays(HousingCostKind::CouncilTax)
        && housing.help_with_council_tax.is_none()
        && !answers.anybody_gets(|kind| kind == IncomeKind::CouncilTaxReduction)
    {
        found.push(BenefitToCheck {
            benefit: "Council Tax Reduction",
            why: "You pay Council Tax and did not tell us about any help with it.",
            href: "https://www.gov.uk/apply-council-tax-reduction",
        });
    }
    if answers.pays(HousingCostKind::Rent)
        && housing.help_with_rent.is_none()
        && !answers.anybody_gets(|kind| {
            matches!(
                kind,
                IncomeKind::HousingBenefit | IncomeKind::UniversalCreditHousing
            )
        })
    {
        found.push(if answers.pension_age {
            BenefitToCheck {
                benefit: "Housing Benefit",
                why: "You pay rent and did not tell us about any help with it.",
                href: "https://www.gov.uk/housing-benefit",
            }
        } else {
            BenefitToCheck {
                benefit: "Help with rent in Universal Credit",
                why: "You pay rent and did not tell us about any help with it.",
                href: "https://www.gov.uk/housing-and-universal-credit",
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::given::assessed;

    fn suggested(circumstances: Value) -> Vec<&'static str> {
        assessed("2026-11-22", circumstances, json!({}))
            .benefits_to_check
            .iter()
            .map(|check| check.benefit)
            .collect()
    }

    fn at_home(age: u8, income: impl Into<Value>) -> Value {
        let income = income.into();
        json!({ "person": { "age": age }, "care": { "setting": "at_home" }, "income": income })
    }

    #[test]
    fn an_unclaimed_disability_benefit_is_suggested_by_age() {
        let pension = json!([{ "kind": "state_pension", "amount": "300" }]);
        assert_eq!(suggested(at_home(80, pension)), ["Attendance Allowance"]);
        let earnings = json!([{ "kind": "employment_and_support_allowance", "amount": "300" }]);
        assert_eq!(
            suggested(at_home(40, earnings)),
            ["Personal Independence Payment (PIP)"]
        );
        let has = json!([
            { "kind": "state_pension", "amount": "300" },
            { "kind": "attendance_allowance_lower", "amount": "76.70" }
        ]);
        assert_eq!(suggested(at_home(80, has)), Vec::<&str>::new());
    }

    #[test]
    fn attendance_allowance_is_not_suggested_in_a_care_home_the_council_helps_to_pay_for() {
        let case = |capital: &str| {
            json!({
                "person": { "age": 80 }, "care": { "setting": "care_home_permanent" },
                "income": [{ "kind": "state_pension", "amount": "300" }],
                "capital": [{ "kind": "cash", "value": capital }]
            })
        };
        assert_eq!(suggested(case("1000")), Vec::<&str>::new());
        assert_eq!(suggested(case("50000")), ["Attendance Allowance"]);
    }

    #[test]
    fn pension_credit_is_suggested_below_the_guarantee_of_the_year() {
        let case = |amount: &str| {
            at_home(
                80,
                json!([
                    { "kind": "state_pension", "amount": amount },
                    { "kind": "attendance_allowance_lower", "amount": "76.70" }
                ]),
            )
        };
        // The guarantee is 238.00 a week in 2026 to 2027; Attendance Allowance
        // does not count.
        assert_eq!(suggested(case("237.99")), ["Pension Credit"]);
        assert_eq!(suggested(case("238.00")), Vec::<&str>::new());
    }

    #[test]
    fn a_partner_who_may_be_a_carer_and_help_with_the_home_are_suggested() {
        let case = json!({
            "person": { "age": 80 }, "household": { "partner": { "age": 78 } },
            "care": { "setting": "at_home" },
            "income": [
                { "kind": "state_pension", "amount": "400" },
                { "kind": "attendance_allowance_higher", "amount": "114.60" }
            ],
            "housing": { "costs": [
                { "kind": "rent", "amount": "100" }, { "kind": "council_tax", "amount": "30" }
            ] }
        });
        assert_eq!(
            suggested(case),
            [
                "Carer’s Allowance",
                "Council Tax Reduction",
                "Housing Benefit"
            ]
        );
    }

    #[test]
    fn every_suggestion_leads_to_gov_uk() {
        let case = at_home(30, json!([{ "kind": "other_counted", "amount": "1" }]));
        let found = assessed("2026-11-22", case, json!({})).benefits_to_check;
        assert_eq!(found.len(), 2, "PIP and Universal Credit");
        assert!(
            found
                .iter()
                .all(|check| check.href.starts_with("https://www.gov.uk/"))
        );
    }
}
