//! Reads what people type and makes it canonical, one kind of value at a time.
//!
//! Every function returns `Ok(None)` if nothing was typed, and takes any text
//! at all: the only failure is a [`AnswerMistake`].

use jiff::ToSpan;
use jiff::civil::Date;

use domain::values::contact_number::ContactNumber;
use domain::values::email_address::EmailAddress;
use domain::values::money::Money;
use domain::values::nhs_number::NhsNumber;
use domain::values::typed_text::{one_line, plain_signs};
use rust_decimal::Decimal;

use crate::form::AnswerMistake;

/// The largest number of characters in a part of a name or a line of an
/// address: more than any known, and few enough to set on a page.
const LONGEST_PART: usize = 100;

type Typed = Result<Option<String>, AnswerMistake>;

/// A number that was typed in figures.
struct Figure {
    /// Whether the number is below zero.
    negative: bool,
    /// The digits before the point, without leading noughts: `0` if there are
    /// none.
    whole: String,
    /// The digits after the point.
    part: String,
}

impl Figure {
    fn is_zero(&self) -> bool {
        self.whole == "0" && self.part.bytes().all(|digit| digit == b'0')
    }

    /// Returns the whole number, or `None` if it has more than 12 digits.
    fn whole(&self) -> Option<u64> {
        (self.whole.len() <= 12)
            .then(|| self.whole.parse().ok())
            .flatten()
    }
}

/// Reads a number, with or without commas or spaces between the thousands. A
/// comma elsewhere is a mistake and is not ignored, because "12,50" may mean
/// twelve pounds fifty.
fn figure(text: &str, pounds: bool) -> Result<Figure, AnswerMistake> {
    let mut rest = text.trim();
    let mut negative = false;
    let mut pound = false;
    loop {
        if let Some(after) = rest.strip_prefix('-').filter(|_| !negative) {
            (negative, rest) = (true, after.trim_start());
        } else if let Some(after) = rest.strip_prefix('£').filter(|_| pounds && !pound) {
            (pound, rest) = (true, after.trim_start());
        } else {
            break;
        }
    }
    let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
    if !is_digits(part) || (whole.is_empty() && part.is_empty()) {
        return Err(AnswerMistake::Invalid);
    }
    let digits = thousands(whole.trim_end()).ok_or(AnswerMistake::Invalid)?;
    let significant = digits.trim_start_matches('0');
    let whole = if significant.is_empty() {
        "0"
    } else {
        significant
    };
    Ok(Figure {
        negative,
        whole: whole.to_owned(),
        part: part.to_owned(),
    })
}

