//! The check of a model before anything is worked out by it. What it refuses is
//! what could make an amount wrong or unexplained: gaps, unknown names, units
//! that do not fit, unpaid support inside the need, a weight that more need
//! would lower.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    AnswerRange, AskedAbout, BudgetQuestion, Edges, ExtentKind, ModelFault, ModelFigure, ModelFile,
    Operator, Unit,
};

/// The most that a single figure, score or answer can be.
const MOST: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

/// The most stages, questions, figures or rows that a model has.
const MOST_PARTS: usize = 500;

/// What the check finds out about a model that it lets pass.
pub(super) struct Checked {
    pub(super) units: BTreeMap<String, Unit>,
    pub(super) need_questions: Vec<String>,
}

/// Checks a model.
pub(super) fn check(name: &str, file: &ModelFile) -> Result<Checked, Vec<ModelFault>> {
    let mut check = Check {
        name,
        file,
        faults: Vec::new(),
        known: BTreeMap::new(),
        used: BTreeSet::new(),
    };
    check.whole();
    check.questions();
    check.figures();
    check.tables();
    for place in 0..file.stages.len() {
        check.stage(place);
    }
    check.results();
    check.contradictions();
    let need_questions = check.need();
    check.nothing_unused();
    match check.faults.is_empty() {
        true => Ok(Checked {
            units: check
                .known
                .into_iter()
                .map(|(name, known)| (name, known.unit))
                .collect(),
            need_questions,
        }),
        false => Err(check.faults),
    }
}

/// What is known of a name that a stage can take.
#[derive(Clone, Debug)]
struct Known {
    unit: Unit,
    /// Whether every value of it is a whole number.
    whole: bool,
    /// The questions from which it is worked out.
    questions: BTreeSet<String>,
    /// Whether an amount was put in another period on the way.
    converted: bool,
    /// Whether it is a lookup that can say "no allocation".
    may_be_none: bool,
}

struct Check<'a> {
    name: &'a str,
    file: &'a ModelFile,
    faults: Vec<ModelFault>,
    known: BTreeMap<String, Known>,
    used: BTreeSet<String>,
}

