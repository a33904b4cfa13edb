//! Bad input: ten thousand malformed requests, and hostile words in every
//! field. None may bring the house down, be believed, or reach a log.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::routes::{self, Answer};

/// The same numbers every time: a linear congruential generator (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.roll(of.len())]
    }
}

/// What nobody honest sends.
const VALUES: &[&[u8]] = &[
    b"",
    b"\xff\xfe\xfd",
    b"%",
    b"%ZZ",
    b"%00",
    b"%C0%AF",
    b"NaN",
    b"-1",
    b"-0.00",
    b"1e309",
    b"99999999999999999999999999999999999999",
    b"0.001",
    b"29",
    b"2026-02-30",
    b"%E2%80%AE%D8%A7",
    b"\r\nSet-Cookie: x=y",
    b"<script>alert(1)</script>",
    b"' OR 1=1 --",
    b"=HYPERLINK(\"https://example.org\")",
    b"../../../etc/passwd",
    b"{{7*7}}",
    b"${jndi:ldap://example.org}",
    b"\xf0\x9f\x91\xb5",
];

const JSON: &[&str] = &[
    "",
    "null",
    "[]",
    "{}",
    "{",
    "\u{feff}{}",
    "{\"date\":\"2026-02-30\",\"circumstances\":{\"care\":{\"setting\":\"at_home\"}}}",
    "{\"date\":\"2026-11-22\",\"date\":\"2026-11-22\",\"circumstances\":{\"care\":{\"setting\":\"at_home\"}}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\"},\"income\":[{\"kind\":\"earnings\",\"amount\":NaN}]}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\"},\"income\":[{\"kind\":\"earnings\",\"amount\":-5}]}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\"},\"income\":[{\"kind\":\"earnings\",\"amount\":1e400}]}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":300},\"care\":{\"setting\":\"at_home\"}}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"date_of_birth\":\"-009999-01-01\"},\"care\":{\"setting\":\"at_home\",\"parts\":[{\"name\":\"x\",\"price\":1,\"units\":1e28}]}}}",
    "{\"date\":\"9999-12-31\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\",\"weekly_cost\":99999999.99}},\"policy\":{\"percent_charged\":\"79228162514264337593543950335\"}}",
];

fn body(dice: &mut Dice, address: &str, answer: Answer) -> (Vec<u8>, &'static str) {
    let form = "application/x-www-form-urlencoded";
    match dice.roll(12) {
        0 => (vec![b'a'; 300 * 1024], form),
        1 => ("[".repeat(50_000).into_bytes(), "application/json"),
        2 => (
            JSON[dice.roll(JSON.len())].as_bytes().to_vec(),
            "application/json",
        ),
        3 => (
            JSON[dice.roll(JSON.len())].as_bytes().to_vec(),
            "text/plain",
        ),
        4 => ("a=b&".repeat(2_000).into_bytes(), form),
        5 => (
            b"\0\x01\x02\xff".to_vec(),
            "multipart/form-data; boundary=x",
        ),
        _ if answer == Answer::Document => (
            JSON[dice.roll(JSON.len())].as_bytes().to_vec(),
            "application/json",
        ),
        _ => {
            let page = address
                .split(['?'])
                .next()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap();
            let mut body = Vec::new();
            for part in ["", "-amount", "-every", "-day", "-month", "-year", "-kind"] {
                if dice.roll(2) == 0 {
                    body.extend_from_slice(format!("{page}{part}=").as_bytes());
                    body.extend_from_slice(dice.one(VALUES));
                    body.push(b'&');
                }
            }
            (body, form)
        }
    }
}

const COOKIES: &[&str] = &[
    "",
    "__Host-visit=",
    "__Host-visit=../../x",
    "__Host-visit=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "__Host-visit=a; __Host-visit=b",
    "=; ;;; ==",
];

#[tokio::test]
async fn ten_thousand_malformed_requests_are_answered_clearly_and_break_nothing() {
    let house = routes::house().await;
    let routes = routes::all();
    let mut dice = Dice(2026);
    let mut answered: BTreeMap<u16, u32> = BTreeMap::new();
    for turn in 0..10_000 {
        let route = &routes[dice.roll(routes.len())];
        let (body, kind) = body(&mut dice, route.address, route.answer);
        let query = [
            "",
            "?change=1",
            "?need=%ff",
            "?words=%E2%80%AE&need=x",
            "?=&&=%00",
        ];
        let path = route.address.split('?').next().unwrap();
        let address = format!("{path}{}", query[dice.roll(query.len())]);
        let method = dice.one(&[&Method::GET, &Method::POST, &route.method, &Method::PUT]);
        let request = Request::builder()
            .method(method.clone())
            .uri(&address)
            .header("host", "portal.example")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind)
            .header("cookie", COOKIES[dice.roll(COOKIES.len())])
            .header(
                "accept-encoding",
                *dice.one(&[&"br", &"gzip;q=0", &"*", &"nonsense"]),
            )
            .body(Body::from(body))
            .unwrap();
        let reply = house.clone().oneshot(request).await.unwrap();
        let status = reply.status().as_u16();
        *answered.entry(status).or_default() += 1;
        let kind = reply
            .headers()
            .get("content-type")
            .map(|kind| kind.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let text = reply.into_body().collect().await.unwrap().to_bytes();
        assert!(status < 500, "turn {turn}: {method} {address}: {status}");
        if status >= 400 {
            let clear = if kind == "application/problem+json" {
                serde_json::from_slice::<serde_json::Value>(&text).unwrap()["detail"].is_string()
            } else {
                String::from_utf8_lossy(&text).contains("<h1")
            };
            assert!(clear, "turn {turn}: {method} {address}: {status} {kind}");
        }
    }
    // Not all refused alike: the requests reach behind the first check.
    for reached in [200, 303, 400, 404, 405, 413, 415, 422] {
        assert!(
            answered.contains_key(&reached),
            "none was {reached}: {answered:?}"
        );
    }
}

