//! The subject of a request as a title says it: *Vulnerability Processing*, *User and Order*.
//!
//! What was read as the subject is what stands there; a title leaves out what is no name of it:
//! adverbs, the clause behind (*… and use it here*), words that say nothing (*the actual data*).
//! Where no good title can be made, a shorter true one is. It never decides whether something is a
//! request.

use super::{inflect, join, word, words};
use crate::trigger::grammar::phrase;
use crate::trigger::grammar::subject::{DEEDS, Subject};
use crate::trigger::grammar::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::{Set, set};

/// Words in *-ly* that name things or say of what sort they are.
#[rustfmt::skip]
const NO_ADVERBS: &Set = set![
    "daily", "weekly", "monthly", "yearly", "hourly", "nightly", "quarterly", "biweekly", "bimonthly", "fortnightly",
    "family", "friendly", "assembly", "supply", "reply", "anomaly", "early", "only", "butterfly", "ally", "rally", "tally",
    "monopoly", "jelly", "belly", "bully", "lily", "fly", "homily", "doily", "elderly", "apply", "multiply", "comply", "rely",
    "imply", "july", "italy", "bitly", "calendly", "grammarly", "read-only", "costly", "likely", "orderly", "hilly", "ugly",
    "lonely", "lovely", "silly", "holy", "melancholy", "grizzly", "curly", "poly", "oily", "jolly", "dolly", "trolley",
];

/// Words of time, place and degree that stand behind what they are about.
#[rustfmt::skip]
const LOOSE: &Set = set![
    "here", "there", "now", "soon", "later", "too", "again", "yet", "already", "still", "asap", "first", "instead", "well",
    "overnight", "today", "tomorrow", "tonight", "anymore", "everywhere", "somewhere", "elsewhere", "afterwards",
    "beforehand", "please", "also", "maybe", "perhaps", "therefore", "however", "then", "thus", "too", "always", "never",
    "sometimes", "often", "together", "eventually", "etc", "once", "twice", "upfront",
];

/// How often something is done, when it stands behind what is done.
#[rustfmt::skip]
const HOW_OFTEN: &Set = set![
    "daily", "weekly", "monthly", "yearly", "hourly", "nightly", "quarterly", "biweekly", "fortnightly",
];

/// Words that say nothing of a thing: with nothing else behind, what the thing is of names it.
#[rustfmt::skip]
const WEAK: &Set = set![
    "actual", "real", "relevant", "necessary", "required", "correct", "proper", "appropriate", "needed", "additional",
    "more", "full", "complete", "various", "different", "certain", "specific", "right", "entire", "whole", "particular",
    "corresponding", "respective", "associated", "related", "underlying", "basic", "general", "exact", "same", "other",
    "further", "extra", "missing", "existing", "latest", "new", "up-to-date", "recent", "own",
];

/// What stands for all that one does or has with something.
#[rustfmt::skip]
const EVERYTHING: &Set = set![
    "everything", "anything", "all", "stuff", "things", "related", "operations", "operation", "crud", "basic", "common",
    "standard", "actions", "matters", "full", "functions",
];

/// What is there, whatever it is of.
const DATA: &Set = set![
    "data",
    "info",
    "information",
    "details",
    "content",
    "contents"
];

/// Verbs with somebody between them and their object: *give users access*.
#[rustfmt::skip]
const GIVING: &Set = set![
    "give", "grant", "offer", "show", "send", "assign", "allow", "provide", "deny", "award", "lend", "sell", "tell", "pay",
    "issue",
];

/// Who is given something.
#[rustfmt::skip]
const PERSONS: &Set = set![
    "users", "customers", "clients", "members", "admins", "people", "teams", "employees", "students", "teachers", "patients",
    "guests", "visitors", "tenants", "partners", "agents", "drivers", "players", "subscribers", "owners", "managers",
    "developers", "vendors", "sellers", "buyers", "suppliers", "staff", "volunteers", "parents", "donors", "readers",
];

