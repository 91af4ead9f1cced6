//! The lesson on gates: sheets that score what is remembered, the article's form beside Gated DeltaNet, a gate that reads the state, and how
//! gates are made. What the page prints is compared with what is computed here.

use crate::told::{says, value};
use browser_tests::{Page, visit};
use deltascope::experiments::{
    Finding, SCENE, Searching, Sheet, StateGate, TOPIC, answers_at_end, apart_from_article, eigenvalues,
};
use deltascope::inputs::{Gate, Gates, Layer, Stream, random, scenes};
use deltascope::math::normalise_rows;
use deltascope::rules::{Inputs, Tensor, gates, rule};

fn layer(text: &str) -> Gate {
    Layer::read(text, |text| text.parse().ok()).expect("a layer").into()
}

/// The score of a rule whose gates read the key.
fn score(sheet: &Sheet, id: &str, gamma: &str) -> f64 {
    let gates = Gates::new()
        .with(Tensor::Beta, layer("s(6)k7(-15)"))
        .with(Tensor::G, layer(gamma))
        .with(Tensor::Gk, layer(gamma));
    sheet.score(&answers_at_end(rule(id).expect("a rule"), &scenes(None), &gates).expect("answers"))
}

#[test]
fn the_sheets_are_scored_at_the_end_and_the_best_constants_are_looked_for_on_demand() {
    let mut searching = Searching::default();
    while !searching.found.is_whole() {
        searching.next_row();
    }
    visit(|page| {
        page.open("?page=gates&exp=scene&lang=en");
        page.wait_until("the sheets wait for the end", |page| page.has("tell-all"));
        assert!(!page.has("sheet-scene"), "scores would tell what the experiment asks");
        page.click("tell-all");
        page.wait_until("both sheets", |page| page.has("sheet-scene") && page.has("sheet-topic"));
        for sheet in [&SCENE, &TOPIC] {
            let of = |id: &str| format!("sheet-{}-{id}", sheet.id);
            let expected = score(sheet, "gated_delta_rule", "s(8)k8(-16)");
            page.wait_until("the score", |page| says(page, &of("gated_delta_rule"), expected));
        }
        assert!(says(page, "sheet-scene-silence", 2.0 / 3.0) && says(page, "sheet-topic-silence", 0.5));
        // γ for the channels of things alone pays nobody.
        page.open(
            "?page=gates&exp=scene&rule=gated_delta_rule,kda&gamma=s(8)k8(-16)4-6&t=4294967295&lang=en",
        );
        let expected = score(&SCENE, "kda", "s(8)k8(-16)4-6");
        assert!((expected - 0.004_924_04).abs() < 1e-8);
        page.wait_until("KDA", |page| says(page, "sheet-scene-kda", expected));

        page.click("search-start");
        page.wait_until("all settings are tried", |page| page.text("search-says").contains("All are tried"));
        for (sheet, best) in ["scene", "topic"].into_iter().zip(&searching.found.best) {
            for (best, id) in best.iter().zip(["best", "best-things"]) {
                assert!(says(page, &format!("sheet-{sheet}-{id}"), best.score), "{sheet} {best:?}");
            }
        }
        assert!(page.text("sheet-scene").contains("γ 1.00, β 0.34"), "{}", page.text("sheet-scene"));
        // Again, and stopped at once: the page goes on.
        page.click("search-start");
        page.wait_until("it goes on, or is done", |page| !page.text("search-says").is_empty());
        if page.text("search-start").contains("Stop") {
            page.click("search-start");
        }
        page.wait_until("it can be begun anew", |page| page.text("search-start").contains("5151"));
    });
}

#[test]
fn the_article_s_form_stands_beside_gated_delta_net_with_its_factor_its_bound_and_the_proof() {
    visit(|page| {
        page.play("?page=gates&exp=nothing&gamma=1,0.5&lang=en");
        page.wait_until("the forms", |page| page.has("article-meter"));
        assert!(!page.has("article-forms"), "there is no token in hand yet");
        page.click("step-last");
        page.wait_until("the second token", |page| page.text("article-forms").contains("token 2"));
        for (id, [gated, article]) in
            [("eigenvalue", [0.0, -0.5]), ("bound", [3.0, 1.5]), ("off", [0.0, 0.5])]
        {
            assert!(says(page, &format!("article-{id}-gated_delta_rule"), gated), "{id}");
            assert!(says(page, &format!("article-{id}-comba"), article), "{id}");
        }
        assert_eq!(page.attribute("article-meter", "data-state").as_deref(), Some("ok"));

        page.play("?page=gates&input=random&seed=1&n=48&d=16&rule=gated_delta_rule,comba&beta=0.8&gamma=0.9&t=4294967295&lang=en");
        let stream = random(1, 48, 16).with_unit_keys();
        let gates = Gates::new().with(Tensor::Beta, 0.8).with(Tensor::G, 0.9);
        let x = stream.inputs_for(&rule("gated_delta_rule").expect("a rule").info, &gates).expect("inputs");
        let apart = apart_from_article(&x).expect("outputs").expect("gates above 0");
        page.wait_until("the proof", |page| value(page, "article-meter").is_some());
        let shown = value(page, "article-meter").expect("a number");
        assert!(apart < 1e-12 && shown < 1e-12, "{apart:e}, on the page {shown:e}");
        let [of_gated, of_article] = eigenvalues(&x, 47).expect("gates");
        page.wait_until("the factors of the last token", |page| {
            says(page, "article-eigenvalue-gated_delta_rule", of_gated)
                && says(page, "article-eigenvalue-comba", of_article)
        });

        // γ = 0: no letters make one of the other.
        page.play("?page=gates&exp=nothing&t=4294967295&lang=en");
        page.wait_until("there is no proof", |page| page.text("article-meter").contains("no v / γ"));
        assert_eq!(page.text("article-bound-gated_delta_rule"), "∞");
    });
}

