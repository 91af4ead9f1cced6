//! What a token has changed of its rule's state, as a sum.

use super::Track;
use crate::trace::{Entry, Event, Name, Number, Term};

impl Track {
    /// What this token has changed of an entry so far: the products that its parts have added, or, where a part did more than add, the
    /// entry now less the entry before.
    pub(super) fn changed(&self, name: Name, row: usize, col: usize, stop: usize) -> Option<Entry> {
        let (token, _, events) = *self.stops.get(stop.checked_sub(1)?)?;
        let before = token.checked_sub(1).map_or(self.trace.start(), |t| self.done[t]);
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
                    let number = |value| Number {
                        symbol: name.symbol,
                        glyph: name.glyph,
                        value,
                        at: Some((row, col)),
                    };
                    let term = |minus, value| Term { minus, numbers: vec![number(value)] };
                    terms = vec![term(false, now), term(true, old)];
                    break;
                }
            }
        }
        Some(Entry { factor: Vec::new(), done: terms.len(), terms, value: now - old })
    }
}
