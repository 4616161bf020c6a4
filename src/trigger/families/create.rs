//! `create`: *create models for …*, *define data types for …*, *add a table for …*.

use super::object::{self};
use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::directive::{Act, Clause, Force};
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::{Set, set};

/// What a model is *for* when it is trained, not stored.
const LEARNT: &Set = set![
    "classification",
    "prediction",
    "detection",
    "recognition",
    "regression",
    "forecasting",
    "segmentation",
    "inference",
    "training",
    "clustering",
    "sentiment",
    "embeddings",
    "summarization",
    "similarity",
    "transcription",
    "translation",
    "generation",
    "embedding",
    "diarization",
    "synthesis",
];

/// Formats: a schema for one of them says nothing of what is stored.
const FORMATS: &Set = set![
    "json", "yaml", "xml", "csv", "toml", "crd", "crds", "protobuf", "avro",
];

/// What a data type is written as.
const CLASSES: &Set = set!["class", "classes", "definition", "definitions"];

/// How many words at the end of a phrase name a kind of stored data.
fn head(words: &[&Token]) -> usize {
    let Some(last) = words.last() else { return 0 };
    // *entity classes*, *model definitions*: the word before says what.
    if words.len() >= 2 && last.any(CLASSES) {
        let kind = words[words.len() - 2];
        if kind.any(objects::DATA)
            && !kind.any(objects::DATA_WEAK)
            && !kind.any(set!["type", "types"])
        {
            return 2;
        }
    }
    let qualified = words.len() >= 2 && words[words.len() - 2].any(objects::DATA_QUALIFIERS);
    if !last.any(objects::DATA) || last.any(objects::DATA_WEAK) && !qualified {
        return 0;
    }
    1 + usize::from(qualified)
}

