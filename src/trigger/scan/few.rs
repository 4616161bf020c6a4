//! The next byte of some kind in a text: sixteen at a time when few bytes are of that kind, else by a
//! table. It knows nothing of what the bytes mean.

use wide::u8x16;

/// A few bytes.
pub struct Few {
    /// Each as often as bytes are compared at once; the last stands for those that are missing.
    bytes: [u8x16; FEW],
    count: usize,
}

/// So many bytes are compared at once: what every processor of the supported kinds can.
const WIDE: usize = 16;
/// More different bytes than this are looked up one by one.
pub const FEW: usize = 5;

/// The first byte at or behind `at` whose entry has a bit of `mask`. Eight at a time: one branch for
/// each byte would be most of what reading plain code costs.
#[inline]
pub fn first_of(table: &[u8; 256], mask: u8, bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let (eights, tail) = rest.as_chunks::<8>();
    let mut skipped = 0;
    for eight in eights {
        let any = eight.iter().fold(0, |any, b| any | table[usize::from(*b)]);
        if any & mask != 0 {
            let found = eight
                .iter()
                .position(|b| table[usize::from(*b)] & mask != 0);
            return at + skipped + found.unwrap_or(0);
        }
        skipped += 8;
    }
    let found = tail.iter().position(|b| table[usize::from(*b)] & mask != 0);
    at + skipped + found.unwrap_or(tail.len())
}

/// The bytes of a table that are in `mask`, if they are few.
pub fn few(table: &[u8; 256], mask: u8) -> Option<Few> {
    let bytes: Vec<u8> = (0..=255)
        .filter(|b| table[usize::from(*b)] & mask != 0)
        .collect();
    let last = *bytes.last()?;
    let of = |index| u8x16::splat(bytes.get(index).copied().unwrap_or(last));
    (bytes.len() <= FEW).then(|| Few {
        bytes: std::array::from_fn(of),
        count: bytes.len(),
    })
}

impl Few {
    /// How many bytes there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// The first byte at or behind `at` that is one of `few`, which are those of `table` in `mask`, and
/// no more than `COUNT`: one comparison less is felt.
#[inline]
pub fn first_of_few<const COUNT: usize>(
    few: &Few,
    table: &[u8; 256],
    mask: u8,
    bytes: &[u8],
    at: usize,
) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let (blocks, tail) = rest.as_chunks::<WIDE>();
    for (index, block) in blocks.iter().enumerate() {
        if let Some(found) = in_block::<COUNT>(few, block) {
            return at + index * WIDE + found;
        }
    }
    // What is left is read with some of what was read.
    if let (false, Some(block)) = (tail.is_empty(), rest.last_chunk::<WIDE>()) {
        let found = in_block::<COUNT>(few, block).unwrap_or(WIDE);
        return at + rest.len() - WIDE + found;
    }
    let found = tail.iter().position(|b| table[usize::from(*b)] & mask != 0);
    at + rest.len() - tail.len() + found.unwrap_or(tail.len())
}

/// The first byte of a block that is one of `few`.
#[inline]
fn in_block<const COUNT: usize>(few: &Few, block: &[u8; WIDE]) -> Option<usize> {
    let block = u8x16::new(*block);
    let mut hits = block.simd_eq(few.bytes[0]);
    for byte in &few.bytes[1..COUNT] {
        hits |= block.simd_eq(*byte);
    }
    let hits = hits.to_bitmask();
    (hits != 0).then(|| hits.trailing_zeros() as usize)
}
