//! The module of fused kernels as the timing worker reaches it.

use std::rc::Rc;

use js_sys::{Float32Array, Uint8Array, WebAssembly};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

use crate::fast::fused::{Module, number};
use crate::fast::{Info, KernelError, Ready, Shape};
use crate::timing::Refusal;
use crate::timing::session::Fused;

#[wasm_bindgen(module = "/src/browser/fused_kernels.js")]
extern "C" {
    fn fetch_fused(go_on: JsValue);

    /// What `src/bin/fused_kernels.rs` exports.
    #[derive(Clone)]
    type Exports;

    #[wasm_bindgen(method, getter)]
    fn memory(this: &Exports) -> WebAssembly::Memory;
    #[wasm_bindgen(method)]
    fn prepare(this: &Exports, number: usize, n: usize, d: usize, seed: u64) -> i32;
    #[wasm_bindgen(method)]
    fn run(this: &Exports, place: i32, calls: u32);
    #[wasm_bindgen(method)]
    fn output(this: &Exports, place: i32) -> u32;
    #[wasm_bindgen(method)]
    fn clear(this: &Exports, place: i32);
}

/// The smallest module with a multiplication and an addition in one instruction, `f32x4.relaxed_madd`.
const SMALLEST: [u8; 37] = [
    0, 97, 115, 109, 1, 0, 0, 0, // \0asm, version 1
    1, 8, 1, 96, 3, 123, 123, 123, 1, 123, // one type: three v128 give one
    3, 2, 1, 0, // one function of that type
    10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11, // its code
];

/// Whether this browser can run the module.
pub fn runs_here() -> bool {
    WebAssembly::validate(&Uint8Array::from(SMALLEST.as_slice())).unwrap_or(false)
}

/// Fetches the module, where the browser can run it, and goes on with it or with the reason why it is not there.
pub fn fetch(go_on: impl FnOnce(Fused) + 'static) {
    if !runs_here() {
        return go_on(Err(Refusal::NotFused));
    }
    fetch_fused(Closure::once_into_js(move |exports: Option<Exports>, text: String| {
        go_on(exports.map_or(Err(Refusal::NotLoaded { text }), |exports| Ok(Rc::new(exports))));
    }));
}

impl Module for Exports {
    fn prepare(&self, kernel: &Info, shape: Shape, seed: u64) -> Result<Box<dyn Ready>, KernelError> {
        let place = self.prepare(number(kernel)?, shape.n, shape.d, seed);
        if place < 0 {
            return Err(KernelError::OutOfMemory { bytes: kernel.bytes(shape) });
        }
        Ok(Box::new(Place { module: self.clone(), place, length: (kernel.output)(shape) as u32 }))
    }
}

/// A kernel that is ready in the module.
struct Place {
    module: Exports,
    place: i32,
    /// Elements of its output.
    length: u32,
}

impl Ready for Place {
    fn run(&mut self, calls: u32) {
        self.module.run(self.place, calls);
    }

    fn output(&self) -> Vec<f32> {
        let (memory, start) = (self.module.memory().buffer(), self.module.output(self.place));
        Float32Array::new_with_byte_offset_and_length(&memory, start, self.length).to_vec()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.module.clear(self.place);
    }
}
