//! The settings that the template gives a function in its environment.

use charging::policy::Policy;
use domain::access::budget::RequestLimits;
use domain::council::Council;
use domain::forms::saved_form::MOST_SAVED_FORMS;
use domain::records::retention_schedule::{Retention, SAVED_FORM_WARNED_BEFORE};
#[cfg(feature = "ses")]
use domain::values::email_address::EmailAddress;
use domain::values::retention_period::RetentionPeriod;
use serde::de::DeserializeOwned;

/// The stage in which tests may move the clock.
pub(crate) const LOCAL: &str = "local";

/// The stages that exist.
const STAGES: [&str; 3] = [LOCAL, "test", "live"];

/// The variable with the most forms that one account keeps.
const SAVED_FORMS_OF_ACCOUNT: &str = "SAVED_FORMS_OF_ACCOUNT";

/// The settings of a function.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The name of the table.
    pub(crate) table: String,
    /// The council whose portal this is.
    pub(crate) council: Council,
    /// The council's charging policy.
    pub(crate) local_charging_policy: Policy,
    /// The stage, one of [`STAGES`].
    pub(crate) stage: String,
    /// The origin at which browsers find the portal. Empty if the origin is not
    /// known.
    pub(crate) public_address: String,
    /// The time for which each class of record is kept.
    pub(crate) retention: Retention,
    /// The limits of what anybody can ask for without a password.
    pub(crate) limits: RequestLimits,
    /// The most forms that one account keeps.
    pub(crate) most_saved_forms: usize,
}

/// An error in the environment of a function.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFault {
    /// A variable is not set.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable is not JSON of the expected shape.
    #[error("the environment variable {name} cannot be read")]
    Malformed {
        /// The name of the variable.
        name: &'static str,
        /// The error of the JSON parser.
        source: serde_json::Error,
    },
    /// A variable is not an e-mail address.
    #[error("the environment variable {0} is not an e-mail address")]
    NotAnEmailAddress(&'static str),
    /// A variable is not a number of days that leaves room for a warning before
    /// the end.
    #[error("the environment variable {0} must be a number of days, at least 8")]
    NotDays(&'static str),
    /// A variable is not a number of days, or is 0.
    #[error("the environment variable {0} must be a number of days, at least 1")]
    NotSomeDays(&'static str),
    /// A variable is not a number, or is 0.
    #[error("the environment variable {0} must be a number, at least 1")]
    NotANumber(&'static str),
    /// A stage does not exist.
    #[error("STAGE is {0:?}; it must be one of local, test and live")]
    UnknownStage(String),
    /// A public address is not an origin.
    #[error("PUBLIC_ADDRESS is {0:?}; it must be like https://care.example.gov.uk, or empty")]
    NotAnAddress(String),
}

impl Settings {
    pub(crate) fn from_environment() -> Result<Self, SettingsFault> {
        Self::read(variable)
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
            retention: retention(&variable)?,
            limits: limits(&variable)?,
            most_saved_forms: match variable(SAVED_FORMS_OF_ACCOUNT) {
                None => MOST_SAVED_FORMS,
                Some(number) => read_number(SAVED_FORMS_OF_ACCOUNT, &number)?,
            },
            table,
            council,
            local_charging_policy,
            stage,
            public_address,
        })
    }
}

/// Reads for how long the council keeps each class of record. What is not set
/// has its default.
fn retention(variable: impl Fn(&str) -> Option<String>) -> Result<Retention, SettingsFault> {
    let mut retention = match variable("RETENTION") {
        None => Retention::default(),
        Some(days) => json("RETENTION", &days)?,
    };
    for (name, period) in [
        ("SAVED_FORM_DAYS", &mut retention.saved_form),
        ("RECORDS_KEPT_DAYS", &mut retention.told_record),
        ("EXCHANGE_KEPT_DAYS", &mut retention.exchange_copy),
        ("LOG_RETENTION_DAYS", &mut retention.log),
    ] {
        if let Some(days) = variable(name) {
            *period = read_days(name, &days)?;
        }
    }
    // There has to be time to warn.
    match retention.saved_form > SAVED_FORM_WARNED_BEFORE {
        true => Ok(retention),
        false => Err(SettingsFault::NotDays("SAVED_FORM_DAYS")),
    }
}

/// Reads the limits of what anybody can ask for. What is not set has its
/// default.
fn limits(variable: impl Fn(&str) -> Option<String>) -> Result<RequestLimits, SettingsFault> {
    let mut limits = RequestLimits::default();
    for (name, limit) in [
        ("CODES_AN_HOUR_FOR_SOURCE", &mut limits.codes_for_source),
        (
            "ACCOUNTS_AN_HOUR_FOR_SOURCE",
            &mut limits.accounts_for_source,
        ),
        ("ACCOUNTS_AN_HOUR", &mut limits.accounts),
        (
            "EMAILS_AN_HOUR_TO_UNKNOWN_ADDRESSES",
            &mut limits.unknown_addresses,
        ),
        (
            "COMPLAINTS_AN_HOUR_FOR_SOURCE",
            &mut limits.complaints_for_source,
        ),
        ("COMPLAINTS_AN_HOUR", &mut limits.complaints),
        (
            "MESSAGES_AN_HOUR_FOR_SOURCE",
            &mut limits.messages_for_source,
        ),
        ("MESSAGES_AN_HOUR", &mut limits.messages),
        (
            "FEEDBACK_AN_HOUR_FOR_SOURCE",
            &mut limits.feedback_for_source,
        ),
        ("FEEDBACK_AN_HOUR", &mut limits.feedback),
    ] {
        if let Some(number) = variable(name) {
            *limit = read_number(name, &number)?;
        }
    }
    Ok(limits)
}

/// Reads a number from 1.
fn read_number<T>(name: &'static str, number: &str) -> Result<T, SettingsFault>
where
    T: std::str::FromStr + Default + PartialOrd,
{
    let number = number.parse().ok();
    let number = number.filter(|number| *number > T::default());
    number.ok_or(SettingsFault::NotANumber(name))
}

/// Reads a variable that only some functions have.
pub(crate) fn required(name: &'static str) -> Result<String, SettingsFault> {
    variable(name).ok_or(SettingsFault::Missing(name))
}

/// Reads a variable that only some functions have, and that is empty where
/// there is nothing to name.
#[cfg(feature = "telephone")]
pub(crate) fn or_none(name: &'static str) -> Result<Option<String>, SettingsFault> {
    required(name).map(|value| Some(value).filter(|value| !value.is_empty()))
}

/// Reads a variable that is a number of days for which something may take or is
/// kept.
pub(crate) fn days(name: &'static str) -> Result<RetentionPeriod, SettingsFault> {
    read_days(name, &required(name)?)
}

fn read_days(name: &'static str, text: &str) -> Result<RetentionPeriod, SettingsFault> {
    let days = text.parse().ok();
    let days = days.and_then(|days| RetentionPeriod::set(days).ok());
    days.ok_or(SettingsFault::NotSomeDays(name))
}

/// Reads a variable that is an e-mail address.
#[cfg(feature = "ses")]
pub(crate) fn email_address(name: &'static str) -> Result<EmailAddress, SettingsFault> {
    EmailAddress::parse(&required(name)?).map_err(|_| SettingsFault::NotAnEmailAddress(name))
}

pub(crate) fn variable(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "launch is the one reader of the environment"
    )]
    std::env::var(name).ok()
}

