//! Faults of the connection to the database: requests are throttled or fail, or
//! their replies are lost.

use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::lock;

/// The numbers of a hundred requests that are throttled, that fail on the
/// server's side, and that are carried out although their reply is lost.
const THROTTLED: u64 = 10;
const FAILED: u64 = 5;
const LOST: u64 = 3;

/// The errors with which DynamoDB throttles a request.
const THROTTLES: [&str; 3] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
];

/// The reasons with which DynamoDB throttles one write of a transaction, which
/// cancels all of its writes (API reference, "TransactionCanceledException").
const THROTTLES_A_WRITE: [&str; 2] = ["ThrottlingError", "ProvisionedThroughputExceeded"];

/// The duration of a fault.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FaultDuration {
    /// One request fails: the client sends it again and soon succeeds.
    OneRequest,
    /// A whole call fails, however often the client sends the request again, so
    /// the caller gets an error.
    OneCall,
}

/// The header that is the same for all requests of one call of the SDK.
const CALL: &str = "amz-sdk-invocation-id:";

/// Draws the faults of a connection from a seed, and counts them. Clones share
/// the seed and the counts.
#[derive(Clone, Debug)]
pub struct InjectedFaults(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    duration: FaultDuration,
    random: AtomicU64,
    calls: Mutex<HashMap<String, Drawn>>,
    done: AtomicUsize,
    throttled: AtomicUsize,
    failed: AtomicUsize,
    lost: AtomicUsize,
}

/// Counts the outcomes of requests.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FaultCounts {
    /// Carried out, and the reply arrived.
    pub done: usize,
    /// Throttled: not carried out.
    pub throttled: usize,
    /// Failed on the server's side: not carried out.
    pub failed: usize,
    /// Carried out, and the reply was lost or said that it had failed.
    pub lost: usize,
}

/// The outcome of one request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Drawn {
    Done,
    Throttled(u64),
    Failed(u64),
    Lost(u64),
}

impl InjectedFaults {
    pub(crate) fn of(seed: u64, duration: FaultDuration) -> Self {
        Self(Arc::new(Inside {
            duration,
            calls: Mutex::default(),
            random: AtomicU64::new(seed),
            done: AtomicUsize::new(0),
            throttled: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            lost: AtomicUsize::new(0),
        }))
    }

    /// Counts the outcomes of the requests so far.
    #[must_use]
    pub fn counts(&self) -> FaultCounts {
        let count = |of: &AtomicUsize| of.load(Ordering::SeqCst);
        FaultCounts {
            done: count(&self.0.done),
            throttled: count(&self.0.throttled),
            failed: count(&self.0.failed),
            lost: count(&self.0.lost),
        }
    }

    /// Draws a number by splitmix64, which gives the same numbers in every run.
    fn random(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.0.random.fetch_add(STEP, Ordering::SeqCst);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Draws the outcome of a request of this call.
    pub(super) fn draw_fate(&self, call: &str) -> Drawn {
        let fate = match self.0.duration {
            FaultDuration::OneRequest => self.draw(),
            FaultDuration::OneCall => {
                let mut calls = lock(&self.0.calls);
                *calls.entry(call.to_owned()).or_insert_with(|| self.draw())
            }
        };
        let count = match fate {
            Drawn::Done => &self.0.done,
            Drawn::Throttled(_) => &self.0.throttled,
            Drawn::Failed(_) => &self.0.failed,
            Drawn::Lost(_) => &self.0.lost,
        };
        count.fetch_add(1, Ordering::SeqCst);
        fate
    }

    fn draw(&self) -> Drawn {
        let random = self.random();
        let (of_a_hundred, how) = (random % 100, random / 100);
        match of_a_hundred {
            drawn if drawn < THROTTLED => Drawn::Throttled(how),
            drawn if drawn < THROTTLED + FAILED => Drawn::Failed(how),
            drawn if drawn < THROTTLED + FAILED + LOST => Drawn::Lost(how),
            _ => Drawn::Done,
        }
    }

    /// Opens a connection to the database that has these faults, and returns
    /// the address at which it starts. The connection ends with the test's
    /// process.
    ///
    /// # Panics
    /// If there is no port or thread left.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub(crate) fn line_to(&self, database: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let faults = self.clone();
        let accept = move || {
            for client in listener.incoming().flatten() {
                let faults = faults.clone();
                // A broken connection is one of the faults, so its error is
                // ignored.
                std::thread::spawn(move || faults.carry(client, database));
            }
        };
        std::thread::spawn(accept);
        address
    }

