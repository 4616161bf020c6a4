//! Closed classes of words that a title leaves out or says in another way.
//!
//! Data only.

use crate::trigger::lexicon::{Set, set};

/// Words in *-ly* that name things or say of what sort they are.
#[rustfmt::skip]
pub(crate) const NO_ADVERBS: &Set = set![
    "daily", "weekly", "monthly", "yearly", "hourly", "nightly", "quarterly", "biweekly", "bimonthly", "fortnightly",
    "family", "friendly", "assembly", "supply", "reply", "anomaly", "early", "only", "butterfly", "ally", "rally", "tally",
    "monopoly", "jelly", "belly", "bully", "lily", "fly", "homily", "doily", "elderly", "apply", "multiply", "comply", "rely",
    "imply", "july", "italy", "bitly", "calendly", "grammarly", "read-only", "costly", "likely", "orderly", "hilly", "ugly",
    "lonely", "lovely", "silly", "holy", "melancholy", "grizzly", "curly", "poly", "oily", "jolly", "dolly", "trolley",
];

/// Words of time, place and degree that stand behind what they are about.
#[rustfmt::skip]
pub(super) const LOOSE: &Set = set![
    "here", "there", "now", "soon", "later", "too", "again", "yet", "already", "still", "asap", "first", "instead", "well",
    "overnight", "today", "tomorrow", "tonight", "anymore", "everywhere", "somewhere", "elsewhere", "afterwards",
    "beforehand", "please", "also", "maybe", "perhaps", "therefore", "however", "then", "thus", "too", "always", "never",
    "sometimes", "often", "together", "eventually", "etc", "once", "twice", "upfront",
];

/// How often something is done, when it stands behind what is done.
#[rustfmt::skip]
pub(super) const HOW_OFTEN: &Set = set![
    "daily", "weekly", "monthly", "yearly", "hourly", "nightly", "quarterly", "biweekly", "fortnightly",
];

/// Words that say nothing of a thing: with nothing else behind, what the thing is of names it.
#[rustfmt::skip]
pub(super) const WEAK: &Set = set![
    "actual", "real", "relevant", "necessary", "required", "correct", "proper", "appropriate", "needed", "additional",
    "more", "full", "complete", "various", "different", "certain", "specific", "right", "entire", "whole", "particular",
    "corresponding", "respective", "associated", "related", "underlying", "basic", "general", "exact", "same", "other",
    "further", "extra", "missing", "existing", "latest", "new", "up-to-date", "recent", "own",
];

/// What stands for all that one does or has with something.
#[rustfmt::skip]
pub(super) const EVERYTHING: &Set = set![
    "everything", "anything", "all", "stuff", "things", "related", "operations", "operation", "crud", "basic", "common",
    "standard", "actions", "matters", "full", "functions",
];

/// What is there, whatever it is of.
pub(super) const DATA: &Set = set![
    "data",
    "info",
    "information",
    "details",
    "content",
    "contents"
];

/// Verbs with somebody between them and their object: *give users access*.
#[rustfmt::skip]
pub(super) const GIVING: &Set = set![
    "give", "grant", "offer", "show", "send", "assign", "allow", "provide", "deny", "award", "lend", "sell", "tell", "pay",
    "issue",
];

/// Who is given something.
#[rustfmt::skip]
pub(super) const PERSONS: &Set = set![
    "users", "customers", "clients", "members", "admins", "people", "teams", "employees", "students", "teachers", "patients",
    "guests", "visitors", "tenants", "partners", "agents", "drivers", "players", "subscribers", "owners", "managers",
    "developers", "vendors", "sellers", "buyers", "suppliers", "staff", "volunteers", "parents", "donors", "readers",
];

/// What does itself: *travelling exhibitions* are not travelled.
#[rustfmt::skip]
pub(super) const DOING_ITSELF: &Set = set![
    "travelling", "traveling", "visiting", "floating", "rolling", "flying", "growing", "sleeping", "falling", "rising",
    "arriving", "departing", "expiring", "migrating", "nesting", "breeding", "blooming", "flowering", "living", "dying",
    "emerging", "competing", "touring", "commuting", "aging", "ageing", "lasting", "varying", "retiring", "revolving",
    "sliding", "spinning", "swarming", "wandering", "overlapping", "neighbouring", "neighboring",
];

