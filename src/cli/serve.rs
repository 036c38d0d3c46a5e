//! `metiers serve`: the page and the JSON service.

use super::RulesArgs;
use crate::serve::{self, Service};
use anyhow::{Context, Result};
use clap::Args;
use metiers::Classifier;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;

/// Show the page for people who would rather look than read, and answer programs in JSON
///
/// The page is at the address that is printed; /openapi.json describes the service. It answers this machine alone unless
/// --address says otherwise, sends nothing anywhere, and keeps nothing: files that are sent are forgotten when it ends.
/// A request must come under `localhost` or an address, not under a name that somebody else may point here.
///
/// Exit status: 0 once it is stopped by Ctrl-C or SIGTERM, after the requests at work; 2 where it cannot listen.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8407)]
    port: u16,

    /// The address to listen on; others than those of this machine let other machines ask
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
}

/// Runs the command until it is stopped.
///
/// # Errors
///
/// The address cannot be listened on, or the address of the page cannot be printed.
pub fn run(args: &ServeArgs, rules: &RulesArgs, classifier: &Classifier) -> Result<ExitCode> {
    let base = rules.clone();
    let service = Service::new(classifier.clone(), Box::new(move || base.builder()));
    let address = SocketAddr::new(args.address, args.port);
    let ready = |address: SocketAddr| {
        let mut out = io::stdout();
        writeln!(out, "http://{address}/ (Ctrl-C stops it)")?;
        out.flush()
    };
    serve::run(service, address, ready)
        .with_context(|| format!("{address}: cannot be served; --port gives another port"))?;
    Ok(ExitCode::SUCCESS)
}
