//! Session updates: what the agent says of itself while it works. Shown, summed up, never believed.

use agent_client_protocol::v1::schema as s;

use super::{permission, shared::Shared};

/// Takes one update in.
pub fn take(shared: &Shared, update: &s::SessionUpdate) {
    // Reading may be far ahead of this: a flood that is still worked off is no silence.
    shared.traffic();
    match update {
        s::SessionUpdate::AgentMessageChunk(chunk) => {
            if let s::ContentBlock::Text(text) = &chunk.content {
                shared.add_words(&text.text);
                shared.say(&shared.last_words());
            }
        }
        s::SessionUpdate::AgentThoughtChunk(_) => shared.say("thinking"),
        s::SessionUpdate::ToolCall(call) => {
            shared.new_paragraph();
            let mut fields = s::ToolCallUpdateFields::default();
            fields.kind = Some(call.kind);
            fields.title = Some(call.title.clone());
            fields.content = Some(call.content.clone());
            fields.locations = Some(call.locations.clone());
            fields.raw_input = call.raw_input.clone();
            tool(shared, &call.tool_call_id, &fields);
        }
        s::SessionUpdate::ToolCallUpdate(call) => tool(shared, &call.tool_call_id, &call.fields),
        s::SessionUpdate::Plan(plan) => {
            let running = plan
                .entries
                .iter()
                .find(|entry| entry.status == s::PlanEntryStatus::InProgress);
            if let Some(entry) = running {
                shared.say(&entry.content);
            }
        }
        s::SessionUpdate::UsageUpdate(usage) => {
            let dollars = usage
                .cost
                .as_ref()
                .filter(|cost| cost.currency.eq_ignore_ascii_case("usd"));
            shared.add_usage(Some(usage.used), dollars.map(|cost| cost.amount));
        }
        _ => {}
    }
}

fn tool(shared: &Shared, id: &s::ToolCallId, fields: &s::ToolCallUpdateFields) {
    let known = shared.tool(&id.to_string(), fields);
    let done = matches!(
        fields.status,
        Some(s::ToolCallStatus::Completed | s::ToolCallStatus::Failed)
    );
    if done {
        return;
    }
    let line = match known.title.as_deref() {
        Some(title) if !title.trim().is_empty() => title.to_owned(),
        _ => permission::describe(&permission::read(&known), None),
    };
    shared.say(&line);
}
