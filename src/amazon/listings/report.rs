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

/// Reads the report piece by piece, as it comes: it has all that a seller tells of each product, and only SKUs are kept.
pub struct SkuReader<'d> {
    /// A text in the report's character set.
    decode: &'d dyn Fn(&[u8]) -> String,
    /// A line that has not ended yet.
    line: Vec<u8>,
    lines: usize,
    column: Option<usize>,
    skus: Vec<String>,
    fault: Option<ReportFault>,
}

impl<'d> SkuReader<'d> {
    /// Has read nothing yet.
    pub fn new(decode: &'d dyn Fn(&[u8]) -> String) -> Self {
        Self {
            decode,
            line: Vec::new(),
            lines: 0,
            column: None,
            skus: Vec::new(),
            fault: None,
        }
    }

    /// Takes in the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.line.extend_from_slice(&rest[..end]);
            self.end_line();
            rest = &rest[end + 1..];
        }
        self.line.extend_from_slice(rest);
    }

    /// The SKUs, each once, sorted.
    ///
    /// # Errors
    /// [`ReportFault`] when the header has no SKU column or a row is too short to have one.
    pub fn end(mut self) -> Result<Vec<String>, ReportFault> {
        if !self.line.is_empty() || self.lines == 0 {
            self.end_line();
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.skus.sort_unstable();
        self.skus.dedup();
        Ok(self.skus)
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        self.lines += 1;
        if self.fault.is_some() {
            return;
        }
        let Some(column) = self.column else {
            let header = (self.decode)(line);
            match column_of(header.trim_start_matches('\u{feff}')) {
                Ok(column) => self.column = Some(column),
                Err(fault) => self.fault = Some(fault),
            }
            return;
        };
        if line.trim_ascii().is_empty() {
            return;
        }
        match line.split(|byte| *byte == b'\t').nth(column) {
            None => self.fault = Some(ReportFault::Short(self.lines)),
            Some([]) => {}
            Some(sku) => self.skus.push((self.decode)(sku)),
        }
    }
}

/// The place of the SKU in a row.
fn column_of(header: &str) -> Result<usize, ReportFault> {
    let mut columns = header.split('\t').map(str::trim);
    columns
        .position(|name| name.eq_ignore_ascii_case("seller-sku"))
        .ok_or_else(|| {
            let names = header.chars().filter(|c| !c.is_control() || *c == '\t');
            let names: String = names.take(300).collect();
            ReportFault::NoSku(names.replace('\t', ", "))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skus_of(report: &str) -> Result<Vec<String>, ReportFault> {
        let decode = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut whole = SkuReader::new(&decode);
        whole.take(report.as_bytes());
        let mut in_bytes = SkuReader::new(&decode);
        report.as_bytes().chunks(1).for_each(|byte| in_bytes.take(byte));
        let read = whole.end();
        assert_eq!(in_bytes.end(), read);
        read
    }

    #[test]
    fn skus_are_found_by_the_header_wherever_they_stand() {
        let report = "item-name\tseller-sku\tprice\nA thing\tB/2\t1.00\n\nAnother\tA 1\t2\nA thing\tA 1\t1\n";
        assert_eq!(skus_of(report).unwrap(), ["A 1", "B/2"]);
        assert_eq!(skus_of("\u{feff}seller-sku\r\nX\r\n").unwrap(), ["X"]);
        assert_eq!(skus_of("\u{feff}seller-sku").unwrap(), [""; 0]);
        assert!(matches!(skus_of("sku\tprice\n"), Err(ReportFault::NoSku(_))));
        assert!(matches!(skus_of(""), Err(ReportFault::NoSku(_))));
        assert_eq!(skus_of("a\tseller-sku\nx"), Err(ReportFault::Short(2)));
    }
}
