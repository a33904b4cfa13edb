//! Identities whose e-mail address nobody has proven to be theirs.

use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::UserType;
use domain::access::sign_in::IdentityProvider as _;
use domain::fault::IdentityFault;
use domain::records::retention::{Unproven, UnprovenIdentityEraser};
use domain::values::account_id::AccountId;
use jiff::Timestamp;

use crate::fault::failed;
use crate::people::People;

/// The largest number of users that Cognito lists at a time.
const PAGE: i32 = 60;

impl UnprovenIdentityEraser for People {
    /// Lists the users of one page of Cognito's list and picks those who are
    /// unproven here. Cognito does not filter by `email_verified`, and the
    /// status is the same for everybody, because a sign-up is confirmed at
    /// once. The list has all attributes: Cognito returns chosen ones only
    /// where everybody has them, and never the `sub`.
    async fn unproven(
        &self,
        before: Timestamp,
        after: Option<&str>,
    ) -> Result<Unproven, IdentityFault> {
        let listed = self
            .client
            .list_users()
            .user_pool_id(&self.pool.id)
            .limit(PAGE)
            .set_pagination_token(after.map(str::to_owned))
            .send()
            .await
            .map_err(|error| failed("list identities", error))?;
        let unproven = listed
            .users()
            .iter()
            .filter(|user| is_unproven(user, before))
            .filter_map(|user| said_of(user, "sub"))
            .map(|sub| AccountId(sub.to_owned()))
            .collect();
        Ok(Unproven {
            identities: unproven,
            next: listed.pagination_token,
        })
    }

    /// Deletes the identity by its `sub`, which no other identity ever has. Its
    /// address may belong to another identity by now.
    async fn forget_identity(&self, id: &AccountId) -> Result<(), IdentityFault> {
        self.delete_identity(id).await
    }
}

/// Whether the address is not verified, and the identity was made and last
/// changed before `before`. An identity without a date of creation is kept.
fn is_unproven(user: &UserType, before: Timestamp) -> bool {
    let verified = said_of(user, "email_verified");
    let verified = verified.is_some_and(|said| said.eq_ignore_ascii_case("true"));
    // Whole seconds are enough: a lower number of them is always an earlier
    // instant.
    let is_before = |at: &DateTime| at.secs() < before.as_second();
    user.user_create_date().is_some_and(is_before)
        && user.user_last_modified_date().is_none_or(is_before)
        && !verified
}

fn said_of<'a>(user: &'a UserType, name: &str) -> Option<&'a str> {
    let mut attributes = user.attributes().iter();
    attributes
        .find(|attribute| attribute.name() == name)
        .and_then(|attribute| attribute.value())
}
