//! An assessment as a report, for the page and the PDF alike: the answer, the
//! reasons, every line, the amounts of the law, and the next steps.

use rust_decimal::Decimal;

use super::assessment::{Assessment, AssessmentResult, Basis, BeyondIncome, ChargeReason, Totals};
use super::circumstances::Setting;
use super::citations::Citation;
use super::law::Figure;
use super::policy::Policy;
use super::trace::{Explained, Part, Rule};
use domain::council::Council;
use domain::document::{Block, Column, Document, DocumentSection, DocumentTable, Span};
use domain::values::calendar;
use domain::values::money::in_words;

/// The heading of the section that has every line of the calculation. The
/// sections before it are the answer in short.
pub const WORKED_OUT: &str = "How it is worked out";

/// The heading of the section about where the money goes.
pub const MONEY: &str = "Where your money goes";

/// A slice of the weekly money: its purpose and its amount.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Slice {
    /// The words for the purpose: `Towards your care`.
    pub label: &'static str,
    /// The amount in pounds a week; more than 0.
    pub amount: Decimal,
}

/// Divides the weekly income into slices: the payment towards care, then each
/// amount that is kept. Slices of nothing are left out. The sum of the slices
/// is the income that is actually received, or the charge if that is more.
/// Empty if the charge is not known.
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
/// let slices = where_money_goes(&assessment);
/// assert_eq!(slices[0].label, "Towards your care");
/// assert_eq!(slices[0].amount, dec!(71.30));
/// assert_eq!(slices[1].label, "What the law says you keep (minimum income guarantee)");
/// assert_eq!(slices[1].amount, dec!(228.70));
/// ```
#[must_use]
pub fn where_money_goes(assessment: &Assessment) -> Vec<Slice> {
    let totals = &assessment.outcome.totals;
    let (Some(charge), Some(left_with)) = (totals.weekly_charge, totals.left_with) else {
        return Vec::new();
    };
    let income = left_with + charge;
    let from_income = charge.min(income);
    let mut slices = Vec::with_capacity(7);
    let mut add = |label, amount: Decimal| {
        if amount > Decimal::ZERO {
            slices.push(Slice { label, amount });
        }
    };
    add("Towards your care", from_income);
    add(
        match totals.beyond_income {
            BeyondIncome::Savings => "Towards your care, from savings",
            BeyondIncome::Home => "Towards your care, from the value of your home",
            BeyondIncome::Property => "Towards your care, from the value of your property",
            BeyondIncome::Unknown => "Towards your care, beyond your income",
        },
        charge - from_income,
    );
    let mut left = income - from_income;
    for (label, kept) in kept_for(totals) {
        let amount = kept.min(left);
        add(label, amount);
        left -= amount;
    }
    add("Other income that you keep", left);
    slices
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

/// Explains in a sentence why the amounts kept by [`where_money_goes`] are
/// smaller than those allowed: tariff income is charged and never received, so
/// the charge on it is paid from those amounts. `None` where they are not
/// smaller.
fn why_less_is_kept(assessment: &Assessment) -> Option<String> {
    let AssessmentResult { charge, totals, .. } = &assessment.outcome;
    let allowed: Decimal = kept_for(totals).iter().map(|(_, amount)| amount).sum();
    let less = charge.basis == Basis::Contribution
        && totals.tariff_income > Decimal::ZERO
        && totals.left_with? < allowed;
    less.then(|| {
        format!(
            "We counted {} a week as income from your savings (tariff income). You do not \
             really receive it, so the amounts that you keep are smaller here than those you \
             are allowed.",
            in_words(totals.tariff_income)
        )
    })
}

/// Makes the report of an assessment.
///
/// `told` is the content of the section "What you told us". For a form, it is
/// every answer under the words of its question.
///
/// ```
/// use charging::circumstances::Setting;
/// use charging::policy::Policy;
/// use charging::report::document;
/// use domain::document::Block;
/// # let circumstances = serde_json::from_value(serde_json::json!({
/// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// # let on = jiff::civil::date(2024, 6, 3);
/// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
///
/// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
/// # let council = std::fs::read_to_string("../domain/tests-data/council.json").unwrap();
/// # let council = serde_json::from_str(&council).unwrap();
/// let told = vec![Block::text("You have a State Pension of £300 a week.")];
/// let report = document(
///     &assessment,
///     Setting::AtHome,
///     told,
///     &Policy::default(),
///     &council,
/// );
///
/// assert_eq!(report.title, "Estimate of what you would pay for care");
/// let (label, value) = &report.facts[0];
/// assert_eq!((label.as_str(), value.as_str()), ("You would pay", "£71.30 a week"));
/// assert_eq!(report.sections[0].heading, "Why");
/// ```
#[must_use]
pub fn document(
    assessment: &Assessment,
    setting: Setting,
    told: Vec<Block>,
    policy: &Policy,
    council: &Council,
) -> Document {
    let mut sections = vec![DocumentSection {
        heading: "Why".to_owned(),
        blocks: vec![why(assessment)],
    }];
    sections.extend(money_section(assessment));
    sections.extend(certainty_section(assessment));
    sections.push(lines_section(assessment));
    sections.push(told_section(told));
    sections.push(amounts_section(assessment));
    sections.extend(benefits_section(assessment));
    sections.push(policy_section(policy, council));
    sections.push(next_section(council));
    Document {
        title: "Estimate of what you would pay for care".to_owned(),
        answer: answer(&assessment.outcome),
        facts: facts(assessment, setting),
        sections,
    }
}

/// Returns the answer: one sentence with the weekly figure and the amount kept,
/// and one that says how far to trust it.
///
/// ```
/// use charging::report::answer;
/// # let circumstances = serde_json::from_value(serde_json::json!({
/// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// # let on = jiff::civil::date(2024, 6, 3);
/// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
///
/// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
/// let said = answer(&assessment.outcome);
/// assert_eq!(
///     said[0],
///     "You would pay £71.30 a week towards your care and keep £228.70 a week of your income."
/// );
/// ```
#[must_use]
pub fn answer(outcome: &AssessmentResult) -> Vec<String> {
    let charge = &outcome.charge;
    let left_with = outcome.totals.left_with;
    let said = charge.sentence();
    let first = match left_with {
        Some(left) if !left.is_sign_negative() && charge.basis != Basis::Free => format!(
            "{} and keep {} a week of your income.",
            said.trim_end_matches('.'),
            in_words(left)
        ),
        Some(left) if left.is_sign_negative() => format!(
            "{said} That is {} a week more than your income{}",
            in_words(left.abs()),
            paid_from(outcome.totals.beyond_income),
        ),
        _ => said,
    };
    vec![
        first,
        "This is an estimate. The council decides what you pay after a financial assessment."
            .to_owned(),
    ]
}

/// Returns the end of the sentence about a charge above the income: what the rest
/// is paid from.
const fn paid_from(beyond: BeyondIncome) -> &'static str {
    match beyond {
        BeyondIncome::Savings => ", which would come from your savings.",
        BeyondIncome::Home => {
            ", which would be paid from the value of your home. Your home need not be sold now: with a deferred payment agreement the council pays, and is paid back later."
        }
        BeyondIncome::Property => ", which would be paid from the value of your property.",
        BeyondIncome::Unknown => ".",
    }
}

