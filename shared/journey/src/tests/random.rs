//! Random answers and random typing, the same in every run.

use std::collections::BTreeMap;

use domain::forms::draft::{Answer, Answers};

use crate::form::{AskedQuestion, Form, Page, Question};

/// Numbers by the rule xorshift64* (Vigna 2016): even enough, and the same
/// from the same seed for ever.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn from(seed: u64) -> Self {
        Self(seed.max(1))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from((self.next() >> 33) % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(super) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(super) fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn word(&mut self, of: &[&'static str]) -> &'static str {
        of[self.below(of.len())]
    }

    /// Types a text made of pieces of numbers, dates and names, and of pieces
    /// that break programs.
    pub(super) fn typing(&mut self) -> String {
        let mut text = String::new();
        self.type_into(&mut text);
        text
    }

    /// Types as [`Self::typing`] does, in place of what the text held before.
    pub(super) fn type_into(&mut self, text: &mut String) {
        const PIECES: [&str; 62] = [
            "0",
            "1",
            "2",
            "9",
            "12",
            "234",
            "1,234",
            "£",
            "-",
            ".",
            ",",
            " ",
            "£1,234.50",
            "e5",
            "p",
            "+44",
            "(0)",
            "@",
            "a@b.uk",
            "QQ",
            "AB123456C",
            "LE1 1FZ",
            "feb",
            "February",
            "29",
            "2024",
            "1948",
            "31",
            "st",
            "yes",
            "no",
            "week",
            "month",
            "none",
            "eating",
            "\u{a0}",
            "\u{2009}",
            "\u{202e}",
            "\u{2066}",
            "\u{0}",
            "\u{7f}",
            "\r\n",
            "\r",
            "\t",
            "\u{feff}",
            "\u{200d}",
            "\u{fffd}",
            "\u{ffff}",
            "\u{10ffff}",
            "\u{1f468}\u{200d}\u{1f469}",
            "e\u{301}",
            "\u{ff11}",
            "\u{661}",
            "\u{2212}",
            "İ",
            "ß",
            "ﬁ",
            "-0",
            "1e309",
            "NaN",
            "%",
            "x99999999999999999999999999999999",
        ];
        text.clear();
        for _ in 0..self.below(6) {
            if self.one_in(8) {
                let wild = u32::try_from(self.next() >> 43).unwrap() % 0x11_0000;
                text.push(char::from_u32(wild).unwrap_or('\u{fffd}'));
            } else {
                text.push_str(self.word(&PIECES));
            }
        }
        if self.one_in(200) {
            *text = text.repeat(500);
        }
    }

    /// Makes answers as a store may hold them: to many of the pages, mostly of
    /// the right shape, some skipped, some of another kind altogether, some to
    /// questions that the form does not have.
    pub(super) fn answers(&mut self, form: &Form) -> Answers {
        let mut answers = Answers::default();
        let unanswered = 2 + self.below(40);
        for page in &form.pages {
            if self.one_in(unanswered) {
                continue;
            }
            if self.one_in(60) {
                answers.set(page.id.clone(), self.stray());
            } else {
                self.answer_into(&mut answers, page);
            }
            for group in page.questions().filter(AskedQuestion::is_group) {
                for item in 0..self.below(4) {
                    answers.set(
                        format!("{}/{item}", group.id),
                        Answer::Fields(BTreeMap::new()),
                    );
                }
            }
        }
        if self.one_in(10) {
            answers.set("no-such-page", self.stray());
        }
        answers
    }

    /// Answers every question of a page.
    pub(super) fn answer_into(&mut self, answers: &mut Answers, page: &Page) {
        for asked in page.questions() {
            answers.set(asked.id, self.answer(asked));
        }
    }

    /// Makes an answer of the right shape, now and then a skipped one.
    pub(super) fn answer(&mut self, asked: AskedQuestion<'_>) -> Answer {
        if asked.optional && self.one_in(3) {
            return Answer::Text(String::new());
        }
        let text = |text: &str| Answer::Text(text.to_owned());
        match asked.question {
            Question::YesNo => text(self.word(&["yes", "no"])),
            Question::Group { .. } if self.one_in(6) => text("yes"),
            Question::Group { .. } => text("no"),
            Question::OneOf { options } => text(&self.pick(options).value),
            Question::ManyOf { options, none } => {
                let mut chosen: Vec<String> = Vec::new();
                for option in options {
                    if self.one_in(3) {
                        chosen.push(option.value.clone());
                    }
                }
                if let (Some(none), true) = (none, chosen.is_empty()) {
                    chosen.push(none.value.clone());
                }
                Answer::Choices(chosen)
            }
            Question::Number { least, most, .. } | Question::Decimal { least, most, .. } => {
                let range = usize::try_from(most - least).unwrap() + 1;
                let number = least + u32::try_from(self.below(range)).unwrap();
                Answer::Text(number.to_string())
            }
            Question::Money => text(self.word(&["0.00", "12.50", "14250.00", "23250.01"])),
            Question::RegularMoney { every } => fields(&[
                ("amount", self.word(&["0.00", "99.99", "100.00"])),
                ("every", self.pick(every).name()),
            ]),
            Question::Date { .. } => fields(&[("day", "27"), ("month", "3"), ("year", "1948")]),
            Question::Name => fields(&[("first", "Ada"), ("last", "Brown")]),
            Question::Address { .. } => fields(&[
                ("line1", "1 High Street"),
                ("town", "Leicester"),
                ("postcode", "LE1 1FZ"),
            ]),
            Question::Text { .. }
            | Question::LongText { .. }
            | Question::Phone
            | Question::Email
            | Question::NiNumber => text("something"),
            Question::NhsNumber => text("9990000018"),
            Question::Rows { .. } => fields(&[("1.who", "a nurse")]),
            Question::Several { .. } | Question::AnyOf { .. } => {
                unreachable!("a page has its questions")
            }
        }
    }

    fn stray(&mut self) -> Answer {
        match self.below(4) {
            0 => Answer::Text(self.typing()),
            1 => Answer::Choices(vec![self.typing(), self.typing()]),
            2 => Answer::Fields(BTreeMap::new()),
            _ => Answer::Fields(BTreeMap::from([("amount".to_owned(), self.typing())])),
        }
    }
}

/// Makes an answer of several fields.
pub(super) fn fields(parts: &[(&str, &str)]) -> Answer {
    Answer::Fields(
        parts
            .iter()
            .map(|(part, text)| ((*part).to_owned(), (*text).to_owned()))
            .collect(),
    )
}
