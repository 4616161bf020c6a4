//! Who carries a run: a file lock that the kernel frees when its holder dies, however it dies.

use std::{
    fs::{self, File, TryLockError},
    io::Write,
    path::PathBuf,
    thread,
    time::Duration,
};

use super::{Error, Journal, layout, store::check_id};

/// The right to carry one run. Freed when dropped, and when the process ends in any way: the
/// handle is not inherited by children.
#[derive(Debug)]
pub struct Lease {
    _file: File,
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
                    return Ok(Some(Lease { _file: file }));
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
            Ok(()) => Ok(false),
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
