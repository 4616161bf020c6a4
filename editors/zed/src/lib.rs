//! Starts the Backend Factory language server in Zed. What is a request, what a gate demands and what a
//! command means is the server's to say; nothing of it is repeated here. Nothing is downloaded.

use zed_extension_api::{
    self as zed,
    serde_json::{json, Value},
    settings::{CommandSettings, LspSettings},
    Command, Extension, LanguageServerId, Result, Worktree,
};

/// The server's program.
const PROGRAM: &str = "backend-factory";

struct BackendFactory;

impl Extension for BackendFactory {
    fn new() -> Self {
        BackendFactory
    }

    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let given = settings(server, worktree).and_then(|settings| settings.binary);
        let mut command = command(given, worktree.which(PROGRAM))?;
        // The agents that the server starts are looked for on the person's own path.
        let shell = worktree.shell_env();
        let known = |name: &str, env: &[(String, String)]| env.iter().any(|(key, _)| key == name);
        let missing: Vec<_> = shell
            .into_iter()
            .filter(|(name, _)| !known(name, &command.env))
            .collect();
        command.env.extend(missing);
        Ok(command)
    }

    fn language_server_initialization_options(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(settings(server, worktree).and_then(|given| {
            let options = given.initialization_options;
            options.or(given
                .settings
                .map(|settings| json!({ "settings": settings })))
        }))
    }

    fn language_server_workspace_configuration(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        let given = settings(server, worktree).and_then(|given| given.settings);
        Ok(given.map(|settings| json!({ "backendFactory": settings })))
    }
}

/// The person's settings for the server. Zed hands them over mixed with those of the repository, which may
/// name no program and no looser policy: where the repository has any for language servers, none are taken.
fn settings(server: &LanguageServerId, worktree: &Worktree) -> Option<LspSettings> {
    let own = worktree.read_text_file(".zed/settings.json").ok();
    if own.is_some_and(|text| speaks_of_servers(&text)) {
        return None;
    }
    LspSettings::for_worktree(server.as_ref(), worktree).ok()
}

/// Whether a repository's settings may have something for language servers; also in disguise.
fn speaks_of_servers(text: &str) -> bool {
    text.contains("lsp") || text.contains("\\u")
}

/// What starts the server: the setting `lsp.backend-factory.binary`, else the program on the path.
fn command(given: Option<CommandSettings>, found: Option<String>) -> Result<Command> {
    let (path, arguments, env) = match given {
        Some(given) => (given.path, given.arguments, given.env),
        None => (None, None, None),
    };
    let program = path.or(found).ok_or_else(|| {
        format!(
            "`{PROGRAM}` is not on your PATH. Next: `cargo install --path .` in its repository, or set \
             `lsp.backend-factory.binary.path` in Zed's settings."
        )
    })?;
    Ok(Command {
        command: program,
        args: arguments.unwrap_or_else(|| vec!["lsp".to_owned()]),
        env: env.unwrap_or_default().into_iter().collect(),
    })
}

zed::register_extension!(BackendFactory);

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(path: Option<&str>, arguments: Option<&[&str]>) -> Option<CommandSettings> {
        Some(CommandSettings {
            path: path.map(str::to_owned),
            arguments: arguments.map(|all| all.iter().map(|one| one.to_string()).collect()),
            env: Some(
                [("RUST_LOG".to_owned(), "debug".to_owned())]
                    .into_iter()
                    .collect(),
            ),
        })
    }

    fn check(given: Option<CommandSettings>, found: Option<&str>, want: &str) {
        let got = match command(given, found.map(str::to_owned)) {
            Ok(command) => format!("{} {}", command.command, command.args.join(" ")),
            Err(error) => error,
        };
        assert!(got.starts_with(want), "{got}");
    }

    #[test]
    fn the_setting_comes_before_the_path_and_nothing_is_an_error_that_says_what_to_do() {
        check(
            None,
            Some("/bin/backend-factory"),
            "/bin/backend-factory lsp",
        );
        check(
            settings(Some("/opt/bf"), None),
            Some("/bin/backend-factory"),
            "/opt/bf lsp",
        );
        check(
            settings(Some("/opt/bf"), Some(&["lsp", "--log", "x"])),
            None,
            "/opt/bf lsp --log x",
        );
        check(
            settings(None, None),
            Some("/bin/backend-factory"),
            "/bin/backend-factory lsp",
        );
        check(None, None, "`backend-factory` is not on your PATH. Next: ");
        check(
            settings(None, None),
            None,
            "`backend-factory` is not on your PATH. Next: ",
        );
    }

    #[test]
    fn a_repository_names_nothing() {
        assert!(!speaks_of_servers(r#"{ "tab_size": 2 }"#));
        assert!(speaks_of_servers(
            r#"{ "lsp": { "backend-factory": { "binary": { "path": "./evil" } } } }"#
        ));
        assert!(speaks_of_servers(r#"{ "\u006csp": {} }"#));
    }

    #[test]
    fn the_environment_of_the_settings_is_kept() {
        let command = command(settings(Some("/opt/bf"), None), None).unwrap();
        assert_eq!(command.env, [("RUST_LOG".to_owned(), "debug".to_owned())]);
    }
}
