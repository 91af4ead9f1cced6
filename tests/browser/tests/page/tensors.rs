//! A reader brings tensors of their own: by picker, by dropping and by pasting them; the verdict names the mistake.
//!
//! This file is long because what a window, an export and a program hold is computed here anew from the same file.

use browser_tests::{Key, Page, Screen, Start, Visit, repository_file, visit, visit_on};
use deltascope::code::{self, Language};
use deltascope::inputs::{Gates, Stream};
use deltascope::io::Tensors;
use deltascope::lessons::state;
use deltascope::math::Mat;
use deltascope::number::short;
use deltascope::rules::{Form, Tensor, rule};

/// Outputs of implementations of Gated DeltaNet that make mistakes, computed independently.
const WRONG: &str = "tests/mistakes/gated_delta_rule.safetensors";

fn open(page: &Page, query: &str) {
    page.open(&format!("tensors.html{query}"));
    page.wait_until("files can be chosen", |page| page.has("file-input") && page.is_whole());
}

/// The verdict, once there is one.
fn verdict(page: &Page) -> String {
    page.wait_until("there is a verdict", |page| {
        page.attribute("compare-verdict", "data-match").is_some_and(|found| !found.is_empty())
    });
    page.attribute("compare-verdict", "data-match").expect("a verdict")
}

/// Says that a letter is the array of this name.
fn assign(page: &Page, letter: &str, array: &str) {
    let place = page.script(&format!(
        "return [...document.querySelectorAll('[data-testid=map-{letter}] option')].find((it) => it.textContent === '{array}')?.value ?? ''"
    ));
    page.select(&format!("map-{letter}"), place.as_str().expect("an option"));
}

/// The ratio of an output of the file to the right one, as the page defines it.
fn ratio(of: &str) -> f64 {
    let tensors =
        Tensors::read(&std::fs::read(repository_file(WRONG)).expect("the file")).expect("its tensors");
    let [right, wrong] = ["o", of].map(|name| tensors.get(name).expect("a tensor").data.clone());
    let squares = |all: &mut dyn Iterator<Item = f64>| all.map(|x| x * x).sum::<f64>();
    let error = squares(&mut wrong.iter().zip(&right).map(|(a, b)| a - b));
    (error / squares(&mut right.iter().copied())).sqrt()
}

#[test]
fn files_are_chosen_and_each_mistake_is_named_with_the_ratio_before_and_after() {
    Visit { with: Start { notes_requests: true, ..Start::default() }, ..Visit::default() }.run(|page| {
        open(page, "");
        page.choose_files("file-input", &[&repository_file(WRONG)]);
        page.wait_until("its arrays are there", |page| page.has("brought") && page.has("map-o"));
        assert_eq!(verdict(page), "yes", "{}", page.text("compare-verdict"));
        for (mistake, expected) in [
            ("decay-after", "decay-after"),
            ("inverse-sign", "inverse-sign"),
            ("initial-state-transposed", "initial-state-transposed"),
            ("beta-raw+decay-after", "beta-raw+decay-after"),
            ("heads-tokens+scale-missing", "heads-tokens+scale-missing"),
        ] {
            assign(page, "o", &format!("o.{mistake}"));
            assign(page, "ht", &format!("ht.{mistake}"));
            page.wait_until("the mistake is named", |page| {
                page.attribute("compare-verdict", "data-match").as_deref() == Some(expected)
            });
            let shown = page.attribute("ratio", "data-value").unwrap().parse::<f64>().unwrap();
            let known = ratio(&format!("o.{mistake}"));
            assert!((shown - known).abs() < 1e-6 * known, "{mistake}: {shown}, known {known}");
            let after = page.attribute("after", "data-value").unwrap().parse::<f64>().unwrap();
            assert!(after < 1e-6, "{mistake}: {after}");
        }
        assert!(
            page.take_requests().iter().all(|request| !request.contains("gated_delta_rule")),
            "nothing is sent"
        );
    });
}

