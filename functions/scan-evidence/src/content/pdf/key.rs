//! The key of an encrypted PDF that opens without a password (ISO 32000-2,
//! 7.6): banks lock a statement against changes, and it opens all the same.

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

/// The bytes that stand for the empty password (ISO 32000-1, 7.6.3.3).
const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
    0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

/// An encryption dictionary.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Lock {
    pub(super) standard: bool,
    pub(super) version: i64,
    pub(super) revision: i64,
    pub(super) length: Option<i64>,
    pub(super) permissions: i64,
    pub(super) owner: Vec<u8>,
    pub(super) user: Vec<u8>,
    pub(super) user_key: Vec<u8>,
    pub(super) cipher: Option<Cipher>,
    pub(super) plain_metadata: bool,
}

/// A cipher of streams and strings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cipher {
    Rc4,
    Aes128,
    Aes256,
}

/// The key with which what is in a file can be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Key {
    bytes: Vec<u8>,
    cipher: Cipher,
}

impl Lock {
    /// Returns the key if the empty password opens the file.
    pub(super) fn open(&self, id: &[u8]) -> Option<Key> {
        if !self.standard {
            return None;
        }
        match self.revision {
            2..=4 => self.open_by_md5(id),
            5 | 6 => {
                let salted = |from: usize| self.hash(self.user.get(from..from + 8)?);
                if salted(32)?.get(..32)? != self.user.get(..32)? {
                    return None;
                }
                let cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(
                    salted(40)?.get(..32)?,
                    &[0; 16],
                );
                let bytes = cipher
                    .ok()?
                    .decrypt_padded_vec::<NoPadding>(self.user_key.get(..32)?);
                Some(Key {
                    bytes: bytes.ok()?,
                    cipher: Cipher::Aes256,
                })
            }
            _ => None,
        }
    }

    fn open_by_md5(&self, id: &[u8]) -> Option<Key> {
        let length = match self.version {
            1 => 5,
            4 => 16,
            _ => usize::try_from(self.length.unwrap_or(40) / 8).ok()?,
        };
        if !(5..=16).contains(&length) {
            return None;
        }
        let permissions = u32::try_from(self.permissions & 0xFFFF_FFFF).ok()?;
        let mut hash = Md5::new();
        hash.update(PADDING);
        hash.update(self.owner.get(..32)?);
        hash.update(permissions.to_le_bytes());
        hash.update(id);
        if self.revision == 4 && self.plain_metadata {
            hash.update([0xFF; 4]);
        }
        let mut bytes = hash.finalize().to_vec();
        if self.revision > 2 {
            for _ in 0..50 {
                bytes = Md5::digest(bytes.get(..length)?).to_vec();
            }
        }
        bytes.truncate(length);
        let proof = if self.revision == 2 {
            rc4(&bytes, &PADDING)
        } else {
            let hash = Md5::new().chain_update(PADDING).chain_update(id).finalize();
            (0..20_u8).fold(hash.to_vec(), |proof, turn| {
                let key: Vec<u8> = bytes.iter().map(|byte| byte ^ turn).collect();
                rc4(&key, &proof)
            })
        };
        let cipher = match self.version {
            4 => self.cipher?,
            _ => Cipher::Rc4,
        };
        (self.user.get(..16)? == proof.get(..16)?).then_some(Key { bytes, cipher })
    }

    /// Returns the hash of the empty password and a salt (ISO 32000-2,
    /// algorithm 2.B; revision 5 is its first step).
    fn hash(&self, salt: &[u8]) -> Option<Vec<u8>> {
        let mut hash = Sha256::digest(salt).to_vec();
        if self.revision == 5 {
            return Some(hash);
        }
        let mut turn = 0_u32;
        loop {
            let repeated = hash.repeat(64);
            let cipher =
                cbc::Encryptor::<aes::Aes128>::new_from_slices(hash.get(..16)?, hash.get(16..32)?);
            let mixed = cipher.ok()?.encrypt_padded_vec::<NoPadding>(&repeated);
            let rest: u32 = mixed.get(..16)?.iter().map(|byte| u32::from(*byte)).sum();
            hash = match rest % 3 {
                0 => Sha256::digest(&mixed).to_vec(),
                1 => Sha384::digest(&mixed).to_vec(),
                _ => Sha512::digest(&mixed).to_vec(),
            };
            turn += 1;
            if turn >= 64 && u32::from(*mixed.last()?) + 32 <= turn {
                hash.truncate(32);
                return Some(hash);
            }
        }
    }
}

impl Key {
    /// Decrypts a string or a stream of an object.
    pub(super) fn decrypt(
        &self,
        (number, generation): (i64, i64),
        content: &[u8],
    ) -> Option<Vec<u8>> {
        if self.cipher == Cipher::Aes256 {
            let (start, blocks) = blocks(content)?;
            let cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(&self.bytes, start);
            return cipher.ok()?.decrypt_padded_vec::<NoPadding>(blocks).ok();
        }
        let mut hash = Md5::new();
        hash.update(&self.bytes);
        hash.update(number.to_le_bytes().get(..3)?);
        hash.update(generation.to_le_bytes().get(..2)?);
        if self.cipher == Cipher::Aes128 {
            hash.update(b"sAlT");
        }
        let hash = hash.finalize();
        let key = hash.get(..(self.bytes.len() + 5).min(16))?;
        if self.cipher == Cipher::Rc4 {
            return Some(rc4(key, content));
        }
        let (start, blocks) = blocks(content)?;
        let cipher = cbc::Decryptor::<aes::Aes128>::new_from_slices(key, start);
        cipher.ok()?.decrypt_padded_vec::<NoPadding>(blocks).ok()
    }
}

/// Returns the first block, and the whole blocks after it. What fills up the
/// last block is left to who reads the content.
fn blocks(content: &[u8]) -> Option<(&[u8], &[u8])> {
    let (start, rest) = content.split_at_checked(16)?;
    Some((start, rest.get(..rest.len() / 16 * 16)?))
}

fn rc4(key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|at| u8::try_from(at).unwrap_or(0));
    let value = |state: &[u8; 256], at: u8| state.get(usize::from(at)).copied().unwrap_or(0);
    let mut j = 0_u8;
    for (i, byte) in (0..=255_u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(value(&state, i)).wrapping_add(*byte);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    content
        .iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(value(&state, i));
            state.swap(usize::from(i), usize::from(j));
            byte ^ value(&state, value(&state, i).wrapping_add(value(&state, j)))
        })
        .collect()
}
