//! What is to be built, derived from the request's words: names, blueprint, criteria with their tests.
//! Deliberately only two blueprints: a login at an identity provider, and a store with validation.

use super::{brief::Asked, languages::Project};

/// Which template fits the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blueprint {
    /// A login at an identity provider over OpenID Connect.
    Login,
    /// A validated in-memory store of something.
    Store,
}

/// One acceptance criterion and where it is met and tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// `AC-1`
    pub id: String,
    pub text: String,
    /// Function or type that meets it.
    pub met_by: String,
    /// Names of its tests.
    pub tests: Vec<String>,
    /// A person added it: no template knows it.
    pub foreign: bool,
}

/// The feature, as the templates see it.
#[derive(Clone, Debug)]
pub struct Feature {
    pub title: String,
    pub request: String,
    pub blueprint: Blueprint,
    /// `okta_sso_integration`
    pub snake: String,
    /// `OktaSsoIntegration`
    pub pascal: String,
    /// `Okta`, or the title.
    pub provider: String,
    pub criteria: Vec<Criterion>,
}

/// Text, what meets it, its test. `{provider}` is filled in.
const LOGIN: &[(&str, &str, &str)] = &[
    (
        "Given a valid configuration, when a login begins, then the address of {provider} that the user is sent to carries client, redirect address, scopes, state and nonce, each percent-encoded.",
        "Config::authorization_url",
        "a_login_begins_with_a_complete_address",
    ),
    (
        "Given a configuration whose issuer or redirect address is not https, or whose client is empty, when it is loaded, then it is refused with an error that names the field.",
        "Config::new",
        "a_wrong_configuration_names_its_field",
    ),
    (
        "Given a login that has begun, when the callback carries another state or none, then it is refused and no code is handed on.",
        "Config::callback",
        "a_callback_with_another_state_is_refused",
    ),
    (
        "Given that {provider} answers with an error, when the callback is handled, then the error's name and description are reported as a denied login.",
        "Config::callback",
        "a_denied_login_says_why",
    ),
    (
        "Given claims that {provider} issued for this client and this login, when they are mapped, then an identity with subject, e-mail address and the roles of its groups results.",
        "Config::identity",
        "claims_become_an_identity",
    ),
    (
        "Given claims that are expired, or of another issuer, audience or nonce, when they are mapped, then they are refused with an error that names the claim.",
        "Config::identity",
        "foreign_or_old_claims_are_refused",
    ),
];

const STORE: &[(&str, &str, &str)] = &[
    (
        "Given a valid name, when an entry of {provider} is created, then it gets a fresh id and version 1 and can be read back.",
        "create",
        "a_created_entry_can_be_read_back",
    ),
    (
        "Given a name that is empty, longer than 200 characters or has control characters, when an entry is created, then it is refused with an error that names the field.",
        "create",
        "a_wrong_name_is_refused",
    ),
    (
        "Given an entry with the same name, when another one is created, then it is refused as a duplicate.",
        "create",
        "a_duplicate_is_refused",
    ),
    (
        "Given an id that is unknown, when it is read, changed or removed, then the error says that there is no such entry.",
        "get",
        "an_unknown_id_is_an_error",
    ),
    (
        "Given an entry that was changed meanwhile, when it is changed with its old version, then the change is refused as a conflict and the entry stays as it is.",
        "update",
        "an_old_version_is_a_conflict",
    ),
    (
        "Given a store that is full, when an entry is created, then it is refused with an error that names the limit.",
        "create",
        "a_full_store_refuses",
    ),
];

/// Words that ask for a login at somebody else's.
const LOGIN_WORDS: &[&str] = &[
    "sso", "oidc", "oauth", "oauth2", "openid", "saml", "login", "signin",
];

impl Feature {
    /// From the words of the request, and the criteria as they stand in the requirements (which a
    /// person may have edited).
    pub fn of(asked: &Asked, project: &Project, known: &[(String, String)]) -> Feature {
        let words: Vec<String> = asked
            .title
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .take(6)
            .collect();
        let login = words
            .iter()
            .position(|word| LOGIN_WORDS.contains(&word.as_str()));
        let blueprint = match login {
            Some(_) if project.has_login() => Blueprint::Login,
            _ => Blueprint::Store,
        };
        let mut snake = words.join("_");
        if snake.is_empty() || snake.starts_with(|c: char| c.is_ascii_digit()) {
            snake.insert_str(0, "feature_");
        }
        snake.truncate(48);
        let snake = snake.trim_end_matches('_').to_owned();
        let provider = match login {
            Some(at @ 1..) if blueprint == Blueprint::Login => words[..at]
                .iter()
                .map(|word| capital(word))
                .collect::<Vec<_>>()
                .join(" "),
            _ if blueprint == Blueprint::Login => "the identity provider".to_owned(),
            _ => asked.title.clone(),
        };
        let template = match blueprint {
            Blueprint::Login => LOGIN,
            Blueprint::Store => STORE,
        };
        let mut criteria: Vec<Criterion> = template
            .iter()
            .enumerate()
            .map(|(at, (text, met_by, test))| Criterion {
                id: format!("AC-{}", at + 1),
                text: text.replace("{provider}", &provider),
                met_by: (*met_by).to_owned(),
                tests: vec![project.test_name(test)],
                foreign: false,
            })
            .collect();
        if !known.is_empty() {
            criteria.retain(|criterion| known.iter().any(|(id, _)| *id == criterion.id));
            for (id, text) in known {
                match criteria.iter_mut().find(|criterion| criterion.id == *id) {
                    Some(criterion) => criterion.text.clone_from(text),
                    None => criteria.push(Criterion {
                        id: id.clone(),
                        text: text.clone(),
                        met_by: template[0].1.to_owned(),
                        tests: vec![project.test_name(template[0].2)],
                        foreign: true,
                    }),
                }
            }
        }
        Feature {
            title: asked.title.clone(),
            request: asked.request.clone(),
            blueprint,
            pascal: snake.split('_').map(capital).collect(),
            snake,
            provider,
            criteria,
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}
