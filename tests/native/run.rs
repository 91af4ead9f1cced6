//! A run of the lab as a state machine: after each event, the page's next action.
//!
//! This file is long because each test plays a whole story of messages, with the same few makers of messages.

use deltascope::fast::Algorithm::{self, Naive, Recurrent, Right};
use deltascope::fast::{Form, Means};
use deltascope::timing::record::Facts;
use deltascope::timing::silence::SILENCE_S;
use deltascope::timing::*;

fn case_of(form: impl Into<Form>, n: usize) -> Case {
    Case { kernel: "delta_rule/causal".into(), form: form.into(), n, d: 64 }
}

fn case(n: usize) -> Case {
    case_of(Recurrent, n)
}

fn measured_of(case: Case, ms: f64) -> Message {
    let facts = Facts { flops: 6e6, bytes: 4096, rms_ratio: 1.2e-7, grain_ms: 0.1, batch: 7, seed: 1 };
    Message::Measured(Box::new(Record::new(case, &[ms], facts).unwrap()))
}

fn measured(n: usize, ms: f64) -> Message {
    measured_of(case(n), ms)
}

fn progress_of(case: Case, activity: Activity) -> Message {
    Message::Progress(Progress { part: 0.5, left_ms: Some(10.0), activity, case })
}

fn progress(n: usize) -> Message {
    progress_of(case(n), Activity::WarmUp)
}

fn speed(chain_ns: f64) -> Message {
    Message::Speed(Speed { chain_ns, gflops: 40.0, gbytes: Some(10.0), fused: false })
}

/// The three sizes of the recurrence.
fn plan() -> Plan {
    Plan { suite: "scaling".into(), cases: [64, 128, 256].map(case).into() }
}

fn started(plan: Plan) -> Run {
    let mut run = Run::default();
    run.start(plan);
    run
}

/// The run's next action after messages that come together.
fn hears<const N: usize>(run: &mut Run, messages: [Message; N]) -> Next {
    run.on(News::Heard(messages.into()))
}

fn dies(run: &mut Run) -> Next {
    run.on(News::Died(Failure::Broken("unreachable".into())))
}

/// The job for the next worker, if there is one.
fn left(next: Next) -> Earlier {
    let Next::Hire(earlier) = next else { panic!("{next:?}") };
    earlier
}

fn sizes(run: &Run) -> Vec<(usize, f64)> {
    run.records.iter().map(|record| (record.case.n, record.median_ms)).collect()
}

#[test]
fn a_plan_has_the_cases_of_its_order() {
    let choice = Choice {
        kernels: vec![("delta_rule/causal".into(), Recurrent), ("no/such".into(), Naive)],
        beside: vec![Beside::Fused],
        n_to: 64,
        ..Choice::default()
    };
    let job = Job { suite: "scaling".into(), choice, seed: SEED };
    let plan = Plan::of(&job);
    assert_eq!(plan.cases, [case(64), case_of(Form::Fused(Recurrent), 64)]);
    assert_eq!((plan.suite.as_str(), plan.asks_for_fused()), ("scaling", true));
    let usual = Choice { beside: vec![Beside::By(Means::JavaScript)], ..job.choice.clone() };
    assert!(!Plan::of(&Job { choice: usual, ..job.clone() }).asks_for_fused());
    assert_eq!(Plan::of(&Job { suite: "nonsense".into(), ..job }).cases, []);
}

#[test]
fn a_normal_run_goes_from_its_first_message_to_its_last() {
    let mut run = Run::default();
    assert_eq!(hears(&mut run, [Message::Finished]), Next::Listen, "a message without a run");
    assert_eq!((run.state(), run.part()), ("idle", 0.0));
    run.start(plan());
    assert_eq!((run.state(), run.part()), ("running", 0.0));
    let next = hears(&mut run, [Message::Clock { grain_ms: 0.1 }, progress(64), measured(64, 1.0)]);
    assert_eq!((next, run.part(), run.grain_ms), (Next::Listen, 0.5, Some(0.1)));
    let refused = Refused { case: case(256), reason: Refusal::TooLarge { needed: 2, limit: 1 } };
    hears(&mut run, [measured(128, 2.0), Message::Refused(refused)]);
    assert_eq!(hears(&mut run, [Message::Finished]), Next::Dismiss);
    assert_eq!((run.state(), run.part(), run.phase.clone()), ("done", 1.0, Phase::Done));
    assert_eq!((sizes(&run), run.refused.len()), (vec![(64, 1.0), (128, 2.0)], 1));
    assert!(!run.is_loose(), "a finished run is kept");
    assert_eq!(hears(&mut run, [measured(64, 9.0)]), Next::Listen);
    assert_eq!(sizes(&run)[0], (64, 1.0), "a straggler changes nothing");
}

