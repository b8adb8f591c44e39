//! The names in a whole table, read by its pages: what no row bears needs no question of its own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::pages::Feed;
use super::{SageClient, SageError, parse};

/// A table, and where names stand in it.
#[derive(Debug)]
pub struct Named {
    resource: &'static str,
    /// The number that rises with each row that is made, where the table has one: its pages are read along it, so that
    /// rows that come or go meanwhile shift none out of sight.
    serial: Option<&'static str>,
    /// The fields in which the names stand.
    pub fields: &'static [&'static str],
}

/// Orders by their number and the two fields for the Amazon id.
pub const ORDERS: Named = Named {
    resource: "OE/OEOrders",
    serial: Some("OrderUniquifier"),
    fields: &["OrderNumber", "PurchaseOrderNumber", "OrderReference"],
};

/// Invoices by the number of their order.
pub const INVOICES: Named = Named {
    resource: "OE/OEInvoices",
    serial: Some("InvoiceUniquifier"),
    fields: &["OrderNumber"],
};

/// Posted documents by the number of their order, and its purchase order. Their key is customer and number.
pub const POSTED_DOCUMENTS: Named = Named {
    resource: "AR/ARPostedDocuments",
    serial: None,
    fields: &["OrderNumber", "PONumber"],
};

/// What came of reading the names.
#[derive(Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every one was read; the highest serial number of all, where there is one.
    Whole(Option<u64>),
    /// It is so many pages, and was not read.
    Larger(usize),
    /// Sage does not count, filter or order so that the whole could be told from a part.
    Untold,
}

impl Named {
    fn query(&self, after: Option<u64>) -> String {
        let serial = self.serial.map(|field| format!("{field},")).unwrap_or_default();
        let behind = self.serial.zip(after);
        let filter = behind.map_or_else(String::new, |(field, last)| {
            format!("&$filter={field}%20gt%20{last}")
        });
        format!("$count=true{filter}&$select={serial}{}", self.fields.join(","))
    }
}

/// Names as they are read, page after page.
struct Reading<'t> {
    table: &'t Named,
    last: Option<u64>,
    read: u64,
}

impl Reading<'_> {
    /// Takes the names of a page; false when its rows do not rise.
    fn page(&mut self, feed: &Feed<'_>, take: &mut dyn FnMut(&str)) -> Result<bool, SageError> {
        for row in &feed.value {
            let row: BTreeMap<String, Value> = parse(self.table.resource, row.get().as_bytes())?;
            // A row that does not tell its names may be any record.
            if !self.table.fields.iter().any(|field| row.contains_key(*field)) {
                return Ok(false);
            }
            for field in self.table.fields {
                row.get(*field)
                    .and_then(Value::as_str)
                    .into_iter()
                    .for_each(&mut *take);
            }
            if let Some(field) = self.table.serial {
                let serial = row.get(field).and_then(serial_of);
                if serial.is_none() || serial <= self.last {
                    return Ok(false);
                }
                self.last = serial;
            }
            self.read += 1;
        }
        Ok(true)
    }
}

fn serial_of(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

impl SageClient {
    /// Hands on every name in a table, of rows behind a serial number alone where that is given; nothing is read beyond
    /// the first page where it would be more than `most`.
    ///
    /// # Errors
    /// [`SageError`]; a filter or a count that Sage refuses, or cannot give in time of a large table, is
    /// [`Extent::Untold`]: each name is then asked for by itself.
    pub fn names_in(
        &self,
        table: &Named,
        after: Option<u64>,
        most: usize,
        take: &mut dyn FnMut(&str),
    ) -> Result<Extent, SageError> {
        match self.names_by_pages(table, after, most, take) {
            Err(
                SageError::Refused { .. }
                | SageError::Unreachable { .. }
                | SageError::TooLarge { .. }
                | SageError::Unreadable { .. },
            ) => Ok(Extent::Untold),
            extent => extent,
        }
    }

    fn names_by_pages(
        &self,
        table: &Named,
        after: Option<u64>,
        most: usize,
        take: &mut dyn FnMut(&str),
    ) -> Result<Extent, SageError> {
        let (mut query, mut counted) = (table.query(after), None);
        let mut reading = Reading {
            table,
            last: after,
            read: 0,
        };
        for _ in 0..=most {
            let answer = self.ask(table.resource, &query)?;
            let feed: Feed<'_> = parse(table.resource, &answer.body)?;
            let (Some(count), rows) = (feed.count, feed.value.len() as u64) else {
                return Ok(Extent::Untold);
            };
            let all = *counted.get_or_insert(count);
            let pages = usize::try_from(count.div_ceil(rows.max(1))).unwrap_or(usize::MAX);
            if reading.read == 0 && pages > most {
                return Ok(Extent::Larger(pages));
            }
            if !reading.page(&feed, take)? {
                return Ok(Extent::Untold);
            }
            let is_last = match table.serial {
                // A count of this page alone is not one of the table.
                Some(_) if rows == count && feed.next_link.is_some() => return Ok(Extent::Untold),
                Some(_) => rows == count,
                // Rows that come or go while the pages are read shift others.
                None if count != all => return Ok(Extent::Untold),
                None => reading.read == all,
            };
            if is_last {
                let is_whole = reading.read >= all;
                return Ok(if is_whole {
                    Extent::Whole(reading.last)
                } else {
                    Extent::Untold
                });
            }
            query = match (table.serial, feed.next_link) {
                (Some(_), _) if rows > 0 => table.query(reading.last),
                (None, Some(link)) if rows > 0 => link
                    .split_once('?')
                    .map(|(_, query)| query.to_owned())
                    .unwrap_or_default(),
                _ => return Ok(Extent::Untold),
            };
        }
        // It grew while it was read.
        Ok(Extent::Larger(most + 1))
    }
}
