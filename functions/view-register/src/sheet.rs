//! Finds the register that an address names, for somebody who may see it.

use app::providers::{GrantedSupplier, granted_supplier};
use app::registers::{self, OpenedRegister, WeekOpened};
use attendance::kept_register::{KeptStatus, RegisterKey};
use attendance::ledger::Ledger;
use attendance::name_order::NameOrder;
use attendance::provision::LineKey;
use attendance::provision_plan::KeptSupplier;
use attendance::register::Register;
use axum::http::StatusCode;
use axum::response::Response;
use web::govuk::InsetText;
use web::http::failure::Failure;
use web::who::{Provider, Staff};
use web::{PageFrame, page};

use crate::{AppState, RegisterPageStore};

/// A register as somebody may see it.
pub(crate) struct ShownRegister {
    /// The key.
    pub(crate) key: RegisterKey,
    /// The supplier, as it is called now.
    pub(crate) supplier: KeptSupplier,
    /// What was opened, with the lines that they may see alone.
    pub(crate) opened: OpenedRegister,
    /// The register of those lines, for the rules.
    pub(crate) register: Register,
    /// What it pays and bills.
    pub(crate) ledger: Ledger,
    /// The lines in the order of the register.
    pub(crate) order: Vec<LineKey>,
    /// The lines that they may not see.
    pub(crate) not_shown: usize,
    /// Whether cells can be changed now.
    pub(crate) can_change: bool,
    /// Whether somebody sees restricted people.
    pub(crate) sees_restricted: bool,
}

/// What an address leads to.
pub(crate) enum Found {
    /// A register.
    Sheet(Box<ShownRegister>),
    /// A page that says why there is none.
    NoSheet(Response),
}

#[derive(askama::Template)]
#[template(path = "no-register.html")]
struct NoRegister {
    frame: PageFrame,
    what: InsetText,
    year: String,
}

impl<S: RegisterPageStore> AppState<S> {
    /// Finds the register that somebody asks for. A supplier that is not granted
    /// to them is not found, as one that does not exist.
    pub(crate) async fn sheet(
        &self,
        staff: &Staff<Provider>,
        key: RegisterKey,
    ) -> Result<Found, Failure> {
        let (store, account) = (&self.store, &staff.staff_user().id);
        let granted = granted_supplier(store, account, &key.supplier).await?;
        let granted = granted.ok_or(Failure::NOT_FOUND)?;
        let now = self.site.now();
        let opened = registers::open(store, granted.supplier(), key.week, now).await?;
        let WeekOpened::Register(opened) = opened else {
            return Ok(Found::NoSheet(no_register(
                staff,
                &granted.kept,
                &key,
                &opened,
            )));
        };
        let opened = self.as_it_was_locked(*opened).await?;
        let can_change = opened.can_change(now);
        let sheet = ShownRegister::of(key, granted, opened, can_change);
        Ok(Found::Sheet(Box::new(sheet)))
    }

    /// Puts the names and terms of its time into a register that is locked.
    async fn as_it_was_locked(
        &self,
        mut opened: OpenedRegister,
    ) -> Result<OpenedRegister, Failure> {
        let head = &opened.kept.head;
        if !matches!(head.status, KeptStatus::Locked { .. }) {
            return Ok(opened);
        }
        let version = self
            .store
            .locked_version(&opened.kept.key, head.version)
            .await?;
        if let Some(version) = version {
            opened.kept.head.supplier_name = version.supplier_name;
            opened.kept.lines = version.lines;
            opened.book = version.book;
        }
        Ok(opened)
    }
}

impl ShownRegister {
    fn of(
        key: RegisterKey,
        granted: GrantedSupplier,
        opened: OpenedRegister,
        can_change: bool,
    ) -> Self {
        let all = opened.kept.lines.len();
        let opened = opened.seen_by(&granted.shown());
        let register = opened.kept.register();
        let names = NameOrder::new();
        let mut lines: Vec<_> = register.lines.iter().collect();
        lines.sort_by(|(one, a), (other, b)| {
            let people = names.compare(&a.provision.person, &b.provision.person);
            people.then_with(|| one.cmp(other))
        });
        Self {
            order: lines.into_iter().map(|(key, _)| key.clone()).collect(),
            ledger: Ledger::of(&register, &opened.book),
            not_shown: all - opened.kept.lines.len(),
            key,
            supplier: granted.kept,
            opened,
            register,
            can_change,
            sees_restricted: granted.grant.sees_restricted,
        }
    }

    /// Whether the register is submitted: what it shows is final.
    pub(crate) const fn is_locked(&self) -> bool {
        matches!(self.opened.kept.head.status, KeptStatus::Locked { .. })
    }
}

/// Returns the page of a week that has no register.
fn no_register(
    staff: &Staff<Provider>,
    supplier: &KeptSupplier,
    key: &RegisterKey,
    opened: &WeekOpened,
) -> Response {
    let words = match opened {
        WeekOpened::NonPaymentWeek => {
            "This is one of your non-payment weeks. There is no register for it, and nothing to record or submit."
        }
        WeekOpened::TooEarly => {
            "The register of this week is not there yet. It opens 8 weeks before the week begins."
        }
        WeekOpened::TooOld => {
            "You can see registers of this financial year and of last year. Ask Adult Care Financial Services for an older one."
        }
        WeekOpened::NoRegister | WeekOpened::Register(_) => {
            "There was no register for this week. If people attended, tell Adult Care Financial Services."
        }
    };
    let (name, week) = (&supplier.supplier.name, key.week);
    let year = format!("/day-services/{}", key.supplier);
    let view = NoRegister {
        frame: staff.page(format!("{name}: {week}")).back(year.clone()),
        what: InsetText {
            text: words.into(),
            ..InsetText::default()
        },
        year,
    };
    page(StatusCode::OK, &view)
}
