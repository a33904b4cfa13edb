//! The explanation of an assessment, line by line. A rule hands each line to a
//! recorder as it works the line out; one recorder keeps the lines, the other
//! drops them at no cost. Lines hold amounts, not words: the words are made
//! when somebody asks for them.

use std::borrow::Cow;
use std::fmt::Write as _;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::citations::Citation;
use super::law::{Figure, FigureCertainty};
use super::rounding::Rounding;
use domain::values::money::{Frequency, MINUS, in_words, two_places};

macro_rules! rules {
    ($($variant:ident $id:literal $title:literal)*) => {
        /// A rule of the assessment.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Rule {
            $(#[doc = $title] $variant,)*
        }

        impl Rule {
            /// All rules, in the order in which they are worked out.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the id of the rule in the JSON: `tariff_income`.
            ///
            /// ```
            /// use charging::trace::Rule;
            ///
            /// assert_eq!(Rule::GuaranteeCarer.id(), "guarantee_carer_premium");
            /// ```
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// Returns the name of the rule on a page: `Income from savings`.
            ///
            /// ```
            /// use charging::trace::Rule;
            ///
            /// assert_eq!(Rule::Kept.title(), "What is kept");
            /// ```
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

rules! {
    Capital "capital" "A saving, investment or property"
    CapitalCounted "capital_counted" "Savings and property that count"
    CapitalLimit "capital_limit" "The upper limit of savings and property"
    TariffIncome "tariff_income" "Income counted from savings and property"
    Income "income" "An income"
    NightPart "night_part" "The night part of a disability benefit"
    FlatSavingsCredit "flat_savings_credit" "A flat sum in the place of savings credit"
    IncomeCounted "income_counted" "Income that counts"
    IncomeTotal "income_total" "All income that counts"
    GuaranteeBasic "guarantee_basic" "Minimum income guarantee: basic amount"
    GuaranteeChild "guarantee_child" "Minimum income guarantee: children"
    GuaranteeDisability "guarantee_disability_premium" "Minimum income guarantee: disability premium"
    GuaranteeEnhancedDisability "guarantee_enhanced_disability_premium" "Minimum income guarantee: enhanced disability premium"
    GuaranteeCarer "guarantee_carer_premium" "Minimum income guarantee: carer premium"
    GuaranteeStatutory "guarantee_statutory" "Minimum income guarantee in law"
    Guarantee "guarantee" "Minimum income guarantee"
    PersonalExpenses "personal_expenses_allowance" "Personal expenses allowance"
    HousingCost "housing_cost" "A housing cost"
    HelpWithRent "help_with_rent" "Help with rent"
    HelpWithCouncilTax "help_with_council_tax" "Help with Council Tax"
    Housing "housing" "Housing costs"
    DisabilityExpense "disability_related_expense" "A disability-related expense"
    DisabilityExpenses "disability_related_expenses" "Disability-related expenses"
    Allowance "agreed_allowance" "An allowance agreed with the council"
    Allowances "agreed_allowances" "Allowances agreed with the council"
    PartnerIncome "partner_income" "The partner’s income"
    CoupleFloor "couple_floor" "Check that the partner is not left with too little"
    Kept "kept" "What is kept"
    Available "available_income" "Income available to pay for care"
    AssessedTogether "assessed_together" "Assessed together as a couple"
    PercentCharged "percent_charged" "The share of available income that is charged"
    MaximumCharge "maximum_charge" "The most that is charged"
    Contribution "contribution" "Contribution worked out from income"
    CostOfCare "cost_of_care" "What the care costs"
    NursingCare "nhs_funded_nursing_care" "NHS-funded nursing care"
    FreeCare "free_care" "Free care"
    TakingPart "taking_part" "Taking part in the assessment"
    ChargeRounded "charge_rounded" "Charge rounded down"
    MinimumCharge "minimum_charge" "The least that is billed"
    Charge "charge" "What the person pays"
    ArrangementFee "arrangement_fee" "Arrangement fee"
    CouncilPays "council_pays" "What the council pays"
    LeftWith "left_with" "What the person is left with"
}

domain::listed_enum! {
    /// The parts of an explanation, in order.
    pub enum Part {
        /// Capital.
        Capital,
        /// Income.
        Income,
        /// The amounts that are kept.
        Kept,
        /// The contribution that can be asked for.
        Contribution,
        /// The charge.
        Charge,
    }
}

impl Part {
    /// Returns the heading of the part on a page.
    ///
    /// ```
    /// use charging::trace::Part;
    ///
    /// let headings = Part::ALL.map(Part::heading);
    /// assert_eq!(headings[0], "Your savings and property");
    /// assert_eq!(headings[4], "What you pay");
    /// ```
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Capital => "Your savings and property",
            Self::Income => "Your income",
            Self::Kept => "What you keep",
            Self::Contribution => "The most you can be asked to pay",
            Self::Charge => "What you pay",
        }
    }
}

impl Rule {
    /// Returns the part of the explanation that the rule belongs to.
    ///
    /// ```
    /// use charging::trace::{Part, Rule};
    ///
    /// assert_eq!(Rule::TariffIncome.part(), Part::Capital);
    /// assert_eq!(Rule::GuaranteeBasic.part(), Part::Kept);
    /// ```
    #[must_use]
    pub const fn part(self) -> Part {
        match self {
            Self::Capital | Self::CapitalCounted | Self::CapitalLimit | Self::TariffIncome => {
                Part::Capital
            }
            Self::Income
            | Self::NightPart
            | Self::FlatSavingsCredit
            | Self::IncomeCounted
            | Self::IncomeTotal => Part::Income,
            Self::GuaranteeBasic
            | Self::GuaranteeChild
            | Self::GuaranteeDisability
            | Self::GuaranteeEnhancedDisability
            | Self::GuaranteeCarer
            | Self::GuaranteeStatutory
            | Self::Guarantee
            | Self::PersonalExpenses
            | Self::HousingCost
            | Self::HelpWithRent
            | Self::HelpWithCouncilTax
            | Self::Housing
            | Self::DisabilityExpense
            | Self::DisabilityExpenses
            | Self::Allowance
            | Self::Allowances
            | Self::PartnerIncome
            | Self::CoupleFloor
            | Self::Kept => Part::Kept,
            Self::Available
            | Self::AssessedTogether
            | Self::PercentCharged
            | Self::MaximumCharge
            | Self::Contribution => Part::Contribution,
            Self::CostOfCare
            | Self::NursingCare
            | Self::FreeCare
            | Self::TakingPart
            | Self::ChargeRounded
            | Self::MinimumCharge
            | Self::Charge
            | Self::ArrangementFee
            | Self::CouncilPays
            | Self::LeftWith => Part::Charge,
        }
    }
}

/// A recorder of the lines that the rules work out.
pub(super) trait LineRecorder {
    /// Records a line: its rule, its amount, the sentence that says it (in
    /// which `{about}`, `{amount}` and `{0}`, `{1}` … stand for the line's
    /// subject, its amount and the amounts it was worked out from), and a
    /// function that writes the rest.
    fn line(
        &mut self,
        rule: Rule,
        amount: Decimal,
        sentence: &'static str,
        write: impl FnOnce(&mut Writing<'_>),
    );
}

/// A recorder that keeps nothing, for an assessment without its explanation.
pub(super) struct Silent;

impl LineRecorder for Silent {
    #[inline]
    fn line(&mut self, _: Rule, _: Decimal, _: &'static str, _: impl FnOnce(&mut Writing<'_>)) {}
}

/// The lines of an assessment, in the order in which they were worked out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    lines: Vec<Line>,
    terms: Vec<Term>,
    rates: Vec<&'static Figure>,
}

