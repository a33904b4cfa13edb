//! Capital: what counts (regulations 18 to 24, Schedule 2), the upper limit
//! (regulation 12) and tariff income (regulation 25).

use rust_decimal::Decimal;

use super::Case;
use crate::circumstances::{Capital, CapitalKind, PersonOrPartner, Setting};
use crate::citations::{Citation, REG_18, REG_20, REG_22, REG_24, SCH_2, SCH_2_2, SCH_2_4};
use crate::rounding::{percent_of, steps_or_part};
use crate::trace::{LineRecorder, Rule};
use domain::values::money::Money;

/// The number of weeks for which a payment for personal injury and arrears of
/// benefits are ignored.
pub(crate) const WEEKS_IGNORED: u32 = 52;
/// The number of weeks for which the former home of somebody in a care home is
/// ignored.
const WEEKS_HOME_IGNORED: u32 = 12;

/// The capital limits and the tariff step that apply to a case.
pub(crate) struct Limits {
    pub(crate) lower: Decimal,
    pub(crate) upper: Decimal,
    pub(crate) step: Decimal,
    local: bool,
}

impl Limits {
    /// Returns the statutory limits in a care home; at home each of the
    /// council's that is more generous.
    pub(crate) fn of(case: &Case<'_>) -> Self {
        let amounts = case.law.amounts;
        let statutory = Self {
            lower: amounts.lower_capital_limit.amount,
            upper: amounts.upper_capital_limit.amount,
            step: amounts.tariff_step.amount,
            local: false,
        };
        if !case.at_home {
            return statutory;
        }
        let policy = &case.policy.capital_at_home;
        let higher =
            |law: Decimal, local: Option<Money>| local.map_or(law, |local| law.max(local.pounds()));
        let lower = higher(statutory.lower, policy.lower_limit);
        let upper = higher(statutory.upper, policy.upper_limit);
        let step = higher(statutory.step, policy.tariff_step);
        let local = (lower, upper, step) != (statutory.lower, statutory.upper, statutory.step);
        Self {
            lower,
            upper,
            step,
            local,
        }
    }

    /// Returns the tariff income of an amount of capital, whatever the upper
    /// limit.
    pub(super) fn tariff(&self, capital: Decimal) -> Decimal {
        steps_or_part(capital - self.lower, self.step)
    }

    /// Whether an amount of capital is above the upper limit.
    pub(super) fn exceeded_by(&self, capital: Decimal) -> bool {
        capital > self.upper
    }

    /// Notes the statutory figures that a result now rests on.
    pub(crate) fn rest_on(&self, case: &Case<'_>) {
        let amounts = case.law.amounts;
        for (figure, used) in [
            (&amounts.lower_capital_limit, self.lower),
            (&amounts.upper_capital_limit, self.upper),
            (&amounts.tariff_step, self.step),
        ] {
            if figure.amount == used {
                case.law.take(figure);
            }
        }
    }
}

/// The totals of capital.
pub(super) struct CapitalTotals {
    pub(super) counted: Decimal,
    pub(super) above_limit: bool,
    pub(super) tariff_income: Decimal,
}

/// The side of a couple whose part of a holding or of a payment is worked out.
/// Somebody without a partner is the person.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Side {
    Person,
    Partner,
}

