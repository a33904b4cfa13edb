//! The result in words: one document, for the page and for the PDF.

use jiff::civil::Date;

use super::EligibilityCitation;
use super::decision::{ADULT_OUTCOMES_NEEDED, Decision, Finding, Indication, Met};
use super::outcome::Outcome;
use super::screening::{Asked, Screening};
use super::urgent::{UrgentAdvice, urgent_advice};
use super::who::{Voice, Who};
use crate::council::Council;
use crate::directory::{Directory, Need, Service};
use crate::document::{Block, Document, DocumentSection, Span};
use crate::records::retention_schedule::ANONYMOUS_DRAFT_KEPT;
use crate::values::calendar::in_words;

/// The sentence that stands with every result.
pub const INDICATION_ONLY: &str =
    "This is an indication, not a decision. A person decides, after an assessment.";

/// The heading of the section with the reasons. A page shows them with tags
/// instead.
pub const WHY: &str = "Why";

/// The services that may help with one need.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NeedWithServices {
    /// The need.
    pub need: Need,
    /// The services, best first; at least one.
    pub services: Vec<&'static Service>,
}

/// The largest number of services shown for a need; for the support of carers,
/// which is so many things, one more.
const MOST_SERVICES: usize = 2;
/// The largest number of needs that services are shown for. Somebody who finds
/// everything hard would otherwise get a list of more than forty.
const MOST_NEEDS: usize = 8;
/// The number of needs whose services stand in the open. Those of the others are
/// for who looks further.
const NEEDS_AT_ONCE: usize = 2;

/// Returns the services of the directory for the needs of the decision, closest
/// need first and best fit first, each service once. None where the criteria
/// were not applied: nobody was asked what they need.
#[must_use]
pub fn services_for(decision: &Decision, directory: Directory) -> Vec<NeedWithServices> {
    if decision.criteria.is_empty() {
        return Vec::new();
    }
    let mut shown: Vec<&'static str> = Vec::new();
    let mut all = Vec::new();
    for &need in &decision.needs {
        let services: Vec<&'static Service> = directory
            .fitting(need, &decision.needs)
            .into_iter()
            .filter(|service| !shown.contains(&service.slug))
            .take(MOST_SERVICES + usize::from(need == Need::CarerSupport))
            .collect();
        shown.extend(services.iter().map(|service| service.slug));
        if !services.is_empty() {
            all.push(NeedWithServices { need, services });
        }
    }
    // Advice is the last of the needs and helps everybody, so it stays.
    if all.len() > MOST_NEEDS {
        let advice = all.pop_if(|last| last.need == Need::Advice);
        all.truncate(MOST_NEEDS - usize::from(advice.is_some()));
        all.extend(advice);
    }
    all
}

/// Returns the answer, in one sentence or two.
#[must_use]
pub fn answer(screening: &Screening, decision: &Decision, council: &Council) -> Vec<String> {
    let council = &council.name;
    let (you, your) = match screening.voice {
        Voice::You => ("you", "your"),
        Voice::They => ("they", "their"),
    };
    let unclear = decision
        .criteria
        .iter()
        .any(|criterion| criterion.met == Met::Unclear);
    match (decision.indication, screening.who) {
        (Indication::MayBeEligible, who) => {
            let support = match who {
                Who::Adult => format!("care and support from {council}"),
                Who::Carer => format!("support as a carer from {council}"),
            };
            let mut answer = vec![format!(
                "Your answers suggest that {you} may be eligible for {support}. The next step is an \
                 assessment, which is free."
            )];
            if unclear {
                answer.push(
                    "You were not sure about some things, and these could change the result. An \
                     assessment would look into them."
                        .to_owned(),
                );
            }
            answer
        }
        (Indication::MayNotBeEligible, who) => {
            let support = match who {
                Who::Adult => "care and support",
                Who::Carer => "support as a carer",
            };
            vec![
                format!(
                    "Your answers suggest that {you} may not be eligible for {support} under the \
                     national rules."
                ),
                match screening.voice {
                    Voice::You => "You can still ask for an assessment, which is free.".to_owned(),
                    Voice::They => "They, or you for them, can still ask for an assessment, \
                                    which is free."
                        .to_owned(),
                },
            ]
        }
        (Indication::Under18, Who::Adult) => vec![
            "This check is for people aged 18 or over.".to_owned(),
            format!(
                "Children's services help people under 18. They can also look, before {your} 18th \
                 birthday, at what help {you} will need as an adult."
            ),
        ],
        (Indication::Under18, Who::Carer) => vec![
            "This check is for carers aged 18 or over.".to_owned(),
            "Carers under 18 have a right to an assessment of their own, as young carers, from \
             children's services."
                .to_owned(),
        ],
        (Indication::NoAdultCaredFor, _) => match &screening.asked {
            Asked::NoAdultCaredFor { child: true } => vec![
                "This check is for people who look after an adult.".to_owned(),
                "Parents and others who look after a disabled child can ask children's \
                     services for an assessment."
                    .to_owned(),
            ],
            _ => vec![
                format!(
                    "Your answers suggest that {you} may not be eligible for support as a \
                         carer, because the rules are for people who look after an adult without \
                         being paid."
                ),
                "If everyday life is hard for other reasons, check for care and support \
                     instead."
                    .to_owned(),
            ],
        },
        (Indication::NotChecked, _) => vec![format!(
            "Get help first. You can come back to this check within {ANONYMOUS_DRAFT_KEPT} and \
                 carry on where you stopped."
        )],
    }
}

