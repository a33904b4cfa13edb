//! The public page about a model: method, weights, worked example, limits, how
//! to object, and the record of the tool. Every word and number about the model
//! is read from the model, so that the page and the sum never differ.

use domain::council::Council;
use domain::document::{Block, Column, Document, DocumentSection, DocumentTable, Span};
use domain::values::calendar;
use domain::values::money::in_words;

use crate::allocation::{Allocation, BudgetResult, allocate};
use crate::given::{self, BudgetAnswers};
use crate::model::{AnswerRange, AskedAbout, BandTable, BudgetQuestion, Edges, Model};
use crate::record::{RecordSection, TransparencyRecord};
use crate::uprating::{UpratedResult, Uprating};
use crate::words;

/// The title of the page.
pub const TITLE: &str = "How indicative budgets are worked out";

/// Makes the page about a model, for everybody, of a council.
#[must_use]
pub fn method(model: &Model, council: &Council) -> Document {
    let example = BudgetAnswers::example_of(model);
    let allocation = allocate(model, &example);
    let mut sections = vec![
        what_it_is(model),
        stages(model),
        questions(model),
        figures(model),
        worked_example(model, &example, &allocation),
    ];
    sections.extend(
        model
            .version_before()
            .map(|before| changed(before, model, &example)),
    );
    sections.extend([limits(model), how_to_object(council), record(council)]);
    Document {
        title: TITLE.to_owned(),
        answer: answer(model),
        facts: vec![
            (
                "Model".to_owned(),
                format!("{}, version {}", model.name, model.version),
            ),
            (
                "In use".to_owned(),
                format!(
                    "{} to {}",
                    calendar::in_words(model.from),
                    calendar::in_words(model.to)
                ),
            ),
            ("For".to_owned(), model.population.clone()),
            (
                "Source".to_owned(),
                format!("{} ({})", model.source, model.certainty.words()),
            ),
        ],
        sections,
    }
}

fn answer(model: &Model) -> Vec<String> {
    let mut answer = vec![String::from(
        "An indicative budget is a first amount of money that your care and support may come to. It \
         decides nothing: a person does.",
    )];
    if model.illustration {
        answer.push(String::from(
            "The model on this page is an illustration. Its weights and prices are made up, and no \
             budget rests on it.",
        ));
    }
    answer
}

fn section(heading: &str, blocks: Vec<Block>) -> DocumentSection {
    DocumentSection {
        heading: heading.to_owned(),
        blocks,
    }
}

fn text(words: &str) -> Block {
    Block::text(words)
}

fn act(section: u8) -> Span {
    Span::link(
        format!("section {section} of the Care Act 2014"),
        format!("https://www.legislation.gov.uk/ukpga/2014/23/section/{section}"),
    )
}

fn list(items: impl IntoIterator<Item = String>) -> Block {
    Block::List(
        items
            .into_iter()
            .map(|item| vec![Span::words(item)])
            .collect(),
    )
}

fn what_it_is(model: &Model) -> DocumentSection {
    let mut blocks = Vec::new();
    if model.illustration {
        blocks.push(Block::Warning(String::from(
            "This model is an illustration and decides nothing",
        )));
    }
    blocks.extend([
        text("We use the answers about your needs to work out an amount early, so that you know about how much money your plan may have. Then you and a worker make a plan, and we compare the amount with what the plan costs near you."),
        Block::Text(vec![
            Span::words("If the plan costs more, the plan can go on: the worker gives the reason, or changes the plan with you. The final budget is a decision by a person, with reasons, and must be enough for the needs that we meet ("),
            act(26),
            Span::words(")."),
        ]),
        Block::Text(vec![
            Span::words("We look at your needs first as if nobody helped you ("),
            act(9),
            Span::words("). Only then do we take off what family and friends are able and willing to give, and show that as a line of its own."),
        ]),
    ]);
    section("What an indicative budget is", blocks)
}

fn stages(model: &Model) -> DocumentSection {
    let rows = model.stages.iter().enumerate().map(|(place, stage)| {
        vec![
            format!("{}. {}", place + 1, stage.label),
            words::method(model, stage),
        ]
    });
    let table = table(
        "The steps, in the order in which they are worked out",
        &[("Step", false), ("How", false)],
        rows.collect(),
    );
    section(
        "How the amount is worked out",
        vec![
            text(
                "Amounts are rounded to the nearest penny where they are shown, half a penny up. Amounts for a week, for a year and for things bought once are kept apart, and none is turned into another.",
            ),
            table,
        ],
    )
}

