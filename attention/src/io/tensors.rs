//! `.safetensors` files of this repository: named arrays of numbers, and the strings that come with them.

use std::collections::{BTreeMap, HashMap};

use super::why::Why;

/// The tensors of one `.safetensors` file by name, widened to `f64`, and the file's metadata.
#[derive(Clone, Debug, Default)]
pub struct Tensors {
    /// Every tensor.
    pub tensors: BTreeMap<String, Tensor>,
    /// The strings that the file carries beside them.
    pub metadata: HashMap<String, String>,
}

/// An array of numbers with its shape, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// The lengths of its axes.
    pub shape: Vec<usize>,
    /// Its entries, the last axis fastest.
    pub data: Vec<f64>,
}

/// Why a file of tensors cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TensorsError {
    /// The bytes are not a safetensors file.
    #[error("not a safetensors file: {0}")]
    Format(#[from] Why),
    /// The strings are not strings.
    #[error("the strings of the file cannot be read: {0}")]
    Strings(#[from] serde_json::Error),
    /// The file has no tensor of this name.
    #[error("there is no tensor {0}")]
    Missing(String),
}

impl Tensors {
    /// Reads a file.
    ///
    /// # Errors
    /// Where the bytes are not a safetensors file.
    pub fn read(bytes: &[u8]) -> Result<Self, TensorsError> {
        let mut strings = String::from("{}");
        let arrays = super::read::with_strings(&bytes.into(), &mut |text| {
            text.clone_into(&mut strings);
            Ok(())
        })?;
        let tensor =
            |array: &super::Array| Tensor { shape: array.shape().to_vec(), data: array.values().collect() };
        let tensors = arrays.iter().map(|array| (array.name().to_owned(), tensor(array))).collect();
        Ok(Self { tensors, metadata: serde_json::from_str(&strings)? })
    }

    /// The tensor of this name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn get(&self, name: &str) -> Result<&Tensor, TensorsError> {
        self.tensors.get(name).ok_or_else(|| TensorsError::Missing(name.to_owned()))
    }
}