/// Adds up the person's capital.
pub(super) fn capital<R: LineRecorder>(
    case: &Case<'_>,
    limits: &Limits,
    record: &mut R,
) -> CapitalTotals {
    let mut counted = Decimal::ZERO;
    for holding in &case.circumstances.capital {
        let held = counts(case, holding);
        let amount = match held {
            Held::Counted => share(case, holding, Side::Person),
            Held::Ignored(..) => Decimal::ZERO,
        };
        counted += amount;
        tell(case, holding, held, amount, record);
    }
    // Three thirds are a whole again.
    let counted = counted.round_dp(PLACES_OF_A_PART);
    record.line(
        Rule::CapitalCounted,
        counted,
        "Your savings, investments and property that count come to {amount}.",
        |line| {
            line.plus_every(Rule::Capital);
        },
    );
    if counted > Decimal::ZERO {
        limits.rest_on(case);
    }
    let above_limit = limits.exceeded_by(counted);
    let amounts = case.law.amounts;
    record.line(
        Rule::CapitalLimit,
        counted,
        if above_limit {
            "You have more than {1}, so you pay the full cost of your care."
        } else {
            "You have {1} or less, so the council can help with the cost of your care."
        },
        |line| {
            line.compared()
                .plus("Savings and property that count", counted)
                .plus(
                    if limits.local {
                        "Local upper limit"
                    } else {
                        "Upper limit"
                    },
                    limits.upper,
                )
                .rate(&amounts.upper_capital_limit);
        },
    );
    let tariff_income = if above_limit {
        Decimal::ZERO
    } else {
        limits.tariff(counted)
    };
    record.line(
        Rule::TariffIncome,
        tariff_income,
        if above_limit {
            "They are above the upper limit, so no income is counted from them."
        } else if counted > limits.lower {
            "Your savings and property count as income of {amount} a week (tariff income): £1 for every {2} or part of {2} above {1}."
        } else {
            "Savings and property of {1} or less do not count as income."
        },
        |line| {
            if above_limit {
                return;
            }
            if counted > limits.lower {
                line.plus("Savings and property that count", counted)
                    .minus("Lower limit", limits.lower)
                    .over_pounds("Savings and property for each £1", limits.step);
            } else {
                line.compared()
                    .plus("Savings and property that count", counted)
                    .plus("Lower limit", limits.lower);
            }
            line.rate(&amounts.lower_capital_limit).rate(&amounts.tariff_step);
        },
    );
    CapitalTotals {
        counted,
        above_limit,
        tariff_income,
    }
}

/// Returns the partner's capital, by the rules for the person's own.
pub(super) fn partners(case: &Case<'_>) -> Decimal {
    case.circumstances
        .capital
        .iter()
        .filter(|holding| is_counted(case, holding))
        .map(|holding| share(case, holding, Side::Partner))
        .sum::<Decimal>()
        .round_dp(PLACES_OF_A_PART)
}

/// Whether a holding counts or, if it is ignored, the reason and its source.
#[derive(Clone, Copy)]
enum Held {
    Counted,
    Ignored(&'static str, &'static [Citation]),
}

fn counts(case: &Case<'_>, holding: &Capital) -> Held {
    if holding.ignored_by_council {
        return Held::Ignored(
            "{about}: not counted, because the council has decided to ignore it.",
            &[SCH_2],
        );
    }
    match holding.kind {
        CapitalKind::BankOrBuildingSociety
        | CapitalKind::Cash
        | CapitalKind::NationalSavings
        | CapitalKind::PremiumBonds
        | CapitalKind::SharesOrUnitTrusts
        | CapitalKind::OtherInvestment
        | CapitalKind::MoneyHeldByOthers
        | CapitalKind::OtherProperty
        | CapitalKind::Land
        | CapitalKind::PossessionsBoughtToAvoidCharge
        | CapitalKind::OtherCounted => Held::Counted,
        CapitalKind::MainHome => main_home(case, holding),
        CapitalKind::PersonalInjuryPayment | CapitalKind::BenefitArrears => {
            if holding
                .weeks_held
                .is_some_and(|weeks| weeks < WEEKS_IGNORED)
            {
                Held::Ignored("{about}: not counted for the first 52 weeks.", &[SCH_2])
            } else {
                Held::Counted
            }
        }
        CapitalKind::BusinessAssets
        | CapitalKind::PersonalPossessions
        | CapitalKind::LifePolicySurrenderValue
        | CapitalKind::InvestmentBondWithLifeInsurance
        | CapitalKind::PersonalInjuryTrust
        | CapitalKind::CompensationScheme
        | CapitalKind::PrepaidFuneralPlan
        | CapitalKind::OtherIgnored => Held::Ignored("{about}: not counted.", &[SCH_2]),
    }
}

fn main_home(case: &Case<'_>, home: &Capital) -> Held {
    if case.circumstances.care.setting != Setting::CareHomePermanent {
        return Held::Ignored("The home you live in is not counted.", &[SCH_2]);
    }
    if home.occupied_by.is_some() {
        return Held::Ignored(
            "Your home is not counted while your partner, or certain relatives, still live there.",
            &[SCH_2_4],
        );
    }
    if case
        .circumstances
        .care
        .weeks_in_care_home
        .is_some_and(|weeks| weeks < WEEKS_HOME_IGNORED)
    {
        return Held::Ignored(
            "Your home is not counted for your first 12 weeks in a care home.",
            &[SCH_2_2],
        );
    }
    Held::Counted
}

