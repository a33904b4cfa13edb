//! Everything that somebody does who applies for a parent, and everything that
//! the functions do about it, over the real table. Counts what each part uses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::middleware::map_request;
use charging::policy::Policy;
use domain::application::files::Scan;
use domain::ports::Ports;
use domain::records::retention_schedule::Retention;
use housekeeping::{Housekeeping, keep_house};
use serde_json::{Value, json};
use store::{Meter, Table, Usage};
use testkit::{
    BucketRequests, FOR_A_PARENT, Given, MONEY, NEEDS, Process, Reply, TestApp, Visitor,
    with_rights_of,
};

use crate::{Fault, cpu};

/// A document that somebody sends.
pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n";

const PASSWORD: &str = "brindle kettle lantern";

/// The number of times that Cognito calls `answer-auth-challenge`: once before
/// it makes an account; and for a sign-in, at the start, after the password,
/// after the code, for the code's challenge, and for its answer.
const TRIGGERS_OF_SIGN_UP: u64 = 1;
const TRIGGERS_OF_SIGN_IN: u64 = 5;

const OBJECT_CREATED: &str = include_str!("../../../events/scan-evidence/object-created.json");
const NO_THREATS: &str = include_str!("../../../events/scan-evidence/no-threats-found.json");
/// The file that the events are about.
const THEIR_FILE: &str = "0123456789abcdef0123456789abcdef";
const SUBMITTED: &str = include_str!("../../../events/export-to-case-system/submitted.json");
const SWEEP: &str = include_str!("../../../events/export-to-case-system/sweep.json");
const DELIVERY: &str = include_str!("../../../events/housekeeping/delivery.json");
/// The message that the event is about.
const THEIR_MESSAGE: &str = "0102019aa1b2c3d4-11111111-2222-3333-4444-555555555555-000000";

/// The journeys of somebody who applies, in order.
pub(crate) const JOURNEYS: [&str; 7] = [
    "check support, unsigned: every question to the result",
    "estimate costs, unsigned: every question to the result",
    "make an account, both sets of answers joining it",
    "sign in on another day, to the list of saved forms",
    "resume a form and answer one page again",
    "apply for a parent, both forms attached and one document sent",
    "export of the application, and its acknowledgement",
];

/// The amounts that one journey used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    /// Requests of the browser, without those for styles and scripts.
    pub(crate) pages: u64,
    /// The invocations of functions that are not requests of a browser.
    pub(crate) calls: u64,
    /// The passwords that were proved to Cognito.
    pub(crate) passwords: u64,
    /// The requests to the table.
    pub(crate) table: Usage,
    /// E-mails.
    pub(crate) emails: u64,
    /// The requests to the buckets.
    pub(crate) files: BucketRequests,
    /// Nanoseconds of CPU: the functions with their calls to the table, without
    /// Lambda's event and without the calls to S3, SES and Cognito.
    pub(crate) cpu: u64,
}

impl Used {
    pub(crate) fn add(&mut self, more: &Self) {
        self.pages += more.pages;
        self.calls += more.calls;
        self.passwords += more.passwords;
        self.table.requests += more.table.requests;
        self.table.read_tenths += more.table.read_tenths;
        self.table.write_tenths += more.table.write_tenths;
        self.table.refused_tenths += more.table.refused_tenths;
        self.emails += more.emails;
        self.files.writes += more.files.writes;
        self.files.reads += more.files.reads;
        self.cpu += more.cpu;
    }

    /// Takes away, so many times, what is used anyway.
    fn beyond(&self, anyway: &Self, times: u64) -> Self {
        let less = |ours: u64, theirs: u64| ours.saturating_sub(theirs * times);
        let (ours, theirs) = (&self.table, &anyway.table);
        Self {
            pages: less(self.pages, anyway.pages),
            calls: less(self.calls, anyway.calls),
            passwords: less(self.passwords, anyway.passwords),
            table: Usage {
                requests: less(ours.requests, theirs.requests),
                read_tenths: less(ours.read_tenths, theirs.read_tenths),
                write_tenths: less(ours.write_tenths, theirs.write_tenths),
                refused_tenths: less(ours.refused_tenths, theirs.refused_tenths),
            },
            emails: less(self.emails, anyway.emails),
            files: BucketRequests {
                writes: less(self.files.writes, anyway.files.writes),
                reads: less(self.files.reads, anyway.files.reads),
            },
            cpu: less(self.cpu, anyway.cpu),
        }
    }
}

