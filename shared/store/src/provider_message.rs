//! The messages of finance to every provider.

use attendance::provider_message::{
    ProviderMessage, ProviderMessageKeeper, ProviderMessageKind, ProviderMessageReader,
};
use domain::fault::StoreFault;
use domain::values::retention_period::RetentionPeriod;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::attributes::{ENDED_AT, ENDS, KIND, STARTS, WORDS};
use crate::item::Item;
use crate::keys::{Partition, SK};
use crate::read::{Attributes as _, List, Order, SortKeys, Unreadable};
use crate::write::Write;
use crate::{EXPIRES_AT, Table, keys, number, text};

/// The most messages that are read.
const MOST: usize = 500;
/// The period for which a message is kept after it was shown for the last time.
const KEPT: RetentionPeriod = RetentionPeriod::days(90);

impl ProviderMessageReader for Table {
    async fn provider_messages(&self) -> Result<Vec<ProviderMessage>, StoreFault> {
        let operation = "list messages to providers";
        let list = List {
            partition: Partition::Notices.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(operation, &list, None, MOST).await?;
        let mut messages = page.read(operation, message).items;
        messages.sort_by(|one, other| (one.starts, &one.id).cmp(&(other.starts, &other.id)));
        Ok(messages)
    }
}

impl ProviderMessageKeeper for Table {
    async fn keep_provider_message(&self, message: &ProviderMessage) -> Result<(), StoreFault> {
        let ProviderMessage {
            id,
            kind,
            words,
            starts,
            ends,
            ended_at,
        } = message;
        let mut item = keys::provider_message(id);
        item.insert(KIND.to_owned(), text(kind.name()));
        item.insert(WORDS.to_owned(), text(words));
        item.insert(STARTS.to_owned(), text(starts.to_string()));
        if let Some(ends) = ends {
            item.insert(ENDS.to_owned(), text(ends.to_string()));
        }
        if let Some(ended_at) = ended_at {
            item.insert(ENDED_AT.to_owned(), text(ended_at.to_string()));
        }
        let at_midnight = |day: Date| day.to_datetime(Time::midnight());
        let last = ends.and_then(|day| Offset::UTC.to_timestamp(at_midnight(day)).ok());
        if let Some(last) = ended_at.or(last) {
            let expires = KEPT.after(last).as_second();
            item.insert(EXPIRES_AT.to_owned(), number(expires));
        }
        let write = Write::put(item);
        self.write("keep a message to providers", write)
            .await
            .map(drop)
    }
}

fn message(item: &Item) -> Result<ProviderMessage, Unreadable> {
    let date = |name: &'static str| -> Result<Option<Date>, Unreadable> {
        let text = item.text_of(name);
        let date = text.map(|text| text.parse().map_err(|_| Unreadable(name)));
        date.transpose()
    };
    Ok(ProviderMessage {
        id: item.text(SK)?.to_owned(),
        kind: ProviderMessageKind::named(item.text(KIND)?).ok_or(Unreadable(KIND))?,
        words: item.text(WORDS)?.to_owned(),
        starts: date(STARTS)?.ok_or(Unreadable(STARTS))?,
        ends: date(ENDS)?,
        ended_at: item.instant_of(ENDED_AT)?,
    })
}
