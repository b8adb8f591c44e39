//! Orders whose documents were met in A/R once: a posted document is open, and then it is read each time, or it is paid.

use std::io::{Read as _, Write as _};

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

use super::orders::Orders;

/// Most records of a database that are told apart here.
const MOST: usize = 64 << 20;

/// Documents by the rows of their records, a bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Met {
    bits: Vec<u8>,
    /// The numbers of all of them together: a record that was sent again has another one, and then nothing is believed.
    numbers: u64,
}

/// As it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Packed {
    bits: String,
    numbers: u64,
}

impl Met {
    /// Whether the document of a record is among them.
    pub(super) fn has(&self, record: u32) -> bool {
        let byte = self.bits.get(record as usize / 8);
        byte.is_some_and(|byte| byte & (1 << (record % 8)) != 0)
    }

    /// Takes in the document of a record.
    pub(super) fn add(&mut self, record: u32, number: &str) {
        let at = record as usize / 8;
        if at >= MOST || self.has(record) {
            return;
        }
        if self.bits.len() <= at {
            self.bits.resize(at + 1, 0);
        }
        self.bits[at] |= 1 << (record % 8);
        self.numbers = self.numbers.wrapping_add(mark_of(record, number));
    }

    /// Whether those of these documents that are among them are all of them, each still under the number it had.
    fn are_of<'a>(&self, documents: impl Iterator<Item = (u32, &'a str)>) -> bool {
        let own = documents.filter(|(record, _)| self.has(*record));
        let marks = own.map(|(record, number)| mark_of(record, number));
        marks.fold(0, u64::wrapping_add) == self.numbers
    }

    fn packed(&self) -> Result<Packed> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&self.bits)?;
        Ok(Packed {
            bits: STANDARD.encode(packer.finish()?),
            numbers: self.numbers,
        })
    }

    fn unpacked(kept: &Packed) -> Option<Self> {
        let bytes = STANDARD.decode(&kept.bits).ok()?;
        let mut bits = Vec::new();
        let most = u64::try_from(MOST).ok()?;
        ZlibDecoder::new(bytes.as_slice())
            .take(most)
            .read_to_end(&mut bits)
            .ok()?;
        Some(Self {
            bits,
            numbers: kept.numbers,
        })
    }
}

/// What is added up of a document: 64 bits in which every bit of its record's row and of its number counts.
fn mark_of(record: u32, number: &str) -> u64 {
    let bytes = record.to_be_bytes().into_iter().chain(number.bytes());
    // FNV-1a, and what MurmurHash3 ends with: without that, two marks could make up for each other in their sum.
    let mut mark = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |mark, byte| {
        (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        mark = (mark ^ (mark >> 33)).wrapping_mul(factor);
    }
    mark ^ (mark >> 33)
}

/// What was met, as it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptMet {
    /// How many posted documents Sage counted then.
    pub(super) documents: u64,
    orders: Packed,
    credit_notes: Packed,
}

/// Orders, and credit notes, whose document in A/R was met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EverMet {
    pub(super) orders: Met,
    pub(super) credit_notes: Met,
}

impl EverMet {
    /// As it is kept, beside Sage's count.
    pub(super) fn kept(&self, documents: u64) -> Result<KeptMet> {
        Ok(KeptMet {
            documents,
            orders: self.orders.packed()?,
            credit_notes: self.credit_notes.packed()?,
        })
    }

    /// What was kept; none where it cannot be read.
    pub(super) fn of(kept: &KeptMet) -> Option<Self> {
        Some(Self {
            orders: Met::unpacked(&kept.orders)?,
            credit_notes: Met::unpacked(&kept.credit_notes)?,
        })
    }

    /// Whether they are still the documents that our records name.
    pub(super) fn are_of(&self, orders: &Orders) -> bool {
        let (invoices, notes) = orders.documents();
        self.orders.are_of(invoices) && self.credit_notes.are_of(notes)
    }
}

/// What was met of an order in this run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MetNow {
    /// Its own invoice, as its customer's.
    pub(super) invoice: bool,
    pub(super) credit_note: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_met() {
        let mut met = EverMet::default();
        for record in [0, 7, 8, 4_000_001] {
            met.orders.add(record, "IN1");
        }
        met.credit_notes.add(9, "CN1");
        let kept = serde_json::to_string(&met.kept(12).unwrap()).unwrap();
        let kept: KeptMet = serde_json::from_str(&kept).unwrap();
        let read = EverMet::of(&kept).unwrap();
        assert_eq!((kept.documents, &read), (12, &met));
        assert!(read.orders.has(4_000_001) && !read.orders.has(1) && !read.orders.has(u32::MAX));
        assert!(read.credit_notes.has(9) && !read.credit_notes.has(8));
        let broken = KeptMet {
            orders: Packed {
                bits: "?".to_owned(),
                numbers: 0,
            },
            ..kept
        };
        assert_eq!(EverMet::of(&broken), None);
    }

    #[test]
    fn a_document_that_has_another_number_or_is_gone_is_told() {
        let mut met = Met::default();
        for (record, number) in [(1, "IN1"), (2, "IN2"), (2, "IN2")] {
            met.add(record, number);
        }
        let is_of = |documents: &[(u32, &str)]| met.are_of(documents.iter().copied());
        assert!(is_of(&[(1, "IN1"), (2, "IN2"), (3, "IN3")]));
        for others in [
            &[(1, "IN1"), (2, "IN4")][..],
            &[(1, "IN1")],
            &[(1, "IN2"), (2, "IN1")],
            &[(1, "IN3"), (2, "IN0")],
        ] {
            assert!(!is_of(others), "{others:?}");
        }
    }
}
