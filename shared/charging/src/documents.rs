//! Plans the documents that somebody has to show, with the reason for each.
//!
//! A document is asked for only where somebody's answers make it matter:
//!
//! * what **raises** a charge (income, savings, property) where it counts;
//! * what **lowers** it (rent, costs of disability, money that is ignored for a
//!   reason) where the charge would be another without it, which is found by
//!   working out the charge again without that answer;
//! * **authority** to act for somebody, where somebody says they have it.
//!
//! Facts that the council sees without documents are not asked for: benefits
//! that the Department for Work and Pensions pays, which it shows councils for
//! charging (Welfare Reform Act 2012, section 131; the Social Security
//! (Information-sharing in relation to Welfare Services etc.) Regulations
//! 2012), and its own records.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::circumstances::{
    Capital, CapitalKind, Care, Circumstances, Household, Housing, HousingCostKind, Income,
    IncomeKind, Occupier, Person, PersonOrPartner, TakingPart,
};
use crate::citations::{
    Citation, REG_10, REG_13, REG_15, REG_18, REG_20, REG_22, REG_25, SCH_1, SCH_1_2, SCH_1_4,
    SCH_2, SCH_2_4,
};
use crate::policy::{ExpenseMethod, Policy};
use crate::{AssessmentResult, Basis, ChargeReason};
use domain::application::evidence::{Evidence, FileState};

const fn law(text: &'static str, href: &'static str) -> Citation {
    Citation { text, href }
}

const LASTING_POWER: Citation = law(
    "Mental Capacity Act 2005, section 9",
    "https://www.legislation.gov.uk/ukpga/2005/9/section/9",
);
const DEPUTIES: Citation = law(
    "Mental Capacity Act 2005, section 16",
    "https://www.legislation.gov.uk/ukpga/2005/9/section/16",
);
const ENDURING_POWER: Citation = law(
    "Mental Capacity Act 2005, Schedule 4",
    "https://www.legislation.gov.uk/ukpga/2005/9/schedule/4",
);
const APPOINTEES: Citation = law(
    "Social Security (Claims and Payments) Regulations 1987, regulation 33",
    "https://www.legislation.gov.uk/uksi/1987/1968/regulation/33",
);

/// The facts of the application besides the money.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DocumentFacts {
    /// The right by which somebody applies for somebody else; `None` if they
    /// apply for themselves.
    pub authority: Option<Authority>,
    /// Whether a carer asks for support as a carer. The money of the person
    /// they care for does not matter then.
    pub carer: bool,
    /// Whether the council collects Council Tax itself: a unitary council, a
    /// London borough or a metropolitan district does, a county does not.
    pub collects_council_tax: bool,
}

/// The right by which somebody applies for somebody else.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The person agreed, and confirms that to the council themselves.
    Consent,
    /// A lasting power of attorney for property and money.
    LastingPowerMoney,
    /// A lasting power of attorney for health and care.
    LastingPowerCare,
    /// An enduring power of attorney, made before October 2007.
    EnduringPower,
    /// A deputy of the Court of Protection.
    Deputy,
    /// An appointee for benefits.
    Appointee,
    /// None of these: the person cannot agree, and somebody acts in their best
    /// interests. The council finds out what has to be done.
    BestInterests,
}

/// A document that is needed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NeededDocument {
    /// The id of the document, which never changes: `savings`.
    pub id: &'static str,
    /// The title of the document: `Statements of savings for the last 3
    /// months`.
    pub title: &'static str,
    /// Examples of documents that are accepted, in one sentence.
    pub such_as: &'static str,
    /// The reason why the document is needed, in one sentence.
    pub why: &'static str,
    /// The answers that the document is about, as a page says them: `Premium
    /// Bonds`.
    pub about: Vec<&'static str>,
    /// The law of the rule that the document supports.
    pub law: &'static [Citation],
}

/// A plan of the documents that are needed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DocumentPlan {
    /// The documents, in the order in which they are asked for.
    pub needed: Vec<NeededDocument>,
    /// The answers that the council sees without a document, each as a whole
    /// sentence.
    pub seen_already: Vec<&'static str>,
}

impl DocumentPlan {
    /// Returns the document with this id, if it is needed.
    ///
    /// ```
    /// # use charging::documents::{DocumentFacts, plan};
    /// # use charging::policy::Policy;
    /// # use jiff::civil::date;
    /// # use serde_json::json;
    /// # let planned = |savings: &str| {
    /// #     let circumstances = serde_json::from_value(json!({
    /// #         "person": { "age": 80 },
    /// #         "care": { "setting": "at_home", "weekly_cost": "400" },
    /// #         "income": [{ "kind": "state_pension", "amount": "300" }],
    /// #         "capital": [{ "kind": "bank_or_building_society", "value": savings }]
    /// #     })).unwrap();
    /// #     let facts = DocumentFacts::default();
    /// #     plan(date(2024, 6, 3), &facts, Some(&circumstances), &Policy::default())
    /// # };
    /// // Up to £14,250, savings are ignored and need no statement.
    /// assert!(planned("14250").find("savings").is_none());
    /// let savings = planned("16000");
    /// let statements = savings.find("savings").unwrap();
    /// assert_eq!(statements.about, ["Bank or building society account"]);
    /// ```
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&NeededDocument> {
        self.needed.iter().find(|needed| needed.id == id)
    }

