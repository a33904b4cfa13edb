//! The data of a report, as the template reads them.

use domain::council::Council;
use domain::document::{Block, Document, DocumentTable, Span};
use domain::values::calendar::in_words;
use jiff::civil::Date;
use journey::paper::{PaperChoice, PaperForm, PaperPiece};
use serde::Serialize;

use crate::glyphs::{NO_LETTER, fit, fit_cell};

/// The accent colour, if the council's colour cannot be read: GOV.UK's blue.
const PLAIN_COLOUR: &str = "#1d70b8";

/// The length, in letters, up to which a cell always stands in one line.
const SHORT: usize = 15;

/// The length, in letters, from which a longer cell gives its column no more
/// room.
const LONG: usize = 45;

/// The council and the day of a report.
#[derive(Clone, Copy, Debug)]
pub struct ReportContext<'a> {
    /// The council, which the report names at its head and foot. The end says
    /// how to reach it.
    pub council: &'a Council,
    /// The day on which the report was made, in Europe/London. One report of
    /// one day is always one file, byte for byte.
    pub date: Date,
    /// The portal's origin, `https://care.example.gov.uk`, to which links to
    /// the portal's own pages lead from the file. Without an origin, those
    /// links become plain words.
    pub public_address: Option<&'a str>,
}

/// The content of `report.json`. Every string went through [`fit`].
#[derive(Serialize)]
pub(crate) struct ReportData {
    title: String,
    description: String,
    council: String,
    telephone: String,
    colour: String,
    made: String,
    date: Day,
    answer: Vec<String>,
    facts: Vec<(String, String)>,
    sections: Vec<Part>,
}

#[derive(Serialize)]
struct Day {
    year: i16,
    month: i8,
    day: i8,
}

#[derive(Serialize)]
struct Part {
    heading: String,
    blocks: Vec<Piece>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Piece {
    Text {
        spans: Vec<Run>,
    },
    Warning {
        words: String,
    },
    List {
        items: Vec<Vec<Run>>,
    },
    Table {
        caption: String,
        columns: Vec<Header>,
        rows: Vec<Vec<String>>,
        total: bool,
    },
    Heading {
        words: String,
    },
    /// A question of a paper form, with its number, who answers it and a hint.
    Question {
        number: Option<u32>,
        words: String,
        only_if: Option<String>,
        hint: Option<String>,
    },
    /// Choices with a box to tick each; a heading divides a long list.
    Choices {
        said: &'static str,
        choices: Vec<Tick>,
    },
    /// A line for an amount, with a box to tick for each frequency.
    Amount {
        every: Vec<&'static str>,
    },
    /// A box for each letter or figure.
    Boxes {
        label: String,
        count: u32,
        after: String,
    },
    /// Empty lines to write on.
    Lines {
        label: String,
        count: u32,
    },
}

#[derive(Serialize)]
struct Tick {
    divider: Option<String>,
    words: String,
    hint: Option<String>,
    /// The frequencies of the amount that is written under the choice.
    amount: Vec<&'static str>,
}

#[derive(Serialize)]
struct Run {
    text: String,
    href: Option<String>,
}

#[derive(Serialize)]
struct Header {
    header: String,
    numeric: bool,
    /// The column's share of the width that the columns without a share leave.
    /// A column without one is as wide as its content.
    share: usize,
}

/// What stands above the sections of a file.
struct Frame<'a> {
    title: &'a str,
    answer: &'a [String],
    /// The line that says when the file was made, or which form it is.
    made: String,
}

impl ReportData {
    /// Makes the data: the report, then how to reach the council, then a note
    /// about letters that could not be shown, if there were any.
    pub(crate) fn of(report: &Document, context: ReportContext<'_>) -> Self {
        let ReportContext { council, date, .. } = context;
        let piece = |block| piece(block, context.public_address);
        let mut sections: Vec<Part> = report
            .sections
            .iter()
            .map(|section| Part {
                heading: fit(&section.heading),
                blocks: section.blocks.iter().filter_map(piece).collect(),
            })
            .collect();
        sections.push(contact(council));
        let frame = Frame {
            title: &report.title,
            answer: &report.answer,
            made: format!("Made on {}", in_words(date)),
        };
        let mut data = Self::framed(&frame, context, sections);
        data.facts = report
            .facts
            .iter()
            .map(|(label, value)| (fit_cell(label), fit_cell(value)))
            .collect();
        data.with_note_of_letters()
    }

