//! `POST /day-services/{supplier}/{week}/save`: takes the form of the
//! register's pages, for browsers without JavaScript and for actions on whole
//! lines.

use app::attendance_marks::ActionOutcome;
use app::providers::GrantedSupplier;
use app::registers::{OpenedRegister, act_in_week, record_in_week};
use askama::Template;
use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_register::{CellKept, RegisterKey};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use web::http::form::PostedForm;
use web::register_commands::LOCKED;
use web::register_form::{
    ACCOUNT, OF_ANOTHER, PostedRegister, RegisterAt, is_of_another, read_register_form,
    register_address,
};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, page, see_other};

use crate::late::LateEdits;
use crate::words::{conflict_words, late_action, late_edit, whose};
use crate::{AppState, AutosavePorts};

/// The page that says what was not saved.
#[derive(Template)]
#[template(path = "not-saved.html")]
struct NotSaved {
    frame: PageFrame,
    saved: usize,
    wrong: Vec<String>,
    late: Option<LateEdits>,
    back: String,
}

pub(crate) async fn save<P: AutosavePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &key).await?;
    let Some(opened) = state.opened(&granted, &key).await? else {
        return Ok(see_other(&register_address(&key)));
    };
    let user = &staff.staff_user().id;
    if is_of_another(posted.one(ACCOUNT), user) {
        return Ok(of_another(&staff, &key));
    }
    let read = read_register_form(&opened.kept, &opened.book, posted.fields());
    let by = RecordedBy {
        user: user.0.clone(),
        at: state.site.now(),
        via: RecordedVia::Page,
    };
    let saved = state.take(&granted, &opened, &read, &by).await?;
    match saved.wrong.is_empty() {
        true => Ok(see_other(&read.back)),
        false => {
            let late = LateEdits::of(&state.site, &key, saved.late.clone());
            Ok(saved.page(&staff, late, read.back))
        }
    }
}

/// Says that the page was drawn for somebody else, whose changes they are.
fn of_another(staff: &Staff<Provider>, key: &RegisterKey) -> Response {
    let mut saved = Saved::default();
    saved.say(OF_ANOTHER);
    saved.page(staff, None, register_address(key))
}

/// What became of a posted form.
#[derive(Default)]
struct Saved {
    count: usize,
    wrong: Vec<String>,
    /// What came after the register was submitted.
    late: Vec<String>,
}

impl<P: AutosavePorts> AppState<P> {
    /// Takes what a form asks for: the cells, then the action. What is right is
    /// taken although something else is wrong.
    async fn take(
        &self,
        granted: &GrantedSupplier,
        opened: &OpenedRegister,
        read: &PostedRegister,
        by: &RecordedBy,
    ) -> Result<Saved, Failure> {
        let (store, key) = (self.ports.store(), &opened.kept.key);
        let (supplier, commands) = (granted.supplier(), (&*read.commands, &granted.shown()));
        let problems = read.problems.iter();
        let mut saved = Saved {
            count: 0,
            wrong: problems.map(|problem| problem.message.clone()).collect(),
            late: Vec::new(),
        };
        let outcomes = record_in_week(store, supplier, key, commands, by).await?;
        for (command, (_, outcome)) in read.commands.iter().zip(outcomes) {
            match outcome {
                CellKept::Kept(_) => saved.count += 1,
                CellKept::Locked => {
                    saved.say(LOCKED);
                    saved.late.push(late_edit(Some(&opened.kept), command));
                }
                CellKept::Refused(refused) => {
                    saved.say(&format!("{}: {refused}", whose(opened, &command.cell)));
                }
                CellKept::Conflict(stands) => saved.say(&format!(
                    "{}: {}",
                    whose(opened, &command.cell),
                    conflict_words(command.cell.symbol, &stands.mark, &command.mark),
                )),
            }
        }
        if let Some(action) = &read.action {
            match act_in_week(store, supplier, key, action, by).await? {
                ActionOutcome::Taken(_) => saved.count += 1,
                ActionOutcome::Locked | ActionOutcome::NoRegister => {
                    saved.say(LOCKED);
                    saved.late.push(late_action(action));
                }
                ActionOutcome::Refused(refused) => saved.say(&refused.to_string()),
                ActionOutcome::Busy => saved.say(BUSY),
            }
        }
        Ok(saved)
    }
}

/// What is said when others write the same lines every time.
const BUSY: &str =
    "Somebody else is changing the same people at this moment. Wait a minute and try again";

impl Saved {
    /// Adds a sentence, once.
    fn say(&mut self, words: &str) {
        if !self.wrong.iter().any(|said| said == words) {
            self.wrong.push(words.to_owned());
        }
    }

    fn page(self, staff: &Staff<Provider>, late: Option<LateEdits>, back: String) -> Response {
        let view = NotSaved {
            frame: staff.page("Some of your changes were not saved"),
            saved: self.count,
            wrong: self.wrong,
            late,
            back,
        };
        page(StatusCode::UNPROCESSABLE_ENTITY, &view)
    }
}
