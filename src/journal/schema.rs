//! The tables, and how an older file becomes a newer one.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::Error;

/// `BFjr`: marks the file as ours.
const APPLICATION: i64 = 0x4246_6a72;

/// One step from each version to the next, beginning at 0, the empty file.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE runs (
        id       TEXT PRIMARY KEY,
        created  INTEGER NOT NULL,
        snapshot TEXT NOT NULL,
        digest   BLOB NOT NULL,
        length   INTEGER NOT NULL DEFAULT 0,
        head     BLOB NOT NULL DEFAULT x''
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE events (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        run   TEXT NOT NULL REFERENCES runs (id),
        seq   INTEGER NOT NULL,
        at    INTEGER NOT NULL,
        json  TEXT NOT NULL,
        chain BLOB NOT NULL,
        UNIQUE (run, seq)
    ) STRICT;
"];

/// The version this release writes.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Opens the file, and brings it to our version. A newer one is refused before anything is written.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    let open = || -> Result<Connection, Problem> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        let found = version(&connection)?;
        if found > VERSION {
            return Err(Problem::Newer(found));
        }
        // The first opening of a file by several processes at once: the change to WAL is tried
        // under SQLite's own lock, which the busy timeout does not always cover.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        if found < VERSION {
            migrate(&mut connection)?;
        }
        // A file of another program, or a damaged one, shows itself here.
        connection.prepare("SELECT place, run, seq, at, json, chain FROM events LIMIT 1")?;
        connection
            .prepare("SELECT id, created, snapshot, digest, length, head FROM runs LIMIT 1")?;
        Ok(connection)
    };
    let mut tries = 0;
    loop {
        match open() {
            Ok(connection) => return Ok(connection),
            Err(Problem::Newer(found)) => {
                return Err(Error::Newer {
                    path: path.to_owned(),
                    found,
                    known: VERSION,
                });
            }
            Err(Problem::Sqlite(error)) => {
                let busy = error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
                tries += 1;
                if !busy || tries > 50 {
                    return Err(explain(path, error));
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
    }
}

enum Problem {
    Newer(i64),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Problem::Sqlite(error)
    }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let all = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again under the lock: another process may have been first.
    let found = usize::try_from(version(&all)?).unwrap_or(usize::MAX);
    for step in MIGRATIONS.iter().skip(found) {
        all.execute_batch(step)?;
    }
    all.pragma_update(None, "application_id", APPLICATION)?;
    all.pragma_update(None, "user_version", VERSION)?;
    all.commit()
}

/// SQLite's error in our words.
pub(super) fn explain(path: &Path, error: rusqlite::Error) -> Error {
    let (path, why) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy(path),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Damaged { path, why },
        // The tables are not there, or not as we made them.
        Some(ErrorCode::Unknown | ErrorCode::TypeMismatch) => Error::Damaged { path, why },
        None => Error::Damaged { path, why },
        _ => Error::Sqlite { path, why },
    }
}
