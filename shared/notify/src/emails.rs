//! The e-mails, each with the file that holds its words. An e-mail that is not
//! listed here does not compile, and neither does one without its file.

use askama::Template;
use domain::correspondence::email::Email;
use domain::values::calendar::with_weekday;
use domain::values::information_request::AskingDesk;
use domain::values::reference::Reference;
use jiff::civil::Date;

use crate::letter::{Letterhead, Written, on_one_line};

/// A value that an e-mail's file shows in words.
trait Value {
    fn in_words(&self) -> String;

    /// Returns the value, if it is a code.
    fn code(&self) -> Option<String> {
        None
    }
}

/// A text in an e-mail is always a code, because notices hold no other text.
impl Value for String {
    fn in_words(&self) -> String {
        on_one_line(self)
    }

    fn code(&self) -> Option<String> {
        Some(on_one_line(self))
    }
}

impl Value for Reference {
    fn in_words(&self) -> String {
        self.to_string()
    }
}

impl Value for Vec<Reference> {
    fn in_words(&self) -> String {
        let shown: Vec<_> = self.iter().map(Reference::to_string).collect();
        shown.join(", ")
    }
}

impl Value for usize {
    fn in_words(&self) -> String {
        self.to_string()
    }
}

impl Value for AskingDesk {
    fn in_words(&self) -> String {
        self.title().to_owned()
    }
}

impl Value for Date {
    fn in_words(&self) -> String {
        with_weekday(*self)
    }
}

macro_rules! emails {
    ($($name:ident { $($field:ident),* } in $path:tt,)*) => {
        /// Fills in the file of an e-mail with the values of a notice.
        pub(crate) fn write(mail: &Email, from: &Letterhead) -> Result<Written, askama::Error> {
            match mail {
                $(Email::$name { $($field),* } => {
                    #[derive(Template)]
                    #[template(path = $path, escape = "none")]
                    struct Email<'a> {
                        from: &'a Letterhead,
                        $($field: String,)*
                    }
                    let codes: [Option<String>; _] = [$($field.code()),*];
                    let email = Email { from, $($field: $field.in_words(),)* };
                    Ok(Written {
                        text: email.render()?,
                        code: codes.into_iter().flatten().next(),
                    })
                })*
            }
        }
    };
}

emails! {
    SignInCode { code } in "sign-in-code.txt",
    HasAccount { code } in "has-account.txt",
    NewPasswordCode { code } in "new-password-code.txt",
    RecoverCode { code } in "recover-code.txt",
    QuestionsCode { code } in "questions-code.txt",
    NewEmailCode { code } in "new-email-code.txt",
    ReauthenticationCode { code } in "reauthentication-code.txt",
    NoAccount {} in "no-account.txt",
    EmailTaken {} in "email-taken.txt",
    AccountMade {} in "account-made.txt",
    PasswordChanged {} in "password-changed.txt",
    EmailChanged {} in "email-changed.txt",
    Invited {} in "invited.txt",
    RecordInvitation { until } in "record-invitation.txt",
    PhoneRegistered {} in "phone-registered.txt",
    PhoneRemoved {} in "phone-removed.txt",
    AppAdded {} in "app-added.txt",
    AppRemoved {} in "app-removed.txt",
    SignedOutEverywhere {} in "signed-out-everywhere.txt",
    AccountDeleted {} in "account-deleted.txt",
    AccountExpires { until } in "account-expires.txt",
    FormExpires { reference, until } in "form-expires.txt",
    RatesChanged { reference, new_from, until } in "rates-changed.txt",
    Applied { reference, contact_by } in "applied.txt",
    AppliedForYou { reference, contact_by } in "applied-for-you.txt",
    QuestionsAsked { reference, asked_by, answer_by } in "questions-asked.txt",
    QuestionsDue { reference, asked_by, answer_by } in "questions-due.txt",
    ComplaintReceived { reference, acknowledged_by } in "complaint-received.txt",
    RegisterLate { week_ending } in "register-late.txt",
    ConcernsToRead { how_many, references, more } in "concerns-to-read.txt",
    CallBacksToMake { how_many, references, more } in "call-backs-to-make.txt",
    ComplaintsToAnswer { how_many, references, more, received_on, acknowledge_by } in "complaints-to-answer.txt",
}
