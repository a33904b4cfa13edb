//! A form as a sheet of paper: every question with a number and a place to
//! write, and the condition on which it is answered in words, because nothing on
//! paper can leave a question out.

mod condition;

use std::collections::BTreeMap;

use domain::values::money::Frequency;

use crate::form::{
    AskedQuestion, Choice, FieldQuestion, Form, GrammaticalPerson, Guidance, Page, Question, Words,
    capitalised,
};
use crate::summary::how_often;

/// The things of one kind that a paper form has room for. Who has more writes
/// about them on a sheet of their own.
const ITEMS_ON_PAPER: u32 = 2;
/// The hint of a choice among many on a screen.
const SELECT_ALL: &str = "Select all that apply.";
/// The letters that somebody writes in a line across the page.
const LETTERS_IN_A_LINE: u32 = 60;
/// The most lines that a paper form has for one answer.
const MOST_LINES: u32 = 8;

/// A form for paper: what stands on it, from top to bottom.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaperForm {
    /// The title of the form.
    pub title: String,
    /// The id of the form, for whoever enters what was written.
    pub form: &'static str,
    /// The version of the form.
    pub version: u32,
    /// The pieces, in order.
    pub pieces: Vec<PaperPiece>,
}

/// A piece of a paper form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PaperPiece {
    /// The heading of a part of the form.
    Section(String),
    /// The heading of questions that belong together, or of one thing of
    /// several: `Property 1`.
    Heading(String),
    /// A question. What follows it is where its answer is written.
    Question {
        /// The number by which other questions name it; none for a question
        /// about one thing of several.
        number: Option<u32>,
        /// The question in words.
        words: String,
        /// Who answers it, if not everybody: `Only if you answered ‘Yes’ to
        /// question 4`.
        only_if: Option<String>,
        /// A line of help.
        hint: Option<String>,
    },
    /// A paragraph.
    Text(String),
    /// A warning.
    Warning(String),
    /// A bulleted list.
    List(Vec<String>),
    /// Choices, each with a box to tick.
    Choices {
        /// Whether one box alone is ticked.
        one: bool,
        /// The choices.
        choices: Vec<PaperChoice>,
    },
    /// An amount in pounds, with a box to tick for each frequency with which it
    /// may be paid; without frequencies an amount alone.
    Amount(Vec<&'static str>),
    /// A box for each letter or figure.
    Boxes {
        /// The name of what is written: `Day`.
        label: String,
        /// The number of boxes.
        count: u32,
        /// The words after the boxes: `hours`.
        after: String,
    },
    /// Empty lines.
    Lines {
        /// The name of what is written: `First name`; empty if the question
        /// says it.
        label: String,
        /// The number of lines.
        count: u32,
    },
}

/// A choice with a box to tick.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaperChoice {
    /// The heading that divides a long list before this choice.
    pub divider: Option<String>,
    /// The words of the choice.
    pub words: String,
    /// A line of help.
    pub hint: Option<String>,
    /// The frequencies of the amount that is written beside the box, if one is.
    pub amount: Vec<&'static str>,
}

impl PaperForm {
    /// Returns a form as a sheet of paper, about its reader or about somebody
    /// else.
    #[must_use]
    pub fn of(form: &'static Form, voice: GrammaticalPerson) -> Self {
        let mut writing = PaperWriting {
            form,
            voice,
            numbers: numbers(form),
            pieces: Vec::new(),
        };
        for section in &form.sections {
            let mut pages = form.pages.iter().filter(|page| page.section == section.id);
            if let Some(first) = pages.next() {
                let title = section.title.clone();
                writing.pieces.push(PaperPiece::Section(title));
                [first]
                    .into_iter()
                    .chain(pages)
                    .for_each(|page| writing.page(page));
            }
        }
        Self {
            title: form.title.clone(),
            form: &form.id,
            version: form.version,
            pieces: writing.pieces,
        }
    }
}

/// Gives every question that has an answer of its own a number, in the order in
/// which they are asked.
fn numbers(form: &Form) -> BTreeMap<&str, u32> {
    let ids = form.sections.iter().flat_map(|section| {
        let pages = form.pages.iter();
        let pages = pages.filter(move |page| page.section == section.id);
        pages.flat_map(numbered_in)
    });
    ids.zip(1..).collect()
}

