//! Texts with marks: `[chunks|chunk]` marks a term of the glossary, `[chunk]` one that is named by its own word, `[the mask|mask.html]`
//! a link to a page, `[told again|state.html?exp=again]` one to what a query opens there, and `[A]` a letter. A letter that cannot be taken
//! for a word needs no mark.
//!
//! Plain Rust without a dependency: the page shows texts by it, and the build writes them into the files of the pages.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// A letter with a meaning, such as k.
    Letter(&'a str),
    /// A word, and the term of the glossary that it is.
    Term(&'a str, &'a str),
    /// A link, the name of the page to which it leads, and the query, with its question mark, if it has one.
    Link(&'a str, &'a str, &'a str),
}

/// What ends the name of a page, and of no term.
const OF_PAGE: &str = ".html";

/// Letters that may stand side by side, as in QKᵀ. No word of a text is made of them alone.
const SIDE_BY_SIDE: &str = "QKVASWUqkvβγ";

/// The pieces of a text. `letter` says whether a character is a letter with a meaning.
pub fn pieces(text: &str, letter: impl Fn(char) -> bool) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, inside, after)) = next_mark(rest) {
        letters(before, &letter, &mut pieces);
        pieces.push(match inside.split_once('|') {
            Some((shown, to)) => match to.split_once(OF_PAGE) {
                Some((page, query)) => Piece::Link(shown, page, query),
                None => Piece::Term(shown, to),
            },
            None if inside.chars().count() == 1 => Piece::Letter(inside),
            None => Piece::Term(inside, inside),
        });
        rest = after;
    }
    letters(rest, &letter, &mut pieces);
    pieces
}

/// A text without its marks.
pub fn plain(text: &str) -> String {
    let shown =
        |(Piece::Plain(shown) | Piece::Letter(shown) | Piece::Term(shown, _) | Piece::Link(shown, ..))| shown;
    pieces(text, |_| false).into_iter().map(shown).collect()
}

/// A text as HTML: `<dfn data-term="…" tabindex="0">` for a term, `<a data-page="…">` for a link, `<span class="sym sym-…"
/// data-symbol="…">` for a letter. `symbol` gives the id of the symbol that a character stands for.
pub fn html(text: &str, symbol: impl Fn(char) -> Option<&'static str>) -> String {
    let mut html = String::with_capacity(2 * text.len());
    for piece in pieces(text, |c| symbol(c).is_some()) {
        match piece {
            Piece::Plain(shown) => escape(shown, &mut html),
            Piece::Letter(shown) => match shown.chars().next().and_then(&symbol) {
                Some(id) => html += &letter(id, shown),
                None => escape(shown, &mut html),
            },
            Piece::Term(shown, term) => {
                for part in ["<dfn tabindex=\"0\" data-term=\"", term, "\">"] {
                    html += part;
                }
                escape(shown, &mut html);
                html += "</dfn>";
            }
            Piece::Link(shown, page, query) => {
                for part in ["<a href=\"./", page, OF_PAGE] {
                    html += part;
                }
                escape(query, &mut html);
                // A page is opened in this document; what a query opens there is loaded anew.
                if query.is_empty() {
                    for part in ["\" data-page=\"", page] {
                        html += part;
                    }
                }
                html += "\">";
                escape(shown, &mut html);
                html += "</a>";
            }
        }
    }
    html
}

/// A letter as HTML, where `id` is that of its symbol.
pub fn letter(id: &str, shown: &str) -> String {
    ["<span class=\"sym sym-", id, "\" data-symbol=\"", id, "\">", shown, "</span>"].concat()
}

/// What stands before the next mark, in it, and after it. Brackets that hold anything but a word or a letter are no mark: the
/// indices of Γ[:,0], the numbers of [−1, 1].
fn next_mark(text: &str) -> Option<(&str, &str, &str)> {
    let named = |inside: &str| {
        let name = match inside.split_once('|') {
            Some((_, to)) => match to.split_once(OF_PAGE) {
                Some((page, query)) if query.is_empty() || query.starts_with('?') => page,
                _ => to,
            },
            None => inside,
        };
        let of_term = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let term =
            name.len() > 1 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(of_term);
        term || name == inside && inside.chars().count() == 1 && inside.chars().all(char::is_alphabetic)
    };
    text.match_indices('[').find_map(|(at, _)| {
        let (inside, after) = text[at + 1..].split_once(']')?;
        named(inside).then_some((&text[..at], inside, after))
    })
}

