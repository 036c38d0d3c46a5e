//! `metiers serve`: a page for people who would rather look than read, and a JSON service for small software.
//!
//! ```text
//! server    connections, the signal that ends them     page      what the browser is given
//! router    which address is whose, who may ask        titles    one title or ten thousand, and why
//! limits    bodies, counts, time                       rules     what the rules hold, faults of one's own
//! problem   every answer that is not the one asked     files/    an export: sent, read, reviewed, fetched
//! ```
//!
//! It listens to this machine alone unless told otherwise, and keeps nothing: files are temporary ones without a name,
//! which the system removes with the program. It uses the public interface of the library only.

mod files;
mod french;
mod limits;
mod page;
mod parts;
mod problem;
mod router;
mod rules;
mod server;
mod titles;

use files::Files;
use metiers::{Classifier, ClassifierBuilder};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Makes a builder that holds the rules of the service, for rules of a user to be added to.
pub type Base = Box<dyn Fn() -> ClassifierBuilder + Send + Sync>;

/// What all requests share.
pub struct Service {
    classifier: Classifier,
    base: Base,
    files: Files,
    /// Long work waits for its turn, so that short questions are answered meanwhile.
    turns: Arc<Semaphore>,
}

impl Service {
    /// A service by these rules.
    pub fn new(classifier: Classifier, base: Base) -> Service {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Service {
            classifier,
            base,
            files: Files::default(),
            turns: Arc::new(Semaphore::new(cores)),
        }
    }

    /// Does what takes long away from the threads that answer, when its turn comes.
    ///
    /// # Errors
    ///
    /// The work ended in a panic, which is a bug.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, problem::Problem> {
        let turn = self.turns.clone().acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| problem::Problem::bug())
    }
}

/// Serves until a signal comes; `ready` is told the address once it answers.
///
/// # Errors
///
/// The address cannot be listened on, or the system gives no threads.
pub fn run(service: Service, address: SocketAddr, ready: impl FnOnce(SocketAddr) -> io::Result<()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let service = Arc::new(service);
    let done = runtime.block_on(server::serve(router::router(service.clone()), address, ready));
    service.files.forget_all();
    runtime.shutdown_background();
    done
}
