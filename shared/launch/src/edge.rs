//! The edge in front of the portal (CloudFront), and what is believed of it.

use std::fmt;
use std::net::IpAddr;

use axum::http::HeaderMap;
use domain::access::source_address::SourceAddress;
use subtle::{Choice, ConstantTimeEq as _};
use web::Failure;

use crate::settings::{self, SettingsFault};
use crate::source_address;

/// The header in which the edge sends its secret.
const SECRET: &str = "x-edge-secret";

/// The edge, known by its secrets: the one that it sends, and the one that it
/// sent before or is to send next. No secrets are no edge.
#[derive(Clone, Default)]
pub(crate) struct Edge {
    secrets: Vec<String>,
}

/// Leaves the secrets out.
impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edge({} secrets)", self.secrets.len())
    }
}

impl Edge {
    /// Reads the secrets that who serves pages is given. They are empty where
    /// no edge is deployed.
    ///
    /// # Errors
    /// Returns a [`SettingsFault`] if this function has no such setting: a page
    /// function that was forgotten would answer everybody.
    pub(crate) fn from_environment() -> Result<Self, SettingsFault> {
        settings::required("EDGE_SECRETS").map(|secrets| Self::with_secrets(&secrets))
    }

    /// Makes the edge that sends one of these secrets, which have a space
    /// between them.
    pub(crate) fn with_secrets(secrets: &str) -> Self {
        let secrets = secrets.split_whitespace().map(str::to_owned);
        Self {
            secrets: secrets.collect(),
        }
    }

    /// Lets in what came through the edge, and takes the secret out of the
    /// headers. Returns where the request came from, as far as that is known;
    /// `peer` is who connected to the gateway.
    ///
    /// # Errors
    /// [`Failure::AROUND_THE_EDGE`], where an edge is deployed and the request
    /// does not have its secret.
    pub(crate) fn admit(
        &self,
        headers: &mut HeaderMap,
        peer: Option<IpAddr>,
    ) -> Result<Option<SourceAddress>, Failure> {
        let said = headers.remove(SECRET);
        if self.secrets.is_empty() {
            return Ok(peer.map(SourceAddress::of));
        }
        let right = said.is_some_and(|said| self.knows(said.as_bytes()));
        if !right {
            return Err(Failure::AROUND_THE_EDGE);
        }
        Ok(source_address::behind_the_edge(headers, peer))
    }

    /// Compares a secret with the known ones, in a time that does not tell how
    /// much of a wrong one was right.
    fn knows(&self, said: &[u8]) -> bool {
        let equal = self.secrets.iter().map(|one| one.as_bytes().ct_eq(said));
        equal.fold(Choice::from(0), |any, one| any | one).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source_address::FORWARDED_FOR;

    const PEER: &str = "130.176.1.1";

    fn admitted(secrets: &str, headers: &[(&'static str, &str)]) -> Result<Option<IpAddr>, u16> {
        let mut sent = HeaderMap::new();
        for (name, value) in headers {
            sent.append(*name, value.parse().unwrap());
        }
        let admitted = Edge::with_secrets(secrets).admit(&mut sent, PEER.parse().ok());
        assert!(!sent.contains_key(SECRET), "no handler sees a secret");
        match admitted {
            Ok(source) => Ok(source.map(SourceAddress::ip)),
            Err(_) => Err(403),
        }
    }

    #[test]
    fn without_an_edge_everybody_is_let_in_and_only_the_gateway_is_believed() {
        let claims = [(SECRET, "guess"), (FORWARDED_FOR, "203.0.113.7")];
        assert_eq!(admitted("", &claims), Ok(PEER.parse().ok()));
        assert_eq!(admitted("", &[]), Ok(PEER.parse().ok()));
    }

    #[test]
    fn with_an_edge_only_one_of_its_two_secrets_lets_a_request_in() {
        let secrets = "present-secret previous-secret";
        for right in ["present-secret", "previous-secret"] {
            assert!(admitted(secrets, &[(SECRET, right)]).is_ok(), "{right}");
        }
        for wrong in ["", "present-secre", "present-secrets", secrets, "guess"] {
            assert_eq!(admitted(secrets, &[(SECRET, wrong)]), Err(403), "{wrong}");
        }
        assert_eq!(admitted(secrets, &[]), Err(403));
    }

    #[test]
    fn the_browser_is_the_address_that_the_edge_wrote_and_not_what_the_browser_claims() {
        let from = |listed| {
            let headers = [(SECRET, "secret"), (FORWARDED_FOR, listed)];
            admitted("secret", &headers).unwrap()
        };
        let browser: Option<IpAddr> = "203.0.113.7".parse().ok();
        for listed in [
            "203.0.113.7",
            "203.0.113.7, 130.176.1.1",
            "198.51.100.9, 203.0.113.7,130.176.1.1",
            "nonsense, , 203.0.113.7",
        ] {
            assert_eq!(from(listed), browser, "{listed}");
        }
        assert_eq!(
            from("2001:db8:1:2:3:4:5:6, 130.176.1.1"),
            "2001:db8:1:2::".parse().ok()
        );
        for listed in ["", "130.176.1.1", "203.0.113.7, nonsense", "1.2.3"] {
            assert_eq!(from(listed), None, "{listed}");
        }
    }

    #[test]
    fn no_secret_is_shown_in_a_log() {
        let shown = format!("{:?}", Edge::with_secrets("present previous"));
        assert_eq!(shown, "Edge(2 secrets)");
    }
}
