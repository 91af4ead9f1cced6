//! The style of what a page shows later: no first paint waits for it.

use leptos::prelude::document;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// A link to a style sheet that has been asked for.
pub struct Asked(Option<Element>);

/// Asks for the later style, unless it is here or on its way. The page says its name in a `<meta>`.
pub fn ask_for_later() -> Asked {
    let meta = document().query_selector("meta[name=later-style]").ok().flatten();
    let name = meta.and_then(|meta| meta.get_attribute("content"));
    Asked(name.and_then(|name| {
        let known = document().query_selector(&format!("link[href=\"{name}\"]")).ok().flatten();
        known.or_else(|| linked(&name))
    }))
}

fn linked(name: &str) -> Option<Element> {
    let link = document().create_element("link").ok()?;
    link.set_attribute("rel", "stylesheet").ok()?;
    link.set_attribute("href", name).ok()?;
    document().head()?.append_child(&link).ok()?;
    Some(link)
}

impl Asked {
    /// Waits until it is here. One that does not come is asked for again with the next part; this one does without.
    pub async fn arrives(self) {
        let Some(link) = self.0 else { return };
        if is_here(&link) {
            return;
        }
        let settled = js_sys::Promise::new(&mut |then, _| {
            for event in ["load", "error"] {
                let _ = link.add_event_listener_with_callback(event, &then);
            }
        });
        let _ = JsFuture::from(settled).await;
        if !is_here(&link) {
            link.remove();
        }
    }
}

/// Whether the sheet of a link has been read.
fn is_here(link: &Element) -> bool {
    let sheet = js_sys::Reflect::get(link, &JsValue::from_str("sheet"));
    sheet.is_ok_and(|sheet| !sheet.is_null() && !sheet.is_undefined())
}
