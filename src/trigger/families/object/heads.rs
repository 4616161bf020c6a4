//! Which words name something that a client can call. It judges no sentence.

use super::*;

/// The head of an API-like phrase: how many words at its end.
pub(crate) fn api_head(words: &[&Token]) -> usize {
    let Some(last) = words.last() else { return 0 };
    let n = words.len();
    if last.any(set!["lambda", "lambdas"]) {
        return 1;
    }
    if last.any(objects::API) {
        return 1;
    }
    if n >= 2 {
        let before = words[n - 2];
        if last.any(set!["function", "functions"])
            && before.any(set![
                "lambda",
                "cloud",
                "serverless",
                "azure",
                "edge",
                "firebase"
            ])
        {
            return 2;
        }
        let qualified: &Set = match last.low {
            "mutation" | "mutations" | "resolver" | "resolvers" => set!["graphql"],
            "resource" | "resources" => set!["rest", "restful", "api", "http"],
            "handler" | "handlers" => set![
                "http", "webhook", "rest", "api", "request", "route", "lambda", "grpc",
            ],
            "rpc" | "rpcs" => set!["grpc", "unary", "streaming", "server-streaming"],
            "receiver" | "receivers" | "consumer" | "consumers" => set!["webhook"],
            "method" | "methods" => set!["grpc", "rpc", "rest", "api"],
            "interface" | "interfaces" => set!["rest", "restful", "http", "grpc", "graphql"],
            "server" => set![
                "grpc",
                "graphql",
                "rest",
                "http",
                "api",
                "backend",
                "websocket",
            ],
            _ => set![],
        };
        if before.any(qualified) {
            return 2;
        }
    }
    0
}

/// Whether one word may be an API-like head, for the chunker.
pub(crate) fn api_word(t: &Token) -> bool {
    t.any(objects::API)
        || t.any(set![
            "function",
            "functions",
            "handler",
            "handlers",
            "resolver",
            "resolvers",
            "mutation",
            "mutations",
            "server",
            "pipeline",
            "pipelines",
            "rpc",
            "resource",
        ])
}

/// Whether a word before *service* or *server* makes it one of infrastructure or of the desk.
pub(crate) fn infrastructure(t: &Token) -> bool {
    t.any(INFRASTRUCTURE)
}

#[rustfmt::skip]
const INFRASTRUCTURE: &Set = set![
    "smtp", "ldap", "dns", "imap", "pop3", "relay", "mail", "dhcp", "ntp", "ftp", "sftp", "telnet", "irc", "kdc", "rsync",
    "threaded", "builtin", "built-in", "dst", "src", "destination", "master", "slave", "standby", "replica", "database", "db", "sql",
    "kubernetes", "k8s", "docker", "systemd", "compose", "docker-compose", "ci", "test", "mock", "dev", "build", "lsp",
    "language", "proxy", "x11", "web-server", "nginx", "mcp", "display", "ssh", "file", "window", "local", "debug", "dap", "rpc",
];
