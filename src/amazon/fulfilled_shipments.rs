//! `GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL`: when Amazon's warehouses shipped what of an order.
//!
//! A row is one item of a shipment; its columns are found by their names in the header. Two of them are read, and
//! nothing else of a row is ever looked at: other columns are about buyers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

const ORDER: &str = "amazon-order-id";
const SHIPPED: &str = "shipment-date";

/// The report's header is not the one that Amazon documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Amazon's report of fulfilled shipments has no column `{0}`")]
pub struct NoColumn(&'static str);

/// Reads the report piece by piece, wherever the pieces are cut.
#[derive(Debug, Default)]
pub struct FulfilledShipments {
    rest: Vec<u8>,
    columns: Option<Result<(usize, usize), NoColumn>>,
    /// The last shipment of each order; `None` where one of its rows has no time that reads.
    last: HashMap<String, Option<DateTime<Utc>>>,
}

impl FulfilledShipments {
    /// Reads on.
    pub fn take(&mut self, piece: &[u8]) {
        let mut lines = piece.split(|byte| *byte == b'\n');
        if let Some(first) = lines.next() {
            self.rest.extend_from_slice(first);
        }
        for next in lines {
            let line = std::mem::replace(&mut self.rest, next.to_vec());
            self.line(&line);
        }
    }

    /// When the last shipment of each order left; an order of which a row cannot be read is left out.
    ///
    /// # Errors
    /// [`NoColumn`]
    pub fn end(mut self) -> Result<HashMap<String, DateTime<Utc>>, NoColumn> {
        let line = std::mem::take(&mut self.rest);
        self.line(&line);
        self.columns.unwrap_or(Err(NoColumn(ORDER)))?;
        let told = self.last.into_iter();
        Ok(told.filter_map(|(order, at)| Some((order, at?))).collect())
    }

    fn line(&mut self, line: &[u8]) {
        // Ids, times and the names of columns are ASCII in every character set that Amazon writes.
        let line = String::from_utf8_lossy(line);
        let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
        if line.trim().is_empty() {
            return;
        }
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (order, shipped) = match &self.columns {
            None => return self.columns = Some(columns(&fields)),
            Some(Err(_)) => return,
            Some(Ok(places)) => *places,
        };
        let Some(order) = fields.get(order).filter(|order| !order.is_empty()) else {
            return;
        };
        let at = fields.get(shipped).copied().unwrap_or_default();
        let at = DateTime::parse_from_rfc3339(at).ok().map(|at| at.to_utc());
        self.last
            .entry((*order).to_owned())
            .and_modify(|known| *known = known.zip(at).map(|(one, other)| one.max(other)))
            .or_insert(at);
    }
}

fn columns(header: &[&str]) -> Result<(usize, usize), NoColumn> {
    let place = |name| {
        let found = header.iter().position(|column| column.eq_ignore_ascii_case(name));
        found.ok_or(NoColumn(name))
    };
    Ok((place(ORDER)?, place(SHIPPED)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPORT: &str = "amazon-order-id\tbuyer-name\tshipment-date\treporting-date\r\n\
        111-1\tsomebody\t2026-11-30T23:30:00-08:00\t2026-12-01T03:00:00-08:00\r\n\
        111-2\t\"a\tnot-a-time\t\n\
        111-1\tsomebody\t2026-11-29T10:00:00-08:00\tx\n\n\
        111-2\t\t2026-11-29T10:00:00-08:00\tx\n\
        249-3\tx\t2026-12-01T00:10:00+09:00\tx";

    fn read(pieces: &[&[u8]]) -> Result<HashMap<String, DateTime<Utc>>, NoColumn> {
        let mut report = FulfilledShipments::default();
        pieces.iter().for_each(|piece| report.take(piece));
        report.end()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_shipment_of_an_order_counts_and_one_that_does_not_read_tells_nothing() {
        let told = read(&[REPORT.as_bytes()]).unwrap();
        assert_eq!(told["111-1"], at("2026-12-01T07:30:00Z"));
        assert_eq!(told["249-3"], at("2026-11-30T15:10:00Z"));
        assert_eq!(told.len(), 2);
        let other = "order\tshipment-date\n1\t2026-11-29T10:00:00Z";
        assert_eq!(read(&[other.as_bytes()]), Err(NoColumn(ORDER)));
        assert_eq!(read(&[]), Err(NoColumn(ORDER)));
    }

    proptest! {
        #[test]
        fn wherever_it_is_cut_it_reads_the_same(mut cuts in prop::collection::vec(0..REPORT.len(), 0..12)) {
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut from = 0;
            for cut in cuts.into_iter().chain([REPORT.len()]) {
                pieces.push(&REPORT.as_bytes()[from..cut]);
                from = cut;
            }
            prop_assert_eq!(read(&pieces), read(&[REPORT.as_bytes()]));
        }
    }
}
