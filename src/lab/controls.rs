//! Which kernels at which sizes are timed, and the buttons.

use leptos::prelude::*;

use super::bench::use_bench;
use super::names;
use super::palette::{Place, class, sign};
use super::progress::ProgressBar;
use super::scenario::Scenario;
use crate::app::use_app;
use crate::browser::{machine, page};
use crate::erased::Memo;
use crate::fast::{self, Form, OFFERED, Shape};
use crate::i18n::*;
use crate::knobs::OneId;
use crate::number::bytes;
use crate::timing::choice::{Field, MOST_CHANNELS, MOST_TOKENS};
use crate::timing::guard::MEMORY_LIMIT;
use crate::timing::{self, Beside, Case, Job, Run, SEED, SUITES, Suite, suite};
use crate::ui::{Choice, Later, NumberField, Standing, Switch, When, text};

/// Which kernels at which sizes, and the buttons.
#[component]
pub fn Controls() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let bench = use_bench();
    let running = Memo::new(move || bench.run.with(Run::is_running));
    let empty = Memo::new(move || bench.run.with(|run| run.records.is_empty() && run.refused.is_empty()));
    let used = app.read(|s| suite::find(s.knobs.lab.suite.0).map_or(&[][..], |suite| suite.uses));
    let uses = move |field: Field| used.with(|used| used.contains(&field));
    let state = Memo::new(move || bench.run.with(Run::state));
    let too_large = app.read(|s| too_large(&s.knobs.lab.cases()));
    let sizes = move |now: fn(&Scenario) -> u64| {
        Signal::derive(move || app.scenario.with(|s| sizes(&s.knobs.lab, now(&s.knobs.lab))))
    };
    let standing = Callback::new(move |n: String| {
        n.parse().map_or(Standing::Open, |n| app.scenario.with(|s| needs(&s.knobs.lab, n).1))
    });
    let none = app.read(|s| s.knobs.lab.cases().is_empty());
    let job = app.read(|s| Job {
        suite: s.knobs.lab.suite.0.to_owned(),
        choice: timing::Choice { cores: machine::cores(), ..s.knobs.lab.choice() },
        seed: SEED,
    });
    let start = move |()| {
        bench.start(&job.get_untracked());
        page::bring_into_view(".lab-progress");
    };
    let takes = move || {
        let known = !running.get() && !none.get();
        known.then(|| t_string!(i18n, lab.takes, time = names::about(bench.expected_ms(&job.get()))))
    };
    let stopped = Signal::derive(move || !running.get());
    let pause = Signal::derive(move || {
        if state.get() == "paused" { t_string!(i18n, lab.resume) } else { t_string!(i18n, lab.pause) }
            .to_owned()
    });
    let suites = move || {
        let name =
            |suite: &Suite| (suite.id.to_owned(), names::suite(i18n.get_locale(), suite.id).to_owned());
        SUITES.iter().map(name).collect::<Vec<_>>()
    };
    view! {
        <fieldset class="lab-suite" disabled=move || running.get()>
            <Choice label=text!(lab.suite) testid="suite"
                value=Signal::derive(move || app.scenario.with(|s| s.knobs.lab.suite.0.to_owned()))
                options=Signal::derive(suites)
                on_change=move |id: String| if let Some(suite) = suite::find(&id) {
                    app.change(|s| s.knobs.lab.suite = OneId(suite.id));
                } />
        </fieldset>
        <p class="lab-buttons">
            <Press label=text!(lab.run) testid="lab-run" class="primary" off=Signal::derive(move || running.get() || none.get()) on_press=start />
            <Press label=pause testid="lab-pause" off=stopped on_press=move |()| bench.pause(state.get_untracked() != "paused") />
            <Press label=text!(lab.cancel) testid="lab-cancel" off=stopped on_press=move |()| bench.cancel() />
            <Press label=text!(lab.clear) testid="lab-clear" off=Signal::derive(move || running.get() || empty.get()) on_press=move |()| bench.clear() />
            <span class="lab-takes" data-testid="lab-takes">{takes}</span>
        </p>
        <When on=|()| !machine::knows_vectors()>
            <p class="lab-fixed" data-testid="lab-scalar">{text!(lab.scalar)}</p>
        </When>
        <Later><ProgressBar /></Later>
        <When on=move |()| used.with(|used| used.is_empty())><p class="lab-fixed">{text!(lab.suite_fixed)}</p></When>
        <Later>
        <When on=move |()| uses(Field::Kernels)>
        <fieldset class="lab-kernels" disabled=move || running.get()>
            <legend>{text!(lab.kernels)}</legend>
            {OFFERED.iter().enumerate().map(|(index, kernel)| view! {
                <span class=class(Place::of(index))>
                    <Switch
                        label=Signal::derive(move || format!("{} {}", sign(Place::of(index)), names::entry(i18n.get_locale(), kernel)))
                        testid=kernel.id
                        on=Signal::derive(move || app.scenario.with(|s| s.knobs.lab.kernels.has(kernel.id)))
                        on_change=move |on| app.change(|s| s.knobs.lab.choose(kernel.id, on)) />
                </span>
            }).collect_view()}
        </fieldset>
        </When>
        </Later>
        <Later>
        <When on=move |()| uses(Field::Beside)>
        <fieldset class="lab-kernels" disabled=move || running.get()>
            <legend>{text!(lab.beside)}</legend>
            {Beside::ALL.map(|beside| view! {
                <Switch label=Signal::derive(move || names::beside(i18n.get_locale(), beside).to_owned())
                    testid=format!("lab-beside-{}", beside.id())
                    on=Signal::derive(move || app.scenario.with(|s| s.knobs.lab.beside.has(beside.id())))
                    on_change=move |on| app.change(|s| s.knobs.lab.set_beside(beside, on)) />
            }).collect_view()}
        </fieldset>
        </When>
        </Later>
        <Later>
        <When on=move |()| used.with(|used| !used.is_empty())>
        <fieldset class="lab-sizes" disabled=move || running.get()>
            <legend>{text!(lab.sizes)}</legend>
            <When on=move |()| uses(Field::From)>
            <Choice label=text!(lab.from) testid="lab-from"
                value=Signal::derive(move || app.scenario.with(|s| s.knobs.lab.from.to_string()))
                options=sizes(|lab| lab.from) standing
                on_change=move |n: String| if let Ok(n) = n.parse() {
                    app.change(|s| { s.knobs.lab.from = n; s.knobs.lab.to = s.knobs.lab.to.max(n); });
                } />
            </When>
            <When on=move |()| uses(Field::To)>
            <Choice label=text!(lab.to) testid="lab-to"
                value=Signal::derive(move || app.scenario.with(|s| s.knobs.lab.to.to_string()))
                options=sizes(|lab| lab.to) standing
                on_change=move |n: String| if let Ok(n) = n.parse() {
                    app.change(|s| { s.knobs.lab.to = n; s.knobs.lab.from = s.knobs.lab.from.min(n); });
                } />
            </When>
            <When on=move |()| uses(Field::Channels)>
            <NumberField label=text!(lab.d) testid="lab-d"
                value=Signal::derive(move || app.scenario.with(|s| s.knobs.lab.d))
                min=1 max=MOST_CHANNELS as u64
                on_change=move |d| app.change(|s| s.knobs.lab.d = d) />
            </When>
            <When on=move |()| uses(Field::Halves)>
            <Switch label=text!(lab.halves) testid="lab-halves"
                on=Signal::derive(move || app.scenario.with(|s| s.knobs.lab.halves))
                on_change=move |on| app.change(|s| s.knobs.lab.halves = on) />
            </When>
        </fieldset>
        </When>
        </Later>
        <When on=move |()| too_large.with(|list| !list.is_empty())>
        <ul class="lab-too-large" data-testid="lab-too-large">
            {move || too_large.get().into_iter().map(|(kernel, form, n, d, needed)| view! {
                <li>{text!(lab.will_not_fit, kernel = names::kernel(i18n.get_locale(), &kernel, form), n = n, d = d, needed = bytes(needed.into()), limit = bytes(MEMORY_LIMIT.into()))}</li>
            }).collect_view()}
        </ul>
        </When>
        <When on=move |()| none.get()><p class="lab-fixed">{text!(lab.no_cases)}</p></When>
    }
}