/// Whether a holding counts and is the person's in part at least, and was not
/// given away.
pub(crate) fn can_be_spent(case: &Case<'_>, holding: &Capital) -> bool {
    holding.whose != PersonOrPartner::Partner
        && !holding.notional
        && holding.value > Money::ZERO
        && is_counted(case, holding)
}

/// Whether a holding counts.
pub(crate) fn is_counted(case: &Case<'_>, holding: &Capital) -> bool {
    matches!(counts(case, holding), Held::Counted)
}

/// Returns what one side's part of a holding counts as, if the holding counts.
pub(crate) fn value_of(case: &Case<'_>, holding: &Capital, side: Side) -> Decimal {
    match counts(case, holding) {
        Held::Counted => share(case, holding, side),
        Held::Ignored(..) => Decimal::ZERO,
    }
}

/// Returns the value of the person's part of the former home after the costs of
/// selling it and the debts secured on it, where the home counts or would after
/// the first 12 weeks; `None` where it does not.
pub(crate) fn counted_home(case: &Case<'_>, holding: &Capital) -> Option<Decimal> {
    let counts = holding.kind == CapitalKind::MainHome
        && case.circumstances.care.setting == Setting::CareHomePermanent
        && holding.occupied_by.is_none()
        && !holding.ignored_by_council;
    counts.then(|| share(case, holding, Side::Person))
}

/// Whether the rent of a holding is capital on the day it is due and no income
/// (regulation 19(3)): the rent of property that counts, and of the former home
/// during the first 12 weeks, whose paragraph is none of those that regulation
/// 19(3) excepts. The rent of a home that is ignored because the person or a
/// relative lives there stays income.
pub(super) fn rent_of_it_is_capital(case: &Case<'_>, holding: &Capital) -> bool {
    if holding.notional || holding.ignored_by_council {
        return false;
    }
    match holding.kind {
        CapitalKind::OtherProperty | CapitalKind::Land => true,
        CapitalKind::MainHome => {
            case.circumstances.care.setting == Setting::CareHomePermanent
                && holding.occupied_by.is_none()
        }
        _ => false,
    }
}

/// Whether selling a kind of capital costs money. Money in an account, in
/// National Savings or in Premium Bonds is paid out without a cost.
const fn costs_money_to_sell(kind: CapitalKind) -> bool {
    match kind {
        CapitalKind::SharesOrUnitTrusts
        | CapitalKind::OtherInvestment
        | CapitalKind::MainHome
        | CapitalKind::OtherProperty
        | CapitalKind::Land
        | CapitalKind::BusinessAssets
        | CapitalKind::PersonalPossessions
        | CapitalKind::PossessionsBoughtToAvoidCharge => true,
        CapitalKind::BankOrBuildingSociety
        | CapitalKind::Cash
        | CapitalKind::NationalSavings
        | CapitalKind::PremiumBonds
        | CapitalKind::MoneyHeldByOthers
        | CapitalKind::LifePolicySurrenderValue
        | CapitalKind::InvestmentBondWithLifeInsurance
        | CapitalKind::PersonalInjuryTrust
        | CapitalKind::PersonalInjuryPayment
        | CapitalKind::BenefitArrears
        | CapitalKind::CompensationScheme
        | CapitalKind::PrepaidFuneralPlan
        | CapitalKind::OtherCounted
        | CapitalKind::OtherIgnored => false,
    }
}

/// Whether a kind of capital is land or a building.
pub(crate) const fn is_property(kind: CapitalKind) -> bool {
    matches!(
        kind,
        CapitalKind::MainHome | CapitalKind::OtherProperty | CapitalKind::Land
    )
}

/// Returns the percentage taken off the value of a holding for the costs of
/// selling it (regulation 20, by the method of regulation 49 of the Income
/// Support (General) Regulations 1987).
fn sale_costs_percent(case: &Case<'_>, holding: &Capital) -> Decimal {
    if sells_at_a_cost(holding) {
        case.policy.sale_costs_percent
    } else {
        Decimal::ZERO
    }
}

/// Whether selling a holding would cost money: as the circumstances say or, if
/// they do not, by its kind.
pub(crate) fn sells_at_a_cost(holding: &Capital) -> bool {
    holding
        .costs_money_to_sell
        .unwrap_or(costs_money_to_sell(holding.kind))
}

/// A part of a holding: so many of so many equal parts.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) struct PartOfHolding {
    pub(crate) parts: Decimal,
    pub(crate) of: Decimal,
}

