//! The lines of a settlement, from Amazon's transactions and from its report, as far as they are needed.

use std::cell::OnceCell;

use anyhow::{Context, Result};

use super::archive::LineArchive;
use super::coming::TakenLines;
use super::options::Options;
use super::pages::{Pages, Reached};
use super::report::{self, Tried};
use super::stored::StoredSettlement;
use crate::amazon::finances::Transaction;
use crate::books::settlement::{Collector, Extent, SettlementLines, Source};
use crate::client::amazon::{AmazonError, SettlementReport};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::store::Record;

/// From so many pages of transactions on, at Amazon's rate more than three minutes, the report is read in their place.
const MANY_PAGES: i64 = 100;

/// The lines of both sources, as far as they were read.
#[derive(Default)]
pub(super) struct Lines {
    pub finances: Option<SettlementLines>,
    pub report: Option<SettlementLines>,
    /// Why there is no report, in words.
    pub no_report: String,
}

impl Lines {
    /// Those of one source.
    pub(super) fn of(&self, source: Source) -> Option<&SettlementLines> {
        match source {
            Source::Finances => self.finances.as_ref(),
            Source::Report => self.report.as_ref(),
        }
    }

    /// Takes those of one source out.
    pub(super) fn take(&mut self, source: Source) -> Option<SettlementLines> {
        match source {
            Source::Finances => self.finances.take(),
            Source::Report => self.report.take(),
        }
    }

    /// The settlement's currency; `None` while there are no lines.
    pub(super) fn currency(&self) -> Option<Currency> {
        let any = self.finances.as_ref().or(self.report.as_ref());
        any.map(|lines| lines.currency)
    }

    /// Whether of the report only so much was read.
    pub(super) fn report_is(&self, extent: Extent) -> bool {
        self.report.as_ref().is_some_and(|read| read.extent == extent)
    }
}

/// Where the lines of settlements are read in one pass.
pub(super) struct Sources<'a> {
    session: &'a Session<'a>,
    options: &'a Options,
    reports: OnceCell<Result<Vec<SettlementReport>, String>>,
    taken: TakenLines,
    /// The report that a dry run was shown of a settlement that is known otherwise.
    tried: Option<Tried>,
}

impl<'a> Sources<'a> {
    /// Nothing is asked yet.
    pub(super) fn new(session: &'a Session<'a>, options: &'a Options, tried: Option<Tried>) -> Self {
        Self {
            session,
            options,
            reports: OnceCell::new(),
            taken: TakenLines::default(),
            tried,
        }
    }

    /// The settlement as it is stored; in a dry run with the report that was given for it.
    pub(super) fn stored(&self, record: &Record) -> Result<StoredSettlement> {
        let mut stored = StoredSettlement::of(record)?;
        if let Some(tried) = self.tried.as_ref().filter(|tried| tried.key == record.key) {
            stored.settlement_id = Some(tried.settlement_id.clone());
            stored.report = Some(tried.report.clone());
        }
        Ok(stored)
    }

    /// The settlement as it is stored once its report was looked for, with its lines: those of the source that is
    /// preferred, and of the report at least its total.
    pub(super) fn read(&self, record: &Record) -> Result<(StoredSettlement, Lines)> {
        let (stored, no_report) = self.with_report(record)?;
        let preferred = self.session.config.settlements()?.source;
        let from_report =
            preferred == Source::Report || !self.asks_amazon() || report::is_long(self.session, &stored)?;
        let extent = if from_report || stored.group.is_none() {
            Extent::Lines
        } else {
            Extent::Head
        };
        let mut lines = Lines {
            finances: None,
            report: report::read_again(self.session, &stored, extent, Some(&self.taken))?,
            no_report,
        };
        if self.asks_amazon() && (!from_report || lines.report.is_none()) {
            // A report that is there tells in one download what many pages tell.
            let most = lines.report.is_some().then_some(MANY_PAGES);
            lines.finances = self.transactions(record, &stored, most)?;
        }
        Ok((stored, lines))
    }

    /// Whether Amazon is asked at all: not beside a file that a person gave.
    pub(super) fn asks_amazon(&self) -> bool {
        self.options.file.is_none()
    }

