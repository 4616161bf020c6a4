//! The product's voice: the few sentences that people know it by.

use super::Phase;

/// `🏭 Backend Factory detected: Okta SSO Integration`
pub fn detected(title: &str) -> String {
    format!("🏭 Backend Factory detected: {title}")
}

/// `Launching 6-phase workflow...`
pub fn launching(phases: usize) -> String {
    format!("Launching {phases}-phase workflow...")
}

/// `🏭 PHASE 3: Core Implementation - Senior Developer`
pub fn phase(phase: Phase) -> String {
    format!(
        "🏭 PHASE {}: {} - {}",
        phase.number(),
        phase.name(),
        phase.role()
    )
}

/// What a phase accomplishes, for the line under its announcement.
pub fn purpose(phase: Phase) -> &'static str {
    match phase {
        Phase::Requirements => {
            "turn the request into functional requirements and acceptance criteria"
        }
        Phase::Plan => "map every acceptance criterion to a step of an implementation plan",
        Phase::Implement => {
            "write the production code, with its error handling; the build must pass"
        }
        Phase::Test => "write a test for every acceptance criterion; the tests must pass",
        Phase::Validate => "judge every acceptance criterion against the evidence",
        Phase::Submit => {
            "bring the branch in order, with documentation and the pull request's text"
        }
    }
}

/// `Executing: turn the request into …`
pub fn executing(phase: Phase) -> String {
    format!("Executing: {}", purpose(phase))
}

/// `✅ Phase 3 Complete: 4 files changed, build passed`
pub fn complete(phase: Phase, summary: &str) -> String {
    format!("✅ Phase {} Complete: {summary}", phase.number())
}

/// `🏭 BACKEND FACTORY: Phase 4 failed. Reason: 2 tests failed`
pub fn failed(phase: Phase, reason: &str) -> String {
    format!(
        "🏭 BACKEND FACTORY: Phase {} failed. Reason: {reason}",
        phase.number()
    )
}

/// `🏭 BACKEND FACTORY: Retrying phase 4 with feedback (attempt 2)...`
pub fn retrying(phase: Phase, attempt: u32) -> String {
    format!(
        "🏭 BACKEND FACTORY: Retrying phase {} with feedback (attempt {attempt})...",
        phase.number(),
    )
}

/// `Ready to proceed to Phase 4?`
pub fn ready(next: Phase) -> String {
    format!("Ready to proceed to Phase {}?", next.number())
}

/// `✅ Backend feature development completed successfully!`
pub fn finished() -> &'static str {
    "✅ Backend feature development completed successfully!"
}
