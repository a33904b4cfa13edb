//! Shows the register of a week in two views of one form: who was different,
//! and the whole week as a table.

use askama::Template;
use attendance::absence::AbsenceReason;
use attendance::kept_register::RegisterKey;
use attendance::name_search::NameSearch;
use attendance::progress::first_week_to_view;
use attendance::provision::LineKey;
use attendance::terms::ContractBook;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::with_weekday;
use jiff::civil::Date;
use serde::Deserialize;
use web::govuk::{ErrorLink, ErrorSummary};
use web::http::failure::Failure;
use web::http::form::PostedForm;
use web::register_form::{
    ACCOUNT, EXCEPT, FormAction, FormView, RegisterAt, VIEW, WHOLE, register_address,
};
use web::who::{Provider, Staff};
use web::{PageFrame, page};

use crate::people::{DayHead, PersonRow, Rows};
use crate::sheet::{Found, ShownRegister};
use crate::standing::TopOfRegister;
use crate::{AppState, RegisterPageStore};

/// The address of a register.
pub(crate) const REGISTER: &str = "/day-services/{supplier}/{week}";

/// The most controls of people that "who was different" opens. With a line for
/// each of 60 people the page has fewer than 500.
const MOST_OPENED: usize = 300;

/// The longest search that is looked for.
const LONGEST_SEARCH: usize = 100;

/// The part of an address after the question mark.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ViewAsked {
    view: Option<String>,
}

#[derive(Template)]
#[template(path = "whole.html")]
struct Whole {
    frame: PageFrame,
    standing: TopOfRegister,
    address: String,
    api: String,
    account: String,
    view: FormView,
    previous: Option<String>,
    next: String,
    heads: Vec<DayHead>,
    rows: Vec<PersonRow>,
    search: Option<Search>,
    can_change: bool,
    closed_day: String,
    requests: String,
}

/// What somebody looked for.
struct Search {
    typed: String,
    said: String,
}

pub(crate) async fn show<S: RegisterPageStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    asked: Result<Query<ViewAsked>, QueryRejection>,
) -> Result<Response, Failure> {
    let view = asked
        .ok()
        .and_then(|Query(asked)| FormView::named(&asked.view?));
    state
        .view(&staff, key, view.unwrap_or_default(), None)
        .await
}

pub(crate) async fn find<S: RegisterPageStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let view = FormView::named(posted.one(VIEW)).unwrap_or_default();
    let typed: String = posted.one("find").chars().take(LONGEST_SEARCH).collect();
    let typed = (!typed.trim().is_empty()).then_some(typed);
    state.view(&staff, key, view, typed).await
}

impl<S: RegisterPageStore> AppState<S> {
    async fn view(
        &self,
        staff: &Staff<Provider>,
        key: RegisterKey,
        view: FormView,
        typed: Option<String>,
    ) -> Result<Response, Failure> {
        let sheet = match self.sheet(staff, key).await? {
            Found::Sheet(sheet) => sheet,
            Found::NoSheet(why) => return Ok(why),
        };
        let standing = self.standing(staff, &sheet).await?;
        let whole = Whole::of(staff, &sheet, standing, view, typed, self.site.now());
        Ok(page(StatusCode::OK, &whole))
    }
}

impl Whole {
    fn of(
        staff: &Staff<Provider>,
        sheet: &ShownRegister,
        standing: TopOfRegister,
        view: FormView,
        typed: Option<String>,
        now: jiff::Timestamp,
    ) -> Self {
        let rows = Rows::of(sheet);
        let drawn = rows.drawn(sheet, view, typed.as_deref());
        let search = typed.map(|typed| Search {
            said: found(drawn.len()),
            typed,
        });
        let (key, address) = (&sheet.key, register_address(&sheet.key));
        let week = |week| {
            register_address(&RegisterKey {
                week,
                ..key.clone()
            })
        };
        let previous = key.week.previous();
        Self {
            frame: frame(staff, sheet, search.as_ref()).errors(rows.errors(&drawn)),
            api: commands_address(key),
            account: staff.staff_user().id.0.clone(),
            previous: (previous >= first_week_to_view(now)).then(|| week(previous)),
            next: week(key.week.next()),
            heads: rows.heads(),
            closed_day: closed_day(&sheet.opened.book, key.week.monday()),
            requests: format!("/day-services/{}/requests", key.supplier),
            rows: drawn
                .iter()
                .filter_map(|(line, is_open)| rows.row(line, *is_open))
                .collect(),
            can_change: sheet.can_change,
            view,
            search,
            standing,
            address,
        }
    }
}

