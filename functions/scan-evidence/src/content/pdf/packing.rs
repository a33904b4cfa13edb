//! The packing of a stream: inflating it within a limit, and undoing the
//! predictor with which rows of numbers are packed better.

use std::borrow::Cow;

use domain::application::evidence::content::Refusal;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

/// How a stream is packed, as far as the streams of objects of any program are
/// (ISO 32000-1, 7.4).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Packing {
    #[default]
    None,
    Flate,
    Other,
}

/// The parameters of a predictor (ISO 32000-1, table 8).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Predictor {
    pub(super) kind: Option<i64>,
    pub(super) columns: Option<i64>,
    pub(super) colours: Option<i64>,
    pub(super) bits: Option<i64>,
}

/// Returns what a stream holds, of at most a number of bytes.
pub(super) fn unpacked(
    packed: Cow<'_, [u8]>,
    packing: Packing,
    predictor: Predictor,
    most: usize,
) -> Result<Cow<'_, [u8]>, Refusal> {
    match packing {
        Packing::None if packed.len() > most => Err(Refusal::Bomb),
        Packing::None => Ok(packed),
        Packing::Flate => predictor.undone(inflated(&packed, most)?).map(Cow::Owned),
        Packing::Other => Err(Refusal::Damaged),
    }
}

fn inflated(packed: &[u8], most: usize) -> Result<Vec<u8>, Refusal> {
    decompress_to_vec_zlib_with_limit(packed, most).or_else(|error| match error.status {
        TINFLStatus::HasMoreOutput => Err(Refusal::Bomb),
        // The checksum alone is wrong: readers show it all the same.
        TINFLStatus::Adler32Mismatch => Ok(error.output),
        _ => Err(Refusal::Damaged),
    })
}

impl Predictor {
    /// Undoes the predictors of PNG (W3C Portable Network Graphics, 9). That of
    /// TIFF is for pictures alone.
    fn undone(self, rows: Vec<u8>) -> Result<Vec<u8>, Refusal> {
        match self.kind.unwrap_or(1) {
            1 => return Ok(rows),
            10..=15 => {}
            _ => return Err(Refusal::Damaged),
        }
        let bits = self
            .colours
            .unwrap_or(1)
            .checked_mul(self.bits.unwrap_or(8));
        let row = bits.and_then(|bits| bits.checked_mul(self.columns.unwrap_or(1)));
        let bytes = |bits: Option<i64>| {
            bits.and_then(|bits| usize::try_from(bits).ok())
                .map(|bits| bits.div_ceil(8))
                .filter(|bytes| (1..=rows.len()).contains(bytes))
        };
        let (Some(step), Some(width)) = (bytes(bits), bytes(row)) else {
            return Err(Refusal::Damaged);
        };
        let mut plain = Vec::with_capacity(rows.len());
        let mut above = vec![0; width];
        for row in rows.chunks(width + 1) {
            let Some((filter, row)) = row.split_first() else {
                continue;
            };
            let start = plain.len();
            for (at, byte) in row.iter().enumerate() {
                let of = |bytes: &[u8], at: Option<usize>| {
                    at.and_then(|at| bytes.get(at)).copied().unwrap_or(0)
                };
                let before = at.checked_sub(step);
                let left = of(&plain, before.map(|before| start + before));
                let up = of(&above, Some(at));
                let corner = of(&above, before);
                let guess = match filter {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => left.midpoint(up),
                    4 => nearest(left, up, corner),
                    _ => return Err(Refusal::Damaged),
                };
                plain.push(byte.wrapping_add(guess));
            }
            above.clear();
            above.extend(plain.get(start..).unwrap_or_default());
        }
        Ok(plain)
    }
}

/// Returns the neighbour that is nearest to what their slope leads to (the
/// predictor of Alan Paeth).
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let slope = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |of: u8| (slope - i16::from(of)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}
