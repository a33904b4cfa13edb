//! Version 2 of the body of an application: the JSON of [`v1`](super::v1),
//! compressed. A report repeats its words, so that the item takes a quarter of
//! the space; DynamoDB counts each write by the size of the whole item, and an
//! application is written four times.
//!
//! The body is an attribute of bytes: the number of the version in one byte,
//! then a raw deflate stream (RFC 1951).

use miniz_oxide::deflate::{CompressionLevel, compress_to_vec};
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::UnreadableBody;

/// The number of this version, which is the first byte of the body.
pub(crate) const VERSION: u8 = 2;

/// The longest JSON of an application, written and read, in bytes: an item that
/// is damaged cannot fill the memory of the function that reads it.
pub(crate) const MOST: usize = 4 * 1024 * 1024;

/// Compresses JSON.
pub(crate) fn compress(json: &str) -> Vec<u8> {
    let level = CompressionLevel::DefaultLevel as u8;
    let mut body = vec![VERSION];
    body.extend(compress_to_vec(json.as_bytes(), level));
    body
}

/// Decompresses the JSON of a body.
pub(crate) fn decompress(body: &[u8]) -> Result<String, UnreadableBody> {
    let Some((&VERSION, deflated)) = body.split_first() else {
        return Err(UnreadableBody);
    };
    let json = decompress_to_vec_with_limit(deflated, MOST).map_err(|_| UnreadableBody)?;
    String::from_utf8(json).map_err(|_| UnreadableBody)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_is_read_as_it_was() {
        for json in ["", "{}", "{\"name\":\"Zoë ☂\"}"] {
            assert_eq!(decompress(&compress(json)).as_deref(), Ok(json));
        }
    }

    #[test]
    fn a_body_that_becomes_longer_than_any_that_is_written_is_not_read() {
        let longest = " ".repeat(MOST);
        assert_eq!(decompress(&compress(&longest)), Ok(longest.clone()));
        let bomb = compress(&" ".repeat(MOST + 1));
        assert!(bomb.len() < 8 * 1024, "{}", bomb.len());
        assert_eq!(decompress(&bomb), Err(UnreadableBody));
    }

    #[test]
    fn a_body_that_is_damaged_or_of_another_version_is_not_read() {
        let body = compress("{\"reference\":\"3PRR9K333R\"}");
        for end in 0..body.len() {
            assert_eq!(decompress(&body[..end]), Err(UnreadableBody), "{end}");
        }
        let mut of_later = body;
        of_later[0] = VERSION + 1;
        assert_eq!(decompress(&of_later), Err(UnreadableBody));
    }
}