#[test]
fn a_case_that_kills_a_worker_once_is_tried_again() {
    let mut run = started(plan());
    hears(&mut run, [measured(64, 1.0), progress(128)]);
    let left = left(dies(&mut run));
    assert_eq!((left.except, left.given_up), (vec![case(64)], vec![]), "it may have been an accident");
    assert_eq!(left.samples, [(case(64), vec![1.0])]);
    assert!(run.is_running() && run.refused.is_empty());
    hears(&mut run, [progress(128), measured(128, 2.0), progress(256), measured(256, 3.0)]);
    assert_eq!(hears(&mut run, [Message::Finished]), Next::Dismiss);
    assert_eq!((run.records.len(), run.refused.len()), (3, 0));
}

#[test]
fn a_case_that_kills_two_workers_is_given_up_and_the_others_go_on() {
    let mut run = started(plan());
    hears(&mut run, [measured(64, 1.0), progress(128)]);
    dies(&mut run);
    hears(&mut run, [progress(128)]);
    let left = left(dies(&mut run));
    assert_eq!((left.except, left.given_up), (vec![case(64)], vec![case(128)]));
    assert!(matches!(&run.refused[..], [Refused { reason: Refusal::Died { text }, case }]
        if text.contains("unreachable") && case.n == 128));
    hears(&mut run, [progress(256), measured(256, 1.0), Message::Finished]);
    assert_eq!((run.state(), run.records.len(), run.refused.len()), ("done", 2, 1));
}

#[test]
fn a_kernel_that_kills_two_workers_in_its_check_is_given_up_at_every_size() {
    for form in [Form::Own(Recurrent), Form::Workers(4, Recurrent)] {
        let cases = [64, 128, 256].map(|n| case_of(form, n)).to_vec();
        let mut run = started(Plan { cases: [cases.clone(), vec![case_of(Right, 64)]].concat(), ..plan() });
        let mut given_up = Vec::new();
        for _ in 0..2 {
            hears(&mut run, [progress_of(case(129), Activity::Check)]);
            given_up = left(dies(&mut run)).given_up;
        }
        assert_eq!(given_up, cases, "the check stands for every size");
        assert_eq!(run.refused.len(), 3);
    }
}

#[test]
fn a_worker_that_panics_tells_so_before_it_dies() {
    let mut run = started(plan());
    hears(&mut run, [progress(64)]);
    let panic = || Message::Panicked { text: "boom".into() };
    left(hears(&mut run, [measured(64, 1.0), panic(), measured(128, 1.0)]));
    assert_eq!(run.records.len(), 1, "nothing is heard of a dead worker");
    hears(&mut run, [progress(64)]);
    left(hears(&mut run, [panic()]));
    assert!(matches!(&run.refused[0].reason, Refusal::Died { text } if text.contains("boom")));
}

#[test]
fn a_worker_that_dies_before_its_first_case_ends_the_run() {
    let mut run = started(plan());
    assert_eq!(dies(&mut run), Next::Dismiss);
    assert_eq!(run.failure(), Some(&Failure::Broken("unreachable".into())));
    run.fail(Failure::Silent(15));
    assert_eq!(run.failure(), Some(&Failure::Broken("unreachable".into())), "the first reason stands");
    let mut run = started(plan());
    hears(&mut run, [measured(64, 1.0), progress(128)]);
    left(dies(&mut run));
    assert_eq!(dies(&mut run), Next::Dismiss, "no case is to blame if the next worker cannot even start");
    assert_eq!((run.state(), run.part(), run.records.len()), ("failed", 0.0, 1));
    assert!(run.refused.is_empty());
}

