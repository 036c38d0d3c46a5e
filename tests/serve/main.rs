//! `metiers serve`, asked over the network as any program would: every address, every error, the library's answers.

mod client;
mod errors;
mod files;
mod readme;
mod titles;

use client::Service;
use serde_json::Value;

#[test]
fn what_is_asked_first() {
    let service = Service::start();
    let health = service.get("/healthz").json();
    assert_eq!(health["status"], "ok");
    let rules = metiers::Classifier::builtin().fingerprint().to_owned();
    assert_eq!(health["rules"], rules);
    let listed = service.get("/v1/rules").json();
    assert_eq!(listed["rules"], rules);
    assert_eq!(listed["labels"].as_array().unwrap().len(), 9);
    assert_eq!(
        listed["concepts"].as_array().unwrap().len(),
        metiers::Classifier::builtin().concepts().count()
    );
}

#[test]
fn the_page_comes_whole_and_brings_nothing_from_elsewhere() {
    let service = Service::start();
    let page = service.get("/");
    assert_eq!(page.status, 200);
    for said in [
        "content-security-policy: default-src 'self'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "content-type: text/html; charset=utf-8",
    ] {
        assert!(page.head.contains(said), "{said} is not in {}", page.head);
    }
    let mut wanted = vec![page.text()];
    let mut seen = Vec::new();
    while let Some(text) = wanted.pop() {
        assert!(!text.contains("https://"), "something of another site");
        let quoted = text
            .split(['"', '\''])
            .filter(|part| part.ends_with(".js") || part.ends_with(".css"));
        for name in quoted
            .map(|part| part.trim_start_matches(['.', '/']).to_owned())
            .collect::<Vec<_>>()
        {
            if !seen.contains(&name) {
                let file = service.get(&format!("/{name}"));
                assert_eq!(file.status, 200, "{name}");
                wanted.push(file.text());
                seen.push(name);
            }
        }
    }
    assert!(seen.len() >= 8, "{seen:?}");
}

#[test]
fn the_description_has_every_address_and_no_other() {
    let service = Service::start();
    let described = service.get("/openapi.json").json();
    let paths = described["paths"].as_object().unwrap();
    let router = include_str!("../../src/serve/router.rs");
    let routed: Vec<&str> = router
        .split(".route(\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let mut told: Vec<&str> = paths.keys().map(String::as_str).collect();
    let mut there = routed.clone();
    told.sort_unstable();
    there.sort_unstable();
    assert_eq!(told, there);
    for (path, methods) in paths {
        for method in ["get", "post", "put", "delete", "patch"] {
            let path = path.replace("{id}", "0");
            let answer = service.send(&method.to_uppercase(), &path, "", b"");
            assert_eq!(answer.status != 405, methods.get(method).is_some(), "{method} {path}");
        }
    }
    assert_eq!(references(&described), Vec::<String>::new());
}

/// The references that lead nowhere.
fn references(document: &Value) -> Vec<String> {
    let text = document.to_string();
    let named = text
        .split("\"$ref\":\"#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned());
    named.filter(|place| document.pointer(place).is_none()).collect()
}

#[cfg(unix)]
#[test]
fn it_stops_in_peace() {
    use std::io::{Read, Write};
    for signal in [rustix::process::Signal::INT, rustix::process::Signal::TERM] {
        let mut service = Service::start();
        // A request that is half sent when the signal comes is answered all the same.
        let mut stream = std::net::TcpStream::connect(service.address).unwrap();
        let body = br#"{"title":"Traffic manager"}"#;
        let head = format!(
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body[..5]).unwrap();
        assert_eq!(service.get("/healthz").status, 200);
        let id = rustix::process::Pid::from_child(&service.child);
        rustix::process::kill_process(id, signal).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(200));
        stream.write_all(&body[5..]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("\"famille\":\"acquisition\""), "{answer}");
        assert_eq!(service.child.wait().unwrap().code(), Some(0));
    }
}
