//! An edge of the family while its knob is turned: both rules run on the stream in hand, and what they give is held against each other.
//!
//! This file is long because it tells what can be turned, how far it is, what both sides give there, and what the meter makes of it.

use std::sync::{Arc, OnceLock};

use crate::family::{
    AllTensors, Certificate, Edge, EdgeInfo, Leaves, Limit, Read, Refused, Side, Turned, Turns,
};
use crate::i18n::Locale;
use crate::inputs::{Gates, Stream};
use crate::lessons::refusal::refusal;
use crate::lessons::run::{Axis, Board, Cell, Cells, Counter, Lane, Lit, Map, Pace, Run, given};
use crate::math::Mat;
use crate::names;
use crate::number::{difference, short};
use crate::say;
use crate::text::Text;
use crate::trace::{Entry, Number, Reading, Symbol, Term, Timeline};

/// Steps of a knob from one end to the other.
pub const STEPS: u64 = 20;
/// What rounding may make of numbers of size 1.
const ROUNDING: f64 = 1e-11;

/// What can be put on the stage.
#[derive(Clone, Copy, Debug)]
pub enum Turnable {
    /// An exact edge.
    Edge(&'static Edge),
    /// An edge that holds in a limit.
    Limit(&'static Limit),
}

/// Says of an edge by what its rule becomes the other, by the id of the edge.
pub type Says = fn(Locale, &str) -> Option<&'static str>;

/// An edge, and who says what its knob does.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The edge.
    pub edge: Turnable,
    /// Says it: the words of all edges are more than the guided walk needs.
    pub says: Says,
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        self.edge == other.edge
    }
}

/// Finds an edge by its id.
pub type Finds = fn(&str) -> Option<Found>;

impl PartialEq for Turnable {
    fn eq(&self, other: &Self) -> bool {
        self.info() == other.info()
    }
}

impl Turnable {
    /// What there is to know of it.
    pub const fn info(&self) -> &'static EdgeInfo {
        match self {
            Self::Edge(edge) => &edge.info,
            Self::Limit(limit) => &limit.info,
        }
    }

    /// How many steps its knob has.
    pub fn steps(self) -> u64 {
        if self.info().turns == Turns::Switch { 1 } else { STEPS }
    }

    /// How far its knob is turned at a stop.
    fn turned(self, stop: u64) -> Turned {
        Turned::new(stop as f64 / self.steps() as f64)
    }

    /// How far both sides are from each other at a stop. Before a switch is turned both are told the stream as it is.
    ///
    /// # Errors
    /// As [`Edge::certificate`].
    pub fn at(self, x: &AllTensors, stop: u64) -> Result<Certificate, Refused> {
        let turned = self.turned(stop);
        match self {
            Self::Edge(edge) if edge.info.turns == Turns::Switch && !turned.is_done() => edge.as_they_are(x),
            Self::Edge(edge) => edge.certificate(x, turned),
            Self::Limit(limit) => limit.certificate(x, limit.parameter(turned)),
        }
    }

    /// What the rows and the columns of what is read stand for.
    fn axes(self, x: &AllTensors) -> [Axis; 2] {
        let sides = match self {
            Self::Edge(edge) => edge.sides(x, Turned::DONE),
            Self::Limit(limit) => limit.sides(x, limit.parameter(Turned::DONE)),
        };
        let Ok(Side::Run(told)) = sides.map(|sides| sides.a) else {
            return [Axis::Tokens, Axis::ValueChannels];
        };
        match told.read {
            Read::Scores => [Axis::Queries, Axis::Keys],
            Read::RowOfState => [Axis::Tokens, Axis::KeyChannels],
            Read::LastState => [Axis::ValueChannels, Axis::KeyChannels],
            // Some of the tokens, which are counted by themselves.
            Read::Tokens(_) => [Axis::Entries, Axis::ValueChannels],
            Read::Outputs | Read::Times(_) => [Axis::Tokens, Axis::ValueChannels],
        }
    }
}

/// Why there is nothing to compare, in the reader's language.
pub fn why_refused(why: &Refused) -> Text {
    match why {
        Refused::Rule(error) => refusal(error),
        Refused::NotYet => say!(map.not_yet),
        Refused::Silent => say!(map.silent),
    }
}