impl PartOfHolding {
    const NOTHING: Self = Self::percent(Decimal::ZERO);
    const WHOLE: Self = Self::percent(Decimal::ONE_HUNDRED);
    const HALF: Self = Self::percent(Decimal::from_parts(50, 0, 0, false, 0));

    const fn percent(parts: Decimal) -> Self {
        Self {
            parts,
            of: Decimal::ONE_HUNDRED,
        }
    }

    /// Returns the part that the circumstances give.
    fn given(holding: &Capital) -> Option<Self> {
        let fraction = holding.share.map(|share| Self {
            parts: share.parts.into(),
            of: share.of.into(),
        });
        fraction.or_else(|| holding.share_percent.map(Self::percent))
    }

    fn rest(self) -> Self {
        Self {
            parts: self.of - self.parts,
            ..self
        }
    }
}

/// Returns the part of a holding that belongs to the person or, if the partner
/// is meant, to the partner.
pub(crate) fn part(holding: &Capital, side: Side) -> PartOfHolding {
    let given = PartOfHolding::given(holding);
    match (holding.whose, side) {
        (PersonOrPartner::Joint, Side::Person) => given.unwrap_or(PartOfHolding::HALF),
        (PersonOrPartner::Joint, Side::Partner) => given.unwrap_or(PartOfHolding::HALF).rest(),
        (PersonOrPartner::Person, Side::Person) | (PersonOrPartner::Partner, Side::Partner) => {
            given.unwrap_or(PartOfHolding::WHOLE)
        }
        (PersonOrPartner::Person, Side::Partner) | (PersonOrPartner::Partner, Side::Person) => {
            PartOfHolding::NOTHING
        }
    }
}

/// The decimal places to which a part that no decimal number holds, such as a
/// third, is worked out: far below a penny, and far above what is lost.
const PLACES_OF_A_PART: u32 = 15;

/// Returns the share of the value of a holding that belongs to one side, after
/// the costs of selling it and the debts secured on it. The share is not
/// rounded.
fn share(case: &Case<'_>, holding: &Capital, side: Side) -> Decimal {
    let PartOfHolding { parts, of } = part(holding, side);
    if parts.is_zero() {
        return Decimal::ZERO;
    }
    let value = holding.value.pounds();
    let sale_costs = sale_costs_percent(case, holding);
    let net = if sale_costs.is_zero() {
        value
    } else {
        value - percent_of(value, sale_costs)
    };
    let net = (net - holding.secured_debt.pounds()).max(Decimal::ZERO);
    if parts == of {
        net
    } else if of == Decimal::ONE_HUNDRED {
        percent_of(net, parts)
    } else {
        net * parts / of
    }
}

fn tell<R: LineRecorder>(
    case: &Case<'_>,
    holding: &Capital,
    held: Held,
    amount: Decimal,
    record: &mut R,
) {
    let sentence = match held {
        Held::Ignored(why, _) => why,
        Held::Counted => match (holding.whose, holding.notional) {
            (PersonOrPartner::Partner, _) => "{about}: your partner’s, so not counted as yours.",
            (_, true) => "{about}: {amount} counts, as if you still had it.",
            (PersonOrPartner::Joint, _) => "{about}: your share of {amount} counts.",
            (PersonOrPartner::Person, _) => "{about}: {amount} counts.",
        },
    };
    record.line(Rule::Capital, amount, sentence, |line| {
        line.about(holding.kind.words());
        match held {
            Held::Ignored(_, law) => {
                line.law(law);
            }
            Held::Counted if holding.whose == PersonOrPartner::Partner => {
                line.law(&[REG_24]);
            }
            Held::Counted => {
                line.plus("Value", holding.value.pounds())
                    .percent_less("Costs of selling", sale_costs_percent(case, holding))
                    .minus_if_any("Debts secured on it", holding.secured_debt.pounds());
                let PartOfHolding { parts, of } = part(holding, Side::Person);
                if of == Decimal::ONE_HUNDRED {
                    line.percent("Share", parts);
                } else {
                    line.times_exactly("Parts that are yours", parts)
                        .over_exactly("Parts of the whole", of);
                }
                let costs = !sale_costs_percent(case, holding).is_zero();
                line.law(
                    match (
                        holding.notional,
                        holding.whose,
                        is_property(holding.kind) || costs,
                    ) {
                        (true, ..) => &[REG_22],
                        (_, PersonOrPartner::Joint, _) => &[REG_18, REG_24],
                        (.., true) => &[REG_18, REG_20],
                        _ => &[REG_18],
                    },
                );
            }
        }
    });
}
