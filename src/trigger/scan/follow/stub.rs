//! What is only a placeholder: stubs, constant results, bodies that say *not implemented*.

use super::*;

/// Whether a declaration's body is only a placeholder.
pub(super) fn stub(lines: &[Line], indented: bool) -> bool {
    let Some(head) = lines.first() else {
        return false;
    };
    if indented {
        return indented_stub(lines);
    }
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.code);
        text.push('\n');
    }
    if let Some(body) = brace_body(&text) {
        let statements: Vec<&str> = body
            .split('\n')
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .collect();
        return match statements.as_slice() {
            [] => true,
            [first, rest @ ..] => {
                is_placeholder(first) && (rest.is_empty() || is_certain(first) && closes_all(rest))
            }
        };
    }
    // `def total: Int = ???`, `fun f() = TODO()`, `f = undefined` below its signature.
    let definition = lines
        .iter()
        .take(4)
        .map(|l| l.code.as_str())
        .find(|c| c.contains(" = "));
    if let Some((_, value)) = definition.and_then(|c| c.rsplit_once(" = "))
        && is_placeholder(value)
    {
        return true;
    }
    if let Some((_, value)) = head.code.rsplit_once("=> ") {
        return is_placeholder(value);
    }
    if let Some((_, value)) = head.code.rsplit_once("do: ") {
        return is_placeholder(value);
    }
    // `def x` … `end`.
    let mut body = lines[1..].iter().filter(|l| !l.code.is_empty());
    let first = body.next().map_or("", |l| l.code.as_str());
    let second = body.next().map_or("", |l| l.code.as_str());
    first == "end" || is_placeholder(first) && second == "end"
}

pub(super) fn closes_all(rest: &[&str]) -> bool {
    rest.iter().all(|line| closes(line, false))
}

/// A body that is told by its indentation.
pub(super) fn indented_stub(lines: &[Line]) -> bool {
    let Some(head) = lines.first() else {
        return false;
    };
    // The header may take several lines.
    let Some(end) = lines.iter().position(|l| ends_header(&l.code)) else {
        return one_line_stub(&head.code);
    };
    let mut body = lines[end + 1..]
        .iter()
        .filter(|l| !l.code.is_empty())
        .take_while(|l| l.indent > head.indent)
        .map(|l| l.code.as_str())
        .peekable();
    // A docstring is its own comment: its lines have no code but the quotes around it.
    while body.next_if(|l| is_quotes(l)).is_some() {}
    match (body.next(), body.next()) {
        (None, _) => true,
        (Some(only), None) => is_placeholder(only),
        (Some(first), Some(_)) => is_certain(first),
    }
}

pub(super) fn ends_header(code: &str) -> bool {
    code.ends_with(':') || code.ends_with(" =")
}

pub(super) fn is_quotes(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| matches!(b, b'"' | b'\''))
}

pub(super) fn one_line_stub(code: &str) -> bool {
    let value = code.rsplit_once(": ").or_else(|| code.rsplit_once(" = "));
    value.is_some_and(|(_, value)| is_placeholder(value))
}

/// What stands between the braces of a declaration, if they open behind its parentheses.
pub(super) fn brace_body(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut parens = 0i32;
    let mut open = None;
    let mut depth = 0;
    let mut quote = None;
    let mut escaped = false;
    for (at, byte) in bytes.iter().copied().enumerate() {
        if let Some(closer) = quote {
            if escaped {
                escaped = false;
            } else if byte == b'\\' {
                escaped = true;
            } else if byte == closer || byte == b'\n' {
                quote = None;
            }
            continue;
        }
        match byte {
            b'"' | b'`' => quote = Some(byte),
            b'(' | b'[' if open.is_none() => parens += 1,
            b')' | b']' if open.is_none() => parens -= 1,
            // A route's handler opens inside the call's parentheses, at the end of its line.
            b'{' if open.is_none() => {
                let ends_line = matches!(bytes.get(at + 1), Some(b'\n'));
                if parens <= 0 || ends_line && text[..at].trim_end().ends_with(['>', ')']) {
                    open = Some(at + 1);
                    depth = 0;
                }
            }
            b'{' => depth += 1,
            b'}' if open.is_some() => {
                if depth == 0 {
                    return open.map(|from| &text[from..at]);
                }
                depth -= 1;
            }
            b';' if open.is_none() && parens <= 0 => return None,
            _ => {}
        }
    }
    None
}

