//! Raw events of the gateway, as Lambda hands them to each function: what stands
//! in them is anything that somebody can send.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, Method};
use domain::records::retention_schedule::Retention;
use serde_json::{Value, json};
use testkit::{RepeatableRandom, Reply};

use crate::input::{self, Personas, Who};
use crate::routes::{self, Route};

/// Setting a PDF takes as long as a hundred pages. The requests to the function
/// that does so are fewer.
const EVENTS: fn(&str) -> usize = |function| match function {
    "make-document" => 300,
    _ => 3_000,
};

#[tokio::test]
async fn three_thousand_raw_events_of_each_function_are_each_answered_with_a_page_and_its_headers()
{
    let mut senders = Personas::new().await;
    let mut reached = BTreeMap::<u16, u32>::new();
    let (app, policy) = (senders.app(), tests::illustration());
    let (site, kept) = (app.site(), Retention::default());
    let functions = tests::functions(app, &policy, &app.table(), kept);
    assert_eq!(functions.len(), 25);
    for (function, table) in functions {
        let own = routes_of(&table);
        let router = web::finish(table, &site);
        let mut random = RepeatableRandom::new(2026);
        let mut of_function = BTreeMap::<u16, u32>::new();
        for turn in 0..EVENTS(function) {
            let who = Who::ALL[turn % Who::ALL.len()];
            let route = &own[random.below(own.len())];
            let (visitor, address) = senders.come(who, route).await;
            let mut event = event(&mut random, route, &address);
            for (name, value) in visitor.cookies() {
                let cookies = event["cookies"].as_array_mut().unwrap();
                cookies.push(json!(format!("{name}={value}")));
            }
            spoil(&mut random, &mut event);
            let sent = format!("{function}: {turn}: {who:?}: {}", asked_for(&event));
            let event = event.to_string();
            let answer = launch::answer_event(router.clone(), &event).await;
            let answer = answer.unwrap_or_else(|panicked| panic!("{sent}: {panicked}"));
            let reply = reply(&serde_json::to_value(answer).unwrap());
            is_answered(&sent, &event, &reply);
            *of_function.entry(reply.status).or_default() += 1;
            if route.method == Method::POST {
                senders.renew(who, route).await;
            }
        }
        // The answers differ, so the requests reach the handlers.
        for status in [400, 404, 405] {
            assert!(
                of_function.contains_key(&status),
                "{function}: {of_function:?}"
            );
        }
        for (status, count) in of_function {
            *reached.entry(status).or_default() += count;
        }
    }
    for status in [200, 303, 400, 403, 404, 405, 413, 415, 422] {
        assert!(
            reached.contains_key(&status),
            "none was {status}: {reached:?}"
        );
    }
}

/// Lists the routes of a function.
fn routes_of(table: &web::RouteTable) -> Vec<Route> {
    let mut all = routes::all();
    let entries = table.entries();
    all.retain(|route| {
        let mut entries = entries.iter();
        entries.any(|entry| entry.method == route.method && entry.path == route.template)
    });
    assert_eq!(all.len(), entries.len());
    all
}

/// Returns the path of an event, as it is read.
fn asked_for(event: &Value) -> &str {
    let path = event["rawPath"].as_str();
    let path = path.or_else(|| event["requestContext"]["http"]["path"].as_str());
    path.unwrap_or_default()
}

