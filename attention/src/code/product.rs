//! What two values make together: which product it is, and the shape of what comes out.

use super::error::Fault;
use super::function::Function;
use super::shape::{Dim, Shape};
use super::syntax::Sign;
use super::typed::{Expr, Op, Pair};

/// A whole number, taken for any number; anything else as it is.
pub(super) fn number(x: Expr) -> Expr {
    match (&x.op, &x.shape) {
        (Op::Literal(_), Shape::Count) => Expr { shape: Shape::Number, ..x },
        (_, Shape::Count) => Expr::new(Op::Number(Box::new(x)), Shape::Number),
        _ => x,
    }
}

/// Two values with a sign between them.
///
/// # Errors
/// Where the sign does not take their shapes.
pub(super) fn pair(sign: Sign, a: Expr, b: Expr) -> Result<Expr, Fault> {
    match sign {
        Sign::Beside | Sign::Dot => product(sign, a, b),
        Sign::Plus => entries(sign, Pair::Plus, a, b),
        Sign::Minus => entries(sign, Pair::Minus, a, b),
        Sign::Each => entries(sign, Pair::Times, a, b),
        Sign::Over => entries(sign, Pair::Over, number(a), number(b)),
        Sign::Modulo if a.shape.is_number() && b.shape.is_number() => entries(sign, Pair::Modulo, a, b),
        Sign::Power if b.shape.is_number() => entries(sign, Pair::Power, a, b),
        Sign::Modulo | Sign::Power => Err(refused(sign, &a, &b)),
    }
}

fn refused(sign: Sign, a: &Expr, b: &Expr) -> Fault {
    Fault::Pair { operation: sign.glyph(), left: Box::new(a.shape.clone()), right: Box::new(b.shape.clone()) }
}

/// Entry by entry, a number with every entry.
fn entries(sign: Sign, op: Pair, a: Expr, b: Expr) -> Result<Expr, Fault> {
    let shape = match (&a.shape, &b.shape) {
        (Shape::Count, Shape::Count) => Shape::Count,
        (a, b) if a.is_number() && b.is_number() => Shape::Number,
        (a, other) | (other, a) if a.is_number() => other.clone(),
        (one, other) if one == other => one.clone(),
        _ => return Err(refused(sign, &a, &b)),
    };
    if shape == Shape::Count {
        return Ok(Expr::pair(op, a, b, shape));
    }
    let (a, b) = (number(a), number(b));
    // A factor that is a number stands first.
    let (a, b) = if op == Pair::Times && b.shape == Shape::Number { (b, a) } else { (a, b) };
    Ok(Expr::pair(op, a, b, shape))
}

/// The product of numbers, vectors and matrices. Numbers are taken out of it, so that as little as possible is multiplied by them.
fn product(sign: Sign, a: Expr, b: Expr) -> Result<Expr, Fault> {
    if a.shape.is_number() || b.shape.is_number() {
        return entries(sign, Pair::Times, a, b);
    }
    let a = match a {
        Expr { op: Op::Pair(Pair::Times, by, of), .. }
            if sign == Sign::Beside && by.shape == Shape::Number && !of.shape.is_number() =>
        {
            return entries(sign, Pair::Times, *by, product(sign, *of, b)?);
        }
        a => a,
    };
    let fits = |left: &Dim, right: &Dim| if left == right { Ok(()) } else { Err(refused(sign, &a, &b)) };
    match (a.shape.clone(), b.shape.clone()) {
        (Shape::Row(n), Shape::Vector(m)) => {
            fits(&n, &m)?;
            Ok(Expr::pair(Pair::Dot, column(a), b, Shape::Number))
        }
        (Shape::Vector(n), Shape::Vector(m)) if sign == Sign::Dot => {
            fits(&n, &m)?;
            Ok(Expr::pair(Pair::Dot, a, b, Shape::Number))
        }
        (Shape::Vector(n), Shape::Row(m)) => Ok(Expr::pair(Pair::Outer, a, column(b), Shape::Matrix(n, m))),
        (Shape::Matrix(rows, n), Shape::Vector(m)) => {
            fits(&n, &m)?;
            Ok(applied(a, b, Shape::Vector(rows)))
        }
        (Shape::Row(n), Shape::Matrix(m, columns)) => {
            fits(&n, &m)?;
            let shape = Shape::Row(columns);
            Ok(match b.op {
                Op::Transposed(of) => Expr::pair(Pair::Apply, *of, column(a), shape),
                _ => Expr::pair(Pair::Mix, b, column(a), shape),
            })
        }
        (Shape::Matrix(rows, n), Shape::Matrix(m, columns)) => {
            fits(&n, &m)?;
            Ok(multiplied(a, b, Shape::Matrix(rows, columns)))
        }
        _ => Err(refused(sign, &a, &b)),
    }
}

