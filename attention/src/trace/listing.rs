//! Pseudo-code: the lines that a stage carries out.

use super::Symbol;

/// One line of pseudo-code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The code; leading spaces stay.
    pub code: String,
    /// The symbol that it computes: pointing at the line lights the symbol, and pointing at the symbol lights the line.
    pub makes: Option<Symbol>,
}

impl Line {
    /// A line that makes `symbol`.
    pub fn making(symbol: Symbol, code: impl Into<String>) -> Self {
        Self { code: code.into(), makes: Some(symbol) }
    }

    /// A line that only says how often, or in which order, other lines run.
    pub fn around(code: impl Into<String>) -> Self {
        Self { code: code.into(), makes: None }
    }

    /// The code in pieces, so that each letter with a symbol is a piece by itself.
    pub fn pieces(&self) -> Vec<(Option<Symbol>, String)> {
        let mut pieces: Vec<(Option<Symbol>, String)> = Vec::new();
        let mut before = ' ';
        let mut rest = self.code.chars().peekable();
        while let Some(letter) = rest.next() {
            // Letters within a word are not symbols; capitals side by side are a product.
            let alone = ![Some(&before), rest.peek()].into_iter().flatten().any(char::is_ascii_lowercase);
            let symbol = Symbol::from_letter(letter).filter(|_| alone);
            match pieces.last_mut() {
                Some((None, text)) if symbol.is_none() => text.push(letter),
                _ => pieces.push((symbol, letter.to_string())),
            }
            before = letter;
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_apart_and_words_and_indices_do_not() {
        let pieces = |code: &str| {
            let all = Line::around(code).pieces();
            assert_eq!(all.iter().map(|(_, text)| text.as_str()).collect::<String>(), code);
            all.into_iter().filter_map(|(symbol, _)| symbol).collect::<Vec<_>>()
        };
        assert_eq!(pieces("  A[i,j] += Q[i,l]·K[j,l]"), [Symbol::A, Symbol::Q, Symbol::K]);
        assert_eq!(pieces("A = softmax(A)"), [Symbol::A, Symbol::A]);
        assert_eq!(pieces("L = tril(QKᵀ)"), [Symbol::L, Symbol::Q, Symbol::K]);
        assert_eq!(pieces("S += vₜ kₜᵀ"), [Symbol::S, Symbol::V, Symbol::K]);
        assert_eq!(pieces("for l, for c:"), []);
    }
}
