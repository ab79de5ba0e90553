//! From bytes on disk to text: one bounded reader, one decoder.

pub mod decode;
pub mod dotenv;
pub mod read;
