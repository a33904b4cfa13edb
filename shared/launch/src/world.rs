//! The parts from which a function is assembled.

use aws_config::SdkConfig;
use domain::charging::policy::Policy;
use domain::ports::Ports;
use domain::retention_period::Retention;
use files::{Buckets, Names, Scanner};
use identity::{People, Pool};
use jiff::{SignedDuration, Timestamp};
use notify::{Mail, Originations, Phones, Sender};
use store::Table;

use crate::settings::{self, Settings, SettingsFault};

/// The parts from which a function is assembled. A part that only some
/// functions may use is made on demand, from settings that only those functions
/// have.
#[derive(Clone, Debug)]
pub struct World {
    /// The values that every page knows.
    pub portal: web::Portal,
    /// The table in DynamoDB.
    pub store: Table,
    /// The council's charging policy.
    pub policy: Policy,
    /// The time for which the council keeps each class of record.
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
        let retention = settings.retention;
        Self {
            store: Table::new(aws, settings.table).with_retention(retention),
            portal: web::Portal::new(settings.council, settings.stage, clock, ids)
                .found_at(&settings.public_address),
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

    /// Returns Cognito's pool of people who make their own account.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no settings of that
    /// pool.
    pub fn identity(&self) -> Result<People, SettingsFault> {
        let pool = Pool {
            id: settings::required("CITIZENS_POOL_ID")?,
            client_id: settings::required("CITIZENS_CLIENT_ID")?,
            client_secret: settings::required("CITIZENS_CLIENT_SECRET")?,
        };
        Ok(People::new(&self.aws, pool))
    }

    /// Returns Cognito's pool of people who are invited.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no settings of that
    /// pool.
    pub fn invited(&self) -> Result<People, SettingsFault> {
        let pool = Pool {
            id: settings::required("INVITED_POOL_ID")?,
            client_id: settings::required("INVITED_CLIENT_ID")?,
            client_secret: settings::required("INVITED_CLIENT_SECRET")?,
        };
        Ok(People::new(&self.aws, pool))
    }

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

    /// Returns the bucket of evidence in S3.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no name of that bucket.
    pub fn evidence(&self) -> Result<Buckets, SettingsFault> {
        let names = Names {
            evidence: settings::required("EVIDENCE_BUCKET")?,
            ..Names::default()
        };
        Ok(Buckets::new(&self.aws, names))
    }

    /// Returns the buckets of evidence, of the exchange with the case system
    /// and of records in S3.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no name of one of them.
    pub fn exchange(&self) -> Result<Buckets, SettingsFault> {
        let names = Names {
            evidence: settings::required("EVIDENCE_BUCKET")?,
            exchange: settings::required("EXCHANGE_BUCKET")?,
            records: settings::required("RECORDS_BUCKET")?,
        };
        Ok(Buckets::new(&self.aws, names))
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

    /// Returns the scanner that looks for malware in evidence.
    #[must_use]
    pub fn scanner(&self) -> Scanner {
        Scanner::of(self.portal.stage())
    }
}
