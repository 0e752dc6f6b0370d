//! The table of ARCHITECTURE.md section 2: which of our packages a package may use, and what must not be
//! in it or in anything it needs. Development and build dependencies are free.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// One row of the table.
struct Row {
    package: &'static str,
    /// Our own packages that it may name.
    ours: &'static [&'static str],
    /// Packages that it must not name itself.
    not_named: &'static [&'static str],
    /// Packages that must not be anywhere below it.
    not_below: &'static [&'static str],
}

const NETWORK_AND_STORE: &[&str] =
    &["axum", "hyper", "lettre", "reqwest", "rusqlite", "rustls", "sqlx", "sqlx-core", "tauri", "tokio"];

const TABLE: [Row; 13] = [
    Row { package: "enishi-wire", ours: &[], not_named: &["jiff", "rand"], not_below: NETWORK_AND_STORE },
    Row { package: "enishi-picture", ours: &[], not_named: &["jiff", "rand"], not_below: NETWORK_AND_STORE },
    Row {
        package: "enishi-seal",
        ours: &[],
        not_named: &["jiff", "rand", "getrandom"],
        not_below: NETWORK_AND_STORE,
    },
    Row {
        package: "enishi-bridge",
        ours: &["enishi-wire"],
        not_named: &["jiff", "leptos", "rand"],
        not_below: NETWORK_AND_STORE,
    },
    Row {
        package: "enishi-sync",
        ours: &["enishi-wire"],
        not_named: &["futures-util", "jiff", "rand"],
        not_below: NETWORK_AND_STORE,
    },
    Row {
        package: "enishi-sim",
        ours: &["enishi-wire", "enishi-sync"],
        not_named: &["futures-util", "jiff", "rand"],
        not_below: NETWORK_AND_STORE,
    },
    Row {
        package: "enishi-client",
        ours: &["enishi-wire", "enishi-bridge", "enishi-sync", "enishi-picture", "enishi-seal"],
        not_named: &["axum"],
        not_below: &["axum", "leptos", "tauri"],
    },
    Row {
        package: "enishi-server",
        ours: &["enishi-wire", "enishi-picture", "enishi-seal"],
        not_named: &[],
        not_below: &["leptos", "tauri"],
    },
    Row {
        package: "enishi",
        ours: &["enishi-bridge", "enishi-client"],
        not_named: &["libsqlite3-sys", "reqwest", "rusqlite", "sqlx"],
        not_below: &["axum", "leptos"],
    },
    Row {
        package: "enishi-ui",
        ours: &["enishi-bridge"],
        not_named: &["gloo-net", "jiff"],
        not_below: &["axum", "libsqlite3-sys", "reqwest", "sqlx", "tauri"],
    },
    Row {
        package: "enishi-tests",
        ours: &["enishi-wire", "enishi-bridge", "enishi-client"],
        not_named: &[],
        not_below: &[],
    },
    Row {
        package: "enishi-bench",
        ours: &["enishi-wire", "enishi-bridge", "enishi-client", "enishi-tests"],
        not_named: &[],
        not_below: &["axum", "leptos", "tauri"],
    },
    Row {
        package: "xtask",
        ours: &["enishi-wire", "enishi-bridge"],
        not_named: &[],
        not_below: &["leptos", "sqlx", "tauri"],
    },
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

/// A sentence for each broken row.
pub fn broken(metadata: &serde_json::Value) -> Result<Vec<String>> {
    let metadata = Metadata::deserialize(metadata).context("cargo metadata has another shape")?;
    let names: BTreeMap<&str, &str> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
    let members: Vec<&Package> =
        metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id)).collect();
    let our_names: BTreeSet<&str> = members.iter().map(|package| package.name.as_str()).collect();
    let mut broken = Vec::new();
    for package in members {
        let Some(row) = TABLE.iter().find(|row| row.package == package.name) else {
            broken.push(format!(
                "{}: has no row in the table of xtask/src/check/dependencies.rs",
                package.name
            ));
            continue;
        };
        broken.extend(named(row, package, &our_names));
        broken.extend(below(row, &package.id, &metadata.resolve, &names));
    }
    Ok(broken)
}

