//! Without a network after one visit, and the next version of the page.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use browser_tests::{Page, Start, Visit, environment, visit};

/// Whether the service worker has taken over this page.
pub fn kept_for_offline(page: &Page) -> bool {
    page.script("return navigator.serviceWorker.controller !== null") == true
}

/// The title in the index.html that the page is given now; the open page has one of its own.
pub fn title_in_the_file(page: &Page) -> String {
    let title = "return fetch('./').then((it) => it.text()).then((it) => /<title>(.*)<.title>/.exec(it)[1])";
    page.script(title).as_str().expect("a title").to_owned()
}

#[test]
fn works_without_a_network_after_one_visit() {
    Visit { keeps_all: true, ..Visit::default() }.run(|page| {
        page.open("");
        page.wait_until("the service worker has the page", kept_for_offline);
        page.go_offline();
        page.open("?page=reorder");
        page.wait_until("the page shows something", Page::started);
        let worker = "document.querySelector('meta[name=timing-worker]').content";
        assert_eq!(page.script(&format!("return fetch({worker}).then((answer) => answer.status)")), 200);
    });
}

#[test]
fn who_saves_data_keeps_what_was_opened_and_nothing_else_is_fetched() {
    visit(|page| {
        page.play("mask.html?mask=1");
        page.wait_until("the service worker has the page", kept_for_offline);
        // What came before the service worker is asked for again, and then kept.
        page.play("mask.html?mask=1");
        let kept = "return caches.keys().then(([name]) => caches.open(name)).then((cache) => cache.keys())
            .then((all) => all.map((it) => new URL(it.url).pathname.split('/').pop()).join(' '))";
        page.wait_until("it is kept", |page| {
            let kept = page.script(kept).to_string();
            kept.contains("mask.html") && kept.contains("page_mask_play")
        });
        let others = page.script(kept).to_string();
        assert!(!others.contains("state.html") && !others.contains("s2.safetensors"), "{others}");
        page.go_offline();
        page.play("mask.html?mask=1");
    });
}

#[test]
fn without_vector_instructions_the_programs_without_them_are_kept_and_no_others() {
    let in_chromium = Visit::chromium_alone("only Chromium can be told to have no vector instructions");
    let scalar = Start { scalar: true, ..Start::default() };
    Visit { keeps_all: true, with: scalar, ..in_chromium }.run(|page| {
        page.open("");
        page.wait_until("all are kept", |page| pages_kept(page).as_deref() == Some("14"));
        let programs =
            "return caches.keys().then(([name]) => caches.open(name)).then((cache) => cache.keys())
            .then((all) => all.map((it) => it.url).filter((url) => url.endsWith('.wasm')))";
        let programs: Vec<String> = serde_json::from_value(page.script(programs)).expect("a list");
        let others: Vec<_> = programs.iter().filter(|program| !program.contains("/scalar-")).collect();
        assert!(
            programs.len() > 100 && others.len() == 1 && others[0].contains("fused_kernels"),
            "{others:?}"
        );
        page.go_offline();
        page.play("mask.html?mask=1");
    });
}

#[test]
fn a_new_deploy_replaces_the_old_one_as_a_whole() {
    let Some(environment) = environment::read() else { return };
    let site = Copy::of(&environment.dist, "deploy");
    Visit { folder: Some(site.0.clone()), keeps_all: true, ..Visit::default() }.run(|page| {
        page.open("");
        page.wait_until("the service worker has the page", kept_for_offline);

        site.deploy_with_title("Deltascope, renewed");
        page.reload();
        assert_eq!(
            title_in_the_file(page),
            "Overview · Deltascope",
            "the version that was kept is shown while the new one is fetched"
        );
        page.wait_until("the new version is complete", new_version_waits);

        page.reload();
        page.wait_until("the new version shows", |page| title_in_the_file(page) == "Deltascope, renewed");
        page.wait_until("the old version is gone", |page| {
            page.script("return caches.keys().then((it) => it.length)") == 1
        });
        page.wait_until("the page shows something", Page::started);
    });
}

/// Whether a new version is complete, and waits until no page of the old one is open.
fn new_version_waits(page: &Page) -> bool {
    page.script("return navigator.serviceWorker.getRegistration().then((it) => it.waiting !== null)") == true
}

#[test]
fn two_tabs_stay_with_the_old_version_until_one_of_them_is_closed() {
    let Some(environment) = environment::read() else { return };
    let site = Copy::of(&environment.dist, "tabs");
    Visit { folder: Some(site.0.clone()), keeps_all: true, ..Visit::default() }.run(|page| {
        page.open("");
        page.wait_until("the service worker has the page", kept_for_offline);
        site.deploy_with_title("Deltascope, renewed");
        page.in_another_tab(|other| {
            other.open("");
            other.wait_until("the new version is complete", new_version_waits);
            other.reload();
            other.wait_until("the page shows something", Page::started);
            assert_eq!(
                title_in_the_file(other),
                "Overview · Deltascope",
                "the first tab shows the old version"
            );
            // A page that was not open yet, with pieces of its own.
            other.play("mask.html?mask=1");
        });
        page.open("mask.html");
        page.wait_until("the new version shows", |page| title_in_the_file(page) == "Deltascope, renewed");
        page.play("mask.html?mask=1");
    });
}

/// Forgets all files that the browser keeps, as it does when it needs room.
fn evict(page: &Page) {
    page.script(
        "return caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))",
    );
}

