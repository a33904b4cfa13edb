use serde_json::json;

use crate::canonical::{file, fingerprint, hashed, sha256};

#[test]
fn members_are_in_the_order_of_their_names_at_every_depth() {
    let one = json!({"b": [{"d": 1, "c": 2}], "a": null});
    let other = json!({"a": null, "b": [{"c": 2, "d": 1}]});
    assert_eq!(hashed(&one), r#"{"a":null,"b":[{"c":2,"d":1}]}"#);
    assert_eq!(hashed(&one), hashed(&other));
    assert_eq!(file(&one), file(&other));
}

#[test]
fn a_file_has_two_spaces_a_level_and_ends_with_a_line_feed() {
    let bytes = file(&json!({"b": [1], "a": {}, "c": []}));
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "{\n  \"a\": {},\n  \"b\": [\n    1\n  ],\n  \"c\": []\n}\n"
    );
}

/// The text is the example of strings in RFC 8785, section 3.2.2.2.
#[test]
fn only_what_json_demands_is_escaped() {
    let text = "\u{20ac}$\u{000f}\u{000a}A'\u{0042}\u{0022}\u{005c}\\\"\u{002f}";
    assert_eq!(
        hashed(&json!(text)),
        "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""
    );
    assert_eq!(
        hashed(&json!("\u{8}\t\n\u{c}\r\u{7f}")),
        "\"\\b\\t\\n\\f\\r\u{7f}\""
    );
}

/// A spreadsheet runs a cell that begins with one of these. JSON is not opened
/// as a spreadsheet, so the text stays as it was typed.
#[test]
fn formulas_of_a_spreadsheet_are_text_and_stay_as_they_were_typed() {
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"] {
        let back: String = serde_json::from_slice(&file(&json!(formula))).unwrap();
        assert_eq!(back, formula);
    }
}

/// The hash is that of "abc", an example of FIPS 180-4.
#[test]
fn a_fingerprint_is_64_lower_case_digits() {
    assert_eq!(
        sha256(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(fingerprint(&json!("abc")), sha256(b"\"abc\""));
}
