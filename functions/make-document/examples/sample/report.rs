//! The sample report and its council.

use domain::council::Council;
use domain::document::{Block, Column, Document, DocumentSection, DocumentTable, Span};

pub(crate) fn council() -> Council {
    let mut council = testkit::council();
    council.opening_hours = "Monday to Friday, 8:30am to 5pm".to_owned();
    council.postal_address = vec!["County Hall".to_owned(), "Exampleton".to_owned()];
    council.brand_colour = "#1d3f72".to_owned();
    council
}

pub(crate) fn report() -> Document {
    Document {
        title: "Your estimate for care at home".to_owned(),
        answer: vec![
            "You would pay about £48.20 a week towards your care.".to_owned(),
            "You would keep £228.70 a week.".to_owned(),
        ],
        facts: vec![
            (
                "Date of the estimate".to_owned(),
                "22 November 2026".to_owned(),
            ),
            ("Care".to_owned(), "At home, 10 hours a week".to_owned()),
        ],
        sections: vec![why(), every_week(), every_kind_of_letter()],
    }
}

fn why() -> DocumentSection {
    DocumentSection {
        heading: "Why".to_owned(),
        blocks: vec![
            Block::Text(vec![
                Span::words("The law says what you must be left with. Read "),
                Span::link(
                    "the Care and Support Regulations 2014",
                    "https://www.legislation.gov.uk/uksi/2014/2672",
                ),
                Span::words("."),
            ]),
            Block::Warning("This is an estimate. A person decides.".to_owned()),
            Block::List(vec![
                vec![Span::words("Your pension counts in full.")],
                vec![Span::words("Your savings do not count.")],
            ]),
            Block::Heading("The sum".to_owned()),
            Block::Table(DocumentTable {
                caption: "What you would pay each week".to_owned(),
                columns: vec![
                    column("Line", false),
                    column("How", false),
                    column("Amount", true),
                ],
                rows: vec![
                    row(&["State Pension", "As you told us", "£241.30"]),
                    row(&["Minimum you keep", "Regulation 7", "−£193.10"]),
                    row(&["You pay", "", "£48.20"]),
                ],
                total: true,
            }),
        ],
    }
}

fn every_week() -> DocumentSection {
    let rows = (1..=60)
        .map(|week| vec![format!("Week {week}"), format!("£{}.00", 100 + week)])
        .collect();
    DocumentSection {
        heading: "Week by week".to_owned(),
        blocks: vec![Block::Table(DocumentTable {
            caption: "Sixty weeks".to_owned(),
            columns: vec![column("Week", false), column("Charge", true)],
            rows,
            total: false,
        })],
    }
}

fn every_kind_of_letter() -> DocumentSection {
    DocumentSection {
        heading: "Words as they were typed".to_owned(),
        blocks: vec![
            Block::text(
                "#panic(\"typed\") $x$ *bold* _it_ \\ `raw` <label> @ref // note /* note */ = no heading",
            ),
            Block::text("Łukasz Żółć, Ελένη, Юрий, Nguyễn, 🙂"),
            Block::text("https://example.com/".to_owned() + &"x".repeat(120)),
        ],
    }
}

fn column(header: &str, numeric: bool) -> Column {
    Column {
        header: header.to_owned(),
        numeric,
    }
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|&cell| cell.to_owned()).collect()
}