#[test]
fn a_silent_worker_is_a_dead_one() {
    let mut run = started(plan());
    hears(&mut run, [progress(64)]);
    let mut silence = Silence::default();
    let failures: Vec<_> = (0..2 * SILENCE_S).filter_map(|_| silence.second()).collect();
    assert_eq!(failures, [Failure::Silent(SILENCE_S)]);
    left(run.on(News::Died(failures[0].clone())));
    hears(&mut run, [progress(64)]);
    assert_eq!(left(run.on(News::Died(failures[0].clone()))).given_up, [case(64)]);
    assert!(matches!(&run.refused[0].reason, Refusal::Died { text } if text.contains("15 seconds")));
}

#[test]
fn a_kernel_that_dies_when_it_is_fused_is_timed_as_usual() {
    let fused = || case_of(Form::Fused(Recurrent), 64);
    let mut run = started(Plan { cases: vec![case(64), fused()], ..plan() });
    let mut given_up = Vec::new();
    for _ in 0..2 {
        hears(&mut run, [progress_of(case_of(Form::Fused(Recurrent), 129), Activity::Check)]);
        given_up = left(dies(&mut run)).given_up;
    }
    assert_eq!(given_up, [fused()]);
    assert_eq!(hears(&mut run, [progress(64), measured(64, 1.0), Message::Finished]), Next::Dismiss);
    assert_eq!((run.state(), sizes(&run), run.refused.len()), ("done", vec![(64, 1.0)], 1));
}

#[test]
fn the_limit_of_fused_kernels_stands_beside_the_other() {
    let fused = Speed { chain_ns: 2.0, gflops: 60.0, gbytes: None, fused: true };
    let mut run = started(plan());
    hears(&mut run, [speed(2.0)]);
    assert_eq!(run.fused_limit(), None, "no fused form was asked for");
    hears(&mut run, [Message::Speed(fused), speed(2.02), Message::Speed(Speed { gflops: 70.0, ..fused })]);
    let gflops = [run.limit(), run.fused_limit()].map(|limit| limit.unwrap().gflops);
    assert_eq!((gflops, run.noisy()), ([40.0, 70.0], None));
}

#[test]
fn a_clock_that_stands_still_ends_the_run() {
    let mut run = started(plan());
    assert_eq!(hears(&mut run, [Message::NoClock]), Next::Dismiss);
    assert_eq!(run.failure(), Some(&Failure::NoClock));
}

#[test]
fn a_clock_that_is_too_coarse_ends_the_run() {
    let mut run = started(plan());
    assert_eq!(hears(&mut run, [Message::TooCoarse { grain_ms: 100.0 }]), Next::Dismiss);
    assert_eq!(run.failure(), Some(&Failure::TooCoarse(100.0)));
}

#[test]
fn a_sign_of_life_says_how_much_time_is_left() {
    let mut run = started(plan());
    let left = |run: &Run| match &run.phase {
        Phase::Running(progress) => progress.as_ref().and_then(|progress| progress.left_ms),
        ended => panic!("{ended:?}"),
    };
    hears(&mut run, [Message::Alive { left_ms: Some(50.0) }]);
    assert_eq!(left(&run), None, "of no case yet");
    hears(&mut run, [progress(64), Message::Alive { left_ms: None }]);
    assert_eq!(left(&run), Some(10.0));
    hears(&mut run, [Message::Alive { left_ms: Some(5.0) }]);
    assert_eq!(left(&run), Some(5.0));
}

#[test]
fn a_cancelled_run_keeps_what_it_has_and_hears_nothing_more() {
    let mut run = Run::default();
    assert_eq!(run.on(News::Cancelled), Next::Listen, "nothing runs");
    run.start(plan());
    hears(&mut run, [measured(64, 1.0)]);
    assert_eq!(run.on(News::Cancelled), Next::Dismiss);
    assert_eq!((run.state(), run.phase.clone(), run.records.len()), ("idle", Phase::Cancelled, 1));
    for news in [News::Heard(vec![Message::Finished]), News::Died(Failure::NoClock), News::Paused(true)] {
        assert_eq!(run.on(news), Next::Listen);
    }
    assert_eq!((run.phase.clone(), run.paused), (Phase::Cancelled, None), "stragglers");
    assert!(run.is_loose(), "what it has is nowhere else");
}

