//! The names of the attributes that items have, each said once: an attribute
//! is read and written in several modules.

pub(crate) const ABOUT: &str = "about";
/// The access to a care record.
pub(crate) const ACCESS: &str = "access";
pub(crate) const ACCOUNT: &str = "account";
pub(crate) const ACKNOWLEDGED_AT: &str = "acknowledged_at";
/// What somebody wants to do who is asked for their password again.
pub(crate) const ACTION: &str = "action";
/// The kind of actor. Older entries have no kind, and an e-mail address as
/// [`WHO`].
pub(crate) const ACTOR: &str = "actor";
pub(crate) const ADDED_AT: &str = "added_at";
/// The answers of a request for information, as JSON.
pub(crate) const ANSWERS: &str = "answers";
/// The day by which a request for information asks to be answered.
pub(crate) const ANSWER_BY: &str = "answer_by";
pub(crate) const APP: &str = "app";
/// The time step of the last app code that was accepted.
pub(crate) const APP_STEP: &str = "app_step";
/// The number of app codes that were tried in a sign-in; an attribute of the
/// sign-in.
pub(crate) const APP_TRIES: &str = "app_tries";
/// The budget of the codes that were asked for with an address that has no
/// account.
pub(crate) const ASKED_FOR: &str = "asked_for";
pub(crate) const AT: &str = "at";
/// What began with the end of a sign-in; only a sign-in that has ended has it.
pub(crate) const BEGAN: &str = "began";
/// The instant until which the form's belongings (the pointer by its reference
/// and the records of its evidence) are kept at least, in seconds since 1970.
pub(crate) const BELONGINGS_UNTIL: &str = "belongings_until";
pub(crate) const BODY: &str = "body";
/// The date of birth of whom a case is about.
pub(crate) const BORN: &str = "born";
pub(crate) const BOUNCED_AT: &str = "bounced_at";
/// The entries of an attribution.
pub(crate) const BY: &str = "by";
/// The day on which something is due in a case. The name is apart from that of
/// what the index lists.
pub(crate) const CASE_DUE: &str = "case_due";
pub(crate) const CASE_NUMBER: &str = "case_number";
pub(crate) const CASE_STEP: &str = "case_step";
pub(crate) const CHANGED_AT: &str = "changed_at";
/// The id of the page on which staff last pressed a button that changes the person.
pub(crate) const CHANGED_ON: &str = "changed_on";
/// The number of writes of the item. A writer who replaces the whole item makes
/// the write conditional on this number, so that nobody else's change is lost.
pub(crate) const CHANGES: &str = "changes";
/// Whether a request does what the sign-in is for.
pub(crate) const CLAIMED: &str = "claimed";
/// The person who last removed every answer, and the change at which they did
/// so.
pub(crate) const CLEARED: &str = "cleared";
pub(crate) const CLEARED_AT: &str = "cleared_at_change";
pub(crate) const CLOSED_AT: &str = "closed_at";
/// The instant at which the code expires, in seconds since 1970.
pub(crate) const CODE_ENDS_AT: &str = "code_ends_at";
pub(crate) const CODE_HASH: &str = "code_hash";
pub(crate) const CODE_SENT_AT: &str = "code_sent_at";
pub(crate) const COMPLAINED_AT: &str = "complained_at";
pub(crate) const CONTINUATION: &str = "continuation";
pub(crate) const COPY_BOUNCED_AT: &str = "copy_bounced_at";
pub(crate) const COUNT: &str = "count";
pub(crate) const CREATED_AT: &str = "created_at";
/// What was decided, as JSON.
pub(crate) const DECIDED: &str = "decided";
pub(crate) const DELIVERED_AT: &str = "delivered_at";
/// The part of the council that asks for information.
pub(crate) const DESK: &str = "desk";
pub(crate) const DOCUMENT: &str = "document";
/// The instant at which a message to a team was dealt with.
pub(crate) const DONE_AT: &str = "done_at";
/// The day on which the form's owner is warned; removed once that is done. Of an
/// account, the day on which its owner is warned, and once that is done the day
/// on which it ends. The key of the index.
pub(crate) const DUE_ON: &str = "due_on";
pub(crate) const EMAIL: &str = "email";
/// The day on which an account ends whose owner was warned of it.
pub(crate) const ENDS_ON: &str = "ends_on";
/// The end of a request for information, as JSON.
pub(crate) const ENDED: &str = "ended";
/// The id of the end of a sign-in.
pub(crate) const END_ID: &str = "end_id";
pub(crate) const EXPORTED_AT: &str = "exported_at";
/// The id of a file, in items of lists; items about an application do not have
/// the attribute.
pub(crate) const FILE: &str = "file";
/// The number of the form's files of evidence.
pub(crate) const FILES: &str = "files";
pub(crate) const FILE_TYPE: &str = "file_type";
pub(crate) const FINGERPRINT: &str = "fingerprint";
pub(crate) const FIRST_NAME: &str = "first_name";
pub(crate) const FORM: &str = "form";
/// The instant at which the counted hour began, in seconds since 1970.
pub(crate) const HOUR_BEGAN: &str = "hour_began";
pub(crate) const INVITED_AT: &str = "invited_at";
pub(crate) const IS_COPY: &str = "is_copy";
pub(crate) const JOINED: &str = "joined";
pub(crate) const KIND: &str = "kind";
pub(crate) const LAST_NAME: &str = "last_name";
/// The attribute of an application whose e-mail to the applicant came back.
pub(crate) const MAIL_BOUNCED_AT: &str = "mail_bounced_at";
pub(crate) const MEMBER: &str = "member";
pub(crate) const NAME: &str = "name";
/// The address that somebody wants, in a sign-in whose code goes to the present
/// one.
pub(crate) const NEW_EMAIL: &str = "new_email";
pub(crate) const NEXT: &str = "next";
pub(crate) const ONLY: &str = "only";
pub(crate) const OPEN: &str = "open";
pub(crate) const OPENED_AT: &str = "opened_at";
/// The telephone of a sign-in: the number that is to be registered or, for a
/// staff user with a telephone, the registered number.
pub(crate) const PHONE: &str = "phone";
pub(crate) const PROOF_HASH: &str = "proof_hash";
pub(crate) const PROVEN: &str = "proven";
pub(crate) const PURPOSE: &str = "purpose";
pub(crate) const READ_AT: &str = "read_at";
pub(crate) const RECEIVED_AT: &str = "received_at";
/// Until when a form is in hand for the e-mail about new amounts of the law or, once
/// that is sent, until those amounts end.
pub(crate) const RATES_UNTIL: &str = "rates_until";
/// The reference of an application or a complaint, in the items of lists.
pub(crate) const REFERENCE: &str = "reference";
pub(crate) const REFUSAL: &str = "refusal";
/// The week-ending date of the last late register of which somebody was reminded.
pub(crate) const REMINDED: &str = "reminded";
/// The id of a request for information.
pub(crate) const REQUEST: &str = "request";
/// The role of somebody who was invited.
/// The code of a sign-in that was right, by which it is known when it comes
/// again.
pub(crate) const RIGHT_CODE: &str = "right_code";
pub(crate) const ROLE: &str = "role";
pub(crate) const SAVED: &str = "saved";
/// A refused page, encrypted.
pub(crate) const SEALED: &str = "sealed";
/// The secret of an authenticator app that is being set up; an attribute of the
/// sign-in.
pub(crate) const SECRET: &str = "secret";
pub(crate) const SEEN_AT: &str = "seen_at";
pub(crate) const SENT_AT: &str = "sent_at";
/// The key of the session in which a sign-in was started.
pub(crate) const SESSION_KEY: &str = "session_key";
pub(crate) const SIGNED_IN_AT: &str = "signed_in_at";
pub(crate) const SIGNED_OFF: &str = "signed_off";
pub(crate) const SIZE: &str = "size";
pub(crate) const STARTED_AT: &str = "started_at";
pub(crate) const STATE: &str = "state";
pub(crate) const SUBMITTED_AT: &str = "submitted_at";
pub(crate) const SUBMITTED_IN: &str = "submitted_in";
pub(crate) const TEAM: &str = "team";
pub(crate) const TO: &str = "to";
/// The tries of the current code: the hash of each tried code, under the hash
/// What somebody typed and has not sent, field by field.
pub(crate) const TYPED: &str = "typed";
/// of the try's proof.
pub(crate) const TRIES: &str = "tries";
/// That somebody is in danger, as the sender of a message to a team said.
pub(crate) const URGENT: &str = "urgent";
/// The instant at which somebody last signed in to an account. Accounts from
/// before it was kept do not have it until the next sign-in.
pub(crate) const USED_AT: &str = "used_at";
/// The mark of the visit from which a message to a team was sent.
pub(crate) const VISIT: &str = "visit";
/// The instant until which a run of housekeeping has claimed the form or the
/// account to warn its owner or to end it, in seconds since 1970.
pub(crate) const WARNING_UNTIL: &str = "warning_until";
pub(crate) const WHAT: &str = "what";
pub(crate) const WHAT_HAPPENED: &str = "what_happened";
/// The actor: the id of somebody who was invited, or the name of a job.
pub(crate) const WHO: &str = "who";
/// The legal basis of an access to a care record.
pub(crate) const BASIS: &str = "basis";
/// The number of codes that were sent for an invitation to a care record.
pub(crate) const CODES_SENT: &str = "codes_sent";
/// The number of times that the present code of an invitation was tried.
pub(crate) const CODE_TRIES: &str = "code_tries";
/// Who decided that somebody may see a care record, and when.
pub(crate) const DECIDED_BY: &str = "decided_by";
pub(crate) const DECIDED_ON: &str = "decided_on";
/// The hash of the detail that proves an invitation, and the number of its tries.
pub(crate) const DETAIL_HASH: &str = "detail_hash";
pub(crate) const DETAIL_TRIED: &str = "detail_tried";
/// What happened to an access to a care record.
pub(crate) const HISTORY: &str = "history";
pub(crate) const LEVEL: &str = "level";
pub(crate) const RELATION: &str = "relation";
/// The parts of a care record that are kept back from a holder.
pub(crate) const WITHHELD: &str = "withheld";
pub(crate) const BECAUSE: &str = "because";
pub(crate) const TERMS: &str = "terms";
pub(crate) const UNTIL: &str = "until";
pub(crate) const VIA: &str = "via";
pub(crate) const TAKEN_AT: &str = "taken_at";
pub(crate) const FIRST_SEEN: &str = "first_seen";
pub(crate) const RESTRICTED: &str = "restricted";
pub(crate) const SERVICES: &str = "services";
pub(crate) const LEFT: &str = "left";
pub(crate) const CHOICES: &str = "choices";
/// The number of a version or of an import.
pub(crate) const VERSION: &str = "version";
pub(crate) const ENDED_AT: &str = "ended_at";
pub(crate) const ENDS: &str = "ends";
pub(crate) const SETTLED: &str = "settled";
pub(crate) const STARTS: &str = "starts";
pub(crate) const WORDS: &str = "words";
/// The practitioner who has taken a case on.
pub(crate) const WORKER: &str = "worker";
pub(crate) const WORKER_NAME: &str = "worker_name";
