//! Nouns a request can be about, and the words that take them out of the backend again.
//!
//! Data only, each list with the reason it exists.

use super::{Set, set};

/// Heads of the `implement` and `need` families: things a client can call.
#[rustfmt::skip]
pub(crate) const API: &Set = set![
    "api", "apis", "endpoint", "endpoints", "service", "services", "microservice", "microservices",
    "webservice", "webservices", "webhook", "webhooks", "route", "routes", "backend", "backends", "lambda",
    "lambdas",
];

/// Qualifiers that say how a thing is called; they stay in the title and are never its subject.
#[rustfmt::skip]
pub(crate) const WEB: &Set = set![
    "rest", "restful", "http", "https", "graphql", "grpc", "rpc", "json", "crud", "web", "soap", "websocket",
    "sse", "openapi", "serverless", "aws", "cloud", "webhook", "api", "backend", "batch", "bulk", "streaming",
    "json-rpc", "odata",
];

/// How an endpoint is called over HTTP.
pub(crate) const METHODS: &Set = set!["get", "post", "put", "patch", "delete"];

/// Qualifiers that name no subject: `a new internal API` is an API of nothing.
#[rustfmt::skip]
pub(crate) const EMPTY_QUALIFIERS: &Set = set![
    "new", "simple", "basic", "small", "proper", "dedicated", "separate", "single", "own", "real", "actual",
    "public", "private", "internal", "external", "custom", "generic", "common", "shared", "additional", "extra",
    "other", "missing", "quick", "tiny", "lightweight", "minimal", "full", "complete", "appropriate",
    "necessary", "required", "corresponding", "respective", "relevant", "related", "specific", "first",
    "second", "third", "next", "last", "final", "initial", "better", "nice", "good", "clean", "secure",
    "secured", "protected", "robust", "scalable", "performant", "versioned", "typed", "standalone", "central",
    "main", "core", "global", "local", "remote", "existing", "v1", "v2", "v3", "node", "node.js", "python",
    "go", "golang", "rust", "java", "kotlin", "express", "fastapi", "flask", "django", "rails", "spring",
    "nest", "nestjs", "aws", "serverless", "few", "couple", "bunch", "whole", "entire", "working", "usable",
    "thin", "tested", "production-ready", "authenticated", "unauthenticated", "idempotent", "paginated", "cached", "fast", "read-only", "write-only", "reliable", "cheap",
    "async", "asynchronous", "synchronous", "post", "get", "put", "patch", "delete", "possible", "mini",
    "little", "fresh", "different", "various", "backing", "server-side", "server", "downstream", "upstream",
    "stateless", "managed", "fully", "highly", "given", "specified", "provided", "passed", "resulting", "requested",
    "supplied", "said", "aforementioned",
];

/// Heads of the `build` family beyond backends and services: whole flows of data.
pub(crate) const PIPELINE: &Set = set!["pipeline", "pipelines"];

/// What makes a pipeline one of data and not of CI, graphics or a language model.
#[rustfmt::skip]
pub(crate) const DATA_FLOW: &Set = set![
    "data", "etl", "elt", "ingestion", "ingest", "processing", "streaming", "event", "events", "analytics",
    "import", "export", "enrichment", "transformation", "log", "logs", "normalization", "normalisation",
    "aggregation", "sync", "scan", "scanning",
];

/// Heads of the `create` family.
#[rustfmt::skip]
pub(crate) const DATA: &Set = set![
    "model", "models", "schema", "schemas", "entity", "entities", "table", "tables", "dto", "dtos", "type",
    "types", "datatype", "datatypes", "message", "messages", "collection", "collections", "relation",
    "relations", "struct", "structs", "record", "records", "migration", "migrations",
];

/// Heads of [`DATA`] that mean too much alone and need one of [`DATA_QUALIFIERS`].
#[rustfmt::skip]
pub(crate) const DATA_WEAK: &Set = set![
    "message", "messages", "collection", "collections", "relation", "relations", "struct", "structs", "record",
    "records", "migration", "migrations",
];

/// Words before a data head that say which kind of data type it is; they stay in the title.
#[rustfmt::skip]
pub(crate) const DATA_QUALIFIERS: &Set = set![
    "data", "database", "db", "sql", "tabularium", "domain", "orm", "prisma", "sequelize", "mongoose",
    "mongodb", "mongo", "dynamodb", "postgres", "postgresql", "mysql", "sqlite", "protobuf", "proto", "grpc",
    "graphql", "avro", "kafka", "json", "pydantic", "request", "response", "event", "api", "backend", "django",
    "sqlalchemy", "jpa", "persistence", "storage", "relational", "typed", "bigquery", "snowflake", "clickhouse",
    "cassandra", "wire",
];

