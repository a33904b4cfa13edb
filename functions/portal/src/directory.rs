//! The pages of the directory: the search, and one service.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use domain::directory::{Directory, Need, Service};
use domain::values::calendar::in_words;
use web::who::ShownSite;
use web::{Failure, PageFrame};

use crate::words::either;

/// The largest number of characters in a search. More words help nobody to find
/// anything.
const MOST_CHARACTERS: usize = 200;

/// A search of the directory, as somebody asks for it.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Asked {
    /// The words to find.
    pub(crate) words: String,
    /// The needs, each once, in the order of [`Need::ALL`].
    pub(crate) needs: Vec<Need>,
    /// Whether somebody has searched, or has only just come to the page.
    asked: bool,
}

impl Asked {
    /// Reads a search from the fields of the query. A need that the directory
    /// does not know is left out, so that an old link with a need of another
    /// name still finds something.
    pub(crate) fn from_fields(fields: &[(String, String)]) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "words" | "search" => {
                    asked.words = value.trim().chars().take(MOST_CHARACTERS).collect();
                    asked.asked = true;
                }
                "need" => {
                    asked.needs.extend(value.parse::<Need>().ok());
                    asked.asked = true;
                }
                _ => {}
            }
        }
        asked.needs.sort();
        asked.needs.dedup();
        asked
    }

    /// Returns the search in words:
    /// `For ‘lunch’. Help with: Falls and moving safely.`
    fn in_words(&self) -> String {
        let names: Vec<&str> = self.needs.iter().map(|need| need.title()).collect();
        let needs = either(&names);
        match (self.words.as_str(), needs.as_str()) {
            ("", "") => "These are all of the services.".to_owned(),
            ("", needs) => format!("Help with: {needs}."),
            (words, "") => format!("For ‘{words}’."),
            (words, needs) => format!("For ‘{words}’. Help with: {needs}."),
        }
    }
}

struct Choice {
    need: Need,
    chosen: bool,
}

struct Found {
    asked: String,
    /// The words that were searched for in place of words that no service has.
    spelt: Option<String>,
    services: Vec<&'static Service>,
    /// Whether no service has every word, and the services found have some of
    /// them.
    some_words: bool,
}

#[derive(Template)]
#[template(path = "directory.html")]
struct Search {
    frame: PageFrame,
    result: Option<Found>,
    words: String,
    choices: Vec<Choice>,
    total: usize,
    note: &'static str,
}

/// Shows the search, and the services it found.
pub(crate) async fn search(
    ShownSite(site): ShownSite,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let asked = Asked::from_fields(&fields);
    let result = asked.asked.then(|| find(&asked));
    let frame = match &result {
        Some(found) => site.page(title(found.services.len())).part("Help near you"),
        None => site.page("Find help near you"),
    };
    let choices = Need::ALL
        .into_iter()
        .map(|need| Choice {
            need,
            chosen: asked.needs.contains(&need),
        })
        .collect();
    web::page(
        StatusCode::OK,
        &Search {
            frame,
            result,
            words: asked.words,
            choices,
            total: Directory::SHIPPED.services().len(),
            note: Directory::PUBLISHERS_NOTE,
        },
    )
}

fn title(found: usize) -> String {
    match found {
        0 => "No services found".to_owned(),
        1 => "1 service found".to_owned(),
        many => format!("{many} services found"),
    }
}

fn find(asked: &Asked) -> Found {
    let found = find_as_typed(asked);
    if !found.services.is_empty() {
        return found;
    }
    let Some(spelt) = Directory::SHIPPED.spelt(&asked.words) else {
        return found;
    };
    let meant = Asked {
        words: spelt.clone(),
        needs: asked.needs.clone(),
        asked: true,
    };
    Found {
        asked: found.asked,
        spelt: Some(spelt),
        ..find_as_typed(&meant)
    }
}

fn find_as_typed(asked: &Asked) -> Found {
    let services = Directory::SHIPPED.search(&asked.needs, &asked.words);
    let some_words = services.is_empty();
    let services = if some_words {
        Directory::SHIPPED.search_any_word(&asked.needs, &asked.words)
    } else {
        services
    };
    Found {
        asked: asked.in_words(),
        spelt: None,
        some_words: some_words && !services.is_empty(),
        services,
    }
}

#[derive(Template)]
#[template(path = "service.html")]
struct ServicePage {
    frame: PageFrame,
    service: &'static Service,
    checked: String,
    note: &'static str,
}

/// Shows one service.
pub(crate) async fn service(
    ShownSite(site): ShownSite,
    Path(slug): Path<String>,
) -> Result<Response, Failure> {
    let service = Directory::SHIPPED
        .by_slug(&slug)
        .ok_or(Failure::NOT_FOUND)?;
    let page = ServicePage {
        frame: site.page(service.name).part("Help near you"),
        service,
        checked: in_words(service.checked),
        note: Directory::PUBLISHERS_NOTE,
    };
    Ok(web::page(StatusCode::OK, &page))
}
