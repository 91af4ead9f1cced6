//! Files that the browser keeps, where a reader asks for it: they are written whenever they change, and brought back.

use leptos::prelude::*;

use super::elsewhere::offer;
use super::menu::Menu;
use crate::app::{App, BroughtFile, Held, use_app};
use crate::browser::database::{self, KeptFile};
use crate::erased::effect;
use crate::io;
use crate::text::Text;

/// As what a file is kept, whatever it was.
const FORMAT: &str = "kept.safetensors";

/// Offers what a link has carried here, or else brings back what is kept, to the page that is open until the page of tensors is.
pub fn restore() {
    let (app, owner) = (use_app(), Owner::new());
    owner.with(|| offer(Menu::new()));
    app.brought.stand_in.set_value(Some(owner));
    if app.scenario.with_untracked(|s| s.source.given.numbers.is_empty()) {
        leptos::task::spawn_local(async move { _ = bring_back(app).await });
    }
}

/// Adds the files that are kept.
async fn bring_back(app: App) -> Result<(), Text> {
    let kept = database::kept().await.map_err(not_kept)?;
    for KeptFile { name, length, bytes } in kept {
        // One that another version of the page has written may be of another form.
        if let Ok(arrays) = io::read(FORMAT, bytes.into()) {
            app.brought.add(BroughtFile { name, bytes: length, arrays });
        }
    }
    Ok(())
}

fn not_kept(why: String) -> Text {
    crate::say!(tensors.not_kept, why = why)
}

fn written(file: &Held<BroughtFile>) -> Result<KeptFile, String> {
    let bytes = io::write::safetensors(&file.arrays).map_err(|why| why.to_string())?;
    Ok(KeptFile { name: file.name.clone(), length: file.bytes, bytes })
}

/// Keeps the files in step with those that are there, as long as the reader wants them kept. `tell` says why they are not.
pub fn follow(app: App, tell: impl Fn(Text) + Copy + 'static) {
    let brought = app.brought;
    let nothing_here = brought.files.with_untracked(Vec::is_empty);
    let was_kept = brought.keeps.get_untracked();
    // What the browser holds, once that is known.
    let held = StoredValue::new((!was_kept).then(Vec::new));
    // Until what is kept is back, nothing takes its place.
    let ready = RwSignal::new(!(was_kept && nothing_here));
    if !ready.get_untracked() {
        leptos::task::spawn_local(async move {
            match bring_back(app).await {
                Ok(()) => _ = held.try_set_value(Some(brought.files.get_untracked())),
                Err(why) => tell(why),
            }
            _ = ready.try_set(true);
        });
    }
    effect(move || {
        let files = if brought.keeps.get() { brought.files.get() } else { Vec::new() };
        if !ready.get() || held.with_value(|held| held.as_ref() == Some(&files)) {
            return;
        }
        held.set_value(Some(files.clone()));
        leptos::task::spawn_local(async move {
            let done = match files.iter().map(written).collect::<Result<Vec<_>, _>>() {
                Ok(files) => database::keep(&files).await,
                Err(why) => Err(why),
            };
            if let Err(why) = done {
                tell(not_kept(why));
            }
        });
    });
}
