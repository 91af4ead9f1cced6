//! What can be taken along from a run, as arrays: in f64, one row for each token, axes as the page shows them.

use super::Track;
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

/// What can be taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// All that the rule reads: q, k, v, its gates as they are stored (decays as logarithms), and the factor of a query.
    Inputs,
    /// o, `[T, V]`.
    Outputs,
    /// The state after every token: S, `[T, V, K]`, and what else a rule keeps.
    States,
    /// A of O = A V, `[T, T·n]`.
    Attention,
    /// Every value that a step made, in order: r, e, S … of each token.
    Trace,
    /// How every pair is recalled after every token: error, whether its own value is the nearest, and which is. `[T, T]`, pairs and tokens.
    Recall,
}

crate::named!(Export {
    Inputs "inputs",
    Outputs "outputs",
    States "states",
    Attention "attention",
    Trace "trace",
    Recall "recall",
});

impl Export {
    /// The arrays of a run.
    ///
    /// # Errors
    /// Why a rule, or a run of this length, has none.
    pub fn arrays(self, track: &Track) -> Result<Vec<Array>, Text> {
        let arrays = match self {
            Self::Inputs => inputs(track),
            Self::Outputs => outputs(track),
            Self::States => states(track),
            Self::Attention => attention(track),
            Self::Trace => trace(track),
            Self::Recall => recall(track),
        };
        arrays.map_err(|none| match none {
            Nothing::Refused(error) => refusal(&error),
            Nothing::Unwritable => say!(exports.unwritable),
            Nothing::TooMany(found) => say!(exports.too_many, found = found, most = MOST_NUMBERS),
            Nothing::NoState => say!(exports.no_state),
            Nothing::NoRecall => say!(exports.no_recall),
        })
    }
}

/// Why there are none.
enum Nothing {
    Refused(RuleError),
    Unwritable,
    TooMany(usize),
    NoState,
    NoRecall,
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

fn inputs(track: &Track) -> Arrays {
    let (x, info) = (&track.x, &track.rule.info);
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
    Ok(arrays.chain([scale]).collect::<Result<_, _>>()?)
}

fn outputs(track: &Track) -> Arrays {
    Ok(vec![Array::of_matrix("o", &track.rule.run(&track.x, Form::Recurrent)?.o)?])
}

/// The state after each token: that of a run of the tokens so far. (Test-time training takes its tokens by so many, and may not be cut
/// anywhere.)
fn after_each(rule: &RuleEntry, x: &Inputs) -> Result<Vec<State>, RuleError> {
    let so_far = |t: usize| x.tokens(0..t + 1, x.initial.clone());
    (0..x.dims().t).map(|t| Ok(rule.run(&so_far(t), Form::Recurrent)?.state)).collect()
}

fn states(track: &Track) -> Arrays {
    let parts = track.rule.info.state;
    // A cache is the keys and values so far: it has another length after every token.
    let kept: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].axes[0] != Axis::Cached).collect();
    if kept.is_empty() {
        return Err(Nothing::NoState);
    }
    let size = track.x.size(&track.rule.info);
    let numbers: usize =
        kept.iter().map(|i| parts[*i].axes.map(|axis| axis.len(&size)).iter().product::<usize>()).sum();
    within(numbers * track.x.dims().t)?;
    let all = after_each(track.rule, &track.x)?;
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

fn attention(track: &Track) -> Arrays {
    Ok(vec![Array::of_matrix("A", &effective(track.rule, &track.x)?)?])
}

fn trace(track: &Track) -> Arrays {
    let mut arrays: Vec<Array> = Vec::new();
    let mut numbers = 0;
    for (at, event) in track.trace.events().iter().enumerate() {
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

fn recall(track: &Track) -> Arrays {
    if !track.recalls() {
        return Err(Nothing::NoRecall);
    }
    let all = track.x.dims().t;
    let mut tables = [(); 3].map(|()| Mat::from_element(all, all, f64::NAN));
    for token in 0..all {
        for (pair, recall) in track.recalled_after(token).iter().enumerate().filter(|(pair, _)| *pair < all) {
            let right = f64::from(u8::from(recall.right));
            for (table, number) in tables.iter_mut().zip([recall.error, right, (recall.nearest + 1) as f64]) {
                table[(pair, token)] = number;
            }
        }
    }
    let named = ["error", "right", "nearest"].into_iter().zip(&tables);
    Ok(named.map(|(name, table)| Array::of_matrix(name, table)).collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{Gates, random, three};
    use crate::io::write::Format;
    use crate::knobs::Named;
    use crate::lessons::lockstep::Set;
    use crate::rules::RULES;

    fn tracks(stream: &crate::inputs::Stream) -> impl Iterator<Item = Track> {
        let gates = Set::default().set_gates();
        RULES.iter().filter_map(move |rule| Track::run(rule, stream, &gates).ok())
    }

    fn array(arrays: &[Array], name: &str) -> Vec<f64> {
        arrays.iter().find(|array| array.name() == name).unwrap().values().collect()
    }

    #[test]
    fn the_states_of_every_rule_end_where_its_run_ends() {
        let stream = random(3, 21, 4);
        for track in tracks(&stream) {
            let id = track.rule.info.id;
            let ends = track.rule.run(&track.x, Form::Recurrent).unwrap().state;
            let Ok(states) = Export::States.arrays(&track) else {
                assert!(track.rule.info.state.iter().all(|part| part.axes[0] == Axis::Cached), "{id}");
                continue;
            };
            for (i, part) in track.rule.info.state.iter().enumerate() {
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
        for track in tracks(&random(5, 6, 3)) {
            let arrays = Export::Trace.arrays(&track).unwrap();
            let outputs = Export::Outputs.arrays(&track).unwrap();
            let o = array(&outputs, "o");
            let last = arrays.iter().rev().find(|array| array.name().contains(".output.o"));
            let last: Vec<f64> = last.unwrap_or_else(|| panic!("{}", track.rule.info.id)).values().collect();
            let end = &o[o.len() - last.len()..];
            let off = last.iter().zip(end).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-12, "{}: {off}", track.rule.info.id);
        }
    }

    #[test]
    fn every_export_of_every_rule_is_a_file_of_every_format_or_says_why_not() {
        for track in tracks(&three()) {
            for export in <Export as Named>::ALL {
                let Ok(arrays) = export.arrays(&track) else { continue };
                for format in Format::ALL {
                    let file = format.file(&arrays).unwrap();
                    if *format != Format::Csv {
                        let name = format!("x.{}", format.extension());
                        let read = crate::io::read(&name, file.into()).unwrap();
                        assert_eq!(read.len(), arrays.len(), "{} {name}", track.rule.info.id);
                    }
                }
            }
        }
    }

    #[test]
    fn weights_times_values_are_the_outputs_and_recall_is_what_the_page_tells() {
        let stream = three().with_unit_keys();
        let track = Track::run(crate::rules::rule("delta_rule").unwrap(), &stream, &Gates::new()).unwrap();
        let (a, o) = (Export::Attention.arrays(&track).unwrap(), Export::Outputs.arrays(&track).unwrap());
        let a = Mat::from_row_slice(3, 3, &array(&a, "A"));
        let o = Mat::from_row_slice(3, 2, &array(&o, "o"));
        assert!(crate::math::max_abs_diff(&(a * &stream.v), &o) < 1e-14);
        let recall = Export::Recall.arrays(&track).unwrap();
        let error = array(&recall, "error");
        assert_eq!(error[3 + 1], track.recalled_after(1)[1].error);
        assert!(error[3].is_nan(), "the second pair is not told yet");
    }
}
