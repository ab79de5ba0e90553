//! The code cells of a notebook as one Python text.

use serde::Deserialize;
use serde_json::Value;

/// What of the notebook format (nbformat 4) is read.
#[derive(Deserialize)]
struct Notebook {
    cells: Vec<Value>,
}

/// Magics that run the rest of their cell as Python.
const PYTHON_MAGICS: [&str; 5] = ["time", "timeit", "capture", "prun", "python3"];

/// The code of a notebook's code cells, one after the other, with IPython's magics, shell lines and help
/// requests made comments, so that every line keeps its place.
///
/// # Errors
///
/// What is wrong with the JSON, without quoting it.
pub fn code(json: &str) -> Result<String, String> {
    let notebook: Notebook = serde_json::from_str(json).map_err(|error| {
        format!(
            "no notebook: {:?} error at line {}",
            error.classify(),
            error.line()
        )
        .to_lowercase()
    })?;
    let mut code = String::new();
    for cell in &notebook.cells {
        if cell.get("cell_type").and_then(Value::as_str) != Some("code") {
            continue;
        }
        let source = match cell.get("source") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        push_cell(&mut code, &source.replace("\r\n", "\n").replace('\r', "\n"));
    }
    Ok(code)
}

fn push_cell(code: &mut String, cell: &str) {
    let magic = cell
        .trim_start()
        .strip_prefix("%%")
        .map(|rest| rest.split_whitespace().next().unwrap_or_default());
    let foreign = magic.is_some_and(|magic| !PYTHON_MAGICS.contains(&magic));
    for line in cell.lines() {
        let start = line.trim_start();
        let indent = line.get(..line.len() - start.len()).unwrap_or_default();
        let indented = !indent.is_empty();
        let magic = is_magic(start, indented) || is_assigned_magic(start);
        if foreign || (magic && !indented) {
            code.push('#');
            code.push_str(line);
        } else if magic {
            // It may be the only statement of its block.
            code.extend([indent, "pass  #", start]);
        } else {
            code.push_str(line);
        }
        code.push('\n');
    }
}

/// Whether a line is IPython's and not Python's. An indented `% (a, b)` or `!= b` goes on with an expression.
fn is_magic(line: &str, indented: bool) -> bool {
    let mut letters = line.chars();
    match letters.next() {
        Some('%') => {
            !indented
                || letters
                    .next()
                    .is_some_and(|next| next.is_alphabetic() || next == '%')
        }
        Some('!') => letters.next() != Some('='),
        Some('?') => true,
        _ => line.ends_with('?') && !line.contains('#'),
    }
}

/// `files = !ls` and `spent = %time f()`, for a name on the left.
fn is_assigned_magic(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, value)| {
        let name = name.trim_end();
        let named = !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_');
        named && value.trim_start().starts_with(['!', '%'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_joined_and_magics_become_comments() {
        let json = r##"{"cells": [
            {"cell_type": "markdown", "source": "# no"},
            {"cell_type": "code", "source": ["%matplotlib inline\n", "x = 1"]},
            {"cell_type": "code", "source": "%%bash\nrm -rf x"},
            {"cell_type": "code", "source": "%%time\ny = 2"},
            null, 5, {"cell_type": "code", "source": {"a": 1}}
        ]}"##;
        assert_eq!(
            code(json).as_deref(),
            Ok("#%matplotlib inline\nx = 1\n#%%bash\n#rm -rf x\n#%%time\ny = 2\n")
        );
    }

    #[test]
    fn magics_leave_the_code_around_them_whole() {
        let cell = "if fresh:\n    !pip install x\nfiles = !ls\nsaid = ('%s'\n    % name)\nsame = (a\n    != b)\n%%time\n";
        let json =
            serde_json::json!({"cells": [{"cell_type": "code", "source": cell}]}).to_string();
        assert_eq!(
            code(&json).as_deref(),
            Ok(
                "if fresh:\n    pass  #!pip install x\n#files = !ls\nsaid = ('%s'\n    % name)\nsame = (a\n    != b)\n#%%time\n"
            )
        );
    }

    #[test]
    fn broken_notebooks_are_one_error() {
        assert!(code(&"[".repeat(100_000)).is_err());
        assert!(code(r#"{"cells":1}"#).is_err());
    }
}
