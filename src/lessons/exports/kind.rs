//! What can be taken along of a rule's run, as arrays: in f64, one row for each token, axes as the pages show them.

use super::Told;
use crate::inputs::effective;
use crate::io::{Array, Why};
use crate::lessons::refusal::refusal;
use crate::math::{Mat, row_by_row};
use crate::rules::{Axis, Form, Inputs, RuleEntry, RuleError, State, Tensor};
use crate::say;
use crate::text::Text;
use crate::trace::{Event, Name};

/// More numbers are more than a page should write.
const MOST_NUMBERS: usize = 8_000_000;

/// What can be taken along of every rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All that the rule reads: q, k, v, its gates as they are stored (decays as logarithms), the factor of a query, and the state before
    /// the first token where there is one.
    Inputs,
    /// o, `[T, V]`.
    Outputs,
    /// The state after every token: S, `[T, V, K]`, and what else a rule keeps.
    States,
    /// A of O = A V, `[T, T·n]`.
    Attention,
    /// Every value that a step made, in order: r, e, S … of each token.
    Trace,
}

crate::named!(Kind {
    Inputs "inputs",
    Outputs "outputs",
    States "states",
    Attention "attention",
    Trace "trace",
});

impl Kind {
    /// The arrays of a run.
    ///
    /// # Errors
    /// Why a rule, or a run of this length, has none.
    pub fn arrays(self, Told { rule, x }: &Told) -> Result<Vec<Array>, Text> {
        let arrays = match self {
            Self::Inputs => inputs(rule, x),
            Self::Outputs => outputs(rule, x),
            Self::States => states(rule, x),
            Self::Attention => attention(rule, x),
            Self::Trace => trace(rule, x),
        };
        arrays.map_err(|none| match none {
            Nothing::Refused(error) => refusal(&error),
            Nothing::Unwritable => say!(exports.unwritable),
            Nothing::TooMany(found) => say!(exports.too_many, found = found, most = MOST_NUMBERS),
            Nothing::NoState => say!(exports.no_state),
        })
    }
}

/// Why there are none.
enum Nothing {
    Refused(RuleError),
    Unwritable,
    TooMany(usize),
    NoState,
}

impl From<RuleError> for Nothing {
    fn from(error: RuleError) -> Self {
        Self::Refused(error)
    }
}

impl From<Why> for Nothing {
    fn from(_: Why) -> Self {
        Self::Unwritable
    }
}

type Arrays = Result<Vec<Array>, Nothing>;

fn inputs(rule: &RuleEntry, x: &Inputs) -> Arrays {
    let info = &rule.info;
    let read = Tensor::ALL.iter().filter(|tensor| info.reads(**tensor));
    let arrays = read.filter_map(|tensor| {
        let values = x.get(*tensor)?;
        let shape = match tensor.axes() {
            [_, Axis::One] => vec![values.nrows()],
            [Axis::One, _] => vec![values.ncols()],
            _ => vec![values.nrows(), values.ncols()],
        };
        Some(Array::of(tensor.id(), shape, row_by_row(values).collect()))
    });
    let scale = Array::of("scale", vec![1], vec![x.scale]);
    let parts = x.initial.iter().flat_map(|state| info.state.iter().zip(&state.parts));
    let initial = parts.map(|(part, values)| Array::of_matrix(part.files[0], values));
    Ok(arrays.chain([scale]).chain(initial).collect::<Result<_, _>>()?)
}

fn outputs(rule: &RuleEntry, x: &Inputs) -> Arrays {
    Ok(vec![Array::of_matrix("o", &rule.run(x, Form::Recurrent)?.o)?])
}

/// The state after each token: that of a run of the tokens so far. (Test-time training takes its tokens by so many, and may not be cut
/// anywhere.)
fn after_each(rule: &RuleEntry, x: &Inputs) -> Result<Vec<State>, RuleError> {
    let so_far = |t: usize| x.tokens(0..t + 1, x.initial.clone());
    (0..x.dims().t).map(|t| Ok(rule.run(&so_far(t), Form::Recurrent)?.state)).collect()
}