/// Whether a browser could send the address as the `Origin` of a page: the
/// address has no path and no slash at its end.
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
        "data_protection_email": "privacy@testshire.example", "collects_council_tax": true,
        "safeguarding_team": { "team": "safeguarding", "email": "safeguarding@testshire.example" },
        "call_back_team": { "team": "contact", "email": "contact@testshire.example" }
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
    fn for_whom_budgets_are_worked_out_is_read_and_is_nobody_if_left_out() {
        let audiences = |setting: &str| {
            let council = COUNCIL.replacen('{', &format!("{{{setting}"), 1);
            let read = Settings::read(|name| match name {
                "COUNCIL" => Some(council.clone()),
                _ => complete(name),
            });
            read.map(|settings| settings.council.indicative_budgets)
        };
        assert!(!audiences("").unwrap().are_anybody());
        let one = audiences(r#""indicative_budgets": {"citizens": true},"#).unwrap();
        assert!(one.citizens && !one.practitioners && one.are_anybody());
        let fault = audiences(r#""indicative_budgets": {"everybody": true},"#).err();
        assert!(fault.unwrap().to_string().contains("COUNCIL"));
    }

    #[test]
    fn who_is_offered_a_self_assessment_is_read_and_is_nobody_if_left_out() {
        let teams = |setting: &str| {
            let council = COUNCIL.replacen('{', &format!("{{{setting}"), 1);
            let read = Settings::read(|name| match name {
                "COUNCIL" => Some(council.clone()),
                _ => complete(name),
            });
            read.map(|settings| settings.council.needs_self_assessments)
        };
        assert!(!teams("").unwrap().are_offered());
        let one = teams(r#""needs_self_assessments": {"carers": "carers-team"},"#).unwrap();
        assert!(one.are_offered() && one.adults.is_none());
        for wrong in [r#"{"everybody": "north"}"#, r#"{"adults": "North team"}"#] {
            let fault = teams(&format!(r#""needs_self_assessments": {wrong},"#)).err();
            assert!(fault.unwrap().to_string().contains("COUNCIL"), "{wrong}");
        }
    }

    #[test]
    fn days_are_a_number_from_one_or_refused_by_name() {
        assert_eq!(read_days("WITHIN", "2").unwrap().whole_days(), 2);
        for text in ["", "0", "-1", "two", "1.5", "99999999"] {
            let fault = read_days("WITHIN", text).err().unwrap();
            assert!(fault.to_string().contains("WITHIN must be"), "{text}");
        }
    }

    #[test]
    fn each_period_that_a_council_sets_is_read_or_refused_by_name() {
        let read = |set: &'static str, days: &'static str| {
            Settings::read(|name| match name {
                _ if name == set => Some(days.to_owned()),
                _ => complete(name),
            })
        };
        let default = Retention::default();
        let days = RetentionPeriod::days;
        for (set, expected) in [
            (
                "SAVED_FORM_DAYS",
                Retention {
                    saved_form: days(60),
                    ..default
                },
            ),
            (
                "RECORDS_KEPT_DAYS",
                Retention {
                    told_record: days(60),
                    ..default
                },
            ),
            (
                "EXCHANGE_KEPT_DAYS",
                Retention {
                    exchange_copy: days(60),
                    ..default
                },
            ),
            (
                "LOG_RETENTION_DAYS",
                Retention {
                    log: days(60),
                    ..default
                },
            ),
        ] {
            assert_eq!(read(set, "60").unwrap().retention, expected);
            let fault = read(set, "sixty").err().unwrap();
            assert!(fault.to_string().contains(set), "{fault}");
        }
        let fault = read("SAVED_FORM_DAYS", "7").err().unwrap();
        assert!(matches!(fault, SettingsFault::NotDays("SAVED_FORM_DAYS")));
    }

    #[test]
    fn each_limit_is_a_number_from_one_or_refused_by_name() {
        let read = |set: &'static str, number: &'static str| {
            Settings::read(|name| match name {
                _ if name == set => Some(number.to_owned()),
                _ => complete(name),
            })
        };
        let (source, unknown) = (
            "CODES_AN_HOUR_FOR_SOURCE",
            "EMAILS_AN_HOUR_TO_UNKNOWN_ADDRESSES",
        );
        let forms = SAVED_FORMS_OF_ACCOUNT;
        assert_eq!(read(forms, "7").unwrap().most_saved_forms, 7);
        assert_eq!(
            read("nothing", "").unwrap().most_saved_forms,
            MOST_SAVED_FORMS
        );
        assert_eq!(read(source, "7").unwrap().limits.codes_for_source, 7);
        assert_eq!(read(unknown, "7").unwrap().limits.unknown_addresses, 7);
        let (accounts, accounts_of) = ("ACCOUNTS_AN_HOUR", "ACCOUNTS_AN_HOUR_FOR_SOURCE");
        assert_eq!(read(accounts, "7").unwrap().limits.accounts, 7);
        assert_eq!(
            read(accounts_of, "7").unwrap().limits.accounts_for_source,
            7
        );
        let (complaints, feedback) = ("COMPLAINTS_AN_HOUR", "FEEDBACK_AN_HOUR");
        let of_source = [
            "COMPLAINTS_AN_HOUR_FOR_SOURCE",
            "FEEDBACK_AN_HOUR_FOR_SOURCE",
        ];
        let limits = |name| read(name, "7").unwrap().limits;
        assert_eq!(limits(complaints).complaints, 7);
        assert_eq!(limits(feedback).feedback, 7);
        let [complaints_of, feedback_of] = of_source;
        assert_eq!(limits(complaints_of).complaints_for_source, 7);
        assert_eq!(limits(feedback_of).feedback_for_source, 7);
        let (messages, messages_of) = ("MESSAGES_AN_HOUR", "MESSAGES_AN_HOUR_FOR_SOURCE");
        assert_eq!(limits(messages).messages, 7);
        assert_eq!(limits(messages_of).messages_for_source, 7);
        let names = [
            source,
            unknown,
            accounts,
            accounts_of,
            complaints,
            feedback,
            complaints_of,
            feedback_of,
            messages,
            messages_of,
        ];
        for name in names {
            for number in ["", "0", "-1", "many", "1.5", "99999999999"] {
                let fault = read(name, number).err().unwrap();
                assert!(fault.to_string().contains(name), "{number}");
            }
        }
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
