//! The gates on the page `state`: one number, one for each token, or made by weights.

use browser_tests::{Page, visit};
use deltascope::inputs::{Gate, Gates, Layer, facts};
use deltascope::number::short;
use deltascope::rules::{Form, Tensor, rule};

/// The numbers of a gate in an address that has one for each token; none where it has not.
fn list(text: &str) -> Vec<f64> {
    match Gate::read(text, 64, &(0.0..=2.0), |x| x.parse().ok()) {
        Some(Gate::PerToken(all)) => all,
        _ => Vec::new(),
    }
}

#[test]
fn a_gate_that_is_moved_changes_its_rule_and_stands_in_the_address() {
    visit(|page| {
        page.play("?page=state&rule=ttt_linear,mesa_net&lang=en");
        page.slide("eta", 1.0);
        page.wait_until("the address names it", |page| page.query("gates").as_deref() == Some("eta:1"));
        page.select("eta-by", "token");
        page.slide("eta", 0.0);
        page.wait_until("it is moved at one token alone", |page| {
            let eta = list(page.query("gates").unwrap_or_default().trim_start_matches("eta:"));
            eta.iter().filter(|x| **x == 0.0).count() == 1
                && eta.iter().filter(|x| **x == 1.0).count() == eta.len() - 1
        });
        page.select("eta-by", "constant");
        page.wait_until("one number again, that of the token in hand", |page| {
            page.query("gates").is_some_and(|gates| list(gates.trim_start_matches("eta:")).is_empty())
        });
        page.play("?page=state&rule=ttt_linear&gates=eta:7;nothing&lang=en");
        page.wait_until("what is no gate is named", |page| page.text("note").contains("gates"));
        assert!(page.text("note").contains("the usual"), "{}", page.text("note"));
    });
}

/// β = σ(1 − 20 k₂) of the page's facts, set weight by weight as a person does, and what DeltaNet then holds.
#[test]
fn a_gate_by_weights_is_built_on_the_page_and_is_what_the_rule_runs_with() {
    let stream = facts().with_unit_keys();
    let layer = Layer::read("s(1)k2(-20)", |text| text.parse().ok()).expect("a layer");
    let beta = |t: usize| layer.of_sum(layer.sum([&stream.k, &stream.v], t, None));
    let delta = rule("delta_rule").expect("a rule");
    let x = stream.inputs_for(&delta.info, &Gates::new().with(Tensor::Beta, layer.clone())).expect("inputs");
    let norm = delta.run(&x, Form::Recurrent).expect("outputs").state.parts[0].norm();
    let made = |page: &Page| {
        let numbers = page.script(
            "return [...document.querySelectorAll('[data-testid=beta-made] [data-value]')].map((it) => +it.dataset.value)",
        );
        serde_json::from_value::<Vec<f64>>(numbers).expect("numbers")
    };
    visit(|page| {
        page.play("?page=state&input=facts&t=4294967295&rule=delta_rule&beta=1&lang=en");
        page.select("beta-by", "weights");
        page.wait_until("it begins where it stood", |page| page.has("beta-layer") && made(page)[0] > 0.999);
        page.slide("beta-bias", 21.0 / 40.0);
        page.click("beta-add");
        page.wait_until("there is a weight", |page| page.has("beta-weight-1"));
        page.select("beta-reads-1", "k2");
        page.slide("beta-weight-1", 0.0);
        page.wait_until("the address names it", |page| page.query("beta").as_deref() == Some("s(1)k2(-20)"));
        page.wait_until("its number of the last token", |page| {
            (made(page)[0] - beta(stream.len() - 1)).abs() < 1e-12
        });
        page.wait_until("the rule runs with it", |page| page.text("norm-s") == short(norm));
        assert!(page.text("beta-layer").contains("βₜ = σ(1 − 20 · kₜ[2])"), "{}", page.text("beta-layer"));
        page.click("step-first");
        page.wait_until("the first token has its own", |page| (made(page)[0] - beta(0)).abs() < 1e-12);
        page.click("beta-remove-1");
        page.wait_until("it is gone", |page| page.query("beta").as_deref() == Some("s(1)"));
        page.select("beta-by", "token");
        page.wait_until("a list of what the weights made", |page| {
            list(&page.query("beta").unwrap_or_default()).starts_with(&[0.731, 0.731])
        });
    });
}

#[test]
fn weights_for_some_channels_are_offered_where_a_rule_has_gates_of_channels() {
    visit(|page| {
        page.play("?page=state&input=facts&rule=gated_delta_rule&gamma=s(8)k1(-16)&lang=en");
        page.wait_until("the weight", |page| page.has("gamma-weight-1"));
        assert!(!page.has("gamma-from-1"), "one γ has no channels");
        page.play("?page=state&input=facts&rule=kda&gamma=s(8)k1(-16)&lang=en");
        page.wait_until("KDA has", |page| page.has("gamma-from-1"));
        page.select("gamma-from-1", "3");
        page.select("gamma-to-1", "5");
        page.wait_until("channels 4 to 6", |page| page.query("gamma").as_deref() == Some("s(8)k1(-16)4-6"));
        page.play(
            "?page=state&input=facts&t=4294967295&rule=gated_delta_rule,kda&gamma=s(8)k1(-16)4-6&lang=en",
        );
        page.wait_until("who has one γ for all channels takes the weight whole, and it is said", |page| {
            page.text("gamma-made").contains("Gated DeltaNet, one gate for all channels: σ(8 − 16 ·")
        });
        page.play("?page=state&input=facts&rule=kda&gamma=s(8)k1(-16)6-4&lang=en");
        page.wait_until("what is no layer is named", |page| page.text("note").contains("gamma"));
    });
}
