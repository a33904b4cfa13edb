//! People with browsers, who request one page after another. Half have no
//! account, and check support and then estimate costs; half are signed in, and
//! ask for help, send the request and look at it.

use std::collections::BTreeMap;

use axum::http::header::SET_COOKIE;
use journey::form::Form;
use testkit::{FOR_A_PARENT, Given, MONEY, NEEDS, Reply, fields, form_body};

/// A request that somebody makes.
pub(crate) struct Asked {
    pub(crate) post: bool,
    /// Whether the body is JSON.
    pub(crate) json: bool,
    pub(crate) path: String,
    pub(crate) cookies: String,
    /// JSON, or a form encoded as browsers send it.
    pub(crate) body: String,
}

/// The next step of a person.
#[derive(Clone, Debug)]
enum At {
    /// Opens a page, and then goes on.
    Page(&'static str),
    /// Opens a question.
    Question(String),
    /// Answers a question.
    Answer(String),
    /// Begins another request for help.
    Begin,
    /// Says that nothing is attached.
    Attach,
    /// Opens the declaration.
    Declaration,
    /// Sends the request.
    Submit(Vec<(String, String)>),
    /// Reads that the request was sent.
    Sent(String),
}

/// A person with a browser.
pub(crate) struct Walker {
    cookies: BTreeMap<String, String>,
    signed_in: bool,
    at: At,
    /// The form that is filled in.
    prefix: &'static str,
}

/// Returns one of the three forms, by its address, with the answers that are
/// given.
fn form(prefix: &str) -> (&'static Form, &'static [Given<'static>]) {
    match prefix {
        "/check-support" => (journey::forms::check_support(), NEEDS),
        "/estimate-costs" => (journey::forms::estimate_costs(), MONEY),
        _ => (journey::forms::request_help(), FOR_A_PARENT),
    }
}

fn first_page(prefix: &str) -> At {
    let (form, _) = form(prefix);
    let first = form.pages.first().map_or("", |page| &page.id);
    At::Question(format!("{prefix}/{first}"))
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

impl Walker {
    /// Makes a person without cookies.
    pub(crate) const fn stranger() -> Self {
        Self {
            cookies: BTreeMap::new(),
            signed_in: false,
            at: At::Page("/"),
            prefix: "/check-support",
        }
    }

    /// Makes a person who is signed in.
    pub(crate) fn signed_in(cookies: &str) -> Self {
        let cookies = cookies.split("; ").filter_map(|one| one.split_once('='));
        Self {
            cookies: cookies
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            signed_in: true,
            at: At::Page("/saved-forms"),
            prefix: "/apply",
        }
    }

    /// Whether the person is signed in to an account.
    pub(crate) const fn is_signed_in(&self) -> bool {
        self.signed_in
    }

    /// Makes the next request.
    pub(crate) fn ask(&self) -> Asked {
        let pairs = |fields: &[Given<'_>]| {
            let owned = |(name, value): &Given<'_>| ((*name).to_owned(), (*value).to_owned());
            Some(fields.iter().map(owned).collect::<Vec<_>>())
        };
        let (path, fields) = match &self.at {
            At::Page(path) => ((*path).to_owned(), None),
            At::Question(path) | At::Sent(path) => (path.clone(), None),
            At::Answer(path) => {
                let (form, given) = form(self.prefix);
                (path.clone(), Some(fields(form, last_part(path), given)))
            }
            At::Begin => (
                "/saved-forms/start".to_owned(),
                pairs(&[("form", "request-help")]),
            ),
            At::Attach => ("/apply/attach".to_owned(), pairs(&[])),
            At::Declaration => ("/apply/declaration".to_owned(), None),
            At::Submit(fields) => ("/apply/submit".to_owned(), Some(fields.clone())),
        };
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Asked {
            post: fields.is_some(),
            json: false,
            path,
            cookies: cookies.join("; "),
            body: fields.map(|fields| body_of(&fields)).unwrap_or_default(),
        }
    }

    /// Goes on after an answer. An error says what is wrong with the answer,
    /// and the person begins again.
    pub(crate) fn go_on(&mut self, reply: &Reply) -> Result<(), String> {
        let asked = self.ask();
        let expected = if asked.post { 303 } else { 200 };
        // A page that says what is wrong with a form is kept, and led to.
        let is_refused = reply.location().is_some_and(|to| to.contains("refused="));
        if reply.status != expected || is_refused {
            self.begin_again();
            return Err(format!("{} answered {}", asked.path, reply.status));
        }
        self.keep_cookies(reply);
        let to = reply.location().unwrap_or_default().to_owned();
        self.at = match &self.at {
            At::Page("/") => At::Page(self.prefix),
            At::Page("/saved-forms") => At::Page("/apply"),
            At::Page("/apply") => At::Begin,
            At::Page("/apply/attach") => At::Attach,
            At::Page("/apply/evidence") => At::Declaration,
            At::Page("/check-support/result" | "/estimate-costs/result") | At::Sent(_) => {
                self.begin_again();
                return Ok(());
            }
            At::Page(_) => first_page(self.prefix),
            At::Begin | At::Answer(_) => match to.as_str() {
                "/check-support/result" => At::Page("/check-support/result"),
                "/estimate-costs/result" => At::Page("/estimate-costs/result"),
                _ => At::Question(to),
            },
            At::Question(path) if last_part(path) == "check-answers" => {
                At::Page(match self.prefix {
                    "/check-support" => "/check-support/result",
                    "/estimate-costs" => "/estimate-costs/result",
                    _ => "/apply/attach",
                })
            }
            At::Question(path) => At::Answer(path.clone()),
            At::Attach => At::Page("/apply/evidence"),
            At::Declaration => {
                let fields = ["form", "seen"].map(|name| {
                    let found = reply.attributes(&format!("input[name='{name}']"), "value");
                    let value = found.into_iter().next().unwrap_or_default();
                    (name.to_owned(), value)
                });
                let confirm = ("confirm".to_owned(), "yes".to_owned());
                At::Submit(fields.into_iter().chain([confirm]).collect())
            }
            At::Submit(_) => At::Sent(to),
        };
        Ok(())
    }

    /// Begins the next round. A stranger becomes another stranger, with the
    /// other form.
    fn begin_again(&mut self) {
        if self.signed_in {
            self.at = At::Page("/saved-forms");
            return;
        }
        self.prefix = match self.prefix {
            "/check-support" => "/estimate-costs",
            _ => "/check-support",
        };
        self.cookies.clear();
        self.at = At::Page("/");
    }

    fn keep_cookies(&mut self, reply: &Reply) {
        let cookies = reply.headers.get_all(SET_COOKIE).iter();
        for cookie in cookies.filter_map(|cookie| cookie.to_str().ok()) {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Encodes a form as browsers send it.
fn body_of(fields: &[(String, String)]) -> String {
    let fields = fields.iter();
    let fields: Vec<Given<'_>> = fields
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    form_body(&fields)
}
