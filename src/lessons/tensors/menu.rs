//! What the files say and how it is meant, put together: from what is set to the question that is computed.

use leptos::prelude::*;

use super::scenario::{Kind, Scenario};
use crate::app::{Held, Said, use_app};
use crate::erased::Memo;
use crate::io::Array;
use crate::lessons::lockstep::every_rule;
use crate::rules::{Dplr, Form, INFOS, Info, Mask, Rule, RuleEntry, Tensor};
use crate::verdict::{
    Assignment, Convention, Entries, GateIs, Given, GivenError, Letter, Order, Problem, ScaleIs, StateOrder,
    Unit,
};

/// An array, and the file that it is from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The file.
    pub file: String,
    /// The array.
    pub array: Array,
}

/// What follows from what is set.
#[derive(Clone, Copy)]
pub struct Menu {
    /// The rule.
    pub rule: Memo<&'static str>,
    /// Every array of every file.
    pub sources: Memo<Held<Vec<Source>>>,
    /// Which array is which letter.
    pub assignment: Memo<Assignment>,
    /// What the files say, or why they do not fit; nothing where the reader has brought none.
    pub given: Memo<Option<Result<Held<Given>, GivenError>>>,
    /// How the numbers are meant.
    pub convention: Memo<Convention>,
    /// The question; nothing while the rules are still on their way.
    pub problem: Memo<Option<Held<Problem>>>,
    /// Every rule, once they are here.
    pub rules: RwSignal<Option<&'static [RuleEntry]>>,
    /// Whether they could not be fetched.
    pub lost: RwSignal<bool>,
}

/// What there is to know of a rule.
pub fn info(id: &str) -> &'static Info {
    INFOS.iter().find(|info| info.id == id).unwrap_or(&INFOS[0])
}

/// What computes a rule, out of all rules.
pub fn entries(rules: &'static [RuleEntry], id: &str) -> Option<Entries> {
    let entry = |id: &str| rules.iter().find(|rule| rule.info.id == id);
    Some(Entries { rule: entry(id)?, dplr: entry(Dplr::INFO.id)? })
}

impl Menu {
    /// Must be called where a component is made.
    pub fn new() -> Self {
        let app = use_app();
        let rule = app.read(|s| s.knobs.tensors.rule.0);
        let knobs = app.read(|s| s.knobs.tensors.clone());
        let sources = Memo::new(move || {
            let of = |file: &Held<crate::app::BroughtFile>| {
                let source = |array: &Array| Source { file: file.name.clone(), array: array.clone() };
                file.arrays.iter().map(source).collect::<Vec<_>>()
            };
            Held::new(app.brought.files.with(|files| files.iter().flat_map(of).collect::<Vec<_>>()))
        });
        let assignment = Memo::new(move || {
            let info = info(rule.get());
            let sources = sources.get();
            app.brought.said.with(|said| assigned(info, &sources, said))
        });
        let rules = RwSignal::new(None);
        // Every number is looked at: only what says which number is which asks for that.
        let laid = app.read(|s| [Kind::AXES, Kind::STATE].map(|kind| s.knobs.tensors.meaning(kind)));
        let given = Memo::new(move || {
            let (sources, assignment) = (sources.get(), assignment.get());
            let (rule, laid) = (info(rule.get()), laid.get());
            (!sources.is_empty()).then(|| given(rule, &sources, &assignment, laid).map(Held::new))
        });
        let guessed = Memo::new(move || match given.get() {
            Some(Ok(given)) => given.guess_gate(),
            _ => GateIs::Log,
        });
        let convention =
            Memo::new(move || knobs.with(|knobs| convention(info(rule.get()), guessed.get(), knobs)));
        let wanted = app.read(|s| form(&s.knobs.tensors));
        let problem = Memo::new(move || {
            let (Some(Ok(given)), Some(rules)) = (given.get(), rules.get()) else { return None };
            let (convention, wanted) = (convention.get(), wanted.get());
            let form = if given.rule.forms.has(wanted) { wanted } else { Form::Recurrent };
            let entries = entries(rules, given.rule.id)?;
            Some(Held::new(Problem { given: (*given).clone(), convention, form, entries }))
        });
        let lost = RwSignal::new(false);
        let menu = Self { rule, sources, assignment, given, convention, problem, rules, lost };
        menu.fetch();
        menu
    }