/// A portal with its table.
pub(crate) struct MeteredPortal {
    app: TestApp,
    table: Table,
    meter: Meter,
    routes: Router,
    asked: Arc<AtomicU64>,
    /// The amounts that are in the books already.
    entered: Entered,
}

#[derive(Default)]
struct Entered {
    emails: u64,
    cpu: u64,
}

impl MeteredPortal {
    pub(crate) async fn new(app: TestApp, table: Table, policy: &Policy) -> Result<Self, Fault> {
        // The scanner tells by an event.
        app.buckets().scanner_says(Scan::Later);
        let (table, meter) = table.metered();
        let asked = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&asked);
        let count = move |request: Request| {
            counted.fetch_add(1, Ordering::SeqCst);
            std::future::ready(request)
        };
        let routes = tests::whole_house(&app, policy, &table).layer(map_request(count));
        let mut portal = Self {
            app,
            table,
            meter,
            routes,
            asked,
            entered: Entered::default(),
        };
        portal.used()?;
        Ok(portal)
    }

    /// Returns the amounts used since the last call.
    fn used(&mut self) -> Result<Used, Fault> {
        let (emails, cpu) = (self.emails(), cpu::nanoseconds()?);
        let used = Used {
            pages: self.asked.swap(0, Ordering::SeqCst),
            calls: 0,
            passwords: 0,
            table: self.meter.take(),
            emails: emails - self.entered.emails,
            files: self.app.buckets().take_requests(),
            cpu: cpu - self.entered.cpu,
        };
        // The counting of the e-mails is not charged to the next journey.
        self.entered = Entered {
            emails,
            cpu: cpu::nanoseconds()?,
        };
        Ok(used)
    }

    /// Reads something on a page. What that takes is the browser's, not charged
    /// to the functions.
    fn read<T>(&mut self, look: impl FnOnce() -> T) -> Result<T, Fault> {
        let before = cpu::nanoseconds()?;
        let found = look();
        self.entered.cpu += cpu::nanoseconds()? - before;
        Ok(found)
    }

    fn emails(&self) -> u64 {
        self.app.mailer().sent().len() as u64
    }

    /// Goes through every journey as one person, and returns what each used.
    pub(crate) async fn live(&mut self, number: usize) -> Result<[Used; 7], Fault> {
        let email = format!("person-{number}@example.org");
        let mut browser = Visitor::new(self.routes.clone());
        self.used()?;
        self.check(&mut browser).await?;
        let checked = self.used()?;
        self.estimate(&mut browser).await?;
        let estimated = self.used()?;
        self.make_account(&mut browser, &email).await?;
        let made = Used {
            calls: TRIGGERS_OF_SIGN_UP + TRIGGERS_OF_SIGN_IN,
            passwords: 1,
            ..self.used()?
        };
        // After this time the session is over, and so is the hour in which
        // codes are counted.
        self.app.pass_hours(13);
        let mut browser = Visitor::new(self.routes.clone());
        let list = self.sign_in(&mut browser, &email).await?;
        let signed_in = Used {
            calls: TRIGGERS_OF_SIGN_IN,
            passwords: 1,
            ..self.used()?
        };
        self.resume(&mut browser, &list).await?;
        let resumed = self.used()?;
        let reference = self.apply(&mut browser).await?;
        let applied = Used {
            calls: 2,
            ..self.used()?
        };
        self.export(&reference).await?;
        let exported = Used {
            calls: 2,
            ..self.used()?
        };
        Ok([
            checked, estimated, made, signed_in, resumed, applied, exported,
        ])
    }

    async fn check(&self, browser: &mut Visitor) -> Result<(), Fault> {
        open(browser, &["/", "/check-support"]).await?;
        let form = journey::forms::check_support();
        browser
            .open_and_answer("/check-support", form, NEEDS)
            .await?;
        open(browser, &["/check-support/result"]).await
    }

    async fn estimate(&self, browser: &mut Visitor) -> Result<(), Fault> {
        open(browser, &["/estimate-costs"]).await?;
        let form = journey::forms::estimate_costs();
        browser
            .open_and_answer("/estimate-costs", form, MONEY)
            .await?;
        open(browser, &["/estimate-costs/result"]).await
    }

    async fn make_account(&self, browser: &mut Visitor, email: &str) -> Result<(), Fault> {
        open(browser, &["/account/create?next=/saved-forms"]).await?;
        let fields = [
            ("first-name", "Ada"),
            ("last-name", "Example"),
            ("email", email),
            ("password", PASSWORD),
            ("next", "/saved-forms"),
        ];
        let to = browser.submit_form("/account/create", &fields).await?;
        open(browser, &[&to]).await?;
        self.give_code(browser, email).await.map(drop)
    }

    /// Types the code and returns the page to which it leads.
    async fn give_code(&self, browser: &mut Visitor, email: &str) -> Result<Reply, Fault> {
        let code = self.app.mailer().last_code(email);
        let code = code.ok_or("no e-mail has a code")?;
        let code = [("code", code.as_str())];
        let to = browser.submit_form("/sign-in/code", &code).await?;
        Ok(browser.get(&to).await.expect_status(200, &to)?)
    }

    async fn sign_in(&self, browser: &mut Visitor, email: &str) -> Result<Reply, Fault> {
        open(browser, &["/sign-in?next=/saved-forms"]).await?;
        let fields = [
            ("email", email),
            ("password", PASSWORD),
            ("next", "/saved-forms"),
        ];
        let to = browser.submit_form("/sign-in", &fields).await?;
        open(browser, &[&to]).await?;
        self.give_code(browser, email).await
    }

    /// Opens the estimate from the list and answers one page of it again.
    async fn resume(&mut self, browser: &mut Visitor, list: &Reply) -> Result<(), Fault> {
        let button = format!(
            "See your answers: {}",
            journey::forms::estimate_costs().title
        );
        let path = self.read(|| list.button(&button))?;
        let path = path.ok_or("the estimate cannot be resumed from the list")?;
        let to = browser.submit_form(&path, &[]).await?;
        open(browser, &[&to, "/estimate-costs/about?change=1"]).await?;
        let answer = [("setting", "at_home")];
        let to = browser.submit_form("/estimate-costs/setting?change=1", &answer);
        let to = to.await?;
        open(browser, &[&to]).await
    }

    /// Sends the application and returns its reference, as in addresses.
    async fn apply(&mut self, browser: &mut Visitor) -> Result<String, Fault> {
        open(browser, &["/apply"]).await?;
        let form = journey::forms::request_help();
        browser
            .open_and_answer("/apply", form, FOR_A_PARENT)
            .await?;
        let page = read_page(browser, "/apply/attach").await?;
        let boxes = self.read(|| page.attributes("input[name='attached']", "value"))?;
        let forms = boxes.iter().filter(|value| *value != "none");
        let attached: Vec<Given<'_>> = forms.map(|id| ("attached", id.as_str())).collect();
        if attached.len() != 2 {
            return Err(format!("{} forms can be attached", attached.len()).into());
        }
        let to = browser.submit_form("/apply/attach", &attached).await?;
        self.send_document(browser, &to).await?;
        let page = read_page(browser, "/apply/declaration").await?;
        let [form, seen] = self.read(|| ["form", "seen"].map(|name| page.hidden(name)))?;
        let fields = [("form", &*form), ("seen", &*seen), ("confirm", "yes")];
        let to = browser.submit_form("/apply/submit", &fields).await?;
        open(browser, &[&to]).await?;
        let reference = to.strip_prefix("/apply/sent/");
        Ok(reference.ok_or("it was not sent")?.to_owned())
    }

    async fn send_document(&mut self, browser: &mut Visitor, list: &str) -> Result<(), Fault> {
        let page = read_page(browser, list).await?;
        let adding = "form[action^='/apply/evidence/']";
        let forms = self.read(|| page.attributes(adding, "action"))?;
        let path = forms.first().ok_or("there is no document to send")?;
        let to = browser.submit_form(path, &[]).await?;
        open(browser, &[&to]).await?;
        let id = to.rsplit('/').next().unwrap_or_default();
        let (buckets, now) = (self.app.buckets(), self.app.site().now());
        buckets.send_as_offered(id, "power of attorney.pdf", PDF, now)?;
        let back = format!("{to}/sent");
        let reply = browser.get(&back).await.expect_status(303, &back)?;
        browser.follow(reply).await.expect_status(200, list)?;
        for event in [OBJECT_CREATED, NO_THREATS] {
            let event = serde_json::from_str(&event.replace(THEIR_FILE, id))?;
            let table = with_rights_of("scan-evidence", &self.table);
            scan_evidence::handle(&table, &buckets, &buckets, &event).await?;
        }
        Ok(())
    }

    /// Exports the application as the stream tells of it, and then reads the
    /// case system's acknowledgement at the sweep.
    async fn export(&self, reference: &str) -> Result<(), Fault> {
        let now = self.app.site().now();
        let mut event: Value = serde_json::from_str(SUBMITTED)?;
        event["Records"][0]["dynamodb"]["Keys"]["SK"]["S"] = json!(format!("{now:.3}#{reference}"));
        let table = with_rights_of("export-to-case-system", &self.table);
        let (buckets, event) = (self.app.buckets(), serde_json::from_value(event)?);
        let reply = export_to_case_system::handle(&table, &buckets, now, &event).await?;
        if !reply.batch_item_failures.is_empty() {
            return Err("the application was not exported".into());
        }
        let acknowledgement = json!({
            "format": "acknowledgement", "version": 1, "reference": reference,
            "outcome": "received", "received_at": now.to_string(),
        });
        if buckets.read_application(reference) == 0 {
            return Err(format!("{reference} was not exported").into());
        }
        let name = format!("acknowledgements/{reference}.json");
        buckets.put_in_exchange(&name, acknowledgement.to_string().as_bytes());
        self.sweep().await
    }

    async fn sweep(&self) -> Result<(), Fault> {
        let (event, now) = (serde_json::from_str(SWEEP)?, self.app.site().now());
        let table = with_rights_of("export-to-case-system", &self.table);
        export_to_case_system::handle(&table, &self.app.buckets(), now, &event).await?;
        Ok(())
    }

    async fn keep_house(&self, event: Value) -> Result<(), Fault> {
        let ports = Ports::of(with_rights_of("housekeeping", &self.table))
            .with_identity(self.app.pools(&Process::default()))
            .with_mailer(self.app.mailer())
            .with_files(self.app.buckets());
        let two_days = jiff::SignedDuration::from_hours(2 * 24);
        let site = self.app.site();
        let council = site.council();
        let (kept, policy) = (Retention::default(), Policy::default());
        let housekeeping = Housekeeping::new(ports, council, (kept, two_days, policy));
        keep_house(&housekeeping, self.app.site().now(), event).await?;
        Ok(())
    }

    /// Returns what housekeeping uses for one application until nothing is left
    /// of it, beyond what it uses anyway. It notes the delivery of each e-mail,
    /// warns of the forms that were not sent, erases the document, and a year
    /// later deletes the application.
    pub(crate) async fn keep_house_of_one(&mut self, anyway: &Used) -> Result<Used, Fault> {
        let days = u64::try_from(Retention::default().application.whole_days())? + 2;
        let mut told = 0;
        self.used()?;
        for _ in 0..days {
            while told < self.emails() {
                told += 1;
                let event = DELIVERY.replace(THEIR_MESSAGE, &format!("message-{told}"));
                self.keep_house(serde_json::from_str(&event)?).await?;
            }
            self.app.pass_hours(24);
            self.keep_house(json!({ "housekeeping": "daily" })).await?;
        }
        // The run of a day is an invocation in any case; the note about an
        // e-mail is not.
        let used = self.used()?.beyond(anyway, days);
        Ok(Used {
            calls: told,
            ..used
        })
    }

    /// Returns what the schedules use where there is nothing to do: a day's
    /// housekeeping, a look for e-mails to send, and a sweep of the export.
    pub(crate) async fn idle(&mut self) -> Result<[Used; 3], Fault> {
        let mut idle = [Used::default(); 3];
        // The first of two runs connects, and is not counted.
        for _ in 0..2 {
            for (place, used) in idle.iter_mut().enumerate() {
                self.used()?;
                match place {
                    0 => self.keep_house(json!({ "housekeeping": "daily" })).await?,
                    1 => {
                        self.keep_house(json!({ "housekeeping": "confirm" }))
                            .await?
                    }
                    _ => self.sweep().await?,
                }
                *used = self.used()?;
            }
        }
        Ok(idle.map(|used| Used { calls: 1, ..used }))
    }
}

async fn open(browser: &mut Visitor, paths: &[&str]) -> Result<(), Fault> {
    for path in paths {
        browser.get(path).await.expect_status(200, path)?;
    }
    Ok(())
}

async fn read_page(browser: &mut Visitor, path: &str) -> Result<Reply, Fault> {
    Ok(browser.get(path).await.expect_status(200, path)?)
}