/// What a backend is called when something is added *to* it.
pub(crate) const TARGET: &Set = set!["backend", "backends", "server", "servers"];

/// Named parts of a backend to which a capability may be added.
#[rustfmt::skip]
pub(crate) const TARGET_NAMED: &Set = set![
    "api", "apis", "endpoint", "endpoints", "service", "services", "microservice", "microservices",
    "webservice", "gateway", "webhook", "webhooks", "route", "routes", "server",
];

/// Capabilities that a named API, endpoint or service can gain. To *the backend* anything can be
/// added that is not refused elsewhere; to a named endpoint one also adds fields, tests, comments.
#[rustfmt::skip]
pub(crate) const CAPABILITY: &Set = set![
    "sign-on", "sign-in", "sign-up", "trail", "trails", "multitenancy", "undo", "rollback", "rollbacks", "presence", "idempotency", "throttle", "authentication", "auth", "authorization", "authorisation", "integration", "integrations", "processing",
    "search", "limiting", "throttling", "pagination", "paging", "caching", "cache", "validation",
    "verification", "filtering", "sorting", "sso", "oauth", "oauth2", "mfa", "2fa", "rbac", "access", "audit",
    "auditing", "logging", "tracing", "monitoring", "metrics", "telemetry", "observability", "encryption",
    "compression", "notifications", "notification", "support", "upload", "uploads", "download", "downloads",
    "export", "exports", "import", "imports", "streaming", "webhooks", "versioning", "idempotency", "retries",
    "deduplication", "scheduling", "queueing", "queuing", "batching", "indexing", "localization",
    "localisation", "internationalization", "moderation", "tagging", "tracking", "reporting", "analytics",
    "payments", "billing", "invoicing", "tenancy", "multi-tenancy", "isolation", "cors", "csrf", "signing",
    "hashing", "login", "logout", "signup", "registration", "sessions", "permissions", "roles", "quotas",
    "quota", "limits", "limit", "protection", "control", "checks", "check", "rotation", "refresh", "backups",
    "replication", "sharding", "failover", "sync", "synchronization", "synchronisation", "enrichment",
    "correlation", "detection", "scanning", "scoring", "ranking", "recommendations", "geocoding", "rounding",
    "conversion", "translation", "management", "provisioning", "handling", "discovery", "ingestion",
    "aggregation", "archiving", "archival", "delivery", "messaging", "routing", "matching", "resizing",
    "transcoding", "parsing", "rendering", "recovery", "reset", "approval", "approvals", "workflow",
    "workflows", "impersonation", "masking", "redaction", "retention", "anonymization", "anonymisation",
    "pseudonymization", "autocomplete", "autocompletion", "suggestions", "facets", "soft-delete",
    "backpressure", "breaker", "breaking", "healthcheck", "polling", "subscriptions", "reminders", "emails",
    "transactions", "locking", "history", "feeds", "feed", "limiter", "limiters", "whitelisting",
    "allowlisting", "blocking", "fallback", "analysis", "reconciliation", "forecasting", "assessment",
    "attribution", "screening", "evaluation", "generation", "creation", "deletion", "matchmaking", "alerting",
    "alerts", "triage", "prioritization", "prioritisation", "classification", "clustering", "sanitization",
    "sanitisation", "tokenization", "tokenisation", "federation", "delegation", "onboarding", "offboarding",
    "checkout", "refunds", "ratings", "reviews", "likes", "bookmarks", "favorites", "favourites",
    "replay", "replays", "autosave", "previews", "lockout", "lookup", "lookups", "snapshots", "digests",
    "invitations", "referrals", "coupons", "discounts", "vouchers",
];

/// What a comment stands in or speaks of, when it says *current*.
pub(crate) const AROUND_HERE: &Set = set![
    "api",
    "block",
    "branch",
    "case",
    "class",
    "client",
    "code",
    "component",
    "connection",
    "context",
    "directory",
    "element",
    "endpoint",
    "entity",
    "entry",
    "field",
    "file",
    "folder",
    "frame",
    "function",
    "handler",
    "implementation",
    "instance",
    "interface",
    "item",
    "line",
    "method",
    "model",
    "module",
    "node",
    "object",
    "one",
    "package",
    "page",
    "process",
    "project",
    "record",
    "request",
    "resource",
    "row",
    "schema",
    "scope",
    "selection",
    "service",
    "session",
    "solution",
    "state",
    "struct",
    "table",
    "test",
    "thread",
    "type",
    "value",
];

