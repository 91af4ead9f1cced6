//! Which settings have an effect on the open page, as it is set.

use super::{Kind, Scenario};
use crate::pages::Page;
use crate::timing::choice::Field;
use crate::timing::suite;

impl Scenario {
    /// Whether the setting with this key of the query string changes anything on the open page.
    pub fn in_force(&self, key: &str) -> bool {
        let (lesson, kind) = (self.page != Page::Lab, self.kind());
        let of_suite =
            |field| suite::find(self.knobs.lab.suite.0).is_some_and(|suite| suite.uses.contains(&field));
        match (key, self.page) {
            ("input" | "norm" | "scale", _) => lesson,
            // What the page `mask` shows is there at once.
            ("t" | "speed", page) => lesson && page != Page::Mask,
            ("head", _) => lesson && matches!(kind, Kind::Sentence(_)),
            ("facts", _) => lesson && kind == Kind::Own,
            ("seed" | "n" | "d", _) => lesson && matches!(kind, Kind::Random | Kind::Pairs),
            ("first-token" | "tokens" | "of-head" | "own-gates" | "numbers", _) => {
                lesson && kind == Kind::Tensors
            }
            ("own-start", page) => {
                page.carries_state() && kind == Kind::Tensors && self.source.given.first == 1
            }
            ("keys", _) => lesson && kind == Kind::Pairs,
            ("loops", _) => !self.knobs.reorder.causal,
            ("beta" | "break-sign", Page::Chunks) => self.knobs.chunks.rule.corrects(),
            ("gamma", Page::Chunks) => self.knobs.chunks.rule.fades(),
            ("lab-kernels", _) => of_suite(Field::Kernels),
            ("lab-beside", _) => of_suite(Field::Beside),
            ("lab-from", _) => of_suite(Field::From),
            ("lab-to", _) => of_suite(Field::To),
            ("lab-d", _) => of_suite(Field::Channels),
            ("lab-halves", _) => of_suite(Field::Halves),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_counts_where_its_control_is_shown() {
        let on = |address: &str, key: &str| Scenario::read(address).0.in_force(key);
        for (address, key, wanted) in [
            ("page=state&input=random", "n", true),
            ("page=state&input=facts", "n", false),
            ("page=reorder&input=s1", "n", false),
            ("page=state&input=pairs", "keys", true),
            ("page=state&input=random", "keys", false),
            ("page=reorder&input=s1", "head", true),
            ("page=state&input=tensors", "tokens", true),
            ("page=state&input=random", "tokens", false),
            ("page=state&input=tensors", "own-start", true),
            ("page=state&input=tensors&first-token=2", "own-start", false),
            ("page=mask&input=tensors", "own-start", false),
            ("page=lab&input=random", "n", false),
            ("page=start", "t", true),
            ("page=lab", "t", false),
            ("page=mask", "t", false),
            ("page=state", "t", true),
            ("page=reorder&mask=1", "loops", false),
            ("page=chunks&rule=linear_attn", "beta", false),
            ("page=chunks", "beta", true),
            ("page=lab", "lab-from", true),
            ("page=lab&suite=peers", "lab-from", false),
            ("page=lab", "theme", true),
        ] {
            assert_eq!(on(address, key), wanted, "{key} at {address}");
        }
    }
}
