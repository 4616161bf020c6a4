//! Words that look like a backend object and mean something else (policy section 3.10).

use super::*;

/// Verbs of code that works on data in its own process.
#[rustfmt::skip]
pub(super) const IN_PROCESS_VERBS: &Set = set![
    "iterate", "iterating", "traverse", "traversing", "walk", "walking", "borrow", "clone", "cast", "casting",
    "allocate", "allocating", "dereference", "mutate", "instantiate", "construct", "constructing",
    "deserialize", "serialize", "parse", "parsing", "tokenize", "compile", "compiling", "inline", "override",
    "overload", "subclass", "monkeypatch", "mock", "mocking", "stub", "destructure", "concatenate", "memoize",
    "await", "yield", "panic", "unwrap", "coerce", "lex", "render", "rendering", "draw", "drawing", "paint",
    "blit", "rasterize", "spawn", "spawning", "fork", "mmap", "pin", "poll", "polling", "intern", "hash",
    "hashing", "iterable", "query-plan", "set", "setting", "getting", "convert", "converting", "retrieve-bits",
    "inspect", "inspecting", "introspect", "dump", "disassemble", "assemble", "encode", "decode", "encoding",
    "decoding", "slice", "slicing", "splice", "peek", "pop", "push-back", "truncate", "zip", "flatten",
    "configure", "configuring", "customize", "customizing", "build", "building", "obtain", "obtaining", "unify",
    "specify", "specifying", "determine", "determining", "invalidate", "reuse", "wrap", "wrapping", "attach",
    "detach", "register", "unregister", "know", "tell", "pass", "passing", "abort", "avoid", "read", "reading",
    "write", "writing", "access", "accessing", "map", "mapping", "extract", "extracting", "insert", "inserting",
    "lock", "locking", "split", "splitting", "append", "compare", "comparing", "reset", "resetting", "toggle",
    "toggling", "expose", "exposing", "handle", "handling", "control", "controlling", "detect", "detecting",
    "define", "defining", "load", "loading", "initialize", "initializing", "init", "emit", "emitting",
    "dispatch", "allow", "allowing", "check", "checking", "support", "supporting", "wait", "waiting", "query",
    "querying", "create", "creating", "make", "making", "manipulate", "manipulating", "modify", "modifying",
    "change", "changing", "get", "return", "returning", "visit", "visiting", "embed", "rewrite", "intern", "walk", "escape", "escaping", "unescape", "unescaping", "quote", "unquote",
];

/// What a function without a name does, and none that runs in a cloud is told to do.
#[rustfmt::skip]
const LAMBDA_VERBS: &Set = set![
    "add", "multiply", "square", "sum", "sort", "filter", "check", "return", "double", "map", "compute", "print",
    "compare", "subtract",
];

fn in_process_verb(verb: &str) -> bool {
    IN_PROCESS_VERBS.contains(verb)
        || verb.ends_with("ing")
            && IN_PROCESS_VERBS
                .iter()
                .any(|v| title::inflect::gerund(v) == verb)
}

/// What a program is compiled or packed for.
const MADE_FOR: &Set = set![
    "production",
    "release",
    "deployment",
    "install",
    "prod",
    "staging",
    "distribution",
];

