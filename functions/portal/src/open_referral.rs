//! The directory for other systems, as an Open Referral UK (HSDS-UK 3.0) API
//! under `/api/v1/directory`:
//! <https://openreferraluk.org/developers/specifications>.

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::directory::{Directory, Service, ServiceRecord, taxonomies, taxonomy_terms};
use web::{Failure, RouteTable};

use crate::directory::Asked;

/// The number of objects on a page, unless the caller asks for another.
const PER_PAGE: usize = 50;
/// The largest number of objects on a page.
const MOST_PER_PAGE: usize = 100;
/// The highest page number that a caller may ask for.
const LAST_PAGE: usize = 1_000_000;

pub(crate) fn router() -> RouteTable {
    RouteTable::new()
        .get("/api/v1/directory", about)
        .get("/api/v1/directory/services", services)
        .get("/api/v1/directory/services/{id}", service)
        .get("/api/v1/directory/taxonomies", all_taxonomies)
        .get("/api/v1/directory/taxonomies/{id}", taxonomy)
        .get("/api/v1/directory/taxonomy_terms", all_terms)
        .get("/api/v1/directory/taxonomy_terms/{id}", term)
        .get("/api/v1/openapi.json", openapi)
}

type Fields = Query<Vec<(String, String)>>;

async fn about() -> Response {
    json(
        concat!(
            "{\"version\":\"HSDS-UK-3.0\",",
            "\"profile\":\"https://openreferraluk.org/developers/specifications\",",
            "\"openapi_url\":\"https://openreferraluk.org/specifications/3.0/openapi.json\"}"
        )
        .to_owned(),
    )
}

/// Returns the services that match `search` (the standard's name for words),
/// `need` and `taxonomy_term_id`.
async fn services(Query(mut fields): Fields) -> Result<Response, Failure> {
    let page = Page::from_fields(&fields)?;
    for (name, value) in &mut fields {
        if name == "taxonomy_term_id" {
            let term = taxonomy_terms().iter().find(|term| term.id == value);
            "need".clone_into(name);
            term.ok_or(Failure::BAD_REQUEST)?.code.clone_into(value);
        }
        if name == "need" && value.parse::<domain::directory::Need>().is_err() {
            return Err(Failure::BAD_REQUEST);
        }
    }
    let asked = Asked::from_fields(&fields);
    let found = Directory::SHIPPED.search(&asked.needs, &asked.words);
    let records: Vec<ServiceRecord> = found.into_iter().filter_map(Service::record).collect();
    Ok(page.of(&records))
}

async fn service(Path(id): Path<String>) -> Result<Response, Failure> {
    let service = Directory::SHIPPED
        .services()
        .iter()
        .find(|service| service.id == id);
    let record = service
        .and_then(Service::record)
        .ok_or(Failure::NOT_FOUND)?;
    Ok(json(record.json.to_owned()))
}

async fn all_taxonomies(Query(fields): Fields) -> Result<Response, Failure> {
    Ok(Page::from_fields(&fields)?.of(taxonomies()))
}

async fn taxonomy(Path(id): Path<String>) -> Result<Response, Failure> {
    one(taxonomies(), &id)
}

async fn all_terms(Query(fields): Fields) -> Result<Response, Failure> {
    Ok(Page::from_fields(&fields)?.of(taxonomy_terms()))
}

async fn term(Path(id): Path<String>) -> Result<Response, Failure> {
    one(taxonomy_terms(), &id)
}

fn one(records: &[ServiceRecord], id: &str) -> Result<Response, Failure> {
    let record = records
        .iter()
        .find(|record| record.id == id)
        .ok_or(Failure::NOT_FOUND)?;
    Ok(json(record.json.to_owned()))
}

async fn openapi() -> Response {
    json(include_str!("../openapi.json").to_owned())
}

/// The part of a list that the caller asked for.
struct Page {
    /// The number of the page, from 1.
    number: usize,
    size: usize,
}

impl Page {
    fn from_fields(fields: &[(String, String)]) -> Result<Self, Failure> {
        let number = |name: &str, otherwise: usize| match fields.iter().find(|(is, _)| is == name) {
            None => Ok(otherwise),
            Some((_, value)) => match value.parse() {
                Ok(0) | Err(_) => Err(Failure::BAD_REQUEST),
                Ok(number) => Ok(number),
            },
        };
        let (number, size) = (number("page", 1)?, number("per_page", PER_PAGE)?);
        if number > LAST_PAGE || size > MOST_PER_PAGE {
            return Err(Failure::BAD_REQUEST);
        }
        Ok(Self { number, size })
    }

    /// Returns this part of a list in the standard's envelope. A page after the
    /// last has no objects.
    fn of(&self, records: &[ServiceRecord]) -> Response {
        let total = records.len();
        let pages = total.div_ceil(self.size).max(1);
        let contents: Vec<&str> = records
            .chunks(self.size)
            .nth(self.number - 1)
            .unwrap_or_default()
            .iter()
            .map(|record| record.json)
            .collect();
        json(format!(
            "{{\"total_items\":{total},\"total_pages\":{pages},\"page_number\":{},\"size\":{},\
             \"first_page\":{},\"last_page\":{},\"empty\":{},\"contents\":[{}]}}",
            self.number,
            contents.len(),
            self.number == 1,
            self.number >= pages,
            contents.is_empty(),
            contents.join(","),
        ))
    }
}

/// Returns JSON that any site may read, because the directory is open data.
fn json(text: String) -> Response {
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        text,
    )
        .into_response()
}
