//! The accept loop: one task for each connection, with deadlines that axum's own server does not have.

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Semaphore, watch},
};
use tower::ServiceExt;

/// Until the head of a request must be there, and between two requests of a connection.
const HEAD: Duration = Duration::from_secs(10);
/// How long running requests may take to finish when the server stops.
const DRAIN: Duration = Duration::from_secs(10);
const BACKLOG: u32 = 1024;
/// Connections at once where the system does not say how many files may be open.
const CONNECTIONS: usize = 4096;
/// Files that are no connections: the database, its log, the mail.
const OTHER_FILES: u64 = 2_000;
/// Bytes of a request's head.
const HEAD_BYTES: usize = 16 * 1024;

/// Binds a listener.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stopping` turns true, then lets running requests finish.
pub async fn serve(listener: TcpListener, router: Router, mut stopping: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(places()));
    loop {
        let place = tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let accepted = tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => break,
            accepted = listener.accept() => accepted,
        };
        let Ok(place) = place else { break };
        match accepted {
            Ok((stream, peer)) => {
                let watcher = graceful.watcher();
                let router = router.clone();
                tokio::spawn(async move {
                    connection(stream, peer, router, watcher).await;
                    drop(place);
                });
            }
            Err(error) => {
                // Usually no file descriptors: give the others time to close theirs.
                tracing::warn!(%error, "A connection could not be accepted.");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("Some requests were cut off because they did not finish in time.");
    }
}

/// Connections at once; more wait in the backlog. As many as files may be open, after asking for the most.
#[cfg(unix)]
fn places() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let files = if raised.is_ok() { limit.maximum } else { limit.current };
    let Some(files) = files else { return CONNECTIONS };
    let places = files.saturating_sub(OTHER_FILES).max(files / 2);
    usize::try_from(places).unwrap_or(CONNECTIONS).clamp(1, Semaphore::MAX_PERMITS)
}

/// Connections at once; more wait in the backlog.
#[cfg(not(unix))]
fn places() -> usize {
    CONNECTIONS
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    watcher: hyper_util::server::graceful::Watcher,
) {
    // Who connects and says nothing is not waited for.
    if !matches!(tokio::time::timeout(HEAD, stream.peek(&mut [0])).await, Ok(Ok(1..))) {
        return;
    }
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES * 4)
        .serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is the client's affair and happens all day.
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "A connection ended early.");
    }
}
