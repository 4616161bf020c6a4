//! Closed classes of words inside a subject: nouns in *-ing*, verbs without an object, particles.
//!
//! Data only.

use crate::trigger::lexicon::{Set, set};

/// *-ing* words that are ordinary nouns or adjectives before a noun: *billing accounts*.
#[rustfmt::skip]
pub(super) const ING_NOUNS: &Set = set![
    "billing", "waiting", "seedling", "sapling", "duckling", "hatchling", "roaming", "charging", "mooring", "parenting", "fencing", "bowling", "flooring", "shipping", "pricing", "onboarding", "booking", "parking", "meeting", "training", "ticketing",
    "building", "gaming", "trading", "messaging", "rating", "listing", "setting", "incoming", "upcoming",
    "outgoing", "existing", "pending", "remaining", "recurring", "marketing", "housing", "wedding", "landing",
    "missing", "trending", "ongoing", "advertising", "banking", "accounting", "catering", "cleaning",
    "clothing", "coaching", "cooking", "counseling", "dating", "drawing", "earning", "engineering", "fishing",
    "funding", "gardening", "heating", "hiking", "hosting", "knitting", "learning", "lending", "manufacturing",
    "mailing", "mining", "networking", "nursing", "offering", "opening", "outstanding", "painting", "plumbing",
    "printing", "racing", "reading", "recording", "ring", "roofing", "running", "sailing", "savings", "saving",
    "screening", "seating", "serving", "sibling", "sing", "skiing", "spring", "staffing", "standing", "string",
    "surfing", "swimming", "testing", "thing", "tutoring", "underwriting", "voting", "warning", "wiring",
    "writing", "closing", "leading", "sharing", "staking", "weighing", "grading", "boarding", "crowdfunding",
    "fundraising", "bidding", "carpooling", "ceiling", "crossing", "dining", "charging", "mooring", "parenting",
    "fencing", "bowling", "flooring", "filing", "holding", "hearing", "king", "wing", "morning", "evening",
    "everything", "something", "anything", "nothing", "interesting", "amazing", "following", "matching",
    "working",
];

/// Verbs that make a subject without an object: *an endpoint to log in*.
pub(super) const INTRANSITIVE: &Set = set![
    "login",
    "logout",
    "signup",
    "register",
    "subscribe",
    "unsubscribe",
    "pay",
    "search",
    "checkout",
    "authenticate",
    "enrol",
    "enroll",
    "vote",
    "comment",
    "opt-in",
    "opt-out",
    "check-in",
    "donate",
];

/// Verbs that only say that somebody may do the next verb.
#[rustfmt::skip]
pub(super) const ENABLERS: &Set = set![
    "lets", "let", "allows", "allow", "enables", "enable", "helps", "help", "permits", "permit", "makes",
    "make", "letting", "allowing", "enabling", "helping", "permitting",
];

/// Verbs of calling: what is called *to do* is the subject.
#[rustfmt::skip]
pub(super) const CALLING: &Set = set![
    "call", "use", "hit", "query", "poll", "consume", "invoke", "need", "leverage", "access",
];

/// Particles and prepositions that belong to the verb before them.
#[rustfmt::skip]
pub(super) const PARTICLES: &Set = set![
    "up", "out", "in", "on", "off", "down", "over", "for", "to", "into", "through", "with", "at", "from",
    "about", "between", "against", "back", "of", "upon", "across",
];

/// Those of [`ING_NOUNS`] that take an object: *booking guided tours*, against *booking requests*.
#[rustfmt::skip]
pub(super) const ING_VERBS: &Set = set![
    "booking", "closing", "opening", "grading", "reading", "recording", "listing", "printing", "sharing", "rating",
    "cleaning", "drawing", "matching", "screening", "hosting", "saving", "coaching", "funding", "filing", "testing",
    "pricing", "training", "reporting", "setting",
];

/// What is kept of an occupation: behind an *-ing* word they are named by it, not done.
#[rustfmt::skip]
pub(super) const RECORDS: &Set = set![
    "schedule", "slot", "note", "run", "list", "score", "session", "time", "tour", "permit", "log", "record", "fee",
    "rate", "plan", "ticket", "result", "statistic", "tip", "zone", "area", "room", "point", "event", "round", "day",
    "date", "hour", "lane", "station", "certificate", "licence", "license", "badge", "allowance", "quota",
    "window", "history", "form", "instruction", "material", "programme", "program", "course", "lesson", "tray", "machine",
    "ground", "season", "partner", "school", "trip", "loss", "spot", "table", "mill", "shift", "bay", "line", "pass",
];

/// What an API does with records: *listing notes*, *scheduling sessions* are done, not kept.
#[rustfmt::skip]
pub(crate) const DEEDS: &[&str] = &[
    "process", "fetch", "list", "store", "manage", "track", "create", "update", "delete", "export", "import", "search",
    "query", "validate", "submit", "view", "retrieve", "get", "add", "remove", "edit", "send", "receive", "cancel",
    "approve", "reject", "schedule", "reschedule", "generate", "calculate", "compute", "upload", "download", "share",
    "read", "record", "book", "report", "score", "sync", "merge", "publish", "archive", "assign", "issue", "renew", "print",
    "sign", "change", "ingest", "analyze", "analyse", "aggregate", "collect", "log", "monitor", "rank", "sort", "filter",
    "stream", "transform", "convert", "translate", "enrich", "register", "rate", "pay", "request", "order", "reserve",
    "purchase", "buy", "sell", "split", "close", "open", "extend", "suspend", "activate", "deactivate", "revoke", "grant",
    "check", "verify", "match", "mark", "moderate", "compare", "review", "refresh", "rotate", "find", "plan", "estimate",
    "forecast", "predict", "detect", "scan", "parse", "save", "load", "post", "set", "swap", "trade", "transfer", "move",
    "confirm", "invite", "join", "leave", "start", "stop", "pause", "resume", "end", "finish", "restore", "copy", "clone",
    "mail", "email", "notify", "announce", "collate", "count", "sum", "correct", "adjust", "fix", "clean", "enter", "claim",
    "redeem", "refund", "charge", "bill", "invoice", "price", "quote", "draw", "pick", "pack", "ship", "deliver", "return",
    "replace", "exchange", "assess", "grade", "audit", "inspect", "evaluate", "look", "subscribe", "unsubscribe", "browse",
    "show", "display", "render", "build", "make", "define", "configure", "lock", "unlock", "block", "unblock", "freeze",
    "flag", "tag", "label", "rename", "link", "unlink", "attach", "detach", "allocate", "distribute", "broadcast", "push",
    "pull", "poll", "hold", "release", "recalculate", "reconcile", "settle", "waive", "extract", "compile", "handle",
    "serve", "provide", "offer", "host", "cache", "index", "normalize", "normalise", "deduplicate", "maintain", "punch",
];
