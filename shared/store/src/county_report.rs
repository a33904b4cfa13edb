//! The report of what new amounts of the law change in the county.

use domain::fault::StoreFault;
use domain::records::county_report::{CountyReportKeeper, CountyReportReader, KeptCountyReport};

use crate::attributes::AT;
use crate::read::{Attributes as _, Item, Unreadable};
use crate::write::Write;
use crate::{Table, fault, keys, text};

/// The report, as JSON.
const REPORTED: &str = "report";

impl CountyReportReader for Table {
    async fn county_report(&self) -> Result<Option<KeptCountyReport>, StoreFault> {
        let operation = "read the report of new amounts";
        let found = self.read(operation, keys::county_report()).await?;
        let found = found.as_ref().map(report).transpose();
        found.map_err(|source| fault(operation, source))
    }
}

impl CountyReportKeeper for Table {
    async fn keep_county_report(&self, report: &KeptCountyReport) -> Result<(), StoreFault> {
        let KeptCountyReport { made_at, body } = report;
        let mut item = keys::county_report();
        item.insert(AT.to_owned(), text(keys::sortable(*made_at)));
        item.insert(REPORTED.to_owned(), text(body));
        let operation = "keep the report of new amounts";
        self.write(operation, Write::put(item)).await.map(drop)
    }
}

fn report(item: &Item) -> Result<KeptCountyReport, Unreadable> {
    Ok(KeptCountyReport {
        made_at: item.instant(AT)?,
        body: item.text(REPORTED)?.to_owned(),
    })
}