    /// Fetches the rules; again after a failure.
    pub fn fetch(self) {
        self.lost.set(false);
        leptos::task::spawn_local(async move {
            // The page may have been left meanwhile.
            match every_rule().await {
                Ok(rules) => _ = self.rules.try_set(Some(rules)),
                Err(_) => _ = self.lost.try_set(true),
            }
        });
    }
}

/// The guess, and what the reader says in its place.
fn assigned(info: &Info, sources: &[Source], said: &[Said]) -> Assignment {
    let arrays: Vec<Array> = sources.iter().map(|source| source.array.clone()).collect();
    let mut assignment = Assignment::guess(info, &arrays);
    for said in said.iter().filter(|said| said.rule == info.id) {
        let Some(letter) = Letter::of(info).into_iter().find(|letter| letter.id(info) == said.letter) else {
            continue;
        };
        let found = said.is.as_ref().map(|(file, name)| {
            sources.iter().position(|source| source.file == *file && source.array.name() == name)
        });
        match found {
            // The file has been taken away since: the guess holds again.
            Some(None) => {}
            Some(at @ Some(_)) => assignment.set(letter, at),
            None => assignment.set(letter, None),
        }
    }
    assignment
}

fn given(
    info: &'static Info,
    sources: &[Source],
    assignment: &Assignment,
    [axes, states]: [&str; 2],
) -> Result<Given, GivenError> {
    let shape = |letter: Letter| Some(sources.get(assignment.of(letter)?)?.array.shape());
    let order = match axes {
        "bthd" => Order::TokensFirst,
        "bhtd" => Order::HeadsFirst,
        _ => {
            let first = [Tensor::Q, Tensor::K, Tensor::V].into_iter().find_map(|of| shape(Letter::Reads(of)));
            let state = shape(Letter::Starts(0)).or_else(|| shape(Letter::Ends(0)));
            Order::guess(first.unwrap_or_default(), state)
        }
    };
    let states = match states {
        "vk" => StateOrder::ValuesFirst,
        _ => StateOrder::KeysFirst,
    };
    let arrays: Vec<Array> = sources.iter().map(|source| source.array.clone()).collect();
    Given::new(info, &arrays, assignment, order, states)
}

fn convention(rule: &Info, guessed: GateIs, knobs: &Scenario) -> Convention {
    let usual = Convention::usual(rule);
    Convention {
        scale: match knobs.meaning(Kind::FACTOR) {
            "sqrt" => ScaleIs::InverseSqrt,
            "one" => ScaleIs::One,
            _ => usual.scale,
        },
        gate: match knobs.meaning(Kind::DECAY) {
            "ln" => GateIs::Log,
            "plain" => GateIs::Plain,
            "log2" => GateIs::Log2,
            _ => guessed,
        },
        unit: match knobs.meaning(Kind::LENGTHS) {
            "root" => Unit::InRoot(1e-6),
            "max" => Unit::AtLeast(1e-12),
            _ => Unit::AsGiven,
        },
        mask: if knobs.meaning(Kind::MASK) == "full" { Mask::Full } else { Mask::Causal },
        normalise: knobs.meaning(Kind::OUTPUTS) == "divided",
        mini_batch: knobs.batch as usize,
    }
}

/// The form that is wanted.
fn form(knobs: &Scenario) -> Form {
    match knobs.meaning(Kind::FORM) {
        "chunks" => Form::Chunk(knobs.chunk as usize),
        "parallel" => Form::Parallel,
        _ => Form::Recurrent,
    }
}