#[test]
fn a_run_stands_still_when_asked_to_and_while_nobody_sees_it() {
    let mut run = Run::default();
    assert_eq!((run.on(News::Paused(true)), run.paused), (Next::Listen, None), "nothing runs");
    run.start(plan());
    assert_eq!(run.on(News::Hidden(true)), Next::Hold(true));
    assert_eq!((run.state(), run.part()), ("paused", 0.0));
    hears(&mut run, [progress(64)]);
    assert_eq!(
        (run.state(), run.is_running(), run.part()),
        ("paused", true, 0.5),
        "the batch in hand is heard"
    );
    assert_eq!((run.on(News::Hidden(false)), run.state()), (Next::Hold(false), "running"));
    assert_eq!(run.on(News::Paused(true)), Next::Hold(true));
    assert_eq!(run.on(News::Hidden(true)), Next::Listen);
    assert_eq!((run.on(News::Hidden(false)), run.state()), (Next::Listen, "paused"), "it was asked to");
    left(dies(&mut run));
    assert_eq!(run.state(), "paused", "the next worker stands still as well");
    assert_eq!((run.on(News::Paused(false)), run.state()), (Next::Hold(false), "running"));
    run.on(News::Paused(true));
    run.on(News::Cancelled);
    assert_eq!(run.state(), "idle");
}

#[test]
fn a_run_that_starts_afresh_shares_no_table_with_another() {
    let mut run = started(plan());
    hears(&mut run, [measured(64, 1.0), measured(128, 2.0), Message::Finished]);
    run.start_afresh(Plan { suite: "crossover".into(), ..plan() });
    assert_eq!((run.records.len(), run.checks.len(), run.plan.suite.as_str()), (0, 0, "crossover"));
    hears(&mut run, [measured(96, 1.5), Message::Finished]);
    assert_eq!(sizes(&run), [(96, 1.5)]);
}

#[test]
fn a_run_that_is_started_again_replaces_what_it_measures_again() {
    let mut run = started(plan());
    hears(&mut run, [measured(64, 1.0), measured(128, 1.0), Message::Finished]);
    run.start(plan());
    hears(&mut run, [measured(64, 2.0)]);
    assert_eq!(sizes(&run), [(128, 1.0), (64, 2.0)]);
    let refused = Refused { case: case(128), reason: Refusal::TooLarge { needed: 2, limit: 1 } };
    hears(&mut run, [Message::Refused(refused), Message::Finished]);
    assert_eq!((run.records.len(), run.refused.len()), (1, 1), "a refusal replaces the old record");
    run.start(plan());
    run.clear();
    assert_eq!(run.records.len(), 1, "a run is adding to them");
    run.on(News::Cancelled);
    run.clear();
    assert_eq!(run, Run::default());
}

#[test]
fn the_worst_check_is_the_one_that_counts() {
    let mut run = started(plan());
    assert_eq!(run.worst_rms_ratio(), None);
    let checked =
        |algorithm: Algorithm, rms_ratio| Message::Checked { case: case_of(algorithm, 129), rms_ratio };
    let three = [(Naive, Some(1e-8)), (Recurrent, Some(1e-7)), (Right, Some(1e-9))];
    hears(&mut run, three.map(|(algorithm, ratio)| checked(algorithm, ratio)));
    assert_eq!(run.worst_rms_ratio(), Some(1e-7));
    hears(&mut run, [checked(Recurrent, Some(1e-10))]);
    assert_eq!(run.worst_rms_ratio(), Some(1e-8), "a kernel that is checked again has its new ratio");
    hears(&mut run, [checked(Algorithm::Chunk, None)]);
    assert!(run.worst_rms_ratio().unwrap().is_nan());
}

#[test]
fn a_drift_of_over_five_per_cent_is_noise() {
    let mut run = started(plan());
    hears(&mut run, [speed(2.0)]);
    assert_eq!((run.noisy(), run.limit().map(|s| s.gflops)), (None, Some(40.0)));
    hears(&mut run, [speed(2.08)]);
    assert_eq!(run.noisy(), None);
    hears(&mut run, [speed(2.12)]);
    assert!((run.noisy().unwrap() - 0.06).abs() < 1e-9);
    run.start(plan());
    assert_eq!((run.noisy(), run.limit()), (None, None), "another run, another machine");
}
