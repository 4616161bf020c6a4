//! Which language a text is in, and what its comments and strings look like.
//!
//! Languages are data: one [`Syntax`] each in the files of `table/`. A contributor adds an entry
//! there and a file of hard cases in `tests/lexer/`. The engine that reads the table is
//! [`super::scan`]; this module deliberately lexes nothing.

mod syntax;
mod table;

use std::fmt;

pub(in crate::trigger) use syntax::{
    Block, Docs, Escape, Hook, Interp, Mode, Quote, Syntax, Token, What, When, trait_of,
};

/// A language of the table. Two bytes; [`Language::from_id`] gives one for any id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(u16);

/// How a person writes a comment in a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// To the end of the line.
    pub line: Option<&'static str>,
    /// From here to there.
    pub block: Option<(&'static str, &'static str)>,
    /// The text itself is looked at: Markdown, plain text.
    pub prose: bool,
}

impl Language {
    /// The language that an editor names. Ids are LSP's (`shellscript`, `typescriptreact`), and
    /// compared without case. An unknown id gets [`Language::fallback`].
    pub fn from_id(id: &str) -> Language {
        find(|s| {
            s.id.eq_ignore_ascii_case(id) || s.aliases.iter().any(|a| a.eq_ignore_ascii_case(id))
        })
        .unwrap_or_else(Language::fallback)
    }

    /// The language of a file by its name, its extension or its first line (`#!`), in this order.
    pub fn from_path(path: &str, first_line: &str) -> Option<Language> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        find(|s| s.files.iter().any(|f| f.eq_ignore_ascii_case(name)))
            .or_else(|| by_extension(name))
            .or_else(|| by_prefix(name))
            .or_else(|| by_shebang(first_line))
    }

    /// The language for ids that the table does not have: comments are `//` and `#` (at the start
    /// of a line or after a blank) to the end of the line and `/* */`; strings are `"…"` and
    /// `'…'` closed on their line. What it cannot know, it leaves out.
    pub fn fallback() -> Language {
        Language(0)
    }

    /// The language's LSP id.
    pub fn id(self) -> &'static str {
        self.syntax().id
    }

    /// All languages of the table.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..table::all().len()).map(|index| Language(index as u16))
    }

    /// How a person writes a comment in it.
    pub fn comments(self) -> Comments {
        let syntax = self.syntax();
        let mut comments = Comments::default();
        match syntax.mode {
            Mode::Code => {}
            Mode::Yaml => comments.line = Some("#"),
            Mode::Markup => comments.block = Some(("<!--", "-->")),
            Mode::Markdown => {
                comments.prose = true;
                comments.block = Some(("<!--", "-->"));
            }
            Mode::Rest => {
                comments.prose = true;
                comments.line = Some("..");
            }
            Mode::Plain | Mode::Silent => comments.prose = true,
        }
        for token in syntax.tokens {
            match token.what {
                What::Line(_) => comments.line = comments.line.or(Some(token.text)),
                What::Block(block) if !block.line_close => {
                    comments.block = comments.block.or(Some((token.text, block.close)));
                }
                What::Block(_) | What::Text(_) | What::Hook(_) => {}
            }
        }
        comments
    }

    pub(in crate::trigger) fn syntax(self) -> &'static Syntax {
        table::all()[self.index()]
    }

    pub(in crate::trigger) fn index(self) -> usize {
        usize::from(self.0).min(table::all().len() - 1)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

fn find(fits: impl Fn(&Syntax) -> bool) -> Option<Language> {
    let index = table::all().iter().position(|s| fits(s))?;
    Some(Language(index as u16))
}

/// By the longest extension: `x.blade.php` before `x.php`.
fn by_extension(name: &str) -> Option<Language> {
    let mut rest = name;
    while let Some((_, extension)) = rest.split_once('.') {
        let found = find(|s| {
            s.extensions
                .iter()
                .any(|e| e.eq_ignore_ascii_case(extension))
        });
        if found.is_some() {
            return found;
        }
        rest = extension;
    }
    None
}

/// `Dockerfile.dev`, `Makefile.am`: a known file name with something behind it.
fn by_prefix(name: &str) -> Option<Language> {
    let (stem, _) = name.split_once('.')?;
    find(|s| s.files.iter().any(|f| f.eq_ignore_ascii_case(stem)))
}

/// `#!/usr/bin/env -S python3 -u`: the program's name without its version.
fn by_shebang(line: &str) -> Option<Language> {
    let command = line.strip_prefix("#!")?;
    let program = command
        .split_ascii_whitespace()
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .find(|word| *word != "env" && !word.starts_with('-') && !word.contains('='))?;
    let program = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    find(|s| s.shebangs.contains(&program))
}
