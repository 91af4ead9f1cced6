//! The mistakes in the reader's language, and the pages that explain them.

use crate::i18n::{Locale, td_string};
use crate::pages::Page;
use crate::verdict::Mistake;

macro_rules! mistakes {
    ($($mistake:ident $key:ident $is:ident $page:ident $stop:literal;)*) => {
        /// The name of a mistake, and what an implementation does that makes it.
        pub fn told(locale: Locale, mistake: Mistake) -> [&'static str; 2] {
            match mistake {
                $(Mistake::$mistake => [td_string!(locale, mistake.$key), td_string!(locale, mistake.$is)],)*
            }
        }

        /// The page that explains it, and the stop of its guided walk.
        pub const fn explained(mistake: Mistake) -> (Page, u64) {
            match mistake { $(Mistake::$mistake => (Page::$page, $stop),)* }
        }
    };
}

mistakes! {
    HeadsTokens heads_tokens heads_tokens_is Width 1;
    GateLogPlain gate_log_plain gate_log_plain_is Gates 3;
    GateBase2 gate_base2 gate_base2_is Gates 3;
    BetaRaw beta_raw beta_raw_is Gates 2;
    KeysRaw keys_raw keys_raw_is Stability 4;
    KeysEps keys_eps keys_eps_is Stability 4;
    ScaleMissing scale_missing scale_missing_is Mask 5;
    ScaleTwice scale_twice scale_twice_is Mask 5;
    ScaleDv scale_dv scale_dv_is Mask 5;
    InitialStateIgnored initial_state_ignored initial_state_ignored_is Stability 1;
    InitialStateTransposed initial_state_transposed initial_state_transposed_is Identity 1;
    DecayAfter decay_after decay_after_is Gates 3;
    UndecayedError undecayed_error undecayed_error_is Gates 3;
    MaskOffByOne mask_off_by_one mask_off_by_one_is Mask 4;
    ChunkBoundary chunk_boundary chunk_boundary_is Chunks 5;
    InverseSign inverse_sign inverse_sign_is Chunks 3;
    TailDropped tail_dropped tail_dropped_is Chunks 6;
    StateTransposed state_transposed state_transposed_is Identity 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::guide;

    #[test]
    fn every_mistake_is_explained_at_a_stop_that_there_is() {
        for mistake in Mistake::ALL {
            let (page, stop) = explained(*mistake);
            assert!((1..=guide(page).len() as u64).contains(&stop), "{}", mistake.id());
        }
    }
}
