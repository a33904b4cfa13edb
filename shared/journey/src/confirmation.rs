//! The confirmation of an application, for the applicant: that it was sent,
//! what happens next, what it contained and what the applicant had been told.

use domain::application::evidence::FileState;
use domain::application::{Application, ApplicationKind, CompletedForm, Progress, ReportSnapshot};
use domain::council::Council;
use domain::document::{Block, Document, DocumentSection, Span};
use domain::values::calendar::{in_words, with_weekday};
use domain::values::london::{date_in_london, time_in_london};
use jiff::Timestamp;

use crate::form::Form;
use crate::forms;
use crate::journey::Journey;

/// Whether the applicant said that the request cannot wait.
#[must_use]
pub fn is_urgent(application: &Application) -> bool {
    said(application, "urgent") == Some("cannot_wait")
}

/// Returns the confirmation with a list of what was sent, for a page.
#[must_use]
pub fn in_short(application: &Application, progress: Progress, council: &Council) -> Document {
    let mut sections = vec![next(application, council), sent(application)];
    sections.extend(told_in_short(&application.told));
    Document {
        title: match application.kind {
            ApplicationKind::RequestForHelp => "Your request for help",
            ApplicationKind::FinancialAssessment => "Your request for a financial assessment",
            ApplicationKind::NeedsSelfAssessment => "Your self-assessment",
        }
        .to_owned(),
        answer: answer(application, council),
        facts: facts(application, progress),
        sections,
    }
}

/// Returns the confirmation with every answer and every word that the applicant
/// was told, to keep.
#[must_use]
pub fn whole(application: &Application, progress: Progress, council: &Council) -> Document {
    let mut document = in_short(application, progress, council);
    document.sections.extend(fingerprints(&application.told));
    document
        .sections
        .extend(application.forms.iter().filter_map(answers));
    document
        .sections
        .extend(application.told.iter().map(report));
    document
}

fn said<'a>(application: &'a Application, question: &str) -> Option<&'a str> {
    let request = application.forms.first()?;
    request.answers.text(question)
}

fn moment(at: Timestamp) -> String {
    format!("{} at {}", in_words(date_in_london(at)), time_in_london(at))
}

const fn team(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::RequestForHelp | ApplicationKind::NeedsSelfAssessment => {
            "Adult social care"
        }
        ApplicationKind::FinancialAssessment => "The charging team",
    }
}

fn answer(application: &Application, council: &Council) -> Vec<String> {
    vec![
        format!(
            "{} has what you sent. Your reference is {}.",
            council.name, application.reference
        ),
        format!(
            "We will contact you by {}.",
            with_weekday(application.contact_by)
        ),
    ]
}

fn facts(application: &Application, progress: Progress) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Reference", application.reference.to_string()),
        ("Sent", moment(application.submitted_at)),
        ("Sent to", team(application.kind).to_owned()),
        (
            "We will contact you by",
            with_weekday(application.contact_by),
        ),
    ];
    if let Progress::Received { at } = progress {
        facts.push(("Received in the council’s records", moment(at)));
    }
    facts
        .into_iter()
        .map(|(label, value)| (label.to_owned(), value))
        .collect()
}

fn next(application: &Application, council: &Council) -> DocumentSection {
    let whom = match said(application, "contact-first") {
        Some("them") => "the person it is for",
        Some("other") => "the person that you named",
        _ => "you",
    };
    let by = with_weekday(application.contact_by);
    let mut items = match application.kind {
        ApplicationKind::RequestForHelp => vec![
            format!("We read what you sent and contact {whom} by {by}. That is within 7 working days."),
            "We talk about what is difficult, what matters most, and what happens next. If it is an assessment, we agree how and when.".to_owned(),
            "You get the result in writing, with the reasons. You can ask us to look at it again.".to_owned(),
        ],
        ApplicationKind::FinancialAssessment => vec![
            format!("We check the figures and contact {whom} by {by}. That is within 7 working days."),
            "We may ask for documents that show the figures.".to_owned(),
            "You get in writing what there is to pay each week and how it is worked out. You can ask us to look at it again.".to_owned(),
        ],
        ApplicationKind::NeedsSelfAssessment => vec![
            format!("A practitioner reads what you sent and makes contact with {whom} by {by}. That is within 7 working days."),
            "We go through it together. We make sure that it is complete and that nothing is missing that we know. What you wrote about yourself stays as you wrote it.".to_owned(),
            "You get the decision in writing, with the reasons, and a copy of the assessment. You can ask us to look at it again.".to_owned(),
        ],
    };
    let to = application.applicant.email.as_str();
    items.push(match application.applicant.copy_to.is_some() {
        true => {
            format!("You get a confirmation by email at {to}, and so does the person it is for.")
        }
        false => format!("You get a confirmation by email at {to}."),
    });
    DocumentSection {
        heading: "What happens next".to_owned(),
        blocks: vec![
            list(items),
            Block::Text(vec![
                Span::words(
                    "If things get worse, or something that you sent has changed, do not wait. Call us on ",
                ),
                Span::telephone(&council.telephone),
                Span::words(format!(
                    " ({}) and have your reference ready. At any other time call ",
                    council.opening_hours
                )),
                Span::telephone(&council.emergency_telephone),
                Span::words("."),
            ]),
        ],
    }
}

