//! Which array of the files is which letter of a rule: a guess by names, which a reader can correct.

use super::Letter;
use crate::io::Array;
use crate::rules::Info;

/// Arrays by letter, each by its place in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment(Vec<(Letter, usize)>);

impl Assignment {
    /// The guess: in a file with several sets of arrays, whose names differ in what stands before the last dot, the set in which most
    /// letters are found, and of several of those the one with most queries.
    pub fn guess(rule: &Info, arrays: &[Array]) -> Self {
        let mut groups: Vec<&str> = Vec::new();
        for (group, _) in arrays.iter().map(|array| parted(array.name())) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let found = groups.into_iter().map(|group| Self::in_group(rule, arrays, group));
        let worth = |of: &Self| {
            let needed = of.0.iter().filter(|(letter, _)| letter.is_needed(rule)).count();
            let numbers = of.0.first().map_or(0, |(_, at)| arrays[*at].len());
            (needed, of.0.len(), numbers)
        };
        // The first of several that are worth as much: `max_by_key` would take the last.
        found.rev().max_by_key(worth).unwrap_or_default()
    }

    /// The guess among the arrays whose names begin so.
    fn in_group(rule: &Info, arrays: &[Array], group: &str) -> Self {
        let named: Vec<(usize, String)> = arrays
            .iter()
            .enumerate()
            .filter_map(|(at, array)| {
                let (of, name) = parted(array.name());
                (of == group).then(|| (at, plain(name)))
            })
            .collect();
        let mut found = Self::default();
        // A name that is a letter's own is left to it, whatever else it could be: `beta` of a rule with β is no vector b.
        let letters = Letter::of(rule);
        for place in 0.. {
            let names: Vec<_> = letters.iter().map(|letter| (*letter, letter.names(rule))).collect();
            if names.iter().all(|(_, names)| names.len() <= place) {
                break;
            }
            for (letter, names) in names {
                let Some(name) = names.get(place).filter(|_| found.of(letter).is_none()) else { continue };
                let free =
                    |(at, own): &&(usize, String)| own == name && !found.0.iter().any(|(_, of)| of == at);
                if let Some((at, _)) = named.iter().find(free) {
                    found.set(letter, Some(*at));
                }
            }
        }
        found.0.sort_unstable();
        found
    }

    /// The array of a letter.
    pub fn of(&self, letter: Letter) -> Option<usize> {
        self.0.iter().find(|(of, _)| *of == letter).map(|(_, at)| *at)
    }

    /// Says which array a letter is, or that there is none.
    pub fn set(&mut self, letter: Letter, at: Option<usize>) {
        self.0.retain(|(of, _)| *of != letter);
        self.0.extend(at.map(|at| (letter, at)));
        self.0.sort_unstable();
    }

    /// The letters that the rule needs and nothing is assigned to.
    pub fn missing(&self, rule: &Info) -> Vec<Letter> {
        let missing = |letter: &Letter| letter.is_needed(rule) && self.of(*letter).is_none();
        Letter::of(rule).into_iter().filter(missing).collect()
    }

    /// What is assigned.
    pub fn iter(&self) -> impl Iterator<Item = (Letter, usize)> {
        self.0.iter().copied()
    }
}

/// What stands before the last dot, slash or colon of a name, and what behind it.
fn parted(name: &str) -> (&str, &str) {
    name.rsplit_once(['.', '/', ':']).unwrap_or(("", name))
}

/// A name without what people write differently.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{INFOS, Tensor};

    fn info(id: &str) -> &'static Info {
        INFOS.iter().find(|info| info.id == id).unwrap()
    }

    fn guess(rule: &str, names: &[&str]) -> Vec<(&'static str, String)> {
        let array = |name: &&str| Array::of(*name, vec![2], vec![0.0; 2]).unwrap();
        let arrays: Vec<_> = names.iter().map(array).collect();
        let found = Assignment::guess(info(rule), &arrays);
        found.iter().map(|(letter, at)| (letter.id(info(rule)), arrays[at].name().to_owned())).collect()
    }

    #[test]
    fn usual_names_need_no_correction() {
        for names in [
            ["q", "k", "v", "beta", "g", "h0", "o", "ht"],
            ["query", "key", "value", "Beta", "gate", "initial_state", "out", "final_state"],
            ["Q", "K", "V", "BETA", "decay", "state", "output", "last_state"],
            ["attn.q", "attn.k", "attn.v", "attn.beta", "attn.log_decay", "attn.h0", "attn.o", "attn.ht"],
        ] {
            let letters = ["q", "k", "v", "beta", "g", "h0", "o", "ht"];
            let expected: Vec<_> = letters.into_iter().zip(names.map(str::to_owned)).collect();
            assert_eq!(guess("gated_delta_rule", &names), expected);
        }
    }

    #[test]
    fn the_set_with_most_letters_is_taken_and_its_arrays_are_not_mixed_with_others() {
        let names = ["c0.q", "c0.k", "c0.v", "c1.q", "c1.k", "c1.v", "c1.beta", "c1.o"];
        assert!(guess("delta_rule", &names).iter().all(|(_, name)| name.starts_with("c1.")));
        let twice = ["c0.q", "c0.k", "c0.v", "c1.q", "c1.k", "c1.v"];
        assert!(
            guess("linear_attn", &twice).iter().all(|(_, name)| name.starts_with("c0.")),
            "the first of equals"
        );
    }

    #[test]
    fn a_name_is_the_letter_that_the_rule_itself_gives_it() {
        let a = guess("kda", &["q", "k", "v", "g", "beta"]);
        assert!(a.contains(&("gk", "g".to_owned())), "{a:?}");
        let a = guess("dplr", &["q", "k", "v", "alpha", "beta", "gk"]);
        assert!(a.contains(&("a", "alpha".to_owned())) && a.contains(&("b", "beta".to_owned())), "{a:?}");
        let a = guess("path_attn", &["q", "k", "v", "w", "beta", "g"]);
        assert!(a.contains(&("w", "w".to_owned())) && a.contains(&("g", "g".to_owned())), "{a:?}");
    }

    #[test]
    fn a_reader_says_otherwise() {
        let arrays = ["a", "q"].map(|name| Array::of(name, vec![2], vec![0.0; 2]).unwrap());
        let mut own = Assignment::guess(info("linear_attn"), &arrays);
        assert_eq!(own.of(Letter::Reads(Tensor::Q)), Some(1));
        own.set(Letter::Reads(Tensor::Q), Some(0));
        assert_eq!(own.of(Letter::Reads(Tensor::Q)), Some(0));
        assert_eq!(own.missing(info("linear_attn")), [Letter::Reads(Tensor::K), Letter::Reads(Tensor::V)]);
        own.set(Letter::Reads(Tensor::Q), None);
        assert_eq!(own.iter().count(), 0);
    }
}
