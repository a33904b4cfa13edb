//! Counts the pages and the taps of somebody's whole way, from the check of
//! support to what was sent, as somebody goes it on a phone.

use std::collections::BTreeSet;

use testkit::{PASSWORD, Reply, TestApp, Visitor};

use crate::visitors::visitor;

const EMAIL: &str = "rosa@example.org";

/// The most pages and taps of the whole way.
const MOST_PAGES: usize = 40;
const MOST_TAPS: usize = 80;

#[tokio::test]
async fn a_pensioner_comes_from_the_check_to_what_was_sent_in_40_pages_and_80_taps() {
    let app = TestApp::default();
    let mut walk = Walk::new(visitor(&app));
    let page = walk.open("/check-support").await;
    let page = walk.follow(&page, "/check-support/who").await;
    let page = walk.answer(page, CHECK, "/check-support/result").await;
    assert!(page.words().contains("may be eligible"), "{}", page.words());
    let page = walk.follow(&page, "/estimate-costs").await;
    let page = walk.follow(&page, "/estimate-costs/about").await;
    let page = walk.answer(page, ESTIMATE, "/estimate-costs/result").await;
    // 230.25 + 42.10 + 73.90 + 4.00 of tariff income, less the rent, the Council
    // Tax, the alarm and the 241.45 that everybody keeps, is less than nothing.
    assert!(page.words().contains("pay nothing"), "{}", page.words());
    let page = walk.follow(&page, "/apply").await;
    let page = walk
        .follow(&page, "/account/create?next=/apply/about")
        .await;
    walk.make_account(&app, &page).await;
    let page = walk.shown.clone();
    let page = walk.answer(page, REQUEST, "/apply/check-answers").await;
    let page = walk.follow(&page, "/apply/attach").await;
    let page = walk.press(&page, &[]).await;
    let page = walk.follow(&page, "/apply/declaration").await;
    let sent = walk.press(&page, &[("confirm", "yes")]).await;
    assert!(
        sent.heading().contains("Request sent"),
        "{}",
        sent.heading()
    );
    let Walk {
        pages, taps, typed, ..
    } = &walk;
    let seen = format!(
        "{} pages, {taps} taps, {typed} values: {pages:#?}",
        pages.len()
    );
    assert!(pages.len() <= MOST_PAGES && *taps <= MOST_TAPS, "{seen}");
}

/// Everything that a pensioner answers who lives alone and rents, by the name of
/// the field: in the check of support.
const CHECK: &[(&str, &str)] = &[
    ("who", "myself"),
    ("urgent", "none"),
    ("age", "yes"),
    ("condition", "yes"),
    ("varies", "no"),
    ("eating", "without_difficulty"),
    ("washing", "not_without_help"),
    ("toilet", "without_difficulty"),
    ("dressing", "takes_much_longer"),
    ("home-safety", "not_safe"),
    ("home-upkeep", "not_without_help"),
    ("relationships", "without_difficulty"),
    ("work-learning", "does_not_apply"),
    ("community", "not_without_help"),
    ("caring-for-child", "does_not_apply"),
    ("well-being", "dignity"),
    ("well-being", "control"),
    ("impact", "yes"),
];

/// Everything that she answers in the estimate.
const ESTIMATE: &[(&str, &str)] = &[
    ("who-for", "me"),
    ("setting", "at_home"),
    ("when", "now"),
    ("free-care", "none"),
    ("taking-part", "full"),
    ("cost", "week"),
    ("weekly-cost", "287.50"),
    ("night-care", "no"),
    ("age", "78"),
    ("partner", "no"),
    ("children", "0"),
    ("pensions", "state_pension"),
    ("pensions", "occupational_pension"),
    ("amount-state-pension-amount", "230.25"),
    ("amount-occupational-pension-amount", "42.10"),
    ("benefits", "attendance_allowance_lower"),
    ("amount-attendance-allowance-lower-amount", "73.90"),
    ("savings", "yes"),
    ("savings-kind", "bank_or_building_society"),
    ("savings-value", "15100"),
    ("savings-whose", "person"),
    ("housing-costs", "rent"),
    ("housing-costs", "council_tax"),
    ("cost-rent-amount", "110"),
    ("cost-council-tax-amount", "24.50"),
    ("housing-shared", "1"),
    ("rent-help-amount", "0"),
    ("council-tax-help-amount", "0"),
    ("extra-costs", "yes"),
    ("extra-costs-kind", "community_alarm"),
    ("extra-costs-amount-amount", "12.50"),
    ("anything-else", "none"),
];