/// A button that keeps the focus where there is nothing for it to do, so that whoever pressed it can go on from there.
#[component]
fn Press(
    #[prop(into)] label: Signal<String>,
    testid: &'static str,
    #[prop(optional)] class: &'static str,
    /// Whether there is nothing to do.
    off: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let press = move |_| {
        if !off.get_untracked() {
            on_press.run(());
        }
    };
    view! { <button class=class data-testid=testid aria-disabled=move || off.get().to_string() on:click=press>{label}</button> }
}

/// A kernel and the smallest size at which it would not fit: (kernel, form, n, d, bytes).
type TooLarge = (String, Form, usize, usize, u64);

/// The kernels that would be left out at some size, each with the smallest such.
fn too_large(cases: &[Case]) -> Vec<TooLarge> {
    let mut list: Vec<TooLarge> = Vec::new();
    for case in cases {
        let (Ok(info), Ok(shape)) = (fast::info(&case.kernel, case.form), Shape::new(case.n, case.d)) else {
            continue;
        };
        let known = list.iter().any(|(kernel, form, ..)| *kernel == case.kernel && *form == case.form);
        if info.bytes(shape) > MEMORY_LIMIT && !known {
            list.push((case.kernel.clone(), case.form, case.n, case.d, info.bytes(shape)));
        }
    }
    list
}

