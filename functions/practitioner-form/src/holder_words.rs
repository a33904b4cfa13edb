//! What pages say of the access to a care record.

use domain::records::holder_access::{
    AccessBasis, AccessEvent, AccessLevel, AccessStanding, RecordPart,
};

/// Says where an access stands.
pub(crate) const fn standing(standing: AccessStanding) -> &'static str {
    match standing {
        AccessStanding::Invited => "Invited",
        AccessStanding::InvitationExpired => "The invitation has run out",
        AccessStanding::Locked => "The agreed detail was wrong too often",
        AccessStanding::Withdrawn => "The invitation is withdrawn",
        AccessStanding::Open => "Can see the record",
        AccessStanding::Suspended => "Suspended",
        AccessStanding::Ended => "Ended",
    }
}

/// Says on what basis somebody may see a record.
pub(crate) const fn basis(basis: AccessBasis) -> &'static str {
    match basis {
        AccessBasis::Own => "It is their own record",
        AccessBasis::Consent => "The person has consented",
        AccessBasis::BestInterests => "A best-interests decision",
        AccessBasis::Attorney => "Lasting power of attorney",
        AccessBasis::Deputy => "Deputy of the Court of Protection",
        AccessBasis::Appointee => "Appointee for benefits",
    }
}

/// Says how much somebody may see and do.
pub(crate) const fn level(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::Everything => "See and do everything",
        AccessLevel::SeeOnly => "See only",
        AccessLevel::MessagesOnly => "Messages only",
        AccessLevel::FormsOnly => "Forms to fill in only",
    }
}

/// Names a part of the record.
pub(crate) const fn part(part: RecordPart) -> &'static str {
    match part {
        RecordPart::Details => "Basic details",
        RecordPart::Professionals => "Who works with the person",
        RecordPart::Forms => "Copies of forms, and documents",
        RecordPart::Attendance => "Attendance at day services, and what it costs",
    }
}

/// Says what happened to an access.
pub(crate) const fn event(event: AccessEvent) -> &'static str {
    match event {
        AccessEvent::Invited => "Invited",
        AccessEvent::Withdrawn => "Invitation withdrawn",
        AccessEvent::Opened => "Accepted: sees the record from then on",
        AccessEvent::Suspended => "Suspended",
        AccessEvent::GivenBack => "Given back",
        AccessEvent::Deactivated => "Ended by staff",
        AccessEvent::StoppedByPerson => "Stopped by the person",
        AccessEvent::StoppedByHolder => "Stopped by the holder",
        AccessEvent::AccountDeleted => "The holder deleted their account",
    }
}
