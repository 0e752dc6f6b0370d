//! What is counted for the operator: numbers of requests, pushes, pages and open connections, and nothing
//! about people. Written as Prometheus reads it (text format 0.0.4).

use enishi_wire::{
    digest::{Comparison, DigestReply},
    sync::PushResult,
};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
};

/// Answers by class of status: 1xx to 5xx.
type ByClass = [AtomicU64; 5];

/// The counters of a running server. They begin at nought with it.
#[derive(Debug, Default)]
pub struct Metrics {
    /// By route, as it is written in the router.
    requests: RwLock<BTreeMap<String, ByClass>>,
    applied: AtomicU64,
    rejected: AtomicU64,
    retried: AtomicU64,
    pages: AtomicU64,
    rows: AtomicU64,
    differs: AtomicU64,
    live: AtomicI64,
}

/// An open live connection; counted for as long as it is kept.
pub struct OpenConnection(Arc<Metrics>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.live.fetch_sub(1, Relaxed);
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, route: &str, status: u16) {
        let place = usize::from(status / 100).saturating_sub(1);
        let count = |classes: &ByClass| {
            if let Some(class) = classes.get(place) {
                class.fetch_add(1, Relaxed);
            }
        };
        let known = self.requests.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(classes) = known.get(route) {
            return count(classes);
        }
        drop(known);
        let mut requests = self.requests.write().unwrap_or_else(PoisonError::into_inner);
        count(requests.entry(route.to_owned()).or_default());
    }

    /// Counts the fate of a wish.
    pub fn pushed(&self, result: &PushResult) {
        let counter = match result {
            PushResult::Applied { .. } => &self.applied,
            PushResult::Rejected { .. } => &self.rejected,
            PushResult::Retry { .. } | PushResult::Failed { .. } | PushResult::Unknown => &self.retried,
        };
        counter.fetch_add(1, Relaxed);
    }

    /// Counts a page of a pull.
    pub fn page_sent(&self, rows: usize) {
        self.pages.fetch_add(1, Relaxed);
        self.rows.fetch_add(u64::try_from(rows).unwrap_or(0), Relaxed);
    }

    /// Counts scopes in which a device held other rows than it should.
    pub fn compared(&self, reply: &DigestReply) {
        let differing = reply.scopes.values().filter(|found| **found == Comparison::Differs).count();
        self.differs.fetch_add(u64::try_from(differing).unwrap_or(0), Relaxed);
    }

    /// Counts a live connection until the returned value is dropped.
    pub fn open_live(self: &Arc<Self>) -> OpenConnection {
        self.live.fetch_add(1, Relaxed);
        OpenConnection(Arc::clone(self))
    }

    /// All counters; `mail` is the number of letters that wait.
    pub fn text(&self, mail: i64) -> String {
        let mut text = String::new();
        let mut say = |name: &str, kind: &str, help: &str, samples: &[(String, String)]| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        let number = |counter: &AtomicU64| counter.load(Relaxed).to_string();
        let alone = |value: String| [(String::new(), value)];
        let mut requests = Vec::new();
        for (route, classes) in self.requests.read().unwrap_or_else(PoisonError::into_inner).iter() {
            for (class, counter) in (1..).zip(classes) {
                if counter.load(Relaxed) > 0 {
                    requests.push((format!("{{route=\"{route}\",status=\"{class}xx\"}}"), number(counter)));
                }
            }
        }
        let pushes = [("applied", &self.applied), ("rejected", &self.rejected), ("retried", &self.retried)]
            .map(|(fate, counter)| (format!("{{fate=\"{fate}\"}}"), number(counter)));
        say("enishi_requests_total", "counter", "Answers by route and class of status.", &requests);
        say("enishi_pushes_total", "counter", "Wishes by their fate.", &pushes);
        say("enishi_pull_pages_total", "counter", "Pages sent.", &alone(number(&self.pages)));
        say("enishi_pull_rows_total", "counter", "Rows sent in pages.", &alone(number(&self.rows)));
        let help = "Scopes in which a device held other rows than it should.";
        say("enishi_digest_differs_total", "counter", help, &alone(number(&self.differs)));
        let live = self.live.load(Relaxed).to_string();
        say("enishi_live_connections", "gauge", "Open live connections.", &alone(live));
        say("enishi_mail_queue", "gauge", "Letters that wait.", &alone(mail.to_string()));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_counted_for_as_long_as_it_is_open() {
        let metrics = Arc::new(Metrics::default());
        let (one, two) = (metrics.open_live(), metrics.open_live());
        assert!(metrics.text(0).contains("\nenishi_live_connections 2\n"));
        drop((one, two));
        assert!(metrics.text(0).contains("\nenishi_live_connections 0\n"));
    }

    #[test]
    fn answers_are_counted_by_route_and_class() {
        let metrics = Metrics::default();
        for status in [200, 204, 404, 99, 700] {
            metrics.answered("/v1/me", status);
        }
        let text = metrics.text(7);
        assert!(text.contains("enishi_requests_total{route=\"/v1/me\",status=\"2xx\"} 2\n"), "{text}");
        assert!(text.contains("enishi_requests_total{route=\"/v1/me\",status=\"4xx\"} 1\n"), "{text}");
        assert!(text.ends_with("enishi_mail_queue 7\n"), "{text}");
    }
}
