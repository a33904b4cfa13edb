//! E-mail addresses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::typed_text::plain_signs;

/// An e-mail address as it is compared and written to: trimmed, in lower case.
#[derive(Clone, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The error for a text that cannot be an e-mail address.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmailAddress;

impl EmailAddress {
    /// Reads an address as typed or pasted, without what cannot be seen. Accepted are the addresses that mail can be
    /// sent to in practice (a local part, `@`, a domain with a dot); only a
    /// code that arrives proves more.
    ///
    /// ```
    /// use domain::values::email_address::{EmailAddress, NotAnEmailAddress};
    ///
    /// assert!(EmailAddress::parse("jo@example.com").is_ok());
    /// assert_eq!(EmailAddress::parse("jo@example"), Err(NotAnEmailAddress));
    /// ```
    ///
    /// # Errors
    /// [`NotAnEmailAddress`].
    pub fn parse(typed: &str) -> Result<Self, NotAnEmailAddress> {
        let address = plain_signs(typed).to_lowercase();
        // The limits of RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all.
        let (local, domain) = address.rsplit_once('@').ok_or(NotAnEmailAddress)?;
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let label_fits = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let domain_fits = domain.contains('.')
            && domain.split('.').all(label_fits)
            && domain
                .rsplit('.')
                .next()
                .is_some_and(|top| top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit()));
        if local_fits && domain_fits && address.len() <= 254 {
            Ok(Self(address))
        } else {
            Err(NotAnEmailAddress)
        }
    }

    /// Returns the address as text.
    ///
    /// ```
    /// use domain::values::email_address::EmailAddress;
    ///
    /// let address = EmailAddress::parse(" Jo.Bloggs@Example.CO.UK ")?;
    /// assert_eq!(address.as_str(), "jo.bloggs@example.co.uk");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address without its tag, by which messages are counted: mail
    /// to `jo+1@example.com` and to `jo+2@example.com` is usually read by Jo
    /// alone. Mail is never sent there, because some services read the tag as
    /// a part of the name.
    ///
    /// ```
    /// use domain::values::email_address::EmailAddress;
    ///
    /// let tagged = EmailAddress::parse("Jo.Bloggs+care@example.com")?;
    /// assert_eq!(tagged.mailbox().as_str(), "jo.bloggs@example.com");
    /// # Ok::<(), domain::values::email_address::NotAnEmailAddress>(())
    /// ```
    #[must_use]
    pub fn mailbox(&self) -> Self {
        let tag = self.0.rsplit_once('@').and_then(|(local, domain)| {
            let (name, _) = local.split_once('+')?;
            Self::parse(&format!("{name}@{domain}")).ok()
        });
        // What begins with the plus has no name before it.
        tag.unwrap_or_else(|| self.clone())
    }
}

/// Hides the address, so that no log line ever has one.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(hidden)")
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = NotAnEmailAddress;

    fn try_from(text: String) -> Result<Self, NotAnEmailAddress> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_in_lower_case() {
        let address = EmailAddress::parse("  Jo.Bloggs+care@Example.CO.UK ").unwrap();
        assert_eq!(address.as_str(), "jo.bloggs+care@example.co.uk");
        assert_eq!(format!("{address:?}"), "EmailAddress(hidden)");
        for pasted in [
            "jo@example.com\u{200b}",
            "\u{2060}jo@example.com",
            "ｊｏ＠example.com",
        ] {
            let address = EmailAddress::parse(pasted).unwrap();
            assert_eq!(address.as_str(), "jo@example.com", "{pasted:?}");
        }
    }

    #[test]
    fn a_tag_and_capitals_make_no_other_mailbox_and_dots_do() {
        let mailbox = |typed| EmailAddress::parse(typed).unwrap().mailbox();
        for same in ["jo+1@example.com", "JO+1+2@Example.com", "jo+@example.com"] {
            assert_eq!(mailbox(same), mailbox("jo@example.com"), "{same}");
        }
        for other in [
            "j.o@example.com",
            "jo+1@example.org",
            "+jo@example.com",
            "jo.+1@example.com",
        ] {
            assert_ne!(mailbox(other), mailbox("jo@example.com"), "{other}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        for typed in [
            "",
            "jo",
            "@example.com",
            "jo@",
            "jo@example",
            "jo@example.123",
            "jo@.example.com",
            "jo@-example.com",
            "jo@exa mple.com",
            "jo bloggs@example.com",
            ".jo@example.com",
            "jo..bloggs@example.com",
            "jo\r\nBcc: all@example.com",
            "jo@example.com\nBcc: x@y.zz",
            "jo@@example.com",
            "josé@example.org",
            "dot@example.c",
            &long,
        ] {
            assert_eq!(
                EmailAddress::parse(typed),
                Err(NotAnEmailAddress),
                "{typed}"
            );
        }
    }
}
