//! A snapshot of the day services that are commissioned, against the last one.

use std::collections::BTreeMap;

use attendance::terms::{EveningTerms, TermsId};
use domain::values::money::Money;
use jiff::Timestamp;

use crate::canonical::sha256;
use crate::provisions::changes::{Changes, ProvisionChange};
use crate::provisions::columns;
use crate::provisions::manifest::{Manifest, ManifestEntry, UnusableManifest};
use crate::provisions::row_fault::{RowFault, RowProblem};
use crate::provisions::row_mark::{Marks, RowKey, UnreadableMarks};
use crate::provisions::survey::{Survey, survey};
use crate::provisions::suspicion::{MassChangeGuard, NotSurveyed, Suspicion, is_new};
use crate::provisions::terms_table::TermsTable;
use crate::v1::provisions::TERMS;

#[test]
fn the_first_snapshot_is_all_new_and_the_same_again_changes_nothing() {
    let county = County::of(60);
    let (first, marks) = county.import(&[]);
    assert_eq!(
        first
            .iter()
            .filter(|c| matches!(c, ProvisionChange::New(..)))
            .count(),
        60
    );
    let (again, same) = county.import(&marks);
    assert!(again.iter().all(|c| matches!(c, ProvisionChange::Same(_))));
    assert_eq!(again.len(), 60);
    assert_eq!(same, marks);
}

#[test]
fn only_what_is_new_changed_or_gone_is_a_change() {
    let mut county = County::of(60);
    let (_, marks) = county.import(&[]);
    county.set("0000007", "mon_am", "1");
    county.set("0000009", "ends", "2026-12-31");
    county.rows.remove("0000011");
    county.add("0000031a");
    let (changes, _) = county.import(&marks);
    let mut seen: Vec<String> = changes.iter().filter_map(named).collect();
    seen.sort();
    assert_eq!(
        seen,
        [
            "changed 0000007",
            "changed 0000009",
            "gone 0000011",
            "new 0000031a"
        ]
    );
    let found = county.survey(&marks).unwrap();
    assert_eq!(
        found,
        Survey {
            rows: 60,
            people: 60,
            new: 1,
            changed: 2,
            gone: 1,
            rows_before: 60,
            people_before: 60,
            people_gone: 1,
        }
    );
}

#[test]
fn a_row_with_faults_is_refused_by_itself_with_all_of_them_and_ends_no_service() {
    let mut county = County::of(3);
    let (_, marks) = county.import(&[]);
    county.set("0000002", "starts", "06/04/2026");
    county.set("0000002", "mon_am", "yes");
    county.set("0000002", "tue_one_to_one", "1,5");
    county.set("0000002", "restricted", "maybe");
    let (changes, kept) = county.import(&marks);
    let [
        ProvisionChange::Same(_),
        ProvisionChange::Refused(Some(before), refused),
        ProvisionChange::Same(_),
    ] = changes.as_slice()
    else {
        panic!("{changes:?}");
    };
    assert_eq!(before.key, RowKey::new("0000002", "1"));
    assert_eq!(refused.line, 3);
    let faults: Vec<String> = refused.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "restricted is neither yes nor no",
            "starts is not a date as 2026-04-01",
            "mon_am is neither 0 nor 1",
            "tue_one_to_one is not a number of hours in quarters, as 1.25, up to 24",
        ]
    );
    assert_eq!(kept, marks, "the next night looks at the row again");

    county.set("0000002", "starts", "2026-04-06");
    county.set("0000002", "mon_am", "1");
    county.set("0000002", "tue_one_to_one", "1.5");
    county.set("0000002", "restricted", "no");
    let (changes, _) = county.import(&kept);
    assert_eq!(
        changes.iter().filter_map(named).collect::<Vec<_>>(),
        ["changed 0000002"]
    );
}

