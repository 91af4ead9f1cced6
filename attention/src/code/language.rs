//! The languages that programs are written in.

/// A language that a program is written in. All of them compute in double precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Python with NumPy.
    NumPy,
    /// Python with PyTorch, on the CPU.
    PyTorch,
    /// Python with JAX, its 64-bit mode switched on.
    Jax,
    /// Rust with its standard library alone.
    Rust,
}

impl Language {
    /// Every language, in the order in which menus list them.
    pub const ALL: [Self; 4] = [Self::NumPy, Self::PyTorch, Self::Jax, Self::Rust];

    /// Its id in links.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NumPy => "numpy",
            Self::PyTorch => "pytorch",
            Self::Jax => "jax",
            Self::Rust => "rust",
        }
    }

    /// Its name, which is the same in every language that people speak.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NumPy => "NumPy",
            Self::PyTorch => "PyTorch",
            Self::Jax => "JAX",
            Self::Rust => "Rust",
        }
    }

    /// The end of a file's name, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::NumPy | Self::PyTorch | Self::Jax => "py",
            Self::Rust => "rs",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_one_language() {
        for (i, language) in Language::ALL.into_iter().enumerate() {
            let found = Language::ALL.iter().position(|other| other.id() == language.id());
            assert_eq!(found, Some(i), "{}", language.name());
        }
    }
}
