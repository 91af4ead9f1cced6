//! The kernels with each multiplication and addition fused into one instruction: a module of its own, with nothing else in it.
//!
//! It is `src/bin/fused_kernels.rs`, built with relaxed SIMD. The timing worker fetches it when a run asks for such forms, and
//! names its kernels by their numbers: both are built from this list. Inputs, scratch memory and outputs lie in the module's own
//! memory, and inputs of one seed are the same numbers there. A batch of calls is one call from outside, so the way from one
//! module to the other weighs nothing.

use std::rc::{Rc, Weak};

use super::{Code, Form, Info, Inputs, KERNELS, Kernel, KernelError, Plan, Ready, Shape, chunk, limit};

/// The kernels in vector code, in all of their forms.
const LISTS: [&[Kernel]; 3] = [KERNELS, chunk::SIZED.as_flattened(), &[limit::LIMIT]];

/// They, without the definitions: these would bring the rules along.
static ENTRIES: [(Info, Code); LISTS[0].len() + LISTS[1].len() + LISTS[2].len()] = {
    let mut entries = [(limit::LIMIT.info, limit::LIMIT.run); _];
    let (mut list, mut at) = (0, 0);
    while list < LISTS.len() {
        let mut i = 0;
        while i < LISTS[list].len() {
            entries[at] = (LISTS[list][i].info, LISTS[list][i].run);
            (i, at) = (i + 1, at + 1);
        }
        list += 1;
    }
    entries
};

/// The number of a kernel in the module.
///
/// # Errors
/// [`KernelError::Unknown`] for a kernel that is not in it.
pub fn number(kernel: &Info) -> Result<usize, KernelError> {
    let same = |info: &Info| info.kernel == kernel.kernel && info.algorithm == kernel.algorithm;
    ENTRIES.iter().position(|(info, _)| same(info)).ok_or_else(|| unknown(kernel))
}

/// The error of a kernel that cannot be fused.
pub fn unknown(kernel: &Info) -> KernelError {
    KernelError::Unknown { kernel: kernel.kernel.to_owned(), form: Form::Fused(kernel.algorithm) }
}

/// The module as it looks from outside.
pub trait Module {
    /// Allocates what a kernel needs at a shape, and draws its inputs from the seed.
    ///
    /// # Errors
    /// [`KernelError::Unknown`] if the module does not have it, [`KernelError::OutOfMemory`] if that does not fit.
    fn prepare(&self, kernel: &Info, shape: Shape, seed: u64) -> Result<Box<dyn Ready>, KernelError>;
}

/// The inside of the module: kernels that are ready, each at its place.
#[derive(Default)]
pub struct Places {
    places: Vec<Option<(Plan, Rc<Inputs>)>>,
    /// The seed and the inputs of the last one: kernels of one size, which come one after the other, share their inputs.
    drawn: (u64, Weak<Inputs>),
}

impl Places {
    /// Makes the kernel with this number ready for n tokens of d channels. The result is its place.
    ///
    /// # Errors
    /// [`KernelError`] if the size is none, or memory does not suffice.
    pub fn prepare(&mut self, number: usize, n: usize, d: usize, seed: u64) -> Result<usize, KernelError> {
        let (info, code) = &ENTRIES[number];
        let shape = Shape::new(n, d)?;
        let inputs = self.inputs((info.reads)(shape), seed)?;
        let ready = Some((Plan::new(info, *code, shape)?, inputs));
        if let Some(free) = self.places.iter().position(Option::is_none) {
            self.places[free] = ready;
            return Ok(free);
        }
        self.places.push(ready);
        Ok(self.places.len() - 1)
    }

    /// The inputs of a shape and a seed.
    fn inputs(&mut self, shape: Shape, seed: u64) -> Result<Rc<Inputs>, KernelError> {
        let (of, last) = &self.drawn;
        if let Some(inputs) = last.upgrade().filter(|inputs| (*of, inputs.shape) == (seed, shape)) {
            return Ok(inputs);
        }
        let inputs = Rc::new(Inputs::seeded(shape, seed)?);
        self.drawn = (seed, Rc::downgrade(&inputs));
        Ok(inputs)
    }

    /// Runs the kernel at a place so often.
    pub fn run(&mut self, place: usize, calls: u32) {
        self.places[place].iter_mut().for_each(|ready| ready.run(calls));
    }

    /// The output of the last run at a place; empty where no kernel is.
    pub fn output(&self, place: usize) -> &[f32] {
        self.places[place].as_ref().map_or(&[], |(plan, _)| plan.output())
    }

    /// Gives back the memory of a place.
    pub fn clear(&mut self, place: usize) {
        self.places[place] = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fast::plain;

    const SEED: u64 = 3;

    #[test]
    fn every_kernel_in_vector_code_runs_by_its_number() {
        let mut places = Places::default();
        for kernel in LISTS.into_iter().flatten() {
            let place = places.prepare(number(kernel).unwrap(), 37, 12, SEED).unwrap();
            places.run(place, 2);
            let shape = (kernel.reads)(Shape::new(37, 12).unwrap());
            let ratio = kernel.rms_ratio_of(places.output(place), &Inputs::seeded(shape, SEED).unwrap());
            assert!(ratio <= 1e-5, "{}: {ratio:e}", kernel.id);
            places.clear(place);
        }
        assert_eq!(places.places.len(), 1, "a place is used again");
        let error = number(&plain::QKT).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no kernel named qkt in the form fused(plain)",
            "other means are not in it"
        );
    }

    #[test]
    fn kernels_of_one_size_share_their_inputs_until_the_last_is_gone() {
        let mut places = Places::default();
        let sharing =
            [(0, 8, SEED), (1, 8, SEED), (0, 9, SEED), (0, 9, SEED + 1)].map(|(number, n, seed)| {
                places.prepare(number, n, 4, seed).unwrap();
                places.drawn.1.strong_count()
            });
        assert_eq!(sharing, [1, 2, 1, 1]);
        (0..4).for_each(|place| places.clear(place));
        assert_eq!((places.drawn.1.strong_count(), places.output(0)), (0, &[][..]));
    }

    #[test]
    fn a_size_that_cannot_be_is_an_error() {
        let mut places = Places::default();
        assert_eq!(places.prepare(0, 0, 4, SEED), Err(KernelError::EmptyAxis { n: 0, d: 4 }));
        let huge = places.prepare(0, 1 << 40, 64, SEED);
        assert!(matches!(huge, Err(KernelError::OutOfMemory { .. })), "{huge:?}");
    }
}
