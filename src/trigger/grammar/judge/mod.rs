//! From a passage to its judgments: every sentence that could be a request, accepted or refused.

mod paragraph;
mod second;

use paragraph::*;
use second::*;

use std::ops::Range;

use super::directive::{self, Clause, Force};
use super::mark;
use super::place::{self, Headings};
use super::refusal::Refusal;
use super::sentence::{self, End};
use super::token::{self, Kind as Word, Token};
use crate::trigger::families::{self, Context, Match};
use crate::trigger::ignore::find_ascii;
use crate::trigger::lexicon::set;
use crate::trigger::lexicon::verbs;
use crate::trigger::passage::{Kind, Passage};
use crate::trigger::prefilter::{self, Prefilter, Sieve};

/// More text than this is no comment that a person wrote; the rest is not read.
const CAP: usize = 64 * 1024;

/// What was decided about one sentence.
#[derive(Clone, Debug)]
pub(crate) struct Judgment {
    /// Bytes of the passage's text.
    pub range: Range<usize>,
    /// The request, or the rule that refused it.
    pub outcome: Result<Accepted, Refusal>,
}

/// An accepted request.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    /// Family, title, subject.
    pub request: Match,
    /// A command, as against a sentence.
    pub explicit: bool,
    /// The stable id of the rule that accepted it: `todo-tag/imperative`.
    pub rule: String,
    /// It counts only where it stands alone, see [`place::stands`].
    pub bare: bool,
}

/// What the grammar has to know of the settings.
pub(crate) struct Words<'w> {
    /// Names of the product, in lower case.
    pub products: &'w [String],
    /// Families of the user.
    pub custom: &'w [crate::trigger::custom::Custom],
    /// Names of switched-off families.
    pub disabled: &'w [String],
    /// Sentences that it keeps back are not judged; without one, every candidate is.
    pub prefilter: Option<&'w Prefilter>,
}

/// Judges the sentences of a passage below these headings, in order.
pub(crate) fn passage(passage: &Passage, headings: Headings, words: &Words<'_>) -> Vec<Judgment> {
    let mut out = Vec::new();
    // Where nothing can be accepted, nothing is judged.
    let headings = Headings {
        done: headings.done || headings.released && passage.checkbox != Some(false),
        ..headings
    };
    if words.prefilter.is_some() && (headings.done || passage.checkbox == Some(true)) {
        return out;
    }
    let text = lines(passage);
    let sieve = words.prefilter.map(|prefilter| prefilter.sieve(&text));
    if sieve
        .as_ref()
        .is_some_and(|sieve| !sieve.names(0..text.len()))
    {
        return out;
    }
    let masked = mask(&text, passage);
    for paragraph in paragraphs(&masked, passage) {
        let whole = Whole {
            text: &text,
            masked: &masked,
            passage,
            headings,
            sieve: sieve.as_ref(),
        };
        judge_paragraph(&whole, paragraph, words, &mut out);
    }
    out
}

/// The passage that a paragraph is of.
struct Whole<'p> {
    text: &'p str,
    masked: &'p str,
    passage: &'p Passage,
    headings: Headings,
    sieve: Option<&'p Sieve<'p>>,
}

