//! The file of a report, reduced to the columns that are read before anything of it is kept.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufRead, Read, Write};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::parts::File;
use crate::amazon::all_orders::{Faulty, Gathering, ReportedOrder};
use crate::pass::session::Session;
use crate::store::Hash;

/// Takes in a file as it comes.
pub(super) struct Reducing {
    gathering: Gathering,
    packed: GzEncoder<Vec<u8>>,
    hash: Hash,
    length: i64,
    headed: bool,
    fault: Option<io::Error>,
}

impl Reducing {
    pub(super) fn new() -> Self {
        Self {
            gathering: Gathering::default(),
            packed: GzEncoder::new(Vec::new(), Compression::fast()),
            hash: Hash::new(),
            length: 0,
            headed: false,
            fault: None,
        }
    }

    /// Reads on.
    pub(super) fn take(&mut self, piece: &[u8]) {
        let mut orders = Vec::new();
        self.gathering.take(piece, &mut |order| orders.push(order));
        let header = self.gathering.header();
        self.write(&orders, header);
    }

    fn write(&mut self, orders: &[ReportedOrder], header: Option<String>) {
        if let Some(header) = header.filter(|_| !self.headed) {
            self.headed = true;
            self.line(header);
        }
        for row in orders.iter().flat_map(|order| &order.rows) {
            self.line(row.line());
        }
    }

    fn line(&mut self, mut line: String) {
        line.push('\n');
        self.hash.update(line.as_bytes());
        self.length += i64::try_from(line.len()).unwrap_or_default();
        if let Err(error) = self.packed.write_all(line.as_bytes()) {
            self.fault.get_or_insert(error);
        }
    }

    /// Archives what is kept of it.
    ///
    /// # Errors
    /// The inner one is of the file, of which nothing is used then.
    pub(super) fn end(mut self, session: &Session<'_>, report: &str) -> Result<Result<File, Faulty>> {
        let gathering = std::mem::take(&mut self.gathering);
        let mut last = Vec::new();
        let header = gathering.header();
        let gathered = match gathering.end(&mut |order| last.push(order)) {
            Ok(gathered) => gathered,
            Err(faulty) => return Ok(Err(faulty)),
        };
        self.write(&last, header);
        if let Some(fault) = self.fault {
            return Err(fault).context("packing a report");
        }
        let sha256 = self.hash.finish();
        let name = format!("orders-{report}.txt");
        let packed = self.packed.finish().context("packing a report")?;
        session.store.keep_bytes(
            &sha256,
            &name,
            self.length,
            &mut packed.as_slice(),
            session.clock.now(),
        )?;
        Ok(Ok(File {
            sha256,
            orders: gathered.orders,
            doubtful: gathered.doubtful,
            stretches: 0,
            agreed: BTreeMap::new(),
            compared: false,
            taken: 0,
            asked: 0,
        }))
    }
}

/// The orders of a kept file, one after another.
pub(super) struct KeptOrders<'a> {
    source: Box<dyn Read + 'a>,
    gathering: Option<Gathering>,
    next: VecDeque<ReportedOrder>,
}

impl<'a> KeptOrders<'a> {
    /// From the first order on; none where the bytes were pruned.
    pub(super) fn open(session: &'a Session<'_>, file: &File) -> Result<Option<Self>> {
        let kept = session.store.kept_bytes(&file.sha256)?;
        Ok(kept.map(Self::of))
    }

    fn of(packed: impl BufRead + 'a) -> Self {
        Self {
            source: Box::new(MultiGzDecoder::new(packed)),
            gathering: Some(Gathering::default()),
            next: VecDeque::new(),
        }
    }

    fn fill(&mut self) -> Result<()> {
        let mut piece = vec![0; 1 << 14];
        while self.next.is_empty()
            && let Some(gathering) = &mut self.gathering
        {
            let read = self.source.read(&mut piece).context("reading a kept report")?;
            let next = &mut self.next;
            if read > 0 {
                gathering.take(&piece[..read], &mut |order| next.push_back(order));
            } else if let Some(gathering) = self.gathering.take() {
                gathering
                    .end(&mut |order| next.push_back(order))
                    .context("reading a kept report")?;
            }
        }
        Ok(())
    }
}

impl Iterator for KeptOrders<'_> {
    type Item = Result<ReportedOrder>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(error) = self.fill() {
            self.gathering = None;
            return Some(Err(error));
        }
        self.next.pop_front().map(Ok)
    }
}
