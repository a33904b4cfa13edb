//! The reading of what people type.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::forms::draft::{Answer, Answers};
use domain::values::typed_text::one_line;
use jiff::civil::{Date, date};

use super::random::{Random, fields};
use super::{every_kind, forms};
use crate::form::{AnswerMistake, Form, Question};
use crate::journey::Journey;
use crate::parse::{
    FieldError, PostedFields, fill_item, fill_question, html_name, parse, parse_item,
    parse_question,
};
use crate::typed;

const TODAY: Date = date(2026, 11, 22);

#[test]
fn money_is_read_as_people_write_it() {
    for (typed, kept) in [
        ("1234.50", "1234.50"),
        ("£1,234.5", "1234.50"),
        ("1 234", "1234.00"),
        ("1\u{a0}234", "1234.00"),
        ("1\u{2009}234\u{202f}567", "1234567.00"),
        ("  £ 12 ", "12.00"),
        ("1, 234", "1234.00"),
        ("12.", "12.00"),
        (".5", "0.50"),
        ("007", "7.00"),
        ("0", "0.00"),
        ("-0.00", "0.00"),
        ("99,999,999.99", "99999999.99"),
        ("\u{202e}12\u{200b}\u{0}", "12.00"),
        ("\u{ff11}\u{ff12}", "12.00"),
        ("\u{ffe1}12", "12.00"),
    ] {
        assert_eq!(typed::money(typed), Ok(Some(kept.to_owned())), "{typed:?}");
    }
}

#[test]
fn what_is_not_an_amount_of_money_is_a_mistake_of_its_kind() {
    for (typed, mistake) in [
        ("12p", AnswerMistake::Invalid),
        ("about 12", AnswerMistake::Invalid),
        ("1e5", AnswerMistake::Invalid),
        ("12.345", AnswerMistake::Invalid),
        ("1.234,50", AnswerMistake::Invalid),
        ("12,50", AnswerMistake::Invalid),
        ("12 50", AnswerMistake::Invalid),
        ("1,,234", AnswerMistake::Invalid),
        (",234", AnswerMistake::Invalid),
        ("1234,567", AnswerMistake::Invalid),
        ("1.2.3", AnswerMistake::Invalid),
        ("£", AnswerMistake::Invalid),
        ("££5", AnswerMistake::Invalid),
        ("--5", AnswerMistake::Invalid),
        (".", AnswerMistake::Invalid),
        ("-", AnswerMistake::Invalid),
        ("NaN", AnswerMistake::Invalid),
        ("\u{661}", AnswerMistake::Invalid),
        ("0x10", AnswerMistake::Invalid),
        ("-5", AnswerMistake::TooLow),
        ("-£0.01", AnswerMistake::TooLow),
        ("£-5", AnswerMistake::TooLow),
        ("\u{2212}5", AnswerMistake::TooLow),
        ("100,000,000", AnswerMistake::TooHigh),
        (
            "99999999999999999999999999999999999999999",
            AnswerMistake::TooHigh,
        ),
    ] {
        assert_eq!(typed::money(typed), Err(mistake), "{typed:?}");
    }
    assert_eq!(typed::money(" \u{a0}\u{200b}\t"), Ok(None));
}

#[test]
fn a_mistake_is_told_in_the_words_of_the_form_to_whom_it_concerns() {
    assert_eq!(
        told(post("savings", &[("savings", "12p")])),
        [error(
            "savings",
            AnswerMistake::Invalid,
            "Savings must be an amount of money, like 1200 or 1200.50"
        )]
    );
    assert_eq!(
        told(post("born", &[])),
        [error(
            "born-day",
            AnswerMistake::Missing,
            "Enter your date of birth"
        )]
    );
    let mut answers = Answers::default();
    answers.set("who-for", text("another"));
    assert_eq!(
        told(post_with("born", &[], &answers)),
        [error(
            "born-day",
            AnswerMistake::Missing,
            "Enter their date of birth"
        )]
    );
}

