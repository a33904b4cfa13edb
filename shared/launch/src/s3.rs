//! The buckets of files, in S3.

use files::{Buckets, Names, Scanner};

use crate::adapters::Adapters;
use crate::settings::{self, SettingsFault};

impl Adapters {
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

    /// Returns the bucket of the exchange with the case system in S3.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no name of that bucket.
    pub fn snapshots(&self) -> Result<Buckets, SettingsFault> {
        let names = Names {
            exchange: settings::required("EXCHANGE_BUCKET")?,
            ..Names::default()
        };
        Ok(Buckets::new(&self.aws, names))
    }

    /// Returns the scanner that looks for malware in evidence.
    #[must_use]
    pub fn scanner(&self) -> Scanner {
        Scanner::of(self.site.stage())
    }
}
