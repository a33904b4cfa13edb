//! Rules for every form file in the folder, beyond its schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{every_kind, form_files, forms};
use crate::form::{
    AnswerMistake, AskedQuestion, Choice, Condition, FieldQuestion, Form, GrammaticalPerson,
    Guidance, Page, Question, Words,
};

#[test]
fn every_form_file_is_a_form_named_like_its_file() {
    for (name, form) in forms() {
        assert_eq!(form.id, name);
    }
}

#[test]
fn every_form_file_holds_to_the_schema_of_forms() {
    let schema: Value = serde_json::from_str(include_str!("../../forms/form.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (name, file) in form_files() {
        let errors: Vec<String> = schema
            .iter_errors(&file)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}.json: {errors:#?}");
    }
}

#[test]
fn every_form_file_is_free_of_faults() {
    let faults: Vec<String> = forms()
        .iter()
        .flat_map(|(name, form)| {
            faults(form)
                .into_iter()
                .map(move |fault| format!("{name}: {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// An answer is kept with the version of its form, so it means what its question
/// and options say in that version.
#[test]
fn a_kept_answer_means_what_it_meant_or_the_version_of_its_form_is_raised() {
    let written: Value = serde_json::from_str(include_str!("what-answers-mean.json")).unwrap();
    for (name, now) in what_answers_mean() {
        let before = &written[&name];
        let (now_asked, asked) = (&now["questions"], &before["questions"]);
        let changed = asked.as_object().into_iter().flatten();
        let changed = changed.filter(|(id, meant)| now_asked.get(id) != Some(meant));
        let changed: Vec<&String> = changed.map(|(id, _)| id).collect();
        assert!(
            changed.is_empty() || before["version"] != now["version"],
            "{name}: {changed:?} differ from what people have answered. Raise `version` if a kept \
             answer means something else now; then run write_what_answers_mean"
        );
        assert_eq!(
            *before, now,
            "{name}: run write_what_answers_mean, and raise `version` before if a kept answer \
             means something else with the new questions"
        );
    }
}

#[test]
#[ignore = "writes what the test above reads: run it by name, then read the difference"]
fn write_what_answers_mean() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/tests/what-answers-mean.json"
    );
    let text = serde_json::to_string_pretty(&what_answers_mean()).unwrap();
    std::fs::write(file, text + "\n").unwrap();
}

/// Says of each form what its answers mean: the words of each question and of
/// its options, and what can be given.
fn what_answers_mean() -> BTreeMap<String, Value> {
    let meaning = |question: &Value| {
        let id = question["id"].as_str().unwrap().to_owned();
        (id, without_help(question))
    };
    // On which page a question stands changes no answer.
    let asked = |page: &Value| {
        let several = ["questions", "groups"].map(|several| page["question"][several].clone());
        let several = several.into_iter().find(Value::is_array);
        let several = several.unwrap_or_else(|| Value::Array(vec![page.clone()]));
        several.as_array().unwrap().clone()
    };
    let forms = form_files().into_iter();
    forms
        .map(|(name, file)| {
            let pages = file["pages"].as_array().unwrap();
            let questions: serde_json::Map<_, _> = pages
                .iter()
                .flat_map(asked)
                .map(|each| meaning(&each))
                .collect();
            let version = &file["version"];
            let meant = serde_json::json!({ "version": version, "questions": questions });
            (name, meant)
        })
        .collect()
}

/// Leaves out of a page what changes no answer: where it stands, when it is
/// asked, and the words that help to answer it.
fn without_help(page: &Value) -> Value {
    const HELP: [&str; 9] = [
        "section",
        "when",
        "ends_with",
        "guidance",
        "hint",
        "details",
        "warning",
        "errors",
        "unusual",
    ];
    match page {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| !HELP.contains(&&***name));
            let kept = kept.map(|(name, member)| (name.clone(), without_help(member)));
            Value::Object(kept.collect())
        }
        Value::Array(items) => items.iter().map(without_help).collect(),
        value => value.clone(),
    }
}

/// Lists the faults of the test form after one change to its file.
fn faults_after(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut file = serde_json::to_value(every_kind()).unwrap();
    change(&mut file);
    faults(&serde_json::from_str(&file.to_string()).unwrap())
}

fn page<'v>(form: &'v mut Value, id: &str) -> &'v mut Value {
    let pages = form["pages"].as_array_mut().unwrap();
    pages.iter_mut().find(|page| page["id"] == id).unwrap()
}

