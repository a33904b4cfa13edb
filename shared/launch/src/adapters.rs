//! The parts from which a function is assembled.

use aws_config::SdkConfig;
use charging::policy::Policy;
use domain::ports::Ports;
use domain::records::retention_schedule::Retention;
use jiff::{SignedDuration, Timestamp};
use store::Table;

use crate::settings::{self, Settings, SettingsFault};

/// The parts from which a function is assembled. A part that only some
/// functions may use is made on demand, from settings that only those functions
/// have.
#[derive(Clone, Debug)]
pub struct Adapters {
    /// The values that every page knows.
    pub site: web::SiteContext,
    /// The table in DynamoDB.
    pub store: Table,
    /// The council's charging policy.
    pub policy: Policy,
    /// The time for which the council keeps each class of record.
    pub retention: Retention,
    #[cfg_attr(
        not(any(
            feature = "cognito",
            feature = "s3",
            feature = "ses",
            feature = "telephone"
        )),
        expect(dead_code, reason = "the table alone has its client already")
    )]
    pub(crate) aws: SdkConfig,
    #[cfg_attr(
        not(any(feature = "ses", feature = "telephone")),
        expect(dead_code, reason = "only what is sent has a time of its own")
    )]
    pub(crate) clock: fn() -> Timestamp,
}

impl Adapters {
    pub(crate) fn new(
        aws: &SdkConfig,
        settings: Settings,
        clock: fn() -> Timestamp,
        ids: fn() -> String,
    ) -> Self {
        let retention = settings.retention;
        Self {
            store: Table::new(aws, settings.table)
                .with_retention(retention)
                .with_most_saved_forms(settings.most_saved_forms),
            site: web::SiteContext::new(settings.council, settings.stage, clock, ids)
                .found_at(&settings.public_address)
                .with_limits(settings.limits)
                .pausing_by(|time| Box::pin(tokio::time::sleep(time))),
            policy: settings.local_charging_policy,
            retention,
            aws: aws.clone(),
            clock,
        }
    }

    /// Gives the function the table; a function that needs more services adds
    /// them.
    #[must_use]
    pub fn ports(&self) -> Ports<Table> {
        Ports::of(self.store.clone())
    }

    /// Gives the function the table, which counts what each internet address
    /// asks for.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no key under which the
    /// addresses are hashed.
    pub fn ports_that_count_sources(&self) -> Result<Ports<Table>, SettingsFault> {
        let key = settings::required("SOURCE_KEY")?;
        Ok(Ports::of(self.store.clone().with_source_key(key)))
    }

    /// Gives the function the table, which keeps the codes and agreed details of
    /// invitations as hashes under the same key.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no such key.
    pub fn ports_that_keep_secrets_of_invitations(&self) -> Result<Ports<Table>, SettingsFault> {
        let key = settings::required("SOURCE_KEY")?;
        Ok(Ports::of(self.store.clone().with_source_key(key)))
    }

    /// Returns the time within which the case system acknowledges an
    /// application.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no such setting.
    pub fn acknowledged_within(&self) -> Result<SignedDuration, SettingsFault> {
        let days = settings::days("CASE_SYSTEM_ACKNOWLEDGES_WITHIN_DAYS")?;
        Ok(days.length())
    }
}
