//! `demo`: a small sample repository, one request, six phases by the rehearsal agent, a finished
//! branch. Needs git and cargo, no network, no settings, no account.

mod sample;

use std::path::{Path, PathBuf};

use super::{Exit, Failure, Global, run, terminal};
use crate::{
    config::{self, Layers},
    engine::{Embedded, Engine, Order},
    git::{Author, Repository},
    journal::layout,
    text::Document,
    trigger::{Detector, language::Language},
    workflow::{
        Phase, announce,
        event::{Origin, Request},
    },
};

/// Watch one request become a reviewed branch, in a sample repository
///
/// Makes a small service in Rust, finds the request in one of its comments, and carries it through
/// all six phases with the built-in rehearsal agent (no model, no network, no account).
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where to make the sample repository; a new folder in your data folder if not given
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print the finished run as one JSON object on stdout, all else on stderr
    #[arg(long)]
    json: bool,
    /// Also print the line that opens the request in your editor
    #[arg(long)]
    open: bool,
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let folder = folder(global, arguments.dir.as_deref())?;
    sample::write(&folder)?;
    let author = Author::default();
    let repository = Repository::create(&folder, &author, "A small service, as a sample")
        .map_err(|error| Failure::Broken(error.to_string()))?;
    let request = request(&folder)?;
    let say = |text: &str| {
        if !global.quiet {
            terminal::note(text);
        }
    };
    let origin = request.origin.clone();
    let (path, line) = origin.map_or_else(Default::default, |at| (at.path, at.line));
    say(&format!("Sample repository: {}", folder.display()));
    say(&format!("{path}:{}: {}", line + 1, request.text));
    say(&announce::detected(&request.title));
    say(&announce::launching(Phase::ALL.len()));
    // The person's own settings stay out: an agent or a command of theirs is not for the sample.
    let settings = config::load(&Layers {
        overrides: global.set.clone(),
        ..Layers::default()
    });
    let mut settings = settings.engine();
    settings.agent = Some("rehearsal".to_owned());
    let engine = Embedded::open(repository.root(), settings)?;
    let view = engine.start(&Order {
        request,
        phases: Phase::ALL.to_vec(),
        yes: true,
    })?;
    let exit = run::follow(global, &engine, view, false, arguments.json)?;
    let opening = sample::opening(&folder.join(&path), line + 1);
    match (arguments.open, arguments.json) {
        (true, false) => terminal::print(&opening),
        (true, true) => terminal::note(&opening),
        (false, _) => {}
    }
    Ok(exit)
}

/// The folder for the sample: an empty or a new one.
fn folder(global: &Global, chosen: Option<&Path>) -> Result<PathBuf, Failure> {
    let folder = match chosen {
        Some(folder) => match &global.directory {
            Some(base) => base.join(folder),
            None => folder.to_owned(),
        },
        None => {
            let data = layout::user_folder("XDG_DATA_HOME", ".local/share")
                .map_err(|error| Failure::Usage(error.to_string()))?;
            let time = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S");
            data.join("demo")
                .join(format!("chariot-{time}-{}", std::process::id()))
        }
    };
    let taken = std::fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken || folder.is_file() {
        return Err(Failure::Usage(format!(
            "{} is not empty. Next: give a folder that is empty or not there.",
            folder.display()
        )));
    }
    std::fs::create_dir_all(&folder).map_err(Failure::io("cannot make", &folder))?;
    folder
        .canonicalize()
        .map_err(Failure::io("cannot use", &folder))
}

/// The request in the sample, found as an editor's server finds it.
fn request(folder: &Path) -> Result<Request, Failure> {
    let path = folder.join(sample::REQUEST);
    let text = std::fs::read_to_string(&path).map_err(Failure::io("cannot read", &path))?;
    let detector = Detector::default();
    let found = detector.detect(&Document::new(&text), Language::from_id("rust"));
    let trigger = found
        .into_iter()
        .next()
        .ok_or_else(|| Failure::Broken(format!("no request was found in {}", path.display())))?;
    Ok(Request {
        title: trigger.title,
        text: trigger.text,
        family: trigger.family.to_string(),
        origin: Some(Origin {
            path: sample::REQUEST.to_owned(),
            line: trigger.span.start.line,
        }),
    })
}
