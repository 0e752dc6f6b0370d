//! One HTTP/1.1 request and its answer, as bytes: just enough of RFC 9112 for what our clients send.

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request that was read whole.
pub struct Request {
    /// Its path with the query.
    pub path: String,
    /// Its bytes, with `connection: close` added, so that the answer ends with its connection.
    pub bytes: Vec<u8>,
}

/// Reads a request; `None` when the connection ended before one was whole.
pub async fn read_request(client: &mut TcpStream) -> Result<Option<Request>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = head_end(&bytes) {
            break end;
        }
        if client.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let (text, length) = {
        let text = String::from_utf8(bytes.get(..head).context("a head")?.to_vec())?;
        let length =
            header(&text, "content-length").map_or(Ok(0), |length| length.trim().parse::<usize>())?;
        (text, length)
    };
    while bytes.len() < head + length {
        if client.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
    let (line, rest) = text.split_once("\r\n").context("a request line")?;
    let path = line.split(' ').nth(1).context("a path")?.to_owned();
    let mut whole = format!("{line}\r\nconnection: close\r\n{rest}").into_bytes();
    whole.extend_from_slice(bytes.get(head..).unwrap_or_default());
    Ok(Some(Request { path, bytes: whole }))
}

/// Asks the server and reads the whole answer.
pub async fn ask(upstream: &str, request: &[u8]) -> Result<Vec<u8>> {
    let mut server = TcpStream::connect(upstream).await?;
    server.write_all(request).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// The answer with another body, framed anew.
pub fn with_body(answer: &[u8], headers: &str, body: &[u8]) -> Result<Vec<u8>> {
    let end = head_end(answer).context("a head")?;
    let head = String::from_utf8(answer.get(..end).context("a head")?.to_vec())?;
    let framing = ["content-length", "transfer-encoding", "content-type", "content-encoding"];
    let mut kept: Vec<&str> = head.trim_end().split("\r\n").collect();
    kept.retain(|line| {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        !framing.contains(&name.as_str())
    });
    let length = body.len();
    let mut whole =
        format!("{}\r\n{headers}content-length: {length}\r\n\r\n", kept.join("\r\n")).into_bytes();
    whole.extend_from_slice(body);
    Ok(whole)
}

/// The answer as a compressing proxy passes it on that loses the end: the framing is right, the stream is not.
pub fn truncated_gzip(answer: &[u8]) -> Result<Vec<u8>> {
    let body = answer.get(head_end(answer).context("a head")?..).context("a body")?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(body)?;
    let whole = gzip.finish()?;
    ensure!(whole.len() > 24, "the answer is too short to be cut");
    let kept = whole.get(..whole.len() - 12).unwrap_or_default();
    with_body(answer, "content-type: application/json\r\ncontent-encoding: gzip\r\n", kept)
}

/// Where the head ends and the body begins.
fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
