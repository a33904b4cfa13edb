//! The users of one Cognito pool, and the ways in which they prove who they
//! are.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use aws_cognito_srp::{SrpClient, User, VerificationParameters};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::config::{Builder, Config};
use aws_sdk_cognitoidentityprovider::error::SdkError;
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::{
    AdminGetUserError, AdminGetUserOutput,
};
use aws_sdk_cognitoidentityprovider::operation::respond_to_auth_challenge::RespondToAuthChallengeOutput;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, AuthFlowType, ChallengeNameType};
use aws_types::SdkConfig;
use domain::access::password::Password;
use domain::access::sign_in::{
    EmailChanged, IdentityProvider, PasswordProven, SignInKey, SignInOutcome, SignedUp,
};
use domain::fault::IdentityFault;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;

use crate::fault::{Missing, code, failed, fault, refuses_us};
use crate::token::{self, Expected, Proven};

const SIGN_UP: &str = "make an account";
const PROVE: &str = "prove a password";
const FINISH: &str = "finish a sign-in";

/// A Cognito pool, and the app client with which the portal calls it.
#[derive(Clone, Eq, PartialEq)]
pub struct Pool {
    /// The id of the pool: `eu-west-2_AbCdEf123`.
    pub id: String,
    /// The id of the app client.
    pub client_id: String,
    /// The secret of the app client.
    pub client_secret: String,
}

/// Leaves the secret out.
impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("id", &self.id)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// The users of one Cognito pool: those who make their own account, or those
/// who are invited. Cheap to clone.
#[derive(Clone, Debug)]
pub struct People {
    pub(crate) client: Client,
    pub(crate) pool: Pool,
    clock: Option<aws_types::sdk_config::SharedTimeSource>,
}

/// The parameters from Cognito with which to prove a password (SRP).
struct Challenge {
    /// The user to answer for, by the account's name in the pool, which is its
    /// `sub`.
    user: String,
    salt: String,
    b: String,
    secret_block: String,
    session: Option<String>,
    /// Whether Cognito has no user of that name, or has the user disabled.
    /// The password is then wrong, whatever Cognito makes of the proof.
    nobodys: bool,
}

