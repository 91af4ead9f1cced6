//! Memos and effects of leptos whose code is compiled once, whatever they hold and do; and values whose readers are few to wake.
//!
//! Leptos's own are a type for each type of values and for each effect: two kilobytes of wasm for a memo, one for an effect, and a page
//! has some forty of them. Here the values of all memos are of one type, behind a pointer, and so are the effects.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{
    Effect, Get, GetUntracked, RenderEffect, RwSignal, Set, Signal, StoredValue, WithUntracked,
};

/// A value that is computed anew when a signal that it reads has changed, and that tells its readers only when it has become another.
pub struct Memo<T>(leptos::prelude::Memo<Value>, PhantomData<fn() -> T>);

/// The value of a memo.
#[derive(Clone)]
struct Value {
    it: Arc<dyn Any + Send + Sync>,
    /// Whether two values of its type are equal.
    equal: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        (self.equal)(&*self.it, &*other.it)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Computes its value when it is first read.
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(erased(Box::new(move || Value { it: Arc::new(compute()), equal: equal::<T> })), PhantomData)
    }
}

impl<T: 'static> Memo<T> {
    /// Reads the value and follows it.
    pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(known(&*followed(self.0)))
    }

    /// Reads the value as it is now.
    pub fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(known(&*now(self.0)))
    }

    /// A copy of the value, which is followed.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value as it is now.
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

/// A value that is computed at once, and anew when a signal that it reads has changed; its readers hear of it only when it has become
/// another.
///
/// All readers of a [`Memo`] are asked whenever something that it reads has changed, and each asks the memo. Where hundreds of them read
/// what few steps change, the asking takes longer than the step.
pub struct Steady<T>(RwSignal<Value>, PhantomData<fn() -> T>);

impl<T: PartialEq + Send + Sync + 'static> Steady<T> {
    /// Computes its value.
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(steady(Box::new(move || Value { it: Arc::new(compute()), equal: equal::<T> })), PhantomData)
    }
}

impl<T: 'static> Steady<T> {
    /// Reads the value and follows it.
    pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(known(&*self.0.get().it))
    }

    /// Reads the value as it is now.
    pub fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(known(&*self.0.get_untracked().it))
    }

    /// A copy of the value, which is followed.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }
}

impl<T> Clone for Steady<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Steady<T> {}

fn steady(compute: Box<dyn Fn() -> Value + Send + Sync>) -> RwSignal<Value> {
    // The effect below runs at once, and nobody has read it by then.
    let value = RwSignal::new(Value { it: Arc::new(()), equal: |_, _| false });
    let follows = RenderEffect::new(move |_| {
        let now = compute();
        if value.with_untracked(|before| *before != now) {
            value.set(now);
        }
    });
    // It ends with its owner.
    StoredValue::new(follows);
    value
}

/// Does something once the caller is on the page, and again whenever a signal that it reads has changed.
pub fn effect(run: impl FnMut() + 'static) {
    boxed(Box::new(run));
}

fn boxed(run: Box<dyn FnMut()>) {
    Effect::new(run);
}

fn erased(compute: Box<dyn Fn() -> Value + Send + Sync>) -> leptos::prelude::Memo<Value> {
    leptos::prelude::Memo::new(move |_| compute())
}

fn followed(memo: leptos::prelude::Memo<Value>) -> Arc<dyn Any + Send + Sync> {
    memo.get().it
}

fn now(memo: leptos::prelude::Memo<Value>) -> Arc<dyn Any + Send + Sync> {
    memo.get_untracked().it
}

fn known<T: 'static>(value: &dyn Any) -> &T {
    value.downcast_ref().expect("a memo holds what it computes")
}

fn equal<T: PartialEq + 'static>(a: &dyn Any, b: &dyn Any) -> bool {
    known::<T>(a) == known::<T>(b)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use leptos::prelude::{Owner, RwSignal, Set};

    use super::*;

    #[test]
    fn a_memo_computes_when_it_is_read_and_what_it_reads_has_changed() {
        Owner::new().with(|| {
            static COMPUTED: AtomicUsize = AtomicUsize::new(0);
            let number = RwSignal::new(2);
            let even = Memo::new(move || {
                COMPUTED.fetch_add(1, Ordering::Relaxed);
                number.get() % 2 == 0
            });
            let told = Memo::new(move || if even.get() { "even".to_owned() } else { "odd".to_owned() });
            assert_eq!(COMPUTED.load(Ordering::Relaxed), 0);
            assert_eq!(told.get_untracked(), "even");
            number.set(3);
            assert_eq!((told.get_untracked().as_str(), even.with_untracked(|even| *even)), ("odd", false));
            assert_eq!(COMPUTED.load(Ordering::Relaxed), 2);
        });
    }

    #[test]
    fn readers_of_a_memo_are_told_only_of_another_value() {
        Owner::new().with(|| {
            static READ: AtomicUsize = AtomicUsize::new(0);
            let number = RwSignal::new(2);
            let even = Memo::new(move || number.get() % 2 == 0);
            let reader = Memo::new(move || {
                READ.fetch_add(1, Ordering::Relaxed);
                even.get()
            });
            for (set, reads) in [(2, 1), (4, 1), (6, 1), (7, 2), (9, 2), (8, 3)] {
                number.set(set);
                assert_eq!(
                    (reader.get_untracked(), READ.load(Ordering::Relaxed)),
                    (set % 2 == 0, reads),
                    "{set}"
                );
            }
        });
    }
}
