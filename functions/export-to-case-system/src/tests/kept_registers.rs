//! Locked registers of made-up suppliers, kept as the lock keeps them.

use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_line::KeptLine;
use attendance::kept_register::{
    HeadKept, KeptRegister, KeptStatus, KeptVersion, LockedAmounts, RegisterHead,
    RegisterKeeper as _, RegisterKey, RegisterReader as _,
};
use attendance::ledger::Ledger;
use attendance::locked_chain::chain_of;
use attendance::register::RegisterLine;
use attendance::register_export::LockedVersionKey;
use attendance::supplier::SupplierId;
use attendance::terms::ContractBook;
use serde_json::{Value, json};
use testkit::day_services::{provision, terms, week};
use testkit::{Process, TestApp};

use super::records::{Kept, invoke_by, kept};
use super::stream::sweep;

const LOCKED_AT: &str = "2026-03-30T08:00:00Z";

fn key(number: usize) -> RegisterKey {
    RegisterKey {
        supplier: SupplierId::parse(&format!("S{}", 100 + number)).unwrap(),
        week: week(),
    }
}

/// Returns the key of a version of the register of a supplier.
pub(super) fn version_key(number: usize, version: u32) -> LockedVersionKey {
    LockedVersionKey {
        register: key(number),
        number: version,
    }
}

/// Makes an app in which the registers of so many suppliers are locked.
pub(super) async fn registers(suppliers: usize) -> TestApp {
    let app = TestApp::default();
    for number in 0..suppliers {
        let line = provision(number % 6);
        let line = RegisterLine::new(line, week(), week().monday());
        let kept = KeptRegister {
            key: key(number),
            head: RegisterHead {
                supplier_name: format!("Supplier {number}"),
                plan_version: 1,
                status: KeptStatus::Open,
                version: 0,
                amounts: None,
                transport: None,
                changes: 0,
            },
            lines: [(line.provision.key.clone(), KeptLine::new(line))].into(),
        };
        app.table().make_register(&kept).await.unwrap();
        lock(&app, number, None).await;
    }
    app
}

/// Locks the register of a supplier a second time.
pub(super) async fn locked_twice(app: &TestApp, number: usize) {
    let before = app.table().locked_version(&key(number), 1).await.unwrap();
    lock(app, number, before).await;
}

async fn lock(app: &TestApp, number: usize, before: Option<KeptVersion>) {
    let (table, key) = (app.table(), key(number));
    let register = table.register(&key).await.unwrap().unwrap();
    let book = ContractBook::new([terms()]);
    let ledger = Ledger::of(&register.register(), &book);
    let mut version = KeptVersion {
        number: register.head.version + 1,
        by: RecordedBy {
            user: "ana".to_owned(),
            at: LOCKED_AT.parse().unwrap(),
            via: RecordedVia::Page,
        },
        supplier_name: register.head.supplier_name.clone(),
        lines: register.lines.clone(),
        plan_version: 1,
        book,
        amounts: LockedAmounts::of(&ledger),
        chain: String::new(),
        adjustment: None,
    };
    let chain = chain_of(&key, before.as_ref(), &version);
    version.chain = chain.root().as_str().to_owned();
    let head = RegisterHead {
        status: KeptStatus::Locked {
            by: version.by.clone(),
        },
        version: version.number,
        ..register.head
    };
    let locked = table.keep_version(&key, &head, &version).await.unwrap();
    assert_eq!(locked, HeadKept::Kept);
}

/// Makes a locked version unreadable.
pub(super) async fn poison(app: &TestApp, number: usize) {
    let partition = format!("REGISTER#{}#2026-03-29", key(number).supplier);
    let item = json!({
        "PK": {"S": partition},
        "SK": {"S": "VERSION#0000000001"},
        "body": {"S": "?"},
    });
    app.database().store(vec![item]).await;
}

/// Makes the stream's record of a locked register, and returns its sort key too.
pub(super) fn record_of(number: usize, version: u32) -> (Value, String) {
    let supplier = key(number).supplier;
    let key = format!("2026-03-30T08:00:00.000Z#{supplier}#2026-03-29#{version}");
    let record = json!({
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"PK": {"S": "REGISTER-OUTBOX"}, "SK": {"S": key}},
            "SequenceNumber": (number + 1).to_string(),
            "StreamViewType": "KEYS_ONLY"
        }
    });
    (record, key)
}

/// Returns what a sweep leaves that is not killed, and the number of its calls.
pub(super) async fn unkilled(before: &TestApp) -> (Kept, usize) {
    let (app, process) = (before.copy(), Process::default());
    let swept = invoke_by(&process, &app, &sweep()).await;
    swept.unwrap().unwrap();
    (kept(&app).await, process.calls())
}

/// Makes an acknowledgement that refuses one line: name and content.
pub(super) fn acknowledgement(number: usize, version: u32, order: &str) -> (String, String) {
    let supplier = key(number).supplier;
    let text = format!(
        r#"{{"format": "register-acknowledgement", "version": 1, "supplier": "{supplier}",
            "week_ending": "2026-03-29", "number": {version}, "outcome": "received",
            "received_at": "2026-11-22T09:55:00Z", "refused_lines": [
                {{"purchase_order": "{order}", "line": "1",
                  "reason": "The purchase order was closed"}}]}}"#
    );
    let name = format!("acknowledgements/{supplier}_2026-03-29_{version}.json");
    (name, text)
}