fn facts(assessment: &Assessment, setting: Setting) -> Vec<(String, String)> {
    let totals = &assessment.outcome.totals;
    let mut facts = Vec::new();
    let mut add = |label: &str, value: String| facts.push((label.to_owned(), value));
    let weekly = |amount: Decimal| format!("{} a week", in_words(amount));
    add(
        "You would pay",
        totals
            .weekly_charge
            .map_or("The full cost".to_owned(), weekly),
    );
    if let Some(cost) = totals.cost_of_care {
        add("The care costs", weekly(cost));
    }
    if let Some(pays) = totals.council_pays {
        add("The council would pay", weekly(pays));
    }
    if let Some(left) = totals.left_with.filter(|left| !left.is_sign_negative()) {
        add("You would keep", weekly(left));
    }
    if !totals.arrangement_fee.is_zero() {
        add(
            "Fee if the council arranges the care",
            weekly(totals.arrangement_fee),
        );
    }
    add("The estimate is for", setting.words().to_owned());
    add("Worked out for", calendar::in_words(assessment.date));
    facts
}

/// Returns the reasons in short, in five lines at most.
///
/// ```
/// use charging::report::why_in_short;
/// # let circumstances = serde_json::from_value(serde_json::json!({
/// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// # let on = jiff::civil::date(2024, 6, 3);
/// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
///
/// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
/// let reasons = why_in_short(&assessment);
/// assert_eq!(
///     reasons[2],
///     "What is left of your income after what you keep is £71.30 a week. \
///      £300.00 − £228.70 = £71.30."
/// );
/// ```
#[must_use]
pub fn why_in_short(assessment: &Assessment) -> Vec<String> {
    let AssessmentResult { charge, totals, .. } = &assessment.outcome;
    let said = |rule| {
        assessment.trace.of(rule).last().map(|line| {
            let sum = line.sum();
            if sum.contains('=') {
                format!("{} {sum}.", line.sentence())
            } else {
                line.sentence()
            }
        })
    };
    let rules: &[Rule] = match (charge.basis, charge.reason) {
        (Basis::Free, _) => &[Rule::FreeCare],
        (
            _,
            Some(
                ChargeReason::Declined
                | ChargeReason::LightTouchCanAfford
                | ChargeReason::LightTouchCannotAfford,
            ),
        ) => &[Rule::TakingPart],
        (Basis::FullCost, _) => &[Rule::CapitalCounted, Rule::CapitalLimit, Rule::CostOfCare],
        _ => &[Rule::IncomeTotal, Rule::Kept, Rule::Available],
    };
    let mut lines: Vec<String> = rules.iter().filter_map(|rule| said(*rule)).collect();
    if totals.tariff_income > Decimal::ZERO && charge.basis == Basis::Contribution {
        lines.splice(0..0, said(Rule::TariffIncome));
    }
    let decided = match charge.reason {
        Some(ChargeReason::CappedAtCost) => totals.cost_of_care.map(|cost| {
            format!(
                "The care costs {} a week, and you never pay more than it costs.",
                in_words(cost)
            )
        }),
        Some(ChargeReason::CappedAtMaximum) => said(Rule::MaximumCharge),
        Some(ChargeReason::BelowMinimumCharge) => {
            said(Rule::MinimumCharge).or_else(|| said(Rule::ChargeRounded))
        }
        Some(ChargeReason::IncomeBelowWhatIsKept) => {
            Some("Your income is no more than what you keep, so you pay nothing.".to_owned())
        }
        Some(ChargeReason::NothingAskedByPolicy) => said(Rule::PercentCharged),
        None => said(Rule::ChargeRounded).or_else(|| said(Rule::PercentCharged)),
        _ => None,
    };
    lines.extend(decided);
    lines.truncate(5);
    lines
}

