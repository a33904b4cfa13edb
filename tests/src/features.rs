//! The functions alone, and the functions with their tests, are compiled from
//! crates with one set of features, so that nothing is compiled twice.

use std::collections::BTreeSet;

use crate::tree;

/// Lists the crates from outside that a build uses, each with its features.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    let shown = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--workspace", "--prefix", "none"])
        .args(["--format", "{p} [{f}]"])
        .args(arguments)
        .current_dir(tree::top())
        .output()
        .expect("cargo shows what a build takes");
    assert!(shown.status.success(), "{shown:?}");
    String::from_utf8(shown.stdout)
        .expect("names of crates are UTF-8")
        .lines()
        // Cargo shows a package of the workspace with its folder.
        .filter(|line| !line.contains(&*tree::top().to_string_lossy()))
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        .collect()
}

#[test]
fn the_tests_turn_on_no_feature_that_the_build_of_the_functions_lacks() {
    // The builds of infra/local/up and of tests/run.
    let alone = crates(&[
        "--edges=normal,build",
        "--exclude=tests",
        "--exclude=testkit",
    ]);
    let with_tests = crates(&["--edges=normal,build,dev"]);
    assert!(alone.len() > 300, "{}", alone.len());
    let compiled_twice: Vec<_> = alone.difference(&with_tests).collect();
    assert!(
        compiled_twice.is_empty(),
        "infra/local/features does not name what the tests turn on in {compiled_twice:#?}"
    );
}
