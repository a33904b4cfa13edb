//! The people of a supplier, whom its manager invites and removes.

use app::provider_grants::{self, GrantedPerson, ProviderInvitation, ProviderInvited};
use app::providers::GrantedSupplier;
use askama::Template;
use attendance::provider_access::ProviderRole;
use attendance::supplier::SupplierId;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::StaffUserState;
use domain::values::account_id::AccountId;
use web::govuk::{Button, Hint, Input, Label, WarningText};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, email_field, summary};
use web::page::unsent_email;
use web::who::names::{NameOwner, TypedNames};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, PathId, PathIds, StackedCell, StackedTable, page, see_other};

use crate::{AppState, DayServicesPorts, addresses};

/// The fields of an invitation.
pub(crate) const FIELDS: &[&str] = &["first-name", "last-name", "email"];

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    frame: PageFrame,
    unsent: Option<WarningText>,
    invite: String,
    people: StackedTable,
}

#[derive(Template)]
#[template(path = "people-invite.html")]
struct Invite {
    frame: PageFrame,
    names: [Input; 2],
    email: Input,
    button: Button,
}

#[derive(Template)]
#[template(path = "people-remove.html")]
struct Remove {
    frame: PageFrame,
    name: String,
    supplier: String,
    button: Button,
}

/// The fields of an invitation as typed.
#[derive(Default)]
struct Typed<'a> {
    names: TypedNames,
    email: &'a str,
}

