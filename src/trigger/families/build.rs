//! `build`: *build a backend for …*, *stand up a service that …*, *a data pipeline for …*.

use super::object::{self, api_word};
use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::directive::{Act, Clause};
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::token::Token;
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::set;

pub(super) fn read(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    let (whole, pipeline_only) = match clause.act {
        Act::Do(v) if v.roles.build => (true, false),
        Act::Do(v) if v.roles.make => (false, true),
        Act::Have => (false, true),
        Act::Do(_) => return Ok(None),
    };
    let have = matches!(clause.act, Act::Have);
    // *a pipeline for attendance data*, *a pipeline that ingests scans*.
    let flows = clause.rest.iter().any(|t| {
        t.any(objects::DATA_FLOW)
            || t.any(set![
                "ingests",
                "transforms",
                "enriches",
                "loads",
                "aggregates",
                "processes",
                "process",
                "imports",
                "syncs",
                "normalizes",
                "normalises",
                "parses",
                "collects",
                "cleans",
                "exports",
                "streams",
                "ingesting",
                "enriching",
            ])
    });
    let head = move |words: &[&Token]| -> usize {
        let Some(last) = words.last() else { return 0 };
        if last.any(objects::PIPELINE) {
            return usize::from(
                flows
                    && !words.iter().any(|t| {
                        t.any(set![
                            "ci",
                            "ci/cd",
                            "cd",
                            "render",
                            "graphics",
                            "shader",
                            "build",
                            "deployment",
                            "ml",
                            "gpu",
                            "jenkins",
                        ])
                    }),
            );
        }
        if !have && last.any(set!["backend", "backends"]) {
            return 1;
        }
        if whole
            && last.any(set![
                "api",
                "apis",
                "service",
                "services",
                "microservice",
                "microservices",
                "webservice",
                "webservices",
            ])
        {
            return 1;
        }
        0
    };
    let _ = pipeline_only;
    let tokens = &clause.rest;
    let Some(found) = object::find(clause, context, &api_word, &head) else {
        return Ok(None);
    };
    // "Build service for …" without an article names a service that builds.
    if clause.frame == "imperative"
        && !context.tagged
        && found.determiner.is_none()
        && found.mods.is_empty()
        && tokens[found.head[0]].any(set!["service", "pipeline", "backend"])
        && !context.shouting
        && let Act::Do(v) = clause.act
        && v.base == "build"
        && v.particle.is_empty()
    {
        return Err(Refusal::Description);
    }
    object::check_meaning(&found, tokens, clause)?;
    found.check_subject(tokens)?;
    Ok(Some(Match {
        family: Family::Build,
        title: found.title(tokens, context),
        subject: found.subject_text(tokens),
    }))
}