/// What does itself: *travelling exhibitions* are not travelled.
#[rustfmt::skip]
const DOING_ITSELF: &Set = set![
    "travelling", "traveling", "visiting", "floating", "rolling", "flying", "growing", "sleeping", "falling", "rising",
    "arriving", "departing", "expiring", "migrating", "nesting", "breeding", "blooming", "flowering", "living", "dying",
    "emerging", "competing", "touring", "commuting", "aging", "ageing", "lasting", "varying", "retiring", "revolving",
    "sliding", "spinning", "swarming", "wandering", "overlapping", "neighbouring", "neighboring",
];

/// Names that *of* belongs to: turned round they say something else.
#[rustfmt::skip]
const FIXED: &[(&str, &str)] = &[
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
const PHRASAL: &[(&str, &str, &str)] = &[
    ("look", "up", "Lookup"), ("sign", "up", "Signup"), ("sign", "in", "Sign-In"), ("sign", "out", "Sign-Out"),
    ("sign", "off", "Sign-Off"), ("check", "in", "Check-In"), ("check", "out", "Checkout"), ("back", "up", "Backup"),
     ("log", "in", "Login"), ("log", "out", "Logout"), ("set", "up", "Setup"),
    ("roll", "back", "Rollback"), ("opt", "in", "Opt-In"), ("opt", "out", "Opt-Out"), ("pay", "out", "Payout"),
    ("hand", "over", "Handover"), ("top", "up", "Top-Up"), ("follow", "up", "Follow-Up"), ("write", "off", "Write-Off"),
    ("break", "down", "Breakdown"), ("shut", "down", "Shutdown"), ("turn", "over", "Turnover"), ("pick", "up", "Pickup"),
    ("drop", "off", "Drop-Off"), ("turn", "on", "Switching"), ("turn", "off", "Switching"), ("roll", "out", "Rollout"), ("mark", "up", "Markup"), ("punch", "in", "Punch-In"),
];

/// Base forms in *-ed*, which are no participles.
#[rustfmt::skip]
const BASES_IN_ED: &Set = set![
    "embed", "feed", "need", "seed", "speed", "shed", "wed", "proceed", "exceed", "succeed", "bleed", "breed", "weed",
    "shred", "bed", "heed", "sled", "reseed",
];

/// Verbs of telling, beside [`DEEDS`].
#[rustfmt::skip]
const TELLING: &[&str] = &["alert", "inform", "warn", "remind", "page", "trigger", "ping", "brief", "advise"];

/// The subject in Title Case.
pub(crate) fn subject(s: &Subject, tokens: &[Token], shouting: bool) -> String {
    let acted_on = !s.verbs.is_empty();
    let first = s.parts.iter().flatten().min().copied().unwrap_or(s.end);
    let mut names: Vec<String> = Vec::new();
    let told = told_of(tokens, s);
    let parts = told.as_ref().unwrap_or(&s.parts);
    for (k, part) in parts.iter().enumerate() {
        if k > 0 && next_clause(tokens, part, s, first) {
            break;
        }
        if let Some(name) = fixed(tokens, part, shouting) {
            names.push(name);
            names.extend(behind_fixed(tokens, part, shouting));
            continue;
        }
        let (mut part, cut) = plain(tokens, part);
        let mut turned = turned(tokens, &mut part);
        let whose = account(tokens, &mut part);
        let weak = part
            .iter()
            .all(|&w| tokens[w].any(WEAK) || tokens[w].any(DATA));
        let all = part.iter().all(|&w| tokens[w].any(EVERYTHING));
        if all
            && !part.is_empty()
            && let Some((of, whose)) = of_what(tokens, &part, s)
        {
            (part, turned) = (of, whose);
        } else if weak && (acted_on || part.is_empty()) && part.iter().any(|&w| tokens[w].any(DATA))
        {
            if let Some((of, whose)) = of_what(tokens, &part, s) {
                (part, turned) = (of, whose);
            } else {
                part.retain(|&w| !tokens[w].any(WEAK));
            }
        } else if acted_on && part.len() > 1 && part.last().is_some_and(|&w| tokens[w].is("data")) {
            part.pop();
        }
        if part.is_empty() {
            continue;
        }
        let mut name = if turned > 0 && turned < part.len() {
            join(&[
                &words(tokens, &part[..turned], true, shouting),
                &words(tokens, &part[turned..], true, shouting),
            ])
        } else {
            words(tokens, &part, true, shouting)
        };
        if let Some(who) = whose {
            name = join(&[&who, &name]);
        }
        // *writing logs into files* is done, *writing courses* are not.
        if !acted_on
            && s.parts.len() == 1
            && part.len() == 2
            && tokens[part[0]].low.ends_with("ing")
            && tokens
                .get(part[1] + 1)
                .is_some_and(|t| t.any(set!["to", "into"]))
            && let Some((deed, rest)) = name.split_once(' ')
        {
            name = format!("{rest} {deed}");
        }
        // *give users access*: whose it is, not many things.
        let (who, given) = (part[0], part.len() > 1);
        if given
            && tokens[who].any(PERSONS)
            && s.verbs.iter().any(|v| GIVING.contains(v.as_str()))
            && let Some((_, rest)) = name.split_once(' ')
        {
            let one = word(&inflect::singular(tokens[who].low), false);
            name = format!("{one} {rest}");
        }
        names.push(name);
        if cut && acted_on {
            break;
        }
    }
    let (deeds, kept) = deeds(s, tokens, first, names.is_empty() || shouting);
    let mut object = list(&names, if s.or { " or " } else { " and " });
    // *travelling exhibitions*
    if let [only] = kept.as_slice()
        && DOING_ITSELF.contains(only.as_str())
        && !names.is_empty()
    {
        return join(&[&deeds, &object]);
    }
    let mut deeds = deeds;
    if length(&object) + length(&deeds) > LONGEST && kept.len() > 2 {
        deeds = "Management".to_owned();
    }
    while length(&object) + length(&deeds) > LONGEST && names.len() > 1 {
        names.pop();
        object = list(&names, if s.or { " or " } else { " and " });
    }
    join(&[&object, &deeds])
}

/// So many words of a subject leave room for the API and its sort.
const LONGEST: usize = 7;

fn length(s: &str) -> usize {
    s.split_whitespace().count()
}

/// `A`, `A and B`, `A, B and C`.
fn list(names: &[String], join: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{}{join}{last}", head.join(", ")),
    }
}

