//! A telephone service that keeps what it sends.

use std::sync::{Arc, Mutex};

use domain::access::phone_codes::PhoneCodeSender;
use domain::fault::MessageFault;
use domain::values::phone_number::{CodeChannel, PhoneNumber};

use crate::lock;

/// `PhoneCodeSender` in memory. Clones share what was sent.
#[derive(Clone, Debug, Default)]
pub struct SentCodes(Arc<Mutex<Vec<(PhoneNumber, CodeChannel, String)>>>);

impl SentCodes {
    /// Lists the number, the way and the code of each sending, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<(PhoneNumber, CodeChannel, String)> {
        lock(&self.0).clone()
    }

    /// Returns the last code, whichever number it went to.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        lock(&self.0).last().map(|(_, _, code)| code.clone())
    }
}

impl PhoneCodeSender for SentCodes {
    async fn send_phone_code(
        &self,
        to: &PhoneNumber,
        by: CodeChannel,
        code: &str,
    ) -> Result<String, MessageFault> {
        let mut sent = lock(&self.0);
        sent.push((to.clone(), by, code.to_owned()));
        Ok(format!("call-{}", sent.len()))
    }
}
