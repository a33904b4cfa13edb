//! Marks of rows: hashes that are kept until the next snapshot, to know whether
//! a row has changed.

use std::io::{BufRead, Write};

use jiff::Timestamp;
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

/// The mark of a row: its key, its supplier, and hashes of the person and of the
/// fields.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RowMark {
    /// The key of the row.
    pub key: RowKey,
    /// The supplier, by which what was kept of a row is found when the row is
    /// gone or is another supplier's.
    pub supplier: String,
    /// Whether the person is restricted, of whom no count may tell.
    pub restricted: bool,
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
        let mut fields = Vec::with_capacity(record.as_slice().len() + record.len());
        for field in record {
            fields.extend_from_slice(field.trim_ascii());
            fields.push(0xff);
        }
        let content = Sha256::digest(&fields);
        let person = Sha256::digest(text(2)?.trim_ascii().as_bytes());
        let key = RowKey::new(text(0)?.trim_ascii(), text(1)?.trim_ascii());
        let is_one_field = |id: &str| !id.chars().any(char::is_control);
        if ![&key.purchase_order, &key.line]
            .iter()
            .all(|id| is_one_field(id))
        {
            return None;
        }
        // A row whose supplier is none is refused, and its mark is not kept.
        let supplier = text(6).unwrap_or_default().trim_ascii();
        let supplier = Some(supplier).filter(|id| is_one_field(id));
        Some(Self {
            key,
            supplier: supplier.unwrap_or_default().to_owned(),
            restricted: text(5).is_some_and(|it| it.trim_ascii() == "yes"),
            person: u64::from_be_bytes(person.first_chunk().copied()?),
            content: u128::from_be_bytes(content.first_chunk().copied()?),
        })
    }

    /// Writes the mark as one line.
    ///
    /// ```
    /// use exchange::provisions::row_mark::{RowKey, RowMark};
    ///
    /// let mark = RowMark {
    ///     key: RowKey::new("0004512", "1"),
    ///     supplier: "S12".to_owned(),
    ///     restricted: false,
    ///     person: 7,
    ///     content: 9,
    /// };
    /// let mut kept = Vec::new();
    /// mark.write(&mut kept)?;
    /// let line = "0004512\t1\tS12\tn\t0000000000000007\t00000000000000000000000000000009\n";
    /// assert_eq!(kept, line.as_bytes());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns what the writer does.
    pub fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        writeln!(
            to,
            "{}\t{}\t{}\t{}\t{:016x}\t{:032x}",
            self.key.purchase_order,
            self.key.line,
            self.supplier,
            if self.restricted { 'y' } else { 'n' },
            self.person,
            self.content
        )
    }

    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        let mark = Self {
            key: RowKey::new(next()?, next()?),
            supplier: next()?.to_owned(),
            restricted: match next()? {
                "y" => true,
                "n" => false,
                _ => return None,
            },
            person: u64::from_str_radix(next()?, 16).ok()?,
            content: u128::from_str_radix(next()?, 16).ok()?,
        };
        next().is_none().then_some(mark)
    }
}

/// The first line of the kept marks: the snapshot that they are of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MarksHeading {
    /// When the snapshot was taken.
    pub taken_at: Timestamp,
    /// The SHA-256 of its `terms.csv`.
    pub terms: String,
}

impl MarksHeading {
    /// Writes the heading as one line.
    ///
    /// ```
    /// use exchange::provisions::row_mark::MarksHeading;
    ///
    /// let heading = MarksHeading { taken_at: "2026-11-29T22:00:00Z".parse()?, terms: "1c".to_owned() };
    /// let mut kept = Vec::new();
    /// heading.write(&mut kept)?;
    /// assert_eq!(kept, b"marks\t2026-11-29T22:00:00Z\t1c\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns what the writer does.
    pub fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        writeln!(to, "marks\t{}\t{}", self.taken_at, self.terms)
    }

    /// Reads the heading, after which the marks follow.
    ///
    /// ```
    /// use std::io::BufRead;
    ///
    /// use exchange::provisions::row_mark::MarksHeading;
    ///
    /// let heading = MarksHeading { taken_at: "2026-11-29T22:00:00Z".parse()?, terms: "1c".to_owned() };
    /// let mut kept = Vec::new();
    /// heading.write(&mut kept)?;
    /// let mut kept = kept.as_slice();
    /// assert_eq!(MarksHeading::read(&mut kept)?, heading);
    /// assert!(kept.fill_buf()?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`UnreadableMarks`] where there is no heading.
    pub fn read(from: &mut impl BufRead) -> Result<Self, UnreadableMarks> {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let fields = line.trim_end().strip_prefix("marks\t");
        let read = fields.and_then(|fields| fields.split_once('\t'));
        let (taken_at, terms) = read.ok_or(UnreadableMarks::Line(1))?;
        Ok(Self {
            taken_at: taken_at.parse().map_err(|_| UnreadableMarks::Line(1))?,
            terms: terms.to_owned(),
        })
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
    /// let kept = "0004512\t1\tS12\tn\t0000000000000007\t00000000000000000000000000000009\n";
    /// let mark = RowMark {
    ///     key: RowKey::new("0004512", "1"),
    ///     supplier: "S12".to_owned(),
    ///     restricted: false,
    ///     person: 7,
    ///     content: 9,
    /// };
    /// let mut marks = Marks::new(kept.as_bytes());
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
