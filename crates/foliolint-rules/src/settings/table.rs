//! Reads `{"name": Class, …}`, the table from which a Flask factory chooses its configuration.

/// Entries of a table that are looked at; real ones have fewer than 10.
const ENTRIES: usize = 64;

/// One entry of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// The key's text, quotes taken off.
    pub key: String,
    /// The dotted name that it stands for: a class, or a string that names one.
    pub name: String,
}

/// The entries of a dictionary display; none where a value is anything but a dotted name or a string of one.
pub(super) fn entries(text: &str) -> Option<Vec<Entry>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut found = Vec::new();
    // The grammar has seen this text as one dictionary, so a comma or colon in a key is all that could mislead,
    // and that leaves a value which is no name.
    for part in without_comments(inner).split(',') {
        if part.trim().is_empty() {
            continue;
        }
        let (key, value) = part.split_once(':')?;
        let name = unquoted(value.trim());
        let is_name = !name.is_empty()
            && name
                .split('.')
                .all(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        if !is_name || found.len() >= ENTRIES {
            return None;
        }
        found.push(Entry {
            key: unquoted(key.trim()).to_owned(),
            name: name.to_owned(),
        });
    }
    (!found.is_empty()).then_some(found)
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split('#').next().unwrap_or_default().to_owned();
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Option<Vec<String>> {
        Some(entries(text)?.into_iter().map(|one| one.name).collect())
    }

    #[test]
    fn tables_of_classes_and_names_are_read() {
        let text = "{\n  'dev': Dev,  # the author's\n  \"test\": 'shop.config.Test',\n}";
        assert_eq!(
            names(text),
            Some(vec!["Dev".to_owned(), "shop.config.Test".to_owned()])
        );
    }

    #[test]
    fn other_values_are_not() {
        assert_eq!(names("{'dev': Dev(), 'live': Live}"), None);
        assert_eq!(names("{**base, 'dev': Dev}"), None);
        assert_eq!(names("{}"), None);
        assert_eq!(names("{'a,b': Dev}"), None);
    }
}
