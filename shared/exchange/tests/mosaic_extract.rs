//! A worked example of the seam for a council's own extract: one CSV as a report
//! of Mosaic may have it, with a line for each element of a package, dates as
//! DD/MM/YYYY and a day pattern in one column.

use std::collections::BTreeMap;

use exchange::provisions::council_extract::{
    CouncilExtract, ExtractRow, ExtractTables, UnreadableExtract, snapshot_of,
};
use exchange::provisions::manifest::Manifest;
use exchange::provisions::provision_row::ProvisionRow;
use exchange::provisions::row_mark::Marks;
use exchange::provisions::survey::survey;
use exchange::provisions::terms_table::TermsTable;
use jiff::Timestamp;

#[test]
fn an_extract_with_dates_as_people_write_them_becomes_a_snapshot_that_is_taken_in() {
    let files = snapshot_of(&MosaicReport, EXTRACT.as_bytes(), taken_at()).unwrap();
    let manifest = Manifest::read(&files.manifest, taken_at()).unwrap();
    let none = Marks::new(&b""[..]);
    let found = survey(files.provisions.as_slice(), &manifest.provisions, none).unwrap();
    assert_eq!((found.rows, found.people), (2, 2));
    let terms = TermsTable::read_as_said(&files.terms, &manifest.terms).unwrap();
    assert_eq!((terms.contracts.len(), terms.refused.len()), (1, 0));
    let mut rows = csv::Reader::from_reader(files.provisions.as_slice());
    let rows: Vec<_> = rows.byte_records().map(Result::unwrap).collect();
    // In the order of the purchase orders, with their zeros.
    let first = ProvisionRow::read(&rows[0]).unwrap();
    assert_eq!(first.line.key.to_string(), "0004512/1");
    assert_eq!(first.line.starts.to_string(), "2026-04-06");
    assert_eq!(first.line.person.surname, "O'Brien");
    let second = ProvisionRow::read(&rows[1]).unwrap();
    assert!(second.line.person.restricted);
}

#[test]
fn an_extract_with_a_line_that_cannot_be_read_is_refused_whole() {
    for (from, to, fault) in [
        (
            "06/04/2026",
            "31/04/2026",
            UnreadableExtract::Line {
                line: 3,
                column: "Start Date",
            },
        ),
        (
            "MTW",
            "MXW",
            UnreadableExtract::Line {
                line: 2,
                column: "Pattern",
            },
        ),
        ("Element", "Package", UnreadableExtract::Columns),
        (
            "0007781",
            "0004512",
            UnreadableExtract::Twice("0004512".to_owned(), "1".to_owned()),
        ),
    ] {
        let extract = EXTRACT.replacen(from, to, 1);
        let refused = snapshot_of(&MosaicReport, extract.as_bytes(), taken_at());
        assert_eq!(refused, Err(fault), "{from}");
    }
}

const EXTRACT: &str = "\
Mosaic ID,Surname,Forename,Sensitive,PO Number,Element,Provider ID,Provider,Start Date,End Date,Pattern,Rate\r\n\
0098766,Ng,Bo,Y,0007781,1,S12,Willow Grove,01/05/2026,31/03/2027,MTW,31.20\r\n\
0098765,O'Brien,Ana,N,0004512,1,S12,Willow Grove,06/04/2026,,F,31.20\r\n";

fn taken_at() -> Timestamp {
    // 29 November 2026, 10pm.
    Timestamp::constant(1_795_989_600, 0)
}

/// The report that a council agreed for its Mosaic: whole days by their letters,
/// R for Thursday, one contract for each provider.
struct MosaicReport;

const AGREED: [&str; 12] = [
    "Mosaic ID",
    "Surname",
    "Forename",
    "Sensitive",
    "PO Number",
    "Element",
    "Provider ID",
    "Provider",
    "Start Date",
    "End Date",
    "Pattern",
    "Rate",
];

impl CouncilExtract for MosaicReport {
    fn tables(&self, extract: &[u8]) -> Result<ExtractTables, UnreadableExtract> {
        let mut reader = csv::Reader::from_reader(extract);
        if !reader.headers().is_ok_and(|names| names.iter().eq(AGREED)) {
            return Err(UnreadableExtract::Columns);
        }
        let (mut provisions, mut terms) = (Vec::new(), BTreeMap::new());
        for (record, line) in reader.records().zip(2..) {
            let fault = |column| UnreadableExtract::Line { line, column };
            let record = record.map_err(|_| fault("the line"))?;
            let [
                person,
                surname,
                forename,
                sensitive,
                order,
                element,
                id,
                name,
                from,
                to,
                days,
                rate,
            ] = std::array::from_fn(|place| record.get(place).unwrap_or_default().to_owned());
            let contract = format!("MOSAIC-{id}");
            let mut row: ExtractRow = [
                ("purchase_order", order),
                ("line", element),
                ("person_reference", person),
                ("surname", surname),
                ("forename", forename),
                (
                    "restricted",
                    if sensitive == "Y" { "yes" } else { "no" }.to_owned(),
                ),
                ("supplier", id.clone()),
                ("supplier_name", name.clone()),
                ("service", format!("{id}-1")),
                ("service_name", name),
                ("terms", contract.clone()),
                ("starts", iso(&from).ok_or_else(|| fault("Start Date"))?),
                ("every_weeks", "1".to_owned()),
            ]
            .map(|(column, value)| (column.to_owned(), value))
            .into();
            if !to.is_empty() {
                let ends = iso(&to).ok_or_else(|| fault("End Date"))?;
                row.insert("ends".to_owned(), ends);
            }
            for letter in days.chars() {
                let place = "MTWRFSU".find(letter).ok_or_else(|| fault("Pattern"))?;
                let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][place];
                for session in ["am", "pm"] {
                    row.insert(format!("{day}_{session}"), "1".to_owned());
                }
            }
            provisions.push(row);
            terms.insert(contract, rate);
        }
        let terms = terms.into_iter().map(|(contract, rate)| {
            [
                ("terms", contract.as_str()),
                ("from", "2026-04-01"),
                ("session_rate", rate.as_str()),
                ("transport_unit", "inside_the_session"),
                ("transport_paid_here", "no"),
                ("transport_not_made", "not_paid"),
                ("pay_basis", "plan"),
                ("bank_holidays", "as_any_day"),
                ("swaps", "allowed"),
            ]
            .map(|(column, value)| (column.to_owned(), value.to_owned()))
            .into()
        });
        Ok(ExtractTables {
            provisions,
            terms: terms.collect(),
        })
    }
}

/// Reads a date as DD/MM/YYYY, and no other.
fn iso(text: &str) -> Option<String> {
    let date = jiff::civil::Date::strptime("%d/%m/%Y", text).ok()?;
    Some(date.to_string())
}
