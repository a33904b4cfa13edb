//! The use cases of accounts, which belong to people who apply or who only keep
//! what they entered.

use domain::access::account::{Account, AccountReader, AccountStore};
use domain::access::session::{SessionKey, SessionStore};
use domain::access::sign_in::{EmailChanged, IdentityProvider, SignInEnd, SignInKey, SignInStore};
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::fault::StoreFault;
use domain::forms::saved_form::SavedFormStore;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::saved_id::SavedId;
use futures_util::future::{join, join_all, join3, try_join};
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

/// Keeps an account at its first sign-in, and sends an e-mail that the account
/// is made, once.
///
/// # Errors
/// When the store does not answer.
pub async fn open(
    store: &(impl AccountStore + DeliveryLog),
    mailer: &impl Mailer,
    account: &Account,
) -> Result<(), Outage> {
    if store.keep_account(account).await? {
        let (made, now) = (Email::AccountMade, account.created_at);
        let _ = email::send_about_done(store, mailer, &account.email, &made, now).await;
    }
    Ok(())
}

/// Notes that somebody has signed in to an account, once a day. An account that
/// nobody signs in to ends.
///
/// # Errors
/// When the store does not answer.
pub async fn note_use(
    store: &impl AccountStore,
    account: &Account,
    now: Timestamp,
) -> Result<(), StoreFault> {
    match account.notes_use(now) {
        true => store.note_use(&account.id, now).await,
        false => Ok(()),
    }
}

/// Changes the e-mail address of an account; the caller has proven that the new
/// address is the owner's. The identity provider changes first and the profile
/// last. If a fault stops the change half way, a second attempt completes it,
/// and so does [`follow_email`] at the next sign-in.
///
/// # Errors
/// When a service does not answer.
pub async fn change_email(
    store: &(impl AccountStore + DeliveryLog + SessionStore),
    identity: &impl IdentityProvider,
    mailer: &impl Mailer,
    account: Account,
    email: &EmailAddress,
    kept: Option<&SessionKey>,
    now: Timestamp,
) -> Result<EmailChanged, Outage> {
    let changed = identity.change_email(&account.id, email).await?;
    if changed == EmailChanged::Yes {
        follow_email(store, mailer, account, email, kept, now).await?;
    }
    Ok(changed)
}

/// Brings an account to the address that the identity provider has for it:
/// tells both addresses, ends every session but the kept one, and changes the
/// profile last. While the profile has the old address, another call sends the
/// e-mails again, so that the change is announced at least once.
///
/// # Errors
/// When a service does not answer.
pub async fn follow_email(
    store: &(impl AccountStore + DeliveryLog + SessionStore),
    mailer: &impl Mailer,
    account: Account,
    email: &EmailAddress,
    kept: Option<&SessionKey>,
    now: Timestamp,
) -> Result<Account, Outage> {
    if account.email == *email {
        return Ok(account);
    }
    let tell = |to| email::send(store, mailer, to, &Email::EmailChanged, now);
    let end = async {
        match kept {
            Some(kept) => store.end_other_sessions(&account.id, kept).await,
            None => store.end_sessions(&account.id).await,
        }
    };
    let (old, new, ended) = join3(tell(&account.email), tell(email), end).await;
    old.and(new)?;
    ended?;
    store.change_email(&account.id, email).await?;
    Ok(Account {
        email: email.clone(),
        ..account
    })
}

/// Signs somebody out on every device, and tells them by e-mail.
///
/// # Errors
/// When the store does not answer.
pub async fn sign_out_everywhere(
    store: &(impl DeliveryLog + SessionStore + AccountReader),
    mailer: &impl Mailer,
    id: &AccountId,
    now: Timestamp,
) -> Result<(), Outage> {
    let account = store.read_account(id).await?;
    store.end_sessions(id).await?;
    if let Some(account) = account {
        let mail = Email::SignedOutEverywhere;
        let _ = email::send_about_done(store, mailer, &account.email, &mail, now).await;
    }
    Ok(())
}

/// The records of an account that are to be erased.
#[derive(Clone, Debug)]
pub struct AccountErasure {
    id: AccountId,
    /// The profile; `None` if an erasure before has deleted it.
    account: Option<Account>,
    forms: Vec<SavedId>,
}

/// Finds what is to be erased of an account.
///
/// # Errors
/// When the store does not answer.
pub async fn find_erasure(
    store: &(impl AccountReader + SavedFormStore),
    id: &AccountId,
) -> Result<AccountErasure, StoreFault> {
    let found = try_join(store.read_account(id), store.saved_form_ids(id));
    let (account, forms) = found.await?;
    Ok(AccountErasure {
        id: id.clone(),
        account,
        forms,
    })
}

/// Erases everything that an account has, except what its owner has sent.
/// Erasing again after a fault completes the work, because of the order: the
/// profile goes after the e-mail, whose address it holds, the forms go side by
/// side with them, and the sessions go last, because somebody needs one to try
/// again; with them goes the sign-in that proved who they are, if there is one.
/// Deleting the profile also writes the note from which housekeeping completes
/// an erasure that nobody tries again.
///
/// # Errors
/// When the store or the identity provider does not answer. An e-mail that
/// cannot be sent is logged and does not stop the erasure.
pub async fn erase(
    store: &(impl AccountStore + DeliveryLog + SavedFormStore + SessionStore + SignInStore),
    identity: &impl IdentityProvider,
    mailer: &impl Mailer,
    erasure: AccountErasure,
    proof: Option<(&SignInKey, &SignInEnd)>,
    now: Timestamp,
) -> Result<(), Outage> {
    let AccountErasure { id, account, forms } = &erasure;
    if account.is_some() {
        identity.delete_identity(id).await?;
    }
    let profile = async {
        if let Some(account) = account {
            let deleted = Email::AccountDeleted;
            let _ = email::send_about_done(store, mailer, &account.email, &deleted, now).await;
            store.delete_account(id, now).await?;
        }
        Ok(())
    };
    let forms = forms.iter();
    let forms = forms.map(|form| store.delete_saved_form(id, form));
    let (profile, forms) = join(profile, join_all(forms)).await;
    let forms: Result<(), StoreFault> = forms.into_iter().collect();
    profile.and(forms)?;
    let proof = async {
        if let Some((proof, end)) = proof {
            // The account is gone: a proof that stays opens nothing, and ends by
            // itself.
            let _ = store.finish_sign_in(proof, end, now).await;
        }
    };
    let (ended, ()) = join(store.end_sessions(id), proof).await;
    Ok(ended?)
}
