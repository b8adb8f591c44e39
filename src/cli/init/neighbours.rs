//! What another installation has in the same folder: nothing of it is shared by a slip.
//!
//! A database and a key are of one Sage company and one Amazon seller account. Where the names of the example are taken
//! by another pair, the new configuration names files of its own, after its own name.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::example::quoted;
use crate::config::Config;
use crate::pass::session::owners;
use crate::store::Store;

/// A file of another installation that a new configuration would name too.
#[derive(Debug)]
pub(super) struct Taken {
    /// The file.
    pub(super) file: PathBuf,
    /// Whose it is, such as "Sage company `SAMLTD`".
    pub(super) whose: String,
}

/// Which file of a configuration that is not written yet another company's or seller's installation has; none, where it is
/// of the same pair or nobody can tell.
///
/// # Errors
/// When a database that can be opened cannot be read.
pub(super) fn taken(config: &Config) -> Result<Option<Taken>> {
    let mut is_bound = false;
    // One that cannot be opened is told of by whoever opens it to write.
    if let Ok(store) = Store::open_to_verify(&config.database) {
        for (what, name) in owners(config) {
            let Some(bound) = store.owner(what)? else { continue };
            is_bound = true;
            if bound != name {
                return Ok(Some(Taken {
                    file: config.database.clone(),
                    whose: format!("{what} `{bound}`"),
                }));
            }
        }
    }
    for beside in beside(&config.file) {
        let Some(whose) = another(config, &beside) else {
            continue;
        };
        // What a database is bound to says more than which configuration names it.
        let mut files = vec![(!is_bound).then_some((&*beside.database, &*config.database))];
        files.push(beside.key.file().zip(config.key.file()));
        let same = files
            .into_iter()
            .flatten()
            .find(|(theirs, ours)| is_same(theirs, ours));
        if let Some((_, file)) = same {
            let name = beside.file.file_name().unwrap_or_default();
            return Ok(Some(Taken {
                file: file.to_owned(),
                whose: format!("{whose}, by `{}`", name.to_string_lossy()),
            }));
        }
    }
    Ok(None)
}

/// The text of a configuration with files of its own, which bear the configuration's name.
pub(super) fn with_own_names(text: &str, file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut text = text.to_owned();
    let is_protected = text.contains("\ndpapi = ");
    for (key, usual, own) in [
        ("path", "ml-connector.db", format!("{stem}.db")),
        ("key_file", "ml-connector.key", format!("{stem}.key")),
        ("dpapi_file", "ml-connector.dpapi", format!("{stem}.dpapi")),
        ("table", "items.csv", format!("{stem}-items.csv")),
    ] {
        let hash = if key == "dpapi_file" && is_protected {
            "#"
        } else {
            ""
        };
        let line = format!("\n{hash}{key} = \"{usual}\"\n");
        text = text.replacen(&line, &format!("\n{key} = {}\n", quoted(&own)), 1);
    }
    text
}

/// The other configurations of the folder that can be read.
fn beside(file: &Path) -> Vec<Config> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "toml") && !is_same(path, file))
        .collect();
    files.sort();
    files.iter().filter_map(|path| Config::load(path).ok()).collect()
}

/// Whose a configuration is, where that is not the company and seller of this one.
fn another(config: &Config, beside: &Config) -> Option<String> {
    let pairs = owners(config).into_iter().zip(owners(beside));
    let mut others = pairs.filter(|((_, own), (_, theirs))| own != theirs);
    others
        .next()
        .map(|(_, (what, theirs))| format!("{what} `{theirs}`"))
}

/// Whether two paths lead to one file, there already or not.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path.canonicalize().unwrap_or(path)
    };
    real(one) == real(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_has_every_line_that_gets_a_name_of_its_own() {
        let example = include_str!("../../../config.example.toml");
        let own = with_own_names(example, Path::new("somewhere/two \"b\".toml"));
        for line in [
            "\npath = \"two \\\"b\\\".db\"\n",
            "\nkey_file = \"two \\\"b\\\".key\"\n",
            "\n#dpapi_file = \"ml-connector.dpapi\"\n",
            "\ntable = \"two \\\"b\\\"-items.csv\"\n",
        ] {
            assert!(own.contains(line), "{line}");
        }
        let protected = example.replace("\nkey_file = ", "\ndpapi = \"user\"\n#key_file = ");
        let own = with_own_names(&protected, Path::new("two.toml"));
        assert!(
            own.contains("\ndpapi_file = \"two.dpapi\"\n")
                && own.contains("\n#key_file = \"ml-connector.key\"\n")
        );
    }
}