/// Adds a text without marks, its letters as pieces of their own.
fn letters<'a>(text: &'a str, letter: &impl Fn(char) -> bool, pieces: &mut Vec<Piece<'a>>) {
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || ('α'..='ω').contains(&c);
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find(part_of_word).map(|i| at + i) {
        let end = text[start..].find(|c| !part_of_word(c)).map_or(text.len(), |i| start + i);
        let word = &text[start..end];
        let all = word.chars().all(letter);
        // A alone is a word of English; so is what an apostrophe cuts off.
        let alone = word.chars().count() == 1 && word != "A" && !text[..start].ends_with(['’', '\'']);
        if all && (alone || word.chars().count() > 1 && word.chars().all(|c| SIDE_BY_SIDE.contains(c))) {
            if plain_from < start {
                pieces.push(Piece::Plain(&text[plain_from..start]));
            }
            pieces.extend(word.char_indices().map(|(i, c)| Piece::Letter(&word[i..i + c.len_utf8()])));
            plain_from = end;
        }
        at = end;
    }
    if plain_from < text.len() {
        pieces.push(Piece::Plain(&text[plain_from..]));
    }
}

/// Adds a text with the characters replaced that HTML reads as its own.
pub fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => *html += "&amp;",
            '<' => *html += "&lt;",
            '>' => *html += "&gt;",
            '"' => *html += "&quot;",
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(c: char) -> Option<&'static str> {
        let ids = [
            ("qQ", "q"),
            ("kK", "k"),
            ("vV", "v"),
            ("S", "s"),
            ("A", "a"),
            ("βη", "beta"),
            ("e", "e"),
            ("r", "r"),
            ("wW", "w"),
        ];
        ids.into_iter().find(|(letters, _)| letters.contains(c)).map(|(_, id)| id)
    }

    fn cut(text: &str) -> Vec<Piece<'_>> {
        pieces(text, |c| symbol(c).is_some())
    }

    #[test]
    fn a_mark_names_its_term_or_is_its_name() {
        use Piece::{Plain, Term};
        assert_eq!(
            cut("Cut into [chunks|chunk] of"),
            [Plain("Cut into "), Term("chunks", "chunk"), Plain(" of")]
        );
        assert_eq!(cut("[chunk]"), [Term("chunk", "chunk")]);
        assert_eq!(cut("[f32|float32]"), [Term("f32", "float32")]);
        assert_eq!(cut("把序列切成[块|chunk]。"), [Plain("把序列切成"), Term("块", "chunk"), Plain("。")]);
        assert_eq!(
            cut("a [product of sums|multiply_add]"),
            [Plain("a "), Term("product of sums", "multiply_add")]
        );
    }

    #[test]
    fn a_mark_may_lead_to_a_page() {
        use Piece::{Link, Plain};
        assert_eq!(
            cut("See [the mask|mask.html]."),
            [Plain("See "), Link("the mask", "mask", ""), Plain(".")]
        );
        assert_eq!(cut("[again|state.html?exp=again&t=2]"), [Link("again", "state", "?exp=again&t=2")]);
        assert_eq!(
            html("See [Q & A|mask.html].", symbol),
            "See <a href=\"./mask.html\" data-page=\"mask\">Q &amp; A</a>."
        );
        assert_eq!(
            html("[again|state.html?exp=again&t=2]", symbol),
            "<a href=\"./state.html?exp=again&amp;t=2\">again</a>"
        );
        assert_eq!(cut("[mask.html]"), [Plain("[mask.html]")], "a link has words of its own");
    }

    #[test]
    fn brackets_of_mathematics_and_brackets_that_stay_open_are_no_marks() {
        for text in [
            "Γ[:,0] fades",
            "in [−1, 1]",
            "row [i, j]",
            "[12]",
            "an [open bracket",
            "[]",
            "] [",
            "[Two Words]",
        ] {
            assert_eq!(cut(text), [Piece::Plain(text)], "{text}");
        }
    }

    #[test]
    fn letters_stand_apart_and_words_do_not() {
        let letters = |text| {
            let all = cut(text);
            assert_eq!(plain(text), text);
            all.into_iter()
                .filter_map(|piece| if let Piece::Letter(letter) = piece { Some(letter) } else { None })
                .collect::<String>()
        };
        assert_eq!(letters("S k should give v."), "Skv");
        assert_eq!(letters("that makes QKᵀ, then AV"), "QKAV");
        assert_eq!(letters("Σ vkᵀ, Sₜ₋₁ + vₜkₜᵀ and βk"), "vkSvkβk");
        assert_eq!(letters("we were over a KiB, work or row"), "");
        assert_eq!(letters("the reader’s e, it's r"), "er");
        assert_eq!(letters("状态 S 把键 k 映到值"), "Sk");
        assert_eq!(letters("A model; a matrix"), "", "the article");
        assert_eq!(cut("scores [A] of"), [Piece::Plain("scores "), Piece::Letter("A"), Piece::Plain(" of")]);
    }

    #[test]
    fn html_is_escaped_and_carries_the_ids() {
        assert_eq!(
            html("j ≤ i < 3 & \"k\": a [chunk]", symbol),
            "j ≤ i &lt; 3 &amp; &quot;<span class=\"sym sym-k\" data-symbol=\"k\">k</span>&quot;: a \
             <dfn tabindex=\"0\" data-term=\"chunk\">chunk</dfn>"
        );
        assert_eq!(plain("a [chunk], [two|chunk], [A]"), "a chunk, two, A");
    }
}
