//! The chain and the receipt of a locked version, from what is kept of it.

use super::given::*;
use super::kept_versions::{key_of_register, two_versions};
use crate::change_chain::{ChainHash, ChainLine, verify, verify_after};
use crate::kept_line::KeptLine;
use crate::kept_register::{KeptAdjustment, KeptVersion};
use crate::locked_chain::chain_of;
use crate::receipt::SubmissionReceipt;
use crate::symbol::Symbol;

fn words(lines: &[ChainLine]) -> Vec<&str> {
    lines
        .iter()
        .map(|line| line.text.split(' ').next().unwrap())
        .collect()
}

#[test]
fn the_chain_of_a_version_has_its_plan_its_marks_by_time_its_amounts_and_its_lock() {
    let (first, _) = two_versions();
    let chain = chain_of(&key_of_register(), None, &first);
    assert_eq!(
        words(chain.lines()),
        [
            "made", "planned", "planned", "marked", "marked", "marked", "priced", "priced",
            "locked"
        ]
    );
    let text = |at: usize| chain.lines()[at].text.as_str();
    assert_eq!(
        text(1),
        "planned line=0004512/1 person=R0004512 service=D1 terms=LOW starts=2024-01-01 appeared=2025-05-05 plan=am,pm//////"
    );
    assert!(text(3).contains("symbol=am before=unmarked after=0"));
    assert!(text(4).contains("symbol=am before=0"));
    assert!(text(4).contains("reason=without_notice version=2 by=brigid"));
    assert!(text(5).contains("symbol=pm"));
    assert_eq!(
        text(8),
        "locked supplier=S1 name=Oak%20&%20Ash week=2025-05-11 version=1 plan=1 planned=120 paid=120 billed=90 by=ana at=2025-05-12T08:00:00Z via=page"
    );
    let root = ChainHash::parse(&first.chain).unwrap();
    assert_eq!(verify(chain.lines(), &root), Ok(()));
}

#[test]
fn a_later_version_goes_on_from_the_hash_of_the_one_before_with_its_own_changes_alone() {
    let (first, second) = two_versions();
    let chain = chain_of(&key_of_register(), Some(&first), &second);
    assert_eq!(
        words(chain.lines()),
        ["marked", "priced", "priced", "locked"]
    );
    assert_eq!(chain.before().as_str(), first.chain);
    let root = ChainHash::parse(&second.chain).unwrap();
    let from = chain.before().clone();
    assert_eq!(verify_after(from, chain.lines(), &root), Ok(()));
    assert!(verify(chain.lines(), &root).is_err());
}

#[test]
fn a_chain_is_of_what_is_kept_and_not_of_how_it_was_read() {
    let (first, second) = two_versions();
    let key = key_of_register();
    let read = |version: &KeptVersion| {
        let lines = version.lines.iter().map(|(line, kept)| {
            let read = KeptLine::read(&key.supplier, key.week, line.clone(), &kept.texts());
            (line.clone(), read.unwrap())
        });
        KeptVersion {
            lines: lines.collect(),
            amounts: version.amounts.iter().rev().cloned().collect(),
            ..version.clone()
        }
    };
    let again = chain_of(&key, Some(&read(&first)), &read(&second));
    assert_eq!(again, chain_of(&key, Some(&first), &second));
}

#[test]
fn everything_that_decides_pay_is_in_the_chain_and_so_is_who_adjusted_it() {
    let (first, second) = two_versions();
    let key = key_of_register();
    let root = |version: &KeptVersion| chain_of(&key, Some(&first), version).root();
    let known = root(&second);
    let mut changed = Vec::new();
    let mut change = |change: &dyn Fn(&mut KeptVersion)| {
        let mut version = second.clone();
        change(&mut version);
        changed.push(version);
    };
    change(&|version| version.number = 3);
    change(&|version| version.by.user = "x".to_owned());
    change(&|version| version.supplier_name = "Ash".to_owned());
    change(&|version| version.plan_version = 2);
    change(&|version| version.amounts[0].paid += rust_decimal::dec!(0.01));
    change(&|version| {
        for kept in version.lines.values_mut() {
            kept.line.plan.0[1].morning = true;
        }
    });
    change(&|version| {
        for kept in version.lines.values_mut() {
            kept.line.checked = Some(ana());
        }
    });
    change(&|version| {
        for kept in version.lines.values_mut() {
            let place = (day(0), Symbol::Morning);
            let because = "two places".to_owned();
            kept.line.explained_doubles.insert(place, because);
        }
    });
    change(&|version| {
        version.adjustment = Some(KeptAdjustment {
            because: "they were there".to_owned(),
            proposed_by: ana(),
            approved_by: by("f2", "2025-05-13T08:00:00Z"),
        });
    });
    for version in &changed {
        assert_ne!(root(version), known);
    }
    let adjusted = chain_of(&key, Some(&first), &changed[8]);
    let line = &adjusted.lines()[1].text;
    assert!(line.starts_with("adjusted because=") && line.contains("proposed=ana"));
    assert!(!line.contains("they were there"));
}

#[test]
fn section_8_2_a_receipt_says_what_was_locked_and_ends_in_what_verifies_it() {
    let (first, second) = two_versions();
    let receipt = SubmissionReceipt::of(&key_of_register(), Some(&first), &second);
    let text = receipt.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[..9],
        [
            "Receipt for a register of day services",
            "",
            "Supplier: Oak & Ash (S1)",
            "Week ending: 2025-05-11",
            "Version: 2",
            "Locked: 2025-05-13T08:00:00Z by ana",
            "As planned: £120.00",
            "To be paid: £120.00",
            "To be billed, before assessed charges: £90.00",
        ]
    );
    let [.., before, line, hash] = lines.as_slice() else {
        panic!("{text}");
    };
    let before = ChainHash::parse(before).unwrap();
    let locked = ChainLine {
        text: (*line).to_owned(),
        hash: ChainHash::parse(hash).unwrap(),
    };
    let root = ChainHash::parse(receipt.hash()).unwrap();
    assert_eq!(verify_after(before, &[locked], &root), Ok(()));
    assert_eq!(root.as_str(), second.chain);
}
