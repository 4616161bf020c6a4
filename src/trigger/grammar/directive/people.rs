//! Who shall do it and until when: *have Mira build …*, *the backend team*, *by Friday*.
//!
//! Finds where the verb stands that somebody is asked to do. Whether that asks is the frames' business.

use super::*;

/// Verbs that hand work to somebody.
pub(super) const DELEGATING: &Set = set!["have", "get", "ask", "let", "tell", "task"];

/// What a group of people ends with.
pub(super) const PEOPLE: &Set = set![
    "team",
    "teams",
    "folks",
    "guys",
    "squad",
    "crew",
    "group",
    "devs",
    "developers",
    "engineers",
    "people",
    "department",
];

/// Behind the person or the people that begin at `i`: *someone on the platform side*, *the backend
/// team*, *@bob*; a plain name counts where `names`.
pub(super) fn people(t: &[Token], i: usize, names: bool) -> Option<usize> {
    let first = t.get(i)?;
    if first.any(set!["someone", "somebody", "anyone", "anybody"]) {
        if t.get(i + 1)
            .is_some_and(|n| n.any(set!["on", "from", "in", "at"]))
        {
            let end = (i + 2..t.len().min(i + 7)).find(|&k| {
                t[k].any(PEOPLE)
                    || t[k].any(set!["side", "backend", "platform", "infra"])
                        && !t.get(k + 1).is_some_and(|n| n.any(PEOPLE) || n.is("side"))
            })?;
            return Some(end + 1);
        }
        return Some(i + 1);
    }
    if first.kind == Kind::Other && first.raw == "@" {
        return t.get(i + 1).filter(|n| n.kind == Kind::Word).map(|_| i + 2);
    }
    if names && first.any(set!["backend", "platform", "infra", "devops"]) {
        return Some(i + 1 + usize::from(t.get(i + 1).is_some_and(|n| n.any(PEOPLE))));
    }
    if first.any(set!["the", "our", "your"]) {
        let end = (i + 1..t.len().min(i + 5))
            .take_while(|&k| t[k].nominal() && !phrase_word(&t[k]))
            .find(|&k| t[k].any(PEOPLE))?;
        return Some(end + 1);
    }
    (names
        && first.kind == Kind::Word
        && first.capital()
        && !first.inner_capital()
        && !phrase_word(first)
        && first.raw.len() > 1)
        .then_some(i + 1)
}

/// *have Mira build*, *ask the backend team to add*: where the verb stands that they shall do.
pub(super) fn delegated(c: &Cursor<'_>) -> Option<usize> {
    let mut k = people(c.t, c.i + 1, true)?;
    let to = c.t.get(k).is_some_and(|t| t.is("to"));
    k += usize::from(to);
    let bare = c.at(set!["have", "let"]);
    let verb =
        c.t.get(k)
            .is_some_and(|t| verbs::find(t.low, None).is_some());
    (verb && to != bare).then_some(k)
}

/// *by Friday*, *by the end of Q3*: when, not by whom.
pub(super) fn deadline(t: &[Token], by: usize) -> bool {
    t.get(by + 1).is_some_and(|n| {
        n.any(set![
            "next",
            "tomorrow",
            "tonight",
            "then",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "end",
            "eod",
            "eow",
            "q1",
            "q2",
            "q3",
            "q4",
            "mid",
            "spring",
            "summer",
            "autumn",
            "winter",
            "launch",
        ]) || n.is("the")
            && t.get(by + 2)
                .is_some_and(|m| m.any(set!["end", "time", "next", "start", "beginning"]))
            || n.raw.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// The verb with this past tense, which for some is not the participle.
pub(super) fn past(word: &str) -> Option<&'static Verb> {
    match word {
        "wrote" => verbs::find("write", None).map(|(verb, _)| verb),
        _ => verbs::find_participle(word),
    }
}

/// *if you added …*: the past of a wish.
pub(super) fn done<'t>(
    mut c: Cursor<'t>,
    force: Force,
    name: &'static str,
) -> Result<Clause<'t>, Refusal> {
    let Some(verb) = past(c.word(0)) else {
        return Err(Refusal::OtherVerb);
    };
    c.i += 1;
    if !verb.particle.is_empty() {
        c.run(&[verb.particle]);
    }
    Ok(Clause {
        force,
        act: Act::Do(verb),
        rest: c.rest(),
        frame: name,
    })
}

/// *… remains to be written*: the verb stands at `at`, what shall be done before `aux`.
pub(super) fn passive<'t>(
    t: &'t [Token<'t>],
    start: usize,
    aux: usize,
    at: usize,
    force: Force,
) -> Option<Result<Clause<'t>, Refusal>> {
    let verb = verbs::find_participle(t.get(at)?.low)?;
    let particle = !verb.particle.is_empty() && t.get(at + 1).is_some_and(|n| n.is(verb.particle));
    let tail = at + 1 + usize::from(particle);
    if t.get(tail).is_some_and(|n| n.is("by")) && !deadline(t, tail) {
        return Some(Err(Refusal::Contract));
    }
    let mut rest = t[start..aux].to_vec();
    rest.extend_from_slice(&t[tail..]);
    Some(Ok(Clause {
        force,
        act: Act::Do(verb),
        rest,
        frame: "to-be-done",
    }))
}