fn questions(model: &Model) -> DocumentSection {
    let mut blocks = vec![text(
        "Each answer has a score. The score is multiplied by the weight of its question.",
    )];
    for (caption, about) in [
        ("Questions about what you need", AskedAbout::Need),
        (
            "Questions about what family and friends give",
            AskedAbout::UnpaidSupport,
        ),
    ] {
        let asked = model.questions.iter().filter(|asked| asked.about == about);
        let rows: Vec<_> = asked.map(question_row).collect();
        if !rows.is_empty() {
            let columns = [
                ("Question", false),
                ("Weight", true),
                ("What each answer counts", false),
            ];
            blocks.push(table(caption, &columns, rows));
        }
    }
    section("Questions and weights", blocks)
}

fn question_row(question: &BudgetQuestion) -> Vec<String> {
    let counts = match &question.answer {
        AnswerRange::Choices(choices) => {
            let each = choices.iter().map(|choice| {
                let count = words::number(choice.score * question.weight, question.unit);
                format!("{}: {count}", choice.words)
            });
            each.collect::<Vec<_>>().join("; ")
        }
        AnswerRange::YesNo {} => String::from("Yes or no"),
        AnswerRange::Number { least, most, .. } => format!("A number from {least} to {most}"),
    };
    vec![
        question.ask.clone(),
        question.weight.normalize().to_string(),
        counts,
    ]
}

fn figures(model: &Model) -> DocumentSection {
    let columns = [
        ("Figure", false),
        ("Amount", true),
        ("Where it is from", false),
    ];
    let row = |figure: &crate::model::ModelFigure| {
        vec![
            figure.label.clone(),
            words::number(figure.amount, figure.unit),
            format!("{} ({})", figure.source, figure.certainty.words()),
        ]
    };
    let mut blocks = Vec::new();
    if !model.figures.is_empty() {
        let rows = model.figures.values().map(row).collect();
        blocks.push(table(
            "Prices, shares, the least and the most",
            &columns,
            rows,
        ));
    }
    blocks.extend(model.tables.values().map(bands));
    if !model.prices.is_empty() {
        let rows = model.prices.values().map(row).collect();
        blocks.push(table(
            "Local prices, with which plans are costed",
            &columns,
            rows,
        ));
    }
    section("Prices and tables", blocks)
}

fn bands(bands: &BandTable) -> Block {
    let rows = bands.rows.iter().enumerate().map(|(place, row)| {
        let (from, to) = (row.from.normalize(), row.to.normalize());
        let last = place + 1 == bands.rows.len();
        let range = match bands.edges {
            _ if from == to => from.to_string(),
            Edges::Any if !last => format!("{from} to below {to}"),
            Edges::Whole | Edges::Any => format!("{from} to {to}"),
        };
        let gives = row.gives.map_or_else(
            || String::from("No allocation"),
            |gives| words::number(gives, bands.gives),
        );
        vec![range, gives]
    });
    let caption = format!(
        "{}: {} ({})",
        bands.label,
        bands.source,
        bands.certainty.words()
    );
    table(
        &caption,
        &[("What the answer counts", false), ("Amount", true)],
        rows.collect(),
    )
}

fn worked_example(
    model: &Model,
    answers: &BudgetAnswers,
    allocation: &Allocation,
) -> DocumentSection {
    let mut blocks = vec![text(
        "Somebody who is made up gives these answers. We start with nobody needing anything and put \
         the answers in one after another, in the order of the questions. What the amount rises or \
         falls by is what that answer is worth.",
    )];
    if let Some(amount) = allocation.in_words() {
        blocks.push(Block::text(format!("Indicative budget: {amount}.")));
    }
    for result in &allocation.results {
        blocks.push(Block::Heading(result.label.clone()));
        blocks.push(lines_table(result));
        blocks.push(answers_table(result));
        blocks.extend(result.says.iter().cloned().map(Block::text));
    }
    let sums = allocation.trace.iter();
    let rows = sums.map(|line| vec![line.label.clone(), line.sum.clone()]);
    let columns = [("Step", false), ("Sum", false)];
    blocks.push(table("Each step of the example", &columns, rows.collect()));
    if allocation
        .results
        .iter()
        .all(|result| result.answers.is_empty())
    {
        let given = model.questions.iter().map(|asked| {
            let answer = given::in_words(asked, answers.answer(&asked.id));
            format!("{} {answer}", asked.ask)
        });
        blocks.push(list(given));
    }
    section("A worked example", blocks)
}

fn lines_table(result: &BudgetResult) -> Block {
    let rows = result.lines.iter().map(|line| {
        vec![
            line.label.clone(),
            in_words(line.change),
            line.amount.to_string(),
        ]
    });
    let caption = format!("{}: the lines of the sum", result.label);
    let columns = [("Line", false), ("Change", true), ("Amount", true)];
    table(&caption, &columns, rows.collect())
}