    /// Passes on the requests of one connection until a fault or the client
    /// closes it.
    fn carry(&self, client: TcpStream, database: SocketAddr) -> io::Result<()> {
        let mut client = Line::of(client)?;
        let mut database = Line::of(TcpStream::connect(database)?)?;
        while let Some(request) = client.receive()? {
            let reply = match self.draw_fate(&request.call) {
                Drawn::Throttled(how) => throttled(&request, how),
                Drawn::Failed(how) => failed(how),
                Drawn::Done => database.ask(&request)?,
                Drawn::Lost(how) => {
                    database.ask(&request)?;
                    if how % 2 == 0 {
                        return Ok(());
                    }
                    failed(how / 2)
                }
            };
            client.send(&reply)?;
        }
        Ok(())
    }
}

/// A request or a reply, in bytes.
struct Message {
    head: Vec<u8>,
    body: Vec<u8>,
    /// The id of the call that the message belongs to.
    call: String,
}

/// One side of a connection.
struct Line(BufReader<TcpStream>);

impl Line {
    fn of(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Reads the next message; `None` once the other side has closed.
    fn receive(&mut self) -> io::Result<Option<Message>> {
        let (mut head, mut length, mut call) = (Vec::new(), None, String::new());
        loop {
            let from = head.len();
            if self.0.read_until(b'\n', &mut head)? == 0 {
                return Ok(None);
            }
            let line = head.get(from..).unwrap_or_default().trim_ascii();
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(line).to_ascii_lowercase();
            if let Some(said) = line.strip_prefix("content-length:") {
                length = said.trim().parse().ok();
            } else if let Some(said) = line.strip_prefix(CALL) {
                said.trim().clone_into(&mut call);
            }
        }
        // Every request and reply of DynamoDB says its length.
        let mut body = vec![0; length.ok_or(io::ErrorKind::InvalidData)?];
        self.0.read_exact(&mut body)?;
        Ok(Some(Message { head, body, call }))
    }

    fn send(&mut self, message: &Message) -> io::Result<()> {
        let bytes = [message.head.as_slice(), message.body.as_slice()].concat();
        self.0.get_mut().write_all(&bytes)
    }

    fn ask(&mut self, request: &Message) -> io::Result<Message> {
        self.send(request)?;
        let reply = self.receive()?;
        reply.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

fn throttled(request: &Message, how: u64) -> Message {
    let request: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match request["TransactItems"].as_array() {
        Some(writes) if how.is_multiple_of(2) => refusal(400, &cancelled(writes.len(), how / 2)),
        _ => {
            let code = one_of(&THROTTLES, how / 2);
            refusal(400, &json!({"__type": typed(code), "message": "slower"}))
        }
    }
}

/// Answers a transaction of so many writes, one of which was throttled.
fn cancelled(writes: usize, how: u64) -> Value {
    let mut reasons = vec![json!({"Code": "None"}); writes];
    let code = one_of(&THROTTLES_A_WRITE, how);
    if let Some(last) = reasons.last_mut() {
        *last = json!({"Code": code, "Message": "slower"});
    }
    json!({
        "__type": typed("TransactionCanceledException"),
        "Message": "Transaction cancelled",
        "CancellationReasons": reasons,
    })
}

fn failed(how: u64) -> Message {
    let (status, code) = match how % 2 {
        0 => (500, "InternalServerError"),
        _ => (503, "ServiceUnavailable"),
    };
    refusal(status, &json!({"__type": typed(code), "message": "later"}))
}

fn typed(code: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810#{code}")
}

fn refusal(status: u16, body: &Value) -> Message {
    let body = body.to_string().into_bytes();
    let head = format!(
        "HTTP/1.1 {status} No\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Message {
        head: head.into_bytes(),
        body,
        call: String::new(),
    }
}

fn one_of<'a>(all: &[&'a str], how: u64) -> &'a str {
    let place = usize::try_from(how).unwrap_or_default() % all.len().max(1);
    all.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ten_thousand_requests_each_fate_has_its_share_and_the_seed_decides() {
        let draw = |seed| {
            let faults = InjectedFaults::of(seed, FaultDuration::OneRequest);
            for _ in 0..10_000 {
                faults.draw_fate("a call");
            }
            faults.counts()
        };
        let counts = draw(1);
        assert!((900..1_100).contains(&counts.throttled), "{counts:?}");
        assert!((430..570).contains(&counts.failed), "{counts:?}");
        assert!((250..350).contains(&counts.lost), "{counts:?}");
        assert_eq!(counts, draw(1));
        assert_ne!(counts, draw(2));
    }

    #[test]
    fn what_lasts_for_a_call_happens_to_each_of_its_requests() {
        let faults = InjectedFaults::of(1, FaultDuration::OneCall);
        for call in 0..1_000 {
            for _ in 0..3 {
                faults.draw_fate(&call.to_string());
            }
        }
        let counts = faults.counts();
        for count in [counts.throttled, counts.failed, counts.lost] {
            assert!(count > 0 && count.is_multiple_of(3), "{counts:?}");
        }
    }
}
