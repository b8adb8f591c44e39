//! Bytes on their way from elsewhere: nobody knows their hash before all are there, and the database is not held while they
//! come.

use std::io::{self, BufReader, Read, Seek, Write};
use std::path::PathBuf;

use tempfile::SpooledTempFile;

use super::{Result, Store, StoreError};

/// What is shorter is held in memory alone.
const IN_MEMORY: usize = 1 << 20;

impl Store {
    /// A place for what comes: beside the database, in a file without a name, which goes with this process whatever becomes
    /// of it.
    pub fn spool(&self) -> Spool {
        let folder = self.path.parent().map(PathBuf::from).unwrap_or_default();
        let folder = if folder.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            folder
        };
        Spool {
            file: tempfile::spooled_tempfile_in(IN_MEMORY, folder),
            path: self.path.clone(),
            fault: None,
        }
    }
}

/// What came so far.
pub struct Spool {
    file: SpooledTempFile,
    /// The database that it stands beside.
    path: PathBuf,
    /// Why what came cannot be kept.
    fault: Option<io::Error>,
}

impl Spool {
    /// Forgets what came until now.
    pub fn anew(&mut self) {
        self.fault = self.file.rewind().and_then(|()| self.file.set_len(0)).err();
    }

    /// Takes what comes next. What goes wrong is told once it is read.
    pub fn take(&mut self, bytes: &[u8]) {
        if self.fault.is_none() {
            self.fault = self.file.write_all(bytes).err();
        }
    }

    /// All that came, from its beginning.
    ///
    /// # Errors
    /// When the disk was full, or failed.
    pub fn read(&mut self) -> Result<BufReader<impl Read + '_>> {
        let rewound = match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.file.rewind(),
        };
        rewound.map_err(|error| StoreError::of_disk(&self.path, &error))?;
        Ok(BufReader::with_capacity(1 << 16, &mut self.file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_read_as_often_as_is_wanted_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("db.sqlite")).unwrap();
        let files = || std::fs::read_dir(folder.path()).unwrap().count();
        let before = files();
        let bytes: Vec<u8> = (0..3 * IN_MEMORY)
            .map(|at| u8::try_from(at % 251).unwrap())
            .collect();
        // An attempt that broke off comes first.
        for length in [0, 1, IN_MEMORY, 2 * IN_MEMORY + 7] {
            let mut spool = store.spool();
            spool.take(&bytes[..2 * IN_MEMORY + 1]);
            spool.anew();
            bytes[..length].chunks(8_191).for_each(|some| spool.take(some));
            for _ in 0..2 {
                let mut back = Vec::new();
                spool.read().unwrap().read_to_end(&mut back).unwrap();
                assert!(back == bytes[..length], "{length}");
            }
            drop(spool);
            assert_eq!(files(), before, "{length}");
        }
    }
}