#[test]
fn files_are_dropped_and_pasted_and_a_bad_one_takes_nothing_away() {
    visit(|page| {
        open(page, "?compare-rule=linear_attn");
        // Two tokens, K = V = 2, scale 1/√2: the second query reads both values.
        let text = r#"{"q": [[1, 0], [1, 1]], "k": [[1, 0], [0, 1]], "v": [[2, 0], [0, 4]], "out": [[1.4142135623730951, 0], [1.4142135623730951, 2.8284271247461903]]}"#;
        let paste = format!(
            "const data = new DataTransfer(); data.setData('text/plain', {});
            const pasted = new ClipboardEvent('paste', {{ bubbles: true, cancelable: true }});
            // Firefox gives such an event no data of a script.
            Object.defineProperty(pasted, 'clipboardData', {{ value: data }});
            document.querySelector('[data-testid=paste]').dispatchEvent(pasted)",
            serde_json::to_string(text).unwrap()
        );
        page.script(&paste);
        page.wait_until("it is read", |page| page.has("map-q"));
        assert_eq!(verdict(page), "yes", "{}", page.text("compare-verdict"));
        let drop = |name: &str, bytes: &str| {
            page.script(&format!(
                "const data = new DataTransfer(); data.items.add(new File([{}], {}));
                const at = document.querySelector('.drop-files');
                for (const kind of ['dragover', 'drop'])
                    at.dispatchEvent(new DragEvent(kind, {{ dataTransfer: data, bubbles: true, cancelable: true }}))",
                serde_json::to_string(bytes).unwrap(),
                serde_json::to_string(name).unwrap()
            ));
        };
        drop("weights.bin", "what is this");
        page.wait_until("it is refused", |page| page.has("refused"));
        assert!(page.text("refused").contains("weights.bin"), "{}", page.text("refused"));
        assert_eq!(verdict(page), "yes", "what was there stays");
        drop("ragged.json", r#"{"q": [[1, 2], [3]]}"#);
        page.wait_until("it is refused", |page| page.text("refused").contains("ragged.json"));
        assert!(page.text("refused").contains("q[1]"), "{}", page.text("refused"));
        // A file of the same letters takes part in the guess, and the reader can say otherwise.
        drop("other.json", r#"{"out": [[9, 9], [9, 9]]}"#);
        page.wait_until("it is there", |page| {
            page.script("return document.querySelectorAll('[data-testid=brought]').length") == 2
        });
        assign(page, "o", "out · other.json");
        page.wait_until("it does not match", |page| {
            page.attribute("compare-verdict", "data-match").as_deref() == Some("no")
        });
        page.click("lang");
        assert!(page.text("compare-verdict").contains("均方根比"), "{}", page.text("compare-verdict"));
    });
}

#[test]
fn on_a_phone_an_example_is_found_right_and_another_wrong() {
    visit_on(Screen::Phone, |page| {
        open(page, "");
        page.click("example-wrong");
        assert_eq!(verdict(page), "decay-after");
        let wide = page.script("return document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(wide, true, "nothing goes on to the right");
        page.click("example-right");
        page.wait_until("the other one is right", |page| {
            page.attribute("compare-verdict", "data-match").as_deref() == Some("yes")
        });
        // The files stay while the reader looks elsewhere.
        page.script("document.querySelector('[data-testid=nav-mask]').click()");
        page.wait_until("another page is open", |page| page.slug() == "mask");
        page.back();
        page.wait_until("the files are still there", |page| page.has("brought"));
        assert_eq!(verdict(page), "yes");
    });
}

/// The window of head `head` from token `first` on, cut from the file by hand.
fn window(head: usize, first: usize, tokens: usize) -> Stream {
    let file = Tensors::read(&std::fs::read(repository_file(WRONG)).expect("the file")).expect("its tensors");
    let rows = |name: &str| {
        let data = &file.get(name).expect("a tensor").data;
        let channels = data.len() / 40 / 2;
        Mat::from_fn(tokens, channels, |t, c| data[((first + t) * 2 + head) * channels + c])
    };
    let labels = (first..first + tokens).map(|t| (t + 1).to_string()).collect();
    let list = |name: &str, of: fn(f64) -> f64| rows(name).iter().map(|x| of(*x)).collect::<Vec<f64>>();
    let gates = Gates::new().with(Tensor::Beta, list("beta", |x| x)).with(Tensor::G, list("g", f64::exp));
    let stream = Stream::new(labels, rows("q"), rows("k"), rows("v"));
    Stream { gates, scale: 1.0 / 6.0_f64.sqrt(), ..stream }
}

/// Whether both programs read the same, their numbers within rounding: a browser's exponentials may differ in the last digit.
fn read_the_same(ours: &str, shown: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let ends = |c: char| !(c.is_alphanumeric() || "._+-".contains(c));
        text.split_inclusive(ends).map(str::to_owned).collect()
    };
    let number = |word: &str| word.trim_end_matches([',', ']', ')', ' ', '\n', ';']).parse::<f64>().ok();
    let alike = |(a, b): (&String, &String)| match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * a.abs().max(1.0),
        _ => a == b,
    };
    let (ours, shown) = (words(ours), words(shown));
    ours.len() == shown.len() && ours.iter().zip(&shown).all(alike)
}

#[test]
fn a_window_of_them_runs_on_another_page_with_their_gates_and_is_taken_along() {
    visit(|page| {
        open(page, "");
        page.choose_files("file-input", &[&repository_file(WRONG)]);
        assert_eq!(verdict(page), "yes", "{}", page.text("compare-verdict"));
        // What the rule gives for all heads lies as the files do.
        page.select("export-format", "1");
        page.click("export-outputs");
        let taken = page.downloaded_bytes("deltascope-gated_delta_rule-outputs.npz");
        let taken = deltascope::io::read("taken.npz", taken.into()).expect("arrays");
        let known =
            Tensors::read(&std::fs::read(repository_file(WRONG)).expect("the file")).expect("its tensors");
        for (name, shape) in [("o", vec![1, 40, 2, 6]), ("ht", vec![1, 2, 6, 6])] {
            let array = taken.iter().find(|array| array.name() == name).expect("an array");
            assert_eq!(array.shape(), shape);
            let known = &known.get(name).expect("a tensor").data;
            assert!(array.values().zip(known).all(|(a, b)| (a - b).abs() < 1e-6), "{name}");
        }
        page.click("step-through");
        page.wait_until("the page State runs on them", |page| {
            page.slug() == "state" && page.has("window") && page.is_whole()
        });
        page.set_slider("first-token", 5.0);
        page.set_slider("tokens", 7.0);
        page.type_into("of-head", "2");
        page.press(Key::Enter);
        assert!(
            page.text("window").contains("5") && page.text("window").contains("11"),
            "{}",
            page.text("window")
        );
        let stream = window(1, 4, 7);
        let rule = rule("gated_delta_rule").expect("the rule");
        let run = |gates: &Gates| {
            rule.run(&stream.inputs_for(&rule.info, gates).unwrap(), Form::Recurrent).unwrap()
        };
        let with_own = run(&stream.gates);
        page.click("step-last");
        let norm = short(with_own.state.matrix().expect("S").norm());
        page.wait_until("its last state is shown", |page| page.text("norm-s") == norm);
        assert!(page.has("beta-brought") && page.has("gamma-brought"), "the gates are those of the file");
        let place = page.script("return document.querySelector('.transport .place, .place').textContent");
        assert!(place.to_string().contains("token 11, 7 of 7"), "{place}");
        // The states of all steps, as a file that others read.
        page.wait_until("it can be taken along", |page| page.has("exports"));
        page.script("document.querySelector('[data-testid=exports]').open = true");
        page.click("export-states");
        let states = page.downloaded_bytes("deltascope-gated_delta_rule-states.safetensors");
        let states = deltascope::io::read("states.safetensors", states.into()).expect("arrays");
        assert_eq!((states[0].name(), states[0].shape()), ("S", &[7, 6, 6][..]));
        let last: Vec<f64> = states[0].values().skip(6 * 36).collect();
        let known = with_own.state.matrix().expect("S").transpose();
        assert!(last.iter().zip(known.iter()).all(|(a, b)| (a - b).abs() < 1e-12), "S after token 11");
        page.select("export-format", "2");
        page.click("export-trace");
        let trace = page.downloaded("deltascope-gated_delta_rule-trace.csv");
        assert!(trace.contains(".t007.output.o,"), "the last output is in it");
        // The same run as a program.
        page.click("export-show-code");
        page.wait_until("the program is there", |page| page.has("export-program"));
        let x = stream.inputs_for(&rule.info, &stream.gates).unwrap();
        let program = |token: Option<usize>, language| match token {
            None => code::whole(&rule.info, &x, language).unwrap(),
            Some(token) => code::step(&rule.info, &x, token, language).unwrap(),
        };
        let shown = |page: &Page| {
            let text =
                page.script("return document.querySelector('[data-testid=export-program]').textContent");
            text.as_str().unwrap_or_default().to_owned()
        };
        assert!(read_the_same(&program(None, Language::NumPy), &shown(page)), "{}", shown(page));
        page.select("export-language", "3");
        page.select("export-what", "1");
        page.wait_until("the last step is there in Rust", |page| {
            read_the_same(&program(Some(6), Language::Rust), &shown(page))
        });
        page.click("export-code");
        assert_eq!(page.downloaded("deltascope.rs"), shown(page));
        // Without the gates of the file those of the page hold.
        page.click("own-gates");
        let set = state::Scenario::default().set.set_gates();
        let norm = short(run(&set).state.matrix().expect("S").norm());
        page.wait_until("the gates of the page hold", |page| page.text("norm-s") == norm);
        // What the browser does not keep is gone with the tab; a link says where it came from, and cannot carry it.
        page.open("state.html?input=tensors");
        page.wait_until("it says that there are none", |page| {
            page.script("return !!document.querySelector('.note a[href*=tensors]')") == true
        });
    });
}

#[test]
fn a_window_from_the_first_token_starts_from_the_state_of_the_file_unless_a_reader_says_otherwise() {
    visit(|page| {
        open(page, "");
        page.choose_files("file-input", &[&repository_file(WRONG)]);
        assert_eq!(verdict(page), "yes", "{}", page.text("compare-verdict"));
        page.click("step-through");
        page.wait_until("the page State runs on them", |page| {
            page.slug() == "state" && page.has("own-start") && page.is_whole()
        });
        page.set_slider("tokens", 7.0);
        page.type_into("of-head", "2");
        page.press(Key::Enter);
        page.click("step-last");
        // [N, H, K, V] in the file, as most implementations keep it.
        let file =
            Tensors::read(&std::fs::read(repository_file(WRONG)).expect("the file")).expect("its tensors");
        let h0 = &file.get("h0").expect("a state").data;
        let own = Mat::from_fn(6, 6, |v, k| h0[36 + k * 6 + v]);
        let rule = rule("gated_delta_rule").expect("the rule");
        let norm = |initial: Option<Mat>| {
            let stream = Stream { initial, ..window(1, 0, 7) };
            let x = stream.inputs_for(&rule.info, &stream.gates).unwrap();
            short(rule.run(&x, Form::Recurrent).unwrap().state.matrix().expect("S").norm())
        };
        let (from_own, from_nothing) = (norm(Some(own)), norm(None));
        assert_ne!(from_own, from_nothing);
        page.wait_until("it starts from the state of the file", |page| page.text("norm-s") == from_own);
        let says = page.text("window");
        page.click("own-start");
        page.wait_until("it starts from nothing", |page| page.text("norm-s") == from_nothing);
        assert_ne!(page.text("window"), says);
        page.click("own-start");
        // It is among what the rule was told.
        page.wait_until("it can be taken along", |page| page.has("exports"));
        page.script("document.querySelector('[data-testid=exports]').open = true");
        page.click("export-inputs");
        let taken = page.downloaded_bytes("deltascope-gated_delta_rule-inputs.safetensors");
        let taken = deltascope::io::read("inputs.safetensors", taken.into()).expect("arrays");
        assert!(taken.iter().any(|array| array.name() == "h0" && array.shape() == [6, 6]));
        // No single matrix gives outputs that a state adds to.
        page.click("export-attention");
        page.wait_until("it says so", |page| page.text("export-refused").contains("state"));
        // A page whose products carry no state has no switch for it; that of chunks starts from it.
        page.click("nav-mask");
        page.wait_until("it opens with its walk", |page| page.slug() == "mask" && page.has("walk-skip"));
        page.click("walk-skip");
        page.wait_until("the page Mask runs on them", |page| page.slug() == "mask" && page.has("window"));
        assert!(!page.has("own-start"));
        page.click("nav-chunks");
        page.wait_until("it opens with its walk", |page| page.slug() == "chunks" && page.has("walk-skip"));
        page.click("walk-skip");
        page.wait_until("the page Chunks runs on them", |page| {
            page.slug() == "chunks" && page.has("own-start")
        });
        page.wait_until("both ways agree", |page| {
            page.attribute("meter", "data-state").as_deref() == Some("ok")
        });
        // A later window has none.
        page.set_slider("first-token", 2.0);
        page.wait_until("no switch is shown", |page| !page.has("own-start"));
    });
}

/// Opens what is taken along of a run, as arrays, and reads the file.
fn exported(page: &Page, kind: &str, file: &str) -> Vec<deltascope::io::Array> {
    page.wait_until("it can be taken along", |page| page.has("exports") && page.is_whole());
    page.script("document.querySelector('[data-testid=exports]').open = true");
    page.click(&format!("export-{kind}"));
    let bytes = page.downloaded_bytes(&format!("deltascope-{file}-{kind}.safetensors"));
    deltascope::io::read("taken.safetensors", bytes.into()).expect("arrays")
}

#[test]
fn pages_that_step_through_products_are_taken_along_too() {
    let values = |arrays: &[deltascope::io::Array], name: &str| -> Vec<f64> {
        let array = arrays.iter().find(|array| array.name() == name);
        array.unwrap_or_else(|| panic!("no {name}")).values().collect()
    };
    let near =
        |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
    visit(|page| {
        page.open("reorder.html?input=random&n=5&d=3&t=0");
        let arrays = exported(page, "matrices", "reorder");
        let stream = deltascope::inputs::random(1, 5, 3);
        let row_by_row = |m: &Mat| m.transpose().iter().copied().collect::<Vec<f64>>();
        let product = &stream.q * stream.k.transpose() * &stream.v;
        for side in ["left.O", "right.O"] {
            assert!(near(&values(&arrays, side), &row_by_row(&product)), "{side}");
        }
        assert!(!page.has("export-outputs"), "it runs no rule token by token");
        page.open("chunks.html?input=random&n=10&d=3&chunk=4&t=0");
        let arrays = exported(page, "chunk-matrices", "chunks");
        assert_eq!(values(&arrays, "chunk 1.S"), values(&arrays, "chunk 2.S₀"));
        let states = exported(page, "states", "chunks");
        let last: Vec<f64> = values(&states, "S").split_off(9 * 9);
        assert!(near(&values(&arrays, "chunk 3.S"), &last), "chunks end where the recurrence ends");
        page.click("export-show-code");
        page.wait_until("the program is there", |page| page.has("export-program"));
        for (file, rules) in [("identity.html", 0), ("mask.html", 0), ("", 3)] {
            page.open(&format!("{file}?input=random"));
            page.wait_until("it can be taken along", |page| page.has("exports") && page.is_whole());
            page.script("document.querySelector('[data-testid=exports]').open = true");
            let lanes =
                page.script("return document.querySelectorAll('[data-testid=export-rule] option').length");
            assert_eq!(lanes, rules, "{file}");
        }
    });
}

#[test]
fn the_browser_keeps_them_where_a_reader_asks_and_forgets_them_again() {
    // How many files are in the database: nothing is shown of it.
    let kept = |page: &Page| {
        page.script(
            "return new Promise((done) => {
                const open = indexedDB.open('deltascope');
                open.onerror = () => done(-1);
                open.onsuccess = () => {
                    const database = open.result;
                    if (!database.objectStoreNames.contains('files')) { database.close(); return done(0); }
                    const count = database.transaction('files').objectStore('files').count();
                    count.onsuccess = () => { database.close(); done(count.result); };
                };
            })",
        )
    };
    visit(|page| {
        open(page, "");
        page.choose_files("file-input", &[&repository_file(WRONG)]);
        page.wait_until("its arrays are there", |page| page.has("brought"));
        page.click("keep-files");
        page.wait_until("they are kept", |page| kept(page) == 1);
        // Another page, in another visit, has them at once.
        page.open("state.html?input=tensors&first-token=5&tokens=7&of-head=2&rule=gated_delta_rule&t=42");
        let stream = window(1, 4, 7);
        let rule = rule("gated_delta_rule").expect("the rule");
        let x = stream.inputs_for(&rule.info, &stream.gates).unwrap();
        let norm = short(rule.run(&x, Form::Recurrent).unwrap().state.matrix().expect("S").norm());
        page.wait_until("it runs on them", |page| page.has("norm-s") && page.text("norm-s") == norm);
        open(page, "");
        page.wait_until("the page of tensors has them too", |page| page.has("brought"));
        assert_eq!(verdict(page), "yes", "{}", page.text("compare-verdict"));
        page.click("keep-files");
        page.wait_until("they are forgotten", |page| kept(page) == 0);
        assert!(page.has("brought"), "what is in hand stays");
        page.reload();
        page.wait_until("files can be chosen", |page| page.has("file-input") && page.is_whole());
        assert!(!page.has("brought"));
    });
}
