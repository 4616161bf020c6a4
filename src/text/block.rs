//! Sixty-four bytes looked at together: one bit for each that is of a kind. It deliberately uses no
//! instruction of a certain processor, and is written so that the compiler finds them; only bits out
//! of bytes it does not find.

use wide::u8x16;

/// So many bytes are looked at together.
pub const BLOCK: usize = 64;

/// The first bytes of a text, and blanks behind its end.
#[inline(always)]
pub fn padded<const N: usize>(text: &[u8]) -> [u8; N] {
    match text.first_chunk() {
        Some(bytes) => *bytes,
        None => {
            let mut bytes = [b' '; N];
            bytes[..text.len()].copy_from_slice(text);
            bytes
        }
    }
}

/// One bit for each byte that `is` says to be of a kind, the first byte's lowest. `is` has to be
/// without branches, or it is slow.
#[inline(always)]
pub fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut hits = [0; BLOCK];
    for lane in 0..BLOCK {
        hits[lane] = if is(block[lane]) { u8::MAX } else { 0 };
    }
    let (sixteens, _) = hits.as_chunks::<16>();
    let mut bits = 0;
    for (index, sixteen) in sixteens.iter().enumerate() {
        bits |= u64::from(u8x16::new(*sixteen).to_bitmask()) << (16 * index);
    }
    bits
}
