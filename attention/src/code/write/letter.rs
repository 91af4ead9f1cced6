//! Letters as names that every language takes.

/// Letters that are no ASCII, and their names.
const NAMES: &[(char, &str)] = &[
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('κ', "kappa"),
    ('λ', "lam"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Δ', "d"),
    ('ẑ', "z_hat"),
    ('ŷ', "y_hat"),
];

/// Names that mean something in one of the languages, or in what is printed around a program.
const TAKEN: &str = "abs add and as assert async await bool box break class const continue crate def del diag do dot dyn \
    each elif else entries enum enumerate except extern false final finally float fn for from global if impl import in int is \
    jax jnp lambda last len let list loop main map mat_mul mat_vec match math max mean min mix mod move mut nonlocal norm \
    normalise not np or outer over pass print pub raise range ref return row scale_columns scale_rows self sigmoid softmax \
    softplus solve static struct sub sum super times torch trait transpose true try type unsafe use var where while with yield";

/// A name in ASCII. Different names stay different.
pub(super) fn identifier(name: &str) -> String {
    let mut ascii = String::new();
    for c in name.chars() {
        match NAMES.iter().find(|(letter, _)| *letter == c) {
            Some((_, name)) => ascii.push_str(name),
            None if c.is_ascii() => ascii.push(c),
            None => ascii.push_str(&format!("u{:x}_", u32::from(c))),
        }
    }
    // A name that ends so already gets one more, too: it would be the same as that of the taken name.
    if TAKEN.split(' ').any(|taken| taken == ascii.trim_end_matches('_')) {
        ascii.push('_');
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_names() {
        let names = ["S", "β", "ΔW", "ẑ", "λ", "in", "in_", "Ж"].map(identifier);
        assert_eq!(names, ["S", "beta", "dW", "z_hat", "lam", "in_", "in__", "u416_"]);
    }
}