/// What both sides give at a stop, as the stage shows it.
#[derive(Debug)]
struct Shown {
    certificate: Certificate,
    maps: [Arc<Mat>; 3],
}

/// An edge on one stream, its knob at any of its stops.
#[derive(Debug)]
pub struct Turning {
    of: Turnable,
    says: Says,
    x: AllTensors,
    axes: [Axis; 2],
    at: Vec<OnceLock<Result<Shown, Refused>>>,
    /// The slope of the difference, of a limit that has one.
    slope: Option<f64>,
}

impl Turning {
    /// Puts an edge on a stream; gates and directions that a stream lacks are waves.
    ///
    /// # Errors
    /// Why there is no such edge, or why nothing can run on the stream.
    pub fn run(stream: &Stream, (id, found): &(String, Option<Found>)) -> Result<Self, Text> {
        let Some(Found { edge: of, says }) = *found else {
            let id = id.clone();
            return Err(say!(map.no_such_edge, id = id));
        };
        let x = AllTensors::of(stream, &Gates::new()).map_err(|error| refusal(&error))?;
        let slope = match of {
            Turnable::Limit(limit) => limit.power.and_then(|_| limit.slope(&x, limit.sloping).ok()),
            Turnable::Edge(_) => None,
        };
        let at = (0..=of.steps()).map(|_| OnceLock::new()).collect();
        Ok(Self { axes: of.axes(&x), of, says, x, at, slope })
    }

    /// The edge.
    pub const fn of(&self) -> Turnable {
        self.of
    }

    /// The slope of the difference on a log-log scale, of a limit that has one.
    pub const fn slope(&self) -> Option<f64> {
        self.slope
    }

    fn shown(&self, stop: u64) -> Result<&Shown, &Refused> {
        let last = self.of.steps();
        // The run has all stops up to its last one.
        let place = &self.at[stop.min(last) as usize];
        let make = || {
            let certificate = self.of.at(&self.x, stop.min(last))?;
            let apart = &certificate.a - &certificate.b;
            let maps = [certificate.a.clone(), certificate.b.clone(), apart].map(Arc::new);
            Ok(Shown { certificate, maps })
        };
        place.get_or_init(make).as_ref()
    }

    /// How far both sides are from each other at a stop.
    ///
    /// # Errors
    /// Why nothing can be compared there.
    pub fn certificate(&self, stop: u64) -> Result<&Certificate, Text> {
        self.shown(stop).map(|shown| &shown.certificate).map_err(why_refused)
    }

    /// The parameter of a limit at a stop.
    fn parameter(&self, stop: u64) -> Option<f64> {
        match self.of {
            Turnable::Limit(limit) => Some(limit.parameter(self.of.turned(stop))),
            Turnable::Edge(_) => None,
        }
    }

    /// The names of both rules; a rule that becomes a constant has nothing on the other side.
    pub fn names(&self, locale: Locale) -> [String; 2] {
        let EdgeInfo { a, b, .. } = *self.of.info();
        let name = |id: &str| names::rule(locale, id).unwrap_or_default().to_owned();
        [name(a), b.map_or_else(|| say!(map.constant).read(locale), name)]
    }
}

impl Run for Turning {
    fn board(&self, locale: Locale) -> Board {
        let [a, b] = self.names(locale);
        let info = self.of.info();
        let map = |symbol, letter: &str, name: String, col| {
            Map::of(symbol, letter, self.axes).named(name).at(0, 0, col)
        };
        let maps = vec![
            map(Symbol::O, "o₁", format!("o₁ · {a}"), 0),
            map(Symbol::O, "o₂", format!("o₂ · {b}"), 1),
            map(Symbol::E, "Δ", "o₁ − o₂".to_owned(), 2),
        ];
        let formula = (self.says)(locale, info.id).unwrap_or_default().to_owned();
        let lane = Lane { id: "edge", heading: format!("{a} → {b}"), formula, maps, ..Lane::default() };
        Board { lanes: vec![lane], cells: Cells { tallest: 280.0, ..Cells::default() } }
    }