fn thousands(whole: &str) -> Option<String> {
    let whole = whole.replace(", ", ",");
    if !whole.contains([',', ' ']) {
        return is_digits(&whole).then_some(whole);
    }
    let mut groups = whole.split([',', ' ']);
    let first = groups.next()?;
    let mut digits =
        (is_digits(first) && matches!(first.len(), 1..=3)).then(|| first.to_owned())?;
    for group in groups {
        if !is_digits(group) || group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads an amount of money that somebody typed outside of a form that is data;
/// none if nothing was typed.
///
/// # Errors
/// What is wrong with the text.
pub fn typed_money(text: &str) -> Result<Option<Money>, AnswerMistake> {
    let Some(pounds) = money(text)? else {
        return Ok(None);
    };
    let pounds: Decimal = pounds.parse().map_err(|_| AnswerMistake::Invalid)?;
    let amount = Money::new(pounds).map_err(|_| AnswerMistake::TooHigh)?;
    Ok(Some(amount))
}

/// Reads an amount of money: `£1,234.5` becomes `1234.50`.
pub(crate) fn money(text: &str) -> Typed {
    let text = plain_signs(text);
    if text.is_empty() {
        return Ok(None);
    }
    let figure = figure(&text, true)?;
    if figure.part.len() > 2 {
        return Err(AnswerMistake::Invalid);
    }
    if figure.negative && !figure.is_zero() {
        return Err(AnswerMistake::TooLow);
    }
    // `Money::MOST` is £99,999,999.99, the largest amount that 8 digits can
    // say.
    if figure.whole.len() > 8 {
        return Err(AnswerMistake::TooHigh);
    }
    Ok(Some(format!("{}.{:0<2}", figure.whole, figure.part)))
}

/// Reads a whole number from `least` to `most`, with or without its unit after
/// it.
pub(crate) fn number(text: &str, least: u32, most: u32, unit: Option<&str>) -> Typed {
    let text = plain_signs(text);
    if text.is_empty() {
        return Ok(None);
    }
    let figure = figure(without_unit(&text, unit), false)?;
    if figure.part.bytes().any(|digit| digit != b'0') {
        return Err(AnswerMistake::Invalid);
    }
    between(&figure, figure.whole(), u64::from(least), u64::from(most))?;
    Ok(Some(figure.whole))
}

/// Reads a number with up to two decimal places from `least` to `most`.
pub(crate) fn decimal(text: &str, least: u32, most: u32, unit: Option<&str>) -> Typed {
    let text = plain_signs(text);
    if text.is_empty() {
        return Ok(None);
    }
    let figure = figure(without_unit(&text, unit), false)?;
    if figure.part.len() > 2 {
        return Err(AnswerMistake::Invalid);
    }
    let hundredths = format!("{:0<2}", figure.part).parse::<u64>().unwrap_or(0);
    let counted = figure.whole().map(|whole| whole * 100 + hundredths);
    between(
        &figure,
        counted,
        u64::from(least) * 100,
        u64::from(most) * 100,
    )?;
    let part = figure.part.trim_end_matches('0');
    Ok(Some(if part.is_empty() {
        figure.whole
    } else {
        format!("{}.{part}", figure.whole)
    }))
}

fn between(
    figure: &Figure,
    counted: Option<u64>,
    least: u64,
    most: u64,
) -> Result<(), AnswerMistake> {
    if figure.negative && !figure.is_zero() {
        return Err(AnswerMistake::TooLow);
    }
    match counted {
        Some(counted) if counted < least => Err(AnswerMistake::TooLow),
        Some(counted) if counted <= most => Ok(()),
        _ => Err(AnswerMistake::TooHigh),
    }
}

fn without_unit<'t>(text: &'t str, unit: Option<&str>) -> &'t str {
    let Some(unit) = unit else { return text };
    // The case is ignored only where that keeps the length, so that the place
    // found is a boundary in the text itself.
    text.len()
        .checked_sub(unit.len())
        .and_then(|start| text.split_at_checked(start))
        .filter(|(_, end)| end.eq_ignore_ascii_case(unit))
        .map_or(text, |(number, _)| number.trim_end())
}

/// Reads a text of one line or several, of at most `longest` characters.
pub(crate) fn text(tidy: String, longest: u32) -> Typed {
    if tidy.is_empty() {
        return Ok(None);
    }
    if u32::try_from(tidy.chars().count()).is_ok_and(|length| length <= longest) {
        Ok(Some(tidy))
    } else {
        Err(AnswerMistake::TooHigh)
    }
}

/// Reads a part of a name or a line of an address.
pub(crate) fn part(text: &str) -> Typed {
    let tidy = one_line(text);
    if tidy.is_empty() {
        Ok(None)
    } else if tidy.chars().count() > LONGEST_PART {
        Err(AnswerMistake::TooHigh)
    } else {
        Ok(Some(tidy))
    }
}

/// Reads a telephone number that the council can call. The result is the number
/// as typed.
pub(crate) fn phone(text: &str) -> Typed {
    read(&one_line(text), |typed| {
        ContactNumber::parse(typed).map(|number| number.as_str().to_owned())
    })
}

/// Reads an e-mail address by the rule of every page: one that can be written
/// to. Only sending shows whether the address takes mail. The result is the
/// address with the capitals that were typed.
pub(crate) fn email(text: &str) -> Typed {
    read(&plain_signs(text), |typed| {
        EmailAddress::parse(typed).map(|_| typed.to_owned())
    })
}

/// Reads an NHS number. The result is its ten digits.
pub(crate) fn nhs_number(text: &str) -> Typed {
    read(&one_line(text), |typed| {
        NhsNumber::parse(typed).map(|number| number.as_str().to_owned())
    })
}

/// Reads what was typed by the rule of a value, if anything was.
fn read<F>(typed: &str, rule: impl Fn(&str) -> Result<String, F>) -> Typed {
    match typed {
        "" => Ok(None),
        typed => rule(typed).map(Some).map_err(|_| AnswerMistake::Invalid),
    }
}