fn why(assessment: &Assessment) -> Block {
    Block::List(
        why_in_short(assessment)
            .into_iter()
            .map(|line| vec![Span::words(line)])
            .collect(),
    )
}

fn money_section(assessment: &Assessment) -> Option<DocumentSection> {
    let slices = where_money_goes(assessment);
    if slices.is_empty() {
        return None;
    }
    let total: Decimal = slices.iter().map(|slice| slice.amount).sum();
    let mut rows: Vec<Vec<String>> = slices
        .iter()
        .map(|slice| vec![slice.label.to_owned(), in_words(slice.amount)])
        .collect();
    rows.push(vec!["Total".to_owned(), in_words(total)]);
    let mut blocks = vec![Block::Table(DocumentTable {
        caption: "Your money, a week".to_owned(),
        columns: vec![words("What for"), number("Amount a week")],
        rows,
        total: true,
    })];
    blocks.extend(why_less_is_kept(assessment).map(Block::text));
    Some(DocumentSection {
        heading: MONEY.to_owned(),
        blocks,
    })
}

fn certainty_section(assessment: &Assessment) -> Option<DocumentSection> {
    if assessment.unpublished.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Warning(
        "This result uses amounts that we have not seen in an official publication. The council must confirm them."
            .to_owned(),
    )];
    if let Some(other) = &assessment.other {
        let mut spans = vec![Span::words(format!(
            "Some of these amounts could be higher. With the other possible amounts: {}",
            answer(other).swap_remove(0)
        ))];
        spans.truncate(1);
        blocks.push(Block::Text(spans));
    }
    blocks.push(Block::Table(DocumentTable {
        caption: "Amounts that are not confirmed".to_owned(),
        columns: vec![
            words("Amount"),
            number("Used"),
            number("Other possible amount"),
            words("How sure we are"),
            words("Where it comes from"),
        ],
        rows: assessment
            .unpublished
            .iter()
            .map(|figure| {
                vec![
                    figure.name.words().to_owned(),
                    in_words(figure.amount),
                    figure
                        .other
                        .map_or("None".to_owned(), |other| in_words(other.amount)),
                    figure.certainty.words().to_owned(),
                    figure.source.to_owned(),
                ]
            })
            .collect(),
        total: false,
    }));
    Some(DocumentSection {
        heading: "Amounts that are not confirmed".to_owned(),
        blocks,
    })
}

