//! Catches a panic while a request is answered: the visitor gets a page, the
//! log gets one line, and nothing else is written.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::pin::pin;
use std::task::Poll;

thread_local! {
    /// The request that this thread is answering at this moment, with its
    /// panic, if it has panicked. `None` while the thread answers no request.
    static REQUEST: RefCell<Option<Option<Panicked>>> = const { RefCell::new(None) };
}

/// A panic, without anything that could be about a person.
#[derive(Clone, Debug)]
pub struct Panicked {
    place: String,
    words: &'static str,
}

impl Panicked {
    /// Makes the value from what the panic hook receives.
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

    /// Leaves the panic to [`crate::finish`], which logs it together with its
    /// request. Returns whether this thread is answering a request; if not, the
    /// caller has to log the panic.
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

/// Returns the panic's words if they are written in the source. Words that were
/// put together at run time may hold somebody's answer, so they are withheld.
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

/// Runs a part of answering a request, such as its handler. A panic in it
/// becomes an error, never a lost connection. One such part may be in another.
///
/// # Errors
/// The panic.
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        let outer = REQUEST.replace(Some(None));
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        let panicked = REQUEST.replace(outer).flatten();
        match polled {
            Ok(poll) => poll.map(Ok),
            Err(thrown) => Poll::Ready(Err(panicked.unwrap_or_else(|| Panicked::thrown(&*thrown)))),
        }
    })
    .await
}
