//! The files of a locked register, as they were published.

use attendance::kept_register::KeptVersion;
use attendance::receipt::SubmissionReceipt;
use rust_decimal::Decimal;
use serde_json::Value;

use super::golden::{assert_same, faults, golden, schema};
use super::locked::{register_key, two_versions};
use crate::acknowledgement::{RefusalReason, Unusable};
use crate::register::{KeptOtherwise, RegisterPackage, package};
use crate::register_acknowledgement::{RegisterOutcome, read};

fn packages() -> [RegisterPackage; 2] {
    let [first, second] = two_versions();
    let key = register_key();
    let later = package(&key, Some(&first), &second);
    [package(&key, None, &first), later]
}

fn read_json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn every_file_of_a_locked_register_is_as_it_was_published_and_fits_its_schema() {
    for package in packages() {
        assert_eq!(package.kept_otherwise, []);
        for (file, kind) in [
            (&package.client_level_data, "client-level-data"),
            (&package.register, "register"),
        ] {
            assert_eq!(faults(&schema(kind), &file.json), [""; 0]);
            assert_same(&file.name, &file.json);
        }
    }
    assert_eq!(packages(), packages(), "the same bytes");
}

/// `infra/test_verify_register.py` verifies it.
#[test]
fn the_receipt_of_a_later_version_is_as_it_was_published() {
    let [first, second] = two_versions();
    let receipt = SubmissionReceipt::of(&register_key(), Some(&first), &second);
    let name = crate::name::in_register(&register_key(), 2, "receipt.txt");
    assert_same(&name, receipt.to_string().as_bytes());
}

#[test]
fn ds_14_the_file_has_the_rate_of_each_day_of_a_week_in_which_rates_change() {
    let [first, _] = packages();
    let file = read_json(&first.register.json);
    let days = file["lines"][0]["days"].as_array().unwrap();
    let sessions = days.iter().filter(|day| day["kind"] == "sessions");
    let rates: Vec<_> = sessions
        .map(|day| (day["day"].as_str().unwrap(), day["rate"].as_str().unwrap()))
        .collect();
    assert_eq!(
        rates,
        [
            ("2026-03-30", "30.00"),
            ("2026-03-30", "30.00"),
            ("2026-04-02", "31.20"),
            ("2026-04-02", "31.20")
        ]
    );
}

#[test]
fn ds_25_an_absence_on_the_default_reason_is_told_apart_from_a_chosen_one() {
    let [first, _] = packages();
    let file = read_json(&first.register.json);
    let days = file["lines"][0]["days"].as_array().unwrap();
    let reasons: Vec<_> = days
        .iter()
        .filter(|day| day["kind"] == "sessions" && day["absent"] != "0")
        .map(|day| (day["reason"].clone(), day["reason_from"].clone()))
        .collect();
    assert_eq!(
        reasons,
        [
            ("with_notice".into(), "default".into()),
            ("non_payment".into(), "chosen".into())
        ]
    );
}

