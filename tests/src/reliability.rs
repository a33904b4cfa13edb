//! The table of what registers, import and export withstand: every test that the
//! table names is there.

use crate::{asvs, tree};

/// The rows of the table.
const ROWS: usize = 10;

#[test]
fn every_row_names_a_test_that_shows_it_and_every_test_is_there() {
    let page = tree::text(&tree::top().join("tests/reliability.md"));
    let rows: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| What"))
        .filter(|line| !line.starts_with("| ---"))
        .collect();
    assert_eq!(rows.len(), ROWS);
    for row in rows {
        let cited = cited(row);
        assert!(!cited.is_empty(), "{row}");
        let missing = cited.into_iter().filter(|cited| !is_there(*cited));
        assert_eq!(missing.collect::<Vec<_>>(), [], "{row}");
    }
}

#[test]
fn what_is_not_there_is_found() {
    for (row, expected) in [
        (
            "| `tests/src/reliability.rs::what_is_not_there_is_found` |",
            true,
        ),
        // A function, and no test.
        ("| `tests/src/reliability.rs::cited` |", false),
        ("| `tests/src/no_such_file.rs::a_test` |", false),
        ("| `tests/reliability.md::What | Figure` |", true),
        ("| `tests/reliability.md::No such words` |", false),
    ] {
        let [cited] = cited(row)[..] else {
            panic!("one is cited in {row}");
        };
        assert_eq!(is_there(cited), expected, "{row}");
    }
}

/// Lists what a row names, each with its file: tests, and words of a page of
/// figures.
fn cited(row: &str) -> Vec<(&str, &str)> {
    let quoted = row.split('`').skip(1).step_by(2);
    quoted.filter_map(|one| one.split_once("::")).collect()
}

fn is_there((file, inside): (&str, &str)) -> bool {
    match file.ends_with(".rs") {
        true => asvs::tests_of(file).contains(inside),
        false => tree::text(&tree::top().join(file)).contains(inside),
    }
}
