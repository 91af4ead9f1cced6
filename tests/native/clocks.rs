//! Clocks of every grain that browsers have: each gives a result, or an honest refusal, and no worker is silent for long.
//!
//! This file is long because all its tests share one clock, which rounds as browsers do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cpu_time::ThreadTime;
use deltascope::fast::Algorithm::{Recurrent, Right};
use deltascope::timing::clock::{COARSEST_MS, Grain, Search, grain_at_a_glance};
use deltascope::timing::guard::CALL_LIMIT_MS;
use deltascope::timing::rounds::{COARSE_GRAINS, Settings, Step};
use deltascope::timing::sampler::{Calls, repeated};
use deltascope::timing::silence::SILENCE_S;
use deltascope::timing::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Milliseconds that a reading of the clock takes.
const READING_MS: f64 = 5e-5;
/// Milliseconds of silence after which the page gives a worker up.
const SILENCE_MS: f64 = 1000.0 * SILENCE_S as f64;

/// How a browser coarsens its clock.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rounding {
    /// Down to a whole grain.
    Down,
    /// Down before a moment of each grain that is drawn at random, and up from it on.
    Random,
}

/// A clock that moves with readings and with tasks.
#[derive(Clone)]
struct Coarse {
    true_ms: Rc<Cell<f64>>,
    grain_ms: f64,
    reading_ms: f64,
    rounding: Rounding,
    /// The grain of the last reading, and where in it the clock moves on.
    moves: Rc<RefCell<(f64, f64, ChaCha8Rng)>>,
}

impl Coarse {
    fn new(grain_ms: f64, rounding: Rounding) -> Self {
        let moves = (-1.0, 0.0, ChaCha8Rng::seed_from_u64(7));
        Self {
            true_ms: Rc::new(Cell::new(1234.5)),
            grain_ms,
            reading_ms: READING_MS,
            rounding,
            moves: Rc::new(RefCell::new(moves)),
        }
    }

    /// A task whose calls take so long, give or take a little.
    fn task(&self, ms: f64) -> Calls {
        let time = self.true_ms.clone();
        repeated(move || time.set(time.get() + ms))
    }
}

impl Clock for Coarse {
    fn now_ms(&self) -> f64 {
        self.true_ms.set(self.true_ms.get() + self.reading_ms);
        let grains = self.true_ms.get() / self.grain_ms;
        let whole = grains.floor();
        let up = match self.rounding {
            Rounding::Down => 0.0,
            Rounding::Random => {
                let (of, at, rng) = &mut *self.moves.borrow_mut();
                if *of != whole {
                    (*of, *at) = (whole, rng.random_range(0.0..1.0));
                }
                f64::from(grains - whole >= *at)
            }
        };
        (whole + up) * self.grain_ms
    }
}

/// What the search finds, and how long it takes. It gives signs of life meanwhile.
fn search(clock: &Coarse) -> (Grain, f64) {
    let (mut search, start) = (Search::default(), clock.true_ms.get());
    loop {
        let before = clock.true_ms.get();
        let found = search.turn(clock);
        let now = clock.true_ms.get();
        assert!(now - before < SILENCE_MS / 3.0, "silent for {} ms", now - before);
        if let Some(grain) = found {
            return (grain, now - start);
        }
    }
}

#[test]
fn every_grain_is_found_or_named_as_too_coarse() {
    for rounding in [Rounding::Down, Rounding::Random] {
        for grain_ms in [0.005, 0.02, 0.1, 1.0, 16.7, 33.3, 100.0, 1000.0] {
            let (found, took_ms) = search(&Coarse::new(grain_ms, rounding));
            match found {
                Grain::Of(ms) => assert!((ms - grain_ms).abs() < 1e-6 && ms <= COARSEST_MS, "{ms}"),
                Grain::TooCoarse(ms) => assert!((ms - grain_ms).abs() < 1e-6 && ms > COARSEST_MS, "{ms}"),
                Grain::StandsStill => panic!("a clock of {grain_ms} ms moves"),
            }
            assert!(took_ms < 1000.0 + 3.0 * grain_ms, "{took_ms} ms for {grain_ms} ms");
        }
    }
}

#[test]
fn a_clock_that_stands_still_is_named_while_the_worker_gives_signs_of_life() {
    let stopped = Coarse::new(1e9, Rounding::Down);
    assert_eq!(search(&stopped).0, Grain::StandsStill);
    // On a machine so slow that it takes longer than the page waits for a message.
    let slow = Coarse { reading_ms: 1e-3, ..stopped };
    let (found, took_ms) = search(&slow);
    assert!(found == Grain::StandsStill && took_ms > SILENCE_MS, "{took_ms} ms");
}

#[test]
fn a_batch_of_the_coarsest_clock_lasts_no_longer_than_the_longest_call() {
    let longest_ms = Settings::new(COARSEST_MS, 1).batch_ms() * (1.0 + 1.0 / COARSE_GRAINS);
    assert!(longest_ms <= CALL_LIMIT_MS, "{longest_ms} ms");
    const { assert!(3.0 * CALL_LIMIT_MS <= SILENCE_MS) };
}

