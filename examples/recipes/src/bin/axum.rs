//! A web service: POST a request as JSON, and get its record.
//!
//! It knows nobody and encrypts nothing. Put it behind what checks who may screen, and behind TLS.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use cse_screening::Request;
use std::io::Write;
use std::time::Duration;

/// No form is longer than this many bytes.
const LONGEST: usize = 64 * 1024;

/// Nobody waits longer for a whole request and its answer: a sender who stops in the middle would keep the connection.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The service. Nothing of a child is in its address, so nothing is in an access log either.
fn service(longest_wait: Duration) -> Router {
    let in_time = move |request, next: Next| async move {
        let answered = tokio::time::timeout(longest_wait, next.run(request)).await;
        let mut answered = answered
            .unwrap_or_else(|_| answer(StatusCode::REQUEST_TIMEOUT, TEXT, "the request took too long"));
        // Whatever it is, no cache keeps it.
        answered.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answered
    };
    let routes = Router::new().route("/screenings", post(screen));
    routes.layer(DefaultBodyLimit::max(LONGEST)).layer(from_fn(in_time))
}

const TEXT: &str = "text/plain; charset=utf-8";

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
            let _ = writeln!(std::io::stderr(), "refused: {error}");
            answer(StatusCode::BAD_REQUEST, TEXT, error.full_text())
        }
    }
}

fn answer(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, kind)], body.into()).into_response()
}

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
        // It serves, whether or not anybody reads this.
        let _ = writeln!(std::io::stdout(), "POST a request to http://{}/screenings", listener.local_addr()?);
        axum::serve(listener, service(LONGEST_WAIT)).await
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt;

    type Tried<T> = Result<T, Box<dyn std::error::Error>>;

    fn post(body: Vec<u8>) -> Tried<(StatusCode, Vec<u8>)> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        runtime.block_on(async {
            let request = axum::http::Request::post("/screenings").body(Body::from(body))?;
            let response = service(LONGEST_WAIT).oneshot(request).await?;
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
    fn a_request_that_is_too_long_is_refused() -> Tried<()> {
        assert_eq!(post(vec![b' '; LONGEST + 1])?.0, StatusCode::PAYLOAD_TOO_LARGE);
        Ok(())
    }

    #[test]
    fn a_sender_who_stops_in_the_middle_is_not_waited_for() -> Tried<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let sender = std::thread::spawn(move || -> std::io::Result<String> {
            let mut sender = std::net::TcpStream::connect(address)?;
            sender.write_all(b"POST /screenings HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{")?;
            let mut answer = [0; 12];
            std::io::Read::read_exact(&mut sender, &mut answer)?;
            Ok(String::from_utf8_lossy(&answer).into_owned())
        });
        let served = axum::serve(listener, service(Duration::from_millis(50)));
        let served = async { served.await };
        let _ = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(2), served).await });
        assert_eq!(sender.join().map_err(|_| "the sender panicked")??, "HTTP/1.1 408");
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