fn answers_table(result: &BudgetResult) -> Block {
    let period = result.computed.map_or("", |amount| amount.period());
    let mut rows = Vec::new();
    if let Some(before) = result
        .before_answers
        .filter(|before| !before.pounds().is_zero())
    {
        rows.push(vec![
            String::from("Before any answer"),
            String::new(),
            in_words(before.pounds()),
        ]);
    }
    rows.extend(result.answers.iter().map(|line| {
        vec![
            line.ask.clone(),
            line.answer.clone(),
            line.pounds_in_words(),
        ]
    }));
    let total = result.computed.map(|amount| in_words(amount.pounds()));
    rows.push(vec![
        String::from("Together"),
        String::new(),
        total.unwrap_or_else(|| String::from("No amount")),
    ]);
    let caption = format!(
        "{}: what each answer is worth, in pounds {period}",
        result.label
    );
    let columns = [("Question", false), ("Answer", false), ("Pounds", true)];
    match table(&caption, &columns, rows) {
        Block::Table(table) => Block::Table(DocumentTable {
            total: true,
            ..table
        }),
        block => block,
    }
}

fn changed(before: &Model, model: &Model, answers: &BudgetAnswers) -> DocumentSection {
    let uprating = Uprating::between(before, model, answers);
    let mut blocks = vec![Block::text(format!(
        "Version {} replaced version {} on {}. A budget that was worked out by the version before \
         keeps it. This is what the change does to the worked example.",
        model.version,
        before.version,
        calendar::in_words(model.from),
    ))];
    blocks.extend(uprating.results.iter().map(changed_table));
    section("What the last change of the model did", blocks)
}

fn changed_table(result: &UpratedResult) -> Block {
    let pounds = |amount: rust_decimal::Decimal| in_words(amount);
    let mut rows: Vec<_> = result
        .answers
        .iter()
        .filter(|line| !(line.before.is_zero() && line.after.is_zero()))
        .map(|line| {
            vec![
                format!("{} {}", line.ask, line.answer),
                pounds(line.before),
                pounds(line.after),
                pounds(line.change),
            ]
        })
        .collect();
    if !result.before_answers.is_zero() {
        let change = pounds(result.before_answers);
        let before = String::from("Before any answer");
        rows.push(vec![before, String::new(), String::new(), change]);
    }
    let (before, after) = (result.before.pounds(), result.after.pounds());
    rows.push(vec![
        String::from("Together"),
        pounds(before),
        pounds(after),
        pounds(after - before),
    ]);
    Block::Table(DocumentTable {
        caption: format!("{}, in pounds {}", result.label, result.after.period()),
        columns: columns(&[
            ("Answer", false),
            ("Before", true),
            ("After", true),
            ("Change", true),
        ]),
        rows,
        total: true,
    })
}

fn limits(model: &Model) -> DocumentSection {
    let mut limits = vec![String::from(
        "Above the highest number in a table or the end of what the model predicts, it predicts \
         nothing. Nothing is cut: a person works out the budget with you.",
    )];
    limits.extend(model.limits.iter().cloned());
    let mut blocks = vec![list(limits)];
    if let Some(review) = model.review {
        blocks.push(Block::text(format!(
            "A person looks at the budget again {} to {} weeks after it began.",
            review.from_weeks, review.to_weeks
        )));
    }
    section("What it cannot do", blocks)
}

fn how_to_object(council: &Council) -> DocumentSection {
    section(
        "If you think an amount is wrong",
        vec![
            Block::Text(vec![
                Span::words(
                    "Tell your worker which answer or line you do not agree with, or call us on ",
                ),
                Span::telephone(&council.telephone),
                Span::words(format!(". {}. ", council.opening_hours)),
                Span::words("You can ask for every line and answer on paper."),
            ]),
            list([
                String::from("Ask for an answer to be changed if it does not describe your need."),
                String::from(
                    "Say what the amount does not pay for. We compare it with a plan that is costed at local prices.",
                ),
                String::from(
                    "Ask somebody to help you to take part, such as an advocate. We arrange one if you have nobody.",
                ),
            ]),
            Block::Text(vec![
                Span::words("You can also make a complaint to us, and if that does not help, "),
                Span::link(
                    "complain to the Local Government and Social Care Ombudsman",
                    "https://www.lgo.org.uk/make-a-complaint",
                ),
                Span::words("."),
            ]),
        ],
    )
}

fn record(council: &Council) -> DocumentSection {
    let record = TransparencyRecord::of_indicative_budget(council);
    let mut blocks = vec![Block::text(format!(
        "This record follows the {}.",
        record.standard
    ))];
    let tier = |number: u8, sections: &[RecordSection]| {
        sections
            .iter()
            .map(|section| {
                let fields = section.fields.iter();
                table(
                    &format!("Tier {number}: {}", section.heading),
                    &[("Field", false), ("Value", false)],
                    fields
                        .map(|field| vec![field.name.clone(), field.value.clone()])
                        .collect(),
                )
            })
            .collect::<Vec<_>>()
    };
    blocks.extend(tier(1, &record.tier_1));
    blocks.extend(tier(2, &record.tier_2));
    section("Record of the tool", blocks)
}