/// A line: the amount that a rule worked out, and the terms it is made of.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    rule: Rule,
    amount: Decimal,
    sentence: &'static str,
    about: Cow<'static, str>,
    shape: Shape,
    law: &'static [Citation],
    terms: (u32, u32),
    rates: (u32, u32),
}

/// The places to which an amount and its terms are compared: far below a penny.
const PLACES_COMPARED: u32 = 12;

/// The way in which the terms of a line make its amount.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shape {
    /// The terms are calculated one after another.
    Chain,
    /// The amount is the lowest of the terms.
    Lowest,
    /// The amount is the highest of the terms.
    Highest,
    /// The first term is compared with the second; the amount is the first.
    Compared,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    sign: Sign,
    name: Cow<'static, str>,
    amount: Decimal,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Sign {
    Plus,
    Minus,
    Times,
    Over,
    OverPounds,
    Percent,
    PercentMore,
    PercentLess,
}

/// A writer of one line.
pub(super) struct Writing<'a> {
    line: Line,
    trace: &'a mut Trace,
}

impl LineRecorder for Trace {
    fn line(
        &mut self,
        rule: Rule,
        amount: Decimal,
        sentence: &'static str,
        write: impl FnOnce(&mut Writing<'_>),
    ) {
        let terms = self.terms.len() as u32;
        let rates = self.rates.len() as u32;
        let mut writing = Writing {
            line: Line {
                rule,
                amount,
                sentence,
                about: Cow::Borrowed(""),
                shape: Shape::Chain,
                law: rule.law(),
                terms: (terms, terms),
                rates: (rates, rates),
            },
            trace: self,
        };
        write(&mut writing);
        let mut line = writing.line;
        line.terms.1 = self.terms.len() as u32;
        line.rates.1 = self.rates.len() as u32;
        self.lines.push(line);
    }
}

impl Writing<'_> {
    /// Sets the subject of the line: `State Pension`.
    pub(super) fn about(&mut self, name: &'static str) -> &mut Self {
        self.line.about = Cow::Borrowed(name);
        self
    }

