//! The journal: what is acknowledged is there after any death, two writers never mix, a lease is
//! held by one and freed by the kernel, and a damaged or newer file is refused in words.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Barrier},
    thread,
};

use backend_factory::{
    journal::{Error, Journal, Layout},
    workflow::{Event, Phase, view::Live},
};

fn event(attempt: u32) -> Event {
    let phase = Phase::Implement;
    Event::AttemptStarted { phase, attempt }
}

/// A journal with the run `r1` of one event.
fn started(folder: &Path) -> Journal {
    let journal = Journal::open(folder).unwrap();
    let settings = serde_json::json!({"agent": "rehearsal"});
    journal.create("r1", &[event(1)], &settings, 1_000).unwrap();
    journal
}

/// This test binary again, as another process that plays a part.
fn play(part: &str, folder: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "child_process", "--nocapture", "-q"])
        .env("JOURNAL_PART", part)
        .env("JOURNAL_FOLDER", folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What the other process does; does nothing in the ordinary run of the tests.
#[test]
fn child_process() {
    let (Ok(part), Some(folder)) = (env::var("JOURNAL_PART"), env::var_os("JOURNAL_FOLDER")) else {
        return;
    };
    let journal = Journal::open(Path::new(&folder)).unwrap();
    match part.as_str() {
        "append" => {
            let _lease = journal.lease("r1").unwrap().expect("the lease is free");
            for seq in 2.. {
                journal.append("r1", event(seq as u32), seq, 7).unwrap();
                // The harness captures `println!`; this reaches the parent at once.
                use std::io::Write;
                writeln!(std::io::stdout(), "acknowledged {seq}").unwrap();
            }
        }
        "compete" => {
            let mut won = 0;
            while won < 50 {
                let next = journal.load("r1").unwrap().len() as u64 + 1;
                match journal.append("r1", event(1), next, 7) {
                    Ok(_) => won += 1,
                    Err(Error::MovedOn { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        }
        part => panic!("{part}"),
    }
}

#[test]
fn events_come_back_as_they_were_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let journal = started(folder.path());
    assert_eq!(journal.revision().unwrap(), 1);
    let recorded = journal.append("r1", event(2), 2, 2_000).unwrap();
    assert_eq!((recorded.seq, recorded.at), (2, 2_000));
    journal
        .create("r2", &[event(1), event(2)], &serde_json::Value::Null, 3_000)
        .unwrap();
    // Another connection sees all of it.
    let other = Journal::open(folder.path()).unwrap();
    let all = other.load("r1").unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[1], recorded);
    let ids: Vec<String> = other
        .runs()
        .unwrap()
        .into_iter()
        .map(|run| run.id)
        .collect();
    assert_eq!(ids, ["r2", "r1"]);
    assert_eq!(other.snapshot("r1").unwrap()["agent"], "rehearsal");
    assert_eq!(other.revision().unwrap(), 4);
    let mode = fs::metadata(folder.path().join("backend-factory"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn what_does_not_fit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Journal::open_existing(folder.path()).unwrap().is_none());
    let journal = started(folder.path());
    let check = |error: Option<Error>, part: &str| {
        let text = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(text.contains(part) && text.contains("Next:"), "{text}");
    };
    check(journal.append("r1", event(2), 1, 0).err(), "has moved on");
    check(journal.append("r1", event(2), 3, 0).err(), "has moved on");
    check(journal.append("r9", event(2), 1, 0).err(), "no run `r9`");
    check(journal.load("r9").err(), "no run `r9`");
    check(
        journal.create("r1", &[], &serde_json::Value::Null, 0).err(),
        "recorded already",
    );
    check(
        journal
            .create("../x", &[], &serde_json::Value::Null, 0)
            .err(),
        "is no run id",
    );
    check(journal.lease("a/b").err(), "is no run id");
    assert_eq!(journal.load("r1").unwrap().len(), 1);
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..12 {
        let clone = folder.path().join(round.to_string());
        let journal = started(&clone);
        let mut child = play("append", &clone);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut last = 0;
        for line in lines.by_ref().map_while(Result::ok) {
            let seq = line
                .rsplit_once("acknowledged ")
                .map(|(_, seq)| seq.parse().unwrap());
            last = seq.unwrap_or(last);
            if last > 3 + 7 * round {
                break;
            }
        }
        assert!(journal.is_carried("r1").unwrap());
        assert!(journal.lease("r1").unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = lines
            .map_while(Result::ok)
            .filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok())
            .fold(last, u64::max);
        assert!(last > 3);
        let found = journal.load("r1").unwrap().len() as u64;
        assert!(
            found >= acknowledged,
            "{found} of {acknowledged} acknowledged events are there"
        );
        assert!(found <= acknowledged + 1);
        assert!(!journal.is_carried("r1").unwrap());
        assert!(journal.lease("r1").unwrap().is_some());
    }
}

#[test]
fn competing_processes_never_record_the_same_number() {
    let folder = tempfile::tempdir().unwrap();
    let journal = started(folder.path());
    let children = [0; 3].map(|_| play("compete", folder.path()));
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(journal.load("r1").unwrap().len(), 151);
}

#[test]
fn many_may_open_a_new_journal_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let start = Arc::new(Barrier::new(8));
    let all = [0; 8].map(|_| {
        let (folder, start) = (folder.path().to_owned(), start.clone());
        thread::spawn(move || {
            start.wait();
            Journal::open(&folder).map(drop)
        })
    });
    for one in all {
        one.join().unwrap().unwrap();
    }
}

#[test]
fn a_lease_has_one_holder_whoever_looks() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Arc::new(started(folder.path()));
    let watching = {
        let journal = journal.clone();
        thread::spawn(move || {
            (0..2_000)
                .filter(|_| journal.is_carried("r1").unwrap())
                .count()
        })
    };
    // Somebody who looks all the time does not keep a worker out.
    for _ in 0..20 {
        let lease = journal.lease("r1").unwrap().expect("nobody carries it");
        assert!(journal.lease("r1").unwrap().is_none());
        drop(lease);
    }
    watching.join().unwrap();
    assert!(!journal.is_carried("r1").unwrap());
}

#[test]
fn a_newer_file_is_refused_unharmed() {
    let folder = tempfile::tempdir().unwrap();
    let path = started(folder.path()).path().to_owned();
    let file = rusqlite::Connection::open(&path).unwrap();
    file.pragma_update(None, "user_version", 99).unwrap();
    file.pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
    drop(file);
    let before = fs::read(&path).unwrap();
    let error = Journal::open(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("Next: update"));
    assert_eq!(before, fs::read(&path).unwrap());
}

#[test]
fn a_damaged_file_is_never_misread() {
    let folder = tempfile::tempdir().unwrap();
    let journal = started(folder.path());
    for seq in 2..12 {
        journal.append("r1", event(seq as u32), seq, 5).unwrap();
    }
    let (path, truth) = (journal.path().to_owned(), journal.load("r1").unwrap());
    drop(journal);
    let whole = fs::read(&path).unwrap();
    let look = || -> Result<_, Error> {
        let journal = Journal::open(folder.path())?;
        let settings = journal.snapshot("r1")?;
        Ok((journal.load("r1")?, settings))
    };
    let settings = look().unwrap().1;
    let mut refused = 0;
    for at in (0..whole.len()).step_by(23) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        fs::write(&path, &damaged).unwrap();
        let _ = fs::remove_file(path.with_extension("db-wal"));
        let _ = fs::remove_file(path.with_extension("db-shm"));
        match look() {
            Ok(seen) => assert_eq!(seen, (truth.clone(), settings.clone()), "byte {at}"),
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("Next:"), "{error}");
            }
        }
    }
    assert!(refused > 10, "{refused}");
    fs::write(
        &path,
        "this is not a database, but a text that is long enough",
    )
    .unwrap();
    let error = look().unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

