//! Compares the words of every e-mail with those in git, checks the rules for
//! all of them, and looks at the requests that reach SES.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc;

use aws_sdk_sesv2::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_types::SdkConfig;
use domain::access::phone_codes::PhoneCodeSender as _;
use domain::correspondence::email::{Email, Mailer as _};
use domain::council::Council;
use domain::values::email_address::EmailAddress;
use domain::values::information_request::AskingDesk;
use domain::values::phone_number::{CodeChannel, PhoneNumber};
use domain::values::reference::Reference;
use jiff::Timestamp;
use notify::{Composed, Mail, Originations, Phones, Sender, compose};
use serde_json::{Value, json};

const PORTAL: &str = "https://care.exampleshire.example";
const CODE: &str = "048213";

#[test]
fn every_notice_says_what_is_in_git() {
    let mut expected = Vec::new();
    for mail in mailer(CODE) {
        for (name, content) in files(&mail) {
            let kept = std::fs::read_to_string(golden(&name))
                .unwrap_or_else(|_| panic!("{name} is not there"));
            assert_eq!(content, kept, "{name}");
            expected.push(name);
        }
    }
    expected.sort();
    let mut found: Vec<String> = std::fs::read_dir(golden(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    assert_eq!(found, expected);
}

/// The templates that others extend.
const FRAMES: [&str; 2] = ["code", "letter"];

#[test]
fn there_is_one_of_every_email_and_it_is_called_as_its_file() {
    let mut kinds: Vec<String> = mailer(CODE)
        .iter()
        .map(|mail| mail.kind().to_owned())
        .collect();
    kinds.sort();
    let templates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut files: Vec<String> = std::fs::read_dir(templates)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
        .filter(|name| !FRAMES.contains(&name.as_str()))
        .collect();
    files.sort();
    assert_eq!(kinds, files, "every file has an example in notices()");
}

#[test]
fn every_email_has_a_subject_and_no_two_the_same() {
    let mut subjects: Vec<String> = mailer(CODE)
        .iter()
        .map(|mail| composed(mail).subject)
        .collect();
    assert!(subjects.iter().all(|subject| !subject.is_empty()));
    let all = subjects.len();
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), all);
}

#[test]
#[ignore = "writes what the test above reads: run it by name, then read the difference"]
fn write_what_every_notice_says() {
    for mail in mailer(CODE) {
        for (name, content) in files(&mail) {
            std::fs::write(golden(&name), content).unwrap();
        }
    }
}

/// Returns the words of a page, one line for each element with words.
fn words_of(html: &str) -> Vec<String> {
    let body = html
        .split_once("<body")
        .unwrap()
        .1
        .split_once('>')
        .unwrap()
        .1;
    let mut words = String::new();
    let mut inside = false;
    for character in body.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            other => words.push(other),
        }
    }
    words
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn plain_text_and_html_say_the_same_words() {
    for mail in mailer(CODE) {
        let made = composed(&mail);
        let text: Vec<String> = made
            .text
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| line.trim_start_matches("* ").to_owned())
            .collect();
        assert_eq!(words_of(&made.html), text, "{}", mail.kind());
    }
}

#[test]
fn a_code_stands_alone_with_when_it_was_sent_and_how_long_it_lives() {
    for mail in mailer(CODE).iter().filter(|mail| holds_a_code(mail)) {
        let made = composed(mail);
        let alone = made.text.lines().filter(|line| *line == CODE).count();
        assert_eq!(alone, 1, "{}", mail.kind());
        assert_eq!(made.text.matches(CODE).count(), 1);
        assert_eq!(made.html.matches(CODE).count(), 1);
        assert!(!made.subject.contains(CODE));
        for said in [
            "We sent this code at 9:40am on 22 July 2026.",
            "until 9:50am (10 minutes)",
            "We will never ask you for it",
            "If you did not",
        ] {
            assert!(made.text.contains(said), "{}: {said}", mail.kind());
        }
    }
}