/// Whether the word is written like a name: *Calendly*.
fn name(t: &Token) -> bool {
    t.capital() && t.raw.bytes().any(|b| b.is_ascii_lowercase())
}

/// Whether the word is an adverb.
fn adverb(t: &Token) -> bool {
    t.kind == Kind::Word && t.low.len() > 4 && t.low.ends_with("ly") && !t.any(NO_ADVERBS)
}

/// The words that name: without adverbs, and not past one that stands behind its noun. Also
/// whether something was cut off.
fn plain(tokens: &[Token], part: &[usize]) -> (Vec<usize>, bool) {
    let mut out: Vec<usize> = Vec::new();
    for &w in part {
        let t = &tokens[w];
        if t.kind == Kind::Word && (adverb(t) && !name(t) || t.any(LOOSE)) {
            let behind = part.iter().any(|&m| m > w && !tokens[m].any(LOOSE));
            // *mostly idle machines*, *fully automatic gates*: before a word it is only left out.
            if out.is_empty() || behind {
                continue;
            }
            return (out, true);
        }
        out.push(w);
    }
    // *send reports daily*
    let mut cut = false;
    while out.len() > 1
        && out
            .last()
            .is_some_and(|&w| tokens[w].any(HOW_OFTEN) || tokens[w].any(set!["it", "them", "so"]))
    {
        out.pop();
        cut = true;
    }
    (out, cut)
}

/// Whether a part is the next thing that is done: *and use it here*, *or reassign them*, *and buys
/// books*.
fn next_clause(tokens: &[Token], part: &[usize], s: &Subject, first: usize) -> bool {
    let head = part[0];
    let t = &tokens[head];
    if t.kind != Kind::Word || name(t) {
        return false;
    }
    let next = tokens.get(head + 1);
    let pronoun = next.is_some_and(|n| {
        n.any(set![
            "it", "them", "him", "her", "this", "that", "these", "those"
        ])
    });
    let base = inflect::base(t.low);
    let known = DEEDS.contains(&base.as_str()) || TELLING.contains(&base.as_str());
    if pronoun && (part.len() == 1 || known || next.is_some_and(|n| n.any(set!["it", "them"]))) {
        return true;
    }
    // Finite like the verb before: *completes checkout and buys books*.
    let finite = tokens[..first.min(tokens.len())].iter().any(|v| {
        v.kind == Kind::Word
            && v.low != inflect::base(v.low)
            && s.verbs.contains(&inflect::base(v.low))
    });
    finite && t.low != base && known && part.len() > 1
}

