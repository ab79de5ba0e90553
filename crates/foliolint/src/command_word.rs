//! Where the command stands in what was typed; `check` may be left out.

use crate::exit::Failure;
use crate::suggest;
use clap::Command;
use std::ffi::{OsStr, OsString};

/// The names of the commands.
fn commands(definition: &Command) -> Vec<String> {
    let names = definition
        .get_subcommands()
        .map(|it| it.get_name().to_owned());
    names.chain(["help".to_owned()]).collect()
}

/// What to say of a path that does not exist, where it may be a command.
pub(crate) fn misspelt(word: &OsStr, definition: &Command) -> Option<Failure> {
    let word = word.to_str()?;
    let commands = commands(definition);
    let meant = suggest::nearest(word, commands.iter().map(String::as_str))?;
    let line = format!("`{word}` is neither a command nor a folder");
    Some(Failure::new(line).help(format!("did you mean `{meant}`?")))
}

/// Puts the command in front: where the first word that is no option is a command's name, that one, else `check`.
pub(crate) fn put_in_front(
    mut words: Vec<OsString>,
    definition: &Command,
) -> (Vec<OsString>, bool) {
    if words.is_empty() {
        words.push("foliolint".into());
    }
    let commands = commands(definition);
    let is_command = |word: &OsString| commands.iter().any(|name| word == name.as_str());
    match first_word(&words, definition) {
        Some(at) if words.get(at).is_some_and(is_command) => {
            let command = words.remove(at);
            words.insert(1, command);
            (words, false)
        }
        None if words.iter().skip(1).any(|word| asks_for_help(word)) => (words, false),
        _ => {
            words.insert(1, "check".into());
            (words, true)
        }
    }
}

fn asks_for_help(word: &OsStr) -> bool {
    ["-h", "--help", "-V", "--version"]
        .iter()
        .any(|it| word == *it)
}

/// The index of the first word that is neither an option nor an option's value; none after `--`, where only paths stand.
fn first_word(words: &[OsString], definition: &Command) -> Option<usize> {
    let takes_value = options_with_value(definition);
    let mut at = 1;
    while let Some(word) = words.get(at) {
        let text = word.to_string_lossy();
        if text == "--" {
            return None;
        }
        if !text.starts_with('-') || text == "-" {
            return Some(at);
        }
        at += 1 + usize::from(takes_value.iter().any(|option| *option == text));
    }
    None
}

/// The spellings of all options that take their value from the next word.
fn options_with_value(definition: &Command) -> Vec<String> {
    let commands = definition.get_subcommands().chain([definition]);
    let mut spellings = Vec::new();
    for option in commands.flat_map(Command::get_arguments) {
        if option.get_action().takes_values() {
            spellings.extend(option.get_long().map(|long| format!("--{long}")));
            spellings.extend(option.get_short().map(|short| format!("-{short}")));
        }
    }
    spellings
}
