//! Whether the database has the tables, indexes and triggers that this program makes, and no other indexes and triggers.
//! Tables and views of somebody else's, such as a backup program's, change nothing here.
//!
//! They are held against those of a new database of the same version, which is made in memory for it.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::migration::{self, version_of};

/// By type and name, the words that made it, with single blanks.
type Schema = BTreeMap<(String, String), String>;

/// What is missing or changed, and which index or trigger is too many, a sentence each; nothing where only this program made it.
pub(super) fn strange(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let (found, expected) = schemas(connection)?;
    let mut strange = wanting(&found, &expected);
    let acts = |thing: &(String, String)| ["index", "trigger"].contains(&thing.0.as_str());
    let foreign =
        |thing: &&(String, String)| (acts(thing) || is_reserved(&thing.1)) && !expected.contains_key(*thing);
    let more = found.keys().filter(foreign);
    strange.extend(more.map(|thing| said(thing, "is none of this program's")));
    Ok(strange)
}

/// What is missing or changed of that which this program relies on, a sentence each.
pub(super) fn missing(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let (found, expected) = schemas(connection)?;
    Ok(wanting(&found, &expected))
}

fn wanting(found: &Schema, expected: &Schema) -> Vec<String> {
    let wants = expected.iter().filter_map(|(thing, sql)| match found.get(thing) {
        None => Some(said(thing, "is missing")),
        Some(other) if other != sql => Some(said(thing, "is not as this program makes it")),
        Some(_) => None,
    });
    wants.collect()
}

/// Names that SQLite keeps for itself: what bears one, and is none of its own, was put there past its rules.
fn is_reserved(name: &str) -> bool {
    name.as_bytes()
        .get(..7)
        .is_some_and(|begin| begin.eq_ignore_ascii_case(b"sqlite_"))
}

fn said((kind, name): &(String, String), what: &str) -> String {
    format!("the {kind} `{name}` {what}")
}

/// That of a database, and that of a new one.
fn schemas(connection: &Connection) -> rusqlite::Result<(Schema, Schema)> {
    let new = Connection::open_in_memory()?;
    migration::steps(&new, 0, version_of(connection)?)?;
    Ok((schema_of(connection)?, schema_of(&new)?))
}

fn schema_of(connection: &Connection) -> rusqlite::Result<Schema> {
    // What SQLite makes by itself: the indexes of primary keys, which have no words, and the tables of its own statistics.
    let sql = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL \
               AND NOT (type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let sql: String = row.get(2)?;
        let words: Vec<&str> = sql.split_whitespace().collect();
        Ok(((row.get(0)?, row.get(1)?), words.join(" ")))
    })?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_did_to_the_structure_is_named() {
        let made = Connection::open_in_memory().unwrap();
        migration::steps(&made, 0, migration::NEWEST).unwrap();
        made.pragma_update(None, "user_version", migration::NEWEST)
            .unwrap();
        assert_eq!(strange(&made).unwrap(), Vec::<String>::new());
        made.execute_batch(
            "ANALYZE; DROP TRIGGER audit_is_never_changed; DROP INDEX run_command; CREATE INDEX run_command ON run (id); \
             CREATE TABLE notes (text); CREATE VIEW all_runs AS SELECT * FROM run; \
             CREATE TRIGGER by_hand AFTER INSERT ON run BEGIN DELETE FROM notes; END",
        )
        .unwrap();
        let wanting = [
            "the index `run_command` is not as this program makes it",
            "the trigger `audit_is_never_changed` is missing",
        ];
        assert_eq!(missing(&made).unwrap(), wanting);
        let all = [&wanting[..], &["the trigger `by_hand` is none of this program's"]].concat();
        assert_eq!(strange(&made).unwrap(), all);
    }
}