#[test]
fn a_glance_tells_a_fine_grain_at_once_and_takes_a_clock_that_hardly_moves_for_the_coarsest() {
    for rounding in [Rounding::Down, Rounding::Random] {
        for grain_ms in [0.005, 0.02, 0.1, 1.0, 100.0] {
            let clock = Coarse::new(grain_ms, rounding);
            let (start, seen) = (clock.true_ms.get(), grain_at_a_glance(&clock));
            assert!((seen - grain_ms.min(COARSEST_MS)).abs() < 1e-6, "{seen} ms instead of {grain_ms} ms");
            let took_ms = clock.true_ms.get() - start;
            assert!(took_ms < 10.0, "{took_ms} ms for {grain_ms} ms");
        }
    }
}

#[test]
fn a_clock_of_any_grain_that_is_used_gives_right_times_in_bounded_time() {
    const CALLS_MS: [f64; 5] = [0.0013, 0.39, 7.3, 61.7, 900.0];
    for rounding in [Rounding::Down, Rounding::Random] {
        for grain_ms in [0.005, 0.1, 1.0, 16.7, COARSEST_MS] {
            let clock = Coarse::new(grain_ms, rounding);
            let (Grain::Of(found), _) = search(&clock) else { panic!("{grain_ms} ms is fine enough") };
            let settings = Settings::new(found, 1);
            let mut sampler = Sampler::new(settings, CALLS_MS.map(|ms| clock.task(ms)).into());
            let start = clock.true_ms.get();
            loop {
                let before = clock.true_ms.get();
                let step = sampler.step(&clock);
                let took_ms = clock.true_ms.get() - before;
                assert!(took_ms < SILENCE_MS / 2.0, "a batch of {took_ms} ms by a clock of {grain_ms} ms");
                if step == Step::Finished {
                    break;
                }
            }
            let expected_ms: f64 = CALLS_MS.iter().map(|ms| settings.expected_ms(*ms, false)).sum();
            let took_ms = clock.true_ms.get() - start;
            assert!(
                took_ms < 2.0 * expected_ms && took_ms > expected_ms / 2.0,
                "{took_ms} ms, not {expected_ms}"
            );
            for (task, ms) in sampler.tasks().iter().zip(CALLS_MS) {
                let grains = f64::from(task.batch) * ms / grain_ms;
                assert!(grains > 50.0, "a batch of {grains} grains is no measurement");
                assert!(task.samples.len() >= 5);
                for sample in &task.samples {
                    let off = (sample / ms - 1.0).abs();
                    assert!(off < 2.0 / grains, "{sample} instead of {ms}: {off} with {grains} grains");
                }
            }
        }
    }
}

#[test]
fn batches_differ_in_length_so_that_the_grain_averages_out() {
    // Were all batches of one length, a clock that rounds down would make nearly all samples the same wrong number.
    for ms in [0.013, 0.0371, 0.1103] {
        let clock = Coarse::new(1.0, Rounding::Down);
        let settings = Settings { budget_ms: 20_000.0, most_samples: 250, ..Settings::new(1.0, 3) };
        let mut sampler = Sampler::new(settings, vec![clock.task(ms)]);
        while sampler.step(&clock) != Step::Finished {}
        let samples = &sampler.tasks()[0].samples;
        let mean = samples.iter().sum::<f64>() / samples.len() as f64;
        assert!((mean / ms - 1.0).abs() < 0.002, "{mean} instead of {ms}");
        let median = summary::median(samples).unwrap();
        assert!((median / ms - 1.0).abs() < 0.003, "{median} instead of {ms}");
        let (low, high) = bootstrap::median_interval(samples, 1).unwrap();
        assert!(low < ms && ms < high, "{ms} is not within {low} to {high}");
    }
}

#[test]
fn a_task_that_ran_before_warms_up_for_a_moment_only() {
    let clock = Coarse::new(1.0, Rounding::Random);
    let settings = Settings { warm_up_ms: 20.0, budget_ms: 200.0, least_samples: 1, ..Settings::new(1.0, 1) };
    let mut rounds = rounds::Rounds::new(settings, 1);
    rounds.remember(0, 0.4);
    let mut sampler = Sampler::of(rounds, vec![clock.task(0.4)]);
    let start = clock.true_ms.get();
    assert_eq!(sampler.step(&clock), Step::WarmedUp(0));
    assert!(clock.true_ms.get() - start < 21.0);
    while sampler.step(&clock) != Step::Finished {}
    assert_eq!(sampler.tasks()[0].samples.len(), 3);
    assert!(clock.true_ms.get() - start < 250.0);
    // Code that became faster meanwhile gives a batch that is too short: it is measured like any other.
    let mut rounds = rounds::Rounds::new(settings, 1);
    rounds.remember(0, 4.0);
    let mut sampler = Sampler::of(rounds, vec![clock.task(0.4)]);
    while sampler.step(&clock) != Step::Finished {}
    let task = &sampler.tasks()[0];
    assert!(
        f64::from(task.batch) * 0.4 > 50.0 && task.samples.iter().all(|ms| (ms / 0.4 - 1.0).abs() < 0.04)
    );
}

