//! A list of named steps, each timed; the first that fails ends the list and is named in the last line.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// The steps of one command, run one after another.
pub struct Steps {
    only: Option<String>,
    skipped: Vec<&'static str>,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// All steps, or the one that is named.
    pub fn new(only: Option<String>) -> Self {
        Self { only, skipped: Vec::new(), done: Vec::new() }
    }

    /// Runs a step, unless another was asked for.
    pub fn step(&mut self, name: &'static str, action: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.only.as_ref().is_some_and(|only| only != name) {
            self.skipped.push(name);
            return Ok(());
        }
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = action();
        println!("== {name}: {}", seconds(start.elapsed()));
        if let Err(error) = outcome {
            eprintln!("\n{error:#}");
            bail!("FAILED at \"{name}\"");
        }
        self.done.push((name, start.elapsed()));
        Ok(())
    }

    /// Prints how long each step took and returns the sum.
    pub fn finish(self) -> Result<String> {
        if self.done.is_empty() {
            bail!(
                "there is no step `{}`; there are: {}",
                self.only.unwrap_or_default(),
                self.skipped.join(", ")
            );
        }
        println!();
        for (name, time) in &self.done {
            println!("{name:<24} {:>12}", seconds(*time));
        }
        Ok(seconds(self.done.iter().map(|(_, time)| *time).sum()))
    }
}

fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.0} min {:02.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_named() {
        let mut steps = Steps::new(None);
        steps.step("one", || Ok(())).unwrap();
        let error = steps.step("two", || bail!("no")).unwrap_err();
        assert_eq!(error.to_string(), "FAILED at \"two\"");
    }

    #[test]
    fn one_step_alone() {
        let mut steps = Steps::new(Some("two".to_owned()));
        steps.step("one", || panic!("was not asked for")).unwrap();
        steps.step("two", || Ok(())).unwrap();
        steps.finish().unwrap();
    }

    #[test]
    fn an_unknown_step_is_refused() {
        let mut steps = Steps::new(Some("three".to_owned()));
        steps.step("one", || Ok(())).unwrap();
        assert!(steps.finish().unwrap_err().to_string().ends_with("there are: one"));
    }
}
