//! An assessment as a report, for the page and the PDF alike: the answer, the
//! reasons, every line, the amounts of the law, and the next steps.

mod money;
mod over_time;
mod voice;

use rust_decimal::Decimal;

use super::assessment::{Assessment, AssessmentResult, Basis, BeyondIncome, ChargeReason};
use super::circumstances::{Care, Setting};
use super::citations::Citation;
use super::law::Figure;
use super::policy::Policy;
use super::trace::{Explained, Part, Rule};
use domain::council::Council;
use domain::document::{Block, Column, Document, DocumentSection, DocumentTable, Span};
use domain::eligibility::Voice;
use domain::values::calendar;
use domain::values::money::in_words;

pub use money::{MONEY, MoneyPicture, Slice, about_tariff_income, where_money_goes};
pub use voice::say;

/// The heading of the first section that says how the result was worked out.
/// The sections before it are what somebody needs to know; this one and those
/// after it are for those who ask.
pub const WHY: &str = "Why";

/// The heading of the section about benefits that may not have been claimed.
pub const BENEFITS: &str = "Benefits to check";

/// Makes the report of an assessment.
///
/// `told` is the content of the section "What you told us". For a form, it is
/// every answer under the words of its question. `voice` is how the report
/// speaks of the person who has the care.
///
/// ```
/// use charging::circumstances::Circumstances;
/// use charging::policy::Policy;
/// use charging::report::document;
/// use domain::document::Block;
/// use domain::eligibility::Voice;
/// # let circumstances: Circumstances = serde_json::from_value(serde_json::json!({
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
///     &circumstances.care,
///     told,
///     &Policy::default(),
///     &council,
///     Voice::You,
/// );
///
/// assert_eq!(report.title, "Estimate of what you would pay for care");
/// assert_eq!(report.answer[0], "You would pay £71.30 a week towards your care.");
/// let (label, value) = &report.facts[0];
/// assert_eq!((label.as_str(), value.as_str()), ("You would pay", "£71.30 a week"));
/// assert_eq!(report.sections[0].heading, "Benefits to check");
/// ```
#[must_use]
pub fn document(
    assessment: &Assessment,
    care: &Care,
    told: Vec<Block>,
    policy: &Policy,
    council: &Council,
    voice: Voice,
) -> Document {
    let mut sections: Vec<DocumentSection> = [
        benefits_section(assessment),
        money::section(assessment),
        over_time::section(assessment, care),
        Some(why_section(assessment)),
        Some(lines_section(assessment)),
    ]
    .into_iter()
    .flatten()
    .map(|section| voice::say_section(section, voice))
    .collect();
    sections.push(told_section(told));
    sections.extend(amounts_section(assessment, voice));
    sections.extend(policy_section(assessment, policy, council));
    sections.push(next_section(council));
    let said = |words: &str| say(words, voice).into_owned();
    Document {
        title: said("Estimate of what you would pay for care"),
        answer: answer(assessment, care, voice),
        facts: facts(assessment, care)
            .into_iter()
            .map(|(label, value)| (said(&label), said(&value)))
            .collect(),
        sections,
    }
}

/// Returns the answer: what somebody would pay, what that means for them, and
/// how far to trust it. The first sentence is the answer in short.
///
/// ```
/// use charging::report::answer;
/// # use charging::circumstances::Circumstances;
/// use domain::eligibility::Voice;
/// # let circumstances: Circumstances = serde_json::from_value(serde_json::json!({
/// #     "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "100" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// # let on = jiff::civil::date(2024, 6, 3);
/// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
///
/// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
/// let said = answer(&assessment, &circumstances.care, Voice::They);
/// assert_eq!(said[0], "They would pay £71.30 a week towards their care.");
/// assert_eq!(
///     said[1],
///     "They would keep £228.70 a week of their income. The council would pay the other £28.70 \
///      a week."
/// );
/// ```
#[must_use]
pub fn answer(assessment: &Assessment, care: &Care, voice: Voice) -> Vec<String> {
    let mut said = vec![assessment.outcome.charge.sentence()];
    said.extend(meaning(assessment, care));
    said.extend(over_time::in_short(assessment, care));
    said.push(certainty(assessment));
    said.iter()
        .map(|sentence| say(sentence, voice).into_owned())
        .collect()
}