#[test]
fn each_field_is_taken_or_refused_as_the_format_says() {
    use RowProblem as P;
    let taken = [
        ("surname", "Łukasz-O’Brien"),
        ("forename", ""),
        ("ends", "2026-04-06"),
        ("starts", "2024-02-29"),
        ("mon_one_to_one", "0.25"),
        ("mon_two_to_two", "24"),
        ("mon_one_to_one", "1.50"),
        ("sun_back", "1"),
        ("purchase_order", "0000001"),
        ("person_reference", "00.98-7"),
    ];
    for (column, value) in taken {
        assert_eq!(faults_of(&[(column, value)]), [], "{column} {value}");
    }
    let refused = [
        ("surname", "", P::Missing),
        ("surname", "Doe\nRoe", P::Characters),
        ("supplier", "S 12", P::NotAReference),
        ("supplier", "=1+1", P::NotAReference),
        ("person_reference", "", P::Missing),
        ("terms", &"x".repeat(41), P::NotAReference),
        ("surname", &"x".repeat(201), P::TooLong(200)),
        ("starts", "2026-02-29", P::NotADate),
        ("starts", "2026-4-6", P::NotADate),
        ("starts", "2026-04-06T00:00", P::NotADate),
        ("starts", "+002026-04", P::NotADate),
        ("ends", "2026-04-05", P::BeforeTheStart),
        ("restricted", "Yes", P::NotYesOrNo),
        ("mon_am", "2", P::NotASession),
        ("mon_out", "true", P::NotASession),
        ("mon_one_to_one", "0.1", P::NotHours),
        ("mon_one_to_one", "-1", P::NotHours),
        ("mon_one_to_one", "24.25", P::NotHours),
        ("mon_one_to_one", "1:30", P::NotHours),
        ("mon_one_to_one", "1e1", P::NotHours),
        ("mon_one_to_one", ".5", P::NotHours),
        (
            "mon_one_to_one",
            "99999999999999999999999999999",
            P::NotHours,
        ),
        ("every_weeks", "0", P::NotWithin(1, 2)),
        ("every_weeks", "+2", P::NotWithin(1, 2)),
        ("first_week", "2026-04-06", P::NotCalledFor),
    ];
    for (column, value, problem) in refused {
        assert_eq!(
            faults_of(&[(column, value)]),
            [(column.to_owned(), problem)],
            "{value}"
        );
    }
    let second = [("every_weeks", "2"), ("first_week", "2026-04-06")];
    assert_eq!(faults_of(&second), []);
    let tuesday = [("every_weeks", "2"), ("first_week", "2026-04-07")];
    assert_eq!(
        faults_of(&tuesday),
        [("first_week".to_owned(), P::NotAMonday)]
    );
    assert_eq!(
        faults_of(&[("every_weeks", "2")]),
        [("first_week".to_owned(), P::Missing)]
    );
    assert_eq!(
        faults_of(&[("mon_am", "0"), ("mon_pm", "")]),
        [("mon_am".to_owned(), P::NothingPlanned)]
    );
}

/// DS-30.
#[test]
fn a_file_that_stops_in_the_middle_of_a_line_is_put_aside() {
    let county = County::of(3000);
    let file = county.file();
    let said = entry(&file, 3000);
    let middle = file
        .split_inclusive(|b| *b == b'\n')
        .take(2417)
        .map(<[u8]>::len)
        .sum::<usize>()
        - 9;
    for length in [0, 1, middle, middle + 9, file.len() - 1] {
        let cut = &file[..length];
        let found = survey(cut, &said, Marks::new(&b""[..]));
        let expected = Suspicion::Length {
            said: file.len() as u64,
            found: length as u64,
        };
        assert_eq!(suspicion(found), expected, "{length}");
    }
}

#[test]
fn a_file_that_is_not_what_its_manifest_says_is_put_aside_with_the_reason() {
    let county = County::of(20);
    let (file, none) = (county.file(), || Marks::new(&b""[..]));
    let other = String::from_utf8(file.clone())
        .unwrap()
        .replace("Doe", "Roe")
        .into_bytes();
    assert_eq!(
        suspicion(survey(other.as_slice(), &entry(&file, 20), none())),
        Suspicion::Checksum
    );
    assert_eq!(
        suspicion(survey(file.as_slice(), &entry(&file, 21), none())),
        Suspicion::RowCount {
            said: 21,
            found: 20
        }
    );
    let empty = County::of(0).file();
    assert_eq!(
        suspicion(survey(empty.as_slice(), &entry(&empty, 0), none())),
        Suspicion::Empty
    );
    let nothing = b"".to_vec();
    assert_eq!(
        suspicion(survey(nothing.as_slice(), &entry(&nothing, 0), none())),
        Suspicion::Heading
    );
    let swapped = String::from_utf8(file.clone()).unwrap().replacen(
        "surname,forename",
        "forename,surname",
        1,
    );
    assert_eq!(
        suspicion(survey(
            swapped.as_bytes(),
            &entry(swapped.as_bytes(), 20),
            none()
        )),
        Suspicion::Heading
    );
    let mut lines: Vec<&[u8]> = file.split_inclusive(|b| *b == b'\n').collect();
    lines.swap(4, 5);
    let unordered = lines.concat();
    assert_eq!(
        suspicion(survey(unordered.as_slice(), &entry(&unordered, 20), none())),
        Suspicion::Order { line: 6 }
    );
    let mut twice: Vec<&[u8]> = file.split_inclusive(|b| *b == b'\n').collect();
    twice.insert(9, twice[8]);
    let twice = twice.concat();
    assert_eq!(
        suspicion(survey(twice.as_slice(), &entry(&twice, 21), none())),
        Suspicion::Order { line: 10 }
    );
    for spoilt in [&b"0000021,1,\xff"[..], b"0000021,1,short\r\n", b"00\t21,1"] {
        let mut spoilt_file = file.clone();
        spoilt_file.extend_from_slice(spoilt);
        let found = survey(spoilt_file.as_slice(), &entry(&spoilt_file, 21), none());
        assert_eq!(suspicion(found), Suspicion::Row { line: 22 });
    }
}