/// Pronouns and empty nouns: an API for *this* has no subject.
#[rustfmt::skip]
pub(crate) const EMPTY_SUBJECT: &Set = set![
    "it", "this", "that", "these", "those", "them", "they", "us", "me", "you", "him", "her", "here", "there",
    "now", "everything", "anything", "something", "nothing", "one", "ones", "each", "everyone", "someone",
    "anyone", "thing", "things", "stuff", "purpose", "purposes", "reason", "reasons", "same", "above", "below",
    "following", "rest", "others", "other", "latter", "former", "etc", "functionality", "feature", "features",
    "convenience", "future", "example", "case", "cases", "time", "being", "real", "sake", "consistency",
    "completeness", "simplicity",
];

/// Determiners and quantifiers: dropped from titles.
#[rustfmt::skip]
pub(crate) const DETERMINERS: &Set = set![
    "a", "an", "the", "our", "my", "your", "their", "its", "his", "her", "this", "that", "these", "those",
    "some", "any", "all", "each", "every", "another", "both", "no", "several", "many", "more", "multiple",
    "such", "new", "certain", "one", "two", "three", "whatever",
];

/// Words that end a noun phrase: prepositions and the like.
#[rustfmt::skip]
pub(crate) const PREPOSITIONS: &Set = set![
    "for", "to", "with", "in", "on", "into", "onto", "of", "from", "by", "at", "as", "via", "using", "under",
    "over", "per", "without", "within", "inside", "through", "behind", "between", "during", "against", "about",
    "after", "before", "until", "than", "like", "upon", "across", "towards", "toward", "atop", "next",
    "instead", "alongside", "around", "based", "so", "where", "when", "while", "because", "since", "if",
    "unless", "that", "which", "who", "whose", "whom", "whenever", "once", "then", "and/or", "but", "except",
    "including", "plus", "due", "according", "also", "too", "please", "asap", "soon", "later", "eventually",
    "today", "tomorrow", "though", "although", "yet", "still", "again", "already", "not", "here", "etc",
];

/// Verbs that are finite wherever they stand: they end a noun phrase too.
#[rustfmt::skip]
pub(crate) const FINITE: &Set = set![
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "does", "do", "did", "can", "could", "will",
    "would", "shall", "should", "may", "might", "must", "cannot", "can't", "won't", "isn't", "aren't", "wasn't",
    "doesn't", "don't", "didn't", "needs", "need", "we", "i", "you", "they", "he", "she", "it", "let", "let's",
    "i'd", "we'd", "we'll", "it's", "we're", "they're", "gets", "requires",
];

/// Backends of other trades: compilers, graphics, storage engines, language models, desktops.
#[rustfmt::skip]
pub(crate) const OTHER_BACKENDS: &Set = set![
    "wasm", "webassembly", "llvm", "cranelift", "gcc", "clang", "compiler", "codegen", "jit", "aot", "x86",
    "x86-64", "x86_64", "arm", "arm64", "aarch64", "riscv", "risc-v", "spirv", "spir-v", "ptx", "nvptx", "mips",
    "powerpc", "sparc", "amdgpu", "bpf", "ebpf", "opengl", "gl", "webgl", "webgpu", "wgpu", "vulkan", "metal",
    "directx", "d3d", "d3d11", "d3d12", "dx12", "cuda", "rocm", "hip", "opencl", "sycl", "tpu", "gpu", "cpu",
    "mps", "onnx", "tensorrt", "tensorflow", "pytorch", "torch", "jax", "xla", "numpy", "keras", "triton",
    "graphics", "rendering", "render", "renderer", "audio", "sound", "video", "alsa", "pulseaudio", "pipewire",
    "jack", "coreaudio", "wasapi", "sdl", "sdl2", "glfw", "x11", "wayland", "gtk", "qt", "cocoa", "winit",
    "win32", "android", "ios", "ncurses", "curses", "terminal", "tui", "crossterm", "termion", "matplotlib",
    "plot", "plotting", "svg", "cairo", "skia", "storage", "storage-engine", "rocksdb", "leveldb", "sled",
    "lmdb", "sqlite", "terraform", "state", "tfstate", "llm", "openai", "anthropic", "ollama", "vllm", "llama",
    "inference", "model", "mlx", "gguf", "tokenizer", "fuzzing", "solver", "smt", "z3", "io_uring", "io-uring",
    "epoll", "kqueue", "iocp", "tls", "ssl", "openssl", "crypto", "rustls", "boringssl", "keyring", "keychain",
    "vcs", "hg", "svn", "libgit2", "gitoxide", "parser", "lexer", "lalr", "template", "templating", "markdown",
    "html", "pdf", "latex", "docx", "regex", "glob", "allocator", "async", "executor", "runtime", "tokio",
    "smol", "futures", "celery", "django", "haystack", "s3", "gcs", "logging", "log", "logger", "tracing",
    "debugger", "profiler", "test", "mock", "mocked", "dummy", "fake", "null", "in-memory", "memory", "file",
    "filesystem", "fs", "disk", "font", "text", "input", "clipboard", "display", "window", "windowing", "print",
    "printing", "notify", "watcher", "bluetooth", "usb", "hid", "serial", "camera", "midi", "simulator",
    "simulation", "quantum", "emulator", "interpreter", "bytecode", "vm", "jvm", "javascript", "js", "c", "c++",
    "cpp", "python", "rust", "lua", "ruby", "native", "alternative", "alternate", "pluggable", "plugin",
    "multiple", "other", "second", "different", "new-style", "legacy", "nix", "docker", "podman", "kubernetes",
    "container", "virtualization", "qemu", "kvm", "sql", "query", "orm", "dialect", "postgres", "postgresql",
    "mysql", "redis", "memcached", "rpc", "mail", "smtp", "imap", "translation", "speech", "tts", "stt", "asr",
    "ocr", "attention", "embedding", "embeddings", "completion", "hover", "diff", "formatter", "linter", "bdd",
    "result", "generator", "optimizer", "assembler", "linker", "codegenerator", "disassembler", "typesetting", "output",
    "sat", "blas", "lapack", "fft", "simd", "avx", "neon",
];

