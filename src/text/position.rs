//! Positions of the protocol, and how they map to bytes of one line.
//!
//! Everything clamps: a character past the end of its line is the end of the line, one inside a
//! character (half a surrogate pair, a byte in the middle) is that character's start.

/// The unit that a client counts characters in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// 16-bit code units, the protocol's default.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place as the protocol writes it: zero-based line, and units of the agreed [`Encoding`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// Units from the start of the line.
    pub character: u32,
}

impl Encoding {
    /// The byte in `content` (a line without its terminator) that `character` names.
    pub fn byte(self, content: &str, character: u32) -> usize {
        let wanted = character as usize;
        if wanted == 0 {
            return 0;
        }
        match self {
            Encoding::Utf8 => floor(content, wanted),
            Encoding::Utf16 | Encoding::Utf32 => {
                let reach = wanted.min(content.len());
                if content.as_bytes()[..reach].is_ascii() {
                    return reach;
                }
                let mut units = 0;
                for (byte, c) in content.char_indices() {
                    units += self.width(c);
                    if units > wanted {
                        return byte;
                    }
                }
                content.len()
            }
        }
    }

    /// How many units `content` has before `byte` (clamped, rounded down to a character).
    pub fn character(self, content: &str, byte: usize) -> u32 {
        let before = &content[..floor(content, byte)];
        let count = match self {
            Encoding::Utf8 => before.len(),
            _ if before.is_ascii() => before.len(),
            _ => before.chars().map(|c| self.width(c)).sum(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// The last character boundary at or before `byte`.
pub(super) fn floor(content: &str, byte: usize) -> usize {
    let mut byte = byte.min(content.len());
    while !content.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
