//! READMEs that a framework, template or hosting site writes, so that they say nothing of the project.

use super::prose;

/// Phrases of generated READMEs. All phrases of one entry must be there, the first one near the top.
const TEMPLATES: [&[&str]; 16] = [
    &["Generic single-database configuration"],
    &["Single-database configuration for Flask"],
    &["This template demonstrates how to", "Serverless Framework"],
    &["bootstrapped with [Create React App]", "npm run eject"],
    &["project bootstrapped with [`create-next-app`]"],
    &["This template provides a minimal setup to get React working in Vite"],
    &["This project was generated with [Angular CLI]", "ng serve"],
    &["This project was generated using [Angular CLI]", "ng serve"],
    &["This template should help get you started developing with Vue"],
    &["Look at the [Nuxt", "documentation"],
    &["To make it easy for you to get started with GitLab"],
    &["This README would normally document whatever steps are necessary"],
    &["A barebones Django app, which can easily be deployed to Heroku"],
    &["A barebones Python app, which can easily be deployed to Heroku"],
    &["Behold My Awesome Project!", "Cookiecutter Django"],
    &[
        "Check out the configuration reference at https://huggingface.co/docs/hub/spaces-config-reference",
    ],
];

/// Words that may stand above a template's own text before the README counts as the author's.
const WORDS_ABOVE: usize = 30;

/// Whether a README is a template's.
pub(super) fn is(text: &str, own: &str) -> bool {
    TEMPLATES.iter().any(|phrases| {
        let first = phrases.first().and_then(|phrase| text.find(phrase));
        first.is_some_and(|at| {
            let above = prose::of(text.get(..at).unwrap_or_default(), false);
            phrases.iter().all(|phrase| text.contains(phrase))
                && prose::words(&above) < WORDS_ABOVE
                // A single sentence of a template amid an own text is a quotation.
                && (phrases.len() > 1 || first_words_are_most(own, &above))
        })
    })
}

/// Whether little beside the template's text stands there.
fn first_words_are_most(own: &str, above: &str) -> bool {
    /// The longest of these templates has some 400 words.
    const LONGEST: usize = 450;
    prose::words(own) - prose::words(above).min(prose::words(own)) <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> bool {
        is(text, &prose::of(text, false))
    }

    #[test]
    fn a_text_above_the_template_makes_it_own() {
        let template = "This project was generated with [Angular CLI](x).\n\nRun `ng serve`.\n";
        assert!(check(template));
        assert!(!check(&("word ".repeat(40) + template)));
        assert!(!check(
            "My own project, made with Angular CLI: run ng serve."
        ));
    }
}
