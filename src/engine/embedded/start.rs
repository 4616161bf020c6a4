//! Records an order: everything that can be wrong with it is found before the first event.

use std::sync::{Arc, PoisonError};

use super::{Embedded, load, name};
use crate::{
    engine::{Error, Order, worker},
    git,
    journal::{self, Journal},
    workflow::{Event, Run, event::Requested, policy::Approval},
};

/// Ids are random; this many taken ones in a row mean that something else is wrong.
const TRIES: u32 = 20;

impl Embedded {
    pub(super) fn record_order(&self, order: &Order) -> Result<(Arc<Journal>, Run), Error> {
        let ascending = order.phases.windows(2).all(|pair| pair[0] < pair[1]);
        if order.phases.is_empty() || !ascending {
            return Err(Error::NotNow(
                "a run needs at least one phase, in ascending order. Next: name phases like 1,2."
                    .to_owned(),
            ));
        }
        let head = self.repository.head().map_err(|error| match error {
            git::Error::NoCommit(_) => Error::NoCommit,
            error => error.into(),
        })?;
        let agent = self.agent()?;
        let mut policy = self.settings.policy.clone();
        if order.yes {
            policy.approval = Approval::None;
        }
        let journal = self.journal()?;
        let slugs: Vec<String> = journal
            .runs()?
            .iter()
            .filter_map(|run| Some(load(&journal, &run.id).ok()?.requested().slug.clone()))
            .collect();
        let slug = name::slug(&order.request.title, |slug| {
            slugs.iter().any(|taken| taken == slug)
        });
        let mut requested = Requested {
            id: String::new(),
            branch: String::new(),
            slug,
            request: order.request.clone(),
            phases: order.phases.clone(),
            agent,
            base: head.oid,
            base_ref: head.branch,
            policy,
        };
        let settings = serde_json::to_value(&self.settings)
            .map_err(|error| Error::Other(error.to_string()))?;
        for _ in 0..TRIES {
            requested.id = name::id();
            requested.branch = format!("backend-factory/{}-{}", requested.slug, requested.id);
            match journal.create(
                &requested.id,
                &[Event::RunRequested(requested.clone())],
                &settings,
                worker::now(),
            ) {
                Ok(_) => {
                    let run = load(&journal, &requested.id)?;
                    return Ok((journal, run));
                }
                Err(journal::Error::Taken(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Other(
            "no free id was found for the run. Next: try again.".to_owned(),
        ))
    }

    /// The journal, made where there is none.
    fn journal(&self) -> Result<Arc<Journal>, Error> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = &*journal {
            return Ok(Arc::clone(journal));
        }
        let opened = Arc::new(Journal::open(self.repository.common_dir())?);
        *journal = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// The agent's name.
    fn agent(&self) -> Result<String, Error> {
        let settings = self.settings.for_agents();
        match &self.settings.agent {
            Some(name) => {
                let profile = settings
                    .profile(name)
                    .map_err(|error| Error::NoAgent(error.to_string()))?;
                let untrusted = [self.folder.clone()];
                let found = profile.resolve(&self.folder, &untrusted);
                found.map_err(|error| Error::NoAgent(error.to_string()))?;
                Ok(name.clone())
            }
            None => {
                settings.first().map(|profile| profile.name).ok_or_else(|| Error::NoAgent(
                    "no agent that speaks ACP was found on this machine. Next: install one (`backend-factory doctor` lists them) and log in, or try the built-in rehearsal agent with the setting `agent = \"rehearsal\"`.".to_owned(),
                ))
            }
        }
    }
}