    /// Adds the documents of another plan, each document once, for an
    /// application with two estimates.
    ///
    /// ```
    /// # use charging::documents::{DocumentFacts, plan};
    /// # use charging::policy::Policy;
    /// # use jiff::civil::date;
    /// # use serde_json::json;
    /// # let planned = |kind: &str| {
    /// #     let circumstances = serde_json::from_value(json!({
    /// #         "person": { "age": 80 },
    /// #         "care": { "setting": "at_home", "weekly_cost": "400" },
    /// #         "income": [{ "kind": "state_pension", "amount": "300" }],
    /// #         "capital": [{ "kind": kind, "value": "16000" }]
    /// #     })).unwrap();
    /// #     let facts = DocumentFacts::default();
    /// #     plan(date(2024, 6, 3), &facts, Some(&circumstances), &Policy::default())
    /// # };
    /// // Two estimates of one application, each with savings of £16,000.
    /// let mut plan = planned("bank_or_building_society");
    /// plan.join(planned("premium_bonds"));
    ///
    /// let ids: Vec<&str> = plan.needed.iter().map(|document| document.id).collect();
    /// assert_eq!(ids, ["savings"]);
    /// assert_eq!(
    ///     plan.needed[0].about,
    ///     ["Bank or building society account", "Premium Bonds"]
    /// );
    /// ```
    pub fn join(&mut self, other: Self) {
        for needed in other.needed {
            match self.needed.iter_mut().find(|one| one.id == needed.id) {
                Some(same) => {
                    same.about.extend(needed.about);
                    same.about = once_each(std::mem::take(&mut same.about));
                }
                None => self.needed.push(needed),
            }
        }
        self.seen_already.extend(other.seen_already);
        self.seen_already = once_each(std::mem::take(&mut self.seen_already));
    }

    /// Returns the number of needed documents of which there is a file that can
    /// be used or is still being scanned.
    ///
    /// ```
    /// use domain::application::evidence::{Evidence, FileState};
    /// # use charging::documents::{DocumentFacts, plan};
    /// # use charging::policy::Policy;
    /// # use jiff::civil::date;
    /// # use serde_json::json;
    /// # let planned = |savings: &str| {
    /// #     let circumstances = serde_json::from_value(json!({
    /// #         "person": { "age": 80 },
    /// #         "care": { "setting": "at_home", "weekly_cost": "400" },
    /// #         "income": [{ "kind": "state_pension", "amount": "300" }],
    /// #         "capital": [{ "kind": "bank_or_building_society", "value": savings }]
    /// #     })).unwrap();
    /// #     let facts = DocumentFacts::default();
    /// #     plan(date(2024, 6, 3), &facts, Some(&circumstances), &Policy::default())
    /// # };
    /// # let statement = Evidence {
    /// #     id: "0123456789abcdef0123456789abcdef".to_owned(),
    /// #     document: "savings".to_owned(),
    /// #     name: "statement.pdf".to_owned(),
    /// #     file_type: None,
    /// #     size: 0,
    /// #     fingerprint: None,
    /// #     state: FileState::Scanning,
    /// #     refusal: None,
    /// #     added_at: jiff::Timestamp::UNIX_EPOCH,
    /// # };
    ///
    /// // A plan that needs a statement of savings.
    /// let plan = planned("16000");
    /// assert_eq!(plan.sent(&[]), 0);
    /// assert_eq!(plan.sent(&[statement.clone()]), 1);
    /// let infected = Evidence {
    ///     state: FileState::Infected,
    ///     ..statement
    /// };
    /// assert_eq!(plan.sent(&[infected]), 0);
    /// ```
    #[must_use]
    pub fn sent(&self, files: &[Evidence]) -> usize {
        let here = |file: &&Evidence| matches!(file.state, FileState::Clean | FileState::Scanning);
        let documents: BTreeSet<&str> = files
            .iter()
            .filter(here)
            .map(|file| file.document.as_str())
            .collect();
        self.needed
            .iter()
            .filter(|needed| documents.contains(needed.id))
            .count()
    }

    /// Returns the sentence that ends the list of documents: it says that the
    /// list is complete, or that no document is needed.
    ///
    /// ```
    /// use charging::documents::DocumentPlan;
    ///
    /// let nothing = DocumentPlan::default();
    /// assert_eq!(nothing.ending(), "You do not need to send any documents.");
    /// ```
    #[must_use]
    pub const fn ending(&self) -> &'static str {
        if self.needed.is_empty() {
            "You do not need to send any documents."
        } else {
            "You do not need to send anything else."
        }
    }
}

/// Plans the documents that these answers need, by the law of a day and a
/// council's policy. Without circumstances the plan asks nothing about money.
///
/// ```
/// use charging::documents::{Authority, DocumentFacts, plan};
/// use charging::policy::Policy;
/// # use jiff::civil::date;
/// # use serde_json::json;
///
/// # let circumstances = serde_json::from_value(json!({
/// #     "person": { "age": 80 },
/// #     "care": { "setting": "at_home", "weekly_cost": "400" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }],
/// #     "capital": [{ "kind": "bank_or_building_society", "value": "16000" }]
/// # })).unwrap();
/// // An attorney applies for somebody who has a State Pension and savings of £16,000.
/// let facts = DocumentFacts {
///     authority: Some(Authority::LastingPowerMoney),
///     ..DocumentFacts::default()
/// };
/// let plan = plan(
///     date(2024, 6, 3),
///     &facts,
///     Some(&circumstances),
///     &Policy::default(),
/// );
///
/// let ids: Vec<&str> = plan.needed.iter().map(|document| document.id).collect();
/// assert_eq!(ids, ["power-of-attorney", "savings"]);
/// assert_eq!(
///     plan.seen_already,
///     ["Benefits and State Pension: the Department for Work and Pensions shows us what it pays."]
/// );
/// ```
#[must_use]
pub fn plan(
    on: Date,
    facts: &DocumentFacts,
    circumstances: Option<&Circumstances>,
    policy: &Policy,
) -> DocumentPlan {
    let mut plan = DocumentPlan::default();
    plan.needed.extend(facts.authority.and_then(authority));
    let Some(circumstances) = circumstances.filter(|_| !facts.carer) else {
        return plan;
    };
    let Ok(outcome) = crate::totals(on, circumstances, policy) else {
        return plan;
    };
    let case = Case {
        on,
        facts,
        circumstances,
        policy,
        outcome,
    };
    // The methods below show income, capital, costs and expenses by documents.
    // The council knows or finds out the rest. A new fact does not compile here
    // until it belongs to one of the two.
    let Circumstances {
        income: _,
        capital: _,
        housing:
            Housing {
                costs: _,
                help_with_rent: _,
                help_with_council_tax: _,
            },
        disability_related_expenses: _,
        agreed_allowances: _,
        person:
            Person {
                age: _,
                date_of_birth: _,
                reached_pension_age: _,
                premiums: _,
                // The council keeps the register of people who are blind or
                // partially sighted (Care Act 2014 section 77).
                certified_blind: _,
            },
        household: Household {
            partner: _,
            children: _,
        },
        care:
            Care {
                setting: _,
                weekly_cost: _,
                parts: _,
                night_care: _,
                weeks_in_care_home: _,
                free_because: _,
                // The NHS tells the council what it pays.
                nhs_funded_nursing_care: _,
            },
        taking_part,
    } = circumstances;
    match taking_part {
        _ if outcome.charge.basis == Basis::Free => {}
        // Neither is assessed. Who declines is charged the full cost, and who
        // cannot afford care is charged nothing, by a benefit that the council
        // sees.
        TakingPart::Declined | TakingPart::LightTouchCannotAfford => {}
        TakingPart::LightTouchCanAfford => plan.needed.push(light_touch()),
        TakingPart::Full => {
            case.savings(&mut plan);
            case.property(&mut plan);
            case.income(&mut plan);
            case.outgoings(&mut plan);
        }
    }
    plan
}