pub(super) fn read(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    let adding = match clause.act {
        Act::Do(v) if v.roles.data => matches!(
            v.base,
            "add" | "introduce" | "write" | "make" | "implement" | "generate" | "set"
        ),
        // *Models for rubrics* in an unticked box.
        Act::Have if clause.force == Force::Fragment && context.tagged => {
            if !clause
                .rest
                .first()
                .is_some_and(|t| t.any(objects::DATA) || t.any(objects::DATA_QUALIFIERS))
                || !clause.rest.iter().take(4).any(|t| t.is("for"))
            {
                return Ok(None);
            }
            true
        }
        // *X needs a table* describes code more often than it asks.
        Act::Have
            if clause.force == Force::Wish
                && (context.tagged || !matches!(clause.frame, "needs" | "is-missing")) =>
        {
            true
        }
        _ => return Ok(None),
    };
    let tokens = &clause.rest;
    let single = |t: &Token| t.any(objects::DATA);
    let Some(mut found) = object::find(clause, context, &single, &head) else {
        return Ok(None);
    };
    // *We always want the actual table at hand*: a thing that is there; and one that is not there
    // is told with what it holds.
    if (matches!(clause.act, Act::Have) || clause.frame == "should-be-done") && !context.tagged {
        let definite = found.determiner.is_some_and(|d| {
            tokens[d].any(set![
                "the", "this", "that", "these", "those", "its", "their", "both", "all",
            ])
        });
        let bare = found.determiner.is_none() && found.siblings.is_empty() && {
            let head = &tokens[found.head[found.head.len() - 1]];
            !head.low.ends_with('s') && !head.is("data")
        };
        if definite || bare || found.subject.parts.is_empty() || !found.subject.verbs.is_empty() {
            return Err(Refusal::Description);
        }
    }
    // *Create a temporary table to hold the result*, *create the Actor model*: code at work. What is
    // asked for is said with what it is for.
    let table = {
        let l = &tokens[found.head[found.head.len() - 1]];
        l.any(set![
            "table", "tables", "type", "types", "struct", "structs", "schema", "schemas",
        ]) && found.head.len() == 1
    };
    if context.narrates(clause)
        && found.siblings.is_empty()
        && (found.subject.parts.is_empty() || table && !found.subject.verbs.is_empty())
    {
        return Err(Refusal::Narration);
    }
    // *Create model WorldBorder* is what a tool prints.
    if !context.tagged
        && found.subject.parts.len() == 1
        && found.subject.parts[0].first() == found.head.last().map(|&h| h + 1).as_ref()
    {
        return Err(Refusal::Description);
    }
    let last = &tokens[found.head[found.head.len() - 1]];
    // *Add types* annotates code more often than it defines data.
    if adding && last.any(set!["type", "types"]) && found.head.len() == 1 {
        return Err(Refusal::OtherMeaning);
    }
    // *define types for functions, for the response*: code's own types.
    if last.any(set!["type", "types"])
        && found.head.len() == 1
        && found.subject.words(tokens).any(|t| {
            t.any(objects::IN_PROCESS)
                || t.any(set![
                    "response",
                    "responses",
                    "request",
                    "props",
                    "params",
                    "payload",
                    "next",
                    "state",
                    "callback",
                    "result",
                    "results",
                    "loop",
                    "actor",
                ])
        })
    {
        return Err(Refusal::OtherMeaning);
    }
    // *a sortable table for lockers on the kiosk page*.
    let shown = tokens[found.end..].windows(3).any(|w| {
        w[0].any(set!["on", "in"])
            && w.iter().any(|t| {
                t.any(set![
                    "page", "screen", "view", "tab", "dialog", "modal", "kiosk"
                ])
            })
    });
    if last.any(set!["table", "tables"])
        && (shown
            || tokens.iter().any(|t| {
                t.any(set![
                    "sortable",
                    "filterable",
                    "responsive",
                    "striped",
                    "scrollable",
                ])
            }))
    {
        return Err(Refusal::Frontend);
    }
    let around = || found.mods.iter().map(|&w| &tokens[w]);
    if around().any(|t| t.any(objects::OTHER_DATA)) {
        return Err(Refusal::OtherMeaning);
    }
    if around().any(object::frontend) {
        return Err(Refusal::Frontend);
    }
    let subject_last = |p: &Vec<usize>| tokens[p[p.len() - 1]];
    for p in &found.subject.parts {
        let l = subject_last(p);
        if object::frontend(&l)
            && !l.any(set![
                "form", "forms", "page", "pages", "menu", "menus", "theme", "themes", "banner",
                "banners", "icons", "header",
            ])
            || l.any(set!["props", "prop"])
        {
            return Err(Refusal::Frontend);
        }
        let code = |t: &Token| t.any(objects::IN_PROCESS) && !t.any(objects::IN_PROCESS_MILD);
        let others = found.subject.parts.iter().any(|q| !code(&subject_last(q)));
        let stored = last.any(set!["model", "models", "entity", "entities"]);
        if code(&l) && !(others && stored)
            || p.iter().any(|&w| {
                code(&tokens[w]) && !l.any(set!["record", "records", "account", "accounts"])
            }) && last.any(set![
                "table", "tables", "type", "types", "struct", "structs"
            ])
        {
            return Err(Refusal::OtherMeaning);
        }
        // *a schema for the environment variables*: settings, not data.
        if l.any(set!["variable", "variables"])
            && p.iter().any(|&w| tokens[w].any(set!["environment", "env"]))
        {
            return Err(Refusal::OtherMeaning);
        }
        if p.iter().any(|&w| tokens[w].any(set!["price-column"])) {
            return Err(Refusal::Frontend);
        }
    }
    if last.any(set!["model", "models"])
        && found.subject.verbs.iter().any(|v| {
            matches!(
                v.as_str(),
                "predict"
                    | "predicting"
                    | "classify"
                    | "classifying"
                    | "detect"
                    | "detecting"
                    | "recognize"
                    | "forecast"
                    | "forecasting"
                    | "generate"
                    | "generating"
            )
        })
    {
        return Err(Refusal::OtherMeaning);
    }
    if last.any(set![
        "table", "tables", "type", "types", "struct", "structs"
    ]) && found.subject.verbs.iter().any(|v| {
        matches!(
            v.as_str(),
            "display"
                | "show"
                | "displaying"
                | "showing"
                | "render"
                | "rendering"
                | "compare"
                | "comparing"
        )
    }) {
        return Err(Refusal::Frontend);
    }
    if last.any(set!["table"])
        && found
            .subject
            .words(tokens)
            .next()
            .is_some_and(|t| t.is("contents"))
    {
        return Err(Refusal::OtherMeaning);
    }
    if last.any(set!["model", "models"]) {
        let shape = |t: &Token| {
            t.any(set![
                "mesh", "meshes", "sprite", "sprites", "shader", "shaders", "polygon", "polygons",
                "texture",
            ])
        };
        if found
            .subject
            .parts
            .iter()
            .any(|p| shape(&tokens[p[p.len() - 1]]))
        {
            return Err(Refusal::OtherMeaning);
        }
        let learnt = found
            .subject
            .parts
            .iter()
            .any(|p| tokens[p[p.len() - 1]].any(LEARNT));
        if learnt || found.naming(tokens).any(|t| t.any(LEARNT)) {
            return Err(Refusal::OtherMeaning);
        }
    }
    // *Build a table of nodes from the map* narrates what code makes in memory.
    if !context.tagged && clause.force == Force::Bare {
        let made = matches!(clause.act, Act::Do(v) if !matches!(v.base, "create" | "define" | "design" | "add" | "model" | "introduce" | "write"));
        let weak = !last.any(set![
            "model",
            "models",
            "entity",
            "entities",
            "datatype",
            "datatypes",
            "dto",
            "dtos",
        ]) && found.head.len() == 1;
        let of = tokens
            .get(found.end)
            .is_some_and(|t| t.any(set!["of", "from", "with", "as"]));
        if made && weak || weak && of {
            return Err(Refusal::Narration);
        }
    }
    // A schema or type by itself is an ordinary thing of code; named data are wanted.
    found.check_subject(tokens)?;
    if found.subject.named() && !found.subject.verbs.is_empty() {
        // *tables to store invoices*: only the things stored make the title.
        if found.subject.verbs.iter().all(|v| {
            matches!(
                v.as_str(),
                "store"
                    | "storing"
                    | "hold"
                    | "holding"
                    | "represent"
                    | "representing"
                    | "describe"
                    | "describing"
                    | "keep"
                    | "keeping"
                    | "track"
                    | "tracking"
                    | "save"
                    | "saving"
                    | "persist"
                    | "persisting"
                    | "record"
                    | "recording"
                    | "capture"
                    | "capturing"
                    | "model"
                    | "contain"
                    | "containing"
                    | "manage"
                    | "managing"
            )
        }) && !found.subject.parts.is_empty()
        {
            found.subject.verbs.clear();
        } else if found.subject.parts.is_empty() {
            return Err(Refusal::NoSubject);
        } else if found.determiner.is_some_and(|d| tokens[d].is("the"))
            && found.naming(tokens).next().is_none()
        {
            // *Define the entity that owns starter cultures*: which one, not a new one.
            return Err(Refusal::NoSubject);
        }
    }
    // *a string-holding type*: one type is code's unless it is said for what.
    if last.is("type")
        && found.head.len() == 1
        && (found.subject.parts.is_empty()
            || !found.subject.verbs.is_empty()
            || context.narrates(clause))
    {
        return Err(Refusal::OtherMeaning);
    }
    // One generic word before *type* or *table* is no entity: *create a return type*.
    if !found.subject.named() {
        let weak = last.any(set![
            "type", "types", "table", "tables", "struct", "structs", "message", "messages",
            "schema", "schemas",
        ]);
        let names: Vec<&Token> = found.naming(tokens).collect();
        if weak
            && names
                .iter()
                .all(|t| t.any(objects::IN_PROCESS) || t.kind == Kind::Code)
        {
            return Err(Refusal::OtherMeaning);
        }
        if names.iter().all(|t| {
            t.any(objects::DATA_QUALIFIERS) || t.any(objects::IN_PROCESS) || t.any(objects::DATA)
        }) && found.siblings.is_empty()
        {
            return Err(Refusal::NoSubject);
        }
    }
    // *a schema for JSON*: a format holds no entity.
    if found.subject.named()
        && found.subject.verbs.is_empty()
        && found.naming(tokens).next().is_none()
        && found
            .subject
            .words(tokens)
            .all(|t| t.any(objects::WEB) || t.any(FORMATS))
    {
        return Err(Refusal::NoSubject);
    }
    Ok(Some(Match {
        family: Family::Create,
        title: found.title(tokens, context),
        subject: found.subject_text(tokens),
    }))
}
