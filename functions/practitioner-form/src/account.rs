//! The online account of the person whom a case is about: who may see the record,
//! who could, and what each holder sees.

use app::case_records;
use app::holder_access::{self, AccessChanged, TeamCase};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::audit::{Access, Actor, AuditReader as _, Subject};
use domain::forms::caseload::{CaseOverview, CaseOverviewReader as _};
use domain::records::case_record::{CaseRecord, OpenedDocuments};
use domain::records::holder_access::{
    AccessBasis, AccessEvent, AccessStep, HolderAccess, HolderAccessId, HolderAccessKeeper as _,
};
use domain::values::calendar::in_words;
use domain::values::london::{date_in_london, time_in_london};
use domain::values::person_id::PersonId;
use jiff::Timestamp;
use web::care_record::RecordSections;
use web::govuk::{Button, SummaryList, SummaryRow, WarningText};
use web::http::form::PostedForm;
use web::page::unsent_email;
use web::who::{Practitioner, Staff};
use web::{
    Failure, PageFrame, PathId, PathIds, SiteContext, StackedCell, StackedTable, Text, page,
    see_other,
};

use crate::{AccountHolderPorts, AccountState, addresses, holder_words as words};

/// The entries of the audit, the newest first, among which those of a holder are
/// looked for.
const LATEST: usize = 100;

/// What an entry of the audit says of looking at the accesses.
const READ: &str = "read who may see the care record";

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    frame: PageFrame,
    invite: Button,
    holders: Option<StackedTable>,
}

/// A button that changes an access.
struct ChangeButton {
    event: AccessEvent,
    button: Button,
}

