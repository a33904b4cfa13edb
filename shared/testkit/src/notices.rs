//! A mail service that keeps what it is given.

use std::sync::{Arc, Mutex};

use domain::account::EmailAddress;
use domain::notice::{Notice, NoticeFault, SendNotices};

use crate::fault_injection::Process;
use crate::lock;

/// `SendNotices` that keeps what was sent. Clones share what they hold.
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
    /// The mail service in the hands of a process.
    #[must_use]
    pub fn of(&self, process: &Process) -> Self {
        Self {
            inside: Arc::clone(&self.inside),
            process: process.clone(),
        }
    }

    /// Another mail service that was sent what this one was sent so far.
    pub(crate) fn copy(&self) -> Self {
        Self {
            inside: Arc::new(Mutex::new(lock(&self.inside).clone())),
            process: self.process.clone(),
        }
    }

    /// From now on nothing is taken, or everything is.
    pub fn fail(&self, fails: bool) {
        lock(&self.inside).fails = fails;
    }

    /// From now on nothing is taken for this address alone; for none of them
    /// without one.
    pub fn refuse(&self, address: Option<&str>) {
        lock(&self.inside).refused = address.map(str::to_owned);
    }

    /// What was sent to whom, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<(EmailAddress, Notice)> {
        lock(&self.inside).sent.clone()
    }

    /// What was sent to an address, oldest first.
    #[must_use]
    pub fn sent_to(&self, address: &str) -> Vec<Notice> {
        lock(&self.inside)
            .sent
            .iter()
            .filter(|(to, _)| to.as_str() == address)
            .map(|(_, notice)| notice.clone())
            .collect()
    }

    /// The code that was last sent to an address.
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