fn lines_section(assessment: &Assessment) -> DocumentSection {
    let mut blocks = Vec::new();
    for part in Part::ALL {
        let lines: Vec<Explained<'_>> = assessment
            .trace
            .lines()
            .filter(|line| line.rule().part() == part && !line.is_nothing())
            .collect();
        if lines.is_empty() {
            continue;
        }
        let usual = usual_law(&lines);
        let rests_on_it = |line: &Explained<'_>| line.law().iter().all(|law| usual.contains(law));
        blocks.push(Block::Heading(part.heading().to_owned()));
        if !usual.is_empty() {
            let mut spans = vec![Span::words(if lines.iter().all(rests_on_it) {
                "The law behind these lines:"
            } else {
                "The law behind these lines, but where a line names another:"
            })];
            cite(usual, &mut spans);
            spans.push(Span::words("."));
            blocks.push(Block::Text(spans));
        }
        let item = |line: &Explained<'_>| {
            let mut spans = vec![Span::words(line.sentence())];
            let sum = line.sum();
            if sum.contains(['=', '<', '>']) || sum.contains(" is ") {
                spans.push(Span::words(format!(" {sum}.")));
            }
            if !rests_on_it(line) {
                cite(line.law(), &mut spans);
            }
            spans
        };
        blocks.push(Block::List(lines.iter().map(item).collect()));
    }
    DocumentSection {
        heading: WORKED_OUT.to_owned(),
        blocks,
    }
}

