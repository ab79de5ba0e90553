//! A bounded YAML tree: parser events with lines, no alias expansion, so no bombs.

use saphyr_parser::{Event, Parser};

/// Deepest nesting that is read.
const DEPTH: usize = 64;
/// Most nodes that are read.
const NODES: usize = 100_000;

/// A node and the line (from 1) it starts on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Node {
    pub(super) line: u32,
    pub(super) value: Value,
}

/// What a node is. An alias stands as an empty scalar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value of a key; none where the node is no map.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, node)| node)
    }

    /// The entries of a map; none where it is something else.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none where it is something else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        match &self.value {
            Value::Scalar(text) => matches!(text.trim(), "" | "~" | "null"),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }

    /// A scalar's text, or the scalars of a list, or those of a list's lists; each with its line.
    pub(super) fn scalars(&self) -> Vec<(u32, &str)> {
        match &self.value {
            Value::Scalar(text) => vec![(self.line, text)],
            Value::List(items) => items
                .iter()
                .flat_map(|item| item.items().iter().chain(std::iter::once(item)))
                .filter_map(|item| item.text().map(|text| (item.line, text)))
                .collect(),
            Value::Map(_) => Vec::new(),
        }
    }
}

/// An open list or map.
struct Frame {
    line: u32,
    list: Option<Vec<Node>>,
    map: Vec<(String, Node)>,
    key: Option<String>,
}

/// The documents of a YAML text; none where it does not parse or is over the limits.
pub(super) fn documents(text: &str) -> Option<Vec<Node>> {
    let mut documents = Vec::new();
    let mut stack: Vec<Frame> = Vec::new();
    for (count, event) in Parser::new_from_str(text).enumerate() {
        let (event, span) = event.ok()?;
        if count > NODES {
            return None;
        }
        let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX);
        let open = |list| Frame {
            line,
            list,
            map: Vec::new(),
            key: None,
        };
        let done = match event {
            Event::Scalar(text, ..) => Node {
                line,
                value: Value::Scalar(text.into_owned()),
            },
            Event::Alias(_) => Node {
                line,
                value: Value::Scalar(String::new()),
            },
            Event::SequenceStart(..) => {
                stack.push(open(Some(Vec::new())));
                continue;
            }
            Event::MappingStart(..) => {
                stack.push(open(None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let frame = stack.pop()?;
                let value = frame.list.map_or(Value::Map(frame.map), Value::List);
                Node {
                    line: frame.line,
                    value,
                }
            }
            _ => continue,
        };
        if stack.len() > DEPTH {
            return None;
        }
        match stack.last_mut() {
            None => documents.push(done),
            Some(Frame {
                list: Some(items), ..
            }) => items.push(done),
            Some(frame) => match frame.key.take() {
                None => frame.key = Some(done.text().unwrap_or_default().to_owned()),
                Some(key) => frame.map.push((key, done)),
            },
        }
    }
    Some(documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_lists_and_lines() {
        let all = documents("a: &x\n  - b\n  - c: [1, 2]\nd: *x\n").unwrap();
        let a = all[0].get("a").unwrap();
        assert_eq!(a.items()[0].text(), Some("b"));
        assert_eq!(
            a.items()[1].get("c").unwrap().scalars(),
            [(3, "1"), (3, "2")]
        );
        assert!(all[0].get("d").unwrap().is_empty());
    }

    #[test]
    fn hostile_texts_give_nothing() {
        assert!(documents(&"[".repeat(100_000)).is_none());
        assert!(documents(&"- ".repeat(100_000)).is_none());
        assert!(documents("a: {b: \n\tc").is_none());
    }
}
