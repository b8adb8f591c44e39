//! `month-end`: one folder with everything that is filed for a fiscal period, and a first page that says what proves.

mod earlier;
mod first_page;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::json;

use self::earlier::{Earlier, Left, digest};
use self::first_page::{FirstPage, Written};
use super::audit::{self, EXPORTED};
use super::here::Here;
use super::period::{self, Period};
use super::{fault, settlements, sheet};
use crate::books::fiscal_calendar::PeriodId;
use crate::clock::Clock;
use crate::config::Config;
use crate::exit::Exit;
use crate::pass::reconcile;
use crate::pass::session::Session;
use crate::pass::statement::{self, Statement};
use crate::store::Store;
use crate::terminal::write_private;

/// The arguments of `month-end`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The fiscal period, such as 2026-10
    #[arg(long, value_name = "PERIOD", value_parser = period::parse)]
    period: PeriodId,
    /// The folder to fill; it is made when it is not there
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
    /// Prove another configuration of the same company together with this one; may be given several times
    #[arg(long, value_name = "CONFIG")]
    also: Vec<PathBuf>,
    #[command(flatten)]
    sheet: sheet::Arguments,
    /// The longest this run may wait for Amazon's rate limits
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = super::duration::parse)]
    max_wait: Duration,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let Here { terminal, clock, .. } = *here;
    let layout = arguments.sheet.layout()?;
    let folder = &arguments.output;
    if !layout.replace && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(fault::usage(format!(
            "`{}` holds files already, and nothing was changed\nhint: name another folder, or say `--replace`",
            folder.display()
        )));
    }
    let config = here.config_with_database()?;
    let also = super::reconcile::others(&config, &arguments.also)?;
    let session = here.session_beside(config, arguments.max_wait, "month-end")?;
    let filled = Filling {
        session: &session,
        also: &also,
        folder,
        arguments,
    }
    .fill(clock);
    let (page, exit) = match filled {
        Ok(filled) => filled,
        Err(error) => return session.conclude(Err(error)),
    };
    page.say(terminal);
    session.at_least(exit);
    // Also what could not be asked, as `reconcile` ends.
    session.show_json(&page.to_json(session.exit_so_far()));
    session.conclude(Ok(()))
}

/// One filling of a folder.
struct Filling<'a> {
    session: &'a Session<'a>,
    /// Further configurations of the company, proven together with this one; the tables are of this one alone.
    also: &'a [(Config, Store)],
    folder: &'a Path,
    arguments: &'a Arguments,
}

