//! Child processes: started in the root of the repository unless another folder is said, and with errors that name the whole command.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project;

/// One command line, which runs to its end.
pub struct Process(Command);

/// Begins a command line: `process("cargo").args(["fmt", "--check"]).run()`.
pub fn process(program: impl AsRef<OsStr>) -> Process {
    let mut command = Command::new(program);
    command.current_dir(project::root());
    Process(command)
}

impl Process {
    /// Adds arguments.
    pub fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, args: I) -> Self {
        self.0.args(args);
        self
    }

    /// Sets one environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Has it work in another folder.
    pub fn within(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// Prints the command, then runs it with its output visible; fails if the command fails.
    pub fn run(mut self) -> Result<()> {
        println!("$ {self}");
        let status = self.0.status().with_context(|| format!("could not start `{self}`"))?;
        if !status.success() {
            bail!("`{self}` failed ({status})");
        }
        Ok(())
    }

    /// Runs quietly and returns the output; `None` where the program does not exist or fails.
    pub fn read(mut self) -> Option<String> {
        let output = self.0.stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.get_program().to_string_lossy())?;
        self.0.get_args().try_for_each(|arg| write!(f, " {}", arg.to_string_lossy()))
    }
}
