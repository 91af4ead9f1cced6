//! The timing worker: a second program beside the page, so that the page stays awake while kernels run.

fn main() {
    deltascope::browser::worker_scope::serve();
}
