//! The mistakes in the reader's language, and the pages that explain them.

use crate::i18n::{Locale, td_string};
use crate::pages::Page;
use crate::verdict::Mistake;

macro_rules! mistakes {
    ($($mistake:ident $key:ident $is:ident $page:ident;)*) => {
        /// The name of a mistake, and what an implementation does that makes it.
        pub fn told(locale: Locale, mistake: Mistake) -> [&'static str; 2] {
            match mistake {
                $(Mistake::$mistake => [td_string!(locale, mistake.$key), td_string!(locale, mistake.$is)],)*
            }
        }

        /// The page that explains it.
        pub const fn page(mistake: Mistake) -> Page {
            match mistake { $(Mistake::$mistake => Page::$page,)* }
        }
    };
}

mistakes! {
    HeadsTokens heads_tokens heads_tokens_is Width;
    GateLogPlain gate_log_plain gate_log_plain_is Gates;
    GateBase2 gate_base2 gate_base2_is Gates;
    BetaRaw beta_raw beta_raw_is Gates;
    KeysRaw keys_raw keys_raw_is Stability;
    KeysEps keys_eps keys_eps_is Stability;
    ScaleMissing scale_missing scale_missing_is Mask;
    ScaleTwice scale_twice scale_twice_is Mask;
    ScaleDv scale_dv scale_dv_is Mask;
    InitialStateIgnored initial_state_ignored initial_state_ignored_is Stability;
    InitialStateTransposed initial_state_transposed initial_state_transposed_is Identity;
    DecayAfter decay_after decay_after_is Gates;
    UndecayedError undecayed_error undecayed_error_is Gates;
    MaskOffByOne mask_off_by_one mask_off_by_one_is Mask;
    ChunkBoundary chunk_boundary chunk_boundary_is Chunks;
    InverseSign inverse_sign inverse_sign_is Chunks;
    TailDropped tail_dropped tail_dropped_is Chunks;
    StateTransposed state_transposed state_transposed_is Identity;
}
