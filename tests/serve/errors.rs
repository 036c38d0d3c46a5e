//! Whatever comes, the answer is clear, and the service goes on.

use super::client::{BYTES, Service, parsed};
use serde_json::json;

const JSON: &str = "Content-Type: application/json\r\n";

/// What an error is: its status and its word.
fn word(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn every_fault_of_a_body_says_which() {
    let service = Service::start();
    let classify = |headers: &str, body: &[u8]| service.send("POST", "/v1/classify", headers, body).code();
    assert_eq!(classify("", b"{}"), word(415, "media_type"));
    assert_eq!(classify("Content-Type: text/plain\r\n", b"{}"), word(415, "media_type"));
    for broken in [&b""[..], b"{", b"nothing", b"\xFF", b"{\"title\":\"\xFF\"}"] {
        assert_eq!(classify(JSON, broken), word(400, "bad_request"));
    }
    for odd in [
        "[]",
        "{}",
        "7",
        r#"{"title":7}"#,
        r#"{"titel":"x"}"#,
        r#"{"title":"x","titles":[]}"#,
    ] {
        assert_eq!(classify(JSON, odd.as_bytes()), word(422, "unfit"), "{odd}");
    }
    for odd in [
        r#"{"title":"x","company_size":-1}"#,
        r#"{"title":"x","company_type":"club"}"#,
        r#"{"rows":[{"title":"x"}],"company_size":3}"#,
        r#"{"rows":[{"size":3}]}"#,
    ] {
        assert_eq!(classify(JSON, odd.as_bytes()), word(422, "unfit"), "{odd}");
    }
    let many = json!({ "titles": vec![""; 10_001] }).to_string();
    assert_eq!(classify(JSON, many.as_bytes()), word(413, "too_many"));
    let long = json!({ "title": "x".repeat(5 << 20) }).to_string();
    assert_eq!(classify(JSON, long.as_bytes()), word(413, "too_long"));
    let deep = format!("{{\"title\":{}", "[".repeat(100_000));
    assert!([400, 422].contains(&classify(JSON, deep.as_bytes()).0));
    assert_eq!(service.get("/healthz").status, 200);
}

#[test]
fn every_fault_of_an_address_says_which() {
    let service = Service::start();
    assert_eq!(service.get("/v1/explain").code(), word(400, "bad_request"));
    assert_eq!(
        service.get("/v1/explain?title=x&company_size=many").code(),
        word(400, "bad_request")
    );
    assert_eq!(service.get("/v1/nothing").code(), word(404, "not_found"));
    assert_eq!(service.get("/v1/files/0").code(), word(404, "not_found"));
    assert_eq!(service.get("/v1/files/%FF").status, 400);
    assert_eq!(
        service.send("PUT", "/v1/classify", JSON, b"{}").code(),
        word(405, "method_not_allowed")
    );
    assert_eq!(
        service.send("POST", "/v1/files", JSON, b"a").code(),
        word(415, "media_type")
    );
    assert_eq!(
        service.send("POST", "/v1/files?odd=1", BYTES, b"a").code(),
        word(400, "bad_request")
    );
    assert_eq!(
        service.send("POST", "/v1/files?encoding=klingon", BYTES, b"a").code(),
        word(422, "encoding")
    );
    assert_eq!(service.get("/healthz").status, 200);
}

#[test]
fn a_body_that_is_declared_too_long_or_never_ends_is_refused() {
    let service = Service::start();
    let head = |length: &str, kind: &str, path: &str| {
        format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{kind}{length}\r\n\r\n").into_bytes()
    };
    let declared = head("Content-Length: 300000000", BYTES, "/v1/files");
    assert_eq!(parsed(&service.raw(&declared)).code().1, "too_long");
    let mut endless = head("Transfer-Encoding: chunked", JSON, "/v1/classify");
    for _ in 0..6 {
        endless.extend_from_slice(b"100000\r\n");
        endless.resize(endless.len() + (1 << 20), b' ');
        endless.extend_from_slice(b"\r\n");
    }
    assert_eq!(parsed(&service.raw(&endless)).status, 413);
    let slow = head("Content-Length: 20", JSON, "/v1/classify");
    assert_eq!(parsed(&service.raw(&slow)).code(), (408, "too_slow".to_owned()));
}

#[test]
fn strangers_are_refused() {
    let service = Service::start();
    let ask = |lines: &str| {
        let answer = service.raw(format!("GET /v1/rules HTTP/1.1\r\nConnection: close\r\n{lines}\r\n").as_bytes());
        parsed(&answer).status
    };
    let own = format!("Host: {}\r\n", service.address);
    assert_eq!(ask(&own), 200);
    assert_eq!(ask("Host: localhost:1\r\n"), 200);
    assert_eq!(ask(""), 400);
    assert_eq!(ask("Host: rebound.example\r\n"), 403);
    assert_eq!(ask(&format!("{own}Origin: http://other.example\r\n")), 403);
    assert_eq!(ask(&format!("{own}Origin: http://{}\r\n", service.address)), 200);
}

#[test]
fn what_is_no_http_harms_nobody() {
    let service = Service::start();
    for odd in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answer = service.raw(&[odd, b"\r\n"].concat());
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(200_000));
    let answer = service.raw(long.as_bytes());
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"));
    assert_eq!(service.get("/healthz").status, 200);
}