/// Bytes (in float32) that the largest case of a size would hold, and whether all of its cases fit, or some, or none.
fn needs(lab: &Scenario, n: u64) -> (u64, Standing) {
    let held = |case: &Case| {
        let shape = Shape::new(case.n, case.d).ok()?;
        Some(fast::info(&case.kernel, case.form).ok()?.bytes(shape))
    };
    let cases = Scenario { from: n, to: n, ..lab.clone() }.cases();
    let held: Vec<u64> = cases.iter().filter_map(held).collect();
    let fits = |bytes: &u64| *bytes <= MEMORY_LIMIT;
    let standing = match held.iter().filter(|bytes| fits(bytes)).count() {
        all if all == held.len() => Standing::Open,
        0 => Standing::Closed,
        _ => Standing::Grey,
    };
    (held.into_iter().max().unwrap_or(0), standing)
}

/// (value, name) of each size to choose from: powers of two, and the size in force, which a link may have set to
/// anything. Where a case would not fit, the name has the bytes of the largest.
fn sizes(lab: &Scenario, now: u64) -> Vec<(String, String)> {
    let mut sizes: Vec<u64> = (3..).map(|e| 1 << e).take_while(|&n| n <= MOST_TOKENS as u64).collect();
    if !sizes.contains(&now) {
        sizes.push(now);
        sizes.sort_unstable();
    }
    let name = |n: u64| match needs(lab, n) {
        (_, Standing::Open) => n.to_string(),
        (largest, _) => format!("{n} — {}", bytes(largest.into())),
    };
    sizes.into_iter().map(|n| (n.to_string(), name(n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knobs::Several;

    fn lab(kernels: &[&'static str]) -> Scenario {
        Scenario { kernels: Several(kernels.to_vec()), d: 64, ..Scenario::default() }
    }

    #[test]
    fn sizes_that_do_not_fit_are_grey_and_closed_where_nothing_is_left() {
        let both = ["softmax_attn.full.naive", "linear_attn.full.right"];
        assert_eq!(needs(&lab(&both), 8192).1, Standing::Open);
        let (largest, standing) = needs(&lab(&both), 65_536);
        assert_eq!(standing, Standing::Grey);
        // n² scores, and Q, K, V and O of nd, in four bytes.
        assert!(largest >= 4 * (65_536 * 65_536 + 4 * 65_536 * 64), "{largest}");
        assert_eq!(needs(&lab(&both[..1]), 65_536), (largest, Standing::Closed));
        assert_eq!(needs(&lab(&both[1..]), 65_536).1, Standing::Open, "what streams goes on");
        assert_eq!(needs(&lab(&[]), 65_536), (0, Standing::Open));
    }

    #[test]
    fn the_size_in_force_is_among_the_sizes_and_what_is_too_large_says_its_bytes() {
        let found = sizes(&lab(&["softmax_attn.full.naive"]), 100);
        let named = |name: &str| found.iter().any(|(_, found)| found == name);
        assert!(named("100") && named("8192") && named("65536 — 16.1 GiB"), "{found:?}");
        assert!(found.iter().map(|(value, _)| value.parse::<u64>().unwrap()).is_sorted());
        assert_eq!(sizes(&lab(&[]), 128).len() + 1, found.len());
    }
}
