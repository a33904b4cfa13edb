//! E-mails that the portal sends, before they have words.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::fault::{MessageFault, StoreFault};
use crate::values::email_address::EmailAddress;
use crate::values::information_request::AskingDesk;
use crate::values::list_page::{ListCursor, ListPage};
use crate::values::reference::Reference;

/// The kind of [`Email::AppliedForYou`] by which an attempt to send it is
/// recorded.
pub const APPLIED_FOR_YOU: &str = "applied-for-you";

/// The content of an e-mail. A notice never holds an answer that somebody gave,
/// because mail is read on shared screens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Email {
    /// The code to sign in with.
    SignInCode {
        /// The six digits of the code.
        code: String,
    },
    /// Somebody wanted to make an account with this address, which has one.
    HasAccount {
        /// The six digits of the code to go on with.
        code: String,
    },
    /// The code to choose a new password with.
    NewPasswordCode {
        /// The six digits of the code.
        code: String,
    },
    /// Somebody asked for a new password, or to recover a form, for an address
    /// without an account.
    NoAccount,
    /// The code to recover a form with.
    RecoverCode {
        /// The six digits of the code.
        code: String,
    },
    /// The code to answer what staff asked about an application.
    QuestionsCode {
        /// The six digits of the code.
        code: String,
    },
    /// The code to use this address for an account that has another.
    NewEmailCode {
        /// The six digits of the code.
        code: String,
    },
    /// The code with which somebody who is signed in confirms a change of their
    /// account.
    ReauthenticationCode {
        /// The six digits of the code.
        code: String,
    },
    /// Somebody wanted to use this address for their account, but it has one.
    EmailTaken,
    /// An account was made.
    AccountMade,
    /// The password was changed.
    PasswordChanged,
    /// The address was changed. The notice goes to the old and to the new
    /// address, and names neither.
    EmailChanged,
    /// Somebody was invited to work with the portal.
    Invited,
    /// Somebody was invited to see a care record online. The notice says neither
    /// whose nor why.
    RecordInvitation {
        /// The last day on which the invitation can be accepted.
        until: Date,
    },
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
    /// An account that nobody has signed in to will be deleted.
    AccountExpires {
        /// The last day on which it is kept.
        until: Date,
    },
    /// A saved form will be deleted.
    FormExpires {
        /// The reference of the form.
        reference: Reference,
        /// The last day on which it is kept.
        until: Date,
    },
    /// The amounts of the law by which a saved estimate was worked out changed.
    RatesChanged {
        /// The reference of the form.
        reference: Reference,
        /// The first day of the new amounts.
        new_from: Date,
        /// The last day on which the form is kept.
        until: Date,
    },
    /// The council has received an application.
    Applied {
        /// The reference of the application.
        reference: Reference,
        /// The day by which the council makes contact.
        contact_by: Date,
    },
    /// The council has received an application; the notice goes to the person
    /// on whose behalf somebody applied.
    AppliedForYou {
        /// The reference of the application.
        reference: Reference,
        /// The day by which the council makes contact.
        contact_by: Date,
    },
    /// Staff have questions about an application. The notice says nothing of
    /// what they ask.
    QuestionsAsked {
        /// The reference of the application.
        reference: Reference,
        /// The part of the council that asks.
        asked_by: AskingDesk,
        /// The day by which an answer is asked for.
        answer_by: Date,
    },
    /// The day by which staff asked for answers is near, or is today.
    QuestionsDue {
        /// The reference of the application.
        reference: Reference,
        /// The part of the council that asks.
        asked_by: AskingDesk,
        /// The day by which an answer is asked for.
        answer_by: Date,
    },
    /// A complaint about personal data was received.
    ComplaintReceived {
        /// The reference of the complaint.
        reference: Reference,
        /// The day by which the complaint is acknowledged: 30 days (Data
        /// Protection Act 2018, section 164A).
        acknowledged_by: Date,
    },
    /// A register of a day service is late; the notice goes to those who may
    /// submit it, and names no supplier and no person.
    RegisterLate {
        /// The week-ending date of the register.
        week_ending: Date,
    },
    /// There are safeguarding concerns to read; the notice goes to the team.
    ConcernsToRead {
        /// The number of concerns.
        how_many: usize,
        /// The references of the concerns that came first.
        references: Vec<Reference>,
        /// The number of concerns whose references are left out.
        more: usize,
    },
    /// There are people to call back; the notice goes to the team.
    CallBacksToMake {
        /// The number of calls.
        how_many: usize,
        /// The references of the requests that came first.
        references: Vec<Reference>,
        /// The number of requests whose references are left out.
        more: usize,
    },
    /// There are complaints to answer; the notice goes to the council.
    ComplaintsToAnswer {
        /// The number of complaints.
        how_many: usize,
        /// The references of the complaints that came first.
        references: Vec<Reference>,
        /// The number of complaints whose references are left out.
        more: usize,
        /// The day on which the first complaint was received.
        received_on: Date,
        /// The day by which the first complaint has to be acknowledged.
        acknowledge_by: Date,
    },
}

/// An attempt to send a notice.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmailDelivery {
    /// The id that the mail service gave the e-mail.
    pub message: String,
    /// The kind of the notice: `sign-in-code`.
    pub kind: &'static str,
    /// The application that the notice is about, if any.
    pub about: Option<Reference>,
    /// The instant at which the e-mail was handed over.
    pub sent_at: Timestamp,
}

