//! The division of somebody's data among files, so that each is an answer that a
//! function can give.

use std::mem;

use serde::Serialize;

use super::v1::{Everything, FileNumber};

/// The most bytes of a file as the answer of a function carries it. Lambda takes
/// 6 megabytes with the headers, of which this leaves room for one record that is
/// the largest there can be.
pub(crate) const MOST_CARRIED: usize = 4 * 1024 * 1024;

/// A file that is being filled, after those that are full.
struct Division {
    files: Vec<Everything>,
    /// What the file has without records.
    empty: usize,
    carried: usize,
    most: usize,
}

impl Everything {
    /// Divides the data among as many files as it takes. A record is in one of
    /// them, whole; what is not a record is in each.
    pub(crate) fn divided(mut self, most: usize) -> Result<Vec<Self>, serde_json::Error> {
        let forms = mem::take(&mut self.saved_forms);
        let applications = mem::take(&mut self.applications);
        let questions = mem::take(&mut self.questions_we_asked);
        let complaints = mem::take(&mut self.complaints);
        let emails = mem::take(&mut self.emails);
        let sessions = mem::take(&mut self.sessions);
        let records = mem::take(&mut self.care_records);
        let looked = mem::take(&mut self.who_looked_at_your_record);
        let empty = carried(&self)?;
        let mut division = Division {
            files: vec![self],
            empty,
            carried: empty,
            most,
        };
        division.add(forms, |file| &mut file.saved_forms)?;
        division.add(applications, |file| &mut file.applications)?;
        division.add(questions, |file| &mut file.questions_we_asked)?;
        division.add(complaints, |file| &mut file.complaints)?;
        division.add(emails, |file| &mut file.emails)?;
        division.add(sessions, |file| &mut file.sessions)?;
        division.add(records, |file| &mut file.care_records)?;
        division.add(looked, |file| &mut file.who_looked_at_your_record)?;
        Ok(division.numbered())
    }

    /// Returns a file of the data without its records.
    fn without_records(&self) -> Self {
        Self {
            format: self.format,
            version: self.version,
            made_at: self.made_at,
            file: None,
            could_not_be_read: self.could_not_be_read.clone(),
            what_we_keep: self.what_we_keep.clone(),
            account: self.account.clone(),
            saved_forms: Vec::new(),
            applications: Vec::new(),
            questions_we_asked: Vec::new(),
            complaints: Vec::new(),
            emails: Vec::new(),
            sessions: Vec::new(),
            care_records: Vec::new(),
            who_looked_at_your_record: Vec::new(),
        }
    }
}

impl Division {
    fn add<T: Serialize>(
        &mut self,
        records: Vec<T>,
        member: impl Fn(&mut Everything) -> &mut Vec<T>,
    ) -> Result<(), serde_json::Error> {
        for record in records {
            let takes = carried(&record)?;
            let is_full = self.carried > self.empty && self.carried + takes > self.most;
            if let (true, Some(last)) = (is_full, self.files.last()) {
                self.files.push(last.without_records());
                self.carried = self.empty;
            }
            self.carried += takes;
            if let Some(file) = self.files.last_mut() {
                member(file).push(record);
            }
        }
        Ok(())
    }

    /// Returns the files, each with its number if they are several.
    fn numbered(mut self) -> Vec<Everything> {
        let of = self.files.len();
        if of > 1 {
            for (file, number) in self.files.iter_mut().zip(1..) {
                file.file = Some(FileNumber { number, of });
            }
        }
        self.files
    }
}

/// Returns the bytes that a part of a file takes in the answer: indented as in
/// the file, and as a string in JSON, which writes two for a quotation mark and
/// for the end of a line.
fn carried(part: &impl Serialize) -> Result<usize, serde_json::Error> {
    let json = serde_json::to_vec_pretty(part)?;
    let lines = json.iter().filter(|byte| **byte == b'\n').count() + 1;
    let escaped = json.iter().filter(|byte| matches!(byte, b'"' | b'\\'));
    Ok(json.len() + escaped.count() + lines * 6)
}