fn authority(authority: Authority) -> Option<NeededDocument> {
    let needed = |id, title, such_as, law| {
        Some(NeededDocument {
            id,
            title,
            such_as,
            why: "You told us that this is your right to act for them. We have to see it before we can talk to you about their money and care.",
            about: Vec::new(),
            law,
        })
    };
    const REGISTERED: &str = "Every page of the registered document, with the stamp of the Office of the Public Guardian, or a letter with its access code.";
    match authority {
        Authority::Consent | Authority::BestInterests => None,
        Authority::LastingPowerMoney => needed(
            "power-of-attorney",
            "The lasting power of attorney for property and money",
            REGISTERED,
            &[LASTING_POWER],
        ),
        Authority::LastingPowerCare => needed(
            "power-of-attorney",
            "The lasting power of attorney for health and care",
            REGISTERED,
            &[LASTING_POWER],
        ),
        Authority::EnduringPower => needed(
            "power-of-attorney",
            "The enduring power of attorney",
            "Every page of the document, with the stamp of the court if it is registered.",
            &[ENDURING_POWER],
        ),
        Authority::Deputy => needed(
            "deputy-order",
            "The order of the Court of Protection",
            "Every page of the order that makes you their deputy.",
            &[DEPUTIES],
        ),
        Authority::Appointee => needed(
            "appointee-letter",
            "The letter that makes you their appointee",
            "The letter (form BF57) from the Department for Work and Pensions.",
            &[APPOINTEES],
        ),
    }
}

fn light_touch() -> NeededDocument {
    NeededDocument {
        id: "can-afford",
        title: "One document that shows savings or property above the limit",
        such_as: "A statement of one account, from the last 3 months, or the latest valuation of a property other than the home.",
        why: "We do not need the details of money. The law asks us to see that the full cost can clearly be paid.",
        about: Vec::new(),
        law: &[REG_10],
    }
}

/// An application with the outcome of its assessment.
struct Case<'a> {
    on: Date,
    facts: &'a DocumentFacts,
    circumstances: &'a Circumstances,
    policy: &'a Policy,
    outcome: AssessmentResult,
}

