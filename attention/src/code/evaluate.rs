//! Computes the values of a program. Sizes that do not fit are no panic: there is no value then.

use std::collections::BTreeMap;

use super::function::Function;
use super::shape::Shape;
use super::typed::{Expr, Op, Pair, Test};
use super::value::Value;
use crate::math::{Mat, Vector, apply, dot, normalise_rows, scale_columns, solve};

/// What every name stands for.
pub(super) type Values = BTreeMap<String, Value>;

/// The value of an expression; nothing where sizes do not fit.
pub(super) fn value(expr: &Expr, names: &Values) -> Option<Value> {
    let of = |expr: &Expr| value(expr, names);
    match &expr.op {
        Op::Literal(x) if expr.shape == Shape::Count => Some(Value::Count(*x as usize)),
        Op::Literal(x) => Some(Value::Number(*x)),
        Op::Name(name) => names.get(name).cloned(),
        Op::Item(x, at) => item(&of(x)?, count(&of(at)?)?),
        Op::Number(x) => Some(Value::Number(count(&of(x)?)? as f64)),
        Op::Minus(x) => Some(each(of(x)?, &|x| -x)),
        Op::Transposed(x) => Some(match of(x)? {
            Value::Matrix(m) => Value::Matrix(m.transpose()),
            column => column,
        }),
        Op::Pair(op, a, b) => pair(*op, of(a)?, of(b)?),
        Op::Call(function, all) => {
            call(*function, all.iter().map(of).collect::<Option<Vec<_>>>()?.as_slice())
        }
        Op::Below(parts) => {
            let parts = parts.iter().map(of).collect::<Option<Vec<_>>>()?;
            if matches!(expr.shape, Shape::Matrix(..)) { rows(&parts) } else { column(&parts) }
        }
    }
}

/// Whether a test holds.
pub(super) fn holds(test: &Test, names: &Values) -> Option<bool> {
    match test {
        Test::Either(a, b) => Some(holds(a, names)? || holds(b, names)?),
        Test::NoRow(x, m) => match (value(x, names)?, value(m, names)?) {
            (Value::Vector(x), Value::Matrix(m)) => Some(!m.row_iter().any(|row| row == x.transpose())),
            _ => None,
        },
        Test::Compared(a, sign, b) => {
            let order = match (value(a, names)?, value(b, names)?) {
                (Value::Count(a), Value::Count(b)) => Some(a.cmp(&b)),
                (Value::Number(a), Value::Number(b)) => a.partial_cmp(&b),
                _ => return None,
            };
            Some(match sign {
                '<' => order.is_some_and(|order| order.is_lt()),
                '>' => order.is_some_and(|order| order.is_gt()),
                _ => order.is_some_and(|order| order.is_eq()),
            })
        }
    }
}

/// A whole number.
pub(super) fn count(value: &Value) -> Option<usize> {
    match value {
        Value::Count(n) => Some(*n),
        _ => None,
    }
}

fn item(of: &Value, at: usize) -> Option<Value> {
    match of {
        Value::Vector(x) => x.get(at).map(|x| Value::Number(*x)),
        Value::Matrix(m) => (at < m.nrows()).then(|| Value::Vector(m.row(at).transpose())),
        Value::Stack(all) => all.get(at).cloned().map(Value::Matrix),
        Value::Count(_) | Value::Number(_) => None,
    }
}

/// The same with an item of it changed.
pub(super) fn with_item(mut of: Value, at: usize, to: Value) -> Option<Value> {
    match (&mut of, to) {
        (Value::Vector(x), Value::Number(to)) => *x.get_mut(at)? = to,
        (Value::Matrix(m), Value::Vector(to)) if at < m.nrows() && to.len() == m.ncols() => {
            m.set_row(at, &to.transpose());
        }
        (Value::Stack(all), Value::Matrix(to)) => *all.get_mut(at)? = to,
        _ => return None,
    }
    Some(of)
}

fn each(x: Value, f: &dyn Fn(f64) -> f64) -> Value {
    match x {
        Value::Count(n) => Value::Number(f(n as f64)),
        Value::Number(x) => Value::Number(f(x)),
        Value::Vector(x) => Value::Vector(x.map(f)),
        Value::Matrix(m) => Value::Matrix(m.map(f)),
        Value::Stack(all) => Value::Stack(all.iter().map(|m| m.map(f)).collect()),
    }
}

