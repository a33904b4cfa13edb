//! Marks of rows: hashes that are kept until the next snapshot, to know whether
//! a row has changed.

use std::io::{BufRead, Write};

use sha2::{Digest as _, Sha256};

/// The key of a row: its purchase order and line. Two keys are compared
/// byte by byte, the purchase order first; `provisions.csv` is in that order.
///
/// ```
/// use exchange::provisions::row_mark::RowKey;
///
/// assert!(RowKey::new("0004512", "2") < RowKey::new("0007781", "1"));
/// assert!(RowKey::new("0004512", "10") < RowKey::new("0004512", "2"));
/// ```
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct RowKey {
    /// The purchase order.
    pub purchase_order: String,
    /// The line of the purchase order.
    pub line: String,
}

impl RowKey {
    /// Makes a key.
    ///
    /// ```
    /// let key = exchange::provisions::row_mark::RowKey::new("0004512", "1");
    /// assert_eq!(key.purchase_order, "0004512");
    /// ```
    #[must_use]
    pub fn new(purchase_order: &str, line: &str) -> Self {
        Self {
            purchase_order: purchase_order.to_owned(),
            line: line.to_owned(),
        }
    }
}

/// The mark of a row: its key, and hashes of the person and of the fields.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RowMark {
    /// The key of the row.
    pub key: RowKey,
    /// The first 8 bytes of the SHA-256 of the person's reference.
    pub person: u64,
    /// The first 16 bytes of the SHA-256 of the row's fields.
    pub content: u128,
}

/// The reason why kept marks cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableMarks {
    /// The marks could not be fetched.
    #[error("the marks of the last snapshot could not be fetched")]
    Fetch(#[from] std::io::Error),
    /// A line is not a mark, or is out of order.
    #[error("line {0} of the marks of the last snapshot is not one")]
    Line(u64),
}

impl RowMark {
    /// Returns the mark of a row of `provisions.csv`: none where the row has no
    /// key, or one that is not text. The fields are hashed with a byte after each
    /// that no text has, so that two different rows are two different texts.
    ///
    /// ```
    /// use csv::ByteRecord;
    /// use exchange::provisions::row_mark::RowMark;
    ///
    /// let mark = |fields: [&str; 4]| RowMark::of(&ByteRecord::from(fields.to_vec()));
    /// let ana = mark(["0004512", "1", "0098765", "Doe"]);
    /// assert_eq!(mark(["0004512", " 1", "0098765", "Doe "]), ana);
    /// assert_ne!(mark(["0004512", "1", "0098765", "Roe"]), ana);
    /// assert_eq!(mark(["0004512\t", "1\t2", "0098765", "Doe"]), None);
    /// ```
    #[must_use]
    pub fn of(record: &csv::ByteRecord) -> Option<Self> {
        let text = |at: usize| record.get(at).and_then(|it| std::str::from_utf8(it).ok());
        let mut hash = Sha256::new();
        for field in record {
            hash.update(field.trim_ascii());
            hash.update([0xff]);
        }
        let content = hash.finalize();
        let person = Sha256::digest(text(2)?.trim_ascii().as_bytes());
        let key = RowKey::new(text(0)?.trim_ascii(), text(1)?.trim_ascii());
        if [&key.purchase_order, &key.line]
            .iter()
            .any(|id| id.chars().any(char::is_control))
        {
            return None;
        }
        Some(Self {
            key,
            person: u64::from_be_bytes(person.first_chunk().copied()?),
            content: u128::from_be_bytes(content.first_chunk().copied()?),
        })
    }

    /// Writes the mark as one line.
    ///
    /// ```
    /// use exchange::provisions::row_mark::{RowKey, RowMark};
    ///
    /// let mark = RowMark { key: RowKey::new("0004512", "1"), person: 7, content: 9 };
    /// let mut kept = Vec::new();
    /// mark.write(&mut kept)?;
    /// let line = "0004512\t1\t0000000000000007\t00000000000000000000000000000009\n";
    /// assert_eq!(kept, line.as_bytes());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns what the writer does.
    pub fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        writeln!(
            to,
            "{}\t{}\t{:016x}\t{:032x}",
            self.key.purchase_order, self.key.line, self.person, self.content
        )
    }

    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        let mark = Self {
            key: RowKey::new(next()?, next()?),
            person: u64::from_str_radix(next()?, 16).ok()?,
            content: u128::from_str_radix(next()?, 16).ok()?,
        };
        next().is_none().then_some(mark)
    }
}

/// The marks of the last snapshot, in the order of their keys, read one by one.
#[derive(Debug)]
pub struct Marks<R> {
    from: R,
    line: String,
    number: u64,
    last: Option<RowKey>,
}

impl<R: BufRead> Marks<R> {
    /// Reads marks from what [`RowMark::write`] wrote.
    ///
    /// ```
    /// use exchange::provisions::row_mark::{Marks, RowKey, RowMark};
    ///
    /// let mark = RowMark { key: RowKey::new("0004512", "1"), person: 7, content: 9 };
    /// let mut kept = Vec::new();
    /// mark.write(&mut kept)?;
    /// let mut marks = Marks::new(kept.as_slice());
    /// assert_eq!(marks.next().transpose()?, Some(mark));
    /// assert_eq!(marks.next().transpose()?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(from: R) -> Self {
        Self {
            from,
            line: String::new(),
            number: 0,
            last: None,
        }
    }

    fn read(&mut self) -> Result<Option<RowMark>, UnreadableMarks> {
        self.line.clear();
        if self.from.read_line(&mut self.line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let mark = self.line.strip_suffix('\n').and_then(RowMark::read);
        let mark = mark.filter(|mark| self.last.as_ref().is_none_or(|last| *last < mark.key));
        let mark = mark.ok_or(UnreadableMarks::Line(self.number))?;
        self.last = Some(mark.key.clone());
        Ok(Some(mark))
    }
}

impl<R: BufRead> Iterator for Marks<R> {
    type Item = Result<RowMark, UnreadableMarks>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
