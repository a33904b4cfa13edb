//! Forms of cases: nobody overwrites what another person has just answered, and
//! a form that was signed off stays as it was.

use domain::access::audit::{Actor, AuditLog as _, Audited};
use domain::forms::attribution::Attribution;
use domain::forms::staff_case::{
    CaseForm, CaseFormReader as _, CaseFormStore as _, CaseKey, CaseMark, CaseOutcome,
    CaseTeamReader as _, CaseTeamStore as _, TeamId,
};
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use store::Table;
use testkit::{CrashPoint, Database};

use crate::{at, fields, jo, sam, text, together};

#[tokio::test]
async fn an_answer_says_who_gave_it_and_when() {
    let table = Database::new().await.table();
    assert_eq!(
        table.latest_case_form(&entry(&table).await).await.unwrap(),
        None
    );
    let by = jo_at("2026-11-22T09:00:00Z");
    let form = done(keep(&table, mark(1, 0), ("difficult", "Stairs"), &by).await);
    assert_eq!(form.mark, mark(1, 1));
    assert_eq!(form.answers.text("difficult"), Some("Stairs"));
    assert_eq!(form.attributions["difficult"], by);
    assert_eq!(
        table.latest_case_form(&entry(&table).await).await.unwrap(),
        Some(form)
    );
}

#[tokio::test]
async fn of_two_who_change_one_answer_the_second_is_refused_until_they_saw_it() {
    let table = Database::new().await.table();
    let first = jo_at("2026-11-22T09:00:00Z");
    done(keep(&table, mark(1, 0), ("difficult", "Stairs"), &first).await);
    done(keep(&table, mark(1, 1), ("language", "Welsh"), &first).await);
    let sams = sam_at("2026-11-22T09:01:00Z");
    // Both see the form as it was after the first change.
    let shown = mark(1, 1);
    done(keep(&table, shown, ("difficult", "Washing"), &first).await);
    let refused = keep(&table, shown, ("difficult", "Cooking"), &sams).await;
    let CaseOutcome::Overtaken(now) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(now.answers.text("difficult"), Some("Washing"));
    assert_eq!(now.mark, mark(1, 3));
    // An equal answer overwrites nothing.
    done(keep(&table, shown, ("difficult", "Washing"), &sams).await);
    // The conflict does not touch another answer, unless that was changed as
    // well.
    done(keep(&table, shown, ("met-on", "Monday"), &sams).await);
    let refused = keep(&table, shown, ("language", "Irish"), &sams).await;
    assert!(matches!(refused, CaseOutcome::Overtaken(_)), "{refused:?}");
    // Once they have seen the other answer they may change it.
    let form = done(keep(&table, now.mark, ("difficult", "Cooking"), &sams).await);
    assert_eq!(form.attributions["difficult"], sams);
    // The person who gave the last answer may change it from any page.
    done(keep(&table, shown, ("difficult", "Shopping"), &sams).await);
}

#[tokio::test]
async fn of_several_answers_that_are_kept_together_none_is_kept_alone() {
    let table = Database::new().await.table();
    let (jos, sams) = (
        jo_at("2026-11-22T09:00:00Z"),
        sam_at("2026-11-22T09:01:00Z"),
    );
    done(keep(&table, mark(1, 0), ("difficult", "Stairs"), &jos).await);
    let answers = [
        ("met-on".to_owned(), text("Monday")),
        ("difficult".to_owned(), text("Cooking")),
    ];
    let case = case();
    let refused = table.keep_case_answers(&case, mark(1, 0), &answers, &sams);
    let refused = refused.await.unwrap();
    assert!(matches!(refused, CaseOutcome::Overtaken(_)), "{refused:?}");
    let form = table
        .latest_case_form(&entry(&table).await)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(form.answers.get("met-on"), None);
}

#[tokio::test]
async fn items_that_fifty_people_add_at_once_are_no_more_than_a_group_has_room_for() {
    const MOST: u32 = 30;
    let database = Database::new().await;
    let kept = together((0..50).map(|number| {
        let table = database.table();
        async move {
            let (item, visit) = (format!("visits/{number:02}"), fields(&[("on", "Monday")]));
            let (case, by) = (case(), jo_at("2026-11-22T09:00:00Z"));
            let kept = table.keep_case_item(&case, mark(1, 0), (&item, &visit), MOST, &by);
            done(kept.await.unwrap()).answers.get(&item).is_some()
        }
    }))
    .await;
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 30);
    let table = database.table();
    let form = table.latest_case_form(&entry(&table).await).await;
    let form = form.unwrap().unwrap();
    assert_eq!(form.answers.items("visits").count(), 30);
    // What is there may still be changed, and a full group is no conflict.
    let (key, _) = form.answers.items("visits").next().unwrap();
    let item = format!("visits/{key}");
    let (case, by, tuesday) = (
        case(),
        jo_at("2026-11-22T09:00:00Z"),
        fields(&[("on", "Tuesday")]),
    );
    let changed = table.keep_case_item(&case, form.mark, (&item, &tuesday), MOST, &by);
    let changed = done(changed.await.unwrap());
    assert_eq!(changed.answers.get(&item), Some(&tuesday));
    // Somebody else's newer answer is not overwritten.
    let (sams, other) = (
        sam_at("2026-11-22T09:01:00Z"),
        fields(&[("on", "Wednesday")]),
    );
    let stale = table.keep_case_item(&case, form.mark, (&item, &other), MOST, &sams);
    let stale = stale.await.unwrap();
    assert!(matches!(stale, CaseOutcome::Overtaken(_)), "{stale:?}");
}

