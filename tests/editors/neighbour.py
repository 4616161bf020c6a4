"""The language's own server, as small as one can be: it stands beside ours in the tests of editors.

It marks the word NEIGHBOUR, offers one code action with an edit, and answers hovers. It tells whether
an editor lets two servers work in one buffer, and nothing else. Only the standard library is used.
"""

import json
import sys

texts = {}


def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    sys.stdout.buffer.flush()


def read():
    length = 0
    while line := sys.stdin.buffer.readline():
        if not line.strip():
            return json.loads(sys.stdin.buffer.read(length)) if length else None
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return None


def place(line, start, end):
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


def diagnose(uri):
    found = []
    for number, line in enumerate(texts[uri].split("\n")):
        at = line.find("NEIGHBOUR")
        if at >= 0:
            found.append({"range": place(number, at, at + 9), "severity": 2, "source": "neighbour", "message": "a neighbour is here"})
    send({"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found}})


def answer(method, params):
    if method == "initialize":
        return {"capabilities": {"textDocumentSync": 1, "codeActionProvider": True, "hoverProvider": True}}
    if method == "textDocument/codeAction":
        uri = params["textDocument"]["uri"]
        edit = {"changes": {uri: [{"range": place(0, 0, 0), "newText": "// the neighbour's line\n"}]}}
        return [{"title": "Neighbour: add a line", "kind": "quickfix", "edit": edit}]
    if method == "textDocument/hover":
        return {"contents": "the neighbour's hover"}
    return None


def main():
    while (message := read()) is not None:
        method, params = message.get("method"), message.get("params") or {}
        if method == "exit":
            return
        if method == "textDocument/didOpen":
            texts[params["textDocument"]["uri"]] = params["textDocument"]["text"]
            diagnose(params["textDocument"]["uri"])
        elif method == "textDocument/didChange":
            texts[params["textDocument"]["uri"]] = params["contentChanges"][-1]["text"]
            diagnose(params["textDocument"]["uri"])
        elif "id" in message and method:
            send({"id": message["id"], "result": answer(method, params)})


main()
