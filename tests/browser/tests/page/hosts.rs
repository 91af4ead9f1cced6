//! The page as real hosts serve it, with the settings that `docs/hosts.md` recommends.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use browser_tests::hosts::Host;
use browser_tests::{Page, Visit, environment};

use crate::offline::{Copy, kept_for_offline, title_in_the_file};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Every file has its type, is compressed, and is kept as long as its name says; and the page runs.
fn serves_it_well(start: impl Fn(&std::path::Path) -> Option<Host>) {
    let Some(environment) = environment::read() else { return };
    let Some(host) = start(&environment.dist) else { return };
    let all = xtask::dist::files_in(&environment.dist).unwrap();
    let named = |start: &str, end: &str| {
        let of = all.iter().find(|file| file.name.starts_with(start) && file.name.ends_with(end));
        of.unwrap_or_else(|| panic!("{start}…{end}")).name.clone()
    };
    for (file, content, cache, packed) in [
        (String::new(), "text/html", "no-cache", true),
        ("state.html".to_owned(), "text/html", "no-cache", true),
        ("sw.js".to_owned(), "javascript", "no-cache", true),
        ("manifest.webmanifest".to_owned(), "application/manifest+json", "no-cache", true),
        ("data/s1.safetensors".to_owned(), "application/octet-stream", "no-cache", false),
        ("fonts/stix-two-math-core.woff2".to_owned(), "font/woff2", "no-cache", false),
        (named("deltascope-", ".wasm"), "application/wasm", FOR_EVER, true),
        (named("deltascope-", ".js"), "javascript", FOR_EVER, true),
        (named("style-", ".css"), "text/css", FOR_EVER, true),
    ] {
        let answer = host.ask(&file, "");
        assert_eq!(answer.status, 200, "{file}");
        assert!(answer.header("content-type").contains(content), "{file}: {}", answer.header("content-type"));
        assert_eq!(answer.header("cache-control"), cache, "{file}");
        assert_eq!(answer.header("content-encoding") == "gzip", packed, "{file}");
        // What is asked for again is not sent again.
        let known = format!("If-None-Match: {}\r\n", answer.header("etag"));
        assert_eq!(host.ask(&file, &known).status, 304, "{file}");
    }
    assert_eq!(host.ask("nothing.html", "").status, 404);
    Visit { at: Some(host.url()), keeps_all: true, ..Visit::default() }.run(|page| {
        page.open("state.html?rule=delta_rule&t=9");
        page.wait_until("it runs", |page| page.attribute("meter", "data-state").as_deref() == Some("ok"));
        page.wait_until("the service worker has the page", kept_for_offline);
        page.open("");
        page.wait_until("another page opens", Page::started);
    });
}

#[test]
fn nginx_serves_it_well() {
    serves_it_well(Host::nginx);
}

#[test]
fn caddy_serves_it_well() {
    serves_it_well(Host::caddy);
}

#[test]
fn a_proxy_that_keeps_everything_shows_one_version_and_then_the_next() {
    let Some(environment) = environment::read() else { return };
    let site = Copy::of(&environment.dist, "proxy");
    let Some(behind) = Host::nginx(&site.0) else { return };
    let proxy = Host::stubborn_proxy(&behind.url()).expect("nginx is there");
    let visit = |proxy: &Host, test: &dyn Fn(&Page)| {
        Visit { at: Some(proxy.url()), keeps_all: true, ..Visit::default() }.run(|page| test(page));
    };
    visit(&proxy, &|page| {
        page.open("");
        page.wait_until("the service worker has the page", kept_for_offline);
    });
    site.deploy_with_title("Deltascope, renewed");
    assert_ne!(
        proxy.ask("", "").header("etag"),
        behind.ask("", "").header("etag"),
        "the proxy has the old one"
    );
    // A visitor who comes now has the old version, and all of it.
    visit(&proxy, &|page| {
        page.open("");
        page.wait_until("the service worker has the page", kept_for_offline);
        assert_eq!(title_in_the_file(page), "Overview · Deltascope");
        page.open("mask.html?mask=1");
        page.wait_until("another page opens", Page::started);
    });
    // When the proxy has forgotten, the new one is there, and all of it.
    drop(proxy);
    let proxy = Host::stubborn_proxy(&behind.url()).expect("nginx is there");
    visit(&proxy, &|page| {
        page.open("");
        page.wait_until("the service worker has the page", kept_for_offline);
        assert_eq!(title_in_the_file(page), "Deltascope, renewed");
    });
}
