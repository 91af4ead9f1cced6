//! The functions that a program in Rust brings along: those that it calls, and those that these call.

use std::collections::BTreeSet;

/// A function: its name, those that it calls, and its text.
const FUNCTIONS: &[(&str, &[&str], &str)] = &[
    (
        "Entries",
        &[],
        "/// Whatever is made of numbers: a number, a vector, a matrix.
trait Entries: Sized {
    fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64 + Copy) -> Self;
}

impl Entries for f64 {
    fn zip(&self, other: &f64, f: impl Fn(f64, f64) -> f64 + Copy) -> f64 {
        f(*self, *other)
    }
}

impl<E: Entries> Entries for Vec<E> {
    fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64 + Copy) -> Self {
        self.iter().zip(other).map(|(a, b)| a.zip(b, f)).collect()
    }
}",
    ),
    ("add", &["Entries"], "fn add<E: Entries>(a: &E, b: &E) -> E {\n    a.zip(b, |a, b| a + b)\n}"),
    ("sub", &["Entries"], "fn sub<E: Entries>(a: &E, b: &E) -> E {\n    a.zip(b, |a, b| a - b)\n}"),
    ("each", &["Entries"], "fn each<E: Entries>(a: &E, b: &E) -> E {\n    a.zip(b, |a, b| a * b)\n}"),
    ("over", &["Entries"], "fn over<E: Entries>(a: &E, b: &E) -> E {\n    a.zip(b, |a, b| a / b)\n}"),
    (
        "map",
        &["Entries"],
        "fn map<E: Entries>(x: &E, f: impl Fn(f64) -> f64 + Copy) -> E {\n    x.zip(x, |x, _| f(x))\n}",
    ),
    ("times", &["map", "Entries"], "fn times<E: Entries>(c: f64, x: &E) -> E {\n    map(x, |x| c * x)\n}"),
    ("dot", &[], "fn dot(x: &[f64], y: &[f64]) -> f64 {\n    x.iter().zip(y).map(|(x, y)| x * y).sum()\n}"),
    (
        "outer",
        &[],
        "fn outer(x: &[f64], y: &[f64]) -> Vec<Vec<f64>> {
    x.iter().map(|x| y.iter().map(|y| x * y).collect()).collect()
}",
    ),
    (
        "mat_vec",
        &["dot"],
        "fn mat_vec(m: &[Vec<f64>], x: &[f64]) -> Vec<f64> {\n    m.iter().map(|row| dot(row, x)).collect()\n}",
    ),
    (
        "mix",
        &[],
        "/// The rows of m, each times its entry of x: the transpose of m times x.
fn mix(m: &[Vec<f64>], x: &[f64], columns: usize) -> Vec<f64> {
    (0..columns).map(|j| m.iter().zip(x).map(|(row, x)| row[j] * x).sum()).collect()
}",
    ),
    (
        "mat_mul",
        &["mix"],
        "fn mat_mul(a: &[Vec<f64>], b: &[Vec<f64>], columns: usize) -> Vec<Vec<f64>> {
    a.iter().map(|row| mix(b, row, columns)).collect()
}",
    ),
    (
        "transpose",
        &[],
        "fn transpose(m: &[Vec<f64>], columns: usize) -> Vec<Vec<f64>> {
    (0..columns).map(|j| m.iter().map(|row| row[j]).collect()).collect()
}",
    ),
    (
        "scale_columns",
        &[],
        "fn scale_columns(m: &[Vec<f64>], x: &[f64]) -> Vec<Vec<f64>> {
    m.iter().map(|row| row.iter().zip(x).map(|(m, x)| m * x).collect()).collect()
}",
    ),
    (
        "scale_rows",
        &[],
        "fn scale_rows(x: &[f64], m: &[Vec<f64>]) -> Vec<Vec<f64>> {
    x.iter().zip(m).map(|(x, row)| row.iter().map(|m| x * m).collect()).collect()
}",
    ),
    (
        "diag",
        &[],
        "fn diag(x: &[f64]) -> Vec<Vec<f64>> {
    (0..x.len()).map(|i| (0..x.len()).map(|j| if i == j { x[i] } else { 0.0 }).collect()).collect()
}",
    ),
    (
        "softmax",
        &[],
        "fn softmax(x: &[f64]) -> Vec<f64> {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = x.iter().map(|x| (x - largest).exp()).collect();
    let sum: f64 = e.iter().sum();
    e.iter().map(|e| e / sum).collect()
}",
    ),
    ("norm", &["dot"], "fn norm(x: &[f64]) -> f64 {\n    dot(x, x).sqrt()\n}"),
    (
        "normalise",
        &["norm"],
        "fn normalise(x: &[f64]) -> Vec<f64> {
    let length = norm(x).max(1e-12);
    x.iter().map(|x| x / length).collect()
}",
    ),
    ("mean", &[], "fn mean(x: &[f64]) -> f64 {\n    x.iter().sum::<f64>() / x.len() as f64\n}"),
    (
        "var",
        &["mean"],
        "fn var(x: &[f64]) -> f64 {
    let m = mean(x);
    x.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / x.len() as f64
}",
    ),
    ("sigmoid", &[], "fn sigmoid(x: f64) -> f64 {\n    1.0 / (1.0 + (-x).exp())\n}"),
    ("softplus", &[], "fn softplus(x: f64) -> f64 {\n    x.max(0.0) + (-x.abs()).exp().ln_1p()\n}"),
    (
        "last",
        &[],
        "fn last<E: Clone>(n: usize, rows: &[E]) -> Vec<E> {\n    rows[rows.len() - n.min(rows.len())..].to_vec()\n}",
    ),
    (
        "solve",
        &[],
        "/// The x for which a x = b, by elimination with the largest pivot.
fn solve(a: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let (mut a, mut x) = (a.to_vec(), b.to_vec());
    for p in 0..n {
        let pivot = (p..n).fold(p, |best, i| if a[i][p].abs() > a[best][p].abs() { i } else { best });
        a.swap(p, pivot);
        x.swap(p, pivot);
        for i in p + 1..n {
            let factor = a[i][p] / a[p][p];
            for j in p..n {
                a[i][j] -= factor * a[p][j];
            }
            x[i] -= factor * x[p];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            x[i] -= a[i][j] * x[j];
        }
        x[i] /= a[i][i];
    }
    x
}",
    ),
];

/// The texts of these functions and of those that they call.
pub(super) fn texts(used: &BTreeSet<&'static str>) -> Vec<&'static str> {
    let mut all = used.clone();
    loop {
        let called =
            FUNCTIONS.iter().filter(|(name, ..)| all.contains(name)).flat_map(|(_, calls, _)| *calls);
        let more: BTreeSet<&'static str> = called.copied().chain(all.iter().copied()).collect();
        if more.len() == all.len() {
            break;
        }
        all = more;
    }
    FUNCTIONS.iter().filter(|(name, ..)| all.contains(name)).map(|(_, _, text)| *text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_brings_those_that_it_calls() {
        let texts = texts(&BTreeSet::from(["normalise"]));
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(
            ["fn dot", "fn norm", "fn normalise"].iter().zip(&texts).all(|(name, text)| text.contains(name))
        );
    }

    #[test]
    fn every_function_that_is_called_is_there() {
        let names: Vec<&str> = FUNCTIONS.iter().map(|(name, ..)| *name).collect();
        assert!(FUNCTIONS.iter().flat_map(|(_, calls, _)| *calls).all(|name| names.contains(name)));
    }
}
