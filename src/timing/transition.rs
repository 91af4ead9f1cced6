//! A run as a state machine: it takes in news and says what the page does next.
//!
//! A worker that dies is replaced, and the next one goes on from there.

use super::{Activity, Case, Earlier, Failure, Job, Message, Pause, Phase, Refusal, Refused, Run, suite};

/// The cases of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Id of the suite.
    pub suite: String,
    /// The cases that are known before the run.
    pub cases: Vec<Case>,
}

impl Plan {
    /// The plan of a job; an unknown suite has no cases.
    pub fn of(job: &Job) -> Self {
        let suite = suite::find(&job.suite);
        Self {
            suite: job.suite.clone(),
            cases: suite.map_or_else(Vec::new, |suite| (suite.cases)(&job.choice.clone().nearest())),
        }
    }

    /// Whether one of the cases needs the module of fused kernels.
    pub fn asks_for_fused(&self) -> bool {
        self.cases.iter().any(|case| case.form.is_fused())
    }
}

/// Something that happens to a run.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Its worker has sent the messages of one step.
    Heard(Vec<Message>),
    /// Its worker is dead, or says nothing any more.
    Died(Failure),
    /// The user asks it to stand still (true) or to go on.
    Paused(bool),
    /// Nobody sees the page (true), or it is seen again.
    Hidden(bool),
    /// The user ends it.
    Cancelled,
}

/// The page's duty after news.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Nothing.
    Listen,
    /// End the worker, and give the job to a new one, with the work of those before it.
    Hire(Earlier),
    /// Tell the worker to stand still (true) or to go on.
    Hold(bool),
    /// End the worker: the run is over.
    Dismiss,
}

impl Run {
    /// A worker is given a job. New results of a case replace its old ones; the rest stays.
    pub fn start(&mut self, plan: Plan) {
        self.phase = Phase::Running(None);
        self.plan = plan;
        self.speeds.clear();
        self.paused = None;
        self.blamed = None;
        self.died.clear();
        self.fresh.clear();
    }

    /// The same with nothing known before, so that results of different runs never stand in one table or under one fit.
    pub fn start_afresh(&mut self, plan: Plan) {
        *self = Self::default();
        self.start(plan);
    }

    /// Takes in news and says what to do next. After a run has ended, news of its worker changes nothing.
    pub fn on(&mut self, news: News) -> Next {
        if !self.is_running() {
            return Next::Listen;
        }
        match news {
            News::Heard(messages) => self.hear(messages),
            News::Died(failure) => self.outlive(failure),
            News::Paused(paused) => self.hold(paused.then_some(Pause::Asked)),
            // A run that was asked to stand still does not go on because the page is seen again.
            News::Hidden(hidden) => match self.paused {
                None if hidden => self.hold(Some(Pause::Hidden)),
                Some(Pause::Hidden) if !hidden => self.hold(None),
                _ => Next::Listen,
            },
            News::Cancelled => self.end(Phase::Cancelled),
        }
    }

    fn hear(&mut self, messages: Vec<Message>) -> Next {
        for message in messages {
            match message {
                // A survey times nothing.
                Message::Ready | Message::Found(_) | Message::Searched(_) | Message::Drifted(_) => {}
                Message::Alive { left_ms } => {
                    if let Phase::Running(Some(progress)) = &mut self.phase {
                        progress.left_ms = left_ms.or(progress.left_ms);
                    }
                }
                Message::Clock { grain_ms } => self.grain_ms = Some(grain_ms),
                Message::Checked { case, rms_ratio } => {
                    self.checks.retain(|(checked, _)| *checked != case);
                    self.checks.push((case, rms_ratio));
                }
                Message::Progress(progress) => {
                    self.blamed = Some((progress.activity, progress.case.clone()));
                    self.phase = Phase::Running(Some(progress));
                }
                Message::Speed(speed) => self.speeds.push(speed),
                Message::Measured(record) => {
                    self.forget(&record.case);
                    self.fresh.push(record.case.clone());
                    self.records.push(*record);
                }
                Message::Refused(refused) => self.refuse(refused),
                Message::Finished => return self.end(Phase::Done),
                Message::NoClock => return self.end(Phase::Failed(Failure::NoClock)),
                Message::TooCoarse { grain_ms } => {
                    return self.end(Phase::Failed(Failure::TooCoarse(grain_ms)));
                }
                Message::Panicked { text } => return self.outlive(Failure::Panicked(text)),
            }
        }
        Next::Listen
    }

    /// The worker died. If it had begun a case, another worker goes on; else the run has failed, since the next worker
    /// would not come further.
    ///
    /// The first time that a case kills a worker it may have been an accident: it is tried again. The second time it is
    /// given up, with the reason.
    fn outlive(&mut self, failure: Failure) -> Next {
        let Some((activity, blamed)) = self.blamed.clone() else {
            return self.end(Phase::Failed(failure));
        };
        if self.died.contains(&blamed) {
            let kernel = |case: &Case| (case.kernel.clone(), case.form.in_one_worker(), case.d);
            // The check stands for all sizes: a kernel that dies in it would die at each.
            let given_up = match activity {
                Activity::Check => {
                    let same = |case: &&Case| kernel(case) == kernel(&blamed);
                    self.plan.cases.iter().filter(same).cloned().collect()
                }
                _ => vec![blamed.clone()],
            };
            let text = failure.to_string();
            for case in given_up {
                self.forget(&case);
                self.refused.push(Refused { case, reason: Refusal::Died { text: text.clone() } });
            }
        }
        self.died.push(blamed);
        // The new worker has begun no case yet, so none is to blame for its death.
        self.blamed = None;
        Next::Hire(self.left())
    }

    /// The work of this run so far, for the next worker.
    fn left(&self) -> Earlier {
        let given_up = self.refused.iter().filter(|refused| matches!(refused.reason, Refusal::Died { .. }));
        let measured = self.records.iter().filter(|record| self.fresh.contains(&record.case));
        Earlier {
            except: self.fresh.clone(),
            given_up: given_up.map(|refused| refused.case.clone()).collect(),
            samples: measured.map(|record| (record.case.clone(), record.times_ms.clone())).collect(),
        }
    }

    fn hold(&mut self, pause: Option<Pause>) -> Next {
        self.paused = pause;
        Next::Hold(pause.is_some())
    }

    fn end(&mut self, phase: Phase) -> Next {
        self.phase = phase;
        Next::Dismiss
    }

    fn refuse(&mut self, refused: Refused) {
        self.forget(&refused.case);
        self.fresh.push(refused.case.clone());
        self.refused.push(refused);
    }

    fn forget(&mut self, case: &Case) {
        self.records.retain(|record| record.case != *case);
        self.refused.retain(|refused| refused.case != *case);
    }
}
