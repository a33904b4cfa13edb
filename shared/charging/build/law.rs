//! Turns `law/*.toml` into Rust statics, oldest first. A file that cannot be
//! read, a figure that is missing or unknown, a gap or an overlap between two
//! files: each stops the build and names the file and the key.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::{fs, path};

use serde::Deserialize;

const FOLDER: &str = "law";
/// The made-up year that the rehearsal of a new year adds.
const REHEARSAL: &str = "law/rehearsal";

macro_rules! figures {
    (
        amounts { $($amount:ident $_words:literal)* }
        benefits { $($rate:ident $_rate_words:literal)* }
    ) => {
        /// Every amount that a file must have.
        const AMOUNTS: &[&str] = &[$(stringify!($amount)),*];

        /// Every benefit rate that a file with benefit rates must have.
        const BENEFITS: &[&str] = &[$(stringify!($rate)),*];
    };
}

include!("../src/law/figures.rs");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    from: String,
    to: String,
    from_certainty: String,
    from_source: String,
    amounts: BTreeMap<String, Figure>,
    benefits: Option<Benefits>,
}

#[derive(Deserialize)]
struct Benefits {
    from: String,
    #[serde(flatten)]
    rates: BTreeMap<String, Figure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    amount: String,
    certainty: String,
    source: String,
    other: Option<Other>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    amount: String,
    why: String,
}

/// Lists the files of amounts of a folder.
fn files(folder: &str) -> Result<Vec<path::PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// Writes `law.rs` into the build's output folder.
pub(crate) fn generate(out_dir: &path::Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut paths = files(FOLDER)?;
    if std::env::var_os("CARGO_FEATURE_REHEARSAL").is_some() {
        paths.extend(files(REHEARSAL)?);
    }
    paths.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));

    let mut rust = String::from("/// Every set of amounts on file, oldest first.\n");
    writeln!(rust, "static SETS: [Amounts; {}] = [", paths.len())?;
    let mut last_day: Option<(u16, u8, u8)> = None;
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let set = set(path, &mut last_day).map_err(|why| format!("{}: {why}", path.display()))?;
        rust.push_str(&set);
    }
    rust.push_str("];\n");
    fs::write(out_dir.join("law.rs"), rust)?;
    Ok(())
}

fn set(path: &path::Path, last_day: &mut Option<(u16, u8, u8)>) -> Result<String, Box<dyn Error>> {
    let file: File = basic_toml::from_slice(&fs::read(path)?)?;
    if path.file_stem().and_then(|stem| stem.to_str()) != Some(file.from.as_str()) {
        return Err(format!("from: {:?} is not the file's name", file.from).into());
    }
    let from = day("from", &file.from)?;
    let to = day("to", &file.to)?;
    if to < from {
        return Err("to: is before from".into());
    }
    if let Some(last) = *last_day
        && next(last) != from
    {
        return Err(format!(
            "from: is not the day after the last day of the file before, {last:?}"
        )
        .into());
    }
    *last_day = Some(to);

    let mut rust = String::from("Amounts {\n");
    writeln!(
        rust,
        "name: {:?}, from: {}, to: {},",
        file.name,
        rust_date(from),
        rust_date(to)
    )?;
    writeln!(
        rust,
        "from_certainty: {}, from_source: {:?},",
        certainty("from_certainty", &file.from_certainty)?,
        file.from_source
    )?;
    fields(&mut rust, "amounts", AMOUNTS, &file.amounts, from)?;
    match &file.benefits {
        None => rust.push_str("benefits: None,\n"),
        Some(benefits) => {
            let since = day("benefits.from", &benefits.from)?;
            if since < from || since > to {
                return Err("benefits.from: is outside the file's own dates".into());
            }
            writeln!(
                rust,
                "benefits: Some(BenefitRates {{ from: {},",
                rust_date(since)
            )?;
            fields(&mut rust, "benefits", BENEFITS, &benefits.rates, since)?;
            rust.push_str("}),\n");
        }
    }
    rust.push_str("},\n");
    Ok(rust)
}

fn fields(
    rust: &mut String,
    section: &str,
    keys: &[&str],
    figures: &BTreeMap<String, Figure>,
    from: (u16, u8, u8),
) -> Result<(), Box<dyn Error>> {
    if let Some(key) = figures.keys().find(|key| !keys.contains(&key.as_str())) {
        return Err(format!("{section}.{key}: no such figure").into());
    }
    for key in keys {
        let place = format!("{section}.{key}");
        let figure = figures
            .get(*key)
            .ok_or_else(|| format!("{place}: is missing"))?;
        let amount = pence(&place, &figure.amount)?;
        if figure.source.trim().is_empty() {
            return Err(format!("{place}.source: is empty").into());
        }
        let other = match &figure.other {
            None => String::from("None"),
            Some(other) => {
                let place = format!("{place}.other");
                let amount = pence(&place, &other.amount)?;
                format!(
                    "Some(Other {{ amount: {}, why: {:?} }})",
                    rust_decimal(amount),
                    other.why
                )
            }
        };
        writeln!(
            rust,
            "{key}: Figure {{ name: FigureName::{key}, amount: {}, certainty: {}, source: {:?}, other: {other}, from: {} }},",
            rust_decimal(amount),
            certainty(&place, &figure.certainty)?,
            figure.source,
            rust_date(from),
        )?;
    }
    Ok(())
}

fn certainty(place: &str, word: &str) -> Result<&'static str, Box<dyn Error>> {
    match word {
        "published" => Ok("FigureCertainty::Published"),
        "secondary" => Ok("FigureCertainty::Secondary"),
        "derived" => Ok("FigureCertainty::Derived"),
        "unverified" => Ok("FigureCertainty::Unverified"),
        _ => Err(format!("{place}: {word:?} is no certainty").into()),
    }
}

/// Pounds with exactly two decimal places, as pence.
fn pence(place: &str, amount: &str) -> Result<u32, Box<dyn Error>> {
    let wrong = || format!("{place}: {amount:?} is not pounds with two decimal places");
    let (pounds, pence) = amount.split_once('.').ok_or_else(wrong)?;
    if pence.len() != 2
        || !(pounds.to_owned() + pence)
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    {
        return Err(wrong().into());
    }
    Ok((pounds.to_owned() + pence).parse()?)
}

fn rust_decimal(pence: u32) -> String {
    format!("Decimal::from_parts({pence}, 0, 0, false, 2)")
}

fn day(place: &str, date: &str) -> Result<(u16, u8, u8), Box<dyn Error>> {
    let wrong = || format!("{place}: {date:?} is not a date such as 2026-04-06");
    let mut parts = date.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong().into());
    };
    let day = (year.parse()?, month.parse()?, day.parse()?);
    if !(1..=12).contains(&day.1) || day.2 == 0 || day.2 > days_in(day.0, day.1) {
        return Err(wrong().into());
    }
    Ok(day)
}

fn rust_date((year, month, day): (u16, u8, u8)) -> String {
    format!("date({year}, {month}, {day})")
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn next((year, month, day): (u16, u8, u8)) -> (u16, u8, u8) {
    if day < days_in(year, month) {
        (year, month, day + 1)
    } else if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}
