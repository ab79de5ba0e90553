//! What is a red flag and what speaks for the candidate: pure functions from facts to findings. No input, no output.

mod annotations;
mod audience;
pub mod check;
pub mod evidence;
mod failure;
pub mod finding;
mod guarded;
pub mod hit;
mod http;
mod occasion;
mod outside;
mod past;
pub mod policy;
mod printed;
mod python2;
mod queries;
mod reason;
pub mod rule;
mod rules;
mod served;
mod settings;
mod sql;
mod suppression;
mod tested;
mod wording;

pub use finding::{Finding, PortfolioReport, RepoReport};
pub use hit::{Confidence, Hit, Place, Severity};
pub use policy::Policy;
pub use rule::{Area, Rule, Status, Verdict};
pub use rules::ALL;
