//! The events of EventBridge with which the function is invoked.

use domain::application::files::Scan;
use serde::Deserialize;

/// The folder of files that have not been scanned.
const INCOMING: &str = "incoming/";

/// An event about an object in the bucket of evidence.
#[derive(Clone, Debug, Deserialize)]
pub struct ScanEvent {
    detail: Detail,
}

/// The detail of an event: of S3, "Object Created", or of GuardDuty, "Malware
/// Protection Object Scan Result".
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Detail {
    Scanned {
        #[serde(rename = "s3ObjectDetails")]
        object: ScannedObject,
        #[serde(rename = "scanResultDetails")]
        result: Option<ScanResult>,
    },
    Created {
        object: CreatedObject,
    },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScannedObject {
    object_key: String,
    e_tag: Option<String>,
    version_id: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScanResult {
    scan_result_status: String,
}

#[derive(Clone, Debug, Deserialize)]
struct CreatedObject {
    key: String,
}

/// The result of a scan, and the content to which it applies.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) scan: Scan,
    /// The object's version, or its entity tag if it has no version.
    pub(crate) version: String,
}

impl ScanEvent {
    /// Returns the id of the file that the event is about, or `None` if it is
    /// about another object.
    pub(crate) fn id(&self) -> Option<&str> {
        let key = match &self.detail {
            Detail::Scanned { object, .. } => &object.object_key,
            Detail::Created { object } => &object.key,
        };
        let id = key.strip_prefix(INCOMING)?;
        (id.len() == 32
            && id
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
        .then_some(id)
    }

    /// Returns the scanner's verdict, or `None` if the event comes before the
    /// scan.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        let Detail::Scanned { object, result } = &self.detail else {
            return None;
        };
        let scan = match result
            .as_ref()
            .map(|result| result.scan_result_status.as_str())
        {
            Some("NO_THREATS_FOUND") => Scan::Clean,
            Some("THREATS_FOUND") => Scan::Infected,
            // UNSUPPORTED, ACCESS_DENIED, FAILED and any later status of
            // GuardDuty mean that the file was not scanned.
            _ => Scan::Unscannable,
        };
        let version = object
            .version_id
            .as_deref()
            .filter(|version| !version.is_empty() && *version != "null")
            .or(object.e_tag.as_deref());
        Some(Verdict {
            scan,
            version: version.unwrap_or_default().trim_matches('"').to_owned(),
        })
    }
}
