//! A form that is not shown until somebody signs in who may see it, most often
//! because their session has ended. What they typed is kept all the same, under
//! the cookie of their visit, until it joins that form.

use domain::account::AccountId;
use domain::draft::DraftKey;
use domain::saved::SavedId;
use domain::session::SessionKey;

use super::target_form::TargetForm;
use crate::who::Visit;

/// Which form is not shown.
#[derive(Clone, Debug)]
pub(super) enum ExpiredForm {
    /// The one that was open when the session ended. What is typed joins
    /// whatever form of that kind the next sign-in has open.
    WasOpen(AccountId, SavedId),
    /// The one that the page was drawn for. What is typed waits apart, and
    /// joins that form alone.
    Target(AccountId, SavedId),
    /// None that is known; the session that has ended forgets which was open.
    Gone(Option<SessionKey>),
}

impl ExpiredForm {
    /// Finds where the answers of the form are.
    pub(super) fn draft(&self) -> Option<DraftKey> {
        match self {
            Self::WasOpen(account, id) | Self::Target(account, id) => Some(DraftKey::Saved {
                account: account.clone(),
                id: id.clone(),
            }),
            Self::Gone(_) => None,
        }
    }

    /// Finds where what is typed waits.
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

    /// Names the form.
    pub(super) fn target(&self) -> TargetForm {
        match self {
            Self::WasOpen(_, id) | Self::Target(_, id) => TargetForm::Saved(id.clone()),
            Self::Gone(_) => TargetForm::Unsaid,
        }
    }
}