fn states(rule: &RuleEntry, x: &Inputs) -> Arrays {
    let parts = rule.info.state;
    // A cache is the keys and values so far: it has another length after every token.
    let kept: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].axes[0] != Axis::Cached).collect();
    if kept.is_empty() {
        return Err(Nothing::NoState);
    }
    let size = x.size(&rule.info);
    let numbers: usize =
        kept.iter().map(|i| parts[*i].axes.map(|axis| axis.len(&size)).iter().product::<usize>()).sum();
    within(numbers * x.dims().t)?;
    let all = after_each(rule, x)?;
    let part = |i: &usize| {
        let values = || all.iter().filter_map(|state| state.parts.get(*i));
        let (height, width) = values().next().map_or((0, 0), Mat::shape);
        let numbers = values().flat_map(row_by_row).collect();
        Array::of(parts[*i].name, vec![all.len(), height, width], numbers)
    };
    Ok(kept.iter().map(part).collect::<Result<_, _>>()?)
}

fn within(numbers: usize) -> Result<(), Nothing> {
    if numbers > MOST_NUMBERS { Err(Nothing::TooMany(numbers)) } else { Ok(()) }
}

fn attention(rule: &RuleEntry, x: &Inputs) -> Arrays {
    Ok(vec![Array::of_matrix("A", &effective(rule, x)?)?])
}