    /// Sets the subject of the line, as somebody typed it.
    pub(super) fn about_given(&mut self, name: &str) -> &mut Self {
        self.line.about = Cow::Owned(name.to_owned());
        self
    }

    /// Sets the law behind the line, where it is not the rule's own.
    pub(super) fn law(&mut self, law: &'static [Citation]) -> &mut Self {
        self.line.law = law;
        self
    }

    /// Adds a figure of the law that the line takes.
    pub(super) fn rate(&mut self, figure: &'static Figure) -> &mut Self {
        self.trace.rates.push(figure);
        self
    }

    pub(super) fn plus(&mut self, name: &'static str, amount: Decimal) -> &mut Self {
        self.term(Sign::Plus, name, amount)
    }

    pub(super) fn minus(&mut self, name: &'static str, amount: Decimal) -> &mut Self {
        self.term(Sign::Minus, name, amount)
    }

    /// Adds an amount as [`Self::plus`] does, unless it is 0.
    pub(super) fn plus_if_any(&mut self, name: &'static str, amount: Decimal) -> &mut Self {
        if amount.is_zero() {
            self
        } else {
            self.plus(name, amount)
        }
    }

    /// Takes off an amount as [`Self::minus`] does, unless it is 0.
    pub(super) fn minus_if_any(&mut self, name: &'static str, amount: Decimal) -> &mut Self {
        if amount.is_zero() {
            self
        } else {
            self.minus(name, amount)
        }
    }

    /// Multiplies by a number, unless it is 1.
    pub(super) fn times(&mut self, name: &'static str, number: i64) -> &mut Self {
        self.times_exactly(name, Decimal::from(number))
    }

    /// Multiplies by a number that need not be whole, unless it is 1.
    pub(super) fn times_exactly(&mut self, name: &'static str, number: Decimal) -> &mut Self {
        if number == Decimal::ONE {
            self
        } else {
            self.term(Sign::Times, name, number)
        }
    }

    /// Divides by a number, unless it is 1.
    pub(super) fn over(&mut self, name: &'static str, number: i64) -> &mut Self {
        if number == 1 {
            self
        } else {
            self.term(Sign::Over, name, Decimal::from(number))
        }
    }

