//! The first page of a month's folder: what proves, what does not, what is open, and which files there are.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::earlier::Left;
use crate::books::reconciliation::{Line, Standing};
use crate::cli::audit::OpenItem;
use crate::cli::period::Period;
use crate::cli::settlements::{batch_named, escaped, frame, row, table};
use crate::exit::Exit;
use crate::money::{Amount, Currency};
use crate::pass::reconcile::Reconciliation;
use crate::pass::statement::Statement;
use crate::terminal::{Terminal, counted, is_or_are};

/// Everything that the page says.
pub(super) struct FirstPage {
    pub(super) period: Period,
    pub(super) company: String,
    pub(super) seller: String,
    pub(super) made: DateTime<Utc>,
    /// The day at whose end it all stands: the last of the period, or today while it lasts.
    pub(super) as_of: NaiveDate,
    pub(super) is_over: bool,
    pub(super) statements: Vec<Statement>,
    pub(super) found: Reconciliation,
    pub(super) audit: Audit,
    pub(super) open: Vec<OpenItem>,
    pub(super) written: Vec<Written>,
    /// What an earlier filling left in the folder.
    pub(super) left: Left,
}

/// The audit log when the folder was filled.
pub(super) struct Audit {
    pub(super) rows: i64,
    pub(super) head: String,
    pub(super) whole: bool,
}

impl Audit {
    pub(super) fn verdict(&self) -> &'static str {
        if self.whole { "whole" } else { "BROKEN" }
    }
}

/// A file of the folder.
pub(super) struct Written {
    pub(super) name: String,
    pub(super) rows: Option<u64>,
    pub(super) sha256: String,
}

impl FirstPage {
    /// What nobody may take for a whole month.
    fn lasts(&self) -> Option<String> {
        let words = || {
            format!(
                "the period has not ended: all this is as of {}, and more will be posted in it; fill the folder again after {}",
                self.as_of, self.period.end
            )
        };
        (!self.is_over).then(words)
    }

    /// What proves, a sentence each.
    pub(super) fn proves(&self) -> Vec<String> {
        let mut said: Vec<String> = self.lines(true).map(told).collect();
        let proven = self.statements.iter().filter(|page| is_proven(page)).count();
        let of = counted(self.statements.len(), "settlement");
        let prove = if self.statements.len() == 1 {
            "proves"
        } else {
            "prove"
        };
        said.push(format!("{proven} of {of} {prove}"));
        if self.audit.whole {
            said.push(format!(
                "the audit log of {} is whole",
                counted(self.audit.rows, "row")
            ));
        }
        said
    }

    /// What does not, a sentence each.
    pub(super) fn does_not(&self) -> Vec<String> {
        let mut said: Vec<String> = self.lines(false).map(told).collect();
        for page in self.statements.iter().filter(|page| !is_proven(page)) {
            said.push(format!("settlement {} does not prove", page.id));
        }
        if !self.audit.whole {
            said.push("the audit log is broken, or a row that it proves was changed: see `ml-connector audit verify`".to_owned());
        }
        said
    }

    fn lines(&self, proves: bool) -> impl Iterator<Item = &Line> {
        let holds = |line: &Line| matches!(line.standing(), Standing::Proves);
        self.found.lines.iter().filter(move |line| holds(line) == proves)
    }

    /// The worst of all that.
    pub(super) fn exit(&self) -> Exit {
        let mut exit = self.found.exit();
        if !self.audit.whole || self.statements.iter().any(|page| !is_proven(page)) {
            exit = exit.or_worse(Exit::Integrity);
        }
        let asks = self.open.iter().any(OpenItem::asks_for_somebody);
        if asks {
            exit.or_worse(Exit::Attention)
        } else {
            exit
        }
    }

    /// What the settlements that ended in the period came to, by currency: one that goes on into the next is summed there.
    fn paid(&self) -> Vec<(Currency, Amount)> {
        let mut sums: BTreeMap<String, (Currency, Amount)> = BTreeMap::new();
        let ended = |page: &&Statement| page.days.is_none_or(|(_, last)| self.period.has(last));
        for page in self.statements.iter().filter(ended) {
            sums.entry(page.currency.code().to_owned())
                .or_insert((page.currency, Amount::ZERO))
                .1 += page.total;
        }
        sums.into_values().collect()
    }

    /// The same in few lines, for the screen.
    pub(super) fn say(&self, terminal: &Terminal) {
        terminal.say(format!("{} of {}", self.period.told(), self.company));
        if let Some(words) = self.lasts() {
            terminal.say(words);
        }
        for (currency, sum) in self.paid() {
            terminal.say(format!(
                "settlements in {currency} that ended in the period: {} in all",
                sum.display(currency)
            ));
        }
        terminal.say("\nproves:");
        self.proves()
            .iter()
            .for_each(|words| terminal.say(format!("  {words}")));
        terminal.say("\ndoes not prove, or could not be asked:");
        let not = self.does_not();
        if not.is_empty() {
            terminal.say("  nothing");
        }
        not.iter().for_each(|words| terminal.say(format!("  {words}")));
        terminal.say(format!(
            "\n{} {} open at the end of the period",
            counted(self.open.len(), "item"),
            is_or_are(&self.open.len())
        ));
        terminal.say(format!(
            "{}, and the first page month-end-{}.html",
            counted(self.written.len(), "file"),
            self.period.in_a_name()
        ));
        self.left.say(terminal);
    }

