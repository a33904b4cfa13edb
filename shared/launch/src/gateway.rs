//! The events of the API gateway: each is read as a request, and its answer is
//! written as the answer of an event.
//!
//! Anybody can send a request, so every event has an answer with a page or
//! problem JSON and its headers, however odd the event is. `lambda_http` ends
//! the invocation with a panic where a part of an event is no part of a URI or
//! of a base64 text, so it only writes the answers here.

use std::fmt::Write as _;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::tower::{Service, ServiceExt as _};
use lambda_http::{Adapter, Context, LambdaEvent, service_fn};
use serde_json::Value;
use web::Failure;
use web::http::panic::{Panicked, caught};

use crate::clock;
use crate::edge::Edge;
use crate::source_address::gateway_peer;

/// The characters that a path has unencoded, beside letters and digits. A
/// percent sign begins a character that is encoded already.
const PLAIN_IN_PATH: &[u8] = b"-._~!$&'()*+,;=:@/%";

/// The characters that a query has unencoded, beside letters and digits.
const PLAIN_IN_QUERY: &[u8] = b"-._~!$&'()*+,;=:@/%?";

/// The time that is kept for saying that the rest of the time was not enough.
const TO_SAY_SO: Duration = Duration::from_secs(1);

/// The time within which a request was to be answered is over.
#[derive(Debug, thiserror::Error)]
#[error("the request was not answered within the time of the function")]
struct OutOfTime;

/// The answer of an event.
type Answer = <Adapter<'static, Response, Router> as Service<LambdaEvent<LambdaRequest>>>::Response;

/// Answers the events of the gateway with the pages of a function.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    pub(crate) router: Router,
    pub(crate) edge: Edge,
}

impl Gateway {
    /// Answers an event, given as JSON.
    ///
    /// # Errors
    /// A panic while a page was made which says that there was a panic.
    pub(crate) async fn answer(&self, event: &str, context: Context) -> Result<Answer, Panicked> {
        // Null stands for what is no JSON that can be kept, such as half of a
        // surrogate pair.
        let event = &serde_json::from_str(event).unwrap_or_default();
        let request = match caught(async { read(event, &self.edge) }).await {
            Ok(Ok(request)) => request,
            Ok(Err(failure)) => refused(event, failure),
            Err(panicked) => refused(event, Failure::broken(panicked)),
        };
        let answered = caught(self.answer_in_time(event, request, context.clone())).await;
        match answered {
            Ok(answer) => Ok(answer),
            Err(panicked) => {
                let request = refused(event, Failure::broken(panicked));
                caught(self.route(request, context)).await
            }
        }
    }

    /// Answers a request before Lambda ends the invocation, which would be an
    /// answer without a page.
    async fn answer_in_time(
        &self,
        event: &Value,
        request: Request<Body>,
        context: Context,
    ) -> Answer {
        let Some(time) = clock::until(context.deadline).map(|time| time.saturating_sub(TO_SAY_SO))
        else {
            return self.route(request, context).await;
        };
        match tokio::time::timeout(time, self.route(request, context.clone())).await {
            Ok(answer) => answer,
            Err(_) => {
                let request = refused(event, Failure::unavailable(OutOfTime));
                self.route(request, context).await
            }
        }
    }

    async fn route(&self, request: Request<Body>, context: Context) -> Answer {
        let (router, mut request) = (self.router.clone(), Some(request));
        let mut written = Adapter::from(service_fn(move |_: lambda_http::Request| {
            router.clone().oneshot(request.take().unwrap_or_default())
        }));
        let nothing = LambdaRequest::ApiGatewayV2(ApiGatewayV2httpRequest::default());
        match written.call(LambdaEvent::new(nothing, context)).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        }
    }
}

/// Reads the request of an event.
///
/// # Errors
/// [`Failure::BAD_REQUEST`] if the event is none of the gateway's or its body
/// is not what it says, or what [`Edge::admit`] refuses.
fn read(event: &Value, edge: &Edge) -> Result<Request<Body>, Failure> {
    let mut headers = headers(event);
    let source = edge.admit(&mut headers, gateway_peer(event))?;
    let mut request = Request::new(body(event)?);
    *request.method_mut() = method(event).ok_or(Failure::BAD_REQUEST)?;
    *request.uri_mut() = uri(event).ok_or(Failure::BAD_REQUEST)?;
    *request.headers_mut() = headers;
    if let Some(source) = source {
        request.extensions_mut().insert(source);
    }
    Ok(request)
}