    /// Divides by a number that is a decimal, unless it is 1.
    pub(super) fn over_exactly(&mut self, name: &'static str, number: Decimal) -> &mut Self {
        if number == Decimal::ONE {
            self
        } else {
            self.term(Sign::Over, name, number)
        }
    }

    /// Turns a payment of this frequency into a weekly amount.
    pub(super) fn a_week(&mut self, rounding: Rounding, every: Frequency) -> &mut Self {
        let (times, over) = rounding.weekly(every);
        let over_what = if times == 1 {
            "Weeks each is for"
        } else {
            "Weeks or days of the year"
        };
        self.times("Payments a year", times).over(over_what, over)
    }

    /// Divides by an amount of money, which makes a number: £16 ÷ £5 is 3.2.
    pub(super) fn over_pounds(&mut self, name: &'static str, amount: Decimal) -> &mut Self {
        self.term(Sign::OverPounds, name, amount)
    }

    /// Takes a percentage of the terms before, unless it is 100.
    pub(super) fn percent(&mut self, name: &'static str, percent: Decimal) -> &mut Self {
        if percent == Decimal::ONE_HUNDRED {
            self
        } else {
            self.term(Sign::Percent, name, percent)
        }
    }

    /// Adds a percentage of the terms before, unless it is 0.
    pub(super) fn percent_more(&mut self, name: &'static str, percent: Decimal) -> &mut Self {
        if percent.is_zero() {
            self
        } else {
            self.term(Sign::PercentMore, name, percent)
        }
    }

    /// Takes off a percentage of the terms before, unless it is 0.
    pub(super) fn percent_less(&mut self, name: &'static str, percent: Decimal) -> &mut Self {
        if percent.is_zero() {
            self
        } else {
            self.term(Sign::PercentLess, name, percent)
        }
    }

    /// Makes the amount of the line the lowest of its terms.
    pub(super) fn lowest(&mut self) -> &mut Self {
        self.line.shape = Shape::Lowest;
        self
    }

    /// Makes the amount of the line the highest of its terms.
    pub(super) fn highest(&mut self) -> &mut Self {
        self.line.shape = Shape::Highest;
        self
    }

    /// Makes the line compare its first term with the second.
    pub(super) fn compared(&mut self) -> &mut Self {
        self.line.shape = Shape::Compared;
        self
    }

    /// Adds the amount of every earlier line of a rule, unless it is 0.
    pub(super) fn plus_every(&mut self, rule: Rule) -> &mut Self {
        self.every(rule, Sign::Plus)
    }

    /// Takes off the amount of every earlier line of a rule, unless it is 0.
    pub(super) fn minus_every(&mut self, rule: Rule) -> &mut Self {
        self.every(rule, Sign::Minus)
    }

    fn every(&mut self, rule: Rule, sign: Sign) -> &mut Self {
        let Trace { lines, terms, .. } = &mut *self.trace;
        for line in lines
            .iter()
            .filter(|line| line.rule == rule && !line.amount.is_zero())
        {
            let name = if line.about.is_empty() {
                Cow::Borrowed(rule.title())
            } else {
                line.about.clone()
            };
            terms.push(Term {
                sign,
                name,
                amount: line.amount,
            });
        }
        self
    }

    fn term(&mut self, sign: Sign, name: &'static str, amount: Decimal) -> &mut Self {
        self.trace.terms.push(Term {
            sign,
            name: Cow::Borrowed(name),
            amount,
        });
        self
    }
}

impl Trace {
    /// Makes a trace with room for an ordinary assessment, so that it grows
    /// once or not at all.
    pub(super) fn with_room() -> Self {
        Self {
            lines: Vec::with_capacity(40),
            terms: Vec::with_capacity(96),
            rates: Vec::with_capacity(16),
        }
    }