#[test]
fn ds_51_an_amount_without_a_rate_is_sent_as_incomplete_and_nothing_is_invented() {
    let [first, _] = packages();
    let file = read_json(&first.register.json);
    let amounts = file["lines"][1]["amounts"].as_array().unwrap();
    let support = amounts.iter().find(|of| of["kind"] == "two_to_two");
    let support = support.unwrap();
    assert_eq!(support["paid"], "0.00");
    assert_eq!(support["incomplete"], true);
    assert_eq!(file["totals"]["incomplete"], true);
    let rows = read_json(&first.client_level_data.json);
    let rows = rows["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["kind"] == "two_to_two").unwrap();
    assert_eq!(row["unit_cost"], Value::Null);
    assert_eq!(row["planned_units_per_week"], "4.00");
}

#[test]
fn section_8_2_a_later_version_has_the_difference_as_positive_lines_beside_the_whole() {
    let [first, second] = packages().map(|package| read_json(&package.register.json));
    assert_eq!(first["differences"], Value::Array(Vec::new()));
    let pounds = |text: &Value| -> Decimal { text.as_str().unwrap().parse().unwrap() };
    for (side, more, less) in [
        ("paid", "extra_pay", "pay_taken_back"),
        ("billed", "extra_bill", "bill_given_back"),
    ] {
        let of = |kind: &str| -> Decimal {
            let lines = second["differences"].as_array().unwrap().iter();
            let lines = lines.filter(|line| line["type"] == kind);
            lines.map(|line| pounds(&line["amount"])).sum()
        };
        assert!(of(more) > Decimal::ZERO && of(less) > Decimal::ZERO);
        let (before, after) = (&first["totals"][side], &second["totals"][side]);
        assert_eq!(pounds(before) + of(more) - of(less), pounds(after));
    }
    assert_eq!(second["lines"].as_array().unwrap().len(), 2);
    assert_eq!(second["chain"]["before"], first["chain"]["hash"]);
}

#[test]
fn ds_18_a_file_has_the_names_of_when_its_register_was_locked() {
    let [mut first, mut second] = two_versions();
    second.supplier_name = "Willow Grove Care".to_owned();
    let package_of = |version: &KeptVersion| package(&register_key(), None, version);
    let names = [&first, &second].map(|version| {
        let file = read_json(&package_of(version).register.json);
        file["supplier"]["name"].clone()
    });
    assert_eq!(names, ["Willow Grove & Söhne", "Willow Grove Care"]);
    // People are known by their reference, so that a new name changes nothing.
    let before = package_of(&first);
    for kept in first.lines.values_mut() {
        kept.line.provision.person.surname = "Brown-Okafor".to_owned();
    }
    assert_eq!(package_of(&first), before);
}

#[test]
fn ds_52_the_files_say_each_value_of_a_cell_who_recorded_it_and_when() {
    let [first, second] = packages().map(|package| read_json(&package.register.json));
    let of_cell = |file: &Value| -> Vec<String> {
        let cell = "marked line=0004512/1 day=2026-04-02 symbol=pm ";
        let lines = file["chain"]["lines"].as_array().unwrap().iter();
        let lines = lines.filter_map(|line| line.as_str()?.strip_prefix(cell));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(
        of_cell(&first),
        [
            "before=unmarked after=0 reason=non_payment version=1 by=u-ana at=2026-04-01T10:00:00Z via=page"
        ]
    );
    assert_eq!(
        of_cell(&second),
        [
            "before=0 reason=non_payment after=as_planned version=2 by=u-brigid at=2026-04-07T09:00:00Z via=page"
        ]
    );
    assert_eq!(second["submission"]["plan_version"], 7);
}

#[test]
fn ds_21_the_file_for_the_case_system_has_texts_as_they_are() {
    let [mut first, _] = two_versions();
    first.supplier_name = "=Cmd, \"-2 hours\"\n".to_owned();
    let package = package(&register_key(), None, &first);
    let file = read_json(&package.register.json);
    assert_eq!(file["supplier"]["name"], first.supplier_name.as_str());
}

#[test]
fn what_is_kept_is_what_is_sent_and_a_difference_from_the_rules_is_told() {
    let [first, _] = two_versions();
    let package_of = |version: &KeptVersion| package(&register_key(), None, version);
    let mut paid = first.clone();
    paid.amounts[0].paid += Decimal::ONE;
    let told = package_of(&paid);
    assert_eq!(
        told.kept_otherwise,
        [KeptOtherwise::Amounts, KeptOtherwise::Chain]
    );
    let file = read_json(&told.register.json);
    let sent = &file["lines"][0]["amounts"][0]["paid"];
    assert_eq!(*sent, format!("{:.2}", paid.amounts[0].paid));
    let mut chained = first;
    chained.chain = "0".repeat(64);
    assert_eq!(package_of(&chained).kept_otherwise, [KeptOtherwise::Chain]);
}

#[test]
fn the_schemas_of_a_register_refuse_what_is_not_of_the_format() {
    let [first, second] = packages();
    let check = |kind: &str, file: &[u8], pointer: &str, wrong: Value| {
        let mut file = read_json(file);
        *file.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema(kind).is_valid(&file), "{pointer}");
    };
    for (pointer, wrong) in [
        ("/lines/0/amounts/0/paid", Value::from("-1.00")),
        ("/lines/0/amounts/0/paid", Value::from(1)),
        ("/lines/0/days/0/symbol", Value::from("night")),
        ("/differences/0/amount", Value::from("-31.20")),
        ("/chain/hash", Value::from("00")),
        ("/version", Value::from(2)),
    ] {
        check("register", &second.register.json, pointer, wrong);
    }
    let rows = &first.client_level_data.json;
    check("client-level-data", rows, "/rows/0/planned", "-1.00".into());
    let person = Value::Null;
    check("client-level-data", rows, "/rows/0/person", person);
}

#[test]
fn ds_54_an_acknowledgement_says_which_lines_are_refused_and_fits_its_schema() {
    let now = "2026-04-06T09:00:00Z".parse().unwrap();
    let name = "acknowledgements/S12_2026-04-05_1.json";
    let file = golden("register-acknowledgements/S12_2026-04-05_1.json");
    assert_eq!(faults(&schema("register-acknowledgement"), &file), [""; 0]);
    let told = read(name, &file, now).unwrap().unwrap();
    assert_eq!(told.version.register, register_key());
    let RegisterOutcome::Received { refused, .. } = told.outcome else {
        panic!("received");
    };
    assert_eq!(refused[0].purchase_order, "0007781");
    let other = "acknowledgements/S12_2026-04-05_2.json";
    assert_eq!(read(other, &file, now), Err(Unusable::NameOfAnother));
    let early = "2026-04-06T08:00:00Z".parse().unwrap();
    assert_eq!(read(name, &file, early), Err(Unusable::InTheFuture));
    let refused = String::from_utf8(file).unwrap();
    let contradicts = refused.replace("received\"", "refused\"");
    let contradicts = read(name, contradicts.as_bytes(), now);
    assert_eq!(contradicts, Err(Unusable::Contradicts));
    let whole = r#"{"format":"register-acknowledgement","version":1,"supplier":"S12",
        "week_ending":"2026-04-05","number":1,"outcome":"refused","reason":"file-changed"}"#;
    let told = read(name, whole.as_bytes(), now).unwrap().unwrap();
    let reason = RefusalReason::FileChanged;
    assert_eq!(told.outcome, RegisterOutcome::Refused { reason });
    let another = golden("acknowledgements/HCW9RD4PTX.json");
    assert_eq!(read(name, &another, now), Ok(None));
}
