//! Reads what people type and makes it canonical, one kind of value at a time.
//!
//! Every function returns `Ok(None)` if nothing was typed, and takes any text
//! at all: the only failure is a [`AnswerMistake`].

use jiff::ToSpan;
use jiff::civil::Date;

use crate::form::AnswerMistake;

/// The largest number of characters in a part of a name or a line of an
/// address: more than any known, and few enough to set on a page.
const LONGEST_PART: usize = 100;

/// The largest number of characters in an e-mail address (RFC 5321, 4.5.3.1.3,
/// less the angle brackets), and in the part before the @ (4.5.3.1.1).
const LONGEST_EMAIL: usize = 254;
const LONGEST_EMAIL_NAME: usize = 64;

type Typed = Result<Option<String>, AnswerMistake>;

/// Cleans one line of typed text of what cannot be seen: removes control
/// characters, marks that turn the direction of writing and characters of no
/// width, makes every kind of space a plain one, and trims the ends. The result
/// is empty if nothing visible is left.
pub(crate) fn line(text: &str) -> String {
    tidy(text, ' ')
}

/// Cleans several lines of typed text as [`line()`] does, and keeps line breaks
/// as `\n`.
pub(crate) fn lines(text: &str) -> String {
    tidy(text, '\n')
}

fn tidy(text: &str, line_break: char) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    tidy.push(line_break);
                }
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => tidy.push(line_break),
            unseen if is_taken_out(unseen) => {}
            space if space.is_whitespace() => tidy.push(' '),
            seen => tidy.push(seen),
        }
    }
    if tidy.chars().all(is_blank) {
        return String::new();
    }
    tidy.trim().to_owned()
}

/// Whether a character is removed: one that changes how a page reads without
/// being seen, or one of the two that XML, and so a PDF's metadata, cannot
/// hold. The joiners U+200C and U+200D stay, because several scripts need them
/// inside words.
fn is_taken_out(character: char) -> bool {
    // A tab is both a control character and a space, and stays as a space.
    (character.is_control() && !character.is_whitespace())
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a character leaves no ink. A text of such characters alone says
/// nothing.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{200c}' | '\u{200d}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e01ef}')
}

/// Cleans a line of figures and signs as [`line()`] does, and makes the
/// full-width characters of East Asian keyboards and the several minus signs
/// plain.
fn figures(text: &str) -> String {
    line(text)
        .chars()
        .map(|character| match character {
            // The full-width ! to ~ all stand at one distance from the plain !
            // to ~.
            '\u{ff01}'..='\u{ff5e}' => u32::from(character)
                .checked_sub(0xff01 - 0x21)
                .and_then(char::from_u32)
                .unwrap_or(character),
            '\u{ffe1}' => '£',
            '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
            plain => plain,
        })
        .collect()
}

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

/// Reads an amount of money: `£1,234.5` becomes `1234.50`.
pub(crate) fn money(text: &str) -> Typed {
    let text = figures(text);
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
    let text = figures(text);
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
    let text = figures(text);
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
    let tidy = line(text);
    if tidy.is_empty() {
        Ok(None)
    } else if tidy.chars().count() > LONGEST_PART {
        Err(AnswerMistake::TooHigh)
    } else {
        Ok(Some(tidy))
    }
}

/// Reads a telephone number: 10 to 15 digits (ITU-T E.164 has at most 15) with
/// the signs people set between them, and an extension. The result is the
/// number as typed.
pub(crate) fn phone(text: &str) -> Typed {
    let typed = figures(text);
    if typed.is_empty() {
        return Ok(None);
    }
    let lower = typed.to_ascii_lowercase();
    let (number, extension) = ["extension", "ext.", "ext", "x", "#"]
        .iter()
        .find_map(|word| lower.split_once(word))
        .unwrap_or((&lower, "0"));
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let plus = number.matches('+').count();
    let well_formed = number
        .chars()
        .all(|sign| sign.is_ascii_digit() || " +()-./".contains(sign))
        && (plus == 0 || (plus == 1 && number.trim_start_matches(['(', ' ']).starts_with('+')))
        && (10..=15).contains(&digits);
    let extension = extension.trim();
    let extends = !extension.is_empty() && extension.len() <= 8 && is_digits(extension);
    if well_formed && extends {
        Ok(Some(typed))
    } else {
        Err(AnswerMistake::Invalid)
    }
}

/// Reads an e-mail address: one name, one @, a domain with a dot. Only sending
/// shows whether the address takes mail.
pub(crate) fn email(text: &str) -> Typed {
    let typed = line(text);
    if typed.is_empty() {
        return Ok(None);
    }
    let well_formed = typed.len() <= LONGEST_EMAIL
        && typed.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && name.len() <= LONGEST_EMAIL_NAME
                && name.split('.').all(|atom| !atom.is_empty())
                && !name
                    .contains(|sign: char| sign.is_whitespace() || "()<>[]:;,\\\"".contains(sign))
                && domain.contains('.')
                && domain.split('.').all(is_host_label)
                && !domain.rsplit('.').next().is_some_and(is_digits)
        });
    if well_formed {
        Ok(Some(typed))
    } else {
        Err(AnswerMistake::Invalid)
    }
}

fn is_host_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|sign| sign.is_alphanumeric() || sign == '-')
}

/// Reads a National Insurance number: upper case, without spaces.
///
/// The number has two letters, six digits and A, B, C or D. The letters are
/// those of HMRC's manual NIM39110: neither is D, F, I, Q, U or V, the second
/// is not O, and BG, GB, KN, NK, NT, TN and ZZ are not used. QQ, which HMRC
/// prints in examples because nobody has it, is accepted, so that nobody who
/// tries the form out has to make up a number that may be somebody's.
pub(crate) fn ni_number(text: &str) -> Typed {
    let mut number = figures(text).to_ascii_uppercase();
    number.retain(|sign| !matches!(sign, ' ' | '-' | '.' | '/'));
    if number.is_empty() && line(text).is_empty() {
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

/// Reads a UK postcode: upper case, with a space, so `le11fz` becomes
/// `LE1 1FZ`. The outward and the inward code follow BS 7666.
pub(crate) fn postcode(text: &str) -> Typed {
    let mut code = figures(text).to_ascii_uppercase();
    code.retain(|sign| sign.is_ascii_alphanumeric() || !matches!(sign, ' ' | '-' | '.'));
    if code.is_empty() && line(text).is_empty() {
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
    if outward_well_formed && inward_well_formed {
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
/// `earliest_year` and no more than 100 years ahead.
pub(crate) fn date(
    typed: [&str; 3],
    taken: &Taken,
    today: Date,
) -> Result<Option<Date>, DateMistake> {
    let [day, month, year] = typed.map(figures);
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
            });
        }
    }
    let invalid = |part| DateMistake {
        part,
        mistake: AnswerMistake::Invalid,
        missing: Vec::new(),
    };
    let day = day_of_month(&day).ok_or_else(|| invalid("day"))?;
    let month = month_of_year(&month).ok_or_else(|| invalid("month"))?;
    let years = taken.earliest_year..=today.year().saturating_add(100).min(9999);
    let year = (year.len() == 4 && is_digits(&year))
        .then(|| year.parse::<i16>().ok())
        .flatten()
        .filter(|year| years.contains(year))
        .ok_or_else(|| invalid("year"))?;
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
    Err(DateMistake {
        part: "day",
        mistake,
        missing: Vec::new(),
    })
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
