//! The first page of a provider: their care suppliers, and what waits.

use app::providers::{self, GrantedSupplier, SupplierYear};
use askama::Template;
use attendance::week::Week;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use futures_util::future::try_join_all;
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, page};

use crate::progress_bar::ProgressBar;
use crate::{AppState, DayServicesPorts, year};

/// The address of the page.
pub(crate) const SUPPLIERS: &str = "/day-services";

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: PageFrame,
    /// The registers that are late: the words and the address of each, the
    /// oldest first.
    late: Vec<(String, String)>,
    suppliers: Vec<SupplierPart>,
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
        let account = &staff.staff_user().id;
        let granted = providers::granted_suppliers(store, account).await?;
        let this_week = Week::of(self.site.today());
        let year = this_week.financial_year();
        let years = granted.iter().map(|granted| {
            let supplier = granted.supplier();
            providers::supplier_year(store, supplier, year, now)
        });
        let years = try_join_all(years).await?;
        let mut late = Vec::new();
        for (granted, year) in granted.iter().zip(&years) {
            let weeks = year.progress.late(now).into_iter();
            late.extend(weeks.map(|week| (week, granted)));
        }
        late.sort_by_key(|(week, _)| *week);
        let both = granted.iter().zip(&years);
        Ok(Home {
            frame: staff.page("My care suppliers"),
            late: late.into_iter().map(late_register).collect(),
            suppliers: both
                .map(|(granted, year)| SupplierPart::of(granted, year, this_week))
                .collect(),
        })
    }
}

fn late_register((week, granted): (Week, &GrantedSupplier)) -> (String, String) {
    let supplier = granted.supplier();
    let words = format!("{}, week ending {}", supplier.name, in_words(week.ending()));
    (words, year::register(&supplier.id, week))
}

impl SupplierPart {
    fn of(granted: &GrantedSupplier, year: &SupplierYear, this_week: Week) -> Self {
        let supplier = granted.supplier();
        let mut places = year.progress.0.iter();
        let present = places.find(|(week, _)| *week == this_week);
        let present = present.filter(|(_, place)| place.is_to_do());
        Self {
            name: supplier.name.clone(),
            address: year::address(&supplier.id),
            year: year.weeks.year().to_string(),
            progress: ProgressBar::of(year),
            this_week: present.map(|(week, _)| {
                let words = format!("This week’s register, ending {}", in_words(week.ending()));
                (words, year::register(&supplier.id, *week))
            }),
        }
    }
}
