//! A form that is withheld until somebody signs in who may see it, most often
//! because the session has ended. New answers are kept under the cookie of the
//! visit until they join that form.

use domain::access::session::SessionKey;
use domain::forms::draft::DraftKey;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;

use super::target_form::TargetForm;
use crate::who::Visit;

/// A form that is withheld.
#[derive(Clone, Debug)]
pub(super) enum ExpiredForm {
    /// The form that was open when the session ended. New answers join the form
    /// of that kind that is open after the next sign-in, whichever it is.
    WasOpen(AccountId, SavedId),
    /// The form that the page was drawn for. New answers wait apart and join
    /// that form alone.
    Target(AccountId, SavedId),
    /// No form is known. The session, if one has ended, has to forget which
    /// form was open.
    Gone(Option<SessionKey>),
}

impl ExpiredForm {
    /// Finds where the answers of the form are kept.
    pub(super) fn draft(&self) -> Option<DraftKey> {
        match self {
            Self::WasOpen(account, id) | Self::Target(account, id) => Some(DraftKey::Saved {
                account: account.clone(),
                id: id.clone(),
            }),
            Self::Gone(_) => None,
        }
    }

    /// Finds where new answers wait until the next sign-in.
    pub(super) fn waits_under(&self, visit: &Visit) -> DraftKey {
        match self {
            Self::Target(_, id) => visit.key_aside(id),
            Self::WasOpen(..) | Self::Gone(_) => visit.key().clone(),
        }
    }

    /// Finds the session that has to forget which form was open.
    pub(super) const fn closes(&self) -> Option<&SessionKey> {
        match self {
            Self::Gone(session) => session.as_ref(),
            Self::WasOpen(..) | Self::Target(..) => None,
        }
    }

    /// Names the form for the hidden field of its pages.
    pub(super) fn target(&self) -> TargetForm {
        match self {
            Self::WasOpen(_, id) | Self::Target(_, id) => TargetForm::Saved(id.clone()),
            Self::Gone(_) => TargetForm::Unsaid,
        }
    }
}
