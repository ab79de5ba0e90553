//! Where the history begins: what `HEAD`, the branches and the tags point to.

use super::objects::Objects;
use crate::text::decode;
use gix::objs::{Kind, TagRefIter};
use gix::{ObjectId, Repository};

/// How far a reference is followed through others, and a tag through tags.
const STEPS: usize = 5;

/// A branch, remote branch or tag.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Tip {
    /// Its name without `refs/heads/` and the like.
    pub(super) name: String,
    /// The commit.
    pub(super) id: ObjectId,
}

/// The commit that `HEAD` names; `None` on a branch without commits.
///
/// # Errors
///
/// Why there is none, in words.
pub(super) fn head(repository: &Repository) -> Result<Option<ObjectId>, String> {
    let damaged = "HEAD names no branch or commit";
    let head = repository.head().map_err(|_| damaged.to_owned())?;
    let mut reference = match head.kind {
        gix::head::Kind::Unborn(_) => return Ok(None),
        gix::head::Kind::Detached { target, .. } => return Ok(Some(target)),
        gix::head::Kind::Symbolic(reference) => reference,
    };
    for _ in 0..STEPS {
        if let Some(id) = reference.target.try_id() {
            return Ok(Some(id.to_owned()));
        }
        let name = reference.target.try_name().ok_or(damaged)?;
        reference = match repository.try_find_reference(name.as_bstr()) {
            Ok(Some(next)) => next.detach(),
            Ok(None) => return Ok(None),
            Err(_) => return Err(damaged.to_owned()),
        };
    }
    Err("HEAD leads in a circle".to_owned())
}

/// The tips of all branches, remote branches and tags, sorted by name, and whether some could not be read. References
/// to other references (`origin/HEAD`) are left out, for what they name is here itself; tags of trees and files are no
/// history.
pub(super) fn tips(objects: &Objects) -> (Vec<Tip>, bool) {
    let mut whole = true;
    let mut tips = Vec::new();
    let platform = objects.repository.references();
    let Some(all) = platform.as_ref().ok().and_then(|found| found.all().ok()) else {
        return (tips, false);
    };
    for reference in all {
        let Ok(reference) = reference else {
            whole = false;
            continue;
        };
        let full = decode::shown(reference.name().as_bstr()).into_owned();
        let short = ["refs/heads/", "refs/remotes/", "refs/tags/"]
            .iter()
            .find_map(|prefix| full.strip_prefix(prefix));
        let (Some(short), Some(id)) = (short, reference.inner.target.try_id()) else {
            continue;
        };
        match peel(objects, id.to_owned()) {
            Ok(Some(id)) => tips.push(Tip {
                name: short.to_owned(),
                id,
            }),
            Ok(None) => {}
            Err(()) => whole = false,
        }
    }
    tips.sort();
    (tips, whole)
}

/// The commit that an id names, through tags; `Ok(None)` where it is a tree or file.
fn peel(objects: &Objects, mut id: ObjectId) -> Result<Option<ObjectId>, ()> {
    for _ in 0..STEPS {
        let header = objects.repository.find_header(id).map_err(|_| ())?;
        match header.kind() {
            Kind::Commit => return Ok(Some(id)),
            Kind::Tree | Kind::Blob => return Ok(None),
            Kind::Tag => {}
        }
        let tag = objects.read(id, Kind::Tag).ok_or(())?;
        id = TagRefIter::from_bytes(&tag, id.kind())
            .target_id()
            .map_err(|_| ())?;
    }
    Err(())
}
