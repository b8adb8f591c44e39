//! The built-in table, `classification.csv`: read once, looked up by type and path.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::category::Category;
use super::containers;
use super::pattern::{Pattern, names_of};
use super::suffixes::{Says, is_addition, shorter, shorter_type};
use super::wanted::Wanted;

const TEXT: &str = include_str!("classification.csv");

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// More than Amazon ever adds to one name; a name made up of endings must not be taken apart for ever.
const MOST_ENDINGS: u32 = 4;

/// Where a rule or a row belongs: types, and a way down the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Types it is for; empty: the path pattern is sought in type and path together.
    pub(super) types: Vec<Pattern>,
    pub(super) path: Pattern,
}

impl Place {
    pub(super) fn fits(&self, wanted: &Wanted) -> bool {
        if self.types.is_empty() {
            let both: Vec<String> = wanted.types.iter().chain(&wanted.path).cloned().collect();
            return self.path.fits(&both);
        }
        self.types.iter().any(|pattern| pattern.fits(&wanted.types)) && self.path.fits(&wanted.path)
    }
}

/// A row of the table.
#[derive(Debug)]
struct Row {
    place: Place,
    found: Found,
}

/// What a row says of a name.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// `None` where the name is known and its place is not.
    category: Option<Category>,
    /// Whether the name ends with a reason in free words.
    has_reason: bool,
}

impl Found {
    const HELD: Self = Self {
        category: None,
        has_reason: false,
    };
}

/// How much of the last name of a row is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing: the whole name is told.
    Whole,
    /// A part that Amazon forms: `PostageBilling*`.
    Open,
    /// A reason in free words, behind a dash or in a name of its own: `InboundDefectFee - *`.
    Reason,
    /// Whatever the seller once wrote: `CouponRedemptionFee/"*"`.
    SellersWords,
}

impl Last {
    fn of(path: &str) -> Self {
        let last = path.rsplit('/').next().unwrap_or_default();
        match last {
            "\"*\"" => Self::SellersWords,
            "*" => Self::Reason,
            last if last.ends_with("- *") => Self::Reason,
            last if last.contains('*') => Self::Open,
            _ => Self::Whole,
        }
    }
}

/// The rows, those for whole names apart from those that leave a part of the last name open, and these from those whose
/// last name is the seller's.
#[derive(Debug, Default)]
struct Table {
    whole: Vec<Row>,
    sellers: Vec<Row>,
    open: Vec<Row>,
}

/// The category that the built-in table gives a type and path; `None` when it knows none.
pub(super) fn built_in(wanted: &Wanted) -> Option<Category> {
    if let Some(found) = TABLE.find(wanted) {
        return found.category;
    }
    let (inner, side) = containers::without(wanted)?;
    let category = TABLE.find(&inner)?.category?;
    side.may_hold(category).then_some(category)
}

/// Whether a transaction type is a liquidation or its correction: its tax is collected and withheld as with a sale,
/// and no invoice holds it.
pub fn is_liquidation(kind: &str) -> bool {
    static TYPES: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
        let sets = sets();
        let named = ["@liquidation", "@liquidation-adjustment"]
            .iter()
            .filter_map(|set| sets.get(set));
        named
            .flat_map(|types| types.split('|'))
            .map(Pattern::new)
            .collect()
    });
    let names = names_of(&kind.replace('/', " "));
    TYPES.iter().any(|pattern| pattern.fits(&names))
}

impl Table {
    /// Faulty lines are left out; the tests read every one.
    fn read() -> Self {
        let mut table = Self::default();
        let sets = sets();
        for cells in cells() {
            let Some(rows) = rows_of(&cells, &sets) else {
                continue;
            };
            for (last, row) in rows {
                let rows = match last {
                    Last::Whole => &mut table.whole,
                    Last::SellersWords => &mut table.sellers,
                    Last::Open | Last::Reason => &mut table.open,
                };
                rows.push(row);
            }
        }
        table
    }

    /// What is known of a type and path; `None` where nothing is.
    fn find(&self, wanted: &Wanted) -> Option<Found> {
        self.by_name(wanted, MOST_ENDINGS)
            .or_else(|| self.by_shorter_type(wanted))
    }

