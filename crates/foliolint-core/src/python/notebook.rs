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
        let magic =
            start.starts_with(['%', '!', '?']) || (start.ends_with('?') && !start.contains('#'));
        if foreign || magic {
            code.push('#');
        }
        code.push_str(line);
        code.push('\n');
    }
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
    fn broken_notebooks_are_one_error() {
        assert!(code(&"[".repeat(100_000)).is_err());
        assert!(code(r#"{"cells":1}"#).is_err());
    }
}