#[test]
fn a_notice_with_a_code_has_no_link_and_the_others_link_to_the_portal_alone() {
    for mail in mailer(CODE) {
        let made = composed(&mail);
        let links: Vec<&str> = made
            .html
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0)
            .collect();
        if holds_a_code(&mail) {
            assert!(links.is_empty(), "{}: {links:?}", mail.kind());
            assert!(!made.text.contains("://"), "{}", mail.kind());
        }
        for link in &links {
            let path = link.strip_prefix(PORTAL).unwrap();
            assert!(
                path.bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'/' || b == b'-'),
                "no token, no reference: {link}"
            );
        }
        assert_eq!(made.text.matches("://").count(), links.len());
    }
}

#[test]
fn without_a_public_address_nothing_is_linked_to_and_nothing_else_is_missing() {
    for mail in mailer(CODE) {
        for address in [None, Some(""), Some("/")] {
            let made = compose(&council(), address, &mail, sent_at()).unwrap();
            assert!(!made.html.contains("href"), "{}", mail.kind());
            assert!(!made.text.contains("://"), "{}", mail.kind());
            assert!(!made.text.contains(":\n\nIf"), "{}", made.text);
        }
    }
}

#[test]
fn nothing_is_fetched_when_an_email_is_read() {
    for mail in mailer(CODE) {
        let html = composed(&mail).html;
        for fetching in [
            "<img", "<link", "<script", "<iframe", "url(", "src=", "@import",
        ] {
            assert!(!html.contains(fetching), "{}: {fetching}", mail.kind());
        }
        assert!(html.contains("<html lang=\"en\">"));
    }
}

#[test]
fn nobody_is_asked_to_please_and_every_notice_says_where_help_is() {
    for mail in mailer(CODE) {
        let made = composed(&mail);
        assert!(!made.text.to_lowercase().contains("please"));
        for help in ["01632 960 001", "18001 01632 960 001", "Exampleshire"] {
            assert!(made.text.contains(help), "{}: {help}", mail.kind());
        }
    }
}

const HOSTILE: [&str; 6] = [
    "123456\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><a href=\"https://evil.example\">x</a>",
    "1\n\nhttps://evil.example/sign-in\n\n2",
    "1\u{2028}\u{2028}* <b>item</b>\u{202e}",
    "{{ from.council }}{% raw %}&amp;",
];

#[test]
fn no_value_breaks_out_of_its_line_its_header_or_the_html() {
    for hostile in HOSTILE {
        let mut council = council();
        for field in [
            &mut council.name,
            &mut council.service_name,
            &mut council.telephone,
            &mut council.text_relay,
            &mut council.opening_hours,
            &mut council.emergency_telephone,
            &mut council.data_protection_email,
        ] {
            *field = hostile.to_owned();
        }
        for (mail, plain) in mailer(hostile).into_iter().zip(mailer(CODE)) {
            let made = compose(&council, Some(PORTAL), &mail, sent_at()).unwrap();
            let usual = composed(&plain);
            assert_eq!(made.subject, usual.subject);
            assert_eq!(
                made.text.lines().count(),
                usual.text.lines().count(),
                "{hostile:?} makes no line of its own: {}",
                made.text
            );
            for tag in ["<a ", "<p ", "<li>", "<b>", "<img", "<script", "<"] {
                assert_eq!(
                    made.html.matches(tag).count(),
                    usual.html.matches(tag).count(),
                    "{hostile:?} {tag}"
                );
            }
            let unseen = |c: char| (c.is_control() && c != '\n') || "\u{2028}\u{202e}".contains(c);
            assert!(!made.text.contains(unseen));
            assert!(!made.html.contains(unseen));
        }
    }
}

