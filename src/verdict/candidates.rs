//! Which mistakes an implementation of a rule can make on what the files say, and which go together.

use super::convention::is_decay;
use super::prepared::FADES_FIRST;
use super::{GateIs, Letter, Problem, Unit, Variant};
use crate::rules::{Family, StatePart, Tensor};

/// The chunk sizes that are tried, those of libraries first.
const CHUNKS: [usize; 6] = [64, 32, 16, 128, 256, 8];
/// How libraries divide a vector by its length.
const UNITS: [Unit; 6] = [
    Unit::InRoot(1e-6),
    Unit::AtLeast(1e-12),
    Unit::InRoot(1e-5),
    Unit::InRoot(1e-12),
    Unit::InRoot(1e-3),
    Unit::AtLeast(1e-6),
];
/// Rules whose error is measured against a state that has faded.
const ERROR_FADED: [&str; 2] = ["gated_delta_rule", "kda"];
/// Rules that are computed by a triangular inverse, which this room knows how to spoil.
const INVERT: [&str; 3] = ["delta_rule", "gated_delta_rule", "kda"];
/// Rules without decay, and attention without biases, whose queries may see a token too many.
const SEE_AHEAD: [&str; 3] = ["softmax_attn", "linear_attn", "delta_rule"];

/// All that can be tried by itself, in the order in which it is tried.
fn variants(problem: &Problem) -> Vec<Variant> {
    let (given, convention) = (&problem.given, &problem.convention);
    let (info, sizes) = (given.rule, given.sizes);
    let is = |list: &[&str]| list.contains(&info.id);
    let has = |letter: Letter| given.array(letter).is_some();
    let reads = |tensor: Tensor| has(Letter::Reads(tensor));
    let one_state = info.state == [StatePart::S];
    let square = sizes.k == sizes.v;
    let fades = is(&FADES_FIRST) && (reads(Tensor::G) || reads(Tensor::Gk));
    let decays = Tensor::ALL.iter().any(|tensor| is_decay(*tensor) && reads(*tensor));
    let scale = convention.scale.of(sizes.k);
    let chunks = || CHUNKS.into_iter().filter(|chunk| *chunk < sizes.tokens);
    let units = UNITS.into_iter().chain([Unit::AsGiven]).filter(|unit| *unit != convention.unit);

    let mut all = Vec::new();
    let mut add = |on: bool, variants: &[Variant]| all.extend(variants.iter().copied().filter(|_| on));
    add(sizes.heads > 1 && sizes.tokens > 1, &[Variant::SwapHeads]);
    add(decays && convention.gate == GateIs::Plain, &[Variant::GateExponentiated]);
    add(fades && convention.gate != GateIs::Plain, &[Variant::GateAsFactor]);
    add(decays && convention.gate != GateIs::Plain, &[Variant::GateOfTwo, Variant::GateThroughLog2]);
    let betas = [Variant::BetaSigmoid, Variant::BetaTwiceSigmoid, Variant::BetaLogit];
    add(reads(Tensor::Beta), &betas);
    if reads(Tensor::K) {
        add(true, &units.clone().map(Variant::Normalise).collect::<Vec<_>>());
        add(true, &units.map(Variant::NormaliseKeys).collect::<Vec<_>>());
    }
    add(scale != 1.0, &[Variant::ScaleOne, Variant::ScaleSquared]);
    add(!square && sizes.k > 0, &[Variant::ScaleOfValues]);
    let starts = has(Letter::Starts(0));
    add(starts, &[Variant::StartEmpty]);
    add(starts && square && one_state, &[Variant::StartTransposed]);
    add(fades || (info.id == "forgetting_attn" && reads(Tensor::G)), &[Variant::FadeAfter]);
    add(is(&ERROR_FADED) && fades, &[Variant::ErrorUndecayed]);
    let reads_last = one_state || ["softmax_attn", "forgetting_attn"].contains(&info.id);
    add(reads_last && sizes.tokens > 1, &[Variant::ReadBefore { faded: false }]);
    add(fades && one_state, &[Variant::ReadBefore { faded: true }]);
    add(is(&SEE_AHEAD) && sizes.tokens > 1, &[Variant::ReadAhead]);
    if one_state && info.family() != Family::Cache {
        add(true, &chunks().map(Variant::ForgetAtChunks).collect::<Vec<_>>());
    }
    if is(&INVERT) {
        add(true, &chunks().chain([sizes.tokens]).map(Variant::SignOfInverse).collect::<Vec<_>>());
    }
    add(one_state && square, &[Variant::ReadTransposed]);
    all
}

