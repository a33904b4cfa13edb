//! A mail service that keeps what it is given.

use std::sync::{Arc, Mutex};

use domain::account::EmailAddress;
use domain::notice::{Notice, NoticeFault, SendNotices};

use crate::memory::lock;

/// `SendNotices` that keeps what was sent. Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct SentNotices(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    sent: Vec<(EmailAddress, Notice)>,
    fails: bool,
}

impl SentNotices {
    /// From now on nothing is taken, or everything is.
    pub fn fail(&self, fails: bool) {
        lock(&self.0).fails = fails;
    }

    /// What was sent to whom, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<(EmailAddress, Notice)> {
        lock(&self.0).sent.clone()
    }

    /// What was sent to an address, oldest first.
    #[must_use]
    pub fn sent_to(&self, address: &str) -> Vec<Notice> {
        lock(&self.0)
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

impl SendNotices for SentNotices {
    async fn send_notice(&self, to: &EmailAddress, notice: &Notice) -> Result<String, NoticeFault> {
        let mut inside = lock(&self.0);
        if inside.fails {
            return Err(NoticeFault {
                source: "it was told to fail".into(),
            });
        }
        inside.sent.push((to.clone(), notice.clone()));
        Ok(format!("message-{}", inside.sent.len()))
    }
}
