//! Keeps every line for audit while lines stream by, in compressed pieces, and later where each of them went.

use std::io::Write;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::planned::Planned;
use crate::books::settlement::kept::{LineWriter, write_shares};
use crate::books::settlement::{SettlementLines, Source};
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::{Change, Record};

/// Lines of one piece: about a megabyte before they are packed.
const PIECE: usize = 16_384;

/// Takes lines as they are read.
pub(super) struct LineArchive<'a> {
    session: &'a Session<'a>,
    settlement: i64,
    source: Source,
    writer: LineWriter,
    piece: i64,
}

impl<'a> LineArchive<'a> {
    /// Begins anew: what was kept of an earlier reading goes.
    pub(super) fn begin(session: &'a Session<'a>, record: &Record, source: Source) -> Result<Self> {
        session.store.forget_lines(record.id, session.clock.now())?;
        Ok(Self {
            session,
            settlement: record.id,
            source,
            writer: LineWriter::default(),
            piece: 0,
        })
    }

    /// Takes the lines from a place on, all of one transaction.
    pub(super) fn take(&mut self, transaction: &str, lines: &SettlementLines, from: usize) -> Result<()> {
        for line in lines.lines.since(from) {
            self.writer.push(transaction, &line, lines);
            if self.writer.count() == PIECE {
                self.write()?;
            }
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn end(mut self) -> Result<()> {
        if self.writer.count() > 0 {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<()> {
        let count = i64::try_from(self.writer.count())?;
        let packed = self.writer.take(packed)?;
        let now = self.session.clock.now();
        let source = word(self.source);
        self.session
            .store
            .keep_lines(self.settlement, source, self.piece, count, &packed, now)?;
        self.piece += 1;
        Ok(())
    }
}

/// Keeps where each line of a plan went, in the change that freezes it.
pub(super) fn keep_shares(change: &mut Change<'_>, record: &Record, planned: &Planned) -> Result<()> {
    let source = word(planned.plan.proof.source);
    let lines = &planned.lines;
    let mut shares = planned
        .plan
        .trace(lines)
        .skip_while(|share| share.line.is_none())
        .peekable();
    let (mut text, mut own): (String, Vec<(u32, Amount)>) = (String::new(), Vec::new());
    for (at, line) in lines.lines.iter().enumerate() {
        own.clear();
        while let Some(share) = shares.next_if(|share| share.line == Some(at)) {
            own.push((share.bucket, share.amount));
        }
        write_shares(&own, line.amount, &mut text);
        if (at + 1) % PIECE == 0 || at + 1 == lines.lines.len() {
            let piece = i64::try_from(at / PIECE)?;
            change.keep_shares(record.id, source, piece, &packed(&text)?)?;
            text.clear();
        }
    }
    Ok(())
}

fn packed(text: &str) -> Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes())?;
    Ok(packer.finish()?)
}

fn word(source: Source) -> &'static str {
    match source {
        Source::Finances => "finances",
        Source::Report => "report",
    }
}
