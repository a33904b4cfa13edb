//! The clock of the pages, which a test can move on a local stack.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use jiff::Timestamp;

/// The header in which a test tells a local stack the time to answer at.
const TEST_CLOCK: &str = "x-test-clock";

tokio::task_local! {
    /// The time of the request being answered, if a test has set a time.
    static MOVED_TO: Timestamp;
}

/// Returns the time, or the time that the test set in this request.
pub(crate) fn now() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "launch is the one reader of the clock"
    )]
    MOVED_TO
        .try_with(|moved| *moved)
        .unwrap_or_else(|_| Timestamp::now())
}

/// Returns the time until a moment, given in milliseconds since 1970, by the
/// real clock; `None` if the moment is over, as that of an emulator may be.
pub(crate) fn until(moment: u64) -> Option<Duration> {
    #[expect(
        clippy::disallowed_methods,
        reason = "launch is the one reader of the clock"
    )]
    let now = u64::try_from(Timestamp::now().as_millisecond()).ok()?;
    moment.checked_sub(now).map(Duration::from_millis)
}

/// Makes a router read the time from each request. For the local stage only.
pub(crate) fn let_tests_move(router: Router) -> Router {
    router.layer(from_fn(answer_at))
}

async fn answer_at(request: Request, next: Next) -> Response {
    let moved = request
        .headers()
        .get(TEST_CLOCK)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    match moved {
        Some(moved) => MOVED_TO.scope(moved, next.run(request)).await,
        None => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use lambda_http::tower::ServiceExt as _;

    use super::*;

    async fn ask(router: Router, clock: Option<&str>) -> String {
        let mut request = Request::builder().uri("/");
        if let Some(clock) = clock {
            request = request.header(TEST_CLOCK, clock);
        }
        let response = router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let body = to_bytes(response.into_body(), 100).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    fn telling_the_time() -> Router {
        Router::new().route("/", get(async || now().to_string()))
    }

    #[tokio::test]
    async fn a_request_to_a_local_stack_is_answered_at_the_time_it_names() {
        let told = ask(
            let_tests_move(telling_the_time()),
            Some("2015-04-06T09:30:00Z"),
        )
        .await;
        assert_eq!(told, "2015-04-06T09:30:00Z");
    }

    #[tokio::test]
    async fn without_the_header_or_with_nonsense_in_it_the_time_is_the_time() {
        for clock in [None, Some("yesterday")] {
            let told = ask(let_tests_move(telling_the_time()), clock).await;
            assert!(*told >= *"2026-11-22", "{told}");
        }
    }

    #[tokio::test]
    async fn elsewhere_the_header_is_not_looked_at() {
        let told = ask(telling_the_time(), Some("2015-04-06T09:30:00Z")).await;
        assert!(*told >= *"2026-11-22", "{told}");
    }
}
