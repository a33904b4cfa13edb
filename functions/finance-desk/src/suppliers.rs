//! Shows the suppliers of day services, and who may act for each.

use app::provider_grants::{self, GrantedPerson, ProviderInvitation, ProviderInvited};
use askama::Template;
use attendance::provider_access::{ProviderRole, SupplierGrant};
use attendance::provision_plan::{KeptSupplier, SupplierReader as _};
use attendance::supplier::SupplierId;
use attendance::week::Week;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::StaffUserState;
use domain::values::account_id::AccountId;
use domain::values::calendar::in_words;
use web::govuk::{
    Button, CheckboxItem, Checkboxes, Fieldset, Hint, Input, Label, Legend, RadioItem, Radios,
    SummaryList, SummaryRow, WarningText,
};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, email_field, summary, wrong};
use web::page::unsent_email;
use web::who::names::{NameOwner, TypedNames};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, PathIds, StackedCell, StackedTable, page, see_other};

use crate::supplier_address::{SUPPLIERS, of_supplier};
use crate::{AppState, FinanceDeskPorts, effects};

/// The fields with which somebody is granted a supplier.
pub(crate) const INVITE_FIELDS: &[&str] =
    &["first-name", "last-name", "email", "role", "restricted"];
/// The fields with which a grant is changed.
pub(crate) const GRANT_FIELDS: &[&str] = &["role", "restricted"];

#[derive(Template)]
#[template(path = "suppliers.html")]
struct Suppliers {
    frame: PageFrame,
    suppliers: StackedTable,
}

#[derive(Template)]
#[template(path = "supplier.html")]
struct OneSupplier {
    frame: PageFrame,
    unsent: Option<WarningText>,
    details: SummaryList,
    people: StackedTable,
    invite: String,
    accesses: String,
    non_payment: Vec<(String, String)>,
    /// The contracts that its people are bought on: name, address and standing.
    contracts: StackedTable,
}

#[derive(Template)]
#[template(path = "supplier-invite.html")]
struct Invite {
    frame: PageFrame,
    names: [Input; 2],
    email: Input,
    role: Radios,
    restricted: Checkboxes,
    button: Button,
}

#[derive(Template)]
#[template(path = "supplier-person.html")]
struct Person {
    frame: PageFrame,
    address: String,
    details: SummaryList,
    role: Radios,
    restricted: Checkboxes,
    change: Button,
    take: Button,
}

/// The fields of an invitation as typed.
#[derive(Default)]
struct Typed<'a> {
    names: TypedNames,
    email: &'a str,
    role: &'a str,
    restricted: bool,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let mut suppliers = state.ports.store().suppliers().await?;
    suppliers.sort_by_cached_key(|kept| kept.supplier.name.to_lowercase());
    let view = Suppliers {
        frame: staff.page("Suppliers of day services").back("/finance"),
        suppliers: StackedTable {
            caption: "Suppliers as the case system names them".into(),
            columns: ["Name", "Reference", "Contract"].map(Into::into).into(),
            rows: suppliers.iter().map(row).collect(),
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(supplier): PathId<SupplierId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let store = state.ports.store();
    let kept = state.supplier(&supplier).await?;
    let people = provider_grants::people_of(store, &supplier).await?;
    let contracts = effects::contracts(store, &supplier).await?;
    let present = Week::of(state.site.today()).financial_year();
    let of = |year: &str, begins_in: i16| {
        let to = format!("{}/non-payment/{begins_in}", of_supplier(&supplier));
        (format!("Non-payment weeks of {year}"), to)
    };
    let next = present.begins_in() + 1;
    let view = OneSupplier {
        frame: staff.page(kept.supplier.name.clone()).back(SUPPLIERS),
        unsent: unsent_email::is_noted_in(query.as_deref()).then(unsent),
        details: details(&kept),
        people: people_table(&supplier, &people),
        invite: format!("{}/invite", of_supplier(&supplier)),
        accesses: format!("{}/accesses", of_supplier(&supplier)),
        non_payment: vec![
            of(&present.to_string(), present.begins_in()),
            of(&format!("{next} to {}", next + 1), next),
        ],
        contracts,
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn ask_invite<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(supplier): PathId<SupplierId>,
) -> Result<Response, Failure> {
    let kept = state.supplier(&supplier).await?;
    let view = Invite::new(&staff, &kept, &Typed::default(), &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Invites somebody for a supplier and grants it to them, in one step.
pub(crate) async fn invite<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(supplier): PathId<SupplierId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = Typed::of(&posted);
    let invited = match typed.read() {
        Ok(invitation) => state.invited(&staff, &supplier, invitation).await?,
        Err(mistakes) => Err(mistakes),
    };
    match invited {
        Ok(to) => Ok(see_other(&to)),
        Err(mistakes) => {
            let kept = state.supplier(&supplier).await?;
            let view = Invite::new(&staff, &kept, &typed, &mistakes);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

pub(crate) async fn show_person<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, account): PathIds<SupplierId, AccountId>,
) -> Result<Response, Failure> {
    let kept = state.supplier(&supplier).await?;
    let found = provider_grants::person_of(state.ports.store(), &supplier, &account).await?;
    let found = found.ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &Person::of(&staff, &kept, &found)))
}

pub(crate) async fn change<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, account): PathIds<SupplierId, AccountId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let found = provider_grants::person_of(store, &supplier, &account).await?;
    let found = found.ok_or(Failure::NOT_FOUND)?;
    let role = ProviderRole::named(posted.one("role")).ok_or(Failure::BAD_REQUEST)?;
    let grant = SupplierGrant {
        role,
        sees_restricted: posted.one("restricted") == "yes",
        by: staff.staff_user().id.clone(),
        at: now,
        ..found.grant
    };
    provider_grants::give_grant(store, staff.staff_user(), &grant, now).await?;
    Ok(see_other(&of_supplier(&supplier)))
}