/// Finds the law that more lines rest on than any other, which a page cites
/// once for all of them. Empty if no two lines rest on the same law.
fn usual_law(lines: &[Explained<'_>]) -> &'static [Citation] {
    let mut usual: &'static [Citation] = &[];
    let mut most = 1;
    for line in lines {
        let resting = lines.iter().filter(|other| other.law() == line.law());
        let count = resting.count();
        if count > most {
            (usual, most) = (line.law(), count);
        }
    }
    usual
}

/// Adds each place in the law as a link after a sentence.
fn cite(law: &[Citation], spans: &mut Vec<Span>) {
    for (place, citation) in law.iter().enumerate() {
        spans.push(Span::words(if place == 0 { " " } else { "; " }));
        spans.push(Span::link(citation.text, citation.href));
    }
}

fn told_section(told: Vec<Block>) -> DocumentSection {
    DocumentSection {
        heading: "What you told us".to_owned(),
        blocks: told,
    }
}

fn amounts_section(assessment: &Assessment) -> DocumentSection {
    let mut figures: Vec<&'static Figure> = Vec::new();
    for line in assessment.trace.lines() {
        for figure in line.figures() {
            if !figures.iter().any(|seen| seen.name == figure.name) {
                figures.push(figure);
            }
        }
    }
    let amounts = assessment.amounts;
    DocumentSection {
        heading: "The amounts we used".to_owned(),
        blocks: vec![
            Block::text(format!(
                "These are the amounts for {}, from {}.",
                amounts.name,
                calendar::in_words(amounts.from)
            )),
            Block::Table(DocumentTable {
                caption: "Amounts set by law".to_owned(),
                columns: vec![
                    words("Amount"),
                    number("Pounds"),
                    words("From"),
                    words("How sure we are"),
                    words("Where it comes from"),
                ],
                rows: figures
                    .into_iter()
                    .map(|figure| {
                        vec![
                            figure.name.words().to_owned(),
                            in_words(figure.amount),
                            calendar::in_words(figure.from),
                            figure.certainty.words().to_owned(),
                            figure.source.to_owned(),
                        ]
                    })
                    .collect(),
                total: false,
            }),
        ],
    }
}

fn benefits_section(assessment: &Assessment) -> Option<DocumentSection> {
    if assessment.benefits_to_check.is_empty() {
        return None;
    }
    Some(DocumentSection {
        heading: "Benefits to check".to_owned(),
        blocks: vec![
            Block::text(
                "Your answers suggest that you may be able to claim these. We cannot say that you will get them.",
            ),
            Block::List(
                assessment
                    .benefits_to_check
                    .iter()
                    .map(|check| {
                        vec![
                            Span::link(check.benefit, check.href),
                            Span::words(format!(": {}", check.why)),
                        ]
                    })
                    .collect(),
            ),
        ],
    })
}

fn policy_section(policy: &Policy, council: &Council) -> DocumentSection {
    let mut blocks = vec![Block::text(format!(
        "The law sets the least that you keep. A council may let you keep more. This estimate uses the charging policy “{}”.",
        policy.name
    ))];
    if policy.illustration {
        blocks.push(Block::Warning(format!(
            "This policy is an illustration. It is not the policy of {}.",
            council.name
        )));
    }
    if policy.source.starts_with("https://") {
        blocks.push(Block::Text(vec![
            Span::words("It is published at "),
            Span::link(policy.source.clone(), policy.source.clone()),
            Span::words("."),
        ]));
    }
    DocumentSection {
        heading: "The council’s own policy".to_owned(),
        blocks,
    }
}

fn next_section(council: &Council) -> DocumentSection {
    DocumentSection {
        heading: "If you think this is wrong, or have a question".to_owned(),
        blocks: vec![
            Block::text(
                "This estimate is only as good as the answers it rests on. It does not decide what you pay. The council decides that after a financial assessment, and must tell you in writing how it worked it out.",
            ),
            Block::text(
                "If you disagree with the council’s decision, ask it to look again. You can also make a complaint, and if that does not help, go to the Local Government and Social Care Ombudsman.",
            ),
            Block::List(vec![
                vec![
                    Span::words("Telephone: "),
                    Span::telephone(&council.telephone),
                    Span::words(format!(" ({})", council.opening_hours)),
                ],
                vec![
                    Span::words("Relay UK: "),
                    Span::telephone(&council.text_relay),
                ],
                vec![
                    Span::words("Email: "),
                    Span::link(council.email.clone(), format!("mailto:{}", council.email)),
                ],
                vec![Span::link(
                    "Local Government and Social Care Ombudsman",
                    "https://www.lgo.org.uk/make-a-complaint",
                )],
            ]),
        ],
    }
}

fn words(header: &str) -> Column {
    Column {
        header: header.to_owned(),
        numeric: false,
    }
}

fn number(header: &str) -> Column {
    Column {
        header: header.to_owned(),
        numeric: true,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;
    use serde_json::json;

    use super::*;
    use crate::given::assessed;

    fn council() -> Council {
        const FILE: &str = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../domain/tests-data/council.json"
        ));
        serde_json::from_str(FILE).unwrap()
    }

    fn knowsley() -> (serde_json::Value, serde_json::Value) {
        (
            json!({
                "person": { "age": 22 }, "care": { "setting": "at_home", "weekly_cost": "391.95" },
                "income": [
                    { "kind": "universal_credit_standard", "amount": "167.96" },
                    { "kind": "pip_daily_living_enhanced", "amount": "108.55" },
                    { "kind": "pip_mobility", "amount": "75.75" }
                ],
                "disability_related_expenses": [
                    { "kind": "laundry", "amount": "6.42" },
                    { "kind": "clothing_and_footwear", "amount": "6.18" }
                ]
            }),
            json!({ "ignore_night_part_of_pip": true, "illustration": true }),
        )
    }

    #[test]
    fn the_answer_comes_first_with_the_weekly_figure_and_what_is_kept() {
        let (circumstances, policy) = knowsley();
        let assessment = assessed("2024-06-03", circumstances, policy.clone());
        // The income is 352.26; 67.71 goes to the council.
        assert_eq!(
            answer(&assessment.outcome)[0],
            "You would pay £67.71 a week towards your care and keep £284.55 a week of your income."
        );
        assert_eq!(
            why_in_short(&assessment),
            [
                "Your income, with any that is counted from savings and property, comes to £240.61 a week.",
                "You keep £172.90 a week before you are asked for anything. £160.30 + £12.60 = £172.90.",
                "What is left of your income after what you keep is £67.71 a week. £240.61 − £172.90 = £67.71.",
            ]
        );
        let document = document(
            &assessment,
            Setting::AtHome,
            vec![Block::text("You have care at home.")],
            &serde_json::from_value(policy).unwrap(),
            &council(),
        );
        let headings: Vec<&str> = document
            .sections
            .iter()
            .map(|section| section.heading.as_str())
            .collect();
        assert_eq!(
            headings,
            [
                "Why",
                "Where your money goes",
                "Amounts that are not confirmed",
                "How it is worked out",
                "What you told us",
                "The amounts we used",
                "The council’s own policy",
                "If you think this is wrong, or have a question",
            ]
        );
        for table in document
            .sections
            .iter()
            .flat_map(|section| &section.blocks)
            .filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            })
        {
            assert!(
                table
                    .rows
                    .iter()
                    .all(|row| row.len() == table.columns.len()),
                "{}",
                table.caption
            );
        }
    }

    #[test]
    fn where_the_money_goes_adds_up_to_the_income() {
        let (circumstances, policy) = knowsley();
        let slices = where_money_goes(&assessed("2024-06-03", circumstances, policy));
        let slices: Vec<_> = slices
            .iter()
            .map(|slice| (slice.label, slice.amount))
            .collect();
        // 67.71 + 160.30 + 12.60 + 111.65 = 352.26.
        assert_eq!(
            slices,
            [
                ("Towards your care", dec!(67.71)),
                (
                    "What the law says you keep (minimum income guarantee)",
                    dec!(160.30)
                ),
                ("Disability-related expenses", dec!(12.60)),
                ("Other income that you keep", dec!(111.65)),
            ]
        );
    }

    #[test]
    fn tariff_income_that_leaves_less_than_is_allowed_is_explained() {
        let case = |savings: &str, more: serde_json::Value| {
            let mut income = vec![json!({ "kind": "state_pension", "amount": "300" })];
            income.extend(more.as_array().unwrap().clone());
            let case = json!({
                "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "500" },
                "income": income, "capital": [{ "kind": "cash", "value": savings }],
                "disability_related_expenses": [{ "kind": "laundry", "amount": "20" }]
            });
            assessed("2024-06-03", case, json!({}))
        };
        // (18,000 - 14,250) / 250 = 15; 300 + 15 - 228.70 - 20 = 66.30 to pay;
        // 300 - 66.30 - 228.70 leaves 5 of the 20 for expenses.
        let assumed = case("18000", json!([]));
        let expenses = where_money_goes(&assumed).pop().unwrap();
        assert_eq!(
            (expenses.label, expenses.amount),
            ("Disability-related expenses", dec!(5))
        );
        let said = why_less_is_kept(&assumed).unwrap();
        assert_eq!(
            said,
            "We counted £15 a week as income from your savings (tariff income). You do not really receive it, so the amounts that you keep are smaller here than those you are allowed."
        );
        assert_eq!(
            money_section(&assumed).unwrap().blocks.last(),
            Some(&Block::text(said))
        );
        // Without tariff income, and with other income that makes up for it.
        assert_eq!(why_less_is_kept(&case("14250", json!([]))), None);
        let mobility = json!([{ "kind": "pip_mobility", "amount": "75.75" }]);
        assert_eq!(why_less_is_kept(&case("18000", mobility)), None);
    }

    #[test]
    fn help_that_takes_nothing_off_is_left_out() {
        let said = |help: &str| {
            let case = json!({
                "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "500" },
                "income": [{ "kind": "state_pension", "amount": "300" }],
                "housing": {
                    "costs": [{ "kind": "council_tax", "amount": "46.16" }],
                    "help_with_council_tax": { "amount": help }
                }
            });
            let assessment = assessed("2024-06-03", case, json!({}));
            assert_eq!(assessment.trace.of(Rule::HelpWithCouncilTax).count(), 1);
            format!("{:?}", lines_section(&assessment))
        };
        let helped = "Council Tax Reduction takes £6.16 a week off your housing costs.";
        assert!(said("6.16").contains(helped));
        let without = said("0");
        assert!(!without.contains("Council Tax Reduction"), "{without}");
        assert!(without.contains("after any help with them, are £46.16 a week"));
    }

    #[test]
    fn law_that_lines_share_is_cited_once_and_where_it_differs() {
        let (circumstances, policy) = knowsley();
        let section = lines_section(&assessed("2024-06-03", circumstances, policy));
        let heading = Block::Heading("What you pay".to_owned());
        let at = section.blocks.iter().position(|block| *block == heading);
        let [Block::Text(law), Block::List(lines)] = &section.blocks[at.unwrap() + 1..] else {
            panic!("{section:?}");
        };
        let places: Vec<&str> = law
            .iter()
            .filter(|span| span.href.is_some())
            .map(|span| &*span.text)
            .collect();
        assert_eq!(
            places,
            ["Care Act 2014, section 14", "Care Act 2014, section 17"]
        );
        assert!(lines.len() > 2, "{lines:?}");
        assert!(lines.iter().flatten().all(|span| span.href.is_none()));
        // The basic amount and the premiums rest on regulation 7 alone; the
        // amount kept rests on the Act too.
        let kept = section.blocks.iter().find_map(|block| match block {
            Block::List(items) => items
                .iter()
                .find(|item| item[0].text.starts_with("You keep £172.90")),
            _ => None,
        });
        assert!(kept.unwrap().iter().any(|span| span.href.is_some()));
    }

    #[test]
    fn a_full_cost_above_the_income_comes_from_savings() {
        let case = json!({
            "person": { "age": 80 }, "care": { "setting": "care_home_permanent", "weekly_cost": "900" },
            "income": [{ "kind": "state_pension", "amount": "250" }],
            "capital": [{ "kind": "cash", "value": "40000" }]
        });
        let assessment = assessed("2024-06-03", case, json!({}));
        assert_eq!(
            answer(&assessment.outcome)[0],
            "You would pay the full cost of your care, £900 a week. That is £650 a week more than your income, which would come from your savings."
        );
        let slices = where_money_goes(&assessment);
        let slices: Vec<_> = slices
            .iter()
            .map(|slice| (slice.label, slice.amount))
            .collect();
        assert_eq!(
            slices,
            [
                ("Towards your care", dec!(250)),
                ("Towards your care, from savings", dec!(650))
            ]
        );
    }
}
