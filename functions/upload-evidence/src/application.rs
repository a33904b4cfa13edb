//! The application that evidence is sent with: whose it is, what was answered,
//! and which documents that needs.

use domain::account::AccountId;
use domain::charging::circumstances::Circumstances;
use domain::draft::Answers;
use domain::evidence::Evidence;
use domain::evidence::planner::{self, Authority, Facts, Plan};
use domain::files::UploadFiles;
use domain::saved::{SavedForm, SavedId};
use journey::estimate_costs;
use journey::journey::Journey;
use journey::request_help::ATTACHED;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use web::visitor::Visitor;
use web::{Failure, Portal};

use crate::{Desk, Keep};

/// An application that is being made.
#[derive(Debug)]
pub(crate) struct Application {
    /// What every page knows, and who is signed in.
    pub(crate) portal: Portal,
    pub(crate) account: AccountId,
    pub(crate) saved: SavedId,
    pub(crate) plan: Plan,
    pub(crate) files: Vec<Evidence>,
}

impl Application {
    pub(crate) fn file(&self, id: &str) -> Result<&Evidence, Failure> {
        self.files
            .iter()
            .find(|file| file.id == id)
            .ok_or(Failure::NOT_FOUND)
    }
}

impl<S: Keep, F: UploadFiles> Desk<S, F> {
    /// The application that the visitor has open.
    ///
    /// [`Failure::SIGNED_OUT`] if nobody is signed in; not found if none is
    /// open, or it was sent already.
    pub(crate) async fn application(&self, visitor: &Visitor) -> Result<Application, Failure> {
        let known = visitor.known(&self.store, &self.portal).await?;
        let signed_in = known.ok_or(Failure::SIGNED_OUT)?;
        let open = signed_in.open(&journey::forms::request_help().id);
        // Somebody who came by a form's reference may see that form alone.
        let open = match (open, signed_in.only()) {
            (Some(open), Some(only)) if open != only => return Err(Failure::SIGNED_OUT),
            (open, _) => open.ok_or(Failure::NOT_FOUND)?.clone(),
        };
        let account = signed_in.account().clone();
        let form = self.saved_form(&account, &open).await?;
        let form = form
            .filter(|form| form.submitted_in.is_none())
            .ok_or(Failure::NOT_FOUND)?;
        // The estimates that go with it; until they were chosen, the one that is
        // open.
        let attached = form.answers.choices(ATTACHED);
        let mut estimates: Vec<SavedId> = attached.iter().cloned().map(SavedId).collect();
        if estimates.is_empty() && signed_in.only().is_none() {
            let open = signed_in.open(&journey::forms::estimate_costs().id);
            estimates.extend(open.cloned());
        }
        let today = self.portal.today();
        let facts = facts(&form.answers);
        let mut plan = planner::plan(today, &facts, None, &self.policy);
        for estimate in &estimates {
            let estimate = self.saved_form(&account, estimate).await?;
            let circumstances = estimate
                .filter(|form| form.form == journey::forms::estimate_costs().id)
                .and_then(|form| self.circumstances(&form.answers));
            plan.join(planner::plan(
                today,
                &facts,
                circumstances.as_ref(),
                &self.policy,
            ));
        }
        Ok(Application {
            plan,
            files: self.store.evidence(&account, &open).await?,
            portal: self.portal.shown_to(signed_in),
            account,
            saved: open,
        })
    }

    async fn saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
    ) -> Result<Option<SavedForm>, Failure> {
        let now = self.portal.now();
        Ok(self.store.read_saved_form(account, id, now).await?)
    }

    /// What an estimate says, if it is whole.
    fn circumstances(&self, answers: &Answers) -> Option<Circumstances> {
        let journey = Journey::new(journey::forms::estimate_costs(), answers);
        let rate = self.policy.home_care_hourly_rate;
        let inputs = estimate_costs::inputs(&journey, self.portal.today(), rate)?;
        Some(inputs.circumstances)
    }
}

/// What a request for help says of who asks and by what right.
fn facts(answers: &Answers) -> Facts {
    let answers = &Journey::new(journey::forms::request_help(), answers).visible_answers();
    let authority = answers.text("authority").and_then(|name| {
        let name: serde::de::value::StrDeserializer<'_, Error> = name.into_deserializer();
        Authority::deserialize(name).ok()
    });
    Facts {
        authority,
        carer: answers.text("what") == Some("carer"),
        collects_council_tax: false,
    }
}
