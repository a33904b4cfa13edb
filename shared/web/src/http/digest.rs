//! SHA-256 in hexadecimal.

use domain::values::digits::hex;
use sha2::{Digest, Sha256};

/// Returns the whole digest: 64 lower-case hexadecimal digits.
pub(crate) fn whole(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Returns the first 16 digits, enough to tell the versions of a file apart.
pub(crate) fn short(bytes: &[u8]) -> String {
    let mut hex = whole(bytes);
    hex.truncate(16);
    hex
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_digest_of_abc_is_the_published_one() {
        // FIPS 180-2, appendix B.1.
        let published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(super::whole(b"abc"), published);
        assert_eq!(super::short(b"abc"), "ba7816bf8f01cfea");
    }
}