#[test]
fn money_with_frequency_tells_both_of_its_mistakes() {
    let pension = |amount, every| {
        post(
            "pension",
            &[("pension-amount", amount), ("pension-every", every)],
        )
    };
    assert_eq!(
        pension("£176.45", "four_weeks"),
        Ok(fields(&[("amount", "176.45"), ("every", "four_weeks")]))
    );
    assert_eq!(
        told(pension("x", "day")),
        [
            error(
                "pension-amount",
                AnswerMistake::Invalid,
                "Pension must be an amount of money, like 120 or 120.50"
            ),
            error(
                "pension-every",
                AnswerMistake::FrequencyMissing,
                "Select how often it is paid"
            ),
        ]
    );
    assert_eq!(told(pension("5", "")).len(), 1);
    assert_eq!(
        pension("0", ""),
        Ok(fields(&[("amount", "0.00"), ("every", "week")]))
    );
}

#[test]
fn a_date_is_read_with_its_month_as_a_number_or_a_word() {
    let born = |day, month, year| {
        post(
            "born",
            &[
                ("born-day", day),
                ("born-month", month),
                ("born-year", year),
            ],
        )
    };
    let kept = |day, month, year| Ok(fields(&[("day", day), ("month", month), ("year", year)]));
    assert_eq!(born("27", "3", "1948"), kept("27", "3", "1948"));
    assert_eq!(born("01", "09", "1948"), kept("1", "9", "1948"));
    assert_eq!(born("29", "Feb", "1948"), kept("29", "2", "1948"));
    assert_eq!(born("29th", "february", "2024"), kept("29", "2", "2024"));
    assert_eq!(born("1st", "Sept.", "1948"), kept("1", "9", "1948"));
    assert_eq!(born("22", "11", "2026"), kept("22", "11", "2026"));
    for (day, month, year, field) in [
        ("29", "2", "1900", "born-day"),
        ("29", "2", "2023", "born-day"),
        ("31", "4", "1948", "born-day"),
        ("0", "4", "1948", "born-day"),
        ("32", "4", "1948", "born-day"),
        ("1", "13", "1948", "born-month"),
        ("1", "ma", "1948", "born-month"),
    ] {
        assert_eq!(
            told(born(day, month, year)),
            [error(
                field,
                AnswerMistake::Invalid,
                "Date of birth must be a real date"
            )],
            "{day} {month} {year}"
        );
    }
    assert_eq!(
        told(born("", "", "1948")),
        [error(
            "born-day",
            AnswerMistake::Incomplete,
            "Date of birth must include a day and a month"
        )]
    );
    assert_eq!(
        told(born("27", "3", "")),
        [error(
            "born-year",
            AnswerMistake::Incomplete,
            "Date of birth must include a year"
        )]
    );
    assert_eq!(
        told(born("23", "11", "2026"))[0].1,
        AnswerMistake::InTheFuture
    );
}

#[test]
fn a_date_outside_what_can_be_answered_for_says_on_which_side() {
    let moves = |day, month, year| {
        post(
            "moves",
            &[
                ("moves-day", day),
                ("moves-month", month),
                ("moves-year", year),
            ],
        )
    };
    assert!(moves("1", "4", "2015").is_ok());
    assert!(moves("5", "4", "2027").is_ok());
    assert_eq!(told(moves("31", "3", "2015"))[0].1, AnswerMistake::TooLow);
    assert_eq!(told(moves("6", "4", "2027"))[0].1, AnswerMistake::TooHigh);
    assert_eq!(moves("", "", ""), Ok(text("")));
    assert_eq!(told(moves("", "4", ""))[0].0, "moves-day");
}

#[test]
fn a_number_is_whole_and_within_its_limits() {
    let hours = |typed| post("with-partner", &[("with-partner", typed)]);
    assert_eq!(hours("35"), Ok(text("35")));
    assert_eq!(hours("035.0"), Ok(text("35")));
    assert_eq!(hours("35 hours a week"), Ok(text("35")));
    assert_eq!(hours("168"), Ok(text("168")));
    for (typed, mistake) in [
        ("", AnswerMistake::Missing),
        ("35.5", AnswerMistake::Invalid),
        ("£35", AnswerMistake::Invalid),
        ("thirty", AnswerMistake::Invalid),
        ("0", AnswerMistake::TooLow),
        ("-1", AnswerMistake::TooLow),
        ("169", AnswerMistake::TooHigh),
        ("99999999999999999999999", AnswerMistake::TooHigh),
    ] {
        assert_eq!(told(hours(typed))[0].1, mistake, "{typed}");
    }
}

