//! The parts of a care record as its holder sees them, and as staff see them
//! beforehand.

use askama::Template;
use askama::filters::HtmlSafe;
use domain::forms::caseload::{CaseFormStanding, CaseOverview};
use domain::forms::draft::Answers;
use domain::records::case_record::{CaseRecord, DocumentKind, OpenedDocuments, RecordDocument};
use domain::records::holder_access::{AccessBasis, HolderAccessId, HolderTerms, RecordPart};
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use journey::form::Form;
use journey::journey::Journey;

use crate::govuk::{SummaryList, SummaryRow, SummaryText};
use crate::html::{Html, Text};
use crate::journey::Lines;
use crate::page::stacked_table::{StackedCell, StackedTable};

/// The parts of a record that somebody is shown.
#[derive(Clone, Debug, Template)]
#[template(path = "page/care-record.html")]
pub struct RecordSections {
    /// Whether it is the record of whoever is shown it.
    is_own: bool,
    details: Option<SummaryList>,
    professionals: Option<SummaryList>,
    /// Whether forms are shown to this holder at all.
    shows_forms: bool,
    forms: Option<StackedTable>,
    /// Who works with the person, as the case system has it.
    others: Option<StackedTable>,
    documents: Option<StackedTable>,
    telephone: String,
}

impl HtmlSafe for RecordSections {}

impl RecordSections {
    /// Makes the parts that a holder on these terms is shown. Each copy of a form
    /// leads to its address, or nowhere if that is empty.
    #[must_use]
    pub fn of(
        case: &CaseOverview,
        terms: &HolderTerms,
        copies: &[&CaseFormStanding],
        address: impl Fn(&CaseFormStanding) -> Text,
        telephone: &str,
    ) -> Self {
        let shows = |part| terms.shows(part);
        let forms = copies.iter().map(|copy| {
            let signed_off = copy.signed_off.as_ref();
            let signed_off = signed_off.map(|by| in_words(date_in_london(by.at)));
            vec![
                StackedCell::link(title(&copy.form), address(copy)),
                StackedCell::of(signed_off.unwrap_or_default()),
            ]
        });
        let forms = StackedTable {
            caption: "Copies of forms".into(),
            columns: ["Form", "Signed off on"].map(Into::into).into(),
            rows: forms.collect(),
        };
        let shows_forms = shows(RecordPart::Forms);
        Self {
            is_own: terms.basis == AccessBasis::Own,
            details: shows(RecordPart::Details).then(|| details(case)),
            professionals: shows(RecordPart::Professionals).then(|| professionals(case)),
            shows_forms,
            forms: (shows_forms && !copies.is_empty()).then_some(forms),
            others: None,
            documents: None,
            telephone: telephone.to_owned(),
        }
    }

    /// Adds what the case system says of the record, as far as a holder on these
    /// terms is shown it. Each document leads to its address, or nowhere if that
    /// is empty.
    #[must_use]
    pub fn with_case_system(
        mut self,
        (record, opened): (&CaseRecord, &OpenedDocuments),
        terms: &HolderTerms,
        address: impl Fn(&RecordDocument) -> Text,
    ) -> Self {
        if let Some(details) = &mut self.details {
            details.rows.extend(reached_at(record));
        }
        let shows = terms.shows(RecordPart::Professionals) && !record.professionals.is_empty();
        self.others = shows.then(|| others(record));
        let shows = terms.shows(RecordPart::Forms) && !record.documents.is_empty();
        self.documents = shows.then(|| documents(record, opened, address));
        self
    }
}

/// Lists the address and the telephones of a person.
fn reached_at(record: &CaseRecord) -> Vec<SummaryRow> {
    let lines = |key: &'static str, lines: Vec<String>| {
        let lines = match lines.is_empty() {
            true => vec!["Not known".to_owned()],
            false => lines,
        };
        SummaryRow {
            key: SummaryText {
                text: key.into(),
                ..SummaryText::default()
            },
            value: SummaryText {
                html: Html::rendered(&Lines { lines: &lines }),
                ..SummaryText::default()
            },
            ..SummaryRow::default()
        }
    };
    let telephones = record.telephones.iter();
    let telephones = telephones.map(|of| format!("{}: {}", of.kind, of.number));
    vec![
        lines("Address", record.address.clone()),
        lines("Telephone", telephones.collect()),
    ]
}

