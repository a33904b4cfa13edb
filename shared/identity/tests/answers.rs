//! Compares each answer of Cognito, errors among them, with what the portal
//! makes of it. A made-up Cognito answers as it is told to.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use aws_sdk_cognitoidentityprovider::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, StalledStreamProtectionConfig,
};
use aws_types::SdkConfig;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::sign_in::{
    EmailChanged, IdentityProvider as _, PasswordProven, SignInKey, SignInOutcome, SignedUp,
};
use domain::fault::IdentityFault;
use domain::records::retention::UnprovenIdentityEraser as _;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use identity::{People, Pool};
use jiff::Timestamp;
use serde_json::{Value, json};

const POOL: &str = "eu-west-2_AbCdEf123";
const CLIENT: &str = "3n4b5urk1ft4fl3mg5e62d9ado";
const SECRET: &str = "a secret that nobody else has";
const SUB: &str = "6b1f0c1e-1111-4222-8333-944455556666";
const PASSWORD: &str = "purple-teapot-window";

const NOON: u64 = 1_795_348_800;

#[tokio::test]
async fn a_right_password_leads_to_the_proof_of_the_code_and_is_never_sent() {
    let cognito = Cognito::that(|operation, _| match operation {
        "initiateauth" => challenge(),
        _ => (
            200,
            json!({"ChallengeName": "CUSTOM_CHALLENGE", "Session": "session-2-long-enough-for-the-sdk", "ChallengeParameters": {"by": "code"}}),
        ),
    });
    let proven = cognito.citizens.prove_password(&jo(), PASSWORD).await;
    let PasswordProven::Right { continuation, .. } = proven.unwrap() else {
        panic!("the password was right")
    };
    assert_eq!(
        continuation,
        format!("{SUB} session-2-long-enough-for-the-sdk")
    );

    let begun = cognito.asked("initiateauth");
    assert_eq!(begun["AuthFlow"], "CUSTOM_AUTH");
    assert_eq!(begun["AuthParameters"]["CHALLENGE_NAME"], "SRP_A");
    assert_eq!(begun["AuthParameters"]["USERNAME"], "jo@testshire.example");
    let answered = cognito.asked("respondtoauthchallenge");
    assert_eq!(answered["ChallengeName"], "PASSWORD_VERIFIER");
    assert_eq!(answered["Session"], "session-1-long-enough-for-the-sdk");
    assert_eq!(answered["ChallengeResponses"]["USERNAME"], SUB);
    // Each hash is made from the name that is sent with it, as by
    // printf '<name><client>' | openssl dgst -sha256 -hmac '<secret>' -binary | base64
    assert_eq!(
        begun["AuthParameters"]["SECRET_HASH"],
        "9Jwgw7/1vnPR9tJ+r437nNXNArQWU7hrLffgyM46oDQ="
    );
    assert_eq!(
        answered["ChallengeResponses"]["SECRET_HASH"],
        "UkwI27DhNy5UIS4cVoQvqU7nhYKr3a9CjnLmqyPok28="
    );
    for (_, body) in cognito.asked.lock().unwrap().iter() {
        let body = body.to_string();
        assert!(!body.contains(PASSWORD) && !body.contains(SECRET), "{body}");
    }
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_are_answered_alike_after_the_same_calls() {
    let wrong: [Says; 4] = [
        // A wrong password; or an unknown address, for which Cognito makes a
        // challenge up.
        |operation, _| match operation {
            "initiateauth" => challenge(),
            _ => refusal("NotAuthorizedException", "Incorrect username or password."),
        },
        // An account that is locked for a while.
        |operation, _| match operation {
            "initiateauth" => challenge(),
            _ => refusal("NotAuthorizedException", "Password attempts exceeded"),
        },
        // Cognito says that there is no such user.
        |operation, _| match operation {
            "initiateauth" => refusal("UserNotFoundException", "User does not exist."),
            _ => refusal("NotAuthorizedException", "Incorrect username or password."),
        },
        // There is no such user, although Cognito would accept the answer to
        // the challenge.
        |operation, _| match operation {
            "initiateauth" => refusal("UserNotFoundException", "User does not exist."),
            _ => (
                200,
                json!({"ChallengeName": "CUSTOM_CHALLENGE", "Session": "session-2-long-enough-for-the-sdk"}),
            ),
        },
    ];
    for says in wrong {
        let cognito = Cognito::that(says);
        let proven = cognito.citizens.prove_password(&jo(), PASSWORD).await;
        assert_eq!(proven.unwrap(), PasswordProven::Wrong);
        assert_eq!(
            cognito.operations(),
            ["initiateauth", "respondtoauthchallenge"]
        );
    }
}

#[tokio::test]
async fn when_cognito_throttles_everybody_waits() {
    let says: [Says; 2] = [
        |_, _| refusal("TooManyRequestsException", "Rate exceeded"),
        |operation, _| match operation {
            "initiateauth" => challenge(),
            _ => refusal("TooManyRequestsException", "Rate exceeded"),
        },
    ];
    for says in says {
        let cognito = Cognito::that(says);
        let proven = cognito.citizens.prove_password(&jo(), PASSWORD).await;
        assert_eq!(proven.unwrap(), PasswordProven::TooMany);
    }
}

#[tokio::test]
async fn our_own_wrong_secret_is_a_fault_and_not_somebodys_wrong_password() {
    let cognito = Cognito::that(|_, _| {
        refusal(
            "NotAuthorizedException",
            "Unable to verify secret hash for client 3n4b5urk1ft4fl3mg5e62d9ado",
        )
    });
    let fault = cognito.citizens.prove_password(&jo(), PASSWORD).await;
    assert_eq!(
        fault.unwrap_err().to_string(),
        "the identity provider failed to prove a password"
    );
    assert!(finish(&cognito).await.is_err());
    assert!(cognito.citizens.sign_up(&jo(), PASSWORD).await.is_err());
}

#[tokio::test]
async fn an_answer_to_a_challenge_is_sent_once_also_where_nothing_comes_back() {
    let cognito = Cognito::that(|operation, _| match operation {
        "initiateauth" => challenge(),
        _ => (
            500,
            json!({"__type": "InternalErrorException", "message": ""}),
        ),
    });
    assert!(
        cognito
            .citizens
            .prove_password(&jo(), PASSWORD)
            .await
            .is_err()
    );
    assert!(finish(&cognito).await.is_err());
    assert_eq!(
        cognito.operations(),
        [
            "initiateauth",
            "respondtoauthchallenge",
            "respondtoauthchallenge"
        ]
    );
}

#[tokio::test]
async fn whoever_finishes_is_the_sub_of_the_token() {
    let cognito = Cognito::that(|_, _| tokens(&token("jo@testshire.example", true)));
    let account = AccountId(SUB.to_owned());
    assert_eq!(
        finish(&cognito).await.unwrap(),
        SignInOutcome::Yes { account }
    );
    assert_eq!(cognito.operations(), ["respondtoauthchallenge"]);
    let answered = cognito.asked("respondtoauthchallenge");
    assert_eq!(answered["ChallengeName"], "CUSTOM_CHALLENGE");
    assert_eq!(answered["Session"], "session-2-long-enough-for-the-sdk");
    assert_eq!(
        answered["ChallengeResponses"]["ANSWER"],
        "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef.0123456789abcdef0123456789abcdef"
    );
}

#[tokio::test]
async fn the_first_code_that_was_right_marks_the_address_as_verified() {
    let says: [Says; 2] = [
        |operation, _| match operation {
            "respondtoauthchallenge" => tokens(&token("jo@testshire.example", false)),
            _ => (200, json!({})),
        },
        // If the address cannot be marked as verified, they are signed in all
        // the same.
        |operation, _| match operation {
            "respondtoauthchallenge" => tokens(&token("jo@testshire.example", false)),
            _ => refusal("InvalidParameterException", "jo@testshire.example"),
        },
    ];
    for says in says {
        let cognito = Cognito::that(says);
        assert!(matches!(
            finish(&cognito).await.unwrap(),
            SignInOutcome::Yes { .. }
        ));
        let marked = cognito.asked("adminupdateuserattributes");
        assert_eq!(marked["Username"], SUB);
        assert_eq!(
            marked["UserAttributes"],
            json!([{"Name": "email_verified", "Value": "true"}])
        );
    }
}

#[tokio::test]
async fn a_proof_that_is_not_taken_signs_nobody_in() {
    let says: [Says; 5] = [
        |_, _| refusal("NotAuthorizedException", "Incorrect username or password."),
        |_, _| {
            refusal(
                "NotAuthorizedException",
                "Invalid session for the user, session is expired.",
            )
        },
        |_, _| refusal("CodeMismatchException", "Invalid code"),
        |_, _| refusal("InvalidParameterException", "Session does not exist"),
        // Cognito asks for another round.
        |_, _| {
            (
                200,
                json!({"ChallengeName": "CUSTOM_CHALLENGE", "Session": "session-3-long-enough-for-the-sdk"}),
            )
        },
    ];
    for says in says {
        assert_eq!(
            finish(&Cognito::that(says)).await.unwrap(),
            SignInOutcome::No
        );
    }
    let cognito = Cognito::that(|_, _| tokens(&token("jo@testshire.example", true)));
    let made_up = cognito.citizens.finish(&jo(), "", &key(), "").await;
    assert_eq!(made_up.unwrap(), SignInOutcome::No);
    assert!(cognito.operations().is_empty());
}

#[tokio::test]
async fn a_token_that_is_not_theirs_signs_nobody_in() {
    let says: [Says; 3] = [
        |_, _| tokens(&token("another@testshire.example", true)),
        |_, _| tokens("e30.e30.e30"),
        |_, _| (200, json!({"AuthenticationResult": {"ExpiresIn": 300}})),
    ];
    for says in says {
        let cognito = Cognito::that(says);
        assert!(finish(&cognito).await.is_err());
        assert_eq!(cognito.operations(), ["respondtoauthchallenge"]);
    }
}

#[tokio::test]
async fn signing_up_says_whether_the_address_has_an_account() {
    let cognito = Cognito::that(|_, _| (200, json!({"UserConfirmed": true, "UserSub": SUB})));
    let made = cognito.citizens.sign_up(&jo(), PASSWORD).await;
    assert_eq!(made.unwrap(), SignedUp::Created);
    let sent = cognito.asked("signup");
    assert_eq!(
        sent["SecretHash"],
        "9Jwgw7/1vnPR9tJ+r437nNXNArQWU7hrLffgyM46oDQ="
    );
    assert_eq!(
        sent["UserAttributes"],
        json!([{"Name": "email", "Value": "jo@testshire.example"}])
    );

    let cognito = Cognito::that(|_, _| refusal("UsernameExistsException", "User already exists"));
    let made = cognito.citizens.sign_up(&jo(), PASSWORD).await;
    assert_eq!(made.unwrap(), SignedUp::HasAccount);
}

/// The user with an address, as far as the portal reads what Cognito has.
fn with_sub(sub: &str) -> (u16, Value) {
    let attributes = json!([{"Name": "sub", "Value": sub}]);
    (200, json!({"Username": sub, "UserAttributes": attributes}))
}

#[tokio::test]
async fn another_address_is_given_by_the_sub_and_is_verified_at_once() {
    let says: [Says; 2] = [
        |operation, _| match operation {
            "admingetuser" => refusal("UserNotFoundException", "User does not exist."),
            _ => (200, json!({})),
        },
        // The account has the address already, and is asked again because a
        // reply was lost.
        |operation, _| match operation {
            "admingetuser" => with_sub(SUB),
            _ => (200, json!({})),
        },
    ];
    for says in says {
        let cognito = Cognito::that(says);
        let changed = cognito.citizens.change_email(&jos_account(), &jo()).await;
        assert_eq!(changed.unwrap(), EmailChanged::Yes);
        let sent = cognito.asked("adminupdateuserattributes");
        assert_eq!(sent["Username"], SUB);
        assert_eq!(
            sent["UserAttributes"],
            json!([
                {"Name": "email", "Value": "jo@testshire.example"},
                {"Name": "email_verified", "Value": "true"},
            ])
        );
    }
}

#[tokio::test]
async fn an_address_that_another_account_has_is_told_as_such() {
    let says: [Says; 2] = [
        |_, _| with_sub("0c9d6f5e-7f0e-4a53-8a1c-2f7be7c1aa22"),
        // Somebody else took the address in between.
        |operation, _| match operation {
            "admingetuser" => refusal("UserNotFoundException", "User does not exist."),
            _ => refusal("AliasExistsException", "Already found an entry"),
        },
    ];
    for (says, asked) in says.into_iter().zip([1, 2]) {
        let cognito = Cognito::that(says);
        let changed = cognito.citizens.change_email(&jos_account(), &jo()).await;
        assert_eq!(changed.unwrap(), EmailChanged::Taken);
        assert_eq!(cognito.operations().len(), asked);
    }
}

#[tokio::test]
async fn what_is_not_there_is_found_by_nobody_and_deleted_without_a_fault() {
    let cognito = Cognito::that(|_, _| refusal("UserNotFoundException", "User does not exist."));
    assert_eq!(cognito.citizens.find_account(&jo()).await.unwrap(), None);
    let account = jos_account();
    cognito.citizens.delete_identity(&account).await.unwrap();
    cognito.citizens.forget_identity(&account).await.unwrap();
    // A password for a user that does not exist is no success.
    assert!(
        cognito
            .citizens
            .set_password(&jo(), PASSWORD)
            .await
            .is_err()
    );
}

/// 15 November 2026, 12 o'clock.
const A_WEEK_AGO: i64 = 1_794_744_000;
const OLD: i64 = A_WEEK_AGO - 1;

/// Makes a user as Cognito lists them: when they were made and changed, and
/// whether their address was proved.
fn listed(sub: &str, made: i64, changed: i64, verified: Option<&str>) -> Value {
    let mut attributes = vec![
        json!({"Name": "email", "Value": format!("{sub}@testshire.example")}),
        json!({"Name": "sub", "Value": sub}),
    ];
    attributes.extend(verified.map(|said| json!({"Name": "email_verified", "Value": said})));
    json!({
        "Username": sub, "Attributes": attributes, "UserCreateDate": made,
        "UserLastModifiedDate": changed, "Enabled": true, "UserStatus": "CONFIRMED",
    })
}

#[tokio::test]
async fn who_was_never_proven_is_found_among_everybody_page_by_page() {
    let cognito = Cognito::that(|_, asked| {
        let page = match asked["PaginationToken"].as_str() {
            None => json!({
                "Users": [
                    listed("old", OLD, OLD, None),
                    listed("proven", OLD, OLD, Some("true")),
                    listed("young", A_WEEK_AGO, A_WEEK_AGO, None),
                    listed("came-back", OLD, A_WEEK_AGO, None),
                    {"Username": "undated", "Attributes": [{"Name": "sub", "Value": "undated"}]},
                ],
                "PaginationToken": "page 2",
            }),
            Some("page 2") => json!({
                "Users": [listed("all-proven", OLD, OLD, Some("true"))],
                "PaginationToken": "page 3",
            }),
            _ => json!({"Users": [listed("old-too", OLD, OLD, Some("false"))]}),
        };
        (200, page)
    });
    let before = Timestamp::from_second(A_WEEK_AGO).unwrap();
    let (mut found, mut after) = (Vec::new(), None::<String>);
    for _ in 0..3 {
        let page = cognito.citizens.unproven(before, after.as_deref()).await;
        let page = page.unwrap();
        found.push(page.identities);
        after = page.next;
    }
    let id = |sub: &str| AccountId(sub.to_owned());
    assert_eq!(found, [vec![id("old")], vec![], vec![id("old-too")]]);
    assert_eq!(after, None);
    // The request has no filter and chooses no attributes, because Cognito
    // offers none that fit.
    let asked = cognito.asked("listusers");
    assert_eq!(asked, json!({"UserPoolId": POOL, "Limit": 60}));
}

#[tokio::test]
async fn an_identity_is_deleted_by_its_own_id() {
    let cognito = Cognito::that(|_, _| (200, json!({})));
    let account = jos_account();
    cognito.citizens.forget_identity(&account).await.unwrap();
    assert_eq!(
        cognito.asked("admindeleteuser"),
        json!({"UserPoolId": POOL, "Username": SUB})
    );
}

#[tokio::test]
async fn a_fault_names_cognitos_code_and_request_and_nothing_of_the_person() {
    let cognito = Cognito::that(|_, _| {
        refusal(
            "InvalidParameterException",
            "Value 'jo@testshire.example' with 'purple-teapot-window' failed to satisfy constraint",
        )
    });
    let citizens = &cognito.citizens;
    let faults = [
        citizens.sign_up(&jo(), PASSWORD).await.unwrap_err(),
        citizens.prove_password(&jo(), PASSWORD).await.unwrap_err(),
        citizens.find_account(&jo()).await.unwrap_err(),
        citizens.set_password(&jo(), PASSWORD).await.unwrap_err(),
        citizens
            .change_email(&jos_account(), &jo())
            .await
            .unwrap_err(),
        citizens.delete_identity(&jos_account()).await.unwrap_err(),
        citizens.unproven(Timestamp::MAX, None).await.unwrap_err(),
        citizens.forget_identity(&jos_account()).await.unwrap_err(),
    ];
    for fault in faults {
        let text = chain(&fault);
        assert!(text.contains("InvalidParameterException"), "{text}");
        assert!(text.contains("request-1"), "{text}");
        for secret in ["jo@testshire", PASSWORD, SECRET] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn the_secret_is_never_shown() {
    let cognito = Cognito::that(|_, _| (200, json!({})));
    let shown = format!("{:?}", cognito.citizens);
    assert!(shown.contains(POOL));
    assert!(!shown.contains(SECRET), "{shown}");
}

/// A function that answers an operation: HTTP status and body.
type Says = fn(&str, &Value) -> (u16, Value);

/// A made-up Cognito that answers as it is told to, and remembers the requests.
struct Cognito {
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    citizens: People,
}

impl Cognito {
    fn that(says: Says) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let heard = Arc::clone(&heard);
                std::thread::spawn(move || serve(connection.unwrap(), says, &heard));
            }
        });
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                "test", "test", None, None, "test",
            )))
            .endpoint_url(endpoint)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .region(Region::from_static("eu-west-2"))
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .time_source(aws_types::sdk_config::SharedTimeSource::new(Noon))
            .build();
        let pool = Pool {
            id: POOL.to_owned(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
        };
        Self {
            asked,
            citizens: People::new(&config, pool),
        }
    }

    /// Lists the operations that were asked for, in order.
    fn operations(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .map(|(operation, _)| operation.clone())
            .collect()
    }

    fn asked(&self, operation: &str) -> Value {
        let asked = self.asked.lock().unwrap();
        let found = asked.iter().find(|(name, _)| name == operation);
        found.unwrap().1.clone()
    }
}