#[test]
fn a_decimal_number_has_at_most_two_places() {
    let hours = |typed| post("care-hours", &[("care-hours", typed)]);
    assert_eq!(hours("10.50"), Ok(text("10.5")));
    assert_eq!(hours("10.00"), Ok(text("10")));
    assert_eq!(hours(".25 Hours"), Ok(text("0.25")));
    assert_eq!(told(hours("10.125"))[0].1, AnswerMistake::Invalid);
    assert_eq!(told(hours("168.01"))[0].1, AnswerMistake::TooHigh);
    assert_eq!(told(hours("-0.5"))[0].1, AnswerMistake::TooLow);
}

#[test]
fn only_what_is_offered_can_be_chosen() {
    assert_eq!(post("who-for", &[("who-for", "me")]), Ok(text("me")));
    assert_eq!(
        told(post("who-for", &[("who-for", "dog")]))[0].1,
        AnswerMistake::Missing
    );
    assert_eq!(
        told(post("lives-alone", &[("lives-alone", "on")]))[0].1,
        AnswerMistake::Missing
    );

    let needs = |chosen: &[&str]| {
        let posted: Vec<(&str, &str)> = chosen.iter().map(|value| ("needs", *value)).collect();
        post("needs", &posted)
    };
    let chosen = |values: &[&str]| {
        Ok(Answer::Choices(
            values.iter().map(|&value| value.to_owned()).collect(),
        ))
    };
    assert_eq!(
        needs(&["washing", "eating", "washing"]),
        chosen(&["eating", "washing"])
    );
    assert_eq!(needs(&["none"]), chosen(&["none"]));
    assert_eq!(
        told(needs(&["none", "eating"]))[0].1,
        AnswerMistake::NoneAndOthers
    );
    assert_eq!(told(needs(&[]))[0].1, AnswerMistake::Missing);
    // The choice is offered only to people who do not live alone.
    assert_eq!(told(needs(&["partner"]))[0].1, AnswerMistake::Missing);
}

#[test]
fn text_keeps_every_script_and_loses_what_cannot_be_seen() {
    let nickname = |typed| post("nickname", &[("nickname", typed)]);
    assert_eq!(
        nickname("  Zoë 李 \u{202e}x\u{0}\r\n "),
        Ok(text("Zoë 李 x"))
    );
    assert_eq!(nickname("\u{200d}\u{3164}\u{2800}"), Ok(text("")));
    assert_eq!(
        nickname("12345678901234567890"),
        Ok(text("12345678901234567890"))
    );
    assert_eq!(
        told(nickname("123456789012345678901"))[0].1,
        AnswerMistake::TooHigh
    );
    assert_eq!(
        post("many-accounts", &[("many-accounts", "one\r\ntwo\rthree\n")]),
        Ok(text("one\ntwo\nthree"))
    );
}

#[test]
fn an_address_tells_every_mistake_at_its_own_field() {
    let home = |line1, town, postcode| {
        post(
            "home",
            &[
                ("home-line1", line1),
                ("home-town", town),
                ("home-postcode", postcode),
            ],
        )
    };
    assert_eq!(
        home("1 High Street", "Leicester", "le11fz"),
        Ok(fields(&[
            ("line1", "1 High Street"),
            ("town", "Leicester"),
            ("postcode", "LE1 1FZ")
        ]))
    );
    assert_eq!(
        told(home("", "", "")),
        [error(
            "home-line1",
            AnswerMistake::Missing,
            "Enter your address"
        )]
    );
    assert_eq!(
        told(home("1 High Street", "", "LE1")),
        [
            error("home-town", AnswerMistake::Incomplete, "Enter town or city"),
            error(
                "home-postcode",
                AnswerMistake::Invalid,
                "Enter a full UK postcode"
            ),
        ]
    );
    assert_eq!(
        told(home("", &"x".repeat(101), "")),
        [
            error(
                "home-line1",
                AnswerMistake::Incomplete,
                "Enter address line 1"
            ),
            error(
                "home-town",
                AnswerMistake::TooHigh,
                "Each line must be 100 characters or less"
            ),
            error("home-postcode", AnswerMistake::Incomplete, "Enter postcode"),
        ]
    );
}