impl Case<'_> {
    /// Works out the outcome that other answers would have; `None` if they
    /// contradict each other.
    fn if_instead(&self, change: impl FnOnce(&mut Circumstances)) -> Option<AssessmentResult> {
        let mut circumstances = self.circumstances.clone();
        change(&mut circumstances);
        crate::totals(self.on, &circumstances, self.policy).ok()
    }

    /// Whether other answers would change the charge.
    fn changes_charge(&self, change: impl FnOnce(&mut Circumstances)) -> bool {
        self.if_instead(change)
            .is_some_and(|other| other.charge != self.outcome.charge)
    }

    /// Whether the full cost is charged because capital is above the upper
    /// limit.
    fn above_limit(&self) -> bool {
        self.outcome.charge.reason == Some(ChargeReason::CapitalAboveLimit)
    }

    /// Whether capital changes the charge: it is above the lower limit.
    fn capital_matters(&self) -> bool {
        self.above_limit() || self.outcome.totals.tariff_income > Decimal::ZERO
    }

    /// Whether less capital would count without a holding.
    fn holding_counts(&self, place: usize) -> bool {
        let without = self.if_instead(|circumstances| {
            circumstances.capital.remove(place);
        });
        without.is_some_and(|without| {
            without.totals.capital_counted != self.outcome.totals.capital_counted
        })
    }

    /// Whether the charge would be another if a holding, given by its place in
    /// the list, were not ignored.
    fn ignoring_matters(&self, place: usize) -> bool {
        self.changes_charge(|circumstances| {
            if let Some(holding) = circumstances.capital.get_mut(place) {
                *holding = Capital {
                    kind: CapitalKind::OtherProperty,
                    occupied_by: None,
                    weeks_held: None,
                    ..holding.clone()
                };
            }
        })
    }

    fn savings(&self, plan: &mut DocumentPlan) {
        let mut statements = Vec::new();
        let mut gifts = false;
        let mut ignored = Vec::new();
        for (place, holding) in self.circumstances.capital.iter().enumerate() {
            match how_shown(holding) {
                Shown::ByStatement if self.capital_matters() && self.holding_counts(place) => {
                    if holding.notional {
                        gifts = true;
                    } else {
                        statements.push(holding.kind.words());
                    }
                }
                Shown::ByReason if !self.holding_counts(place) && self.ignoring_matters(place) => {
                    ignored.push(holding.kind.words());
                }
                _ => {}
            }
        }
        if !statements.is_empty() {
            plan.needed.push(NeededDocument {
                id: "savings",
                title: "Statements of savings and accounts for the last 3 months",
                such_as: "Statements, pages of a savings book, or a picture of the online account with the name, the number and the dates.",
                why: "The savings affect what is paid.",
                about: once_each(statements),
                law: &[REG_18, REG_25],
            });
        }
        if gifts {
            plan.needed.push(NeededDocument {
                id: "given-away",
                title: "What was given away, when and to whom",
                such_as: "A statement that shows the payment, or a letter that says so.",
                why: "Money that was given away can count as if it were still there.",
                about: Vec::new(),
                law: &[REG_22],
            });
        }
        if !ignored.is_empty() {
            plan.needed.push(NeededDocument {
                id: "ignored-money",
                title: "Where the money that is ignored comes from",
                such_as: "The trust deed, the policy, or the letter that came with the payment.",
                why: "This money does not count because of where it comes from. We have to see that.",
                about: once_each(ignored),
                law: &[SCH_2],
            });
        }
    }

    fn property(&self, plan: &mut DocumentPlan) {
        let mut counted = Vec::new();
        let mut occupied = false;
        for (place, holding) in self.circumstances.capital.iter().enumerate() {
            if how_shown(holding) != Shown::AsProperty {
                continue;
            }
            if self.holding_counts(place) {
                counted.push(holding.kind.words());
            }
            let by_relative = matches!(
                holding.occupied_by,
                Some(Occupier::RelativeAged60OrOver | Occupier::IncapacitatedRelative)
            );
            occupied |= by_relative && self.ignoring_matters(place);
        }
        if !counted.is_empty() {
            plan.needed.push(NeededDocument {
                id: "property",
                title: "What the property is worth and what is owed on it",
                such_as: "An estate agent’s valuation, and the latest statement of a mortgage or loan on it.",
                why: "What this property is worth, less what is owed on it, counts.",
                about: once_each(counted),
                law: &[REG_18, REG_20],
            });
        }
        if occupied {
            plan.needed.push(NeededDocument {
                id: "home-occupier",
                title: "Who still lives in the home",
                such_as: "A bill with the relative’s name and the address, and something that shows their age or their illness or disability.",
                why: "The home does not count while this relative lives there.",
                about: Vec::new(),
                law: &[SCH_2_4],
            });
        }
    }

    fn income(&self, plan: &mut DocumentPlan) {
        // Somebody who has more than the upper limit pays the full cost,
        // whatever their income.
        if self.above_limit() {
            return;
        }
        let mut pensions = Vec::new();
        let mut other = Vec::new();
        let mut partners = false;
        let mut seen = false;
        let mut passed_on = false;
        for (place, income) in self.circumstances.income.iter().enumerate() {
            if income.notional {
                continue;
            }
            let source = source(income.kind);
            if source == Source::SeenByCouncil {
                seen = true;
                continue;
            }
            let removed = |circumstances: &mut Circumstances| {
                circumstances.income.remove(place);
            };
            if income.whose == PersonOrPartner::Partner {
                partners |= self.changes_charge(removed);
                continue;
            }
            let counts = self.if_instead(removed).is_some_and(|without| {
                without.totals.income_counted != self.outcome.totals.income_counted
            });
            if counts {
                match source {
                    Source::Pension => pensions.push(income.kind.words()),
                    _ => other.push(income.kind.words()),
                }
            }
            passed_on |= income.half_passed_to_partner
                && self.changes_charge(|circumstances| {
                    if let Some(income) = circumstances.income.get_mut(place) {
                        *income = Income {
                            half_passed_to_partner: false,
                            ..income.clone()
                        };
                    }
                });
        }
        if seen {
            plan.seen_already.push("Benefits and State Pension: the Department for Work and Pensions shows us what it pays.");
        }
        if !pensions.is_empty() {
            plan.needed.push(NeededDocument {
                id: "pensions",
                title: "The latest payslip or yearly letter of each pension",
                such_as: "A payslip, the letter with this year’s amount, or a bank statement that shows the payment.",
                why: "This pension counts as income, and nobody but you and the pension provider knows the amount.",
                about: once_each(pensions),
                law: &[REG_13, REG_15],
            });
        }
        if passed_on {
            plan.needed.push(NeededDocument {
                id: "half-pension",
                title: "Half of the pension being paid to the partner",
                such_as: "A bank statement that shows the payment to them.",
                why: "Half of this pension does not count while it is passed to the partner at home.",
                about: Vec::new(),
                law: &[SCH_1],
            });
        }
        if !other.is_empty() {
            plan.needed.push(NeededDocument {
                id: "other-income",
                title: "Other money coming in",
                such_as: "A payslip, a tenancy agreement, a court order, or a bank statement that shows the payment.",
                why: "This money counts as income.",
                about: once_each(other),
                law: &[REG_13, REG_15],
            });
        }
        if partners {
            plan.needed.push(NeededDocument {
                id: "partner-income",
                title: "The partner’s income",
                such_as: "A payslip, a pension letter, or a bank statement that shows the payment.",
                why: "A couple must be left with enough to live on. The partner’s income changes the result.",
                about: Vec::new(),
                law: &[REG_13],
            });
        }
    }

    fn outgoings(&self, plan: &mut DocumentPlan) {
        if self.above_limit() {
            return;
        }
        for (kinds, needed) in housing_documents() {
            let paid: Vec<&'static str> = self
                .circumstances
                .housing
                .costs
                .iter()
                .filter(|cost| kinds.contains(&cost.kind))
                .map(|cost| cost.kind.words())
                .collect();
            let matters = !paid.is_empty()
                && self.changes_charge(|circumstances| {
                    circumstances
                        .housing
                        .costs
                        .retain(|cost| !kinds.contains(&cost.kind));
                });
            if !matters {
                continue;
            }
            if kinds == [HousingCostKind::CouncilTax] && self.facts.collects_council_tax {
                plan.seen_already
                    .push("Council Tax: it is in our own records.");
            } else {
                plan.needed.push(NeededDocument {
                    about: once_each(paid),
                    ..needed
                });
            }
        }
        let expenses = &self.circumstances.disability_related_expenses;
        let itemised = self.policy.disability_related_expenses.method != ExpenseMethod::Standard;
        let matter = !expenses.is_empty()
            && itemised
            && self.changes_charge(|circumstances| {
                circumstances.disability_related_expenses.clear();
            });
        if matter {
            plan.needed.push(NeededDocument {
                id: "disability-costs",
                title: "Receipts or bills for the costs of illness or disability",
                such_as: "Receipts or bills of the last 3 months; for heating and water, of the last 12 months.",
                why: "These costs are taken off before we work out what is paid.",
                about: once_each(expenses.iter().map(|cost| cost.kind.words()).collect()),
                law: &[SCH_1_4],
            });
        }
        if !self.circumstances.agreed_allowances.is_empty() {
            plan.seen_already
                .push("Costs that we have agreed to allow: they are in our own records.");
        }
    }
}

