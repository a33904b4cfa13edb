//! Links to the documents of records, which the case system leaves in the
//! exchange bucket. The bucket is closed to everybody: a link is signed with the
//! rights of the function that makes it, opens one file, and ends by itself.

use aws_sdk_s3::presigning::PresigningConfig;
use domain::fault::FilesFault;
use domain::records::case_record::{DOCUMENT_LINK_LIVES, DocumentLinks, RecordDocument};
use jiff::Timestamp;

use crate::{Buckets, fault, is_missing};

impl DocumentLinks for Buckets {
    async fn document_link(
        &self,
        document: &RecordDocument,
        now: Timestamp,
    ) -> Result<Option<String>, FilesFault> {
        const OPERATION: &str = "make a link to a document";
        let (bucket, key) = (&self.names.exchange, &document.key);
        let found = self.client.head_object().bucket(bucket).key(key);
        match found.send().await {
            Ok(_) => {}
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(fault(OPERATION, error)),
        }
        let config = PresigningConfig::builder()
            .start_time(now.into())
            .expires_in(DOCUMENT_LINK_LIVES.unsigned_abs())
            .build();
        let config = config.map_err(|source| fault(OPERATION, source))?;
        let link = self
            .client
            .get_object()
            .bucket(bucket)
            .key(key)
            .response_content_type(document.file_type.media_type())
            .response_content_disposition(disposition(document))
            .response_cache_control("private, no-store")
            .presigned(config)
            .await;
        let link = link.map_err(|source| fault(OPERATION, source))?;
        Ok(Some(link.uri().to_owned()))
    }
}

/// Says that a browser saves the file, under a name that tells what it is and
/// nothing of whose it is: `plan-2026-11-03.pdf`.
fn disposition(document: &RecordDocument) -> String {
    let (kind, ending) = (document.kind.name(), document.file_type.name());
    format!("attachment; filename=\"{kind}-{}.{ending}\"", document.date)
}

#[cfg(test)]
mod tests {
    use domain::records::case_record::{DocumentFileType, DocumentKind};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_file_is_saved_under_a_name_that_does_not_say_whose_it_is() {
        let document = RecordDocument {
            id: "D1".parse().unwrap(),
            title: "Plan of Ana Doe\"; x=\"y".to_owned(),
            kind: DocumentKind::Plan,
            date: date(2026, 11, 3),
            file_type: DocumentFileType::Pdf,
            key: "documents/0042/D1.pdf".to_owned(),
        };
        let said = disposition(&document);
        assert_eq!(said, "attachment; filename=\"plan-2026-11-03.pdf\"");
    }
}