#[test]
fn a_part_of_a_name_that_is_too_long_says_which() {
    let long = "o".repeat(101);
    assert_eq!(
        told(post("name", &[("name-first", "Ada"), ("name-last", &long)])),
        [error(
            "name-last",
            AnswerMistake::TooHigh,
            "Each name must be 100 characters or less"
        )]
    );
}

#[test]
fn a_postcode_is_one_of_the_six_shapes() {
    for (typed, kept) in [
        ("m11ae", "M1 1AE"),
        ("M60 1NW", "M60 1NW"),
        ("cr2-6xh", "CR2 6XH"),
        ("DN551PT", "DN55 1PT"),
        ("w1p 1hq", "W1P 1HQ"),
        (" ec1a  1bb ", "EC1A 1BB"),
        ("gir 0aa", "GIR 0AA"),
    ] {
        assert_eq!(typed::postcode(typed), Ok(Some(kept.to_owned())), "{typed}");
    }
    for typed in [
        "LE1", "LE1 1F", "LE1 1FC", "1LE 1FZ", "LEI 1FZ", "ÉE1 1FZ", "GIR 1AA", "-",
    ] {
        assert_eq!(
            typed::postcode(typed),
            Err(AnswerMistake::Invalid),
            "{typed}"
        );
    }
}

#[test]
fn an_email_address_keeps_its_capitals() {
    for typed in ["Name@Example.com", "n.o'neil+care@mail.example.co.uk"] {
        assert_eq!(typed::email(typed), Ok(Some(typed.to_owned())), "{typed}");
    }
}

#[test]
fn national_insurance_numbers_are_as_hmrc_issues_them() {
    for (typed, kept) in [
        ("qq 12 34 56 c", "QQ123456C"),
        ("AB-12-34-56-D", "AB123456D"),
    ] {
        assert_eq!(
            typed::ni_number(typed),
            Ok(Some(kept.to_owned())),
            "{typed}"
        );
    }
    for typed in [
        "QQ123456",
        "QQ123456E",
        "DA123456A",
        "AO123456A",
        "GB123456A",
        "ZZ123456A",
        "QA123456A",
        "A1234567A",
        "QQ12345C",
        "ÀB123456C",
        "-",
    ] {
        assert_eq!(
            typed::ni_number(typed),
            Err(AnswerMistake::Invalid),
            "{typed}"
        );
    }
}

#[test]
fn an_item_is_kept_by_field_with_its_parts() {
    let item = post_item(&[
        ("accounts-bank", "The Bank"),
        ("accounts-sort", "isa"),
        ("accounts-balance", "£1,000"),
        ("accounts-interest-amount", "10"),
        ("accounts-interest-every", "year"),
        ("accounts-opened-day", "1"),
        ("accounts-opened-month", "May"),
        ("accounts-opened-year", "1999"),
        ("accounts-joint", "no"),
        ("accounts-people", ""),
        ("accounts-rate", "1.5%"),
    ])
    .unwrap();
    let kept: Vec<(&str, &str)> = item
        .iter()
        .map(|(key, text)| (key.as_str(), text.as_str()))
        .collect();
    assert_eq!(
        kept,
        [
            ("balance", "1000.00"),
            ("bank", "The Bank"),
            ("interest", "10.00"),
            ("interest_every", "year"),
            ("joint", "no"),
            ("opened_day", "1"),
            ("opened_month", "5"),
            ("opened_year", "1999"),
            ("rate", "1.5"),
            ("sort", "isa"),
        ]
    );
}

#[test]
fn an_item_tells_every_mistake_in_the_order_of_its_fields() {
    let errors = post_item(&[("accounts-balance", "x"), ("accounts-opened-day", "1")]);
    let fields: Vec<String> = told(errors).into_iter().map(|(field, ..)| field).collect();
    assert_eq!(
        fields,
        [
            "accounts-bank",
            "accounts-sort",
            "accounts-balance",
            "accounts-opened-month",
            "accounts-joint"
        ]
    );
}

