//! Chariot: sessions over HTTP, with nothing but the standard library.

pub mod http;
pub mod router;
pub mod session;
