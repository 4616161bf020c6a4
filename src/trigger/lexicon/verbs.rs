//! Verbs that ask for new backend work, and what each may take as its object.
//!
//! Data only. A verb that is not here (fix, rename, call, use, test …) asks for something else, and
//! that is how maintenance and client wiring fall out of the grammar by themselves.

use super::set::{self, Set, set};

/// What a verb can be asked to do. One verb may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Roles {
    /// Takes an API, endpoint, service …: *implement, expose*.
    pub make: bool,
    /// Takes a backend, service or pipeline as a whole: *build, stand up*.
    pub build: bool,
    /// Takes data types, models, tables: *create, define*.
    pub data: bool,
    /// Takes a capability that is put into a backend: *add, enable*.
    pub capability: bool,
    /// Takes an outside service: *integrate, hook up*.
    pub join: bool,
}

/// One verb: its words (the particle, if any, may follow the object) and its roles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verb {
    /// The base form.
    pub base: &'static str,
    /// `up` in *set up*; empty if none.
    pub particle: &'static str,
    /// What it takes.
    pub roles: Roles,
}

const fn verb(base: &'static str, particle: &'static str, roles: &[u8]) -> Verb {
    let mut r = Roles {
        make: false,
        build: false,
        data: false,
        capability: false,
        join: false,
    };
    let mut i = 0;
    while i < roles.len() {
        match roles[i] {
            b'm' => r.make = true,
            b'b' => r.build = true,
            b'd' => r.data = true,
            b'c' => r.capability = true,
            b'j' => r.join = true,
            _ => {}
        }
        i += 1;
    }
    Verb {
        base,
        particle,
        roles: r,
    }
}

/// The verbs. Roles: m make, b build, d data, c capability, j join.
pub(crate) const VERBS: &[Verb] = &[
    // The policy's own.
    verb("implement", "", b"mdc"),
    verb("write", "", b"md"),
    verb("create", "", b"mdc"),
    verb("make", "", b"md"),
    verb("do", "", b"m"),
    verb("expose", "", b"m"),
    verb("provide", "", b"mc"),
    verb("develop", "", b"mdc"),
    verb("add", "", b"mdc"),
    verb("enable", "", b"c"),
    verb("put", "together", b"mbd"),
    verb("put", "in", b"mc"),
    verb("put", "up", b"mb"),
    verb("put", "", b"c"),
    verb("define", "", b"md"),
    verb("design", "", b"mbd"),
    verb("build", "out", b"mbdc"),
    verb("build", "", b"mbdc"),
    verb("set", "up", b"mbdc"),
    verb("setup", "", b"mbdc"),
    verb("stand", "up", b"mb"),
    verb("spin", "up", b"mb"),
    verb("scaffold", "out", b"mbd"),
    verb("scaffold", "", b"mbd"),
    verb("integrate", "", b"j"),
    verb("hook", "up", b"j"),
    verb("wire", "up", b"j"),
    verb("wire", "in", b"j"),
    verb("connect", "", b"j"),
    // Near synonyms that people use for the same work.
    verb("hook", "", b"j"),
    verb("wire", "", b"j"),
    verb("plug", "in", b"j"),
    verb("plug", "", b"j"),
    verb("link", "", b"j"),
    verb("introduce", "", b"mdc"),
    verb("bootstrap", "", b"mb"),
    verb("bring", "up", b"mb"),
    verb("prototype", "", b"mb"),
    verb("whip", "up", b"mbd"),
    verb("knock", "out", b"mbd"),
    verb("knock", "together", b"mbd"),
    verb("knock", "up", b"mbd"),
    verb("throw", "together", b"mbd"),
    verb("cook", "up", b"mbd"),
    verb("roll", "out", b"mb"),
    verb("code", "up", b"mbd"),
    verb("code", "", b"mbd"),
    verb("craft", "", b"md"),
    verb("deliver", "", b"mb"),
    verb("ship", "", b"mb"),
    verb("offer", "", b"m"),
    verb("publish", "", b"m"),
    verb("launch", "", b"b"),
    verb("deploy", "", b"b"),
    verb("model", "", b"d"),
    verb("include", "", b"c"),
    verb("incorporate", "", b"cj"),
    verb("bring", "", b"c"),
    verb("turn", "on", b"c"),
    verb("activate", "", b"c"),
    verb("support", "", b"c"),
];

/// The base forms, in the same order.
const BASES: &Set = set!(in {
    let mut bases = [""; VERBS.len()];
    let mut at = 0;
    while at < VERBS.len() {
        bases[at] = VERBS[at].base;
        at += 1;
    }
    bases
});

/// The verb whose base form is `word`, with a particle directly behind it where one fits.
/// Gives the verb and how many words it took.
pub(crate) fn find(word: &str, next: Option<&str>) -> Option<(&'static Verb, usize)> {
    let first = BASES.find(set::sign(word.as_bytes()), word.as_bytes())?;
    let mut best: Option<(&'static Verb, usize)> = None;
    for v in VERBS[first..].iter().filter(|v| v.base == word) {
        if v.particle.is_empty() {
            best = best.or(Some((v, 1)));
        } else if next == Some(v.particle) {
            return Some((v, 2));
        } else if best.is_none() && matches!(v.base, "set" | "stand" | "spin" | "hook" | "wire") {
            // *set it up*, *spin a backend up*: the particle may stand behind the object.
            best = Some((v, 1));
        }
    }
    best
}

/// Whether a verb of two words lacks the second: *set the target service* against *set a service up*.
pub(crate) fn torn(verb: &Verb, taken: usize, behind: &[impl AsRef<str>]) -> bool {
    taken == 1
        && !verb.particle.is_empty()
        && !VERBS
            .iter()
            .any(|v| v.base == verb.base && v.particle.is_empty())
        && !behind.iter().any(|w| w.as_ref() == verb.particle)
}

/// The verb whose gerund is `word`: *adding*, for *would you mind adding …*.
pub(crate) fn find_gerund(word: &str, next: Option<&str>) -> Option<(&'static Verb, usize)> {
    let stem = word.strip_suffix("ing")?;
    find(stem, next)
        .or_else(|| find_with_e(stem, next))
        .or_else(|| find(stem.get(..stem.len().checked_sub(1)?)?, next))
}

/// The verb whose past participle is `word`: *should be added*.
pub(crate) fn find_participle(word: &str) -> Option<&'static Verb> {
    match word {
        "built" => return find("build", None).map(|v| v.0),
        "written" => return find("write", None).map(|v| v.0),
        "made" => return find("make", None).map(|v| v.0),
        "set" => return find("set", Some("up")).map(|v| v.0),
        "put" => return find("put", None).map(|v| v.0),
        _ => {}
    }
    let stem = word.strip_suffix("ed")?;
    find(stem, None)
        .or_else(|| find_with_e(stem, None))
        .map(|v| v.0)
}

/// The verb whose base form is this stem and an *e*: *integrat-ed*.
fn find_with_e(stem: &str, next: Option<&str>) -> Option<(&'static Verb, usize)> {
    let mut base = [b'e'; 16];
    base.get_mut(..stem.len())?.copy_from_slice(stem.as_bytes());
    find(std::str::from_utf8(base.get(..=stem.len())?).ok()?, next)
}
