//! The receipt of a submitted register.

use app::providers::granted_supplier;
use askama::Template;
use attendance::kept_register::{KeptVersion, RegisterKey, RegisterReader};
use attendance::receipt::SubmissionReceipt;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::fault::StoreFault;
use domain::values::calendar::in_words;
use domain::values::london::in_london;
use domain::values::money;
use web::govuk::Panel;
use web::register_form::{RegisterAt, register_address};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, LockPorts};

#[derive(Template)]
#[template(path = "receipt.html")]
struct Receipt {
    frame: PageFrame,
    panel: Panel,
    supplier: String,
    paid: String,
    when: String,
    version: u32,
    chain: String,
    text: String,
    register: String,
}

pub(crate) async fn show<P: LockPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
) -> Result<Response, Failure> {
    let (store, user) = (state.ports.store(), &staff.staff_user().id);
    let granted = granted_supplier(store, user, &key.supplier).await?;
    granted.ok_or(Failure::NOT_FOUND)?;
    let heads = store.register_heads(&key.supplier, &[key.week]).await?;
    let number = heads.get(&key.week).map_or(0, |head| head.version);
    let register = register_address(&key);
    let Some(version) = store.locked_version(&key, number).await? else {
        return Ok(see_other(&register));
    };
    let text = text_of(store, &key, &version).await?;
    let week = in_words(key.week.ending());
    let view = Receipt::of(&staff, version, &week, text, register);
    Ok(page(StatusCode::OK, &view))
}

/// Writes the receipt of a version, which goes on from the version before.
async fn text_of(
    store: &impl RegisterReader,
    key: &RegisterKey,
    version: &KeptVersion,
) -> Result<String, StoreFault> {
    let before = match version.number.checked_sub(1) {
        None | Some(0) => None,
        Some(before) => store.locked_version(key, before).await?,
    };
    Ok(SubmissionReceipt::of(key, before.as_ref(), version).to_string())
}

impl Receipt {
    fn of(
        staff: &Staff<Provider>,
        version: KeptVersion,
        week: &str,
        text: String,
        register: String,
    ) -> Self {
        let at = in_london(version.by.at);
        let paid = version.amounts.iter().map(|of| of.paid).sum();
        Self {
            frame: staff.page("Register submitted").back(register.clone()),
            panel: Panel {
                title_text: "Register submitted".into(),
                text: format!("Week ending {week}").into(),
                ..Panel::default()
            },
            supplier: version.supplier_name,
            paid: money::in_words(paid),
            when: format!("{} at {}", in_words(at.date()), at.strftime("%-I:%M%P")),
            version: version.number,
            chain: version.chain,
            text,
            register,
        }
    }
}