/// DS-30.
#[test]
fn a_right_file_with_many_people_fewer_is_put_aside() {
    let guard = MassChangeGuard {
        lines_gone: 10,
        people_gone: 10,
        always: 3,
    };
    let county = County::of(100);
    let (_, marks) = county.import(&[]);
    for (gone, passes) in [(0, true), (3, true), (10, true), (11, false), (40, false)] {
        let fewer = County::of(100 - gone);
        let found = fewer.survey(&marks).unwrap();
        let judged = found.judge(&guard);
        assert_eq!(judged.is_ok(), passes, "{gone} gone: {judged:?}");
    }
    let (_, few) = County::of(4).import(&[]);
    let found = County::of(1).survey(&few).unwrap();
    assert_eq!(found.judge(&guard), Ok(()), "three may always go");
    let mut moved = County::of(100);
    for person in moved.rows.values_mut() {
        person.insert("person_reference".to_owned(), "one".to_owned());
    }
    let found = moved.survey(&marks).unwrap();
    assert_eq!(
        found.judge(&guard),
        Err(Suspicion::PeopleGone {
            gone: 100,
            before: 100
        }),
        "each line is there, and is about one person"
    );
}

#[test]
fn a_snapshot_that_was_imported_is_nothing_to_do_and_an_older_one_is_put_aside() {
    let taken = |at: &str| Manifest {
        taken_at: at.parse().unwrap(),
        ..manifest("2026-11-29T22:00:00Z").unwrap()
    };
    let last: Option<Timestamp> = Some("2026-11-29T22:00:00Z".parse().unwrap());
    assert_eq!(is_new(&taken("2026-11-29T22:00:00Z"), None), Ok(true));
    assert_eq!(is_new(&taken("2026-11-30T22:00:00Z"), last), Ok(true));
    assert_eq!(is_new(&taken("2026-11-29T22:00:00Z"), last), Ok(false));
    assert_eq!(
        is_new(&taken("2026-11-28T22:00:00Z"), last),
        Err(Suspicion::Older)
    );
}

#[test]
fn a_manifest_of_another_format_version_or_time_cannot_be_used() {
    assert!(manifest("2026-11-29T22:00:00Z").is_ok());
    assert!(
        manifest("2026-11-29T22:10:00Z").is_ok(),
        "clocks differ by minutes"
    );
    assert_eq!(
        manifest("2026-11-29T22:10:01Z"),
        Err(UnusableManifest::InTheFuture)
    );
    let now = "2026-11-29T22:05:00Z".parse().unwrap();
    for (text, unusable) in [
        (
            r#"{"format":"provisions","version":2}"#,
            UnusableManifest::UnknownFormat,
        ),
        (
            r#"{"format":"acknowledgement","version":1}"#,
            UnusableManifest::UnknownFormat,
        ),
        ("", UnusableManifest::Malformed { line: 1, column: 0 }),
    ] {
        assert_eq!(
            Manifest::read(text.as_bytes(), now),
            Err(unusable),
            "{text}"
        );
    }
}

