//! Power cuts: what was not synced is lost, or lands in part and in any order.
//!
//! The program runs with a library preloaded that copies each file aside at each sync ([`synced.rs`]). After the
//! kill the database is put back as a disk may hold it: every sector that was not synced holds its old or its
//! new content as dice fall, and the files end anywhere between their old and their new length. A pass that did
//! not wait for the disk before it sent something is caught at once (see [`assert_intents_are_on_the_disk`]).
//!
//! Linux with the GNU C library only, and `rustc` must be there; elsewhere these tests say that they are skipped.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::Recorded;
use ml_connector::sandbox::world::Dice;

use crate::harness::{Bench, temporary_folder};

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;
/// The files that a power cut may tear.
const FILES: [&str; 2] = ["db.sqlite", "db.sqlite-wal"];

/// What the disk holds of a bench's files.
pub struct Disk {
    copies: tempfile::TempDir,
    library: PathBuf,
}

impl Disk {
    /// The disk of a bench whose files are all on it; `None` where this cannot be imitated.
    pub fn of(bench: &Bench) -> Option<Self> {
        let library = library()?;
        let copies = temporary_folder();
        for name in FILES {
            let _ = fs::copy(bench.path(name), copies.path().join(name));
        }
        Some(Self { copies, library })
    }

    /// The command, with each sync noted.
    pub fn under(&self, mut command: Command) -> Command {
        command
            .env("LD_PRELOAD", &self.library)
            .env("SYNCED_COPIES", self.copies.path());
        command
    }

    /// Cuts the power: call it once the program is dead.
    pub fn cut(&self, bench: &Bench, dice: &mut Dice) {
        // Memory that processes share is gone.
        let _ = fs::remove_file(bench.path("db.sqlite-shm"));
        for name in FILES {
            let Ok(new) = fs::read(bench.path(name)) else {
                continue;
            };
            let old = fs::read(self.copies.path().join(name)).unwrap_or_default();
            fs::write(bench.path(name), torn(&old, &new, dice)).unwrap();
        }
    }
}

/// Old and new sectors as the dice fall; one time in three nothing unsynced has landed at all.
fn torn(old: &[u8], new: &[u8], dice: &mut Dice) -> Vec<u8> {
    if dice.percent(33) {
        return old.to_vec();
    }
    let (short, long) = (old.len().min(new.len()), old.len().max(new.len()));
    let landed = dice.between(0, 100);
    let mut disk = Vec::with_capacity(long);
    for at in (0..long).step_by(SECTOR) {
        let from = if dice.percent(landed) { new } else { old };
        let end = (at + SECTOR).min(long);
        let mut sector = from
            .get(at.min(from.len())..end.min(from.len()))
            .unwrap_or_default()
            .to_vec();
        sector.resize(end - at, 0);
        disk.extend(sector);
    }
    let whole = i64::try_from(long - short).unwrap();
    disk.truncate(short + usize::try_from(dice.between(0, whole)).unwrap());
    disk
}

/// Compiled once, where the tests may write.
fn library() -> Option<PathBuf> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    LIBRARY.get_or_init(compiled).clone()
}

fn compiled() -> Option<PathBuf> {
    let known = cfg!(all(
        target_os = "linux",
        target_env = "gnu",
        any(target_arch = "x86_64", target_arch = "aarch64")
    ));
    if !known {
        eprintln!("skipped: power cuts are imitated on Linux only");
        return None;
    }
    let path =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("libsynced-{}.so", std::process::id()));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/promises/power/synced.rs");
    let beside = std::env::var_os("CARGO").map(|cargo| PathBuf::from(cargo).with_file_name("rustc"));
    let rustc = beside
        .filter(|path| path.exists())
        .unwrap_or_else(|| "rustc".into());
    let done = Command::new(rustc)
        .args(["--edition", "2024", "--crate-type", "cdylib", "-O", "-o"])
        .arg(&path)
        .arg(source)
        .status();
    match done {
        Ok(status) if status.success() => Some(path),
        other => {
            eprintln!("skipped: the library that notes syncs cannot be compiled: {other:?}");
            None
        }
    }
}

/// The database is sound, and every document that has reached Sage or Amazon is known in it as sent.
///
/// This is the promise itself, before any lookup can heal what was forgotten.
#[track_caller]
pub fn assert_intents_are_on_the_disk(bench: &Bench) {
    let store = bench.store();
    store.check_integrity().unwrap();
    assert!(store.verify_audit().unwrap().is_ok(), "the audit chain is broken");
    let mut sent: Vec<(Kind, String)> = bench.sage.requests().iter().filter_map(document).collect();
    sent.extend(bench.amazon.requests().iter().filter_map(patch));
    for (kind, key) in sent {
        let record = store.record(kind, &key).unwrap();
        let known = record.is_some_and(|one| {
            let is_on_its_way = matches!(
                one.state,
                State::Sending | State::Uncertain | State::Posted | State::Failed | State::Ready
            );
            // One that a person keyed in since is held for that.
            let is_by_hand = one.state == State::Held && one.reason.as_deref() == Some("already-in-sage");
            one.attempt > 0 && (is_on_its_way || is_by_hand)
        });
        assert!(known, "{kind} {key} was sent, and the disk does not know it");
    }
}

/// What a request to Sage carries, when it writes.
fn document(request: &Recorded) -> Option<(Kind, String)> {
    if request.method != "POST" {
        return None;
    }
    let body = request.json();
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    if request.path.contains("OEOrders") {
        return Some((Kind::Order, text("PurchaseOrderNumber")?));
    }
    if request.path.contains("OECreditDebitNotes") {
        let number = text("CreditDebitNoteNumber")?;
        return Some((Kind::CreditNote, number.strip_prefix("CN")?.to_owned()));
    }
    if request.path.contains("ARReceiptAndAdjustmentBatches") {
        return Some((Kind::ReceiptBatch, text("Description")?));
    }
    request
        .path
        .contains("GLJournalBatches")
        .then(|| Some((Kind::Journal, text("Description")?)))?
}

/// The SKU whose listing a request changes.
fn patch(request: &Recorded) -> Option<(Kind, String)> {
    let path = request.path.split('?').next()?;
    let sku = path.rsplit('/').next()?;
    (request.method == "PATCH").then(|| (Kind::Quantity, decoded(sku)))
}

/// A part of a path without its percent signs.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%').then(|| std::str::from_utf8(&after[..2]).unwrap());
        bytes.push(code.map_or(*first, |code| u8::from_str_radix(code, 16).unwrap()));
        rest = &after[if code.is_some() { 2 } else { 0 }..];
    }
    String::from_utf8(bytes).unwrap()
}