fn judge_paragraph(
    whole: &Whole<'_>,
    range: Range<usize>,
    words: &Words<'_>,
    out: &mut Vec<Judgment>,
) {
    let &Whole {
        text,
        masked,
        passage,
        headings,
        sieve,
    } = whole;
    if sieve.is_some_and(|sieve| !sieve.names(range.clone())) {
        return;
    }
    let marks = mark::read(&masked[range.clone()]);
    let first = range.start + marks.skip;
    let documentation = matches!(passage.kind, Kind::Doc | Kind::InnerDoc | Kind::Docstring);
    let mut governed = marks.tag && !(marks.soft && documentation)
        || passage.checkbox == Some(false)
        || (headings.backlog && passage.item);
    let closed = marks
        .closed
        .or((passage.checkbox == Some(true)).then_some("past"));
    let line_end = memchr::memchr(b'\n', &text.as_bytes()[range.clone()])
        .map_or(range.end, |n| range.start + n);
    // A command takes its line.
    if let Some(found) = command(masked, range.start, first, line_end, words) {
        let range_of_line = first.min(line_end)..line_end;
        match found {
            Ok(c) => {
                let span = c.range.start..c.range.end;
                let outcome = match closed {
                    Some(why) => Err(refusal(why)),
                    None if marks.example || headings.done => Err(Refusal::Quoted),
                    None if words.disabled.iter().any(|f| f == "command") => Err(Refusal::Ignored),
                    None => Ok(Accepted {
                        request: c.request,
                        explicit: true,
                        rule: "command".to_owned(),
                        bare: false,
                    }),
                };
                out.push(Judgment {
                    range: trim(text, span),
                    outcome,
                });
            }
            Err(why) => out.push(Judgment {
                range: trim(text, range_of_line),
                outcome: Err(why),
            }),
        }
        if line_end < range.end {
            judge_paragraph(whole, line_end + 1..range.end, words, out);
        }
        return;
    }
    let mut sentences = sentence::sentences(masked, first..range.end);
    let mut before = 0;
    // Behind the last thing that is named nothing is asked for.
    while sieve.is_none_or(|sieve| sieve.names(sentences.left()))
        && let Some(s) = sentences.next()
    {
        // The paragraph's marks are read already; later sentences may have their own.
        let own = if before == 0 && s.range.start == first {
            mark::Marks::default()
        } else {
            mark::read(&masked[s.range.clone()])
        };
        let own_tag = own.tag && !(own.soft && documentation);
        governed |= own_tag;
        before += 1;
        if let Some(sieve) = sieve
            && !sieve.names(s.range.clone())
        {
            continue;
        }
        let start = s.range.start + own.skip;
        let span = trim(text, start..s.range.end);
        if sieve.is_some_and(|sieve| !sieve.sentence(text, span.clone(), governed)) {
            continue;
        }
        // What was sieved hardly ever names nothing, so that is asked of what was accepted only.
        let names = || names(&text[span.clone()], words);
        if span.is_empty() || sieve.is_none() && !names() {
            continue;
        }
        let closed = own.closed.or(closed);
        let outcome = if let Some(why) = closed {
            Err(refusal(why))
        } else if headings.done {
            Err(Refusal::Past)
        } else if opens_quote(&text[span.clone()])
            || (marks.example || own.example) && !governed
            || passage.kind != Kind::Prose
                && cited(&text[..span.start], &text[span.start..range.end])
        {
            Err(Refusal::Quoted)
        } else {
            let place = Place {
                passage,
                headings,
                governed,
                step: marks.step || own.step,
                field: (marks.field || own.field) && passage.kind != Kind::Prose,
                before,
                behind: &sentences,
                paragraph: &masked[range.clone()],
            };
            let judged = judge_sentence(
                &masked[span.clone()],
                &text[span.clone()],
                s.end == End::Question,
                &place,
                words,
            );
            match judged {
                Ok(_) if before > 1 && !governed && imagined(&masked[first..range.end]) => {
                    Err(Refusal::Conditional)
                }
                judged => judged,
            }
        };
        // With a sieve, nobody asks what was refused.
        if sieve.is_some() && (outcome.is_err() || !names()) {
            continue;
        }
        out.push(Judgment {
            range: span,
            outcome,
        });
    }
}

/// Whether a sentence is a candidate: it names something that somebody could ask for.
fn names(text: &str, words: &Words<'_>) -> bool {
    prefilter::mentions(text)
        || words.custom.iter().any(|c| c.wants(text))
        || words.products.iter().any(|p| find_ascii(text, p).is_some())
}

fn refusal(closed: &str) -> Refusal {
    if closed == "negation" {
        Refusal::Negation
    } else {
        Refusal::Past
    }
}

fn command(
    text: &str,
    line_start: usize,
    first: usize,
    line_end: usize,
    words: &Words<'_>,
) -> Option<Result<families::Command, Refusal>> {
    let line = &text[..line_end];
    if first > line_end {
        return None;
    }
    let low = &line[line_start..];
    let called = |at: usize| {
        let rest = &low.as_bytes()[at..];
        let is = |name: &str| {
            let head = rest.get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
        };
        is("/backend") || is("@backend-orchestrator")
    };
    if !memchr::memchr2_iter(b'/', b'@', low.as_bytes()).any(called) {
        return None;
    }
    let context = Context {
        tagged: true,
        prose: true,
        shouting: !line[line_start..].bytes().any(|b| b.is_ascii_lowercase()),
        lower: !line[line_start..].bytes().any(|b| b.is_ascii_uppercase()),
        products: words.products,
    };
    families::read_command(line, first, &context)
}

/// Where a sentence stands.
struct Place<'p> {
    passage: &'p Passage,
    headings: Headings,
    governed: bool,
    step: bool,
    field: bool,
    /// How many sentences of the paragraph were read, with this one, and those behind.
    before: usize,
    behind: &'p sentence::Sentences<'p>,
    paragraph: &'p str,
}

