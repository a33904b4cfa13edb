//! A minimal HTTP client: one connection that is kept, one request at a time,
//! answers with a length.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use testkit::Reply;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::walkers::Asked;

/// A connection to the server on this machine.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::new(),
        })
    }

    pub(crate) async fn send(&mut self, asked: &Asked) -> Result<Reply> {
        let Asked {
            post,
            json,
            path,
            cookies,
            body,
        } = asked;
        let mut request = format!(
            "{} {path} HTTP/1.1\r\nHost: portal.example\r\nAccept: text/html\r\nSec-Fetch-Site: same-origin\r\n",
            if *post { "POST" } else { "GET" }
        );
        if !cookies.is_empty() {
            request.push_str(&format!("Cookie: {cookies}\r\n"));
        }
        if *post {
            let length = body.len();
            let content = match json {
                true => "application/json",
                false => "application/x-www-form-urlencoded",
            };
            request.push_str(&format!(
                "Content-Type: {content}\r\nContent-Length: {length}\r\n"
            ));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Reply> {
        let wrong = |what| Error::new(ErrorKind::InvalidData, what);
        let end = loop {
            let found = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
            match found {
                Some(end) => break end + 4,
                None => self.more().await?,
            }
        };
        let head: Vec<u8> = self.buffer.drain(..end).collect();
        let head = String::from_utf8(head).map_err(|_| wrong("the head is not text"))?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let status = status.and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| wrong("there is no status"))?;
        let (mut headers, mut length) = (HeaderMap::new(), None);
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            let kept = match name {
                "content-length" => {
                    length = value.parse::<usize>().ok();
                    continue;
                }
                "location" => LOCATION,
                "set-cookie" => SET_COOKIE,
                _ => continue,
            };
            let value = HeaderValue::from_str(value);
            headers.append(kept, value.map_err(|_| wrong("a header is not text"))?);
        }
        let length = length.ok_or_else(|| wrong("the body has no length"))?;
        while self.buffer.len() < length {
            self.more().await?;
        }
        let body = self.buffer.drain(..length).collect();
        let body = String::from_utf8(body).map_err(|_| wrong("the body is not text"))?;
        Ok(Reply {
            status,
            headers,
            body,
        })
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}
