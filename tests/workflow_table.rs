//! The arrow table in the header of `src/workflow/run/mod.rs` against the machine: the machine is
//! walked far and wide, and each cell must name exactly the stations that its event has led to.

use std::collections::{BTreeMap, BTreeSet};

use backend_factory::workflow::{Phase, Run};

#[path = "workflow/moves.rs"]
mod moves;
use moves::{KINDS, Move, event, orders, recorded};

type Cells = BTreeMap<(String, String), BTreeSet<String>>;

const SOURCE: &str = include_str!("../src/workflow/run/mod.rs");

fn table() -> Cells {
    let rows = SOURCE
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .filter(|line| line.contains(" | "))
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let mut rows = rows.collect::<Vec<_>>().into_iter();
    let head = rows.next().expect("the table has a head");
    let mut cells = Cells::new();
    for row in rows {
        assert_eq!(row.len(), head.len(), "a row of the table is cut: {row:?}");
        for (station, cell) in head.iter().zip(&row).skip(1) {
            let targets = cell.split('/').filter(|target| *target != "-");
            let targets = targets.map(str::to_owned).collect();
            let twice = cells.insert((row[0].to_owned(), (*station).to_owned()), targets);
            assert_eq!(twice, None, "{} stands twice in the table", row[0]);
        }
    }
    cells
}

/// A small generator of our own: the same walk on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u8::try_from(self.0 % below).unwrap()
    }
}

/// At every step of many walks, every kind of move is tried on the side, then one is taken.
fn walked() -> Cells {
    let mut seen = Cells::new();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for order in orders() {
        for _ in 0..50 {
            let mut run = Run::begin(&recorded(1, order.clone())).unwrap();
            for _ in 0..60 {
                let mut ways = Vec::new();
                for kind in 0..KINDS {
                    let m = Move {
                        kind,
                        phase: if dice.roll(4) == 0 { dice.roll(7) } else { 0 },
                        attempt: if dice.roll(4) == 0 { dice.roll(4) } else { 0 },
                        flavour: dice.roll(30),
                    };
                    let event = event(&run, m);
                    let mut next = run.clone();
                    let key = (event.name().to_owned(), run.station().name().to_owned());
                    let targets = seen.entry(key).or_default();
                    if next.apply(&recorded(run.seq() + 1, event.clone())).is_ok() {
                        targets.insert(next.station().name().to_owned());
                        // Ends are reached often enough without hurrying there.
                        let rare = matches!(event.name(), "cancel" | "prepare-failed");
                        if !rare || dice.roll(12) == 0 {
                            ways.push(next);
                        }
                    } else {
                        assert_eq!(next, run, "a refused {} left a trace", event.name());
                    }
                }
                if ways.is_empty() {
                    break;
                }
                let way = usize::from(dice.roll(ways.len() as u64));
                run = ways.swap_remove(way);
            }
        }
    }
    seen
}

#[test]
fn the_table_is_the_machine() {
    let (table, walked) = (table(), walked());
    let mut differences = Vec::new();
    for key in table.keys().chain(walked.keys()).collect::<BTreeSet<_>>() {
        let (says, does) = (table.get(key), walked.get(key));
        if says != does {
            differences.push(format!(
                "{} at {}: the table says {says:?}, the machine does {does:?}",
                key.0, key.1
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let events = walked
        .keys()
        .map(|(event, _)| event)
        .collect::<BTreeSet<_>>()
        .len();
    let stations = walked
        .keys()
        .map(|(_, station)| station)
        .collect::<BTreeSet<_>>()
        .len();
    assert_eq!(
        (events, stations),
        (24, 10),
        "the walk has not been everywhere"
    );
}

#[test]
fn a_run_begins_with_its_request_only() {
    let order = orders().remove(0);
    let run = Run::begin(&recorded(1, order.clone())).unwrap();
    for kind in 1..KINDS {
        let m = Move {
            kind,
            phase: 0,
            attempt: 0,
            flavour: 0,
        };
        assert!(
            Run::replay(&[recorded(1, event(&run, m))]).is_err(),
            "kind {kind}"
        );
    }
    assert!(Run::replay(&[]).is_err());
    assert!(Run::replay(&[recorded(2, order)]).is_err());
    for phases in [
        vec![],
        vec![Phase::Plan, Phase::Plan],
        vec![Phase::Test, Phase::Plan],
    ] {
        assert!(
            Run::replay(&[recorded(1, moves::requested(&phases, Default::default()))]).is_err(),
            "{phases:?}"
        );
    }
}
