//! Bounded memory for unbounded output. Deliberately knows nothing of text: bytes in, lossy text out.

use std::collections::VecDeque;

/// The last bytes of a stream.
#[derive(Clone, Debug)]
pub struct Ring {
    bytes: VecDeque<u8>,
    limit: usize,
    lost: u64,
}

impl Ring {
    /// Keeps at most `limit` bytes.
    pub fn new(limit: usize) -> Ring {
        Ring {
            bytes: VecDeque::new(),
            limit,
            lost: 0,
        }
    }

    /// Adds bytes; the oldest go.
    pub fn push(&mut self, bytes: &[u8]) {
        let kept = &bytes[bytes.len().saturating_sub(self.limit)..];
        let surplus = (self.bytes.len() + kept.len()).saturating_sub(self.limit);
        self.lost += (surplus + bytes.len() - kept.len()) as u64;
        self.bytes.drain(..surplus);
        self.bytes.extend(kept);
    }

    /// Whether anything was dropped.
    pub fn truncated(&self) -> bool {
        self.lost > 0
    }

    /// What is kept. Bytes that are no UTF-8 (also where the cut went through a character) are replaced.
    pub fn text(&self) -> String {
        let (front, back) = self.bytes.as_slices();
        String::from_utf8_lossy(&[front, back].concat()).into_owned()
    }
}

/// The first and the last bytes of a stream, with a line in between that says how much is left out.
#[derive(Clone, Debug)]
pub struct HeadTail {
    head: Vec<u8>,
    limit: usize,
    tail: Ring,
}

impl HeadTail {
    /// Keeps at most `head` bytes of the beginning and `tail` bytes of the end.
    pub fn new(head: usize, tail: usize) -> HeadTail {
        HeadTail {
            head: Vec::new(),
            limit: head,
            tail: Ring::new(tail),
        }
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let room = self.limit.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        self.tail.push(&bytes[room..]);
    }

    /// What is kept.
    pub fn text(&self) -> String {
        let head = String::from_utf8_lossy(&self.head);
        if self.tail.lost == 0 {
            let (front, back) = self.tail.bytes.as_slices();
            return String::from_utf8_lossy(&[&self.head, front, back].concat()).into_owned();
        }
        format!(
            "{head}\n[… {} bytes left out …]\n{}",
            self.tail.lost,
            self.tail.text()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_ends_and_says_what_is_missing() {
        let mut kept = HeadTail::new(4, 4);
        for part in ["ab", "cdé", "f"] {
            kept.push(part.as_bytes());
        }
        assert_eq!(kept.text(), "abcdéf");
        kept.push(b"0123456789");
        assert_eq!(kept.text(), "abcd\n[… 9 bytes left out …]\n6789");
        let mut ring = Ring::new(3);
        ring.push(b"abcdef");
        ring.push(b"g");
        assert_eq!((ring.text().as_str(), ring.truncated()), ("efg", true));
    }
}