/// Returns the frame of a page of a register, with the supplier in its title.
fn frame(staff: &Staff<Provider>, sheet: &ShownRegister, search: Option<&Search>) -> PageFrame {
    let title = title(sheet);
    let title = match search {
        Some(search) => format!("{} - {title}", search.said),
        None => title,
    };
    staff
        .page(title)
        .back(format!("/day-services/{}", sheet.key.supplier))
}

/// Returns the title of the pages of a register.
pub(crate) fn title(sheet: &ShownRegister) -> String {
    let head = &sheet.opened.kept.head;
    let week = with_weekday(sheet.key.week.ending());
    let now_called = &sheet.supplier.supplier.name;
    match head.supplier_name == *now_called {
        true => format!("{now_called}: week ending {week}"),
        false => format!(
            "{} (now called {now_called}): week ending {week}",
            head.supplier_name
        ),
    }
}

/// Returns the address that takes the commands of a register.
pub(crate) fn commands_address(key: &RegisterKey) -> String {
    format!("{}/cells", register_address(key))
}

fn found(count: usize) -> String {
    match count {
        1 => "1 person found".to_owned(),
        count => format!("{count} people found"),
    }
}

/// Says what a day that was not provided pays and bills.
fn closed_day(book: &ContractBook, day: Date) -> String {
    let mut sentences: Vec<_> = book
        .all()
        .map(|terms| {
            terms
                .effects_on(day)
                .of(AbsenceReason::NotProvided)
                .sentence()
        })
        .collect();
    sentences.dedup();
    match sentences[..] {
        [one] => one.to_owned(),
        _ => {
            "What this pays and what people are charged depends on the contract of each.".to_owned()
        }
    }
}

impl Rows<'_> {
    /// Returns the lines to show, and whether the controls of each are drawn:
    /// all of them in the whole week; else those of people who were different,
    /// first of those with something that cannot be submitted, as far as a
    /// phone can show them.
    fn drawn(
        &self,
        sheet: &ShownRegister,
        view: FormView,
        typed: Option<&str>,
    ) -> Vec<(LineKey, bool)> {
        let search = typed.map(NameSearch::new);
        let finds = |line: &LineKey| {
            let found = sheet.register.lines.get(line);
            search
                .as_ref()
                .is_none_or(|search| found.is_some_and(|line| search.finds(&line.provision, &[])))
        };
        let mut shown: Vec<_> = sheet
            .order
            .iter()
            .filter(|line| finds(line))
            .map(|line| (line.clone(), view == FormView::Week))
            .collect();
        if view == FormView::Week {
            return shown;
        }
        let mut left = MOST_OPENED;
        for with_breach in [true, false] {
            for (line, is_open) in &mut shown {
                let wanted = search.is_some() || self.is_different(line);
                let first = self.breaches().iter().any(|breach| breach.line == *line);
                let cost = self.controls_of(line);
                if wanted && first == with_breach && cost <= left {
                    *is_open = true;
                    left -= cost;
                }
            }
        }
        shown
    }

    /// Returns everything that cannot be submitted, each with a link to where it
    /// is mended.
    fn errors(&self, drawn: &[(LineKey, bool)]) -> ErrorSummary {
        let links = self.breaches().iter().map(|breach| {
            let is_drawn = drawn
                .iter()
                .any(|(line, is_open)| *line == breach.line && *is_open);
            ErrorLink {
                href: self.place_of(breach, is_drawn).into(),
                text: self.words_of(breach).into(),
                ..ErrorLink::default()
            }
        });
        ErrorSummary {
            title_text: "You cannot submit this register yet".into(),
            disable_auto_focus: Some(true),
            ..ErrorSummary::of(links.collect())
        }
    }
}
