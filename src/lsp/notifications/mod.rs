//! What a client tells us, beside documents: one short file each would be one line each, so the
//! glue stands in the door; here is what is more than a line.

pub mod configuration;
pub mod folders;
pub mod watched_files;
