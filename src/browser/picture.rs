//! A picture of a part of the page, to be saved.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::files;
use super::property::Thing;

/// How many pixels of a picture a pixel of the page has.
const FINENESS: f64 = 3.0;
/// No picture has more pixels on a side: browsers refuse larger canvases.
const LARGEST: f64 = 8192.0;

/// A picture.
pub struct Picture {
    /// As an SVG.
    pub svg: String,
    /// Its width and height in pixels of the page.
    pub size: [f64; 2],
}

impl Picture {
    /// Saves it as a PNG. `false` where the browser refuses.
    pub async fn save_png(&self, name: &str) -> bool {
        match self.as_url().await {
            Some(url) => files::save_url(name, &url),
            None => false,
        }
    }

    /// The picture in pixels, as a URL that holds them.
    async fn as_url(&self) -> Option<String> {
        let document = Thing::global("document");
        let image = document.ask("createElement", "img");
        let source = js_sys::encode_uri_component(&self.svg).as_string()?;
        image.set("src", format!("data:image/svg+xml,{source}"));
        let arrives = js_sys::Promise::resolve(image.call("decode", &[]).value());
        JsFuture::from(arrives).await.ok()?;
        let canvas = document.ask("createElement", "canvas");
        let [wide, high] = self.size;
        let fineness = FINENESS.min(LARGEST / wide.max(high).max(1.0));
        let [wide, high] = [wide, high].map(|side| (side * fineness).round().max(1.0));
        canvas.set("width", wide);
        canvas.set("height", high);
        let sides = [0.0, 0.0, wide, high].map(JsValue::from);
        let told = [&[image.value().clone()], sides.as_slice()].concat();
        canvas.ask("getContext", "2d").call("drawImage", &told);
        Some(canvas.call("toDataURL", &[]).as_text()).filter(|url| url.starts_with("data:image/png"))
    }
}
