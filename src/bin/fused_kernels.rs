//! The module of fused kernels: what `fast::fused` holds, as plain functions. It imports nothing.

// On the web the module has no beginning.
#![cfg_attr(target_arch = "wasm32", no_main)]
#![allow(unsafe_code, reason = "the name of an export might be given twice")]

use std::cell::RefCell;

use deltascope::fast::fused::Places;

thread_local! {
    static PLACES: RefCell<Places> = RefCell::default();
}

/// The place of a kernel that is ready now, or −1 where the memory does not suffice.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(number: usize, n: usize, d: usize, seed: u64) -> isize {
    PLACES.with_borrow_mut(|places| places.prepare(number, n, d, seed).map_or(-1, |place| place as isize))
}

/// Runs the kernel at a place so often.
#[unsafe(no_mangle)]
pub extern "C" fn run(place: usize, calls: u32) {
    PLACES.with_borrow_mut(|places| places.run(place, calls));
}

/// Where the output of a place begins.
#[unsafe(no_mangle)]
pub extern "C" fn output(place: usize) -> *const f32 {
    PLACES.with_borrow(|places| places.output(place).as_ptr())
}

/// Gives back the memory of a place.
#[unsafe(no_mangle)]
pub extern "C" fn clear(place: usize) {
    PLACES.with_borrow_mut(|places| places.clear(place));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
