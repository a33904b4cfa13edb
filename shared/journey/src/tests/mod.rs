//! Tests of the engine and of every form file.

pub(crate) mod answering;
mod estimate_costs;
mod forms;
mod json;
mod paper;
mod parsing;
mod random;
mod reading;
mod reported;
mod revealed;
mod routing;
mod several;
mod words;

use std::path::PathBuf;

use crate::form::Form;

/// Returns the form with every kind of question, condition and guidance.
fn every_kind() -> Form {
    serde_json::from_str(include_str!("../../tests-data/every-kind.json")).unwrap()
}

/// Returns the form with pages of several questions, and rows.
fn practice_assessment() -> Form {
    let file = include_str!("../../tests-data/practice-assessment.json");
    serde_json::from_str(file).unwrap()
}

/// Reads every form file with its name, the test forms among them.
fn form_files() -> Vec<(String, serde_json::Value)> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["forms", "tests-data"] {
        for entry in std::fs::read_dir(here.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap() != "form.schema.json" {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let value = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{name}.json is not JSON: {error}"));
            (name, value)
        })
        .collect()
}

/// Returns every form with the name of its file.
fn forms() -> Vec<(String, Form)> {
    form_files()
        .into_iter()
        .map(|(name, value)| {
            // Forms are read from text, as in production, and not from the
            // value.
            let form = serde_json::from_str(&value.to_string())
                .unwrap_or_else(|error| panic!("{name}.json is not a form: {error}"));
            (name, form)
        })
        .collect()
}