#[test]
fn no_more_things_are_added_to_a_group_than_it_takes() {
    let mut answers = Answers::default();
    answers.set("lives-alone", text("yes"));
    answers.set("savings", text("20000.00"));
    for item in ["1", "2", "3"] {
        assert_eq!(
            post_with("accounts", &[("accounts", "yes")], &answers),
            Ok(text("yes"))
        );
        answers.set(format!("accounts/{item}"), fields(&[]));
    }
    assert_eq!(
        told(post_with("accounts", &[("accounts", "yes")], &answers)),
        [error(
            "accounts",
            AnswerMistake::TooHigh,
            "You can add up to 3 accounts"
        )]
    );
    assert_eq!(
        post_with("accounts", &[("accounts", "no")], &answers),
        Ok(text("no"))
    );
    assert_eq!(
        told(post_with("accounts", &[], &answers))[0].1,
        AnswerMistake::Missing
    );
}

/// Makes random fields for a page, with the page's names.
fn typing(random: &mut Random, name: &str, question: &Question) -> Vec<(String, String)> {
    let parts = question.parts();
    let mut posted = Vec::new();
    for part in parts {
        for _ in 0..random.below(3) {
            let value = match question {
                Question::OneOf { options } | Question::ManyOf { options, .. }
                    if !random.one_in(4) =>
                {
                    random.pick(options).value.clone()
                }
                _ => random.typing(),
            };
            posted.push((html_name(name, part), value));
        }
    }
    posted
}

/// Types at random into the questions of random pages. An accepted answer fills
/// the page and is accepted again unchanged; a refusal names a field of the
/// page and has words; nothing panics. Returns the number of accepted answers.
fn hold_to_typing(form: &Form, random: &mut Random, tries: usize) -> usize {
    let mut taken = 0;
    let answers = random.answers(form);
    let journey = Journey::new(form, &answers);
    for _ in 0..tries {
        let page = random.pick(&form.pages);
        for asked in page.questions() {
            let posted = typing(random, asked.id, asked.question);
            let parse = |posted: &[(String, String)]| {
                parse_question(asked, &PostedFields(posted), &journey, TODAY)
            };
            match parse(&posted) {
                Ok(answer) => {
                    taken += 1;
                    let again = fill_question(asked, &answer);
                    assert_eq!(parse(&again), Ok(answer));
                }
                // A mistake in rows is in a field of a row.
                Err(errors) if matches!(asked.question, Question::Rows { .. }) => {
                    assert!(errors.iter().all(|error| error.field.starts_with(asked.id)));
                }
                Err(errors) => held(asked.id, asked.question, asked.optional, &errors),
            }
        }
        for group in page.questions() {
            let Question::Group { fields, .. } = group.question else {
                continue;
            };
            let mut posted = Vec::new();
            for field in fields {
                let name = html_name(group.id, &field.id);
                posted.extend(typing(random, &name, &field.question));
            }
            match parse_item(group, &PostedFields(&posted), &journey, TODAY) {
                Ok(item) => {
                    taken += 1;
                    let again = fill_item(group, &item);
                    assert_eq!(
                        parse_item(group, &PostedFields(&again), &journey, TODAY),
                        Ok(item)
                    );
                }
                Err(errors) => assert!(!errors.is_empty()),
            }
        }
    }
    taken
}

fn held(name: &str, question: &Question, optional: bool, errors: &[FieldError]) {
    assert!(!errors.is_empty());
    for error in errors {
        let named = question
            .parts()
            .iter()
            .any(|part| html_name(name, part) == error.field);
        assert!(named, "{}", error.field);
        let of_a_date = matches!(question, Question::Date { .. })
            && matches!(
                error.mistake,
                AnswerMistake::YearFigures
                    | AnswerMistake::YearTooEarly
                    | AnswerMistake::YearTooLate
                    | AnswerMistake::AgeFigures
            );
        assert!(
            of_a_date || question.mistakes(optional).contains(&error.mistake),
            "{name}: {:?} is not among the mistakes of its kind",
            error.mistake
        );
        assert!(!error.words.is_empty() && !error.words.contains(['{', '}']));
    }
}

