//! Forged cookies and tokens, each of which is refused wherever it is shown.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use domain::access::budget::Budget;
use domain::access::session::{Session, SessionKey, SessionStore as _};
use domain::access::sign_in::{Purpose, SensitiveAction, SignInKey, SignInStore as _};
use domain::forms::draft::{Answer, DraftKey, DraftStore as _};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::open_answer;
use tower::ServiceExt as _;
use web::who::sign_in::new_sign_in;

use crate::people::{CODE, Person, PopulatedApp, carrying, key_of};

/// The cookies of somebody who is signed in on one device, signing in on
/// another, and has answered a form on a third. Each has letters in it, which a
/// forger can change to capitals.
const SESSION: &str = "5e55105e55105e55105e55105e55beef";
const SIGN_IN: &str = "519f1f519f1f519f1f519f1f519fbeef";
const VISIT: &str = "f151ff151ff151ff151ff151ff15beef";

#[tokio::test]
async fn every_forged_cookie_and_token_is_refused() {
    let app = PopulatedApp::new().await;
    let bea = app.add_person().await;
    app.give_cookies(&bea).await;
    let stored = app.database().stored_records().await;
    let mut forged = of_sessions(&bea);
    forged.extend(of_sign_ins());
    forged.extend(of_visits());
    forged.extend(of_tokens(&bea));
    let marks = bea.marks();
    let (mut refused, mut let_in) = (BTreeSet::new(), Vec::new());
    for one in &forged {
        let answers = show(&app.routes, one, &bea).await;
        let secret = |text: &str| {
            let mut typed = marks.iter().filter(|(what, _)| !is_asked_with(what));
            typed.any(|(_, mark)| text.contains(mark.as_str()))
        };
        if answers
            .iter()
            .all(|answer| is_refused(one.door, answer) && !secret(&answer.2))
        {
            refused.insert(format!("{:?}: {}", one.door, one.what));
        } else {
            let got: Vec<_> = answers.iter().map(|(status, ..)| status).collect();
            let_in.push(format!(
                "{} at the door to {:?}: {got:?}",
                one.what, one.door
            ));
        }
    }
    assert!(let_in.is_empty(), "{}", let_in.join("\n"));
    assert_eq!((refused.len(), forged.len()), (80, 80));
    let still = app.database().stored_records().await;
    assert_eq!(still.len(), stored.len());

    // The true cookies open every door.
    for (door, cookie) in [
        (Door::Account, format!("__Host-session={SESSION}")),
        (Door::Answers, format!("__Host-visit={VISIT}")),
        (Door::Code, format!("__Host-sign-in={SIGN_IN}")),
    ] {
        let opened = show(&app.routes, &cookies("true", door, &cookie), &bea).await;
        for answer in &opened {
            assert!(!is_refused(door, answer), "{door:?}: {}", answer.0);
            assert!(matches!(answer.0, 200 | 303), "{door:?}: {}", answer.0);
        }
    }
}

/// The thing that a cookie opens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Door {
    /// The account of somebody who is signed in.
    Account,
    /// A sign-in that waits for its code.
    Code,
    /// The answers of somebody without an account.
    Answers,
}

