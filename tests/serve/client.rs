//! A running service and the plainest of clients, which may send what no good client would.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// `metiers serve` on a port of its own; it ends with the test.
pub struct Service {
    pub child: Child,
    pub address: SocketAddr,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The word of an error.
    pub fn code(&self) -> (u16, String) {
        let answer = self.json();
        assert_eq!(answer["error"]["status"], self.status);
        assert!(answer["error"]["message"].as_str().unwrap().len() > 10);
        (self.status, answer["error"]["code"].as_str().unwrap().to_owned())
    }
}

impl Service {
    /// Starts one.
    pub fn start() -> Service {
        let mut child = Command::new(env!("CARGO_BIN_EXE_metiers"))
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("no address: {line}")).parse().unwrap();
        Service { child, address }
    }

    /// Sends bytes as they are, and reads until the service has said all.
    pub fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // A service that refuses a body stops reading it, which is no fault.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// A request with these header lines.
    pub fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
            self.address,
            body.len()
        );
        parsed(&self.raw(&[head.as_bytes(), body].concat()))
    }

    /// `GET`
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", b"")
    }

    /// A request with a JSON body.
    pub fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(
            method,
            path,
            "Content-Type: application/json\r\n",
            body.to_string().as_bytes(),
        )
    }

    /// Sends a file; what is known of it once it was read.
    pub fn file(&self, query: &str, bytes: &[u8]) -> Value {
        let sent = self.send("POST", &format!("/v1/files?{query}"), BYTES, bytes);
        assert_eq!(sent.status, 201, "{}", sent.text());
        self.when_read(sent.json()["id"].as_str().unwrap())
    }

    /// What is known of a file once it was read.
    pub fn when_read(&self, id: &str) -> Value {
        let start = Instant::now();
        loop {
            let state = self.get(&format!("/v1/files/{id}")).json();
            if state["state"] != "reading" {
                return state;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{state}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// What a file is declared to be.
pub const BYTES: &str = "Content-Type: application/octet-stream\r\n";

/// The parts of an answer.
pub fn parsed(answer: &[u8]) -> Answer {
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let at = at.unwrap_or_else(|| panic!("no answer: {}", String::from_utf8_lossy(answer)));
    let head = String::from_utf8_lossy(&answer[..at]).to_lowercase();
    assert!(
        !head.contains("transfer-encoding"),
        "every answer has its length: {head}"
    );
    Answer {
        status: head[9..12].parse().unwrap(),
        body: answer[at + 4..].to_vec(),
        head,
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
