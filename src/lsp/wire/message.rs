//! A body into what it is: a request, a notification, an answer, or nothing.
//!
//! Tolerates what clients really send (`"params": null`), and refuses the rest with the code that
//! JSON-RPC gives it.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

/// What a client sent.
#[derive(Debug)]
pub enum Message {
    /// To be answered.
    Request(Id, Request),
    /// Not to be answered.
    Notification(Request),
    /// An answer to a request of ours.
    Answer(Id, Result<Value, Error>),
    /// No message, and what to say about it. The flag says that it was not even JSON.
    Broken {
        /// The answer.
        response: Response,
        /// Not JSON: perhaps the length was wrong.
        json: bool,
    },
}

/// `"id": null` is there; a missing one is not.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    jsonrpc: Value,
    #[serde(default)]
    method: Option<Value>,
    #[serde(default)]
    params: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    #[serde(default)]
    error: Option<Value>,
}

/// Reads a body.
pub fn read(body: &[u8]) -> Message {
    let raw: Raw = match serde_json::from_slice(body) {
        Ok(raw) => raw,
        Err(error) => {
            let json = error.is_data();
            let mut answer = if json {
                Error::invalid_request()
            } else {
                Error::parse_error()
            };
            answer.message = format!("{}: {error}", answer.message).into();
            return Message::Broken {
                response: Response::from_error(Id::Null, answer),
                json,
            };
        }
    };
    let id = match raw.id.as_ref().map(identity) {
        None => None,
        Some(Some(id)) => Some(id),
        Some(None) => return refuse(Id::Null, "an id must be a whole number or a string"),
    };
    let Some(method) = raw.method else {
        let Some(id) = id else {
            return refuse(Id::Null, "neither method nor id");
        };
        if let Some(error) = raw.error.filter(|error| !error.is_null()) {
            let error = serde_json::from_value(error).unwrap_or_else(|_| Error::internal_error());
            return Message::Answer(id, Err(error));
        }
        return match raw.result {
            Some(result) => Message::Answer(id, Ok(result)),
            None => refuse(id, "neither method nor result"),
        };
    };
    let known = id.clone().unwrap_or(Id::Null);
    let Value::String(method) = method else {
        return refuse(known, "the method must be a string");
    };
    if raw.jsonrpc != "2.0" {
        return refuse(known, "jsonrpc must be \"2.0\"");
    }
    // Clients send `null`, nothing, or `{}` where there is nothing to say; the router wants exactly
    // one of them for each method.
    let bare = matches!(method.as_str(), "shutdown" | "exit");
    let mut params = raw.params.unwrap_or_else(|| json!({}));
    // A list that is optional and null: the types know only a missing one.
    if method == "workspace/executeCommand" && params.get("arguments").is_some_and(Value::is_null) {
        params["arguments"] = json!([]);
    }
    let mut request = Request::build(method);
    if !bare {
        request = request.params(params);
    }
    match id {
        Some(id) => Message::Request(id.clone(), request.id(id).finish()),
        None => Message::Notification(request.finish()),
    }
}

fn identity(id: &Value) -> Option<Id> {
    match id {
        Value::Null => Some(Id::Null),
        Value::String(text) => Some(Id::String(text.clone())),
        Value::Number(number) => number.as_i64().map(Id::Number),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn refuse(id: Id, why: &'static str) -> Message {
    let mut error = Error::invalid_request();
    error.message = format!("{}: {why}", error.message).into();
    Message::Broken {
        response: Response::from_error(id, error),
        json: true,
    }
}

/// What can be known of a body that was not kept, from its first bytes: method, id, address.
pub fn glimpse(head: &[u8]) -> (Option<String>, Option<Id>, Option<String>) {
    let text = String::from_utf8_lossy(head);
    // Only what stands before the long text, so that the text cannot speak for the message.
    let text = text.split("\"text\"").next().unwrap_or_default();
    let id = after(text, "\"id\"").and_then(|rest| {
        let end = rest.find([',', '}']).unwrap_or(rest.len());
        let id: Value = serde_json::from_str(rest[..end].trim()).ok()?;
        identity(&id)
    });
    (quoted(text, "\"method\""), id, quoted(text, "\"uri\""))
}

fn after<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let rest = text[text.find(key)? + key.len()..].trim_start();
    Some(rest.strip_prefix(':')?.trim_start())
}

fn quoted(text: &str, key: &str) -> Option<String> {
    let mut values = serde_json::Deserializer::from_str(after(text, key)?).into_iter::<Value>();
    match values.next()?.ok()? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// The answer to a request that we gave up on.
pub fn failed(id: Id, code: i64, message: &str) -> Response {
    Response::from_error(
        id,
        Error {
            code: ErrorCode::ServerError(code),
            message: message.to_owned().into(),
            data: None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, want: &str) {
        let got = match read(body.as_bytes()) {
            Message::Request(id, request) => {
                format!("request {id} {} {:?}", request.method(), request.params())
            }
            Message::Notification(request) => format!("notification {}", request.method()),
            Message::Answer(id, result) => format!("answer {id} {}", result.is_ok()),
            Message::Broken { response, json } => {
                let code = response.error().unwrap().code.code();
                format!("broken {code} {} {json}", response.id())
            }
        };
        assert_eq!(got, want, "{body}");
    }

    #[test]
    fn bodies_are_what_they_are() {
        check(
            r#"{"jsonrpc":"2.0","id":1,"method":"shutdown","params":null}"#,
            "request 1 shutdown None",
        );
        check(
            r#"{"jsonrpc":"2.0","id":"a","method":"shutdown","params":{}}"#,
            "request \"a\" shutdown None",
        );
        check(
            r#"{"jsonrpc":"2.0","id":1,"method":"x","params":null}"#,
            "request 1 x Some(Object {})",
        );
        check(
            r#"{"jsonrpc":"2.0","method":"initialized"}"#,
            "notification initialized",
        );
        check(r#"{"jsonrpc":"2.0","id":7,"result":null}"#, "answer 7 true");
        check(
            r#"{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"m"}}"#,
            "answer 7 false",
        );
        check("not json", "broken -32700 null false");
        check("[1,2]", "broken -32600 null true");
        check("[]", "broken -32600 null true");
        check("12", "broken -32600 null true");
        check("{}", "broken -32600 null true");
        check(
            r#"{"jsonrpc":"1.0","id":3,"method":"x"}"#,
            "broken -32600 3 true",
        );
        check(
            r#"{"jsonrpc":"2.0","id":1.5,"method":"x"}"#,
            "broken -32600 null true",
        );
        check(
            r#"{"jsonrpc":"2.0","id":1,"method":5}"#,
            "broken -32600 1 true",
        );
        check(&"[".repeat(200_000), "broken -32700 null false");
    }

    #[test]
    fn a_body_that_was_not_kept_is_known_by_its_head() {
        let head = br#"{"jsonrpc":"2.0","id":4,"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a%20b.rs","text":"\"uri\":\"file:///evil\""#;
        let (method, id, uri) = glimpse(head);
        assert_eq!(method.as_deref(), Some("textDocument/didOpen"));
        assert_eq!(id, Some(Id::Number(4)));
        assert_eq!(uri.as_deref(), Some("file:///a%20b.rs"));
        assert_eq!(glimpse(b"xx"), (None, None, None));
    }
}
