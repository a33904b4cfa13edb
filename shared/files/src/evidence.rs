//! The evidence that people upload, in its bucket.

use aws_sdk_s3::config::ProvideCredentials as _;
use aws_sdk_s3::types::MetadataDirective;
use domain::application::evidence::LARGEST_FILE;
use domain::application::files::{FileReceiver, FileUploader, ReceivedFile, UploadForm};
use domain::fault::FilesFault;
use domain::records::retention::FileEraser;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;

use crate::upload_form::{Allowed, Signer, form};
use crate::{Buckets, condition_failed, fault, header_text, is_missing};

/// Names of the metadata of an uploaded file.
const ACCOUNT: &str = "account";
const SAVED: &str = "saved";
const NAME: &str = "name";

/// The error for missing credentials, without which no form can be signed.
#[derive(Debug, thiserror::Error)]
#[error("no credentials are configured")]
struct NoCredentials;

/// Returns the key of a file that has not been scanned.
fn incoming(id: &str) -> String {
    format!("incoming/{id}")
}

/// Returns the key of a file that has been scanned and can be used. The files
/// of one form lie together under their owner. The owner may stand in the key,
/// because no browser is ever sent there.
pub(crate) fn clean(account: &AccountId, saved: &SavedId, id: &str) -> String {
    format!("{}{id}", clean_of(account, saved))
}

fn clean_of(account: &AccountId, saved: &SavedId) -> String {
    format!("{CLEAN}{}/{}/", account.0, saved.0)
}

const CLEAN: &str = "clean/";

impl Buckets {
    /// Returns the address to which browsers post forms.
    fn post_address(&self) -> String {
        let Self {
            region,
            endpoint,
            names,
            ..
        } = self;
        match endpoint {
            Some(endpoint) => format!("{endpoint}/{}", names.evidence),
            None => format!("https://{}.s3.{region}.amazonaws.com/", names.evidence),
        }
    }

    async fn delete_evidence(&self, key: String) -> Result<(), FilesFault> {
        self.client
            .delete_object()
            .bucket(&self.names.evidence)
            .key(key)
            .send()
            .await
            .map(drop)
            .map_err(|source| fault("delete evidence", source))
    }
}

impl FileUploader for Buckets {
    fn origin(&self) -> String {
        match &self.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => self.post_address().trim_end_matches('/').to_owned(),
        }
    }

    async fn offer_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
        back: &str,
        now: Timestamp,
    ) -> Result<UploadForm, FilesFault> {
        const OPERATION: &str = "offer an upload";
        let provider = self
            .credentials
            .as_ref()
            .ok_or_else(|| fault(OPERATION, NoCredentials))?;
        let credentials = provider
            .provide_credentials()
            .await
            .map_err(|source| fault(OPERATION, source))?;
        let signer = Signer {
            access_key: credentials.access_key_id(),
            secret_key: credentials.secret_access_key(),
            session_token: credentials.session_token(),
            region: &self.region,
        };
        let allowed = Allowed {
            bucket: &self.names.evidence,
            key: &incoming(id),
            metadata: &[(ACCOUNT, &account.0), (SAVED, &saved.0)],
            name_into: NAME,
            back,
        };
        Ok(form(signer, allowed, self.post_address(), now))
    }

    async fn remove_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> Result<(), FilesFault> {
        self.delete_evidence(incoming(id)).await?;
        self.delete_evidence(clean(account, saved, id)).await
    }
}

impl FileReceiver for Buckets {
    async fn received(&self, id: &str) -> Result<Option<ReceivedFile>, FilesFault> {
        const OPERATION: &str = "read a file that was sent";
        let found = self
            .client
            .get_object()
            .bucket(&self.names.evidence)
            .key(incoming(id))
            .send()
            .await;
        let object = match found {
            Ok(object) => object,
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(fault(OPERATION, error)),
        };
        let size = object
            .content_length
            .and_then(|size| u64::try_from(size).ok())
            .unwrap_or(u64::MAX);
        let mut metadata = object.metadata.unwrap_or_default();
        let mut said = |name| {
            let value: Option<String> = metadata.remove(name);
            header_text::decoded(value.as_deref().unwrap_or_default())
        };
        let version = object
            .version_id
            .filter(|version| version != "null")
            .or(object.e_tag)
            .unwrap_or_default();
        let content = if size <= LARGEST_FILE {
            let content = object.body.collect().await;
            Some(content.map_err(|source| fault(OPERATION, source))?.to_vec())
        } else {
            None
        };
        Ok(Some(ReceivedFile {
            account: AccountId(said(ACCOUNT)),
            saved: SavedId(said(SAVED)),
            name: said(NAME),
            version: version.trim_matches('"').to_owned(),
            size,
            content,
        }))
    }