/// Makes a request in the place of one that is refused, so that the answer is
/// what its author reads: a page, or problem JSON.
fn refused(event: &Value, failure: Failure) -> Request<Body> {
    let mut request = Request::default();
    *request.method_mut() = method(event).unwrap_or_default();
    if path(event).is_some_and(|path| path.starts_with("/api/")) {
        *request.uri_mut() = Uri::from_static("/api/");
    }
    if let Some(accepted) = headers(event).remove(header::ACCEPT) {
        request.headers_mut().insert(header::ACCEPT, accepted);
    }
    request.extensions_mut().insert(failure);
    request
}

fn method(event: &Value) -> Option<Method> {
    let method = event["requestContext"]["http"]["method"].as_str()?;
    method.parse().ok()
}

fn path(event: &Value) -> Option<&str> {
    let path = event["rawPath"].as_str();
    path.or_else(|| event["requestContext"]["http"]["path"].as_str())
}

/// Builds the address below the host, with everything encoded that may not
/// stand in one. `None` if there is no path, or the address is too long.
fn uri(event: &Value) -> Option<Uri> {
    let path = path(event)?;
    let mut uri = String::from(if path.starts_with('/') { "" } else { "/" });
    encode(path, PLAIN_IN_PATH, &mut uri);
    if let Some(query) = event["rawQueryString"].as_str().filter(|q| !q.is_empty()) {
        uri.push('?');
        encode(query, PLAIN_IN_QUERY, &mut uri);
    }
    uri.parse().ok()
}

fn encode(text: &str, plain: &[u8], into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

/// Reads the headers, but for those that no request can have. The gateway
/// lists cookies apart from them.
fn headers(event: &Value) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in event["headers"].as_object().into_iter().flatten() {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = value
            .as_str()
            .map(|value| HeaderValue::from_bytes(value.as_bytes()));
        if let (Ok(name), Some(Ok(value))) = (name, value) {
            // More headers than a map takes are left out.
            let _ = headers.try_append(name, value);
        }
    }
    let cookies = event["cookies"].as_array().into_iter().flatten();
    let cookies: Vec<&str> = cookies
        .filter_map(Value::as_str)
        .filter(|cookie| HeaderValue::from_bytes(cookie.as_bytes()).is_ok())
        .collect();
    if let (false, Ok(cookies)) = (cookies.is_empty(), cookies.join("; ").try_into()) {
        let _ = headers.try_insert(header::COOKIE, cookies);
    }
    headers
}