/// Takes the supplier from somebody. Their account stays open.
pub(crate) async fn take<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, account): PathIds<SupplierId, AccountId>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let found = provider_grants::person_of(store, &supplier, &account).await?;
    found.ok_or(Failure::NOT_FOUND)?;
    provider_grants::take_grant(store, staff.staff_user(), &supplier, &account, now).await?;
    Ok(see_other(&of_supplier(&supplier)))
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Finds a supplier.
    pub(crate) async fn supplier(&self, id: &SupplierId) -> Result<KeptSupplier, Failure> {
        let found = self.ports.store().supplier(id).await?;
        found.ok_or(Failure::NOT_FOUND)
    }

    /// Invites somebody. Returns the address of the page that follows, or the
    /// mistakes.
    async fn invited(
        &self,
        staff: &Staff<Finance>,
        supplier: &SupplierId,
        invitation: ProviderInvitation,
    ) -> Result<Result<String, Vec<FieldMistake>>, Failure> {
        let (store, identity, mail) = (
            self.ports.store(),
            self.ports.identity(),
            self.ports.mailer(),
        );
        let (staff, now) = (staff.staff_user(), self.site.now());
        let invited = provider_grants::invite_for_supplier(
            store, identity, mail, staff, supplier, invitation, now,
        );
        let address = of_supplier(supplier);
        Ok(match invited.await? {
            ProviderInvited::Yes(_, Some(sent)) => Ok(unsent_email::page_after(&address, sent)),
            ProviderInvited::Yes(_, None) => Ok(address),
            // There is no page for the mistakes either.
            ProviderInvited::NotTheirs => Err(Vec::new()),
            ProviderInvited::OfTheCouncil | ProviderInvited::Closed | ProviderInvited::TooMany => {
                let words = "This address belongs to somebody who does other work here. Ask for another address";
                Err(vec![FieldMistake::new("email", words)])
            }
        })
    }
}

fn unsent() -> WarningText {
    WarningText {
        text: "They can act for the supplier, but we could not send them the email that invites them. Send it again from their page under “People who can sign in”.".into(),
        ..WarningText::default()
    }
}

fn row(kept: &KeptSupplier) -> Vec<StackedCell> {
    let supplier = &kept.supplier;
    vec![
        StackedCell::link(supplier.name.clone(), of_supplier(&supplier.id)),
        StackedCell::of(supplier.id.to_string()),
        StackedCell::of(contract_of(kept)),
    ]
}

fn contract_of(kept: &KeptSupplier) -> String {
    let from = in_words(kept.supplier.joined);
    match kept.supplier.left {
        Some(left) => format!("{from} to {}", in_words(left)),
        None => format!("Since {from}"),
    }
}

fn details(kept: &KeptSupplier) -> SummaryList {
    let services: Vec<_> = kept.services.values().map(String::as_str).collect();
    SummaryList {
        rows: vec![
            SummaryRow::of("Reference", kept.supplier.id.to_string()),
            SummaryRow::of("Contract", contract_of(kept)),
            SummaryRow::of("Day services", services.join(", ")),
        ],
        ..SummaryList::default()
    }
}

/// Returns the words for what somebody may do for a supplier.
const fn role_title(role: ProviderRole) -> &'static str {
    match role {
        ProviderRole::Staff => "Staff",
        ProviderRole::Manager => "Manager",
    }
}

const fn restricted_words(sees_restricted: bool) -> &'static str {
    match sees_restricted {
        true => "Sees restricted people",
        false => "Does not see restricted people",
    }
}

