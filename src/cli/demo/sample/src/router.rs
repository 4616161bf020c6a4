//! Which request does what.

use crate::{
    http::{Request, Response},
    session::Sessions,
};

// implement Okta SSO integration for Chariot

/// The service's state and its routes.
#[derive(Debug, Default)]
pub struct Router {
    sessions: Sessions,
}

impl Router {
    /// Answers a request.
    pub fn answer(&mut self, request: &Request) -> Response {
        let mut parts = request.path.trim_matches('/').split('/');
        match (request.method.as_str(), parts.next(), parts.next()) {
            ("GET", Some("health"), None) => Response::new(200, "ok\n"),
            ("POST", Some("sessions"), Some(user)) => match self.sessions.open(user) {
                Ok(id) => Response::new(201, format!("{id}\n")),
                Err(error) => Response::new(422, format!("{error}\n")),
            },
            ("GET", Some("sessions"), Some(id)) => match self.find(id) {
                Some(user) => Response::new(200, format!("{user}\n")),
                None => Response::new(404, "no such session\n"),
            },
            ("DELETE", Some("sessions"), Some(id)) => {
                let closed = id.parse().is_ok_and(|id| self.sessions.close(id));
                Response::new(if closed { 204 } else { 404 }, "")
            }
            _ => Response::new(404, "no such route\n"),
        }
    }

    fn find(&self, id: &str) -> Option<&str> {
        self.sessions.user(id.parse().ok()?)
    }
}
