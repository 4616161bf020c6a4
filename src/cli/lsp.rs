//! `lsp`: the language server on stdin and stdout, with the settings and engines of the folders
//! that the editor opens.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use serde_json::Value;

use super::{
    Cli, Command, Exit, Failure, Global, doctor, logging,
    place::{Place, trigger_settings},
    terminal,
};
use crate::{
    agent::{Profile, sandbox},
    config::{self, Files, Severity},
    engine::{self, Embedded, Engine},
    lsp::{self, About, AgentChoice, Host, Launch, Problem, Settings},
};

/// Be a language server on stdin and stdout
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Accepted because editors give it; there is no other way
    #[arg(long)]
    stdio: bool,
    /// Accepted because editors give it; the editor's own message names its process too
    #[arg(long = "clientProcessId", value_name = "PID")]
    client_process_id: Option<u32>,
}

/// `lsp`, alone or with `--stdio`, which is how editors start it. The language server is the one
/// command that stays: putting together what all the others take would be a good part of its memory
/// at rest. Everything else is for the parser, which gives the same for these.
pub(super) fn as_editors_start_it(
    mut arguments: impl Iterator<Item = std::ffi::OsString>,
) -> Option<Cli> {
    let known = arguments.next()? == "lsp";
    let stdio = arguments.next();
    let known = known && stdio.as_ref().is_none_or(|it| it == "--stdio");
    (known && arguments.next().is_none()).then(|| Cli {
        global: Global::default(),
        command: Command::Lsp(Arguments {
            stdio: stdio.is_some(),
            client_process_id: None,
        }),
    })
}

pub(super) fn perform(global: &Global, _arguments: &Arguments) -> Result<Exit, Failure> {
    logging::log_panics();
    let settings = Settings {
        log: logging::folder(),
        ..Settings::default()
    };
    let house = House {
        global: global.clone(),
        editor: Mutex::default(),
    };
    match lsp::run(settings, Arc::new(house)) {
        0 => Ok(Exit::Done),
        _ => Ok(Exit::Failed),
    }
}

/// Gives the server what lies outside the protocol: settings files and engines.
struct House {
    global: Global,
    /// The editor's settings of each folder, as it last gave them: engines need them too.
    editor: Mutex<BTreeMap<Option<PathBuf>, Value>>,
}

impl House {
    fn place(&self, folder: Option<&Path>, editor: Option<Value>) -> Result<Place, Failure> {
        let global = Global {
            directory: folder
                .map(Path::to_owned)
                .or_else(|| self.global.directory.clone()),
            ..self.global.clone()
        };
        Place::for_editor(&global, editor)
    }

    fn known(&self, folder: Option<&Path>) -> Option<Value> {
        let known = self
            .editor
            .lock()
            .unwrap_or_else(|broken| broken.into_inner());
        known.get(&folder.map(Path::to_owned)).cloned()
    }
}

impl Host for House {
    fn engine(&self, folder: &Path) -> Result<Arc<dyn Engine>, engine::Error> {
        let place = self
            .place(Some(folder), self.known(Some(folder)))
            .map_err(|failure| engine::Error::Other(failure.to_string()))?;
        Ok(Arc::new(Embedded::open(folder, place.settings.engine())?))
    }

    fn may_have_runs(&self, folder: &Path) -> bool {
        engine::may_have_runs(folder)
    }

    fn settings(&self, folder: Option<&Path>, editor: &Value) -> (Settings, Vec<Problem>) {
        let mut known = self
            .editor
            .lock()
            .unwrap_or_else(|broken| broken.into_inner());
        known.insert(folder.map(Path::to_owned), editor.clone());
        drop(known);
        let mut settings = Settings {
            log: logging::folder(),
            ..Settings::default()
        };
        let place = match self.place(folder, Some(editor.clone())) {
            Ok(place) => place,
            Err(failure) => return (settings, vec![problem(None, failure.to_string())]),
        };
        let values = &place.settings.values;
        settings.trigger = trigger_settings(values);
        settings.lens = values.bool("lens");
        settings.launch = match values.text("launch").as_deref() {
            Some("never") => Launch::Never,
            Some("detected") => Launch::Detected,
            _ => Launch::Explicit,
        };
        (settings, problems(&place))
    }

