//! A made-up council for this crate's own tests.

use domain::council::Council;
use jiff::Timestamp;

use crate::SiteContext;

pub(crate) fn council() -> Council {
    const FILE: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../domain/tests-data/council.json"
    ));
    serde_json::from_str(FILE).unwrap()
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_795_305_600).unwrap()
}

/// Makes random pieces of an alphabet, the same in every run (xorshift64), so
/// that a failure can be repeated.
pub(crate) struct RandomBytes {
    state: u64,
    bytes: Vec<u8>,
}

impl RandomBytes {
    pub(crate) fn new() -> Self {
        Self {
            state: 0x9E37_79B9_7F4A_7C15,
            bytes: Vec::new(),
        }
    }

    /// Returns a number below the limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % u64::try_from(limit).unwrap()).unwrap()
    }

    /// Returns so many pieces of the alphabet.
    pub(crate) fn of(&mut self, alphabet: &[&[u8]], pieces: usize) -> &[u8] {
        self.bytes.clear();
        for _ in 0..pieces {
            let piece = alphabet[self.below(alphabet.len())];
            self.bytes.extend_from_slice(piece);
        }
        &self.bytes
    }
}

pub(crate) fn site() -> SiteContext {
    SiteContext::new(council(), "test", now, || {
        "0123456789abcdefghjkmnpqrs".to_owned()
    })
}
