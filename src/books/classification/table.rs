//! The built-in table, `classification.csv`: read once, looked up by type and path.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::category::Category;
use super::pattern::{Pattern, names_of};
use super::suffixes::{shorter, shorter_type};

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

/// A type and a path as they are compared.
pub(super) struct Wanted {
    types: Vec<String>,
    path: Vec<String>,
}

impl Wanted {
    pub(super) fn new(kind: &str, path: &str) -> Self {
        Self {
            // A slash in a type is not a way down a tree.
            types: names_of(&kind.replace('/', " ")),
            path: names_of(path),
        }
    }
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
    /// `None` where the name is known and its place is not.
    category: Option<Category>,
}

/// The rows, those for whole names apart from those that leave a part of the last name open.
#[derive(Debug, Default)]
struct Table {
    whole: Vec<Row>,
    open: Vec<Row>,
}

/// The category that the built-in table gives a type and path; `None` when it knows none.
pub(super) fn built_in(wanted: &Wanted) -> Option<Category> {
    TABLE
        .category(wanted, MOST_ENDINGS)
        .or_else(|| TABLE.by_shorter_type(wanted))
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
            for (open, row) in rows {
                if open { &mut table.open } else { &mut table.whole }.push(row);
            }
        }
        table
    }

    fn category(&self, wanted: &Wanted, endings: u32) -> Option<Category> {
        if let Some(row) = first(&self.whole, wanted) {
            return row.category;
        }
        self.by_shorter_name(wanted, endings)
            .or_else(|| first(&self.open, wanted).and_then(|row| row.category))
    }

    fn by_shorter_type(&self, wanted: &Wanted) -> Option<Category> {
        let (types, meaning) = shorter_type(&wanted.types)?;
        let shorter = Wanted {
            types,
            path: wanted.path.clone(),
        };
        meaning.of(self.category(&shorter, MOST_ENDINGS)?)
    }

    fn by_shorter_name(&self, wanted: &Wanted, endings: u32) -> Option<Category> {
        let endings = endings.checked_sub(1)?;
        shorter(&wanted.path).find_map(|(path, meaning)| {
            let shorter = Wanted {
                types: wanted.types.clone(),
                path,
            };
            meaning.of(self.category(&shorter, endings)?)
        })
    }
}

fn first<'a>(rows: &'a [Row], wanted: &Wanted) -> Option<&'a Row> {
    rows.iter().find(|row| row.place.fits(wanted))
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

/// The rows of one line, one for each of its paths, and whether the last name of each is open.
fn rows_of(cells: &[&str], sets: &BTreeMap<&str, &str>) -> Option<Vec<(bool, Row)>> {
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
        let path = if types.is_empty() {
            format!("**/{path}")
        } else {
            path.to_owned()
        };
        let open = path.rsplit('/').next().is_some_and(|last| last.contains('*'));
        let place = Place {
            types: types.clone(),
            path: Pattern::new(&path),
        };
        (open, Row { place, category })
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
