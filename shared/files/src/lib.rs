#![doc = include_str!("../README.md")]

mod documents;
mod evidence;
mod exchange;
mod header_text;
mod record_snapshot;
mod scanner;
mod snapshot;
pub mod upload_form;

pub use scanner::Scanner;

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::SharedCredentialsProvider;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_types::SdkConfig;
use domain::fault::FilesFault;
use domain::values::digits::hex;
use sha2::{Digest as _, Sha256};

/// The names of the buckets. A name is empty in a function that does not use
/// the bucket.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Names {
    /// The bucket of the files that people upload.
    pub evidence: String,
    /// The bucket of the files exchanged with the case system.
    pub exchange: String,
    /// The bucket of records that nobody can change.
    pub records: String,
}

/// The buckets, behind the ports of the domain. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Buckets {
    client: Client,
    credentials: Option<SharedCredentialsProvider>,
    region: String,
    /// The address of an emulator, if the buckets are not on AWS.
    endpoint: Option<String>,
    names: Names,
}

impl Buckets {
    /// Makes a client for the buckets of these names, which connects at its
    /// first use.
    ///
    /// The limits leave time for 10 MiB within the 30 seconds of a job; a page
    /// only signs and deletes.
    #[must_use]
    pub fn new(config: &SdkConfig, names: Names) -> Self {
        let endpoint = config
            .endpoint_url()
            .map(|address| address.trim_end_matches('/').to_owned());
        let region = config
            .region()
            .map_or_else(String::new, ToString::to_string);
        let credentials = config.credentials_provider();
        let config = aws_sdk_s3::config::Builder::from(config)
            // Emulators have one host for all buckets.
            .force_path_style(endpoint.is_some())
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(1))
                    .operation_attempt_timeout(Duration::from_secs(8))
                    .operation_timeout(Duration::from_secs(20))
                    .build(),
            )
            .build();
        Self {
            client: Client::from_conf(config),
            credentials,
            region,
            endpoint,
            names,
        }
    }
}

/// Returns the SHA-256 of a content as 64 lower-case hexadecimal digits.
fn fingerprint(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn fault(
    operation: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> FilesFault {
    FilesFault {
        operation,
        source: Box::new(source),
    }
}

/// Returns the HTTP status that S3 answered, if S3 answered.
fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error
        .raw_response()
        .map(|response| response.status().as_u16())
}

/// Whether S3 has no object of that name.
fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    status(error) == Some(404)
        || error
            .as_service_error()
            .and_then(ProvideErrorMetadata::code)
            .is_some_and(|code| matches!(code, "NoSuchKey" | "NotFound" | "NoSuchVersion"))
}

/// Whether a condition of the request did not hold, which is an outcome and not
/// a failure.
fn condition_failed<E>(error: &SdkError<E>) -> bool {
    status(error) == Some(412)
}