/// Parts of a program that store or print: a backend *for* one of them is a driver behind it.
#[rustfmt::skip]
pub(crate) const STORES: &Set = set![
    "cache", "caches", "caching", "storage", "store", "queue", "queues", "logger", "logging", "session", "database", "db",
    "filesystem", "output", "outputs", "codegen", "renderer", "rendering", "state", "kv", "index", "vfs", "keyring", "solver",
];

/// Words of programming itself. An API about them is one that code calls in its own process.
#[rustfmt::skip]
pub(crate) const IN_PROCESS: &Set = set![
    "query", "queries",
    "iterator", "iterators", "iterating", "iterate", "iterates", "iteration", "iterable", "widget", "widgets",
    "plugin", "plugins", "ast", "asts", "cst", "syntax", "node", "nodes", "parser", "parsers", "parsing",
    "lexer", "lexers", "lexing", "tokenizer", "tokenizing", "compiler", "compilers", "linker", "trait",
    "traits", "impl", "impls", "struct", "structs", "closure", "closures", "callback", "callbacks", "pointer",
    "pointers", "ptr", "lifetime", "lifetimes", "borrow", "borrowing", "borrowed", "mutable", "immutable",
    "mut", "enum", "enums", "macro", "macros", "generic", "generics", "typeclass", "typeclasses", "monad",
    "monads", "functor", "iter", "slice", "slices", "slicing", "buffer", "buffers", "bufread", "byte", "bytes",
    "bit", "bits", "bitset", "bitmap", "bitmask", "allocator", "allocators", "allocation", "allocations",
    "allocating", "arena", "heap", "mutex", "mutexes", "thread", "threads", "threading", "semaphore", "atomics",
    "atomic", "spinlock", "coroutine", "coroutines", "generator", "generators", "future", "futures", "promise",
    "promises", "waker", "executor", "executors", "reactor", "vector", "vectors", "matrix", "matrices",
    "tensor", "tensors", "quaternion", "quaternions", "rotation", "rotations", "shader", "shaders", "texture",
    "textures", "mesh", "meshes", "vertex", "vertices", "polygon", "polygons", "sprite", "sprites", "pixel",
    "pixels", "framebuffer", "swapchain", "raycast", "raycasting", "bezier", "spline", "curve", "curves",
    "cursor", "cursors", "window", "windows", "viewport", "dom", "css", "canvas", "keyboard", "mouse",
    "gamepad", "joystick", "font", "fonts", "glyph", "glyphs", "layout", "layouts", "syscall", "syscalls",
    "ioctl", "kernel", "opcode", "opcodes", "bytecode", "instruction", "instructions", "register", "registers",
    "operand", "operands", "intrinsic", "intrinsics", "symbol", "symbols", "scope", "scopes", "binding",
    "bindings", "regex", "regexes", "regexp", "string", "strings", "str", "substring", "substrings", "char",
    "chars", "character", "characters", "codepoint", "codepoints", "utf-8", "unicode", "integer", "integers",
    "int", "ints", "float", "floats", "double", "boolean", "bool", "number", "numbers", "tuple", "tuples",
    "array", "arrays", "arraylist", "hashmap", "hashmaps", "dict", "dictionary", "linked", "deque", "tree",
    "trees", "trie", "btree", "graph", "graphs", "stack", "stacks", "method", "methods", "function",
    "functions", "class", "classes", "subclass", "subclasses", "interface", "interfaces", "constructor",
    "constructors", "destructor", "getter", "getters", "setter", "setters", "overload", "overloads", "argument",
    "arguments", "args", "argv", "parameter", "parameters", "param", "params", "option", "options", "variable",
    "variables", "value", "values", "constant", "constants", "const", "constness", "field", "fields",
    "property", "properties", "attribute", "attributes", "annotation", "annotations", "decorator", "decorators",
    "type", "types", "typing", "instance", "instances", "object", "objects", "prototype", "crate", "crates",
    "library", "libraries", "lib", "package", "packages", "module", "modules", "namespace", "header", "headers",
    "import", "dependency", "dependencies", "toolchain", "debugger", "breakpoint", "breakpoints", "profiler",
    "stacktrace", "backtrace", "backtraces", "panic", "panics", "exception", "exceptions", "error", "errors",
    "warning", "warnings", "diagnostic", "diagnostics", "lint", "lints", "linter", "formatter", "editor",
    "editors", "ide", "file", "files", "path", "paths", "directory", "directories", "filesystem", "fd", "fds",
    "handle", "handles", "socket", "sockets", "pipe", "pipes", "stdin", "stdout", "stderr", "process",
    "processes", "subprocess", "signal", "signals", "clock", "timer", "timers", "timeout", "timeouts", "clone",
    "clones", "cloning", "drop", "deref", "cast", "casting", "coercion", "conversion", "serializer",
    "deserializer", "deserialize", "serialize", "serde", "visitor", "visitors", "walker", "traversal",
    "traversing", "traverse", "combinator", "combinators", "adapter", "adapters", "wrapper", "wrappers",
    "fixture", "fixtures", "mock", "mocks", "mocking", "benchmark", "benchmarks", "assertion", "assertions",
    "testing", "tests", "test", "unittest", "state", "states", "dispatcher", "hook", "hooks", "render",
    "rendering", "renderer", "component", "components", "browser", "browsers", "webview", "frame", "frames",
    "span", "spans", "range", "ranges", "offset", "offsets", "index", "indices", "key", "keys", "cell", "cells",
    "row", "rows", "column", "columns", "line", "lines", "element", "elements", "item-wise", "memory", "cpu",
    "gpu", "device-side", "lock", "locks", "locking", "queue-pair", "dma", "irq", "interrupt", "interrupts",
    "gpio", "i2c", "spi", "uart", "driver", "drivers", "firmware", "predicate", "predicates", "lambda",
    "lambdas", "expression", "expressions", "statement", "statements", "literal", "literals", "identifier",
    "identifiers", "operator", "operators", "equation", "equations", "polynomial", "polynomials", "derivative",
    "integral", "flag", "flags", "config", "configuration", "configs", "setting-up", "metadata", "defaults",
    "default", "behavior", "behaviour", "internals", "implementation", "implementations", "overhead", "sum",
    "square", "factorial", "fibonacci", "prime", "primes", "palindrome", "matches", "match", "hash", "hashes",
    "grapheme", "graphemes", "codepoint", "codepoints", "gradient", "gradients", "vmm", "hypervisor", "msr", "msrs",
    "digest", "digests", "checksum", "nonce", "cipher", "ciphers", "tls", "handshake", "certificate-chain",
    "mir", "hir", "ir", "dag", "ssa", "cfg", "terminator", "terminators", "opcodes", "scheduler", "schedulers", "block", "blocks",
    "mutexes", "finalizer", "finalizers", "destructors", "allocators", "normalizer", "normalizers", "initializer", "initializers", "sanitizer", "sanitizers", "minimizer", "randomizer",
    "visualizer", "context", "contexts", "encoder", "encoders", "decoder", "decoders", "codec", "codecs", "converter", "converters", "interceptor",
    "interceptors", "middleware", "middlewares", "listener", "listeners", "observer", "observers", "factory", "factories",
    "comparator", "comparators", "formatters", "processor", "processors", "subcommand", "subcommands",
    "serialization", "serialisation", "deserialization", "deserialisation", "marshalling", "unmarshalling", "introspection",
    "reflection", "memoization", "multithreading", "concurrency", "parallelism", "sine", "sines", "cosine", "cosines", "logarithm",
    "logarithms", "permutation", "permutations", "bitfield", "bitfields", "codegen", "optimizer", "optimizations", "inlining",
    "cargo", "rustc", "rustdoc", "npm", "webpack", "babel", "typescript", "javascript", "eslint", "lsp",
];