/// The kind of document that shows a holding.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shown {
    /// A statement of an account or an investment.
    ByStatement,
    /// The documents of a property: its value and its owners.
    AsProperty,
    /// A document of the reason why the holding is ignored, such as an award of
    /// compensation.
    ByReason,
    /// None: no document is needed, or none exists.
    Not,
}

const fn how_shown(holding: &Capital) -> Shown {
    if holding.ignored_by_council || matches!(holding.whose, PersonOrPartner::Partner) {
        return Shown::Not;
    }
    match holding.kind {
        // No bank has a statement of cash at home.
        CapitalKind::Cash if !holding.notional => Shown::Not,
        CapitalKind::BankOrBuildingSociety
        | CapitalKind::Cash
        | CapitalKind::NationalSavings
        | CapitalKind::PremiumBonds
        | CapitalKind::SharesOrUnitTrusts
        | CapitalKind::OtherInvestment
        | CapitalKind::MoneyHeldByOthers
        | CapitalKind::OtherCounted
        | CapitalKind::PossessionsBoughtToAvoidCharge => Shown::ByStatement,
        CapitalKind::MainHome | CapitalKind::OtherProperty | CapitalKind::Land => Shown::AsProperty,
        CapitalKind::BusinessAssets
        | CapitalKind::LifePolicySurrenderValue
        | CapitalKind::InvestmentBondWithLifeInsurance
        | CapitalKind::PersonalInjuryTrust
        | CapitalKind::PersonalInjuryPayment
        | CapitalKind::CompensationScheme
        | CapitalKind::PrepaidFuneralPlan
        | CapitalKind::OtherIgnored => Shown::ByReason,
        // The Department for Work and Pensions shows arrears that it paid;
        // nobody has to show furniture.
        CapitalKind::BenefitArrears | CapitalKind::PersonalPossessions => Shown::Not,
    }
}

/// The source that knows how much an income is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Source {
    /// The council, which sees the income without a document.
    SeenByCouncil,
    /// A pension provider.
    Pension,
    /// Somebody else.
    Other,
}

const fn source(kind: IncomeKind) -> Source {
    match kind {
        // The Department for Work and Pensions or the council pays these.
        IncomeKind::StatePension
        | IncomeKind::PensionCreditGuarantee
        | IncomeKind::PensionCreditSavings
        | IncomeKind::AttendanceAllowanceLower
        | IncomeKind::AttendanceAllowanceHigher
        | IncomeKind::DlaCareLow
        | IncomeKind::DlaCareMiddle
        | IncomeKind::DlaCareHigh
        | IncomeKind::DlaMobility
        | IncomeKind::PipDailyLivingStandard
        | IncomeKind::PipDailyLivingEnhanced
        | IncomeKind::PipMobility
        | IncomeKind::ConstantAttendanceAllowance
        | IncomeKind::EmploymentAndSupportAllowance
        | IncomeKind::IncomeSupport
        | IncomeKind::JobseekersAllowance
        | IncomeKind::UniversalCreditStandard
        | IncomeKind::UniversalCreditHealth
        | IncomeKind::UniversalCreditHousing
        | IncomeKind::UniversalCreditChild
        | IncomeKind::UniversalCreditCarer
        | IncomeKind::CarersAllowance
        | IncomeKind::IncapacityBenefit
        | IncomeKind::FosteringAllowance
        | IncomeKind::AdoptionAllowance
        | IncomeKind::SpecialGuardianshipAllowance
        | IncomeKind::SharedLivesPayment
        | IncomeKind::SevereDisablementAllowance
        | IncomeKind::IndustrialInjuriesDisablementBenefit
        | IncomeKind::MaternityAllowance
        | IncomeKind::BereavementBenefit
        | IncomeKind::HousingBenefit
        | IncomeKind::CouncilTaxReduction
        | IncomeKind::WinterFuelPayment
        | IncomeKind::ColdWeatherPayment
        | IncomeKind::ChristmasBonus
        | IncomeKind::SocialFund
        | IncomeKind::DirectPayment => Source::SeenByCouncil,
        IncomeKind::PrivatePension | IncomeKind::OccupationalPension | IncomeKind::Annuity => {
            Source::Pension
        }
        // Social Security Scotland pays the disability payments, and does not
        // show them to councils in England.
        IncomeKind::AdultDisabilityDailyLivingStandard
        | IncomeKind::AdultDisabilityDailyLivingEnhanced
        | IncomeKind::AdultDisabilityMobility
        | IncomeKind::PensionAgeDisabilityLower
        | IncomeKind::PensionAgeDisabilityHigher
        | IncomeKind::CarerSupportPayment
        | IncomeKind::StatutorySickPay
        | IncomeKind::StatutoryMaternityPay
        | IncomeKind::StatutoryPaternityPay
        | IncomeKind::StatutoryAdoptionPay
        | IncomeKind::StatutorySharedParentalPay
        | IncomeKind::StatutoryParentalBereavementPay
        | IncomeKind::StatutoryNeonatalCarePay
        | IncomeKind::WorkingTaxCreditDisabilityElement
        | IncomeKind::WarWidowsSpecialPayment
        | IncomeKind::SurvivorsGuaranteedIncomePayment
        | IncomeKind::GallantryAward
        | IncomeKind::EducationGrantOrLoan
        | IncomeKind::TrainingAllowance
        | IncomeKind::DiscretionaryTrust
        | IncomeKind::PersonalInjuryIncome
        | IncomeKind::CompensationSchemePayment
        | IncomeKind::SubTenantPayment
        | IncomeKind::LodgerPayment
        | IncomeKind::InterestOrDividends
        | IncomeKind::ChildBenefit
        | IncomeKind::ChildTaxCredit
        | IncomeKind::GuardiansAllowance
        | IncomeKind::ChildMaintenanceReceived
        | IncomeKind::Earnings
        | IncomeKind::SelfEmployment
        | IncomeKind::WorkingTaxCredit
        | IncomeKind::WarDisablementPension
        | IncomeKind::WarWidowsPension
        | IncomeKind::WarPensionersMobilitySupplement
        | IncomeKind::ArmedForcesIndependencePayment
        | IncomeKind::GuaranteedIncomePayment
        | IncomeKind::TrustIncome
        | IncomeKind::RentReceived
        | IncomeKind::CharitableRegular
        | IncomeKind::SpouseMaintenanceReceived
        | IncomeKind::OtherBenefitCounted
        | IncomeKind::OtherCounted
        | IncomeKind::OtherIgnored => Source::Other,
    }
}

