//! `GET_MERCHANT_LISTINGS_ALL_DATA`: which SKUs the seller offers. Its columns are read by name from the header.
//!
//! Quantities in it are hours old and are not read.

/// Why the report cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportFault {
    /// The column is missing.
    #[error("the listing report has no column `seller-sku`; its columns are: {0}")]
    NoSku(String),
    /// A row that was cut off.
    #[error("the listing report's row {0} is shorter than its header")]
    Short(usize),
}

/// The SKUs of a decoded report, in its order, each once.
///
/// # Errors
/// [`ReportFault`] when the header has no SKU column or a row is too short to have one.
pub fn skus_of_report(text: &str) -> Result<Vec<String>, ReportFault> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header = lines.next().unwrap_or_default();
    let mut columns = header.split('\t').map(str::trim);
    let Some(at) = columns.position(|name| name.eq_ignore_ascii_case("seller-sku")) else {
        let names: String = header
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .take(300)
            .collect();
        return Err(ReportFault::NoSku(names.replace('\t', ", ")));
    };
    let mut skus = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (index, line) in lines.enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let sku = line.split('\t').nth(at).ok_or(ReportFault::Short(index + 2))?;
        if !sku.is_empty() && seen.insert(sku) {
            skus.push(sku.to_owned());
        }
    }
    Ok(skus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skus_are_found_by_the_header_wherever_they_stand() {
        let report = "item-name\tseller-sku\tprice\nA thing\tA 1\t1.00\n\nAnother\tB/2\t2\nA thing\tA 1\t1\n";
        assert_eq!(skus_of_report(report).unwrap(), ["A 1", "B/2"]);
        assert_eq!(skus_of_report("\u{feff}seller-sku\r\nX\r\n").unwrap(), ["X"]);
        assert!(matches!(
            skus_of_report("sku\tprice\n"),
            Err(ReportFault::NoSku(_))
        ));
        assert_eq!(skus_of_report("a\tseller-sku\nx"), Err(ReportFault::Short(2)));
    }
}
