//! Matrix products in register tiles.
//!
//! The innermost loop keeps a 4×8 tile of C in eight vector registers, which leaves room for the operands in the
//! sixteen that x86 and WebAssembly's compilers have (6×8 spills). It reads A in place, number by number, whichever
//! way A lies; B it reads eight columns at a time, from panels of eight columns that were packed before, or in place where
//! packing would cost more than it brings. The order of the outer loops is that of Goto and van de Geijn, "Anatomy of
//! High-Performance Matrix Multiplication" (2008), with the parts of A and B exchanged: a block of B stays in the
//! second-level cache, some panels of it in the first, and all rows of A pass by.
//!
//! This file is long because the loops, the tile and the packing are tuned to each other: they share the sizes at the top,
//! and a change of one is a change of all.

use super::simd::F32x4;

/// Rows of C in a register tile.
pub const ROWS: usize = 4;
/// Columns of C in a register tile: two vectors.
pub const COLUMNS: usize = 8;
/// Length of the inner dimension that is packed at once: a panel of B is then 8 KiB.
const DEPTH: usize = 256;
/// The same for operands that are read in place: 64 rows of K and of V at d = 64 are 16 KiB each.
const DEPTH_IN_PLACE: usize = 64;
/// Longest rows of B that are read in place; those of longer rows fall into too few sets of the cache.
const LONGEST_ROW_IN_PLACE: usize = 64;
/// Rows of A from which on packing B pays.
const LEAST_ROWS_PACKED: usize = 48;
/// Rows of A between two passes over the block of B.
const BLOCK_ROWS: usize = 64;
/// Elements of B packed at once: 512 KiB.
const BLOCK_B: usize = 1 << 17;
/// Elements of B that shall stay in the first-level cache: 16 KiB.
const NEAR_B: usize = 1 << 12;

/// A matrix read in place: element (i, j) is `data[i·row + j·column]`.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row: usize,
    column: usize,
}

impl<'a> View<'a> {
    /// `data` as a row-major matrix [rows, columns].
    ///
    /// # Panics
    /// If `data` is not rows·columns long: the kernels read without further checks.
    pub fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(data.len(), rows * columns);
        Self { data, rows, columns, row: columns, column: 1 }
    }

    /// The transpose, without moving anything.
    pub fn t(self) -> Self {
        Self { data: self.data, rows: self.columns, columns: self.rows, row: self.column, column: self.row }
    }

    /// Whether tiles should read this as B without packing, with `a` as A: where packing would not pay because few
    /// rows of A pass by, or where each step of a tile goes to another row of A anyway.
    fn in_place(self, a: Self) -> bool {
        let possible = self.column == 1 && self.columns.is_multiple_of(COLUMNS);
        possible && self.row <= LONGEST_ROW_IN_PLACE && (a.column != 1 || a.rows < LEAST_ROWS_PACKED)
    }
}

/// Whether a product replaces the numbers in C or is added to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// C = α A B.
    Fresh,
    /// C ← C + α A B.
    Sum,
}

/// Elements of scratch memory that a product [m, k]·[k, n] needs for its packed panels.
pub fn packing(k: u64, n: u64) -> u64 {
    let depth = k.min(DEPTH as u64);
    n.next_multiple_of(COLUMNS as u64).min(block_columns(depth as usize) as u64) * depth
}

/// Columns of B that fit into its block at this depth.
fn block_columns(depth: usize) -> usize {
    BLOCK_B / depth / COLUMNS * COLUMNS
}

/// C = α A B, or C ← C + α A B, with A [m, k], B [k, n] and C [m, n] row-major; `panels` is at least
/// [`packing`]`(k, n)` long.
///
/// # Panics
/// If the sizes do not fit each other: the tiles read and write without further checks.
pub fn multiply(into: Into, alpha: f32, a: View, b: View, c: &mut [f32], panels: &mut [f32]) {
    let (m, k, n) = (a.rows, a.columns, b.columns);
    assert!(k == b.rows && c.len() == m * n);
    if b.in_place(a) {
        for p0 in (0..k).step_by(DEPTH_IN_PLACE) {
            let depth = DEPTH_IN_PLACE.min(k - p0);
            let b = Panels { data: &b.data[p0 * b.row..], panel: COLUMNS, row: b.row, depth };
            let into = if p0 > 0 { Into::Sum } else { into };
            block(into, alpha, Strip { a, i: 0..m, p0 }, b, Target { c, row: n, j: 0..n });
        }
        return;
    }
    let block_columns = block_columns(k.clamp(1, DEPTH));
    for j0 in (0..n).step_by(block_columns) {
        let columns = block_columns.min(n - j0);
        for p0 in (0..k).step_by(DEPTH) {
            let depth = DEPTH.min(k - p0);
            pack(b, j0, columns, p0, depth, panels);
            let into = if p0 > 0 { Into::Sum } else { into };
            for i0 in (0..m).step_by(BLOCK_ROWS) {
                let b = Panels { data: panels, panel: depth * COLUMNS, row: COLUMNS, depth };
                let strip = Strip { a, i: i0..m.min(i0 + BLOCK_ROWS), p0 };
                block(into, alpha, strip, b, Target { c, row: n, j: j0..j0 + columns });
            }
        }
    }
}

