//! Counts how many calls of a request wait one for another: the chain that its
//! time is made of. Calls that are on their way at the same time are one step.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use aws_smithy_types::config_bag::{Storable, StoreReplace};

use crate::lock;

/// The most calls that may wait one for another in a request.
pub const LONGEST_CHAIN: usize = 9;

/// The time within which a request is answered: what a function has, without
/// the second in which it says that the time is over. `infra/test_template.py`
/// compares this and the limits of calls with what is deployed.
const ANSWERED_WITHIN: Duration = Duration::from_secs(24);

/// The service that is called, of which one attempt at a call has a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CalledService {
    Table,
    Mail,
    Phones,
    Identity,
    /// The identity provider takes the answer to a challenge once.
    IdentityChallenge,
    Buckets,
}

impl CalledService {
    /// Returns the longest that one attempt at a call takes.
    const fn limit(self) -> Duration {
        Duration::from_millis(match self {
            Self::Table | Self::Mail => 2_000,
            Self::Phones => 3_500,
            Self::Identity => 3_000,
            Self::IdentityChallenge => 4_500,
            Self::Buckets => 8_000,
        })
    }
}

/// The chain of calls that a request made.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CallChain {
    steps: Vec<ChainStep>,
    /// The number of calls that have ended one after another.
    ended: usize,
    /// The number of calls in all.
    calls: usize,
    /// Whether a call took no tick of the request's clock, as over a network:
    /// which calls waited one for another is not known then.
    off_the_clock: bool,
}

/// The calls that are on their way at the same time.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct ChainStep {
    calls: BTreeSet<String>,
    limit: Duration,
}

impl CallChain {
    /// Returns how many calls waited one for another.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Returns how many calls there were in all.
    #[must_use]
    pub const fn calls(&self) -> usize {
        self.calls
    }

    /// Returns how long the request takes if each call is answered at the end of
    /// its first attempt.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.steps.iter().map(|step| step.limit).sum()
    }

    /// Begins a call, after all that have ended. Returns its step.
    fn begin(&mut self, what: &str, service: CalledService, began: u64) -> CallStep {
        let step = self.ended + 1;
        if self.steps.len() < step {
            self.steps.resize_with(step, ChainStep::default);
        }
        if let Some(step) = self.steps.get_mut(step - 1) {
            step.calls.insert(what.to_owned());
            step.limit = step.limit.max(service.limit());
        }
        self.calls += 1;
        CallStep { step, began }
    }

    fn end(&mut self, call: CallStep, now: u64) {
        self.ended = self.ended.max(call.step);
        self.off_the_clock |= now == call.began;
    }
}

impl fmt::Display for CallChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().map(|step| {
            let calls: Vec<&str> = step.calls.iter().map(String::as_str).collect();
            calls.join(" | ")
        });
        f.write_str(&steps.collect::<Vec<_>>().join("; "))
    }
}

/// The place of a call in the chain of its request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallStep {
    step: usize,
    /// The tick at which the call began.
    began: u64,
}

impl Storable for CallStep {
    type Storer = StoreReplace<Self>;
}

/// The request that a task answers.
#[derive(Clone, Debug, Default)]
struct CountedRequest {
    chain: Arc<Mutex<CallChain>>,
    ticks: Arc<Mutex<Ticks>>,
}

/// The clock of a request: every call takes one tick, so that calls which begin
/// together end together, however many of them there are.
#[derive(Debug, Default)]
struct Ticks {
    now: u64,
    /// The calls that are on their way.
    waiting: Vec<Waker>,
}

impl Ticks {
    /// Ends the calls that are on their way, and returns whom to wake.
    fn pass(&mut self) -> Vec<Waker> {
        self.now += 1;
        std::mem::take(&mut self.waiting)
    }
}

tokio::task_local! {
    static REQUEST: CountedRequest;
}

/// The longest chain of each kind of request in this program of tests.
static LONGEST: Mutex<BTreeMap<String, CallChain>> = Mutex::new(BTreeMap::new());

/// Lists the longest chain of each kind of request that browsers have sent in
/// this program of tests so far, by its method and path.
#[must_use]
pub fn longest_chains() -> BTreeMap<String, CallChain> {
    lock(&LONGEST).clone()
}

/// Notes the beginning of a call; `None` if no request of a browser makes it.
pub(crate) fn begin(what: &str, service: CalledService) -> Option<CallStep> {
    let begin = |request: &CountedRequest| {
        let now = lock(&request.ticks).now;
        lock(&request.chain).begin(what, service, now)
    };
    REQUEST.try_with(begin).ok()
}

/// Notes the end of a call.
pub(crate) fn end(step: CallStep) {
    // A call of no request has no step.
    let _ = REQUEST.try_with(|request| {
        let now = lock(&request.ticks).now;
        lock(&request.chain).end(step, now);
    });
}

/// Waits as long as a call is on its way, in which every other task may run.
pub(crate) async fn on_the_way() {
    let Ok(ticks) = REQUEST.try_with(|request| Arc::clone(&request.ticks)) else {
        tokio::task::yield_now().await;
        return;
    };
    let began = lock(&ticks).now;
    poll_fn(|context| {
        let mut ticks = lock(&ticks);
        if ticks.now > began {
            return Poll::Ready(());
        }
        ticks.waiting.push(context.waker().clone());
        Poll::Pending
    })
    .await;
}

