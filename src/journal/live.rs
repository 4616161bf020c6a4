//! What the agent of a run is doing right now. Shown, never true: a small file that is replaced,
//! without waiting for the disk.

use std::fs;

use crate::workflow::view::Live;

use super::{
    Error, Journal, layout,
    store::{check_id, replace},
};

impl Journal {
    /// Sets the line that is shown.
    pub fn set_live(&self, run: &str, live: &Live) -> Result<(), Error> {
        check_id(run)?;
        let folder = self.folder().join("live");
        layout::make_private(&folder)?;
        let text = serde_json::to_vec(live).unwrap_or_default();
        replace(&folder.join(format!("{run}.json")), &text)
    }

    /// The line that is shown, if there is one.
    pub fn live(&self, run: &str) -> Option<Live> {
        check_id(run).ok()?;
        let path = self.folder().join("live").join(format!("{run}.json"));
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Takes the line away: nothing is being done.
    pub fn clear_live(&self, run: &str) {
        if check_id(run).is_ok() {
            let _ = fs::remove_file(self.folder().join("live").join(format!("{run}.json")));
        }
    }
}
