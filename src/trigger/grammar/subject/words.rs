//! Closed classes of words inside a subject: nouns in *-ing*, verbs without an object, particles.
//!
//! Data only.

/// *-ing* words that are ordinary nouns or adjectives before a noun: *billing accounts*.
#[rustfmt::skip]
pub(super) const ING_NOUNS: &[&str] = &[
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
pub(super) const INTRANSITIVE: &[&str] = &[
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
pub(super) const ENABLERS: &[&str] = &[
    "lets", "let", "allows", "allow", "enables", "enable", "helps", "help", "permits", "permit", "makes",
    "make", "letting", "allowing", "enabling", "helping", "permitting",
];

/// Verbs of calling: what is called *to do* is the subject.
#[rustfmt::skip]
pub(super) const CALLING: &[&str] = &[
    "call", "use", "hit", "query", "poll", "consume", "invoke", "need", "leverage", "access",
];

/// Particles and prepositions that belong to the verb before them.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "up", "out", "in", "on", "off", "down", "over", "for", "to", "into", "through", "with", "at", "from",
    "about", "between", "against", "back", "of", "upon", "across",
];

/// Those of [`ING_NOUNS`] that take an object: *booking guided tours*, against *booking requests*.
#[rustfmt::skip]
pub(super) const ING_VERBS: &[&str] = &[
    "booking", "closing", "opening", "grading", "reading", "recording", "listing", "printing", "sharing", "rating",
    "cleaning", "drawing", "matching", "screening", "hosting", "saving", "coaching", "funding", "filing", "testing",
    "pricing", "training", "reporting", "setting",
];
