//! The journal itself: runs, their events, and the number that tells that something happened.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard},
};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use crate::workflow::{Event, Recorded};

use super::{Error, layout, schema};

/// An open journal. Calls are short: a read, or a write that waits for the disk.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// A run, as the list of runs gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Short id.
    pub id: String,
    /// Milliseconds since the Unix epoch.
    pub created: i64,
}

impl Journal {
    /// Opens the journal of a clone, making it where there is none.
    pub fn open(common_dir: &Path) -> Result<Journal, Error> {
        let folder = layout::journal_folder(common_dir);
        layout::make_private(&folder)?;
        let path = folder.join(layout::JOURNAL);
        let connection = schema::open(&path)?;
        Ok(Journal {
            folder,
            path,
            connection: Mutex::new(connection),
        })
    }

    /// The journal of a clone, none if no run was ever started there. Reading never makes a file.
    pub fn open_existing(common_dir: &Path) -> Result<Option<Journal>, Error> {
        let path = layout::journal_folder(common_dir).join(layout::JOURNAL);
        path.exists().then(|| Journal::open(common_dir)).transpose()
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Records a new run with its first events and the settings it was started with, all or nothing.
    pub fn create(
        &self,
        run: &str,
        events: &[Event],
        snapshot: &serde_json::Value,
        now: i64,
    ) -> Result<Vec<Recorded>, Error> {
        check_id(run)?;
        let text = snapshot.to_string();
        let mut connection = self.lock();
        let write = || -> rusqlite::Result<Option<Vec<Recorded>>> {
            let all = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let made = all.execute(
                "INSERT OR IGNORE INTO runs (id, created, snapshot, digest) VALUES (?1, ?2, ?3, ?4)",
                params![run, now, text, chain(&[], run, 0, now, &text)],
            )?;
            if made == 0 {
                return Ok(None);
            }
            let mut recorded = Vec::new();
            for event in events {
                recorded.push(insert(&all, run, event, now)?);
            }
            all.commit()?;
            Ok(Some(recorded))
        };
        match { write }() {
            Ok(Some(recorded)) => Ok(recorded),
            Ok(None) => Err(Error::Taken(run.to_owned())),
            Err(error) => Err(schema::explain(&self.path, error)),
        }
    }

    /// Records an event as number `expected`, if that is the next one. Durable when it returns.
    pub fn append(
        &self,
        run: &str,
        event: Event,
        expected: u64,
        now: i64,
    ) -> Result<Recorded, Error> {
        let mut connection = self.lock();
        let write = || -> rusqlite::Result<Result<Recorded, Option<u64>>> {
            let all = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let Some(found) = length(&all, run)? else {
                return Ok(Err(None));
            };
            if found + 1 != expected {
                return Ok(Err(Some(found)));
            }
            let recorded = insert(&all, run, &event, now)?;
            all.commit()?;
            Ok(Ok(recorded))
        };
        match { write }() {
            Ok(Ok(recorded)) => Ok(recorded),
            Ok(Err(None)) => Err(Error::NoSuchRun(run.to_owned())),
            Ok(Err(Some(found))) => Err(Error::MovedOn {
                run: run.to_owned(),
                expected,
                found,
            }),
            Err(error) => Err(schema::explain(&self.path, error)),
        }
    }

    /// All events of a run, in order, each checked against the chain of digests.
    pub fn load(&self, run: &str) -> Result<Vec<Recorded>, Error> {
        let mut connection = self.lock();
        let read = || -> rusqlite::Result<(Option<u64>, Vec<Row>)> {
            // Both in one view of the database, while others write.
            let view = connection.transaction()?;
            let length = length(&view, run)?;
            let rows = view
                .prepare_cached(
                    "SELECT seq, at, json, chain FROM events WHERE run = ?1 ORDER BY seq",
                )?
                .query_map([run], |row| {
                    Ok(Row {
                        seq: number(row, 0)?,
                        at: row.get(1)?,
                        json: row.get(2)?,
                        chain: row.get(3)?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok((length, rows))
        };
        let (length, rows) = { read }().map_err(|error| schema::explain(&self.path, error))?;
        let length = length.ok_or_else(|| Error::NoSuchRun(run.to_owned()))?;
        let damaged = |seq: u64, why: &str| Error::Damaged {
            path: self.path.clone(),
            why: format!("run {run}, event {seq}: {why}"),
        };
        let mut before = Vec::new();
        let mut all = Vec::with_capacity(rows.len());
        for (row, expected) in rows.into_iter().zip(1..) {
            if row.seq != expected {
                return Err(damaged(expected, "it is missing"));
            }
            let chain = chain(&before, run, row.seq, row.at, &row.json);
            if chain != row.chain {
                return Err(damaged(expected, "its digest is wrong"));
            }
            let event = serde_json::from_str(&row.json)
                .map_err(|error| damaged(expected, &error.to_string()))?;
            all.push(Recorded {
                seq: row.seq,
                at: row.at,
                event,
            });
            before = chain;
        }
        // A damaged index leaves rows out without a word.
        if all.len() as u64 != length {
            let why = format!("{length} events are recorded, but {} found", all.len());
            return Err(damaged(length, &why));
        }
        Ok(all)
    }

    /// The settings that a run was started with.
    pub fn snapshot(&self, run: &str) -> Result<serde_json::Value, Error> {
        let found: Option<(i64, String, Vec<u8>)> = self
            .lock()
            .query_row(
                "SELECT created, snapshot, digest FROM runs WHERE id = ?1",
                [run],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()
            .map_err(|error| schema::explain(&self.path, error))?;
        let (created, text, digest) = found.ok_or_else(|| Error::NoSuchRun(run.to_owned()))?;
        let damaged = |why: String| Error::Damaged {
            path: self.path.clone(),
            why: format!("settings of run {run}: {why}"),
        };
        if chain(&[], run, 0, created, &text) != digest {
            return Err(damaged("their digest is wrong".to_owned()));
        }
        serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))
    }

    /// All runs, newest first.
    pub fn runs(&self) -> Result<Vec<Stored>, Error> {
        let connection = self.lock();
        let read = || -> rusqlite::Result<Vec<Stored>> {
            connection
                .prepare_cached(
                    "SELECT id, created FROM runs ORDER BY created DESC,
                     (SELECT min(place) FROM events WHERE run = runs.id) DESC",
                )?
                .query_map([], |row| {
                    Ok(Stored {
                        id: row.get(0)?,
                        created: row.get(1)?,
                    })
                })?
                .collect()
        };
        read().map_err(|error| schema::explain(&self.path, error))
    }

    /// Grows with each recorded event of any run.
    pub fn revision(&self) -> Result<u64, Error> {
        self.lock()
            .query_row("SELECT coalesce(max(place), 0) FROM events", [], |row| {
                number(row, 0)
            })
            .map_err(|error| schema::explain(&self.path, error))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic between begin and commit rolled the transaction back.
        self.connection
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }
}

struct Row {
    seq: u64,
    at: i64,
    json: String,
    chain: Vec<u8>,
}

fn insert(
    connection: &Connection,
    run: &str,
    event: &Event,
    now: i64,
) -> rusqlite::Result<Recorded> {
    let (seq, before): (u64, Vec<u8>) = connection
        .prepare_cached("SELECT length, head FROM runs WHERE id = ?1")?
        .query_row([run], |row| Ok((number(row, 0)?, row.get(1)?)))?;
    let seq = seq + 1;
    let json = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let chain = chain(&before, run, seq, now, &json);
    connection
        .prepare_cached(
            "INSERT INTO events (run, seq, at, json, chain) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![run, seq as i64, now, json, chain])?;
    connection
        .prepare_cached("UPDATE runs SET length = ?2, head = ?3 WHERE id = ?1")?
        .execute(params![run, seq as i64, chain])?;
    Ok(Recorded {
        seq,
        at: now,
        event: event.clone(),
    })
}

/// How many events a run has; none if there is no such run.
fn length(connection: &Connection, run: &str) -> rusqlite::Result<Option<u64>> {
    connection
        .prepare_cached("SELECT length FROM runs WHERE id = ?1")?
        .query_row([run], |row| number(row, 0))
        .optional()
}

/// The digest of an event and all before it.
fn chain(before: &[u8], run: &str, seq: u64, at: i64, json: &str) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(before);
    digest.update(run);
    digest.update([0]);
    digest.update(seq.to_le_bytes());
    digest.update(at.to_le_bytes());
    digest.update(json);
    digest.finalize()[..16].to_vec()
}

/// A column that we never write below zero.
fn number(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// Ids become file names, so they are held to letters, digits and `-`.
pub(super) fn check_id(run: &str) -> Result<(), Error> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if run.is_empty() || run.len() > 64 || !run.bytes().all(plain) {
        return Err(Error::BadId(run.chars().take(80).collect()));
    }
    Ok(())
}

/// Replaces a file in one step: a reader sees the old content or the new one. Not durable.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    let fresh = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&fresh, content).map_err(Error::io("cannot write", &fresh))?;
    fs::rename(&fresh, path).map_err(Error::io("cannot write", path))
}