fn columns(headers: &[(&str, bool)]) -> Vec<Column> {
    let column = |(header, numeric): &(&str, bool)| Column {
        header: (*header).to_owned(),
        numeric: *numeric,
    };
    headers.iter().map(column).collect()
}

fn table(caption: &str, headers: &[(&str, bool)], rows: Vec<Vec<String>>) -> Block {
    Block::Table(DocumentTable {
        caption: caption.to_owned(),
        columns: columns(headers),
        rows,
        total: false,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn council() -> Council {
        const FILE: &str = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../domain/tests-data/council.json"
        ));
        serde_json::from_str(FILE).unwrap()
    }

    fn cells(document: &Document) -> Vec<String> {
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        let tables = blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        tables
            .flat_map(|table| table.rows.iter().flatten().cloned())
            .collect()
    }

    #[test]
    fn the_page_has_every_question_weight_figure_row_and_stage_of_the_model() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let page = method(model, &council());
        let cells = cells(&page);
        let has = |words: &str| assert!(cells.iter().any(|cell| cell == words), "{words}");
        for question in &model.questions {
            has(&question.ask);
            has(&question.weight.normalize().to_string());
        }
        for figure in model.figures.values().chain(model.prices.values()) {
            has(&figure.label);
            has(&words::number(figure.amount, figure.unit));
        }
        for table in model.tables.values() {
            for row in &table.rows {
                has(&words::number(row.gives.unwrap(), table.gives));
            }
        }
        for (place, stage) in model.stages.iter().enumerate() {
            has(&format!("{}. {}", place + 1, stage.label));
            has(&words::method(model, stage));
        }
        let allocation = allocate(model, &BudgetAnswers::example_of(model));
        assert!(allocation.trace.len() == model.stages.len());
        for line in &allocation.trace {
            has(&line.sum);
        }
    }

    #[test]
    fn a_changed_weight_changes_the_page_and_the_sum_together() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let mut heavier = serde_json::to_value(&**model).unwrap();
        heavier["questions"][1]["weight"] = "7".into();
        let heavier = Model::read("heavier", &heavier.to_string()).unwrap();
        let amount = |model: &Model| {
            let allocation = allocate(model, &BudgetAnswers::example_of(model));
            allocation.in_words().unwrap()
        };
        let said = |model: &Model| format!("{:?}", method(model, &council()));
        assert_ne!(amount(model), amount(&heavier));
        for model in [model, &heavier] {
            assert!(said(model).contains(&format!("Indicative budget: {}.", amount(model))));
        }
    }

    #[test]
    fn an_illustration_says_first_that_it_decides_nothing() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let page = method(model, &council());
        assert!(
            page.answer[0].contains("decides nothing"),
            "{:?}",
            page.answer
        );
        assert!(page.answer[1].contains("illustration"), "{:?}", page.answer);
        let warning = &page.sections[0].blocks[0];
        assert!(matches!(warning, Block::Warning(words) if words.contains("illustration")));

        let mut adopted = serde_json::to_value(&**model).unwrap();
        adopted["illustration"] = false.into();
        let adopted = Model::read("adopted", &adopted.to_string()).unwrap();
        let page = method(&adopted, &council());
        assert_eq!(page.answer.len(), 1);
        assert!(!matches!(page.sections[0].blocks[0], Block::Warning(_)));
    }

    #[test]
    fn the_record_names_the_council_and_leaves_nothing_to_fill_in() {
        let record = TransparencyRecord::of_indicative_budget(&council());
        let headings: Vec<_> = record
            .tier_2
            .iter()
            .map(|section| &section.heading)
            .collect();
        assert_eq!(
            headings,
            [
                "Owner and responsibility",
                "Description and rationale",
                "Decision process and human review",
                "Tool and model",
                "Data",
                "Risks and impact"
            ]
        );
        let text = serde_json::to_string(&record).unwrap();
        assert!(
            text.contains("Exampleshire County Council")
                && text.contains("care@exampleshire.example")
        );
        let fields = record
            .tier_1
            .iter()
            .chain(&record.tier_2)
            .flat_map(|section| &section.fields);
        for field in fields {
            assert!(
                !field.value.trim().is_empty() && !field.value.contains('{'),
                "{field:?}"
            );
        }
    }

    #[test]
    fn every_model_that_was_published_has_a_page() {
        for (name, _) in crate::published::MODELS {
            let page = method(&crate::published::model(name), &council());
            assert!(page.sections.len() >= 7, "{name}");
        }
    }
}