/// Lists the ids of the questions of a page that have a number. Groups that are
/// offered together have one for the choice among them, under the page's id; an
/// amount that stands beside the box it belongs to has none.
fn numbered_in(page: &Page) -> Vec<&str> {
    let choice = matches!(page.question, Question::AnyOf { .. }).then_some(page.id.as_str());
    let asked = page.questions();
    let asked = asked.filter(|asked| !is_beside_its_box(page, asked));
    choice
        .into_iter()
        .chain(asked.map(|asked| asked.id))
        .collect()
}

/// Whether a question asks for the amount of one choice among many on its page,
/// so that the amount is written beside the box of that choice. A second amount
/// of one choice is a question of its own.
fn is_beside_its_box(page: &Page, asked: &AskedQuestion<'_>) -> bool {
    let Some(revealed) = page.revealed_by(asked) else {
        return false;
    };
    let many = |id: &str| {
        let mut questions = page.questions();
        questions.any(|other| other.id == id && matches!(other.question, Question::ManyOf { .. }))
    };
    let mut amounts = page.questions().filter(|other| {
        matches!(other.question, Question::RegularMoney { .. })
            && page.revealed_by(other) == Some(revealed)
    });
    many(revealed.question) && amounts.next().is_some_and(|first| first.id == asked.id)
}

/// A paper form that is being written.
struct PaperWriting {
    form: &'static Form,
    voice: GrammaticalPerson,
    numbers: BTreeMap<&'static str, u32>,
    pieces: Vec<PaperPiece>,
}

impl PaperWriting {
    fn say(&self, words: &Words) -> String {
        words.say(self.voice).to_owned()
    }

    fn maybe(&self, words: Option<&Words>) -> Option<String> {
        words.map(|words| self.say(words))
    }

    fn page(&mut self, page: &'static Page) {
        if let Question::Several { .. } = &page.question {
            self.pieces.push(PaperPiece::Heading(self.say(&page.label)));
            self.only_some(page);
            self.guidance(&page.guidance);
            page.questions()
                .filter(|asked| !is_beside_its_box(page, asked))
                .for_each(|asked| self.asked(page, &asked));
            return;
        }
        let whole = AskedQuestion::whole(page);
        self.question(&whole, self.condition(page.when.as_ref()));
        self.guidance(&page.guidance);
        self.space(&whole);
        if let Question::AnyOf { groups, .. } = &page.question {
            groups
                .iter()
                .for_each(|group| self.group_ticked(page, group));
        }
    }

    /// Says above several questions on which condition all of them are asked.
    fn only_some(&mut self, page: &Page) {
        if let Some(condition) = self.condition(page.when.as_ref()) {
            self.pieces.push(PaperPiece::Text(condition));
        }
    }

    fn asked(&mut self, page: &'static Page, asked: &AskedQuestion<'static>) {
        self.question(asked, self.condition(asked.when));
        match asked.question {
            Question::ManyOf { options, none } => {
                let mut choices = self.said(options, none.as_ref());
                for (choice, option) in choices.iter_mut().zip(options) {
                    self.add_amount(page, asked.id, option, choice);
                }
                let one = false;
                self.pieces.push(PaperPiece::Choices { one, choices });
            }
            _ => self.space(asked),
        }
    }

    /// Adds to a choice the amount that the page asks for once it is made.
    fn add_amount(&self, page: &Page, question: &str, option: &Choice, choice: &mut PaperChoice) {
        let mut amounts = page.questions().filter(|asked| {
            is_beside_its_box(page, asked)
                && page.revealed_by(asked).is_some_and(|revealed| {
                    revealed.question == question && revealed.value == option.value
                })
        });
        if let Some(asked) = amounts.next()
            && let Question::RegularMoney { every } = asked.question
        {
            choice.amount = every.iter().map(|each| how_often(*each)).collect();
            choice.hint = choice.hint.take().or_else(|| self.maybe(asked.hint));
        }
    }