fn body(event: &Value) -> Result<Body, Failure> {
    let text = match &event["body"] {
        Value::Null => return Ok(Body::empty()),
        Value::String(text) => text,
        _ => return Err(Failure::BAD_REQUEST),
    };
    match event["isBase64Encoded"] == true {
        false => Ok(Body::from(text.clone())),
        true => {
            let bytes = STANDARD.decode(text).map_err(|_| Failure::BAD_REQUEST)?;
            Ok(Body::from(bytes))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use axum::Form;
    use axum::extract::{Path, Query};
    use axum::middleware::{Next, from_fn};
    use axum::response::IntoResponse as _;
    use domain::access::source_address::SourceAddress;
    use jiff::Timestamp;
    use serde_json::json;
    use web::RouteTable;

    use super::*;
    use crate::settings::tests::COUNCIL;

    #[test]
    fn what_is_no_event_of_the_gateway_is_answered_with_a_page() {
        let gateway = gateway("");
        let without = |part: &str| {
            let mut event = event("GET", "/directory");
            event["requestContext"]["http"]
                .as_object_mut()
                .unwrap()
                .remove(part);
            event.as_object_mut().unwrap().remove(part);
            event.to_string()
        };
        for event in [
            "null",
            "7",
            "[]",
            "{}",
            r#""event""#,
            r#"{"rawPath":"\ud800"}"#,
            r#"{"requestContext":1e999}"#,
            &"[".repeat(500),
            &without("method"),
            &without("requestContext"),
        ] {
            let answer = answer(&gateway, event, 0);
            assert_eq!(answer.status, 400, "{event}");
            answer.is_of_the_house(event);
        }
        for part in [
            "headers",
            "cookies",
            "body",
            "sourceIp",
            "rawQueryString",
            "path",
        ] {
            assert_eq!(answer(&gateway, &without(part), 0).status, 200, "{part}");
        }
    }

    #[test]
    fn a_raw_character_means_what_it_means_encoded() {
        let gateway = gateway("");
        let mut raw = event("GET", "/places/a b<\"é?#\\");
        raw["rawQueryString"] = json!("q=\"lunch\" <b>&r=%C3%A9+%22");
        let answer = answer(&gateway, &raw.to_string(), 0);
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("a b<\"é?#\\"), "{}", answer.body);
        assert!(answer.body.contains(r#"r=é ""#), "{}", answer.body);
        assert!(answer.body.contains(r#"q="lunch" <b>"#), "{}", answer.body);
    }

    #[test]
    fn a_forwarded_protocol_or_host_of_any_kind_changes_nothing() {
        let gateway = gateway("");
        for value in [
            "",
            "1",
            "https,http",
            "a b",
            "[",
            "<",
            "256.256.256.256",
            "x:99999",
        ] {
            for name in ["x-forwarded-proto", "x-forwarded-host", "host"] {
                let mut event = event("GET", "/directory");
                event["headers"][name] = json!(value);
                assert_eq!(
                    answer(&gateway, &event.to_string(), 0).status,
                    200,
                    "{name}: {value}"
                );
            }
        }
    }

    #[test]
    fn a_body_that_is_not_the_base64_it_says_is_refused_and_one_that_is_is_read() {
        let gateway = gateway("");
        let posted = |body: Value, encoded: bool| {
            let mut event = event("POST", "/form");
            event["headers"]["content-type"] = json!("application/x-www-form-urlencoded");
            event["body"] = body;
            event["isBase64Encoded"] = json!(encoded);
            let answer = answer(&gateway, &event.to_string(), 0);
            answer.is_of_the_house("a posted form");
            answer
        };
        assert_eq!(posted(json!("name=Jo"), true).status, 400);
        assert_eq!(posted(json!(["name=Jo"]), false).status, 400);
        assert!(posted(json!("name=Jo"), false).body.contains("name=Jo"));
        assert!(posted(json!("bmFtZT1Kbw=="), true).body.contains("name=Jo"));
    }

    #[test]
    fn a_panic_outside_of_every_page_is_answered_with_a_page() {
        async fn broken(request: Request<Body>, next: Next) -> Response {
            let refused = request.extensions().get::<Failure>().is_some();
            assert!(refused, "a bug outside of every page");
            next.run(request).await
        }
        let mut gateway = gateway("");
        gateway.router = gateway.router.layer(from_fn(broken));
        for (path, kind) in [
            ("/directory", "text/html"),
            ("/api/v1/places", "application/problem+json"),
        ] {
            let answer = answer(&gateway, &event("GET", path).to_string(), 0);
            assert_eq!(answer.status, 500);
            answer.is_of_the_house(path);
            assert!(answer.header("content-type").starts_with(kind), "{path}");
            assert!(!answer.body.contains("a bug"), "{}", answer.body);
        }
    }

    #[test]
    fn a_request_that_takes_too_long_is_answered_before_lambda_ends_it() {
        let gateway = gateway("");
        let deadline = clock::now().as_millisecond() + 1_200;
        let started = std::time::Instant::now();
        let event = event("GET", "/slow").to_string();
        let answer = answer(&gateway, &event, u64::try_from(deadline).unwrap());
        assert!(started.elapsed() < Duration::from_secs(1));
        assert_eq!(answer.status, 503);
        answer.is_of_the_house("/slow");
    }

    #[test]
    fn a_request_has_the_source_that_the_gateway_states() {
        let gateway = gateway("");
        let source = |ip: Value| {
            let mut event = event("GET", "/source");
            event["headers"]["x-forwarded-for"] = json!("198.51.100.9");
            event["requestContext"]["http"]["sourceIp"] = ip;
            answer(&gateway, &event.to_string(), 0).body
        };
        assert_eq!(source(json!("203.0.113.7")), "203.0.113.7");
        assert_eq!(source(json!("::ffff:203.0.113.7")), "203.0.113.7");
        assert_eq!(source(json!("2001:db8:1:2::9")), "2001:db8:1:2::");
        for odd in [
            json!(""),
            json!("nonsense"),
            json!(7),
            json!(null),
            json!("1.2.3.4:5"),
        ] {
            assert_eq!(source(odd.clone()), "none", "{odd}");
        }
    }

    #[test]
    fn where_an_edge_is_deployed_the_address_of_the_api_answers_403() {
        let gateway = gateway("present previous");
        let ask = |path: &str, secret: Option<&str>| {
            let mut event = event("GET", path);
            event["headers"]["x-forwarded-for"] = json!("203.0.113.7, 192.0.2.10");
            if let Some(secret) = secret {
                event["headers"]["X-Edge-Secret"] = json!(secret);
            }
            answer(&gateway, &event.to_string(), 0)
        };
        for path in [
            "/",
            "/directory",
            "/assets/x.css",
            "/nowhere",
            "/slow",
            "/api/v1/places",
        ] {
            for secret in [None, Some(""), Some("guess"), Some("present previous")] {
                let answer = ask(path, secret);
                assert_eq!(answer.status, 403, "{path} {secret:?}");
                answer.is_of_the_house(path);
                let words = "Go to the council";
                assert!(answer.body.contains(words), "{path}: {}", answer.body);
            }
        }
        for secret in ["present", "previous"] {
            assert_eq!(ask("/directory", Some(secret)).status, 200);
            assert_eq!(ask("/source", Some(secret)).body, "203.0.113.7");
        }
    }

    struct EventAnswer {
        status: u64,
        headers: Value,
        body: String,
        /// Whether HEAD was asked, whose answer has no body.
        without_body: bool,
    }

    impl EventAnswer {
        fn header(&self, name: &str) -> &str {
            self.headers[name].as_str().unwrap_or_default()
        }

        /// Fails unless the answer has the headers of every answer, and is a
        /// page or problem JSON where it says that something is wrong.
        fn is_of_the_house(&self, asked: &str) {
            for name in [
                "content-security-policy",
                "strict-transport-security",
                "x-content-type-options",
                "referrer-policy",
                "cache-control",
            ] {
                assert!(!self.header(name).is_empty(), "{asked}: {name}");
            }
            if self.status >= 400 {
                let problem = self.header("content-type") == "application/problem+json";
                let said = problem || self.body.contains("<h1") || self.without_body;
                assert!(said, "{asked}: {}: {}", self.status, self.body);
            }
        }
    }

    fn gateway(secrets: &str) -> Gateway {
        let council = serde_json::from_str(COUNCIL).unwrap();
        let site = web::SiteContext::new(
            council,
            "live".to_owned(),
            || Timestamp::UNIX_EPOCH,
            || "0123456789abcdef".to_owned(),
        );
        let told = |told: HashMap<String, String>| {
            let told: Vec<_> = told
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            told.join("\n")
        };
        let routes = RouteTable::new()
            .get("/", async || "home")
            .get("/directory", move |Query(asked)| async move { told(asked) })
            .get(
                "/places/{id}",
                move |Path(id): Path<String>, Query(asked)| async move {
                    format!("{id}\n{}", told(asked))
                },
            )
            .post("/form", move |Form(sent)| async move { told(sent) })
            .get("/slow", || async {
                tokio::time::sleep(Duration::from_secs(60)).await;
                "late"
            })
            .get("/source", |request: Request<Body>| async move {
                let source = request.extensions().get::<SourceAddress>();
                source
                    .map_or("none".to_owned(), |source| source.ip().to_string())
                    .into_response()
            });
        Gateway {
            router: web::finish(routes, &site),
            edge: Edge::with_secrets(secrets),
        }
    }

    fn answer(gateway: &Gateway, event: &str, deadline: u64) -> EventAnswer {
        let mut context = Context::default();
        context.deadline = deadline;
        let answer = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(gateway.answer(event, context))
            .unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        EventAnswer {
            status: answer["statusCode"].as_u64().unwrap(),
            headers: answer["headers"].clone(),
            body: answer["body"].as_str().unwrap_or_default().to_owned(),
            without_body: event.contains(r#""method":"HEAD""#),
        }
    }

    fn event(method: &str, path: &str) -> Value {
        json!({
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": "",
            "headers": { "accept": "text/html", "host": "api.example", "x-forwarded-proto": "https" },
            "requestContext": {
                "http": { "method": method, "path": path, "sourceIp": "192.0.2.10" },
                "domainName": "api.example",
                "stage": "$default",
                "timeEpoch": 0,
            },
            "isBase64Encoded": false,
        })
    }
}