/// A forgery: its name, how it is shown, and what it should open.
struct Forged {
    what: String,
    door: Door,
    headers: Vec<(&'static str, String)>,
    /// A field with the forgery, for the query and the post.
    named: Option<(&'static str, String)>,
}

fn cookies(what: &str, door: Door, cookies: &str) -> Forged {
    Forged {
        what: what.to_owned(),
        door,
        headers: vec![("cookie", cookies.to_owned())],
        named: None,
    }
}

fn session(what: &str, value: &str) -> Forged {
    cookies(what, Door::Account, &format!("__Host-session={value}"))
}

fn sign_in(what: &str, value: &str) -> Forged {
    cookies(what, Door::Code, &format!("__Host-sign-in={value}"))
}

fn visit(what: &str, value: &str) -> Forged {
    cookies(what, Door::Answers, &format!("__Host-visit={value}"))
}

/// Changes a value that the portal made in every way that a forger might.
fn changed(value: &str) -> Vec<(&'static str, String)> {
    let key = key_of(value);
    let reversed: String = value.chars().rev().collect();
    vec![
        ("shortened by its last character", value[..31].to_owned()),
        ("shortened by its first character", value[1..].to_owned()),
        ("shortened as far as one of ours", value[..26].to_owned()),
        ("lengthened by a character", format!("{value}0")),
        ("twice over", value.repeat(2)),
        ("with another last character", format!("{}e", &value[..31])),
        ("in capitals", value.to_uppercase()),
        ("backwards", reversed),
        ("in quotation marks", format!("\"{value}\"")),
        ("with a byte as in an address", format!("{value}%00")),
        ("its key in the table", key.clone()),
        ("the key of its key", key_of(&key)),
    ]
}

/// Lists the forgeries of a session.
fn of_sessions(bea: &Person) -> Vec<Forged> {
    let mut forged: Vec<Forged> = changed(SESSION)
        .into_iter()
        .map(|(how, value)| session(&format!("a session {how}"), &value))
        .collect();
    for (what, value) in [
        ("nothing", ""),
        ("the cookie of a sign-in", SIGN_IN),
        ("the cookie of a visit", VISIT),
        ("the id of the account", bea.id("account")),
        ("the id of a saved form", bea.id("request")),
        ("a reference", bea.id("reference of the request")),
        (
            "the session of somebody who signed out",
            "51d0e51d0e51d0e51d0e51d0e51d0e51",
        ),
        (
            "a session signed out on every device",
            "0e51d0e51d0e51d0e51d0e51d0e51d0e",
        ),
        (
            "a session that was idle for 30 minutes",
            "1d1e1d1e1d1e1d1e1d1e1d1e1d1e1d1e",
        ),
        ("a session of 12 hours", "12a12a12a12a12a12a12a12a12a12a12"),
        (
            "a session that has not begun",
            "f00f00f00f00f00f00f00f00f00f00f0",
        ),
        (
            "the session of a deleted account",
            "de1e7edde1e7edde1e7edde1e7edde1e",
        ),
        (
            "a session that was never given",
            "abadcafeabadcafeabadcafeabadcafe",
        ),
    ] {
        forged.push(session(what, value));
    }
    let other = "abadcafeabadcafeabadcafeabadcafe";
    for (what, sent) in [
        (
            "a forged session before a true one",
            format!("__Host-session={other}; __Host-session={SESSION}"),
        ),
        (
            "another case of the name",
            format!("__host-session={SESSION}"),
        ),
        ("another prefix", format!("__Secure-session={SESSION}")),
        ("no prefix", format!("session={SESSION}")),
        (
            "a space before the value",
            format!("__Host-session= {SESSION}"),
        ),
        ("the value alone", SESSION.to_owned()),
        ("the name of a visit", format!("__Host-visit={SESSION}")),
    ] {
        forged.push(cookies(what, Door::Account, &sent));
    }
    forged.push(Forged {
        what: "a forged session in a header before that of a true one".to_owned(),
        door: Door::Account,
        headers: vec![
            ("cookie", format!("__Host-session={other}")),
            ("cookie", format!("__Host-session={SESSION}")),
        ],
        named: None,
    });
    forged.push(Forged {
        what: "a session as a bearer's token".to_owned(),
        door: Door::Account,
        headers: vec![("authorization", format!("Bearer {SESSION}"))],
        named: None,
    });
    forged.push(Forged {
        what: "a session in the address and the form".to_owned(),
        door: Door::Account,
        headers: Vec::new(),
        named: Some(("__Host-session", SESSION.to_owned())),
    });
    forged
}

/// Lists the forgeries of a sign-in, shown with the code that is right for the
/// true one.
fn of_sign_ins() -> Vec<Forged> {
    let mut forged: Vec<Forged> = changed(SIGN_IN)
        .into_iter()
        .map(|(how, value)| sign_in(&format!("a sign-in {how}"), &value))
        .collect();
    for (what, value) in [
        ("the cookie of a session", SESSION),
        ("the cookie of a visit", VISIT),
        (
            "a sign-in that was finished",
            "f1d0e1f1d0e1f1d0e1f1d0e1f1d0e1f1",
        ),
        (
            "a sign-in that is 15 minutes old",
            "01d001d001d001d001d001d001d001d0",
        ),
        (
            "a sign-in whose code is 10 minutes old",
            "1a7e1a7e1a7e1a7e1a7e1a7e1a7e1a7e",
        ),
        (
            "a sign-in whose code is another's",
            "07e2a07e2a07e2a07e2a07e2a07e2a07",
        ),
    ] {
        forged.push(sign_in(what, value));
    }
    forged
}

/// Lists the forgeries of the visit of somebody who has answered.
fn of_visits() -> Vec<Forged> {
    let mut forged: Vec<Forged> = changed(VISIT)
        .into_iter()
        .map(|(how, value)| visit(&format!("a visit {how}"), &value))
        .collect();
    for (what, value) in [
        ("the cookie of a session", SESSION),
        ("the cookie of a sign-in", SIGN_IN),
        (
            "a visit of 24 hours ago",
            "a9e0a9e0a9e0a9e0a9e0a9e0a9e0a9e0",
        ),
        (
            "a visit whose answers were cleared",
            "c1ea2c1ea2c1ea2c1ea2c1ea2c1ea2c1",
        ),
    ] {
        forged.push(visit(what, value));
    }
    forged
}

/// Makes ID tokens. No page takes a token, not even one that Cognito signed.
fn of_tokens(bea: &Person) -> Vec<Forged> {
    let header = json!({"alg": "RS256", "kid": "1"});
    let claims = json!({
        "sub": bea.id("account"),
        "iss": "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_AbCdEf123",
        "aud": "client-1",
        "token_use": "id",
        "exp": 4_102_444_800_i64,
        "email": bea.address(),
        "email_verified": true,
    });
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        token(&header, &claims, "signature")
    };
    let by = |header: Value| token(&header, &claims, "signature");
    let whole = token(&header, &claims, "signature");
    let issuer = "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Another12";
    [
        ("a token that looks whole", whole.clone()),
        ("a token without an algorithm", by(json!({"alg": "none"}))),
        (
            "a token signed with our client's name",
            by(json!({"alg": "HS256", "kid": "client-1"})),
        ),
        (
            "a token signed with a key of its own",
            by(json!({"alg": "RS256", "jwk": {"kty": "RSA", "e": "AQAB", "n": "AQAB"}})),
        ),
        (
            "a token signed with an unknown key",
            by(json!({"alg": "RS256", "kid": "../../dev/null"})),
        ),
        ("a token without a signature", token(&header, &claims, "")),
        ("a token of another issuer", with("iss", json!(issuer))),
        ("a token for another client", with("aud", json!("client-2"))),
        (
            "a token to call programs with",
            with("token_use", json!("access")),
        ),
        ("a token that has ended", with("exp", json!(1_700_000_000))),
        ("a token cut short", whole[..whole.len() - 20].to_owned()),
    ]
    .into_iter()
    .map(|(what, token)| Forged {
        what: what.to_owned(),
        door: Door::Account,
        headers: vec![
            (
                "cookie",
                format!("__Host-session={token}; id_token={token}"),
            ),
            ("authorization", format!("Bearer {token}")),
            ("x-amzn-oidc-data", token.clone()),
        ],
        named: Some(("id_token", token)),
    })
    .collect()
}

fn token(header: &Value, claims: &Value, signature: &str) -> String {
    let [header, claims, signature] =
        [header.to_string(), claims.to_string(), signature.to_owned()].map(|part| base64(&part));
    format!("{header}.{claims}.{signature}")
}

/// Encodes a part of a token (RFC 4648, section 5), without padding.
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut written = String::new();
    for bytes in text.as_bytes().chunks(3) {
        let mut bits = 0_usize;
        for place in 0..3 {
            bits = bits << 8 | usize::from(bytes.get(place).copied().unwrap_or_default());
        }
        for digit in 0..=bytes.len() {
            written.push(char::from(DIGITS[bits >> (18 - 6 * digit) & 63]));
        }
    }
    written
}

