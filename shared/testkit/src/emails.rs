//! A mail service that keeps what it sends.

use std::sync::{Arc, Mutex};

use domain::correspondence::email::{Email, Mailer};
use domain::fault::MessageFault;
use domain::values::email_address::EmailAddress;

use crate::call_chain::{self, CalledService};
use crate::fault_injection::Process;
use crate::lock;

/// `Mailer` in memory. Clones share what was sent.
#[derive(Clone, Debug, Default)]
pub struct SentEmails {
    inside: Arc<Mutex<Inside>>,
    process: Process,
}

#[derive(Clone, Debug, Default)]
struct Inside {
    sent: Vec<(EmailAddress, Email)>,
    fails: bool,
    refused: Option<String>,
}

impl SentEmails {
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
    pub fn sent(&self) -> Vec<(EmailAddress, Email)> {
        lock(&self.inside).sent.clone()
    }

    /// Lists the e-mails to an address, oldest first.
    #[must_use]
    pub fn sent_to(&self, address: &str) -> Vec<Email> {
        lock(&self.inside)
            .sent
            .iter()
            .filter(|(to, _)| to.as_str() == address)
            .map(|(_, mail)| mail.clone())
            .collect()
    }

    /// Returns the last code that was sent to an address.
    #[must_use]
    pub fn last_code(&self, address: &str) -> Option<String> {
        let sent = self.sent_to(address);
        sent.into_iter().rev().find_map(|mail| match mail {
            Email::SignInCode { code }
            | Email::HasAccount { code }
            | Email::ReauthenticationCode { code }
            | Email::NewPasswordCode { code }
            | Email::RecoverCode { code }
            | Email::QuestionsCode { code }
            | Email::NewEmailCode { code } => Some(code),
            _ => None,
        })
    }
}

impl Inside {
    fn take(&mut self, to: &EmailAddress, mail: &Email) -> Result<String, MessageFault> {
        if self.fails || self.refused.as_deref() == Some(to.as_str()) {
            return Err(MessageFault {
                source: "it was told to fail".into(),
            });
        }
        self.sent.push((to.clone(), mail.clone()));
        Ok(format!("message-{}", self.sent.len()))
    }
}

impl Mailer for SentEmails {
    async fn send_email(&self, to: &EmailAddress, mail: &Email) -> Result<String, MessageFault> {
        let take = || lock(&self.inside).take(to, mail);
        let taken = call_chain::call(
            "send an e-mail",
            CalledService::Mail,
            self.process.call(take),
        );
        taken.await.unwrap_or_else(|fault| {
            Err(MessageFault {
                source: fault.into(),
            })
        })
    }
}