#[tokio::test]
async fn an_answer_taken_out_or_cleared_is_a_change_like_another() {
    let table = Database::new().await.table();
    let (jos, sams) = (
        jo_at("2026-11-22T09:00:00Z"),
        sam_at("2026-11-22T09:01:00Z"),
    );
    done(keep(&table, mark(1, 0), ("visits/01", "Monday"), &jos).await);
    let case = case();
    let removed = table.remove_case_answer(&case, mark(1, 1), "visits/01", &sams);
    assert!(done(removed.await.unwrap()).answers.is_empty());
    let refused = keep(&table, mark(1, 1), ("visits/01", "Tuesday"), &jos).await;
    assert!(matches!(refused, CaseOutcome::Overtaken(_)), "{refused:?}");

    let form = done(keep(&table, mark(1, 2), ("difficult", "Stairs"), &jos).await);
    let clear = async |mark| table.clear_case_form(&case, mark, &sams).await.unwrap();
    assert!(matches!(clear(mark(1, 2)).await, CaseOutcome::Overtaken(_)));
    let cleared = done(clear(form.mark).await);
    assert!(cleared.answers.is_empty() && cleared.attributions.is_empty());
    assert_eq!(cleared.cleared, Some(sams.clone()));
    assert_eq!(
        done(clear(form.mark).await),
        cleared,
        "done again it is the same"
    );
    let refused = keep(&table, form.mark, ("difficult", "Stairs"), &jos).await;
    assert!(matches!(refused, CaseOutcome::Overtaken(_)), "{refused:?}");
    done(keep(&table, cleared.mark, ("difficult", "Stairs"), &jos).await);
}

#[tokio::test]
async fn what_is_signed_off_is_what_was_seen_and_is_never_changed() {
    let table = Database::new().await.table();
    let (jos, sams) = (
        jo_at("2026-11-22T09:00:00Z"),
        sam_at("2026-11-22T09:01:00Z"),
    );
    let seen = done(keep(&table, mark(1, 0), ("difficult", "Stairs"), &jos).await);
    done(keep(&table, seen.mark, ("met-on", "Monday"), &sams).await);
    let sign = async |mark, by| table.sign_off_case_form(&case(), mark, by).await.unwrap();
    let refused = sign(seen.mark, &jos).await;
    let CaseOutcome::Overtaken(now) = refused else {
        panic!("{refused:?}");
    };
    let signed = done(sign(now.mark, &jos).await);
    assert_eq!(signed.signed_off, Some(jos.clone()));
    assert_eq!(done(sign(now.mark, &jos).await), signed, "pressed twice");
    let too_late = sign(now.mark, &sams).await;
    assert!(
        matches!(too_late, CaseOutcome::SignedOff(_)),
        "{too_late:?}"
    );

    let mark = signed.mark;
    let answers = [("difficult".to_owned(), text("Cooking"))];
    for refused in [
        table.keep_case_answers(&case(), mark, &answers, &jos).await,
        table
            .remove_case_answer(&case(), mark, "difficult", &jos)
            .await,
        table.clear_case_form(&case(), mark, &jos).await,
    ] {
        assert_eq!(refused.unwrap(), CaseOutcome::SignedOff(signed.clone()));
    }
    assert_eq!(
        table.latest_case_form(&entry(&table).await).await.unwrap(),
        Some(signed)
    );
}

