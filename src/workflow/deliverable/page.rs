//! A deliverable as sections and blocks with their lines. Markdown is parsed, never matched line by
//! line, so that fenced code, tables and nested lists are what they are. Knows nothing of contracts.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// In order. What stands before the first heading belongs to a section without a title.
    pub sections: Vec<Section>,
}

/// A heading of the first two levels, and what stands under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// As written, without marks.
    pub title: String,
    /// 1 or 2; 0 before the first heading.
    pub level: u8,
    /// Zero-based.
    pub line: u32,
    /// In order.
    pub blocks: Vec<Block>,
}

/// A leaf of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Zero-based.
    pub line: u32,
    /// All its words; of an item only its own, not those of the items inside it.
    pub text: String,
    /// Its words without inline code.
    pub prose: String,
    /// Its pieces of inline code.
    pub code: Vec<String>,
    /// Of a table row: its cells, each with its own text.
    pub cells: Vec<String>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading of the third level or deeper.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A list item, at any depth.
    Item,
    /// A row of a table, without its head.
    Row,
    /// The head of a table.
    Head,
    /// Fenced or indented code; its words are nobody's prose.
    Code,
}

impl Section {
    /// The title as it is compared: without numbers, marks and case.
    pub fn key(&self) -> String {
        let letters = |c: char| !c.is_alphabetic();
        self.title.trim_matches(letters).to_lowercase()
    }

    /// Whether anything is said in it.
    pub fn is_empty(&self) -> bool {
        !self.blocks.iter().any(|block| match block.kind {
            Kind::Heading | Kind::Head => false,
            Kind::Paragraph | Kind::Item | Kind::Row | Kind::Code => {
                block.text.chars().any(char::is_alphanumeric)
            }
        })
    }
}

impl Page {
    /// Reads a document.
    pub fn read(text: &str) -> Page {
        Reader::new(text).read()
    }

    /// The section with this title.
    pub fn section(&self, title: &str) -> Option<&Section> {
        let title = title.to_lowercase();
        self.sections.iter().find(|section| section.key() == title)
    }

    /// All blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.sections.iter().flat_map(|section| &section.blocks)
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Byte offsets at which lines begin.
    lines: Vec<usize>,
    page: Page,
    /// Open blocks, innermost last: an item can hold paragraphs and items.
    open: Vec<Block>,
    /// A heading of the first two levels is open.
    title: Option<Section>,
    in_head: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Reader {
            text,
            lines: std::iter::once(0).chain(breaks).collect(),
            page: Page {
                sections: vec![Section::default()],
            },
            open: Vec::new(),
            title: None,
            in_head: false,
        }
    }

    fn read(mut self) -> Page {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Parser::new_ext(self.text, options).into_offset_iter() {
            let line = self.line(range.start);
            match event {
                Event::Start(tag) => self.start(&tag, line),
                Event::End(tag) => self.end(tag),
                Event::Text(words) => self.words(&words, true),
                Event::Code(words) => {
                    if let Some(block) = self.open.last_mut() {
                        block.code.push(words.to_string());
                    }
                    self.words(&words, false);
                }
                Event::SoftBreak | Event::HardBreak => self.words(" ", true),
                Event::Html(words) | Event::InlineHtml(words) => {
                    // `<name>` is how a form marks what is to be filled in; a comment says nothing.
                    if !words.trim_start().starts_with("<!--") {
                        self.words(&words, true);
                    }
                }
                Event::Rule
                | Event::TaskListMarker(_)
                | Event::FootnoteReference(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_) => {}
            }
        }
        self.page
            .sections
            .retain(|section| section.level > 0 || !section.blocks.is_empty());
        self.page
    }

    fn start(&mut self, tag: &Tag<'_>, line: u32) {
        match tag {
            Tag::Heading { level, .. } if *level <= HeadingLevel::H2 => {
                self.title = Some(Section {
                    level: if *level == HeadingLevel::H1 { 1 } else { 2 },
                    line,
                    ..Section::default()
                });
            }
            Tag::Heading { .. } => self.push(Kind::Heading, line),
            Tag::Item => self.push(Kind::Item, line),
            Tag::TableHead => {
                self.in_head = true;
                self.push(Kind::Head, line);
            }
            Tag::TableRow => self.push(Kind::Row, line),
            Tag::TableCell => {
                if let Some(row) = self.open.last_mut() {
                    row.cells.push(String::new());
                    row.text.push(' ');
                    row.prose.push(' ');
                }
            }
            Tag::CodeBlock(_) => self.push(Kind::Code, line),
            Tag::Paragraph | Tag::HtmlBlock => {
                // A paragraph of an item is the item's own text.
                match self.open.last_mut() {
                    Some(block) if block.kind == Kind::Item => block.text.push(' '),
                    _ => self.push(Kind::Paragraph, line),
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) if level <= HeadingLevel::H2 => {
                if let Some(mut section) = self.title.take() {
                    section.title = section.title.trim().to_owned();
                    self.page.sections.push(section);
                }
            }
            TagEnd::Heading(_) => self.close(Kind::Heading),
            TagEnd::Item => self.close(Kind::Item),
            TagEnd::TableHead => {
                self.in_head = false;
                self.close(Kind::Head);
            }
            TagEnd::TableRow => self.close(Kind::Row),
            TagEnd::CodeBlock => self.close(Kind::Code),
            TagEnd::Paragraph | TagEnd::HtmlBlock
                if self
                    .open
                    .last()
                    .is_some_and(|block| block.kind == Kind::Paragraph) =>
            {
                self.close(Kind::Paragraph);
            }
            _ => {}
        }
    }

    fn push(&mut self, kind: Kind, line: u32) {
        self.open.push(Block {
            kind,
            line,
            text: String::new(),
            prose: String::new(),
            code: Vec::new(),
            cells: Vec::new(),
        });
    }

    /// Closed blocks are kept in the order of their first lines: an item before the items inside it.
    fn close(&mut self, kind: Kind) {
        let Some(mut block) = self.open.pop() else {
            return;
        };
        debug_assert_eq!(block.kind, kind);
        block.text = block.text.trim().to_owned();
        for cell in &mut block.cells {
            *cell = cell.trim().to_owned();
        }
        let Some(section) = self.page.sections.last_mut() else {
            return;
        };
        let later = |other: &Block| other.line > block.line;
        let at = section
            .blocks
            .iter()
            .rposition(|other| !later(other))
            .map_or(0, |at| at + 1);
        section.blocks.insert(at, block);
    }

    fn words(&mut self, words: &str, prose: bool) {
        if let Some(section) = &mut self.title {
            section.title.push_str(words);
        } else if let Some(block) = self.open.last_mut() {
            block.text.push_str(words);
            if prose {
                block.prose.push_str(words);
            }
            if let Some(cell) = block.cells.last_mut() {
                cell.push_str(words);
            }
        }
    }

    fn line(&self, offset: usize) -> u32 {
        let line = self
            .lines
            .partition_point(|start| *start <= offset)
            .saturating_sub(1);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}
