//! What a token has changed of its rule's state, as a sum.

use std::ops::Range;

use super::Track;
use crate::trace::{Entry, Event, Name, Number, Symbol, Term};

impl Track {
    /// What this token has changed of an entry so far: the products that its parts have added, or, where a part did more than add, the
    /// entry now less the entry before.
    pub(super) fn changed(&self, name: Name, row: usize, col: usize, stop: usize) -> Option<Entry> {
        let (_, happened) = self.done_by(stop)?;
        let Range { start: before, end: events } = happened;
        let at = |events: usize| self.trace.named_before(events, name)?.get((row, col)).copied();
        let (old, now) = (at(before)?, at(events)?);
        let is_it = |number: &Number| number.glyph == name.glyph && number.at == Some((row, col));
        let mut terms = Vec::new();
        for event in before..events {
            if !matches!(&self.trace.events()[event], Event::Part { symbol, .. } if name.is((*symbol).into()))
            {
                continue;
            }
            let made = self.trace.entry(event, row, col)?;
            match &made.terms[..] {
                [Term { minus: false, numbers }, added @ ..]
                    if made.factor.is_empty() && numbers.len() == 1 && is_it(&numbers[0]) =>
                {
                    terms.extend_from_slice(added);
                }
                _ => {
                    let number = |value| Number::of(name, value, (row, col));
                    let term = |minus, value| Term { minus, numbers: vec![number(value)] };
                    terms = vec![term(false, now), term(true, old)];
                    break;
                }
            }
        }
        if let Some(of_error) = self.of_error(&terms, row, before..events) {
            terms = vec![of_error];
        }
        Some(Entry::sum(terms, now - old))
    }

    /// −β r k + β v k as the one product β e k that it is, where the rule has measured e = v − r: e stands at the left of what changes.
    fn of_error(&self, terms: &[Term], row: usize, events: Range<usize>) -> Option<Term> {
        let [erased, written] = terms else { return None };
        let e = self.trace.events()[events].iter().rev().find_map(|event| match event {
            Event::Part { symbol: Symbol::E, value, .. } => Some(value),
            _ => None,
        })?;
        let without = |term: &Term, symbol: Symbol| -> Option<(usize, Vec<Number>)> {
            let place = term.numbers.iter().position(|number| number.symbol == Some(symbol))?;
            let mut rest = term.numbers.clone();
            rest.remove(place);
            Some((place, rest))
        };
        let ((_, of_r), (place, of_v)) = (without(erased, Symbol::R)?, without(written, Symbol::V)?);
        if !erased.minus || written.minus || of_r != of_v {
            return None;
        }
        let error = Number::of(Symbol::E, *e.get((row, 0))?, (row, 0));
        let mut numbers = of_v;
        numbers.insert(place, error);
        Some(Term { minus: false, numbers })
    }
}
