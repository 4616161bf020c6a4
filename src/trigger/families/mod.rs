//! The families of requests, one file each, and their registry in the policy's order.
//!
//! A family reads a clause and says: mine (with title and subject), not my shape, or my shape but
//! refused by a rule. It knows nothing of comments, positions or what follows.

mod add;
mod build;
mod command;
mod create;
mod implement;
mod integrate;
mod need;
mod object;

pub(crate) use command::{Command, read as read_command};

use super::family::Family;
use super::grammar::directive::{Clause, Force};
use super::grammar::refusal::Refusal;
use super::grammar::token::Token;

/// What families may know besides the clause.
pub(crate) struct Context<'c> {
    /// A tag, an unticked box or a heading asks for work.
    pub tagged: bool,
    /// It stands in prose, not in a comment of code.
    pub prose: bool,
    /// The sentence is all in capitals, so capitals mean nothing.
    pub shouting: bool,
    /// The sentence has no capital at all, so their absence means nothing.
    pub lower: bool,
    /// Names of the product the work is for, in lower case.
    pub products: &'c [String],
}

impl Context<'_> {
    /// Whether the clause is a bare imperative between code: it narrates more often than it asks.
    pub(crate) fn narrates(&self, clause: &Clause) -> bool {
        !self.tagged && !self.prose && clause.force == Force::Bare
    }

    /// Whether the word names the product itself.
    pub(crate) fn own(&self, t: &Token) -> bool {
        let low = t.low.strip_suffix("'s").unwrap_or(t.low);
        self.products.iter().any(|p| p == low)
    }
}

/// A request as a family reads it.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    pub family: Family,
    pub title: String,
    pub subject: String,
}

type Read = fn(&Clause, &Context<'_>) -> Result<Option<Match>, Refusal>;

/// In the policy's order: the first that reads the clause wins. A new family is a file and a line.
const REGISTRY: &[Read] = &[
    need::read,
    build::read,
    integrate::read,
    create::read,
    add::read,
    implement::read,
    integrate::read_noun,
];

/// The first family that reads the clause, or why the nearest one refused it.
pub(crate) fn read(clause: &Clause, context: &Context<'_>) -> Result<Match, Refusal> {
    let mut why = Refusal::NoObject;
    for family in REGISTRY {
        match family(clause, context) {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {}
            Err(refusal) if why == Refusal::NoObject => why = refusal,
            Err(_) => {}
        }
    }
    Err(why)
}
