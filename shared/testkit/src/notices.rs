//! A mail service that keeps what it sends.

use std::sync::{Arc, Mutex};

use domain::account::EmailAddress;
use domain::notice::{Notice, NoticeFault, SendNotices};

use crate::fault_injection::Process;
use crate::lock;

/// `SendNotices` in memory. Clones share what was sent.
#[derive(Clone, Debug, Default)]
pub struct SentNotices {
    inside: Arc<Mutex<Inside>>,
    process: Process,
}

#[derive(Clone, Debug, Default)]
struct Inside {
    sent: Vec<(EmailAddress, Notice)>,
    fails: bool,
    refused: Option<String>,
}

impl SentNotices {
    /// Returns the mail service as one process calls it, which counts its
    /// calls.
    #[must_use]
    pub fn of(&self, process: &Process) -> Self {
        Self {
            inside: Arc::clone(&self.inside),
            process: process.clone(),
        }
    }

    /// Makes another mail service that has sent what this one has sent so far.
    pub(crate) fn copy(&self) -> Self {
        Self {
            inside: Arc::new(Mutex::new(lock(&self.inside).clone())),
            process: self.process.clone(),
        }
    }

    /// Lets every e-mail fail from now on, or none.
    pub fn fail(&self, fails: bool) {
        lock(&self.inside).fails = fails;
    }

    /// Refuses e-mails to this one address from now on, or to no address.
    pub fn refuse(&self, address: Option<&str>) {
        lock(&self.inside).refused = address.map(str::to_owned);
    }

    /// Lists every e-mail with its address, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<(EmailAddress, Notice)> {
        lock(&self.inside).sent.clone()
    }

    /// Lists the e-mails to an address, oldest first.
    #[must_use]
    pub fn sent_to(&self, address: &str) -> Vec<Notice> {
        lock(&self.inside)
            .sent
            .iter()
            .filter(|(to, _)| to.as_str() == address)
            .map(|(_, notice)| notice.clone())
            .collect()
    }

    /// Returns the last code that was sent to an address.
    #[must_use]
    pub fn last_code(&self, address: &str) -> Option<String> {
        let sent = self.sent_to(address);
        sent.into_iter().rev().find_map(|notice| match notice {
            Notice::SignInCode { code }
            | Notice::HasAccount { code }
            | Notice::NewPasswordCode { code }
            | Notice::RecoverCode { code }
            | Notice::NewEmailCode { code } => Some(code),
            _ => None,
        })
    }
}

impl Inside {
    fn take(&mut self, to: &EmailAddress, notice: &Notice) -> Result<String, NoticeFault> {
        if self.fails || self.refused.as_deref() == Some(to.as_str()) {
            return Err(NoticeFault {
                source: "it was told to fail".into(),
            });
        }
        self.sent.push((to.clone(), notice.clone()));
        Ok(format!("message-{}", self.sent.len()))
    }
}

impl SendNotices for SentNotices {
    async fn send_notice(&self, to: &EmailAddress, notice: &Notice) -> Result<String, NoticeFault> {
        let take = || lock(&self.inside).take(to, notice);
        self.process.call(take).await.unwrap_or_else(|fault| {
            Err(NoticeFault {
                source: fault.into(),
            })
        })
    }
}
