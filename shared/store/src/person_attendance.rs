//! Where one person attended: the index `ByPerson`, which has the lines of
//! registers by the reference of their person, and what was asked about it.

use attendance::attendance_query::ids_about;
use attendance::kept_register::RegisterKey;
use attendance::person_attendance::PersonAttendanceReader;
use attendance::provider_request::ProviderRequest;
use attendance::provision::PersonReference;
use attendance::supplier::SupplierId;
use attendance::week::Week;
use domain::fault::StoreFault;
use jiff::Timestamp;

use crate::item::Item;
use crate::keys::{self, PK, Partition, REQUEST};
use crate::provider_request::request;
use crate::read::{Attributes as _, List, Order, SortKeys, Unreadable, readable};
use crate::{Table, fault, text};

/// The index and its keys: the reference of a person, and the partition of the
/// line.
const BY_PERSON: &str = "ByPerson";
const PERSON: &str = "person";
/// The most questions about a person that are read, more than a year has.
const MOST_QUESTIONS: usize = 500;

impl PersonAttendanceReader for Table {
    async fn registers_of(&self, person: &PersonReference) -> Result<Vec<RegisterKey>, StoreFault> {
        let operation = "list the registers of a person";
        let mut registers = Vec::new();
        let mut from = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.name)
                .index_name(BY_PERSON)
                .key_condition_expression("#person = :person AND begins_with(#pk, :registers)")
                .expression_attribute_names("#person", PERSON)
                .expression_attribute_names("#pk", PK)
                .expression_attribute_values(":person", text(person.as_str()))
                .expression_attribute_values(":registers", text(Partition::Register.beginning()))
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|source| fault(operation, source))?;
            let items = page.items.unwrap_or_default();
            registers.extend(readable(operation, &items, key_of_register));
            from = page.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        registers.sort_by_key(|key| std::cmp::Reverse((key.week, key.supplier.clone())));
        // A person may have two lines on one register.
        registers.dedup();
        Ok(registers)
    }

    async fn questions_about(
        &self,
        supplier: &SupplierId,
        person: &PersonReference,
        now: Timestamp,
    ) -> Result<Vec<ProviderRequest>, StoreFault> {
        let operation = "list the questions about a person";
        let list = List {
            partition: keys::of_supplier(supplier),
            keys: SortKeys::Starting(format!("{REQUEST}{}", ids_about(person))),
            order: Order::Ascending,
        };
        let mut page = self.page(operation, &list, None, MOST_QUESTIONS).await?;
        page.items.retain(|item| item.is_current(now));
        let mut questions = page.read(operation, request).items;
        questions.sort_by_key(|question| (question.at, question.id.clone()));
        Ok(questions)
    }
}

fn key_of_register(item: &Item) -> Result<RegisterKey, Unreadable> {
    let whose = Partition::Register.whose(item.text(PK)?);
    let (supplier, week) = whose
        .and_then(|whose| whose.split_once('#'))
        .ok_or(Unreadable(PK))?;
    Ok(RegisterKey {
        supplier: SupplierId::parse(supplier).map_err(|_| Unreadable(PK))?,
        week: week.parse::<Week>().map_err(|_| Unreadable(PK))?,
    })
}