/// Reads a National Insurance number: upper case, without spaces.
///
/// The number has two letters, six digits and A, B, C or D. The letters are
/// those of HMRC's manual NIM39110: neither is D, F, I, Q, U or V, the second
/// is not O, and BG, GB, KN, NK, NT, TN and ZZ are not used. QQ, which HMRC
/// prints in examples because nobody has it, is accepted, so that nobody who
/// tries the form out has to make up a number that may be somebody's.
pub(crate) fn ni_number(text: &str) -> Typed {
    let mut number = plain_signs(text).to_ascii_uppercase();
    number.retain(|sign| !matches!(sign, ' ' | '-' | '.' | '/'));
    if number.is_empty() && one_line(text).is_empty() {
        return Ok(None);
    }
    let well_formed = match number.as_bytes() {
        [first, second, digits @ .., last] => {
            let prefix = [*first, *second];
            let used = |letter: &u8| letter.is_ascii_uppercase() && !b"DFIQUV".contains(letter);
            let known = &prefix == b"QQ"
                || (used(first)
                    && used(second)
                    && *second != b'O'
                    && ![b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"].contains(&&prefix));
            known
                && digits.len() == 6
                && digits.iter().all(u8::is_ascii_digit)
                && matches!(last, b'A'..=b'D')
        }
        _ => false,
    };
    if well_formed {
        Ok(Some(number))
    } else {
        Err(AnswerMistake::Invalid)
    }
}

/// The postcode areas of the United Kingdom and the islands beside it: the
/// letters with which a postcode begins. `ZZ` stands for an address that is not
/// known or not fixed, as in the records of the NHS (`ZZ99 3VZ`).
const POSTCODE_AREAS: [&str; 125] = [
    "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF",
    "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY",
    "E", "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR",
    "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE",
    "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL",
    "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL",
    "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS",
    "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
];

/// Whether the letters of a postcode are of an area that there is.
fn is_of_an_area(outward: &str) -> bool {
    let letters = outward.find(|sign: char| sign.is_ascii_digit());
    let area = outward
        .get(..letters.unwrap_or(outward.len()))
        .unwrap_or_default();
    ["GIR", "ZZ"].contains(&area) || POSTCODE_AREAS.contains(&area)
}

/// Reads a UK postcode: upper case, with a space, so `le11fz` becomes
/// `LE1 1FZ`. The outward and the inward code follow BS 7666.
pub(crate) fn postcode(text: &str) -> Typed {
    let mut code = plain_signs(text).to_ascii_uppercase();
    code.retain(|sign| sign.is_ascii_alphanumeric() || !matches!(sign, ' ' | '-' | '.'));
    if code.is_empty() && one_line(text).is_empty() {
        return Ok(None);
    }
    let Some((outward, inward)) = code
        .len()
        .checked_sub(3)
        .and_then(|start| code.split_at_checked(start))
    else {
        return Err(AnswerMistake::Invalid);
    };
    let letter = u8::is_ascii_uppercase;
    let digit = u8::is_ascii_digit;
    let outward_well_formed = match outward.as_bytes() {
        b"GIR" => inward == "0AA",
        [a, d] => letter(a) && digit(d),
        [a, b, c] => {
            letter(a) && ((letter(b) && digit(c)) || (digit(b) && c.is_ascii_alphanumeric()))
        }
        [a, b, c, d] => letter(a) && letter(b) && digit(c) && d.is_ascii_alphanumeric(),
        _ => false,
    };
    let inward_well_formed = match inward.as_bytes() {
        [d, a, b] => {
            let used = |sign: &u8| letter(sign) && !b"CIKMOV".contains(sign);
            digit(d) && used(a) && used(b)
        }
        _ => false,
    };
    if outward_well_formed && inward_well_formed && is_of_an_area(outward) {
        Ok(Some(format!("{outward} {inward}")))
    } else {
        Err(AnswerMistake::Invalid)
    }
}

/// A mistake in a date, with the part of the date it is in.
pub(crate) struct DateMistake {
    /// The part that the error points at.
    pub(crate) part: &'static str,
    /// The mistake.
    pub(crate) mistake: AnswerMistake,
    /// The parts that are missing, if the mistake is that some are.
    pub(crate) missing: Vec<&'static str>,
    /// The year that is the first or the last one taken, if the mistake is that
    /// the year is outside them.
    pub(crate) limit: Option<i16>,
}

/// The dates that a question accepts, as in [`crate::form::Question::Date`].
pub(crate) struct Taken {
    pub(crate) earliest_year: i16,
    pub(crate) past: bool,
    pub(crate) earliest: Option<Date>,
    pub(crate) latest: Option<Date>,
    pub(crate) least_age: Option<u8>,
}

/// Whether somebody born on a day has reached an age today. Somebody born on
/// 29 February reaches it on 1 March of a year without that day.
fn has_age(born: Date, age: u8, today: Date) -> bool {
    today
        .checked_sub(i64::from(age).years())
        .is_ok_and(|latest| born <= latest)
}

/// Reads a date of three fields. The month may be a word. The year needs four
/// figures, because "48" may mean 1948 or 2048; it is not before
/// `earliest_year` and no more than 100 years ahead. A year that is neither is
/// told from a date that does not exist.
pub(crate) fn date(
    typed: [&str; 3],
    taken: &Taken,
    today: Date,
) -> Result<Option<Date>, DateMistake> {
    let [day, month, year] = typed.map(plain_signs);
    let parts = [("day", &day), ("month", &month), ("year", &year)];
    let missing: Vec<&'static str> = parts
        .iter()
        .filter(|(_, typed)| typed.is_empty())
        .map(|(part, _)| *part)
        .collect();
    match missing.as_slice() {
        [] => {}
        [_, _, _] => return Ok(None),
        [first, ..] => {
            return Err(DateMistake {
                part: first,
                mistake: AnswerMistake::Incomplete,
                missing,
                limit: None,
            });
        }
    }
    let wrong = |part, mistake| DateMistake {
        part,
        mistake,
        missing: Vec::new(),
        limit: None,
    };
    let invalid = |part| wrong(part, AnswerMistake::Invalid);
    let day = day_of_month(&day).ok_or_else(|| invalid("day"))?;
    let month = month_of_year(&month).ok_or_else(|| invalid("month"))?;
    let year = year_of(&year, taken, today)?;
    let date = Date::new(year, month, day).map_err(|_| invalid("day"))?;
    let mistake = if taken.past && date > today {
        AnswerMistake::InTheFuture
    } else if taken.earliest.is_some_and(|earliest| date < earliest) {
        AnswerMistake::TooLow
    } else if taken.latest.is_some_and(|latest| date > latest)
        || taken
            .least_age
            .is_some_and(|age| !has_age(date, age, today))
    {
        AnswerMistake::TooHigh
    } else {
        return Ok(Some(date));
    };
    Err(wrong("day", mistake))
}

/// Reads a year of four figures between the first and the last that are taken.
fn year_of(typed: &str, taken: &Taken, today: Date) -> Result<i16, DateMistake> {
    let wrong = |mistake, limit| DateMistake {
        part: "year",
        mistake,
        missing: Vec::new(),
        limit,
    };
    let year = (typed.len() == 4 && is_digits(typed) && !typed.starts_with('0'))
        .then(|| typed.parse::<i16>().ok())
        .flatten()
        .ok_or_else(|| wrong(AnswerMistake::YearFigures, None))?;
    let last = today.year().saturating_add(100).min(9999);
    if year < taken.earliest_year {
        return Err(wrong(
            AnswerMistake::YearTooEarly,
            Some(taken.earliest_year),
        ));
    }
    if year > last && !taken.past {
        return Err(wrong(AnswerMistake::YearTooLate, Some(last)));
    }
    Ok(year)
}

/// Reads about how old somebody is: at most 120 years, and at least as many as
/// are asked for.
pub(crate) fn age(text: &str, least: Option<u8>) -> Typed {
    match number(
        text,
        u32::from(least.unwrap_or_default()),
        120,
        Some("years"),
    ) {
        // Too young is the same mistake as to be born too late.
        Err(AnswerMistake::TooLow) => Err(AnswerMistake::TooHigh),
        Err(_) => Err(AnswerMistake::AgeFigures),
        age => age,
    }
}

fn day_of_month(text: &str) -> Option<i8> {
    let lower = text.to_ascii_lowercase();
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| lower.strip_suffix(ending))
        .unwrap_or(&lower);
    two_digits(digits).filter(|day| (1..=31).contains(day))
}

fn month_of_year(text: &str) -> Option<i8> {
    if let Some(month) = two_digits(text) {
        return (1..=12).contains(&month).then_some(month);
    }
    let lower = text.to_ascii_lowercase();
    let name = lower.strip_suffix('.').unwrap_or(&lower);
    let place = MONTHS
        .iter()
        .position(|month| name.len() >= 3 && month.to_ascii_lowercase().starts_with(name))?;
    i8::try_from(place + 1).ok()
}

fn two_digits(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2) && is_digits(text))
        .then(|| text.parse().ok())
        .flatten()
}

/// The names of the months, January first.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
