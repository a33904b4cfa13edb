//! The register as a table: what a spreadsheet does to it on the way, and what
//! is read back.

use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, MarkAccount, RecordedBy, RecordedVia};
use attendance::merge::NightlyPlan;
use attendance::provision::{
    AttendancePattern, AttendingPerson, LineKey, PersonReference, PlannedDay, PlannedWeek,
    ProvisionLine,
};
use attendance::quantity::{Quantity, SupportHours};
use attendance::register::{ChangeRefused, Register, RegisterAction};
use attendance::supplier::{DayServiceId, SupplierId};
use attendance::symbol::Symbol;
use attendance::terms::{ContractBook, TermsId};
use attendance::week::Week;
use jiff::civil::{Date, date};

use crate::register_sheet::decoding::{LONGEST, UnreadableSheet};
use crate::register_sheet::edits::{SheetOutcome, SheetProblem, SheetRow, apply, read};
use crate::register_sheet::writing::write;
use crate::register_sheet::{COLUMNS, safe, unsafe_again};

#[test]
fn a_register_that_is_downloaded_and_sent_back_changes_nothing() {
    let mut register = register();
    mark(
        &mut register,
        "0004512",
        TUESDAY,
        Symbol::Morning,
        absent(None),
    );
    mark(
        &mut register,
        "0004512",
        TUESDAY,
        Symbol::Afternoon,
        absent(Some(AbsenceReason::NonPayment)),
    );
    mark(
        &mut register,
        "0004512",
        WEDNESDAY,
        Symbol::Morning,
        Mark::received(Quantity(1)),
    );
    mark(
        &mut register,
        "0007781",
        TUESDAY,
        Symbol::OneToOne,
        Mark::received(Quantity(3)),
    );
    let said = MarkAccount {
        chosen: Some(AbsenceReason::WithNotice),
        notice_given: Some("2025-05-05T09:00:00Z".parse().unwrap()),
        overruled_because: Some("=she rang, \"twice\"\nand wrote".to_owned()),
        comment: Some("+44 7700 900123".to_owned()),
    };
    let overruled = Mark::Received {
        quantity: Quantity::ZERO,
        account: said,
    };
    mark(
        &mut register,
        "0007781",
        TUESDAY,
        Symbol::Morning,
        overruled,
    );
    let file = write(&register, &book(), false);
    let before = register.clone();
    let outcomes = send(&file, &mut register);
    assert!(
        outcomes.iter().all(|o| *o == SheetOutcome::AsItWas),
        "{outcomes:#?}"
    );
    assert_eq!(register, before);
}

/// DS-21.
#[test]
fn no_cell_can_run_as_a_formula_and_the_escape_is_taken_off_exactly_once() {
    for text in [
        "=Cmd",
        "-2 hours, went home",
        "+44 7700 900123",
        "@SUM(A1)",
        "'quoted",
        "''twice",
        "\t=1",
        "＝1",
    ] {
        assert!(safe(text).starts_with('\''), "{text}");
        assert_eq!(unsafe_again(&safe(text)), text);
        assert_eq!(unsafe_again(&safe(&safe(text))), safe(text));
    }
    for text in ["Doe", "O'Brien", "0004512", "", "31.20"] {
        assert_eq!(safe(text), text);
    }
    let file = text_of(&register());
    assert!(file.contains(",'=Cmd,Pat,"), "{file}");
    for line in file.lines().skip(1) {
        for cell in line.split(',') {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{line}");
        }
    }
}

/// DS-20.
#[test]
fn the_download_says_in_which_encoding_it_is_and_keeps_zeros_and_accents() {
    let file = write(&register(), &book(), false);
    let text = String::from_utf8(file.strip_prefix(b"\xef\xbb\xbf").unwrap().to_vec()).unwrap();
    let heading = text.lines().next().unwrap();
    assert_eq!(heading, COLUMNS.join(","));
    assert!(
        text.contains("\r\n2025-05-11,0004512,1,0098765,Łukasz,Zoë,2025-05-06,AM,1,1,,,,,,0\r\n"),
        "{text}"
    );
}

