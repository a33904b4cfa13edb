//! A telephone service that keeps what it sends.

use std::sync::{Arc, Mutex};

use domain::notice::NoticeFault;
use domain::telephone::{By, PhoneNumber, SendPhoneCodes};

use crate::lock;

/// `SendPhoneCodes` in memory. Clones share what was sent.
#[derive(Clone, Debug, Default)]
pub struct SentCodes(Arc<Mutex<Vec<(PhoneNumber, By, String)>>>);

impl SentCodes {
    /// Lists the number, the way and the code of each sending, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<(PhoneNumber, By, String)> {
        lock(&self.0).clone()
    }

    /// Returns the last code, whichever number it went to.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        lock(&self.0).last().map(|(_, _, code)| code.clone())
    }
}

impl SendPhoneCodes for SentCodes {
    async fn send_phone_code(
        &self,
        to: &PhoneNumber,
        by: By,
        code: &str,
    ) -> Result<String, NoticeFault> {
        let mut sent = lock(&self.0);
        sent.push((to.clone(), by, code.to_owned()));
        Ok(format!("call-{}", sent.len()))
    }
}