/// In-process words that are ordinary business nouns as well. They speak against an API only when
/// nothing else in the phrase names a business: *API for iterating rows* against *seats and rows*.
#[rustfmt::skip]
pub(crate) const IN_PROCESS_MILD: &Set = set![
    "query", "queries",
    "row", "rows", "range", "ranges", "string", "tree", "trees", "file", "files", "device", "item", "queue",
    "key", "keys", "value", "values", "object", "objects", "property", "properties", "class", "classes",
    "package", "packages", "option", "options", "graph", "graphs", "function", "test", "tests", "process",
    "processes", "driver", "drivers", "frame", "frames", "index", "setting", "error", "errors", "state",
    "states", "conversion", "configuration", "plugin", "plugins", "line", "lines", "items", "annotation",
    "annotations", "warning", "warnings", "editor", "editors", "library", "libraries", "record", "type",
    "types", "number", "numbers", "cell", "cells", "field", "fields", "path", "paths", "signal", "signals",
    "flag", "flags", "allocation", "allocations", "match", "matches", "directory", "window", "windows", "config", "default", "defaults",
    "closure", "closures", "register", "registers", "fixture", "fixtures", "tls", "curves",
    "metadata", "testing", "rotation", "element", "elements", "stack", "memory", "symbol", "symbols", "node",
    "nodes", "import", "parsing", "module", "modules", "attribute", "attributes", "layout", "layouts", "hash",
    "hashes", "diagnostic", "diagnostics", "exception", "exceptions", "variable", "variables", "component",
    "components", "dependency", "dependencies", "parameter", "parameters", "instance", "instances", "keyboard",
    "vector", "vectors", "trait", "traits", "binding", "font", "fonts", "texture", "curve", "timer", "timers",
    "prime", "primes", "bit", "bits", "cast", "heap", "canvas", "promise", "promises", "future", "futures",
    "lock", "locks", "benchmark", "benchmarks", "generator", "generators", "register", "registers", "header",
    "headers", "implementation", "array", "arrays", "strings", "interface", "method", "methods", "functions",
    "rendering", "offset", "locking", "constant", "wrapper", "instruction", "instructions", "certificate-chain",
    "scheduler", "schedulers", "block", "blocks", "middleware", "processor", "processors", "factory", "factories", "concurrency", "reflection", "listener", "listeners",
    "observer", "observers", "converter", "converters", "optimizer", "permutation", "permutations",
    "browser", "browsers", "column", "columns", "crate", "crates", "mesh", "sprite", "sprites",
];