    /// Looks for the report where there is none yet; the words say why there is none where there is none.
    fn with_report(&self, record: &Record) -> Result<(StoredSettlement, String)> {
        let stored = self.stored(record)?;
        if stored.report.is_some() || !self.asks_amazon() {
            return Ok((stored, String::new()));
        }
        let no_report = match self.report_list()? {
            Ok(list) => report::of_settlement(self.session, list, &stored, &self.taken)?,
            Err(words) => words.clone(),
        };
        Ok((StoredSettlement::of(&now(self.session, record)?)?, no_report))
    }

    /// Amazon's list of reports, asked for once a pass; the inner error says why there is none.
    fn report_list(&self) -> Result<&Result<Vec<SettlementReport>, String>> {
        if self.reports.get().is_none() {
            let list = match self.session.amazon()?.settlement_reports() {
                Ok(list) => Ok(list),
                Err(AmazonError::Denied { .. }) => {
                    Err("no access to settlement reports (the role `Finance and Accounting`)".to_owned())
                }
                Err(error) => return Err(error.into()),
            };
            let _ = self.reports.set(list);
        }
        self.reports.get().context("the list of reports is read above")
    }

    /// The group's lines, collected page by page; none where its currency cannot be told, or where there are more than
    /// `most` pages.
    ///
    /// # Errors
    /// [`Unsettled`](crate::books::settlement::Unsettled) when they cannot be one settlement.
    pub(super) fn transactions(
        &self,
        record: &Record,
        stored: &StoredSettlement,
        most: Option<i64>,
    ) -> Result<Option<SettlementLines>> {
        let Some(group) = stored.group_id() else {
            return Ok(None);
        };
        let mut collector = stored.currency().map(|currency| Collector::new(group, currency));
        let mut archive = LineArchive::begin(self.session, record, Source::Finances)?;
        let progress = self.session.terminal.progress("transactions read", 0);
        let pages = Pages::of(self.session, record.id, group);
        let reached = pages.read(most, |page: &[Transaction<'_>]| {
            progress.advance(page.len() as u64);
            for transaction in page {
                let currency = transaction.total_amount.map(|money| money.currency_code);
                if collector.is_none() {
                    collector = currency.map(|currency| Collector::new(group, currency));
                }
                if let Some(collector) = &mut collector {
                    let from = collector.so_far().lines.len();
                    collector.add(transaction)?;
                    let id = transaction.transaction_id.as_deref().unwrap_or_default();
                    archive.take(id, collector.so_far(), from)?;
                }
            }
            Ok(())
        })?;
        archive.end()?;
        if reached == Reached::Enough {
            return Ok(None);
        }
        Ok(collector.map(|collector| self.collected(group, collector)))
    }

    /// Forgets the pages that were kept until a settlement could be judged.
    pub(super) fn forget_pages(&self, record: &Record) -> Result<()> {
        Pages::of(self.session, record.id, "").forget()
    }

    fn collected(&self, group: &str, collector: Collector) -> SettlementLines {
        let terminal = self.session.terminal;
        if collector.disagrees() {
            terminal.warn(format!(
                "the transactions of {group} name several settlement ids; none of them is believed"
            ));
        }
        let (lines, unexplained) = collector.finish();
        for id in unexplained.iter().take(3) {
            terminal.detail(format!("transaction {id}: its parts do not add up to its total"));
        }
        lines
    }

    /// Amazon's own net proceeds of a settlement, where the seller has access to them.
    pub(super) fn summary(&self, stored: &StoredSettlement, currency: Currency) -> Result<Option<Amount>> {
        let Some(id) = stored.settlement_id.as_deref().filter(|_| self.asks_amazon()) else {
            return Ok(None);
        };
        let summaries = self
            .session
            .amazon()?
            .summary_of_settlement(id)?
            .unwrap_or_default();
        let proceeds = summaries.iter().filter_map(|summary| summary.net_proceeds);
        let mut fitting = proceeds
            .filter(|money| money.currency_code == currency)
            .peekable();
        Ok(fitting
            .peek()
            .is_some()
            .then(|| fitting.map(|money| money.currency_amount).sum()))
    }
}

/// The record as it stands after what was just written to it.
pub(super) fn now(session: &Session<'_>, record: &Record) -> Result<Record> {
    let now = session.store.record_by_id(record.id)?;
    now.context("the settlement is in the database")
}
