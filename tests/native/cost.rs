//! The cost that a form claims is the true one: the code runs with a number that counts its multiplications.

use std::cell::Cell;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

use crate::support::draws;
use deltascope::inputs::random;
use deltascope::math::Real;
use deltascope::rules::wy::{self, Chunked, Flaws};
use deltascope::rules::{Form, Inputs, Mask, RULES, Rule, RuleEntry, Size, SoftmaxAttn, rules_in};
use num_traits::{Num, One, Zero};
use proptest::prelude::*;

thread_local! {
    static MULTIPLICATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count(multiplications: u64) {
    MULTIPLICATIONS.set(MULTIPLICATIONS.get() + multiplications);
}

/// A double that counts all multiplications of its type.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Counted(f64);

macro_rules! operators {
    ($($operator:ident $method:ident $assign:ident $assign_method:ident $counts:literal;)*) => {$(
        impl $operator for Counted {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                count($counts);
                Self(self.0.$method(other.0))
            }
        }
        impl $assign for Counted {
            fn $assign_method(&mut self, other: Self) {
                *self = self.$method(other);
            }
        }
    )*};
}

operators! {
    Add add AddAssign add_assign 0;
    Sub sub SubAssign sub_assign 0;
    Mul mul MulAssign mul_assign 1;
    Div div DivAssign div_assign 0;
    Rem rem RemAssign rem_assign 0;
}

impl Neg for Counted {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Zero for Counted {
    fn zero() -> Self {
        Self(0.0)
    }
    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Counted {
    fn one() -> Self {
        Self(1.0)
    }
}

impl Num for Counted {
    type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        f64::from_str_radix(text, radix).map(Self)
    }
}

impl Real for Counted {
    fn from_f64(x: f64) -> Self {
        Self(x)
    }
    fn to_f64(self) -> f64 {
        self.0
    }
    fn exp(self) -> Self {
        Self(self.0.exp())
    }
    fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }
    fn ln_1p(self) -> Self {
        Self(self.0.ln_1p())
    }
    fn neg_infinity() -> Self {
        Self(f64::NEG_INFINITY)
    }
}

/// Runs every form of a rule, counts, and compares with the claim.
fn check(rule: &RuleEntry, counted: &RuleEntry<Counted>, x: &Inputs) -> Result<(), TestCaseError> {
    let t = x.dims().t;
    let forms =
        [Form::Recurrent, Form::Chunk(1), Form::Chunk(3), Form::Chunk(t), Form::Chunk(t + 1), Form::Parallel];
    let counting = x.map(Counted);
    for form in forms.into_iter().filter(|form| rule.info.forms.has(*form)) {
        let told = rule.cost(form, &x.size(&rule.info)).expect("a form that the rule has");
        MULTIPLICATIONS.set(0);
        let output = counted.run(&counting, form).expect("inputs that fit");
        let place = format!("{} {form:?}", rule.info.id);
        prop_assert_eq!(MULTIPLICATIONS.get(), told.multiply_adds, "multiplications of {}", place);
        prop_assert_eq!(output.state.bytes() as u64, told.state_bytes, "bytes of {}", place);
        prop_assert_eq!(&output.o.map(|o| o.0), &rule.run(x, form).unwrap().o, "{}", place);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn each_form_executes_what_it_says(draw in draws()) {
        for (rule, counted) in RULES.iter().zip(&rules_in::<Counted>()) {
            check(rule, counted, &draw.inputs(rule))?;
        }
    }

    #[test]
    fn so_does_softmax_attention_under_every_mask(draw in draws(), width in 1usize..6) {
        let (rule, counted) = (RuleEntry::of::<SoftmaxAttn>(), RuleEntry::of::<SoftmaxAttn>());
        for mask in [Mask::Full, Mask::Window(width)] {
            check(&rule, &counted, &Inputs { mask, ..draw.inputs(&rule) })?;
        }
    }
}

proptest! {
    #[test]
    fn the_stepped_chunk_form_executes_what_it_says(t in 1usize..20, d in 1usize..6, chunk_size in 1usize..24, seed: u64) {
        let x = random(seed % 1000, t, d).inputs(&vec![0.9; t], &vec![0.8; t]);
        for rule in Chunked::ALL {
            let counting = x.map(Counted);
            MULTIPLICATIONS.set(0);
            wy::chunks(rule, &counting, chunk_size, Flaws::default()).unwrap();
            let told = rule.cost(t as u64, d as u64, chunk_size as u64);
            prop_assert_eq!(MULTIPLICATIONS.get(), told.multiply_adds, "{:?} {} of {}", rule, chunk_size, t);
        }
    }
}

#[test]
fn larger_chunks_cost_more_work_move_less_and_wait_least_near_the_root() {
    let costs: Vec<_> = (0..=10).map(|power| Chunked::DeltaRule.cost(1024, 64, 1 << power)).collect();
    assert!(costs.windows(2).all(|pair| pair[0].multiply_adds < pair[1].multiply_adds));
    assert!(costs.windows(2).all(|pair| pair[0].state_numbers == 2 * pair[1].state_numbers));
    let shortest = (0..=10).min_by_key(|power| costs[*power].depth).unwrap();
    assert_eq!((1 << shortest, costs[shortest].depth), (32, 64));
    assert_eq!(Chunked::LinearAttn.cost(1024, 64, 1024).depth, 1);
}

#[test]
fn a_fixed_state_costs_the_same_for_every_token_and_a_cache_more_and_more() {
    let cost = |id, t| {
        let rule = deltascope::rules::rule(id).unwrap();
        rule.cost(Form::Recurrent, &Size::new(t, 64, 64)).unwrap()
    };
    let (once, twice) = (cost("gated_delta_rule", 1000), cost("gated_delta_rule", 2000));
    assert_eq!((twice.multiply_adds, twice.state_bytes), (2 * once.multiply_adds, once.state_bytes));
    let (once, twice) = (cost("softmax_attn", 1000), cost("softmax_attn", 2000));
    assert!(twice.multiply_adds > 3 * once.multiply_adds);
    assert_eq!(twice.state_bytes, 2 * once.state_bytes);
}

#[test]
fn there_is_no_cost_of_what_cannot_be_run() {
    let size = Size::new(8, 4, 4);
    assert_eq!(deltascope::rules::rule("hgrn").unwrap().cost(Form::Parallel, &size), None);
    for rule in RULES {
        assert_eq!(rule.cost(Form::Chunk(0), &size), None, "{}", SoftmaxAttn::INFO.id);
        assert_eq!(rule.cost(Form::Recurrent, &Size { t: 0, ..size }), None);
    }
}