/// Entry by entry, a number with every entry.
fn entries(a: Value, b: Value, f: &dyn Fn(f64, f64) -> f64) -> Option<Value> {
    Some(match (a, b) {
        (Value::Number(a), b) => each(b, &|b| f(a, b)),
        (a, Value::Number(b)) => each(a, &|a| f(a, b)),
        (Value::Vector(a), Value::Vector(b)) if a.len() == b.len() => Value::Vector(a.zip_map(&b, f)),
        (Value::Matrix(a), Value::Matrix(b)) if a.shape() == b.shape() => Value::Matrix(a.zip_map(&b, f)),
        (Value::Stack(a), Value::Stack(b)) if a.len() == b.len() => {
            let both = |(a, b): (&Mat, &Mat)| (a.shape() == b.shape()).then(|| a.zip_map(b, f));
            Value::Stack(a.iter().zip(&b).map(both).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn counts(op: Pair, a: usize, b: usize) -> Option<usize> {
    match op {
        Pair::Plus => a.checked_add(b),
        Pair::Minus => a.checked_sub(b),
        Pair::Times => a.checked_mul(b),
        Pair::Modulo => a.checked_rem(b),
        Pair::Power => a.checked_pow(b.try_into().ok()?),
        _ => None,
    }
}

fn pair(op: Pair, a: Value, b: Value) -> Option<Value> {
    if let (Value::Count(a), Value::Count(b)) = (&a, &b) {
        return counts(op, *a, *b).map(Value::Count);
    }
    match (op, a, b) {
        (Pair::Plus, a, b) => entries(a, b, &|a, b| a + b),
        (Pair::Minus, a, b) => entries(a, b, &|a, b| a - b),
        (Pair::Times, a, b) => entries(a, b, &|a, b| a * b),
        (Pair::Over, a, b) => entries(a, b, &|a, b| a / b),
        (Pair::Modulo, a, b) => entries(a, b, &|a, b| a % b),
        (Pair::Power, a, b) => entries(a, b, &f64::powf),
        (Pair::Dot, Value::Vector(a), Value::Vector(b)) if a.len() == b.len() => {
            Some(Value::Number(dot(&a, &b)))
        }
        (Pair::Outer, Value::Vector(a), Value::Vector(b)) => Some(Value::Matrix(a * b.transpose())),
        (Pair::Apply, Value::Matrix(m), Value::Vector(x)) if m.ncols() == x.len() => {
            Some(Value::Vector(apply(&m, &x)))
        }
        (Pair::Mix, Value::Matrix(m), Value::Vector(x)) if m.nrows() == x.len() => {
            Some(Value::Vector(m.tr_mul(&x)))
        }
        (Pair::Product, Value::Matrix(m), Value::Matrix(n)) if m.ncols() == n.nrows() => {
            Some(Value::Matrix(m * n))
        }
        (Pair::Columns, Value::Matrix(mut m), Value::Vector(x)) if m.ncols() == x.len() => {
            scale_columns(&mut m, &x);
            Some(Value::Matrix(m))
        }
        (Pair::Rows, Value::Vector(x), Value::Matrix(m)) if m.nrows() == x.len() => {
            Some(Value::Matrix(Mat::from_fn(m.nrows(), m.ncols(), |i, j| x[i] * m[(i, j)])))
        }
        _ => None,
    }
}

fn call(function: Function, of: &[Value]) -> Option<Value> {
    use super::function::Function::*;
    let softplus = |x: f64| x.max(0.0) + (-x.abs()).exp().ln_1p();
    Some(match (function, of) {
        (Exp, [x]) => each(x.clone(), &f64::exp),
        (Ln, [x]) => each(x.clone(), &f64::ln),
        (Sigmoid, [x]) => each(x.clone(), &|x| 1.0 / (1.0 + (-x).exp())),
        (Softplus, [x]) => each(x.clone(), &softplus),
        (Tanh, [x]) => each(x.clone(), &f64::tanh),
        (Root, [x]) => each(x.clone(), &f64::sqrt),
        (Abs, [x]) => each(x.clone(), &f64::abs),
        (Min, [x, Value::Number(most)]) => each(x.clone(), &|x| x.min(*most)),
        (Max, [x, Value::Number(least)]) => each(x.clone(), &|x| x.max(*least)),
        (Clamp, [x, Value::Number(least), Value::Number(most)]) => {
            each(x.clone(), &|x| x.max(*least).min(*most))
        }
        (Norm, [Value::Vector(x)]) => Value::Number(dot(x, x).sqrt()),
        (Normalise, [Value::Vector(x)]) => {
            let row = normalise_rows(&Mat::from_row_slice(1, x.len(), x.as_slice()));
            Value::Vector(row.row(0).transpose())
        }
        (Mean, [Value::Vector(x)]) => Value::Number(mean(x)),
        (Var, [Value::Vector(x)]) => {
            let mean = mean(x);
            Value::Number(self::mean(&x.map(|x| (x - mean) * (x - mean))))
        }
        (Softmax, [Value::Vector(x)]) => {
            let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let e = x.map(|x| (x - largest).exp());
            let sum = e.sum();
            Value::Vector(e.map(|e| e / sum))
        }
        (Diag, [Value::Vector(x)]) => Value::Matrix(Mat::from_diagonal(x)),
        (Entries, [Value::Matrix(m)]) => {
            Value::Vector(Vector::from_iterator(m.len(), m.transpose().iter().copied()))
        }
        (Last, [Value::Count(n), Value::Matrix(m)]) => {
            let n = (*n).min(m.nrows());
            Value::Matrix(m.rows(m.nrows() - n, n).into_owned())
        }
        (Last, [Value::Count(n), Value::Vector(x)]) => {
            let n = (*n).min(x.len());
            Value::Vector(x.rows(x.len() - n, n).into_owned())
        }
        (Solve, [Value::Matrix(a), Value::Vector(b)]) if a.shape() == (b.len(), b.len()) => {
            Value::Vector(solve(a.clone(), b.clone()))
        }
        _ => return None,
    })
}

fn mean(x: &Vector) -> f64 {
    x.sum() / x.len() as f64
}

/// Numbers and columns, one below the other.
fn column(parts: &[Value]) -> Option<Value> {
    let flat = |part: &Value| match part {
        Value::Number(x) => Some(vec![*x]),
        Value::Vector(x) => Some(x.as_slice().to_vec()),
        _ => None,
    };
    Some(Value::Vector(Vector::from_vec(parts.iter().map(flat).collect::<Option<Vec<_>>>()?.concat())))
}

/// Matrices, and vectors as rows, one below the other.
fn rows(parts: &[Value]) -> Option<Value> {
    let parts: Vec<Mat> = parts.iter().map(|part| part.matrix(true)).collect();
    let columns = parts.first()?.ncols();
    let mut all = Mat::zeros(parts.iter().map(Mat::nrows).sum(), columns);
    let mut first = 0;
    for part in parts {
        if part.ncols() != columns {
            return None;
        }
        all.rows_mut(first, part.nrows()).copy_from(&part);
        first += part.nrows();
    }
    Some(Value::Matrix(all))
}