    fn by_name(&self, wanted: &Wanted, endings: u32) -> Option<Found> {
        if let Some(found) = first(&self.whole, wanted) {
            return Some(found);
        }
        let of_seller = first(&self.sellers, wanted);
        // Of the seller's own words none says anything, unless it is the only one.
        if of_seller.is_some() && !wanted.path.last().is_some_and(|last| is_addition(last)) {
            return of_seller;
        }
        self.by_shorter_name(wanted, endings)
            .or(of_seller)
            .or_else(|| first(&self.open, wanted))
    }

    fn by_shorter_type(&self, wanted: &Wanted) -> Option<Found> {
        let (types, meaning) = shorter_type(&wanted.types)?;
        let shorter = Wanted {
            types,
            path: wanted.path.clone(),
        };
        let found = self.by_name(&shorter, MOST_ENDINGS)?;
        said(meaning.of(found.category?), found)
    }

    fn by_shorter_name(&self, wanted: &Wanted, endings: u32) -> Option<Found> {
        let endings = endings.checked_sub(1)?;
        shorter(&wanted.path).find_map(|(path, meaning)| {
            let within_last = path.len() == wanted.path.len();
            let found = self.by_name(&wanted.with_path(path), endings)?;
            let Some(category) = found.category else {
                return Some(Found::HELD);
            };
            if found.has_reason && within_last && meaning.is_a_word() {
                return Some(Found::HELD);
            }
            said(meaning.of(category), found)
        })
    }
}

/// What an addition makes of what was found without it.
fn said(says: Says, shorter: Found) -> Option<Found> {
    match says {
        Says::Category(category) => Some(Found {
            category: Some(category),
            ..shorter
        }),
        Says::Held => Some(Found::HELD),
        Says::Nothing => None,
    }
}

fn first(rows: &[Row], wanted: &Wanted) -> Option<Found> {
    let row = rows.iter().find(|row| row.place.fits(wanted))?;
    Some(row.found)
}

/// The cells of every row.
fn cells() -> impl Iterator<Item = Vec<&'static str>> {
    let content = TEXT
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#') && !is_set(line));
    content.skip(1).map(|line| line.split(',').collect())
}

fn is_set(line: &str) -> bool {
    line.starts_with('@') && line.contains(" = ")
}

/// The named sets of types: `@sale = Order|Shipment`.
fn sets() -> BTreeMap<&'static str, &'static str> {
    let lines = TEXT.lines().filter(|line| is_set(line));
    lines
        .filter_map(|line| line.split_once('='))
        .map(|(name, types)| (name.trim(), types.trim()))
        .collect()
}

/// The rows of one line, one for each of its paths, and how much of the last name of each is open.
fn rows_of(cells: &[&str], sets: &BTreeMap<&str, &str>) -> Option<Vec<(Last, Row)>> {
    let [types, paths, category, _sure, _source] = cells else {
        return None;
    };
    let category = match *category {
        "held" => None,
        name => Some(name.parse().ok()?),
    };
    let types: Vec<Pattern> = types
        .split('|')
        .filter(|name| !name.is_empty())
        .flat_map(|name| sets.get(name).copied().unwrap_or(name).split('|'))
        .map(Pattern::new)
        .collect();
    let row = |path: &str| {
        let last = Last::of(path);
        let path = if types.is_empty() {
            format!("**/{path}")
        } else {
            path.to_owned()
        };
        let place = Place {
            types: types.clone(),
            path: Pattern::new(&path),
        };
        let found = Found {
            category,
            has_reason: last == Last::Reason,
        };
        (last, Row { place, found })
    };
    Some(paths.split('|').map(row).collect())
}