impl Check<'_> {
    fn fault(&mut self, key: impl Into<String>, why: impl Into<String>) {
        self.faults.push(ModelFault::new(self.name, key, why));
    }

    fn whole(&mut self) {
        let file = self.file;
        if file.to < file.from {
            self.fault("to", "is before from");
        }
        for (key, text) in [
            ("id", &file.id),
            ("version", &file.version),
            ("name", &file.name),
            ("population", &file.population),
            ("source", &file.source),
        ] {
            if text.trim().is_empty() {
                self.fault(key, "is empty");
            }
        }
        let rows = file.tables.values().map(|table| table.rows.len()).max();
        for (key, parts) in [
            ("questions", file.questions.len()),
            ("stages", file.stages.len()),
            ("figures", file.figures.len()),
            ("tables", rows.unwrap_or_default()),
        ] {
            if parts > MOST_PARTS {
                self.fault(key, format!("has {parts} parts, more than {MOST_PARTS}"));
            }
        }
    }

    fn learn(&mut self, key: &str, id: &str, known: Known) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if id.is_empty() || !id.bytes().all(plain) {
            self.fault(
                key,
                format!("{id:?} is not a name of small letters, digits and _"),
            );
        }
        if self.known.insert(id.to_owned(), known).is_some() {
            self.fault(key, format!("{id:?} is the name of two things"));
        }
    }

    fn questions(&mut self) {
        let file = self.file;
        for (place, question) in file.questions.iter().enumerate() {
            let key = format!("questions[{place}]");
            if question.ask.trim().is_empty() {
                self.fault(format!("{key}.ask"), "is empty");
            }
            if !(Decimal::ZERO..=MOST).contains(&question.weight) {
                self.fault(format!("{key}.weight"), "is below 0 or too high");
            }
            let weighed = matches!(question.answer, AnswerRange::Choices(_));
            if !weighed && question.weight != Decimal::ONE {
                self.fault(
                    format!("{key}.weight"),
                    "only the score of a choice is weighed",
                );
            }
            self.answer(&key, question);
            if question.about == AskedAbout::UnpaidSupport && question.unit != Unit::Share {
                self.fault(
                    format!("{key}.unit"),
                    "unpaid support is answered as a share",
                );
            }
            let known = Known {
                unit: question.unit,
                whole: is_whole(question),
                questions: BTreeSet::from([question.id.clone()]),
                converted: false,
                may_be_none: false,
            };
            self.learn(&format!("{key}.id"), &question.id, known);
        }
    }

    fn answer(&mut self, key: &str, question: &BudgetQuestion) {
        let most = match question.unit {
            Unit::Share => Decimal::ONE,
            _ => MOST,
        };
        let allowed = Decimal::ZERO..=most;
        match &question.answer {
            AnswerRange::YesNo {} => {}
            AnswerRange::Number {
                least,
                most,
                places,
            } => {
                let key = format!("{key}.answer.number");
                if !allowed.contains(least) || !allowed.contains(most) || most < least {
                    self.fault(&key, format!("{least} to {most} is no range from 0"));
                }
                if *places > 4 {
                    self.fault(format!("{key}.places"), "is more than 4");
                }
            }
            AnswerRange::Choices(choices) => {
                if choices.len() < 2 {
                    self.fault(format!("{key}.answer.choices"), "has fewer than 2 choices");
                }
                let mut seen = BTreeSet::new();
                let mut before = Decimal::ZERO;
                for (place, choice) in choices.iter().enumerate() {
                    let key = format!("{key}.answer.choices[{place}]");
                    if !seen.insert(&choice.id) || choice.id.is_empty() {
                        self.fault(format!("{key}.id"), "is not a name of its own");
                    }
                    if !allowed.contains(&(choice.score * question.weight.min(MOST))) {
                        self.fault(format!("{key}.score"), "is below 0 or too high");
                    }
                    if choice.score < before {
                        let why = "is lower than the choice before: more need would lower it";
                        self.fault(format!("{key}.score"), why);
                    }
                    before = choice.score;
                }
            }
        }
    }

    fn figures(&mut self) {
        let file = self.file;
        for (id, figure) in &file.figures {
            self.figure(&format!("figures.{id}"), figure);
            let known = Known {
                unit: figure.unit,
                whole: figure.amount.is_integer(),
                questions: BTreeSet::new(),
                converted: false,
                may_be_none: false,
            };
            self.learn(&format!("figures.{id}"), id, known);
        }
        for (id, figure) in &file.prices {
            let key = format!("prices.{id}");
            self.figure(&key, figure);
            if !figure.unit.is_amount() && figure.unit != Unit::PoundsAnHour {
                self.fault(format!("{key}.unit"), "is not a price of a plan");
            }
        }
    }

    fn figure(&mut self, key: &str, figure: &ModelFigure) {
        let most = match figure.unit {
            Unit::Share => Decimal::ONE,
            _ => MOST,
        };
        if !(Decimal::ZERO..=most).contains(&figure.amount) {
            self.fault(format!("{key}.amount"), "is below 0 or too high");
        }
        if figure.unit.is_money() && figure.amount.normalize().scale() > 2 {
            self.fault(format!("{key}.amount"), "has a part of a penny");
        }
        for (part, text) in [("source", &figure.source), ("label", &figure.label)] {
            if text.trim().is_empty() {
                self.fault(format!("{key}.{part}"), "is empty");
            }
        }
    }

    fn tables(&mut self) {
        let file = self.file;
        for (id, table) in &file.tables {
            let key = format!("tables.{id}");
            for (part, text) in [("source", &table.source), ("label", &table.label)] {
                if text.trim().is_empty() {
                    self.fault(format!("{key}.{part}"), "is empty");
                }
            }
            for (below, why) in table.faults() {
                self.fault(format!("{key}.{below}"), why);
            }
            let high = |row: &super::Band| row.gives.is_some_and(|gives| gives > MOST);
            if table.rows.iter().any(high) {
                self.fault(format!("{key}.rows"), "gives more than anybody could");
            }
        }
    }

    fn stage(&mut self, place: usize) {
        let Some(stage) = self.file.stages.get(place) else {
            return;
        };
        let key = format!("stages[{place}].does.{}", stage.does.key());
        let mut taken = Vec::new();
        for (below, name) in stage.does.names() {
            let Some(known) = self.known.get(name).cloned() else {
                let why = format!("{name:?} is no question, figure or earlier stage");
                self.fault(format!("{key}{below}"), why);
                continue;
            };
            self.used.insert(name.to_owned());
            if known.may_be_none {
                let why = format!("{name:?} can give no allocation, which is no number");
                self.fault(format!("{key}{below}"), why);
            }
            taken.push((below, known));
        }
        if taken.len() != stage.does.names().len() {
            return;
        }
        self.unpaid_support_is_a_share(&key, &stage.does);
        let units: Vec<_> = taken.iter().map(|(_, known)| known.unit).collect();
        let unit = match self.unit(&stage.does, &units, &taken) {
            Ok(unit) => unit,
            Err((below, why)) => return self.fault(format!("{key}{below}"), why),
        };
        let known = Known {
            unit,
            whole: matches!(stage.does, Operator::Sum(_) | Operator::MaxOf(_))
                && taken.iter().all(|(_, known)| known.whole),
            questions: taken
                .iter()
                .flat_map(|(_, known)| known.questions.iter().cloned())
                .collect(),
            converted: matches!(stage.does, Operator::Convert { .. })
                || taken.iter().any(|(_, known)| known.converted),
            may_be_none: self.gives_none(&stage.does),
        };
        self.learn(&format!("stages[{place}].id"), &stage.id, known);
    }

    /// An answer about unpaid support is taken by a share alone, so that what
    /// it takes off is a line of its own.
    fn unpaid_support_is_a_share(&mut self, key: &str, does: &Operator) {
        for (below, name) in does.names() {
            let mut questions = self.file.questions.iter();
            let unpaid =
                questions.any(|asked| asked.id == name && asked.about == AskedAbout::UnpaidSupport);
            let as_share =
                matches!(does, Operator::Share { by, .. } if by == name) && below == ".by";
            if unpaid && !as_share {
                let why = "unpaid support is only taken off as a share";
                self.fault(format!("{key}{below}"), why);
            }
            if below == ".by" && !unpaid {
                let why = "a share that is taken off is the answer about unpaid support";
                self.fault(format!("{key}{below}"), why);
            }
        }
    }

    fn gives_none(&self, does: &Operator) -> bool {
        let Operator::Lookup { table, .. } = does else {
            return false;
        };
        let table = self.file.tables.get(table);
        table.is_some_and(|table| table.rows.iter().any(|row| row.gives.is_none()))
    }

    /// Returns the unit of what a stage gives, or the key below the operator and
    /// why there is none.
    fn unit(
        &mut self,
        does: &Operator,
        units: &[Unit],
        taken: &[(String, Known)],
    ) -> Result<Unit, (String, String)> {
        let &[first, ..] = units else {
            return Err((String::new(), String::from("takes nothing")));
        };
        let second = units.get(1).copied().unwrap_or(first);
        let same = |unit: Unit, below: &str| {
            let why = format!(
                "{} and {} never become one another unasked",
                first.words(),
                unit.words()
            );
            (unit == first)
                .then_some(first)
                .ok_or((below.to_owned(), why))
        };
        match does {
            Operator::Sum(_) | Operator::MaxOf(_) => {
                for (unit, (below, _)) in units.iter().zip(taken) {
                    same(*unit, below)?;
                }
                Ok(first)
            }
            Operator::Multiply(..) => first.times(second).ok_or_else(|| {
                let why = format!(
                    "{} cannot be multiplied by {}",
                    first.words(),
                    second.words()
                );
                (String::new(), why)
            }),
            Operator::Share { .. } => match second {
                Unit::Share => Ok(first),
                _ => Err((".by".to_owned(), "is not a share".to_owned())),
            },
            Operator::Cap { .. } | Operator::Floor { .. } => same(second, ".at"),
            Operator::AddIf { .. } => same(second, ".add"),
            Operator::APersonDecides { .. } => Ok(first),
            Operator::Lookup { table, .. } => self.lookup(table, taken),
            Operator::Convert { to, .. } => convert(*to, taken),
        }
    }

    fn lookup(&mut self, name: &str, taken: &[(String, Known)]) -> Result<Unit, (String, String)> {
        self.used.insert(format!("tables.{name}"));
        let fault = |below: &str, why: String| (below.to_owned(), why);
        let Some(table) = self.file.tables.get(name) else {
            return Err(fault(".table", format!("{name:?} is no table")));
        };
        let Some((_, of)) = taken.first() else {
            return Err(fault(".of", "takes nothing".to_owned()));
        };
        if of.unit != table.of {
            let why = format!(
                "is in {}, the table in {}",
                of.unit.words(),
                table.of.words()
            );
            return Err(fault(".of", why));
        }
        if table.edges == Edges::Whole && !of.whole {
            let why = "is not declared whole, and the table has nothing between its rows";
            return Err(fault(".of", why.to_owned()));
        }
        Ok(table.gives)
    }

    fn results(&mut self) {
        let file = self.file;
        if file.results.is_empty() {
            self.fault("results", "gives nothing");
        }
        let mut given = Vec::new();
        for (place, result) in file.results.iter().enumerate() {
            let key = format!("results[{place}]");
            let shown: Vec<_> = result.shown.iter().map(|id| self.amount(id)).collect();
            let Some(Some(unit)) = shown.last().copied() else {
                self.fault(
                    format!("{key}.shown"),
                    "does not end with an amount of money",
                );
                continue;
            };
            for (line, shown) in shown.iter().enumerate() {
                if *shown != Some(unit) {
                    let why = "is not a stage in the unit of the result";
                    self.fault(format!("{key}.shown[{line}]"), why);
                }
            }
            if given.contains(&unit) {
                self.fault(format!("{key}.shown"), "a second amount of the same period");
            }
            given.push(unit);
            self.extent(&key, &result.extent);
            for (line, id) in result.display.iter().enumerate() {
                if !self.known.get(id).is_some_and(|known| known.converted) {
                    let why = "is not a stage that puts an amount in another period";
                    self.fault(format!("{key}.display[{line}]"), why);
                }
            }
            self.used
                .extend(result.shown.iter().chain(&result.display).cloned());
        }
    }

    fn extent(&mut self, key: &str, extent: &ExtentKind) {
        let ExtentKind::Around(figure) = extent else {
            return;
        };
        self.used.insert(figure.clone());
        let share = self.file.figures.get(figure);
        if share.is_none_or(|figure| figure.unit != Unit::Share) {
            self.fault(
                format!("{key}.extent.around"),
                "is not a figure that is a share",
            );
        }
    }

    fn amount(&self, id: &str) -> Option<Unit> {
        let unit = self.known.get(id)?.unit;
        let stage = self.file.stages.iter().any(|stage| stage.id == id);
        (stage && unit.is_amount()).then_some(unit)
    }

    fn contradictions(&mut self) {
        let file = self.file;
        for (place, contradiction) in file.contradictions.iter().enumerate() {
            let key = format!("contradictions[{place}]");
            if contradiction.says.trim().is_empty() {
                self.fault(format!("{key}.says"), "is empty");
            }
            if contradiction.when.len() < 2 {
                self.fault(format!("{key}.when"), "names fewer than 2 answers");
            }
            for (line, condition) in contradiction.when.iter().enumerate() {
                let key = format!("{key}.when[{line}]");
                if file.questions.iter().all(|asked| asked.id != condition.of) {
                    self.fault(
                        format!("{key}.of"),
                        format!("{:?} is no question", condition.of),
                    );
                }
                if condition.at_least.is_none() && condition.at_most.is_none() {
                    self.fault(key, "asks for nothing");
                }
            }
        }
    }

    /// The need is worked out, and its questions asked, before unpaid support.
    fn need(&mut self) -> Vec<String> {
        let file = self.file;
        let unpaid: Vec<_> = file
            .questions
            .iter()
            .filter(|asked| asked.about == AskedAbout::UnpaidSupport)
            .map(|asked| asked.id.as_str())
            .collect();
        let Some(need) = &file.need else {
            if !unpaid.is_empty() {
                self.fault(
                    "need",
                    "is left out, and there are questions about unpaid support",
                );
            }
            return Vec::new();
        };
        let first = file
            .results
            .iter()
            .any(|result| result.shown.first() == Some(need));
        if !first {
            self.fault("need", "is not the first line shown of a result");
        }
        let known = self.known.get(need);
        let from = known
            .map(|known| known.questions.clone())
            .unwrap_or_default();
        if unpaid.iter().any(|id| from.contains(*id)) {
            self.fault("need", "is worked out with unpaid support");
        }
        let place = |id: &str| file.questions.iter().position(|asked| asked.id == id);
        let first_unpaid = unpaid.first().and_then(|id| place(id));
        for id in &from {
            if let (Some(of), Some(first)) = (place(id), first_unpaid)
                && of > first
            {
                let why = "is asked after unpaid support, and the need is worked out from it";
                self.fault(format!("questions[{of}]"), why);
            }
        }
        from.into_iter().collect()
    }

    fn nothing_unused(&mut self) {
        let file = self.file;
        let questions = file.questions.iter().enumerate();
        let questions = questions.map(|(place, asked)| (format!("questions[{place}]"), &asked.id));
        let figures = file.figures.keys().map(|id| (format!("figures.{id}"), id));
        let stages = file.stages.iter().enumerate();
        let stages = stages.map(|(place, stage)| (format!("stages[{place}]"), &stage.id));
        let mut unused: Vec<_> = questions
            .chain(figures)
            .chain(stages)
            .filter(|(_, id)| !self.used.contains(*id))
            .map(|(key, _)| key)
            .collect();
        let tables = file.tables.keys().map(|id| format!("tables.{id}"));
        unused.extend(tables.filter(|key| !self.used.contains(key)));
        for key in unused {
            self.fault(key, "is taken by nothing");
        }
    }
}

fn is_whole(question: &BudgetQuestion) -> bool {
    match &question.answer {
        AnswerRange::YesNo {} => true,
        AnswerRange::Number { places, .. } => *places == 0,
        AnswerRange::Choices(choices) => choices
            .iter()
            .all(|choice| (choice.score * question.weight.min(MOST)).is_integer()),
    }
}

fn convert(to: Unit, taken: &[(String, Known)]) -> Result<Unit, (String, String)> {
    let fault = |why: &str| Err((".of".to_owned(), why.to_owned()));
    match taken {
        [(_, of)] if of.converted => fault("was put in another period already"),
        [(_, of)] => match (of.unit, to) {
            (Unit::PoundsAYear, Unit::PoundsAWeek) | (Unit::PoundsAWeek, Unit::PoundsAYear) => {
                Ok(to)
            }
            _ => fault("is not an amount a week or a year: one-off amounts have no other period"),
        },
        _ => fault("takes one amount"),
    }
}
