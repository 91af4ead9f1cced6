//! Writes the texts of `locales/` as a Rust module. The two crates here are the ones that `leptos_i18n_build` calls; that
//! crate itself also brings number and date formats, which the page does not use.

use std::error::Error;

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

/// Every language of the page: its BCP 47 tag, which is the name of its file in `locales/`, and its name in the
/// language itself. A reader whose own language is not here gets the first.
///
/// A new language is a line here and its file.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"), //
    ("zh-CN", "中文"),
];

/// The module. A text that stands in only one of the languages fails the build.
pub fn module() -> Result<String, Box<dyn Error>> {
    let [(first, _), others @ ..] = LANGUAGES else { return Err("there is no language".into()) };
    let others = others.iter().map(|(tag, _)| tag);
    let options = ParseOptions::new().interpolate_display(true);
    let locales = parse_locales(None, Config::new(first)?.add_locales(others)?.parse_options(options))?;
    for path in locales.tracked_files.iter().flatten() {
        println!("cargo::rerun-if-changed={path}");
    }
    for error in locales.diag.errors().iter() {
        println!("cargo::error={error}");
    }
    for warning in locales.diag.warnings().iter() {
        println!("cargo::error=a text is missing or is one too many: {warning}");
    }
    let module = leptos_i18n_codegen::gen_code(&locales, None, false, None, true)?;
    let undocumented = "{ #![allow(missing_docs, reason = \"made from the keys of the locales\")]";
    Ok(format!("/// The texts of `locales/`.\n{}", module.to_string().replacen('{', undocumented, 1)))
}
