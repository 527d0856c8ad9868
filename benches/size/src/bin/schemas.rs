//! Writes the JSON Schemas.

use cse_screening::rules::schema::schemas;

fn main() -> Result<(), serde_json::Error> {
    serde_json::to_writer(std::io::stdout(), &schemas())
}
