//! The types that a knob can have, and how each is written in the query string.

use std::ops::RangeInclusive;

use super::{Named, Query, QueryWriter, decimal, find};

/// All that is known of a knob but its value.
#[derive(Clone, Debug)]
pub struct Knob<T: Value> {
    /// Its key in the query string; the test id of its control is the same.
    pub key: &'static str,
    /// Where it stands until somebody moves it.
    pub default: T,
    /// What it can be set to.
    pub range: T::Range,
}

impl<T: Value> Knob<T> {
    /// Its value in a query string; the default where there is none.
    pub fn read(&self, query: &mut Query) -> T {
        match query.text(self.key).map(str::to_owned) {
            None => self.default.clone(),
            Some(text) => T::read(&text, self).unwrap_or_else(|used| {
                query.correct(self.key, &text, used.written());
                used
            }),
        }
    }

    /// Writes a value that is not the default.
    pub fn write(&self, value: &T, query: &mut QueryWriter) {
        self.write_beside(value, &self.default, query);
    }

    /// Writes a value that is not this one.
    pub fn write_beside(&self, value: &T, usual: &T, query: &mut QueryWriter) {
        query.put(self.key, &value.written(), &usual.written());
    }
}

/// Something that a knob can be set to.
pub trait Value: Clone + PartialEq {
    /// What limits it; `()` where the type does.
    type Range: Clone;

    /// As it is written in the query string.
    fn written(&self) -> String;

    /// Reads what was written.
    ///
    /// # Errors
    /// The value to use in its place where the text is no such value, or lies outside the range.
    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self>
    where
        Self: Sized;

    /// Some value of the range.
    fn draw(range: &Self::Range, draw: &mut Draw) -> Self;
}

/// Where tests take values from: random numbers, evenly spread over all of `u64`.
pub struct Draw<'a> {
    source: &'a mut dyn FnMut() -> u64,
    /// How many numbers of a range are a step of 1 apart, where not every number is drawn.
    steps: Option<f64>,
}

impl<'a> Draw<'a> {
    /// Draws any value.
    pub fn any(source: &'a mut dyn FnMut() -> u64) -> Self {
        Self { source, steps: None }
    }

    /// Draws what controls set: numbers of two digits.
    pub fn by_hand(source: &'a mut dyn FnMut() -> u64) -> Self {
        Self { source, steps: Some(100.0) }
    }

    /// A whole number of a range.
    pub fn whole(&mut self, range: &RangeInclusive<u64>) -> u64 {
        let width = (range.end() - range.start()).saturating_add(1);
        range.start() + (self.source)() % width
    }

    /// A number of a range, both ends and 0 among them more often than chance has it.
    pub fn number(&mut self, range: &RangeInclusive<f64>) -> f64 {
        let (low, high) = (*range.start(), *range.end());
        let any = match (self.source)() % 8 {
            0 => low,
            1 => high,
            2 => 0.0_f64.clamp(low, high),
            _ => low + (high - low) * ((self.source)() >> 11) as f64 / (1_u64 << 53) as f64,
        };
        self.steps.map_or(any, |steps| ((any * steps).round() / steps).clamp(low, high))
    }

    /// One of several.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.whole(&(0..=all.len() as u64 - 1)) as usize]
    }
}

impl Value for bool {
    type Range = ();

    fn written(&self) -> String {
        u8::from(*self).to_string()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        match text {
            "1" => Ok(true),
            "0" => Ok(false),
            _ => Err(knob.default),
        }
    }

    fn draw((): &(), draw: &mut Draw) -> Self {
        draw.one_of(&[true, false])
    }
}

impl Value for u64 {
    type Range = RangeInclusive<u64>;

    fn written(&self) -> String {
        self.to_string()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        let nearest = |x: f64| (x as u64).clamp(*knob.range.start(), *knob.range.end());
        let valid = text.parse().ok().filter(|x| knob.range.contains(x));
        valid.ok_or_else(|| decimal(text).map_or(knob.default, nearest))
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        draw.whole(range)
    }
}

