//! The paths of git's index file, versions 2 to 4 (gitformat-index).
//!
//! Read by hand, because only the paths are wanted: gix's reader decodes the cached trees by recursion, and an index of
//! a stranger could nest them until the stack ends, which nothing can catch.

use super::guard::LARGE_BYTES;
use super::is_sane;
use crate::problem::Reason;
use crate::text::{decode, read};
use std::collections::BTreeSet;
use std::path::Path;

/// What an index says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// Paths of files and links.
    pub(super) paths: BTreeSet<String>,
    /// Whether a second file holds the rest.
    pub(super) split: bool,
}

/// Bytes before the flags of an entry: times, device, inode, mode, owner, size, SHA-1.
const FIXED: usize = 60;
/// Where the mode stands in these.
const MODE: usize = 24;
/// The flag of version 3 and 4 that two more bytes of flags follow.
const EXTENDED: u16 = 0x4000;
/// Bytes of the checksum at the end.
const CHECKSUM: usize = 20;

/// Reads the index of a git folder; none there is an empty one.
///
/// # Errors
///
/// Why it can't be read, in words.
pub(super) fn read(folder: &Path) -> Result<Index, String> {
    match read::read(folder, Path::new("index"), LARGE_BYTES) {
        Ok(bytes) => parse(&bytes).ok_or_else(|| "is damaged".to_owned()),
        Err(Reason::Changed) => Ok(Index::default()),
        Err(reason) => Err(reason.to_string()),
    }
}

fn parse(bytes: &[u8]) -> Option<Index> {
    let version = u32_at(bytes, 4)?;
    if bytes.get(..4)? != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let count = u32_at(bytes, 8)?;
    let mut index = Index::default();
    let mut at = 12;
    let mut path: Vec<u8> = Vec::new();
    for _ in 0..count {
        let mode = u32_at(bytes, at + MODE)?;
        let flags = u16::from_be_bytes(bytes.get(at + FIXED..at + FIXED + 2)?.try_into().ok()?);
        let mut name = at + FIXED + 2;
        if version >= 3 && flags & EXTENDED != 0 {
            name += 2;
        }
        if version == 4 {
            let (strip, used) = varint(bytes.get(name..)?)?;
            path.truncate(path.len().checked_sub(strip)?);
            name += used;
        } else {
            path.clear();
        }
        let length = bytes.get(name..)?.iter().position(|&byte| byte == 0)?;
        path.extend_from_slice(bytes.get(name..name + length)?);
        if path.len() > 4_096 {
            return None;
        }
        let end = name + length + 1;
        at = if version == 4 {
            end
        } else {
            // At least one NUL, then padding to a multiple of eight from the entry's start.
            at + (end - at).next_multiple_of(8)
        };
        // Files and links; no submodules, no folders of a sparse index.
        if matches!(mode >> 12, 0o10 | 0o12) {
            let shown = decode::shown(&path);
            if is_sane(&shown) {
                index.paths.insert(shown.into_owned());
            }
        }
    }
    index.split = has_extension(bytes.get(at..)?, b"link");
    Some(index)
}

fn has_extension(mut rest: &[u8], wanted: &[u8]) -> bool {
    while rest.len() > CHECKSUM {
        let (Some(name), Some(size)) = (rest.get(..4), u32_at(rest, 4)) else {
            return false;
        };
        if name == wanted {
            return true;
        }
        let Some(next) = rest.get(8_usize.saturating_add(size as usize)..) else {
            return false;
        };
        rest = next;
    }
    false
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// git's offset encoding: seven bits a byte, most significant first, each continuation adding one.
fn varint(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value: usize = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        if at > 0 {
            value += 1;
        }
        value = (value << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(mode: u32, flags: u16, name: &[u8]) -> Vec<u8> {
        let mut out = vec![0; MODE];
        out.extend(mode.to_be_bytes());
        out.resize(FIXED, 0);
        out.extend(flags.to_be_bytes());
        out.extend(name);
        out
    }

    fn index(version: u32, count: u32, body: &[u8]) -> Vec<u8> {
        let head = [version.to_be_bytes(), count.to_be_bytes()].concat();
        [b"DIRC", &head[..], body, &[0; CHECKSUM]].concat()
    }

    fn padded(mut entry: Vec<u8>) -> Vec<u8> {
        entry.resize((entry.len() + 1).next_multiple_of(8), 0);
        entry
    }

    #[test]
    fn reads_versions_two_and_four() {
        let names: [(u32, &[u8]); 5] = [
            (0o100_644, b"a/b.py"),
            (0o160_000, b"submodule"),
            (0o120_000, b"link"),
            (0o100_755, b"../x"),
            (0o100_644, b"\xff"),
        ];
        let body: Vec<u8> = names
            .iter()
            .flat_map(|(mode, name)| padded(entry(*mode, 0, name)))
            .collect();
        let read = parse(&index(2, 5, &body)).unwrap();
        assert_eq!(
            read.paths.into_iter().collect::<Vec<_>>(),
            ["\\xff", "a/b.py", "link"]
        );
        let body = [
            entry(0o100_644, 0, b"\0a/b.py\0"),
            entry(0o100_644, 0, b"\x04c.py\0"),
        ]
        .concat();
        let read = parse(&index(4, 2, &body)).unwrap();
        assert_eq!(
            read.paths.into_iter().collect::<Vec<_>>(),
            ["a/b.py", "a/c.py"]
        );
    }

    #[test]
    fn damaged_ones_are_none() {
        assert_eq!(parse(b""), None);
        assert_eq!(parse(&index(2, u32::MAX, &[0xff; 64])), None);
        assert_eq!(parse(&index(4, 1, &entry(0o100_644, 0, b"\x7fa\0"))), None);
        assert_eq!(parse(&index(5, 0, b"")), None);
        let link = [b"link".as_slice(), &[0; 4]].concat();
        assert!(parse(&index(2, 0, &link)).unwrap().split);
    }
}
