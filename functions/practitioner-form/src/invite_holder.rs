//! Invites somebody to see the care record of a person online.

use app::holder_access::{self, HolderInvited, TeamCase};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::holder_access::{
    AccessBasis, AccessLevel, HolderAccessId, HolderTerms, MOST_HOLDERS, RecordPart,
};
use domain::values::person_id::PersonId;
use domain::values::phone_number::PhoneNumber;
use jiff::civil::Date;
use web::care_record::{agreed_detail, detail_hash};
use web::govuk::{
    Button, CheckboxItem, Checkboxes, DateInput, Fieldset, Hint, Input, Label, Legend, RadioItem,
    Radios,
};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, email_address, email_field, summary, wrong};
use web::page::typed_date::{DateFields, TypedDate};
use web::page::unsent_email;
use web::who::names::{NameOwner, TypedNames};
use web::who::{Practitioner, Staff};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AccountHolderPorts, AccountState, addresses, holder_words as words};

/// The fields of the page.
pub(crate) const FIELDS: &[&str] = &[
    "record",
    "access",
    "first-name",
    "last-name",
    "basis",
    "relation",
    "decided-by",
    "decided-day",
    "decided-month",
    "decided-year",
    "level",
    "withheld",
    "ends-day",
    "ends-month",
    "ends-year",
    "email",
    "phone",
    "detail",
];

const DECIDED: DateFields = DateFields {
    whole: "decided",
    parts: ["decided-day", "decided-month", "decided-year"],
    earliest_year: 2015,
};

const ENDS: DateFields = DateFields {
    whole: "ends",
    parts: ["ends-day", "ends-month", "ends-year"],
    earliest_year: 2015,
};

const LONGEST: usize = 100;

#[derive(Template)]
#[template(path = "invite-holder.html")]
struct Invite {
    frame: PageFrame,
    record: String,
    access: String,
    basis: Radios,
    names: [Input; 2],
    relation: Input,
    decided_by: Input,
    decided: DateInput,
    level: Radios,
    withheld: Checkboxes,
    ends: DateInput,
    email: Input,
    phone: Input,
    detail: Input,
    button: Button,
}

/// The fields as somebody typed them. The detail is not shown again.
#[derive(Default)]
struct TypedHolder {
    access: String,
    names: TypedNames,
    basis: String,
    relation: String,
    decided_by: String,
    decided: TypedDate,
    level: String,
    withheld: Vec<String>,
    ends: TypedDate,
    email: String,
    phone: String,
}

