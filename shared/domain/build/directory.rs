//! Turns `data/directory.json` (Open Referral UK) into Rust statics, so that
//! the directory costs nothing to read at run time and a mistake in the data
//! stops the build instead of a page.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::{error, fs, path};

use serde::Deserialize;

const DATA: &str = "data/directory.json";

#[derive(Deserialize)]
struct DataFile {
    note: String,
    services: Vec<serde_json::Value>,
    taxonomies: Vec<serde_json::Value>,
    taxonomy_terms: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Identified {
    id: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
struct Service {
    id: String,
    name: String,
    description: String,
    url: String,
    email: Option<String>,
    status: String,
    alert: Option<String>,
    eligibility_description: String,
    application_process: String,
    assured_date: String,
    organization: Organization,
    contacts: Vec<Contact>,
    schedules: Vec<Schedule>,
    cost_options: Vec<CostOption>,
    service_areas: Vec<ServiceArea>,
    service_at_locations: Vec<ServiceAtLocation>,
    languages: Vec<Language>,
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Organization {
    name: String,
    website: String,
}

#[derive(Deserialize)]
struct Contact {
    phones: Vec<Phone>,
}

#[derive(Deserialize)]
struct Phone {
    number: String,
}

#[derive(Deserialize)]
struct Schedule {
    description: String,
}

#[derive(Deserialize)]
struct CostOption {
    amount_description: String,
}

#[derive(Deserialize)]
struct ServiceArea {
    name: String,
}

#[derive(Deserialize)]
struct ServiceAtLocation {
    location: Location,
}

#[derive(Deserialize)]
struct Location {
    name: String,
    addresses: Vec<Address>,
    accessibility: Vec<Accessibility>,
}

#[derive(Deserialize)]
struct Address {
    address_1: String,
    city: String,
    postal_code: String,
}

#[derive(Deserialize)]
struct Accessibility {
    description: String,
}

#[derive(Deserialize)]
struct Language {
    name: String,
}

#[derive(Deserialize)]
struct Attribute {
    taxonomy_term: TaxonomyTerm,
}

#[derive(Deserialize)]
struct TaxonomyTerm {
    code: String,
    taxonomy: String,
}

/// Writes `directory.rs` for `src/directory.rs` to include.
pub(crate) fn generate(out_dir: &path::Path) -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed={DATA}");
    println!("cargo::rerun-if-changed=build/directory.rs");
    let data: DataFile = serde_json::from_str(&fs::read_to_string(DATA)?)?;

    let mut slugs = BTreeSet::new();
    let mut services = String::new();
    let mut open_referral = String::new();
    for value in data.services {
        let published = record(value.clone())?;
        let service = Service::deserialize(value)?;
        if service.status != "active" {
            continue;
        }
        let slug = slug(&service.name);
        if !slugs.insert(slug.clone()) {
            return Err(format!("two services would have the address {slug}").into());
        }
        writeln!(services, "{},", literal(&slug, &service)?)?;
        open_referral.push_str(&published);
    }

    let taxonomies = data
        .taxonomies
        .into_iter()
        .map(record)
        .collect::<Result<String, _>>()?;
    let terms = data
        .taxonomy_terms
        .into_iter()
        .map(record)
        .collect::<Result<String, _>>()?;

    fs::write(
        out_dir.join("directory.rs"),
        format!(
            "const NOTE: &str = {:?};\n\
             static SERVICES: &[Service] = &[\n{services}];\n\
             static OPEN_REFERRAL: &[ServiceRecord] = &[\n{open_referral}];\n\
             static TAXONOMIES: &[ServiceRecord] = &[\n{taxonomies}];\n\
             static TAXONOMY_TERMS: &[ServiceRecord] = &[\n{terms}];\n",
            data.note
        ),
    )?;
    Ok(())
}

/// One object as it is published.
fn record(value: serde_json::Value) -> Result<String, serde_json::Error> {
    let json = value.to_string();
    let Identified { id, code } = Identified::deserialize(value)?;
    Ok(format!(
        "ServiceRecord {{ id: {id:?}, code: {code:?}, json: {json:?} }},\n"
    ))
}

/// One service as a Rust literal.
fn literal(slug: &str, service: &Service) -> Result<String, Box<dyn error::Error>> {
    let terms = |taxonomy: &'static str| {
        service
            .attributes
            .iter()
            .filter(move |attribute| attribute.taxonomy_term.taxonomy == taxonomy)
            .map(|attribute| attribute.taxonomy_term.code.as_str())
    };
    // An unknown need is an unknown variant: the compiler says so.
    let needs: Vec<String> = terms("Needs")
        .map(|code| format!("Need::{}", variant(code)))
        .collect();
    if needs.is_empty() {
        return Err(format!("{} meets no need", service.name).into());
    }
    let national = match terms("Coverage").collect::<Vec<_>>().as_slice() {
        ["national"] => true,
        ["local"] => false,
        other => return Err(format!("{}: coverage is {other:?}", service.name).into()),
    };
    let phones: Vec<&str> = service
        .contacts
        .iter()
        .flat_map(|contact| contact.phones.iter().map(|phone| phone.number.as_str()))
        .collect();
    let times: Vec<&str> = service
        .schedules
        .iter()
        .map(|one| one.description.as_str())
        .collect();
    let costs: Vec<&str> = service
        .cost_options
        .iter()
        .map(|one| one.amount_description.as_str())
        .collect();
    let areas: Vec<&str> = service
        .service_areas
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let languages: Vec<&str> = service
        .languages
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let mut places = String::new();
    for ServiceAtLocation { location } in &service.service_at_locations {
        let address: Vec<&str> = location
            .addresses
            .iter()
            .flat_map(|one| {
                [
                    one.address_1.as_str(),
                    one.city.as_str(),
                    one.postal_code.as_str(),
                ]
            })
            .collect();
        let access: Vec<&str> = location
            .accessibility
            .iter()
            .map(|one| one.description.as_str())
            .collect();
        write!(
            places,
            "Place {{ name: {:?}, address: &{address:?}, access: &{access:?} }},",
            location.name
        )?;
    }
    let (year, month, day) = date(&service.assured_date)?;
    Ok(format!(
        "Service {{ slug: {slug:?}, id: {:?}, name: {:?}, description: {:?}, organization: {:?}, \
         organization_website: {:?}, website: {:?}, email: {:?}, phones: &{phones:?}, \
         needs: &[{}], who_for: {:?}, how_to_use: {:?}, times: &{times:?}, costs: &{costs:?}, \
         areas: &{areas:?}, languages: &{languages:?}, places: &[{places}], alert: {:?}, \
         national: {national}, checked: jiff::civil::date({year}, {month}, {day}) }}",
        service.id,
        service.name,
        service.description,
        service.organization.name,
        service.organization.website,
        service.url,
        service.email,
        needs.join(", "),
        service.eligibility_description,
        service.application_process,
        service.alert,
    ))
}

/// `Carers' Café Lower Aldham` is found at `carers-cafe-lower-aldham`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'à'..='å' => slug.push('a'),
            'è'..='ë' => slug.push('e'),
            '\'' | '’' => {}
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// `carer-support` is `CarerSupport`.
fn variant(code: &str) -> String {
    code.split('-')
        .map(|word| {
            let (first, rest) = word.split_at(1.min(word.len()));
            first.to_uppercase() + rest
        })
        .collect()
}

/// `2026-11-02`; `date` in the static refuses a day that does not exist.
fn date(text: &str) -> Result<(i16, i8, i8), Box<dyn error::Error>> {
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => Ok((year.parse()?, month.parse()?, day.parse()?)),
        _ => Err(format!("not a date: {text}").into()),
    }
}