fn judge_sentence(
    masked: &str,
    text: &str,
    question: bool,
    place: &Place<'_>,
    words: &Words<'_>,
) -> Result<Accepted, Refusal> {
    if commented_code(text) {
        return Err(Refusal::Code);
    }
    let shouting = !text.bytes().any(|b| b.is_ascii_lowercase());
    let context = Context {
        tagged: place.governed,
        prose: place.passage.kind == Kind::Prose,
        shouting,
        lower: !text.bytes().any(|b| b.is_ascii_uppercase()),
        products: words.products,
    };
    let spelling = token::Spelling::of(masked);
    let tokens = spelling.tokens();
    if let Some(found) = crate::trigger::custom::read(
        words.custom,
        text,
        &tokens,
        &context,
        question,
        place.governed,
    ) {
        return force(found.1, place).map(|()| Accepted {
            request: found.0,
            explicit: false,
            rule: "custom".to_owned(),
            bare: bare(found.1, place),
        });
    }
    if finished(&tokens) {
        return Err(Refusal::Negation);
    }
    let clause = directive::read(&tokens, question, place.governed);
    let found = match clause {
        Ok(clause) => {
            let name = clause.frame;
            let strength = clause.force;
            // What is asked for has no say where it does not stand so that it could be asked for.
            if words.prefilter.is_some() {
                force(strength, place)?;
            }
            match families::read(&clause, &context) {
                Ok(request) => Ok((request, strength, name)),
                Err(why) => {
                    // A phrase that asks for nothing describes something.
                    let why = match (strength, why) {
                        (Force::Fragment, Refusal::NoObject) => Refusal::Description,
                        (_, why) => why,
                    };
                    second_clause(&clause.rest, &context, strength, name)
                        .or_else(|| second_object(&clause, &context))
                        .ok_or(why)
                }
            }
        }
        // *The app has no endpoint for loaves, add one …*: what is missing is told first.
        Err(Refusal::Negation)
            if place.governed
                && tokens
                    .windows(2)
                    .any(|w| w[0].any(set!["has", "have", "is", "there's"]) && w[1].is("no")) =>
        {
            second_clause(&tokens, &context, Force::Wish, "second-verb").ok_or(Refusal::Negation)
        }
        Err(Refusal::OtherVerb | Refusal::NoObject) if place.governed => {
            second_clause(&tokens, &context, Force::Wish, "second-verb").ok_or(Refusal::OtherVerb)
        }
        Err(why) => Err(why),
    };
    let (request, strength, frame) = found?;
    // *TODO: add a table for fees?* wonders.
    if question && matches!(strength, Force::Bare | Force::Fragment) {
        return Err(Refusal::Question);
    }
    // *Create the tables by running the migration*: told how, a reader is told to do it.
    let told_how = place.passage.kind == Kind::Prose
        && strength == Force::Bare
        && tokens.windows(2).any(|w| {
            w[0].is("by")
                && w[1].kind == Word::Word
                && w[1].low.len() > 5
                && w[1].low.ends_with("ing")
                || w[0].is("and")
                    && w[1].any(set![
                        "run", "rerun", "restart", "open", "execute", "copy", "paste", "install",
                        "start", "type", "click", "save", "press",
                    ])
        });
    if told_how && !place.governed {
        return Err(Refusal::HowTo);
    }
    force(strength, place)?;
    if words.disabled.contains(&request.family.to_string()) {
        return Err(Refusal::Ignored);
    }
    let origin = if place.passage.checkbox == Some(false) {
        "task/"
    } else if place.governed {
        "tag/"
    } else {
        ""
    };
    Ok(Accepted {
        request,
        explicit: false,
        rule: format!("{origin}{frame}"),
        bare: bare(strength, place),
    })
}

/// Whether what follows the comment has a say.
fn bare(strength: Force, place: &Place<'_>) -> bool {
    strength == Force::Bare && !place.governed && place.passage.kind != Kind::Prose
}

/// Whether the force suffices where the sentence stands.
fn force(strength: Force, place: &Place<'_>) -> Result<(), Refusal> {
    match strength {
        Force::Wish | Force::Polite => Ok(()),
        _ if place.governed => Ok(()),
        Force::Fragment => Err(Refusal::Description),
        Force::Bare if place.field => Err(Refusal::Quoted),
        Force::Bare => place::standalone(
            place.passage,
            place.headings,
            place.step,
            || place.before + place.behind.clone().take(3).count() > 3,
            place.paragraph,
        ),
    }
}