/// How many words of a part were turned round from behind *of*: *order* in *the status of orders*.
/// What says nothing of the other noun goes: *the real data of the sensors*.
fn turned(tokens: &[Token], part: &mut Vec<usize>) -> usize {
    let Some(k) = part.windows(2).position(|w| w[1] < w[0]) else {
        return 0;
    };
    let last = part.len() - 1;
    let mut at = 0;
    part.retain(|&w| {
        at += 1;
        at - 1 <= k || at - 1 == last || !tokens[w].any(WEAK)
    });
    k + 1
}

/// *logged in user*: takes it out of the part and names the user, without how they came in.
fn account(tokens: &[Token], part: &mut Vec<usize>) -> Option<String> {
    let k = part
        .iter()
        .position(|&w| tokens[w].any(set!["logged", "signed"]))?;
    let w = part[k];
    if !tokens
        .get(w + 1)
        .is_some_and(|t| t.any(set!["in", "on", "out"]))
    {
        return None;
    }
    let who = tokens
        .get(w + 2)
        .filter(|t| t.nominal() && !phrase::determiner(t) && !part.contains(&(w + 2)))?;
    part.remove(k);
    Some(word(&inflect::singular(who.low), false))
}

/// *the actual data from the search results*: what it is of, and how many words that takes.
fn of_what(tokens: &[Token], part: &[usize], s: &Subject) -> Option<(Vec<usize>, usize)> {
    let at = (s.end < tokens.len()).then_some(s.end)?;
    if !tokens[at].any(set![
        "from",
        "about",
        "of",
        "on",
        "for",
        "in",
        "around",
        "regarding",
        "concerning",
    ]) && !(tokens[at].is("to") && part.last().is_some_and(|&w| tokens[w].is("related")))
    {
        return None;
    }
    let behind = phrase::read(tokens, at + 1, &|_| false);
    let p = behind.parts.first()?;
    let (words, _) = plain(tokens, &p.words);
    if words.is_empty()
        || words
            .iter()
            .all(|&w| tokens[w].any(objects::EMPTY_SUBJECT) || tokens[w].any(objects::TARGET))
    {
        return None;
    }
    let mut words = words;
    let whose = words.len();
    words.extend(
        part.iter()
            .filter(|&&w| tokens[w].any(DATA) || tokens[w].is("crud")),
    );
    Some((words, whose))
}

/// *to be notified by orders*: what a passive verb without an object is about.
fn told_of(tokens: &[Token], s: &Subject) -> Option<Vec<Vec<usize>>> {
    let [verb] = s.verbs.as_slice() else {
        return None;
    };
    if !s.parts.is_empty() && passive(tokens, s).is_none()
        || s.parts.is_empty() && participle(verb).is_none()
    {
        return None;
    }
    let at = s.end;
    let when = tokens.get(at)?.any(set!["when", "whenever", "once", "if"]);
    if !when && !tokens[at].any(set!["by", "of", "about", "on", "for"]) {
        return None;
    }
    let p = phrase::read(tokens, at + 1, &|_| false);
    let mut words = plain(tokens, &p.parts.first()?.words).0;
    // *when orders ship*: the noun before the verb.
    if when && words.len() > 1 && p.parts.len() == 1 {
        words.pop();
    }
    (!words.is_empty()).then(|| vec![words])
}

/// *get notified*: the participle that stands where an object would.
fn passive<'t>(tokens: &[Token<'t>], s: &Subject) -> Option<&'t str> {
    let ([verb], [part]) = (s.verbs.as_slice(), s.parts.as_slice()) else {
        return None;
    };
    let [w] = part.as_slice() else { return None };
    (matches!(verb.as_str(), "get" | "be" | "become")
        && participle(tokens[*w].low).flatten().is_some())
    .then_some(tokens[*w].low)
}

