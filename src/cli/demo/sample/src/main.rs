//! Listens, and answers one request after the other.

use std::net::TcpListener;

use chariot::{http, router::Router};

fn main() -> std::io::Result<()> {
    let address = std::env::var("CHARIOT_ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(&address)?;
    println!("listening on http://{}", listener.local_addr()?);
    let mut router = Router::default();
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(|stream| http::serve(stream, &mut router)) {
            eprintln!("connection: {error}");
        }
    }
    Ok(())
}
