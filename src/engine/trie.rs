//! Phrases of symbols, found longest first: a trie laid flat, its roots indexed by symbol.

use crate::rules::flat::{self, flat};
use crate::title::token::Symbol;
use serde::{Deserialize, Serialize};

/// A node's number; 0 is no node.
pub(crate) type Node = u32;

/// A set of phrases, each with a value.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Trie {
    #[serde(with = "flat")]
    roots: Box<[Node]>,
    #[serde(with = "flat")]
    nodes: Box<[NodeData]>,
    /// Those of a node in a small table of its own, by the last bits of their symbols; a free place leads to no node.
    #[serde(with = "flat")]
    edges: Box<[(Symbol, Node)]>,
}

#[derive(Clone, Copy, Default)]
struct NodeData {
    first_edge: u32,
    /// The last place of its edges' table; how many there are is a power of two.
    last_edge: u16,
    /// The value of the phrase that ends here, plus one; 0 where none does.
    value: u16,
    /// One bit for the last bits of each symbol that goes on from here: most words go on with nothing, and no edge is looked at.
    goes_on: u32,
}

flat!(NodeData {
    first_edge: u32,
    last_edge: u16,
    value: u16,
    goes_on: u32
});

/// The bit of a symbol in `goes_on`.
fn bit(symbol: Symbol) -> u32 {
    1 << (symbol % 32)
}

impl Trie {
    /// A trie of phrases, each at most once, none empty; `values` below `u16::MAX`.
    pub fn new(mut phrases: Vec<(Vec<Symbol>, u16)>) -> Trie {
        phrases.sort_unstable();
        let symbols = phrases.last().map_or(0, |(phrase, _)| usize::from(phrase[0]) + 1);
        let mut build = Build {
            nodes: vec![NodeData::default()],
            edges: Vec::new(),
        };
        let mut roots = vec![0; symbols];
        for (symbol, group) in groups(&phrases, 0) {
            roots[usize::from(symbol)] = build.node(group, 1);
        }
        Trie {
            roots: roots.into(),
            nodes: build.nodes.into(),
            edges: build.edges.into(),
        }
    }

    /// The node of the phrases that start with a symbol.
    #[inline]
    pub fn root(&self, symbol: Symbol) -> Option<Node> {
        self.roots.get(usize::from(symbol)).copied().filter(|node| *node != 0)
    }

    /// Whether a phrase may go on from a node with a symbol.
    #[inline]
    pub fn may_step(&self, node: Node, symbol: Symbol) -> bool {
        self.nodes[node as usize].goes_on & bit(symbol) != 0
    }

    /// The node one symbol further.
    #[inline]
    pub fn step(&self, node: Node, symbol: Symbol) -> Option<Node> {
        let data = &self.nodes[node as usize];
        if data.goes_on & bit(symbol) == 0 {
            return None;
        }
        // A bit of `goes_on` tells that there are edges, and one place of two or more is free.
        let mut at = symbol;
        loop {
            let (label, next) = self.edges[data.first_edge as usize + usize::from(at & data.last_edge)];
            if label == symbol && next != 0 {
                return Some(next);
            }
            if next == 0 || data.last_edge == 0 {
                return None;
            }
            at = at.wrapping_add(1);
        }
    }

    /// Every phrase and its value, for tests and comparisons.
    pub fn phrases(&self) -> Vec<(Vec<Symbol>, u16)> {
        let roots = self.roots.iter().zip(0..).filter(|(node, _)| **node != 0);
        let mut open: Vec<(Vec<Symbol>, Node)> = roots.map(|(node, symbol)| (vec![symbol], *node)).collect();
        let mut phrases = Vec::new();
        while let Some((phrase, node)) = open.pop() {
            let data = &self.nodes[node as usize];
            let edges = data.first_edge as usize..=data.first_edge as usize + usize::from(data.last_edge);
            let edges = self.edges.get(edges).filter(|_| data.goes_on != 0).unwrap_or_default();
            for (symbol, next) in edges.iter().filter(|(_, next)| *next != 0) {
                open.push(([phrase.as_slice(), &[*symbol]].concat(), *next));
            }
            phrases.extend(self.value(node).map(|value| (phrase, value)));
        }
        phrases
    }

    /// The value of the phrase that ends at a node.
    #[inline]
    pub fn value(&self, node: Node) -> Option<u16> {
        self.nodes[node as usize].value.checked_sub(1)
    }
}

struct Build {
    nodes: Vec<NodeData>,
    edges: Vec<(Symbol, Node)>,
}

impl Build {
    /// Lays down the node of phrases that share their first `depth` symbols.
    fn node(&mut self, phrases: &[(Vec<Symbol>, u16)], depth: usize) -> Node {
        let node = self.nodes.len();
        let (first, longer) = phrases.split_first().expect("a node has a phrase");
        let (value, longer) = if first.0.len() == depth {
            (first.1 + 1, longer)
        } else {
            (0, phrases)
        };
        let children: Vec<_> = groups(longer, depth).collect();
        let places = match children.len() {
            few @ (0 | 1) => few,
            many => (many + many / 2).next_power_of_two(),
        };
        let first_edge = self.edges.len();
        let last_edge = places.saturating_sub(1);
        self.nodes.push(NodeData {
            first_edge: first_edge as u32,
            last_edge: last_edge as u16,
            value,
            goes_on: children.iter().fold(0, |bits, (symbol, _)| bits | bit(*symbol)),
        });
        self.edges.resize(first_edge + places, (0, 0));
        for (symbol, group) in children {
            let child = self.node(group, depth + 1);
            let mut places = (usize::from(symbol)..).map(|at| first_edge + (at & last_edge));
            let free = places.find(|at| self.edges[*at].1 == 0);
            self.edges[free.expect("there are more places than children")] = (symbol, child);
        }
        node as Node
    }
}

/// Sorted phrases, grouped by their symbol at `depth`.
fn groups(phrases: &[(Vec<Symbol>, u16)], depth: usize) -> impl Iterator<Item = (Symbol, &[(Vec<Symbol>, u16)])> {
    phrases
        .chunk_by(move |a, b| a.0[depth] == b.0[depth])
        .map(move |group| (group[0].0[depth], group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(trie: &Trie, phrase: &[Symbol]) -> Option<u16> {
        let mut node = trie.root(phrase[0])?;
        for symbol in &phrase[1..] {
            node = trie.step(node, *symbol)?;
        }
        trie.value(node)
    }

    #[test]
    fn finds_every_phrase_and_no_other() {
        let mut phrases: Vec<(Vec<Symbol>, u16)> =
            vec![(vec![1], 0), (vec![1, 2], 1), (vec![1, 2, 3], 2), (vec![4, 2], 3)];
        phrases.extend((10..80).map(|symbol| (vec![9, symbol], symbol)));
        let trie = Trie::new(phrases.clone());
        for (phrase, value) in &phrases {
            assert_eq!(walk(&trie, phrase), Some(*value));
        }
        for absent in [&[2][..], &[4], &[9], &[9, 9], &[1, 3], &[1, 2, 3, 4]] {
            assert_eq!(walk(&trie, absent), None);
        }
        assert_eq!(walk(&Trie::new(Vec::new()), &[1]), None);
        let mut listed = trie.phrases();
        listed.sort_unstable();
        phrases.sort_unstable();
        assert_eq!(listed, phrases);
    }
}