/// Serves one request as SES does: answers with this and hands over the
/// request.
fn service(status: u16, error: &str, body: &Value) -> (SdkConfig, mpsc::Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (asked, asked_for) = mpsc::channel();
    let reply = format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\nx-amzn-errortype: {error}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.to_string().len()
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut part = [0; 4096];
            loop {
                let read = stream.read(&mut part).unwrap();
                request.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&request);
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    continue;
                };
                let length: usize = head
                    .to_lowercase()
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                    .unwrap();
                if body.len() >= length {
                    // The operation is named in the request line, or, in
                    // protocols with one line for all operations, in a header.
                    let mut lines = head.lines();
                    let target = head
                        .lines()
                        .find_map(|line| line.strip_prefix("x-amz-target: "));
                    let line = target.or_else(|| lines.next()).unwrap().to_owned();
                    let _ = asked.send((line, serde_json::from_str(body).unwrap()));
                    break;
                }
            }
            stream.write_all(reply.as_bytes()).unwrap();
        }
    });
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("eu-west-2"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "id", "key", None, None, "test",
        )))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(format!("http://{address}"))
        .build();
    (config, asked_for)
}

fn ses(config: &SdkConfig) -> Mail {
    let sender = Sender {
        mail_from: EmailAddress::parse("portal@exampleshire.example").unwrap(),
        configuration_set: "portal-mail".to_owned(),
        public_address: Some(PORTAL.to_owned()),
    };
    Mail::new(config, council(), sender, sent_at)
}

fn somebody() -> EmailAddress {
    EmailAddress::parse("jo@example.com").unwrap()
}

#[tokio::test]
async fn ses_is_given_both_parts_the_reply_address_and_the_configuration_set() {
    let (config, asked_for) = service(200, "", &json!({"MessageId": "0100-message"}));
    let mail = Email::SignInCode {
        code: CODE.to_owned(),
    };
    let id = ses(&config).send_email(&somebody(), &mail).await.unwrap();
    assert_eq!(id, "0100-message");
    let (line, asked) = asked_for.recv().unwrap();
    assert_eq!(line, "POST /v2/email/outbound-emails HTTP/1.1");
    let made = composed(&mail);
    let content = |data: &str| json!({"Data": data, "Charset": "UTF-8"});
    assert_eq!(
        asked,
        json!({
            "FromEmailAddress": "\"Exampleshire County Council\" <portal@exampleshire.example>",
            "Destination": {"ToAddresses": ["jo@example.com"]},
            "ReplyToAddresses": ["care@exampleshire.example"],
            "ConfigurationSetName": "portal-mail",
            "EmailTags": [{"Name": "notice", "Value": "sign-in-code"}],
            "Content": {"Simple": {
                "Subject": content(&made.subject),
                "Body": {"Text": content(&made.text), "Html": content(&made.html)},
            }},
        })
    );
}

/// Returns an error and everything that caused it, as the log has them.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error} {error:?}"));
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn what_ses_refuses_is_told_without_anybodys_address() {
    let words = "Email address is not verified. The following identities failed: jo@example.com";
    let (config, _asked_for) = service(400, "MessageRejected", &json!({"message": words}));
    let fault = ses(&config)
        .send_email(&somebody(), &Email::AccountMade)
        .await
        .unwrap_err();
    let told = told(&fault);
    assert!(told.contains("it answered MessageRejected"), "{told}");
    assert!(!told.contains("jo@example.com"), "{told}");
}

#[tokio::test]
async fn a_mail_service_that_cannot_be_reached_is_told_as_such() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (config, _asked_for) = service(200, "", &json!({}));
    let config = config
        .into_builder()
        .endpoint_url(format!("http://{closed}"))
        .build();
    let fault = ses(&config)
        .send_email(&somebody(), &Email::AccountMade)
        .await
        .unwrap_err();
    assert!(
        told(&fault).contains("it could not be reached"),
        "{}",
        told(&fault)
    );
}

#[test]
fn neither_address_nor_code_is_in_what_is_printed_for_developers() {
    let (config, _asked_for) = service(200, "", &json!({}));
    let shown = format!("{:?}", ses(&config));
    assert!(!shown.contains("portal@exampleshire.example"), "{shown}");
}