#[derive(Template)]
#[template(path = "holder.html")]
struct Holder {
    frame: PageFrame,
    /// Says that the e-mail could not be sent, or that somebody was first.
    warning: Option<WarningText>,
    terms: SummaryList,
    history: StackedTable,
    /// What the holder did with the record last.
    looked: Option<StackedTable>,
    preview: String,
    action: String,
    record: String,
    seen: usize,
    buttons: Vec<ChangeButton>,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview {
    frame: PageFrame,
    holder: String,
    sections: RecordSections,
}

pub(crate) async fn show<P: AccountHolderPorts>(
    State(state): State<AccountState<P>>,
    staff: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
) -> Result<Response, Failure> {
    let case = state.case(&staff, &person, READ).await?;
    let holders = state.ports.store().holders_of(&case.entry).await?;
    let frame = staff.site().about(&case.name);
    let view = Account {
        frame: frame
            .page("Who may see this record online")
            .back(addresses::case(&person)),
        invite: Button {
            href: format!("{}/invite", addresses::account(&person)).into(),
            ..Button::of("Invite somebody")
        },
        holders: (!holders.is_empty()).then(|| table(&holders, &state.site)),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show_holder<P: AccountHolderPorts>(
    State(state): State<AccountState<P>>,
    staff: Staff<Practitioner>,
    PathIds(person, id): PathIds<PersonId, HolderAccessId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let case = state.case(&staff, &person, READ).await?;
    let found = state.ports.store().holder(&case.entry, &id).await?;
    let holder = found.ok_or(Failure::NOT_FOUND)?;
    let unsent = unsent_email::is_noted_in(query.as_deref());
    let warning = unsent.then_some(UNSENT);
    let looked = state.looked(&case, &holder).await?;
    let view = Holder::new(&staff, &case, (&holder, &looked), warning);
    Ok(page(StatusCode::OK, &view))
}

const UNSENT: &str =
    "They are invited, but we could not send the email. Send the invitation again later.";
const OVERTAKEN: &str = "This has changed since you opened the page, so nothing was done. Check what the page says now.";

/// Changes an access. Pressed twice, the second finds it changed already and leads
/// to the same page.
pub(crate) async fn change<P: AccountHolderPorts>(
    State(state): State<AccountState<P>>,
    staff: Staff<Practitioner>,
    PathIds(person, id): PathIds<PersonId, HolderAccessId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let event = offered(posted.one("do"));
    let name = event.map_or("nothing", AccessEvent::name);
    let what = format!("asked to change who may see the care record: {name}");
    let case = state.case(&staff, &person, &what).await?;
    let (store, mailer) = (state.ports.store(), state.ports.mailer());
    let before = store.holder(&case.entry, &id).await?;
    let before = before.ok_or(Failure::NOT_FOUND)?;
    let event = event.filter(|_| posted.one("record") == person.as_str());
    let event = event.ok_or(Failure::BAD_REQUEST)?;
    let seen = posted.one("seen").parse().unwrap_or(0);
    let asked = (&before, event, seen);
    let changed = holder_access::change(store, mailer, &case, asked, state.site.now()).await?;
    let address = addresses::holder(&person, &id);
    match changed {
        AccessChanged::Yes(email) => Ok(see_other(&unsent_email::page_after(&address, email))),
        AccessChanged::Overtaken => state.overtaken(&staff, &case, &id, event, seen).await,
    }
}

/// Shows a holder what they would see, to staff.
pub(crate) async fn preview<P: AccountHolderPorts>(
    State(state): State<AccountState<P>>,
    staff: Staff<Practitioner>,
    PathIds(person, id): PathIds<PersonId, HolderAccessId>,
) -> Result<Response, Failure> {
    let case = state
        .case(&staff, &person, "previewed the care record")
        .await?;
    let store = state.ports.store();
    let holder = store.holder(&case.entry, &id).await?;
    let holder = holder.ok_or(Failure::NOT_FOUND)?;
    let shown = store.case_overview(&case.entry).await?;
    let shown = shown.ok_or(Failure::NOT_FOUND)?;
    let says = case_records::of_case(store, &case.entry, &shown).await?;
    let telephone = &state.site.council().telephone;
    let view = Preview {
        frame: staff
            .site()
            .about(&case.name)
            .page("What the holder sees")
            .back(addresses::holder(&person, &id)),
        holder: holder.terms.name(),
        sections: sections(&shown, &holder, says.as_ref(), telephone),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Returns the parts of a record that a holder sees, without a way on.
fn sections(
    shown: &CaseOverview,
    holder: &HolderAccess,
    says: Option<&CaseRecord>,
    telephone: &str,
) -> RecordSections {
    let (copies, terms) = (holder_access::copies(shown), &holder.terms);
    let none = |_: &_| Text::NONE;
    let sections = RecordSections::of(shown, terms, &copies, none, telephone);
    let opened = OpenedDocuments::new();
    match says {
        Some(says) => sections.with_case_system((says, &opened), terms, |_| Text::NONE),
        None => sections,
    }
}

/// Returns the change with this name, if staff are offered it.
fn offered(name: &str) -> Option<AccessEvent> {
    let event = AccessEvent::named(name)?;
    OFFERED
        .iter()
        .find(|(of, _)| *of == event)
        .map(|(of, _)| *of)
}

/// The changes that staff are offered, each with the words of its button before
/// the holder's name.
const OFFERED: [(AccessEvent, &str); 5] = [
    (AccessEvent::Invited, "Send the invitation again to"),
    (AccessEvent::Withdrawn, "Withdraw the invitation of"),
    (AccessEvent::Suspended, "Suspend the access of"),
    (AccessEvent::GivenBack, "Give access back to"),
    (AccessEvent::Deactivated, "End the access of"),
];

impl<P: AccountHolderPorts> AccountState<P> {
    /// Lists what a holder did with the record last, newest first.
    async fn looked(
        &self,
        case: &TeamCase<'_>,
        holder: &HolderAccess,
    ) -> Result<Vec<Access>, Failure> {
        let Some(account) = holder.account.clone() else {
            return Ok(Vec::new());
        };
        let subject = Subject::Person(case.entry.subject().clone());
        let entries = self.ports.store().accesses_page(&subject, None, LATEST);
        let mut entries = entries.await?.items;
        let holder = Actor::Holder(account);
        entries.retain(|entry| entry.actor == holder);
        Ok(entries)
    }

    /// Answers a change that was not made: leads on if the same button has made
    /// it, and otherwise shows how the access stands.
    async fn overtaken(
        &self,
        staff: &Staff<Practitioner>,
        case: &TeamCase<'_>,
        id: &HolderAccessId,
        event: AccessEvent,
        seen: usize,
    ) -> Result<Response, Failure> {
        let found = self.ports.store().holder(&case.entry, id).await?;
        let holder = found.ok_or(Failure::NOT_FOUND)?;
        let is_so = holder.history.get(seen).is_some_and(|step| {
            let is_theirs = step.by.by == staff.staff_user().id;
            step.event == event && is_theirs && holder.history.len() == seen + 1
        });
        if is_so {
            let person = case.entry.subject();
            return Ok(see_other(&addresses::holder(person, id)));
        }
        let view = Holder::new(staff, case, (&holder, &[]), Some(OVERTAKEN));
        Ok(page(StatusCode::CONFLICT, &view))
    }
}

impl Holder {
    fn new(
        staff: &Staff<Practitioner>,
        case: &TeamCase<'_>,
        (holder, looked): (&HolderAccess, &[Access]),
        warning: Option<&'static str>,
    ) -> Self {
        let (person, now) = (case.entry.subject(), staff.site().now());
        let name = holder.terms.name();
        let buttons = OFFERED
            .into_iter()
            .filter(|(event, _)| holder.allows(*event, now));
        let address = addresses::holder(person, &holder.id);
        Self {
            frame: staff
                .site()
                .about(&case.name)
                .page(name.clone())
                .back(addresses::account(person)),
            warning: warning.map(|words| WarningText {
                text: words.into(),
                ..WarningText::default()
            }),
            terms: terms(holder, staff.site()),
            history: history(holder),
            looked: (!looked.is_empty()).then(|| looked_at(looked)),
            preview: format!("{address}/preview"),
            action: address,
            record: person.as_str().to_owned(),
            seen: holder.history.len(),
            buttons: buttons
                .map(|(event, words)| ChangeButton {
                    event,
                    button: Button {
                        classes: "govuk-button--secondary".into(),
                        ..Button::of(format!("{words} {name}"))
                    },
                })
                .collect(),
        }
    }
}

fn table(holders: &[HolderAccess], site: &SiteContext) -> StackedTable {
    let rows = holders.iter().map(|holder| {
        let address = addresses::holder(&holder.person, &holder.id);
        vec![
            StackedCell::link(holder.terms.name(), address),
            StackedCell::of(relation(holder)),
            StackedCell::of(words::standing(holder.standing(site.now()))),
        ]
    });
    StackedTable {
        caption: "Everybody who was invited".into(),
        columns: ["Name", "Who they are", "Where it stands"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

fn relation(holder: &HolderAccess) -> String {
    match holder.terms.basis {
        AccessBasis::Own => "The person".to_owned(),
        _ => holder.terms.relation.clone(),
    }
}

fn terms(holder: &HolderAccess, site: &SiteContext) -> SummaryList {
    let terms = &holder.terms;
    let decided = format!("{}, on {}", terms.decided_by, in_words(terms.decided_on));
    let withheld = terms.withheld.iter().map(|of| words::part(*of));
    let withheld = withheld.collect::<Vec<_>>().join(", ");
    let or_none = |words: String| match words.is_empty() {
        true => "Nothing".to_owned(),
        false => words,
    };
    let last = terms.ends_on.map(in_words);
    let rows = [
        (
            "Where it stands",
            words::standing(holder.standing(site.now())).to_owned(),
        ),
        ("Who they are", relation(holder)),
        ("Email address", terms.email.as_str().to_owned()),
        (
            "Telephone",
            format!("Number ending {}", terms.phone.ending()),
        ),
        ("Basis", words::basis(terms.basis).to_owned()),
        ("Who decided, and when", decided),
        ("What they may do", words::level(terms.level).to_owned()),
        ("Kept back from them", or_none(withheld)),
        ("Last day", last.unwrap_or_else(|| "No last day".to_owned())),
    ];
    let rows = rows.into_iter().map(|(key, value)| SummaryRow {
        classes: "govuk-!-text-break-word".into(),
        ..SummaryRow::of(key, value)
    });
    SummaryList {
        rows: rows.collect(),
        ..SummaryList::default()
    }
}

fn looked_at(entries: &[Access]) -> StackedTable {
    let rows = entries.iter().map(|entry| {
        let what = StackedCell::of(entry.what.clone());
        vec![StackedCell::of(time_and_day(entry.at)), what]
    });
    StackedTable {
        caption: "What they did with the record last".into(),
        columns: ["When", "What"].map(Into::into).into(),
        rows: rows.collect(),
    }
}

fn time_and_day(at: Timestamp) -> String {
    format!("{} on {}", time_in_london(at), in_words(date_in_london(at)))
}

fn history(holder: &HolderAccess) -> StackedTable {
    let row = |step: &AccessStep| {
        let at = time_and_day(step.by.at);
        [
            at,
            words::event(step.event).to_owned(),
            step.by.name.clone(),
        ]
        .map(StackedCell::of)
        .into()
    };
    StackedTable {
        caption: "What happened".into(),
        columns: ["When", "What", "Who did it"].map(Into::into).into(),
        rows: holder.history.iter().map(row).collect(),
    }
}
