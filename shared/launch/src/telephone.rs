//! The telephone service, AWS End User Messaging.

use notify::{Originations, Phones};

use crate::adapters::Adapters;
use crate::settings::{self, SettingsFault};

impl Adapters {
    /// Returns AWS End User Messaging, which sends codes to telephones.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no setting of the
    /// numbers from which codes are sent. An empty setting is valid: codes are
    /// then not sent that way.
    pub fn phones(&self) -> Result<Phones, SettingsFault> {
        let originations = Originations {
            texts: settings::or_none("TEXT_ORIGINATION")?,
            calls: settings::or_none("VOICE_ORIGINATION")?,
        };
        Ok(Phones::new(
            &self.aws,
            self.site.council().clone(),
            originations,
            self.site.public_address().map(str::to_owned),
            self.clock,
        ))
    }
}
