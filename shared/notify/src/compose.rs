//! The words of every notice.

use askama::Template;
use domain::calendar::{in_words, with_weekday};
use domain::council::Council;
use domain::london::{date_in_london, time_in_london};
use domain::notice::Notice;
use domain::sign_in::CODE_LIVES;
use jiff::Timestamp;

use crate::letter::{self, Letterhead, on_one_line};

/// An e-mail, ready to be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Composed {
    /// The subject, on one line. A subject holds nothing about the person and
    /// no code: subjects are shown on locked screens, and the mail service
    /// repeats them in its events about deliveries.
    pub subject: String,
    /// The body, as plain text.
    pub text: String,
    /// The body with the same words, as HTML.
    pub html: String,
}

/// The error of a notice whose words cannot be put together.
#[derive(Debug, thiserror::Error)]
#[error("the words of a notice could not be put together")]
pub struct NotComposed(#[from] askama::Error);

/// Puts a notice into words.
///
/// `public_address` is where people reach the portal (`https://care.example`);
/// without one there are no links. Nothing else is ever linked to, no link
/// holds a token, and a notice with a code has no link.
///
/// # Errors
/// [`NotComposed`], which no value can cause.
pub fn compose(
    council: &Council,
    public_address: Option<&str>,
    notice: &Notice,
    sent_at: Timestamp,
) -> Result<Composed, NotComposed> {
    let from = Letterhead::new(council, public_address);
    let sent = Sent::at(sent_at);
    let (subject, words) = match notice {
        Notice::SignInCode { code } => {
            let code = on_one_line(code);
            let words = SignInCode {
                from: &from,
                sent: &sent,
                code: &code,
            }
            .render()?;
            return letter::with_code("Your code to sign in", &words, &code);
        }
        Notice::HasAccount { code } => {
            let code = on_one_line(code);
            let words = HasAccount {
                from: &from,
                sent: &sent,
                code: &code,
            }
            .render()?;
            return letter::with_code("You already have an account", &words, &code);
        }
        Notice::NewPasswordCode { code } => {
            let code = on_one_line(code);
            let words = NewPasswordCode {
                from: &from,
                sent: &sent,
                code: &code,
            }
            .render()?;
            return letter::with_code("Your code to choose a new password", &words, &code);
        }
        Notice::RecoverCode { code } => {
            let code = on_one_line(code);
            let words = RecoverCode {
                from: &from,
                sent: &sent,
                code: &code,
            }
            .render()?;
            return letter::with_code("Your code to open a saved form", &words, &code);
        }
        Notice::NewEmailCode { code } => {
            let code = on_one_line(code);
            let words = NewEmailCode {
                from: &from,
                sent: &sent,
                code: &code,
            }
            .render()?;
            return letter::with_code("Your code to use this email address", &words, &code);
        }
        Notice::NoAccount => (
            "There is no account with this email address".to_owned(),
            NoAccount { from: &from }.render()?,
        ),
        Notice::EmailTaken => (
            "This email address already has an account".to_owned(),
            EmailTaken { from: &from }.render()?,
        ),
        Notice::AccountMade => (
            "You have created an account".to_owned(),
            AccountMade { from: &from }.render()?,
        ),
        Notice::PasswordChanged => (
            "Your password was changed".to_owned(),
            PasswordChanged {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::EmailChanged => (
            "The email address of your account was changed".to_owned(),
            EmailChanged {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::Invited => (
            "You have been invited to sign in".to_owned(),
            Invited { from: &from }.render()?,
        ),
        Notice::PhoneRegistered => (
            "A telephone number was registered for your account".to_owned(),
            PhoneRegistered {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::PhoneRemoved => (
            "Your telephone number was removed".to_owned(),
            PhoneRemoved {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::AppAdded => (
            "An authenticator app was added to your account".to_owned(),
            AppAdded {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::AppRemoved => (
            "The authenticator app was removed from your account".to_owned(),
            AppRemoved {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::SignedOutEverywhere => (
            "You were signed out on every device".to_owned(),
            SignedOutEverywhere {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::AccountDeleted => (
            "Your account was deleted".to_owned(),
            AccountDeleted {
                from: &from,
                sent: &sent,
            }
            .render()?,
        ),
        Notice::FormExpires { reference, until } => {
            let until = with_weekday(*until);
            let reference = reference.to_string();
            (
                format!("We will delete a form you saved after {until}"),
                FormExpires {
                    from: &from,
                    reference: &reference,
                    until: &until,
                }
                .render()?,
            )
        }
        Notice::Applied {
            reference,
            contact_by,
        } => (
            "We have received your application".to_owned(),
            Applied {
                from: &from,
                reference: &reference.to_string(),
                contact_by: &with_weekday(*contact_by),
            }
            .render()?,
        ),
        Notice::AppliedForYou {
            reference,
            contact_by,
        } => (
            "Someone has applied to us on your behalf".to_owned(),
            AppliedForYou {
                from: &from,
                reference: &reference.to_string(),
                contact_by: &with_weekday(*contact_by),
            }
            .render()?,
        ),
        Notice::ComplaintReceived {
            reference,
            acknowledged_by,
        } => (
            "We have received your complaint".to_owned(),
            ComplaintReceived {
                from: &from,
                reference: &reference.to_string(),
                acknowledged_by: &with_weekday(*acknowledged_by),
            }
            .render()?,
        ),
        Notice::ComplaintToAnswer {
            reference,
            received_on,
            acknowledge_by,
        } => (
            "A complaint about personal data has to be answered".to_owned(),
            ComplaintToAnswer {
                from: &from,
                reference: &reference.to_string(),
                received_on: &with_weekday(*received_on),
                acknowledge_by: &with_weekday(*acknowledge_by),
            }
            .render()?,
        ),
    };
    letter::with_links(&subject, &words, &from)
}

/// Returns the text message with a code. The code comes first, so that a locked
/// screen shows it; the last line names the host where a phone may fill in the
/// code (WHATWG, "Origin-bound one-time codes delivered via SMS").
pub(crate) fn in_a_text(
    council: &Council,
    public_address: Option<&str>,
    code: &str,
    sent_at: Timestamp,
) -> String {
    let (council, code) = (on_one_line(&council.name), on_one_line(code));
    let until = Sent::at(sent_at).until;
    let words = format!(
        "{code} is your code to sign in to {council}. It works once, until {until}. Never give it to anyone: we will not ask for it."
    );
    match public_address.and_then(|address| address.strip_prefix("https://")) {
        Some(host) => format!("{words}\n\n@{host} #{code}"),
        None => words,
    }
}

/// Returns what a call with a code says, in Speech Synthesis Markup Language:
/// each digit by itself, slowly, and the whole code twice.
pub(crate) fn spoken(council: &Council, code: &str) -> String {
    let council: String = on_one_line(&council.name)
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '&' | '"'))
        .collect();
    let digits: Vec<String> = code
        .chars()
        .filter(char::is_ascii_digit)
        .map(String::from)
        .collect();
    let digits = digits.join("<break time=\"700ms\"/>");
    format!(
        "<speak>Hello. This is {council}, with your code to sign in. <break time=\"1s\"/>\
         Your code is: <break time=\"1s\"/>{digits}. <break time=\"2s\"/>\
         Again, your code is: <break time=\"1s\"/>{digits}. <break time=\"1s\"/>\
         It works once, for {} minutes. Never give it to anyone. Goodbye.</speak>",
        CODE_LIVES.as_mins()
    )
}

/// The time at which a message is sent, in words.
struct Sent {
    /// `9:40am on 22 November 2026`.
    at: String,
    /// The time at which a code sent then stops working: `9:50am`.
    until: String,
    /// The number of minutes for which a code works.
    minutes: i64,
}

impl Sent {
    fn at(instant: Timestamp) -> Self {
        let day = in_words(date_in_london(instant));
        let until = instant.checked_add(CODE_LIVES).unwrap_or(instant);
        Self {
            at: format!("{} on {day}", time_in_london(instant)),
            until: time_in_london(until),
            minutes: CODE_LIVES.as_mins(),
        }
    }
}

/// Declares the template of a notice's words, a text file.
macro_rules! words {
    ($name:ident, $path:tt, $($field:ident: $kind:ty),*) => {
        #[derive(Template)]
        #[template(path = $path, escape = "none")]
        struct $name<'a> {
            from: &'a Letterhead,
            $($field: $kind,)*
        }
    };
}

words!(SignInCode, "sign-in-code.txt", sent: &'a Sent, code: &'a str);
words!(HasAccount, "has-account.txt", sent: &'a Sent, code: &'a str);
words!(NewPasswordCode, "new-password-code.txt", sent: &'a Sent, code: &'a str);
words!(RecoverCode, "recover-code.txt", sent: &'a Sent, code: &'a str);
words!(NewEmailCode, "new-email-code.txt", sent: &'a Sent, code: &'a str);
words!(NoAccount, "no-account.txt",);
words!(EmailTaken, "email-taken.txt",);
words!(AccountMade, "account-made.txt",);
words!(PasswordChanged, "password-changed.txt", sent: &'a Sent);
words!(EmailChanged, "email-changed.txt", sent: &'a Sent);
words!(Invited, "invited.txt",);
words!(PhoneRegistered, "phone-registered.txt", sent: &'a Sent);
words!(PhoneRemoved, "phone-removed.txt", sent: &'a Sent);
words!(AppAdded, "app-added.txt", sent: &'a Sent);
words!(AppRemoved, "app-removed.txt", sent: &'a Sent);
words!(SignedOutEverywhere, "signed-out-everywhere.txt", sent: &'a Sent);
words!(AccountDeleted, "account-deleted.txt", sent: &'a Sent);
words!(FormExpires, "form-expires.txt", reference: &'a str, until: &'a str);
words!(Applied, "applied.txt", reference: &'a str, contact_by: &'a str);
words!(AppliedForYou, "applied-for-you.txt", reference: &'a str, contact_by: &'a str);
words!(ComplaintReceived, "complaint-received.txt", reference: &'a str, acknowledged_by: &'a str);
words!(ComplaintToAnswer, "complaint-to-answer.txt", reference: &'a str, received_on: &'a str, acknowledge_by: &'a str);
