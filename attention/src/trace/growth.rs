//! Finds all multiply-adds of one entry among hundreds of thousands: each points to the one before it.

use super::{Entry, Event, Factor, Index, Number, Symbol, Term};

/// No multiply-add yet.
const NONE: u32 = u32::MAX;

/// The multiply-adds of a run, chained entry by entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Growth {
    products: Vec<Product>,
    /// One for each multiply-add, in order.
    links: Vec<Link>,
}

/// A matrix that grows by multiply-adds.
#[derive(Clone, Debug)]
struct Product {
    symbol: Symbol,
    factors: [Factor; 2],
    cols: usize,
    /// The latest multiply-add of each entry, row by row.
    latest: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    /// The number of its event.
    event: u32,
    /// The multiply-add of the same entry before it.
    before: u32,
}

impl Growth {
    /// Takes note of the event of this number.
    pub(super) fn note(&mut self, number: usize, event: &Event) {
        match event {
            Event::Allocate { symbol, rows, cols, factors } => {
                self.products.retain(|product| product.symbol != *symbol);
                let (cols, latest) = (*cols, vec![NONE; rows * cols]);
                self.products.push(Product { symbol: *symbol, factors: *factors, cols, latest });
            }
            Event::MultiplyAdd { symbol, row, col, .. } => {
                let product = self.products.iter_mut().find(|product| product.symbol == *symbol);
                let latest = product.and_then(|product| product.latest(*row as usize, *col as usize));
                let here = self.links.len() as u32;
                let before = latest.map_or(NONE, |latest| std::mem::replace(latest, here));
                self.links.push(Link { event: number as u32, before });
            }
            _ => {}
        }
    }

    /// The sum of an entry. `done` says of each multiply-add, by its number and the number of its event, whether it is done.
    pub(super) fn entry(
        &self,
        events: &[Event],
        symbol: Symbol,
        [row, col]: [usize; 2],
        done: impl Fn(u64, usize) -> bool,
    ) -> Option<Entry> {
        let product = self.products.iter().find(|product| product.symbol == symbol)?;
        let inside = col < product.cols;
        let mut at = *product.latest.get(row * product.cols + col).filter(|_| inside)?;
        let (mut terms, mut added, mut value) = (Vec::new(), 0, 0.0);
        while let Some(link) = self.links.get(at as usize) {
            let Some(Event::MultiplyAdd { inner, factors, after, .. }) = events.get(link.event as usize)
            else {
                break;
            };
            if done(u64::from(at), link.event as usize) {
                added += 1;
                value = if added == 1 { *after } else { value };
            }
            let place = [row, col, *inner as usize];
            let numbers = (0..2).map(|i| product.factors[i].number(factors[i], place)).collect();
            terms.push(Term { minus: false, numbers });
            at = link.before;
        }
        terms.reverse();
        (!terms.is_empty()).then_some(Entry { factor: Vec::new(), terms, done: added, value })
    }
}

impl Product {
    fn latest(&mut self, row: usize, col: usize) -> Option<&mut u32> {
        self.latest.get_mut(row * self.cols + col)
    }
}

impl Factor {
    /// The factor of one product: `value`, for the `inner`-th term of entry (row, col).
    fn number(self, value: f64, [row, col, inner]: [usize; 3]) -> Number {
        let index = |axis: usize| match self.at[axis] {
            Index::First => 0,
            Index::Row => row,
            Index::Col => col,
            Index::Inner => inner,
        };
        Number {
            symbol: Some(self.symbol),
            glyph: self.symbol.glyph(),
            value,
            at: Some((index(0), index(1))),
        }
    }
}
