//! A web service: POST a request as JSON, and get its record.
//!
//! It knows nobody and encrypts nothing. Put it behind what checks who may screen, and behind TLS.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use cse_screening::Request;
use std::io::Write;

/// No form is longer than this many bytes.
const LONGEST: usize = 64 * 1024;

/// The service. Nothing of a child is in its address, so nothing is in an access log either.
fn service() -> Router {
    Router::new().route("/screenings", post(screen)).layer(DefaultBodyLimit::max(LONGEST))
}

/// Takes the body as it came: a repeated key is refused, and would be lost in a map.
async fn screen(body: Bytes) -> Response {
    match Request::from_slice(&body) {
        Ok(request) => {
            let mut record = Vec::new();
            request.screen().write_json(&mut record);
            answer(StatusCode::OK, "application/json", record)
        }
        Err(error) => {
            // The log gets the place and what is allowed. Whoever sent the request gets what was found there too.
            let _ = writeln!(std::io::stderr(), "refused: {}", error.without_values());
            answer(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", error.to_string())
        }
    }
}

/// An answer that no cache keeps.
fn answer(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body.into()).into_response()
}

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
        // It serves, whether or not anybody reads this.
        let _ = writeln!(std::io::stdout(), "POST a request to http://{}/screenings", listener.local_addr()?);
        axum::serve(listener, service()).await
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt;

    type Tried<T> = Result<T, Box<dyn std::error::Error>>;

    fn post(body: Vec<u8>) -> Tried<(StatusCode, Vec<u8>)> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let request = axum::http::Request::post("/screenings").body(Body::from(body))?;
            let response = service().oneshot(request).await?;
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
            let status = response.status();
            Ok((status, axum::body::to_bytes(response.into_body(), usize::MAX).await?.to_vec()))
        })
    }

    #[test]
    fn each_bundled_request_gets_its_record() -> Tried<()> {
        let mut screened = 0;
        for file in std::fs::read_dir("../requests")? {
            let path = file?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let request = std::fs::read(path)?;
                let mut record = Vec::new();
                Request::from_slice(&request)?.screen().write_json(&mut record);
                assert_eq!(post(request)?, (StatusCode::OK, record));
                screened += 1;
            }
        }
        assert!(screened > 5);
        Ok(())
    }

    #[test]
    fn what_is_refused_says_where_and_why_and_no_more() -> Tried<()> {
        let (status, body) =
            post(br#"{"child": {"age": 15}, "screening": {"indicators": ["cliping"]}}"#.to_vec())?;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let said = String::from_utf8(body)?;
        assert!(
            said.starts_with("screening.indicators.\"cliping\": ")
                && said.ends_with("did you mean `clipping`?")
        );
        assert!(!said.contains("15"));
        Ok(())
    }
}