    fn trust(&self, folder: Option<&Path>) -> Result<PathBuf, String> {
        let place = self
            .place(folder, self.known(folder))
            .map_err(|failure| failure.to_string())?;
        let path = place.root.join(config::FILE);
        let Some(source) = &place.layers.workspace else {
            return Err(format!(
                "there is no {}, so there is nothing to trust.",
                path.display()
            ));
        };
        Files::from_env()
            .trust(source)
            .map_err(|error| format!("cannot trust {}: {error}", path.display()))?;
        Ok(path)
    }

    fn doctor(&self, folder: Option<&Path>) -> String {
        match self.place(folder, self.known(folder)) {
            Ok(place) => terminal::without_colour(&doctor::text(&doctor::checks(&place))),
            Err(failure) => failure.to_string(),
        }
    }

    fn about(&self, folder: Option<&Path>) -> About {
        let Ok(place) = self.place(folder, self.known(folder)) else {
            return About::default();
        };
        let engine = place.settings.engine();
        let agents = engine.for_agents();
        let protection = match engine.sandbox {
            sandbox::Mode::Off => "off".to_owned(),
            sandbox::Mode::Available | sandbox::Mode::Required => sandbox::available().to_string(),
        };
        About {
            agent: engine
                .agent
                .or_else(|| agents.first().map(|profile| profile.name)),
            agents: agents.offered().into_iter().map(choice).collect(),
            protection,
        }
    }
}

fn choice(profile: Profile) -> AgentChoice {
    AgentChoice {
        installed: profile.installed(),
        name: profile.name,
        title: profile.title,
        install: profile.install,
    }
}

/// Everything that is wrong with the files that hold in a folder.
fn problems(place: &Place) -> Vec<Problem> {
    let (layers, loaded) = (&place.layers, &place.settings);
    let files = [
        (&layers.user, &loaded.user),
        (&layers.workspace, &loaded.workspace),
    ];
    let mut all = Vec::new();
    for (source, found) in files {
        let Some(source) = source else { continue };
        all.extend(found.iter().map(|found| {
            let lines = found.lines(&source.text);
            Problem {
                path: Some(source.path.clone()),
                line: lines.start.line,
                start: lines.start.byte,
                // The rest of the line where it goes over several.
                end: match lines.start.line == lines.end.line {
                    true => lines.end.byte,
                    false => 0,
                },
                message: found.message.clone(),
                warning: found.severity == Severity::Information,
            }
        }));
    }
    all.extend(place.unread.iter().map(|line| problem(None, line.clone())));
    all.extend(
        loaded
            .editor
            .iter()
            .map(|found| problem(None, found.message.clone())),
    );
    all.extend(
        place
            .definitions()
            .into_iter()
            .map(|(path, found)| Problem {
                line: found.line,
                ..problem(Some(path), found.message)
            }),
    );
    all
}

fn problem(path: Option<PathBuf>, message: String) -> Problem {
    Problem {
        path,
        line: 0,
        start: 0,
        end: 0,
        message,
        warning: false,
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::Parser;

    use super::{Cli, as_editors_start_it};

    #[test]
    fn the_short_way_gives_what_the_parser_gives() {
        for (line, short) in [
            ("lsp", true),
            ("lsp --stdio", true),
            ("lsp --clientProcessId 7", false),
            ("-C /tmp lsp", false),
            ("lsp --help", false),
            ("detect", false),
        ] {
            let words = || line.split(' ').map(OsString::from);
            let found = as_editors_start_it(words());
            assert_eq!(found.is_some(), short, "{line}");
            if let Some(found) = found {
                let parsed = Cli::try_parse_from(words_after("backend-factory", words()));
                assert_eq!(format!("{found:?}"), format!("{:?}", parsed.unwrap()));
            }
        }
    }

    fn words_after(name: &str, words: impl Iterator<Item = OsString>) -> Vec<OsString> {
        std::iter::once(name.into()).chain(words).collect()
    }
}
