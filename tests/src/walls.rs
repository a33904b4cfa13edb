//! Compares what each package imports with the table of the README. A package
//! that is not in the table must not exist.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::tree;

#[test]
fn every_room_imports_only_what_the_plan_allows() {
    let mut broken = Vec::new();
    for (name, dependencies) in packages() {
        let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
            broken.push(format!("{name} is not in the plan"));
            continue;
        };
        if name == "tests" {
            continue;
        }
        for (kind, on) in dependencies {
            let allowed = match kind.as_str() {
                "" => room.rooms.contains(&on.as_str()) || room.crates.contains(&on.as_str()),
                "build" => room.build.contains(&on.as_str()),
                _ => true,
            };
            if !allowed {
                broken.push(format!("{name} may not import {on} {kind}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_plan_names_no_room_that_is_gone_and_allows_nothing_unused() {
    let packages: BTreeMap<_, _> = packages().into_iter().collect();
    let mut unused = Vec::new();
    for room in ROOMS.iter().filter(|room| room.name != "tests") {
        let Some(dependencies) = packages.get(room.name) else {
            unused.push(format!("{} is gone", room.name));
            continue;
        };
        if room.crates == PAGE_CRATES {
            continue;
        }
        let used: BTreeSet<_> = dependencies
            .iter()
            .filter(|(kind, _)| kind != "dev")
            .map(|(_, on)| on.as_str())
            .collect();
        for allowed in room.rooms.iter().chain(room.crates).chain(room.build) {
            if !used.contains(allowed) {
                unused.push(format!("{} no longer needs {allowed}", room.name));
            }
        }
    }
    assert!(unused.is_empty(), "{}", unused.join("\n"));
}

#[test]
fn no_function_imports_another_function_or_an_aws_sdk() {
    let functions: BTreeSet<_> = std::fs::read_dir(tree::top().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let broken: Vec<_> = packages()
        .into_iter()
        .filter(|(name, _)| functions.contains(name))
        .flat_map(|(name, dependencies)| {
            dependencies
                .into_iter()
                .filter(|(_, on)| functions.contains(on) || on.starts_with("aws-"))
                .map(move |(_, on)| format!("{name} imports {on}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(!functions.is_empty());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The words that no line of a pure package may contain, each with the reason.
const IMPURE: &[(&str, &str)] = &[
    ("f32", "money and numbers are decimal"),
    ("f64", "money and numbers are decimal"),
    ("std::env", "the environment is launch's"),
    ("SystemTime", "time is an argument"),
    ("Instant::now", "time is an argument"),
    ("std::fs", "pure"),
    ("std::net", "pure"),
    ("tokio", "pure"),
];

#[test]
fn the_pure_rooms_hold_no_float_clock_file_or_environment() {
    let mut broken = Vec::new();
    for room in [
        "shared/app/src",
        "shared/attendance/src",
        "shared/budget/src",
        "shared/charging/src",
        "shared/domain/src",
        "shared/exchange/src",
        "shared/journey/src",
    ] {
        let is_test =
            |file: &std::path::PathBuf| file.components().any(|part| part.as_os_str() == "tests");
        for file in tree::files(room, &[".rs"])
            .into_iter()
            .filter(|file| !is_test(file))
        {
            for (number, line) in tree::text(&file).lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for (word, why) in IMPURE {
                    if code
                        .split(|letter: char| !(letter.is_alphanumeric() || "_:".contains(letter)))
                        .any(|token| token == *word || token.starts_with(&format!("{word}::")))
                    {
                        broken.push(format!("{}:{}: {word}: {why}", file.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The calls that hand a message to a service, or record that it was handed
/// over.
const SENDING: [&str; 4] = [
    ".send_email(",
    ".send_phone_code(",
    ".keep_email(",
    ".keep_delivery(",
];

#[test]
fn one_room_hands_messages_over_and_records_them() {
    let mut elsewhere = Vec::new();
    let files = ["functions", "shared"]
        .iter()
        .flat_map(|room| tree::files(room, &[".rs"]));
    for file in files {
        let place = file
            .strip_prefix(tree::top())
            .unwrap()
            .display()
            .to_string();
        if place.starts_with("shared/app/") || place.contains("/tests") {
            continue;
        }
        for (number, line) in tree::text(&file).lines().enumerate() {
            // The call without arguments is the client's of the mail service.
            let line = line.replace(".send_email()", "");
            if SENDING.iter().any(|sends| line.contains(sends)) {
                elsewhere.push(format!("{place}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(elsewhere.is_empty(), "{}", elsewhere.join("\n"));
}

#[test]
fn the_name_of_a_setting_is_the_name_of_nothing_else() {
    let template = tree::text(&tree::top().join("infra/template.yaml"));
    let settings: BTreeSet<_> = template
        .lines()
        .filter_map(|line| line.strip_prefix("          ")?.split_once(": "))
        .map(|(name, _)| name)
        .filter(|name| {
            name.contains('_') && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        })
        .collect();
    assert!(settings.len() > 10, "{settings:?}");
    let mut doubled = Vec::new();
    for file in tree::files(".", &[".rs"]) {
        for line in tree::text(&file).lines() {
            let named = line
                .split_once("const ")
                .and_then(|(_, rest)| rest.split_once(':'));
            if let Some((name, _)) = named.filter(|(name, _)| settings.contains(name)) {
                doubled.push(format!("{}: {name}", file.display()));
            }
        }
    }
    assert!(doubled.is_empty(), "{}", doubled.join("\n"));
}

#[test]
fn every_main_only_assembles() {
    let mains: Vec<_> = tree::files("functions", &["src/main.rs"]);
    assert!(mains.len() >= 4, "every function has a main");
    for main in mains {
        let text = tree::text(&main);
        let lines = text.lines().count();
        assert!(lines < 15, "{} has {lines} lines", main.display());
        assert!(
            text.contains("launch::"),
            "{} hands over to launch",
            main.display()
        );
    }
}

#[test]
fn no_module_is_a_drawer() {
    let drawers = [
        "utils", "util", "helpers", "helper", "common", "types", "misc",
    ];
    for file in tree::files(".", &[".rs", ".ts", ".py"]) {
        for part in file.strip_prefix(tree::top()).unwrap().iter() {
            let name = part.to_str().unwrap().split('.').next().unwrap();
            assert!(
                !drawers.contains(&name),
                "{} says nothing about what is in it",
                file.display()
            );
        }
    }
}

#[test]
fn every_package_takes_the_workspace_lints_and_every_library_has_its_readme_as_front_page() {
    for (name, _) in packages() {
        let folder = ["shared", "functions", "infra/local", "."]
            .iter()
            .map(|room| tree::top().join(room).join(&name))
            .find(|folder| folder.join("Cargo.toml").exists())
            .unwrap_or_else(|| panic!("{name} has a folder of its own name"));
        let manifest = tree::text(&folder.join("Cargo.toml"));
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{name} opts in to the workspace lints"
        );
        if name == "tests" {
            continue;
        }
        let library = tree::text(&folder.join("src/lib.rs"));
        assert!(
            library.contains("#![doc = include_str!(\"../README.md\")]"),
            "{name}'s README is its front page"
        );
    }
}

/// A package, and everything that it may name as a dependency.
struct Room {
    name: &'static str,
    /// The packages of the workspace that it may import.
    rooms: &'static [&'static str],
    /// The crates from outside that it may import.
    crates: &'static [&'static str],
    /// The crates that only its build script may use.
    build: &'static [&'static str],
}

const PAGE_CRATES: &[&str] = &[
    "askama",
    "axum",
    "futures-util",
    "jiff",
    "rust_decimal",
    "serde",
    "serde_json",
];

const ROOMS: &[Room] = &[
    Room {
        name: "domain",
        rooms: &[],
        crates: &[
            "jiff",
            "rust_decimal",
            "serde",
            "thiserror",
            "unicode-normalization",
        ],
        build: &["serde", "serde_json"],
    },
    Room {
        name: "charging",
        rooms: &["domain"],
        crates: &["jiff", "rust_decimal", "serde", "thiserror"],
        build: &["basic-toml", "serde"],
    },
    Room {
        name: "attendance",
        rooms: &["domain"],
        crates: &[
            "icu_collator",
            "icu_locale",
            "jiff",
            "rust_decimal",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
        ],
        build: &[],
    },
    Room {
        name: "budget",
        rooms: &["domain"],
        crates: &[
            "jiff",
            "rust_decimal",
            "serde",
            "serde_json",
            "serde_path_to_error",
            "thiserror",
        ],
        build: &[
            "jiff",
            "rust_decimal",
            "serde",
            "serde_json",
            "serde_path_to_error",
            "thiserror",
        ],
    },
    Room {
        name: "journey",
        rooms: &["charging", "domain"],
        crates: &["jiff", "rust_decimal", "serde", "serde_json", "thiserror"],
        build: &[],
    },
    Room {
        name: "app",
        rooms: &["attendance", "domain", "exchange", "journey"],
        crates: &[
            "futures-util",
            "jiff",
            "rust_decimal",
            "serde",
            "thiserror",
            "tracing",
        ],
        build: &[],
    },
    Room {
        name: "web",
        rooms: &["app", "attendance", "domain", "journey"],
        crates: &[
            "askama",
            "axum",
            "futures-util",
            "jiff",
            "miniz_oxide",
            "ring",
            "serde",
            "serde_json",
            "serde_path_to_error",
            "sha2",
            "tracing",
        ],
        build: &["sha2"],
    },
    Room {
        name: "store",
        rooms: &["attendance", "domain"],
        crates: &[
            "aws-sdk-dynamodb",
            "aws-types",
            "futures-util",
            "hmac",
            "jiff",
            "miniz_oxide",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "tracing",
        ],
        build: &[],
    },
    Room {
        name: "launch",
        rooms: &[
            "charging", "domain", "files", "identity", "notify", "store", "web",
        ],
        crates: &[
            "aws-config",
            "aws-smithy-http-client",
            "axum",
            "base64",
            "getrandom",
            "jiff",
            "lambda_http",
            "serde",
            "serde_json",
            "subtle",
            "thiserror",
            "tokio",
            "tracing",
            "tracing-subscriber",
        ],
        build: &[],
    },
    Room {
        name: "testkit",
        rooms: &[
            "attendance",
            "domain",
            "exchange",
            "journey",
            "store",
            "web",
        ],
        crates: &[
            "aws-sdk-dynamodb",
            "aws-smithy-http-client",
            "aws-smithy-runtime-api",
            "aws-smithy-types",
            "aws-types",
            "axum",
            "base64",
            "dynoxide-rs",
            "http-body-util",
            "jiff",
            "miniz_oxide",
            "scraper",
            "serde",
            "serde_json",
            "serde_yaml",
            "tokio",
            "tower",
        ],
        build: &[],
    },
    Room {
        name: "portal",
        rooms: &["budget", "domain", "journey", "launch", "web"],
        crates: PAGE_CRATES,
        build: &["sha2"],
    },
    Room {
        name: "screener",
        rooms: &["domain", "journey", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "calculator",
        rooms: &["charging", "domain", "journey", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "make-document",
        rooms: &["charging", "domain", "journey", "launch", "web"],
        crates: &[
            "axum",
            "jiff",
            "serde",
            "serde_json",
            "thiserror",
            "typst",
            "typst-layout",
            "typst-pdf",
        ],
        build: &[],
    },
    Room {
        name: "identity",
        rooms: &["domain"],
        crates: &[
            "aws-cognito-srp",
            "aws-sdk-cognitoidentityprovider",
            "aws-types",
            "base64",
            "jiff",
            "serde",
            "serde_json",
            "thiserror",
            "tracing",
        ],
        build: &[],
    },
    Room {
        name: "notify",
        rooms: &["domain"],
        crates: &[
            "askama",
            "aws-sdk-pinpointsmsvoicev2",
            "aws-sdk-sesv2",
            "aws-types",
            "jiff",
            "thiserror",
        ],
        build: &[],
    },
    Room {
        name: "files",
        rooms: &["attendance", "domain"],
        crates: &[
            "aws-sdk-s3",
            "aws-types",
            "base64",
            "hmac",
            "jiff",
            "serde_json",
            "sha2",
            "thiserror",
        ],
        build: &[],
    },
    Room {
        name: "exchange",
        rooms: &["attendance", "domain"],
        crates: &[
            "csv",
            "encoding_rs",
            "jiff",
            "rust_decimal",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
        ],
        build: &[],
    },
    Room {
        name: "create-account",
        rooms: &["app", "domain", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "sign-in",
        rooms: &["app", "domain", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "verify-email-code",
        rooms: &["app", "domain", "journey", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "report-concern",
        rooms: &["domain", "journey", "launch", "web"],
        crates: &["askama", "axum", "jiff"],
        build: &[],
    },
    Room {
        name: "request-call-back",
        rooms: &["domain", "launch", "web"],
        crates: &["askama", "axum"],
        build: &[],
    },
    Room {
        name: "saved-forms",
        rooms: &["app", "domain", "journey", "launch", "web"],
        crates: &[
            "askama",
            "axum",
            "futures-util",
            "jiff",
            "serde",
            "serde_json",
            "tracing",
        ],
        build: &[],
    },
    Room {
        name: "submit-application",
        rooms: &[
            "app", "charging", "domain", "exchange", "journey", "launch", "web",
        ],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "assess-needs",
        rooms: &["app", "domain", "journey", "launch", "web"],
        crates: &["askama", "axum"],
        build: &[],
    },
    Room {
        name: "upload-evidence",
        rooms: &["charging", "domain", "journey", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "answer-auth-challenge",
        rooms: &["domain", "launch"],
        crates: &["jiff", "serde", "serde_json", "sha2", "thiserror"],
        build: &[],
    },
    Room {
        name: "scan-evidence",
        rooms: &["domain", "launch"],
        crates: &[
            "aes",
            "cbc",
            "md-5",
            "miniz_oxide",
            "quick-xml",
            "serde",
            "sha2",
            "thiserror",
        ],
        build: &[],
    },
    Room {
        name: "export-to-case-system",
        rooms: &["attendance", "domain", "exchange", "journey", "launch"],
        crates: &["jiff", "serde", "thiserror", "tracing"],
        build: &[],
    },
    Room {
        name: "nightly-import",
        rooms: &["app", "attendance", "exchange", "launch"],
        crates: &["jiff", "serde", "thiserror", "tracing"],
        build: &[],
    },
    Room {
        name: "housekeeping",
        rooms: &[
            "app",
            "attendance",
            "charging",
            "domain",
            "journey",
            "launch",
        ],
        crates: &["jiff", "serde", "serde_json", "thiserror", "tokio"],
        build: &[],
    },
    Room {
        name: "professional-sign-in",
        rooms: &["domain", "launch", "web"],
        crates: &["askama", "axum", "futures-util"],
        build: &[],
    },
    Room {
        name: "verify-phone-code",
        rooms: &["app", "domain", "launch", "web"],
        crates: &[
            "askama",
            "axum",
            "futures-util",
            "jiff",
            "qrcode",
            "totp-rs",
        ],
        build: &[],
    },
    Room {
        name: "information-request",
        rooms: &["app", "domain", "journey", "launch", "web"],
        crates: &["askama", "axum", "futures-util", "jiff"],
        build: &[],
    },
    Room {
        name: "finance-desk",
        rooms: &["app", "attendance", "charging", "domain", "launch", "web"],
        crates: &[
            "askama",
            "axum",
            "futures-util",
            "jiff",
            "rust_decimal",
            "serde_json",
        ],
        build: &[],
    },
    Room {
        name: "day-services",
        rooms: &["app", "attendance", "domain", "launch", "web"],
        crates: &["askama", "axum", "futures-util", "jiff"],
        build: &[],
    },
    Room {
        name: "practitioner-form",
        rooms: &["app", "budget", "domain", "journey", "launch", "web"],
        crates: &[
            "askama",
            "axum",
            "jiff",
            "rust_decimal",
            "serde",
            "serde_json",
        ],
        build: &[],
    },
    Room {
        name: "account-access",
        rooms: &["app", "domain", "launch", "web"],
        crates: &["askama", "axum", "jiff"],
        build: &[],
    },
    Room {
        name: "care-record",
        rooms: &["app", "attendance", "domain", "journey", "launch", "web"],
        crates: &["askama", "axum", "futures-util", "jiff"],
        build: &[],
    },
    Room {
        name: "nominate-non-payment-weeks",
        rooms: &["app", "attendance", "domain", "launch", "web"],
        crates: &["askama", "axum"],
        build: &[],
    },
    Room {
        name: "view-register",
        rooms: &["app", "attendance", "domain", "exchange", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    // The only package that may name every other; no package depends on it.
    Room {
        name: "features",
        rooms: &[],
        crates: &[
            "axum",
            "hashbrown",
            "hyper",
            "hyper-util",
            "serde_json",
            "stable_deref_trait",
            "tokio",
            "tower",
            "tracing-core",
            "tracing-subscriber",
            "uuid",
        ],
        build: &["syn"],
    },
    Room {
        name: "week-end-unlock",
        rooms: &["app", "domain", "launch"],
        crates: &["jiff", "serde", "serde_json", "thiserror"],
        build: &[],
    },
    Room {
        name: "autosave-register-cell",
        rooms: &["app", "attendance", "domain", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "lock-register",
        rooms: &["app", "attendance", "domain", "launch", "web"],
        crates: PAGE_CRATES,
        build: &[],
    },
    Room {
        name: "history",
        rooms: &["app", "attendance", "domain", "launch", "store"],
        crates: &["jiff", "thiserror"],
        build: &[],
    },
    Room {
        name: "tests",
        rooms: &[],
        crates: &[],
        build: &[],
    },
];

/// Reads the packages of the workspace with their dependencies, by kind.
fn packages() -> Vec<(String, Vec<(String, String)>)> {
    let metadata = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(tree::top())
        .output()
        .expect("cargo describes the workspace");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("as JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    metadata["packages"]
        .as_array()
        .expect("there are packages")
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"]
                .as_array()
                .expect("a package lists what it depends on")
                .iter()
                .map(|on| (text(&on["kind"]), text(&on["name"])))
                .collect();
            (text(&package["name"]), dependencies)
        })
        .collect()
}