/// How many pages the line below the page says are kept.
fn pages_kept(page: &Page) -> Option<String> {
    page.attribute("offline", "data-count")
}

#[test]
fn below_every_page_stands_which_pages_are_kept() {
    Visit { keeps_all: true, ..Visit::default() }.run(|page| {
        page.open("state.html?lang=en");
        page.wait_until("it is told once all are there", |page| pages_kept(page).as_deref() == Some("14"));
        assert_eq!(page.text("offline"), "Without a network: all 14 pages open, this browser has kept them.");
        page.open("state.html?lang=zh-CN");
        page.wait_until("in Chinese too", |page| {
            page.has("offline") && page.text("offline").contains("全部 14 个页面")
        });
    });
    visit(|page| {
        page.open("mask.html?lang=en");
        page.wait_until("the service worker has the page", kept_for_offline);
        page.reload();
        page.wait_until("who saves data has what was opened", |page| {
            page.has("offline") && page.text("offline").ends_with("which this browser has kept: Mask")
        });
    });
}

#[test]
fn where_a_browser_keeps_nothing_the_page_works_and_says_so() {
    visit(|page| {
        page.ahead("Object.defineProperty(window, 'caches', { get: () => undefined });
            navigator.serviceWorker.register = () => Promise.reject(new DOMException('denied', 'SecurityError'))");
        page.open("mask.html?lang=en&mask=1");
        page.wait_until("the page works", |page| page.attribute("meter", "data-state").is_some());
        page.wait_until("and says so", |page| {
            page.has("offline") && page.text("offline").contains("keeps no pages")
        });
    });
}

#[test]
fn a_folder_for_which_there_is_no_room_is_not_kept_in_part() {
    let in_chromium = Visit::chromium_alone("Firefox learns at its start how much room there is");
    Visit { keeps_all: true, ..in_chromium }.run(|page| {
        page.open_unattended("icon.svg");
        page.leave_room(Some(500_000));
        page.open("mask.html?lang=en&mask=1");
        page.wait_until("the page works", |page| page.attribute("meter", "data-state").is_some());
        let registered = "return navigator.serviceWorker.getRegistration().then((it) => it === undefined)";
        page.wait_until("the browser gives the folder up", |page| page.script(registered) == true);
        page.wait_until("and says so", |page| {
            page.has("offline") && page.text("offline").contains("kept no page so far")
        });
        page.leave_room(None);
        page.reload();
        page.wait_until("with room it is kept", |page| pages_kept(page).as_deref() == Some("14"));
        page.take_errors();
    });
}

#[test]
fn what_the_browser_has_thrown_away_is_kept_again() {
    Visit { keeps_all: true, ..Visit::default() }.run(|page| {
        page.open("");
        page.wait_until("all are kept", |page| pages_kept(page).as_deref() == Some("14"));
        evict(page);
        page.open("state.html?lang=en");
        page.wait_until("it opens all the same", Page::started);
        let count = "return caches.keys().then(([name]) => name ? caches.open(name).then((it) => it.keys()).then((all) => all.length) : 0)";
        page.wait_until("and is kept again", |page| page.script(count).as_u64().is_some_and(|files| files > 100));
        page.go_offline();
        page.open("mask.html");
        page.wait_until("so it needs no network", Page::started);
    });
}

#[test]
fn versions_are_never_mixed_also_when_the_old_one_was_thrown_away() {
    let Some(environment) = environment::read() else { return };
    let site = Copy::of(&environment.dist, "evicted");
    Visit { folder: Some(site.0.clone()), keeps_all: true, ..Visit::default() }.run(|page| {
        page.open("");
        page.wait_until("all are kept", |page| pages_kept(page).as_deref() == Some("14"));
        // A file that has no hash in its name, and is another one in the new version.
        let data = site.0.join("data/s1.safetensors");
        fs::write(&data, [&fs::read(&data).unwrap()[..], b"newer"].concat()).unwrap();
        site.deploy_with_title("Deltascope, renewed");
        evict(page);
        let taken = "return fetch('./data/s1.safetensors').then(() => 'taken', () => 'refused')";
        assert_eq!(page.script(taken), "refused", "the old page does not get the new file");
        page.reload();
        page.wait_until("the new page opens", Page::started);
        assert_eq!(title_in_the_file(page), "Deltascope, renewed");
        assert_eq!(page.script(taken), "taken", "and gets its own file");
        page.take_errors();
    });
}

/// A copy of the built page that a test may change.
pub struct Copy(pub PathBuf);

impl Copy {
    /// A copy for the test of this name.
    pub fn of(dist: &Path, name: &str) -> Self {
        let copy = Self(env::temp_dir().join(format!("deltascope-{name}-{}", process::id())));
        for file in xtask::dist::files_in(dist).unwrap() {
            let to = copy.0.join(&file.name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(file.path, to).unwrap();
        }
        copy
    }

    /// Makes a new version of it, whose first page has another title.
    pub fn deploy_with_title(&self, title: &str) {
        let index = self.0.join("index.html");
        let html = fs::read_to_string(&index).unwrap();
        fs::write(
            index,
            html.replace("<title>Overview · Deltascope</title>", &format!("<title>{title}</title>")),
        )
        .unwrap();
        xtask::dist::offline::write(&self.0).unwrap();
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}
