//! Reads the objects of a git folder that the guard has passed: bounded in size, and nothing of it leads elsewhere.

use gix::objs::Kind;
use gix::{ObjectId, Repository};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Bytes of a commit or tree that is read.
pub(super) const OBJECT_BYTES: u64 = 16 << 20;

/// Bytes that a loose object takes on disk, whatever its header says.
const LOOSE_BYTES: u64 = 64 << 20;

/// The objects of one repository, and until when they are read.
pub(super) struct Objects {
    pub(super) repository: Repository,
    folder: PathBuf,
    /// By the first byte of an id: whether there is a folder for loose objects of it.
    loose: Vec<bool>,
    deadline: Instant,
}

impl Objects {
    /// Opens the folder as nobody's in particular: no configuration but its own, and of that nothing that runs or leads
    /// elsewhere; no replaced objects.
    ///
    /// # Errors
    ///
    /// Why it can't be opened, in words.
    pub(super) fn open(folder: &Path, deadline: Instant) -> Result<Self, String> {
        let options = gix::open::Options::isolated()
            .with(gix::sec::Trust::Reduced)
            .strict_config(false)
            .open_path_as_is(true)
            .config_overrides([
                "core.useReplaceRefs=false",
                "core.commitGraph=false",
                "core.deltaBaseCacheLimit=64m",
            ]);
        let repository = gix::ThreadSafeRepository::open_opts(folder, options)
            .map(|repository| repository.to_thread_local())
            // The error's own words may quote the configuration or name paths of this machine.
            .map_err(|_| "its format is not understood (damaged, SHA-256 or too new)".to_owned())?;
        let objects = folder.join("objects");
        let loose = (0..=u8::MAX)
            .map(|first| std::fs::symlink_metadata(objects.join(format!("{first:02x}"))).is_ok())
            .collect();
        Ok(Self {
            repository,
            folder: folder.to_owned(),
            loose,
            deadline,
        })
    }

    /// Whether the time is over.
    pub(super) fn is_late(&self) -> bool {
        Instant::now() > self.deadline
    }

    /// The bytes of a commit, tree or tag; `None` where it is missing, damaged, another kind, or too large.
    pub(super) fn read(&self, id: ObjectId, kind: Kind) -> Option<Vec<u8>> {
        self.read_up_to(id, kind, OBJECT_BYTES)
    }

    /// The same with a limit of its own.
    pub(super) fn read_up_to(&self, id: ObjectId, kind: Kind, limit: u64) -> Option<Vec<u8>> {
        let first = usize::from(id.first_byte());
        if self.loose.get(first).is_some_and(|there| *there) {
            let hex = id.to_string();
            let (folder, name) = (hex.get(..2)?, hex.get(2..)?);
            let loose = self.folder.join("objects").join(folder).join(name);
            if std::fs::symlink_metadata(loose).is_ok_and(|found| found.len() > LOOSE_BYTES) {
                return None;
            }
        }
        let header = self.repository.find_header(id).ok()?;
        if header.kind() != kind || header.size() > limit {
            return None;
        }
        self.repository
            .find_object(id)
            .ok()
            .map(|mut object| std::mem::take(&mut object.data))
    }
}
