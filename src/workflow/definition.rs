//! A workspace's own definition of a phase: `.claude/agents/backend-*.md`. Front matter and a body
//! that takes the place of our brief's words. It may narrow the role's tools; it never widens the
//! lane. Pure on text: who found the file, and whether the workspace is trusted, is known elsewhere.

use serde::Deserialize;

/// What a definition file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// `backend-implement`.
    pub name: String,
    /// When to use it; for people.
    pub description: String,
    /// The only tools the role gets, if it says so.
    pub tools: Option<Vec<String>>,
    /// Tools the role does not get.
    pub disallowed_tools: Vec<String>,
    /// A wish: `sonnet`, `inherit`, a full id.
    pub model: Option<String>,
    /// The role's words, in place of ours.
    pub body: String,
    /// Read by the lenient reader, because the front matter is no YAML.
    pub lenient: bool,
}

/// Why a file is no definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// Zero-based line in the file.
    pub line: u32,
    /// What is wrong and what to do.
    pub message: String,
}

/// Longest file we read, in bytes.
const LIMIT: usize = 256 * 1024;

/// Tools that write files, by the names agents use.
const EDITING: &[&str] = &[
    "edit",
    "write",
    "multiedit",
    "notebookedit",
    "create",
    "apply_patch",
    "str_replace",
];

/// Tools that run commands.
const RUNNING: &[&str] = &["bash", "shell", "terminal", "run", "execute", "powershell"];

impl Definition {
    /// Whether it leaves the role a tool that writes files. The role's own deliverable is not
    /// touched by this: without it no phase could end.
    pub fn may_edit(&self) -> bool {
        self.gives(EDITING)
    }

    /// Whether it leaves the role a tool that runs commands.
    pub fn may_run(&self) -> bool {
        self.gives(RUNNING)
    }

    fn gives(&self, names: &[&str]) -> bool {
        // `Bash(git diff:*)` restricts a tool to some uses; it still gives it.
        let bare = |tool: &str| {
            tool.split('(')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        };
        let listed = |tools: &[String], all: bool| {
            let named = |tool: &String| names.contains(&bare(tool).as_str());
            tools
                .iter()
                .any(|tool| named(tool) && (!all || !tool.contains('(')) || bare(tool) == "*")
        };
        let taken = names
            .iter()
            .filter(|name| {
                self.disallowed_tools
                    .iter()
                    .any(|tool| bare(tool) == **name && !tool.contains('('))
            })
            .count();
        let open = match &self.tools {
            None => true,
            Some(tools) => {
                let left = |tool: &&String| {
                    !self
                        .disallowed_tools
                        .iter()
                        .any(|gone| bare(gone) == bare(tool) && !gone.contains('('))
                };
                let tools: Vec<String> = tools.iter().filter(left).cloned().collect();
                listed(&tools, false)
            }
        };
        // The plain names that every agent has: taking `Edit` and `Write`, or `Bash`, takes the ability.
        let plain = names
            .iter()
            .filter(|name| matches!(**name, "edit" | "write" | "bash"));
        let all_plain_taken = plain.clone().all(|name| {
            self.disallowed_tools
                .iter()
                .any(|tool| bare(tool) == *name && !tool.contains('('))
        });
        open && !listed_everything(&self.disallowed_tools) && !(all_plain_taken && taken > 0)
    }
}

fn listed_everything(tools: &[String]) -> bool {
    tools.iter().any(|tool| tool.trim() == "*")
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FrontMatter {
    name: Option<String>,
    description: Option<String>,
    tools: Option<Words>,
    #[serde(
        alias = "disallowed-tools",
        alias = "disallowed_tools",
        rename = "disallowedTools"
    )]
    disallowed_tools: Option<Words>,
    model: Option<String>,
}

/// A list, or names with commas between.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Line(String),
    List(Vec<String>),
}

impl Words {
    fn into_vec(self) -> Vec<String> {
        match self {
            Words::List(list) => list,
            Words::Line(line) => split_tools(&line),
        }
    }
}