/// DS-20.
#[test]
fn what_a_spreadsheet_makes_of_the_file_is_read_where_it_can_mean_one_thing() {
    let written = text_of(&register()).replace("AM,1,1", "AM,1,0");
    let no_zeros = written
        .replace(",0004512,", ",4512,")
        .replace(",0007781,", ",7781,");
    let english = no_zeros
        .replace("2025-05-06", "06/05/2025")
        .replace("2025-05-11", "11/05/2025");
    let semicolons = english.replace(',', ";");
    let american = written.replace("2025-05-06", "5/6/2025");
    let tabs = written.replace(',', "\t");
    // Windows-1252 has no Ł, and a name is not what a row is found by.
    let windows: Vec<u8> = english
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    let utf_16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(tabs.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for file in [
        written.into_bytes(),
        english.clone().replace("\r\n", "\n").into_bytes(),
        semicolons.into_bytes(),
        american.into_bytes(),
        windows,
        utf_16,
    ] {
        let mut register = register();
        let outcomes = send(&file, &mut register);
        let taken = outcomes
            .iter()
            .filter(|o| **o == SheetOutcome::Taken)
            .count();
        assert_eq!(taken, 4, "{outcomes:?} {}", String::from_utf8_lossy(&file));
        assert!(
            outcomes
                .iter()
                .all(|o| matches!(o, SheetOutcome::Taken | SheetOutcome::AsItWas))
        );
    }
    let rows = read(english.as_bytes(), &register(), &book(), false).unwrap();
    let edit = rows[0].edit.as_ref().unwrap();
    assert_eq!(edit.read_as, Some(key("0007781")));
}

/// DS-20.
#[test]
fn nothing_that_could_mean_two_things_is_guessed() {
    let problem = |column: &str, value: &str| one_row(&register(), &[(column, value)]);
    let other_week = Week::of(MONDAY).ending();
    for (column, value, expected) in [
        ("Date", "2025-05-13", SheetProblem::OtherWeek(other_week)),
        ("Date", "Tuesday", SheetProblem::NotADate),
        ("Date", "06/05/25", SheetProblem::NotADate),
        ("Date", "2025-02-30", SheetProblem::NotADate),
        ("Date", "45783", SheetProblem::NotADate),
        (
            "Week ending",
            "2025-05-18",
            SheetProblem::OtherWeekEnding(other_week),
        ),
        ("Session or service", "Morning", SheetProblem::NotASymbol),
        ("Received", "yes", SheetProblem::NotANumber),
        ("Received", "-1", SheetProblem::NotANumber),
        ("Received", "", SheetProblem::NotANumber),
        ("Reason", "ill", SheetProblem::NotAReason),
        ("Notice given", "yesterday", SheetProblem::NotATime),
        ("Version", "one", SheetProblem::NotAVersion),
        ("Purchase order", "512", SheetProblem::NoSuchLine),
        ("Line", "2", SheetProblem::NoSuchLine),
    ] {
        assert_eq!(
            problem(column, value),
            Err(vec![expected]),
            "{column}: {value}"
        );
    }
    let hours = one_row(
        &register(),
        &[("Session or service", "1:1"), ("Received", "1,5")],
    );
    assert!(matches!(
        hours.unwrap_err().as_slice(),
        [SheetProblem::NotHours(_)]
    ));
    let all = one_row(
        &register(),
        &[
            ("Date", "x"),
            ("Received", "x"),
            ("Session or service", "AM"),
        ],
    );
    assert_eq!(
        all,
        Err(vec![SheetProblem::NotADate, SheetProblem::NotANumber]),
        "all at once"
    );
}

/// DS-20.
#[test]
fn an_order_that_lost_its_zeros_and_fits_two_people_is_refused() {
    let lines = [
        line("0004512", "Doe", "Ana", false),
        line("04512", "Roe", "Bo", false),
    ];
    let twins = register_of(&lines);
    assert_eq!(
        one_row(&twins, &[("Purchase order", "4512")]),
        Err(vec![SheetProblem::ZerosLost])
    );
    assert!(one_row(&twins, &[("Purchase order", "04512")]).is_ok());
}

/// DS-20.
#[test]
fn what_is_no_table_of_a_register_is_refused_as_a_whole_with_what_to_do() {
    let unreadable = |file: &[u8]| read(file, &register(), &book(), false).unwrap_err();
    assert_eq!(unreadable(b""), UnreadableSheet::Empty);
    assert_eq!(unreadable(b"\xef\xbb\xbf\r\n"), UnreadableSheet::Empty);
    assert_eq!(unreadable(b"PK\x03\x04rest"), UnreadableSheet::Workbook);
    assert_eq!(
        unreadable(b"\xd0\xcf\x11\xe0\xa1\xb1"),
        UnreadableSheet::Workbook
    );
    assert_eq!(
        unreadable(b"Purchase order,Line\0"),
        UnreadableSheet::Encoding
    );
    assert_eq!(unreadable(b"\x81"), UnreadableSheet::Encoding);
    assert_eq!(
        unreadable(&vec![b'x'; LONGEST + 1]),
        UnreadableSheet::TooLong
    );
    assert_eq!(
        unreadable(b"name,age\nAna,9\n"),
        UnreadableSheet::Column("Purchase order")
    );
    let twice = format!("{},Date\n", COLUMNS.join(","));
    assert_eq!(
        unreadable(twice.as_bytes()),
        UnreadableSheet::ColumnTwice("Date")
    );
}

/// DS-50.
#[test]
fn each_row_has_its_own_result_in_the_order_of_the_file() {
    let left = ProvisionLine {
        ends: Some(MONDAY),
        ..line("0000031", "Gone", "Cy", false)
    };
    let mut register = register_of(&[
        line("0004512", "Doe", "Ana", false),
        line("0007781", "Roe", "Bo", false),
        left,
    ]);
    // Somebody changes a cell after the file was downloaded.
    mark(
        &mut register,
        "0007781",
        TUESDAY,
        Symbol::Afternoon,
        absent(Some(AbsenceReason::WithoutNotice)),
    );
    mark(
        &mut register,
        "0007781",
        TUESDAY,
        Symbol::Afternoon,
        absent(Some(AbsenceReason::NonPayment)),
    );
    let file = "Purchase order,Line,Date,Session or service,Received,Reason,Version\r\n\
        0004512,1,2025-05-06,AM,0,Absent with notice,0\r\n\
        0004512,1,2025-05-06,AM,1,,0\r\n\
        0099999,1,2025-05-06,AM,0,,0\r\n\
        0000031,1,2025-05-06,AM,1,,0\r\n\
        0007781,1,2025-05-06,PM,0,Absent with notice,1\r\n\
        0007781,1,2025-05-06,AM,0,Absent without notice,0\r\n\
        0007781,1,2025-05-06,PM\r\n";
    let outcomes = send(file.as_bytes(), &mut register);
    let [one, two, other, gone, changed, taken, short] = outcomes.as_slice() else {
        panic!("{outcomes:?}");
    };
    assert_eq!(*one, SheetOutcome::Refused(vec![SheetProblem::Twice(3)]));
    assert_eq!(*two, SheetOutcome::Refused(vec![SheetProblem::Twice(2)]));
    assert_eq!(
        *other,
        SheetOutcome::Refused(vec![SheetProblem::NoSuchLine])
    );
    assert!(
        matches!(gone, SheetOutcome::NotTaken(ChangeRefused::DayClosed(_))),
        "{gone:?}"
    );
    let SheetOutcome::NotTaken(ChangeRefused::Conflict(conflict)) = changed else {
        panic!("{changed:?}");
    };
    assert_eq!(
        conflict.stands.mark,
        absent(Some(AbsenceReason::NonPayment))
    );
    assert_eq!(conflict.refused, absent(Some(AbsenceReason::WithNotice)));
    assert_eq!(*taken, SheetOutcome::Taken);
    assert_eq!(
        *short,
        SheetOutcome::Refused(vec![SheetProblem::OtherLength])
    );

    let after = register.clone();
    let again = send(file.as_bytes(), &mut register);
    assert_eq!(again[5], SheetOutcome::AsItWas);
    assert_eq!(register, after, "the same file again changes nothing");
}

#[test]
fn a_restricted_person_is_neither_written_nor_found() {
    let register = register_of(&[line("0004512", "Doe", "Ana", true)]);
    assert_eq!(text_of(&register).lines().count(), 1);
    let file = "Purchase order,Line,Date,Session or service,Received\n0004512,1,2025-05-06,AM,0\n";
    let rows = |sees| read(file.as_bytes(), &register, &book(), sees).unwrap();
    assert_eq!(rows(false)[0].edit, Err(vec![SheetProblem::NoSuchLine]));
    assert!(rows(true)[0].edit.is_ok());
}

const MONDAY: Date = date(2025, 5, 5);
const TUESDAY: Date = date(2025, 5, 6);
const WEDNESDAY: Date = date(2025, 5, 7);

fn key(order: &str) -> LineKey {
    LineKey::parse(order, "1").unwrap()
}

fn line(order: &str, surname: &str, forename: &str, restricted: bool) -> ProvisionLine {
    let day = PlannedDay {
        morning: true,
        afternoon: true,
        one_to_one: SupportHours::parse("1.5").unwrap(),
        ..PlannedDay::NOTHING
    };
    let mut week = PlannedWeek::default();
    week.0[0] = day;
    week.0[1] = day;
    ProvisionLine {
        key: key(order),
        person: AttendingPerson {
            reference: PersonReference::parse("0098765").unwrap(),
            surname: surname.to_owned(),
            forename: forename.to_owned(),
            restricted,
        },
        supplier: SupplierId::parse("S12").unwrap(),
        service: DayServiceId::parse("D1").unwrap(),
        terms: TermsId::parse("DC-high").unwrap(),
        starts: date(2024, 4, 1),
        ends: None,
        pattern: AttendancePattern::weekly(week),
    }
}

fn register_of(lines: &[ProvisionLine]) -> Register {
    let plan = NightlyPlan {
        at: "2025-05-04T23:30:00Z".parse().unwrap(),
        version: 1,
        lines,
    };
    Register::create(SupplierId::parse("S12").unwrap(), Week::of(MONDAY), &plan)
}

fn register() -> Register {
    register_of(&[
        line("0004512", "Łukasz", "Zoë", false),
        line("0007781", "=Cmd", "Pat", false),
    ])
}

fn book() -> ContractBook {
    ContractBook::new([])
}

fn by(via: RecordedVia) -> RecordedBy {
    RecordedBy {
        user: "ana".to_owned(),
        at: "2025-05-06T10:00:00Z".parse().unwrap(),
        via,
    }
}

fn absent(reason: Option<AbsenceReason>) -> Mark {
    Mark::absent(reason)
}

fn mark(register: &mut Register, order: &str, day: Date, symbol: Symbol, mark: Mark) {
    let cell = Cell {
        line: key(order),
        day,
        symbol,
    };
    let seen = register.state(&cell, &book()).unwrap().version;
    let action = RegisterAction::Record { cell, mark, seen };
    register
        .apply(&action, &by(RecordedVia::Page), &book())
        .unwrap();
}

fn text_of(register: &Register) -> String {
    String::from_utf8(write(register, &book(), false)).unwrap()
}

fn send(file: &[u8], register: &mut Register) -> Vec<SheetOutcome> {
    let rows = read(file, register, &book(), false).unwrap();
    apply(&rows, register, &by(RecordedVia::Upload), &book())
}

/// Reads one right row of the register in which some fields are others.
fn one_row(register: &Register, set: &[(&str, &str)]) -> Result<(), Vec<SheetProblem>> {
    let fields = COLUMNS.map(|column| {
        let given = set.iter().find(|(name, _)| *name == column);
        given.map_or_else(
            || match column {
                "Purchase order" => "0004512",
                "Line" => "1",
                "Date" => "2025-05-06",
                "Session or service" => "AM",
                "Received" => "0",
                _ => "",
            },
            |(_, value)| value,
        )
    });
    let fields = fields.map(|field| format!("\"{field}\""));
    let file = format!("{}\n{}\n", COLUMNS.join(","), fields.join(","));
    let mut rows: Vec<SheetRow> = read(file.as_bytes(), register, &book(), false).unwrap();
    rows.remove(0).edit.map(drop)
}