fn people_table(supplier: &SupplierId, people: &[GrantedPerson]) -> StackedTable {
    let rows = people.iter().map(|found| {
        let GrantedPerson { grant, person } = found;
        let to = format!("{}/people/{}", of_supplier(supplier), person.id.0);
        let state = match person.state {
            StaffUserState::Closed => "Closed",
            StaffUserState::Registered => "Can sign in",
            StaffUserState::Invited => "Invited, no telephone yet",
        };
        vec![
            StackedCell::link(person.name.clone(), to),
            StackedCell::of(person.email.as_str().to_owned()),
            StackedCell::of(role_title(grant.role)),
            StackedCell::of(restricted_words(grant.sees_restricted)),
            StackedCell::of(state),
        ]
    });
    StackedTable {
        caption: "Who may act for this supplier".into(),
        columns: [
            "Name",
            "Email address",
            "Role",
            "Restricted people",
            "State",
        ]
        .map(Into::into)
        .into(),
        rows: rows.collect(),
    }
}

fn role_radios(value: &str, mistakes: &[FieldMistake]) -> Radios {
    let hint = |role| match role {
        ProviderRole::Staff => "Records attendance and submits registers",
        ProviderRole::Manager => {
            "Also invites and removes the supplier’s staff and chooses non-payment weeks"
        }
    };
    Radios {
        name: "role".into(),
        fieldset: Some(Fieldset {
            legend: Legend::of("What may they do for this supplier?"),
            ..Fieldset::default()
        }),
        error_message: wrong(mistakes, "role"),
        items: ProviderRole::ALL
            .into_iter()
            .map(|role| RadioItem {
                value: role.name().into(),
                text: role_title(role).into(),
                hint: Hint::of(hint(role)),
                ..RadioItem::default()
            })
            .collect(),
        value: value.to_owned().into(),
        ..Radios::default()
    }
}

fn restricted_box(checked: bool) -> Checkboxes {
    Checkboxes {
        name: "restricted".into(),
        items: vec![CheckboxItem {
            value: "yes".into(),
            text: "They see people whose record is restricted".into(),
            checked: Some(checked),
            ..CheckboxItem::default()
        }],
        ..Checkboxes::default()
    }
}

impl<'a> Typed<'a> {
    fn of(posted: &'a PostedForm) -> Self {
        Self {
            names: TypedNames::of(posted),
            email: posted.one("email").trim(),
            role: posted.one("role"),
            restricted: posted.one("restricted") == "yes",
        }
    }

    /// Returns the invitation, or every mistake in the order of the page.
    fn read(&self) -> Result<ProviderInvitation, Vec<FieldMistake>> {
        let person = self.names.read_with_email(self.email);
        let role = ProviderRole::named(self.role)
            .ok_or_else(|| FieldMistake::new("role", "Select what they may do"));
        match (person, role) {
            (Ok(person), Ok(role)) => Ok(ProviderInvitation {
                first_name: person.first_name,
                last_name: person.last_name,
                email: person.email,
                role,
                sees_restricted: self.restricted,
            }),
            (person, role) => {
                let mut mistakes = person.err().unwrap_or_default();
                mistakes.extend(role.err());
                Err(mistakes)
            }
        }
    }
}

impl Invite {
    fn new(
        staff: &Staff<Finance>,
        kept: &KeptSupplier,
        typed: &Typed<'_>,
        mistakes: &[FieldMistake],
    ) -> Self {
        let supplier = &kept.supplier;
        Self {
            frame: staff
                .page(format!("Give somebody access to {}", supplier.name))
                .back(of_supplier(&supplier.id))
                .errors(summary(mistakes)),
            names: typed.names.fields(NameOwner::Theirs, mistakes),
            email: Input {
                autocomplete: "off".into(),
                label: Label::of("Work email address"),
                hint: Some(Hint::of(
                    "The invitation goes here, and they sign in with it.",
                )),
                ..email_field(typed.email, mistakes)
            },
            role: role_radios(typed.role, mistakes),
            restricted: restricted_box(typed.restricted),
            button: Button::of("Give access"),
        }
    }
}

impl Person {
    fn of(staff: &Staff<Finance>, kept: &KeptSupplier, found: &GrantedPerson) -> Self {
        let GrantedPerson { grant, person } = found;
        let supplier = &kept.supplier;
        Self {
            frame: staff
                .page(format!("{} at {}", person.name, supplier.name))
                .back(of_supplier(&supplier.id)),
            address: format!("{}/people/{}", of_supplier(&supplier.id), person.id.0),
            details: SummaryList {
                rows: vec![SummaryRow {
                    classes: "govuk-!-text-break-word".into(),
                    ..SummaryRow::of("Email address", person.email.as_str().to_owned())
                }],
                ..SummaryList::default()
            },
            role: role_radios(grant.role.name(), &[]),
            restricted: restricted_box(grant.sees_restricted),
            change: Button::of("Save"),
            take: Button {
                classes: "govuk-button--warning".into(),
                ..Button::of("Take their access to this supplier")
            },
        }
    }
}