impl PopulatedApp {
    async fn start_session(&self, cookie: &str, person: &Person, since: i64, seen: i64) {
        let (now, minutes) = (self.now(), SignedDuration::from_mins);
        let session = Session {
            account: person.account(),
            first_name: person.typed("first name"),
            signed_in_at: now - minutes(since),
            seen_at: now - minutes(seen),
            only: None,
            open: [("request-help".to_owned(), person.saved("request"))].into(),
            joined: BTreeMap::new(),
        };
        let key = SessionKey(key_of(cookie));
        self.table().start_session(&key, &session).await.unwrap();
    }

    /// Begins a sign-in so many minutes ago, with a code.
    async fn start_sign_in(&self, cookie: &str, person: &Person, ago: i64, code: &str) {
        let then = self.now() - SignedDuration::from_mins(ago);
        let purpose = Purpose::Recover {
            reference: person.reference("reference of the request"),
        };
        let site = self.site();
        let mut sign_in = new_sign_in(&site, person.email(), purpose, "/saved-forms");
        sign_in.started_at = then;
        let key = SignInKey(key_of(cookie));
        self.table().start_sign_in(&key, &sign_in).await.unwrap();
        // The hash of a code depends on its cookie.
        let hash = key_of(&format!("{cookie}:{code}"));
        let email = person.email();
        let set = self
            .table()
            .set_code(
                &key,
                &email,
                &hash,
                &[Budget::of_sign_in_codes(&email)],
                then,
            )
            .await;
        set.unwrap();
    }