/// Qualifiers before *API* or *service* that make it one of a library, a browser or a desktop.
#[rustfmt::skip]
pub(crate) const OTHER_APIS: &Set = set![
    "generic", "database", "language", "standard", "runtime", "system", "following", "compiler",
    "iterator", "plugin", "plugins", "widget", "ast", "builder", "fluent", "c", "c++", "ffi", "abi", "python",
    "rust", "js", "javascript", "typescript", "java", "kotlin", "swift", "ruby", "lua", "dom", "browser",
    "fetch", "canvas", "context", "composition", "options", "hooks", "hook", "reflection", "streams", "stream",
    "collections", "unsafe", "safe", "safer", "low-level", "lower-level", "high-level", "higher-level",
    "embeddings", "completions", "inference", "llm", "tokenizer", "bus", "dbus", "d-bus", "udev", "better", "neater", "saner", "ergonomic", "convenience", "convenient", "nicer", "cleaner", "stable", "unstable", "nightly", "blocking",
    "non-blocking", "nonblocking", "const", "library", "kernel", "driver", "os", "win32", "windows", "winapi",
    "posix", "linux", "macos", "native", "extension", "scripting", "embedding", "gpu", "vulkan", "opengl",
    "metal", "graphics", "audio", "drawing", "rendering", "threading", "mock", "fake", "dummy", "stub", "test",
    "testing", "client", "sdk", "history", "clipboard", "notification-center", "bluetooth", "usb", "serial",
    "intl", "worker", "workers", "type", "typed-array", "query-builder", "visitor", "parser", "macro", "derive",
    "proc-macro", "async-iterator", "callback", "callback-based", "promise-based", "promise", "systemd",
    "foreground", "accessibility", "angular", "flutter",
];