/// Everything that she answers in the request.
const REQUEST: &[(&str, &str)] = &[
    ("who", "myself"),
    ("what", "help"),
    ("urgent", "can_wait"),
    ("difficult", "Washing, and getting out."),
    ("support", "not_needed"),
    ("born-day", "27"),
    ("born-month", "3"),
    ("born-year", "1948"),
    ("address-line1", "1 High Street"),
    ("address-town", "Exampleton"),
    ("address-postcode", "LE1 1FZ"),
    ("contact-how", "phone"),
    ("best-time", "morning"),
    ("phone", "01632 960 001"),
    ("communication", "none"),
];

/// Somebody with a phone, and what they have done so far.
struct Walk {
    browser: Visitor,
    /// The page that is shown.
    shown: Reply,
    at: String,
    /// The addresses of the pages, in order.
    pages: Vec<String>,
    /// Each press of a link, a button, a radio button or a checkbox.
    taps: usize,
    /// Each value that is typed.
    typed: usize,
}

impl Walk {
    fn new(browser: Visitor) -> Self {
        Self {
            browser,
            shown: Reply {
                status: 0,
                headers: axum::http::HeaderMap::new(),
                body: String::new(),
            },
            at: String::new(),
            pages: Vec::new(),
            taps: 0,
            typed: 0,
        }
    }

    async fn open(&mut self, path: &str) -> Reply {
        let mut at = path.to_owned();
        loop {
            let reply = self.browser.get(&at).await;
            match reply.location() {
                Some(to) => at = to.to_owned(),
                None => {
                    let reply = reply.expect_status(200, &at).unwrap();
                    self.pages.push(at.clone());
                    (self.at, self.shown) = (at, reply.clone());
                    return reply;
                }
            }
        }
    }

    /// Presses the link or button that leads to a path.
    async fn follow(&mut self, page: &Reply, path: &str) -> Reply {
        let at = &self.at;
        assert!(
            page.has_link_to(path),
            "{at} has no link to {path}: {}",
            page.words()
        );
        self.taps += 1;
        self.open(path).await
    }

    /// Answers page after page until one of this path is shown. Every answer is
    /// asked for: a way that asks less is not the same way.
    async fn answer(&mut self, mut page: Reply, answers: &[(&str, &str)], until: &str) -> Reply {
        let mut used = BTreeSet::new();
        while self.at != until {
            let asked = |(name, value): &(&str, &str)| {
                let choice = format!("input[name='{name}'][value='{value}']");
                let text = format!(
                    "input[name='{name}']:not([type=radio], [type=checkbox], [type=hidden]), textarea[name='{name}']"
                );
                let mut selectors = [choice, text].into_iter();
                selectors.any(|selector| !page.attributes(&selector, "name").is_empty())
            };
            let given: Vec<(&str, &str)> = answers.iter().copied().filter(asked).collect();
            used.extend(given.iter().copied());
            page = self.press(&page, &given).await;
        }
        let unasked: Vec<_> = answers
            .iter()
            .filter(|given| !used.contains(given))
            .collect();
        assert!(unasked.is_empty(), "{until}: nobody asked {unasked:?}");
        page
    }

    /// Fills in the form of a page and presses its button. What the page has
    /// chosen or filled in already takes no tap.
    async fn press(&mut self, page: &Reply, given: &[(&str, &str)]) -> Reply {
        let form = "main form[method='post']";
        let action = page.attributes(form, "action");
        let action = action.first().cloned().unwrap_or_else(|| self.at.clone());
        let of = |selector: &str, attribute: &str| {
            page.attributes(&format!("{form} {selector}"), attribute)
        };
        let mut fields: Vec<(String, String)> = Vec::new();
        for selector in ["input[type='hidden']", "input[checked]"] {
            fields.extend(of(selector, "name").into_iter().zip(of(selector, "value")));
        }
        for (name, value) in given {
            let choice = format!("input[name='{name}'][value='{value}']");
            let kind = page.attributes(&choice, "type");
            let given = ((*name).to_owned(), (*value).to_owned());
            match kind.first().map(String::as_str) {
                Some("radio") => {
                    if !fields.contains(&given) {
                        self.taps += 1;
                    }
                    fields.retain(|(known, _)| known != name);
                    fields.push(given);
                }
                Some("checkbox") => {
                    if !fields.contains(&given) {
                        self.taps += 1;
                        fields.push(given);
                    }
                }
                _ => {
                    self.typed += 1;
                    fields.push(given);
                }
            }
        }
        self.taps += 1;
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let to = self.browser.submit_form(&action, &fields).await.unwrap();
        self.open(&to).await
    }

    async fn make_account(&mut self, app: &TestApp, page: &Reply) {
        let fields = [
            ("first-name", "Rosa"),
            ("last-name", "Example"),
            ("email", EMAIL),
            ("password", PASSWORD),
        ];
        let page = self.press(page, &fields).await;
        let code = app.mailer().last_code(EMAIL).unwrap();
        self.press(&page, &[("code", &code)]).await;
    }
}