/// An e-mail as the history of its address lists it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedEmail {
    /// The kind of the notice, as [`Email::kind`] named it then.
    pub kind: String,
    /// The application or complaint that the notice was about, if any.
    pub about: Option<Reference>,
    /// The instant at which the e-mail was handed over.
    pub sent_at: Timestamp,
}

/// The delivery of an e-mail, as the mail service reports it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DeliveryStatus {
    /// The recipient's mail server took the e-mail.
    Delivered,
    /// The recipient's mail server will not take the e-mail.
    Bounced,
    /// The recipient reported the e-mail as spam.
    Complained,
}

/// The port that sends e-mails.
pub trait Mailer: Clone + Send + Sync + 'static {
    /// Hands an e-mail to the mail service. Returns the id that the e-mail gets
    /// there.
    fn send_email(
        &self,
        to: &EmailAddress,
        mail: &Email,
    ) -> impl Future<Output = Result<String, MessageFault>> + Send;
}

/// The port that keeps attempts to send e-mail and their deliveries.
pub trait DeliveryLog: Clone + Send + Sync + 'static {
    /// Keeps an attempt.
    fn keep_delivery(
        &self,
        attempt: &EmailDelivery,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps an attempt, and lists it in the history of the address that the
    /// e-mail went to.
    fn keep_email(
        &self,
        to: &EmailAddress,
        attempt: &EmailDelivery,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes the delivery of an e-mail; a bounce of an e-mail about an
    /// application is also noted with the application, so that staff see that
    /// its e-mails do not arrive. MUST change nothing when called again.
    fn note_delivery(
        &self,
        message: &str,
        delivery: DeliveryStatus,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The port that reads which e-mails were sent to somebody, for the person who
/// asks what is kept about them.
pub trait EmailHistory: Clone + Send + Sync + 'static {
    /// Lists the e-mails to an address, newest first, at most `most` after a
    /// place in the list. MUST leave out those whose time is over.
    fn emails_to(
        &self,
        address: &EmailAddress,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<ListedEmail>, StoreFault>> + Send;
}

impl Email {
    /// Returns the kind of the notice, as it is recorded.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SignInCode { .. } => "sign-in-code",
            Self::HasAccount { .. } => "has-account",
            Self::NewPasswordCode { .. } => "new-password-code",
            Self::NoAccount => "no-account",
            Self::RecoverCode { .. } => "recover-code",
            Self::QuestionsCode { .. } => "questions-code",
            Self::NewEmailCode { .. } => "new-email-code",
            Self::ReauthenticationCode { .. } => "reauthentication-code",
            Self::EmailTaken => "email-taken",
            Self::AccountMade => "account-made",
            Self::PasswordChanged => "password-changed",
            Self::EmailChanged => "email-changed",
            Self::Invited => "invited",
            Self::RecordInvitation { .. } => "record-invitation",
            Self::PhoneRegistered => "phone-registered",
            Self::PhoneRemoved => "phone-removed",
            Self::AppAdded => "app-added",
            Self::AppRemoved => "app-removed",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::AccountDeleted => "account-deleted",
            Self::AccountExpires { .. } => "account-expires",
            Self::FormExpires { .. } => "form-expires",
            Self::RatesChanged { .. } => "rates-changed",
            Self::Applied { .. } => "applied",
            Self::AppliedForYou { .. } => APPLIED_FOR_YOU,
            Self::QuestionsAsked { .. } => "questions-asked",
            Self::QuestionsDue { .. } => "questions-due",
            Self::ComplaintReceived { .. } => "complaint-received",
            Self::RegisterLate { .. } => "register-late",
            Self::ConcernsToRead { .. } => "concerns-to-read",
            Self::CallBacksToMake { .. } => "call-backs-to-make",
            Self::ComplaintsToAnswer { .. } => "complaints-to-answer",
        }
    }

    /// Returns the reference of the application that the notice is about.
    #[must_use]
    pub const fn about(&self) -> Option<&Reference> {
        match self {
            Self::Applied { reference, .. }
            | Self::AppliedForYou { reference, .. }
            | Self::QuestionsAsked { reference, .. }
            | Self::QuestionsDue { reference, .. } => Some(reference),
            Self::SignInCode { .. }
            | Self::HasAccount { .. }
            | Self::NewPasswordCode { .. }
            | Self::NoAccount
            | Self::RecoverCode { .. }
            | Self::QuestionsCode { .. }
            | Self::NewEmailCode { .. }
            | Self::ReauthenticationCode { .. }
            | Self::EmailTaken
            | Self::AccountMade
            | Self::PasswordChanged
            | Self::EmailChanged
            | Self::Invited
            | Self::RecordInvitation { .. }
            | Self::PhoneRegistered
            | Self::PhoneRemoved
            | Self::AppAdded
            | Self::AppRemoved
            | Self::SignedOutEverywhere
            | Self::AccountDeleted
            | Self::AccountExpires { .. }
            | Self::FormExpires { .. }
            | Self::RatesChanged { .. }
            | Self::ComplaintReceived { .. }
            | Self::RegisterLate { .. }
            | Self::ConcernsToRead { .. }
            | Self::CallBacksToMake { .. }
            | Self::ComplaintsToAnswer { .. } => None,
        }
    }
}