fn phones(config: &SdkConfig, public_address: Option<&str>) -> Phones {
    let address = public_address.map(str::to_owned);
    let arn = |what: &str| Some(format!("arn:aws:sms-voice:eu-west-2:123456789012:{what}"));
    let originations = Originations {
        texts: arn("pool/pool-1"),
        calls: arn("phone-number/phone-2"),
    };
    Phones::new(config, council(), originations, address, sent_at)
}

fn mobile() -> PhoneNumber {
    PhoneNumber::parse("07700 900 982").unwrap()
}

#[tokio::test]
async fn a_text_message_begins_with_its_code_and_ends_with_where_it_is_filled_in() {
    let (config, asked_for) = service(200, "", &json!({"MessageId": "message-1"}));
    let sent = phones(&config, Some(PORTAL))
        .send_phone_code(&mobile(), CodeChannel::Text, CODE)
        .await;
    assert_eq!(sent.unwrap(), "message-1");
    let (target, asked) = asked_for.recv().unwrap();
    assert_eq!(target, "PinpointSMSVoiceV2.SendTextMessage");
    assert_eq!(
        asked,
        json!({
            "DestinationPhoneNumber": "+447700900982",
            "OriginationIdentity": "arn:aws:sms-voice:eu-west-2:123456789012:pool/pool-1",
            "MessageType": "TRANSACTIONAL",
            "MessageBody": "048213 is your code to sign in to Exampleshire County Council. It works once, until 9:50am. Never give it to anyone: we will not ask for it.\n\n@care.exampleshire.example #048213",
        })
    );
}

#[tokio::test]
async fn a_call_says_each_digit_by_itself_and_all_of_it_twice() {
    let (config, asked_for) = service(200, "", &json!({"MessageId": "message-2"}));
    let sent = phones(&config, None)
        .send_phone_code(&mobile(), CodeChannel::Call, CODE)
        .await;
    assert_eq!(sent.unwrap(), "message-2");
    let (target, asked) = asked_for.recv().unwrap();
    assert_eq!(target, "PinpointSMSVoiceV2.SendVoiceMessage");
    assert_eq!(asked["MessageBodyTextType"], "SSML");
    // A number for text messages cannot be used for calls.
    assert_eq!(
        asked["OriginationIdentity"],
        "arn:aws:sms-voice:eu-west-2:123456789012:phone-number/phone-2"
    );
    let words = asked["MessageBody"].as_str().unwrap();
    let pause = "<break time=\"700ms\"/>";
    let digits = ["0", "4", "8", "2", "1", "3"].join(pause);
    assert_eq!(words.matches(&digits).count(), 2, "{words}");
    assert!(words.starts_with("<speak>") && words.ends_with("</speak>"));
    // The whole code would be read out as a number of thousands.
    assert!(!words.contains(CODE));
}

#[tokio::test]
async fn what_the_telephone_service_refuses_is_told_without_anybodys_number() {
    let refusal = json!({"Message": "+447700900982 opted out"});
    let (config, _asked_for) = service(400, "ValidationException", &refusal);
    let fault = phones(&config, None)
        .send_phone_code(&mobile(), CodeChannel::Text, CODE)
        .await
        .unwrap_err();
    let told = told(&fault);
    assert!(told.contains("ValidationException"), "{told}");
    for hidden in ["7700900982", CODE, "opted out"] {
        assert!(!told.contains(hidden), "{told}");
    }
    let shown = format!("{:?}", phones(&config, None));
    assert!(shown.contains("pool-1"), "{shown}");
}

#[tokio::test]
async fn a_deployment_without_a_number_sends_no_code_and_says_why() {
    let (config, asked_for) = service(200, "", &json!({"MessageId": "message-3"}));
    let none = Phones::new(&config, council(), Originations::default(), None, sent_at);
    for by in [CodeChannel::Text, CodeChannel::Call] {
        let fault = none.send_phone_code(&mobile(), by, CODE).await;
        let told = told(&fault.unwrap_err());
        assert!(told.contains("no number"), "{told}");
    }
    assert!(asked_for.try_recv().is_err(), "nobody was asked");
}

