//! `rule` and `rules`: what a rule is about, in the words of its own source file.

use super::look::{self, Look};
use super::output;
use crate::args::{Colour, ListFormat, RuleArgs, RulesArgs};
use crate::exit::{Exit, Failure};
use crate::select;
use foliolint_rules::{ALL, Rule};
use serde::Serialize;
use std::io::{self, Write};

/// Explains one rule.
pub(crate) fn one(args: &RuleArgs, colour: Colour) -> Result<Exit, Failure> {
    let rule = select::rule(&args.rule)?;
    let look = Look::detect(colour, false);
    output::write(None, &|out| explain(rule, &look, out))?;
    Ok(Exit::Clean)
}

/// Lists all rules.
pub(crate) fn all(args: &RulesArgs, colour: Colour) -> Result<Exit, Failure> {
    let look = Look::detect(colour, false);
    output::write(None, &|out| match args.output_format {
        ListFormat::Full => table(&look, out),
        ListFormat::Json => json(out),
    })?;
    Ok(Exit::Clean)
}

fn explain(rule: &Rule, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{} {}", rule.code, rule.name);
    writeln!(out, "{}", look.paint(look::BOLD, &title))?;
    let severity = look.paint(look::severity(rule.severity), rule.severity.word());
    writeln!(out, "severity: {severity}, area: {}\n", rule.area.word())?;
    markdown(rule.documentation().trim(), look, out)?;
    writeln!(out)?;
    writeln!(
        out,
        "{}",
        look.wrap(&format!("In short: {}", rule.help), "", "  ")
    )?;
    if !rule.questions.is_empty() {
        writeln!(
            out,
            "\n{}",
            look.paint(look::BOLD, "What to ask the candidate")
        )?;
    }
    for question in rule.questions {
        writeln!(out, "{}", look.wrap(question.ask, "- ", "  "))?;
        let strong = format!("a strong answer covers: {}", question.strong);
        writeln!(out, "{}", look.wrap(&strong, "  ", "  "))?;
    }
    Ok(())
}

/// Markdown as far as rules use it: headings, lists, paragraphs, code in backticks, fenced code.
fn markdown(text: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in text.lines().chain([""]) {
        let trimmed = line.trim();
        let fence = trimmed.starts_with("```");
        let heading = trimmed.trim_start_matches('#');
        let is_heading = heading.len() < trimmed.len() && heading.starts_with(' ');
        let is_item = trimmed.starts_with("- ") || trimmed.starts_with("* ");
        if fence || fenced || is_heading || is_item || trimmed.is_empty() {
            flush(&mut paragraph, look, out)?;
        }
        if fence {
            fenced = !fenced;
        } else if fenced {
            writeln!(out, "    {}", look.paint(look::CODE, line))?;
        } else if is_heading {
            writeln!(out, "{}", look.paint(look::BOLD, heading.trim()))?;
        } else if trimmed.is_empty() {
            writeln!(out)?;
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(trimmed);
        }
    }
    flush(&mut paragraph, look, out)
}

fn flush(paragraph: &mut String, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if paragraph.is_empty() {
        return Ok(());
    }
    let item = paragraph
        .strip_prefix("- ")
        .or_else(|| paragraph.strip_prefix("* "));
    let wrapped = match item {
        Some(item) => look.wrap(item, "- ", "  "),
        None => look.wrap(paragraph, "", ""),
    };
    paragraph.clear();
    writeln!(out, "{}", code(&wrapped, look))
}

/// Code between backticks in colour; without colours the backticks stay.
fn code(text: &str, look: &Look) -> String {
    if !look.colour {
        return text.to_owned();
    }
    let pieces = text.split('`').enumerate();
    let painted = pieces.map(|(at, piece)| {
        if at % 2 == 1 {
            look.paint(look::CODE, piece)
        } else {
            piece.to_owned()
        }
    });
    painted.collect()
}

fn table(look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let longest = ALL
        .iter()
        .map(|rule| rule.name.len())
        .max()
        .unwrap_or_default();
    let mut area = None;
    for rule in ALL {
        if area != Some(rule.area) {
            let gap = if area.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{}", look.paint(look::BOLD, rule.area.word()))?;
            area = Some(rule.area);
        }
        let severity = look.paint(
            look::severity(rule.severity),
            &format!("{:7}", rule.severity.word()),
        );
        let first = format!("  {} {:longest$} {severity} ", rule.code, rule.name);
        let rest = " ".repeat("  FOL000 ".len() + longest + " warning ".len());
        if look.width >= rest.len() + 30 {
            writeln!(
                out,
                "{}",
                code(&look.wrap(rule.summary, &first, &rest), look)
            )?;
        } else {
            writeln!(out, "{}", first.trim_end())?;
            writeln!(
                out,
                "{}",
                code(&look.wrap(rule.summary, "      ", "      "), look)
            )?;
        }
    }
    Ok(())
}

/// A rule in JSON.
#[derive(Serialize)]
struct Listed {
    code: &'static str,
    name: &'static str,
    area: &'static str,
    severity: &'static str,
    summary: &'static str,
    help: &'static str,
    questions: Vec<Question>,
    documentation: String,
}

#[derive(Serialize)]
struct Question {
    ask: &'static str,
    strong: &'static str,
}

fn json(out: &mut dyn Write) -> io::Result<()> {
    let question = |it: &foliolint_rules::rule::Question| Question {
        ask: it.ask,
        strong: it.strong,
    };
    let listed = ALL.iter().map(|rule| Listed {
        code: rule.code,
        name: rule.name,
        area: rule.area.word(),
        severity: rule.severity.word(),
        summary: rule.summary,
        help: rule.help,
        questions: rule.questions.iter().map(question).collect(),
        documentation: rule.documentation(),
    });
    serde_json::to_writer_pretty(&mut *out, &listed.collect::<Vec<_>>())?;
    writeln!(out)
}
