//! Saves files for a person, and reads the files that a person chooses, drops on the page or pastes.

use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, File, FileList, HtmlAnchorElement, HtmlCanvasElement,
    HtmlInputElement, Url,
};

/// Offers `text` as a file to save, made on the spot. `false` where the browser refused.
pub fn save(name: &str, media_type: &str, text: &str) -> bool {
    offer(name, media_type, text).is_some()
}

/// Offers bytes as a file to save. `false` where the browser refused.
pub fn save_bytes(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    offer_part(name, media_type, &Uint8Array::from(bytes).into()).is_some()
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

/// A file that a person has given to the page.
#[derive(Debug)]
pub struct Picked(File);

impl Picked {
    /// Its name.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its bytes. They are in memory twice while they are copied.
    ///
    /// # Errors
    /// The browser's own message: the file may have gone, or there is no room for it.
    pub async fn bytes(&self) -> Result<Arc<[u8]>, String> {
        let buffer = JsFuture::from(self.0.array_buffer()).await.map_err(|error| format!("{error:?}"))?;
        let source = Uint8Array::new(&buffer);
        let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, source.length() as usize).collect();
        if let Some(bytes) = Arc::get_mut(&mut bytes) {
            source.copy_to(bytes);
        }
        Ok(bytes)
    }
}

/// The files that a person chose in a file field, which is empty afterwards: the same files can be chosen once more.
pub fn picked(field: &HtmlInputElement) -> Vec<Picked> {
    let files = listed(field.files());
    field.set_value("");
    files
}

/// The files that a person dropped. The browser would open them in place of the page.
pub fn dropped(ev: &DragEvent) -> Vec<Picked> {
    ev.prevent_default();
    listed(ev.data_transfer().and_then(|data| data.files()))
}

/// Whether something that is dragged over the page holds files; then they may be dropped here.
pub fn carries_files(ev: &DragEvent) -> bool {
    let held = |data: DataTransfer| data.types().includes(&"Files".into(), 0);
    let carries = ev.data_transfer().is_some_and(held);
    if carries {
        ev.prevent_default();
    }
    carries
}

/// The files and the text that a person pasted.
pub fn pasted(ev: &ClipboardEvent) -> (Vec<Picked>, String) {
    let Some(data) = ev.clipboard_data() else { return (Vec::new(), String::new()) };
    (listed(data.files()), data.get_data("text/plain").unwrap_or_default())
}

fn listed(files: Option<FileList>) -> Vec<Picked> {
    let files = files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at)));
    files.map(Picked).collect()
}

/// Offers the contents of a URL as a file to save. `false` where the browser refused.
pub fn save_url(name: &str, url: &str) -> bool {
    follow(name, url).is_some()
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
    offer_part(name, media_type, &text.into())
}

/// Offers a string, or an array of bytes.
fn offer_part(name: &str, media_type: &str, part: &JsValue) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_buffer_source_sequence_and_options(&Array::of1(part), &options).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    follow(name, &url)?;
    // The download has begun with the click; the page need not hold the bytes.
    Url::revoke_object_url(&url).ok()
}
