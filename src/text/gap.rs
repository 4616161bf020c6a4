//! A vector with a gap at the place of the last insertion.
//!
//! People insert and remove lines near where they last did. A plain vector would move everything
//! behind that place each time (1.6 MB for 100,000 lines); here only what lies between the last
//! place and this one moves. It deliberately offers no more than documents and their per-line
//! notes need.

use std::ops::Range;

/// A vector that is cheap to splice again near where it was spliced last.
#[derive(Clone, Debug)]
pub struct GapVec<T> {
    front: Vec<T>,
    /// What lies behind the gap, last element first.
    back: Vec<T>,
}

impl<T> Default for GapVec<T> {
    fn default() -> Self {
        GapVec {
            front: Vec::new(),
            back: Vec::new(),
        }
    }
}

impl<T> From<Vec<T>> for GapVec<T> {
    fn from(front: Vec<T>) -> Self {
        GapVec {
            front,
            back: Vec::new(),
        }
    }
}

impl<T> GapVec<T> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.front.len() + self.back.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `index`, if there is one.
    pub fn get(&self, index: usize) -> Option<&T> {
        match self.front.get(index) {
            Some(found) => Some(found),
            None => {
                let behind = index - self.front.len();
                self.back.get(self.back.len().checked_sub(behind + 1)?)
            }
        }
    }

    /// All elements, if they stand in one piece: nothing was spliced but at the end.
    pub fn as_slice(&self) -> Option<&[T]> {
        self.back.is_empty().then_some(&self.front)
    }

    /// The element at `index`, to be changed in place.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let front = self.front.len();
        if index < front {
            return self.front.get_mut(index);
        }
        let place = self.back.len().checked_sub(index - front + 1)?;
        self.back.get_mut(place)
    }

    /// Replaces `range` (clamped) by `new`. Costs what is removed and inserted; when these are not
    /// equally many, also the distance from the last such splice.
    pub fn splice(&mut self, range: Range<usize>, new: impl IntoIterator<Item = T>) {
        let mut start = range.start.min(self.len());
        let end = range.end.clamp(start, self.len());
        // As many as can be are replaced where they stand: the gap stays where lines come and go.
        let mut new = new.into_iter().peekable();
        while start < end && new.peek().is_some() {
            if let (Some(place), Some(item)) = (self.get_mut(start), new.next()) {
                *place = item;
            }
            start += 1;
        }
        if start == end && new.peek().is_none() {
            return;
        }
        self.move_gap(start);
        self.back.truncate(self.back.len() - (end - start));
        self.front.extend(new);
    }

    /// All elements in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.front.iter().chain(self.back.iter().rev())
    }

    fn move_gap(&mut self, to: usize) {
        if to < self.front.len() {
            self.back.extend(self.front.drain(to..).rev());
        } else {
            let count = to - self.front.len();
            let from = self.back.len() - count;
            self.front.extend(self.back.drain(from..).rev());
        }
    }
}
