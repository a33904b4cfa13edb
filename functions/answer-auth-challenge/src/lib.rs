#![doc = include_str!("../README.md")]

use domain::access::sign_in::{SignInKey, SignInStore};
use domain::fault::StoreFault;
use domain::values::digits::hex;
use domain::values::email_address::EmailAddress;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The reason why a trigger was not answered. The text says nothing of the
/// person and does not repeat serde's error, which quotes what it found.
#[derive(Debug, thiserror::Error)]
pub enum ChallengeFault {
    /// The event is no trigger of Cognito.
    #[error("the event cannot be read")]
    Malformed,
    /// The trigger is one for which this function has no answer.
    #[error("there is no answer for the trigger {0}")]
    Unknown(String),
    /// The table did not answer.
    #[error("the proof could not be taken")]
    Store(#[source] StoreFault),
}

/// The fields that are read of every trigger (developer guide, "Customizing
/// user pool workflows with Lambda triggers").
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    trigger_source: String,
    request: Request,
}

/// The requests of all triggers that are answered here, taken together. Each
/// field may be missing or null.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    user_attributes: Option<Attributes>,
    /// Whether Cognito has no user of that name and hides that from the caller.
    user_not_found: Option<bool>,
    session: Option<Vec<Round>>,
    challenge_answer: Option<String>,
}

impl Request {
    fn of_nobody(&self) -> bool {
        self.user_not_found == Some(true)
    }
}

#[derive(Deserialize)]
struct Attributes {
    email: Option<String>,
}

/// A challenge that was answered. Cognito lists them oldest first.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Round {
    challenge_name: String,
    challenge_result: Option<bool>,
}

/// The response that Cognito reads from the answer.
#[derive(Debug, Eq, PartialEq, Serialize)]
#[serde(untagged)]
enum Response {
    #[serde(rename_all = "camelCase")]
    SignUp {
        auto_confirm_user: bool,
        auto_verify_email: bool,
        auto_verify_phone: bool,
    },
    #[serde(rename_all = "camelCase")]
    Next {
        challenge_name: Option<&'static str>,
        issue_tokens: bool,
        fail_authentication: bool,
    },
    #[serde(rename_all = "camelCase")]
    Challenge {
        public_challenge_parameters: ByCode,
        private_challenge_parameters: ByCode,
        challenge_metadata: &'static str,
    },
    #[serde(rename_all = "camelCase")]
    Answer { answer_correct: bool },
}

#[derive(Debug, Eq, PartialEq, Serialize)]
struct ByCode {
    by: &'static str,
}

/// Answers a trigger: returns the event with its response.
///
/// # Errors
/// Returns a [`ChallengeFault`], and nobody is signed in.
pub async fn answer<S: SignInStore>(
    store: &S,
    now: Timestamp,
    mut event: Value,
) -> Result<Value, ChallengeFault> {
    let Asked {
        trigger_source,
        request,
    } = Asked::deserialize(&event).map_err(|_| ChallengeFault::Malformed)?;
    let response = match trigger_source.as_str() {
        "PreSignUp_SignUp" => Response::SignUp {
            auto_confirm_user: true,
            auto_verify_email: false,
            auto_verify_phone: false,
        },
        "DefineAuthChallenge_Authentication" => next(&request),
        "CreateAuthChallenge_Authentication" => Response::Challenge {
            public_challenge_parameters: ByCode { by: "code" },
            private_challenge_parameters: ByCode { by: "code" },
            challenge_metadata: "CODE",
        },
        "VerifyAuthChallengeResponse_Authentication" => Response::Answer {
            answer_correct: is_proven(store, now, &request)
                .await
                .map_err(ChallengeFault::Store)?,
        },
        _ => return Err(ChallengeFault::Unknown(trigger_source)),
    };
    let response = serde_json::to_value(response).map_err(|_| ChallengeFault::Malformed)?;
    event
        .as_object_mut()
        .ok_or(ChallengeFault::Malformed)?
        .insert("response".to_owned(), response);
    Ok(event)
}