    fn meter(&self) -> (Text, Reading) {
        let done = self.shown(self.of.steps());
        let nothing = || Reading { apart: f64::NAN, allowed: 0.0, size: 0.0 };
        match self.of {
            Turnable::Edge(edge) => {
                if edge.info.leaves == Leaves::Epsilon {
                    let apart = difference(done.map_or(f64::NAN, |shown| shown.certificate.apart));
                    return (say!(map.meter_epsilon, apart = apart), nothing());
                }
                let reading =
                    |shown: &Shown| Reading::new(shown.certificate.worst(), shown.certificate.size, ROUNDING);
                (say!(map.meter), done.map_or_else(|_| nothing(), reading))
            }
            Turnable::Limit(limit) => match (limit.power, self.slope) {
                (Some(power), Some(slope)) => {
                    let slope = short(slope);
                    (say!(map.meter_slope, slope = slope, power = power), nothing())
                }
                _ => (say!(map.meter_limit), nothing()),
            },
        }
    }

    /// Where both sides are silent, or a rule cannot run, nothing is certified; nor where more than rounding is left: of a limit, and of an ε.
    fn compared(&self) -> bool {
        let rounds = |edge: &Edge| edge.info.leaves == Leaves::Rounding;
        matches!(self.of, Turnable::Edge(edge) if rounds(edge)) && self.shown(self.of.steps()).is_ok()
    }

    fn timeline(&self) -> Timeline {
        Timeline::Every(self.of.steps())
    }

    fn pace(&self) -> Pace {
        Pace { speeds: &[2.0, 5.0, 10.0], usual: 5.0, unit: |speed| say!(map.speed, speed = speed) }
    }

    fn place(&self, stop: u64) -> Text {
        if let Some(parameter) = self.parameter(stop) {
            return Text::same(short(parameter));
        }
        if self.of.info().turns == Turns::Switch {
            return if stop == 0 { say!(map.off) } else { say!(map.on) };
        }
        let percent = 100 * stop / self.of.steps();
        say!(map.turned, percent = percent)
    }

    fn say(&self, stop: u64) -> Text {
        match self.shown(stop) {
            Ok(shown) => {
                let [apart, size] = [shown.certificate.apart, shown.certificate.size].map(difference);
                say!(map.says, apart = apart, size = size)
            }
            Err(why) => why_refused(why),
        }
    }

    fn shape(&self, _map: usize, stop: u64) -> (usize, usize) {
        self.shown(stop).map_or((1, 1), |shown| shown.maps[0].shape())
    }

    fn seen(&self, map: usize, stop: u64) -> Option<Arc<Mat>> {
        self.shown(stop).ok()?.maps.get(map).cloned()
    }

    /// One scale for all three: a difference is large or small beside what it is a difference of.
    fn full(&self, _map: usize, _stop: u64) -> f64 {
        let size = |stop| self.shown(stop).map_or(0.0, |shown| shown.certificate.size);
        let largest = f64::max(size(0), size(self.of.steps()));
        if largest > 0.0 && largest.is_finite() { largest } else { 1.0 }
    }

    fn entry(&self, at: Cell, stop: u64) -> Option<Entry> {
        let shown = self.shown(stop).ok()?;
        let value = |map: usize| shown.maps.get(map)?.get((at.row, at.col)).copied();
        let own = value(at.map)?;
        if at.map < 2 {
            return Some(given(own));
        }
        let number =
            |glyph, value| Number { symbol: Some(Symbol::O), glyph, value, at: Some((at.row, at.col)) };
        let terms = vec![
            Term { minus: false, numbers: vec![number("o₁", value(0)?)] },
            Term { minus: true, numbers: vec![number("o₂", value(1)?)] },
        ];
        Some(Entry::sum(terms, own))
    }

    fn lit(&self, _map: usize, _stop: u64, chosen: Option<Cell>) -> Vec<Lit> {
        chosen.map(|at| Lit::Entry(at.row, at.col)).into_iter().collect()
    }

