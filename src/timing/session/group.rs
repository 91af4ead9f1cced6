//! The cases of one size, which are allocated and sampled together.

use std::rc::Rc;

use super::Kernels;
use super::check::Known;
use crate::fast::{self, Inputs, Kernel, KernelError, Shape};
use crate::timing::guard::{self, Refusal};
use crate::timing::rounds::{Batch, Rounds, Settings, Step};
use crate::timing::sampler::Calls;
use crate::timing::team::{Ask, HEADS};
use crate::timing::{Case, Clock, Sampler};

/// Heads in a call of a case.
pub(super) fn heads(case: &Case) -> usize {
    if case.form.workers().is_some() { HEADS } else { 1 }
}

/// A case that may be timed.
pub(super) struct Admitted {
    /// What is timed.
    pub case: Case,
    /// Its kernel.
    pub kernel: &'static Kernel,
    /// Its size.
    pub shape: Shape,
}

/// The admitted cases of one size, sampled together.
pub(super) struct Group {
    /// In the order of the tasks of [`Group::rounds`].
    pub admitted: Vec<Admitted>,
    work: Work,
}

/// Who runs the cases of a group.
enum Work {
    /// This worker.
    Here(Sampler),
    /// Several others.
    Spread(Rounds),
}

/// A case that is admitted, and the calls that this worker makes to run it; none where other workers run it.
pub(super) type Prepared = (Admitted, Option<Calls>);

impl Group {
    /// A group of cases that are prepared; `None` of none. `known_ms` has the milliseconds per call of those that this
    /// worker has measured before.
    pub fn new(
        prepared: Vec<Prepared>,
        settings: impl FnOnce(&Case) -> Settings,
        known_ms: impl Fn(&Case) -> Option<f64>,
    ) -> Option<Self> {
        let (admitted, calls): (Vec<Admitted>, Vec<Option<Calls>>) = prepared.into_iter().unzip();
        let calls: Vec<Calls> = calls.into_iter().flatten().collect();
        let mut rounds = Rounds::new(settings(&admitted.first()?.case), admitted.len());
        for (task, admitted) in admitted.iter().enumerate() {
            if let Some(ms) = known_ms(&admitted.case) {
                rounds.remember(task, ms);
            }
        }
        let work =
            if calls.is_empty() { Work::Spread(rounds) } else { Work::Here(Sampler::of(rounds, calls)) };
        Some(Self { admitted, work })
    }

    /// The rounds in which its cases take turns.
    pub fn rounds(&self) -> &Rounds {
        match &self.work {
            Work::Here(sampler) => sampler.rounds(),
            Work::Spread(rounds) => rounds,
        }
    }

    /// The case with this number.
    pub fn case(&self, task: usize) -> &Case {
        &self.admitted[task].case
    }

    /// How much of it is done, in cases.
    pub fn part(&self) -> f64 {
        self.rounds().progress() * self.admitted.len() as f64
    }

    /// Runs the next batch. Where other workers run it, says its task and the request to them.
    pub fn step(&mut self, seed: u64, clock: &impl Clock) -> (Step, Option<(usize, Ask)>) {
        match &mut self.work {
            Work::Here(sampler) => (sampler.step(clock), None),
            Work::Spread(rounds) => match rounds.next_batch() {
                None => (Step::Finished, None),
                Some(Batch { task, calls }) => {
                    let cold = rounds.cold().is_some();
                    let step = if cold { Step::WarmedUp(task) } else { Step::Sampled(task) };
                    (step, Some((task, ask(&self.admitted[task].case, calls, seed))))
                }
            },
        }
    }

    /// The other workers took so long for the batch of a task.
    pub fn answered(&mut self, task: usize, elapsed_ms: f64) {
        if let Work::Spread(rounds) = &mut self.work {
            rounds.took(task, elapsed_ms);
        }
    }
}

/// So many runs of a case whose form says how many workers there are.
fn ask(case: &Case, calls: u32, seed: u64) -> Ask {
    let form = case.form.in_one_worker();
    Ask { case: Case { form, ..case.clone() }, workers: case.form.workers().unwrap_or(1), calls, seed }
}

/// Admits a case and allocates what it needs. Cases of one size share their inputs, which are kept in `shared`.
///
/// # Errors
/// Why the case is not timed.
pub(super) fn prepare(
    case: Case,
    known: &Known,
    kernels: &Kernels,
    shared: &mut Vec<Rc<Inputs>>,
) -> Result<Prepared, (Case, Refusal)> {
    let mut admitted = || -> Result<(&'static Kernel, Shape, Option<Calls>), Refusal> {
        let impossible = |error: KernelError| Refusal::Impossible { text: error.to_string() };
        let kernel = fast::find(&case.kernel, case.form).map_err(impossible)?;
        let shape = Shape::new(case.n, case.d).map_err(impossible)?;
        guard::admit(kernel, shape, heads(&case), known.speed(&case)?)?;
        if case.form.workers().is_some() {
            return Ok((kernel, shape, None));
        }
        let refused = |error| match error {
            KernelError::OutOfMemory { bytes } => Refusal::NoMemory { needed: kernel.bytes(shape), bytes },
            other => impossible(other),
        };
        let reads = (kernel.reads)(shape);
        let inputs = || match shared.iter().find(|inputs| inputs.shape == reads) {
            Some(inputs) => Ok(inputs.clone()),
            None => {
                let inputs = Rc::new(Inputs::seeded(reads, kernels.seed)?);
                shared.push(inputs.clone());
                Ok(inputs)
            }
        };
        let mut ready = kernels.ready(&case, shape, inputs).map_err(refused)?;
        Ok((kernel, shape, Some(Box::new(move |calls| ready.run(calls)))))
    };
    match admitted() {
        Ok((kernel, shape, call)) => Ok((Admitted { case, kernel, shape }, call)),
        Err(refusal) => Err((case, refusal)),
    }
}