#[test]
fn each_fault_is_found() {
    assert_eq!(faults_after(|_| {}), Vec::<String>::new());
    let found = [
        faults_after(|form| page(form, "savings")["id"] = "tasks".into()),
        faults_after(|form| page(form, "born")["id"] = "moves".into()),
        faults_after(|form| form["person"]["question"] = "born".into()),
        faults_after(|form| form["person"]["somebody_else"][0] = "nobody".into()),
        faults_after(|form| form["sections"][0]["id"] = "money".into()),
        faults_after(|form| page(form, "home")["section"] = "about".into()),
        faults_after(|form| page(form, "name")["when"]["is"]["question"] = "phone".into()),
        faults_after(|form| page(form, "name")["when"]["is"]["one_of"][0] = "dog".into()),
        faults_after(|form| {
            page(form, "with-partner")["when"]["includes"]["question"] = "who-for".into();
        }),
        faults_after(|form| {
            page(form, "many-accounts")["when"]["at_least"]["question"] = "born".into();
        }),
        faults_after(|form| page(form, "care-hours")["when"]["count"]["at_least"] = 3.into()),
        faults_after(|form| {
            page(form, "needs")["question"]["options"][2]["when"]["is"]["question"] =
                "needs".into();
        }),
        faults_after(|form| {
            page(form, "needs")["question"]["none"]["value"] = "eating".into();
        }),
        faults_after(|form| {
            page(form, "who-for")["question"]["options"][1]["value"] = "me".into();
        }),
        faults_after(|form| {
            page(form, "who-for")["ends_with"] = serde_json::json!(["nobody"]);
        }),
        faults_after(|form| {
            page(form, "savings")["errors"]
                .as_object_mut()
                .unwrap()
                .remove("too_low");
        }),
        faults_after(|form| page(form, "savings")["errors"]["incomplete"] = "Never".into()),
        faults_after(|form| page(form, "accounts")["optional"] = true.into()),
        faults_after(|form| {
            page(form, "accounts")["question"]["fields"][0]["errors"] = serde_json::json!({});
        }),
        faults_after(|form| {
            let field = &mut page(form, "accounts")["question"]["fields"][5];
            field["question"]["kind"] = "email".into();
            field["errors"]["invalid"] = "Wrong".into();
        }),
        faults_after(|form| {
            page(form, "accounts")["question"]["fields"][0]["id"] = "opened-day".into();
        }),
        faults_after(|form| page(form, "with-partner")["question"]["least"] = 169.into()),
        faults_after(|form| page(form, "moves")["question"]["latest"] = "2015-03-31".into()),
        faults_after(|form| page(form, "savings")["label"] = "how much!".into()),
    ];
    for (change, faults) in found.iter().enumerate() {
        assert!(!faults.is_empty(), "change {change} goes unnoticed");
    }
}