/// *bills of lading*, which were turned round like any *status of orders*.
fn fixed(tokens: &[Token], part: &[usize], shouting: bool) -> Option<String> {
    let (&inner, &head) = (part.first()?, part.last()?);
    if inner <= head || !tokens.get(inner - 1).is_some_and(|t| t.is("of")) {
        return None;
    }
    let one = inflect::singular(tokens[head].low);
    FIXED
        .iter()
        .any(|(a, b)| (*a == one || *a == tokens[head].low) && tokens[inner].is(b))
        .then(|| {
            // What stood before the head stays there: *draft bills of lading*.
            let from = part.iter().position(|&w| w < inner).unwrap_or(1);
            format!(
                "{} of {}",
                words(tokens, &part[from..], true, shouting),
                words(tokens, &part[..from], false, shouting)
            )
        })
}

/// What is named beside *bills of lading*.
fn behind_fixed(tokens: &[Token], part: &[usize], shouting: bool) -> Vec<String> {
    let last = part.iter().max().map_or(0, |w| w + 1);
    if !tokens
        .get(last)
        .is_some_and(|t| t.is("and") || t.is("or") || t.kind == Kind::Comma)
    {
        return Vec::new();
    }
    let at = last + 1;
    phrase::read(tokens, at, &|_| false)
        .parts
        .iter()
        .map(|p| plain(tokens, &p.words).0)
        .filter(|p| !p.is_empty())
        .map(|p| words(tokens, &p, true, shouting))
        .collect()
}

/// What is done, in the form of a noun, and the verbs that it is made of.
/// `alone` keeps also what may be no verb.
fn deeds(s: &Subject, tokens: &[Token], first: usize, alone: bool) -> (String, Vec<String>) {
    let mut kept: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut slashed = s.verbs.len() > 1;
    let passive = passive(tokens, s).map(str::to_owned);
    for v in passive
        .as_ref()
        .map_or(s.verbs.as_slice(), std::slice::from_ref)
    {
        let at = (0..first.min(tokens.len())).rev().find(|&k| {
            tokens[k].kind == Kind::Word
                && (tokens[k].low == v || inflect::base(tokens[k].low) == *v)
        });
        // A name or an acronym is no verb: *Azuring*.
        if let Some(k) = at
            && !alone
            && k > 0
            && tokens[k].capital()
            && !tokens[k - 1].capital()
            && !tokens.get(k + 1).is_some_and(Token::capital)
        {
            continue;
        }
        if let Some(k) = at
            && names.len() + 1 < s.verbs.len()
            && !tokens.get(k + 1).is_some_and(|t| t.kind == Kind::Slash)
        {
            slashed = false;
        }
        let particle = at.and_then(|k| tokens.get(k + 1));
        let noun = match v.as_str() {
            // Nouns already.
            "login" | "logout" | "signup" | "checkout" => word(v, false),
            v => match PHRASAL.iter().find(|(b, p, _)| {
                (*b == v || inflect::gerund(b) == v) && particle.is_some_and(|t| t.is(p))
            }) {
                Some((_, _, noun)) => (*noun).to_owned(),
                None => match participle(v) {
                    Some(Some(base)) => word(&inflect::gerund(&base), false),
                    // Not a word that can be done: the object says enough.
                    Some(None) if !alone => continue,
                    _ => word(&inflect::gerund(v), false),
                },
            },
        };
        kept.push(v.clone());
        names.push(noun);
    }
    let text = if slashed && names.len() > 1 {
        names.join("/")
    } else {
        list(&names, " and ")
    };
    (text, kept)
}

/// *notified*: its base form, or none if that is no verb that we know. Nothing for other forms.
fn participle(v: &str) -> Option<Option<String>> {
    if !v.ends_with("ed") || v.len() < 5 || BASES_IN_ED.contains(v) {
        return None;
    }
    let stem = &v[..v.len() - 2];
    let known = |b: &str| DEEDS.contains(&b) || TELLING.contains(&b);
    let mut forms = vec![stem.to_owned(), format!("{stem}e")];
    if let Some(s) = stem.strip_suffix('i') {
        forms.push(format!("{s}y"));
    }
    if stem.len() > 2 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2] {
        forms.push(stem[..stem.len() - 1].to_owned());
    }
    Some(forms.into_iter().find(|b| known(b)))
}
