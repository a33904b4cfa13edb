//! The page on which somebody who is signed in sees where else they are, and
//! ends the sessions that they choose (ASVS 5.0, 7.5.2).

use askama::Template;
use domain::values::calendar::in_words;
use domain::values::london::{date_in_london, time_in_london};
use jiff::Timestamp;

use crate::govuk::{Button, Fieldset, Hint, Input, Legend, RadioItem, Radios};
use crate::http::form::PostedForm;
use crate::page::PageFrame;
use crate::page::mistake::{FieldMistake, summary, wrong};
use crate::page::site_context::SiteContext;
use crate::who::present_password::{password_field, typed_password};

/// The fields of the page's form.
pub const FIELDS: &[&str] = &["session", "password"];

/// The value of the choice of every other session.
const ALL: &str = "all";

/// The number of characters of a session's key by which the page names it. The
/// key is a hash, and these are enough to tell the sessions of one person apart.
const NAME_LENGTH: usize = 16;

/// A session that is live, as the page shows it.
#[derive(Clone, Debug)]
pub struct LiveSession<K> {
    /// The key of the session.
    pub key: K,
    /// The instant of the sign-in.
    pub signed_in_at: Timestamp,
    /// The instant at which the person last did something, to the minute.
    pub seen_at: Timestamp,
}

/// The live sessions of somebody: the one of this request, and the others.
#[derive(Clone, Debug)]
pub struct LiveSessions<K> {
    /// The session of this request.
    pub this: Option<LiveSession<K>>,
    /// The other sessions, those that were used last first.
    pub others: Vec<LiveSession<K>>,
}

impl<K: AsRef<str> + PartialEq> LiveSessions<K> {
    /// Puts the sessions of somebody in order.
    #[must_use]
    pub fn new(mut live: Vec<LiveSession<K>>, here: &K) -> Self {
        live.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
        let (mut this, others): (Vec<_>, Vec<_>) =
            live.into_iter().partition(|session| session.key == *here);
        Self {
            this: this.pop(),
            others,
        }
    }

    /// Reads which sessions are to end, and the password.
    ///
    /// # Errors
    /// Returns every mistake in the order of the page.
    pub fn read<'a>(
        &self,
        posted: &'a PostedForm,
    ) -> Result<(Vec<&K>, &'a str), Vec<FieldMistake>> {
        let chosen = posted.one("session");
        let is_chosen = |one: &&LiveSession<K>| chosen == ALL || chosen == name(&one.key);
        let ends: Vec<&K> = self
            .others
            .iter()
            .filter(is_chosen)
            .map(|one| &one.key)
            .collect();
        let missing = || FieldMistake::new("session", "Choose what to sign out");
        match (ends.is_empty(), typed_password(posted.one("password"))) {
            (false, Ok(password)) => Ok((ends, password)),
            (true, Ok(_)) => Err(vec![missing()]),
            (false, Err(mistake)) => Err(vec![mistake]),
            (true, Err(mistake)) => Err(vec![missing(), mistake]),
        }
    }
}

/// Returns what the page calls a session by.
fn name<K: AsRef<str>>(key: &K) -> &str {
    let key = key.as_ref();
    key.get(..NAME_LENGTH).unwrap_or(key)
}

/// The page.
#[derive(Template)]
#[template(path = "page/sessions.html")]
pub struct SessionsPage {
    frame: PageFrame,
    path: &'static str,
    /// When this session began, and when the person last did something in it.
    this: String,
    /// The choice among the other sessions; `None` if there are none.
    others: Option<Radios>,
    password: Input,
    button: Button,
}

impl SessionsPage {
    /// Shows the sessions, at the address to which the form is posted.
    #[must_use]
    pub fn new<K: AsRef<str>>(
        site: &SiteContext,
        (path, back): (&'static str, &'static str),
        sessions: &LiveSessions<K>,
        mistakes: &[FieldMistake],
    ) -> Self {
        let every = RadioItem {
            value: ALL.into(),
            text: "All of these".into(),
            ..RadioItem::default()
        };
        let many = sessions.others.len() > 1;
        let items: Vec<RadioItem> = sessions
            .others
            .iter()
            .map(|one| RadioItem {
                value: name(&one.key).to_owned().into(),
                text: format!("Signed in at {}", in_full(one.signed_in_at)).into(),
                hint: Hint::of(format!("Last used at {}", in_full(one.seen_at))),
                ..RadioItem::default()
            })
            .chain(many.then_some(every))
            .collect();
        let times = |one: &LiveSession<K>| {
            let [began, used] = [one.signed_in_at, one.seen_at].map(in_full);
            format!("Signed in at {began}, last used at {used}.")
        };
        Self {
            frame: site
                .page("Where you are signed in")
                .back(back)
                .errors(summary(mistakes)),
            path,
            this: sessions.this.as_ref().map(times).unwrap_or_default(),
            others: (!items.is_empty()).then(|| Radios {
                name: "session".into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of("What do you want to sign out?"),
                    ..Fieldset::default()
                }),
                error_message: wrong(mistakes, "session"),
                items,
                ..Radios::default()
            }),
            password: password_field("Your password", mistakes),
            button: Button::of("Sign out"),
        }
    }
}

/// Writes an instant as people say it: `9:40am on 22 November 2026`.
fn in_full(at: Timestamp) -> String {
    format!("{} on {}", time_in_london(at), in_words(date_in_london(at)))
}