    /// Writes the questions about the things of a group, for whoever ticked its
    /// box.
    fn group_ticked(&mut self, page: &Page, group: &'static FieldQuestion) {
        let ticked = self.named(&page.id);
        self.pieces.push(PaperPiece::Question {
            number: self.numbers.get(group.id.as_str()).copied(),
            words: self.say(&group.label),
            only_if: Some(format!("Only if you ticked this in {ticked}.")),
            hint: self.maybe(group.hint.as_ref()),
        });
        self.items(&group.question);
    }

    fn question(&mut self, asked: &AskedQuestion<'_>, only_if: Option<String>) {
        let mut words = self.say(asked.label);
        if asked.optional {
            words.push_str(" (optional)");
        }
        self.pieces.push(PaperPiece::Question {
            number: self.numbers.get(asked.id).copied(),
            words,
            only_if,
            // On paper the boxes themselves say how many are ticked.
            hint: self.maybe(asked.hint).filter(|hint| hint != SELECT_ALL),
        });
    }

    fn guidance(&mut self, guidance: &[Guidance]) {
        for piece in guidance {
            match piece {
                Guidance::Text(words) | Guidance::Inset(words) => {
                    self.pieces.push(PaperPiece::Text(self.say(words)));
                }
                Guidance::Warning(words) => {
                    self.pieces.push(PaperPiece::Warning(self.say(words)));
                }
                Guidance::List(items) => {
                    let items = items.iter().map(|words| self.say(words)).collect();
                    self.pieces.push(PaperPiece::List(items));
                }
                Guidance::Calls(calls) => {
                    let call = |call: &crate::form::Call| {
                        format!("{} {}", call.telephone, self.say(&call.about))
                    };
                    let items = calls.iter().map(call).collect();
                    self.pieces.push(PaperPiece::List(items));
                }
                Guidance::Details { summary, text } => {
                    let mut words = format!("{}:", self.say(summary));
                    for paragraph in text {
                        words.push(' ');
                        words.push_str(paragraph.say(self.voice));
                    }
                    self.pieces.push(PaperPiece::Text(words));
                }
            }
        }
    }

    /// Writes the place for an answer.
    fn space(&mut self, asked: &AskedQuestion<'static>) {
        match asked.question {
            Question::YesNo => self.yes_or_no(),
            Question::OneOf { options } => self.choices(true, options, None),
            Question::ManyOf { options, none } => self.choices(false, options, none.as_ref()),
            Question::AnyOf { groups, none } => self.offered(groups, none),
            Question::Group { .. } => {
                self.yes_or_no();
                self.items(asked.question);
            }
            Question::Rows { one, most, fields } => {
                self.copies(one, (*most).min(ITEMS_ON_PAPER), *most, fields);
            }
            // The questions of such a page are written one by one.
            Question::Several { .. } => {}
            Question::Money => self.pieces.push(PaperPiece::Amount(Vec::new())),
            Question::RegularMoney { every } => self.amount(every),
            Question::Date { or_age, .. } => self.date(*or_age),
            Question::Number { most, suffix, .. } => self.number(*most, suffix.as_deref(), 0),
            Question::Decimal { most, suffix, .. } => self.number(*most, suffix.as_deref(), 3),
            Question::Text { longest } | Question::LongText { longest } => {
                self.lines("", longest.div_ceil(LETTERS_IN_A_LINE));
            }
            Question::Name => {
                self.lines("First name", 1);
                self.lines("Last name", 1);
            }
            Question::Address { unsettled } => self.address(*unsettled),
            Question::Phone => self.boxes("", 11, ""),
            Question::Email => self.lines("", 1),
            Question::NhsNumber => self.boxes("", 10, ""),
            Question::NiNumber => self.boxes("", 9, ""),
        }
    }

    fn yes_or_no(&mut self) {
        let choices = ["Yes", "No"].map(|words| PaperChoice::of(words.to_owned()));
        self.pieces.push(PaperPiece::Choices {
            one: true,
            choices: choices.into(),
        });
    }

