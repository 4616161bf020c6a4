//! English inflection as far as titles need it: singular nouns, gerunds, base forms.
//!
//! Rules first, exceptions as data. Wrong guesses cost an ugly title, never a missed request.

use crate::trigger::lexicon::{Set, set};

/// Plurals that the rules below would spoil.
const IRREGULAR: &[(&str, &str)] = &[
    ("people", "person"),
    ("menus", "menu"),
    ("skis", "ski"),
    ("taxis", "taxi"),
    ("kiwis", "kiwi"),
    ("emojis", "emoji"),
    ("wikis", "wiki"),
    ("bikinis", "bikini"),
    ("zucchinis", "zucchini"),
    ("gurus", "guru"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("mice", "mouse"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("criteria", "criterion"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("vertices", "vertex"),
    ("appendices", "appendix"),
    ("analyses", "analysis"),
    ("diagnoses", "diagnosis"),
    ("hypotheses", "hypothesis"),
    ("theses", "thesis"),
    ("crises", "crisis"),
    ("synopses", "synopsis"),
    ("parentheses", "parenthesis"),
    ("shelves", "shelf"),
    ("wolves", "wolf"),
    ("leaves", "leaf"),
    ("knives", "knife"),
    ("lives", "life"),
    ("halves", "half"),
    ("loaves", "loaf"),
    ("thieves", "thief"),
    ("wives", "wife"),
    ("calves", "calf"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("calories", "calorie"),
    ("selfies", "selfie"),
    ("zombies", "zombie"),
    ("brownies", "brownie"),
    ("smoothies", "smoothie"),
    ("hoodies", "hoodie"),
    ("rookies", "rookie"),
    ("pies", "pie"),
    ("ties", "tie"),
    ("genies", "genie"),
    ("lies", "lie"),
    ("caches", "cache"),
    ("headaches", "headache"),
    ("niches", "niche"),
    ("avalanches", "avalanche"),
    ("quizzes", "quiz"),
    ("shoes", "shoe"),
    ("canoes", "canoe"),
    ("toes", "toe"),
    ("aliases", "alias"),
    ("canvases", "canvas"),
    ("gases", "gas"),
    ("biases", "bias"),
    ("atlases", "atlas"),
    ("lenses", "lens"),
    ("houses", "house"),
    ("warehouses", "warehouse"),
    ("greenhouses", "greenhouse"),
    ("causes", "cause"),
    ("clauses", "clause"),
    ("pauses", "pause"),
    ("spouses", "spouse"),
    ("excuses", "excuse"),
    ("uses", "use"),
    ("blouses", "blouse"),
    ("axes", "axis"),
    ("oxen", "ox"),
    ("geese", "goose"),
    ("metrics", "metric"),
    ("topics", "topic"),
    ("comics", "comic"),
    ("clinics", "clinic"),
    ("mechanics", "mechanic"),
    ("characteristics", "characteristic"),
    ("heuristics", "heuristic"),
    ("diagnostics", "diagnostic"),
    ("epics", "epic"),
    ("lyrics", "lyric"),
    ("mics", "mic"),
    ("picnics", "picnic"),
    ("public", "public"),
    ("antibiotics", "antibiotic"),
    ("critics", "critic"),
    ("fabrics", "fabric"),
    ("medics", "medic"),
    ("relics", "relic"),
];

/// Words that end in *s* and are singular, or have none.
#[rustfmt::skip]
const UNCHANGED: &Set = set![
    "series", "species", "news", "data", "media", "sms", "dns", "tls", "https", "aws", "sns", "sqs", "gps",
    "ios", "css", "js", "cors", "rss", "saas", "paas", "ses", "ics", "chess", "always", "perhaps", "ess",
    "mass", "lens", "gas", "alias", "canvas", "atlas", "bias", "christmas", "pajamas", "jeans", "goods",
    "premises", "headquarters", "kubernetes", "postgres", "mongoose", "redis", "rails", "nodejs", "crossroads",
    "means", "apis's", "sales-force", "analytics", "statistics", "logistics", "genetics", "economics",
    "politics", "physics", "mathematics", "ethics", "athletics", "basics", "electronics", "forensics",
    "graphics", "robotics", "ceramics", "optics", "cosmetics", "tactics",
];

/// The singular of a noun, in lower case.
pub(crate) fn singular(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if word.len() < 4
        && !matches!(
            word,
            "ids" | "ips" | "prs" | "pdf" | "ads" | "pos" | "cvs" | "qrs"
        )
        || UNCHANGED.contains(word)
    {
        return word.to_owned();
    }
    if let Some((head, tail)) = word.rsplit_once('-') {
        return match tail {
            "ups" | "ins" | "outs" | "offs" | "ons" => {
                format!("{head}-{}", &tail[..tail.len() - 1])
            }
            _ => format!("{head}-{}", singular(tail)),
        };
    }
    let n = word.len();
    if word.ends_with("ies") {
        return format!("{}y", &word[..n - 3]);
    }
    if word.ends_with("ss")
        || word.ends_with("us")
        || word.ends_with("is")
        || !word.ends_with('s')
        || word.ends_with("'s")
    {
        return word.to_owned();
    }
    if ["sses", "xes", "ches", "shes", "zzes", "oes", "uses"]
        .iter()
        .any(|e| word.ends_with(e))
        && n > 4
    {
        return word[..n - 2].to_owned();
    }
    word[..n - 1].to_owned()
}

/// Verbs of several syllables whose last consonant is doubled: the stress is on the end.
#[rustfmt::skip]
const DOUBLED: &Set = set![
    "submit", "permit", "commit", "admit", "transmit", "emit", "omit", "refer", "prefer", "transfer", "infer",
    "defer", "occur", "incur", "recur", "control", "compel", "expel", "patrol", "enrol", "equip", "reset",
    "format", "input", "output", "unzip", "embed", "regret", "forget", "begin", "preset", "unset", "typeset", "debug",
    "program", "upset", "resubmit", "unban", "unpin", "log", "autofil", "cancel", "label", "model", "travel",
    "fulfil", "signal", "channel", "tunnel", "total", "worship", "kidnap", "backlog",
];

/// Verbs with a vowel before their last consonant that nevertheless take no second one; one
/// syllable would double by rule.
fn one_syllable(word: &str) -> bool {
    let mut groups = 0;
    let mut last = false;
    for b in word.bytes() {
        let vowel = matches!(b, b'a' | b'e' | b'i' | b'o' | b'u');
        if vowel && !last {
            groups += 1;
        }
        last = vowel;
    }
    groups == 1
}

/// *process* to *processing*.
pub(crate) fn gerund(base: &str) -> String {
    if base.ends_with("ing") && base.len() > 5 {
        return base.to_owned();
    }
    if let Some((head, tail)) = base.rsplit_once('-') {
        return format!("{head}-{}", gerund(tail));
    }
    let n = base.len();
    let b = base.as_bytes();
    if n < 2 {
        return format!("{base}ing");
    }
    if base.ends_with("ie") {
        return format!("{}ying", &base[..n - 2]);
    }
    if b[n - 1] == b'e' && !matches!(b[n - 2], b'e' | b'o' | b'y') && n > 2 {
        return format!("{}ing", &base[..n - 1]);
    }
    let vowel = |c: u8| matches!(c, b'a' | b'e' | b'i' | b'o' | b'u');
    let cvc = n >= 3
        && b[n - 1].is_ascii()
        && !vowel(b[n - 1])
        && vowel(b[n - 2])
        && !vowel(b[n - 3])
        && !matches!(b[n - 1], b'w' | b'x' | b'y' | b'h')
        || n >= 4 && b[n - 1].is_ascii() && b[n - 4..n - 2] == *b"qu";
    if DOUBLED.contains(base) || (cvc && one_syllable(base) && base != "bus") {
        return format!("{base}{}ing", b[n - 1] as char);
    }
    if b[n - 1] == b'c' && matches!(b[n - 2], b'i') {
        return format!("{base}king");
    }
    format!("{base}ing")
}

/// Third person to base: *processes* to *process*. Base forms stay as they are.
pub(crate) fn base(verb: &str) -> String {
    match verb {
        "has" => return "have".into(),
        "does" => return "do".into(),
        "goes" => return "go".into(),
        "is" | "are" => return "be".into(),
        _ => {}
    }
    let n = verb.len();
    if n < 4 || !verb.ends_with('s') || verb.ends_with("ss") {
        return verb.to_owned();
    }
    if verb.ends_with("ies") && n > 4 {
        return format!("{}y", &verb[..n - 3]);
    }
    if ["sses", "xes", "shes", "zzes", "oes"]
        .iter()
        .any(|e| verb.ends_with(e))
    {
        return verb[..n - 2].to_owned();
    }
    if verb.ends_with("ches") && !matches!(verb, "caches" | "aches") {
        return verb[..n - 2].to_owned();
    }
    if verb.ends_with("us") || verb.ends_with("is") {
        return verb.to_owned();
    }
    verb[..n - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{base, gerund, singular};

    #[test]
    fn inflects() {
        for (many, one) in [
            ("invoices", "invoice"),
            ("addresses", "address"),
            ("categories", "category"),
            ("statuses", "status"),
            ("taxes", "tax"),
            ("branches", "branch"),
            ("purchases", "purchase"),
            ("licenses", "license"),
            ("data", "data"),
            ("heroes", "hero"),
            ("sales", "sale"),
            ("analytics", "analytics"),
            ("databases", "database"),
            ("gift-cards", "gift-card"),
            ("ids", "id"),
            ("follow-ups", "follow-up"),
            ("check-ins", "check-in"),
            ("taxis", "taxi"),
            ("prizes", "prize"),
        ] {
            assert_eq!(singular(many), one, "{many}");
        }
        for (verb, ing) in [
            ("process", "processing"),
            ("validate", "validating"),
            ("submit", "submitting"),
            ("tag", "tagging"),
            ("filter", "filtering"),
            ("sync", "syncing"),
            ("send", "sending"),
            ("fetch", "fetching"),
            ("pay", "paying"),
            ("fix", "fixing"),
            ("see", "seeing"),
            ("reset", "resetting"),
            ("stream", "streaming"),
            ("tie", "tying"),
            ("get", "getting"),
            ("export", "exporting"),
            ("map", "mapping"),
            ("store", "storing"),
            ("list", "listing"),
            ("visit", "visiting"),
            ("quit", "quitting"),
            // Cut between letters only.
            ("日本a", "日本aing"),
        ] {
            assert_eq!(gerund(verb), ing, "{verb}");
        }
        for (third, verb) in [
            ("processes", "process"),
            ("validates", "validate"),
            ("matches", "match"),
            ("notifies", "notify"),
            ("sends", "send"),
            ("caches", "cache"),
            ("fixes", "fix"),
            ("returns", "return"),
            ("syncs", "sync"),
        ] {
            assert_eq!(base(third), verb, "{third}");
        }
    }
}
