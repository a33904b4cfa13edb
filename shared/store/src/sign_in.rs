//! Sign-ins that are under way, and the counters of codes sent to an address.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::budget::{
    Budget, BudgetHolder, BudgetPurpose, BudgetSpending, BudgetStore as _,
};
use domain::access::session::SessionKey;
use domain::access::sign_in::{
    BegunBySignIn, CODE_LIVES, CODE_TRIES, CodeAttempt, CodeRepeated, CodeSet, Purpose,
    PurposeKind, SIGN_IN_END_LIVES, SIGN_IN_LIVES, SensitiveAction, SensitiveActionKind, SignIn,
    SignInEnd, SignInKey, SignInStart, SignInStore,
};
use domain::access::staff_user::{AppSecret, StaffSessionKey};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::information_request::InformationRequestKey;
use domain::values::phone_number::PhoneNumber;
use domain::values::reference::Reference;
use futures_util::future::try_join;
use jiff::Timestamp;

use crate::attributes::{
    ACCOUNT, ACTION, APP_TRIES, ASKED_FOR, BEGAN, CLAIMED, CODE_ENDS_AT, CODE_HASH, CODE_SENT_AT,
    CONTINUATION, EMAIL, END_ID, FIRST_NAME, LAST_NAME, MEMBER, NEW_EMAIL, NEXT, PHONE, PROOF_HASH,
    PROVEN, PURPOSE, REFERENCE, REQUEST, RIGHT_CODE, SECRET, SESSION_KEY, STARTED_AT, TRIES,
};
use crate::budget::{ByHolder, spent};
use crate::hourly::Counted;
use crate::read::{Attributes as _, Item, Unreadable, opened};
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

impl SignInStore for Table {
    async fn start_sign_in(&self, key: &SignInKey, sign_in: &SignIn) -> Result<(), StoreFault> {
        self.write("start a sign-in", Write::put(new_item(key, sign_in)))
            .await
            .map(drop)
    }

