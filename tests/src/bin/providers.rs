//! Providers with browsers, each of whom goes through the week of a supplier:
//! opens it, saves cells one after the other, and looks at what would be
//! submitted.

use serde::Deserialize;
use serde_json::json;
use testkit::Reply;
use testkit::day_services::{day, line_key, week};

use crate::walkers::{Asked, Walker};

/// The people of each supplier: as `load-serve` keeps them.
const PEOPLE: usize = 6;

/// The cells that are saved before the register is opened again.
const SAVED_AT_ONCE: usize = 8;

/// A provider who is signed in, as `load-serve` says it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SignedInProvider {
    supplier: String,
    cookies: String,
}

/// Somebody who requests pages.
pub(crate) enum Somebody {
    /// A citizen, with or without an account.
    Citizen(Walker),
    /// A provider.
    Provider(ProviderWalker),
}

impl Somebody {
    /// Whether the person is signed in.
    pub(crate) const fn is_signed_in(&self) -> bool {
        match self {
            Self::Citizen(walker) => walker.is_signed_in(),
            Self::Provider(_) => true,
        }
    }

    /// Makes the next request.
    pub(crate) fn ask(&self) -> Asked {
        match self {
            Self::Citizen(walker) => walker.ask(),
            Self::Provider(walker) => walker.ask(),
        }
    }

    /// Goes on after an answer. An error says what is wrong with the answer.
    pub(crate) fn go_on(&mut self, reply: &Reply) -> Result<(), String> {
        match self {
            Self::Citizen(walker) => walker.go_on(reply),
            Self::Provider(walker) => walker.go_on(reply),
        }
    }
}

/// The next step of a provider.
#[derive(Clone, Copy, Debug)]
enum At {
    Home,
    Register,
    /// Saves a cell, so many others having been saved since the register was
    /// opened.
    Cell(usize),
    Check,
}

/// A provider with a browser and the register of a week.
pub(crate) struct ProviderWalker {
    provider: SignedInProvider,
    at: At,
    /// The cells that were saved in all.
    saved: usize,
}

impl ProviderWalker {
    pub(crate) const fn new(provider: SignedInProvider) -> Self {
        Self {
            provider,
            at: At::Home,
            saved: 0,
        }
    }

    fn ask(&self) -> Asked {
        let register = format!(
            "/day-services/{}/{}",
            self.provider.supplier,
            week().ending()
        );
        let (path, body) = match self.at {
            At::Home => ("/day-services".to_owned(), None),
            At::Register => (register, None),
            At::Cell(_) => (format!("{register}/cells"), Some(self.document())),
            At::Check => (format!("{register}/submit"), None),
        };
        Asked {
            post: body.is_some(),
            json: true,
            path,
            cookies: self.provider.cookies.clone(),
            body: body.unwrap_or_default(),
        }
    }

    /// Makes the document that saves the next cell: after the last cell comes
    /// the first again.
    fn document(&self) -> String {
        let cells = PEOPLE * 10;
        let (cell, seen) = (self.saved % cells, self.saved / cells);
        let command = json!({
            "id": format!("load-{}", self.saved),
            "line": line_key(cell % PEOPLE).to_string(),
            "day": day(cell / PEOPLE % 5).to_string(),
            "symbol": if cell / PEOPLE < 5 { "am" } else { "pm" },
            "seen": seen,
            "received": seen % 2,
        });
        json!({ "commands": [command] }).to_string()
    }

    fn go_on(&mut self, reply: &Reply) -> Result<(), String> {
        let is_saved = !matches!(self.at, At::Cell(_)) || reply.body.contains("\"saved\"");
        if reply.status != 200 || !is_saved {
            let path = self.ask().path;
            self.at = At::Home;
            return Err(format!("{path} answered {}: {}", reply.status, reply.body));
        }
        self.at = match self.at {
            At::Home => At::Register,
            At::Register => At::Cell(0),
            At::Cell(before) => {
                self.saved += 1;
                match before + 1 {
                    SAVED_AT_ONCE => At::Check,
                    saved => At::Cell(saved),
                }
            }
            At::Check => At::Home,
        };
        Ok(())
    }
}
