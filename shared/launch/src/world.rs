//! What a function is assembled from.

use aws_config::SdkConfig;
use domain::charging::policy::Policy;
use domain::retention::{Days, Retention};
use domain::saved::SavedFor;
use files::{Buckets, Names, Scanner};
use identity::{People, Pool};
use jiff::Timestamp;
use notify::{Mail, Phones, Sender};
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
    /// How long the council keeps saved forms.
    pub saved_for: SavedFor,
    /// How long the council keeps each class of record.
    pub retention: Retention,
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
        let (retention, saved_for) = (
            settings.retention,
            SavedFor {
                days: settings.saved_form_days,
            },
        );
        Self {
            store: Table::new(aws, settings.table)
                .with_saved_for(saved_for)
                .with_retention(retention),
            portal: web::Portal::new(settings.council, settings.stage, clock, ids)
                .found_at(&settings.public_address),
            policy: settings.local_charging_policy,
            saved_for,
            retention,
            aws: aws.clone(),
            clock,
        }
    }

    /// Cognito, for people who make their own account.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told which pool.
    pub fn identity(&self) -> Result<People, SettingsFault> {
        let pool = Pool {
            id: settings::required("CITIZENS_POOL_ID")?,
            client_id: settings::required("CITIZENS_CLIENT_ID")?,
            client_secret: settings::required("CITIZENS_CLIENT_SECRET")?,
        };
        Ok(People::new(&self.aws, pool))
    }

    /// Cognito, for people who are invited.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told which pool.
    pub fn invited(&self) -> Result<People, SettingsFault> {
        let pool = Pool {
            id: settings::required("INVITED_POOL_ID")?,
            client_id: settings::required("INVITED_CLIENT_ID")?,
            client_secret: settings::required("INVITED_CLIENT_SECRET")?,
        };
        Ok(People::new(&self.aws, pool))
    }

    /// AWS End User Messaging.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told from which number.
    pub fn phones(&self) -> Result<Phones, SettingsFault> {
        Ok(Phones::new(
            &self.aws,
            self.portal.council().clone(),
            settings::required("PHONE_ORIGINATION")?,
            self.portal.public_address().map(str::to_owned),
            self.clock,
        ))
    }

    /// SES.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told whom e-mails are from.
    pub fn notices(&self) -> Result<Mail, SettingsFault> {
        let sender = Sender {
            mail_from: settings::email_address("MAIL_FROM")?,
            configuration_set: settings::required("MAIL_CONFIGURATION_SET")?,
            public_address: self.portal.public_address().map(str::to_owned),
        };
        let council = self.portal.council().clone();
        Ok(Mail::new(&self.aws, council, sender, self.clock))
    }

    /// What people send as evidence, in S3.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told in which bucket.
    pub fn evidence(&self) -> Result<Buckets, SettingsFault> {
        let names = Names {
            evidence: settings::required("EVIDENCE_BUCKET")?,
            ..Names::default()
        };
        Ok(Buckets::new(&self.aws, names))
    }

    /// What is exchanged with the case system, and what goes with it, in S3.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told in which buckets.
    pub fn exchange(&self) -> Result<Buckets, SettingsFault> {
        let names = Names {
            evidence: settings::required("EVIDENCE_BUCKET")?,
            exchange: settings::required("EXCHANGE_BUCKET")?,
            records: settings::required("RECORDS_BUCKET")?,
        };
        Ok(Buckets::new(&self.aws, names))
    }

    /// Within how many days the case system says that it has an application.
    ///
    /// # Errors
    /// [`SettingsFault`] if this function is not told.
    pub fn acknowledged_within(&self) -> Result<Days, SettingsFault> {
        settings::days("ACKNOWLEDGED_WITHIN_DAYS")
    }

    /// Who looks through evidence for malware.
    #[must_use]
    pub fn scanner(&self) -> Scanner {
        Scanner::of(self.portal.stage())
    }
}
