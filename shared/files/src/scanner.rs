//! The scanner that looks for malware.

use domain::application::files::{FileScanner, Scan};
use domain::fault::FilesFault;

/// A scanner for malware.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scanner {
    /// GuardDuty Malware Protection for S3, which reads the bucket itself and
    /// reports the result in an event.
    GuardDuty,
    /// A stand-in for a local stack, which finds no real malware: it knows the
    /// EICAR test text alone. A file with a password never comes to a scanner.
    StandIn,
}

/// The text that every scanner takes for malware and that is harmless (EICAR,
/// "Anti Malware Testfile").
const EICAR: &[u8] = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE";

impl Scanner {
    /// Returns the scanner of a stage: the stand-in in `local` alone.
    #[must_use]
    pub fn of(stage: &str) -> Self {
        if stage == "local" {
            Self::StandIn
        } else {
            Self::GuardDuty
        }
    }
}

impl FileScanner for Scanner {
    async fn scan(&self, content: &[u8]) -> Result<Scan, FilesFault> {
        let has = |words: &[u8]| content.windows(words.len()).any(|window| window == words);
        Ok(match self {
            Self::GuardDuty => Scan::Later,
            Self::StandIn if has(EICAR) => Scan::Infected,
            Self::StandIn => Scan::Clean,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_stand_in_finds_the_test_text_and_looks_through_what_is_locked_against_changes() {
        let scan = async |content: &[u8]| Scanner::StandIn.scan(content).await.unwrap();
        assert_eq!(scan(b"a statement").await, Scan::Clean);
        assert_eq!(
            scan(b"%PDF-1.7 $EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$").await,
            Scan::Infected
        );
        assert_eq!(
            scan(b"%PDF-1.7 trailer << /Encrypt 5 0 R >>").await,
            Scan::Clean
        );
    }

    #[tokio::test]
    async fn everywhere_but_in_the_local_stage_guardduty_looks() {
        for stage in ["test", "live", "", "Local"] {
            assert_eq!(Scanner::of(stage), Scanner::GuardDuty);
        }
        assert_eq!(Scanner::of("local"), Scanner::StandIn);
        let eicar = Scanner::GuardDuty.scan(EICAR).await.unwrap();
        assert_eq!(eicar, Scan::Later);
    }
}
