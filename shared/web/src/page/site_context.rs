//! The site, as every page knows it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use domain::access::budget::RequestLimits;
use domain::council::Council;
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;
use jiff::civil::Date;
use journey::forms::{self, FormCatalogue};

use crate::govuk::{PhaseBanner, SkipLink, Tag};
use crate::html::Html;
use crate::session::citizen::SignedIn;
use crate::session::staff::SignedInStaff;
use domain::values::london::date_in_london;

/// The site, as every page knows it: the council, the stage, the clock and the
/// maker of ids. While a request of somebody who is signed in is answered, also
/// who that is. A clone is cheap.
#[derive(Clone)]
pub struct SiteContext {
    inside: Arc<Inside>,
    public_address: Option<Arc<str>>,
    forms: FormCatalogue,
    limits: RequestLimits,
    pause: Pause,
    signed_in: Option<SignedIn>,
    staff_user: Option<SignedInStaff>,
    /// The name of the person whom the pages are about.
    about: Option<Arc<str>>,
    /// Whether every page has a button that leaves it at once.
    left_at_once: bool,
}

type Pause = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

struct Inside {
    council: Council,
    stage: String,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    ids: Box<dyn Fn() -> String + Send + Sync>,
    colours: Colours,
    head: Html,
    /// The header for visitors, for citizens and for invited people.
    top: [Html; 3],
    foot: Html,
}

/// The stylesheet with the council's colour.
pub(crate) struct Colours {
    /// The name of the stylesheet: `council-0123456789abcdef.css`.
    pub(crate) name: String,
    /// The content of the stylesheet.
    pub(crate) css: String,
}

#[derive(Template)]
#[template(path = "page/head.html")]
struct Head<'a> {
    colours: &'a str,
    brand_colour: &'a str,
}

#[derive(Template)]
#[template(path = "page/top.html")]
struct Top<'a> {
    council: &'a Council,
    people: People,
    skip: SkipLink,
    phase: Option<PhaseBanner>,
}

/// The people whom a header is for. Those who are signed in have signing out in
/// the line below it.
#[derive(Clone, Copy, Eq, PartialEq)]
enum People {
    /// Nobody who is signed in.
    Visitors,
    /// Citizens who are signed in.
    Citizens,
    /// Invited people who are signed in, whose rooms are in the line below.
    Staff,
}

#[derive(Template)]
#[template(path = "page/foot.html")]
struct Foot<'a> {
    council: &'a Council,
}

impl SiteContext {
    /// Makes the site of a council.
    ///
    /// `stage` is `local`, `test` or `live`. `clock` tells the time. `ids`
    /// makes an id of at least 128 random bits in lower-case letters and
    /// digits.
    #[must_use]
    pub fn new(
        council: Council,
        stage: impl Into<String>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        ids: impl Fn() -> String + Send + Sync + 'static,
    ) -> Self {
        let stage = stage.into();
        let colours = Colours::of(&council);
        let brand_colour = brand_colour(&council);
        let head = Html::rendered(&Head {
            colours: &colours.name,
            brand_colour,
        });
        let top = [People::Visitors, People::Citizens, People::Staff].map(|people| {
            Html::rendered(&Top {
                council: &council,
                people,
                skip: SkipLink {
                    text: "Skip to main content".into(),
                    href: "#main-content".into(),
                    ..SkipLink::default()
                },
                phase: (stage != "live").then(test_copy),
            })
        });
        let foot = Html::rendered(&Foot { council: &council });
        let (clock, ids) = (Box::new(clock), Box::new(ids));
        let inside = Inside {
            council,
            stage,
            clock,
            ids,
            colours,
            head,
            top,
            foot,
        };
        Self {
            inside: Arc::new(inside),
            public_address: None,
            forms: forms::SHIPPED,
            limits: RequestLimits::default(),
            pause: Arc::new(|_| Box::pin(ready(()))),
            signed_in: None,
            staff_user: None,
            about: None,
            left_at_once: false,
        }
    }

    /// Returns the site as shown to a citizen who is signed in: every page says
    /// who, and has links to their forms and to signing out.
    #[must_use]
    pub fn shown_to(&self, signed_in: SignedIn) -> Self {
        Self {
            signed_in: Some(signed_in),
            ..self.clone()
        }
    }

    /// Returns the citizen who is signed in, if one is.
    #[must_use]
    pub const fn signed_in(&self) -> Option<&SignedIn> {
        self.signed_in.as_ref()
    }

    /// Returns the site as pages about somebody show it: the person's name stands
    /// in the title and above the heading, so that nobody who has two people open
    /// writes about the wrong one.
    #[must_use]
    pub fn about(&self, name: &str) -> Self {
        Self {
            about: Some(name.into()),
            ..self.clone()
        }
    }

    /// Returns the name of the person whom the pages are about, if they are about
    /// somebody.
    #[must_use]
    pub fn whom(&self) -> Option<&str> {
        self.about.as_deref()
    }

    /// Returns the site as pages show it that somebody may have to leave at once:
    /// each has the button for that, because somebody may be looking, and none
    /// offers to save answers in an account, where others may find them.
    #[must_use]
    pub fn leaving_at_once(self) -> Self {
        Self {
            left_at_once: true,
            ..self
        }
    }

    /// Whether every page has a button that leaves it at once.
    pub(crate) const fn is_left_at_once(&self) -> bool {
        self.left_at_once
    }

    /// Returns the site as shown to an invited person who is signed in.
    #[must_use]
    pub fn shown_to_staff(&self, staff_user: SignedInStaff) -> Self {
        Self {
            staff_user: Some(staff_user),
            ..self.clone()
        }
    }