/// Rows `i` of A from column `p0` on.
struct Strip<'a> {
    a: View<'a>,
    i: std::ops::Range<usize>,
    p0: usize,
}

/// Columns of B in groups of eight: number j of row p of a group is `data[group·panel + p·row + j]`.
#[derive(Clone, Copy)]
struct Panels<'a> {
    data: &'a [f32],
    panel: usize,
    row: usize,
    depth: usize,
}

/// Columns `j` of C, whose rows are `row` apart.
struct Target<'a> {
    c: &'a mut [f32],
    row: usize,
    j: std::ops::Range<usize>,
}

/// The product of a part of A with some panels of B.
fn block(into: Into, alpha: f32, Strip { a, i, p0 }: Strip, b: Panels, Target { c, row, j }: Target) {
    let near = (NEAR_B / b.depth).next_multiple_of(COLUMNS);
    for j_near in j.clone().step_by(near) {
        let mut i0 = i.start;
        while i0 < i.end {
            let rows = ROWS.min(i.end - i0);
            let a_start = i0 * a.row + p0 * a.column;
            for j0 in (j_near..j.end.min(j_near + near)).step_by(COLUMNS) {
                let columns = COLUMNS.min(j.end - j0);
                let b_data = &b.data[(j0 - j.start) / COLUMNS * b.panel..];
                let a_data = &a.data[a_start..];
                let corner = &mut c[i0 * row + j0..];
                let near = a.column == 1 && b.row == COLUMNS;
                if rows == ROWS && near {
                    let sums = tile::<ROWS, true>(a_data, (a.row, 1), b_data, COLUMNS, b.depth);
                    write(&sums, into, alpha, corner, row, columns);
                } else if rows == ROWS {
                    let sums = tile::<ROWS, false>(a_data, (a.row, a.column), b_data, b.row, b.depth);
                    write(&sums, into, alpha, corner, row, columns);
                } else {
                    for r in 0..rows {
                        let strides = (0, a.column);
                        let sums = tile::<1, false>(&a_data[r * a.row..], strides, b_data, b.row, b.depth);
                        write(&sums, into, alpha, &mut corner[r * row..], row, columns);
                    }
                }
            }
            i0 += rows;
        }
    }
}

/// Σ_p a[r·row + p·column] b[p·b_row + j] for R rows r and eight columns j. `NEAR` promises that `column` is 1 and
/// `b_row` 8: the steps of a group of four then differ by constant offsets.
#[inline(always)]
fn tile<const R: usize, const NEAR: bool>(
    a: &[f32],
    (row, column): (usize, usize),
    b: &[f32],
    b_row: usize,
    depth: usize,
) -> [[F32x4; 2]; R] {
    let mut sums = [[F32x4::zero(); 2]; R];
    if depth == 0 {
        return sums;
    }
    assert!(a.len() > (R - 1) * row + (depth - 1) * column && b.len() >= (depth - 1) * b_row + COLUMNS);
    let (mut a, mut b) = (a.as_ptr(), b.as_ptr());
    #[allow(unsafe_code, reason = "a check of the length at every step would cost as much as the step")]
    let mut step = |j: usize, sums: &mut [[F32x4; 2]; R]| {
        let (j_a, j_b) = if NEAR { (j, j * COLUMNS) } else { (0, 0) };
        // SAFETY: in step p < depth, `a + j_a` and `b + j_b` are p rows on, and the asserted lengths hold what is read.
        unsafe {
            let b = b.add(j_b);
            let b = [F32x4::load(&*b.cast()), F32x4::load(&*b.add(4).cast())];
            for (r, sums) in sums.iter_mut().enumerate() {
                let a = F32x4::splat(*a.add(r * row).add(j_a));
                sums[0] = sums[0].add_product(a, b[0]);
                sums[1] = sums[1].add_product(a, b[1]);
            }
        }
        if !NEAR {
            (a, b) = (a.wrapping_add(column), b.wrapping_add(b_row));
        } else if j == 3 {
            (a, b) = (a.wrapping_add(4), b.wrapping_add(4 * COLUMNS));
        }
    };
    // The way out after each step keeps the compiler from drawing the sums of several steps together, for which there
    // are not enough registers.
    let mut left = depth;
    loop {
        step(0, &mut sums);
        if left == 1 {
            break;
        }
        step(1, &mut sums);
        if left == 2 {
            break;
        }
        step(2, &mut sums);
        if left == 3 {
            break;
        }
        step(3, &mut sums);
        left -= 4;
        if left == 0 {
            break;
        }
    }
    sums
}

