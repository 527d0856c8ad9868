//! Reads a request from standard input, and writes its record.

use cse_screening::Request;
use std::error::Error;
use std::io;

fn main() -> Result<(), Box<dyn Error>> {
    let request = Request::from_json(&io::read_to_string(io::stdin())?)?;
    serde_json::to_writer(io::stdout(), &request.screen().to_record())?;
    Ok(())
}
