//! Settlement reports on their way from Amazon into the archive, held neither packed nor unpacked: one of 250,000 sales is
//! 40 MB packed and 360 MB unpacked.

use std::cell::Cell;

use anyhow::Result;

use super::stored::StoredReport;
use crate::amazon::settlement_report::Charset;
use crate::books::settlement::{SettlementLines, read_once};
use crate::client::amazon::{NotUnpacked, SettlementReport, Takes, unpack};
use crate::pass::session::Session;
use crate::store::{Hash, Spool};

/// Bytes of a packed one that may be so long: then its lines are wanted as soon as it is there.
const LONG_PACKED: u64 = 256 << 10;

/// A report that is in the archive.
pub(super) struct Archived {
    /// Of its bytes, unpacked.
    pub(super) sha256: String,
    /// The character set that the download declared.
    pub(super) charset: Option<String>,
}

impl Takes for Spool {
    fn anew(&mut self) {
        Spool::anew(self);
    }

    fn take(&mut self, packed: &[u8]) {
        Spool::take(self, packed);
    }
}

/// A report that came to its end.
pub(super) struct Came {
    pub(super) spool: Spool,
    /// Of its bytes, packed.
    pub(super) length: u64,
    /// The name of the file that it came as.
    pub(super) name: String,
    /// The character set that the download declared.
    pub(super) charset: Option<String>,
}

/// Downloads a report. The database is held by nobody meanwhile, however long it takes.
pub(super) fn download(session: &Session<'_>, report: &SettlementReport, document: &str) -> Result<Came> {
    let mut spool = session.store.spool();
    let file = session.amazon()?.download_packed(document, &mut spool)?;
    Ok(Came {
        spool,
        length: file.length,
        name: format!("{}.txt", report.report_id),
        charset: file.charset,
    })
}

/// Puts a report into the archive; it is read for the first time on its way: hashed, and its lines taken where it is long.
///
/// The inner error is of the file, of which nothing is kept then.
pub(super) fn archive(
    session: &Session<'_>,
    mut came: Came,
    taken: Option<&TakenLines>,
) -> Result<Result<Archived, NotUnpacked>> {
    let charset = charset(session, came.charset.as_deref());
    let taken = taken.filter(|_| came.length >= LONG_PACKED);
    let mut hash = Hash::new();
    let read = unpack(
        came.spool.read()?,
        came.length,
        |bytes| hash.update(bytes),
        |source| taken.and_then(|_| read_once(source, charset)),
    );
    let (length, lines) = match read {
        Ok(read) => read,
        Err(unreadable) => return Ok(Err(unreadable)),
    };
    let (sha256, length) = (hash.finish(), i64::try_from(length).unwrap_or(i64::MAX));
    let now = session.clock.now();
    session
        .store
        .keep_bytes(&sha256, &came.name, length, &mut came.spool.read()?, now)?;
    if let Some(taken) = taken {
        taken.0.set(lines.map(|lines| (sha256.clone(), lines)));
    }
    Ok(Ok(Archived {
        sha256,
        charset: came.charset,
    }))
}

/// The lines of the report that was fetched last, taken while its bytes were looked through for the first time.
#[derive(Default)]
pub(super) struct TakenLines(Cell<Option<(String, SettlementLines)>>);

impl TakenLines {
    /// Those of a settlement's own report, where it was this one; whatever was taken is let go.
    pub(super) fn of(&self, report: &StoredReport) -> Option<SettlementLines> {
        let (sha256, lines) = self.0.take()?;
        (sha256 == report.sha256).then_some(lines)
    }
}

/// The character set of a report's bytes.
pub(super) fn charset(session: &Session<'_>, declared: Option<&str>) -> Charset {
    let japanese = session
        .config
        .amazon
        .marketplaces
        .iter()
        .any(|market| market.country == "JP");
    Charset::new(declared, japanese)
}
