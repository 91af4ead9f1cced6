//! Which pages open without a network, in a line below every page.

use leptos::prelude::*;

use super::{page_name, use_app};
use crate::browser::kept;
use crate::erased::effect;
use crate::i18n::*;
use crate::names;
use crate::pages::Page;
use crate::ui::text;

/// The pages whose files are among these.
fn pages(files: &[String]) -> Vec<Page> {
    let is_kept = |page: &&Page| {
        let file = format!("{}.html", page.slug());
        // The first page is that of the folder.
        files.iter().any(|kept| *kept == file || (kept.is_empty() && **page == Page::Start))
    };
    Page::ALL.iter().filter(is_kept).copied().collect()
}

/// Which pages are kept.
#[component]
pub fn Kept() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    // Nothing before it is known.
    let found = RwSignal::new(None::<Option<Vec<Page>>>);
    let look = move || {
        leptos::task::spawn_local(async move {
            let files = kept::files().await;
            found.set(Some(files.as_deref().map(pages)));
        });
    };
    kept::on_change(look);
    // Who saves data keeps the pages that are opened.
    let open = app.read(|s| s.page);
    effect(move || {
        open.get();
        look();
    });
    let says = move || {
        let locale = i18n.get_locale();
        match found.get() {
            None => String::new(),
            Some(None) => td_string!(locale, kept.refused).to_owned(),
            Some(Some(pages)) if pages.is_empty() => td_string!(locale, kept.nothing).to_owned(),
            Some(Some(pages)) if pages.len() == Page::ALL.len() => {
                td_string!(locale, kept.all, count = pages.len()).to_string()
            }
            Some(Some(pages)) => {
                let names: Vec<_> = pages.iter().map(|page| page_name(locale, *page)).collect();
                names::titled(
                    locale,
                    td_string!(locale, kept.some),
                    &names.join(td_string!(locale, shell.comma)),
                )
            }
        }
    };
    let count = move || found.with(|found| found.as_ref().map(|pages| pages.as_ref().map_or(0, Vec::len)));
    view! { <p class="offline" data-testid="offline" data-count=count title=text!(kept.title)>{says}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_kept_with_its_file_and_the_first_one_with_its_folder() {
        let files = ["", "state.html", "style-0.css", "data/s1.safetensors"].map(str::to_owned);
        assert_eq!(pages(&files), [Page::Start, Page::State]);
        assert_eq!(pages(&[]), []);
    }
}
