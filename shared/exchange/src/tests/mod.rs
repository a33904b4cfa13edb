//! The golden files on disk define the formats: these tests catch every byte
//! that changes without a change of the files.

mod acknowledgement;
mod bytes;
mod care_records;
mod golden;
mod locked;
mod provisions;
mod register_sheet;
mod registers;
