//! Browsers that one visit hands to the next: to start one costs most of a second of the machine, a fresh tab a twentieth of that.
//!
//! Every visit has a server on a port of its own, and so an origin of its own; what belongs to a tab goes with the tab. What is left is put
//! back by [`Engine::renew`]. Only a visit that passed hands its browser on.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use url::Url;

use crate::driver::Driver;
use crate::engine::{self, Engine, Start};
use crate::environment::Environment;

/// A browser and what drives it; dropping it ends both, the browser first.
pub struct Browser {
    /// What the tests speak with.
    pub engine: Box<dyn Engine>,
    _driver: Driver,
}

impl Browser {
    /// A new one.
    pub fn start(environment: &Environment, with: Start) -> Self {
        let (port, arguments) = engine::driver(environment.kind);
        let driver = Driver::start(&environment.driver, port, arguments);
        Self { engine: engine::start(environment, &driver.url, with), _driver: driver }
    }
}

/// The browsers that no visit has in hand.
#[derive(Default)]
pub struct Pool(Mutex<Vec<Browser>>);

impl Pool {
    /// The pool that the visits of this moment share. It ends with the last of them, and its browsers with it: nothing else would end
    /// them, because what is static is not dropped. Two tests run at a time, so that there is one from the first to the last.
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Pool>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let pool = Arc::new(Self::default());
            *shared = Arc::downgrade(&pool);
            pool
        })
    }

    /// A browser that is as one that was just started.
    pub fn take(&self, environment: &Environment) -> Browser {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| Browser::start(environment, Start::default()))
    }

    /// Takes a browser back in which the page of this address was visited; one that cannot be renewed is ended.
    pub fn give(&self, browser: Browser, visited: &Url) {
        if browser.engine.renew(visited).is_ok() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(browser);
        }
    }
}
