//! The heart: what a run is, what comes next, and when a phase may pass.
//!
//! Everything here is pure. The machine says the next step (`Run::next`) and is told what happened
//! (`Run::apply`); whoever carries the run executes the step and journals the event before it is
//! applied. Replaying the journal gives the live state. This room deliberately does not run
//! anything, read a clock or touch a file: `now` and file contents are parameters.

pub mod announce;
pub mod brief;
pub mod change;
pub mod decision;
pub mod definition;
pub mod deliverable;
pub mod event;
pub mod evidence;
pub mod finding;
pub mod gate;
pub mod lane;
pub mod metrics;
pub mod overlap;
pub mod phase;
pub mod policy;
pub mod pr;
pub mod quote;
pub mod role;
pub mod run;
pub mod trace;
pub mod view;

pub use change::Change;
pub use decision::Decision;
pub use event::{Event, Recorded};
pub use evidence::Evidence;
pub use finding::Finding;
pub use lane::Lane;
pub use phase::Phase;
pub use policy::Policy;
pub use role::Role;
pub use run::{Feedback, Refused, Run, Station, Step};
pub use view::RunView;
