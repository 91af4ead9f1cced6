//! Files that the browser keeps from visit to visit, in IndexedDB, where a reader asks for it.

use idb::{
    Database, DatabaseEvent, Error, Factory, ObjectStore, ObjectStoreParams, Transaction, TransactionMode,
};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

const DATABASE: &str = "deltascope";
const FILES: &str = "files";

/// A file as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// The length of the file that the reader brought, in bytes.
    pub length: usize,
    /// What is kept of it.
    pub bytes: Vec<u8>,
}

/// Keeps these files, and no others.
///
/// # Errors
/// The browser's own message: it has no room, or keeps nothing at all.
pub async fn keep(files: &[KeptFile]) -> Result<(), String> {
    put(files).await.map_err(|error| error.to_string())
}

/// The files that are kept.
///
/// # Errors
/// The browser's own message.
pub async fn kept() -> Result<Vec<KeptFile>, String> {
    all().await.map_err(|error| error.to_string())
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        // Where it fails, the store is missing, and every use of it says so.
        if let Ok(database) = event.database() {
            _ = database.create_object_store(FILES, ObjectStoreParams::new());
        }
    });
    request.await
}

fn begin(database: &Database, mode: TransactionMode) -> Result<(Transaction, ObjectStore), Error> {
    let transaction = database.transaction(&[FILES], mode)?;
    let store = transaction.object_store(FILES)?;
    Ok((transaction, store))
}

async fn put(files: &[KeptFile]) -> Result<(), Error> {
    let database = open().await?;
    let (transaction, store) = begin(&database, TransactionMode::ReadWrite)?;
    store.clear()?.await?;
    for file in files {
        let bytes = Uint8Array::from(&file.bytes[..]);
        let value = Array::of3(&file.name.as_str().into(), &(file.length as f64).into(), &bytes);
        store.put(&value, Some(&file.name.as_str().into()))?.await?;
    }
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

async fn all() -> Result<Vec<KeptFile>, Error> {
    let database = open().await?;
    let (_, store) = begin(&database, TransactionMode::ReadOnly)?;
    let found = store.get_all(None, None)?.await?;
    database.close();
    Ok(found.iter().filter_map(file).collect())
}

/// A file, where this is one: another version of the page may have kept something else.
fn file(value: &JsValue) -> Option<KeptFile> {
    let parts: &Array = value.dyn_ref()?;
    let bytes: Uint8Array = parts.get(2).dyn_into().ok()?;
    Some(KeptFile {
        name: parts.get(0).as_string()?,
        length: parts.get(1).as_f64()? as usize,
        bytes: bytes.to_vec(),
    })
}
