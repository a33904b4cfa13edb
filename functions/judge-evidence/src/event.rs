//! What the function is invoked with: events of EventBridge.

use domain::files::Scan;
use serde::Deserialize;

/// Where files lie that nobody has looked through.
const INCOMING: &str = "incoming/";

/// An event about an object in the bucket of evidence.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    detail: Detail,
}

/// Of S3, "Object Created", or of GuardDuty, "Malware Protection Object Scan
/// Result".
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

/// What was found, and in which content.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) scan: Scan,
    /// The object's version, or where it has none its entity tag.
    pub(crate) version: String,
}

impl Event {
    /// The id of the file that it is about; none if it is about something else.
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

    /// What the scanner says; none before it has looked.
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
            // UNSUPPORTED, ACCESS_DENIED, FAILED, and what GuardDuty may say one
            // day: nobody has looked through it.
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
