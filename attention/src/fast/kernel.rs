//! The entries of the kernel list, and the memory in which a kernel runs.

use std::ops::Deref;
use std::rc::Rc;

use super::{Algorithm, Buffer, Inputs, KernelError, Shape};
use crate::math::{Mat, rms_ratio};

/// One attention kernel in one form as far as it is known without running it: names and costs. The page offers and names
/// kernels by this alone, so that their code is linked into the worker only.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Name and algorithm in one word, for links and test ids: `softmax_attn.full.naive`.
    pub id: &'static str,
    /// The rule that is computed, and whether it looks back only (`causal`) or both ways (`full`).
    pub kernel: &'static str,
    /// In which order, or by which other means.
    pub algorithm: Algorithm,
    /// Number of its colour and sign in charts, its own among the kernels that the lab offers: no other entry of the list
    /// changes how this one looks.
    pub series: usize,
    /// Whether the sweep that the lab offers first times it.
    pub swept: bool,
    /// Floating-point operations, a multiplication and an addition counting one each. Only the leading products
    /// count, as benchmarks of attention do: 4n²d or 4nd², 6nd² for the delta rules, and 2n²d or 2nd² for one product
    /// alone. exp, gates, packing and the further work of a form are left out, so that all implementations of one
    /// kernel are measured by the same yardstick.
    pub flops: fn(Shape) -> f64,
    /// The shape of the inputs that a call at this shape reads: the same, except for the kernels that generate one token.
    pub reads: fn(Shape) -> Shape,
    /// Elements of the output.
    pub output: fn(Shape) -> u64,
    /// Elements of scratch memory: intermediates, states and packed panels.
    pub scratch: fn(Shape) -> u64,
}

/// Computes the output (third argument) from the inputs, in the given scratch memory, whose contents on entry do not matter.
/// Both slices are at least as long as [`Info::output`] and [`Info::scratch`] say.
pub type Code = fn(&Inputs, &mut [f32], &mut [f32]);

/// A kernel with its code.
#[derive(Clone, Copy, Debug)]
pub struct Kernel {
    /// Names and costs.
    pub info: Info,
    /// Computes its output.
    pub run: Code,
    /// The same in f64, by the rules. The kernel is checked against it.
    pub definition: fn(&Inputs) -> Mat,
}

/// Output and scratch memory of one kernel at one shape, allocated once so that running it allocates nothing.
#[derive(Debug)]
pub struct Plan {
    run: Code,
    /// The shape of the inputs.
    reads: Shape,
    scratch: Buffer,
    output: Buffer,
}

impl Deref for Kernel {
    type Target = Info;

    fn deref(&self) -> &Info {
        &self.info
    }
}

impl Info {
    /// Bytes that are alive while the kernel runs: inputs, scratch memory and output. Known before anything is
    /// allocated; saturates instead of overflowing.
    pub fn bytes(&self, shape: Shape) -> u64 {
        let own = (self.scratch)(shape).saturating_add((self.output)(shape)).saturating_mul(4);
        Inputs::bytes((self.reads)(shape)).saturating_add(own)
    }
}

impl Kernel {
    /// Allocates what the kernel needs at this shape.
    ///
    /// # Errors
    /// [`KernelError::OutOfMemory`] if a buffer does not fit.
    pub fn prepare(&self, shape: Shape) -> Result<Plan, KernelError> {
        Plan::new(&self.info, self.run, shape)
    }

    /// RMS(kernel − definition) / RMS(definition) at the shape of `inputs`, all of which are read. NaN if either holds a NaN.
    ///
    /// # Errors
    /// [`KernelError::OutOfMemory`] if a buffer does not fit.
    pub fn rms_ratio(&self, inputs: &Inputs) -> Result<f64, KernelError> {
        let mut plan = self.prepare(inputs.shape)?;
        (self.run)(inputs, &mut plan.scratch, &mut plan.output);
        Ok(self.rms_ratio_of(plan.output(), inputs))
    }

    /// [`Kernel::rms_ratio`] of an output that was computed before, from the same inputs.
    pub fn rms_ratio_of(&self, output: &[f32], inputs: &Inputs) -> f64 {
        let exact = (self.definition)(inputs);
        rms_ratio(&Mat::<f32>::from_row_slice(exact.nrows(), exact.ncols(), output), &exact)
    }
}

impl Plan {
    /// Allocates what some code needs at this shape.
    ///
    /// # Errors
    /// [`KernelError::OutOfMemory`] if a buffer does not fit.
    pub fn new(info: &Info, run: Code, shape: Shape) -> Result<Self, KernelError> {
        let scratch = Buffer::zeroed((info.scratch)(shape))?;
        let output = Buffer::zeroed((info.output)(shape))?;
        Ok(Self { run, reads: (info.reads)(shape), scratch, output })
    }

    /// Runs the kernel once.
    ///
    /// # Errors
    /// [`KernelError::Length`] if the inputs have another shape than the plan.
    pub fn run(&mut self, inputs: &Inputs) -> Result<(), KernelError> {
        if inputs.shape != self.reads {
            let [expected, found] = [self.reads, inputs.shape].map(|s| s.tokens_by_channels() as usize);
            return Err(KernelError::Length { tensor: "q", expected, found });
        }
        (self.run)(inputs, &mut self.scratch, &mut self.output);
        Ok(())
    }

    /// The output of the last run.
    pub fn output(&self) -> &[f32] {
        &self.output
    }
}

/// A kernel that has its memory and its inputs, here or in another module.
pub trait Ready {
    /// Runs it so often.
    fn run(&mut self, calls: u32);

    /// The output of the last run.
    fn output(&self) -> Vec<f32>;
}

/// A plan and inputs of its shape.
impl Ready for (Plan, Rc<Inputs>) {
    fn run(&mut self, calls: u32) {
        let (plan, inputs) = self;
        for _ in 0..calls {
            // `expect` would bring the words of every error into the module of fused kernels.
            assert!(plan.run(inputs).is_ok(), "plan and inputs share a shape");
        }
    }

    fn output(&self) -> Vec<f32> {
        self.0.output().to_vec()
    }
}
