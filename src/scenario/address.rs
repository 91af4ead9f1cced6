//! A scenario as an address: the page is a file of its own, and everything else that is set is the query string.
//!
//! `state.html?rule=kda&t=5` is the page `state`; the folder itself is the first page. An address of the old form, which names its
//! page in the query string (`?page=state&rule=kda`), is read too. A reader's own numbers stand behind `#`: no browser sends that to a
//! server.

use super::Scenario;
use crate::knobs::Correction;
use crate::pages::Page;

/// The key that names the page in the text form of a scenario.
const PAGE: &str = "page=";
/// And the one of numbers that no server is to see.
const NUMBERS: &str = "numbers=";

/// Reads the path and the query string of an address, as [`Scenario::read`] does.
pub fn read(path: &str, query: &str) -> (Scenario, Vec<Correction>) {
    let query = query.trim_start_matches('?');
    if query.split('&').any(|pair| pair.starts_with(PAGE)) {
        return Scenario::read(query);
    }
    let slug = Page::from_path(path).slug();
    Scenario::read(&format!("{PAGE}{slug}&{query}"))
}

/// The address of a scenario, relative to any page.
pub fn write(scenario: &Scenario) -> String {
    let text = scenario.write();
    let mut address = scenario.page.address();
    let rest = || text.split('&').filter(|pair| !pair.starts_with(PAGE));
    for (at, pair) in rest().filter(|pair| !pair.starts_with(NUMBERS)).enumerate() {
        address.push(if at == 0 { '?' } else { '&' });
        address.push_str(pair);
    }
    if let Some(numbers) = rest().find(|pair| pair.starts_with(NUMBERS)) {
        address.push('#');
        address.push_str(numbers);
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_file_and_the_first_one_the_folder() {
        let (of_state, corrections) = read("/some/path/state.html", "?rule=kda&t=5");
        assert_eq!((of_state.page, of_state.t, corrections), (Page::State, Some(5), vec![]));
        assert_eq!(write(&of_state), "./state.html?t=5&rule=kda");
        assert_eq!(write(&read("/some/path/", "").0), "./");
        assert_eq!(write(&read("/some/path/index.html", "").0), "./");
        assert_eq!(read("/some/path/mask", "").0.page, Page::Mask, "hosts may leave .html out");
    }

    #[test]
    fn a_readers_own_numbers_are_sent_to_no_server() {
        let mut set = read("/state.html", "?input=tensors&t=5&lang=en").0;
        set.source.given.numbers = "AbC".to_owned();
        let address = write(&set);
        assert_eq!(address, "./state.html?input=tensors&t=5&lang=en#numbers=AbC");
        assert_eq!(read("/state.html", "?input=tensors&t=5&lang=en&numbers=AbC").0, set);
    }

    #[test]
    fn a_link_of_the_old_form_opens_what_it_opened() {
        for path in ["/", "/index.html", "/mask.html"] {
            assert_eq!(read(path, "?page=state&t=5").0, read("/state.html", "?t=5").0, "{path}");
        }
    }

    #[test]
    fn every_page_is_found_by_its_own_address() {
        for page in Page::ALL {
            let scenario = Scenario { page: *page, t: Some(7), ..Scenario::default() };
            let address = write(&scenario);
            let (path, query) = address.split_once('?').unwrap();
            assert_eq!(read(path.trim_start_matches('.'), query).0, scenario, "{address}");
        }
    }
}
