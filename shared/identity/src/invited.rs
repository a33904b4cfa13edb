//! Invitations to the pool that nobody can join by themselves.

use aws_sdk_cognitoidentityprovider::types::MessageActionType;
use domain::access::sign_in::IdentityProvider as _;
use domain::access::staff_user::StaffInvitations;
use domain::fault::IdentityFault;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;

use crate::fault::{Missing, code, failed, fault};
use crate::people::{People, attribute};

const INVITE: &str = "invite somebody";

impl StaffInvitations for People {
    /// Creates the user, or enables the user again. Cognito sends nothing,
    /// because the invitation is the portal's own e-mail. The address counts as
    /// verified: the first password is chosen with a code that is sent to it.
    async fn invite(&self, email: &EmailAddress) -> Result<AccountId, IdentityFault> {
        let made = self
            .client
            .admin_create_user()
            .user_pool_id(&self.pool.id)
            .username(email.as_str())
            .message_action(MessageActionType::Suppress)
            .user_attributes(attribute(INVITE, "email", email.as_str())?)
            .user_attributes(attribute(INVITE, "email_verified", "true")?)
            .send()
            .await;
        match made {
            Ok(_) => {}
            Err(error) if code(&error) == Some("UsernameExistsException") => {
                self.client
                    .admin_enable_user()
                    .user_pool_id(&self.pool.id)
                    .username(email.as_str())
                    .send()
                    .await
                    .map_err(|error| failed(INVITE, error))?;
            }
            Err(error) => return Err(failed(INVITE, error)),
        }
        let found = self.find_account(email).await?;
        found.ok_or_else(|| {
            fault(
                INVITE,
                Missing("Cognito does not have who was just invited"),
            )
        })
    }

    async fn close(&self, email: &EmailAddress) -> Result<(), IdentityFault> {
        let closed = self
            .client
            .admin_disable_user()
            .user_pool_id(&self.pool.id)
            .username(email.as_str())
            .send()
            .await;
        match closed {
            Ok(_) => Ok(()),
            Err(error) if code(&error) == Some("UserNotFoundException") => Ok(()),
            Err(error) => Err(failed("close an account", error)),
        }
    }
}