/// Makes a call, which is [`on_the_way`] while the work is done.
pub(crate) async fn call<T>(
    what: &str,
    service: CalledService,
    work: impl Future<Output = T>,
) -> T {
    let step = begin(what, service);
    let done = work.await;
    if let Some(step) = step {
        end(step);
    }
    done
}

/// Makes the calls of another function, which a service runs before it answers:
/// they are within the limit of the one call to that service.
pub(crate) async fn of_another_function<T>(work: impl Future<Output = T>) -> T {
    let ticks = REQUEST.try_with(|request| Arc::clone(&request.ticks));
    let Ok(ticks) = ticks else {
        return work.await;
    };
    let chain = Arc::default();
    REQUEST.scope(CountedRequest { chain, ticks }, work).await
}

/// Does the work of a request: lets the calls that are on their way end once
/// nothing else is to be done, after every other task could run.
async fn counted<T>(request: &CountedRequest, work: impl Future<Output = T>) -> T {
    let mut work = pin!(REQUEST.scope(request.clone(), work));
    let mut last: Option<Arc<Noticed>> = None;
    poll_fn(|context| {
        loop {
            let idle = last.take();
            if idle.is_some_and(|idle| !idle.woken.load(Ordering::SeqCst)) {
                let ended = lock(&request.ticks).pass();
                ended.into_iter().for_each(Waker::wake);
            }
            let noticed = Arc::new(Noticed {
                woken: AtomicBool::new(false),
                outer: context.waker().clone(),
            });
            let waker = Waker::from(Arc::clone(&noticed));
            let polled = work.as_mut().poll(&mut Context::from_waker(&waker));
            if polled.is_ready() {
                return polled;
            }
            if noticed.woken.load(Ordering::SeqCst) {
                continue;
            }
            if !lock(&request.ticks).waiting.is_empty() {
                last = Some(noticed);
                context.waker().wake_by_ref();
            }
            return Poll::Pending;
        }
    })
    .await
}

/// Notices whether a part of a request is to be polled again.
struct Noticed {
    woken: AtomicBool,
    outer: Waker,
}

impl Wake for Noticed {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.outer.wake_by_ref();
    }
}

/// Answers a request, and holds its calls to the longest chain that there may
/// be.
///
/// # Panics
/// If more calls than that waited one for another, or if they may take longer
/// than a request is waited for.
pub(crate) async fn answered<T>(method: &str, path: &str, answering: impl Future<Output = T>) -> T {
    let counting = CountedRequest::default();
    let answer = counted(&counting, answering).await;
    let (chain, request) = (lock(&counting.chain).clone(), kind_of(method, path));
    if chain.off_the_clock {
        return answer;
    }
    let mut longest = lock(&LONGEST);
    let known = longest.entry(request.clone()).or_default();
    if (chain.steps(), chain.limit()) > (known.steps(), known.limit()) {
        *known = chain.clone();
    }
    drop(longest);
    let (steps, limit) = (chain.steps(), chain.limit());
    assert!(
        steps <= LONGEST_CHAIN,
        "{steps} calls of {request} wait one for another: {chain}"
    );
    assert!(
        limit <= ANSWERED_WITHIN,
        "{request} may take {limit:?} although each call is answered: {chain}"
    );
    answer
}

/// Names a request by its method and its path, without what differs between
/// people: ids and references have a digit or a capital letter.
fn kind_of(method: &str, path: &str) -> String {
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    let parts = path.split('/').map(|part| {
        let of_somebody = |letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase();
        match part.len() >= 8 && part.contains(of_somebody) {
            true => "{id}",
            false => part,
        }
    });
    format!("{method} {}", parts.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: CalledService = CalledService::Table;

    async fn chain_of(work: impl Future<Output = ()>) -> CallChain {
        let request = CountedRequest::default();
        counted(&request, work).await;
        lock(&request.chain).clone()
    }

    #[tokio::test]
    async fn calls_side_by_side_are_one_step_and_calls_one_after_another_are_many() {
        let chain = chain_of(async {
            call("first", TABLE, on_the_way()).await;
            let two = async {
                call("left", TABLE, on_the_way()).await;
                call("then left", TABLE, on_the_way()).await;
            };
            // However long it takes a side to make its next call.
            let other = async {
                call("right", TABLE, on_the_way()).await;
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
                call("then right", TABLE, on_the_way()).await;
            };
            tokio::join!(two, other);
            call("last", TABLE, on_the_way()).await;
        });
        let chain = chain.await;
        assert_eq!((chain.steps(), chain.calls()), (4, 6));
        let words = "first; left | right; then left | then right; last";
        assert_eq!(chain.to_string(), words);
    }

    #[tokio::test]
    #[should_panic(expected = "POST /there may take 24.5s although each call is answered")]
    async fn a_request_that_may_take_longer_than_its_function_fails_its_test_by_name() {
        let work = async {
            for _ in 0..7 {
                call("one", CalledService::Phones, on_the_way()).await;
            }
        };
        answered("POST", "/there", work).await;
    }

    #[tokio::test]
    #[should_panic(expected = "10 calls of GET /there/{id} wait one for another: one; one;")]
    async fn a_request_whose_chain_is_too_long_fails_its_test_by_name() {
        let work = async {
            for _ in 0..=LONGEST_CHAIN {
                call("one", TABLE, on_the_way()).await;
            }
        };
        answered("GET", "/there/ABCD234567?page=2", work).await;
    }
}
