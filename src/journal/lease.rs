//! Who carries a run: a file lock that the kernel frees when its holder dies, however it dies.

use std::{
    fs::{self, File, TryLockError},
    io::Write,
    path::PathBuf,
    thread,
    time::Duration,
};

use super::{Error, Journal, layout, store::check_id};

/// The right to carry one run. Freed when dropped, and when the process ends in any way.
///
/// A child that is just being started has a copy of the handle until its program is loaded, and
/// the lock lasts as long as any copy: so it is given back by name, closing would not do.
#[derive(Debug)]
pub struct Lease {
    file: File,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Journal {
    /// Takes the lease of a run; none if somebody carries it.
    pub fn lease(&self, run: &str) -> Result<Option<Lease>, Error> {
        let (mut file, path) = self.lease_file(run)?;
        // Whoever looks whether a run is carried holds the lock for a moment: not a carrier.
        for pause in [0, 2, 5, 10, 20] {
            thread::sleep(Duration::from_millis(pause));
            match file.try_lock() {
                Ok(()) => {
                    // For a person who looks into the folder; we never read it.
                    let _ = file.set_len(0);
                    let _ = writeln!(file, "{}", std::process::id());
                    return Ok(Some(Lease { file }));
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(Error::io("cannot lock", path)(error));
                }
            }
        }
        Ok(None)
    }

    /// Whether some process carries the run.
    pub fn is_carried(&self, run: &str) -> Result<bool, Error> {
        let (file, path) = self.lease_file(run)?;
        match file.try_lock_shared() {
            Ok(()) => {
                drop(Lease { file });
                Ok(false)
            }
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(Error::io("cannot lock", path)(error)),
        }
    }

    fn lease_file(&self, run: &str) -> Result<(File, PathBuf), Error> {
        check_id(run)?;
        let folder = self.folder().join("leases");
        layout::make_private(&folder)?;
        let path = folder.join(format!("{run}.lock"));
        // Never removed: a second process could hold the lock of a file that is gone.
        let file = fs::OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io("cannot open", &path))?;
        Ok((file, path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_free_though_a_starting_child_has_a_copy_of_its_handle() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let lease = journal.lease("r1").unwrap().unwrap();
        let copy = lease.file.try_clone().unwrap();
        assert!(journal.is_carried("r1").unwrap());
        drop(lease);
        assert!(!journal.is_carried("r1").unwrap());
        assert!(journal.lease("r1").unwrap().is_some());
        drop(copy);
    }
}
