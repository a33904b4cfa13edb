//! What the template tells a function through its environment.

use domain::charging::policy::Policy;
use domain::council::Council;
use serde::de::DeserializeOwned;

/// The stage in which tests may move the clock.
pub(crate) const LOCAL: &str = "local";

/// The stages there are.
const STAGES: [&str; 3] = [LOCAL, "test", "live"];

/// The settings of a function.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The table's name.
    pub(crate) table: String,
    /// The council whose portal this is.
    pub(crate) council: Council,
    /// The council's charging policy.
    pub(crate) local_charging_policy: Policy,
    /// One of [`STAGES`].
    pub(crate) stage: String,
    /// Where browsers find the portal; empty if that is not known.
    pub(crate) public_address: String,
}

/// What is wrong with the environment.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsFault {
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    #[error("the environment variable {name} cannot be read")]
    Malformed {
        name: &'static str,
        source: serde_json::Error,
    },
    #[error("STAGE is {0:?}; it must be one of local, test and live")]
    UnknownStage(String),
    #[error("PUBLIC_ADDRESS is {0:?}; it must be like https://care.example.gov.uk, or empty")]
    NotAnAddress(String),
}

impl Settings {
    pub(crate) fn from_environment() -> Result<Self, SettingsFault> {
        #[expect(
            clippy::disallowed_methods,
            reason = "launch is the one reader of the environment"
        )]
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsFault> {
        let required = |name| variable(name).ok_or(SettingsFault::Missing(name));
        let table = required("TABLE_NAME")?;
        let council = json("COUNCIL", &required("COUNCIL")?)?;
        let local_charging_policy =
            json("LOCAL_CHARGING_POLICY", &required("LOCAL_CHARGING_POLICY")?)?;
        let stage = required("STAGE")?;
        if !STAGES.contains(&stage.as_str()) {
            return Err(SettingsFault::UnknownStage(stage));
        }
        let public_address = variable("PUBLIC_ADDRESS").unwrap_or_default();
        if !public_address.is_empty() && !is_origin(&public_address) {
            return Err(SettingsFault::NotAnAddress(public_address));
        }
        Ok(Self {
            table,
            council,
            local_charging_policy,
            stage,
            public_address,
        })
    }
}

/// Whether a browser could send it as the `Origin` of a page: no path, and no
/// slash at the end.
fn is_origin(address: &str) -> bool {
    let mut schemes = ["https://", "http://"].into_iter();
    let host = schemes.find_map(|scheme| address.strip_prefix(scheme));
    host.is_some_and(|host| {
        let mut letters = host.bytes();
        !host.is_empty() && letters.all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b))
    })
}

fn json<T: DeserializeOwned>(name: &'static str, text: &str) -> Result<T, SettingsFault> {
    serde_json::from_str(text).map_err(|source| SettingsFault::Malformed { name, source })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const COUNCIL: &str = r##"{
        "name": "Testshire Council", "service_name": "Care portal", "website": "https://testshire.example",
        "telephone": "0113 496 0000", "text_relay": "18001 0113 496 0000", "opening_hours": "9 to 5",
        "emergency_telephone": "0113 496 0001", "email": "care@testshire.example",
        "postal_address": ["1 High Street"], "brand_colour": "#003366",
        "data_protection_email": "privacy@testshire.example"
    }"##;

    fn complete(name: &str) -> Option<String> {
        Some(match name {
            "TABLE_NAME" => "portal-table".to_owned(),
            "COUNCIL" => COUNCIL.to_owned(),
            "LOCAL_CHARGING_POLICY" => "{}".to_owned(),
            "STAGE" => "live".to_owned(),
            _ => return None,
        })
    }

    #[test]
    fn a_complete_environment_is_read() {
        let settings = Settings::read(complete).unwrap();
        assert_eq!(settings.table, "portal-table");
        assert_eq!(settings.council.name, "Testshire Council");
        assert_eq!(settings.stage, "live");
        assert_eq!(settings.public_address, "");
    }

    #[test]
    fn a_public_address_is_the_origin_of_a_page_or_refused() {
        let read = |address: &'static str| {
            Settings::read(|name| match name {
                "PUBLIC_ADDRESS" => Some(address.to_owned()),
                _ => complete(name),
            })
        };
        for address in ["", "https://care.example.gov.uk", "http://localhost:4566"] {
            assert_eq!(read(address).unwrap().public_address, address);
        }
        for address in [
            "care.example",
            "https://",
            "https://care.example/",
            "https://a b",
        ] {
            let fault = read(address).err().unwrap();
            assert!(matches!(fault, SettingsFault::NotAnAddress(said) if said == address));
        }
    }

    #[test]
    fn a_missing_variable_is_named() {
        for missing in ["TABLE_NAME", "COUNCIL", "LOCAL_CHARGING_POLICY", "STAGE"] {
            let fault = Settings::read(|name| complete(name).filter(|_| name != missing))
                .err()
                .unwrap();
            assert_eq!(
                fault.to_string(),
                format!("the environment variable {missing} is not set")
            );
        }
    }

    #[test]
    fn a_council_with_an_unknown_setting_is_refused_by_name() {
        let fault = Settings::read(|name| match name {
            "COUNCIL" => Some(COUNCIL.replacen("name", "nmae", 1)),
            _ => complete(name),
        })
        .err()
        .unwrap();
        assert!(fault.to_string().contains("COUNCIL"));
        let source = std::error::Error::source(&fault).unwrap().to_string();
        assert!(source.contains("nmae"), "{source}");
    }

    #[test]
    fn a_stage_that_does_not_exist_is_refused() {
        let fault = Settings::read(|name| match name {
            "STAGE" => Some("Local".to_owned()),
            _ => complete(name),
        })
        .err()
        .unwrap();
        assert!(matches!(fault, SettingsFault::UnknownStage(stage) if stage == "Local"));
    }
}
