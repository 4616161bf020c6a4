//! The agent room from outside: real processes, the real protocol, the rehearsal agent of the real
//! binary. Every misbehaviour is a row of data; `agent::work` must come back with the right outcome
//! each time, within its limits, and with nothing left running.

mod behaviour;
mod commands;
mod held;
mod place;
