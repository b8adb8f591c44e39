//! How the two ids of a settlement lead to its one record.

/// The name of the fact that leads from one of a settlement's two ids to its record.
pub fn settlement_link(id: &str) -> String {
    format!("settlement-id/{id}")
}