/// Words for what a person sees. Work on these alone is another project's.
#[rustfmt::skip]
pub(crate) const FRONTEND: &Set = set![
    "component", "components", "page", "pages", "button", "buttons", "view", "views", "viewmodel", "viewmodels",
    "style", "styles", "stylesheet", "css", "widget", "widgets", "modal", "modals", "dialog", "dialogs",
    "tooltip", "tooltips", "icon", "icons", "screen", "screens", "sidebar", "navbar", "header", "footer",
    "theme", "themes", "animation", "animations", "transition", "transitions", "layout", "layouts", "dropdown",
    "dropdowns", "menu", "menus", "tab", "tabs", "panel", "panels", "hook", "hooks", "ui", "ux", "gui", "html",
    "dom", "canvas", "spinner", "loader", "placeholder", "elements", "checkbox", "checkboxes", "toggle",
    "toggles", "banner-component", "carousel", "slider", "toast", "toasts", "popover", "popup", "popups",
    "form", "forms", "frontend", "wireframe", "wireframes", "mockup", "mockups", "storybook", "toolbar",
    "breadcrumb", "breadcrumbs", "skeleton", "navigation", "routes-component", "login-button", "landing",
];

/// Services outside the house that are named by their kind only.
#[rustfmt::skip]
pub(crate) const THIRD_PARTY: &Set = set![
    "gateway", "gateways", "provider", "providers", "processor", "processors", "crm", "erp", "siem", "idp",
    "carrier", "carriers", "vendor", "vendors", "marketplace", "registrar", "bank", "banks", "feed", "feeds",
    "scanner", "scanners", "psp", "aggregator", "broker", "exchange", "exchanges", "ticketing", "helpdesk",
    "messenger", "cdn", "waf", "soar", "edr", "mdm", "hris", "hrms", "pos",
];

/// Those of [`THIRD_PARTY`] that are as often parts of code.
#[rustfmt::skip]
pub(crate) const SOMETIMES_OUTSIDE: &Set = set![
    "processor", "processors", "carrier", "carriers", "vendor", "vendors", "feed", "feeds", "scanner", "scanners",
    "broker", "exchange", "exchanges", "aggregator", "registrar", "provider", "providers", "gateway", "gateways",
];

/// Qualifiers that make any *service*, *API* or *system* an outside one.
#[rustfmt::skip]
pub(crate) const OUTSIDE: &Set = set![
    "third-party", "external", "payment", "payments", "identity", "sso", "saml", "oidc", "oauth", "oauth2",
    "ldap", "scim", "email", "sms", "git", "geocoding", "maps", "mapping", "weather", "shipping", "tax",
    "billing", "ticketing", "crm", "erp", "accounting", "banking", "messaging", "notification", "push", "cloud",
    "threat", "intelligence", "analytics", "search", "calendar", "storage", "translation", "currency",
    "exchange-rate", "credit", "fraud", "kyc", "signature", "e-signature", "video", "chat", "fax", "partner",
    "partners", "vendor", "vendor's", "social", "login", "monitoring", "logging",
];

/// Things of the developer's own desk; joining them is not a backend feature.
#[rustfmt::skip]
pub(crate) const TOOLS: &Set = set![
    "prettier", "eslint", "tslint", "stylelint", "biome", "oxlint", "editor", "editors", "vscode", "vs",
    "intellij", "vim", "neovim", "emacs", "ide", "linter", "linters", "formatter", "formatters", "ci", "ci/cd",
    "cd", "husky", "lint-staged", "clippy", "rustfmt", "black", "ruff", "mypy", "pyright", "flake8", "pylint",
    "isort", "pre-commit", "commitlint", "webpack", "vite", "rollup", "esbuild", "babel", "storybook", "jest",
    "vitest", "mocha", "pytest", "junit", "cypress", "playwright", "selenium", "codecov", "coveralls",
    "dependabot", "renovate", "gofmt", "golangci-lint", "shellcheck", "clang-format", "clang-tidy", "rubocop",
    "phpstan", "psalm", "phpcs", "checkstyle", "spotless", "ktlint", "detekt", "swiftlint", "cmake", "bazel",
    "gradle", "maven", "make", "lsp", "debugger", "profiler", "sourcemaps", "tailwind", "bootstrap", "sass",
    "redux", "mobx", "zustand", "react", "vue", "svelte", "angular", "typescript", "router", "logger", "i18n",
    "shadcn", "mui", "material", "chakra", "figma", "lottie", "d3", "three.js", "threejs", "leaflet", "monaco",
    "codemirror", "tiptap", "xterm", "devtools", "hot", "hmr", "sphinx", "mkdocs", "docusaurus", "typedoc",
    "jsdoc", "rustdoc", "doxygen", "github actions",
];

