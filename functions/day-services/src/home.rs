//! The first page of a provider: messages of finance, what waits, their care
//! suppliers, and where to turn to.

use app::providers::{self, GrantedSupplier, SupplierYear};
use askama::Template;
use attendance::provider_access::ProviderRole;
use attendance::provider_message::ProviderMessageReader as _;
use attendance::provision_plan::SupplierReader as _;
use attendance::week::Week;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use futures_util::future::{try_join_all, try_join3};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, page};

use crate::progress_bar::ProgressBar;
use crate::{AppState, DayServicesPorts, addresses};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: PageFrame,
    /// The messages of finance: kind, heading and words.
    messages: Vec<(&'static str, &'static str, String)>,
    /// The day of the last import, if that is not of today or yesterday.
    old_data: Option<String>,
    /// What waits: the words and the address of each, late registers first and
    /// the oldest of them before the others.
    late: Vec<(String, String)>,
    /// Suppliers whose non-payment weeks are not chosen in time: words and
    /// address.
    to_choose: Vec<(String, String)>,
    suppliers: Vec<SupplierPart>,
    /// Where to turn to: words and address.
    links: Vec<(&'static str, String)>,
}

/// A supplier on the page.
struct SupplierPart {
    name: String,
    address: String,
    year: String,
    progress: ProgressBar,
    /// The week that runs now: its words and the address of its register, if it
    /// has one.
    this_week: Option<(String, String)>,
}

pub(crate) async fn show<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
) -> Result<Response, Failure> {
    let view = state.home(&staff).await?;
    Ok(page(StatusCode::OK, &view))
}

impl<P: DayServicesPorts> AppState<P> {
    async fn home(&self, staff: &Staff<Provider>) -> Result<Home, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let today = self.site.today();
        let granted = providers::granted_suppliers(store, &staff.staff_user().id);
        let found = try_join3(granted, store.provider_messages(), store.last_import());
        let (granted, mut messages, last_import) = found.await?;
        let this_week = Week::of(today);
        let year = this_week.financial_year();
        let years = granted.iter().map(|granted| {
            let supplier = granted.supplier();
            providers::supplier_year(store, supplier, year, now)
        });
        let years = try_join_all(years).await?;
        let both = || granted.iter().zip(&years);
        let mut late: Vec<_> = both()
            .flat_map(|(granted, year)| {
                let weeks = year.progress.late(now).into_iter();
                weeks.map(move |week| (week, granted))
            })
            .collect();
        late.sort_by_key(|(week, _)| *week);
        messages.retain(|message| message.is_in_force(today));
        messages.sort_by_key(|message| message.kind);
        let old = last_import.filter(|import| import.is_older_than_a_day(now));
        let chooses = both().filter(|(granted, year)| {
            granted.grant.role == ProviderRole::Manager && year.weeks.reminder_is_due(now)
        });
        Ok(Home {
            frame: staff.page("My care suppliers"),
            messages: messages
                .into_iter()
                .map(|message| (message.kind.name(), message.kind.title(), message.words))
                .collect(),
            old_data: old.map(|import| in_words(date_in_london(import.taken_at))),
            to_choose: chooses.map(non_payment_to_choose).collect(),
            suppliers: both()
                .map(|(granted, year)| SupplierPart::of(granted, year, this_week))
                .collect(),
            late: late.into_iter().map(late_register).collect(),
            links: self.links(),
        })
    }

    /// Lists where to turn to, as the council's file has it.
    fn links(&self) -> Vec<(&'static str, String)> {
        let council = self.site.council();
        let to = council.day_services.clone().unwrap_or_default();
        let or_else = |address: String, other: &str| match address.is_empty() {
            true => other.to_owned(),
            false => address,
        };
        let mail = |address| format!("mailto:{}", or_else(address, &council.email));
        let mut links = vec![
            ("Report errors in a register", mail(to.report_errors)),
            ("Payment enquiries", mail(to.payment_enquiries)),
            ("Support with this website", mail(to.support)),
            ("Guidance for providers (PDF)", to.guidance),
            ("Privacy", or_else(to.privacy, "/privacy")),
            (
                "Access to information",
                or_else(to.access_to_information, &council.website),
            ),
        ];
        links.retain(|(_, address)| !address.is_empty());
        links
    }
}

fn late_register((week, granted): (Week, &GrantedSupplier)) -> (String, String) {
    let supplier = granted.supplier();
    let words = format!("{}, week ending {}", supplier.name, in_words(week.ending()));
    (words, addresses::register(&supplier.id, week))
}

fn non_payment_to_choose((granted, year): (&GrantedSupplier, &SupplierYear)) -> (String, String) {
    let supplier = granted.supplier();
    let (of, by) = (year.weeks.year(), in_words(year.weeks.nominate_by()));
    let words = format!(
        "Choose the non-payment weeks of {} for {of}. They were due by {by}",
        supplier.name
    );
    (words, addresses::non_payment(&supplier.id, of))
}

impl SupplierPart {
    fn of(granted: &GrantedSupplier, year: &SupplierYear, this_week: Week) -> Self {
        let supplier = granted.supplier();
        let mut places = year.progress.0.iter();
        let present = places.find(|(week, _)| *week == this_week);
        let present = present.filter(|(_, place)| place.is_to_do());
        Self {
            name: supplier.name.clone(),
            address: addresses::supplier(&supplier.id),
            year: year.weeks.year().to_string(),
            progress: ProgressBar::of(year),
            this_week: present.map(|(week, _)| {
                let words = format!("This week’s register, ending {}", in_words(week.ending()));
                (words, addresses::register(&supplier.id, *week))
            }),
        }
    }
}
