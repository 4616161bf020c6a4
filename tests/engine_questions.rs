//! What a lane leaves open is asked: a person answers while the agent waits, once for a run where they
//! say so, and never twice for the same.

#[path = "engine/bench.rs"]
mod bench;

use backend_factory::{
    engine::{Embedded, Engine, Error},
    workflow::{
        Event, Phase,
        event::Answer,
        policy::Approval,
        view::{RunState, RunView},
    },
};
use bench::{Bench, settled, trail, until};

/// A run of these phases in which somebody looks on.
fn start(script: &str, numbers: &[u8], seconds: u64) -> (Bench, Embedded, String) {
    let bench = Bench::quick().script(script).with(|settings| {
        settings.policy.approval = Approval::Submit;
        settings.limits.answer_seconds = seconds;
        // Shorter than a person takes: their time is not the agent's.
        settings.limits.idle_seconds = 2;
    });
    let engine = bench.engine();
    let mut order = bench.order();
    let phase = |number: &u8| Phase::from_number(*number).expect("a phase");
    order.phases = numbers.iter().map(phase).collect();
    let id = engine.start(&order).expect("a run").id;
    (bench, engine, id)
}

fn asked(engine: &Embedded, id: &str) -> RunView {
    let mut view = engine.run(id).expect("the run");
    until(&format!("a question of {id}: {}", view.message), || {
        view = engine.run(id).expect("the run");
        !view.questions.is_empty()
    });
    view
}

fn count(engine: &Embedded, id: &str) -> usize {
    let events = engine.events(id).expect("events");
    let asked = |event: &Event| matches!(event, Event::PermissionAsked(_));
    events.iter().filter(|it| asked(&it.event)).count()
}

#[test]
fn a_person_allows_it_for_the_run_and_is_not_asked_again() {
    // Both phases want the same; the second time it was allowed already.
    let script = "[phase.plan]\nask = \"printf hello\"\n[phase.implement]\nask = \"printf hello\"";
    let (_bench, engine, id) = start(script, &[2, 3], 120);
    let view = asked(&engine, &id);
    assert_eq!(view.state, RunState::Running);
    assert!(
        view.message
            .starts_with("The agent asks whether it may run printf hello"),
        "{}",
        view.message
    );
    // Longer than the idle limit: a person may take their time.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    engine
        .answer(&id, None, Answer::AllowForRun, "cli")
        .expect("an answer");
    let again = engine.answer(&id, None, Answer::Allow, "editor");
    assert!(matches!(again, Err(Error::NotNow(_))), "{again:?}");
    let view = settled(&engine, &id);
    let trail = trail(&engine.events(&id).expect("events"));
    assert_eq!(view.state, RunState::Completed, "{}\n{trail}", view.message);
    assert_eq!(count(&engine, &id), 1, "{trail}");
    assert!(
        trail.contains("permission-answered: 1 AllowForRun by cli"),
        "{trail}"
    );
    assert!(!trail.contains("denied"), "{trail}");
}

#[test]
fn a_refusal_holds_for_the_attempt_and_the_work_goes_on() {
    let script =
        "[phase.implement]\nask = \"npm install left-pad\"\nterminal = \"npm install left-pad\"";
    let (_bench, engine, id) = start(script, &[3], 120);
    let number = asked(&engine, &id).questions[0].number;
    let other = engine.answer(&id, Some(number + 1), Answer::Allow, "cli");
    assert!(matches!(other, Err(Error::NotNow(_))), "{other:?}");
    engine
        .answer(&id, Some(number), Answer::Refuse, "cli")
        .expect("an answer");
    let view = settled(&engine, &id);
    let trail = trail(&engine.events(&id).expect("events"));
    assert_eq!(view.state, RunState::Completed, "{}\n{trail}", view.message);
    // The terminal wanted the same: nobody was asked twice, and both are told as refused.
    assert_eq!(count(&engine, &id), 1, "{trail}");
    let denied = view.phases[2]
        .findings
        .iter()
        .filter(|it| it.code == "denied");
    let denied: Vec<&str> = denied.map(|it| it.message.as_str()).collect();
    assert!(
        denied.len() == 2
            && denied
                .iter()
                .all(|it| it.contains("a person has refused it")),
        "{denied:?}"
    );
}

#[test]
fn what_nobody_answers_is_refused_in_time() {
    let (_bench, engine, id) = start("[phase.plan]\nask = \"printf hello\"", &[2], 1);
    let view = settled(&engine, &id);
    let trail = trail(&engine.events(&id).expect("events"));
    assert_eq!(view.state, RunState::Completed, "{}\n{trail}", view.message);
    assert!(
        trail.contains("permission-answered: 1 Refuse by policy"),
        "{trail}"
    );
    assert!(
        view.phases[1].findings[0]
            .message
            .contains("nobody answered in time"),
        "{:?}",
        view.phases[1].findings
    );
}

#[test]
fn a_cancel_ends_the_question() {
    let (_bench, engine, id) = start("[phase.plan]\nask = \"printf hello\"", &[2], 600);
    asked(&engine, &id);
    let cancel = backend_factory::workflow::Decision::Cancel;
    let view = engine.decide(&id, cancel, "cli").expect("cancelled");
    assert!(view.questions.is_empty());
    until("the attempt's end", || {
        let events = engine.events(&id).expect("events");
        matches!(
            events.last().map(|it| &it.event),
            Some(Event::AttemptEnded { .. })
        )
    });
}