/// Reads a definition file.
pub fn parse(text: &str) -> Result<Definition, Problem> {
    let problem = |line: usize, message: &str| Problem {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        message: message.to_owned(),
    };
    if text.len() > LIMIT {
        return Err(problem(
            0,
            "a phase definition may have 256 KiB at most. Next: make it shorter",
        ));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate();
    if lines
        .next()
        .is_none_or(|(_, first)| first.trim_end() != "---")
    {
        return Err(problem(
            0,
            "a phase definition begins with front matter. Next: put `---`, `name: …`, `description: …`, `---` at the top",
        ));
    }
    let Some((end, _)) = lines.find(|(_, line)| line.trim_end() == "---") else {
        return Err(problem(
            0,
            "the front matter is not closed. Next: put a line `---` after it",
        ));
    };
    let front: Vec<&str> = text.lines().skip(1).take(end - 1).collect();
    let body: String = text.lines().skip(end + 1).collect::<Vec<_>>().join("\n");
    let (matter, lenient) = read(&front).map_err(|(line, message)| problem(line + 1, &message))?;
    let name = matter.name.unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return Err(problem(
            0,
            "the front matter has no `name`. Next: add `name: backend-…`",
        ));
    }
    if body.trim().is_empty() {
        return Err(problem(
            end,
            "there is no text after the front matter. Next: write the role's instructions there",
        ));
    }
    Ok(Definition {
        name,
        description: matter.description.unwrap_or_default().trim().to_owned(),
        tools: matter.tools.map(Words::into_vec),
        disallowed_tools: matter
            .disallowed_tools
            .map(Words::into_vec)
            .unwrap_or_default(),
        model: matter.model.map(|model| model.trim().to_owned()),
        body: body.trim().to_owned() + "\n",
        lenient,
    })
}

/// YAML where it is YAML; else `key: rest of the line`, which is what such files often are.
fn read(front: &[&str]) -> Result<(FrontMatter, bool), (usize, String)> {
    let yaml = front.join("\n");
    if yaml.trim().is_empty() {
        return Ok((FrontMatter::default(), false));
    }
    match serde_saphyr::from_str::<FrontMatter>(&yaml) {
        Ok(matter) => Ok((matter, false)),
        Err(error) => match lenient(front) {
            Some(matter) => Ok((matter, true)),
            None => {
                let line = error
                    .location()
                    .map_or(0, |at| at.line().saturating_sub(1) as usize);
                let message = format!(
                    "the front matter is no YAML: {}. Next: write `key: value` lines",
                    first_line(&error.to_string())
                );
                Err((line.min(front.len().saturating_sub(1)), message))
            }
        },
    }
}

/// `key: rest of the line`, as in `description: Use when: the plan stands`. Lines without a known
/// key at their start continue the value before. None where a known key has no readable value.
fn lenient(front: &[&str]) -> Option<FrontMatter> {
    let known = [
        "name",
        "description",
        "tools",
        "disallowedTools",
        "disallowed-tools",
        "model",
    ];
    let mut values: Vec<(&str, String)> = Vec::new();
    for line in front {
        let key = line.split_once(':').filter(|(key, _)| is_key(key));
        match key {
            Some((key, rest)) => values.push((key, unquote(rest.trim()).to_owned())),
            None if line.trim().is_empty() || line.trim_start().starts_with('#') => {}
            None => {
                let (_, value) = values.last_mut()?;
                let item = line.trim();
                let glue = if item.starts_with("- ") { "," } else { " " };
                if !value.is_empty() {
                    value.push_str(glue);
                }
                value.push_str(item.strip_prefix("- ").unwrap_or(item));
            }
        }
    }
    if !values.iter().any(|(key, _)| known.contains(key)) {
        return None;
    }
    let take = |name: &str| {
        values
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.clone())
    };
    // An open bracket or quote is a mistake to be shown, not a value to be guessed.
    let tools = |value: Option<String>| match value {
        Some(value) if value.starts_with('[') != value.ends_with(']') => Err(()),
        Some(value) => Ok(Some(Words::List(split_tools(
            value.trim_matches(['[', ']']),
        )))),
        None => Ok(None),
    };
    Some(FrontMatter {
        name: take("name"),
        description: take("description"),
        tools: tools(take("tools")).ok()?,
        disallowed_tools: tools(take("disallowedTools").or_else(|| take("disallowed-tools")))
            .ok()?,
        model: take("model"),
    })
}

fn is_key(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn unquote(value: &str) -> &str {
    let quoted = |quote: char| {
        value
            .strip_prefix(quote)
            .and_then(|value| value.strip_suffix(quote))
    };
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}

/// Splits at commas outside parentheses: `Read, Bash(git diff:*, git log:*)`.
fn split_tools(line: &str) -> Vec<String> {
    let mut tools = vec![String::new()];
    let mut depth = 0_u32;
    for c in line.chars() {
        match c {
            ',' if depth == 0 => {
                tools.push(String::new());
                continue;
            }
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(tool) = tools.last_mut() {
            tool.push(c);
        }
    }
    let trimmed = tools.iter().map(|tool| unquote(tool.trim()).to_owned());
    trimmed.filter(|tool| !tool.is_empty()).collect()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