#[test]
fn the_schema_refuses_what_is_not_a_form() {
    let schema: Value = serde_json::from_str(include_str!("../../forms/form.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let good: Value =
        serde_json::from_str(include_str!("../../tests-data/every-kind.json")).unwrap();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut file = good.clone();
        change(&mut file);
        assert_ne!(file, good);
        !schema.is_valid(&file)
    };
    assert!(refused(&|form| form["id"] = "Every Kind".into()));
    assert!(refused(&|form| form["audience"] = "everybody".into()));
    assert!(refused(&|form| {
        form.as_object_mut().unwrap().remove("audience");
    }));
    assert!(refused(&|form| form["pages"][0]["id"] = "who/for".into()));
    assert!(refused(&|form| form["pages"][0]["extra"] = true.into()));
    assert!(refused(
        &|form| form["pages"][0]["question"]["kind"] = "riddle".into()
    ));
    assert!(refused(
        &|form| form["pages"][0]["errors"]["lost"] = "Words".into()
    ));
    assert!(refused(&|form| form["pages"][0]["label"] = "".into()));
    assert!(refused(&|form| {
        page(form, "accounts")["question"]["fields"][5]["question"]["kind"] = "email".into();
    }));
    assert!(refused(&|form| {
        page(form, "lives-alone")["question"]["options"] = serde_json::json!([]);
    }));
}

#[test]
fn the_forms_of_the_portal_can_be_loaded() {
    assert_eq!(crate::forms::estimate_costs().id, "estimate-costs");
}

/// The forms that no site has, because they are for tests.
const NOT_SHIPPED: [&str; 2] = ["every-kind", "practice-assessment"];

#[test]
fn every_form_file_is_listed_for_its_audience() {
    for (name, form) in forms() {
        let listed = crate::forms::SHIPPED.find_for(form.audience, &form.id);
        let is_shipped = !NOT_SHIPPED.contains(&name.as_str());
        assert_eq!(listed.is_some(), is_shipped, "{name}");
    }
}

/// Parts of addresses that no page may have as its id: `/estimate-costs/tasks`.
const TAKEN: [&str; 18] = [
    "attach",
    "check-answers",
    "clear",
    "declaration",
    "evidence",
    "new",
    "new-version",
    "remove",
    "result",
    "start",
    "start-again",
    "tasks",
    "what-if",
    "result-pdf",
    "sent",
    "sign-off",
    "submit",
    "versions",
];

/// Lists what is wrong with a form, one line each.
fn faults(form: &Form) -> Vec<String> {
    let mut faults = Vec::new();
    let mut earlier: BTreeMap<&str, &Question> = BTreeMap::new();
    if let Some(person) = &form.person {
        match form.question(&person.question).map(|asked| asked.question) {
            Some(Question::OneOf { options }) => {
                for value in &person.somebody_else {
                    if !options.iter().any(|option| option.value == *value) {
                        faults.push(format!("person: {value} is not offered"));
                    }
                }
            }
            _ => faults.push(format!("person: {} is not a one_of page", person.question)),
        }
    }
    let sections: Vec<&str> = form.sections.iter().map(|each| each.id.as_str()).collect();
    if distinct(&sections) != sections.len() {
        faults.push("sections: an id is used twice".to_owned());
    }
    let mut order: Vec<&str> = form
        .pages
        .iter()
        .map(|page| page.section.as_str())
        .collect();
    order.dedup();
    if order != sections {
        faults.push(format!(
            "sections: pages go through {order:?}, the form says {sections:?}"
        ));
    }
    for page in &form.pages {
        let id = page.id.as_str();
        let mut fault = |what: String| faults.push(format!("{id}: {what}"));
        if TAKEN.contains(&id) {
            fault("the address is taken".to_owned());
        }
        if let Some(condition) = &page.when {
            for what in condition_faults(condition, &earlier) {
                fault(what);
            }
        }
        // A question may wait for one that stands before it on the page.
        let mut here = earlier.clone();
        for asked in page.questions() {
            for condition in conditions_of(asked) {
                for what in condition_faults(condition, &here) {
                    fault(what);
                }
            }
            here.insert(asked.id, asked.question);
        }
        let offered = choices_of(&page.question);
        for end in &page.ends_with {
            if !offered.iter().any(|choice| choice.value == *end) {
                fault(format!("ends with {end}, which is not offered"));
            }
        }
        let group = matches!(page.question, Question::Group { .. });
        if group && page.optional {
            fault("a group is never skipped".to_owned());
        }
        if let Question::Several { questions } = &page.question {
            if page.optional || !page.errors.is_empty() {
                fault("each question is optional, and has errors, by itself".to_owned());
            }
            for question in questions {
                if matches!(
                    question.question,
                    Question::Group { .. } | Question::Several { .. } | Question::AnyOf { .. }
                ) {
                    fault(format!("{}: it has a page of its own", question.id));
                }
            }
        }
        if let Question::AnyOf { groups, .. } = &page.question {
            for what in words_faults(&page.question, page.optional, &page.errors) {
                fault(what);
            }
            for group in groups {
                if !matches!(group.question, Question::Group { .. }) || group.optional {
                    fault(format!("{}: it is no group", group.id));
                }
            }
        }
        for asked in page.questions() {
            for what in question_faults(asked.question)
                .into_iter()
                .chain(words_faults(asked.question, asked.optional, asked.errors))
            {
                fault(format!("{}: {what}", asked.id));
            }
        }
        for what in page_name_faults(page) {
            fault(what);
        }
        for words in words_of(page) {
            for what in style_faults(words) {
                fault(what);
            }
        }
        for fields in page
            .questions()
            .filter_map(|asked| fields_of(asked.question))
        {
            for field in fields {
                for what in words_faults(&field.question, field.is_never_needed(), &field.errors)
                    .into_iter()
                    .chain(question_faults(&field.question))
                {
                    fault(format!("{}: {what}", field.id));
                }
                if !matches!(
                    field.question,
                    Question::YesNo
                        | Question::OneOf { .. }
                        | Question::Money
                        | Question::RegularMoney { .. }
                        | Question::Number { .. }
                        | Question::Decimal { .. }
                        | Question::Text { .. }
                        | Question::Date { .. }
                ) {
                    fault(format!("{}: a kind that no item can have", field.id));
                }
            }
        }
        for asked in page.questions() {
            if let Question::Group { fields, .. } = asked.question {
                for what in name_faults(asked.id, fields) {
                    fault(what);
                }
            }
            for what in item_condition_faults(fields_of(asked.question).unwrap_or_default()) {
                fault(what);
            }
        }
        for asked in page.questions() {
            if earlier.insert(asked.id, asked.question).is_some() {
                faults.push(format!("{id}: the id {} is used twice", asked.id));
            }
        }
    }
    faults
}

/// Lists the faults of the conditions of an item's fields: each waits for values
/// of one earlier field of the item.
fn item_condition_faults(fields: &[FieldQuestion]) -> Vec<String> {
    let mut earlier: BTreeMap<&str, &Question> = BTreeMap::new();
    let mut faults = Vec::new();
    for field in fields {
        if let Some(condition) = &field.when {
            if !matches!(condition, Condition::Is { .. }) {
                faults.push(format!("{}: a condition that no item can hold", field.id));
            }
            faults.extend(condition_faults(condition, &earlier));
        }
        earlier.insert(&field.id, &field.question);
    }
    faults
}

fn distinct(of: &[&str]) -> usize {
    of.iter().collect::<BTreeSet<_>>().len()
}

fn question_faults(question: &Question) -> Vec<String> {
    let mut faults = Vec::new();
    let options = match question {
        Question::OneOf { options } | Question::ManyOf { options, .. } => options.as_slice(),
        _ => &[],
    };
    if !options.iter().map(|choice| choice.unusual).is_sorted() {
        faults.push("a choice that many have stands behind those that few have".to_owned());
    }
    match question {
        Question::OneOf { options } => {
            let values: Vec<&str> = options.iter().map(|option| option.value.as_str()).collect();
            if distinct(&values) != values.len() {
                faults.push("a value is offered twice".to_owned());
            }
            if options
                .iter()
                .filter(|option| option.when.is_none())
                .count()
                == 0
            {
                faults.push("nothing may be left to choose".to_owned());
            }
        }
        Question::ManyOf { options, none } => {
            let values: Vec<&str> = options
                .iter()
                .chain(none)
                .map(|option| option.value.as_str())
                .collect();
            if distinct(&values) != values.len() {
                faults.push("a value is offered twice".to_owned());
            }
            if options
                .iter()
                .chain(none)
                .all(|option| option.when.is_some())
            {
                faults.push("nothing may be left to choose".to_owned());
            }
        }
        Question::Number { least, most, .. } | Question::Decimal { least, most, .. }
            if least > most =>
        {
            faults.push("the least is above the most".to_owned());
        }
        Question::Date {
            earliest: Some(earliest),
            latest: Some(latest),
            ..
        } if earliest.day() > latest.day() => {
            faults.push("the earliest day is after the latest".to_owned());
        }
        _ => {}
    }
    faults
}

/// Lists the mistakes of a question that have no words, and words for mistakes
/// that nobody can make.
fn words_faults(
    question: &Question,
    optional: bool,
    errors: &BTreeMap<AnswerMistake, Words>,
) -> Vec<String> {
    let possible = question.mistakes(optional);
    let unsaid = possible
        .iter()
        .filter(|mistake| !errors.contains_key(mistake))
        .map(|mistake| format!("no words for {mistake:?}"));
    let needless = errors
        .keys()
        .filter(|mistake| !possible.contains(mistake))
        .map(|mistake| format!("words for {mistake:?}, which cannot happen"));
    unsaid.chain(needless).collect()
}

/// Lists the HTML names that two fields of an item's page share, or a field and
/// the group itself.
fn name_faults(page: &str, fields: &[FieldQuestion]) -> Vec<String> {
    let mut names = vec![page.to_owned()];
    for field in fields {
        for part in field.question.parts() {
            names.push(crate::parse::html_name(
                page,
                &crate::parse::html_name(&field.id, part),
            ));
        }
    }
    let distinct: BTreeSet<&String> = names.iter().collect();
    if distinct.len() == names.len() {
        Vec::new()
    } else {
        vec![format!("two fields have one name among {names:?}")]
    }
}

/// Returns the fields of a group or of rows.
fn fields_of(question: &Question) -> Option<&[FieldQuestion]> {
    match question {
        Question::Group { fields, .. } | Question::Rows { fields, .. } => Some(fields),
        _ => None,
    }
}

/// Lists the HTML names that two fields of a page share.
fn page_name_faults(page: &Page) -> Vec<String> {
    let mut names = Vec::new();
    for asked in page.questions() {
        match asked.question {
            Question::Rows { most, fields, .. } => {
                for row in 1..=*most {
                    let row = crate::parse::row_name(asked.id, row);
                    for field in fields {
                        let field_name = crate::parse::html_name(&row, &field.id);
                        let parts = field.question.parts().iter();
                        names.extend(parts.map(|part| crate::parse::html_name(&field_name, part)));
                    }
                }
            }
            question => {
                let parts = question.parts().iter();
                names.extend(parts.map(|part| crate::parse::html_name(asked.id, part)));
            }
        }
    }
    let distinct: BTreeSet<&String> = names.iter().collect();
    if distinct.len() == names.len() {
        Vec::new()
    } else {
        vec![format!("two fields have one name among {names:?}")]
    }
}

fn choices_of(question: &Question) -> Vec<&Choice> {
    match question {
        Question::OneOf { options } => options.iter().collect(),
        Question::ManyOf { options, none } => options.iter().chain(none).collect(),
        Question::Group { fields, .. } | Question::Rows { fields, .. } => fields
            .iter()
            .flat_map(|field| match &field.question {
                Question::OneOf { options } => options.iter().collect(),
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn conditions_of(asked: AskedQuestion<'_>) -> Vec<&Condition> {
    let choices = choices_of(asked.question).into_iter();
    asked
        .when
        .into_iter()
        .chain(choices.filter_map(|choice| choice.when.as_ref()))
        .collect()
}

/// Lists the faults of a condition, which may ask only for answers that an
/// earlier page can have.
fn condition_faults(condition: &Condition, earlier: &BTreeMap<&str, &Question>) -> Vec<String> {
    let asks = |question: &str, values: &[String], many: bool| -> Vec<String> {
        let Some(asked) = earlier.get(question) else {
            return vec![format!(
                "a condition on {question}, which is not an earlier page"
            )];
        };
        let offered: Vec<&str> = match asked {
            Question::YesNo if !many => vec!["yes", "no"],
            Question::Number { least, most, .. } if !many => {
                return values
                    .iter()
                    .filter(|value| {
                        !value.parse::<u32>().is_ok_and(|number| {
                            number.to_string() == **value && (*least..=*most).contains(&number)
                        })
                    })
                    .map(|value| format!("a condition on {question} being {value}"))
                    .collect();
            }
            Question::OneOf { options } if !many => {
                options.iter().map(|option| option.value.as_str()).collect()
            }
            Question::ManyOf { options, none } if many => options
                .iter()
                .chain(none)
                .map(|option| option.value.as_str())
                .collect(),
            _ => return vec![format!("a condition that {question} cannot meet")],
        };
        values
            .iter()
            .filter(|value| !offered.contains(&value.as_str()))
            .map(|value| format!("a condition on {question} being {value}, which is not offered"))
            .collect()
    };
    match condition {
        Condition::All(conditions) | Condition::Any(conditions) => conditions
            .iter()
            .flat_map(|each| condition_faults(each, earlier))
            .collect(),
        Condition::Not(condition) => condition_faults(condition, earlier),
        Condition::Is { question, one_of } => asks(question, one_of, false),
        Condition::Includes { question, one_of } => asks(question, one_of, true),
        Condition::AtLeast { question, .. } => match earlier.get(question.as_str()) {
            None => vec![format!(
                "a condition on {question}, which is not an earlier page"
            )],
            Some(asked) => match asked {
                Question::Money
                | Question::RegularMoney { .. }
                | Question::Number { .. }
                | Question::Decimal { .. }
                | Question::Group { .. }
                | Question::Rows { .. } => Vec::new(),
                _ => vec![format!("a condition that {question} cannot meet")],
            },
        },
        Condition::Count {
            questions,
            one_of,
            at_least,
        } => {
            let mut faults: Vec<String> = questions
                .iter()
                .filter(|question| {
                    !earlier.get(question.as_str()).is_some_and(|asked| {
                        matches!(asked, Question::YesNo | Question::OneOf { .. })
                    })
                })
                .map(|question| format!("a count of {question}, which is no earlier choice"))
                .collect();
            if usize::try_from(*at_least).unwrap() > questions.len() {
                faults.push("a count that cannot be reached".to_owned());
            }
            for value in one_of {
                let offered = questions
                    .iter()
                    .any(|question| asks(question, std::slice::from_ref(value), false).is_empty());
                if !offered {
                    faults.push(format!("a count of {value}, which is nowhere offered"));
                }
            }
            faults
        }
    }
}

fn choice_words(question: &Question) -> Vec<&Words> {
    let choices: Vec<&Choice> = match question {
        Question::OneOf { options } => options.iter().collect(),
        Question::ManyOf { options, none } => options.iter().chain(none).collect(),
        _ => Vec::new(),
    };
    choices
        .into_iter()
        .flat_map(|choice| std::iter::once(&choice.label).chain(&choice.hint))
        .collect()
}

fn words_of(page: &Page) -> Vec<&Words> {
    let mut words = vec![&page.label];
    words.extend(&page.hint);
    words.extend(&page.summary_label);
    words.extend(page.errors.values());
    for guidance in &page.guidance {
        match guidance {
            Guidance::Text(text) | Guidance::Inset(text) | Guidance::Warning(text) => {
                words.push(text);
            }
            // The items of a list continue the sentence before them.
            Guidance::List(_) | Guidance::Calls(_) => {}
            Guidance::Details { summary, text } => {
                words.push(summary);
                words.extend(text);
            }
        }
    }
    for asked in page.questions() {
        words.push(asked.label);
        words.extend(asked.hint);
        words.extend(asked.summary_label);
        words.extend(asked.errors.values());
        words.extend(choice_words(asked.question));
        for field in fields_of(asked.question).unwrap_or_default() {
            words.push(&field.label);
            words.extend(&field.hint);
            words.extend(&field.summary_label);
            words.extend(field.errors.values());
            words.extend(choice_words(&field.question));
        }
    }
    words
}

/// Checks the GOV.UK style that a program can see: words are there, trimmed,
/// begin with a capital letter or a figure, and have no exclamation mark and no
/// markup.
fn style_faults(words: &Words) -> Vec<String> {
    [GrammaticalPerson::You, GrammaticalPerson::They]
        .iter()
        .filter_map(|voice| {
            let said = words.say(*voice);
            let begins_well = said
                .chars()
                .next()
                .is_some_and(|first| !first.is_lowercase() && !first.is_whitespace());
            let plain = !said.contains(['!', '<', '>']) && !said.contains("  ");
            (!begins_well || !plain || said.trim() != said)
                .then(|| format!("words not in style: {said:?}"))
        })
        .collect()
}

#[test]
fn what_is_carried_from_another_form_is_offered_in_both() {
    let forms: BTreeMap<String, Form> = forms().into_iter().collect();
    let values = |form: &str, question: &str| match forms[form].question(question).unwrap().question
    {
        Question::OneOf { options } | Question::ManyOf { options, .. } => {
            let none = match forms[form].question(question).unwrap().question {
                Question::ManyOf { none, .. } => none.as_ref(),
                _ => None,
            };
            let values = options.iter().chain(none);
            let values = values.map(|option| option.value.clone());
            values.collect::<Vec<_>>()
        }
        Question::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        _ => panic!("{form}: {question} is of a kind that is not carried"),
    };
    let carried = forms.iter();
    let carried =
        carried.flat_map(|(name, form)| form.carried.iter().map(move |each| (name, each)));
    let mut seen = 0;
    for (name, carried) in carried {
        if carried.is_about_a_person() {
            let kind = |form: &str, question: &str| {
                let asked = forms[form].question(question).unwrap();
                std::mem::discriminant(asked.question)
            };
            let here = kind(name, &carried.question);
            assert_eq!(here, kind(&carried.from, &carried.answer), "{name}");
            seen += 1;
            continue;
        }
        let (here, there) = (
            values(name, &carried.question),
            values(&carried.from, &carried.answer),
        );
        for (from, to) in &carried.values {
            assert!(
                there.contains(from) && here.contains(to),
                "{name}: {from}, {to}"
            );
        }
        seen += carried.values.len();
    }
    assert_eq!(seen, 249);
}