/// A paragraph of words and links.
type Line = Vec<Span>;

fn words(text: impl Into<String>) -> Line {
    vec![Span::words(text)]
}

/// Returns words with, after them, a link to the law they rest on.
fn cited(text: impl Into<String>, citation: &EligibilityCitation) -> Line {
    vec![
        Span::words(format!("{} (", text.into())),
        Span::link(citation.text.clone(), citation.href.clone()),
        Span::words(")"),
    ]
}

fn cited_shortly(text: impl Into<String>, citation: &EligibilityCitation) -> Line {
    vec![
        Span::words(format!("{} ", text.into())),
        Span::link(citation.short.clone(), citation.href.clone()),
    ]
}

/// Returns how to reach adult social care, in one sentence.
fn reach(council: &Council, for_what: &str) -> Line {
    vec![
        Span::words(format!("Call {} on ", council.name)),
        Span::telephone(&council.telephone),
        Span::words(format!(" ({}) or email ", council.opening_hours)),
        Span::link(council.email.clone(), format!("mailto:{}", council.email)),
        Span::words(format!(" {for_what}")),
    ]
}

/// Returns how to reach children's services, in one sentence.
fn reach_childrens_services(council: &Council) -> Line {
    let mut line = vec![
        Span::words("Call "),
        Span::telephone(council.childrens_telephone()),
    ];
    line.push(Span::words(if council.childrens_telephone.is_some() {
        " to speak to children's services."
    } else {
        " and ask for children's services."
    }));
    line
}

/// Returns what happens next, one step a line.
#[must_use]
pub fn next_steps(screening: &Screening, decision: &Decision, council: &Council) -> Vec<Line> {
    let they = screening.voice == Voice::They;
    match (decision.indication, screening.who) {
        (Indication::NotChecked, _) => vec![
            words("Call one of the numbers above."),
            words(format!(
                "Come back within {ANONYMOUS_DRAFT_KEPT} to finish the check, or start again later."
            )),
        ],
        (Indication::MayBeEligible | Indication::MayNotBeEligible, who) => {
            assessment_steps(who, they, decision, council)
        }
        (Indication::Under18, who) => {
            let (text, citation) = match who {
                Who::Adult => (
                    "The council must assess a child who is likely to need care and support after \
                     turning 18, when it would help them.",
                    EligibilityCitation::act(58, ""),
                ),
                Who::Carer => (
                    "The council must assess a young carer who is likely to need support after \
                     turning 18, when it would help them.",
                    EligibilityCitation::act(63, ""),
                ),
            };
            vec![
                reach_childrens_services(council),
                cited(text, &citation),
                words("A school, college, doctor or nurse can ask for help too."),
            ]
        }
        (Indication::NoAdultCaredFor, _) => match &screening.asked {
            Asked::NoAdultCaredFor { child: true } => vec![
                reach_childrens_services(council),
                cited(
                    "The council must assess a parent carer of a disabled child who appears to \
                     need support, or who asks.",
                    &EligibilityCitation::children_act("17ZD"),
                ),
                cited(
                    "If the child will soon be 18, a carer can also be assessed for what happens \
                     then.",
                    &EligibilityCitation::act(60, ""),
                ),
            ],
            _ => vec![
                vec![
                    Span::words("Start the check again and choose "),
                    Span::link("care and support", "/check-support"),
                    Span::words(" if everyday life is hard because of a condition or illness."),
                ],
                cited(
                    "A carer can ask for an assessment. This includes people who are about to \
                     start caring.",
                    &EligibilityCitation::act(10, "(1)"),
                ),
                reach(council, "if you are not sure."),
            ],
        },
    }
}

