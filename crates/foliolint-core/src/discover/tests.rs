//! Tests of discovery on folders made for them.

use super::*;

fn made(paths: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in paths {
        let path = folder.path().join(path);
        if path.extension().is_some_and(|ending| ending == "py") {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        } else {
            std::fs::create_dir_all(path).unwrap();
        }
    }
    folder
}

fn found(folder: &tempfile::TempDir, typed: &[&str]) -> (Vec<(String, Shape)>, Vec<String>) {
    let paths: Vec<_> = typed.iter().map(|path| folder.path().join(path)).collect();
    let found = discover(&paths).unwrap();
    let names = found.checkouts.into_iter().map(|one| (one.name, one.shape));
    (names.collect(), found.notes)
}

#[test]
fn a_portfolio_is_its_repositories() {
    let folder = made(&[
        "p/b/.git",
        "p/a/.git",
        "p/x/y/.git",
        "p/x/y/z/.git",
        "p/x/loose.py",
        "p/1/2/3/.git",
        "p/.hidden/.git",
        "p/node_modules/.git",
    ]);
    let (names, notes) = found(&folder, &["p"]);
    let git = |name: &str| (name.to_owned(), Shape::Git);
    assert_eq!(names, [git("a"), git("b"), git("y")]);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].ends_with("not scanned: x/loose.py"), "{notes:?}");
}

#[test]
fn equal_and_nested_paths_are_scanned_once() {
    let folder = made(&["r/.git", "r/sub/a.py", "r/sub/inner/.git", "plain/x"]);
    let typed = ["r", "r/../r", "r/sub/../sub/inner", "plain", "plain/x"];
    let (names, notes) = found(&folder, &typed);
    let names: Vec<_> = names.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["r", "inner", "plain"]);
    assert_eq!(notes.len(), 1);
}

#[test]
fn names_are_made_unique_by_their_parents() {
    let folder = made(&["a/app/.git", "b/app/.git", "c/.git"]);
    let (names, _) = found(&folder, &["a/app", "b/app", "c"]);
    let names: Vec<_> = names.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a/app", "b/app", "c"]);
}

#[test]
fn a_folder_in_a_repository_is_plain_and_says_so() {
    let folder = made(&[
        "r/.git",
        "r/src/a.py",
        "bare.git/objects",
        "bare.git/refs",
        "bare.git/HEAD",
    ]);
    let (names, notes) = found(&folder, &["r/src"]);
    assert_eq!(names, [("src".to_owned(), Shape::Plain)]);
    assert!(
        notes[0].contains("is part of the repository at"),
        "{notes:?}"
    );
    let (names, notes) = found(&folder, &["bare.git"]);
    assert_eq!(names, [("bare.git".to_owned(), Shape::Plain)]);
    assert!(notes[0].contains("bare repository"), "{notes:?}");
}

#[test]
fn every_path_is_checked_before_any_is_scanned() {
    let folder = made(&["r/.git", "r/a.py"]);
    let paths = ["r", "nope", "r/a.py"].map(|path| folder.path().join(path));
    let reasons: Vec<_> = discover(&paths)
        .unwrap_err()
        .into_iter()
        .map(|refusal| refusal.reason)
        .collect();
    assert_eq!(reasons, ["no such folder", "is a file, not a folder"]);
}