#[test]
fn what_is_shown_live_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let journal = started(folder.path());
    assert_eq!(journal.live("r1"), None);
    for doing in ["edit src/okta.rs", "running cargo build"] {
        let live = Live {
            doing: doing.to_owned(),
            at: 5,
        };
        journal.set_live("r1", &live).unwrap();
        assert_eq!(journal.live("r1"), Some(live));
    }
    journal.clear_live("r1");
    assert_eq!(journal.live("r1"), None);
    assert_eq!(journal.revision().unwrap(), 1);
}

#[test]
fn places_are_private_and_apart() {
    let data = tempfile::tempdir().unwrap();
    let layout = |clone: &str| Layout::new(Path::new(clone), Some(data.path())).unwrap();
    let (one, other) = (layout("/a/chariot/.git"), layout("/b/chariot/.git"));
    let worktree = one.worktree("okta-sso-integration", "7k2m9x").unwrap();
    assert!(worktree.ends_with("okta-sso-integration-7k2m9x") && !worktree.exists());
    assert_ne!(
        worktree,
        other.worktree("okta-sso-integration", "7k2m9x").unwrap()
    );
    assert!(
        one.worktree("../../x", "..")
            .unwrap()
            .starts_with(data.path().join("worktrees"))
    );
    for folder in [
        one.evidence("7k2m9x"),
        one.patches("7k2m9x"),
        one.transcripts("7k2m9x"),
        one.logs(),
    ] {
        let mode = fs::metadata(folder.unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