fn trace(rule: &RuleEntry, x: &Inputs) -> Arrays {
    let (_, trace) = rule.trace(x)?;
    let mut arrays: Vec<Array> = Vec::new();
    let mut numbers = 0;
    for (at, event) in trace.events().iter().enumerate() {
        let (place, name, value) = match event {
            Event::Given { name, value } => ("start".to_owned(), *name, value),
            Event::Part { token, part, symbol, value, .. } => {
                (format!("t{:03}.{}", token + 1, part.id()), Name::from(*symbol), value)
            }
            Event::Aside(aside) => {
                (format!("t{:03}.{}", aside.token + 1, aside.part.id()), aside.name, &aside.value)
            }
            _ => continue,
        };
        // A cache before the first token holds nothing.
        if value.is_empty() {
            continue;
        }
        numbers += value.len();
        within(numbers)?;
        // The number of the event tells apart what has the same name in one part, and keeps the order.
        arrays.push(Array::of_matrix(format!("{at:05}.{place}.{}", name.glyph), value)?);
    }
    Ok(arrays)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gates, Stream, random, three};
    use crate::io::write::Format;
    use crate::knobs::Named;
    use crate::lessons::lockstep::Set;
    use crate::rules::{RULES, StatePart};

    /// Tokens, and a state before them for the rules that can start from one.
    fn from_a_state(stream: Stream) -> Stream {
        let (v, k) = (stream.v.ncols(), stream.k.ncols());
        Stream { initial: Some(Mat::from_fn(v, k, |i, j| (1.0 + i as f64 - 2.0 * j as f64).sin())), ..stream }
    }

    /// Every rule that takes these tokens.
    fn all(stream: &Stream) -> impl Iterator<Item = Told> {
        let gates = Set::default().set_gates();
        RULES
            .iter()
            .filter_map(move |rule| Some(Told { rule, x: stream.inputs_for(&rule.info, &gates).ok()? }))
    }

    fn array(arrays: &[Array], name: &str) -> Vec<f64> {
        arrays.iter().find(|array| array.name() == name).unwrap().values().collect()
    }

    #[test]
    fn the_states_of_every_rule_end_where_its_run_ends() {
        let stream = random(3, 21, 4);
        for told in all(&stream).chain(all(&from_a_state(stream.clone()))) {
            let id = told.rule.info.id;
            let ends = told.rule.run(&told.x, Form::Recurrent).unwrap().state;
            let Ok(states) = Kind::States.arrays(&told) else {
                assert!(told.rule.info.state.iter().all(|part| part.axes[0] == Axis::Cached), "{id}");
                continue;
            };
            for (i, part) in told.rule.info.state.iter().enumerate() {
                let Some(array) = states.iter().find(|array| array.name() == part.name) else { continue };
                let end: Vec<f64> = row_by_row(&ends.parts[i]).collect();
                let last: Vec<f64> = array.values().skip(20 * end.len()).collect();
                assert_eq!(last.len(), end.len(), "{id}");
                let off = last.iter().zip(&end).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                assert!(off < 1e-11, "{id} {}: {off}", part.name);
            }
        }
    }

    #[test]
    fn what_a_trace_gives_last_is_what_the_run_gives() {
        let stream = random(5, 6, 3);
        for told in all(&stream).chain(all(&from_a_state(stream.clone()))) {
            let arrays = Kind::Trace.arrays(&told).unwrap();
            let outputs = Kind::Outputs.arrays(&told).unwrap();
            let o = array(&outputs, "o");
            let last = arrays.iter().rev().find(|array| array.name().contains(".output.o"));
            let last: Vec<f64> = last.unwrap_or_else(|| panic!("{}", told.rule.info.id)).values().collect();
            let end = &o[o.len() - last.len()..];
            let off = last.iter().zip(end).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-12, "{}: {off}", told.rule.info.id);
        }
    }

    #[test]
    fn every_export_of_every_rule_is_a_file_of_every_format_or_says_why_not() {
        for told in all(&three()).chain(all(&from_a_state(three()))) {
            for kind in <Kind as Named>::ALL {
                let Ok(arrays) = kind.arrays(&told) else { continue };
                for format in Format::ALL {
                    let file = format.file(&arrays).unwrap();
                    if *format != Format::Csv {
                        let name = format!("x.{}", format.extension());
                        let read = crate::io::read(&name, file.into()).unwrap();
                        assert_eq!(read.len(), arrays.len(), "{} {name}", told.rule.info.id);
                    }
                }
            }
        }
    }

    #[test]
    fn a_run_from_a_state_begins_with_it_and_takes_it_along() {
        let stream = from_a_state(random(5, 6, 3));
        let mut started = 0;
        for told in all(&stream) {
            let id = told.rule.info.id;
            let arrays = Kind::Inputs.arrays(&told).unwrap();
            let own = arrays.iter().find(|array| array.name() == "h0");
            assert_eq!(own.is_some(), told.rule.info.state == [StatePart::S], "{id}");
            let Some(own) = own else { continue };
            let own = Mat::from_row_iterator(3, 3, own.values());
            assert_eq!(Some(&own), stream.initial.as_ref(), "{id}");
            let first = Kind::Trace.arrays(&told).unwrap();
            let given = first.iter().find(|array| array.name().ends_with(".start.S")).expect(id);
            assert_eq!(Mat::from_row_iterator(3, 3, given.values()), own, "{id}");
            assert!(Kind::Attention.arrays(&told).is_err(), "{id}: the state adds to A V");
            let nothing = Told { x: Inputs { initial: None, ..told.x.clone() }, ..told };
            let [from, without] = [&told, &nothing].map(|of| Kind::Outputs.arrays(of).unwrap());
            assert_ne!(array(&from, "o"), array(&without, "o"), "{id}");
            started += 1;
        }
        assert!(started > 10, "{started} rules have one matrix of state");
    }

    #[test]
    fn weights_times_values_are_the_outputs() {
        let stream = three().with_unit_keys();
        let rule = crate::rules::rule("delta_rule").unwrap();
        let told = Told { rule, x: stream.inputs_for(&rule.info, &Gates::new()).unwrap() };
        let (a, o) = (Kind::Attention.arrays(&told).unwrap(), Kind::Outputs.arrays(&told).unwrap());
        let a = Mat::from_row_slice(3, 3, &array(&a, "A"));
        let o = Mat::from_row_slice(3, 2, &array(&o, "o"));
        assert!(crate::math::max_abs_diff(&(a * &stream.v), &o) < 1e-14);
    }
}
