//! The mail service, SES.

use notify::{Mail, Sender};

use crate::settings::{self, SettingsFault};
use crate::world::World;

impl World {
    /// Returns SES, which sends e-mails.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no address to send
    /// from.
    pub fn notices(&self) -> Result<Mail, SettingsFault> {
        let sender = Sender {
            mail_from: settings::email_address("MAIL_FROM")?,
            configuration_set: settings::required("MAIL_CONFIGURATION_SET")?,
            public_address: self.portal.public_address().map(str::to_owned),
        };
        let council = self.portal.council().clone();
        Ok(Mail::new(&self.aws, council, sender, self.clock))
    }
}
