//! The one place that opens a stranger's files: bounded, never through a link, never a device.

use crate::problem::Reason;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Reads a regular file of at most `cap` bytes. `file` is relative to `root`.
///
/// The last part of the path is never followed where it is a link. The folders above it are not checked here:
/// the inventory hands out only paths whose folders it walked, and it walks into no link.
///
/// # Errors
///
/// [`Reason::Link`], [`Reason::SpecialFile`], [`Reason::TooLarge`] (nothing was read then), [`Reason::Changed`]
/// where the file vanished or grew, [`Reason::Unreadable`].
pub fn read(root: &Path, file: &Path, cap: u64) -> Result<Vec<u8>, Reason> {
    let path = root.join(file);
    let found = std::fs::symlink_metadata(&path).map_err(|error| reason(&error))?;
    if found.file_type().is_symlink() {
        return Err(Reason::Link);
    }
    if !found.is_file() {
        return Err(Reason::SpecialFile);
    }
    // Between the look above and this open the file may be replaced: the open itself refuses links and doesn't wait
    // for the other end of a FIFO, and what was opened is asked again what it is.
    let opened = open(&path).map_err(|error| reason(&error))?;
    let size = match opened.metadata() {
        Ok(now) if now.is_file() => now.len(),
        Ok(_) => return Err(Reason::SpecialFile),
        Err(error) => return Err(reason(&error)),
    };
    if size > cap {
        return Err(Reason::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    let mut bounded = opened.take(cap.saturating_add(1));
    bounded
        .read_to_end(&mut bytes)
        .map_err(|error| reason(&error))?;
    if bytes.len() as u64 == size {
        Ok(bytes)
    } else {
        Err(Reason::Changed)
    }
}

#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Why a file-system call failed, in words that name no path of this machine.
pub(crate) fn reason(error: &std::io::Error) -> Reason {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::ELOOP) {
        return Reason::Link;
    }
    match error.kind() {
        ErrorKind::NotFound => Reason::Changed,
        ErrorKind::PermissionDenied => Reason::Unreadable("permission denied".to_owned()),
        ErrorKind::InvalidFilename => Reason::Unreadable("its path is too long".to_owned()),
        kind => Reason::Unreadable(kind.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_up_to_the_cap_and_no_further() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), b"12345").unwrap();
        let at = |cap| read(folder.path(), Path::new("a"), cap);
        assert_eq!(at(5), Ok(b"12345".to_vec()));
        assert_eq!(at(4), Err(Reason::TooLarge));
        assert_eq!(read(folder.path(), Path::new("b"), 9), Err(Reason::Changed));
        assert_eq!(
            read(folder.path(), Path::new(""), 9),
            Err(Reason::SpecialFile)
        );
    }

    #[cfg(unix)]
    #[test]
    fn follows_no_link_and_opens_no_device() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("link")).unwrap();
        assert_eq!(read(folder.path(), Path::new("link"), 9), Err(Reason::Link));
        assert_eq!(
            read(Path::new("/dev"), Path::new("zero"), 9),
            Err(Reason::SpecialFile)
        );
    }
}