fn list(items: Vec<String>) -> Block {
    Block::List(
        items
            .into_iter()
            .map(|item| vec![Span::words(item)])
            .collect(),
    )
}

fn sent(application: &Application) -> DocumentSection {
    let forms = application.forms.iter().map(|filled| {
        let title = form(filled).map_or(filled.form.as_str(), |form| &form.title);
        format!("Your answers to ‘{title}’")
    });
    let files = application.evidence.iter().map(|file| {
        let became = became(file.state);
        format!("The document ‘{}’{became}", file.name)
    });
    DocumentSection {
        heading: "What you sent".to_owned(),
        blocks: vec![list(forms.chain(files).collect())],
    }
}

/// Returns the words after the name of a file that say what became of it.
const fn became(state: FileState) -> &'static str {
    match state {
        FileState::Clean => "",
        FileState::Expected | FileState::Scanning => {
            ". We were still checking it for viruses when you sent this. The council gets it once it is checked, if it can be used. The page about what you sent says so"
        }
        FileState::Infected => {
            ". We found a virus in it and deleted it, so the council does not have it. We will ask you for this document again"
        }
        FileState::Unscannable | FileState::Refused => {
            ". It could not be used and we deleted it, so the council does not have it. We will ask you for this document again"
        }
    }
}

fn form(filled: &CompletedForm) -> Option<&'static Form> {
    forms::find(&filled.form).map(|(form, _)| form)
}

fn told_in_short(told: &[ReportSnapshot]) -> Option<DocumentSection> {
    if told.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::text(
        "This is what this service had told you when you sent it. The council has the same record, so each of you can show what was said.",
    )];
    for told in told {
        blocks.push(Block::Heading(told.document.title.clone()));
        blocks.extend(told.document.answer.iter().map(Block::text));
        if let Some(from) = told.rates_from {
            let amounts = format!("Worked out with the amounts from {}.", in_words(from));
            blocks.push(Block::text(amounts));
        }
    }
    Some(DocumentSection {
        heading: "What you were told".to_owned(),
        blocks,
    })
}

/// Lists the fingerprints of what was told. They are for whoever keeps the file
/// and compares it, and not for whoever reads the page.
fn fingerprints(told: &[ReportSnapshot]) -> Option<DocumentSection> {
    if told.is_empty() {
        return None;
    }
    let each = told.iter().map(|told| {
        let fingerprint = in_groups(&told.fingerprint);
        format!("{}: {fingerprint}", told.document.title)
    });
    let blocks = vec![
        Block::text(
            "A fingerprint is worked out from every word and figure of a report. If one letter of the report is changed, it has another fingerprint.",
        ),
        list(each.collect()),
    ];
    Some(DocumentSection {
        heading: "Fingerprints".to_owned(),
        blocks,
    })
}

