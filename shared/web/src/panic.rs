//! A panic while a request is answered: a page for the visitor, a line in the
//! log, and nothing else.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::pin::pin;
use std::task::Poll;

use axum::response::{IntoResponse, Response};

use crate::failure::Failure;

thread_local! {
    /// The panic of the request that this thread is answering at this moment;
    /// none while it answers none.
    static REQUEST: RefCell<Option<Option<Panicked>>> = const { RefCell::new(None) };
}

/// A panic, without anything that could be about a person.
#[derive(Clone, Debug)]
pub struct Panicked {
    place: String,
    words: &'static str,
}

impl Panicked {
    /// What a panic hook is told of a panic.
    #[must_use]
    pub fn of(panic: &PanicHookInfo<'_>) -> Self {
        let place = panic
            .location()
            .map(|at| format!("{}:{}", at.file(), at.line()));
        Self {
            place: place.unwrap_or_default(),
            words: words(panic.payload()),
        }
    }

    /// Leaves it to [`crate::finish`], which logs it with its request: whether
    /// there is one.
    #[must_use]
    pub fn left_to_its_request(&self) -> bool {
        REQUEST.with_borrow_mut(|request| match request {
            Some(panicked) => {
                *panicked = Some(self.clone());
                true
            }
            None => false,
        })
    }

    fn thrown(payload: &(dyn Any + Send)) -> Self {
        Self {
            place: "an unknown place".to_owned(),
            words: words(payload),
        }
    }
}

/// Words that stand in the source are ours; what was put together as the
/// program ran may hold an answer, and is not repeated.
fn words(payload: &(dyn Any + Send)) -> &'static str {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .unwrap_or("words withheld")
}

impl std::fmt::Display for Panicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "panicked at {}: {}", self.place, self.words)
    }
}

impl std::error::Error for Panicked {}

/// Runs a handler; a panic in it is a [`Failure`], never a lost connection.
pub(crate) async fn caught(handler: impl Future<Output = Response>) -> Response {
    let mut handler = pin!(handler);
    std::future::poll_fn(|context| {
        REQUEST.set(Some(None));
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context)));
        let panicked = REQUEST.take().flatten();
        match polled {
            Ok(poll) => poll,
            Err(thrown) => {
                let panicked = panicked.unwrap_or_else(|| Panicked::thrown(&*thrown));
                Poll::Ready(Failure::broken(panicked).into_response())
            }
        }
    })
    .await
}