pub(crate) async fn list<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathId(supplier): PathId<SupplierId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let granted = state.managed(&staff, &supplier).await?;
    let people = provider_grants::people_of(state.ports.store(), &supplier).await?;
    let title = format!("People of {}", granted.supplier().name);
    let view = People {
        frame: staff.page(title).back(addresses::supplier(&supplier)),
        unsent: unsent_email::is_noted_in(query.as_deref()).then(unsent),
        invite: format!("{}/invite", addresses::people(&supplier)),
        people: table(&supplier, &people),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn ask<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathId(supplier): PathId<SupplierId>,
) -> Result<Response, Failure> {
    let granted = state.managed(&staff, &supplier).await?;
    let view = Invite::new(&staff, &granted, &Typed::default(), &[]);
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn invite<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathId(supplier): PathId<SupplierId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = Typed {
        names: TypedNames::of(&posted),
        email: posted.one("email").trim(),
    };
    let invited = match typed.read() {
        Ok(invitation) => state.invited(&staff, &supplier, invitation).await?,
        Err(mistakes) => Err(mistakes),
    };
    match invited {
        Ok(to) => Ok(see_other(&to)),
        Err(mistakes) => {
            let granted = state.managed(&staff, &supplier).await?;
            let view = Invite::new(&staff, &granted, &typed, &mistakes);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

pub(crate) async fn ask_remove<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathIds(supplier, account): PathIds<SupplierId, AccountId>,
) -> Result<Response, Failure> {
    let granted = state.managed(&staff, &supplier).await?;
    let found = provider_grants::person_of(state.ports.store(), &supplier, &account).await?;
    let found = found.filter(|found| found.grant.role == ProviderRole::Staff);
    let found = found.ok_or(Failure::NOT_FOUND)?;
    let view = Remove {
        frame: staff
            .page(format!(
                "Remove {} from {}",
                found.person.name,
                granted.supplier().name
            ))
            .back(addresses::people(&supplier)),
        name: found.person.name,
        supplier: granted.supplier().name.clone(),
        button: Button {
            classes: "govuk-button--warning".into(),
            ..Button::of("Remove them")
        },
    };
    Ok(page(StatusCode::OK, &view))
}

/// Takes the supplier from somebody of its staff. Pressed twice, the second
/// leads back to the list as well.
pub(crate) async fn remove<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathIds(supplier, account): PathIds<SupplierId, AccountId>,
) -> Result<Response, Failure> {
    let granted = state.managed(&staff, &supplier).await?;
    let (store, now) = (state.ports.store(), state.site.now());
    let manager = staff.staff_user();
    provider_grants::remove_own_staff(store, manager, &granted, &account, now).await?;
    Ok(see_other(&addresses::people(&supplier)))
}

impl<P: DayServicesPorts> AppState<P> {
    /// Finds a supplier that somebody manages.
    async fn managed(
        &self,
        staff: &Staff<Provider>,
        supplier: &SupplierId,
    ) -> Result<GrantedSupplier, Failure> {
        let granted = self.granted(staff, supplier).await?;
        match granted.grant.role {
            ProviderRole::Manager => Ok(granted),
            ProviderRole::Staff => Err(NOT_A_MANAGER),
        }
    }

    /// Invites somebody. Returns the address of the page that follows, or the
    /// mistakes.
    async fn invited(
        &self,
        staff: &Staff<Provider>,
        supplier: &SupplierId,
        invitation: ProviderInvitation,
    ) -> Result<Result<String, Vec<FieldMistake>>, Failure> {
        let (store, identity, mail) = (
            self.ports.store(),
            self.ports.identity(),
            self.ports.mailer(),
        );
        let (manager, now) = (staff.staff_user(), self.site.now());
        let invited = provider_grants::invite_own_staff(
            store, identity, mail, manager, supplier, invitation, now,
        );
        let address = addresses::people(supplier);
        Ok(match invited.await? {
            ProviderInvited::Yes(_, Some(sent)) => Ok(unsent_email::page_after(&address, sent)),
            ProviderInvited::Yes(_, None) => Ok(address),
            ProviderInvited::OfTheCouncil | ProviderInvited::Closed => {
                let words =
                    "You cannot give this address access. Ask the council’s finance team to do it";
                Err(vec![FieldMistake::new("email", words)])
            }
            // There is no page for the mistakes either.
            ProviderInvited::NotTheirs => Err(Vec::new()),
            ProviderInvited::TooMany => {
                let words = "You have invited many people in a short time. Try again in an hour";
                Err(vec![FieldMistake::new("email", words)])
            }
        })
    }
}

/// 403: the supplier's staff invite and remove nobody.
const NOT_A_MANAGER: Failure = Failure::new(StatusCode::FORBIDDEN).saying(
    "Only a manager can see who has access",
    &["Ask the manager of your day service, or the council’s finance team."],
);

fn unsent() -> WarningText {
    WarningText {
        text: "They have access, but we could not send them the email that invites them. Tell them to choose a password on the sign-in page.".into(),
        ..WarningText::default()
    }
}

fn table(supplier: &SupplierId, people: &[GrantedPerson]) -> StackedTable {
    let rows = people.iter().map(|found| {
        let GrantedPerson { grant, person } = found;
        let state = match person.state {
            StaffUserState::Closed => "Closed by the council",
            StaffUserState::Registered => "Can sign in",
            StaffUserState::Invited => "Invited, no telephone yet",
        };
        let (role, last) = match grant.role {
            ProviderRole::Manager => ("Manager", StackedCell::of("")),
            ProviderRole::Staff => {
                let to = format!("{}/{}/remove", addresses::people(supplier), person.id.0);
                (
                    "Staff",
                    StackedCell::link(format!("Remove {}", person.name), to),
                )
            }
        };
        vec![
            StackedCell::of(person.name.clone()),
            StackedCell::of(person.email.as_str().to_owned()),
            StackedCell::of(role),
            StackedCell::of(state),
            last,
        ]
    });
    StackedTable {
        caption: "Who has access".into(),
        columns: ["Name", "Email address", "Role", "State", "Remove"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

impl Typed<'_> {
    /// Returns the invitation, or every mistake in the order of the page.
    fn read(&self) -> Result<ProviderInvitation, Vec<FieldMistake>> {
        let person = self.names.read_with_email(self.email)?;
        Ok(ProviderInvitation {
            first_name: person.first_name,
            last_name: person.last_name,
            email: person.email,
            role: ProviderRole::Staff,
            sees_restricted: false,
        })
    }
}

impl Invite {
    fn new(
        staff: &Staff<Provider>,
        granted: &GrantedSupplier,
        typed: &Typed<'_>,
        mistakes: &[FieldMistake],
    ) -> Self {
        let supplier = granted.supplier();
        Self {
            frame: staff
                .page(format!("Invite somebody to {}", supplier.name))
                .back(addresses::people(&supplier.id))
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
            button: Button::of("Send the invitation"),
        }
    }
}
