//! The page `state` with any rule that a link names, and its warning about long keys.

use browser_tests::{Key, Page, visit};
use deltascope::inputs::{Gate, random};
use deltascope::lessons::lockstep::other_gates;
use deltascope::marked::plain;
use deltascope::number::{exact, short};
use deltascope::rules::{RULES, Tensor, rule};
use serde_json::{Value, json};

/// A text of the English locale, as it is read.
fn text(key: &str) -> String {
    let locale: Value =
        serde_json::from_str(include_str!("../../../../locales/en.json")).expect("a locale is JSON");
    plain(locale.pointer(&format!("/{}", key.replace('.', "/"))).and_then(Value::as_str).expect(key))
}

/// The lanes on the stage, in order, by the ids of their rules.
fn lanes(page: &Page) -> Value {
    page.script(
        "return [...document.querySelectorAll('.stage .lane')].map((it) => it.dataset.testid.slice(5))",
    )
}

#[test]
fn each_of_four_rules_takes_its_parts_in_its_own_order() {
    // In the order of the list of rules.
    let ids = ["gla", "kda", "comba", "rwkv7"];
    visit(|page| {
        page.play("?page=state&rule=gla,kda,rwkv7,comba&lang=en");
        assert_eq!(lanes(page), json!(ids));
        assert!(!page.has("note"), "all of them are rules");
        for id in ids {
            let parts = page.script(&format!(
                "return [...document.querySelectorAll('[data-testid=lane-{id}] .parts li')].map((it) => it.textContent)"
            ));
            let own = rule(id).unwrap().info.parts.iter();
            let own: Vec<String> =
                own.map(|part| text(&format!("part.{}", format!("{part:?}").to_lowercase()))).collect();
            assert_eq!(parts, json!(own), "{id}");
            assert!(page.has(&format!("rule-{id}")), "a rule of the link can be switched off");
        }
        // The lit parts of a lane are, stop by stop, those that it has, in that order.
        page.press(Key::Home);
        page.wait_until("nothing is done", |page| page.property("scrub", "value") == "0");
        let mut taken = vec![Vec::new(); ids.len()];
        let of_token = "return [...document.querySelectorAll('.tokens .token')].findIndex((it) => it.getAttribute('aria-pressed') === 'true')";
        for stop in 1.. {
            page.press(Key::Right);
            page.wait_until("it has stepped", |page| {
                page.property("scrub", "value").as_str() == Some(&stop.to_string())
            });
            if page.script(of_token) != 0 {
                break;
            }
            for (id, taken) in ids.iter().zip(&mut taken) {
                let lane = format!("document.querySelector('[data-testid=lane-{id}]')");
                let waits = page.script(&format!(
                    "return {lane}.querySelector('.formula-line').textContent.includes('waits')"
                ));
                let lit =
                    page.script(&format!("return {lane}.querySelector('.part.on')?.textContent ?? null"));
                if let (false, Some(part)) = (waits == true, lit.as_str()) {
                    taken.push(part.to_owned());
                }
            }
        }
        for (id, taken) in ids.iter().zip(taken) {
            let own = rule(id).unwrap().info.parts.iter();
            let own: Vec<String> =
                own.map(|part| text(&format!("part.{}", format!("{part:?}").to_lowercase()))).collect();
            assert_eq!(taken, own, "{id}");
        }
    });
}

#[test]
fn softmax_attention_keeps_a_cache_that_grows_by_a_row_a_token() {
    let k = random(1, 6, 4).k;
    visit(|page| {
        page.play("?page=state&input=random&t=0&n=6&d=4&norm=0&rule=softmax_attn&lang=en");
        assert_eq!(lanes(page), json!(["softmax_attn"]));
        let caption = page.script("return document.querySelector('.lane .heatmap small').textContent");
        let shape = format!("{} × {}: 6 × 4", text("axis.tokens"), text("axis.channels"));
        assert!(caption.as_str().is_some_and(|it| it.contains(&shape)), "{caption}");
        // The first channel of the third key, before and after the third token.
        page.script("document.querySelector('.lane canvas').focus()");
        page.press(Key::Down);
        page.press(Key::Down);
        let pick = |page: &Page, token: usize| {
            page.script(&format!("document.querySelectorAll('.tokens .token')[{token}].click()"));
        };
        page.wait_until("the cell is chosen", |page| page.text("readout").contains("[3, 1]"));
        for (token, value) in [(1, 0.0), (2, k[(2, 0)]), (5, k[(2, 0)]), (0, 0.0)] {
            pick(page, token);
            page.wait_until("the cache has what was told so far", |page| {
                page.text("inspector-value") == exact(value)
            });
        }
    });
}

#[test]
fn a_name_that_is_no_rule_is_corrected_and_said() {
    visit(|page| {
        for (query, shown) in [
            ("nonsense", json!(["linear_attn", "delta_rule", "gated_delta_rule"])),
            ("", json!(["linear_attn", "delta_rule", "gated_delta_rule"])),
            ("delta_rule,nonsense", json!(["delta_rule"])),
            ("DELTA_RULE", json!(["linear_attn", "delta_rule", "gated_delta_rule"])),
            // Five are one too many.
            (
                "linear_attn,delta_rule,gated_delta_rule,gla,retention",
                json!(["linear_attn", "retention", "gla", "delta_rule"]),
            ),
        ] {
            page.play(&format!("?page=state&rule={query}"));
            page.wait_until(&format!("“{query}” is named"), |page| page.has("note"));
            assert_eq!(lanes(page), shown, "{query}");
        }
    });
}