/// Refuses what is a backend's only by its words: libraries, compilers, graphics, geometry.
pub(crate) fn check_meaning(
    object: &Object,
    tokens: &[Token],
    clause: &Clause,
) -> Result<(), Refusal> {
    let head = &tokens[object.head[object.head.len() - 1]];
    let mods: Vec<&Token> = object.mods.iter().map(|&w| &tokens[w]).collect();
    let web = mods
        .iter()
        .chain(
            object.head[..object.head.len() - 1]
                .iter()
                .map(|&w| &tokens[w])
                .collect::<Vec<_>>()
                .iter(),
        )
        .any(|t| {
            t.any(set![
                "rest",
                "restful",
                "http",
                "https",
                "graphql",
                "grpc",
                "soap",
                "json",
                "crud",
                "web",
                "websocket",
                "serverless",
                "backend",
                "microservice",
            ])
        });
    let subject: Vec<&Token> = object.subject.words(tokens).collect();
    // What a hand does on a screen.
    if object.subject.verbs.iter().any(|v| {
        matches!(
            v.as_str(),
            "click" | "tap" | "scroll" | "hover" | "drag" | "swipe" | "navigate"
        )
    }) {
        return Err(Refusal::Frontend);
    }
    if head.any(set!["backend", "backends"]) {
        if let Some(m) = mods.last()
            && m.any(objects::OTHER_BACKENDS)
        {
            return Err(Refusal::OtherMeaning);
        }
        // *Build backend for production*: compiles the one that is there.
        if matches!(&object.subject.parts[..], [part] if tokens[part[part.len() - 1]].any(MADE_FOR))
        {
            return Err(Refusal::OtherMeaning);
        }
        // *the gob backend for the cache*, *a backend for JavaScript output*.
        let driver = object
            .subject
            .parts
            .first()
            .and_then(|p| p.last().map(|&w| (p.len(), &tokens[w])))
            .is_some_and(|(n, t)| {
                t.any(objects::STORES)
                    && (n == 1 || subject.iter().any(|t| t.any(objects::OTHER_BACKENDS)))
            });
        // *add a backend for DirectSound*: one of several that stand behind the same code.
        let one = object
            .determiner
            .is_some_and(|d| tokens[d].any(set!["a", "an", "another"]))
            && mods.is_empty()
            && matches!(&object.subject.parts[..], [p] if p.len() == 1 && tokens[p[0]].inner_capital() && tokens[p[0]].raw.bytes().any(|b| b.is_ascii_lowercase()))
            && matches!(clause.act, Act::Do(v) if matches!(v.base, "add" | "implement" | "write" | "support" | "provide"));
        if (driver || one) && !web {
            return Err(Refusal::OtherMeaning);
        }
        if !subject.is_empty() && subject.iter().all(|t| t.any(objects::OTHER_BACKENDS))
            || subject.iter().any(|t| {
                t.any(set![
                    "llvm",
                    "wgpu",
                    "webgpu",
                    "opengl",
                    "vulkan",
                    "wasm",
                    "terraform",
                    "plotting",
                    "rendering",
                    "compiler",
                    "codegen",
                    "cuda",
                ])
            })
        {
            return Err(Refusal::OtherMeaning);
        }
    }
    if head.any(set![
        "api",
        "apis",
        "service",
        "services",
        "interface",
        "backend",
        "backends",
    ]) && mods.iter().any(|t| t.any(objects::OTHER_APIS))
    {
        return Err(Refusal::OtherMeaning);
    }
    // *a better API for …*: one is there.
    let from = object.first();
    if head.any(set!["api", "apis", "interface"])
        && !web
        && clause.rest[from.saturating_sub(2)..*object.head.first().unwrap_or(&from)]
            .iter()
            .any(|t| {
                t.any(set![
                    "better", "nicer", "cleaner", "saner", "simpler", "easier", "safer",
                ])
            })
    {
        return Err(Refusal::OtherMeaning);
    }
    if mods
        .iter()
        .any(|t| t.any(set!["mock", "fake", "dummy", "stub", "test"]))
    {
        return Err(Refusal::OtherMeaning);
    }
    if head.any(set!["endpoint", "endpoints"])
        && !web
        && subject.iter().any(|t| {
            t.any(set![
                "segment",
                "segments",
                "curve",
                "curves",
                "edge",
                "edges",
                "interval",
                "intervals",
                "arc",
                "arcs",
                "spline",
                "splines",
                "usb",
                "polyline",
                "axis",
                "vector",
                "vectors",
                "line",
                "lines",
                "ray",
                "rays",
            ])
        })
    {
        return Err(Refusal::OtherMeaning);
    }
    // `Service for Router`: a trait or class, written as one.
    let bare = object.determiner.is_none() && object.mods.is_empty();
    let camel = |t: &Token| t.inner_capital() && t.raw.bytes().any(|b| b.is_ascii_lowercase());
    if bare
        && head.capital()
        && !head.inner_capital()
        && subject
            .iter()
            .any(|t| camel(t) && !products::is_product(t.low))
    {
        return Err(Refusal::OtherMeaning);
    }
    let lambda = object
        .head
        .iter()
        .any(|&w| tokens[w].any(set!["lambda", "lambdas"]));
    if lambda {
        let small = object
            .head
            .iter()
            .any(|&w| tokens[w].raw.starts_with("lambda"));
        let cloud = mods
            .iter()
            .any(|t| t.any(set!["aws", "serverless", "cloud"]));
        if small
            && !cloud
            && (subject.iter().any(|t| t.any(objects::IN_PROCESS))
                || object.subject.parts.is_empty()
                || object.subject.verbs.iter().any(|v| {
                    LAMBDA_VERBS.contains(v.as_str())
                        || LAMBDA_VERBS
                            .iter()
                            .any(|w| title::inflect::gerund(w) == v.as_str())
                }))
        {
            return Err(Refusal::OtherMeaning);
        }
    }
    // A bare API or interface may be one that code calls in its own process.
    let loose = head.any(set![
        "api",
        "apis",
        "interface",
        "interfaces",
        "service",
        "services",
        "backend",
        "backends",
        "surface",
    ]) && !web;
    if loose {
        let strong = |t: &Token| {
            t.any(objects::IN_PROCESS) && !t.any(objects::IN_PROCESS_MILD) || code_like(t)
        };
        if object.subject.parts.iter().any(|p| {
            p.last().is_some_and(|&w| strong(&tokens[w]))
                || p.iter().any(|&w| tokens[w].kind == Kind::Code)
        }) {
            return Err(Refusal::OtherMeaning);
        }
        if object.naming(tokens).any(strong) {
            return Err(Refusal::OtherMeaning);
        }
        let code_verb = !object.subject.verbs.is_empty()
            && object.subject.verbs.iter().all(|v| in_process_verb(v));
        let mild = |t: &Token| t.any(objects::IN_PROCESS);
        if code_verb
            && head.any(set!["api", "apis", "interface", "interfaces"])
            && (subject.iter().any(|t| mild(t)) || object.subject.parts.is_empty())
        {
            return Err(Refusal::OtherMeaning);
        }
        if object.subject.verbs.iter().any(|v| {
            matches!(
                v.as_str(),
                "iterate"
                    | "iterating"
                    | "traverse"
                    | "traversing"
                    | "allocate"
                    | "allocating"
                    | "borrow"
                    | "deserialize"
                    | "mutate"
                    | "instantiate"
                    | "dereference"
            )
        }) {
            return Err(Refusal::OtherMeaning);
        }
    }
    // *… in the compiler*, *… lazily*.
    if clause.rest.iter().any(|t| {
        t.any(set![
            "compiler",
            "borrowck",
            "rustc",
            "clang",
            "llvm",
            "gcc",
            "wasm32",
            "no_std",
            "stdlib",
            "lazily",
            "in-memory-only",
            "cpu",
            "gpu",
            "processor",
        ])
    }) && head.any(set!["api", "apis", "backend", "service"])
        && !web
    {
        return Err(Refusal::OtherMeaning);
    }
    Ok(())
}