    /// The page.
    pub(super) fn html(&self) -> String {
        let mut parts = vec![
            format!("<h1>Month end {}</h1>", escaped(&self.period.told())),
            format!(
                "<p class=\"quiet\">company {}, seller {}; made {}</p>",
                escaped(&self.company),
                escaped(&self.seller),
                self.made.format("%Y-%m-%d %H:%M UTC")
            ),
            self.lasts().map_or_else(String::new, |words| {
                format!("<p class=\"bad\">{}</p>", escaped(&words))
            }),
            list("What proves", &self.proves(), ""),
            list(
                "What does not prove, or could not be asked",
                &self.does_not(),
                " class=\"bad\"",
            ),
            self.accounts(),
            self.settlements(),
            self.still_open(),
            self.files(),
        ];
        parts.push(format!(
            "<h2>Audit</h2><p>{}, chain {}, head <span class=\"hash\">{}</span></p>",
            counted(self.audit.rows, "row"),
            self.audit.verdict(),
            escaped(&self.audit.head)
        ));
        frame(
            &format!("Month end {}", self.period.id),
            &format!("<section>\n{}\n</section>", parts.join("\n")),
        )
    }

    fn accounts(&self) -> String {
        let text = |amount: Option<Amount>, currency: Currency| {
            (
                amount
                    .map(|amount| amount.display(currency).to_string())
                    .unwrap_or_default(),
                true,
            )
        };
        let rows: Vec<_> = self
            .found
            .lines
            .iter()
            .map(|line| {
                let cells = [
                    (line.name.to_string(), false),
                    (line.place.to_string(), false),
                    (line.currency.to_string(), false),
                    text(line.sage, line.currency),
                    text(line.open, line.currency),
                    text(line.records, line.currency),
                    text(line.amazon, line.currency),
                    text(line.difference().or(line.amazon_difference()), line.currency),
                    (line.standing().word().to_owned(), false),
                ];
                row(&cells, "")
            })
            .collect();
        let head = [
            ("Line", false),
            ("Where", false),
            ("", false),
            ("Sage, posted", true),
            ("Not posted yet", true),
            ("Records", true),
            ("Amazon", true),
            ("Difference", true),
            ("", false),
        ];
        format!(
            "<h2>Reconciliation as of {}</h2>{}",
            self.found.as_of,
            table(&head, &rows)
        )
    }

    fn settlements(&self) -> String {
        let mut rows: Vec<_> = self
            .statements
            .iter()
            .map(|page| {
                let batches: Vec<_> = page
                    .journals
                    .iter()
                    .map(|journal| journal.batch.as_str())
                    .collect();
                let receipts: Vec<_> = page.receipts.iter().map(batch_named).collect();
                let cells = [
                    (page.id.clone(), false),
                    (
                        page.days.map(|(_, last)| last.to_string()).unwrap_or_default(),
                        false,
                    ),
                    (batches.join(", "), false),
                    (receipts.join(", "), false),
                    (page.currency.to_string(), false),
                    (page.total.display(page.currency).to_string(), true),
                ];
                row(&cells, "")
            })
            .collect();
        for (currency, sum) in self.paid() {
            let blank = || (String::new(), false);
            let cells = [
                ("Ended in the period, in all".to_owned(), false),
                blank(),
                blank(),
                blank(),
                (currency.to_string(), false),
                (sum.display(currency).to_string(), true),
            ];
            rows.push(row(&cells, " class=\"sum\""));
        }
        let head = [
            ("Settlement", false),
            ("Ended", false),
            ("G/L batches", false),
            ("A/R batches", false),
            ("", false),
            ("Total", true),
        ];
        format!("<h2>Settlements</h2>{}", table(&head, &rows))
    }

    fn still_open(&self) -> String {
        let rows: Vec<_> = self
            .open
            .iter()
            .map(|item| {
                let cells = [
                    (item.kind.clone(), false),
                    (item.key.clone(), false),
                    (item.reason.clone(), false),
                    (item.advice.clone(), false),
                    (item.amount.clone(), true),
                    (item.age_days.to_string(), true),
                ];
                row(&cells, "")
            })
            .collect();
        let head = [
            ("Kind", false),
            ("Record", false),
            ("Reason", false),
            ("What to do", false),
            ("Amount", true),
            ("Days", true),
        ];
        let body = if rows.is_empty() {
            "<p>nothing</p>".to_owned()
        } else {
            table(&head, &rows)
        };
        format!("<h2>Open at the end of the period</h2>{body}")
    }

    fn files(&self) -> String {
        let rows: Vec<_> = self
            .written
            .iter()
            .map(|file| {
                let rows = file.rows.map(|rows| rows.to_string()).unwrap_or_default();
                row(
                    &[
                        (file.name.clone(), false),
                        (rows, true),
                        (file.sha256.clone(), false),
                    ],
                    "",
                )
            })
            .collect();
        format!(
            "<h2>Files</h2>{}",
            table(&[("Name", false), ("Rows", true), ("SHA-256", false)], &rows)
        )
    }
}

fn list(title: &str, words: &[String], class: &str) -> String {
    let items: Vec<_> = words
        .iter()
        .map(|words| format!("<p{class}>{}</p>", escaped(words)))
        .collect();
    let items = if items.is_empty() {
        "<p>nothing</p>".to_owned()
    } else {
        items.join("\n")
    };
    format!("<h2>{title}</h2>{items}")
}

/// Whether a settlement has proofs and each of them holds.
fn is_proven(page: &Statement) -> bool {
    !page.proofs.is_empty() && page.proofs.iter().all(|proof| proof.holds != Some(false))
}

fn told(line: &Line) -> String {
    let difference = line.difference().or(line.amazon_difference());
    let by = match difference.filter(|by| !by.is_zero()) {
        Some(by) => format!(", by {}", by.display(line.currency)),
        None => String::new(),
    };
    let why = match line.standing() {
        Standing::NotAsked(why) => format!(" ({why})"),
        _ => String::new(),
    };
    format!(
        "{} {} ({}): {}{by}{why}",
        line.name,
        line.currency,
        line.place,
        line.standing().word()
    )
}
