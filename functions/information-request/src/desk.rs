//! The desks that ask: practitioners and finance staff, each with addresses of
//! its own.

use app::information_requests::{ApplicationAskedAbout, look_up};
use domain::values::information_request::{AskingDesk, InformationRequestKey};
use domain::values::reference::Reference;
use web::Failure;
use web::who::{Finance, Practitioner, Staff, StaffRole};

use crate::{AppState, InformationRequestPorts};

/// A role whose staff ask.
pub(crate) trait Desk: StaffRole {
    /// The desk.
    const DESK: AskingDesk;
    /// The address of the first page of the role.
    const HOME: &'static str;
    /// The address at which an application is found.
    const APPLICATIONS: &'static str;
}

impl Desk for Practitioner {
    const DESK: AskingDesk = AskingDesk::Practice;
    const HOME: &'static str = "/practice";
    const APPLICATIONS: &'static str = "/practice/applications";
}

impl Desk for Finance {
    const DESK: AskingDesk = AskingDesk::Finance;
    const HOME: &'static str = "/finance";
    const APPLICATIONS: &'static str = "/finance/applications";
}

/// Returns the address of an application.
pub(crate) fn application<D: Desk>(reference: &Reference) -> String {
    format!("{}/{}", D::APPLICATIONS, reference.plain())
}

/// Returns the address at which somebody is asked about an application.
pub(crate) fn asking<D: Desk>(reference: &Reference) -> String {
    format!("{}/ask", application::<D>(reference))
}

/// Returns the address of a request.
pub(crate) fn request<D: Desk>(key: &InformationRequestKey) -> String {
    let application = application::<D>(&key.reference);
    format!("{application}/questions/{}", key.id.as_str())
}

impl<P: InformationRequestPorts> AppState<P> {
    /// Reads an application and what was asked about it, on the record.
    pub(crate) async fn look_up<D: Desk>(
        &self,
        staff: &Staff<D>,
        reference: &Reference,
    ) -> Result<ApplicationAskedAbout, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let who = (staff.staff_user(), D::DESK);
        let found = look_up(store, who, reference, now).await?;
        found.ok_or(Failure::NOT_FOUND)
    }
}