fn others(record: &CaseRecord) -> StackedTable {
    let rows = record.professionals.iter().map(|of| {
        let known = |words: &str| match words.is_empty() {
            true => StackedCell::of("Not known"),
            false => StackedCell::of(words.to_owned()),
        };
        vec![
            StackedCell::of(of.name.clone()),
            known(&of.role),
            known(&of.team),
            known(&of.telephone),
        ]
    });
    StackedTable {
        caption: "Professionals".into(),
        columns: ["Name", "Role", "Team", "Telephone"].map(Into::into).into(),
        rows: rows.collect(),
    }
}

fn documents(
    record: &CaseRecord,
    opened: &OpenedDocuments,
    address: impl Fn(&RecordDocument) -> Text,
) -> StackedTable {
    let rows = record.documents.iter().map(|document| {
        let opened = opened.get(&document.id);
        let opened = opened.map(|at| format!("Opened on {}", in_words(date_in_london(*at))));
        vec![
            StackedCell::link(document.title.clone(), address(document)),
            StackedCell::of(kind_in_words(document.kind)),
            StackedCell::of(in_words(document.date)),
            StackedCell::of(opened.unwrap_or_else(|| "Not opened yet".to_owned())),
        ]
    });
    StackedTable {
        caption: "Documents".into(),
        columns: ["Document", "Kind", "Date", "Opened by you"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

const fn kind_in_words(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Assessment => "Assessment",
        DocumentKind::Plan => "Plan",
        DocumentKind::Review => "Review",
        DocumentKind::Form => "Form",
        DocumentKind::Letter => "Letter",
    }
}

fn details(case: &CaseOverview) -> SummaryList {
    let person = &case.person;
    let rows = [
        ("Name", Some(person.name())),
        ("Date of birth", person.born.map(in_words)),
        ("Case number", person.case_number.clone()),
    ];
    list(rows.map(|(key, value)| (key, value.unwrap_or_else(|| "Not known".to_owned()))))
}

fn professionals(case: &CaseOverview) -> SummaryList {
    let worker = case.standing.worker.as_ref();
    let worker = worker.map_or_else(|| "Nobody yet".to_owned(), |worker| worker.name.clone());
    list([("Worker", worker), ("Team", case.standing.team.title())])
}

fn list<const N: usize>(rows: [(&'static str, String); N]) -> SummaryList {
    SummaryList {
        rows: rows
            .into_iter()
            .map(|(key, value)| SummaryRow::of(key, value))
            .collect(),
        ..SummaryList::default()
    }
}

fn title(form: &str) -> Text {
    let found = journey::forms::find(form);
    found.map_or(Text::NONE, |(form, _)| form.title.clone().into())
}

/// Lists every section of a form with its answers, to read.
#[must_use]
pub fn answers_to_read(form: &Form, answers: &Answers) -> Vec<(String, SummaryList)> {
    let journey = Journey::new(form, answers);
    let sections = journey.summary().into_iter().map(|section| {
        let rows = section.rows.iter().map(|row| SummaryRow {
            key: SummaryText {
                text: row.label.clone().into(),
                ..SummaryText::default()
            },
            value: SummaryText {
                html: Html::rendered(&Lines { lines: &row.value }),
                ..SummaryText::default()
            },
            ..SummaryRow::default()
        });
        let list = SummaryList {
            rows: rows.collect(),
            ..SummaryList::default()
        };
        (section.section.title.clone(), list)
    });
    sections.collect()
}

/// Reads the detail that a worker and a holder agreed, however either of them
/// types it: its letters and digits, in lower case. None if these are fewer than
/// four.
///
/// ```
/// use web::care_record::agreed_detail;
///
/// assert_eq!(agreed_detail("Mr. Tibbs"), agreed_detail("mr tibbs"));
/// assert_eq!(agreed_detail("Bo!"), None);
/// ```
#[must_use]
pub fn agreed_detail(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|letter| letter.is_alphanumeric());
    let detail: String = letters.flat_map(char::to_lowercase).collect();
    let length = detail.chars().count();
    (4..=100).contains(&length).then_some(detail)
}

/// Hashes an agreed detail for one invitation, so that the same detail of two
/// invitations cannot be told from the table.
#[must_use]
pub fn detail_hash(id: &HolderAccessId, detail: &str) -> String {
    crate::who::sign_in::proof_hash(&format!("detail:{}:{detail}", id.as_str()))
}

/// Hashes a code that proves the telephone of one invitation.
#[must_use]
pub fn invitation_code_hash(id: &HolderAccessId, code: &str) -> String {
    crate::who::sign_in::proof_hash(&format!("code:{}:{code}", id.as_str()))
}