    /// Returns every line, in the order in which they were worked out.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let rules: Vec<Rule> = assessment.trace.lines().map(|line| line.rule()).collect();
    /// assert!(rules.is_sorted());
    /// assert_eq!(rules.last(), Some(&Rule::LeftWith));
    /// ```
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Explained<'_>> {
        self.lines
            .iter()
            .map(|line| Explained { line, trace: self })
    }

    /// Returns the lines of one rule.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let mut incomes = assessment.trace.of(Rule::Income);
    /// assert_eq!(incomes.next().unwrap().about(), "State Pension");
    /// assert!(incomes.next().is_none());
    /// ```
    pub fn of(&self, rule: Rule) -> impl Iterator<Item = Explained<'_>> {
        self.lines().filter(move |line| line.rule() == rule)
    }
}

/// A line of the explanation, whose words are made as they are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    line: &'a Line,
    trace: &'a Trace,
}

/// An input that a line was worked out from.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Input {
    /// The name of the input: `State Pension`.
    pub name: String,
    /// The amount in pounds: `203.85`.
    pub amount: String,
}

/// A figure of the law that a line took.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Rate {
    /// The name of the figure: `Single person of pension age`.
    pub name: &'static str,
    /// The amount in pounds: `228.70`.
    pub amount: String,
    /// The certainty of the figure.
    pub certainty: FigureCertainty,
    /// The first day on which the figure applies: `2024-04-08`.
    pub from: String,
    /// The source of the figure.
    pub source: &'static str,
}

