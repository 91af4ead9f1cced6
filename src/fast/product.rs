//! Matrix products C = α A B in register tiles over packed panels.
//!
//! A is cut into panels of [`ROWS`] rows and B into panels of [`COLUMNS`] columns, each copied so that the innermost
//! loop reads both in order; that loop keeps a 4×8 tile of C in eight vector registers, which leaves room for the
//! operands in the sixteen that x86 and WebAssembly's compilers have (6×8 spills). The order of the outer loops is
//! that of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): a block of B stays in
//! the second-level cache, a panel of it in the first.

/// Rows of C in a register tile.
pub const ROWS: usize = 4;
/// Columns of C in a register tile.
pub const COLUMNS: usize = 8;
/// Length of the inner dimension that is packed at once: a panel of B is then 8 KiB.
const DEPTH: usize = 256;
/// Rows of A packed at once: 64 KiB.
const BLOCK_ROWS: usize = 64;
/// Elements of B packed at once: 512 KiB.
const BLOCK_B: usize = 1 << 17;

type Tile = [[f32; COLUMNS]; ROWS];

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
    pub fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        debug_assert_eq!(data.len(), rows * columns);
        Self { data, rows, columns, row: columns, column: 1 }
    }

    /// The transpose, without moving anything.
    pub fn t(self) -> Self {
        Self { data: self.data, rows: self.columns, columns: self.rows, row: self.column, column: self.row }
    }
}

/// Elements of scratch memory that a product [m, k]·[k, n] needs for its packed panels.
pub fn packing(m: u64, k: u64, n: u64) -> u64 {
    let depth = k.min(DEPTH as u64);
    let a = m.min(BLOCK_ROWS as u64).next_multiple_of(ROWS as u64) * depth;
    let b = n.next_multiple_of(COLUMNS as u64).min((block_columns(depth as usize)) as u64) * depth;
    a + b
}

/// Columns of B that fit into its block at this depth.
fn block_columns(depth: usize) -> usize {
    BLOCK_B / depth / COLUMNS * COLUMNS
}

/// C = α A B with A [m, k], B [k, n] and C [m, n] row-major; `panels` is at least [`packing`]`(m, k, n)` long.
pub fn multiply(alpha: f32, a: View, b: View, c: &mut [f32], panels: &mut [f32]) {
    let (m, n) = (a.rows, b.columns);
    debug_assert_eq!(a.columns, b.rows);
    debug_assert_eq!(c.len(), m * n);
    debug_assert!(panels.len() as u64 >= packing(m as u64, a.columns as u64, n as u64));
    let block_columns = block_columns(a.columns.min(DEPTH));
    let (a_panels, b_panels) =
        panels.split_at_mut(m.min(BLOCK_ROWS).next_multiple_of(ROWS) * a.columns.min(DEPTH));
    for j0 in (0..n).step_by(block_columns) {
        let columns = block_columns.min(n - j0);
        for p0 in (0..a.columns).step_by(DEPTH) {
            let depth = DEPTH.min(a.columns - p0);
            pack::<COLUMNS>(1.0, b.t(), j0, columns, p0, depth, b_panels);
            for i0 in (0..m).step_by(BLOCK_ROWS) {
                let rows = BLOCK_ROWS.min(m - i0);
                pack::<ROWS>(alpha, a, i0, rows, p0, depth, a_panels);
                for (jp, b_panel) in b_panels.chunks_exact(depth * COLUMNS).enumerate() {
                    let j = jp * COLUMNS;
                    if j >= columns {
                        break;
                    }
                    for (ip, a_panel) in a_panels.chunks_exact(depth * ROWS).enumerate() {
                        let i = ip * ROWS;
                        if i >= rows {
                            break;
                        }
                        let tile = tile(a_panel, b_panel);
                        let corner = &mut c[(i0 + i) * n + j0 + j..];
                        write(&tile, corner, n, ROWS.min(rows - i), COLUMNS.min(columns - j), p0 > 0);
                    }
                }
            }
        }
    }
}

/// Copies α × rows i0.. of `a`, columns p0.., into panels of `W` rows, [panel, depth, W]; a last panel that is not
/// full is filled with zeros.
fn pack<const W: usize>(
    alpha: f32,
    a: View,
    i0: usize,
    rows: usize,
    p0: usize,
    depth: usize,
    panels: &mut [f32],
) {
    for (panel, i) in panels.chunks_exact_mut(depth * W).zip((0..rows).step_by(W)) {
        let (panel, _) = panel.as_chunks_mut::<W>();
        let start = (i0 + i) * a.row + p0 * a.column;
        let width = W.min(rows - i);
        if a.row == 1 && width == W {
            for (p, lane) in panel.iter_mut().enumerate() {
                let source = &a.data[start + p * a.column..][..W];
                for (to, &from) in lane.iter_mut().zip(source) {
                    *to = alpha * from;
                }
            }
        } else if a.column == 1 && width == W {
            let rows: [&[f32]; W] = std::array::from_fn(|w| &a.data[start + w * a.row..][..depth]);
            for (p, lane) in panel.iter_mut().enumerate() {
                for (to, row) in lane.iter_mut().zip(rows) {
                    *to = alpha * row[p];
                }
            }
        } else {
            for (p, lane) in panel.iter_mut().enumerate() {
                *lane = std::array::from_fn(|w| {
                    if w < width { alpha * a.data[start + w * a.row + p * a.column] } else { 0.0 }
                });
            }
        }
    }
}

/// One 4×8 tile of the product of two packed panels, [depth, 4] and [depth, 8].
#[inline(always)]
fn tile(a: &[f32], b: &[f32]) -> Tile {
    let mut tile = [[0.0; COLUMNS]; ROWS];
    for (a, b) in a.as_chunks::<ROWS>().0.iter().zip(b.as_chunks::<COLUMNS>().0) {
        for (row, a) in tile.iter_mut().zip(a) {
            for (c, b) in row.iter_mut().zip(b) {
                *c += a * b;
            }
        }
    }
    tile
}

/// Puts the valid part of a tile into C, whose rows are `stride` apart, or adds it there.
#[inline(always)]
fn write(tile: &Tile, c: &mut [f32], stride: usize, rows: usize, columns: usize, add: bool) {
    for (i, values) in tile.iter().enumerate().take(rows) {
        let row = &mut c[i * stride..][..columns];
        match (row.as_chunks_mut::<COLUMNS>().0.first_mut(), add) {
            (Some(row), false) => *row = *values,
            (Some(row), true) => row.iter_mut().zip(values).for_each(|(c, x)| *c += x),
            (None, false) => row.copy_from_slice(&values[..columns]),
            (None, true) => row.iter_mut().zip(values).for_each(|(c, x)| *c += x),
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
        for (m, k, n) in [(1, 1, 1), (4, 8, 8), (5, 3, 9), (67, 300, 13), (3, 1, 600), (130, 513, 17)] {
            let mut panels = Buffer::zeroed(packing(m as u64, k as u64, n as u64)).unwrap();
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
                    multiply(2.0, a, b, &mut c, &mut panels);
                    assert_eq!(c, expected, "[{m}, {k}]·[{k}, {n}]");
                }
            }
        }
    }
}