    fn counters(&self, _lane: usize, stop: u64) -> Vec<Counter> {
        let told = |read: fn(&Certificate) -> Option<f64>| {
            self.shown(stop)
                .ok()
                .and_then(|shown| read(&shown.certificate))
                .map_or_else(|| "–".to_owned(), difference)
        };
        let counter = |name, id, value| Counter { name, id, value, of: String::new() };
        let mut counters = vec![
            counter(say!(map.apart), "apart", told(|found| Some(found.apart))),
            counter(say!(map.size), "size", told(|found| Some(found.size))),
        ];
        match self.of {
            Turnable::Edge(_) => {
                counters.push(counter(say!(map.states), "states", told(|found| found.states)));
            }
            Turnable::Limit(_) => {
                let slope = self.slope.map_or_else(|| "–".to_owned(), short);
                counters.push(counter(say!(map.slope), "slope", slope));
            }
        }
        counters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::{LIMITS, WALKED, edge, edges};
    use crate::inputs::{Scale, random, three, waves};
    use crate::lessons::told::every_cell_is_told;

    fn finds(id: &str) -> Option<Found> {
        let limit = || LIMITS.iter().find(|limit| limit.info.id == id).map(Turnable::Limit);
        let edge = edge(id).map(Turnable::Edge).or_else(limit)?;
        Some(Found { edge, says: names::edge })
    }

    fn turning(stream: &Stream, edge: &str) -> Turning {
        Turning::run(stream, &(edge.to_owned(), finds(edge))).unwrap()
    }

    #[test]
    fn every_entry_that_is_told_is_what_its_cell_shows() {
        let ids = [
            "comba-gated-delta",
            "path-delta",
            "gla-hgrn",
            "delta-linear",
            "delta-linear-limit",
            "ttt-constant",
        ];
        for stream in [three(), waves(), random(1, 5, 3).with_unit_keys()] {
            for id in ids {
                let run = turning(&stream, id);
                every_cell_is_told(&run, [0, 1, run.timeline().last()].into_iter(), |_, _| false);
            }
        }
    }

    #[test]
    fn the_meter_agrees_at_the_end_of_every_edge_on_every_stream() {
        let waves = waves().with_scale(Scale::InverseSqrt);
        for stream in [waves, three(), random(2, 9, 4).with_unit_keys()] {
            for edge in edges() {
                let run = turning(&stream, edge.info.id);
                let agrees = run.compared() && run.meter().1.agrees();
                assert_eq!(
                    agrees,
                    edge.info.leaves == Leaves::Rounding,
                    "{}: {:?}",
                    edge.info.id,
                    run.meter().1
                );
            }
        }
    }

    #[test]
    fn a_limit_is_not_certified_and_tells_its_slope() {
        for limit in LIMITS {
            let run = turning(&waves().with_scale(Scale::InverseSqrt), limit.info.id);
            assert!(!run.compared() && run.slope().is_some() == limit.power.is_some());
            let near = |(slope, power): (f64, i32)| (slope - f64::from(power)).abs() < 0.25;
            assert!(run.slope().zip(limit.power).is_none_or(near), "{}: {:?}", limit.info.id, run.slope());
        }
    }

    #[test]
    fn the_edges_of_the_walk_are_those_of_the_list() {
        for station in super::super::GUIDE {
            let mut knobs = crate::lessons::LessonKnobs::default();
            (station.set)(&mut knobs);
            let found = WALKED.iter().find(|edge| edge.info.id == knobs.map.edge).unwrap();
            assert_eq!(edge(found.info.id).unwrap().info, found.info);
            assert!(station.t <= Turnable::Edge(found).steps());
        }
    }

    #[test]
    fn silence_is_no_certificate_and_an_edge_that_is_none_is_named() {
        let silent = Stream { v: Mat::zeros(3, 2), ..three() };
        let run = turning(&silent, "simple-gla-linear");
        assert!(!run.compared() && run.seen(0, 0).is_none() && run.certificate(0).is_err());
        let why = Turning::run(&three(), &("no such".to_owned(), finds("no such"))).unwrap_err();
        assert!(why.read(Locale::en).contains("no such") && why.read(Locale::zh_CN).contains("no such"));
    }
}