impl<'a> Explained<'a> {
    /// Returns the rule of the line.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let first = assessment.trace.lines().next().unwrap();
    /// assert_eq!(first.rule(), Rule::CapitalCounted);
    /// ```
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.line.rule
    }

    /// Returns the amount of the line, in pounds.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// use rust_decimal::dec;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let guarantee = assessment.trace.of(Rule::Guarantee).next().unwrap();
    /// assert_eq!(guarantee.amount(), dec!(228.70));
    /// ```
    #[must_use]
    pub const fn amount(&self) -> Decimal {
        self.line.amount
    }

    /// Returns the subject of the line: `State Pension`; the rule's own title
    /// if there is nothing narrower.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let income = assessment.trace.of(Rule::Income).next().unwrap();
    /// assert_eq!(income.about(), "State Pension");
    /// let kept = assessment.trace.of(Rule::Kept).next().unwrap();
    /// assert_eq!(kept.about(), "What is kept");
    /// ```
    #[must_use]
    pub fn about(&self) -> &'a str {
        if self.line.about.is_empty() {
            self.line.rule.title()
        } else {
            &self.line.about
        }
    }

    /// Whether the line changes nothing, such as help with rent that takes
    /// nothing off. The trace keeps such a line, because it shows that the rule
    /// was applied; a page leaves it out.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }],
    /// #     "housing": { "help_with_rent": { "amount": "30" } }
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody who told of help with a rent, and of no rent.
    /// let help = assessment.trace.of(Rule::HelpWithRent).next().unwrap();
    /// assert!(help.is_nothing());
    /// let housing = assessment.trace.of(Rule::Housing).next().unwrap();
    /// assert!(!housing.is_nothing());
    /// ```
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let helps = matches!(
            self.line.rule,
            Rule::HelpWithRent | Rule::HelpWithCouncilTax
        );
        helps && self.line.amount.is_zero()
    }

    /// Returns the law behind the line.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let guarantee = assessment.trace.of(Rule::GuaranteeBasic).next().unwrap();
    /// assert_eq!(guarantee.law()[0].text, "Charging regulations 2014, regulation 7");
    /// ```
    #[must_use]
    pub const fn law(&self) -> &'static [Citation] {
        self.line.law
    }

    /// Returns the figures of the law that the line took, each with its
    /// certainty and source.
    ///
    /// ```
    /// use charging::law::{FigureCertainty, FigureName};
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let guarantee = assessment.trace.of(Rule::GuaranteeBasic).next().unwrap();
    /// let figure = guarantee.figures().next().unwrap();
    /// assert_eq!(figure.name, FigureName::single_pension_age);
    /// assert_eq!(figure.certainty, FigureCertainty::Published);
    /// ```
    pub fn figures(&self) -> impl Iterator<Item = &'static Figure> + 'a {
        let (from, to) = self.line.rates;
        self.trace
            .rates
            .get(from as usize..to as usize)
            .unwrap_or_default()
            .iter()
            .copied()
    }

    /// Returns the figures of the law that the line took, as the JSON gives
    /// them.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let guarantee = assessment.trace.of(Rule::GuaranteeBasic).next().unwrap();
    /// let rate = &guarantee.rates()[0];
    /// assert_eq!(rate.name, "Single person of pension age");
    /// assert_eq!(rate.amount, "228.70");
    /// assert_eq!(rate.from, "2024-04-08");
    /// ```
    #[must_use]
    pub fn rates(&self) -> Vec<Rate> {
        self.figures()
            .map(|figure| Rate {
                name: figure.name.words(),
                amount: two_places(figure.amount),
                certainty: figure.certainty,
                from: figure.from.to_string(),
                source: figure.source,
            })
            .collect()
    }

    /// Returns the inputs that the line was worked out from.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let available = assessment.trace.of(Rule::Available).next().unwrap();
    /// let amounts: Vec<String> = available.inputs().into_iter().map(|input| input.amount).collect();
    /// assert_eq!(amounts, ["300.00", "228.70"]);
    /// ```
    #[must_use]
    pub fn inputs(&self) -> Vec<Input> {
        self.terms()
            .iter()
            .map(|term| Input {
                name: term.name.to_string(),
                amount: match term.sign {
                    Sign::Plus | Sign::Minus | Sign::OverPounds => two_places(term.amount),
                    _ => term.amount.normalize().to_string(),
                },
            })
            .collect()
    }

    /// Returns what the rule did, in a plain sentence.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }],
    /// #     "capital": [{ "kind": "bank_or_building_society", "value": "16000" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody with savings of £16,000.
    /// let tariff = assessment.trace.of(Rule::TariffIncome).next().unwrap();
    /// assert_eq!(
    ///     tariff.sentence(),
    ///     "Your savings and property count as income of £7 a week (tariff income): £1 for \
    ///      every £250 or part of £250 above £14,250."
    /// );
    /// ```
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut said = String::with_capacity(self.line.sentence.len() + 40);
        let mut rest = self.line.sentence;
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            match place {
                "about" => said.push_str(self.about()),
                "amount" => said.push_str(&in_words(self.line.amount)),
                number => {
                    let term = number
                        .parse()
                        .ok()
                        .and_then(|number: usize| self.terms().get(number));
                    if let Some(term) = term {
                        said.push_str(&match term.sign {
                            Sign::Plus | Sign::Minus | Sign::OverPounds => in_words(term.amount),
                            _ => term.amount.normalize().to_string(),
                        });
                    }
                }
            }
            rest = after;
        }
        said.push_str(rest);
        said
    }

    /// Returns the calculation in figures: `£305.60 − £214.35 − £5.00 =
    /// £86.25`. Empty if there is none to show.
    ///
    /// ```
    /// use charging::trace::Rule;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let available = assessment.trace.of(Rule::Available).next().unwrap();
    /// assert_eq!(available.sum(), "£300.00 − £228.70 = £71.30");
    /// ```
    #[must_use]
    pub fn sum(&self) -> String {
        let terms = self.terms();
        match (terms, self.line.shape) {
            ([], _) => String::new(),
            ([only], _) if only.sign == Sign::Plus && only.amount == self.line.amount => {
                figures(only.amount)
            }
            (_, Shape::Chain) => self.chain(terms),
            (_, Shape::Lowest) => self.choice("The lowest of", "The lower of", terms),
            (_, Shape::Highest) => self.choice("The highest of", "The higher of", terms),
            ([first, second, ..], Shape::Compared) => {
                let relation = match first.amount.cmp(&second.amount) {
                    std::cmp::Ordering::Less => "is less than",
                    std::cmp::Ordering::Equal => "is the same as",
                    std::cmp::Ordering::Greater => "is more than",
                };
                format!(
                    "{} {relation} {}",
                    figures(first.amount),
                    figures(second.amount)
                )
            }
            ([first], Shape::Compared) => figures(first.amount),
        }
    }

    fn terms(&self) -> &'a [Term] {
        let (from, to) = self.line.terms;
        self.trace
            .terms
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }

    fn choice(&self, of_many: &str, of_two: &str, terms: &[Term]) -> String {
        let mut sum = String::from(if terms.len() > 2 { of_many } else { of_two });
        for (place, term) in terms.iter().enumerate() {
            sum.push_str(match place {
                0 => " ",
                place if place + 1 == terms.len() => " and ",
                _ => ", ",
            });
            sum.push_str(&figures(term.amount));
        }
        let _ = write!(sum, " = {}", figures(self.line.amount));
        sum
    }

    /// Writes the terms one after another: `£305.60 − £5.00 = £300.60`. Works
    /// out the exact result on the way, because the words `rounded up` stand
    /// only where the amount of the line is more than that.
    fn chain(&self, terms: &[Term]) -> String {
        let mut sum = String::new();
        let mut exact = Decimal::ZERO;
        let mut added = 0;
        let mut counted = false;
        for (place, term) in terms.iter().enumerate() {
            let adds = matches!(term.sign, Sign::Plus | Sign::Minus);
            if !adds && added > 1 {
                sum = format!("({sum})");
            }
            added = if adds { added + 1 } else { 1 };
            match term.sign {
                Sign::Plus | Sign::Minus if place == 0 => {}
                Sign::Plus | Sign::PercentMore => sum.push_str(" + "),
                Sign::Minus | Sign::PercentLess => sum.push_str(" − "),
                Sign::Times | Sign::Percent => sum.push_str(" × "),
                Sign::Over | Sign::OverPounds => sum.push_str(" ÷ "),
            }
            if place == 0 && term.sign == Sign::Minus {
                sum.push_str(MINUS);
            }
            let number = term.amount.normalize();
            match term.sign {
                Sign::Plus | Sign::Minus | Sign::OverPounds => sum.push_str(&figures(term.amount)),
                Sign::Times | Sign::Over => sum.push_str(&number.to_string()),
                Sign::Percent | Sign::PercentMore | Sign::PercentLess => {
                    let _ = write!(sum, "{number}%");
                }
            }
            let hundredths = term.amount * Decimal::new(1, 2);
            exact = match term.sign {
                Sign::Plus => exact + term.amount,
                Sign::Minus => exact - term.amount,
                Sign::Times => exact * term.amount,
                Sign::Over | Sign::OverPounds => exact.checked_div(term.amount).unwrap_or_default(),
                Sign::Percent => exact * hundredths,
                Sign::PercentMore => exact + exact * hundredths,
                Sign::PercentLess => exact - exact * hundredths,
            };
            counted = counted || term.sign == Sign::OverPounds;
        }
        let amount = self.line.amount;
        if counted {
            let shown = exact
                .round_dp_with_strategy(3, RoundingStrategy::ToZero)
                .normalize();
            let _ = write!(sum, " = {shown}");
            if exact != amount {
                sum.push_str(", a part counts as a whole");
            }
            let _ = write!(sum, ", so {}", figures(amount));
        } else if exact.is_sign_negative() && amount.is_zero() {
            sum.push_str(", so nothing is left to charge");
        } else {
            let _ = write!(sum, " = {}", figures(amount));
            // A third, which no decimal number holds, is worked out to many places.
            let exact = exact.round_dp(PLACES_COMPARED);
            let amount = amount.round_dp(PLACES_COMPARED);
            if amount < exact {
                sum.push_str(", rounded down");
            } else if amount > exact {
                sum.push_str(", rounded up");
            }
        }
        sum
    }
}

/// Returns pounds, always with pence, as a calculation shows them: `£1,234.50`,
/// `−£3.00`.
fn figures(pounds: Decimal) -> String {
    let mut shown = in_words(pounds.abs());
    if !shown.contains('.') {
        shown.push_str(".00");
    }
    if pounds.is_sign_negative() && !pounds.is_zero() {
        shown.insert_str(0, MINUS);
    }
    shown
}
