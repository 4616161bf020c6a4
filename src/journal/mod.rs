//! Keeps what happened in runs, durable and append-only, and says who carries a run.
//!
//! One SQLite database for each clone, in its git folder, shared by editors, command line and
//! workers. An event is on the disk when `append` returns. Each row is chained to the one before
//! by a digest, so a damaged file is noticed and never misread. This room deliberately does not
//! know what an event means, and never repairs: it says what is wrong and leaves the file alone.

mod error;
pub mod layout;
mod lease;
mod live;
mod schema;
mod store;

pub use error::Error;
pub use layout::Layout;
pub use lease::Lease;
pub use store::{Journal, Stored};
