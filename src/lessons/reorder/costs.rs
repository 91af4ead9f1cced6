//! What both orders cost, for any n and d.

use super::scenario::MAX_N;
use crate::lessons::scaled::queries;
use crate::rules::reorder::{Order, OrderCost};

/// A side as it is written in one line, with what stands behind a letter that is scaled.
pub fn side_name(causal: bool, order: Order, scale: &str) -> String {
    match (causal, order) {
        (false, Order::Left) => format!("(QKᵀ{scale})V"),
        (false, Order::Right) => format!("{}(KᵀV)", queries(scale)),
        (true, Order::Left) => format!("(QKᵀ{scale} ⊙ M)V"),
        (true, Order::Right) => format!("Sₜqₜ{scale}"),
    }
}

/// What an order costs, under a causal mask or not.
pub fn cost(order: Order, causal: bool, n: u64, d: u64) -> OrderCost {
    if causal { order.causal_cost(n, d) } else { order.cost(n, d) }
}

/// The order that takes fewer multiply-adds, and how many times fewer; no order in a tie.
pub fn cheaper(causal: bool, n: u64, d: u64) -> (Option<Order>, f64) {
    let [left, right] = Order::ALL.map(|order| cost(order, causal, n, d).multiply_adds);
    let order = match left.cmp(&right) {
        std::cmp::Ordering::Less => Some(Order::Left),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Order::Right),
    };
    (order, left.max(right) as f64 / left.min(right).max(1) as f64)
}

/// The fewest tokens for which the recurrence takes fewer multiply-adds than the triangle.
pub fn causal_crossing(d: u64) -> u64 {
    (1..MAX_N).find(|n| cheaper(true, *n, d).0 == Some(Order::Right)).unwrap_or(MAX_N)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recurrence_is_cheaper_from_the_token_after_the_tie() {
        for d in [1, 2, 4, 64, 1024] {
            let crossing = causal_crossing(d);
            assert_eq!(cheaper(true, crossing, d).0, Some(Order::Right));
            assert_eq!(cheaper(true, crossing - 1, d).0, None, "a tie at n + 1 = 2d");
        }
        assert_eq!(cheaper(false, 1024, 64), (Some(Order::Right), 16.0));
    }
}