/// Puts α times the valid columns of a tile into C, whose rows are `stride` apart.
#[inline(always)]
fn write<const R: usize>(
    sums: &[[F32x4; 2]; R],
    into: Into,
    alpha: f32,
    c: &mut [f32],
    stride: usize,
    columns: usize,
) {
    let factor = F32x4::splat(alpha);
    for (r, sums) in sums.iter().enumerate() {
        let row = &mut c[r * stride..][..columns];
        let sums = sums.map(|x| factor * x);
        if let ([low, high], []) = row.as_chunks_mut::<4>() {
            for (to, x) in [low, high].into_iter().zip(sums) {
                let x = if into == Into::Sum { F32x4::load(to) + x } else { x };
                x.store(to);
            }
        } else {
            let values = sums.map(F32x4::to_array);
            for (to, x) in row.iter_mut().zip(values.as_flattened()) {
                *to = if into == Into::Sum { *to + x } else { *x };
            }
        }
    }
}

/// Copies columns j0.. and rows p0.. of B into panels of eight columns, [panel, depth, 8]; a last panel that is not
/// full is filled with zeros.
fn pack(b: View, j0: usize, columns: usize, p0: usize, depth: usize, panels: &mut [f32]) {
    for (panel, j) in panels.chunks_exact_mut(depth * COLUMNS).zip((0..columns).step_by(COLUMNS)) {
        let (panel, _) = panel.as_chunks_mut::<COLUMNS>();
        let start = p0 * b.row + (j0 + j) * b.column;
        let width = COLUMNS.min(columns - j);
        if b.column == 1 && width == COLUMNS {
            for (p, lane) in panel.iter_mut().enumerate() {
                lane.copy_from_slice(&b.data[start + p * b.row..][..COLUMNS]);
            }
        } else if b.row == 1 && width == COLUMNS {
            let columns: [&[f32]; COLUMNS] =
                std::array::from_fn(|w| &b.data[start + w * b.column..][..depth]);
            let (fours, rest) = panel.as_chunks_mut::<4>();
            for (p, lanes) in (0..).step_by(4).zip(fours) {
                let four =
                    |column: &[f32]| F32x4::load(column[p..].first_chunk().expect("p + 4 is in depth"));
                let [a, b, c, d, e, f, g, h] = columns.map(four);
                let (low, high) = (F32x4::transpose([a, b, c, d]), F32x4::transpose([e, f, g, h]));
                for (lane, halves) in lanes.iter_mut().zip(low.into_iter().zip(high)) {
                    let (to, _) = lane.as_chunks_mut::<4>();
                    halves.0.store(&mut to[0]);
                    halves.1.store(&mut to[1]);
                }
            }
            let done = depth - rest.len();
            for (p, lane) in rest.iter_mut().enumerate() {
                *lane = columns.map(|column| column[done + p]);
            }
        } else {
            for (p, lane) in panel.iter_mut().enumerate() {
                *lane = std::array::from_fn(|w| {
                    if w < width { b.data[start + p * b.row + w * b.column] } else { 0.0 }
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::Buffer;

    /// Small integers, so that every order of summation gives the same f32.
    fn matrix(rows: usize, columns: usize, seed: usize) -> Vec<f32> {
        (0..rows * columns).map(|i| ((i * 7 + seed * 13) % 11) as f32 - 5.0).collect()
    }

    #[test]
    fn equals_the_triple_loop_in_every_orientation() {
        let sizes =
            [(1, 1, 1), (4, 8, 8), (5, 3, 9), (67, 300, 13), (3, 1, 600), (130, 513, 17), (9, 130, 24)];
        for (m, k, n) in sizes {
            let mut panels = Buffer::zeroed(packing(k as u64, n as u64)).unwrap();
            let (a, b) = (matrix(m, k, 1), matrix(k, n, 2));
            let transposed = |x: &[f32], rows: usize, columns: usize| -> Vec<f32> {
                (0..rows * columns).map(|i| x[i % rows * columns + i / rows]).collect()
            };
            let (at, bt) = (transposed(&a, m, k), transposed(&b, k, n));
            let mut expected = vec![0.0; m * n];
            for (i, row) in expected.chunks_exact_mut(n).enumerate() {
                for (j, c) in row.iter_mut().enumerate() {
                    *c = 2.0 * (0..k).map(|p| a[i * k + p] * b[p * n + j]).sum::<f32>();
                }
            }
            let a_views = [View::new(&a, m, k), View::new(&at, k, m).t()];
            let b_views = [View::new(&b, k, n), View::new(&bt, n, k).t()];
            for a in a_views {
                for b in b_views {
                    let mut c = vec![f32::NAN; m * n];
                    panels.fill(f32::NAN);
                    multiply(Into::Fresh, 2.0, a, b, &mut c, &mut panels);
                    assert_eq!(c, expected, "[{m}, {k}]·[{k}, {n}]");
                    multiply(Into::Sum, -1.0, a, b, &mut c, &mut panels);
                    assert!(c.iter().zip(&expected).all(|(c, e)| *c == e / 2.0), "[{m}, {k}]·[{k}, {n}]");
                }
            }
        }
    }
}