/// Names that *of* belongs to: turned round they say something else.
#[rustfmt::skip]
pub(super) const FIXED: &[(&str, &str)] = &[
    ("bill", "lading"), ("bill", "materials"), ("bill", "material"), ("bill", "sale"), ("bill", "exchange"),
    ("terms", "service"), ("term", "service"), ("terms", "use"), ("proof", "delivery"), ("proof", "purchase"),
    ("proof", "payment"), ("proof", "concept"), ("proof", "address"), ("proof", "identity"), ("letter", "credit"),
    ("letter", "intent"), ("letter", "recommendation"), ("point", "sale"), ("point", "interest"), ("place", "interest"),
    ("right", "way"), ("statement", "work"), ("statement", "account"), ("scope", "work"), ("certificate", "origin"),
    ("certificate", "analysis"), ("certificate", "conformity"), ("certificate", "deposit"), ("chain", "custody"),
    ("power", "attorney"), ("code", "conduct"), ("date", "birth"), ("unit", "measure"), ("unit", "measurement"),
    ("line", "business"), ("line", "credit"), ("table", "contents"), ("cost", "living"), ("quality", "service"),
    ("source", "truth"), ("change", "address"), ("leave", "absence"), ("standard", "care"), ("explanation", "benefits"),
];

/// Verbs that a particle makes a noun of: *look up* is a *lookup*.
#[rustfmt::skip]
pub(super) const PHRASAL: &[(&str, &str, &str)] = &[
    ("look", "up", "Lookup"), ("sign", "up", "Signup"), ("sign", "in", "Sign-In"), ("sign", "out", "Sign-Out"),
    ("sign", "off", "Sign-Off"), ("check", "in", "Check-In"), ("check", "out", "Checkout"), ("back", "up", "Backup"),
     ("log", "in", "Login"), ("log", "out", "Logout"), ("set", "up", "Setup"),
    ("roll", "back", "Rollback"), ("opt", "in", "Opt-In"), ("opt", "out", "Opt-Out"), ("pay", "out", "Payout"),
    ("hand", "over", "Handover"), ("hand", "in", "Submitting"), ("top", "up", "Top-Up"), ("follow", "up", "Follow-Up"), ("write", "off", "Write-Off"),
    ("break", "down", "Breakdown"), ("shut", "down", "Shutdown"), ("turn", "over", "Turnover"), ("pick", "up", "Pickup"),
    ("drop", "off", "Drop-Off"), ("turn", "on", "Switching"), ("turn", "off", "Switching"), ("roll", "out", "Rollout"), ("mark", "up", "Markup"), ("punch", "in", "Punch-In"),
];

/// Verb and noun that are one deed: *keep track of calories*.
#[rustfmt::skip]
pub(super) const IDIOMS: &[(&str, &str, &str)] = &[
    ("keep", "track", "Tracking"), ("take", "care", "Handling"), ("get", "rid", "Removing"), ("make", "use", "Using"),
    ("keep", "record", "Recording"), ("keep", "records", "Recording"), ("take", "note", "Noting"),
];

/// Base forms in *-ed*, which are no participles.
#[rustfmt::skip]
pub(super) const BASES_IN_ED: &Set = set![
    "embed", "feed", "need", "seed", "speed", "shed", "wed", "proceed", "exceed", "succeed", "bleed", "breed", "weed",
    "shred", "bed", "heed", "sled", "reseed",
];

/// Verbs of telling, beside the deeds that the grammar knows.
#[rustfmt::skip]
pub(super) const TELLING: &[&str] = &["notify", "alert", "inform", "warn", "remind", "page", "ping", "brief", "advise"];

/// Verbs that no API is for, which begin the next thing that a person does.
#[rustfmt::skip]
pub(super) const NEXT_WORK: &Set = set![
    "use", "reuse", "call", "put", "make", "do", "take", "give", "keep", "let", "write", "expose", "implement", "integrate",
    "connect", "hook", "wire", "ensure", "replace", "switch",
];