    async fn keep_clean(
        &self,
        id: &str,
        received: &ReceivedFile,
        without_traces: Option<&[u8]>,
    ) -> Result<bool, FilesFault> {
        const OPERATION: &str = "keep a file that can be used";
        let version = received.version.as_str();
        let source = format!("{}/{}", self.names.evidence, incoming(id));
        let head = self
            .client
            .head_object()
            .bucket(&self.names.evidence)
            .key(incoming(id))
            .send()
            .await;
        let head = match head {
            Ok(head) => head,
            Err(error) if is_missing(&error) => return Ok(false),
            Err(error) => return Err(fault(OPERATION, error)),
        };
        let versioned = head.version_id.filter(|version| version != "null");
        let is_this = |current: &Option<String>| {
            current.as_deref().map(|current| current.trim_matches('"')) == Some(version)
        };
        if let Some(content) = without_traces {
            let current = if versioned.is_some() {
                &versioned
            } else {
                &head.e_tag
            };
            if !is_this(current) {
                return Ok(false);
            }
            let put = self
                .client
                .put_object()
                .bucket(&self.names.evidence)
                .key(clean(&received.account, &received.saved, id))
                .content_type("application/octet-stream")
                .body(content.to_vec().into());
            return put
                .send()
                .await
                .map(|_| true)
                .map_err(|source| fault(OPERATION, source));
        }
        let copy = self
            .client
            .copy_object()
            .bucket(&self.names.evidence)
            .key(clean(&received.account, &received.saved, id))
            .content_type("application/octet-stream")
            // The owner and the name are not copied: they are in the table.
            .metadata_directive(MetadataDirective::Replace);
        let copy = if versioned.is_some() {
            if !is_this(&versioned) {
                return Ok(false);
            }
            copy.copy_source(format!("{source}?versionId={version}"))
        } else {
            if !is_this(&head.e_tag) {
                return Ok(false);
            }
            copy.copy_source(source)
                .copy_source_if_match(format!("\"{version}\""))
        };
        match copy.send().await {
            Ok(_) => Ok(true),
            Err(error) if is_missing(&error) || condition_failed(&error) => Ok(false),
            Err(error) => Err(fault(OPERATION, error)),
        }
    }

    async fn drop_received(&self, id: &str) -> Result<(), FilesFault> {
        self.delete_evidence(incoming(id)).await
    }

    async fn drop_clean(&self, id: &str, received: &ReceivedFile) -> Result<(), FilesFault> {
        let key = clean(&received.account, &received.saved, id);
        self.delete_evidence(key).await
    }

    fn fingerprint(&self, content: &[u8]) -> String {
        crate::fingerprint(content)
    }
}

impl FileEraser for Buckets {
    async fn forms_with_files(
        &self,
        before: Timestamp,
        after: Option<&(AccountId, SavedId)>,
        most: usize,
    ) -> Result<Vec<(AccountId, SavedId)>, FilesFault> {
        const OPERATION: &str = "list evidence";
        // "~" comes after every letter and digit, so the list starts with the
        // form after this one.
        let start = after.map(|(account, saved)| format!("{}~", clean_of(account, saved)));
        let mut forms = Vec::new();
        let mut form: Option<((AccountId, SavedId), i64)> = None;
        let mut page_after: Option<String> = None;
        loop {
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.names.evidence)
                .prefix(CLEAN)
                .set_start_after(start.clone())
                .set_continuation_token(page_after.take())
                .send()
                .await
                .map_err(|source| fault(OPERATION, source))?;
            for object in page.contents.unwrap_or_default() {
                let Some(owner) = object.key.as_deref().and_then(owner_in) else {
                    continue;
                };
                let sent = object.last_modified.map_or(i64::MAX, |at| at.secs());
                match &mut form {
                    Some((same, newest)) if *same == owner => *newest = sent.max(*newest),
                    _ => {
                        let done = form.replace((owner, sent));
                        forms.extend(done.filter(|(_, newest)| *newest < before.as_second()));
                    }
                }
            }
            page_after = page.next_continuation_token;
            if page_after.is_none() {
                let done = form.take();
                forms.extend(done.filter(|(_, newest)| *newest < before.as_second()));
            }
            if page_after.is_none() || forms.len() >= most {
                forms.truncate(most);
                return Ok(forms.into_iter().map(|(owner, _)| owner).collect());
            }
        }
    }

    async fn erase_files(&self, account: &AccountId, saved: &SavedId) -> Result<(), FilesFault> {
        loop {
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.names.evidence)
                .prefix(clean_of(account, saved))
                .send()
                .await
                .map_err(|source| fault("list evidence", source))?;
            for key in page
                .contents
                .unwrap_or_default()
                .into_iter()
                .filter_map(|one| one.key)
            {
                self.delete_evidence(key).await?;
            }
            if page.is_truncated != Some(true) {
                return Ok(());
            }
        }
    }
}

/// Returns the owner of the file under a key.
fn owner_in(key: &str) -> Option<(AccountId, SavedId)> {
    let mut steps = key.strip_prefix(CLEAN)?.split('/');
    let (account, saved) = (steps.next()?, steps.next()?);
    Some((AccountId(account.to_owned()), SavedId(saved.to_owned())))
}
