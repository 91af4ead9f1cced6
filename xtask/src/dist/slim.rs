//! Scripts and style sheets without what only their authors read: comments and indentation.
//!
//! (Trunk's own minifier does not understand the glue of wasm-bindgen. What it shares with the module has short names already, from
//! the splitter; to shorten its own would take a compiler for JavaScript.)

use anyhow::{Result, ensure};

/// The lines of a text that do something, without their indentation.
///
/// # Errors
/// A text that goes on in the next line: its indentation would be lost.
pub fn slim(name: &str, text: &str) -> Result<String> {
    let mut slim = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        // A comment that follows code on its line stays; so no text that looks like one is lost.
        let begins = line.starts_with("/*");
        let is_comment = in_comment || begins || line.starts_with("//");
        if in_comment || begins {
            in_comment = !line.ends_with("*/");
            ensure!(in_comment || line.matches("*/").count() == 1, "{name}: code after a comment: {line}");
        }
        if is_comment || line.is_empty() {
            continue;
        }
        ensure!(line.matches('`').count() % 2 == 0, "{name}: a text goes on in the next line: {line}");
        slim += line;
        slim.push('\n');
    }
    Ok(slim)
}

#[cfg(test)]
mod tests {
    use super::slim;

    #[test]
    fn comments_and_indentation_are_left_out() {
        let script = "/**\n * Says so.\n * @returns {void}\n */\nfunction a() {\n    // Twice.\n    b(`/* ${1} */`); // now\n\n}\n";
        assert_eq!(slim("a.js", script).unwrap(), "function a() {\nb(`/* ${1} */`); // now\n}\n");
        assert_eq!(slim("a.css", "/* Ink. */\n  p { color: red }\n").unwrap(), "p { color: red }\n");
    }

    #[test]
    fn what_cannot_be_slimmed_line_by_line_is_refused() {
        for text in ["a(`one\n  two`)", "/* a */ b()\n/* c\n */ d() /* e */"] {
            assert!(slim("a.js", text).is_err(), "{text}");
        }
    }
}