#[test]
fn the_golden_snapshot_of_a_made_up_county_is_taken_in_whole() {
    let now = "2026-11-29T22:05:00Z".parse().unwrap();
    let file = include_bytes!("../../golden/provisions/2026-11-29/provisions.csv");
    let manifest = include_bytes!("../../golden/provisions/2026-11-29/manifest.json");
    let manifest = Manifest::read(manifest, now).unwrap();
    let found = survey(&file[..], &manifest.provisions, Marks::new(&b""[..])).unwrap();
    assert_eq!((found.rows, found.people), (manifest.provisions.rows, 99));
    let changes = Changes::new(&file[..], Marks::new(&b""[..])).unwrap();
    let rows: Vec<_> = changes
        .map(|change| match change.unwrap() {
            ProvisionChange::New(_, row) => row,
            other => panic!("{other:?}"),
        })
        .collect();
    let terms = include_bytes!("../../golden/provisions/2026-11-29/terms.csv");
    assert_eq!(sha256(terms), manifest.terms.sha256);
    let terms = TermsTable::read(terms).unwrap();
    assert_eq!(terms.refused, []);
    for row in &rows {
        let known = terms
            .contracts
            .iter()
            .any(|terms| terms.id == row.line.terms);
        assert!(known, "{row:?}");
    }
    let formula = rows.iter().find(|row| row.line.person.surname == "=Cmd");
    assert!(formula.is_some(), "text is kept as it came");
}

#[test]
fn the_schema_takes_the_manifests_that_are_read_and_refuses_others() {
    let schema = serde_json::from_str(include_str!("../../schema/v1/provisions.schema.json"));
    let schema = jsonschema::validator_for(&schema.unwrap()).unwrap();
    let now = "2026-11-29T22:05:00Z".parse().unwrap();
    let right = manifest_text("2026-11-29T22:00:00Z");
    for (text, fits) in [
        (right.clone(), true),
        (right.replace("\"rows\":1,", ""), false),
        (right.replace("\"rows\":1,", "\"rows\":-1,"), false),
        (
            right.replace("\"rows\":1,", "\"rows\":1,\"more\":1,"),
            false,
        ),
        (right.replace("taken_at", "made_at"), false),
    ] {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(schema.is_valid(&value), fits, "{text}");
        assert_eq!(Manifest::read(text.as_bytes(), now).is_ok(), fits, "{text}");
    }
}

#[test]
fn marks_that_were_spoilt_stop_the_import_instead_of_ending_services() {
    let county = County::of(9);
    let (_, marks) = county.import(&[]);
    let text = String::from_utf8(marks).unwrap();
    let swapped: String = text.lines().rev().map(|line| format!("{line}\n")).collect();
    for (spoilt, line) in [
        (text.trim_end().to_owned(), 9),
        (swapped, 2),
        (text.replacen('\t', " ", 1), 1),
        (format!("{text}x"), 10),
    ] {
        let found = county.survey(spoilt.as_bytes());
        assert!(
            matches!(&found, Err(NotSurveyed::Marks(UnreadableMarks::Line(at))) if *at == line),
            "{found:?}"
        );
    }
}

#[test]
fn terms_that_change_on_a_first_of_april_are_two_rows_and_one_timeline() {
    let table = terms(&[
        &[],
        &[
            ("from", "2026-04-01"),
            ("to", ""),
            ("session_rate", "31.20"),
        ],
    ]);
    let [contract] = table.contracts.as_slice() else {
        panic!("{table:?}");
    };
    for (day, pence) in [
        ("2025-04-01", 3000),
        ("2026-03-31", 3000),
        ("2026-04-01", 3120),
    ] {
        let rate = contract.session_rate.on(day.parse().unwrap()).unwrap();
        assert_eq!(rate.value, Money::pence(pence), "{day}");
    }
    assert!(
        contract
            .session_rate
            .on("2025-03-31".parse().unwrap())
            .is_none()
    );
    assert_eq!(
        contract.evening_on("2025-04-01".parse().unwrap()),
        EveningTerms::SharesSessions
    );
    assert_eq!(table.refused, []);
}

#[test]
fn a_contract_with_a_row_that_is_refused_keeps_the_terms_that_it_had() {
    let other: &[(&str, &str)] = &[("terms", "DC-low")];
    let bad: &[(&str, &str)] = &[
        ("from", "2026-04-01"),
        ("to", ""),
        ("session_rate", "31.205"),
    ];
    let table = terms(&[&[], other, bad]);
    assert_eq!(
        table.left_as_they_were,
        [TermsId::parse("DC-high").unwrap()]
    );
    let taken: Vec<&str> = table.contracts.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(taken, ["DC-low"]);
    assert_eq!(table.refused[0].line, 4);
    assert_eq!(
        table.refused[0].faults[0].to_string(),
        "session_rate is not an amount of money as 30.00"
    );
}

