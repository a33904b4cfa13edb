//! JSON lines on standard error, with fixed keys in a fixed order.

use std::fmt::Debug;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use web::http::panic::Panicked;

/// Sends every event of level `INFO` and above to standard error. Libraries are
/// heard from `WARN` up, because their `INFO` may hold a request.
pub(crate) fn start(service: &'static str) {
    let lines = JsonLines {
        service,
        was_invoked: AtomicBool::new(false),
        write: |line: &str| {
            // A failure to write is ignored: a log line that cannot be written
            // has nowhere to be reported.
            let _ = std::io::stderr().write_all(line.as_bytes());
        },
    };
    let started = tracing_subscriber::registry()
        .with(lines.with_filter(LevelFilter::INFO))
        .try_init();
    // A failure is ignored: only a second call in the same process could fail,
    // and the lines of the first then go on.
    drop(started);
    std::panic::set_hook(Box::new(panicked));
}

/// Logs a panic as one line: that of the request in which it happened, or a
/// line of its own.
fn panicked(panic: &PanicHookInfo<'_>) {
    let panicked = Panicked::of(panic);
    if !panicked.left_to_its_request() {
        tracing::error!("{panicked}");
    }
}

/// The name of the field that holds a JSON object of numbers.
const NUMBERS: &str = "numbers";

/// Logs the numbers of a job, which say nothing about anybody, on one line.
pub(crate) fn did(what: &impl Serialize) {
    if let Some(numbers) = numbers(what) {
        tracing::info!(numbers, "did");
    }
}

fn numbers(what: &impl Serialize) -> Option<String> {
    let Ok(Value::Object(staff_users)) = serde_json::to_value(what) else {
        return None;
    };
    let numbers: Map<String, Value> = staff_users
        .into_iter()
        .filter(|(_, value)| value.is_number())
        .collect();
    (!numbers.is_empty()).then(|| Value::Object(numbers).to_string())
}

struct JsonLines<W> {
    service: &'static str,
    was_invoked: AtomicBool,
    write: W,
}

/// The invocation that a span belongs to.
struct Invocation {
    cold_start: bool,
    fields: Map<String, Value>,
}

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn(&str) + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        // Only the span that the Lambda runtime opens for an invocation has a
        // request id.
        if !fields.0.contains_key("requestId") {
            return;
        }
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Invocation {
                cold_start: !self.was_invoked.swap(true, Ordering::Relaxed),
                fields: fields.0,
            });
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let message = fields.0.shift_remove("message").unwrap_or(Value::Null);
        let mut line = Map::new();
        line.insert("level".to_owned(), event.metadata().level().as_str().into());
        line.insert("timestamp".to_owned(), timestamp().to_string().into());
        line.insert("message".to_owned(), message);
        line.insert("service".to_owned(), self.service.into());
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(invocation) = span.extensions().get::<Invocation>() {
                line.insert("cold_start".to_owned(), invocation.cold_start.into());
                for (from, to) in [
                    ("requestId", "function_request_id"),
                    ("xrayTraceId", "xray_trace_id"),
                ] {
                    if let Some(value) = invocation.fields.get(from) {
                        line.insert(to.to_owned(), value.clone());
                    }
                }
            }
        }
        // An event cannot overwrite the fixed keys.
        for (name, value) in fields.0 {
            line.entry(name).or_insert(value);
        }
        (self.write)(&format!("{}\n", Value::Object(line)));
    }
}