/// Placeholders after which nothing runs.
pub(super) fn is_certain(code: &str) -> bool {
    const STARTS: &[&str] = &[
        "todo!(",
        "unimplemented!(",
        "unreachable!(",
        "TODO(",
        "raise ",
        "throw ",
        "panic(",
        "panic!(",
        "fatalError(",
        "die(",
        "die ",
        "error(",
        "abort(501",
        "raise(",
        "throw(",
        "preconditionFailure(",
        "croak ",
        "exit 1",
    ];
    STARTS.iter().any(|s| code.starts_with(s)) || not_implemented(code)
}

/// Whether a line only stands in for code.
pub(super) fn is_placeholder(code: &str) -> bool {
    let code = code.trim().trim_end_matches([';', ',', '}', ' ']).trim();
    let code = code.strip_prefix("=> ").unwrap_or(code);
    if is_certain(code)
        || matches!(
            code,
            "???" | "undefined" | "pass" | "..." | ":" | "todo!" | "TODO"
        )
    {
        return true;
    }
    let value = code
        .strip_prefix("return")
        .filter(|rest| rest.is_empty() || rest.starts_with([' ', '(', ';']))
        .map(str::trim);
    match value {
        Some(value) => is_constant(value),
        None => {
            let constant = code.strip_prefix("Ok(").and_then(|c| c.strip_suffix(')'));
            !code.is_empty() && (is_constant(code) || constant.is_some_and(is_constant))
        }
    }
}

/// `null`, `0`, `[]`, `Ok(0)`, `nil, nil`.
pub(super) fn is_constant(value: &str) -> bool {
    let value = value.trim();
    if is_nothing_yet(value) {
        return true;
    }
    let value = value
        .strip_prefix('(')
        .and_then(|v| v.strip_suffix(')'))
        .unwrap_or(value);
    value.split(',').all(|part| {
        let part = part.trim();
        let inner = ["Ok(", "Some(", "Err("]
            .iter()
            .find_map(|w| part.strip_prefix(w))
            .and_then(|p| p.strip_suffix(')'))
            .unwrap_or(part);
        matches!(
            inner,
            "" | "null"
                | "None"
                | "nil"
                | "[]"
                | "{}"
                | "0"
                | "1"
                | "-1"
                | "false"
                | "true"
                | "False"
                | "True"
                | "undefined"
                | "()"
                | "\"\""
                | "''"
                | "vec![]"
                | "NULL"
                | "nullptr"
                | "0.0"
                | ":ok"
                | "nothing"
                | "void 0"
                | "unit"
                | "()\""
                | "default"
                | "Vec::new()"
                | "String::new()"
                | "Default::default()"
                | "Nil"
                | "Unit"
        )
    })
}

/// `emptyList()`, `new ArrayList<>()`, `List.of()`, `Seq.empty`, `HashMap::new()`: a collection with
/// nothing in it is `[]` in other letters.
fn is_nothing_yet(value: &str) -> bool {
    let value = value.strip_prefix("new ").unwrap_or(value);
    let called = value.strip_suffix("()");
    let name = called.unwrap_or(value);
    // `Array.Empty<Order>`, `Map.empty[String, Int]`.
    let name = name
        .split(['<', '['])
        .next()
        .unwrap_or(name)
        .trim_end_matches("::");
    let (owner, last) = match name.rsplit_once("::").or_else(|| name.rsplit_once('.')) {
        Some((owner, last)) => (owner.rsplit(['.', ':']).next().unwrap_or(owner), last),
        None => ("", name),
    };
    let kind = |word: &str| {
        let word = word.to_ascii_lowercase();
        [
            "list",
            "map",
            "set",
            "dict",
            "vec",
            "vector",
            "array",
            "seq",
            "optional",
            "enumerable",
            "stream",
            "collection",
        ]
        .iter()
        .any(|end| word.ends_with(end) && word.bytes().all(|b| b.is_ascii_alphabetic()))
    };
    match last {
        "of" | "new" | "Empty" => called.is_some() && kind(owner),
        "empty" => {
            kind(owner) || owner == "Option" || called.is_some() && matches!(owner, "Mono" | "Flux")
        }
        "emptyList" | "emptyMap" | "emptySet" | "emptySequence" | "emptyArray" | "emptyFlow"
        | "listOf" | "mapOf" | "setOf" | "mutableListOf" | "mutableMapOf" | "list" | "dict"
        | "set" | "Map" | "Set" => called.is_some(),
        other => {
            owner.is_empty()
                && called.is_some()
                && other.starts_with(|c: char| c.is_ascii_uppercase())
                && kind(other)
        }
    }
}

/// A 501 or a text that says so.
pub(super) fn not_implemented(code: &str) -> bool {
    let lower = code.to_ascii_lowercase();
    let says = [
        "501",
        "notimplemented",
        "not_implemented",
        "not implemented",
        "not-implemented",
    ]
    .iter()
    .any(|s| lower.contains(s));
    says && !lower.starts_with("if ")
}