/// What shows only at the end: it is tried where the beginning fits.
pub(super) fn late(problem: &Problem) -> Vec<Variant> {
    let (sizes, info) = (problem.given.sizes, problem.given.rule);
    let ends = problem.given.array(Letter::Ends(0)).is_some();
    let stored = ends && sizes.k == sizes.v && info.state == [StatePart::S];
    let dropped = CHUNKS.into_iter().filter(|chunk| *chunk < sizes.tokens && sizes.tokens % chunk != 0);
    stored.then_some(Variant::StoreTransposed).into_iter().chain(dropped.map(Variant::DropTail)).collect()
}

/// All sets of so many mistakes that can be made together.
pub(super) fn sets(problem: &Problem, size: usize) -> Vec<Vec<Variant>> {
    let all = variants(problem);
    if size == 1 {
        return all.into_iter().map(|one| vec![one]).collect();
    }
    let pair = |(at, one): (usize, &Variant)| {
        let later = all[at + 1..].to_vec();
        let one = *one;
        later.into_iter().filter(move |other| together(one, *other)).map(move |other| vec![one, other])
    };
    all.iter().enumerate().flat_map(pair).collect()
}

/// What a mistake changes: of two that change the same an implementation makes one.
#[derive(PartialEq)]
enum Place {
    Heads,
    Gate,
    Beta,
    Unit,
    Scale,
    Start,
    Step,
    Read,
    Chunk,
    End,
}

fn place(of: Variant) -> Place {
    match of {
        Variant::SwapHeads => Place::Heads,
        Variant::GateAsFactor
        | Variant::GateExponentiated
        | Variant::GateOfTwo
        | Variant::GateThroughLog2 => Place::Gate,
        Variant::BetaSigmoid | Variant::BetaTwiceSigmoid | Variant::BetaLogit => Place::Beta,
        Variant::Normalise(_) | Variant::NormaliseKeys(_) => Place::Unit,
        Variant::ScaleOne | Variant::ScaleSquared | Variant::ScaleOfValues => Place::Scale,
        Variant::StartEmpty | Variant::StartTransposed => Place::Start,
        Variant::FadeAfter | Variant::ErrorUndecayed => Place::Step,
        Variant::ReadBefore { .. } | Variant::ReadAhead | Variant::ReadTransposed => Place::Read,
        Variant::ForgetAtChunks(_) | Variant::SignOfInverse(_) => Place::Chunk,
        Variant::DropTail(_) | Variant::StoreTransposed => Place::End,
    }
}

fn together(one: Variant, other: Variant) -> bool {
    let never = |a: Variant, b: Variant| match a {
        // Both say what a query reads, or in which order a token's step is done.
        Variant::ReadBefore { .. } => matches!(b, Variant::FadeAfter | Variant::SignOfInverse(_)),
        Variant::ReadAhead => matches!(b, Variant::SignOfInverse(_) | Variant::ForgetAtChunks(_)),
        Variant::ReadTransposed => matches!(
            b,
            Variant::FadeAfter
                | Variant::GateAsFactor
                | Variant::ForgetAtChunks(_)
                | Variant::SignOfInverse(_)
        ),
        Variant::ErrorUndecayed => matches!(b, Variant::SignOfInverse(_)),
        _ => false,
    };
    place(one) != place(other) && !never(one, other) && !never(other, one)
}