/// Returns the time of writing a line: the real time, even if a test has moved
/// the clock of the pages.
fn timestamp() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "launch is the one reader of the clock"
    )]
    Timestamp::now()
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0
            .insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let value = match field.name() {
            NUMBERS => serde_json::from_str(value).unwrap_or_else(|_| value.into()),
            _ => value.into(),
        };
        self.0.insert(field.name().to_owned(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::body::Body;
    use axum::extract::Request;
    use lambda_http::tower::ServiceExt as _;

    use super::*;

    /// Returns the lines written while `work` ran.
    fn lines(work: impl FnOnce()) -> Vec<Value> {
        let written = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&written);
        let subscriber = tracing_subscriber::registry().with(JsonLines {
            service: "portal",
            was_invoked: AtomicBool::new(false),
            write: move |line: &str| into.lock().unwrap().push(line.to_owned()),
        });
        tracing::subscriber::with_default(subscriber, work);
        let written = written.lock().unwrap();
        written
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn invoke(request_id: &str, work: impl FnOnce()) {
        tracing::info_span!(
            "Lambda runtime invoke",
            requestId = request_id,
            xrayTraceId = "Root=1-2"
        )
        .in_scope(work);
    }

    #[test]
    fn a_line_has_the_fixed_keys_in_their_order_and_then_its_own() {
        let lines = lines(|| {
            invoke("r-1", || {
                tracing::info!(status = 200_u64, route = "/", "request")
            })
        });
        let keys: Vec<&String> = lines[0].as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            [
                "level",
                "timestamp",
                "message",
                "service",
                "cold_start",
                "function_request_id",
                "xray_trace_id",
                "status",
                "route"
            ]
        );
        assert_eq!(lines[0]["message"], "request");
        assert_eq!(lines[0]["service"], "portal");
        assert_eq!(lines[0]["function_request_id"], "r-1");
        assert_eq!(lines[0]["status"], 200);
    }

    #[test]
    fn only_the_first_invocation_is_a_cold_start() {
        let lines = lines(|| {
            for request in ["r-1", "r-2"] {
                invoke(request, || {
                    tracing::info_span!("inner").in_scope(|| tracing::info!("request"));
                });
            }
        });
        assert_eq!(lines[0]["cold_start"], true);
        assert_eq!(lines[1]["cold_start"], false);
    }

    #[test]
    fn what_a_job_did_is_a_line_of_numbers_and_nothing_else_of_it() {
        let done = serde_json::json!({
            "warned": 2, "failed": 0, "name": "Ann Lee", "list": [1], "inside": {"born": 1938}
        });
        let lines = lines(|| {
            invoke("r-1", || did(&done));
            invoke("r-2", || did(&"Ann Lee"));
            invoke("r-3", || did(&serde_json::json!({"names": ["Ann Lee"]})));
        });
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["message"], "did");
        let numbers = serde_json::json!({"warned": 2, "failed": 0});
        assert_eq!(lines[0]["numbers"], numbers);
        let text = lines[0].to_string();
        assert!(!text.contains("Ann") && !text.contains("1938"), "{text}");
    }

    #[test]
    fn an_event_cannot_pretend_to_be_another_service() {
        let lines = lines(|| tracing::info!(service = "other", "request"));
        assert_eq!(lines[0]["service"], "portal");
    }

    /// Returns the lines written while `work` ran with the panic hook of a
    /// function.
    fn lines_with_hook(work: impl FnOnce()) -> Vec<Value> {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _hook_is_ours = ONE_AT_A_TIME.lock().unwrap();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(panicked));
        let lines = lines(work);
        std::panic::set_hook(before);
        lines
    }

    fn panic_about(name: &str) {
        panic!("cannot read {name}");
    }

    #[test]
    fn a_panic_outside_a_request_is_one_line_that_says_where() {
        let lines = lines_with_hook(|| {
            assert!(std::panic::catch_unwind(|| panic!("a bug of ours")).is_err());
        });
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["level"], "ERROR");
        let message = lines[0]["message"].as_str().unwrap();
        let (place, words) = message.rsplit_once(": ").unwrap();
        assert!(place.starts_with("panicked at shared/launch/src/logs.rs:"));
        assert_eq!(words, "a bug of ours");
    }

    #[test]
    fn what_a_panic_says_of_a_person_is_not_logged() {
        let lines = lines_with_hook(|| {
            assert!(std::panic::catch_unwind(|| panic_about("Ann Lee")).is_err());
        });
        assert_eq!(lines.len(), 1);
        let line = lines[0].to_string();
        assert!(line.contains("logs.rs:") && !line.contains("Ann"), "{line}");
    }

    #[test]
    fn a_panic_in_a_request_is_the_one_line_of_the_request() {
        let council = serde_json::from_str(crate::settings::tests::COUNCIL).unwrap();
        let site = web::SiteContext::new(council, "live", timestamp, String::new);
        let routes = web::RouteTable::new().get("/", async || panic_about("Ann Lee"));
        let answered = web::finish(routes, &site).oneshot(Request::new(Body::empty()));
        let runtime = tokio::runtime::Builder::new_current_thread();
        let lines = lines_with_hook(|| {
            let reply = { runtime }.build().unwrap().block_on(answered).unwrap();
            assert_eq!(reply.status(), 500);
        });
        assert_eq!(lines.len(), 1);
        let line = lines[0].to_string();
        assert!(line.contains("logs.rs:") && !line.contains("Ann"), "{line}");
        assert_eq!(lines[0]["route"], "/");
    }

    #[test]
    fn a_line_break_in_a_value_does_not_start_a_new_line() {
        let lines = lines(|| tracing::info!(route = "/\n{\"level\":\"ERROR\"}", "request"));
        assert_eq!(lines.len(), 1);
    }
}