impl People {
    /// Makes a client for that pool, which connects at its first use and reads
    /// the time from the clock of the configuration.
    ///
    /// The limits are those of somebody who waits for a page: 4.5 seconds for a
    /// call, two calls for a password, within the function's 25. Three seconds
    /// for one attempt are enough for a trigger that has to be started first.
    #[must_use]
    pub fn new(config: &SdkConfig, pool: Pool) -> Self {
        let clock = config.time_source();
        let config = Builder::from(config)
            .retry_config(RetryConfig::standard().with_max_attempts(2))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(1))
                    .operation_attempt_timeout(Duration::from_secs(3))
                    .operation_timeout(Duration::from_millis(4_500))
                    .build(),
            )
            .build();
        Self {
            client: Client::from_conf(config),
            pool,
            clock,
        }
    }

    fn srp(&self, user: &str, password: &str) -> SrpClient<User> {
        SrpClient::new(
            User::new(&self.pool.id, user, password),
            &self.pool.client_id,
            Some(&self.pool.client_secret),
        )
    }

    /// Returns the hash with which the portal proves to Cognito, for one user
    /// name, that it knows the client's secret.
    fn secret_hash(&self, user: &str) -> Result<String, Missing> {
        self.srp(user, "")
            .get_secret_hash()
            .ok_or(Missing("the client's secret cannot be used"))
    }

    /// Configures a call without retries. Cognito takes the answer to a
    /// challenge once: a second attempt would be refused, and a right password
    /// called wrong.
    fn once() -> Builder {
        Config::builder()
            .retry_config(RetryConfig::disabled())
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_attempt_timeout(Duration::from_millis(4_500))
                    .build(),
            )
    }

    async fn begin(
        &self,
        email: &EmailAddress,
        srp: &SrpClient<User>,
    ) -> Result<Option<Challenge>, IdentityFault> {
        let a = srp.get_auth_parameters().a;
        let begun = self
            .client
            .initiate_auth()
            .client_id(&self.pool.client_id)
            .auth_flow(AuthFlowType::CustomAuth)
            .auth_parameters("CHALLENGE_NAME", "SRP_A")
            .auth_parameters("USERNAME", email.as_str())
            .auth_parameters("SRP_A", &a)
            .auth_parameters(
                "SECRET_HASH",
                self.secret_hash(email.as_str())
                    .map_err(|missing| fault(PROVE, missing))?,
            )
            .send()
            .await;
        let begun = match begun {
            Ok(begun) => begun,
            Err(error) => {
                return match code(&error) {
                    Some("UserNotFoundException") => Ok(Some(Challenge::nobodys(email, a))),
                    // The account was switched off.
                    Some("NotAuthorizedException") if !refuses_us(&error) => {
                        Ok(Some(Challenge::nobodys(email, a)))
                    }
                    Some("TooManyRequestsException" | "LimitExceededException") => Ok(None),
                    _ => Err(failed(PROVE, error)),
                };
            }
        };
        let mut given = begun.challenge_parameters.unwrap_or_default();
        let mut take = |name: &'static str| {
            given.remove(name).ok_or_else(|| {
                fault(
                    PROVE,
                    Missing("Cognito left out a part of its challenge for the password"),
                )
            })
        };
        Ok(Some(Challenge {
            user: take("USER_ID_FOR_SRP")?,
            salt: take("SALT")?,
            b: take("SRP_B")?,
            secret_block: take("SECRET_BLOCK")?,
            session: begun.session,
            nobodys: false,
        }))
    }

    fn now(&self) -> Option<i64> {
        let now = self.clock.as_ref()?.now().duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(now.as_secs()).ok()
    }

    fn read_token(
        &self,
        email: &EmailAddress,
        answered: RespondToAuthChallengeOutput,
    ) -> Result<Proven, IdentityFault> {
        let missing = |what| fault(FINISH, Missing(what));
        let now = self.now().ok_or_else(|| missing("there is no clock"))?;
        let token = answered
            .authentication_result
            .and_then(|result| result.id_token)
            .ok_or_else(|| missing("Cognito gave no ID token"))?;
        let expected = Expected {
            pool: &self.pool.id,
            client: &self.pool.client_id,
            email: email.as_str(),
            now,
        };
        token::read(&token, expected).map_err(|bad| fault(FINISH, bad))
    }

    /// Reads a user by their address or their `sub`.
    async fn admin_get_user(
        &self,
        username: &str,
    ) -> Result<AdminGetUserOutput, SdkError<AdminGetUserError>> {
        self.client
            .admin_get_user()
            .user_pool_id(&self.pool.id)
            .username(username)
            .send()
            .await
    }

    /// Marks the address as verified, because the code that was sent to it was
    /// right. If that fails, the next sign-in does it.
    async fn mark_as_verified(&self, sub: &str) -> Result<(), IdentityFault> {
        let marked = self
            .client
            .admin_update_user_attributes()
            .user_pool_id(&self.pool.id)
            .username(sub)
            .user_attributes(attribute(FINISH, "email_verified", "true")?)
            .send()
            .await;
        if let Err(error) = marked {
            let code = code(&error).unwrap_or("no answer");
            tracing::warn!(code, "an address was not marked as verified");
        }
        Ok(())
    }
}

impl Challenge {
    /// Makes a challenge for a user that Cognito does not have, so that a wrong
    /// address costs the same computation as a wrong password. Our own public
    /// value stands for Cognito's, which is a number of that size.
    fn nobodys(email: &EmailAddress, a: String) -> Self {
        Self {
            user: email.as_str().to_owned(),
            salt: "2a7d7f1c94f8d1b6a0c35be1f0986d43".to_owned(),
            b: a,
            secret_block: "AAAA".repeat(400),
            session: None,
            nobodys: true,
        }
    }
}

pub(crate) fn attribute(
    operation: &'static str,
    name: &str,
    value: &str,
) -> Result<AttributeType, IdentityFault> {
    AttributeType::builder()
        .name(name)
        .value(value)
        .build()
        .map_err(|error| fault(operation, error))
}

/// Joins the two parts that the next step of a sign-in needs: the user's name
/// and Cognito's session. A space separates them, because no name has one.
fn continuation(user: &str, session: &str) -> String {
    format!("{user} {session}")
}

