//! Where a report goes: stdout, or a file that is replaced as a whole.

use crate::exit::Failure;
use crate::interrupt;
use crate::sanitise;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// What writes a report.
pub(crate) type Body<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// Writes a report. A reader that has seen enough (`| head`) ends it quietly.
pub(crate) fn write(file: Option<&Path>, body: Body<'_>) -> Result<(), Failure> {
    let Some(file) = file else {
        let mut stdout = BufWriter::new(io::stdout().lock());
        return match body(&mut stdout).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                // What is still buffered must not be tried again when the buffer is dropped.
                let _ = stdout.into_parts();
                Ok(())
            }
            Err(error) => {
                let _ = stdout.into_parts();
                Err(Failure::new(format!(
                    "the report could not be written: {}",
                    error.kind()
                )))
            }
            Ok(()) => Ok(()),
        };
    };
    replace(file, body).map_err(|error| refused(file, &error.kind().to_string()))
}

/// Refuses a place where no report may be written, before the scan rather than after it.
pub(crate) fn check(file: &Path) -> Result<(), Failure> {
    match file.symlink_metadata() {
        Ok(meta) if meta.is_symlink() => {
            Err(refused(file, "is a symbolic link, which is never followed"))
        }
        Ok(meta) if meta.is_dir() => Err(refused(file, "is a folder")),
        Ok(meta) if !meta.is_file() => Err(refused(file, "is no regular file")),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound && folder(file).is_dir() => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(refused(file, "its folder does not exist"))
        }
        Err(error) => Err(refused(file, &error.kind().to_string())),
    }
}

fn refused(file: &Path, why: &str) -> Failure {
    Failure::new(format!("cannot write {}: {why}", sanitise::path(file)))
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Writes beside `file` and renames, so that the old report stays whole until the new one is.
fn replace(file: &Path, body: Body<'_>) -> io::Result<()> {
    let temporary = temporary(&folder(file))?;
    let guard = interrupt::guard(temporary.path());
    let mut buffer = BufWriter::new(temporary);
    body(&mut buffer)?;
    let temporary = buffer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    temporary.as_file().sync_all()?;
    temporary.persist(file).map_err(|error| error.error)?;
    drop(guard);
    Ok(())
}

#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    // As any new file: the umask decides who may read it.
    Builder::new()
        .prefix(".foliolint-")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(".foliolint-").tempfile_in(folder)
}