/// Decides the next step of a sign-in. The whole history must be the one
/// permitted: a password first, then one proof. A user that does not exist is
/// asked for a password, and then the sign-in fails.
fn next(request: &Request) -> Response {
    let history: Vec<(&str, bool)> = request
        .session
        .iter()
        .flatten()
        .map(|round| {
            (
                round.challenge_name.as_str(),
                round.challenge_result == Some(true),
            )
        })
        .collect();
    let ask = |challenge| Response::Next {
        challenge_name: Some(challenge),
        issue_tokens: false,
        fail_authentication: false,
    };
    let end = |issue_tokens| Response::Next {
        challenge_name: None,
        issue_tokens,
        fail_authentication: !issue_tokens,
    };
    match history.as_slice() {
        [("SRP_A", true)] => ask("PASSWORD_VERIFIER"),
        _ if request.of_nobody() => end(false),
        [("SRP_A", true), ("PASSWORD_VERIFIER", true)] => ask("CUSTOM_CHALLENGE"),
        [
            ("SRP_A", true),
            ("PASSWORD_VERIFIER", true),
            ("CUSTOM_CHALLENGE", true),
        ] => end(true),
        _ => end(false),
    }
}

/// Whether the answer is a proof of the account's own address. A proof is taken
/// from the table, so it counts once.
async fn is_proven<S: SignInStore>(
    store: &S,
    now: Timestamp,
    request: &Request,
) -> Result<bool, StoreFault> {
    if request.of_nobody() {
        return Ok(false);
    }
    let Some((key, proof)) = request
        .challenge_answer
        .as_deref()
        .and_then(|answer| answer.split_once('.'))
        .filter(|(key, proof)| is_hex(key, 64) && is_hex(proof, 32))
    else {
        return Ok(false);
    };
    let Some(email) = request
        .user_attributes
        .as_ref()
        .and_then(|attributes| attributes.email.as_deref())
        .and_then(|email| EmailAddress::parse(email).ok())
    else {
        return Ok(false);
    };
    let proves = store
        .take_proof(&SignInKey(key.to_owned()), &sha256(proof), now)
        .await?;
    Ok(proves == Some(email))
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Returns the SHA-256 in lower-case hexadecimal, as the page that kept the
/// proof wrote it.
fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use domain::access::budget::Budget;
    use domain::access::sign_in::{CodeAttempt, Purpose, SignIn};
    use serde_json::json;
    use testkit::{Database, Process, with_rights_of};

    use super::*;

    const JO: &str = "jo.bloggs@testshire.example";
    const KEY: &str = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
    const PROOF: &str = "0123456789abcdef0123456789abcdef";
    /// The output of `printf 0123456789abcdef0123456789abcdef | sha256sum`.
    const PROOF_HASH: &str = "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9";

    #[tokio::test]
    async fn every_event_of_the_folder_is_answered_as_cognito_expects() {
        let next = |challenge: Value, issue: bool| json!({"challengeName": challenge, "issueTokens": issue, "failAuthentication": false});
        for (case, expected) in [
            (
                "pre-sign-up",
                json!({"autoConfirmUser": true, "autoVerifyEmail": false, "autoVerifyPhone": false}),
            ),
            (
                "define-at-the-start",
                next(json!("PASSWORD_VERIFIER"), false),
            ),
            (
                "define-after-the-password",
                next(json!("CUSTOM_CHALLENGE"), false),
            ),
            ("define-after-the-proof", next(json!(null), true)),
            (
                "create",
                json!({
                    "publicChallengeParameters": {"by": "code"},
                    "privateChallengeParameters": {"by": "code"},
                    "challengeMetadata": "CODE"
                }),
            ),
            ("verify", json!({"answerCorrect": true})),
        ] {
            let store = with_proof().await;
            assert_eq!(response(&store, event(case)).await, expected, "{case}");
        }
    }

    #[tokio::test]
    async fn there_is_one_way_to_tokens_and_every_other_history_fails() {
        const SRP: (&str, bool) = ("SRP_A", true);
        const PASSWORD: (&str, bool) = ("PASSWORD_VERIFIER", true);
        const PROOF: (&str, bool) = ("CUSTOM_CHALLENGE", true);
        const WRONG: (&str, bool) = ("CUSTOM_CHALLENGE", false);
        let table: [(&[(&str, bool)], &str); 16] = [
            (&[SRP], "PASSWORD_VERIFIER"),
            (&[SRP, PASSWORD], "CUSTOM_CHALLENGE"),
            (&[SRP, PASSWORD, PROOF], "tokens"),
            (&[], "fail"),
            (&[PASSWORD], "fail"),
            (&[PROOF], "fail"),
            (&[SRP, PROOF], "fail"),
            (&[PASSWORD, PROOF], "fail"),
            (&[("SRP_A", false)], "fail"),
            (&[SRP, ("PASSWORD_VERIFIER", false)], "fail"),
            (&[SRP, ("PASSWORD_VERIFIER", false), PROOF], "fail"),
            (&[SRP, PASSWORD, WRONG], "fail"),
            (&[SRP, PASSWORD, WRONG, PROOF], "fail"),
            (&[SRP, PASSWORD, PROOF, WRONG], "fail"),
            (&[SRP, PASSWORD, PROOF, PROOF], "fail"),
            (&[SRP, PASSWORD, ("SMS_MFA", true)], "fail"),
        ];
        for user_not_found in [false, true] {
            for (history, expected) in table {
                let mut event = event("define-at-the-start");
                event["request"]["userNotFound"] = json!(user_not_found);
                event["request"]["session"] = history
                    .iter()
                    .map(|(name, right)| {
                        json!({"challengeName": name, "challengeResult": right, "challengeMetadata": null})
                    })
                    .collect();
                let response = response(&without_proof(), event).await;
                // A user that does not exist is asked for a password and gets
                // no further.
                let expected = match expected {
                    "PASSWORD_VERIFIER" => expected,
                    _ if user_not_found => "fail",
                    _ => expected,
                };
                let (challenge, tokens, fail) = match expected {
                    "tokens" => (json!(null), true, false),
                    "fail" => (json!(null), false, true),
                    challenge => (json!(challenge), false, false),
                };
                assert_eq!(
                    response,
                    json!({"challengeName": challenge, "issueTokens": tokens, "failAuthentication": fail}),
                    "{history:?} {user_not_found}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_proof_is_right_once() {
        let store = with_proof().await;
        let mut right = 0;
        for _ in 0..1_000 {
            right +=
                u32::from(response(&store, event("verify")).await["answerCorrect"] == json!(true));
        }
        assert_eq!(right, 1);
    }

    #[tokio::test]
    async fn the_proof_of_another_address_is_wrong() {
        let database = database_with_proof("another@testshire.example").await;
        let store = store(&database, &Process::default());
        assert_eq!(
            response(&store, event("verify")).await,
            json!({"answerCorrect": false})
        );
    }

    #[tokio::test]
    async fn an_answer_that_is_no_proof_is_wrong_and_the_table_is_not_asked() {
        let capitals = PROOF.to_uppercase();
        for answer in [
            "",
            ".",
            "123456",
            KEY,
            PROOF,
            &format!("{KEY}{PROOF}"),
            &format!("{KEY}."),
            &format!(".{PROOF}"),
            &format!("{PROOF}.{KEY}"),
            &format!("{KEY}.{PROOF}."),
            &format!("{KEY}.{PROOF}0"),
            &format!("{KEY}.{capitals}"),
            &format!("{KEY} .{PROOF}"),
            &format!("{KEY}.{PROOF}\n"),
        ] {
            let process = Process::default();
            let store = store(&database_with_proof(JO).await, &process);
            let mut event = event("verify");
            event["request"]["challengeAnswer"] = json!(answer);
            assert_eq!(
                response(&store, event).await,
                json!({"answerCorrect": false}),
                "{answer}"
            );
            assert_eq!(process.calls(), 0, "{answer}");
        }
    }

    #[tokio::test]
    async fn nobody_answers_right_for_somebody_who_is_not_there() {
        for change in [
            ("userNotFound", json!(true)),
            ("userAttributes", json!(null)),
            ("userAttributes", json!({})),
            ("userAttributes", json!({"email": "not an address"})),
            ("challengeAnswer", json!(null)),
        ] {
            let process = Process::default();
            let store = store(&database_with_proof(JO).await, &process);
            let mut event = event("verify");
            event["request"][change.0] = change.1.clone();
            assert_eq!(
                response(&store, event).await,
                json!({"answerCorrect": false}),
                "{change:?}"
            );
            assert_eq!(process.calls(), 0);
        }
    }

    #[tokio::test]
    async fn what_is_not_known_is_an_error_and_not_let_through() {
        for trigger in [
            "PreSignUp_ExternalProvider",
            "PreSignUp_AdminCreateUser",
            "PreAuthentication_Authentication",
            "TokenGeneration_Authentication",
            "",
        ] {
            let mut event = event("pre-sign-up");
            event["triggerSource"] = json!(trigger);
            let fault = answer(&without_proof(), now(), event).await;
            let fault = fault.unwrap_err();
            assert!(matches!(fault, ChallengeFault::Unknown(named) if named == trigger));
        }
    }

    #[tokio::test]
    async fn an_event_that_cannot_be_read_is_an_error_that_quotes_nothing() {
        for event in [
            json!(null),
            json!([]),
            json!({}),
            json!({"triggerSource": "PreSignUp_SignUp"}),
            json!({"triggerSource": 1, "request": {}}),
            json!({"triggerSource": "PreSignUp_SignUp", "request": {"userAttributes": "jo@testshire.example"}}),
        ] {
            let fault = answer(&without_proof(), now(), event.clone()).await;
            let fault = fault.unwrap_err();
            assert!(matches!(fault, ChallengeFault::Malformed), "{event}");
            assert_eq!(fault.to_string(), "the event cannot be read");
        }
    }

    #[tokio::test]
    async fn a_table_that_does_not_answer_is_an_error_and_no_wrong_proof() {
        let database = database_with_proof(JO).await;
        let store = store(&database, &Process::cut_off());
        let fault = answer(&store, now(), event("verify")).await.unwrap_err();
        assert!(matches!(fault, ChallengeFault::Store(_)));
    }

    /// Stores the proof of an address, as the right code does.
    async fn database_with_proof(email: &str) -> Database {
        let (database, email) = (Database::default(), EmailAddress::parse(email).unwrap());
        let (table, key) = (database.table(), SignInKey(KEY.to_owned()));
        let sign_in = SignIn {
            email: email.clone(),
            purpose: Purpose::SignIn {
                continuation: "continuation".to_owned(),
            },
            names: None,
            phone: None,
            next: "/account".to_owned(),
            started_at: now(),
            code_sent_at: None,
            proven: false,
        };
        table.start_sign_in(&key, &sign_in).await.unwrap();
        table
            .set_code(
                &key,
                &email,
                "code",
                &[Budget::of_sign_in_codes(&email)],
                now(),
            )
            .await
            .unwrap();
        let tried = table.try_code(&key, "code", PROOF_HASH, now()).await;
        assert_eq!(tried.unwrap(), CodeAttempt::Right);
        database
    }

    /// Returns the table as this function holds it.
    fn store(database: &Database, process: &Process) -> impl SignInStore + use<> {
        with_rights_of("answer-auth-challenge", &database.table_of(process))
    }

    /// Returns a table with the proof of Jo.
    async fn with_proof() -> impl SignInStore {
        store(&database_with_proof(JO).await, &Process::default())
    }

    /// Returns a table without a proof.
    fn without_proof() -> impl SignInStore {
        store(&Database::default(), &Process::default())
    }

    fn now() -> Timestamp {
        "2026-11-22T09:00:00Z".parse().unwrap()
    }

    /// Returns an event of the function's folder in `events`.
    fn event(case: &str) -> Value {
        let text = match case {
            "pre-sign-up" => include_str!("../../../events/answer-auth-challenge/pre-sign-up.json"),
            "define-at-the-start" => {
                include_str!("../../../events/answer-auth-challenge/define-at-the-start.json")
            }
            "define-after-the-password" => {
                include_str!("../../../events/answer-auth-challenge/define-after-the-password.json")
            }
            "define-after-the-proof" => {
                include_str!("../../../events/answer-auth-challenge/define-after-the-proof.json")
            }
            "create" => include_str!("../../../events/answer-auth-challenge/create.json"),
            "verify" => include_str!("../../../events/answer-auth-challenge/verify.json"),
            other => panic!("there is no event {other}"),
        };
        serde_json::from_str(text).unwrap()
    }

    async fn response<S: SignInStore>(store: &S, event: Value) -> Value {
        let answered = answer(store, now(), event.clone()).await.unwrap();
        // Cognito needs everything but the response back as it was.
        for (name, value) in event.as_object().unwrap() {
            if name != "response" {
                assert_eq!(&answered[name], value, "{name}");
            }
        }
        answered["response"].clone()
    }
}