/// Sets a fingerprint in groups of eight characters, which can be compared by
/// eye and broken into lines.
fn in_groups(fingerprint: &str) -> String {
    let characters: Vec<char> = fingerprint.chars().collect();
    let groups: Vec<String> = characters
        .chunks(8)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// Returns every answer of a form, in the words in which it was asked.
fn answers(filled: &CompletedForm) -> Option<DocumentSection> {
    let form = form(filled)?;
    let journey = Journey::new(form, &filled.answers);
    Some(DocumentSection {
        heading: format!("Your answers: {}", form.title),
        blocks: crate::summary::answer_tables(&journey),
    })
}

/// Returns every word of a report that the applicant was told.
fn report(told: &ReportSnapshot) -> DocumentSection {
    let document = &told.document;
    let mut blocks: Vec<Block> = document.answer.iter().map(Block::text).collect();
    let facts = document.facts.iter();
    let facts: Vec<String> = facts
        .map(|(label, value)| format!("{label}: {value}"))
        .collect();
    if !facts.is_empty() {
        blocks.push(list(facts));
    }
    for section in &document.sections {
        blocks.push(Block::Heading(section.heading.clone()));
        blocks.extend(section.blocks.iter().cloned());
    }
    DocumentSection {
        heading: format!("In full: {}", document.title),
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use domain::application::Applicant;
    use domain::application::evidence::Evidence;
    use domain::forms::draft::{Answer, Answers};
    use domain::values::account_id::AccountId;
    use domain::values::email_address::EmailAddress;
    use domain::values::reference::Reference;
    use domain::values::saved_id::SavedId;

    use super::*;

    const NOW: &str = "2026-11-22T09:00:00Z";

    #[test]
    fn it_says_by_when_contact_is_made_and_with_whom() {
        let on_behalf = [
            ("what", "help"),
            ("who", "somebody"),
            ("contact-first", "them"),
        ];
        let document = in_short(&application(&on_behalf), Progress::Sent, &council());
        assert_eq!(
            document.answer[1],
            "We will contact you by Tuesday 1 December 2026."
        );
        let words = words(&document);
        assert!(words.contains("contact the person it is for by Tuesday 1 December 2026"));
        assert!(words.contains("01632 960 001"));
    }

    #[test]
    fn what_was_told_is_there_with_its_rates_and_its_fingerprint() {
        let short = words(&in_short(&application(&[]), Progress::Sent, &council()));
        for said in [
            "You would pay £58.55 a week.",
            "Worked out with the amounts from 6 April 2026.",
            "You get a confirmation by email at ",
        ] {
            assert!(short.contains(said), "{said}");
        }
        // The page has no digits to compare, and the file has them.
        assert!(!short.contains("01234567 89abcdef"));
        assert!(!short.contains("Because of your income."));
        let whole = words(&whole(&application(&[]), Progress::Sent, &council()));
        assert!(whole.contains("Because of your income."));
        assert!(whole.contains(": 01234567 89abcdef 01234567"));
    }

    #[test]
    fn everything_that_was_sent_is_listed_and_a_file_being_checked_says_so() {
        let words = words(&in_short(&application(&[]), Progress::Sent, &council()));
        assert!(words.contains("Your answers to ‘Ask for help’"));
        assert!(words.contains("‘statement.pdf’. We were still checking it for viruses"));
    }

    #[test]
    fn to_keep_there_is_every_answer_in_words() {
        let answers = [
            ("what", "carer"),
            ("who", "myself"),
            ("urgent", "cannot_wait"),
        ];
        let application = application(&answers);
        assert!(is_urgent(&application));
        let words = words(&whole(&application, Progress::Sent, &council()));
        assert!(words.contains("Help because of looking after somebody"));
    }

    #[test]
    fn it_says_when_the_case_system_has_it() {
        let at = "2026-11-22T09:05:00Z".parse().unwrap();
        let document = in_short(&application(&[]), Progress::Received { at }, &council());
        let (_, when) = document.facts.last().unwrap();
        assert_eq!(when, "22 November 2026 at 9:05am");
    }

    fn council() -> Council {
        const FILE: &str = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../domain/tests-data/council.json"
        ));
        serde_json::from_str(FILE).unwrap()
    }

    fn told() -> ReportSnapshot {
        ReportSnapshot {
            report: "estimate-costs".to_owned(),
            document: Document {
                title: "Estimate of what you would pay for care".to_owned(),
                answer: vec!["You would pay £58.55 a week.".to_owned()],
                facts: vec![("Date".to_owned(), "22 November 2026".to_owned())],
                sections: vec![DocumentSection {
                    heading: "Why".to_owned(),
                    blocks: vec![Block::text("Because of your income.")],
                }],
            },
            rates_from: Some("2026-04-06".parse().unwrap()),
            fingerprint: "0123456789abcdef".repeat(4),
        }
    }

    fn application(answers: &[(&str, &str)]) -> Application {
        let answers: Answers = answers
            .iter()
            .map(|(page, value)| ((*page).to_owned(), Answer::Text((*value).to_owned())))
            .collect();
        Application {
            reference: Reference::of_id("9f86d081884c7d659a2feaa0c55ad015"),
            kind: ApplicationKind::RequestForHelp,
            account: AccountId("a".to_owned()),
            saved: SavedId("s".to_owned()),
            submitted_at: NOW.parse().unwrap(),
            contact_by: "2026-12-01".parse().unwrap(),
            applicant: Applicant {
                first_name: "Jo".to_owned(),
                last_name: "Bloggs".to_owned(),
                email: EmailAddress::parse("jo@example.org").unwrap(),
                copy_to: None,
            },
            forms: vec![CompletedForm {
                form: "request-help".to_owned(),
                version: 1,
                answers,
            }],
            told: vec![told()],
            evidence: vec![Evidence {
                id: "e".to_owned(),
                document: "savings".to_owned(),
                name: "statement.pdf".to_owned(),
                file_type: None,
                size: 1,
                fingerprint: None,
                state: FileState::Scanning,
                refusal: None,
                added_at: NOW.parse().unwrap(),
            }],
        }
    }

    fn words(document: &Document) -> String {
        format!("{document:?}")
    }
}