fn assessment_steps(who: Who, they: bool, decision: &Decision, council: &Council) -> Vec<Line> {
    let (assessment, section, whatever) = match who {
        Who::Adult => ("a care needs assessment", 9, "(3)"),
        Who::Carer => ("a carer's assessment", 10, "(4)"),
    };
    let for_them = if they {
        " for them, with their agreement"
    } else {
        ""
    };
    let mut steps = vec![reach(
        council,
        &format!("to ask for {assessment}{for_them}. It is free."),
    )];
    if decision.indication == Indication::MayNotBeEligible {
        steps.push(cited(
            "The council must assess anyone who may need help, whatever this check says, however \
             little help they may need and however much money they have.",
            &EligibilityCitation::act(section, whatever),
        ));
    }
    steps.push(words(match (who, they) {
        (Who::Adult, false) => {
            "Someone from adult social care talks with you about what is hard, what matters to \
             you and what would help. Someone you trust can be there."
        }
        (Who::Adult, true) => {
            "Someone from adult social care talks with them about what is hard, what matters to \
             them and what would help. You or someone else they trust can be there."
        }
        (Who::Carer, false) => {
            "Someone from adult social care talks with you about how caring affects you, whether \
             you are able and willing to continue, and what would help."
        }
        (Who::Carer, true) => {
            "Someone from adult social care talks with them about how caring affects them, \
             whether they are able and willing to continue, and what would help."
        }
    }));
    steps.push(cited(
        "Someone who finds it very hard to take part and has nobody to support them must be \
         given an independent advocate.",
        &EligibilityCitation::act(67, ""),
    ));
    steps.push(cited(
        "A person decides, using the rule below, and the council gives the decision in writing \
         with its reasons. If the answer is no, it must also say what else can help.",
        &EligibilityCitation::act(13, ""),
    ));
    steps.push(match who {
        Who::Adult => vec![
            Span::words("You can "),
            Span::link("estimate what care may cost", "/estimate-costs"),
            Span::words(" now."),
        ],
        Who::Carer => words(
            "Many councils make no charge for support that goes to a carer. Ask us before you \
             agree to anything.",
        ),
    });
    steps
}

/// Returns the answer as a heading: `You may be eligible for care and support`.
#[must_use]
pub const fn headline(screening: &Screening, decision: &Decision) -> &'static str {
    match (decision.indication, screening.who, screening.voice) {
        (Indication::MayBeEligible, Who::Adult, Voice::You) => {
            "You may be eligible for care and support"
        }
        (Indication::MayBeEligible, Who::Adult, Voice::They) => {
            "They may be eligible for care and support"
        }
        (Indication::MayBeEligible, Who::Carer, Voice::You) => {
            "You may be eligible for support as a carer"
        }
        (Indication::MayBeEligible, Who::Carer, Voice::They) => {
            "They may be eligible for support as a carer"
        }
        (Indication::MayNotBeEligible, Who::Adult, Voice::You) => {
            "You may not be eligible for care and support"
        }
        (Indication::MayNotBeEligible, Who::Adult, Voice::They) => {
            "They may not be eligible for care and support"
        }
        (Indication::MayNotBeEligible, Who::Carer, Voice::You) => {
            "You may not be eligible for support as a carer"
        }
        (Indication::MayNotBeEligible, Who::Carer, Voice::They) => {
            "They may not be eligible for support as a carer"
        }
        (Indication::Under18, Who::Adult, _) => "This check is for people aged 18 or over",
        (Indication::Under18, Who::Carer, _) => "This check is for carers aged 18 or over",
        (Indication::NoAdultCaredFor, _, _) => "This check is for people who look after an adult",
        (Indication::NotChecked, _, _) => "Get help first",
    }
}

/// Writes the whole report. `on` is the date printed on the report.
#[must_use]
pub fn report(
    screening: &Screening,
    decision: &Decision,
    council: &Council,
    services: &[NeedWithServices],
    on: Date,
) -> Document {
    let urgent = urgent_advice(&decision.urgent, screening.who, screening.voice, council);
    let mut sections = Vec::new();
    let mut answer_first = Vec::new();
    if !urgent.is_empty() {
        sections.push(get_help_now(&urgent));
        let first: Vec<&str> = urgent.iter().map(|advice| advice.heading).collect();
        answer_first.push(format!(
            "Before anything else: {}. The numbers are under \"Get help now\".",
            first.join(". ")
        ));
    }
    let SectionsOfResult { open, folded } =
        sections_of_result(screening, decision, council, services);
    sections.extend(open);
    sections.extend(folded);
    answer_first.extend(answer(screening, decision, council));
    answer_first.extend(says_who_decides(screening, decision).map(str::to_owned));
    Document {
        title: title(screening.who).to_owned(),
        answer: answer_first,
        facts: facts(screening, decision, on),
        sections,
    }
}

