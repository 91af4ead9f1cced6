//! The streams that a page may bring, and odd ones.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use deltascope::inputs::{Head, Sentence, Stream, facts, random, three};

/// A real sentence in one head.
pub fn sentence(number: usize, head: Head) -> Stream {
    let files: [&[u8]; 6] = [
        include_bytes!("../../../data/s1.safetensors"),
        include_bytes!("../../../data/s2.safetensors"),
        include_bytes!("../../../data/s3.safetensors"),
        include_bytes!("../../../data/s4.safetensors"),
        include_bytes!("../../../data/s5.safetensors"),
        include_bytes!("../../../data/s6.safetensors"),
    ];
    Sentence::read(files[number - 1]).unwrap().stream(head).unwrap()
}

/// `t` random tokens with keys of `k` channels and values of `v`.
pub fn uneven(seed: u64, t: usize, k: usize, v: usize) -> Stream {
    Stream { v: random(seed + 1, t, v).v, ..random(seed, t, k) }
}

/// `t` random tokens of `n` keys and values each.
pub fn several(seed: u64, t: usize, n: usize, k: usize, v: usize) -> Stream {
    Stream { q: random(seed, t, k).q, labels: random(seed, t, 1).labels, ..uneven(seed, t * n, k, v) }
}

/// Every kind of stream that a page may bring, with keys as they are.
pub fn streams() -> Vec<(&'static str, Stream)> {
    vec![
        ("three facts", three()),
        ("facts", facts()),
        ("random", random(3, 13, 5)),
        ("K < V", uneven(4, 7, 3, 8)),
        ("K > V", uneven(5, 18, 6, 2)),
        ("V = 1", uneven(6, 5, 4, 1)),
        ("one token", random(7, 1, 6)),
        ("one number", random(8, 1, 1)),
        ("a sentence", sentence(3, Head::L3H1)),
        ("a sentence of long keys", sentence(1, Head::L0H2)),
    ]
}
