//! The body of a locked version of a register: the number of its format in one
//! byte, then JSON as a raw deflate stream (RFC 1951).
//!
//! The amounts are kept as they were locked, and the lines and terms from which
//! they came beside them: what was paid never changes with a rule of a later
//! day, and can still be explained.

use std::collections::BTreeMap;

use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_line::{KeptLine, LineTexts};
use attendance::kept_register::{KeptAdjustment, KeptVersion, LockedAmounts, RegisterKey};
use attendance::provision::LineKey;
use attendance::supplier::{DayServiceId, SessionTimes};
use attendance::terms::{ContractBook, ContractTerms};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{UnreadableBody, UnwritableBody, v2};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    number: u32,
    by: By,
    supplier_name: String,
    plan_version: u32,
    lines: Vec<Line>,
    terms: Vec<ContractTerms>,
    times: BTreeMap<DayServiceId, SessionTimes>,
    amounts: Vec<LockedAmounts>,
    chain: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    adjustment: Option<Adjustment>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct By {
    user: String,
    at: Timestamp,
    via: RecordedVia,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    order: String,
    line: String,
    texts: LineTexts,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Adjustment {
    because: String,
    proposed_by: By,
    approved_by: By,
}

impl From<&RecordedBy> for By {
    fn from(by: &RecordedBy) -> Self {
        Self {
            user: by.user.clone(),
            at: by.at,
            via: by.via,
        }
    }
}

impl From<By> for RecordedBy {
    fn from(by: By) -> Self {
        Self {
            user: by.user,
            at: by.at,
            via: by.via,
        }
    }
}

/// Writes the body of a version.
pub(crate) fn write(version: &KeptVersion) -> Result<AttributeValue, UnwritableBody> {
    let lines = version.lines.iter().map(|(key, kept)| Line {
        order: key.order.as_str().to_owned(),
        line: key.line.as_str().to_owned(),
        texts: kept.texts(),
    });
    let adjustment = version.adjustment.as_ref().map(|adjustment| Adjustment {
        because: adjustment.because.clone(),
        proposed_by: (&adjustment.proposed_by).into(),
        approved_by: (&adjustment.approved_by).into(),
    });
    let json = serde_json::to_string(&Version {
        number: version.number,
        by: (&version.by).into(),
        supplier_name: version.supplier_name.clone(),
        plan_version: version.plan_version,
        lines: lines.collect(),
        terms: version.book.all().cloned().collect(),
        times: version
            .book
            .all_times()
            .map(|(service, times)| (service.clone(), *times))
            .collect(),
        amounts: version.amounts.clone(),
        chain: version.chain.clone(),
        adjustment,
    })?;
    match json.len() {
        length if length > v2::MOST => Err(UnwritableBody::TooLong(length)),
        _ => Ok(AttributeValue::B(Blob::new(v2::compress(&json)))),
    }
}

/// Reads the body of a version.
pub(crate) fn read(
    key: &RegisterKey,
    body: &AttributeValue,
) -> Result<KeptVersion, UnreadableBody> {
    let body = body.as_b().map_err(|_| UnreadableBody)?;
    let json = v2::decompress(body.as_ref())?;
    let version: Version = serde_json::from_str(&json).map_err(|_| UnreadableBody)?;
    let lines = version.lines.into_iter().map(|line| {
        let line_key = LineKey::parse(&line.order, &line.line).map_err(|_| UnreadableBody)?;
        let kept = KeptLine::read(&key.supplier, key.week, line_key.clone(), &line.texts);
        Ok((line_key, kept.map_err(|_| UnreadableBody)?))
    });
    let lines: BTreeMap<_, _> = lines.collect::<Result<_, UnreadableBody>>()?;
    let mut book = ContractBook::new(version.terms);
    for (service, times) in version.times {
        book.set_times(service, times);
    }
    Ok(KeptVersion {
        number: version.number,
        by: version.by.into(),
        supplier_name: version.supplier_name,
        lines,
        plan_version: version.plan_version,
        book,
        amounts: version.amounts,
        chain: version.chain,
        adjustment: version.adjustment.map(|adjustment| KeptAdjustment {
            because: adjustment.because,
            proposed_by: adjustment.proposed_by.into(),
            approved_by: adjustment.approved_by.into(),
        }),
    })
}