impl Value for f64 {
    type Range = RangeInclusive<f64>;

    fn written(&self) -> String {
        self.to_string()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        let nearest = |x: f64| x.clamp(*knob.range.start(), *knob.range.end());
        let given = decimal(text);
        given.filter(|x| knob.range.contains(x)).ok_or_else(|| given.map_or(knob.default, nearest))
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        draw.number(range)
    }
}

/// A text of limited length, in bytes. What it means is for its reader to say.
impl Value for String {
    type Range = usize;

    fn written(&self) -> String {
        self.clone()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        if text.len() <= knob.range { Ok(text.to_owned()) } else { Err(knob.default.clone()) }
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        let length = draw.whole(&(0..=*range as u64 / 8)) as usize;
        (0..length).map(|_| draw.one_of(&['a', '灯', ' ', '>', ';', '&', '=', '%', '+'])).collect()
    }
}

/// One of several things with names.
impl<T: Named> Value for T {
    type Range = ();

    fn written(&self) -> String {
        self.id().to_owned()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        find(text).ok_or(knob.default)
    }

    fn draw((): &(), draw: &mut Draw) -> Self {
        draw.one_of(T::ALL)
    }
}

/// One of a few whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneOf(pub u64);

impl Value for OneOf {
    type Range = &'static [u64];

    fn written(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        let wanted = knob.range.iter().find(|x| x.to_string() == text);
        wanted.map(|x| Self(*x)).ok_or(knob.default)
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        Self(draw.one_of(range))
    }
}

/// One of a list, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneId(pub &'static str);

impl Value for OneId {
    type Range = Vec<&'static str>;

    fn written(&self) -> String {
        self.0.to_owned()
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        knob.range.iter().find(|id| **id == text).map(|id| Self(id)).ok_or(knob.default)
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        Self(draw.one_of(range))
    }
}

/// Some of a list, by their ids, in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several(pub Vec<&'static str>);

/// What a [`Several`] is chosen from.
#[derive(Clone, Debug)]
pub struct Choosable {
    /// The ids.
    pub all: Vec<&'static str>,
    /// How many have to be chosen, and how many can.
    pub how_many: RangeInclusive<usize>,
}

impl Several {
    /// Whether this one is chosen.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains(&id)
    }

    /// The same with one chosen or not. Where that would be too few or too many nothing changes.
    pub fn with(&self, id: &str, chosen: bool, from: &Choosable) -> Self {
        let wanted = |of: &&'static str| if *of == id { chosen } else { self.has(of) };
        let new = Self(from.all.iter().copied().filter(wanted).collect());
        if from.how_many.contains(&new.0.len()) { new } else { self.clone() }
    }
}

impl Value for Several {
    type Range = Choosable;

    fn written(&self) -> String {
        self.0.join(",")
    }

    fn read(text: &str, knob: &Knob<Self>) -> Result<Self, Self> {
        let Choosable { all, how_many } = &knob.range;
        let named: Vec<&str> = text.split(',').filter(|id| !id.is_empty()).collect();
        let mut known: Vec<_> = all.iter().copied().filter(|id| named.contains(id)).collect();
        let all_known = known.len() == named.len();
        if known.len() < *how_many.start() {
            return Err(knob.default.clone());
        }
        let too_many = known.len() > *how_many.end();
        known.truncate(*how_many.end());
        if all_known && !too_many { Ok(Self(known)) } else { Err(Self(known)) }
    }

    fn draw(range: &Self::Range, draw: &mut Draw) -> Self {
        let how_many = draw.whole(&(*range.how_many.start() as u64..=*range.how_many.end() as u64)) as usize;
        let mut chosen = range.all.clone();
        while chosen.len() > how_many {
            chosen.remove(draw.whole(&(0..=chosen.len() as u64 - 1)) as usize);
        }
        Self(chosen)
    }
}
