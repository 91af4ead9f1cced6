//! What the browser keeps of this site for visits without a network: `web/sw.js` puts it there.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;

use super::property::Thing;

/// The address of the folder of this page.
fn folder() -> String {
    let address = Thing::global("location").text("href");
    let plain = address.split(['?', '#']).next().unwrap_or_default();
    plain.rfind('/').map_or_else(String::new, |end| plain[..=end].to_owned())
}

/// What a promise gives; nothing where the browser refuses.
async fn given(promise: Thing) -> Option<Thing> {
    let promise: Promise = promise.value().clone().dyn_into().ok()?;
    JsFuture::from(promise).await.ok().map(|given| Thing::from(&given))
}

/// The addresses of all files that are kept, each from this folder on. Nothing where the browser keeps nothing for this site, as in a
/// private window or under an address without encryption.
pub async fn files() -> Option<Vec<String>> {
    let caches = Thing::global("caches");
    let folder = folder();
    // As `web/sw.js` names them.
    let ours = ["deltascope ", &folder, " "].concat();
    let mut files = Vec::new();
    for name in given(caches.call("keys", &[])).await?.listed() {
        let name = name.as_text();
        if !name.starts_with(&ours) {
            continue;
        }
        let cache = given(caches.ask("open", &name)).await?;
        let requests = given(cache.call("keys", &[])).await?.listed();
        files.extend(requests.iter().filter_map(|it| Some(it.text("url").strip_prefix(&folder)?.to_owned())));
    }
    Some(files)
}

/// Calls back whenever that may have changed: the network comes or goes, or what keeps the files has taken over. For as long as the page
/// is open.
pub fn on_change(changed: impl FnMut() + 'static) {
    let heard = Closure::<dyn FnMut()>::new(changed).into_js_value();
    let listen = |to: &Thing, event: &str| to.call("addEventListener", &[event.into(), heard.clone()]);
    let window = Thing::global("window");
    listen(&window, "online");
    listen(&window, "offline");
    listen(&Thing::global("navigator").get("serviceWorker"), "controllerchange");
}