/// Objects that may be added to a backend and yet are no capability of it.
#[rustfmt::skip]
pub(crate) const NOT_A_CAPABILITY: &Set = set![
    "test", "tests", "unit", "doc", "docs", "documentation", "comment", "docstring", "docstrings", "readme",
    "changelog", "field", "fields", "param", "params", "parameter", "parameters", "argument", "arguments",
    "flag", "flags", "option", "options", "header", "headers", "url", "urls", "key", "keys", "token", "tokens",
    "secret", "secrets", "credentials", "config", "configuration", "dependency", "dependencies", "import",
    "prefix", "suffix", "file", "files", "line", "lines", "log", "logs", "print", "prints", "todo", "todos",
    "warning", "warnings", "type", "types", "typing", "typings", "annotation", "annotations", "lint", "version",
    "name", "names", "id", "ids", "port", "address", "hostname", "button", "buttons", "page", "pages",
    "component", "components", "modal", "style", "styles", "css", "icon", "icons", "theme", "animation",
    "animations", "transition", "transitions", "mode", "column", "columns", "row", "rows", "entry", "entries",
    "item", "items", "call", "calls", "request", "requests", "mock", "mocks", "fixture", "fixtures", "user",
    "users", "hosts", "certificate", "certificates", "image", "images", "timeout", "delay", "sleep",
    "instruction", "instructions", "intrinsic", "intrinsics", "opcode", "lowering", "codegen", "pass", "passes",
    "register", "registers", "env", "variable", "variables", "string", "strings", "value", "values", "label",
    "labels", "constant", "constants", "method", "methods", "function", "functions", "class", "classes",
    "struct", "enum", "trait", "traits", "impl", "interface", "callback", "callbacks", "hook", "hooks", "case",
    "cases", "check-in", "note", "notes", "link", "links", "reference", "references", "thread", "threads",
    "lock", "mutex", "assertion", "assertions", "debug", "instance", "instances", "node", "nodes", "element",
    "elements", "widget", "widgets", "something", "anything", "stuff", "it", "this", "that", "them", "these",
    "those", "one", "more", "list", "path", "paths", "directory", "package", "packages", "module", "modules",
    // What compilers do in their backends.
    "folding", "inlining", "unrolling", "vectorization", "vectorisation", "spilling", "hoisting", "peephole", "scheduling-pass",
    "relaxation", "legalization", "outlining", "rematerialization", "coalescing", "canonicalization",
    "group", "connection", "connections", "server", "servers", "client", "clients", "socket",
];

/// Words that make *type, model, table* mean something else than stored data.
#[rustfmt::skip]
pub(crate) const OTHER_DATA: &Set = set![
    "3d", "2d", "low-poly", "ai", "ml", "machine", "learning", "language", "llm", "neural", "deep", "embedding", "trained",
    "regression", "classification", "classifier", "prediction", "view", "lookup", "hash", "symbol", "jump",
    "page", "vtable", "virtual", "dispatch", "routing", "truth", "html", "css", "summary", "comparison",
    "matrix", "vector", "tensor", "generic", "phantom", "newtype", "wrapper", "associated", "opaque", "union",
    "marker", "abstract", "type", "threat", "mental", "mock", "fake", "test", "error", "log", "commit", "toast",
    "flash", "validation", "alert", "statistical", "linear", "bayesian", "physics", "mathematical", "memory",
    "concurrency", "threading", "object", "component", "props", "prop", "ui", "data-table", "pivot",
    "partition", "forwarding", "translation", "conversion", "diffusion", "transformer", "cost", "graph",
    "scene", "mesh", "texture", "shader", "render", "game", "player-model", "return", "function", "callback",
    "temporary", "temp", "tmp", "partitioned", "internal", "dummy", "leaf", "foreign", "nested", "outer", "huffman", "scratch",
    "unlogged", "materialization", "character", "dither", "ordered-dither", "ip", "up", "decode", "decoding", "user-defined",
    "iterator", "pointer", "integer", "numeric", "trait", "class", "tflite", "onnx", "gpt", "bert",
];