/// Every log line of this process, from the first call on.
fn log() -> Arc<Mutex<Vec<u8>>> {
    #[derive(Clone)]
    struct Into(Arc<Mutex<Vec<u8>>>);
    impl Write for Into {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(line)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Arc::new(Mutex::new(Vec::new()));
        let into = Into(log.clone());
        let subscriber = tracing_subscriber::fmt()
            .json()
            // The digits of a second can be those of a telephone number.
            .without_time()
            .with_writer(move || into.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    })
    .clone()
}

#[tokio::test]
async fn what_people_type_reaches_no_log_and_no_address() {
    let log = log();
    let mut visitor = routes::visitor().await;
    let typed = [
        "Ermintrude Featherstonehaugh",
        "QQ 12 34 56 C",
        "ermintrude@example.org",
        "07700 900999",
        "SW1A 1ZZ",
        "1234567.89",
    ];
    for secret in typed {
        for route in routes::all() {
            let field = route.address.rsplit('/').next().unwrap();
            if route.method != Method::POST {
                continue;
            }
            let reply = if route.answer == Answer::Document {
                visitor
                    .post_json(route.address, format!("{{\"{secret}\": \"{secret}\"}}"))
                    .await
            } else {
                visitor
                    .post(
                        route.address,
                        &[(field, secret), ("comment", secret), ("ease", "easy")],
                    )
                    .await
            };
            let to = reply.location().unwrap_or_default();
            assert!(!to.contains(secret.split(' ').next().unwrap()), "{to}");
        }
    }
    let session = visitor
        .cookies()
        .values()
        .next()
        .cloned()
        .unwrap_or_default();
    let lines = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    assert!(lines.lines().count() >= 50, "requests are logged: {lines}");
    for secret in typed {
        for word in secret.split(' ').filter(|word| word.len() > 2) {
            assert!(!lines.contains(word), "{word} is in the log");
        }
    }
    assert!(
        session.is_empty() || !lines.contains(&session),
        "a cookie is in the log"
    );
}

const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";

#[tokio::test]
async fn hostile_words_in_any_field_are_shown_as_words() {
    let mut visitor = routes::visitor().await;
    let mut shown = 0;
    for form in ["check-support", "estimate-costs"] {
        let pages = match form {
            "check-support" => journey::forms::check_support(),
            _ => journey::forms::estimate_costs(),
        };
        for page in &pages.pages {
            let names: Vec<String> = ["", "-amount", "-every", "-day", "-month", "-year"]
                .iter()
                .map(|part| format!("{}{part}", page.id))
                .collect();
            let fields: Vec<(&str, &str)> =
                names.iter().map(|name| (name.as_str(), HOSTILE)).collect();
            let reply = visitor.post(&format!("/{form}/{}", page.id), &fields).await;
            assert!(
                !reply.body.contains("<script>alert") && !reply.body.contains("<img src=x"),
                "{}",
                page.id
            );
            shown +=
                u32::from(reply.body.contains("&lt;script") || reply.body.contains("&#60;script"));
        }
    }
    for page in ["/directory?words=", "/help/questions?thanked="] {
        let address = format!("{page}%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        let reply = visitor.get(&address).await;
        assert!(!reply.body.contains("<script>alert"), "{page}");
    }
    let reply = visitor
        .post(
            "/help/questions/account/helpful",
            &[("helpful", HOSTILE), ("id", HOSTILE)],
        )
        .await;
    assert!(!reply.body.contains("<script>alert"));
    let reply = visitor
        .post(
            "/help/feedback",
            &[("ease", HOSTILE), ("comment", HOSTILE), ("id", HOSTILE)],
        )
        .await;
    assert!(!reply.body.contains("<script>alert"));
    shown += u32::from(reply.body.contains("&#60;script") || reply.body.contains("&lt;script"));
    assert!(shown >= 1, "what was typed is shown again somewhere");
}
