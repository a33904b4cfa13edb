//! E-mails that the portal sends, before they have words.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::account::EmailAddress;
use crate::draft::StoreFault;
use crate::reference::Reference;

/// The kind of [`Notice::AppliedForYou`], as an attempt to send it is recorded.
pub const APPLIED_FOR_YOU: &str = "applied-for-you";

/// What an e-mail is about. It never holds an answer that somebody gave: mail
/// is read on shared screens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Notice {
    /// The code to sign in with.
    SignInCode {
        /// Six digits.
        code: String,
    },
    /// Somebody wanted to make an account with this address, which has one.
    HasAccount {
        /// Six digits, to go on with.
        code: String,
    },
    /// The code to choose a new password with.
    NewPasswordCode {
        /// Six digits.
        code: String,
    },
    /// Somebody asked for a new password, or to recover a form, for an address
    /// without an account.
    NoAccount,
    /// The code to recover a form with.
    RecoverCode {
        /// Six digits.
        code: String,
    },
    /// The code to use this address for an account that has another.
    NewEmailCode {
        /// Six digits.
        code: String,
    },
    /// Somebody wanted to use this address for their account, but it has one.
    EmailTaken,
    /// An account was made.
    AccountMade,
    /// The password was changed.
    PasswordChanged,
    /// The address was changed. Goes to the one before and to the new one, and
    /// names neither.
    EmailChanged,
    /// Somebody was invited to work with the portal.
    Invited,
    /// A telephone was registered for the codes of somebody who was invited.
    PhoneRegistered,
    /// Finance staff removed the telephone of somebody who was invited, and
    /// their authenticator app.
    PhoneRemoved,
    /// An authenticator app was taken into use.
    AppAdded,
    /// The authenticator app was taken out of use.
    AppRemoved,
    /// Somebody was signed out everywhere.
    SignedOutEverywhere,
    /// The account and what was saved in it are deleted.
    AccountDeleted,
    /// A saved form will be deleted.
    FormExpires {
        /// Its reference.
        reference: Reference,
        /// The last day on which it is kept.
        until: Date,
    },
    /// The council has an application.
    Applied {
        /// Its reference.
        reference: Reference,
        /// The day by which the council makes contact.
        contact_by: Date,
    },
    /// The same, to the person on whose behalf somebody applied.
    AppliedForYou {
        /// Its reference.
        reference: Reference,
        /// The day by which the council makes contact.
        contact_by: Date,
    },
    /// A complaint about personal data was received.
    ComplaintReceived {
        /// Its reference.
        reference: Reference,
        /// The day by which it is acknowledged: 30 days (Data Protection Act
        /// 2018, section 164A).
        acknowledged_by: Date,
    },
    /// The same, to the council: there is a complaint to answer.
    ComplaintToAnswer {
        /// Its reference.
        reference: Reference,
        /// The day on which it was received.
        received_on: Date,
        /// The day by which it has to be acknowledged.
        acknowledge_by: Date,
    },
}

/// One attempt to send one notice.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attempt {
    /// The id that the mail service gave it.
    pub message: String,
    /// What it was about: `sign-in-code`.
    pub kind: &'static str,
    /// Which application it is about, if any.
    pub about: Option<Reference>,
    /// When it was handed over.
    pub sent_at: Timestamp,
}

/// What the mail service says became of an e-mail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// The other side took it.
    Delivered,
    /// The other side will not take it.
    Bounced,
    /// Somebody said that it was spam.
    Complained,
}

/// A notice could not be handed over.
#[derive(Debug, thiserror::Error)]
#[error("a notice was not taken")]
pub struct NoticeFault {
    /// What it said, for the log only.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Sends e-mails.
pub trait SendNotices: Clone + Send + Sync + 'static {
    /// Hands one e-mail to the mail service. Answers with the id that it gets
    /// there.
    fn send_notice(
        &self,
        to: &EmailAddress,
        notice: &Notice,
    ) -> impl Future<Output = Result<String, NoticeFault>> + Send;
}

/// Keeps what became of e-mails.
pub trait KeepAttempts: Clone + Send + Sync + 'static {
    /// Keeps an attempt.
    fn keep_attempt(
        &self,
        attempt: &Attempt,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes what became of an e-mail; for a bounce of an e-mail about an
    /// application also with the application, so that staff see that its
    /// e-mails do not arrive. MUST change nothing when told again.
    fn note_delivery(
        &self,
        message: &str,
        delivery: Delivery,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

impl Notice {
    /// What it is about, as it is recorded.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SignInCode { .. } => "sign-in-code",
            Self::HasAccount { .. } => "has-account",
            Self::NewPasswordCode { .. } => "new-password-code",
            Self::NoAccount => "no-account",
            Self::RecoverCode { .. } => "recover-code",
            Self::NewEmailCode { .. } => "new-email-code",
            Self::EmailTaken => "email-taken",
            Self::AccountMade => "account-made",
            Self::PasswordChanged => "password-changed",
            Self::EmailChanged => "email-changed",
            Self::Invited => "invited",
            Self::PhoneRegistered => "phone-registered",
            Self::PhoneRemoved => "phone-removed",
            Self::AppAdded => "app-added",
            Self::AppRemoved => "app-removed",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::AccountDeleted => "account-deleted",
            Self::FormExpires { .. } => "form-expires",
            Self::Applied { .. } => "applied",
            Self::AppliedForYou { .. } => APPLIED_FOR_YOU,
            Self::ComplaintReceived { .. } => "complaint-received",
            Self::ComplaintToAnswer { .. } => "complaint-to-answer",
        }
    }

    /// The application it is about.
    #[must_use]
    pub const fn about(&self) -> Option<&Reference> {
        match self {
            Self::Applied { reference, .. } | Self::AppliedForYou { reference, .. } => {
                Some(reference)
            }
            _ => None,
        }
    }
}
