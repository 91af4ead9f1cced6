//! Reads `.safetensors` files: named arrays of numbers, and the strings that come with them.

use std::collections::{BTreeMap, HashMap};

use safetensors::{Dtype, SafeTensors};

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
    Format(#[from] safetensors::SafeTensorError),
    /// A tensor holds numbers of a type that is not read.
    #[error("tensor {name} holds {dtype:?}; only F32 and F64 are read")]
    Dtype {
        /// The tensor.
        name: String,
        /// Its type.
        dtype: Dtype,
    },
    /// The file has no tensor of this name.
    #[error("there is no tensor {0}")]
    Missing(String),
}

impl Tensors {
    /// Reads a file.
    ///
    /// # Errors
    /// Where the bytes are not a safetensors file, or a tensor holds anything but F32 or F64.
    pub fn read(bytes: &[u8]) -> Result<Self, TensorsError> {
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let mut tensors = BTreeMap::new();
        for (name, view) in SafeTensors::deserialize(bytes)?.tensors() {
            let data = match view.dtype() {
                Dtype::F32 => numbers(view.data(), |b| f64::from(f32::from_le_bytes(b))),
                Dtype::F64 => numbers(view.data(), f64::from_le_bytes),
                dtype => return Err(TensorsError::Dtype { name, dtype }),
            };
            tensors.insert(name, Tensor { shape: view.shape().to_vec(), data });
        }
        Ok(Self { tensors, metadata })
    }

    /// The tensor of this name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn get(&self, name: &str) -> Result<&Tensor, TensorsError> {
        self.tensors.get(name).ok_or_else(|| TensorsError::Missing(name.to_owned()))
    }
}

fn numbers<const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    bytes.as_chunks::<N>().0.iter().map(|b| read(*b)).collect()
}
