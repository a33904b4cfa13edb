//! The sending of e-mails through SES.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};
use aws_types::SdkConfig;
use domain::correspondence::email::{Email, Mailer};
use domain::council::Council;
use domain::fault::MessageFault;
use domain::values::email_address::EmailAddress;
use jiff::Timestamp;

use crate::compose::compose;
use crate::letter::on_one_line;
use crate::refusal::NotTaken;

/// The settings by which a deployment sends e-mail.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sender {
    /// The address that e-mails are from; SES has verified it or its domain.
    pub mail_from: EmailAddress,
    /// The configuration set of SES, which names where events about deliveries
    /// go.
    pub configuration_set: String,
    /// The address where people reach the portal, `https://care.example`;
    /// without one, e-mails have no links.
    pub public_address: Option<String>,
}

/// The mail service SES, as a [`Mailer`]. Cheap to clone.
#[derive(Clone)]
pub struct Mail(Arc<Inside>);

struct Inside {
    client: Client,
    council: Council,
    sender: Sender,
    /// The `From` header, such as `Exampleshire County Council
    /// <portal@exampleshire.example>`.
    from: String,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("sender", &self.0.sender)
            .finish_non_exhaustive()
    }
}

impl Mail {
    /// Makes a client for SES, which connects at its first use. `clock` tells
    /// when an e-mail is sent; an e-mail with a code says that time.
    ///
    /// Somebody waits for most e-mails, so the limits are those of the table:
    /// three attempts of 2 seconds within 5 seconds in all. If SES takes an
    /// e-mail but answers too late, the next attempt sends the same e-mail a
    /// second time.
    #[must_use]
    pub fn new(
        config: &SdkConfig,
        council: Council,
        sender: Sender,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let config = aws_sdk_sesv2::config::Builder::from(config)
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(1))
                    .operation_attempt_timeout(Duration::from_secs(2))
                    .operation_timeout(Duration::from_secs(5))
                    .build(),
            )
            .build();
        Self(Arc::new(Inside {
            client: Client::from_conf(config),
            from: mailbox(&council.name, &sender.mail_from),
            council,
            sender,
            clock: Box::new(clock),
        }))
    }
}

impl Mailer for Mail {
    async fn send_email(&self, to: &EmailAddress, mail: &Email) -> Result<String, MessageFault> {
        let inside = &self.0;
        let composed = compose(
            &inside.council,
            inside.sender.public_address.as_deref(),
            mail,
            (inside.clock)(),
        )
        .map_err(fault)?;
        let message = Message::builder()
            .subject(utf8(composed.subject)?)
            .body(
                Body::builder()
                    .text(utf8(composed.text)?)
                    .html(utf8(composed.html)?)
                    .build(),
            )
            .build();
        // SES repeats the kind of notice in its events about the delivery.
        let kind = MessageTag::builder()
            .name("notice")
            .value(mail.kind())
            .build()
            .map_err(fault::<BuildError>)?;
        let sent = inside
            .client
            .send_email()
            .from_email_address(&inside.from)
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .reply_to_addresses(on_one_line(&inside.council.email))
            .configuration_set_name(&inside.sender.configuration_set)
            .content(EmailContent::builder().simple(message).build())
            .email_tags(kind)
            .send()
            .await
            .map_err(|error| fault(NotTaken::of(&error)))?;
        sent.message_id.ok_or_else(|| fault(NotTaken::NoId))
    }
}

fn utf8(data: String) -> Result<Content, MessageFault> {
    Content::builder()
        .data(data)
        .charset("UTF-8")
        .build()
        .map_err(fault)
}

fn fault<E: std::error::Error + Send + Sync + 'static>(source: E) -> MessageFault {
    MessageFault {
        source: Box::new(source),
    }
}

/// Returns an address with a name, as a header has it: the name in quotes, or
/// in the encoded words of RFC 2047 if it is not ASCII.
fn mailbox(name: &str, address: &EmailAddress) -> String {
    let name = on_one_line(name);
    let address = address.as_str();
    if name.is_ascii() {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{quoted}\" <{address}>");
    }
    // An encoded word holds 75 characters (section 2) and whole characters of
    // the text (section 5); 12 of them are `=?UTF-8?Q?` and `?=`.
    let mut words: Vec<String> = vec![String::new()];
    for character in name.chars() {
        let mut encoded = String::new();
        let mut bytes = [0; 4];
        for byte in character.encode_utf8(&mut bytes).bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => encoded.push(char::from(byte)),
                b' ' => encoded.push('_'),
                _ => encoded.push_str(&format!("={byte:02X}")),
            }
        }
        match words.last_mut() {
            Some(word) if word.len() + encoded.len() <= 75 - 12 => word.push_str(&encoded),
            _ => words.push(encoded),
        }
    }
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("=?UTF-8?Q?{word}?="))
        .collect();
    format!("{} <{address}>", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(name: &str) -> String {
        let address = EmailAddress::parse("portal@exampleshire.example").unwrap();
        mailbox(name, &address)
    }

    #[test]
    fn a_name_is_quoted() {
        assert_eq!(
            from("Exampleshire \"Care\" \\ Council, Adults"),
            r#""Exampleshire \"Care\" \\ Council, Adults" <portal@exampleshire.example>"#
        );
    }

    #[test]
    fn a_name_cannot_add_a_header_or_an_address() {
        assert_eq!(
            from("Council\r\nBcc: all@example.com\r\n\r\n"),
            r#""Council Bcc: all@example.com" <portal@exampleshire.example>"#
        );
        assert_eq!(
            from("x\" <all@example.com>, \""),
            r#""x\" <all@example.com>, \"" <portal@exampleshire.example>"#
        );
    }

    #[test]
    fn a_name_beyond_ascii_is_encoded_in_words_of_75_characters() {
        assert_eq!(
            from("Cyngor Môn"),
            "=?UTF-8?Q?Cyngor_M=C3=B4n?= <portal@exampleshire.example>"
        );
        let long = from(&"ŵ ".repeat(40));
        let words: Vec<&str> = long.split(' ').collect();
        assert!(words.len() > 4);
        assert!(words.iter().all(|word| word.len() <= 75));
    }
}