    /// Makes the data of a form to fill in on paper: how to fill it in and where
    /// to send it, then the form.
    pub(crate) fn of_paper(form: &PaperForm, context: ReportContext<'_>) -> Self {
        let council = context.council;
        let answer = [
            "Write in black or blue ink. Answer what you can, and leave out what you do not know."
                .to_owned(),
            format!(
                "Send the form by post to {}. You do not need a signature or a copy of anything.",
                council.postal_address.join(", ")
            ),
        ];
        let frame = Frame {
            title: &form.title,
            answer: &answer,
            made: format!("Paper form {}, version {}", form.form, form.version),
        };
        let mut sections = paper(form);
        sections.push(contact(council));
        Self::framed(&frame, context, sections).with_note_of_letters()
    }

    /// Makes the data with what stands at the head and the foot.
    fn framed(frame: &Frame<'_>, context: ReportContext<'_>, sections: Vec<Part>) -> Self {
        let ReportContext { council, date, .. } = context;
        let title = fit(frame.title);
        Self {
            description: fit(&frame.answer.join(" ")),
            title: if title.is_empty() {
                fit(&council.service_name)
            } else {
                title
            },
            council: fit(&council.name),
            // The number stays in one piece at the foot of a page.
            telephone: fit(&council.telephone).replace(' ', "\u{a0}"),
            colour: colour(&council.brand_colour),
            made: fit(&frame.made),
            date: Day {
                year: date.year(),
                month: date.month(),
                day: date.day(),
            },
            answer: frame.answer.iter().map(|sentence| fit(sentence)).collect(),
            facts: Vec::new(),
            sections,
        }
    }

    /// Adds a note about letters that could not be shown, if there were any.
    fn with_note_of_letters(mut self) -> Self {
        if self.lacks_letters() {
            self.sections.push(Part {
                heading: String::new(),
                blocks: vec![words(format!(
                    "Some letters or signs could not be shown here. \
                     {NO_LETTER} stands in their place. The page you made this from shows them."
                ))],
            });
        }
        self
    }

    fn lacks_letters(&self) -> bool {
        serde_json::to_string(self).is_ok_and(|data| data.contains(NO_LETTER))
    }
}

fn contact(council: &Council) -> Part {
    let items = [
        vec![
            Span::words("Telephone: "),
            Span::telephone(&council.telephone),
            Span::words(format!(" ({})", council.opening_hours)),
        ],
        vec![
            Span::words("If you cannot hear or speak on the phone: "),
            Span::telephone(&council.text_relay),
        ],
        vec![
            Span::words("Out of hours, if it cannot wait: "),
            Span::telephone(&council.emergency_telephone),
        ],
        vec![
            Span::words("Email: "),
            Span::link(&council.email, format!("mailto:{}", council.email)),
        ],
        vec![Span::words(format!(
            "Post: {}",
            council.postal_address.join(", ")
        ))],
    ];
    Part {
        heading: "Contact us".to_owned(),
        blocks: vec![Piece::List {
            items: items.iter().map(|item| runs(item, None)).collect(),
        }],
    }
}

fn piece(block: &Block, site: Option<&str>) -> Option<Piece> {
    Some(match block {
        Block::Text(spans) => Piece::Text {
            spans: runs(spans, site),
        },
        Block::Warning(warning) => Piece::Warning {
            words: fit(warning),
        },
        Block::List(items) if items.is_empty() => return None,
        Block::List(items) => Piece::List {
            items: items.iter().map(|item| runs(item, site)).collect(),
        },
        Block::Table(table) if table.columns.is_empty() => return None,
        Block::Table(shown) => table(shown),
        Block::Heading(heading) => match fit(heading) {
            heading if heading.is_empty() => return None,
            heading => Piece::Heading { words: heading },
        },
    })
}

/// Returns the parts of a form to fill in on paper.
fn paper(form: &PaperForm) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in &form.pieces {
        if let PaperPiece::Section(title) = piece {
            parts.push(Part {
                heading: fit(title),
                blocks: Vec::new(),
            });
        } else if let (Some(part), Some(piece)) = (parts.last_mut(), paper_piece(piece)) {
            part.blocks.push(piece);
        }
    }
    parts
}

fn paper_piece(piece: &PaperPiece) -> Option<Piece> {
    let maybe = |words: &Option<String>| words.as_deref().map(fit);
    Some(match piece {
        // The heading of a part is the part's.
        PaperPiece::Section(_) => return None,
        PaperPiece::Heading(heading) => Piece::Heading {
            words: fit(heading),
        },
        PaperPiece::Question {
            number,
            words,
            only_if,
            hint,
        } => Piece::Question {
            number: *number,
            words: fit(words),
            only_if: maybe(only_if),
            hint: maybe(hint),
        },
        PaperPiece::Text(text) => words(fit(text)),
        PaperPiece::Warning(warning) => Piece::Warning {
            words: fit(warning),
        },
        PaperPiece::List(items) => Piece::List {
            items: items
                .iter()
                .map(|item| runs(&[Span::words(item)], None))
                .collect(),
        },
        PaperPiece::Choices { one, choices } => Piece::Choices {
            said: match (one, choices.len()) {
                (_, 1) => "",
                (true, _) => "Tick one box.",
                (false, _) => "Tick all that apply.",
            },
            choices: choices.iter().map(tick).collect(),
        },
        PaperPiece::Amount(every) => Piece::Amount {
            every: every.clone(),
        },
        PaperPiece::Boxes {
            label,
            count,
            after,
        } => Piece::Boxes {
            label: fit(label),
            count: *count,
            after: fit(after),
        },
        PaperPiece::Lines { label, count } => Piece::Lines {
            label: fit(label),
            count: *count,
        },
    })
}

