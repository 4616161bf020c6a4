//! What settings make of a lane: narrower, which every layer may, and wider, which is for the person's
//! own settings. Whoever reads the settings sees to who may say what; here they are only applied.

use globset::{GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};

use super::{Lane, ToolKind, area};

/// What was set about the lane of one phase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// The role is kept to these globs; a path must match each list.
    pub only: Vec<Vec<String>>,
    /// The role never writes these globs.
    pub never: Vec<String>,
    /// The role never runs commands that begin like this.
    pub refuse: Vec<Vec<String>>,
    /// The role has these kinds of tools and no others; a kind must be in each list.
    pub tools: Vec<Vec<String>>,
    /// The role writes these globs too. Never beats the protected names.
    pub also: Vec<String>,
    /// The role runs commands that begin like this too.
    pub commands: Vec<Vec<String>>,
}

/// The names of the kinds of tools, with what each does.
pub const TOOLS: &[(&str, &str)] = &[
    ("read", "Reads files."),
    ("search", "Looks for text or files."),
    ("edit", "Writes, moves and deletes files."),
    ("execute", "Runs commands."),
    ("fetch", "Goes to the network."),
    ("other", "Anything else."),
];

/// Whether a text is a glob, else what is wrong with it.
pub fn check_glob(glob: &str) -> Result<(), String> {
    area::glob(glob)
        .map(drop)
        .map_err(|error| error.to_string())
}

impl Lane {
    /// The same lane under these rules.
    ///
    /// # Errors
    /// A glob does not parse; the text says which and why.
    pub fn with_rules(mut self, rules: &Rules) -> Result<Lane, String> {
        for only in &rules.only {
            self = self.narrowed(only)?;
        }
        if !rules.never.is_empty() {
            self.never = globset(&rules.never)?;
        }
        if !rules.also.is_empty() {
            self = self.widened(&rules.also)?;
        }
        self.commands.extend(rules.commands.iter().cloned());
        let gives = |name: &str| {
            let mut lists = rules.tools.iter();
            lists.all(|list| list.iter().any(|tool| tool == name))
        };
        self.no_write |= !gives("edit");
        self.no_run |= !gives("execute");
        self.rules = rules.clone();
        Ok(self)
    }

    /// Whether the settings leave the role this kind of tool. Writing and running are judged with
    /// what is written and run: the role's own document is always its to write.
    pub(super) fn has_tool(&self, kind: ToolKind) -> bool {
        let name = match kind {
            ToolKind::Read => "read",
            ToolKind::Search => "search",
            ToolKind::Fetch => "fetch",
            ToolKind::Other => "other",
            ToolKind::Edit
            | ToolKind::Delete
            | ToolKind::Move
            | ToolKind::Execute
            | ToolKind::Think => return true,
        };
        let mut lists = self.rules.tools.iter();
        lists.all(|list| list.iter().any(|tool| tool == name))
    }

    /// Whether the settings keep the role from this command.
    pub(super) fn refuses(&self, argv: &[String]) -> bool {
        let begins = |rule: &Vec<String>| !rule.is_empty() && argv.starts_with(rule);
        self.rules.refuse.iter().any(begins)
    }

    /// What settings changed about the lane, a sentence each.
    pub fn changed_by_settings(&self) -> Vec<String> {
        let rules = &self.rules;
        let globs = |globs: &[String]| format!("`{}`", globs.join("`, `"));
        let lines = |lines: &[Vec<String>]| {
            let lines: Vec<String> = lines.iter().map(|words| words.join(" ")).collect();
            globs(&lines)
        };
        let mut said = Vec::new();
        for only in &rules.only {
            said.push(format!("The settings keep the role to {}", globs(only)));
        }
        if !rules.never.is_empty() {
            let never = globs(&rules.never);
            said.push(format!("By the settings it never writes {never}"));
        }
        if !rules.refuse.is_empty() {
            let refuse = lines(&rules.refuse);
            said.push(format!("By the settings it never runs {refuse}"));
        }
        for tools in &rules.tools {
            let tools = tools.join(", ");
            said.push(format!("By the settings its tools are: {tools}"));
        }
        if !rules.also.is_empty() {
            let also = globs(&rules.also);
            said.push(format!("By the settings it writes {also} too"));
        }
        if !rules.commands.is_empty() {
            let commands = lines(&rules.commands);
            said.push(format!("By the settings it runs {commands} too"));
        }
        said
    }
}

pub(super) fn globset(globs: &[String]) -> Result<GlobSet, String> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(area::glob(glob).map_err(|error| error.to_string())?);
    }
    builder.build().map_err(|error| error.to_string())
}