fn job(sizes: [usize; 2]) -> Job {
    let kernels = vec![("linear_attn/full".to_owned(), Right), ("delta_rule/causal".to_owned(), Recurrent)];
    let choice = Choice { kernels, n_from: sizes[0], n_to: sizes[1], d: 3, ..Choice::default() };
    Job { suite: "scaling".into(), choice, seed: SEED }
}

#[test]
fn a_run_by_a_clock_that_is_too_coarse_says_so() {
    for grain_ms in [100.0, 1000.0] {
        let clock = Coarse::new(grain_ms, Rounding::Down);
        let start = clock.true_ms.get();
        let mut session = Session::new(job([8, 16]), Earlier::default(), Err(Refusal::NotFused));
        let mut run = Run::default();
        run.start(Plan::of(&job([8, 16])));
        while !session.finished() {
            let before = clock.true_ms.get();
            let messages = session.step(&clock);
            assert!(!messages.is_empty() && clock.true_ms.get() - before < SILENCE_MS / 3.0);
            run.on(News::Heard(messages));
        }
        assert_eq!(run.failure(), Some(&Failure::TooCoarse(grain_ms)));
        assert!(run.failure().unwrap().to_string().contains(&format!("steps of {grain_ms} ms")));
        assert!(clock.true_ms.get() - start < 1000.0 + 3.0 * grain_ms);
    }
}

#[test]
fn a_check_needs_no_clock() {
    let clock = Coarse::new(1e9, Rounding::Down);
    let job = Job { suite: "check".into(), ..job([8, 16]) };
    let mut run = Run::default();
    run.start(Plan::of(&job));
    let mut session = Session::new(job, Earlier::default(), Err(Refusal::NotFused));
    while !session.finished() {
        run.on(News::Heard(session.step(&clock)));
    }
    assert_eq!((run.state(), run.checks.len()), ("done", 2));
}

/// The time that this thread computes, so many times as fast, so that a session with real kernels takes a moment, in whole grains. What
/// other tests compute meanwhile does not count.
struct Fast {
    start: ThreadTime,
    times: f64,
    grain_ms: f64,
}

impl Fast {
    fn new(times: f64, grain_ms: f64) -> Self {
        Self { start: ThreadTime::now(), times, grain_ms }
    }
}

impl Clock for Fast {
    fn now_ms(&self) -> f64 {
        (self.start.elapsed().as_secs_f64() * 1e3 * self.times / self.grain_ms).floor() * self.grain_ms
    }
}

/// A run of small sizes; each report of the time left, with the time of the report.
fn carried_out(clock: &Fast) -> (Run, Vec<(f64, f64)>) {
    let mut session = Session::new(job([8, 16]), Earlier::default(), Err(Refusal::NotFused));
    let (mut run, mut left) = (Run::default(), Vec::new());
    run.start(Plan::of(&job([8, 16])));
    while !session.finished() {
        for message in session.step(clock) {
            if let Message::Progress(Progress { left_ms, .. }) = &message {
                left.push((clock.now_ms(), left_ms.expect("every report says the time left")));
            }
            run.on(News::Heard(vec![message]));
        }
    }
    (run, left)
}

#[test]
fn a_clock_of_a_frame_a_step_gives_results() {
    let (run, _) = carried_out(&Fast::new(1000.0, 16.7));
    assert_eq!((run.state(), run.records.len()), ("done", 4));
    for record in &run.records {
        assert!((record.grain_ms - 16.7).abs() < 1e-6);
        let batch_ms = record.median_ms * f64::from(record.batch);
        assert!(batch_ms > 50.0 * record.grain_ms, "a batch of {batch_ms} ms is no measurement");
    }
}

#[test]
fn the_time_left_is_told_from_the_first_report_and_falls() {
    let clock = Fast::new(20.0, 1.0);
    let (run, left) = carried_out(&clock);
    let total_ms = clock.now_ms();
    assert_eq!(run.state(), "done");
    let (at, first) = left[0];
    assert!(at < 1000.0, "the first report comes after {at} ms");
    assert!(first > total_ms / 4.0 && first < total_ms * 4.0, "{first} ms are told, {total_ms} ms it takes");
    let (_, last) = *left.last().unwrap();
    assert!(last < first / 3.0, "from {first} ms to {last} ms");
    let thirds: Vec<f64> = left
        .chunks(left.len().div_ceil(3))
        .map(|part| part.iter().map(|(_, left)| left).sum::<f64>() / part.len() as f64)
        .collect();
    assert!(thirds.is_sorted_by(|a, b| a > b), "{thirds:?}");
}