/// There is one attempt, because a second could ring twice.
#[tokio::test]
async fn a_telephone_service_that_fails_is_asked_once() {
    let (config, asked_for) = service(500, "InternalServerException", &json!({}));
    let fault = phones(&config, None)
        .send_phone_code(&mobile(), CodeChannel::Call, CODE)
        .await;
    assert!(fault.is_err());
    assert_eq!(asked_for.try_iter().count(), 1);
}

fn council() -> Council {
    const FILE: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../domain/tests-data/council.json"
    ));
    let mut council: Council = serde_json::from_str(FILE).unwrap();
    council.service_name = "Care and support portal".to_owned();
    council.postal_address = vec!["County Hall".to_owned()];
    council
}

/// Returns 9:40 on a summer morning in London.
fn sent_at() -> Timestamp {
    "2026-07-22T08:40:30Z".parse().unwrap()
}

/// Lists one of every e-mail. Another test checks that none is missing.
fn mailer(code: &str) -> Vec<Email> {
    let code = code.to_owned();
    let reference = Reference::of_id("9f86d081884c7d659a2feaa0c55ad015");
    let day = "2026-08-03".parse().unwrap();
    vec![
        Email::SignInCode { code: code.clone() },
        Email::HasAccount { code: code.clone() },
        Email::NewPasswordCode { code: code.clone() },
        Email::NoAccount,
        Email::RecoverCode { code: code.clone() },
        Email::QuestionsCode { code: code.clone() },
        Email::NewEmailCode { code: code.clone() },
        Email::ReauthenticationCode { code },
        Email::EmailTaken,
        Email::AccountMade,
        Email::PasswordChanged,
        Email::EmailChanged,
        Email::Invited,
        Email::RecordInvitation { until: day },
        Email::PhoneRegistered,
        Email::PhoneRemoved,
        Email::AppAdded,
        Email::AppRemoved,
        Email::SignedOutEverywhere,
        Email::AccountDeleted,
        Email::AccountExpires { until: day },
        Email::FormExpires {
            reference: reference.clone(),
            until: day,
        },
        Email::RatesChanged {
            reference: reference.clone(),
            new_from: day,
            until: day,
        },
        Email::Applied {
            reference: reference.clone(),
            contact_by: day,
        },
        Email::AppliedForYou {
            reference: reference.clone(),
            contact_by: day,
        },
        Email::QuestionsAsked {
            reference: reference.clone(),
            asked_by: AskingDesk::Practice,
            answer_by: day,
        },
        Email::QuestionsDue {
            reference: reference.clone(),
            asked_by: AskingDesk::Finance,
            answer_by: day,
        },
        Email::ComplaintReceived {
            reference: reference.clone(),
            acknowledged_by: day,
        },
        Email::RegisterLate { week_ending: day },
        Email::ConcernsToRead {
            how_many: 24,
            references: vec![reference.clone(); 2],
            more: 22,
        },
        Email::CallBacksToMake {
            how_many: 1,
            references: vec![reference.clone()],
            more: 0,
        },
        Email::ComplaintsToAnswer {
            how_many: 24,
            references: vec![reference; 2],
            more: 22,
            received_on: "2026-07-04".parse().unwrap(),
            acknowledge_by: day,
        },
    ]
}

fn holds_a_code(mail: &Email) -> bool {
    format!("{mail:?}").contains(CODE)
}

fn composed(mail: &Email) -> Composed {
    compose(&council(), Some(PORTAL), mail, sent_at()).unwrap()
}

fn golden(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(file)
}

/// Returns the files of an e-mail in git: name and content.
fn files(mail: &Email) -> [(String, String); 2] {
    let Composed {
        subject,
        text,
        html,
    } = composed(mail);
    let kind = mail.kind();
    [
        (
            format!("{kind}.txt"),
            format!("Subject: {subject}\n\n{text}"),
        ),
        (format!("{kind}.html"), html),
    ]
}