impl IdentityProvider for People {
    async fn sign_up(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> Result<SignedUp, IdentityFault> {
        let secret_hash = self
            .secret_hash(email.as_str())
            .map_err(|missing| fault(SIGN_UP, missing))?;
        let made = self
            .client
            .sign_up()
            .client_id(&self.pool.client_id)
            .secret_hash(secret_hash)
            .username(email.as_str())
            .password(Password::as_typed(password))
            .set_user_attributes(Some(vec![attribute(SIGN_UP, "email", email.as_str())?]))
            .send()
            .await;
        match made {
            Ok(_) => Ok(SignedUp::Created),
            Err(error) => match code(&error) {
                Some("UsernameExistsException" | "AliasExistsException") => {
                    Ok(SignedUp::HasAccount)
                }
                _ => Err(failed(SIGN_UP, error)),
            },
        }
    }

    async fn is_unproven(&self, email: &EmailAddress) -> Result<bool, IdentityFault> {
        const FIND: &str = "find an unproven identity";
        let found = match self.admin_get_user(email.as_str()).await {
            Ok(found) => found,
            Err(error) if code(&error) == Some("UserNotFoundException") => return Ok(false),
            Err(error) => return Err(failed(FIND, error)),
        };
        let mut attributes = found.user_attributes().iter();
        let verified = attributes.find(|attribute| attribute.name() == "email_verified");
        let verified = verified.and_then(|attribute| attribute.value());
        Ok(!verified.is_some_and(|said| said.eq_ignore_ascii_case("true")))
    }

    async fn prove_password(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> Result<PasswordProven, IdentityFault> {
        let srp = self.srp(email.as_str(), &Password::as_typed(password));
        let Some(challenge) = self.begin(email, &srp).await? else {
            return Ok(PasswordProven::TooMany);
        };
        let VerificationParameters {
            password_claim_secret_block,
            password_claim_signature,
            timestamp,
        } = srp
            .verify(
                &challenge.secret_block,
                &challenge.user,
                &challenge.salt,
                &challenge.b,
            )
            .map_err(|error| fault(PROVE, error))?;
        let secret_hash = self
            .secret_hash(&challenge.user)
            .map_err(|missing| fault(PROVE, missing))?;
        let answered = self
            .client
            .respond_to_auth_challenge()
            .client_id(&self.pool.client_id)
            .challenge_name(ChallengeNameType::PasswordVerifier)
            .set_session(challenge.session)
            .challenge_responses("USERNAME", &challenge.user)
            .challenge_responses("SECRET_HASH", secret_hash)
            .challenge_responses("PASSWORD_CLAIM_SECRET_BLOCK", password_claim_secret_block)
            .challenge_responses("PASSWORD_CLAIM_SIGNATURE", password_claim_signature)
            .challenge_responses("TIMESTAMP", timestamp)
            .customize()
            .config_override(Self::once())
            .send()
            .await;
        match answered {
            _ if challenge.nobodys => Ok(PasswordProven::Wrong),
            Ok(answered) if answered.challenge_name == Some(ChallengeNameType::CustomChallenge) => {
                let session = answered.session.ok_or_else(|| {
                    fault(PROVE, Missing("Cognito gave no session to go on with"))
                })?;
                Ok(PasswordProven::Right {
                    continuation: continuation(&challenge.user, &session),
                    account: AccountId(challenge.user),
                })
            }
            Ok(_) => Err(fault(
                PROVE,
                Missing("Cognito asked for something else than the proof of the code"),
            )),
            Err(error) => match code(&error) {
                Some("NotAuthorizedException") if !refuses_us(&error) => Ok(PasswordProven::Wrong),
                Some("UserNotFoundException" | "PasswordResetRequiredException") => {
                    Ok(PasswordProven::Wrong)
                }
                Some("TooManyRequestsException" | "LimitExceededException") => {
                    Ok(PasswordProven::TooMany)
                }
                _ => Err(failed(PROVE, error)),
            },
        }
    }

    async fn finish(
        &self,
        email: &EmailAddress,
        continuation: &str,
        key: &SignInKey,
        proof: &str,
    ) -> Result<SignInOutcome, IdentityFault> {
        let Some((user, session)) = continuation.split_once(' ') else {
            return Ok(SignInOutcome::No);
        };
        let secret_hash = self
            .secret_hash(user)
            .map_err(|missing| fault(FINISH, missing))?;
        let answered = self
            .client
            .respond_to_auth_challenge()
            .client_id(&self.pool.client_id)
            .challenge_name(ChallengeNameType::CustomChallenge)
            .session(session)
            .challenge_responses("USERNAME", user)
            .challenge_responses("SECRET_HASH", secret_hash)
            .challenge_responses("ANSWER", format!("{}.{proof}", key.0))
            .customize()
            .config_override(Self::once())
            .send()
            .await;
        let answered = match answered {
            // Cognito did not accept the proof and offers another attempt,
            // which the portal does not use.
            Ok(answered) if answered.challenge_name.is_some() => return Ok(SignInOutcome::No),
            Ok(answered) => answered,
            Err(error) => {
                return match code(&error) {
                    // A session that has ended or was used gets one of these
                    // codes.
                    Some(
                        "NotAuthorizedException"
                        | "CodeMismatchException"
                        | "ExpiredCodeException"
                        | "InvalidParameterException"
                        | "UserNotFoundException",
                    ) if !refuses_us(&error) => Ok(SignInOutcome::No),
                    _ => Err(failed(FINISH, error)),
                };
            }
        };
        let proven = self.read_token(email, answered)?;
        if !proven.email_verified {
            self.mark_as_verified(&proven.sub).await?;
        }
        Ok(SignInOutcome::Yes {
            account: AccountId(proven.sub),
        })
    }

    async fn find_account(&self, email: &EmailAddress) -> Result<Option<AccountId>, IdentityFault> {
        const FIND: &str = "find an account";
        let found = match self.admin_get_user(email.as_str()).await {
            Ok(found) => found,
            Err(error) if code(&error) == Some("UserNotFoundException") => return Ok(None),
            Err(error) => return Err(failed(FIND, error)),
        };
        found
            .user_attributes
            .unwrap_or_default()
            .into_iter()
            .find(|attribute| attribute.name == "sub")
            .and_then(|attribute| attribute.value)
            .map(|sub| Some(AccountId(sub)))
            .ok_or_else(|| fault(FIND, Missing("Cognito named no sub")))
    }

    async fn email_of(&self, account: &AccountId) -> Result<Option<EmailAddress>, IdentityFault> {
        const FIND: &str = "find an address";
        let found = match self.admin_get_user(&account.0).await {
            Ok(found) => found,
            Err(error) if code(&error) == Some("UserNotFoundException") => return Ok(None),
            Err(error) => return Err(failed(FIND, error)),
        };
        let attributes = found.user_attributes.unwrap_or_default().into_iter();
        let email = attributes
            .filter(|attribute| attribute.name == "email")
            .find_map(|attribute| attribute.value)
            .ok_or_else(|| fault(FIND, Missing("Cognito named no address")))?;
        EmailAddress::parse(&email)
            .map(Some)
            .map_err(|_| fault(FIND, Missing("Cognito named what is no address")))
    }

    async fn set_password(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> Result<(), IdentityFault> {
        self.client
            .admin_set_user_password()
            .user_pool_id(&self.pool.id)
            .username(email.as_str())
            .password(Password::as_typed(password))
            .permanent(true)
            .send()
            .await
            .map(drop)
            .map_err(|error| failed("set a password", error))
    }

    /// Changes the address of the account with that `sub`. A repeated call thus
    /// has the same result, and the old address, which somebody else may have
    /// by now, plays no part.
    async fn change_email(
        &self,
        account: &AccountId,
        email: &EmailAddress,
    ) -> Result<EmailChanged, IdentityFault> {
        const CHANGE: &str = "change an address";
        let holder = self.find_account(email).await?;
        if holder.is_some_and(|holder| holder != *account) {
            return Ok(EmailChanged::Taken);
        }
        let changed = self
            .client
            .admin_update_user_attributes()
            .user_pool_id(&self.pool.id)
            .username(&account.0)
            .user_attributes(attribute(CHANGE, "email", email.as_str())?)
            .user_attributes(attribute(CHANGE, "email_verified", "true")?)
            .send()
            .await;
        match changed {
            Ok(_) => Ok(EmailChanged::Yes),
            Err(error) => match code(&error) {
                Some("AliasExistsException" | "UsernameExistsException") => Ok(EmailChanged::Taken),
                _ => Err(failed(CHANGE, error)),
            },
        }
    }

    async fn delete_identity(&self, account: &AccountId) -> Result<(), IdentityFault> {
        let deleted = self
            .client
            .admin_delete_user()
            .user_pool_id(&self.pool.id)
            .username(&account.0)
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(()),
            Err(error) if code(&error) == Some("UserNotFoundException") => Ok(()),
            Err(error) => Err(failed("delete an account", error)),
        }
    }
}
