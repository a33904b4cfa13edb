//! Tells people of what staff asked them about an application, and reminds them.

use app::information_requests::remind;
use domain::access::account::AccountReader;
use domain::application::information_request::WaitingRequestQueue;
use domain::correspondence::email::{DeliveryLog, Mailer};
use jiff::Timestamp;

use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// Sends each e-mail that is due about a request that waits for answers, once.
pub(crate) async fn tell_of_questions(
    store: &(impl WaitingRequestQueue + AccountReader + DeliveryLog),
    mailer: &impl Mailer,
    now: Timestamp,
    done: &mut Done,
) {
    let mut sweep = ListSweep::default();
    while sweep.goes_on() {
        let page = match store.waiting_requests(sweep.after(), PAGE).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for waiting in sweep.turn(page) {
            match remind(store, mailer, &waiting, now).await {
                Ok(true) => done.questions_told += 1,
                Ok(false) => done.nothing_to_do += 1,
                Err(outage) => done.failed(outage),
            }
        }
    }
}