pub(crate) async fn ask<P: AccountHolderPorts>(
    State(state): State<AccountState<P>>,
    staff: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
) -> Result<Response, Failure> {
    let what = "opened the page that invites an account holder";
    let case = state.case(&staff, &person, what).await?;
    let typed = TypedHolder {
        access: state.site.new_id(),
        ..TypedHolder::default()
    };
    let view = Invite::new(&staff, (&person, &case.name), &typed, &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Invites somebody. The page has the id of the access, so that pressing the
/// button twice invites once.
pub(crate) async fn invite<P: AccountHolderPorts>(
    State(state): State<AccountState<P>>,
    staff: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let case = state
        .case(&staff, &person, "invited an account holder")
        .await?;
    if posted.one("record") != person.as_str() {
        return Err(Failure::BAD_REQUEST);
    }
    let typed = TypedHolder::of(&posted, state.site.id_of_form(posted.one("access")));
    let mistakes = match typed.read(posted.one("detail"), state.site.today()) {
        Ok(invitation) => match state.invite(&case, invitation).await? {
            Ok(address) => return Ok(see_other(&address)),
            Err(mistake) => vec![mistake],
        },
        Err(mistakes) => mistakes,
    };
    let view = Invite::new(&staff, (&person, &case.name), &typed, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

impl<P: AccountHolderPorts> AccountState<P> {
    /// Invites somebody. Returns the page that follows, or why they are not
    /// invited.
    async fn invite(
        &self,
        case: &TeamCase<'_>,
        (id, terms, detail): (HolderAccessId, HolderTerms, String),
    ) -> Result<Result<String, FieldMistake>, Failure> {
        let (store, mailer) = (self.ports.store(), self.ports.mailer());
        let (hash, now) = (detail_hash(&id, &detail), self.site.now());
        let address = addresses::holder(case.entry.subject(), &id);
        let invited = holder_access::invite(store, mailer, case, (id, terms), &hash, now);
        Ok(match invited.await? {
            HolderInvited::Yes(email) => Ok(unsent_email::page_after(&address, email)),
            HolderInvited::Before => Ok(address),
            HolderInvited::HoldsAlready => Err(holds_already()),
            HolderInvited::TooMany => Err(too_many()),
        })
    }
}

fn holds_already() -> FieldMistake {
    let words =
        "Somebody with this email address is invited already or can see the record. End that first";
    FieldMistake::new("email", words)
}

fn too_many() -> FieldMistake {
    let words = format!(
        "{MOST_HOLDERS} people are invited or can see the record, which is as many as can. End or withdraw one of them first"
    );
    FieldMistake::new("email", words)
}

impl TypedHolder {
    fn of(posted: &PostedForm, access: String) -> Self {
        let line = |field| {
            let words = posted.one(field).split_whitespace();
            words.collect::<Vec<_>>().join(" ")
        };
        Self {
            access,
            names: TypedNames::of(posted),
            basis: posted.one("basis").to_owned(),
            relation: line("relation"),
            decided_by: line("decided-by"),
            decided: TypedDate::of(posted, &DECIDED),
            level: posted.one("level").to_owned(),
            withheld: posted.all("withheld").map(str::to_owned).collect(),
            ends: TypedDate::of(posted, &ENDS),
            email: posted.one("email").trim().to_owned(),
            phone: posted.one("phone").trim().to_owned(),
        }
    }

    /// Returns the invitation and the agreed detail, or every mistake in the order
    /// of the page.
    fn read(
        &self,
        detail: &str,
        today: Date,
    ) -> Result<(HolderAccessId, HolderTerms, String), Vec<FieldMistake>> {
        let mut mistakes = Vec::new();
        let basis = AccessBasis::named(&self.basis);
        let basis = kept(
            basis.ok_or_else(|| {
                FieldMistake::new("basis", "Select on what basis they may see the record")
            }),
            &mut mistakes,
        );
        let is_own = basis == Some(AccessBasis::Own);
        let names = self.names.read(NameOwner::Theirs);
        let names = names.map_err(|of| mistakes.extend(of)).ok();
        let relation = text(
            "relation",
            &self.relation,
            "Enter what they are to the person, like daughter",
            !is_own,
        );
        kept(relation, &mut mistakes);
        let by = "Enter who decided: the person, or who decided for them";
        kept(
            text("decided-by", &self.decided_by, by, true),
            &mut mistakes,
        );
        let decided = kept(self.decided_on(today), &mut mistakes);
        let level = AccessLevel::named(&self.level);
        let level = kept(
            level.ok_or_else(|| FieldMistake::new("level", "Select what they may do")),
            &mut mistakes,
        );
        let ends = kept(self.ends_on(is_own, today), &mut mistakes);
        let email = email_address(&self.email).map_err(|mistake| match self.email.is_empty() {
            true => FieldMistake::new("email", "Enter their email address"),
            false => mistake,
        });
        let email = kept(email, &mut mistakes);
        let phone = PhoneNumber::parse(&self.phone);
        let phone = phone.map_err(|bad| FieldMistake::new("phone", bad.to_string()));
        let phone = kept(phone, &mut mistakes);
        let short = "Enter a detail that you agreed with them, with at least 4 letters and numbers";
        let detail = agreed_detail(detail).ok_or_else(|| FieldMistake::new("detail", short));
        let detail = kept(detail, &mut mistakes);
        let id = self.access.parse::<HolderAccessId>().ok();
        let told = (basis, names, decided, level, ends);
        match (told, email, phone, detail, id) {
            (
                (
                    Some(basis),
                    Some((first_name, last_name)),
                    Some(decided_on),
                    Some(level),
                    Some(ends_on),
                ),
                Some(email),
                Some(phone),
                Some(detail),
                Some(id),
            ) if mistakes.is_empty() => {
                let parts = RecordPart::ALL.into_iter();
                let terms = HolderTerms {
                    first_name,
                    last_name,
                    email,
                    phone,
                    relation: match is_own {
                        true => String::new(),
                        false => self.relation.clone(),
                    },
                    basis,
                    decided_by: self.decided_by.clone(),
                    decided_on,
                    level,
                    withheld: parts
                        .filter(|part| self.withheld.iter().any(|of| of == part.name()))
                        .collect(),
                    ends_on,
                };
                Ok((id, terms, detail))
            }
            _ => Err(mistakes),
        }
    }

    fn decided_on(&self, today: Date) -> Result<Date, FieldMistake> {
        let missing = || FieldMistake::new(DECIDED.whole, "Enter the day on which it was decided");
        match self.decided.read(&DECIDED)?.ok_or_else(missing)? {
            day if day > today => {
                let words = "The day on which it was decided must be today or in the past";
                Err(FieldMistake::new(DECIDED.whole, words))
            }
            day => Ok(day),
        }
    }

    /// Returns the last day, which the person's own access does not have.
    fn ends_on(&self, is_own: bool, today: Date) -> Result<Option<Date>, FieldMistake> {
        if is_own {
            return Ok(None);
        }
        match self.ends.read(&ENDS)? {
            Some(last) if last < today => {
                let words = "The last day must be today or in the future";
                Err(FieldMistake::new(ENDS.whole, words))
            }
            Some(last) => Ok(Some(last)),
            None => {
                let words = "Enter the last day on which they may see the record";
                Err(FieldMistake::new(ENDS.whole, words))
            }
        }
    }
}

/// Notes the mistake of a field, or returns its value.
fn kept<T>(read: Result<T, FieldMistake>, mistakes: &mut Vec<FieldMistake>) -> Option<T> {
    read.map_err(|mistake| mistakes.push(mistake)).ok()
}

/// Checks one line of text.
fn text(
    field: &'static str,
    typed: &str,
    missing: &'static str,
    is_needed: bool,
) -> Result<(), FieldMistake> {
    if typed.is_empty() && is_needed {
        return Err(FieldMistake::new(field, missing));
    }
    match typed.chars().count() > LONGEST {
        true => Err(FieldMistake::new(
            field,
            format!("This must be {LONGEST} characters or fewer"),
        )),
        false => Ok(()),
    }
}

impl Invite {
    fn new(
        staff: &Staff<Practitioner>,
        (person, name): (&PersonId, &str),
        typed: &TypedHolder,
        mistakes: &[FieldMistake],
    ) -> Self {
        let input =
            |field: &'static str, label: &'static str, hint: &'static str, value: &str| Input {
                id: field.into(),
                name: field.into(),
                label: Label::of(label),
                hint: Some(Hint::of(hint)),
                value: value.to_owned().into(),
                autocomplete: "off".into(),
                error_message: wrong(mistakes, field),
                ..Input::default()
            };
        Self {
            frame: staff
                .site()
                .about(name)
                .page("Invite somebody to see this record online")
                .back(addresses::account(person))
                .errors(summary(mistakes)),
            record: person.as_str().to_owned(),
            access: typed.access.clone(),
            basis: bases(typed, mistakes),
            names: typed.names.fields(NameOwner::Theirs, mistakes),
            relation: input(
                "relation",
                "What are they to the person?",
                "For example, daughter. Leave this empty for the person themselves.",
                &typed.relation,
            ),
            decided_by: input(
                "decided-by",
                "Who decided?",
                "The person, or the name of who decided for them.",
                &typed.decided_by,
            ),
            decided: typed.decided.input(
                &DECIDED,
                ("When was it decided?", "For example, 23 11 2026."),
                mistakes,
            ),
            level: levels(typed, mistakes),
            withheld: parts(typed),
            ends: typed.ends.input(
                &ENDS,
                (
                    "What is the last day?",
                    "For example, 23 11 2027. Leave this empty for the person themselves.",
                ),
                mistakes,
            ),
            email: Input {
                autocomplete: "off".into(),
                label: Label::of("Their email address"),
                hint: Some(Hint::of(
                    "The invitation goes here, and nobody with another address can accept it.",
                )),
                ..email_field(&typed.email, mistakes)
            },
            phone: Input {
                r#type: "tel".into(),
                ..input(
                    "phone",
                    "Their telephone number",
                    "A code goes to it. A landline is called and the code read out.",
                    &typed.phone,
                )
            },
            detail: input(
                "detail",
                "A detail that you agreed with them",
                "They enter it to accept the invitation. For example, the name of a pet. We do not show it again.",
                "",
            ),
            button: Button::of(format!("Send the invitation for {name}")),
        }
    }
}

fn bases(typed: &TypedHolder, mistakes: &[FieldMistake]) -> Radios {
    let items = AccessBasis::ALL.into_iter().map(|of| RadioItem {
        value: of.name().into(),
        text: words::basis(of).into(),
        ..RadioItem::default()
    });
    Radios {
        error_message: wrong(mistakes, "basis"),
        value: typed.basis.clone().into(),
        ..Radios::of(
            "basis",
            "On what basis may they see the record?",
            items.collect(),
        )
    }
}

fn levels(typed: &TypedHolder, mistakes: &[FieldMistake]) -> Radios {
    let items = AccessLevel::ALL.into_iter().map(|of| RadioItem {
        value: of.name().into(),
        text: words::level(of).into(),
        hint: match of {
            AccessLevel::Everything | AccessLevel::SeeOnly => Hint::default(),
            AccessLevel::MessagesOnly | AccessLevel::FormsOnly => {
                Hint::of("They see who works with the person and nothing of the record.")
            }
        },
        ..RadioItem::default()
    });
    Radios {
        error_message: wrong(mistakes, "level"),
        value: typed.level.clone().into(),
        ..Radios::of("level", "What may they do?", items.collect())
    }
}

fn parts(typed: &TypedHolder) -> Checkboxes {
    let items = RecordPart::ALL.into_iter().map(|of| CheckboxItem {
        value: of.name().into(),
        text: words::part(of).into(),
        checked: typed
            .withheld
            .iter()
            .any(|typed| typed == of.name())
            .then_some(true),
        ..CheckboxItem::default()
    });
    Checkboxes {
        name: "withheld".into(),
        fieldset: Some(Fieldset {
            legend: Legend::of("Is anything kept back from them?"),
            ..Fieldset::default()
        }),
        items: items.collect(),
        ..Checkboxes::default()
    }
}
