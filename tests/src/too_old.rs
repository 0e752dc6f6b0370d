//! A server of a later year, as far as an app of today sees it: every request is answered 426.

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// It answers until it is dropped.
pub struct TooOld(JoinHandle<()>);

impl TooOld {
    /// Listens where a server listened before.
    pub async fn in_place_of(server: &str) -> Result<Self> {
        let listener = TcpListener::bind(server.trim_start_matches("http://").trim_end_matches('/')).await?;
        Ok(Self(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(refuse(client));
            }
        })))
    }
}

impl Drop for TooOld {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn refuse(mut client: TcpStream) -> Result<()> {
    let mut request = vec![0; 64 * 1024];
    let _request = client.read(&mut request).await?;
    let body = r#"{"code":"too_old","message":"This server speaks another protocol; update the app."}"#;
    let head = "HTTP/1.1 426 Upgrade Required\r\nenishi-protocol: 2\r\ncontent-type: application/json\r\nconnection: close";
    client.write_all(format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
    Ok(())
}