#[test]
fn a_million_random_entries_are_taken_whole_or_refused_in_words() {
    let forms = forms();
    let mut random = Random::from(1_948);
    let mut taken = 0;
    for _ in 0..1_000 {
        for (_, form) in &forms {
            taken += hold_to_typing(form, &mut random, 1_000 / forms.len());
        }
    }
    // With fewer, the random typing would test hardly anything but refusals.
    assert!(taken > 100_000, "{taken}");
}

#[test]
fn a_million_random_amounts_are_pounds_and_pence_or_refused() {
    let mut random = Random::from(2_014);
    let mut text = String::new();
    let mut taken = 0;
    for _ in 0..1_000_000 {
        random.type_into(&mut text);
        if let Ok(Some(amount)) = typed::money(&text) {
            taken += 1;
            let (pounds, pence) = amount.split_once('.').unwrap();
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            assert!(
                (1..=8).contains(&pounds.len()) && digits(pounds),
                "{text:?}"
            );
            assert!(pence.len() == 2 && digits(pence), "{text:?}");
            assert_eq!(typed::money(&amount), Ok(Some(amount)), "{text:?}");
        }
    }
    assert!(taken > 50_000, "{taken}");
}

#[test]
fn a_million_random_dates_are_days_of_the_calendar_or_refused() {
    let taken_dates = typed::Taken {
        earliest_year: 1900,
        past: false,
        earliest: None,
        latest: None,
        least_age: None,
    };
    let mut random = Random::from(1_752);
    let mut texts = [String::new(), String::new(), String::new()];
    let mut taken = 0;
    for _ in 0..1_000_000 {
        let limits = [(0, 35), (0, 15), (1890, 260)];
        for (text, (from, limit)) in texts.iter_mut().zip(limits) {
            if random.one_in(4) {
                random.type_into(text);
            } else {
                text.clear();
                write!(text, "{}", from + random.below(limit)).unwrap();
            }
        }
        let [day, month, year] = &texts;
        match typed::date([day, month, year], &taken_dates, TODAY) {
            Ok(Some(date)) => {
                taken += 1;
                assert!((1900..=2126).contains(&date.year()), "{texts:?}");
                let said = [date.day().into(), date.month().into(), date.year()];
                let said = said.map(|number: i16| number.to_string());
                let again = typed::date(said.each_ref().map(String::as_str), &taken_dates, TODAY);
                assert!(matches!(again, Ok(Some(same)) if same == date), "{texts:?}");
            }
            Ok(None) => assert!(texts.iter().all(|text| one_line(text).is_empty())),
            Err(wrong) => assert!(["day", "month", "year"].contains(&wrong.part)),
        }
    }
    assert!(taken > 100_000, "{taken}");
}

/// Reads posted fields as a page of the test form does.
fn post(page: &str, posted: &[(&str, &str)]) -> Result<Answer, Vec<FieldError>> {
    post_with(page, posted, &Answers::default())
}

fn post_with(
    page: &str,
    posted: &[(&str, &str)],
    answers: &Answers,
) -> Result<Answer, Vec<FieldError>> {
    let form = every_kind();
    let posted = owned(posted);
    parse(
        form.page(page).unwrap(),
        &PostedFields(&posted),
        &Journey::new(&form, answers),
        TODAY,
    )
}

fn post_item(posted: &[(&str, &str)]) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
    let (form, answers) = (every_kind(), Answers::default());
    parse_item(
        form.question("accounts").unwrap(),
        &PostedFields(&owned(posted)),
        &Journey::new(&form, &answers),
        TODAY,
    )
}

fn owned(posted: &[(&str, &str)]) -> Vec<(String, String)> {
    posted
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

/// Lists the field, the mistake and the words of each error.
fn told<T: std::fmt::Debug>(
    result: Result<T, Vec<FieldError>>,
) -> Vec<(String, AnswerMistake, String)> {
    result
        .unwrap_err()
        .into_iter()
        .map(|error| (error.field, error.mistake, error.words))
        .collect()
}

fn error(field: &str, mistake: AnswerMistake, words: &str) -> (String, AnswerMistake, String) {
    (field.to_owned(), mistake, words.to_owned())
}