/// Returns the documents that show each cost of the home.
fn housing_documents() -> [(&'static [HousingCostKind], NeededDocument); 4] {
    let needed = |id, title, such_as| NeededDocument {
        id,
        title,
        such_as,
        why: "This cost is taken off before we work out what is paid.",
        about: Vec::new(),
        law: &[SCH_1_2],
    };
    [
        (
            &[HousingCostKind::Rent],
            needed(
                "rent",
                "Proof of your rent",
                "The tenancy agreement, the landlord’s letter with this year’s rent, or a rent statement.",
            ),
        ),
        (
            &[HousingCostKind::Mortgage],
            needed(
                "mortgage",
                "The latest statement of the mortgage",
                "The yearly statement, or a bank statement that shows the payment.",
            ),
        ),
        (
            &[HousingCostKind::CouncilTax],
            needed(
                "council-tax",
                "This year’s Council Tax bill",
                "The bill, or a picture of the online account with the name and address.",
            ),
        ),
        (
            &[
                HousingCostKind::GroundRent,
                HousingCostKind::ServiceCharge,
                HousingCostKind::ContentsInsurance,
                HousingCostKind::BuildingsInsurance,
                HousingCostKind::WaterCharges,
                HousingCostKind::OtherAllowed,
            ],
            needed(
                "home-bills",
                "Bills for other costs of the home",
                "The latest bill of each.",
            ),
        ),
    ]
}

/// Returns each word once, in the order of its first appearance.
fn once_each(words: Vec<&'static str>) -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    words
        .into_iter()
        .filter(|word| seen.insert(*word))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;

    const ON: Date = date(2024, 6, 3);

    fn planned_under(facts: &DocumentFacts, circumstances: &Value, policy: Value) -> DocumentPlan {
        let circumstances: Circumstances = serde_json::from_value(circumstances.clone()).unwrap();
        let policy: Policy = serde_json::from_value(policy).unwrap();
        crate::totals(ON, &circumstances, &policy).expect("it can be assessed");
        plan(ON, facts, Some(&circumstances), &policy)
    }

    fn ids(circumstances: &Value) -> Vec<&'static str> {
        let plan = planned_under(&DocumentFacts::default(), circumstances, json!({}));
        plan.needed.iter().map(|needed| needed.id).collect()
    }

    /// Returns the circumstances of somebody of 80 who lives at home and pays
    /// for care from a State Pension and Attendance Allowance that leave
    /// something to charge.
    fn at_home(more: &Value) -> Value {
        let mut circumstances = json!({
            "person": { "age": 80 },
            "care": { "setting": "at_home", "weekly_cost": "400" },
            "income": [
                { "kind": "state_pension", "amount": "221.20" },
                { "kind": "attendance_allowance_higher", "amount": "108.55" },
            ],
        });
        for (key, value) in more.as_object().unwrap() {
            match (circumstances.get_mut(key), value) {
                (Some(Value::Array(all)), Value::Array(more)) => all.extend(more.clone()),
                _ => circumstances[key] = value.clone(),
            }
        }
        circumstances
    }

    fn in_care_home(more: &Value) -> Value {
        let mut circumstances = at_home(more);
        circumstances["care"] = json!({ "setting": "care_home_permanent", "weekly_cost": "900", "weeks_in_care_home": 20 });
        circumstances
    }

    #[test]
    fn somebody_with_benefits_alone_needs_to_send_nothing() {
        let plan = planned_under(&DocumentFacts::default(), &at_home(&json!({})), json!({}));
        assert_eq!(plan.needed, []);
        assert_eq!(plan.ending(), "You do not need to send any documents.");
        assert_eq!(plan.seen_already.len(), 1);
    }

    #[test]
    fn without_answers_about_money_nothing_is_asked_about_money() {
        let plan = plan(ON, &DocumentFacts::default(), None, &Policy::default());
        assert_eq!(plan, DocumentPlan::default());
    }

    #[test]
    fn savings_are_shown_only_above_the_lower_limit() {
        let with = |value: &str, kind: &str| {
            at_home(&json!({ "capital": [{ "kind": kind, "value": value }] }))
        };
        let none: [&str; 0] = [];
        // £14,250 is the lower limit of 2024 to 2025.
        assert_eq!(ids(&with("14250", "bank_or_building_society")), none);
        assert_eq!(
            ids(&with("14250.01", "bank_or_building_society")),
            ["savings"]
        );
        assert_eq!(ids(&with("20000", "premium_bonds")), ["savings"]);
        // There is no statement of cash.
        assert_eq!(ids(&with("20000", "cash")), none);
    }

    #[test]
    fn above_the_upper_limit_only_savings_and_property_matter() {
        let rich = at_home(&json!({
            "capital": [
                { "kind": "bank_or_building_society", "value": "40000" },
                { "kind": "other_property", "value": "100000" },
            ],
            "income": [{ "kind": "occupational_pension", "amount": "50" }],
            "housing": { "costs": [{ "kind": "rent", "amount": "100" }] },
        }));
        assert_eq!(ids(&rich), ["savings", "property"]);
    }

    #[test]
    fn what_would_not_change_the_charge_is_not_asked_for() {
        // Nothing to pay, with or without the rent.
        let poor = json!({
            "person": { "age": 80 },
            "care": { "setting": "at_home", "weekly_cost": "400" },
            "income": [{ "kind": "state_pension", "amount": "150" }],
            "housing": { "costs": [{ "kind": "rent", "amount": "100" }] },
            "disability_related_expenses": [{ "kind": "laundry", "amount": "5" }],
        });
        let none: [&str; 0] = [];
        assert_eq!(ids(&poor), none);
    }

    #[test]
    fn costs_that_lower_the_charge_are_shown() {
        let costs = at_home(&json!({
            "income": [{ "kind": "occupational_pension", "amount": "100" }],
            "housing": { "costs": [
                { "kind": "rent", "amount": "20" },
                { "kind": "council_tax", "amount": "10" },
                { "kind": "service_charge", "amount": "3" },
            ] },
            "disability_related_expenses": [
                { "kind": "laundry", "amount": "5" },
                { "kind": "gardening", "amount": "5" },
                { "kind": "laundry", "amount": "1" },
            ],
            "agreed_allowances": [{ "name": "Agreed", "amount": "2" }],
        }));
        assert_eq!(
            ids(&costs),
            [
                "pensions",
                "rent",
                "council-tax",
                "home-bills",
                "disability-costs"
            ]
        );
        let unitary = DocumentFacts {
            collects_council_tax: true,
            ..DocumentFacts::default()
        };
        let plan = planned_under(&unitary, &costs, json!({}));
        assert!(plan.find("council-tax").is_none());
        assert_eq!(plan.seen_already.len(), 3);
        assert_eq!(
            plan.find("disability-costs").unwrap().about,
            ["Laundry", "Gardening"]
        );
        let standard = json!({ "disability_related_expenses": { "method": "standard", "standard_weekly": "20" } });
        let plan = planned_under(&DocumentFacts::default(), &costs, standard);
        assert!(
            plan.find("disability-costs").is_none(),
            "a standard allowance needs no receipts"
        );
    }

    #[test]
    fn the_home_matters_only_in_a_care_home_and_while_nobody_of_the_law_lives_there() {
        let none: [&str; 0] = [];
        let home = |occupied_by: Value| json!({ "capital": [{ "kind": "main_home", "value": "200000", "occupied_by": occupied_by }] });
        assert_eq!(ids(&at_home(&home(Value::Null))), none);
        assert_eq!(ids(&in_care_home(&home(Value::Null))), ["property"]);
        assert_eq!(ids(&in_care_home(&home(json!("partner")))), none);
        assert_eq!(
            ids(&in_care_home(&home(json!("relative_aged_60_or_over")))),
            ["home-occupier"]
        );
    }

    #[test]
    fn money_that_is_ignored_is_shown_where_it_would_matter() {
        let none: [&str; 0] = [];
        let with = |kind: &str, value: &str| {
            at_home(&json!({ "capital": [{ "kind": kind, "value": value, "weeks_held": 1 }] }))
        };
        assert_eq!(
            ids(&with("personal_injury_trust", "50000")),
            ["ignored-money"]
        );
        assert_eq!(ids(&with("personal_injury_trust", "5000")), none);
        assert_eq!(ids(&with("personal_possessions", "50000")), none);
        assert_eq!(ids(&with("benefit_arrears", "50000")), none);
        let gift = at_home(
            &json!({ "capital": [{ "kind": "other_counted", "value": "20000", "notional": true }] }),
        );
        assert_eq!(ids(&gift), ["given-away"]);
    }

    #[test]
    fn half_a_pension_passed_to_a_partner_is_shown() {
        let passed = in_care_home(&json!({
            "household": { "partner": { "age": 78 } },
            "income": [{ "kind": "occupational_pension", "amount": "100", "half_passed_to_partner": true }],
        }));
        assert_eq!(ids(&passed), ["pensions", "half-pension"]);
    }

    #[test]
    fn a_light_assessment_needs_one_document_and_a_declined_one_none() {
        let rich = |how: &str| {
            at_home(
                &json!({ "taking_part": how, "capital": [{ "kind": "cash", "value": "90000" }] }),
            )
        };
        let none: [&str; 0] = [];
        assert_eq!(ids(&rich("light_touch_can_afford")), ["can-afford"]);
        assert_eq!(ids(&rich("light_touch_cannot_afford")), none);
        assert_eq!(ids(&rich("declined")), none);
    }

    #[test]
    fn care_that_is_free_by_law_needs_nothing() {
        let mut free =
            at_home(&json!({ "capital": [{ "kind": "other_investment", "value": "90000" }] }));
        free["care"]["free_because"] = json!("mental_health_aftercare");
        let none: [&str; 0] = [];
        assert_eq!(ids(&free), none);
    }

    #[test]
    fn authority_is_shown_where_there_is_a_document_of_it() {
        let needed = |authority| {
            let facts = DocumentFacts {
                authority: Some(authority),
                ..DocumentFacts::default()
            };
            let plan = plan(ON, &facts, None, &Policy::default());
            plan.needed.first().map(|needed| needed.id)
        };
        assert_eq!(needed(Authority::Consent), None);
        assert_eq!(needed(Authority::BestInterests), None);
        assert_eq!(
            needed(Authority::LastingPowerMoney),
            Some("power-of-attorney")
        );
        assert_eq!(
            needed(Authority::LastingPowerCare),
            Some("power-of-attorney")
        );
        assert_eq!(needed(Authority::EnduringPower), Some("power-of-attorney"));
        assert_eq!(needed(Authority::Deputy), Some("deputy-order"));
        assert_eq!(needed(Authority::Appointee), Some("appointee-letter"));
    }

    #[test]
    fn a_carer_who_asks_for_themselves_shows_nobodys_money() {
        let facts = DocumentFacts {
            carer: true,
            ..DocumentFacts::default()
        };
        let rich =
            at_home(&json!({ "capital": [{ "kind": "other_investment", "value": "90000" }] }));
        assert_eq!(
            planned_under(&facts, &rich, json!({})),
            DocumentPlan::default()
        );
    }

    /// Checks every kind of income by itself, and the documents that it needs.
    #[test]
    fn each_income_needs_what_it_should_and_nothing_more() {
        let asked = |kind: &str| {
            ids(&at_home(
                &json!({ "income": [{ "kind": kind, "amount": "60" }] }),
            ))
        };
        for kind in ["private_pension", "occupational_pension", "annuity"] {
            assert_eq!(asked(kind), ["pensions"], "{kind}");
        }
        for kind in [
            "sub_tenant_payment",
            "war_widows_pension",
            "trust_income",
            "rent_received",
            "spouse_maintenance_received",
            "other_benefit_counted",
            "other_counted",
        ] {
            assert_eq!(asked(kind), ["other-income"], "{kind}");
        }
        for kind in [
            "state_pension",
            "pension_credit_guarantee",
            "pension_credit_savings",
            "attendance_allowance_lower",
            "dla_care_low",
            "dla_care_middle",
            "dla_care_high",
            "dla_mobility",
            "pip_daily_living_standard",
            "pip_daily_living_enhanced",
            "pip_mobility",
            "constant_attendance_allowance",
            "employment_and_support_allowance",
            "income_support",
            "jobseekers_allowance",
            "universal_credit_standard",
            "universal_credit_health",
            "universal_credit_housing",
            "universal_credit_child",
            "universal_credit_carer",
            "carers_allowance",
            "incapacity_benefit",
            "severe_disablement_allowance",
            "industrial_injuries_disablement_benefit",
            "maternity_allowance",
            "bereavement_benefit",
            "child_benefit",
            "child_tax_credit",
            "guardians_allowance",
            "child_maintenance_received",
            "housing_benefit",
            "council_tax_reduction",
            "winter_fuel_payment",
            "cold_weather_payment",
            "christmas_bonus",
            "social_fund",
            "earnings",
            "self_employment",
            "working_tax_credit",
            "war_disablement_pension",
            "war_pensioners_mobility_supplement",
            "armed_forces_independence_payment",
            "guaranteed_income_payment",
            "charitable_regular",
            "direct_payment",
            "other_ignored",
        ] {
            let none: [&str; 0] = [];
            assert_eq!(asked(kind), none, "{kind}");
        }
    }

    /// Checks that each document rests on answers: without them it is no longer
    /// needed.
    #[test]
    fn nothing_is_asked_for_that_no_answer_calls_for() {
        let everything = at_home(&json!({
            "household": { "partner": { "age": 78 } },
            "capital": [
                { "kind": "bank_or_building_society", "value": "15000" },
                { "kind": "personal_injury_trust", "value": "50000" },
                { "kind": "other_counted", "value": "1000", "notional": true },
                { "kind": "land", "value": "1000" },
            ],
            "income": [
                { "kind": "occupational_pension", "amount": "100" },
                { "kind": "spouse_maintenance_received", "amount": "10" },
                { "kind": "earnings", "amount": "10", "whose": "partner" },
            ],
            "housing": { "costs": [
                { "kind": "rent", "amount": "20" },
                { "kind": "mortgage", "amount": "20" },
                { "kind": "council_tax", "amount": "10" },
                { "kind": "ground_rent", "amount": "3" },
            ] },
            "disability_related_expenses": [{ "kind": "laundry", "amount": "5" }],
        }));
        let all = ids(&everything);
        assert_eq!(
            all,
            [
                "savings",
                "given-away",
                "ignored-money",
                "property",
                "pensions",
                "other-income",
                "rent",
                "mortgage",
                "council-tax",
                "home-bills",
                "disability-costs",
            ]
        );
        let calls_for = |id: &str| match id {
            "savings" => vec![("/capital", "bank_or_building_society")],
            "ignored-money" => vec![("/capital", "personal_injury_trust")],
            "given-away" => vec![("/capital", "other_counted")],
            "property" => vec![("/capital", "land")],
            "pensions" => vec![("/income", "occupational_pension")],
            "other-income" => vec![("/income", "spouse_maintenance_received")],
            "rent" => vec![("/housing/costs", "rent")],
            "mortgage" => vec![("/housing/costs", "mortgage")],
            "council-tax" => vec![("/housing/costs", "council_tax")],
            "home-bills" => vec![("/housing/costs", "ground_rent")],
            "disability-costs" => vec![("/disability_related_expenses", "laundry")],
            other => panic!("{other} is called for by no answer"),
        };
        for id in all {
            let mut without = everything.clone();
            for (list, kind) in calls_for(id) {
                let list = without.pointer_mut(list).unwrap().as_array_mut().unwrap();
                list.retain(|item| item["kind"] != kind);
            }
            assert!(
                !ids(&without).contains(&id),
                "{id} is asked for without its answer"
            );
        }
    }

    #[test]
    fn two_estimates_need_each_document_once() {
        let with = |kind: &str| {
            let income = json!({ "income": [{ "kind": kind, "amount": "60" }] });
            planned_under(&DocumentFacts::default(), &at_home(&income), json!({}))
        };
        let mut both = with("annuity");
        both.join(with("annuity"));
        assert_eq!(both, with("annuity"));
        both.join(with("private_pension"));
        both.join(with("spouse_maintenance_received"));
        let ids: Vec<_> = both.needed.iter().map(|needed| needed.id).collect();
        assert_eq!(ids, ["pensions", "other-income"]);
        assert_eq!(
            both.find("pensions").unwrap().about,
            ["Annuity", "Private pension"]
        );
    }

    #[test]
    fn how_much_is_sent_counts_documents_and_only_files_that_are_here() {
        let plan = planned_under(
            &DocumentFacts::default(),
            &at_home(&json!({
                "capital": [{ "kind": "other_investment", "value": "20000" }],
                "income": [{ "kind": "annuity", "amount": "60" }],
            })),
            json!({}),
        );
        let file = |document: &str, state| Evidence {
            id: "0".repeat(32),
            document: document.to_owned(),
            name: String::new(),
            file_type: None,
            size: 0,
            fingerprint: None,
            state,
            refusal: None,
            added_at: jiff::Timestamp::UNIX_EPOCH,
        };
        assert_eq!(plan.needed.len(), 2);
        assert_eq!(plan.sent(&[]), 0);
        assert_eq!(
            plan.sent(&[
                file("savings", FileState::Clean),
                file("savings", FileState::Scanning),
                file("pensions", FileState::Infected),
                file("pensions", FileState::Refused),
                file("pensions", FileState::Expected),
                file("rent", FileState::Clean),
            ]),
            1
        );
    }

    #[test]
    fn every_document_says_what_why_and_by_what_law_in_sentences() {
        let all = [
            light_touch(),
            authority(Authority::Deputy).unwrap(),
            authority(Authority::LastingPowerCare).unwrap(),
        ];
        for needed in all
            .into_iter()
            .chain(housing_documents().map(|(_, needed)| needed))
        {
            assert!(!needed.title.ends_with('.'));
            assert!(needed.such_as.ends_with('.') && needed.why.ends_with('.'));
            assert!(!needed.law.is_empty());
        }
    }
}
