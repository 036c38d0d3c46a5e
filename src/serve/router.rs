//! Which address is whose, and who may ask: requests of pages of other sites are refused, whatever name they come under.

use super::problem::Problem;
use super::{Service, files, page, rules, titles};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::net::IpAddr;
use std::sync::Arc;

/// Everything that is answered.
pub fn router(service: Arc<Service>) -> Router {
    let router = Router::new()
        .route("/healthz", get(page::health))
        .route("/openapi.json", get(page::openapi))
        .route("/v1/classify", post(titles::classify))
        .route("/v1/explain", get(titles::explain))
        .route("/v1/rules", get(rules::list))
        .route("/v1/rules/check", post(rules::check))
        .route("/v1/files", post(files::receive))
        .route("/v1/files/{id}", get(files::state).delete(files::forget))
        .route("/v1/files/{id}/preview", get(files::preview))
        .route("/v1/files/{id}/read", post(files::read_again))
        .route("/v1/files/{id}/result", get(files::result))
        .route("/v1/files/{id}/corrections", get(files::gold).put(files::correct))
        .route("/v1/files/{id}/changes", post(files::changes));
    page::ASSETS
        .iter()
        .fold(router, |router, asset| {
            router.route(asset.path, get(|| async { asset.response() }))
        })
        .fallback(nothing)
        .method_not_allowed_fallback(|| async { Problem::method() })
        .layer(middleware::from_fn(guard))
        .with_state(service)
}

async fn nothing(uri: Uri) -> Problem {
    Problem::not_found(format!(
        "nothing is at {}; /openapi.json tells what there is",
        uri.path()
    ))
}

/// What every answer says to a browser: nothing from elsewhere, nothing guessed, nothing told to others, nothing kept.
const HEADERS: [(header::HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Refuses strangers, and adds what every answer says.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = match admitted(request.headers(), request.uri()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a request comes from this machine's own programs and pages. A site that lets its name point here (DNS
/// rebinding) is known by the name; a page of another site by the origin, which a browser always says.
fn admitted(headers: &HeaderMap, uri: &Uri) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = uri
        .authority()
        .map(|authority| authority.as_str())
        .or(text(header::HOST));
    let Some(host) = host else {
        return Err(Problem::bad_request("the request names no host"));
    };
    if !is_own(host) {
        return Err(Problem::stranger(
            "this service answers under localhost and addresses only",
        ));
    }
    match text(header::ORIGIN) {
        Some(origin) if origin.split_once("://").is_none_or(|(_, from)| from != host) => {
            Err(Problem::stranger("a page of another site may not ask this service"))
        }
        _ => Ok(()),
    }
}

/// Whether a host, with or without its port, is `localhost` or an address.
fn is_own(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) if port.is_empty() || is_port(port) => name,
            _ => return false,
        },
        None => match host.split_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            Some(_) => return false,
            None => host,
        },
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':')
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_and_localhost_are_own() {
        for own in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:8407",
            "[::1]:8407",
            "[::1]",
            "192.168.1.20:1",
        ] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "",
            "evil.example",
            "evil.example:8407",
            "localhost.evil.example",
            "[::1",
            "127.0.0.1.evil:1",
            "a@localhost",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }

    #[test]
    fn another_site_is_refused() {
        let uri = Uri::from_static("/v1/rules");
        let headers = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("localhost:8407"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            headers
        };
        assert!(admitted(&headers(None), &uri).is_ok());
        assert!(admitted(&headers(Some("http://localhost:8407")), &uri).is_ok());
        for origin in ["null", "http://evil.example", "http://localhost:9999"] {
            assert!(admitted(&headers(Some(origin)), &uri).is_err(), "{origin}");
        }
        assert!(admitted(&HeaderMap::new(), &uri).is_err());
    }
}
