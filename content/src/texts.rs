//! The texts in every language, from `locales/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

/// The folder, from the root of the project.
pub const FOLDER: &str = "locales";

/// Every language of the page: its BCP 47 tag, which is the name of its file in `locales/`, and its name in the
/// language itself. A reader whose own language is not here gets the first.
///
/// A new language is a line here and its file.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"), //
    ("zh-CN", "中文"),
];

/// The texts of a language: groups, in which a key has its text.
pub struct Texts {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// Its name in the language itself.
    pub endonym: &'static str,
    /// The groups.
    pub groups: Map<String, Value>,
}

impl Texts {
    /// The text with a key such as `mask.intro`.
    ///
    /// # Errors
    /// A key that is not there, or that names no plain text: one with values to fill in, or a reference to another text.
    pub fn get(&self, key: &str) -> Result<&str> {
        let text = key.split('.').try_fold(None::<&Value>, |group, key| {
            Some(Some(group.map_or_else(|| self.groups.get(key), |group| group.get(key))?))
        });
        let plain = |text: &&str| !text.trim().is_empty() && !text.contains("{{") && !text.contains("$t(");
        text.flatten()
            .and_then(Value::as_str)
            .filter(plain)
            .with_context(|| format!("{FOLDER}/{}.json: {key} is not a plain text", self.tag))
    }
}

/// The texts of every language, in the order of [`LANGUAGES`].
///
/// # Errors
/// A file that is not there or that is no JSON.
pub fn read(root: &Path) -> Result<Vec<Texts>> {
    let read = |&(tag, endonym): &(&'static str, &'static str)| {
        let file = format!("{FOLDER}/{tag}.json");
        let text = fs::read_to_string(root.join(&file)).with_context(|| format!("could not read {file}"))?;
        Ok(Texts { tag, endonym, groups: serde_json::from_str(&text).context(file)? })
    };
    LANGUAGES.iter().map(read).collect()
}

/// The texts as a Rust module, for a build script. A text that stands in only one of the languages fails the build.
///
/// The two crates here are the ones that `leptos_i18n_build` calls; that crate itself also brings number and date formats, which
/// the page does not use.
///
/// # Errors
/// What those crates cannot read.
#[cfg(feature = "modules")]
pub fn module() -> Result<String> {
    use anyhow::{anyhow, bail};
    use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
    use leptos_i18n_parser::parse_locales::parse_locales;

    let [(first, _), others @ ..] = LANGUAGES else { bail!("there is no language") };
    let others = others.iter().map(|(tag, _)| tag);
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new(first).and_then(|config| config.add_locales(others));
    let config = config.map_err(|error| anyhow!("{error}"))?.parse_options(options);
    let locales = parse_locales(None, config).map_err(|error| anyhow!("{error}"))?;
    for error in locales.diag.errors().iter() {
        println!("cargo::error={error}");
    }
    for warning in locales.diag.warnings().iter() {
        println!("cargo::error=a text is missing or is one too many: {warning}");
    }
    let module = leptos_i18n_codegen::gen_code(&locales, None, false, None, true);
    let module = module.map_err(|error| anyhow!("{error}"))?;
    let undocumented = "{ #![allow(missing_docs, reason = \"made from the keys of the locales\")]";
    let module = module.to_string().replacen('{', undocumented, 1).replacen("i18n", "translations", 1);
    Ok(format!("/// The texts of `locales/`, as `leptos_i18n` has them.\n{module}"))
}
