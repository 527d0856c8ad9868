//! What a command found, for people or for machines.

use serde_json::Value;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use crate::sheet::clean;

/// What a command found.
pub(crate) struct Answer {
    pub(crate) body: Body,
    /// Whether all is well.
    pub(crate) well: bool,
}

pub(crate) enum Body {
    /// For people.
    Text(String),
    /// For machines.
    Json(Value),
}

impl Answer {
    /// Writes it, and says how that ends: 0 when all is well, 1 when it is not, 2 when it cannot be written.
    pub(crate) fn written(&self) -> ExitCode {
        match self.body.write() {
            Ok(()) => ExitCode::from(u8::from(!self.well)),
            // Whoever read the output has had enough; what was found is found.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(u8::from(!self.well)),
            Err(error) => unusable(&format!("the answer cannot be written: {error}")),
        }
    }
}

impl Body {
    fn write(&self) -> io::Result<()> {
        match self {
            Self::Text(text) => {
                // Keeps the colours on a terminal that wants them, and strips them elsewhere.
                let mut out = anstream::stdout().lock();
                out.write_all(text.as_bytes())?;
                out.flush()
            }
            Self::Json(value) => {
                let mut out = BufWriter::new(io::stdout().lock());
                serde_json::to_writer_pretty(&mut out, value)?;
                writeln!(out)?;
                out.flush()
            }
        }
    }
}

/// Says why there is no answer.
pub(crate) fn unusable(message: &str) -> ExitCode {
    // Where even this cannot be said, the exit code still does.
    let _ = writeln!(io::stderr(), "{}", clean(message));
    ExitCode::from(2)
}
