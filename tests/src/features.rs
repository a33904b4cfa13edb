//! What cargo compiles. The tests need no crate with other features than the
//! functions, so that nothing is compiled twice. A function that is deployed
//! has the AWS SDKs that it calls, and no other.

use std::collections::BTreeSet;

use crate::tree;

/// Lists the crates of a build, one on each line.
fn shown(arguments: &[&str]) -> String {
    let shown = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none"])
        .args(arguments)
        // Whoever asks cargo to build all packages alike still deploys one.
        .env_remove("CARGO_RESOLVER_FEATURE_UNIFICATION")
        .current_dir(tree::top())
        .output()
        .expect("cargo shows what a build takes");
    assert!(shown.status.success(), "{shown:?}");
    String::from_utf8(shown.stdout).expect("names of crates are UTF-8")
}

/// Lists the crates from outside that a build uses, each with its features.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    let workspace = ["--workspace", "--format", "{p} [{f}]"];
    shown(&[&workspace, arguments].concat())
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

/// The services that `launch` gives a function on demand, each with the crate
/// that calls it.
const SERVICES: [(&str, &str); 9] = [
    ("both_pools", "aws-sdk-cognitoidentityprovider"),
    ("evidence", "aws-sdk-s3"),
    ("exchange", "aws-sdk-s3"),
    ("identity", "aws-sdk-cognitoidentityprovider"),
    ("invited", "aws-sdk-cognitoidentityprovider"),
    ("mailer", "aws-sdk-sesv2"),
    ("phones", "aws-sdk-pinpointsmsvoicev2"),
    ("scanner", "aws-sdk-s3"),
    ("snapshots", "aws-sdk-s3"),
];

#[test]
fn each_function_links_the_table_and_the_services_that_its_main_asks_for() {
    let mains = tree::files("functions", &["src/main.rs"]);
    assert!(mains.len() > 16, "{}", mains.len());
    for main in mains {
        let function = main.parent().and_then(std::path::Path::parent).unwrap();
        let package = function.file_name().unwrap().to_str().unwrap();
        let text = tree::text(&main);
        let asked_for = SERVICES
            .iter()
            .filter(|(service, _)| text.contains(&format!(".{service}()")))
            .map(|(_, sdk)| (*sdk).to_owned());
        let wanted: BTreeSet<_> = asked_for.chain(["aws-sdk-dynamodb".to_owned()]).collect();
        let linked = shown(&["--package", package, "--edges=normal", "--format", "{p}"]);
        let linked: BTreeSet<_> = linked
            .lines()
            .filter_map(|line| line.split(' ').next())
            // aws-config looks for credentials with this crate.
            .filter(|name| name.starts_with("aws-sdk-") && *name != "aws-sdk-sts")
            .map(str::to_owned)
            .collect();
        assert_eq!(linked, wanted, "{package}");
    }
}
