//! The mail service, SES.

use notify::{Mail, Sender};

use crate::adapters::Adapters;
use crate::settings::{self, SettingsFault};

impl Adapters {
    /// Returns SES, which sends e-mails.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no address to send
    /// from.
    pub fn mailer(&self) -> Result<Mail, SettingsFault> {
        let sender = Sender {
            mail_from: settings::email_address("MAIL_FROM")?,
            configuration_set: settings::required("MAIL_CONFIGURATION_SET")?,
            public_address: self.site.public_address().map(str::to_owned),
        };
        let council = self.site.council().clone();
        Ok(Mail::new(&self.aws, council, sender, self.clock))
    }
}
