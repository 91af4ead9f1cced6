//! Saves files for a person, and reads the file that a person chooses.

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, HtmlInputElement, Url};

/// Offers `text` as a file to save, made on the spot. `false` where the browser refused.
pub fn save(name: &str, media_type: &str, text: &str) -> bool {
    offer(name, media_type, text).is_some()
}

/// Offers the canvas below `place` as a PNG. `false` where there is no canvas, or the browser refused.
pub fn save_picture(name: &str, place: &str) -> bool {
    let canvas = document().query_selector(&format!("{place} canvas")).ok().flatten();
    let url = canvas.and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok()?.to_data_url().ok());
    url.and_then(|url| follow(name, &url)).is_some()
}

/// The text of the file that a person chose in a file field; nothing where no file was chosen. The field is empty
/// afterwards, so that the same file can be chosen once more.
///
/// # Errors
/// The browser's own message.
pub async fn chosen(field: HtmlInputElement) -> Result<Option<String>, String> {
    let Some(file) = field.files().and_then(|files| files.get(0)) else { return Ok(None) };
    let text = JsFuture::from(file.text()).await.map_err(|error| format!("{error:?}"));
    field.set_value("");
    text.map(|text| text.as_string())
}

/// Clicks a link that saves the contents of a URL.
fn follow(name: &str, url: &str) -> Option<()> {
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(url);
    link.set_download(name);
    link.click();
    Some(())
}

fn offer(name: &str, media_type: &str, text: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    follow(name, &url)?;
    // The download has begun with the click; the page need not hold the bytes.
    Url::revoke_object_url(&url).ok()
}
