//! What a function is assembled from.

use aws_config::SdkConfig;
use domain::charging::policy::Policy;
use domain::saved::SavedFor;
use identity::{Citizens, Pool};
use jiff::Timestamp;
use notify::{Mail, Sender};
use store::Table;

use crate::settings::{self, Settings, SettingsFault};

/// What a function is assembled from. What only some functions may use is made
/// when it is asked for, from settings that only those functions have.
#[derive(Clone, Debug)]
pub struct World {
    /// What every page knows.
    pub portal: web::Portal,
    /// The table.
    pub store: Table,
    /// The council's charging policy.
    pub policy: Policy,
    aws: SdkConfig,
    clock: fn() -> Timestamp,
}

impl World {
    pub(crate) fn new(
        aws: &SdkConfig,
        settings: Settings,
        clock: fn() -> Timestamp,
        ids: fn() -> String,
    ) -> Self {
        let kept = SavedFor {
            days: settings.saved_form_days,
        };
        Self {
            store: Table::new(aws, settings.table).with_saved_for(kept),
            portal: web::Portal::new(settings.council, settings.stage, clock, ids)
                .found_at(&settings.public_address),
            policy: settings.local_charging_policy,
            aws: aws.clone(),
            clock,
        }
    }

    /// Cognito, for people who make their own account.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told which pool.
    pub fn identity(&self) -> Result<Citizens, SettingsFault> {
        let pool = Pool {
            id: settings::required("CITIZENS_POOL_ID")?,
            client_id: settings::required("CITIZENS_CLIENT_ID")?,
            client_secret: settings::required("CITIZENS_CLIENT_SECRET")?,
        };
        Ok(Citizens::new(&self.aws, pool))
    }

    /// SES.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told whom e-mails are from.
    pub fn notices(&self) -> Result<Mail, SettingsFault> {
        let sender = Sender {
            mail_from: settings::mail_from()?,
            configuration_set: settings::required("MAIL_CONFIGURATION_SET")?,
            public_address: self.portal.public_address().map(str::to_owned),
        };
        let council = self.portal.council().clone();
        Ok(Mail::new(&self.aws, council, sender, self.clock))
    }
}
