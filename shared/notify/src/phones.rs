//! The sending of codes through AWS End User Messaging, in text messages and in
//! calls.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_pinpointsmsvoicev2::Client;
use aws_sdk_pinpointsmsvoicev2::config::retry::RetryConfig;
use aws_sdk_pinpointsmsvoicev2::config::timeout::TimeoutConfig;
use aws_sdk_pinpointsmsvoicev2::types::{MessageType, VoiceId, VoiceMessageBodyTextType};
use aws_types::SdkConfig;
use domain::access::phone_codes::PhoneCodeSender;
use domain::access::sign_in::CODE_LIVES;
use domain::council::Council;
use domain::fault::MessageFault;
use domain::values::phone_number::{CodeChannel, PhoneNumber};
use jiff::Timestamp;

use crate::letter::{Sent, on_one_line};
use crate::refusal::NotTaken;

/// The service AWS End User Messaging, as a [`PhoneCodeSender`]. Cheap to clone.
#[derive(Clone)]
pub struct Phones(Arc<Inside>);

/// The origins of codes, by ARNs of AWS End User Messaging. A number cannot
/// serve both texts and calls: in the United Kingdom a number for text messages
/// carries no speech. Without an origin, codes cannot be sent that way.
#[derive(Clone, Debug, Default)]
pub struct Originations {
    /// The number, pool or sender id that text messages come from.
    pub texts: Option<String>,
    /// The number or pool that calls come from.
    pub calls: Option<String>,
}

struct Inside {
    client: Client,
    council: Council,
    originations: Originations,
    public_address: Option<String>,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl fmt::Debug for Phones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phones")
            .field("originations", &self.0.originations)
            .finish_non_exhaustive()
    }
}

impl Phones {
    /// Makes a client for AWS End User Messaging, which connects at its first
    /// use. `clock` tells when a code is sent; a text message says until when
    /// the code works. `public_address` is where people reach the portal, so
    /// that a phone fills in the code there and nowhere else.
    ///
    /// Somebody waits, so an attempt ends after 3.5 seconds.
    /// There is a single attempt, because a second could ring twice.
    #[must_use]
    pub fn new(
        config: &SdkConfig,
        council: Council,
        originations: Originations,
        public_address: Option<String>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let config = aws_sdk_pinpointsmsvoicev2::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(1))
                    .operation_timeout(Duration::from_millis(3_500))
                    .build(),
            )
            .build();
        Self(Arc::new(Inside {
            client: Client::from_conf(config),
            council,
            originations,
            public_address,
            clock: Box::new(clock),
        }))
    }

    async fn text(&self, to: &PhoneNumber, words: String) -> Result<Option<String>, NotTaken> {
        let inside = &self.0;
        let from = inside.originations.texts.as_ref();
        let sent = inside
            .client
            .send_text_message()
            .destination_phone_number(to.as_str())
            .origination_identity(from.ok_or(NotTaken::NoOrigination)?)
            .message_type(MessageType::Transactional)
            .message_body(words)
            .send()
            .await;
        Ok(sent.map_err(|error| NotTaken::of(&error))?.message_id)
    }

    async fn call(&self, to: &PhoneNumber, words: String) -> Result<Option<String>, NotTaken> {
        let inside = &self.0;
        let from = inside.originations.calls.as_ref();
        let called = inside
            .client
            .send_voice_message()
            .destination_phone_number(to.as_str())
            .origination_identity(from.ok_or(NotTaken::NoOrigination)?)
            .message_body_text_type(VoiceMessageBodyTextType::Ssml)
            .voice_id(VoiceId::Amy)
            .message_body(words)
            .send()
            .await;
        Ok(called.map_err(|error| NotTaken::of(&error))?.message_id)
    }
}

impl PhoneCodeSender for Phones {
    async fn send_phone_code(
        &self,
        to: &PhoneNumber,
        by: CodeChannel,
        code: &str,
    ) -> Result<String, MessageFault> {
        let (council, now) = (&self.0.council, (self.0.clock)());
        let taken = match by {
            CodeChannel::Text => {
                let address = self.0.public_address.as_deref();
                self.text(to, in_a_text(council, address, code, now)).await
            }
            CodeChannel::Call => self.call(to, spoken(council, code)).await,
        };
        taken
            .and_then(|id| id.ok_or(NotTaken::NoId))
            .map_err(|source| MessageFault {
                source: Box::new(source),
            })
    }
}

/// Returns the text message with a code. The code comes first, so that a locked
/// screen shows it; the last line names the host where a phone may fill in the
/// code (WHATWG, "Origin-bound one-time codes delivered via SMS").
fn in_a_text(
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
fn spoken(council: &Council, code: &str) -> String {
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