    fn choices(&mut self, one: bool, options: &[Choice], none: Option<&Choice>) {
        let choices = self.said(options, none);
        self.pieces.push(PaperPiece::Choices { one, choices });
    }

    fn said(&self, options: &[Choice], none: Option<&Choice>) -> Vec<PaperChoice> {
        let choices = options.iter().chain(none).map(|choice| PaperChoice {
            divider: choice.divider.clone(),
            hint: self.maybe(choice.hint.as_ref()),
            ..PaperChoice::of(self.say(&choice.label))
        });
        choices.collect()
    }

    /// Writes a box for each of the groups that are offered together.
    fn offered(&mut self, groups: &[FieldQuestion], none: &Choice) {
        let offered = groups.iter().map(|group| PaperChoice {
            hint: self.maybe(group.hint.as_ref()),
            ..PaperChoice::of(self.say(&group.label))
        });
        let none = PaperChoice::of(self.say(&none.label));
        let choices = offered.chain([none]).collect();
        self.pieces.push(PaperPiece::Choices {
            one: false,
            choices,
        });
    }

    /// Writes the questions about each thing of a group, as often as there is
    /// room for.
    fn items(&mut self, group: &'static Question) {
        if let Question::Group {
            one, most, fields, ..
        } = group
        {
            self.copies(one, (*most).min(ITEMS_ON_PAPER), *most, fields);
        }
    }

    fn copies(&mut self, one: &str, copies: u32, most: u32, fields: &'static [FieldQuestion]) {
        for copy in 1..=copies {
            let name = capitalised(one);
            self.pieces
                .push(PaperPiece::Heading(format!("{name} {copy}")));
            for field in fields {
                let asked = AskedQuestion::one_of(field);
                let only_if = self.item_condition(field, fields);
                let mut words = self.say(asked.label);
                if field.is_never_needed() {
                    words.push_str(" (optional)");
                }
                self.pieces.push(PaperPiece::Question {
                    number: None,
                    words,
                    only_if,
                    hint: self.maybe(asked.hint),
                });
                self.space(&asked);
            }
        }
        if most > copies {
            let words = "If there are more, write the same about each on another sheet of paper.";
            self.pieces.push(PaperPiece::Text(words.to_owned()));
        }
    }

    fn amount(&mut self, every: &[Frequency]) {
        let every = every.iter().map(|each| how_often(*each)).collect();
        self.pieces.push(PaperPiece::Amount(every));
    }

    fn date(&mut self, or_age: bool) {
        for (label, count) in [("Day", 2), ("Month", 2), ("Year", 4)] {
            self.boxes(label, count, "");
        }
        if or_age && self.voice == GrammaticalPerson::They {
            self.boxes(
                "Or, if you do not know the date, about how old they are",
                3,
                "years",
            );
        }
    }

    fn number(&mut self, most: u32, suffix: Option<&str>, decimals: u32) {
        let figures = most.checked_ilog10().unwrap_or(0) + 1 + decimals;
        self.boxes("", figures, suffix.unwrap_or(""));
    }

    fn address(&mut self, unsettled: bool) {
        self.lines("Address", 2);
        self.lines("Town or city", 1);
        self.lines("County (optional)", 1);
        self.boxes("Postcode", 8, "");
        if unsettled {
            let words = match self.voice {
                GrammaticalPerson::You => "I have no settled address",
                GrammaticalPerson::They => "They have no settled address",
            };
            let choices = vec![PaperChoice::of(words.to_owned())];
            self.pieces.push(PaperPiece::Choices { one: true, choices });
        }
    }

    fn boxes(&mut self, label: &str, count: u32, after: &str) {
        self.pieces.push(PaperPiece::Boxes {
            label: label.to_owned(),
            count,
            after: after.to_owned(),
        });
    }

    fn lines(&mut self, label: &str, count: u32) {
        self.pieces.push(PaperPiece::Lines {
            label: label.to_owned(),
            count: count.clamp(1, MOST_LINES),
        });
    }
}

impl PaperChoice {
    fn of(words: String) -> Self {
        Self {
            divider: None,
            words,
            hint: None,
            amount: Vec::new(),
        }
    }
}
