//! The records of files.

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{
    Evidence, EvidenceStore as _, FileState, FileType, MOST_FILES,
};
use domain::forms::saved_form::SavedFormStore as _;
use jiff::SignedDuration;
use serde_json::Value;
use testkit::Database;

use crate::{jo, monday, new_form, sam, submitted, together};

#[tokio::test]
async fn files_are_listed_oldest_first_to_their_owner_alone() {
    let table = with_form().await.table();
    let id = new_form(1).id;
    for number in [3, 1, 2] {
        for _ in 0..2 {
            let taken = table.announce_evidence(&jo(), &id, &file(number)).await;
            assert!(taken.unwrap());
        }
    }
    let files = table.evidence(&jo(), &id).await.unwrap();
    assert_eq!(files, [1, 2, 3].map(file));
    assert!(table.evidence(&sam(), &id).await.unwrap().is_empty());
    assert!(
        table
            .evidence(&jo(), &new_form(2).id)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn of_thirty_files_at_the_same_time_twenty_are_taken() {
    let database = with_form().await;
    let id = new_form(1).id;
    let taken = together((0..30).map(|number| {
        let (table, id) = (database.table(), id.clone());
        async move {
            table
                .announce_evidence(&jo(), &id, &file(number))
                .await
                .unwrap()
        }
    }))
    .await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), MOST_FILES);
    let table = database.table();
    let files = table.evidence(&jo(), &id).await.unwrap();
    assert_eq!(files.len(), MOST_FILES);
    // One file is removed and one added. Removing a file twice is no failure
    // and counts once.
    for _ in 0..2 {
        table
            .remove_evidence(&jo(), &id, &files[0].id)
            .await
            .unwrap();
    }
    assert!(
        table
            .announce_evidence(&jo(), &id, &file(40))
            .await
            .unwrap()
    );
    assert!(
        !table
            .announce_evidence(&jo(), &id, &file(41))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn no_file_is_taken_for_a_form_that_is_not_there_or_submitted() {
    let database = with_form().await;
    let table = database.table();
    let id = new_form(1).id;
    assert!(
        !table
            .announce_evidence(&sam(), &id, &file(1))
            .await
            .unwrap()
    );
    submitted(&table, &new_form(1), 1).await;
    assert!(!table.announce_evidence(&jo(), &id, &file(1)).await.unwrap());
    assert!(table.evidence(&jo(), &id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_state_that_is_final_stays_and_what_was_taken_out_does_not_come_back() {
    let table = with_form().await.table();
    let id = new_form(1).id;
    table.announce_evidence(&jo(), &id, &file(1)).await.unwrap();
    let scanning = Evidence {
        state: FileState::Scanning,
        ..clean(1)
    };
    for judged in [&scanning, &clean(1), &scanning, &file(1)] {
        assert!(table.record_verdict(&jo(), &id, judged).await.unwrap());
    }
    let infected = Evidence {
        state: FileState::Infected,
        ..clean(1)
    };
    assert!(table.record_verdict(&jo(), &id, &infected).await.unwrap());
    assert_eq!(table.evidence(&jo(), &id).await.unwrap(), [clean(1)]);
    table
        .remove_evidence(&jo(), &id, &file(1).id)
        .await
        .unwrap();
    assert!(!table.record_verdict(&jo(), &id, &clean(1)).await.unwrap());
    assert!(table.evidence(&jo(), &id).await.unwrap().is_empty());
}

#[tokio::test]
async fn why_a_file_cannot_be_used_is_kept_with_it() {
    let table = with_form().await.table();
    let id = new_form(1).id;
    for (number, refusal) in (1..).zip(Refusal::ALL) {
        table
            .announce_evidence(&jo(), &id, &file(number))
            .await
            .unwrap();
        let refused = Evidence {
            state: FileState::Refused,
            refusal: Some(refusal),
            ..file(number)
        };
        table.record_verdict(&jo(), &id, &refused).await.unwrap();
        let known = table.evidence(&jo(), &id).await.unwrap();
        assert_eq!(known.last(), Some(&refused));
    }
}

#[tokio::test]
async fn a_file_can_be_taken_out_after_its_form_is_gone() {
    let database = with_form().await;
    let table = database.table();
    let id = new_form(1).id;
    table.announce_evidence(&jo(), &id, &file(1)).await.unwrap();
    table.delete_saved_form(&jo(), &id).await.unwrap();
    table
        .remove_evidence(&jo(), &id, &file(1).id)
        .await
        .unwrap();
    assert_eq!(database.stored().await, Vec::<Value>::new());
}

pub(crate) fn file(number: u64) -> Evidence {
    Evidence {
        id: format!("{number:032x}"),
        document: "bank-statements".to_owned(),
        name: format!("statement-{number}.pdf"),
        file_type: None,
        size: 0,
        fingerprint: None,
        state: FileState::Expected,
        refusal: None,
        added_at: monday() + SignedDuration::from_secs(i64::try_from(number).unwrap()),
    }
}

pub(crate) fn clean(number: u64) -> Evidence {
    Evidence {
        file_type: Some(FileType::Pdf),
        size: 12_345,
        fingerprint: Some(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned(),
        ),
        state: FileState::Clean,
        ..file(number)
    }
}

pub(crate) fn refused(number: u64) -> Evidence {
    Evidence {
        size: 40_000_000,
        state: FileState::Refused,
        refusal: Some(Refusal::TooLarge),
        ..file(number)
    }
}

async fn with_form() -> Database {
    let database = Database::new().await;
    let table = database.table();
    table
        .start_saved_form(&jo(), &new_form(1), monday())
        .await
        .unwrap();
    database
}
