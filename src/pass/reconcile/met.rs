//! Orders whose documents were met in A/R once: a posted document is open, and then it is read each time, or it is paid.

use std::io::{Read as _, Write as _};

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

/// Most records of a database that are told apart here.
const MOST: usize = 64 << 20;

/// Records by their row, a bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Met(Vec<u8>);

impl Met {
    /// Whether a record is among them.
    pub(super) fn has(&self, record: u32) -> bool {
        let byte = self.0.get(record as usize / 8);
        byte.is_some_and(|byte| byte & (1 << (record % 8)) != 0)
    }

    /// Takes in a record.
    pub(super) fn add(&mut self, record: u32) {
        let at = record as usize / 8;
        if at < MOST {
            if self.0.len() <= at {
                self.0.resize(at + 1, 0);
            }
            self.0[at] |= 1 << (record % 8);
        }
    }

    fn packed(&self) -> Result<String> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&self.0)?;
        Ok(STANDARD.encode(packer.finish()?))
    }

    fn unpacked(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let mut bits = Vec::new();
        let most = u64::try_from(MOST).ok()?;
        ZlibDecoder::new(bytes.as_slice())
            .take(most)
            .read_to_end(&mut bits)
            .ok()?;
        Some(Self(bits))
    }
}

/// What was met, as it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptMet {
    /// How many posted documents Sage counted then.
    pub(super) documents: u64,
    orders: String,
    credit_notes: String,
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
            met.orders.add(record);
        }
        met.credit_notes.add(9);
        let kept = serde_json::to_string(&met.kept(12).unwrap()).unwrap();
        let kept: KeptMet = serde_json::from_str(&kept).unwrap();
        let read = EverMet::of(&kept).unwrap();
        assert_eq!((kept.documents, &read), (12, &met));
        assert!(read.orders.has(4_000_001) && !read.orders.has(1) && !read.orders.has(u32::MAX));
        assert!(read.credit_notes.has(9) && !read.credit_notes.has(8));
        let broken = KeptMet {
            orders: "?".to_owned(),
            ..kept
        };
        assert_eq!(EverMet::of(&broken), None);
    }
}