/// Whether the money was asked about. Somebody whose care is free, who did not
/// want to give the details, or about whom it was clear without them, is told
/// nothing that would rest on answers that nobody asked for.
pub(super) fn was_asked_about_money(assessment: &Assessment) -> bool {
    let charge = &assessment.outcome.charge;
    charge.basis != Basis::Free
        && !matches!(
            charge.reason,
            Some(
                ChargeReason::Declined
                    | ChargeReason::LightTouchCanAfford
                    | ChargeReason::LightTouchCannotAfford
            )
        )
}

/// Says what the charge means for the person.
fn meaning(assessment: &Assessment, care: &Care) -> Option<String> {
    if !was_asked_about_money(assessment) {
        return why_in_short(assessment).into_iter().next();
    }
    let totals = &assessment.outcome.totals;
    let charge = &assessment.outcome.charge;
    let left_with = totals.left_with;
    let mut said: Vec<String> = Vec::with_capacity(3);
    if charge.basis == Basis::FullCost {
        said.extend(limit_sentence(assessment));
    }
    match left_with {
        Some(left) if left.is_sign_negative() => {
            said.push(format!(
                "That is {} a week more than your income.",
                in_words(left.abs())
            ));
            said.push(rest_from(totals.beyond_income).to_owned());
            said.extend(until_the_limit(assessment, care));
        }
        Some(left) if charge.basis == Basis::NothingToPay => {
            said.push(format!(
                "You would keep all your income, {} a week.",
                in_words(left)
            ));
        }
        Some(left) => {
            said.push(format!(
                "You would keep {} a week of your income.",
                in_words(left)
            ));
        }
        None => {}
    }
    if let Some(pays) = totals.council_pays.filter(|pays| *pays > Decimal::ZERO) {
        let other = if charge.basis == Basis::NothingToPay {
            ""
        } else {
            "the other "
        };
        said.push(format!(
            "The council would pay {other}{} a week.",
            in_words(pays)
        ));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// Says what the part of a charge above the income would be paid from.
const fn rest_from(beyond: BeyondIncome) -> &'static str {
    match beyond {
        BeyondIncome::Savings => "The rest would come from your savings.",
        BeyondIncome::Home => {
            "The rest would come from the value of your home. Your home need not be sold now: with \
             a deferred payment agreement the council pays, and is paid back later."
        }
        BeyondIncome::Property => "The rest would come from the value of your property.",
        BeyondIncome::Unknown => "Ask us how the rest could be paid.",
    }
}

/// Says when the savings of somebody who pays for care at home from them come
/// down to the limit. A place in a care home has its own sentences
/// ([`over_time`]).
fn until_the_limit(assessment: &Assessment, care: &Care) -> Option<String> {
    let totals = &assessment.outcome.totals;
    if care.setting != Setting::AtHome || totals.beyond_income != BeyondIncome::Savings {
        return None;
    }
    let from_savings = totals.left_with.filter(Decimal::is_sign_negative)?.abs();
    let upper = upper_limit(assessment)?;
    let above = (totals.capital_counted - upper).max(Decimal::ZERO);
    let weeks = (above / from_savings).ceil();
    over_time::down_to(upper, u32::try_from(weeks).ok()?)
}

/// Says why the council does not help to pay, with the limit.
fn limit_sentence(assessment: &Assessment) -> Option<String> {
    let upper = upper_limit(assessment)?;
    Some(format!(
        "You have more than {} in savings and property that count.",
        in_words(upper)
    ))
}

/// Returns the upper capital limit that was compared with.
fn upper_limit(assessment: &Assessment) -> Option<Decimal> {
    let limit = assessment.trace.of(Rule::CapitalLimit).last()?;
    limit.inputs().get(1)?.amount.parse().ok()
}

/// Says in one sentence how far to trust the result.
fn certainty(assessment: &Assessment) -> String {
    const ESTIMATE: &str =
        "This is an estimate. The council decides what you pay after a financial assessment.";
    if assessment.outcome.charge.basis == Basis::Free {
        return "This is an estimate. The council decides whether the care is free.".to_owned();
    }
    if unconfirmed(assessment).is_empty() {
        return ESTIMATE.to_owned();
    }
    format!(
        "{ESTIMATE} The amounts for {} may still change a little.",
        assessment.amounts.name
    )
}

/// Lists the figures that play a part in the result and that no primary source
/// publishes. Above the upper capital limit no amount that is kept plays one;
/// the limit itself does only where another possible limit changes the result.
fn unconfirmed(assessment: &Assessment) -> &[&'static Figure] {
    let by_the_limit = assessment.outcome.charge.basis == Basis::FullCost;
    if !was_asked_about_money(assessment) || (by_the_limit && assessment.other.is_none()) {
        return &[];
    }
    &assessment.unpublished
}

fn facts(assessment: &Assessment, care: &Care) -> Vec<(String, String)> {
    let totals = &assessment.outcome.totals;
    let asked = was_asked_about_money(assessment);
    let mut facts = Vec::new();
    let mut add = |label: &str, value: String| facts.push((label.to_owned(), value));
    let weekly = |amount: Decimal| format!("{} a week", in_words(amount));
    add(
        "You would pay",
        totals
            .weekly_charge
            .map_or("The full cost".to_owned(), |charge| {
                if charge.is_zero() {
                    "Nothing".to_owned()
                } else {
                    weekly(charge)
                }
            }),
    );
    let is_free = assessment.outcome.charge.basis == Basis::Free;
    if let Some(cost) = totals.cost_of_care.filter(|_| !is_free) {
        add("The care costs", weekly(cost));
    }
    if asked {
        if let Some(pays) = totals.council_pays.filter(|pays| *pays > Decimal::ZERO) {
            add("The council would pay", weekly(pays));
        }
        if let Some(left) = totals.left_with.filter(|left| !left.is_sign_negative()) {
            add("You would keep", weekly(left));
        }
    }
    if !totals.arrangement_fee.is_zero() {
        add(
            "Fee if the council arranges the care",
            weekly(totals.arrangement_fee),
        );
    }
    add("The estimate is for", care.setting.words().to_owned());
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

fn why_section(assessment: &Assessment) -> DocumentSection {
    let reasons = why_in_short(assessment).into_iter();
    DocumentSection {
        heading: WHY.to_owned(),
        blocks: vec![Block::List(
            reasons.map(|line| vec![Span::words(line)]).collect(),
        )],
    }
}

fn lines_section(assessment: &Assessment) -> DocumentSection {
    let mut blocks = Vec::new();
    for part in Part::ALL {
        let lines: Vec<Explained<'_>> = assessment
            .trace
            .lines()
            .filter(|line| {
                line.rule().part() == part
                    && !line.is_nothing()
                    && plays_a_part(assessment, line.rule())
            })
            .collect();
        if lines.is_empty() {
            continue;
        }
        let usual = usual_law(&lines);
        let rests_on_it = |line: &Explained<'_>| line.law().iter().all(|law| usual.contains(law));
        blocks.push(Block::Heading(part.heading().to_owned()));
        if !usual.is_empty() {
            let mut spans = vec![Span::words(if lines.iter().all(rests_on_it) {
                "The law:"
            } else {
                "The law, unless a line says otherwise:"
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
        heading: "Each step of the sum".to_owned(),
        blocks,
    }
}

/// Whether a line rests on something that was asked.
fn plays_a_part(assessment: &Assessment, rule: Rule) -> bool {
    was_asked_about_money(assessment)
        || match assessment.outcome.charge.basis {
            Basis::Free => matches!(rule, Rule::FreeCare | Rule::Charge),
            _ => matches!(
                rule,
                Rule::TakingPart | Rule::CostOfCare | Rule::Charge | Rule::ArrangementFee
            ),
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

fn amounts_section(assessment: &Assessment, voice: Voice) -> Option<DocumentSection> {
    let mut figures: Vec<&'static Figure> = Vec::new();
    let lines = assessment.trace.lines();
    for line in lines.filter(|line| plays_a_part(assessment, line.rule())) {
        for figure in line.figures() {
            if !figures.iter().any(|seen| seen.name == figure.name) {
                figures.push(figure);
            }
        }
    }
    if figures.is_empty() {
        return None;
    }
    let amounts = assessment.amounts;
    let mut blocks = vec![Block::text(format!(
        "These are the amounts for {}, from {}.",
        amounts.name,
        calendar::in_words(amounts.from)
    ))];
    blocks.extend(unconfirmed_block(assessment, voice));
    blocks.push(Block::Table(DocumentTable {
        caption: "Amounts set by law".to_owned(),
        columns: vec![
            words("Amount"),
            number("Pounds"),
            words("From"),
            words("How sure we are"),
            words("Where it comes from"),
        ],
        rows: figures.into_iter().map(figure_row).collect(),
        total: false,
    }));
    Some(DocumentSection {
        heading: "The amounts we used".to_owned(),
        blocks,
    })
}

fn figure_row(figure: &'static Figure) -> Vec<String> {
    let certainty = figure.certainty.words();
    vec![
        figure.name.words().to_owned(),
        in_words(figure.amount),
        calendar::in_words(figure.from),
        figure.other.map_or_else(
            || certainty.to_owned(),
            |other| format!("{certainty}. It could be {}", in_words(other.amount)),
        ),
        figure.source.to_owned(),
    ]
}

/// Names the amounts that are not confirmed, and the result by the other
/// possible ones if it differs.
fn unconfirmed_block(assessment: &Assessment, voice: Voice) -> Option<Block> {
    let unconfirmed = unconfirmed(assessment);
    if unconfirmed.is_empty() {
        return None;
    }
    let names: Vec<&str> = unconfirmed
        .iter()
        .map(|figure| figure.name.words())
        .collect();
    let mut said = format!(
        "We have not seen these in an official publication, so the council must confirm them: {}.",
        names.join("; ")
    );
    if let Some(other) = &assessment.other {
        let sentence = other.charge.sentence();
        said = format!(
            "{said} With the other possible amounts: {}",
            say(&sentence, voice)
        );
    }
    Some(Block::text(said))
}

fn benefits_section(assessment: &Assessment) -> Option<DocumentSection> {
    if assessment.benefits_to_check.is_empty() || !was_asked_about_money(assessment) {
        return None;
    }
    Some(DocumentSection {
        heading: BENEFITS.to_owned(),
        blocks: vec![
            Block::text("You may be able to claim these. We cannot say that you will get them."),
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

fn policy_section(
    assessment: &Assessment,
    policy: &Policy,
    council: &Council,
) -> Option<DocumentSection> {
    if !was_asked_about_money(assessment) {
        return None;
    }
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
    Some(DocumentSection {
        heading: "The council’s own policy".to_owned(),
        blocks,
    })
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
    use serde_json::json;

    use super::*;
    use crate::given::assessed;

    #[test]
    fn a_council_that_confirmed_the_amounts_says_nothing_of_their_certainty() {
        let (circumstances, mut policy) = knowsley();
        let said = |policy: &serde_json::Value| {
            let document = report(&circumstances, policy, Voice::You);
            format!("{document:?}")
        };
        let doubted = said(&policy);
        assert!(doubted.contains("may still change a little"));
        assert!(doubted.contains("the council must confirm them"));
        policy["amounts_confirmed_for"] = json!(["2024 to 2025"]);
        let confirmed = said(&policy);
        assert!(!confirmed.contains("may still change a little"));
        assert!(!confirmed.contains("the council must confirm them"));
        policy["amounts_confirmed_for"] = json!(["2023 to 2024"]);
        assert_eq!(said(&policy), doubted);
    }

    #[test]
    fn the_answer_comes_first_with_the_weekly_figure_and_what_is_kept() {
        let (circumstances, policy) = knowsley();
        let assessment = assessed("2024-06-03", circumstances.clone(), policy.clone());
        assert_eq!(
            why_in_short(&assessment),
            [
                "Your income, including income we count from savings, is £240.61 a week.",
                "You keep £172.90 a week before you are asked for anything. £160.30 + £12.60 = £172.90.",
                "What is left of your income after what you keep is £67.71 a week. £240.61 − £172.90 = £67.71.",
            ]
        );
        let document = report(&circumstances, &policy, Voice::You);
        // The income is 352.26; 67.71 goes to the council, which pays 391.95 - 67.71.
        assert_eq!(
            document.answer,
            [
                "You would pay £67.71 a week towards your care.",
                "You would keep £284.55 a week of your income. The council would pay the other £324.24 a week.",
                "This is an estimate. The council decides what you pay after a financial assessment. The amounts for 2024 to 2025 may still change a little.",
            ]
        );
        assert_eq!(
            headings(&document),
            [
                MONEY,
                WHY,
                "Each step of the sum",
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
    fn what_was_not_asked_about_is_not_spoken_of() {
        let case = |care: serde_json::Value, taking_part: &str| {
            json!({
                "person": { "age": 80 }, "care": care, "taking_part": taking_part,
                "income": [], "capital": []
            })
        };
        let at_home = json!({ "setting": "at_home", "weekly_cost": "300" });
        let free = json!({
            "setting": "at_home", "weekly_cost": "300", "free_because": "mental_health_aftercare"
        });
        for (care, taking_part, first) in [
            (free, "full", "You would pay nothing: this care is free."),
            (
                at_home.clone(),
                "declined",
                "You would pay the full cost of your care, £300 a week.",
            ),
            (
                at_home.clone(),
                "light_touch_can_afford",
                "You would pay the full cost of your care, £300 a week.",
            ),
            (
                at_home,
                "light_touch_cannot_afford",
                "You would pay nothing towards your care.",
            ),
        ] {
            let document = report(&case(care, taking_part), &json!({}), Voice::You);
            assert_eq!(document.answer[0], first);
            assert_eq!(document.answer.len(), 3, "{:?}", document.answer);
            assert_eq!(
                headings(&document),
                [
                    WHY,
                    "Each step of the sum",
                    "What you told us",
                    "If you think this is wrong, or have a question"
                ],
                "{taking_part}"
            );
            let text = format!("{document:?}");
            for word in [
                "savings come to",
                "income",
                "£0",
                "may still change",
                "Pension Credit",
            ] {
                assert!(!text.contains(word), "{word} in {text}");
            }
        }
    }

    #[test]
    fn a_result_about_somebody_else_says_they_and_the_reader_stays_you() {
        let (circumstances, policy) = knowsley();
        let document = report(&circumstances, &policy, Voice::They);
        assert_eq!(
            document.answer[0],
            "They would pay £67.71 a week towards their care."
        );
        assert_eq!(document.title, "Estimate of what they would pay for care");
        assert_eq!(document.facts[0].0, "They would pay");
        let place = |heading: &str| {
            let mut all = document.sections.iter();
            all.find(|section| section.heading == heading).unwrap()
        };
        for heading in [MONEY, WHY, "Each step of the sum"] {
            let text = format!("{:?}", place(heading)).to_lowercase();
            assert!(text.contains("they") || text.contains("their"), "{text}");
            for word in [" you ", "\"you ", " your ", "\"your "] {
                assert!(!text.contains(word), "{word} in {text}");
            }
        }
        let ask = format!(
            "{:?}",
            place("If you think this is wrong, or have a question")
        );
        assert!(ask.contains("If you disagree"), "{ask}");
    }

    #[test]
    fn an_amount_that_plays_no_part_is_not_said_to_be_unsure() {
        let case = |savings: &str| {
            json!({
                "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "300" },
                "income": [{ "kind": "state_pension", "amount": "250" }],
                "capital": [{ "kind": "cash", "value": savings }]
            })
        };
        let last = |savings| {
            let case = case(savings);
            let assessment = assessed("2026-11-22", case.clone(), json!({}));
            answer(&assessment, &care(&case), Voice::You).pop().unwrap()
        };
        assert!(last("0").ends_with("The amounts for 2026 to 2027 may still change a little."));
        assert!(last("40000").ends_with("after a financial assessment."));
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
    fn a_full_cost_above_the_income_comes_from_what_there_is() {
        let said = |capital: serde_json::Value| {
            let case = json!({
                "person": { "age": 80 },
                "care": { "setting": "care_home_permanent", "weekly_cost": "900", "weeks_in_care_home": 30 },
                "income": [{ "kind": "state_pension", "amount": "250" }],
                "capital": capital
            });
            let assessment = assessed("2024-06-03", case.clone(), json!({}));
            let source = where_money_goes(&assessment).unwrap().counts.pop();
            let mut said = answer(&assessment, &care(&case), Voice::You);
            (
                said.swap_remove(0),
                said.swap_remove(1),
                source.unwrap().label,
            )
        };
        let cash = json!({ "kind": "cash", "value": "40000" });
        let home = json!({ "kind": "main_home", "value": "240000" });
        let little = json!({ "kind": "cash", "value": "0" });
        let (first, second, source) = said(json!([cash]));
        assert_eq!(
            first,
            "You would pay the full cost of your care, £900 a week."
        );
        assert_eq!(
            second,
            "You have more than £23,250 in savings and property that count. That is £650 a week more than your income. The rest would come from your savings."
        );
        assert_eq!(source, "From your savings");
        let (_, second, source) = said(json!([home, little]));
        assert!(second.contains("from the value of your home"), "{second}");
        assert!(second.contains("deferred payment agreement"), "{second}");
        assert_eq!(source, "From the value of your home");
    }

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

    fn report(
        circumstances: &serde_json::Value,
        policy: &serde_json::Value,
        voice: Voice,
    ) -> Document {
        let assessment = assessed("2024-06-03", circumstances.clone(), policy.clone());
        document(
            &assessment,
            &care(circumstances),
            vec![Block::text("You have care at home.")],
            &serde_json::from_value(policy.clone()).unwrap(),
            &council(),
            voice,
        )
    }

    fn care(circumstances: &serde_json::Value) -> Care {
        serde_json::from_value(circumstances["care"].clone()).unwrap()
    }

    fn headings(document: &Document) -> Vec<&str> {
        document
            .sections
            .iter()
            .map(|section| section.heading.as_str())
            .collect()
    }
}