/// What the package names itself and must not.
fn named(row: &Row, package: &Package, our_names: &BTreeSet<&str>) -> Vec<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.is_none())
        .map(|dependency| dependency.name.as_str())
        .filter(|name| (our_names.contains(name) && !row.ours.contains(name)) || row.not_named.contains(name))
        .map(|name| format!("{}: must not depend on {name}", row.package))
        .collect()
}

/// What the package needs through others and must not, with the way there.
fn below(row: &Row, id: &str, resolve: &Resolve, names: &BTreeMap<&str, &str>) -> Vec<String> {
    let nodes: BTreeMap<&str, &Node> = resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = vec![id];
    while let Some(current) = open.pop() {
        let edges = nodes.get(current).map(|node| node.deps.as_slice()).unwrap_or_default();
        for edge in edges.iter().filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none())) {
            if edge.pkg != id && !came_from.contains_key(edge.pkg.as_str()) {
                came_from.insert(&edge.pkg, current);
                open.push(&edge.pkg);
            }
        }
    }
    let name = |id: &str| names.get(id).copied().unwrap_or("?").to_owned();
    came_from
        .keys()
        .filter(|found| row.not_below.contains(&name(found).as_str()))
        .map(|found| {
            let mut way = vec![name(found)];
            let mut step = *found;
            while let Some(previous) = came_from.get(step) {
                way.push(name(previous));
                step = previous;
            }
            way.reverse();
            format!("{}: must not need {} ({})", row.package, name(found), way.join(" > "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A workspace of wire and bridge in which `package` also depends on `on`.
    fn workspace(package: &str, on: &str) -> Value {
        let dependencies = |name: &str| match name {
            name if name == package => json!([{ "name": on, "kind": null }]),
            _ => json!([]),
        };
        let edges = |name: &str| match name {
            name if name == package => json!([{ "pkg": on, "dep_kinds": [{ "kind": null }] }]),
            "some-library" => json!([{ "pkg": "tokio", "dep_kinds": [{ "kind": null }] }]),
            _ => json!([]),
        };
        let all = ["enishi-wire", "enishi-bridge", "some-library", "tokio", "rand"];
        json!({
            "packages": all.map(|name| json!({ "id": name, "name": name, "dependencies": dependencies(name) })),
            "workspace_members": ["enishi-wire", "enishi-bridge"],
            "resolve": { "nodes": all.map(|name| json!({ "id": name, "deps": edges(name) })) },
        })
    }

    #[test]
    fn the_allowed_direction_is_not_broken() {
        assert_eq!(broken(&workspace("enishi-bridge", "enishi-wire")).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn the_opposite_direction_is_broken() {
        assert_eq!(
            broken(&workspace("enishi-wire", "enishi-bridge")).unwrap(),
            ["enishi-wire: must not depend on enishi-bridge"]
        );
    }

    #[test]
    fn a_library_that_brings_a_runtime_is_broken_and_the_way_is_shown() {
        assert_eq!(
            broken(&workspace("enishi-bridge", "some-library")).unwrap(),
            ["enishi-bridge: must not need tokio (enishi-bridge > some-library > tokio)"]
        );
    }

    #[test]
    fn randomness_named_by_a_pure_package_is_broken() {
        assert_eq!(
            broken(&workspace("enishi-wire", "rand")).unwrap(),
            ["enishi-wire: must not depend on rand"]
        );
    }

    #[test]
    fn a_new_package_needs_a_row() {
        let mut metadata = workspace("enishi-bridge", "enishi-wire");
        metadata["workspace_members"] = json!(["enishi-wire", "enishi-bridge", "some-library"]);
        assert_eq!(broken(&metadata).unwrap().len(), 1);
    }
}