/// 22 November 2026, 12 o'clock.
#[derive(Debug)]
struct Noon;

impl aws_types::sdk_config::TimeSource for Noon {
    fn now(&self) -> std::time::SystemTime {
        std::time::UNIX_EPOCH + std::time::Duration::from_secs(NOON)
    }
}

fn serve(connection: TcpStream, says: Says, heard: &Mutex<Vec<(String, Value)>>) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let mut writer = connection;
    loop {
        let (mut operation, mut length, mut lines) = (String::new(), 0, 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            lines += 1;
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() && lines > 1 {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if let Some(value) = line.strip_prefix("x-amz-target:") {
                operation = value.rsplit('.').next().unwrap().to_owned();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        let (status, answer) = says(&operation, &body);
        heard.lock().unwrap().push((operation, body));
        let answer = answer.to_string();
        write!(
            writer,
            "HTTP/1.1 {status} OK\r\ncontent-type: application/x-amz-json-1.1\r\n\
             x-amzn-requestid: request-1\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        )
        .unwrap();
    }
}

fn refusal(code: &str, message: &str) -> (u16, Value) {
    (400, json!({"__type": code, "message": message}))
}

fn challenge() -> (u16, Value) {
    (
        200,
        json!({
            "ChallengeName": "PASSWORD_VERIFIER",
            "Session": "session-1-long-enough-for-the-sdk",
            "ChallengeParameters": {
                "USER_ID_FOR_SRP": SUB,
                "USERNAME": SUB,
                "SALT": "36ef01c6dde9fe503da333b1acc758ba",
                "SRP_B": "b1ce118779e27c1c015d7a226ecae2ea1fcd017049e4f5c6f9908c686d496dce",
                "SECRET_BLOCK": "c2VjcmV0IGJsb2Nr",
            }
        }),
    )
}

fn token(email: &str, verified: bool) -> String {
    let claims = json!({
        "sub": SUB,
        "iss": format!("https://cognito-idp.eu-west-2.amazonaws.com/{POOL}"),
        "aud": CLIENT,
        "token_use": "id",
        "exp": NOON + 300,
        "email": email,
        "email_verified": verified,
    });
    let header = json!({"alg": "RS256", "kid": "1"}).to_string();
    let [header, claims] = [header, claims.to_string()].map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{claims}.c2ln")
}

fn tokens(token: &str) -> (u16, Value) {
    (
        200,
        json!({"AuthenticationResult": {"IdToken": token, "ExpiresIn": 300}, "ChallengeParameters": {}}),
    )
}

fn jo() -> EmailAddress {
    EmailAddress::parse("jo@testshire.example").unwrap()
}

fn jos_account() -> AccountId {
    AccountId(SUB.to_owned())
}

fn key() -> SignInKey {
    SignInKey("5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef".to_owned())
}

async fn finish(cognito: &Cognito) -> Result<SignInOutcome, IdentityFault> {
    let continuation = format!("{SUB} session-2-long-enough-for-the-sdk");
    cognito
        .citizens
        .finish(
            &jo(),
            &continuation,
            &key(),
            "0123456789abcdef0123456789abcdef",
        )
        .await
}

/// Returns everything that would be logged of a fault.
fn chain(fault: &IdentityFault) -> String {
    let mut text = format!("{fault} {fault:?}");
    let mut source = std::error::Error::source(fault);
    while let Some(error) = source {
        text = format!("{text} {error} {error:?}");
        source = error.source();
    }
    text
}
