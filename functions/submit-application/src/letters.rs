//! The e-mails that tell of an application.

use domain::application::{Application, Confirmation};
use domain::notice::SendNotices;
use web::Failure;

use crate::{Desk, Keep};

impl<S: Keep, N: SendNotices> Desk<S, N> {
    /// Sends every e-mail that tells of an application. One that cannot be
    /// sent now stays noted in the table, from which housekeeping sends it: the
    /// application is the council's by now, whatever becomes of its e-mails.
    pub(crate) async fn tell(&self, application: &Application) {
        for confirmation in application.confirmations() {
            if let Err(failure) = self.send(application, &confirmation).await {
                failure.note();
            }
        }
    }

    async fn send(
        &self,
        application: &Application,
        confirmation: &Confirmation,
    ) -> Result<(), Failure> {
        let (store, mail, now) = (&self.store, &self.notices, self.portal.now());
        app::applications::confirm(store, mail, application, confirmation, now).await?;
        Ok(())
    }
}