/// Every name of the table: types that it is for (none: any), path, and category (`None`: held).
#[cfg(test)]
pub(crate) fn names() -> Vec<(Vec<String>, String, Option<Category>)> {
    let sets = sets();
    let mut names = Vec::new();
    for cells in cells() {
        let kinds = cells[0].split('|').filter(|kind| !kind.is_empty());
        let kinds = kinds.flat_map(|kind| sets.get(kind).copied().unwrap_or(kind).split('|'));
        let kinds: Vec<String> = kinds.map(str::to_owned).collect();
        for path in cells[1].split('|') {
            names.push((kinds.clone(), path.to_owned(), cells[2].parse().ok()));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_says_how_sure_it_is() {
        let sets = sets();
        for cells in cells() {
            assert!(rows_of(&cells, &sets).is_some(), "{cells:?}");
            let [types, _, _, sure, source] = cells.as_slice() else {
                panic!("{cells:?}")
            };
            assert!(["sure", "likely"].contains(sure), "{cells:?}");
            assert!(!source.is_empty(), "{cells:?}");
            for name in types.split('|').filter(|name| name.starts_with('@')) {
                assert!(sets.contains_key(name), "{name}");
            }
        }
        for category in Category::all() {
            let names = [
                Category::SellerTax,
                Category::MarketplaceTaxCollected,
                Category::RefundedSellerTax,
            ];
            let told = cells().any(|cells| cells[2] == category.name());
            assert_eq!(told, !names.contains(&category), "{category}");
        }
    }

    #[test]
    fn no_name_is_told_twice_with_two_meanings() {
        let mut seen: BTreeMap<(String, String), &str> = BTreeMap::new();
        for cells in cells() {
            for kind in cells[0].split('|') {
                for path in cells[1].split('|') {
                    let key = (
                        kind.to_owned(),
                        names_of(path).join("/") + if path.contains('*') { path } else { "" },
                    );
                    let other = seen.insert(key, cells[2]);
                    assert!(other.is_none_or(|other| other == cells[2]), "{kind} {path}");
                }
            }
        }
    }

    /// Within a container a name is what it is without, or held; never something else.
    #[test]
    fn no_container_makes_another_thing_of_a_name() {
        let mut faults = Vec::new();
        for (kinds, path, _) in names() {
            let kinds = if kinds.is_empty() {
                vec!["Any".to_owned()]
            } else {
                kinds
            };
            let path = path.replace("**/", "").replace('*', "x");
            // The amount type of a report, which has no containers.
            if path.starts_with("other-transaction/") {
                continue;
            }
            for kind in kinds {
                let bare = built_in(&Wanted::new(&kind, &path));
                for container in ["Sales", "Expenses", "Refunded Sales"] {
                    let within = built_in(&Wanted::new(&kind, &format!("{container}/{path}")));
                    if within.is_some() && within != bare {
                        faults.push(format!(
                            "{kind} / {container}/{path}: {within:?}, without {bare:?}"
                        ));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }

    /// A name that nobody knows stays unknown in whatever place a row of the table has.
    #[test]
    fn no_type_and_no_container_takes_a_name_that_nobody_knows() {
        let sets = sets();
        let mut taken = Vec::new();
        for cells in cells() {
            let kinds = cells[0]
                .split('|')
                .flat_map(|name| sets.get(name).copied().unwrap_or(name).split('|'));
            let kinds: Vec<&str> = kinds.collect();
            for path in cells[1].split('|') {
                let above = path
                    .rsplit_once('/')
                    .map_or("", |(above, _)| above)
                    .replace("**", "Any");
                for name in [
                    "Pallet Polishing Charge",
                    "Gizmo",
                    "Pallet Polishing Charge/Base fee",
                ] {
                    let path = format!("{above}/{name}");
                    taken.extend(
                        kinds
                            .iter()
                            .filter(|kind| built_in(&Wanted::new(kind, &path)).is_some())
                            .map(|kind| format!("{kind} / {path}")),
                    );
                }
            }
        }
        taken.sort();
        taken.dedup();
        // Whose last name is free text, and a reimbursement's reason.
        let free = [
            "CouponRedemptionFee/",
            "FBAInventoryReimbursement/",
            "FBAInventoryReimbursement - ",
            "MCFInventoryReimbursement/",
            "GradeAndResellCharge/",
            "InboundDefectFee/",
            "UnplannedServiceFee/",
        ];
        taken.retain(|name| !free.iter().any(|free| name.contains(free)));
        assert!(taken.is_empty(), "{taken:#?}");
    }
}
