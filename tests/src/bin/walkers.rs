//! People with browsers, who request one page after another. Half have no
//! account, and check support and then estimate costs; half are signed in, and
//! ask for help, send the request and look at it.

use std::collections::BTreeMap;

use journey::form::Form;
use tests::answering::{self, FOR_A_PARENT, Given, MONEY, NEEDS};

/// A request that somebody makes.
pub(crate) struct Asked {
    pub(crate) post: bool,
    pub(crate) path: String,
    pub(crate) cookies: String,
    /// A form, encoded as browsers send it.
    pub(crate) body: String,
}

/// An answer to a request.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    /// The cookies as the answer sets them: `name=value; Path=/`.
    pub(crate) cookies: Vec<String>,
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
                let fields = answering::fields(form, last_part(path), given);
                (path.clone(), Some(fields))
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
            path,
            cookies: cookies.join("; "),
            body: fields.map(|fields| encoded(&fields)).unwrap_or_default(),
        }
    }

    /// Goes on after an answer. An error says what is wrong with the answer,
    /// and the person begins again.
    pub(crate) fn go_on(&mut self, answered: &Answered) -> Result<(), String> {
        let asked = self.ask();
        let expected = if asked.post { 303 } else { 200 };
        if answered.status != expected {
            self.begin_again();
            return Err(format!("{} answered {}", asked.path, answered.status));
        }
        self.keep_cookies(answered);
        let to = answered.location.clone().unwrap_or_default();
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
            At::Begin | At::Answer(_) => At::Question(to),
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
                let field = |name| {
                    let value = answering::hidden(&answered.body, name).unwrap_or_default();
                    (str::to_owned(name), value.to_owned())
                };
                let confirm = ("confirm".to_owned(), "yes".to_owned());
                At::Submit(vec![field("form"), field("seen"), confirm])
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

    fn keep_cookies(&mut self, answered: &Answered) {
        for cookie in &answered.cookies {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Encodes a form as browsers send it.
fn encoded(fields: &[(String, String)]) -> String {
    let encoded = |text: &str| {
        text.bytes().fold(String::new(), |mut sent, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    sent.push(char::from(byte));
                }
                other => sent.push_str(&format!("%{other:02X}")),
            }
            sent
        })
    };
    let fields = fields.iter();
    let fields: Vec<String> = fields
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    fields.join("&")
}