#[tokio::test]
async fn the_next_version_begins_once_with_what_was_signed_off() {
    let table = Database::new().await.table();
    let (jos, sams) = (
        jo_at("2026-11-22T09:00:00Z"),
        sam_at("2026-11-22T09:01:00Z"),
    );
    let begin = async || table.begin_next_version(&case(), 1).await.unwrap();
    assert_eq!(begin().await, CaseOutcome::Missing);
    let seen = done(keep(&table, mark(1, 0), ("difficult", "Stairs"), &jos).await);
    assert_eq!(begin().await, CaseOutcome::Missing, "it is not signed off");
    let signed = table.sign_off_case_form(&case(), seen.mark, &sams).await;
    let signed = done(signed.unwrap());
    let second = done(begin().await);
    assert_eq!(second.mark, mark(2, 1));
    assert_eq!(second.answers, signed.answers);
    assert_eq!(second.attributions, signed.attributions);
    assert_eq!(second.signed_off, None);
    done(keep(&table, second.mark, ("difficult", "Cooking"), &sams).await);
    assert_eq!(
        done(begin().await).answers.text("difficult"),
        Some("Cooking"),
        "what is begun stays as it is"
    );
    let first = table.case_form(&entry(&table).await, 1).await.unwrap();
    assert_eq!(first, Some(signed));
    let latest = table
        .latest_case_form(&entry(&table).await)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(latest.mark, mark(2, 2));
}

#[tokio::test]
async fn no_version_is_made_by_a_change_of_it() {
    let table = Database::new().await.table();
    let by = jo_at("2026-11-22T09:00:00Z");
    for mark in [mark(2, 0), mark(1, 1), mark(7, 7)] {
        let outcome = keep(&table, mark, ("difficult", "Stairs"), &by).await;
        assert_eq!(outcome, CaseOutcome::Missing, "{mark:?}");
    }
    let case = case();
    let removed = table.remove_case_answer(&case, mark(1, 0), "difficult", &by);
    assert_eq!(removed.await.unwrap(), CaseOutcome::Missing);
    assert_eq!(
        table.latest_case_form(&entry(&table).await).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn an_answer_whose_reply_was_lost_is_kept_when_it_is_sent_again() {
    let database = Database::new().await;
    let by = jo_at("2026-11-22T09:00:00Z");
    let answers = [("difficult".to_owned(), text("Stairs"))];
    let lost = database.table_crashing(CrashPoint::BeforeReply(1));
    let case = case();
    let kept = lost.keep_case_answers(&case, mark(1, 0), &answers, &by);
    assert!(kept.await.is_err());
    let table = database.table();
    done(keep(&table, mark(1, 0), ("difficult", "Stairs"), &by).await);
}

#[tokio::test]
async fn who_is_in_the_team_of_a_case_is_known_at_once() {
    let table = Database::new().await.table();
    let person = case().person;
    assert_eq!(table.team_of(&person).await.unwrap(), None);
    table.assign_case(&person, &team()).await.unwrap();
    let found = table.team_of(&person).await.unwrap();
    assert_eq!(found.map(|found| found.id), Some(team()));
    let is_in = async |who: &AccountId| table.is_in_team(&team(), who).await.unwrap();
    assert!(!is_in(&jo()).await);
    for _ in 0..2 {
        table.join_team(&team(), &jo()).await.unwrap();
        assert!(is_in(&jo()).await && !is_in(&sam()).await);
    }
    for _ in 0..2 {
        table.leave_team(&team(), &jo()).await.unwrap();
        assert!(!is_in(&jo()).await);
    }
    let other = TeamId("south".to_owned());
    table.assign_case(&person, &other).await.unwrap();
    let found = table.team_of(&person).await.unwrap();
    assert_eq!(found.map(|found| found.id), Some(other));
}

/// Writes the entry that every read of a case takes.
async fn entry(table: &Table) -> Audited<CaseKey> {
    let actor = Actor::Job("tests".to_owned());
    let now = at("2026-11-22T09:00:00Z");
    let entry = table.audit(case(), actor, "opened".to_owned(), now);
    entry.await.unwrap()
}

pub(crate) fn case() -> CaseKey {
    CaseKey {
        person: PersonId::parse("ana-doe").unwrap(),
        form: "practice-assessment".to_owned(),
    }
}

pub(crate) fn team() -> TeamId {
    TeamId("north".to_owned())
}

pub(crate) fn said_by(account: &AccountId, instant: &str) -> Attribution {
    Attribution {
        by: account.clone(),
        name: "Jo Bloggs".to_owned(),
        at: at(instant),
    }
}

fn jo_at(instant: &str) -> Attribution {
    said_by(&jo(), instant)
}

fn sam_at(instant: &str) -> Attribution {
    said_by(&sam(), instant)
}

const fn mark(version: u32, changes: u64) -> CaseMark {
    CaseMark { version, changes }
}

async fn keep(
    table: &Table,
    mark: CaseMark,
    (key, words): (&str, &str),
    by: &Attribution,
) -> CaseOutcome {
    let answers = [(key.to_owned(), text(words))];
    let case = case();
    let kept = table.keep_case_answers(&case, mark, &answers, by);
    kept.await.unwrap()
}

#[track_caller]
fn done(outcome: CaseOutcome) -> CaseForm {
    match outcome {
        CaseOutcome::Done(form) => form,
        other => panic!("{other:?}"),
    }
}