fn tick(choice: &PaperChoice) -> Tick {
    Tick {
        divider: choice.divider.as_deref().map(fit),
        words: fit(&choice.words),
        hint: choice.hint.as_deref().map(fit),
        amount: choice.amount.clone(),
    }
}

fn table(shown: &DocumentTable) -> Piece {
    let width = shown.columns.len();
    let rows: Vec<Vec<String>> = shown.rows.iter().map(|row| cells(row, width)).collect();
    let mut columns: Vec<Header> = shown
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let in_rows = rows
                .iter()
                .filter_map(|row| row.get(place))
                .map(String::as_str);
            let longest = in_rows
                .chain([column.header.as_str()])
                .map(letters)
                .max()
                .unwrap_or(0);
            Header {
                header: fit_cell(&column.header),
                numeric: column.numeric,
                share: if column.numeric || longest <= SHORT {
                    0
                } else {
                    longest.min(LONG)
                },
            }
        })
        .collect();
    // The first column takes the rest of the page if no column has a long cell.
    if columns.iter().all(|column| column.share == 0)
        && let Some(first) = columns.first_mut()
    {
        first.share = 1;
    }
    Piece::Table {
        caption: fit(&shown.caption),
        columns,
        rows,
        total: shown.total,
    }
}

fn letters(words: &str) -> usize {
    words.chars().count()
}

/// Returns a row with as many cells as its table has columns. Otherwise a short
/// row would move the next one into its own columns.
fn cells(row: &[String], width: usize) -> Vec<String> {
    row.iter()
        .map(|cell| fit_cell(cell))
        .chain(std::iter::repeat(String::new()))
        .take(width)
        .collect()
}

fn words(text: String) -> Piece {
    Piece::Text {
        spans: vec![Run { text, href: None }],
    }
}

fn runs(spans: &[Span], site: Option<&str>) -> Vec<Run> {
    spans.iter().map(|span| run(span, site)).collect()
}

/// Returns a run of text, with a link if the link works from a file on its own:
/// whole addresses, mail, telephone, and the portal's own pages if its address
/// is known. Other links become plain words.
fn run(span: &Span, site: Option<&str>) -> Run {
    let href = span.href.as_deref().map(|href| match site {
        Some(site) if href.starts_with('/') && !href.starts_with("//") => {
            format!("{site}{href}")
        }
        _ => href.to_owned(),
    });
    let href = href.filter(|href| {
        ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .any(|start| href.starts_with(start))
            && href.chars().all(|letter| letter.is_ascii_graphic())
    });
    let mut text = fit_span(&span.text);
    // A telephone number stays in one line, because people dial it as one.
    if href.as_ref().is_some_and(|href| href.starts_with("tel:")) {
        text = text.replace(' ', "\u{a0}");
    }
    Run { text, href }
}

/// Returns the words as [`fit`] does, but keeps a space at either end, because
/// another run follows or goes before.
fn fit_span(text: &str) -> String {
    let before = if text.starts_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    let after = if text.ends_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    match fit(text) {
        fitted if fitted.is_empty() => before.to_owned(),
        fitted => format!("{before}{fitted}{after}"),
    }
}

fn colour(brand: &str) -> String {
    let readable = brand
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.chars().all(|digit| digit.is_ascii_hexdigit()));
    if readable { brand } else { PLAIN_COLOUR }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn href(href: &str, site: Option<&str>) -> Option<String> {
        run(&Span::link("words", href), site).href
    }

    #[test]
    fn links_to_the_portals_own_pages_lead_to_its_public_address() {
        let site = Some("https://care.example.gov.uk");
        assert_eq!(
            href("/directory/meals?page=1", site).as_deref(),
            Some("https://care.example.gov.uk/directory/meals?page=1")
        );
        for words in [
            "//evil.example",
            "directory",
            "#part",
            "javascript:alert(1)",
        ] {
            assert_eq!(href(words, site), None, "{words}");
        }
        for known in [
            "https://www.nhs.uk/",
            "tel:01632960001",
            "mailto:a@b.example",
        ] {
            assert_eq!(href(known, site).as_deref(), Some(known));
        }
    }

    #[test]
    fn without_an_address_they_stay_words() {
        assert_eq!(href("/directory/meals", None), None);
    }
}
