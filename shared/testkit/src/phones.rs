//! A telephone service that keeps what it sends.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use domain::access::phone_codes::PhoneCodeSender;
use domain::fault::MessageFault;
use domain::values::phone_number::{CodeChannel, PhoneNumber};

use crate::call_chain::{self, CalledService};
use crate::lock;

/// `PhoneCodeSender` in memory. Clones share what was sent.
#[derive(Clone, Debug, Default)]
pub struct SentCodes {
    sent: Arc<Mutex<Vec<(PhoneNumber, CodeChannel, String)>>>,
    fails: Arc<AtomicBool>,
}

impl SentCodes {
    /// Lets every code fail from now on, or none.
    pub fn fail(&self, fails: bool) {
        self.fails.store(fails, Ordering::SeqCst);
    }

    /// Lists the number, the way and the code of each sending, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<(PhoneNumber, CodeChannel, String)> {
        lock(&self.sent).clone()
    }

    /// Returns the last code, whichever number it went to.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        lock(&self.sent).last().map(|(_, _, code)| code.clone())
    }
}

impl PhoneCodeSender for SentCodes {
    async fn send_phone_code(
        &self,
        to: &PhoneNumber,
        by: CodeChannel,
        code: &str,
    ) -> Result<String, MessageFault> {
        let send = async {
            call_chain::on_the_way().await;
            if self.fails.load(Ordering::SeqCst) {
                return Err(MessageFault {
                    source: "it was told to fail".into(),
                });
            }
            let mut sent = lock(&self.sent);
            sent.push((to.clone(), by, code.to_owned()));
            Ok(format!("call-{}", sent.len()))
        };
        let what = "send a code to a telephone";
        call_chain::call(what, CalledService::Phones, send).await
    }
}