/// What a gate that reads the state makes of 64 tokens.
fn forms(gate: StateGate) -> deltascope::experiments::Forms {
    let Stream { q, k, v, .. } = random(1, 64, 16);
    let [q, k, v] = [q, k, v].map(|rows| normalise_rows(&rows));
    let x = Inputs { scale: 1.0, ..Inputs::new(q, k, v).with_each(Tensor::Beta, &[1.0; 64]) };
    let mut finding = Finding::new(gate, x).expect("a run");
    while finding.step().expect("a step") {}
    finding.found
}

#[test]
fn a_gate_that_reads_the_state_has_no_second_form_and_its_chunks_are_off_by_what_is_computed() {
    let usual = forms(StateGate { bias: 3.0, weight: 4.0 });
    let open = forms(StateGate { bias: 3.0, weight: 0.0 });
    visit(|page| {
        page.play("?page=gates&exp=constant&lang=en");
        page.wait_until("it asks", |page| page.has("predict-state-gate"));
        assert!(page.text("state-gate-meter").contains("No second form"));
        assert!(!page.has("state-gate-chunks"), "it asks before it shows");
        page.type_into("predict-state-gate", "10");
        page.click("reveal-state-gate");
        page.wait_until("the answer", |page| page.text("answer-state-gate").starts_with("✗ 89"));
        page.wait_until("all sizes of chunks and all passes", |page| {
            let sizes = deltascope::experiments::SIZES.iter().zip(&usual.chunked);
            let passes = [1, 2, 4, 8, 16].map(|pass| (pass, usual.passes[pass - 1]));
            sizes.clone().all(|(size, (off, _))| says(page, &format!("state-gate-{size}"), *off))
                && passes.iter().all(|(pass, off)| says(page, &format!("state-gate-pass-{pass}"), *off))
        });
        assert_eq!(usual.passes.len(), 28);
        // A gate that does not read the state has every form.
        page.slide("state-gate-weight", 0.0);
        page.wait_until("no chunk is off", |page| says(page, "state-gate-64", 0.0));
        assert!(open.chunked.iter().all(|(off, _)| *off < 1e-14), "{open:?}");
        assert!(page.text("answer-state-gate").contains("89"), "what was asked stays answered");
    });
}

#[test]
fn gates_of_five_models_follow_one_number() {
    let half = |log: f64| -std::f64::consts::LN_2 / log;
    visit(|page| {
        page.play("?page=gates&exp=constant&lang=en");
        page.wait_until("it asks", |page| page.has("predict-ways"));
        page.type_into("predict-ways", "12");
        page.click("reveal-ways");
        page.wait_until("the answer", |page| page.text("answer-ways").starts_with("✓ 12"));
        let at = |page: &Page, x: f64, a: f64, b: f64| {
            let all = [
                ("sigmoid", gates::log_sigmoid(x)),
                ("gla", gates::gla(x)),
                ("mamba", gates::mamba(x, a.ln(), b)),
                ("rwkv7", gates::rwkv7(x)),
                ("kda", gates::bounded(x, 0.0, 0.0, -5.0)),
            ];
            let stands = |(id, log): &(&str, f64)| {
                says(page, &format!("way-{id}"), log.exp())
                    && says(page, &format!("half-life-{id}"), half(*log))
            };
            all.iter().all(stands) && says(page, "way-writes", gates::softplus(x + b))
        };
        page.wait_until("x = 2", |page| at(page, 2.0, 1.0, 0.0));
        page.slide("way-x", 0.0);
        page.wait_until("x = −6", |page| at(page, -6.0, 1.0, 0.0));
        page.slide("way-a", 1.0);
        page.slide("way-b", 0.0);
        page.wait_until("A = 16, b = −7", |page| at(page, -6.0, 16.0, -7.0));
    });
}