/// Fails unless the answer has the headers of every answer and, where something
/// is wrong, says so on a page or in a problem.
fn is_answered(sent: &str, event: &str, reply: &Reply) {
    assert!(
        reply.status < 500,
        "{sent}: {}: {}",
        reply.status,
        reply.body
    );
    routes::is_safe(sent, reply);
    if reply.status >= 400 {
        let problem = reply.header("content-type") == "application/problem+json";
        let without_body = event.contains(r#""method":"HEAD""#);
        let said = problem || without_body || reply.body.contains("<h1");
        assert!(said, "{sent}: {}: {}", reply.status, reply.body);
    }
}

/// Reads the answer of a function as that of a page.
fn reply(answer: &Value) -> Reply {
    let mut headers = HeaderMap::new();
    for (name, value) in answer["headers"].as_object().unwrap() {
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, value.as_str().unwrap().parse().unwrap());
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten() {
        headers.append("set-cookie", cookie.as_str().unwrap().parse().unwrap());
    }
    Reply {
        status: u16::try_from(answer["statusCode"].as_u64().unwrap()).unwrap(),
        headers,
        body: answer["body"].as_str().unwrap_or_default().to_owned(),
    }
}

/// Makes a request for a route as the gateway writes it.
fn event(random: &mut RepeatableRandom, route: &Route, address: &str) -> Value {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut event = json!({
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": [],
        "headers": {
            "accept": "text/html",
            "host": "portal.example",
            "sec-fetch-site": "same-origin",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "http": { "method": route.method.as_str(), "path": path, "sourceIp": "192.0.2.10" },
            "domainName": "portal.example",
            "stage": "$default",
            "timeEpoch": 0,
        },
        "isBase64Encoded": false,
    });
    if route.method == Method::POST {
        let (body, kind) = input::body(random, route, path);
        event["body"] = json!(String::from_utf8_lossy(&body));
        event["headers"]["content-type"] = json!(kind);
    }
    event
}

/// Puts in an event what no browser sends.
fn spoil(random: &mut RepeatableRandom, event: &mut Value) {
    const METHODS: &[&str] = &[
        "GET", "POST", "PUT", "HEAD", "", "get", "G T", "<", "PURGE", "é",
    ];
    const PATHS: &[&str] = &["/", "", "x", "//", "/../", "/api/v1/", "/nowhere/"];
    const HEADERS: &[&str] = &[
        "host",
        "x-forwarded-proto",
        "x-forwarded-for",
        "accept",
        "accept-encoding",
        "content-type",
        "content-length",
        "origin",
        "sec-fetch-site",
    ];
    const PARTS: &[&str] = &[
        "rawPath",
        "rawQueryString",
        "headers",
        "requestContext",
        "body",
        "cookies",
        "isBase64Encoded",
    ];
    if random.below(4) == 0 {
        event["requestContext"]["http"]["method"] = json!(random.one(METHODS));
    }
    match random.below(6) {
        0 => event["rawPath"] = json!(format!("{}{}", random.one(PATHS), raw(random))),
        1 => {
            let path = event["rawPath"].as_str().unwrap_or_default().to_owned();
            event["rawPath"] = json!(path + &raw(random));
        }
        _ => {}
    }
    if random.below(3) == 0 {
        event["rawQueryString"] = json!(format!("{}={}", raw(random), raw(random)));
    }
    for name in HEADERS {
        if random.below(12) == 0 {
            event["headers"][name] = json!(random.one(ODD));
        }
    }
    if random.below(4) == 0 {
        event["headers"][raw(random)] = json!(raw(random));
    }
    if random.below(4) == 0 {
        event["cookies"] = json!([format!("__Host-visit={}", raw(random)), raw(random)]);
    }
    if random.below(8) == 0 {
        event["body"] = json!(format!("name={}", raw(random)));
        event["isBase64Encoded"] = json!(random.below(2) == 0);
    }
    if random.below(8) == 0 {
        let odd = [json!(null), json!(7), json!([]), json!({}), json!("x")];
        event[random.one(PARTS)] = odd[random.below(odd.len())].clone();
    }
}

/// Makes a text with raw characters in it.
fn raw(random: &mut RepeatableRandom) -> String {
    const CHARACTERS: &[&str] = &[
        "a", "b", "7", "%", "%4", "%ff", "%00", "<", ">", "\"", " ", "\\", "#", "?", "&", "=", "é",
        "\u{0}", "\r\n", "\t", "{", "|", "\u{202e}", "🙂",
    ];
    let length = random.below(8);
    (0..length).map(|_| random.one(CHARACTERS)).collect()
}

/// Values that no header has.
const ODD: &[&str] = &[
    "",
    "1",
    "https,http",
    "a b",
    "[",
    "::1",
    "<b>",
    "256.256.256.256",
    "xn--a",
    "x:99999",
    "é",
    "\u{7f}",
    "\r\n",
    "javascript",
];
