//! The internet addresses that requests come from, as budgets count them. Where
//! a request says its address is read in `launch::source_address`.

use core::net::{IpAddr, Ipv6Addr};
use std::fmt;

/// The internet address that requests come from, as they are counted by it.
///
/// One household or office has a whole /64 of IPv6 addresses, so only that part
/// is kept of one.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct SourceAddress(IpAddr);

impl SourceAddress {
    /// Makes the address by which requests from an IP address are counted.
    ///
    /// ```
    /// use domain::access::source_address::SourceAddress;
    ///
    /// let of = |address: &str| address.parse().map(SourceAddress::of);
    /// assert_eq!(of("2001:db8:1:2::7")?, of("2001:db8:1:2:ffff::9")?);
    /// assert_ne!(of("2001:db8:1:2::7")?, of("2001:db8:1:3::7")?);
    /// assert_eq!(of("::ffff:203.0.113.7")?, of("203.0.113.7")?);
    /// # Ok::<(), core::net::AddrParseError>(())
    /// ```
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [first, second, third, fourth, ..] = address.segments();
                let network = Ipv6Addr::new(first, second, third, fourth, 0, 0, 0, 0);
                IpAddr::V6(network)
            }
            address @ IpAddr::V4(_) => address,
        })
    }

    /// Returns the address, of which nothing may be kept but a keyed hash.
    #[must_use]
    pub const fn ip(self) -> IpAddr {
        self.0
    }
}

/// Hides the address, so that no log line ever has one.
impl fmt::Debug for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SourceAddress(hidden)")
    }
}
