//! The service as its clients see it.

use chariot::{
    http::{parse, Request},
    router::Router,
};

fn ask(router: &mut Router, line: &str) -> (u16, String) {
    let request: Request = parse(&format!("{line} HTTP/1.1\r\n")).expect("a request line");
    let response = router.answer(&request);
    (response.status, response.body.trim().to_owned())
}

#[test]
fn a_session_is_opened_found_and_closed() {
    let mut router = Router::default();
    assert_eq!(
        ask(&mut router, "POST /sessions/ada"),
        (201, "1".to_owned())
    );
    assert_eq!(ask(&mut router, "GET /sessions/1"), (200, "ada".to_owned()));
    assert_eq!(ask(&mut router, "DELETE /sessions/1").0, 204);
    assert_eq!(ask(&mut router, "GET /sessions/1").0, 404);
}

#[test]
fn a_bad_name_is_refused() {
    let mut router = Router::default();
    assert_eq!(ask(&mut router, "POST /sessions/a%20b").0, 422);
}

#[test]
fn what_is_no_request_line_is_refused() {
    for line in ["", "GET", "GET / SPDY/3", "GET x HTTP/1.1"] {
        assert_eq!(parse(line), None, "{line}");
    }
}
