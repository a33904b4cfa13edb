//! The files exchanged with the case system, and records that cannot be
//! changed.

use aws_sdk_s3::primitives::ByteStream;
use domain::application::evidence::Evidence;
use domain::application::files::{
    AcknowledgementName, AcknowledgementOutcome, ExchangeFileStore, LARGEST_ACKNOWLEDGEMENT,
    WrittenOnce,
};
use domain::fault::FilesFault;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;

use crate::{Buckets, condition_failed, fault, fingerprint, is_missing, status};

/// The folder in which the case system leaves its acknowledgements.
const ACKNOWLEDGEMENTS: &str = "acknowledgements/";

/// The error for a file that is not the one that was scanned.
#[derive(Debug, thiserror::Error)]
#[error("the file is not the one that was looked through")]
struct AnotherFile;

impl Buckets {
    async fn write_once(
        &self,
        operation: &'static str,
        bucket: &str,
        name: &str,
        json: &[u8],
    ) -> Result<WrittenOnce, FilesFault> {
        let written = self
            .client
            .put_object()
            .bucket(bucket)
            .key(name)
            .content_type("application/json")
            .if_none_match("*")
            .body(ByteStream::from(json.to_vec()))
            .send()
            .await;
        match written {
            Ok(_) => Ok(WrittenOnce::Now),
            Err(error) if condition_failed(&error) => Ok(WrittenOnce::Before),
            Err(error) => Err(fault(operation, error)),
        }
    }
}

impl ExchangeFileStore for Buckets {
    async fn is_in_exchange(&self, name: &str) -> Result<bool, FilesFault> {
        let found = self
            .client
            .head_object()
            .bucket(&self.names.exchange)
            .key(name)
            .send()
            .await;
        match found {
            Ok(_) => Ok(true),
            Err(error) if is_missing(&error) => Ok(false),
            Err(error) => Err(fault("look into the exchange", error)),
        }
    }

    async fn copy_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
        name: &str,
    ) -> Result<(), FilesFault> {
        const OPERATION: &str = "copy evidence";
        let file = self
            .client
            .get_object()
            .bucket(&self.names.evidence)
            .key(crate::evidence::clean(account, saved, &evidence.id))
            .send()
            .await
            .map_err(|source| fault(OPERATION, source))?;
        let content = file
            .body
            .collect()
            .await
            .map_err(|source| fault(OPERATION, source))?
            .to_vec();
        if evidence.fingerprint.as_deref() != Some(fingerprint(&content).as_str()) {
            return Err(fault(OPERATION, AnotherFile));
        }
        self.client
            .put_object()
            .bucket(&self.names.exchange)
            .key(name)
            .content_type("application/octet-stream")
            .body(ByteStream::from(content))
            .send()
            .await
            .map(drop)
            .map_err(|source| fault(OPERATION, source))
    }

    async fn write_to_exchange(&self, name: &str, json: &[u8]) -> Result<WrittenOnce, FilesFault> {
        self.write_once("write to the exchange", &self.names.exchange, name, json)
            .await
    }

    async fn write_record(&self, name: &str, json: &[u8]) -> Result<WrittenOnce, FilesFault> {
        self.write_once("write a record", &self.names.records, name, json)
            .await
    }

    async fn acknowledgements(
        &self,
        after: Option<&AcknowledgementName>,
        most: usize,
    ) -> Result<Vec<AcknowledgementName>, FilesFault> {
        let mut names = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.names.exchange)
                .prefix(ACKNOWLEDGEMENTS)
                .set_start_after(after.map(|name| name.0.clone()))
                .set_max_keys(i32::try_from(most.saturating_add(1)).ok())
                .set_continuation_token(next.take())
                .send()
                .await
                .map_err(|source| fault("list acknowledgements", source))?;
            let listed = page.contents.unwrap_or_default().into_iter();
            // A folder that somebody made by hand is no acknowledgement.
            names.extend(
                listed
                    .filter_map(|object| object.key)
                    .filter(|key| !key.ends_with('/'))
                    .map(AcknowledgementName),
            );
            next = page.next_continuation_token;
            if names.len() >= most || next.is_none() {
                names.truncate(most);
                return Ok(names);
            }
        }
    }

    async fn read_acknowledgement(
        &self,
        name: &AcknowledgementName,
    ) -> Result<Option<Vec<u8>>, FilesFault> {
        const OPERATION: &str = "read an acknowledgement";
        let found = self
            .client
            .get_object()
            .bucket(&self.names.exchange)
            .key(&name.0)
            // The range has one byte more than the largest acknowledgement: the
            // first byte is number 0.
            .range(format!("bytes=0-{LARGEST_ACKNOWLEDGEMENT}"))
            .send()
            .await;
        let object = match found {
            Ok(object) => object,
            Err(error) if is_missing(&error) => return Ok(None),
            // An empty file has no first byte, so the range is refused (RFC
            // 9110, 15.5.17).
            Err(error) if status(&error) == Some(416) => return Ok(Some(Vec::new())),
            Err(error) => return Err(fault(OPERATION, error)),
        };
        let content = object.body.collect().await;
        content
            .map(|content| Some(content.to_vec()))
            .map_err(|source| fault(OPERATION, source))
    }

    async fn settle_acknowledgement(
        &self,
        name: &AcknowledgementName,
        settled: AcknowledgementOutcome,
    ) -> Result<(), FilesFault> {
        const OPERATION: &str = "settle an acknowledgement";
        let own = name.0.strip_prefix(ACKNOWLEDGEMENTS).unwrap_or(&name.0);
        let copied = self
            .client
            .copy_object()
            .copy_source(percent_encoded(&format!(
                "{}/{}",
                self.names.exchange, name.0
            )))
            .bucket(&self.names.exchange)
            .key(format!("{}/{own}", settled.folder()))
            .send()
            .await;
        match copied {
            Ok(_) => {}
            Err(error) if is_missing(&error) => return Ok(()),
            Err(error) => return Err(fault(OPERATION, error)),
        }
        self.client
            .delete_object()
            .bucket(&self.names.exchange)
            .key(&name.0)
            .send()
            .await
            .map(drop)
            .map_err(|source| fault(OPERATION, source))
    }
}

/// Encodes a key as the source of a copy has to be written. The case system
/// names its files, so a name may hold any character.
fn percent_encoded(key: &str) -> String {
    key.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
