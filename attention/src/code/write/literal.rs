//! Numbers as they are written in programs: the fewest digits that are read as the same number.

use crate::code::value::Value;

/// How a language writes what is no digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Infinite {
    /// ∞; −∞ is the same with a minus.
    pub infinity: &'static str,
    /// Not a number.
    pub nan: &'static str,
}

impl Infinite {
    /// A number.
    pub(super) fn number(self, x: f64) -> String {
        if x.is_nan() {
            self.nan.to_owned()
        } else if x.is_infinite() {
            format!("{}{}", if x < 0.0 { "-" } else { "" }, self.infinity)
        } else {
            format!("{x:?}")
        }
    }

    /// Lists within lists, one line for each row where there are several: `open` begins a list, `]` ends it.
    pub(super) fn list(self, value: &Value, open: &str) -> Vec<String> {
        let row = |numbers: &mut dyn Iterator<Item = f64>| {
            let numbers: Vec<String> = numbers.map(|x| self.number(x)).collect();
            format!("{open}{}]", numbers.join(", "))
        };
        match value {
            Value::Count(n) => vec![n.to_string()],
            Value::Number(x) => vec![self.number(*x)],
            Value::Vector(x) => vec![row(&mut x.iter().copied())],
            Value::Matrix(m) => {
                let rows = m.row_iter().map(|of| format!("    {},", row(&mut of.iter().copied())));
                [open.to_owned()].into_iter().chain(rows).chain(["]".to_owned()]).collect()
            }
            Value::Stack(all) => {
                let inside = all.iter().flat_map(|m| {
                    let mut lines = self.list(&Value::Matrix(m.clone()), open);
                    lines.iter_mut().for_each(|line| line.insert_str(0, "    "));
                    lines.last_mut().into_iter().for_each(|line| line.push(','));
                    lines
                });
                [open.to_owned()].into_iter().chain(inside).chain(["]".to_owned()]).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Mat;

    const PYTHON: Infinite = Infinite { infinity: "np.inf", nan: "np.nan" };

    #[test]
    fn a_number_is_read_as_the_same_number() {
        for x in [0.1, 1.0 / 3.0, -0.0, 1e-300, 5e-324, f64::MAX, 1e16, 123_456_789.0] {
            let text = PYTHON.number(x);
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), x.to_bits(), "{text}");
            assert!(text.contains(['.', 'e']), "{text} is no whole number");
        }
        assert_eq!(PYTHON.number(f64::NEG_INFINITY), "-np.inf");
    }

    #[test]
    fn a_matrix_has_a_line_for_each_row() {
        let m = Mat::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.5]);
        let lines = ["[", "    [1.0, 2.0],", "    [3.0, 4.5],", "]"];
        assert_eq!(PYTHON.list(&Value::Matrix(m.clone()), "["), lines);
        let stack = PYTHON.list(&Value::Stack(vec![m]), "vec![");
        assert_eq!(stack[1..4], ["    vec![", "        vec![1.0, 2.0],", "        vec![3.0, 4.5],"]);
    }
}
