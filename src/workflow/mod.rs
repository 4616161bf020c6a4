//! The heart: what a run is, what comes next, and when a phase may pass.
//!
//! Everything here is pure. The machine says the next step (`Run::next`) and is told what happened
//! (`Run::apply`); whoever carries the run executes the step and journals the event before it is
//! applied. Replaying the journal gives the live state. This room deliberately does not run
//! anything, read a clock or touch a file: `now` and file contents are parameters.

pub mod decision;
pub mod event;
pub mod evidence;
pub mod finding;
pub mod phase;
pub mod policy;
pub mod role;
pub mod view;

pub use decision::Decision;
pub use event::{Event, Recorded};
pub use evidence::Evidence;
pub use finding::Finding;
pub use phase::Phase;
pub use policy::Policy;
pub use role::Role;
pub use view::RunView;