#[test]
fn one_rule_at_least_and_four_at_most_run_and_the_switches_say_so() {
    let on = |page: &Page, id: &str| page.property(&format!("rule-{id}"), "checked") == true;
    visit(|page| {
        page.play("?page=state&rule=delta_rule");
        page.click("rule-delta_rule");
        page.wait_until("the last one stays on", |page| on(page, "delta_rule"));
        assert_eq!(lanes(page), json!(["delta_rule"]));
        page.play("?page=state&rule=gla,kda,rwkv7,comba");
        page.click("rule-linear_attn");
        page.wait_until("a fifth stays off", |page| !on(page, "linear_attn"));
        assert_eq!(lanes(page), json!(["gla", "kda", "comba", "rwkv7"]));
    });
}

#[test]
fn a_switch_keeps_the_focus_when_it_is_pressed() {
    let focused = |page: &Page| page.script("return document.activeElement?.dataset.testid ?? ''");
    visit(|page| {
        page.play("?page=state");
        page.script("document.querySelector('[data-testid=rule-linear_attn]').focus()");
        page.press(' ');
        page.wait_until("the rule is off", |page| !page.has("lane-linear_attn"));
        assert_eq!(focused(page), "rule-linear_attn");
        page.press(' ');
        page.wait_until("the rule is on", |page| page.has("lane-linear_attn"));
        assert_eq!(focused(page), "rule-linear_attn");
    });
}

#[test]
fn the_warning_about_long_keys_names_one_token_with_its_own_key_and_its_own_beta() {
    let beta = Gate::PerToken(vec![0.1, 1.9, 1.9]);
    let stream = random(1, 3, 4);
    let of = |t: usize| (t, stream.k.row(t).norm_squared(), beta.at(t));
    let value = |(_, key, beta): &(usize, f64, f64)| 1.0 - beta * key;
    let worst = (0..3).map(of).max_by(|a, b| value(a).abs().total_cmp(&value(b).abs())).unwrap();
    let says = [
        ("token", stream.labels[worst.0].clone()),
        ("norm", short(worst.1)),
        ("beta", short(worst.2)),
        ("eigenvalue", short(value(&worst))),
    ];
    let says = says.iter().fold(text("state.norm_off"), |text, (name, value)| {
        text.replace(&format!("{{{{ {name} }}}}"), value)
    });
    assert!(value(&worst).abs() > 1.0, "it is a warning");
    visit(|page| {
        page.play("?page=state&input=random&t=0&n=3&d=4&norm=0&rule=delta_rule&beta=0.1,1.9,1.9,&lang=en");
        page.wait_until("it warns", |page| page.has("norm-warning"));
        assert_eq!(page.text("norm-warning"), says);
        page.click("norm");
        page.wait_until("keys of length 1 need no warning", |page| !page.has("norm-warning"));
        page.click("norm");
        page.wait_until("it warns again", |page| page.has("norm-warning"));
        page.click("rule-linear_attn");
        page.wait_until("another rule changes nothing of it", |page| page.has("lane-linear_attn"));
        page.click("rule-delta_rule");
        page.wait_until("where nothing is corrected there is no such number", |page| {
            !page.has("norm-warning")
        });
    });
}

#[test]
fn any_rule_is_found_by_a_part_of_its_name_or_in_its_family() {
    visit(|page| {
        page.play("?page=state&rule=delta_rule&lang=en");
        page.click("all-rules");
        page.wait_until("the list is open", |page| page.has("choose-mesa_net"));
        let listed = page.script("return document.querySelectorAll('[data-testid^=choose-]').length");
        assert_eq!(listed, RULES.len());
        page.type_into("find-rule", "kimi");
        page.wait_until("only one is left", |page| !page.has("choose-mesa_net") && page.has("choose-kda"));
        page.press(Key::Enter);
        page.wait_until("it runs", |page| lanes(page) == json!(["delta_rule", "kda"]));
        page.press(Key::Escape);
        page.wait_until("all are listed again", |page| page.has("choose-mesa_net"));
        page.click("choose-mesa_net");
        page.click("choose-rwkv7");
        page.wait_until("four run", |page| lanes(page) == json!(["delta_rule", "kda", "rwkv7", "mesa_net"]));
        page.wait_until("the address names them", |page| {
            page.query("rule").as_deref() == Some("delta_rule,kda,rwkv7,mesa_net")
        });
        let full = text("state.rules_full").replace("{{ most }}", "4");
        page.wait_until("it is said that no more fit", |page| {
            page.script("return document.querySelector('.find').innerText")
                .as_str()
                .is_some_and(|it| it.contains(&full))
        });
        page.type_into("find-rule", "no such rule");
        page.wait_until("it is said that there is none", |page| {
            let says = page.script("return document.querySelector('.find').innerText");
            says.as_str().is_some_and(|it| it.contains(&text("state.no_such_rule")))
        });
    });
}

#[test]
fn every_gate_that_a_rule_on_the_stage_reads_has_a_slider_and_no_other() {
    visit(|page| {
        for four in RULES.chunks(4) {
            let ids: Vec<&str> = four.iter().map(|rule| rule.info.id).collect();
            page.play(&format!("?page=state&rule={}&lang=en", ids.join(",")));
            let read =
                |of: Tensor| four.iter().any(|rule| rule.info.reads(of) || rule.info.may_read.contains(&of));
            for of in other_gates() {
                assert_eq!(page.has(of.id()), read(of), "{} beside {ids:?}", of.id());
            }
            assert_eq!(page.has("beta"), read(Tensor::Beta), "{ids:?}");
            assert_eq!(
                page.has("gamma"),
                [Tensor::G, Tensor::Gk, Tensor::Gv].into_iter().any(read),
                "{ids:?}"
            );
        }
    });
}
