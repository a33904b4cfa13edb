//! Adjustments of locked registers: each is kept once, waits in a list, and is
//! decided on once.

use attendance::absence::AbsenceReason;
use attendance::adjustment::{AdjustmentLine, AdjustmentType};
use attendance::adjustment_proposal::{
    AdjustedVersion, AdjustmentDecided, AdjustmentDecision, AdjustmentId, AdjustmentKeeper as _,
    AdjustmentProposal,
};
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::kept_line::KeptLine;
use attendance::kept_register::{
    HeadKept, KeptRegister, KeptStatus, KeptVersion, RegisterHead, RegisterKeeper as _,
    RegisterReader as _,
};
use attendance::register::RegisterLine;
use attendance::symbol::{CareKind, Symbol};
use attendance::terms::ContractBook;
use domain::values::money::Money;
use store::Table;
use testkit::Database;
use testkit::day_services::{day, line_key, provision, register_key, week};

use crate::{at, jo};

#[tokio::test]
async fn a_proposal_that_comes_again_is_kept_once_and_leaves_the_list_when_it_is_decided() {
    let table = Database::new().await.table();
    for number in [1, 2, 1] {
        table.keep_proposal(&proposal(number)).await.unwrap();
    }
    let key = register_key();
    let all = table.proposals_of(&key).await.unwrap();
    assert_eq!(all, [proposal(1), proposal(2)]);
    let one = table.waiting_proposals(None, 1).await.unwrap();
    assert_eq!(
        (&one.items[0].register, &one.items[0].id),
        (&key, &proposal(1).id)
    );
    let rest = table.waiting_proposals(one.next.as_ref(), 9).await.unwrap();
    assert_eq!(rest.items[0].id, proposal(2).id);

    let first = table.turn_down(&proposal(1), &turned_down("No")).await;
    let again = table.turn_down(&proposal(1), &turned_down("Yes")).await;
    assert_eq!((first.unwrap(), again.unwrap()), (true, false));
    let kept = table
        .proposal(&key, &proposal(1).id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.decided, Some(turned_down("No")));
    // A decided proposal does not come back when its form is sent once more.
    table.keep_proposal(&proposal(1)).await.unwrap();
    let left = table.waiting_proposals(None, 9).await.unwrap().items;
    let left: Vec<_> = left.into_iter().map(|waiting| waiting.id).collect();
    assert_eq!(left, [proposal(2).id]);
}

#[tokio::test]
async fn an_adjusted_version_is_kept_with_its_lines_and_its_decision_or_not_at_all() {
    let table = locked().await;
    table.keep_proposal(&proposal(1)).await.unwrap();
    let key = register_key();
    let adjusted = adjusted(&table).await;
    let decided = approved();
    let keep = async |proposal: &AdjustmentProposal, adjusted: &AdjustedVersion| {
        let kept = table.keep_adjusted(proposal, &decided, adjusted).await;
        kept.unwrap()
    };
    // Somebody wrote a line meanwhile: nothing of it is kept.
    let mut overtaken = adjusted.clone();
    overtaken.lines[0].changes = 7;
    assert_eq!(keep(&proposal(1), &overtaken).await, HeadKept::Overtaken);
    // Nobody proposed it.
    assert_eq!(keep(&proposal(2), &adjusted).await, HeadKept::Overtaken);
    assert_eq!(table.locked_version(&key, 2).await.unwrap(), None);
    let waiting = table.waiting_proposals(None, 9).await.unwrap();
    assert_eq!(waiting.items.len(), 1);

    assert_eq!(keep(&proposal(1), &adjusted).await, HeadKept::Kept);
    assert_eq!(keep(&proposal(1), &adjusted).await, HeadKept::Overtaken);
    let kept = table.register(&key).await.unwrap().unwrap();
    assert_eq!(kept.head.version, 2);
    let line = &kept.lines[&line_key(0)];
    assert_eq!(line.texts(), adjusted.lines[0].texts());
    assert_eq!(line.locked, Some(1), "nobody marks it");
    let version = table.locked_version(&key, 2).await.unwrap().unwrap();
    assert_eq!(version.number, 2);
    let waiting = table.waiting_proposals(None, 9).await.unwrap();
    assert_eq!(waiting.items, []);
    let kept = table
        .proposal(&key, &proposal(1).id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.decided, Some(approved()));
}

