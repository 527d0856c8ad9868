//! The set that a new one shall extend.

use crate::load::{Failure, Loaded, is_built_in, load};
use std::path::{Path, PathBuf};

/// The set: the built-in one, or one whose folder stands beside the new one, where that will find it.
pub(crate) fn find(extends: &Path, directory: &Path) -> Result<Loaded, Failure> {
    let folder = folder(extends, directory);
    if is_built_in(&folder) {
        return load(&folder);
    }
    if !folder.is_dir() {
        let beside = around(directory).join(extends);
        let beside = (beside != extends).then(|| format!("the folder {}, ", beside.display()));
        return Err(Failure::Unusable(format!(
            "there is no set {}; looked for it as: the built-in set coventry, {}the path {}",
            extends.display(),
            beside.unwrap_or_default(),
            extends.display()
        )));
    }
    let base = load(&folder)?;
    let id = &base.tables().manifest.id;
    let (is, wanted) = (folder.canonicalize(), around(directory).join(id));
    if is.ok() != wanted.canonicalize().ok() {
        return Err(Failure::Unusable(format!(
            "the set {id} is in {}; a set finds the one that it extends by its id, as a folder beside it: here, {}",
            folder.display(),
            wanted.display()
        )));
    }
    Ok(base)
}

/// The folder of the set that is meant: that of this name beside the new one comes first.
pub(crate) fn folder(extends: &Path, directory: &Path) -> PathBuf {
    let beside = around(directory).join(extends);
    if !is_built_in(extends) && beside.is_dir() { beside } else { extends.to_owned() }
}

/// The folder in which a directory stands or will stand.
fn around(directory: &Path) -> PathBuf {
    let whole = match directory.file_name() {
        Some(_) => None,
        None => directory.canonicalize().ok(),
    };
    whole.as_deref().unwrap_or(directory).parent().map(Path::to_owned).unwrap_or_default()
}
