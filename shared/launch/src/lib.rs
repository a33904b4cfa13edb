#![doc = include_str!("../README.md")]

mod adapters;
mod clock;
#[cfg(feature = "cognito")]
mod cognito;
mod edge;
mod gateway;
mod logs;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "ses")]
mod ses;
mod settings;
mod source_address;
#[cfg(feature = "telephone")]
mod telephone;

use std::process::{ExitCode, Termination};

pub use adapters::Adapters;
use aws_config::BehaviorVersion;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use axum::Router;
use domain::fault::chain;
use edge::Edge;
use gateway::Gateway;
use lambda_http::Context;
use lambda_http::lambda_runtime::{self, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use settings::Settings;
pub use settings::SettingsFault;
use web::RouteTable;
use web::http::panic::Panicked;

/// The certificates that AWS's endpoints are signed by.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// The text that the invoker gets where there is no answer. The cause stays in
/// the log.
const NOT_ANSWERED: &str = "the event could not be answered";

/// The exit code with which a function ended. A function that serves does not
/// end.
#[derive(Debug)]
#[must_use]
pub struct Finished(ExitCode);

impl Termination for Finished {
    fn report(self) -> ExitCode {
        self.0
    }
}

/// Reads the environment, assembles the function and serves requests until
/// Lambda ends the process.
///
/// `service` is the function's name, as in its folder and in its log lines.
pub fn serve(
    service: &'static str,
    assemble: impl FnOnce(Adapters) -> Result<RouteTable, SettingsFault>,
) -> Finished {
    start(service, run_pages(assemble))
}

/// Reads the environment, assembles the function and answers events until
/// Lambda ends the process: schedules, streams, files, triggers. `assemble`
/// returns the closure that answers one event.
///
/// Every event is one log line, which says what went wrong if something did.
pub fn serve_events<E, R, Answer, Answered, Fault>(
    service: &'static str,
    assemble: impl FnOnce(Adapters) -> Result<Answer, SettingsFault>,
) -> Finished
where
    E: DeserializeOwned,
    R: Serialize,
    Answer: Fn(E) -> Answered,
    Answered: Future<Output = Result<R, Fault>>,
    Fault: std::error::Error + Send + Sync + 'static,
{
    start(service, run_events(assemble))
}

/// Reads the environment, does something once with the parts of a function, and
/// ends: for what fills the local stack.
pub fn run_once<Done, Fault>(service: &'static str, once: impl FnOnce(Adapters) -> Done) -> Finished
where
    Done: Future<Output = Result<(), Fault>>,
    Fault: std::error::Error + Send + Sync + 'static,
{
    start(service, async {
        let parts = adapters(Settings::from_environment()?).await;
        Ok(once(parts).await?)
    })
}

/// Logs the counts of a job on one line and returns the job's result. Of what
/// `did` returns, only the numbers at the top level are logged, under
/// `numbers`, because other values could be about somebody.
pub fn did<R, Fault, Did: Serialize>(
    came_to: Result<R, Fault>,
    did: impl Fn(&Result<R, Fault>) -> Option<&Did>,
) -> Result<R, Fault> {
    if let Some(did) = did(&came_to) {
        logs::did(did);
    }
    came_to
}

fn start(
    service: &'static str,
    run: impl Future<Output = Result<(), lambda_http::Error>>,
) -> Finished {
    logs::start(service);
    let served = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|fault| Box::new(fault) as lambda_http::Error)
        .and_then(|runtime| runtime.block_on(run));
    match served {
        Ok(()) => Finished(ExitCode::SUCCESS),
        Err(error) => {
            tracing::error!(error = chain(&*error), "the function could not start");
            Finished(ExitCode::FAILURE)
        }
    }
}

async fn run_pages(
    assemble: impl FnOnce(Adapters) -> Result<RouteTable, SettingsFault>,
) -> Result<(), lambda_http::Error> {
    let edge = Edge::from_environment()?;
    let parts = adapters(Settings::from_environment()?).await;
    let (site, store) = (parts.site.clone(), parts.store.clone());
    let router = web::finish(assemble(parts)?, &site);
    let router = match site.stage() {
        settings::LOCAL => clock::let_tests_move(router),
        _ => router,
    };
    if let Err(error) = store.warm_up().await {
        tracing::warn!(error = chain(&error), "the table did not answer yet");
    }
    let gateway = &Gateway { router, edge };
    lambda_runtime::run(service_fn(|event: LambdaEvent<Box<RawValue>>| async move {
        let answered = gateway.answer(event.payload.get(), event.context).await;
        answered.map_err(|panicked| {
            tracing::error!(error = chain(&panicked), "event");
            NOT_ANSWERED
        })
    }))
    .await
}

/// Answers an event of the gateway, given as JSON, with the pages of a function,
/// as [`serve`] does where no edge is deployed. For tests over the pages of
/// every function: nothing of the environment is read.
///
/// # Errors
/// A panic while a page was made which says that there was a panic.
pub async fn answer_event(router: Router, event: &str) -> Result<impl Serialize, Panicked> {
    let edge = Edge::default();
    let gateway = Gateway { router, edge };
    gateway.answer(event, Context::default()).await
}

async fn run_events<E, R, Answer, Answered, Fault>(
    assemble: impl FnOnce(Adapters) -> Result<Answer, SettingsFault>,
) -> Result<(), lambda_http::Error>
where
    E: DeserializeOwned,
    R: Serialize,
    Answer: Fn(E) -> Answered,
    Answered: Future<Output = Result<R, Fault>>,
    Fault: std::error::Error + Send + Sync + 'static,
{
    let answer = assemble(adapters(Settings::from_environment()?).await)?;
    let answer = &answer;
    lambda_runtime::run(service_fn(|event: LambdaEvent<E>| async move {
        let answered = answer(event.payload).await;
        match &answered {
            Ok(_) => tracing::info!("event"),
            Err(fault) => tracing::error!(error = chain(fault), "event"),
        }
        answered.map_err(|_| NOT_ANSWERED)
    }))
    .await
}

async fn adapters(settings: Settings) -> Adapters {
    Adapters::new(&aws().await, settings, clock::now, random_id)
}

/// Returns the one AWS configuration. TLS is rustls with ring, chosen in
/// `infra/decisions/0001-tls-and-entropy.md`.
async fn aws() -> aws_config::SdkConfig {
    let http =
        aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    // The SDK asks an emulator where it is told of one.
    let emulated = settings::variable("AWS_ENDPOINT_URL").is_some();
    let http = match tls(trusted(emulated)) {
        Some(tls) => http.tls_context(tls).build_https(),
        None => http.build_https(),
    };
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .load()
        .await
}

/// Lists the certificates that are trusted: on AWS the five roots of Amazon
/// alone, which are read in a fraction of the time of the 144 of the system. An
/// emulator may have a certificate of any kind.
fn trusted(emulated: bool) -> TrustStore {
    match emulated {
        true => TrustStore::default(),
        false => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
    }
}

/// Returns the context of TLS connections; `None` for the default.
fn tls(trusted: TrustStore) -> Option<TlsContext> {
    TlsContext::builder().with_trust_store(trusted).build().ok()
}

/// Returns 128 random bits from the operating system as 32 hexadecimal digits.
fn random_id() -> String {
    let mut bytes = [0; 16];
    #[expect(
        clippy::expect_used,
        reason = "without random numbers no page may be served; the runtime answers 500"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    format!("{:032x}", u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_aws_only_the_five_roots_of_amazon_are_trusted() {
        let pem = String::from_utf8(AMAZON_ROOTS.to_vec()).unwrap();
        assert_eq!(pem.matches("-----BEGIN CERTIFICATE-----").count(), 5);
        let shown = format!("{:?}", trusted(false));
        assert!(shown.contains("enable_native_roots: false"));
        // Certificates that cannot be read stop the function here.
        let tls = tls(trusted(false)).unwrap();
        aws_smithy_http_client::Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(tls)
            .build_https();
        let emulated = format!("{:?}", trusted(true));
        assert!(emulated.contains("enable_native_roots: true"));
    }

    #[test]
    fn an_id_is_32_hexadecimal_digits_and_never_the_same() {
        let ids: std::collections::BTreeSet<String> = (0..1_000).map(|_| random_id()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| {
            id.len() == 32
                && id
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        }));
    }
}