/// Keeps a proposal that waits and one that was turned down.
pub(crate) async fn keep_proposals(table: &Table) {
    for number in [1, 2] {
        table.keep_proposal(&proposal(number)).await.unwrap();
    }
    let done = table.turn_down(&proposal(2), &turned_down("No")).await;
    assert!(done.unwrap());
}

/// Makes a register of one line that was locked once.
async fn locked() -> Table {
    let table = Database::new().await.table();
    let line = KeptLine::new(RegisterLine::new(provision(0), week(), week().monday()));
    let key = register_key();
    let register = KeptRegister {
        key: key.clone(),
        head: RegisterHead {
            supplier_name: "Willow Grove".to_owned(),
            plan_version: 1,
            status: KeptStatus::Open,
            version: 0,
            amounts: None,
            transport: None,
            changes: 0,
        },
        lines: [(line_key(0), line)].into(),
    };
    table.make_register(&register).await.unwrap();
    table.freeze_line(&key, &line_key(0), 1).await.unwrap();
    let kept = table.register(&key).await.unwrap().unwrap();
    let head = RegisterHead {
        status: KeptStatus::Locked { by: by() },
        version: 1,
        ..kept.head.clone()
    };
    let done = table.keep_version(&key, &head, &version(1, &kept)).await;
    assert_eq!(done.unwrap(), HeadKept::Kept);
    table
}

/// Returns the register as an adjustment makes it.
async fn adjusted(table: &Table) -> AdjustedVersion {
    let mut kept = table.register(&register_key()).await.unwrap().unwrap();
    let line = kept.lines.get_mut(&line_key(0)).unwrap();
    let mut changed = line.line.clone();
    let (cell, mark) = proposal(1).changes.remove(0);
    let record = attendance::cell::CellRecord {
        mark,
        version: 1,
        recorded: by(),
    };
    changed.records.insert((cell.day, cell.symbol), record);
    *line = line.changed_to(changed, None);
    let lines = vec![line.clone()];
    AdjustedVersion {
        head: RegisterHead {
            version: 2,
            ..kept.head.clone()
        },
        version: version(2, &kept),
        lines,
    }
}

fn version(number: u32, kept: &KeptRegister) -> KeptVersion {
    KeptVersion {
        number,
        by: by(),
        supplier_name: kept.head.supplier_name.clone(),
        lines: kept.lines.clone(),
        plan_version: 1,
        book: ContractBook::default(),
        amounts: Vec::new(),
        chain: String::new(),
        adjustment: None,
    }
}

fn by() -> RecordedBy {
    RecordedBy {
        user: jo().0,
        at: at("2026-03-31T09:00:00Z"),
        via: RecordedVia::Adjustment,
    }
}

fn proposal(number: u32) -> AdjustmentProposal {
    let cell = Cell {
        line: line_key(0),
        day: day(0),
        symbol: Symbol::Morning,
    };
    AdjustmentProposal {
        id: AdjustmentId::parse(&format!("00000000000000b{number}")).unwrap(),
        register: register_key(),
        from_version: 1,
        because: "Ana was in hospital".to_owned(),
        by: by(),
        changes: vec![(cell, Mark::absent(Some(AbsenceReason::NonPayment)))],
        lines: vec![AdjustmentLine {
            line: line_key(0),
            kind: CareKind::Sessions,
            adjustment: AdjustmentType::PayTakenBack,
            amount: Money::pence(3000),
        }],
        decided: None,
    }
}

fn turned_down(because: &str) -> AdjustmentDecided {
    AdjustmentDecided {
        by: jo().0,
        at: at("2026-03-31T10:00:00Z"),
        decision: AdjustmentDecision::TurnedDown {
            because: because.to_owned(),
        },
    }
}

fn approved() -> AdjustmentDecided {
    AdjustmentDecided {
        decision: AdjustmentDecision::Approved { version: 2 },
        ..turned_down("")
    }
}
