//! "Did you mean …?" for words that are close to a known one.

use std::path::Path;

/// Entries of a folder that are looked at for a similar name.
const SIBLINGS: usize = 2_000;
/// Longer words get no suggestion; comparing is quadratic.
const LONGEST: usize = 80;

/// The candidate nearest to `word`, if any is near enough to be a slip of the keyboard. The first of equals wins.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = word.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let most = (length / 3).max(1);
    let lower = word.to_lowercase();
    let near = candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|&(distance, _)| distance <= most);
    near.min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// A folder beside the missing `path` with a similar name, as the user would type it.
pub(crate) fn similar_folder(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let parent = path.parent()?;
    let folder = if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    };
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .take(SIBLINGS)
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    let found = nearest(name, names.iter().map(String::as_str))?;
    Some(parent.join(found).display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slips_are_mended() {
        let words = ["check", "rule", "rules"];
        assert_eq!(nearest("chekc", words), Some("check"));
        assert_eq!(nearest("ruels", words), Some("rules"));
        assert_eq!(nearest("CHECK", words), Some("check"));
        assert_eq!(nearest("portfolio", words), None);
        assert_eq!(nearest("", words), None);
    }
}