    /// Writes the sign-in with the counts of one person in one transaction, and
    /// then counts for everybody, as [`BudgetStore::spend`] does.
    async fn start_sign_in_once(
        &self,
        key: &SignInKey,
        sign_in: &SignIn,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<SignInStart, StoreFault> {
        const OPERATION: &str = "start a sign-in once";
        let budgets = ByHolder::of(budgets);
        let own = self.counters(&budgets.own);
        let new = [Write::put(new_item(key, sign_in))
            .if_not_there()
            .or()
            .if_at_most(EXPIRES_AT, now.as_second())];
        let started = self.write_counted_rarely(OPERATION, &own, now, &new);
        let begins = self.begin_together(OPERATION, &budgets, now);
        let (started, begins) = try_join(started, begins).await?;
        let spending = match started {
            Counted::Done => {
                self.spend_together(OPERATION, &budgets, now, begins)
                    .await?
            }
            Counted::TooMany(which) => return Ok(start_of(spent(&budgets.own, which))),
            Counted::Refused => return Ok(SignInStart::Before),
        };
        if spending != BudgetSpending::Taken {
            self.end_sign_in(key).await?;
        }
        Ok(start_of(spending))
    }

    /// Writes the counts, the sign-in and its code in one transaction.
    async fn start_with_code(
        &self,
        key: &SignInKey,
        sign_in: &SignIn,
        code_hash: &str,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<CodeSet, StoreFault> {
        const OPERATION: &str = "start a sign-in with its code";
        let mut item = new_item(key, sign_in);
        item.extend([
            (CODE_HASH.to_owned(), text(code_hash)),
            (CODE_SENT_AT.to_owned(), text(now.to_string())),
            (
                CODE_ENDS_AT.to_owned(),
                number((now + CODE_LIVES).as_second()),
            ),
            (TRIES.to_owned(), AttributeValue::M(Item::new())),
        ]);
        let counters = self.counters(budgets);
        let item = [Write::put(item)
            .if_not_there()
            .or()
            .if_at_most(EXPIRES_AT, now.as_second())
            .or()
            .if_without(CODE_SENT_AT)
            .if_without(BEGAN)];
        let started = self.write_counted(OPERATION, &counters, now, &item).await?;
        let set = code_set(&started, budgets);
        if matches!(set, CodeSet::TooMany | CodeSet::TooManyFromSource) {
            self.start_sign_in_once(key, sign_in, &[], now).await?;
        }
        Ok(set)
    }

    async fn read_sign_in(
        &self,
        key: &SignInKey,
        now: Timestamp,
    ) -> Result<Option<SignIn>, StoreFault> {
        const OPERATION: &str = "read a sign-in";
        let found = self.read(OPERATION, keys::sign_in(key)).await?;
        found
            .filter(|item| item.is_current(now) && !item.contains_key(BEGAN))
            .map(|item| opened(OPERATION, &item, sign_in(&item)))
            .transpose()
    }

    async fn set_code(
        &self,
        key: &SignInKey,
        email: &EmailAddress,
        code_hash: &str,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<CodeSet, StoreFault> {
        let code = new_code(key, email, code_hash, now);
        self.write_code(code, budgets, now).await
    }

    async fn replace_code(
        &self,
        key: &SignInKey,
        email: &EmailAddress,
        sent_at: Option<Timestamp>,
        code_hash: &str,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<CodeSet, StoreFault> {
        let code = new_code(key, email, code_hash, now);
        let code = match sent_at {
            Some(sent_at) => code.if_is(CODE_SENT_AT, text(sent_at.to_string())),
            None => code.if_without(CODE_SENT_AT),
        };
        self.write_code(code, budgets, now).await
    }

    async fn take_code_back(
        &self,
        key: &SignInKey,
        code_hash: &str,
        budgets: &[Budget],
        set_at: Timestamp,
    ) -> Result<(), StoreFault> {
        let code = Write::update(keys::sign_in(key))
            .remove(CODE_HASH)
            .remove(CODE_SENT_AT)
            .if_is(CODE_HASH, text(code_hash));
        let code = self.write("take a code back", code);
        try_join(code, self.give_back(budgets, set_at))
            .await
            .map(drop)
    }

    async fn try_code(
        &self,
        key: &SignInKey,
        code_hash: &str,
        proof_hash: &str,
        now: Timestamp,
    ) -> Result<CodeAttempt, StoreFault> {
        const OPERATION: &str = "try a code";
        let seconds = now.as_second();
        // The try is counted before it is compared, so that parallel tries have
        // no more in all than one after another; and counted under its proof,
        // so that a try whose reply was lost is not counted again.
        let in_time = |write: Write| {
            write
                .if_has(CODE_HASH)
                .if_above(CODE_ENDS_AT, seconds)
                .if_above(EXPIRES_AT, seconds)
        };
        let counted = Write::update(keys::sign_in(key)).set_in(TRIES, proof_hash, text(code_hash));
        let counted = in_time(counted)
            .if_fewer_in(TRIES, i64::from(CODE_TRIES))
            .if_without_in(TRIES, proof_hash)
            .or();
        let counted = in_time(counted).if_is_in(TRIES, proof_hash, text(code_hash));
        let sign_in = match self.write(OPERATION, counted).await? {
            Written::Done(sign_in) => sign_in,
            Written::Refused(_) => return Ok(CodeAttempt::NoCode),
        };
        let right = sign_in.text_of(CODE_HASH) == Some(code_hash)
            && sign_in
                .text_of(PURPOSE)
                .and_then(PurposeKind::named)
                .is_some_and(PurposeKind::opens);
        if !right {
            return Ok(CodeAttempt::Wrong {
                left: CODE_TRIES.saturating_sub(tries(&sign_in)),
            });
        }
        let taken = Write::update(keys::sign_in(key))
            .set(PROOF_HASH, text(proof_hash))
            .set(PROVEN, AttributeValue::Bool(true))
            .set(RIGHT_CODE, text(code_hash))
            .remove(CODE_HASH)
            .if_is(CODE_HASH, text(code_hash));
        let opens_nothing = PurposeKind::ALL.into_iter().filter(|name| !name.opens());
        let taken = opens_nothing.fold(taken, |taken, purpose| {
            taken.if_is_not(PURPOSE, text(purpose.name()))
        });
        Ok(match self.write(OPERATION, taken).await? {
            Written::Done(_) => CodeAttempt::Right,
            // This very try was right before and its reply was lost: nobody
            // else has its proof.
            Written::Refused(now) if now.text_of(PROOF_HASH) == Some(proof_hash) => {
                CodeAttempt::Right
            }
            // Another try was first, or another code has replaced this one.
            Written::Refused(_) => CodeAttempt::NoCode,
        })
    }

    async fn take_proof(
        &self,
        key: &SignInKey,
        proof_hash: &str,
        now: Timestamp,
    ) -> Result<Option<EmailAddress>, StoreFault> {
        const OPERATION: &str = "take a proof";
        let taken = Write::update(keys::sign_in(key))
            .remove(PROOF_HASH)
            .if_is(PROOF_HASH, text(proof_hash))
            .if_above(EXPIRES_AT, now.as_second());
        // The address is read before the proof is taken, so that nothing can
        // fail after that.
        let Some(sign_in) = self.read(OPERATION, keys::sign_in(key)).await? else {
            return Ok(None);
        };
        let proven = email(&sign_in).map_err(|source| fault(OPERATION, source))?;
        let refused = self.write_once(OPERATION, taken).await?;
        Ok(refused.is_none().then_some(proven))
    }

    async fn repeat_code(
        &self,
        key: &SignInKey,
        code_hash: &str,
        now: Timestamp,
    ) -> Result<CodeRepeated, StoreFault> {
        const OPERATION: &str = "repeat a code";
        let found = self.read(OPERATION, keys::sign_in(key)).await?;
        let Some(item) = found.filter(|item| item.is_current(now)) else {
            return Ok(CodeRepeated::No);
        };
        match item.text_of(RIGHT_CODE) {
            Some(right) if right == code_hash => {}
            Some(right) => {
                let refused = Write::update(keys::sign_in(key))
                    .set(RIGHT_CODE, text(NO_CODE))
                    .if_is(RIGHT_CODE, text(right));
                self.write(OPERATION, refused).await?;
                return Ok(CodeRepeated::No);
            }
            None => return Ok(CodeRepeated::No),
        }
        Ok(match item.contains_key(BEGAN) {
            true => CodeRepeated::Ended(opened(OPERATION, &item, sign_in_end(&item))?),
            false => CodeRepeated::Open(opened(OPERATION, &item, sign_in(&item))?),
        })
    }

    async fn claim_sign_in(
        &self,
        key: &SignInKey,
        action: SensitiveActionKind,
    ) -> Result<bool, StoreFault> {
        let claimed = Write::update(keys::sign_in(key))
            .set(CLAIMED, AttributeValue::Bool(true))
            .if_is(ACTION, text(action.name()))
            .if_is(PROVEN, AttributeValue::Bool(true))
            .if_without(CLAIMED);
        let refused = self.write_once("claim a sign-in", claimed).await?;
        Ok(refused.is_none())
    }

    async fn finish_sign_in(
        &self,
        key: &SignInKey,
        end: &SignInEnd,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        let SignInEnd { id, began, next } = end;
        let ended = Write::update(keys::sign_in(key))
            .set(END_ID, text(id))
            .set(BEGAN, text(began.name()))
            .set(NEXT, text(next))
            .set(EXPIRES_AT, number((now + SIGN_IN_END_LIVES).as_second()))
            .if_has(PURPOSE);
        let ended = UNTIL_IT_ENDS
            .into_iter()
            .fold(ended, |ended, name| ended.remove(name));
        Ok(match self.write("finish a sign-in", ended).await? {
            Written::Done(_) => true,
            // This very call was carried out before and its reply was lost.
            Written::Refused(there) => there.text_of(END_ID) == Some(id),
        })
    }

    async fn read_sign_in_end(
        &self,
        key: &SignInKey,
        now: Timestamp,
    ) -> Result<Option<SignInEnd>, StoreFault> {
        const OPERATION: &str = "read the end of a sign-in";
        let found = self.read(OPERATION, keys::sign_in(key)).await?;
        let end = found
            .filter(|item| item.is_current(now) && item.contains_key(BEGAN))
            .map(|item| {
                let end = opened(OPERATION, &item, sign_in_end(&item))?;
                Ok((end, item.contains_key(RIGHT_CODE)))
            })
            .transpose()?;
        Ok(end.and_then(|(end, of_code)| (!of_code || !end.began.is_session()).then_some(end)))
    }

    async fn end_sign_in(&self, key: &SignInKey) -> Result<(), StoreFault> {
        self.write("end a sign-in", Write::delete(keys::sign_in(key)))
            .await
            .map(drop)
    }
}

impl Table {
    /// Writes the counts and the code in one transaction: a code that is not set
    /// is not counted.
    async fn write_code(
        &self,
        code: Write,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<CodeSet, StoreFault> {
        let counters = self.counters(budgets);
        let code = [code];
        let set = self.write_counted("set a code", &counters, now, &code);
        Ok(code_set(&set.await?, budgets))
    }
}

/// Sets the code of a sign-in that is not over, in place of the one before.
fn new_code(key: &SignInKey, email: &EmailAddress, code_hash: &str, now: Timestamp) -> Write {
    Write::update(keys::sign_in(key))
        .set(CODE_HASH, text(code_hash))
        .set(CODE_SENT_AT, text(now.to_string()))
        .set(CODE_ENDS_AT, number((now + CODE_LIVES).as_second()))
        .set(TRIES, AttributeValue::M(Item::new()))
        .set(PROVEN, AttributeValue::Bool(false))
        .remove(PROOF_HASH)
        .remove(RIGHT_CODE)
        .if_is(EMAIL, text(email.as_str()))
        .if_above(EXPIRES_AT, now.as_second())
}

/// What stands in place of the code that was right once another one came: no hash
/// of a code is this.
const NO_CODE: &str = "none";

/// What a sign-in holds until it ends.
const UNTIL_IT_ENDS: [&str; 24] = [
    ACCOUNT,
    ACTION,
    APP_TRIES,
    ASKED_FOR,
    CLAIMED,
    CODE_ENDS_AT,
    CODE_HASH,
    CODE_SENT_AT,
    CONTINUATION,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
    MEMBER,
    NEW_EMAIL,
    PHONE,
    PROOF_HASH,
    PROVEN,
    PURPOSE,
    REFERENCE,
    REQUEST,
    SECRET,
    SESSION_KEY,
    STARTED_AT,
    TRIES,
];

fn sign_in_end(item: &Item) -> Result<SignInEnd, Unreadable> {
    Ok(SignInEnd {
        id: item.text(END_ID)?.to_owned(),
        began: BegunBySignIn::named(item.text(BEGAN)?).ok_or(Unreadable(BEGAN))?,
        next: item.text(NEXT)?.to_owned(),
    })
}

/// Makes the item of a new sign-in.
fn new_item(key: &SignInKey, sign_in: &SignIn) -> Item {
    let SignIn {
        email,
        purpose,
        names,
        phone,
        next,
        started_at,
        code_sent_at,
        proven,
    } = sign_in;
    let mut item = keys::sign_in(key);
    let mut keep = |name: &str, value: &str| item.insert(name.to_owned(), text(value));
    keep(PURPOSE, purpose.kind().name());
    match purpose {
        Purpose::SignIn { continuation } => {
            keep(CONTINUATION, continuation);
        }
        Purpose::NewAccount { continuation } => {
            if let Some(continuation) = continuation {
                keep(CONTINUATION, continuation);
            }
        }
        Purpose::Invited {
            continuation,
            staff_user,
        } => {
            keep(CONTINUATION, continuation);
            keep(MEMBER, &staff_user.0);
        }
        Purpose::FirstSignIn { account } | Purpose::NewEmail { account } => {
            keep(ACCOUNT, &account.0);
        }
        Purpose::NewPhone { staff_user } => {
            keep(MEMBER, &staff_user.0);
        }
        Purpose::ChangeApp {
            staff_user,
            session,
            secret,
        } => {
            keep(MEMBER, &staff_user.0);
            keep(SESSION_KEY, &session.0);
            if let Some(secret) = secret {
                keep(SECRET, secret.reveal());
            }
        }
        Purpose::Reauthentication {
            account,
            session,
            action,
        } => {
            keep(ACCOUNT, &account.0);
            keep(SESSION_KEY, &session.0);
            keep(ACTION, action.kind().name());
            if let SensitiveAction::ChangeEmail { to } = action {
                keep(NEW_EMAIL, to.as_str());
            }
        }
        Purpose::ChangeStaffPassword {
            staff_user,
            session,
        } => {
            keep(MEMBER, &staff_user.0);
            keep(SESSION_KEY, &session.0);
        }
        Purpose::Recover { reference } => {
            keep(REFERENCE, reference.plain());
        }
        Purpose::AnswerQuestions { request } => {
            keep(REFERENCE, request.reference.plain());
            keep(REQUEST, request.id.as_str());
        }
        Purpose::TakenEmail { account } => {
            if let Some(account) = account {
                keep(ACCOUNT, &account.0);
            }
        }
        Purpose::Nothing { asked_for } => {
            keep(ASKED_FOR, asked_for.name());
        }
        Purpose::HasAccount | Purpose::NewPassword | Purpose::InvitedPassword => {}
    }
    if let Some(phone) = phone {
        keep(PHONE, phone.as_str());
    }
    keep(EMAIL, email.as_str());
    keep(NEXT, next);
    keep(STARTED_AT, &started_at.to_string());
    if let Some((first, last)) = names {
        keep(FIRST_NAME, first);
        keep(LAST_NAME, last);
    }
    if let Some(sent_at) = code_sent_at {
        keep(CODE_SENT_AT, &sent_at.to_string());
    }
    item.insert(PROVEN.to_owned(), AttributeValue::Bool(*proven));
    let ends = (*started_at + SIGN_IN_LIVES).as_second();
    item.insert(EXPIRES_AT.to_owned(), number(ends));
    item
}

/// Tells whether a sign-in was started whose budgets were spent like this.
fn start_of(spending: BudgetSpending) -> SignInStart {
    match spending {
        BudgetSpending::Taken => SignInStart::Now,
        BudgetSpending::Spent(budget) => SignInStart::TooMany(budget),
    }
}

/// Tells what became of a code that was to be counted with its budgets.
fn code_set(counted: &Counted, budgets: &[Budget]) -> CodeSet {
    match counted {
        Counted::Done => CodeSet::Set,
        Counted::TooMany(which) => match budgets.get(*which).map(|budget| &budget.holder) {
            Some(BudgetHolder::Source(_)) => CodeSet::TooManyFromSource,
            _ => CodeSet::TooMany,
        },
        Counted::Refused => CodeSet::NoSignIn,
    }
}

/// Returns how often the code of a sign-in was tried.
fn tries(item: &Item) -> u32 {
    let tries = item.get(TRIES).and_then(|tries| tries.as_m().ok());
    tries.map_or(CODE_TRIES, |tries| {
        u32::try_from(tries.len()).unwrap_or(CODE_TRIES)
    })
}

fn sign_in(item: &Item) -> Result<SignIn, Unreadable> {
    let names = match (item.text_of(FIRST_NAME), item.text_of(LAST_NAME)) {
        (Some(first), Some(last)) => Some((first.to_owned(), last.to_owned())),
        _ => None,
    };
    let proven = item.get(PROVEN).and_then(|proven| proven.as_bool().ok());
    Ok(SignIn {
        email: email(item)?,
        purpose: purpose(item)?,
        names,
        phone: item
            .text_of(PHONE)
            .map(PhoneNumber::parse)
            .transpose()
            .map_err(|_| Unreadable(PHONE))?,
        next: item.text(NEXT)?.to_owned(),
        started_at: item.instant(STARTED_AT)?,
        code_sent_at: item.instant_of(CODE_SENT_AT)?,
        proven: *proven.ok_or(Unreadable(PROVEN))?,
    })
}

fn purpose(item: &Item) -> Result<Purpose, Unreadable> {
    let name = PurposeKind::named(item.text(PURPOSE)?).ok_or(Unreadable(PURPOSE))?;
    Ok(match name {
        PurposeKind::SignIn => Purpose::SignIn {
            continuation: item.text(CONTINUATION)?.to_owned(),
        },
        PurposeKind::NewAccount => Purpose::NewAccount {
            continuation: item.text_of(CONTINUATION).map(str::to_owned),
        },
        PurposeKind::FirstSignIn => Purpose::FirstSignIn {
            account: id(item, ACCOUNT)?,
        },
        PurposeKind::HasAccount => Purpose::HasAccount,
        PurposeKind::NewPassword => Purpose::NewPassword,
        PurposeKind::NewEmail => Purpose::NewEmail {
            account: id(item, ACCOUNT)?,
        },
        PurposeKind::TakenEmail => Purpose::TakenEmail {
            account: item.text_of(ACCOUNT).map(|id| AccountId(id.to_owned())),
        },
        PurposeKind::Recover => Purpose::Recover {
            reference: Reference::parse(item.text(REFERENCE)?)
                .map_err(|_| Unreadable(REFERENCE))?,
        },
        PurposeKind::AnswerQuestions => Purpose::AnswerQuestions {
            request: InformationRequestKey {
                reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
                id: item
                    .text(REQUEST)?
                    .parse()
                    .map_err(|_| Unreadable(REQUEST))?,
            },
        },
        PurposeKind::Invited => Purpose::Invited {
            continuation: item.text(CONTINUATION)?.to_owned(),
            staff_user: id(item, MEMBER)?,
        },
        PurposeKind::InvitedPassword => Purpose::InvitedPassword,
        PurposeKind::NewPhone => Purpose::NewPhone {
            staff_user: id(item, MEMBER)?,
        },
        PurposeKind::ChangeApp => Purpose::ChangeApp {
            staff_user: id(item, MEMBER)?,
            session: StaffSessionKey(item.text(SESSION_KEY)?.to_owned()),
            secret: item
                .text_of(SECRET)
                .map(AppSecret::parse)
                .transpose()
                .map_err(|_| Unreadable(SECRET))?,
        },
        PurposeKind::Reauthentication => Purpose::Reauthentication {
            account: id(item, ACCOUNT)?,
            session: SessionKey(item.text(SESSION_KEY)?.to_owned()),
            action: action(item)?,
        },
        PurposeKind::ChangeStaffPassword => Purpose::ChangeStaffPassword {
            staff_user: id(item, MEMBER)?,
            session: StaffSessionKey(item.text(SESSION_KEY)?.to_owned()),
        },
        // What was asked for was not kept before, when all codes had one budget.
        PurposeKind::Nothing => Purpose::Nothing {
            asked_for: match item.text_of(ASKED_FOR) {
                Some(name) => BudgetPurpose::named(name).ok_or(Unreadable(ASKED_FOR))?,
                None => BudgetPurpose::NewPasswordCode,
            },
        },
    })
}

fn action(item: &Item) -> Result<SensitiveAction, Unreadable> {
    let name = SensitiveActionKind::named(item.text(ACTION)?).ok_or(Unreadable(ACTION))?;
    Ok(match name {
        SensitiveActionKind::DeleteAccount => SensitiveAction::DeleteAccount,
        SensitiveActionKind::ChangePassword => SensitiveAction::ChangePassword,
        SensitiveActionKind::ChangeEmail => SensitiveAction::ChangeEmail {
            to: EmailAddress::parse(item.text(NEW_EMAIL)?).map_err(|_| Unreadable(NEW_EMAIL))?,
        },
    })
}

fn id(item: &Item, name: &'static str) -> Result<AccountId, Unreadable> {
    Ok(AccountId(item.text(name)?.to_owned()))
}

fn email(item: &Item) -> Result<EmailAddress, Unreadable> {
    EmailAddress::parse(item.text(EMAIL)?).map_err(|_| Unreadable(EMAIL))
}