#[test]
fn each_term_is_taken_or_refused_as_the_format_says() {
    use RowProblem as P;
    let taken: [&[(&str, &str)]; 5] = [
        &[("session_rate", "")],
        &[("evening_rate", "36.00")],
        &[("transport_unit", ""), ("transport_rate", "")],
        &[
            ("transport_unit", "inside_the_session"),
            ("transport_rate", ""),
        ],
        &[("notice_unit", ""), ("notice_value", "")],
    ];
    for set in taken {
        assert_eq!(terms(&[set]).refused, [], "{set:?}");
    }
    let refused = [
        ("terms", "", P::Missing),
        ("from", "01/04/2025", P::NotADate),
        ("to", "2025-03-31", P::BeforeTheStart),
        ("session_rate", "-30.00", P::NotMoney),
        ("hourly_rate", "£16.50", P::NotMoney),
        ("two_to_two_rate", "thirty", P::NotMoney),
        ("transport_rate", "", P::Missing),
        ("transport_unit", "mile", P::NotAName),
        ("transport_paid_here", "y", P::NotYesOrNo),
        ("pay_basis", "Plan", P::NotAName),
        ("notice_value", "7.5", P::NotWithin(0, 999)),
        ("bank_holidays", "", P::Missing),
        ("swaps", "maybe", P::NotAName),
    ];
    for (column, value, problem) in refused {
        let column = column.to_owned();
        let faults = [RowFault {
            column: column.clone(),
            problem,
        }];
        assert_eq!(
            terms(&[&[(&column, value)]]).refused[0].faults,
            faults,
            "{value}"
        );
    }
    let twice = terms(&[&[], &[("from", "2026-03-31"), ("to", "")]]);
    assert_eq!(twice.refused[0].faults[0].problem, P::Overlaps);
    assert_eq!(twice.contracts, []);
}

#[test]
fn a_file_that_is_not_the_table_of_terms_is_put_aside() {
    let heading = TERMS.join(",");
    for (file, expected) in [
        (String::new(), Suspicion::Heading),
        (heading.replace("from", "since"), Suspicion::Heading),
        (
            format!("{heading}\nDC-high,2025-04-01\n"),
            Suspicion::Row { line: 2 },
        ),
    ] {
        let found = TermsTable::read(file.as_bytes());
        assert!(
            matches!(&found, Err(NotSurveyed::Suspicious(why)) if *why == expected),
            "{found:?}"
        );
    }
}

#[test]
fn the_metadata_beside_the_tables_names_their_columns() {
    let provisions = include_str!("../../schema/v1/provisions.csv-metadata.json");
    let terms = include_str!("../../schema/v1/terms.csv-metadata.json");
    for (metadata, columns) in [
        (provisions, columns()),
        (terms, TERMS.map(str::to_owned).to_vec()),
    ] {
        let metadata: serde_json::Value = serde_json::from_str(metadata).unwrap();
        let described = metadata["tableSchema"]["columns"].as_array().unwrap();
        let named: Vec<&str> = described
            .iter()
            .filter_map(|c| c["name"].as_str())
            .collect();
        assert_eq!(named, columns);
    }
}

/// Rows that a test changes, by their purchase order.
struct County {
    rows: BTreeMap<String, BTreeMap<String, String>>,
}

impl County {
    fn of(rows: usize) -> Self {
        let mut county = Self {
            rows: BTreeMap::new(),
        };
        for number in 1..=rows {
            county.add(&format!("{number:07}"));
        }
        county
    }

    fn add(&mut self, purchase_order: &str) {
        let row = columns().into_iter().map(|column| {
            let value = match column.as_str() {
                "purchase_order" | "person_reference" => purchase_order,
                "line" | "every_weeks" | "mon_pm" => "1",
                "surname" => "Doe, \"the\" second",
                "forename" => "Ana",
                "restricted" => "no",
                "supplier" | "service" => "S12",
                "supplier_name" | "service_name" => "Willow Grove",
                "terms" => "DC-2024",
                "starts" => "2026-04-06",
                _ => "",
            };
            (column, value.to_owned())
        });
        self.rows.insert(purchase_order.to_owned(), row.collect());
    }