/// M x. A matrix that is transposed, or has nothing but a diagonal, is never made.
fn applied(m: Expr, x: Expr, shape: Shape) -> Expr {
    match m.op {
        Op::Transposed(of) => Expr::pair(Pair::Mix, *of, x, shape),
        Op::Call(Function::Diag, of) => match <[Expr; 1]>::try_from(of) {
            Ok([diagonal]) => Expr::pair(Pair::Times, diagonal, x, shape),
            Err(of) => Expr::pair(Pair::Apply, Expr::new(Op::Call(Function::Diag, of), m.shape), x, shape),
        },
        _ => Expr::pair(Pair::Apply, m, x, shape),
    }
}

/// M N.
fn multiplied(m: Expr, n: Expr, shape: Shape) -> Expr {
    if let Op::Call(Function::Diag, of) = &n.op
        && let [diagonal] = of.as_slice()
    {
        return Expr::pair(Pair::Columns, m, diagonal.clone(), shape);
    }
    if let Op::Call(Function::Diag, of) = &m.op
        && let [diagonal] = of.as_slice()
    {
        return Expr::pair(Pair::Rows, diagonal.clone(), n, shape);
    }
    Expr::pair(Pair::Product, m, n, shape)
}

/// A row as the column that it was, where it was one.
fn column(row: Expr) -> Expr {
    match row.op {
        Op::Transposed(of) => *of,
        _ => row,
    }
}

/// Values one below the other: numbers and columns make a column, rows and matrices a matrix.
///
/// # Errors
/// Where one of them does not fit the first.
pub(super) fn below(parts: Vec<Expr>) -> Result<Expr, Fault> {
    let parts: Vec<Expr> = parts.into_iter().map(number).collect();
    let mut made: Option<Shape> = None;
    for part in &parts {
        made = Some(match made {
            None => lines(&part.shape)?,
            Some(above) => stacked(&above, &lines(&part.shape)?).ok_or_else(|| Fault::Pair {
                operation: "[ ; ]",
                left: Box::new(above.clone()),
                right: Box::new(part.shape.clone()),
            })?,
        });
    }
    let shape = made.ok_or(Fault::Count { function: "[ ; ]", wanted: 1, found: 0 })?;
    let parts =
        parts.into_iter().map(|part| if matches!(part.shape, Shape::Row(_)) { column(part) } else { part });
    Ok(Expr::new(Op::Below(parts.collect()), shape))
}

/// What a value is below another one.
fn lines(shape: &Shape) -> Result<Shape, Fault> {
    match shape {
        Shape::Number => Ok(Shape::Vector(Dim::one())),
        Shape::Row(n) => Ok(Shape::Matrix(Dim::one(), n.clone())),
        Shape::Vector(_) | Shape::Matrix(..) => Ok(shape.clone()),
        Shape::Count | Shape::Stack(..) => Err(Fault::Operand { operation: "[ ; ]", found: shape.clone() }),
    }
}

fn stacked(above: &Shape, below: &Shape) -> Option<Shape> {
    match (above, below) {
        (Shape::Vector(a), Shape::Vector(b)) => Some(Shape::Vector(a.plus(b)?)),
        (Shape::Matrix(a, n), Shape::Matrix(b, m)) if n == m => Some(Shape::Matrix(a.plus(b)?, n.clone())),
        _ => None,
    }
}
