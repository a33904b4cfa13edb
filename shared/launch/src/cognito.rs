//! The identity provider, Cognito.

use identity::{BothPools, People, Pool};

use crate::adapters::Adapters;
use crate::settings::{self, SettingsFault};

impl Adapters {
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

    /// Returns both of Cognito's pools.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no settings of one of
    /// them.
    pub fn both_pools(&self) -> Result<BothPools, SettingsFault> {
        let citizens = Pool {
            id: settings::required("CITIZENS_POOL_ID")?,
            client_id: settings::required("CITIZENS_CLIENT_ID")?,
            client_secret: settings::required("CITIZENS_CLIENT_SECRET")?,
        };
        let invited = Pool {
            id: settings::required("INVITED_POOL_ID")?,
            client_id: settings::required("INVITED_CLIENT_ID")?,
            client_secret: settings::required("INVITED_CLIENT_SECRET")?,
        };
        Ok(BothPools {
            citizens: People::new(&self.aws, citizens),
            invited: People::new(&self.aws, invited),
        })
    }
}