impl Filling<'_> {
    fn fill(&self, clock: &Clock) -> Result<(FirstPage, Exit)> {
        let period = Period::of(&self.arguments.period, &self.session.store)?;
        let zone = self.session.config.sage300.time_zone;
        let today = clock.now().with_timezone(&zone).date_naive();
        if today < period.start {
            return Err(fault::usage(format!(
                "{} is still to come: in {zone} it is {today}\nhint: name a period that has begun with `--period`",
                period.told()
            )));
        }
        fs::create_dir_all(self.folder)
            .map_err(|error| fault::usage(format!("`{}` cannot be made: {error}", self.folder.display())))?;
        let first = format!("month-end-{}.html", period.in_a_name());
        let earlier = Earlier::read(self.folder, &first);
        let mut written = self.tables(&period, clock)?;
        let (statements, pages) = self.statements(&period)?;
        written.extend(pages);
        let (found, reconciled) = self.reconciled(period.end.min(today))?;
        written.push(reconciled);
        let (rows, chain) = self.chain(&period)?;
        written.push(chain);
        let mut page = FirstPage {
            company: self.session.config.sage300.company.clone(),
            seller: self.session.config.amazon.seller_id.clone(),
            made: clock.now(),
            is_over: period.end < today,
            as_of: period.end.min(today),
            statements,
            found,
            audit: rows,
            open: audit::open_items(&audit::Source::of(&self.session.config)?, &period, clock.now())?,
            written,
            left: Left::default(),
            period,
        };
        let name = self.path(&first);
        write_private(&name, &page.html())
            .with_context(|| format!("`{}` cannot be written", name.display()))?;
        page.left = earlier.clear_away(self.folder, page.written.iter().map(|file| file.name.as_str()))?;
        let exit = page.exit();
        Ok((page, exit))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Every table of the accountant's, by posting period.
    fn tables(&self, period: &Period, clock: &Clock) -> Result<Vec<Written>> {
        let layout = self.arguments.sheet.layout()?;
        let mut written = Vec::new();
        for what in EXPORTED {
            let name = audit::file_name(*what, period, &self.arguments.sheet);
            let path = self.path(&name);
            let source = audit::Source::of(&self.session.config)?;
            let rows = audit::write_table(*what, &source, period, clock.now(), &path, layout)
                .with_context(|| format!("`{}` cannot be written", path.display()))?;
            written.push(Written::file(&path, &name, Some(rows))?);
        }
        Ok(written)
    }

    fn statements(&self, period: &Period) -> Result<(Vec<Statement>, Vec<Written>)> {
        let records = statement::of_period(&self.session.store, &period.id.to_string())?;
        let pages = settlements::pages(self.session, &records, false)?;
        let mut written = Vec::new();
        for page in &pages {
            let safe: String = page.id.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
            let name = format!("settlement-{safe}-{}.html", period.in_a_name());
            let path = self.path(&name);
            write_private(&path, &settlements::document(std::slice::from_ref(page)))
                .with_context(|| format!("`{}` cannot be written", path.display()))?;
            written.push(Written::file(&path, &name, None)?);
        }
        Ok((pages, written))
    }

    fn reconciled(&self, as_of: NaiveDate) -> Result<(reconcile::Reconciliation, Written)> {
        let found = reconcile::run(self.session, Some(as_of), self.also, false)?;
        let name = format!("reconcile-{as_of}.{}", self.arguments.sheet.ending());
        let path = self.path(&name);
        let rows = super::reconcile::write(&found, &path, self.arguments.sheet.layout()?)
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
        Ok((found, Written::file(&path, &name, Some(rows))?))
    }

    /// The head of the audit log, after its chain was recomputed, and runs and people's words held against it.
    fn chain(&self, period: &Period) -> Result<(first_page::Audit, Written)> {
        let whole = is_whole(&Store::open_to_verify(&self.session.config.database)?)?;
        let head = self.session.store.audit_head()?;
        let audit = first_page::Audit {
            rows: head.seq,
            head: head.hash,
            whole,
        };
        let name = format!("audit-head-{}.txt", period.in_a_name());
        let path = self.path(&name);
        let text = format!(
            "rows {}\nhead {}\nchain {}\n",
            audit.rows,
            audit.head,
            audit.verdict()
        );
        write_private(&path, &text).with_context(|| format!("`{}` cannot be written", path.display()))?;
        Ok((audit, Written::file(&path, &name, None)?))
    }
}

/// Whether the log is whole and its triggers stand, and those tables that tell who did what are as it says: rows of the log leave it to them.
fn is_whole(store: &Store) -> Result<bool> {
    let whole = store.at_one_moment(|| {
        let Ok(verified) = store.verify_audit_for(&[])? else {
            return Ok(false);
        };
        let mut whole = store.strange_structure()?.is_empty();
        store.each_disagreement_of_people(&verified, |_| whole = false)?;
        Ok(whole)
    })?;
    Ok(whole)
}

impl Written {
    /// A file that was written, with its digest.
    fn file(path: &Path, name: &str, rows: Option<u64>) -> Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            rows,
            sha256: digest(path)?,
        })
    }
}

impl FirstPage {
    fn to_json(&self, exit: Exit) -> serde_json::Value {
        let files: Vec<_> = self
            .written
            .iter()
            .map(|file| json!({ "name": file.name, "rows": file.rows, "sha256": file.sha256 }))
            .collect();
        json!({
            "version": 1, "command": "month-end", "status": exit.code(), "period": self.period.id.to_string(),
            "start": self.period.start, "end": self.period.end, "as_of": self.as_of, "is_over": self.is_over, "proves": self.proves(), "does_not": self.does_not(),
            "open": self.open.len(), "settlements": self.statements, "files": files,
            "removed": self.left.removed, "left_as_changed": self.left.changed,
            "audit": { "rows": self.audit.rows, "head": self.audit.head, "whole": self.audit.whole },
        })
    }
}
