//! What lessons measure over many streams: plain Rust, seeded, tested against an independent computation.

mod article;
mod asked;
mod biases;
mod by_token;
mod classes;
mod descent;
mod drift;
mod edges;
mod exact_swaps;
mod factors;
mod found;
mod frozen;
mod gate_products;
mod heads;
mod initial_state;
mod inverses;
mod lengths;
mod memory;
mod mirrors;
mod momentum;
mod one_factor;
mod outliers;
mod path_identities;
mod path_products;
mod periods;
mod permutations;
mod position_codes;
mod rank_updates;
mod recall;
mod rotations;
mod rounding;
mod row_spread;
mod search;
mod sheets;
mod singular_values;
mod spectrum;
mod square;
mod state_gate;
mod sticks;
mod survey;
mod transitions;
mod words;

pub use article::{apart_from_article, as_article, bounds, eigenvalues};
pub use asked::{Asked, Mean, Recalled, Told, answers};
pub use biases::{Bias, softmax, softmax_rows};
pub use by_token::{ByToken, Marked};
pub use classes::{Arc, Classifier, Directions, Sample, border, class_at};
pub use descent::{Descent, Loss, Optimiser, Path};
pub use drift::{Drift, Drifted, Drifting, Followed, Format, Mark, StepSize};
pub use edges::{
    DividedKey, Kept, SigmoidEnd, SlowestGate, StoredGate, divided_key, kept, least_of_sums, minus_softplus,
    sigmoid, sigmoid_end, slowest_gate, stored_gate, sum_of_ones, sum_of_ones_in_bf16,
};
pub use exact_swaps::{Cycling, SwapKey};
pub use factors::{between, factors};
pub use found::{Average, Curves, Found, Point};
pub use frozen::{Finding, Forms, SIZES};
pub use gate_products::{
    ChunkForm, ChunkFound, Fading, Width, by_logs, by_products, chunk, fading, overflows_at, ratio,
    ratio_by_logs, ratio_wrong_from,
};
pub use heads::{Heads, TwoWords};
pub use initial_state::{Initial, expected_share, half_life, recall_from, share_left};
pub use inverses::{inverse_of_lower, largest_of_inverse, overlaps_below, random_below};
pub use lengths::{InSingle, LARGE, first_over, in_single, norms, radius, safe_beta};
pub use memory::{
    CONFUSED, at_angle, expected_of_delta, expected_of_linear, long_noise, one_too_many, overwritten, parity,
    star, told_again, told_alike, told_once, told_twice,
};
pub use mirrors::{Mirrors, ones_until, plane_keys, projections, turned_by_projections};
pub use momentum::{alike, at_right_angles, off_after};
pub use one_factor::{OneFactor, best_share, three_cycle};
pub use outliers::{Facts, Learner, OfSeed, Outliers, Spread, median};
pub use path_identities::{Apart, PathIdentity};
pub use path_products::{condition, query_left};
pub use periods::{dplr_of_period_three, dplr_power, momentum_angle, momentum_states, period};
pub use permutations::{Permutation, counts_by_swaps, swap_key, whole_swap_key};
pub use position_codes::{
    PositionCode, by_distance, overlap, position_delta, position_delta_gated, position_row, read_after_write,
    sinusoids, weight_before,
};
pub use rank_updates::{
    TwoKeys, block_and_product_apart, block_step, block_transition, cost_of_added, cost_of_token, counting,
    ranks_of_added,
};
pub use recall::{ASKED, Curve, LISTS, Task};
pub use rotations::{Rotation, Rotations, Turned, Turning};
pub use rounding::{Arithmetic, OneKey, one_key, orthogonalised_state, rounded_lengths, signs};
pub use row_spread::{
    NEAR, RowSpread, alibi_mass_on_last, factor_that_keeps, mass_on_last, mass_on_parts, needle, tokens_with,
};
pub use search::{Best, On, Searched, Searching};
pub use sheets::{Group, SCENE, Sheet, TOPIC, answers_at_end};
pub use singular_values::{one_pair, spectra_over_time, states_over_time, written_and_erased};
pub use spectrum::Spectrum;
pub use state_gate::{GatedRun, StateGate};
pub use sticks::{log_stick_breaking, log_weights, negative_share, stick_breaking};
pub use survey::{Question, Survey, Surveying};
pub use transitions::{
    OneToken, complex_eigenvalues, largest_imaginary, product_of, smallest_real, transition,
};
pub use words::{Alphabet, Carried, Word, expected_right, slots, written_slots};