    fn set(&mut self, purchase_order: &str, column: &str, value: &str) {
        let row = self.rows.get_mut(purchase_order).unwrap();
        *row.get_mut(column).unwrap() = value.to_owned();
    }

    fn file(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer.write_record(columns()).unwrap();
        for row in self.rows.values() {
            writer
                .write_record(columns().iter().map(|column| &row[column]))
                .unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn survey(&self, marks: &[u8]) -> Result<Survey, NotSurveyed> {
        let file = self.file();
        survey(
            file.as_slice(),
            &entry(&file, self.rows.len() as u64),
            Marks::new(marks),
        )
    }

    /// Imports the file: the changes, and the marks that are kept.
    fn import(&self, marks: &[u8]) -> (Vec<ProvisionChange>, Vec<u8>) {
        let file = self.file();
        let changes = Changes::new(file.as_slice(), Marks::new(marks)).unwrap();
        let changes: Vec<ProvisionChange> = changes.map(Result::unwrap).collect();
        let mut kept = Vec::new();
        for mark in changes.iter().filter_map(ProvisionChange::to_keep) {
            mark.write(&mut kept).unwrap();
        }
        (changes, kept)
    }
}

/// Reads a table of terms with rows that differ from one another in what is set.
fn terms(rows: &[&[(&str, &str)]]) -> TermsTable {
    let mut file = TERMS.join(",");
    for set in rows {
        let row = TERMS.map(
            |column| match set.iter().find(|(name, _)| *name == column) {
                Some((_, value)) => value,
                None => match column {
                    "terms" => "DC-high",
                    "from" => "2025-04-01",
                    "to" => "2026-03-31",
                    "session_rate" => "30.00",
                    "hourly_rate" => "16.50",
                    "transport_rate" => "7.00",
                    "transport_unit" => "day",
                    "transport_paid_here" => "yes",
                    "transport_not_made" => "not_paid",
                    "pay_basis" => "plan",
                    "notice_value" => "7",
                    "notice_unit" => "clear_days",
                    "bank_holidays" => "as_any_day",
                    "swaps" => "allowed",
                    _ => "",
                },
            },
        );
        file = format!("{file}\r\n{}", row.join(","));
    }
    TermsTable::read(file.as_bytes()).unwrap()
}

fn named(change: &ProvisionChange) -> Option<String> {
    match change {
        ProvisionChange::Same(_) => None,
        ProvisionChange::New(mark, _) => Some(format!("new {}", mark.key.purchase_order)),
        ProvisionChange::Changed { mark, .. } => {
            Some(format!("changed {}", mark.key.purchase_order))
        }
        ProvisionChange::Gone(mark) => Some(format!("gone {}", mark.key.purchase_order)),
        ProvisionChange::Refused(_, row) => Some(format!("refused line {}", row.line)),
    }
}

fn faults_of(set: &[(&str, &str)]) -> Vec<(String, RowProblem)> {
    let mut county = County::of(1);
    for (column, value) in set {
        county.set("0000001", column, value);
    }
    match county.import(&[]).0.remove(0) {
        ProvisionChange::Refused(_, row) => row
            .faults
            .into_iter()
            .map(|f| (f.column, f.problem))
            .collect(),
        _ => Vec::new(),
    }
}

fn entry(file: &[u8], rows: u64) -> ManifestEntry {
    ManifestEntry {
        rows,
        bytes: file.len() as u64,
        sha256: sha256(file),
    }
}

fn suspicion(found: Result<Survey, NotSurveyed>) -> Suspicion {
    match found {
        Err(NotSurveyed::Suspicious(suspicion)) => suspicion,
        other => panic!("{other:?}"),
    }
}

fn manifest(taken_at: &str) -> Result<Manifest, UnusableManifest> {
    let now = "2026-11-29T22:05:00Z".parse().unwrap();
    Manifest::read(manifest_text(taken_at).as_bytes(), now)
}

fn manifest_text(taken_at: &str) -> String {
    let sha256 = "0".repeat(64);
    let entry = format!(r#"{{"rows":1,"bytes":1,"sha256":"{sha256}"}}"#);
    format!(
        r#"{{"format":"provisions","version":1,"taken_at":"{taken_at}","provisions":{entry},"terms":{entry}}}"#
    )
}