    /// Returns the invited person who is signed in, if one is.
    #[must_use]
    pub const fn staff_user(&self) -> Option<&SignedInStaff> {
        self.staff_user.as_ref()
    }

    /// Sets the address at which browsers find the site:
    /// `https://care.example.gov.uk`. An empty address leaves it unknown.
    #[must_use]
    pub fn found_at(mut self, address: &str) -> Self {
        self.public_address = (!address.is_empty()).then(|| address.into());
        self
    }

    /// Returns the address at which browsers find the site, without a slash at
    /// the end, if it is known. The `Host` of a request may name a machine in
    /// between.
    #[must_use]
    pub fn public_address(&self) -> Option<&str> {
        self.public_address.as_deref()
    }

    /// Replaces the shipped forms of the site, for a test that adds a form of
    /// its own.
    #[must_use]
    pub const fn with_forms(mut self, forms: FormCatalogue) -> Self {
        self.forms = forms;
        self
    }

    /// Lists the forms of the site. A page offers somebody only the forms that
    /// their audience may start.
    #[must_use]
    pub const fn forms(&self) -> FormCatalogue {
        self.forms
    }

    /// Sets the limits of what anybody can ask for without a password.
    #[must_use]
    pub const fn with_limits(mut self, limits: RequestLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Returns the limits of what anybody can ask for without a password.
    #[must_use]
    pub const fn limits(&self) -> RequestLimits {
        self.limits
    }

    /// Sets how a request waits for another one. Without it, none waits.
    #[must_use]
    pub fn pausing_by(
        mut self,
        pause: impl Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) -> Self {
        self.pause = Arc::new(pause);
        self
    }

    /// Waits for another request, for this time.
    pub async fn pause(&self, time: Duration) {
        (self.pause)(time).await;
    }

    /// Returns the council.
    #[must_use]
    pub fn council(&self) -> &Council {
        &self.inside.council
    }

    /// Returns the stage: `local`, `test` or `live`.
    #[must_use]
    pub fn stage(&self) -> &str {
        &self.inside.stage
    }

    /// Returns the present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.inside.clock)()
    }

    /// Returns today's date in London.
    #[must_use]
    pub fn today(&self) -> Date {
        date_in_london(self.now())
    }

    /// Makes an id that nobody can guess and that was never made before.
    #[must_use]
    pub fn new_id(&self) -> String {
        (self.inside.ids)()
    }

    /// Returns the id with which a form was shown, so that posting the form
    /// twice keeps it once. An id that the portal cannot have made is replaced
    /// by a new one: to keep what somebody wrote matters more than to know that
    /// it was not posted twice.
    #[must_use]
    pub fn id_of_form(&self, sent: &str) -> String {
        let ours = (16..=64).contains(&sent.len())
            && sent
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if ours { sent.to_owned() } else { self.new_id() }
    }

    pub(crate) fn colours(&self) -> &Colours {
        &self.inside.colours
    }

    pub(crate) fn head(&self) -> &Html {
        &self.inside.head
    }

    pub(crate) fn top(&self) -> &Html {
        let [visitors, citizens, staff] = &self.inside.top;
        if self.staff_user.is_some() {
            staff
        } else if self.signed_in.is_some() {
            citizens
        } else {
            visitors
        }
    }

    pub(crate) fn foot(&self) -> &Html {
        &self.inside.foot
    }
}

impl fmt::Debug for SiteContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiteContext")
            .field("council", &self.inside.council.name)
            .finish_non_exhaustive()
    }
}

impl Colours {
    fn of(council: &Council) -> Self {
        let css = format!(":root{{--govuk-brand-colour:{}}}\n", brand_colour(council));
        let name = format!("council-{}.css", crate::http::digest::short(css.as_bytes()));
        Self { name, css }
    }
}

/// Says on every page that nobody should enter real details.
fn test_copy() -> PhaseBanner {
    let tag = Tag {
        text: "Test".into(),
        ..Tag::default()
    };
    let text = "This is a test copy. Do not enter real details about anybody.";
    PhaseBanner {
        tag,
        text: text.into(),
        ..PhaseBanner::default()
    }
}

/// Returns the council's colour, or the Design System's blue if the setting is
/// not a colour: the value goes into a stylesheet unescaped.
fn brand_colour(council: &Council) -> &str {
    let colour = council.brand_colour.as_str();
    match colour.strip_prefix('#') {
        Some(digits) if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) => {
            colour
        }
        _ => "#1d70b8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn a_colour_that_is_not_one_cannot_reach_the_stylesheet() {
        let mut council = example::council();
        council.brand_colour = "red;}body{display:none".into();
        let site = SiteContext::new(council, "test", example::now, String::new);
        assert_eq!(site.colours().css, ":root{--govuk-brand-colour:#1d70b8}\n");
    }

    #[test]
    fn a_form_keeps_the_id_it_was_shown_with_if_we_can_have_made_it() {
        let site = example::site();
        let shown = "00112233445566778899aabbccddeeff";
        assert_eq!(site.id_of_form(shown), shown);
        for foreign in ["", "0011", "../../0011223344556677", &"a".repeat(65)] {
            assert_eq!(site.id_of_form(foreign), site.new_id(), "{foreign}");
        }
    }

    #[test]
    fn today_is_the_date_in_london() {
        let late = || "2026-06-30T23:30:00Z".parse().unwrap();
        let site = SiteContext::new(example::council(), "test", late, String::new);
        assert_eq!(site.today().to_string(), "2026-07-01");
    }
}
