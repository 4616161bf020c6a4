//! Sixty-four bytes looked at together: one bit for each that is of a kind. It deliberately uses no
//! instruction of a certain processor, and is written so that the compiler finds them.

/// So many bytes are looked at together.
pub const BLOCK: usize = 64;

/// One bit for each byte that `is` says to be of a kind, the first byte's lowest. `is` has to be
/// without branches, or it is slow.
#[inline(always)]
pub fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut hits = [0; BLOCK];
    for lane in 0..BLOCK {
        hits[lane] = if is(block[lane]) { u8::MAX } else { 0 };
    }
    let (eights, _) = hits.as_chunks::<8>();
    let mut bits = 0;
    for (index, eight) in eights.iter().enumerate() {
        // Of each byte another bit, and all of them added up in the highest byte.
        let spread = u64::from_le_bytes(*eight) & 0x8040_2010_0804_0201;
        bits |= (spread.wrapping_mul(0x0101_0101_0101_0101) >> 56) << (8 * index);
    }
    bits
}