    async fn answer(&self, cookie: &str, ago: i64) {
        let then = self.now() - SignedDuration::from_hours(ago);
        let key = DraftKey::Visit(key_of(cookie));
        for (question, answer) in [("who-for", "me"), ("setting", "at_home"), ("when", "now")] {
            let answer = Answer::Text(answer.to_owned());
            let table = self.table();
            let kept = table.keep_answer(&key, "estimate-costs", question, answer, then);
            kept.await.unwrap();
        }
    }

    /// Makes the true cookies, and cookies that were true once.
    async fn give_cookies(&self, bea: &Person) {
        self.start_session(SESSION, bea, 0, 0).await;
        self.start_sign_in(SIGN_IN, bea, 0, CODE).await;
        self.answer(VISIT, 0).await;
        self.start_session("51d0e51d0e51d0e51d0e51d0e51d0e51", bea, 0, 0)
            .await;
        let key = SessionKey(key_of("51d0e51d0e51d0e51d0e51d0e51d0e51"));
        self.table().end_session(&key).await.unwrap();
        let everywhere = self.add_person().await;
        self.start_session("0e51d0e51d0e51d0e51d0e51d0e51d0e", &everywhere, 0, 0)
            .await;
        self.table()
            .end_sessions(&everywhere.account())
            .await
            .unwrap();
        self.start_session("1d1e1d1e1d1e1d1e1d1e1d1e1d1e1d1e", bea, 60, 30)
            .await;
        self.start_session("12a12a12a12a12a12a12a12a12a12a12", bea, 12 * 60, 1)
            .await;
        self.start_session("f00f00f00f00f00f00f00f00f00f00f0", bea, -5, -5)
            .await;
        let deleted = self.add_person().await;
        let session = "de1e7edde1e7edde1e7edde1e7edde1e";
        self.start_session(session, &deleted, 0, 0).await;
        let mut visitor = self.visitor();
        visitor.take_cookies(&carrying("__Host-session", session));
        self.reauthenticate(&mut visitor, SensitiveAction::DeleteAccount)
            .await;
        visitor.post("/saved-forms/your-data/delete", &[]).await;
        let other = self.add_person().await;
        self.start_sign_in("f1d0e1f1d0e1f1d0e1f1d0e1f1d0e1f1", &other, 0, CODE)
            .await;
        let key = SignInKey(key_of("f1d0e1f1d0e1f1d0e1f1d0e1f1d0e1f1"));
        self.table().end_sign_in(&key).await.unwrap();
        self.start_sign_in("01d001d001d001d001d001d001d001d0", &other, 15, CODE)
            .await;
        self.start_sign_in("1a7e1a7e1a7e1a7e1a7e1a7e1a7e1a7e", &other, 10, CODE)
            .await;
        self.start_sign_in("07e2a07e2a07e2a07e2a07e2a07e2a07", &other, 0, "543210")
            .await;
        self.answer("a9e0a9e0a9e0a9e0a9e0a9e0a9e0a9e0", 24).await;
        let cleared = "c1ea2c1ea2c1ea2c1ea2c1ea2c1ea2c1";
        self.answer(cleared, 0).await;
        let key = DraftKey::Visit(key_of(cleared));
        self.table()
            .clear_draft(&key, "estimate-costs")
            .await
            .unwrap();
    }
}

