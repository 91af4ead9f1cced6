//! The kernels of a session: most run in this program, fused ones in the module that the worker has fetched.

use std::rc::Rc;

use crate::fast::fused::{self, Module};
use crate::fast::{self, Inputs, KernelError, Ready, Shape};
use crate::timing::{Case, Refusal};

/// The module of fused kernels, or the reason why there is none.
pub type Fused = Result<Rc<dyn Module>, Refusal>;

/// The kernels of a session, and the seed of their inputs.
pub(super) struct Kernels {
    pub seed: u64,
    pub fused: Fused,
}

impl Kernels {
    /// The module of fused kernels, where there is one.
    pub fn module(&self) -> Option<&dyn Module> {
        self.fused.as_deref().ok()
    }

    /// Makes the kernel of a case ready at a shape. The module draws its inputs itself; a kernel of this program asks for them.
    ///
    /// # Errors
    /// [`KernelError`] if no list has the kernel, or memory does not suffice.
    pub fn ready(
        &self,
        case: &Case,
        shape: Shape,
        inputs: impl FnOnce() -> Result<Rc<Inputs>, KernelError>,
    ) -> Result<Box<dyn Ready>, KernelError> {
        let kernel = fast::find(&case.kernel, case.form)?;
        if case.form.is_fused() {
            let module = self.module().ok_or_else(|| fused::unknown(kernel))?;
            return module.prepare(kernel, shape, self.seed);
        }
        Ok(Box::new((kernel.prepare(shape)?, inputs()?)))
    }
}
