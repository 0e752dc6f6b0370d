//! A small SMTP server that keeps every byte it is told.

use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Mutex, Notify},
};

/// A delivered message.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    pub from: String,
    pub to: Vec<String>,
    pub bytes: String,
}

#[derive(Clone)]
pub struct SmtpServer {
    pub address: SocketAddr,
    delivered: Arc<Mutex<Vec<Delivery>>>,
    news: Arc<Notify>,
}

impl SmtpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            address: listener.local_addr().expect("an address"),
            delivered: Arc::default(),
            news: Arc::default(),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// Waits until that many messages have come.
    pub async fn wait_for(&self, count: usize) -> Vec<Delivery> {
        loop {
            let news = self.news.notified();
            let delivered = self.delivered.lock().await.clone();
            if delivered.len() >= count {
                return delivered;
            }
            tokio::time::timeout(std::time::Duration::from_secs(20), news).await.expect("mail comes");
        }
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test\r\n").await.ok()?;
        let mut delivery = Delivery::default();
        while let Some(line) = lines.next_line().await.ok()? {
            let answer: &[u8] = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
                "EHLO" => b"250-test\r\n250 8BITMIME\r\n",
                "MAIL" => {
                    delivery = Delivery { from: line, ..Delivery::default() };
                    b"250 ok\r\n"
                }
                "RCPT" => {
                    delivery.to.push(line);
                    b"250 ok\r\n"
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    loop {
                        let line = lines.next_line().await.ok()??;
                        if line == "." {
                            break;
                        }
                        delivery.bytes.push_str(&line);
                        delivery.bytes.push('\n');
                    }
                    self.delivered.lock().await.push(delivery.clone());
                    self.news.notify_waiters();
                    b"250 ok\r\n"
                }
                "QUIT" => {
                    write.write_all(b"221 bye\r\n").await.ok()?;
                    return Some(());
                }
                _ => b"250 ok\r\n",
            };
            write.write_all(answer).await.ok()?;
        }
        Some(())
    }
}
