//! Connections: accepted up to a number, given up when they say nothing, ended in peace when a signal comes.

use super::limits;
use axum::Router;
use futures_util::future::select;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Answers requests until a signal comes, then lets those at work end.
///
/// # Errors
///
/// The address cannot be listened on, or signals cannot be watched.
pub async fn serve(
    router: Router,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> io::Result<()> {
    let stop = stop()?;
    let listener = TcpListener::bind(address).await?;
    ready(listener.local_addr()?)?;
    let places = Arc::new(Semaphore::new(limits::CONNECTIONS));
    let open = GracefulShutdown::new();
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits::HEAD_TIME);
    let accept = async {
        loop {
            let place = places.clone().acquire_owned().await;
            let Some(stream) = accepted(&listener).await else {
                continue;
            };
            let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
            let connection = open.watch(connection);
            tokio::spawn(async move {
                // A client that goes away or speaks no HTTP harms nobody else.
                let _ = connection.await;
                drop(place);
            });
        }
    };
    select(pin!(accept), pin!(stop)).await;
    let _ = timeout(limits::STOP_TIME, open.shutdown()).await;
    Ok(())
}

/// The next connection; none where the system has no room for one just now.
async fn accepted(listener: &TcpListener) -> Option<TcpStream> {
    match listener.accept().await {
        Ok((stream, _)) => {
            // Answers are small and whole: nothing is gained by waiting for more.
            let _ = stream.set_nodelay(true);
            Some(stream)
        }
        Err(_) => {
            sleep(limits::BREATH).await;
            None
        }
    }
}

/// Ends when the program is asked to stop.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        select(pin!(interrupt.recv()), pin!(terminate.recv())).await;
    })
}

/// Ends when the program is asked to stop.
#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
