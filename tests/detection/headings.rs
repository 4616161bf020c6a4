//! What stands above a list decides whether its items are asked for: a plan's section has a number,
//! and so has a release.

use backend_factory::text::Document;
use backend_factory::trigger::{Detector, language::Language};

/// Whether an item below a heading is a request.
#[track_caller]
fn check(heading: &str, item: &str, wanted: bool) {
    let text = format!("# Berths\n\n{heading}\n\n{item}\n");
    let found = Detector::default().detect(&Document::new(&text), Language::from_id("markdown"));
    assert_eq!(!found.is_empty(), wanted, "{heading:?} {item:?}");
}

const BOX: &str = "- [ ] Create entities for berths and pilots";
const ITEM: &str = "* We need an API for berths";

#[test]
fn a_numbered_section_is_no_release() {
    for heading in [
        "## 1.3 Database Design",
        "### 4.1 API Development (Week 15-17)",
        "### Story 3.6.4",
    ] {
        check(heading, BOX, true);
        check(heading, ITEM, true);
    }
}

#[test]
fn what_is_released_is_done() {
    for heading in [
        "## 1.3.0",
        "## v2.0",
        "## [0.4.1] - 2024-01-02",
        "## 2.0 beta",
        "## Version 4.1 Summer",
        "## harbourd 2.8.0 (2020-05-27)",
    ] {
        check(heading, ITEM, false);
        // A box that is not ticked says itself that it is not.
        check(heading, BOX, true);
    }
    check("## Changelog", BOX, false);
    check("## Out of scope", BOX, false);
}