/// A request: a method, an address and the fields that are posted.
type Sent = (Method, String, Vec<(&'static str, String)>);

/// Lists the requests that try a door: one for a page that shows something, and
/// one that does something.
fn requests(door: Door, bea: &Person) -> Vec<Sent> {
    match door {
        Door::Account => vec![
            (Method::GET, "/account".to_owned(), Vec::new()),
            (Method::GET, "/saved-forms".to_owned(), Vec::new()),
            (
                Method::GET,
                format!("/apply/sent/{}", bea.id("application")),
                Vec::new(),
            ),
            (Method::GET, "/apply/evidence".to_owned(), Vec::new()),
            (Method::POST, "/account/stay".to_owned(), Vec::new()),
            (
                Method::POST,
                format!("/saved-forms/{}/name", bea.id("request")),
                vec![("name", "Mallory’s now".to_owned())],
            ),
        ],
        Door::Code => vec![(
            Method::POST,
            "/sign-in/code".to_owned(),
            vec![("code", CODE.to_owned())],
        )],
        Door::Answers => vec![(
            Method::GET,
            "/estimate-costs/free-care".to_owned(),
            Vec::new(),
        )],
    }
}

/// The status, headers and body of an answer.
type Answered = (u16, HeaderMap, String);

/// Sends the requests of a door with a forgery or a true cookie.
async fn show(house: &Router, shown: &Forged, bea: &Person) -> Vec<Answered> {
    let mut answers = Vec::new();
    for (method, path, fields) in requests(shown.door, bea) {
        let named = shown
            .named
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let fields = fields.iter().map(|(name, value)| format!("{name}={value}"));
        let body = fields.chain(named.clone()).collect::<Vec<_>>().join("&");
        let query = named.collect::<Vec<_>>().join("&");
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{path}?{query}"))
            .header("host", "portal.example")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let mut cookies = "";
        for (name, value) in &shown.headers {
            request = request.header(*name, value);
            if *name == "cookie" {
                cookies = value;
            }
        }
        let request = request.body(Body::from(body)).unwrap();
        let reply = house.clone().oneshot(request).await.unwrap();
        let reply = open_answer(house, cookies, reply).await;
        let (parts, body) = reply.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        answers.push((parts.status.as_u16(), parts.headers, body));
    }
    answers
}

/// Whether a door stayed shut: the answer leads to sign in or to the first
/// question, or says that the code is not right, and sets no cookie that opens
/// a door.
fn is_refused(door: Door, (status, headers, _): &Answered) -> bool {
    let to = headers.get(header::LOCATION).map(|to| to.to_str().unwrap());
    let let_in = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .any(|cookie| cookie.to_str().unwrap().starts_with("__Host-session="));
    let shut = match (door, status, to) {
        (Door::Account, 303, Some(to)) => to.starts_with("/sign-in?next="),
        (Door::Code, 303, Some(to)) => to == "/sign-in",
        (Door::Code, 422, None) => true,
        (Door::Answers, 303, Some(to)) => to == "/estimate-costs/about",
        _ => false,
    };
    shut && !let_in
}

/// Whether a request itself names this, so that its answer may show it.
fn is_asked_with(what: &str) -> bool {
    matches!(
        what,
        "application" | "request" | "account" | "email address"
    )
}