/// Returns the sentence that an indication is no decision, where the result
/// indicates something.
#[must_use]
pub fn says_who_decides(screening: &Screening, decision: &Decision) -> Option<&'static str> {
    let indicates = match decision.indication {
        Indication::MayBeEligible | Indication::MayNotBeEligible => true,
        Indication::NoAdultCaredFor => screening.asked == Asked::NoAdultCaredFor { child: false },
        Indication::Under18 | Indication::NotChecked => false,
    };
    indicates.then_some(INDICATION_ONLY)
}

/// The sections of a result after the answer: those that somebody needs, and
/// those for who asks how it was worked out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SectionsOfResult {
    /// What happens next, and services.
    pub open: Vec<DocumentSection>,
    /// The reasons, more services, the rule, how to object. A page folds them
    /// away.
    pub folded: Vec<DocumentSection>,
}

/// Returns the sections after the answer, on the page and in the PDF. Somebody
/// who stopped to get help is shown whom to call, and nothing else.
#[must_use]
pub fn sections_of_result(
    screening: &Screening,
    decision: &Decision,
    council: &Council,
    services: &[NeedWithServices],
) -> SectionsOfResult {
    if decision.indication == Indication::NotChecked {
        return SectionsOfResult {
            open: Vec::new(),
            folded: Vec::new(),
        };
    }
    let at_once = services.len().min(NEEDS_AT_ONCE);
    let (first, more) = services.split_at(at_once);
    let applied = !decision.criteria.is_empty();
    SectionsOfResult {
        open: [
            Some(DocumentSection {
                heading: "What happens next".to_owned(),
                blocks: vec![Block::List(next_steps(screening, decision, council))],
            }),
            (!first.is_empty())
                .then(|| services_that_may_help("Services that may help now", first)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        folded: [
            applied.then(|| why(screening, decision)),
            (!more.is_empty()).then(|| services_that_may_help("More services that may help", more)),
            says_who_decides(screening, decision).map(|_| how_the_rule_works(screening.who)),
            Some(if_you_disagree(council)),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

const fn title(who: Who) -> &'static str {
    match who {
        Who::Adult => "Care and support: what your answers suggest",
        Who::Carer => "Support for carers: what your answers suggest",
    }
}

/// Returns key facts about the result, label and value: its date, whom it is
/// about, how many parts of life count.
#[must_use]
pub fn facts(screening: &Screening, decision: &Decision, on: Date) -> Vec<(String, String)> {
    let about = match (screening.who, screening.voice) {
        (Who::Adult, Voice::You) => "Yourself",
        (Who::Adult, Voice::They) => "Someone else",
        (Who::Carer, Voice::You) => "Yourself, as a carer",
        (Who::Carer, Voice::They) => "Someone else, as a carer",
    };
    let mut facts = vec![
        ("Date of this check".to_owned(), in_words(on)),
        ("Who it is about".to_owned(), about.to_owned()),
    ];
    if !decision.findings.is_empty() {
        let (all, needed) = match screening.who {
            Who::Adult => (Outcome::of(Who::Adult).len(), ADULT_OUTCOMES_NEEDED),
            Who::Carer => (Outcome::of(Who::Carer).len(), 1),
        };
        facts.push((
            "Parts of life that count".to_owned(),
            match screening.who {
                Who::Adult => {
                    format!(
                        "{} of {all}. The rule needs {needed}.",
                        decision.unable_to_achieve
                    )
                }
                Who::Carer => format!(
                    "{} of {all}. The rule needs {needed}, or an effect on health.",
                    decision.unable_to_achieve
                ),
            },
        ));
    }
    facts
}

fn get_help_now(urgent: &[UrgentAdvice]) -> DocumentSection {
    let blocks = urgent
        .iter()
        .flat_map(|advice| {
            [
                Block::Heading(advice.heading.to_owned()),
                Block::text(advice.text),
                Block::List(
                    advice
                        .contacts
                        .iter()
                        .map(|contact| {
                            vec![
                                Span::words(format!("{}: ", contact.name)),
                                Span::telephone(&contact.telephone),
                                Span::words(format!(". {}", contact.about)),
                            ]
                        })
                        .collect(),
                ),
            ]
        })
        .collect();
    DocumentSection {
        heading: "Get help now".to_owned(),
        blocks,
    }
}

impl Met {
    /// Returns the words that stand beside a part of the rule.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Yes => "Met by your answers",
            Self::No => "Not met by your answers",
            Self::Unclear => "Unclear from your answers",
        }
    }
}

impl Finding {
    /// Returns the words that stand beside an outcome.
    #[must_use]
    pub const fn counts(&self) -> &'static str {
        match (self.unable, self.ability) {
            (true, _) => "Counts",
            (false, super::Ability::Unsure) => "Unclear",
            (false, _) => "Does not count",
        }
    }
}

fn why(screening: &Screening, decision: &Decision) -> DocumentSection {
    let number = match screening.who {
        Who::Adult => 2,
        Who::Carer => 3,
    };
    let all = EligibilityCitation::regulation(number, "");
    let mut blocks = vec![Block::Text(vec![
        Span::words("The rule has 3 parts, and all of them must be met. It is in the "),
        Span::link(all.text, all.href),
        Span::words("."),
    ])];
    blocks.push(Block::List(
        decision
            .criteria
            .iter()
            .map(|criterion| {
                cited_shortly(
                    format!(
                        "Part ({}). {}. {}. {}",
                        criterion.letter,
                        criterion.asks,
                        criterion.met.words(),
                        criterion.sentence
                    ),
                    &criterion.citation,
                )
            })
            .collect(),
    ));
    blocks.push(Block::Heading(
        "Each part of life that the rule looks at".to_owned(),
    ));
    blocks.push(Block::List(
        decision
            .findings
            .iter()
            .map(|finding| {
                cited_shortly(
                    format!(
                        "{}. {}. {}",
                        finding.outcome.title(),
                        finding.counts(),
                        finding.sentence
                    ),
                    &finding.citation,
                )
            })
            .collect(),
    ));
    blocks.extend(fluctuating(screening));
    DocumentSection {
        heading: WHY.to_owned(),
        blocks,
    }
}

/// Returns what the regulations say of needs that come and go, if this person
/// has such needs.
#[must_use]
pub fn fluctuating(screening: &Screening) -> Option<Block> {
    let Asked::Everything(answers) = &screening.asked else {
        return None;
    };
    let number = match screening.who {
        Who::Adult => 2,
        Who::Carer => 3,
    };
    answers.fluctuates.then(|| {
        Block::Text(cited(
            "You said some days or weeks are much worse than others. An assessment must look at \
             a long enough time to see the real level of need, not at one good day.",
            &EligibilityCitation::regulation(number, "(4)"),
        ))
    })
}

fn services_that_may_help(heading: &str, services: &[NeedWithServices]) -> DocumentSection {
    let mut blocks = vec![Block::text(
        "You do not need an assessment to use these. They were chosen from our directory by what \
         you said is hard.",
    )];
    for group in services {
        blocks.push(Block::Heading(group.need.title().to_owned()));
        blocks.push(Block::List(
            group
                .services
                .iter()
                .map(|service| {
                    let mut line = vec![
                        Span::link(service.name, format!("/directory/{}", service.slug)),
                        Span::words(format!(". {}", service.description)),
                    ];
                    if let Some(phone) = service.phones.first() {
                        line.push(Span::words(" Telephone "));
                        line.push(Span::telephone(phone));
                        line.push(Span::words("."));
                    }
                    line
                })
                .collect(),
        ));
    }
    DocumentSection {
        heading: heading.to_owned(),
        blocks,
    }
}

fn how_the_rule_works(who: Who) -> DocumentSection {
    let blocks = match who {
        Who::Adult => vec![
            Block::text(
                "Every council in England uses the same rule. An adult is eligible if all of \
                 these are true:",
            ),
            Block::List(vec![
                cited_shortly(
                    "their needs come from, or are related to, a physical or mental impairment \
                     or illness.",
                    &EligibilityCitation::regulation(2, "(1)(a)"),
                ),
                cited_shortly(
                    "because of those needs they are unable to manage 2 or more of 10 parts of \
                     everyday life.",
                    &EligibilityCitation::regulation(2, "(1)(b) and (2)"),
                ),
                cited_shortly(
                    "as a result there is, or is likely to be, a significant effect on their \
                     well-being.",
                    &EligibilityCitation::regulation(2, "(1)(c)"),
                ),
            ]),
            Block::Text(cited_shortly(
                "Unable does not only mean impossible. It counts if someone cannot do it without \
                 help, or can but with significant pain, distress or anxiety, or can but it puts \
                 them or others in danger, or can but it takes significantly longer than usual. \
                 Any one is enough.",
                &EligibilityCitation::regulation(2, "(3)"),
            )),
            Block::text(
                "We do not count help from family and friends. Someone who cannot wash without \
                 help counts, even if a daughter helps every day.",
            ),
        ],
        Who::Carer => vec![
            Block::text(
                "Every council in England uses the same rule. A carer is eligible if all of these \
                 are true:",
            ),
            Block::List(vec![
                cited_shortly(
                    "their needs come from giving an adult care that the adult cannot do without.",
                    &EligibilityCitation::regulation(3, "(1)(a)"),
                ),
                cited_shortly(
                    "their physical or mental health is getting worse or is at risk of it, or \
                     they are unable to manage any 1 of 8 parts of life.",
                    &EligibilityCitation::regulation(3, "(1)(b) and (2)"),
                ),
                cited_shortly(
                    "as a result there is, or is likely to be, a significant effect on their \
                     well-being.",
                    &EligibilityCitation::regulation(3, "(1)(c)"),
                ),
            ]),
            Block::Text(cited_shortly(
                "Unable does not only mean impossible. It counts if a carer cannot do it without \
                 help, or can but with significant pain, distress or anxiety, or can but it puts \
                 them or others in danger. Any one is enough.",
                &EligibilityCitation::regulation(3, "(3)"),
            )),
            Block::text(
                "It does not matter whether the person looked after is eligible for care or has \
                 ever asked for it.",
            ),
        ],
    };
    let mut blocks = blocks;
    blocks.push(Block::Text(cited_shortly(
        "Well-being means dignity, health and feelings, safety from abuse and neglect, control \
         over everyday life, taking part in work, learning or leisure, money and social life, \
         relationships, a suitable home and taking part in society.",
        &EligibilityCitation::act(1, "(2)"),
    )));
    DocumentSection {
        heading: "How the rule works".to_owned(),
        blocks,
    }
}

fn if_you_disagree(council: &Council) -> DocumentSection {
    DocumentSection {
        heading: "If you disagree or want to talk to a person".to_owned(),
        blocks: vec![
            Block::text(format!(
                "{INDICATION_ONLY} A computer program compared your answers with the rule. Nobody \
                 at the council has seen them, and this result cannot be used against you."
            )),
            Block::Text(reach(
                council,
                "if you think the result is wrong, if the questions did not fit, or to answer \
                 them with a person instead.",
            )),
            Block::Text(vec![
                Span::words("If you cannot hear or speak on the telephone, call "),
                Span::telephone(&council.text_relay),
                Span::words(format!(
                    ". You can also write to: {}.",
                    council.postal_address.join(", ")
                )),
            ]),
            Block::Text(vec![
                Span::words(
                    "You can complain to the council about this check or about a decision. If you \
                     are not happy with the answer, the ",
                ),
                Span::link(
                    "Local Government and Social Care Ombudsman",
                    "https://www.lgo.org.uk/make-a-complaint",
                ),
                Span::words(" can look into it, free. Telephone "),
                Span::telephone("0300 061 0614"),
                Span::words("."),
            ]),
        ],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::decision::decide;
    use super::super::outcome::Ability;
    use super::super::screening::{CarerHealth, Certainty, ScreeningAnswers, WellBeing};
    use super::super::urgent::UrgentSign;
    use super::*;

    #[test]
    fn the_answer_comes_first_and_says_that_a_person_decides() {
        let document = reported(&screening(Who::Adult, Voice::You, Ability::NotSafe));
        assert_eq!(
            document.answer,
            [
                "Your answers suggest that you may be eligible for care and support from \
                 Exampleshire County Council. The next step is an assessment, which is free.",
                "This is an indication, not a decision. A person decides, after an assessment.",
            ]
        );
        assert_eq!(
            headings(&document),
            [
                "What happens next",
                "Services that may help now",
                "Why",
                "More services that may help",
                "How the rule works",
                "If you disagree or want to talk to a person",
            ]
        );
        assert_eq!(document.facts[0].1, "22 November 2026");
        assert_eq!(document.facts[2].1, "10 of 10. The rule needs 2.");
    }

    #[test]
    fn urgent_help_stands_before_everything_else_most_pressing_first() {
        let mut screening = screening(Who::Adult, Voice::They, Ability::WithoutDifficulty);
        screening.urgent = [
            UrgentSign::CarerStopping,
            UrgentSign::Abuse,
            UrgentSign::Danger,
        ]
        .into();
        let document = reported(&screening);
        assert_eq!(
            document.answer[0],
            "Before anything else: Call 999 now. Tell us about abuse or neglect today. Call us \
             today about care. The numbers are under \"Get help now\"."
        );
        assert_eq!(headings(&document)[0], "Get help now");
    }

    #[test]
    fn somebody_in_despair_is_told_of_111_option_2_and_samaritans() {
        let mailer = urgent_advice(
            [UrgentSign::SelfHarm].iter(),
            Who::Adult,
            Voice::You,
            &council(),
        );
        let contacts: Vec<(&str, String)> = mailer[0]
            .contacts
            .iter()
            .map(|contact| (contact.telephone.as_str(), contact.href()))
            .collect();
        assert_eq!(
            contacts,
            [
                ("111", "tel:111".to_owned()),
                ("116 123", "tel:116123".to_owned()),
                ("999", "tel:999".to_owned())
            ]
        );
        assert!(mailer[0].contacts[0].about.contains("option 2"));
    }

    #[test]
    fn every_result_says_who_decides_how_to_object_and_how_to_reach_a_person() {
        let mut all = vec![];
        for who in [Who::Adult, Who::Carer] {
            for voice in [Voice::You, Voice::They] {
                all.push(screening(who, voice, Ability::NotSafe));
                all.push(screening(who, voice, Ability::WithoutDifficulty));
                for asked in [
                    Asked::Under18,
                    Asked::NoAdultCaredFor { child: true },
                    Asked::NoAdultCaredFor { child: false },
                ] {
                    all.push(Screening {
                        who,
                        voice,
                        urgent: [].into(),
                        asked,
                    });
                }
            }
        }
        for screening in all {
            let document = reported(&screening);
            let indicates = headings(&document).contains(&"How the rule works");
            assert_eq!(
                document.answer.contains(&INDICATION_ONLY.to_owned()),
                indicates,
                "{document:?}"
            );
            let text = text(&document);
            for needed in [
                "01632 960 001",
                "18001 01632 960 001",
                "lgo.org.uk",
                "EX1 1AA",
            ] {
                assert!(text.contains(needed), "{needed} is not in {text}");
            }
        }
    }

    #[test]
    fn a_result_on_behalf_of_somebody_says_they() {
        let document = reported(&screening(Who::Adult, Voice::They, Ability::NotWithoutHelp));
        assert_eq!(
            document.answer[0],
            "Your answers suggest that they may be eligible for care and support from \
             Exampleshire County Council. The next step is an assessment, which is free."
        );
        assert!(text(&document).contains("You said they cannot get dressed"));
    }

    #[test]
    fn somebody_who_may_not_be_eligible_is_told_that_they_can_still_ask() {
        let document = reported(&screening(
            Who::Carer,
            Voice::You,
            Ability::WithoutDifficulty,
        ));
        assert_eq!(
            document.answer[1],
            "You can still ask for an assessment, which is free."
        );
        assert!(
            text(&document).contains("https://www.legislation.gov.uk/ukpga/2014/23/section/10")
        );
    }

    #[test]
    fn each_service_is_shown_once_and_few_for_a_need() {
        let decision = decide(&screening(Who::Adult, Voice::You, Ability::NotWithoutHelp));
        let groups = services_for(&decision, Directory::SHIPPED);
        assert!(groups.len() > 3 && groups.len() <= MOST_NEEDS);
        assert_eq!(groups[0].need, Need::Eating);
        let mut slugs: Vec<&str> = Vec::new();
        for group in &groups {
            assert!((1..=MOST_SERVICES).contains(&group.services.len()));
            slugs.extend(group.services.iter().map(|service| service.slug));
        }
        let shown = slugs.len();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), shown);
    }

    /// Returns the services for somebody who finds this hard and nothing else.
    fn services_of(who: Who, hard: Option<Outcome>) -> Vec<&'static str> {
        let mut screening = screening(who, Voice::You, Ability::WithoutDifficulty);
        if let Asked::Everything(answers) = &mut screening.asked {
            answers.well_being = [WellBeing::Control].into();
            if let Some(outcome) = hard {
                answers.outcomes.insert(outcome, Ability::NotWithoutHelp);
            }
        }
        services_for(&decide(&screening), Directory::SHIPPED)
            .into_iter()
            .flat_map(|group| group.services)
            .map(|service| service.slug)
            .collect()
    }

    #[test]
    fn services_fit_what_is_hard_and_nobody_is_sent_to_what_is_not_theirs() {
        let free_time = services_of(Who::Carer, Some(Outcome::Recreation));
        assert!(
            free_time.contains(&"sitting-service-for-carers"),
            "{free_time:?}"
        );
        let at_home = services_of(Who::Adult, Some(Outcome::HomeSafety));
        assert_eq!(at_home[0], "safe-and-well-visits");
        let nothing = services_of(Who::Adult, None);
        assert!(!nothing.is_empty());
        for outcome in Outcome::of(Who::Adult) {
            let shown = services_of(Who::Adult, Some(*outcome));
            for needs in shown.iter().map(|slug| {
                let service = Directory::SHIPPED.by_slug(slug).unwrap();
                service.needs[0]
            }) {
                let particular = [
                    Need::Bereavement,
                    Need::Dementia,
                    Need::SightHearing,
                    Need::MentalHealth,
                    Need::CarerSupport,
                ];
                assert!(!particular.contains(&needs), "{outcome:?}: {shown:?}");
            }
        }
    }

    #[test]
    fn somebody_who_stopped_for_help_is_shown_whom_to_call_and_nothing_else() {
        let mut stopped = screening(Who::Adult, Voice::You, Ability::NotSafe);
        stopped.urgent = [UrgentSign::SelfHarm, UrgentSign::CarerStopping].into();
        stopped.asked = Asked::StoppedForHelp;
        let document = reported(&stopped);
        assert_eq!(headings(&document), ["Get help now"]);
        let text = text(&document);
        for other in ["/directory/", "indication", "lgo.org.uk", "/apply"] {
            assert!(!text.contains(other), "{other} in {text}");
        }
    }

    #[test]
    fn under_18s_and_parents_are_shown_the_number_of_childrens_services() {
        let mut council = council();
        council.childrens_telephone = Some("01632 960 050".to_owned());
        for (who, asked) in [
            (Who::Adult, Asked::Under18),
            (Who::Carer, Asked::Under18),
            (Who::Carer, Asked::NoAdultCaredFor { child: true }),
        ] {
            let screening = Screening {
                who,
                voice: Voice::You,
                urgent: [].into(),
                asked,
            };
            let steps = next_steps(&screening, &decide(&screening), &council);
            assert_eq!(steps[0][1], Span::telephone("01632 960 050"));
        }
    }

    #[test]
    fn reasons_quote_what_was_answered() {
        let mut screening = screening(Who::Adult, Voice::You, Ability::WithoutDifficulty);
        if let Asked::Everything(answers) = &mut screening.asked {
            answers
                .outcomes
                .insert(Outcome::WorkLearning, Ability::DoesNotApply);
            answers.well_being.clear();
            answers.significant = Certainty::No;
        }
        let said = text(&reported(&screening));
        assert!(
            said.contains("You said you do not want or need to do this."),
            "{said}"
        );
        assert!(
            said.contains("We did not ask about your well-being"),
            "{said}"
        );
        if let Asked::Everything(answers) = &mut screening.asked {
            answers
                .outcomes
                .insert(Outcome::HomeSafety, Ability::NotSafe);
        }
        let said = text(&reported(&screening));
        assert!(
            said.contains("You said you can move around and use your home, but it is not safe"),
            "{said}"
        );
        assert!(
            said.contains("You said this does not affect any part of your well-being."),
            "{said}"
        );
    }

    #[test]
    fn needs_that_come_and_go_are_answered_with_the_paragraph_about_them() {
        let document = reported(&screening(Who::Carer, Voice::You, Ability::NotSafe));
        assert!(text(&document).contains("regulation 3(4)"));
    }

    fn council() -> Council {
        const FILE: &str = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../domain/tests-data/council.json"
        ));
        serde_json::from_str(FILE).unwrap()
    }

    fn screening(who: Who, voice: Voice, how: Ability) -> Screening {
        Screening {
            who,
            voice,
            urgent: [].into(),
            asked: Asked::Everything(ScreeningAnswers {
                arises: Certainty::Yes,
                health: (who == Who::Carer).then_some(CarerHealth::NotAffected),
                fluctuates: true,
                outcomes: Outcome::of(who)
                    .iter()
                    .map(|outcome| (*outcome, how))
                    .collect::<BTreeMap<_, _>>(),
                well_being: [WellBeing::Dignity, WellBeing::Control].into(),
                significant: Certainty::Yes,
            }),
        }
    }

    fn reported(screening: &Screening) -> Document {
        let decision = decide(screening);
        let services = services_for(&decision, Directory::SHIPPED);
        let on = jiff::civil::date(2026, 11, 22);
        report(screening, &decision, &council(), &services, on)
    }

    fn headings(document: &Document) -> Vec<&str> {
        document
            .sections
            .iter()
            .map(|section| section.heading.as_str())
            .collect()
    }

    /// Returns every word of the document and every address in it.
    fn text(document: &Document) -> String {
        format!("{document:?}")
    }
}
