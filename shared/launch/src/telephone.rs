//! The telephone service, AWS End User Messaging.

use notify::{Originations, Phones};

use crate::settings::{self, SettingsFault};
use crate::world::World;

impl World {
    /// Returns AWS End User Messaging, which sends codes to telephones.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function is not told from which numbers.
    /// Empty is an answer: there is none, and no code is sent that way.
    pub fn phones(&self) -> Result<Phones, SettingsFault> {
        let originations = Originations {
            texts: settings::or_none("TEXT_ORIGINATION")?,
            calls: settings::or_none("VOICE_ORIGINATION")?,
        };
        Ok(Phones::new(
            &self.aws,
            self.portal.council().clone(),
            originations,
            self.portal.public_address().map(str::to_owned),
            self.clock,
        ))
    }
}
