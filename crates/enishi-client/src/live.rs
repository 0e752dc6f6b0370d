//! The live connection: server-sent events (WHATWG HTML, section 9.2) that say only "network N is at
//! seq S". Losing it costs at most one poll interval.

use crate::http::Api;
use enishi_sync::machine::Input;
use enishi_wire::sync::Poke;
use futures_util::StreamExt;

/// Reads pokes until the connection ends; `tell` hears of its opening, each poke, and its end.
pub async fn run(api: Api, tell: impl Fn(Input)) {
    match api.live().await {
        Ok(response) => {
            tell(Input::LiveOpened);
            let mut events = Events::default();
            let mut stream = response.bytes_stream();
            while let Some(Ok(chunk)) = stream.next().await {
                for data in events.feed(&chunk) {
                    if let Ok(poke) = serde_json::from_str::<Poke>(&data) {
                        tell(Input::Poked(poke.network, poke.seq));
                    }
                }
            }
        }
        Err(error) => tracing::debug!(%error, "The live connection did not open."),
    }
    tell(Input::LiveClosed);
}

/// Cuts a stream of bytes into the data of `poke` events, wherever the chunks end.
#[derive(Debug, Default)]
struct Events {
    line: Vec<u8>,
    event: String,
    data: String,
}

/// A line longer than this is not one of ours.
const LINE: usize = 8 * 1024;

impl Events {
    fn feed(&mut self, chunk: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for byte in chunk {
            match byte {
                b'\n' => {
                    let line = std::mem::take(&mut self.line);
                    let line = String::from_utf8_lossy(&line);
                    found.extend(self.take(line.trim_end_matches('\r')));
                }
                byte if self.line.len() < LINE => self.line.push(*byte),
                _ => {}
            }
        }
        found
    }

    fn take(&mut self, line: &str) -> Option<String> {
        if line.is_empty() {
            let (event, data) = (std::mem::take(&mut self.event), std::mem::take(&mut self.data));
            return (event == "poke" && !data.is_empty()).then_some(data);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => self.data.push_str(value),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &[u8] =
        b": hello\n\nevent: poke\ndata: {\"a\":1}\n\nevent: other\ndata: no\n\nevent:poke\r\ndata:{\"b\":2}\r\n\r\n";

    proptest! {
        #[test]
        fn pokes_are_found_wherever_the_chunks_end(cuts in prop::collection::vec(0_usize..STREAM.len(), 0..12)) {
            let mut cuts = cuts;
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let mut events = Events::default();
            let found: Vec<String> = cuts.windows(2).flat_map(|cut| events.feed(&STREAM[cut[0]..cut[1]])).collect();
            prop_assert_eq!(found, ["{\"a\":1}", "{\"b\":2}"]);
        }

        #[test]
        fn no_bytes_make_the_parser_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            Events::default().feed(&bytes);
        }
    }
}
