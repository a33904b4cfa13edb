//! Processes whose calls are counted and can be made to fail.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;

use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::connection::{Drawn, FaultDuration, InjectedFaults};
use crate::call_chain::on_the_way;

/// The point at which a process crashes, counted in its calls.
#[derive(Clone, Copy, Debug)]
pub enum CrashPoint {
    /// After the replies to so many calls; the next call is never made.
    AfterReply(usize),
    /// After so many calls; the last is carried out, but its reply never
    /// arrives.
    BeforeReply(usize),
}

impl CrashPoint {
    /// Returns the two ways in which a process can crash at a call, counted
    /// from 1: before the call is made, and after it is carried out.
    #[must_use]
    pub const fn at(call: usize) -> [Self; 2] {
        [Self::AfterReply(call - 1), Self::BeforeReply(call)]
    }
}

/// One run of a function. Counts its calls to the table, the buckets, the mail
/// service and the identity provider, and makes calls fail where a test says
/// so. Clones are the same process.
///
/// [`crate::Database::table_of`] and the `of` of the other services return what
/// the process calls.
#[derive(Clone, Debug, Default)]
pub struct Process(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    faults: Faults,
    calls: AtomicUsize,
    crashed: AtomicBool,
}

#[derive(Debug, Default)]
enum Faults {
    #[default]
    None,
    Crash(CrashPoint),
    Random(InjectedFaults),
    CutOff,
}

/// The outcome of one call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fate {
    Done,
    NotDone,
    /// The call is carried out, but its caller gets an error.
    DoneUnsaid,
}

impl Process {
    fn with(faults: Faults) -> Self {
        Self(Arc::new(Inside {
            faults,
            ..Inside::default()
        }))
    }

    /// Makes a process that crashes: every call after that point fails.
    #[must_use]
    pub fn crashing(at: CrashPoint) -> Self {
        Self::with(Faults::Crash(at))
    }

    /// Makes a process of whose calls 15 in a hundred fail, and 3 are carried
    /// out but return an error. The seed decides which.
    #[must_use]
    pub fn with_faults(seed: u64) -> Self {
        let faults = InjectedFaults::of(seed, FaultDuration::OneRequest);
        Self::with(Faults::Random(faults))
    }

    /// Makes a process of which every call fails.
    #[must_use]
    pub fn cut_off() -> Self {
        Self::with(Faults::CutOff)
    }

    /// Counts the calls of the process, with those that failed.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// Runs the work of the process; `None` if it crashed, after which it does
    /// nothing more.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        std::future::poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            if self.0.crashed.load(Ordering::SeqCst) {
                return Poll::Ready(None);
            }
            polled.map(Some)
        })
        .await
    }

    /// Makes one call, after letting every other task run.
    pub(crate) async fn call<T>(&self, effect: impl FnOnce() -> T) -> Result<T, InjectedFault> {
        on_the_way().await;
        match self.fate() {
            Fate::Done => Ok(effect()),
            Fate::NotDone => Err(InjectedFault),
            Fate::DoneUnsaid => {
                effect();
                Err(InjectedFault)
            }
        }
    }

    fn fate(&self) -> Fate {
        let call = self.0.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let fate = match &self.0.faults {
            Faults::None => Fate::Done,
            Faults::Crash(CrashPoint::AfterReply(most)) if call <= *most => Fate::Done,
            Faults::Crash(CrashPoint::BeforeReply(most)) if call < *most => Fate::Done,
            Faults::Crash(CrashPoint::BeforeReply(most)) if call == *most => Fate::DoneUnsaid,
            Faults::Crash(_) | Faults::CutOff => Fate::NotDone,
            Faults::Random(faults) => match faults.draw_fate("") {
                Drawn::Done => Fate::Done,
                Drawn::Lost(_) => Fate::DoneUnsaid,
                Drawn::Throttled(_) | Drawn::Failed(_) => Fate::NotDone,
            },
        };
        if fate != Fate::Done && matches!(self.0.faults, Faults::Crash(_)) {
            self.0.crashed.store(true, Ordering::SeqCst);
        }
        fate
    }
}

/// The error of a call that a test made fail. It is none of those after which
/// the SDK sends the request again.
#[derive(Debug)]
pub(crate) struct InjectedFault;

impl fmt::Display for InjectedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a test made the call fail")
    }
}

impl std::error::Error for InjectedFault {}

/// Sends the requests of a process to the database.
#[derive(Clone, Debug)]
pub(crate) struct FaultyClient {
    process: Process,
    http: SharedHttpClient,
}

impl FaultyClient {
    pub(crate) fn new(process: &Process, http: SharedHttpClient) -> Self {
        Self {
            process: process.clone(),
            http,
        }
    }
}

impl HttpClient for FaultyClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(FaultyConnector {
            process: self.process.clone(),
            inner: self.http.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct FaultyConnector {
    process: Process,
    inner: SharedHttpConnector,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let fault = || ConnectorError::user(Box::new(InjectedFault));
        match self.process.fate() {
            Fate::Done => self.inner.call(request),
            Fate::NotDone => HttpConnectorFuture::new(async move {
                on_the_way().await;
                Err(fault())
            }),
            Fate::DoneUnsaid => {
                let sent = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    drop(sent.await);
                    Err(fault())
                })
            }
        }
    }
}
