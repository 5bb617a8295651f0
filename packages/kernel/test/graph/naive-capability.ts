import type { CapabilityGraph, GraphNode } from "../../src/graph/graph.ts";

/**
 * The capability of a graph straight from its rules: facts are added until none is new. Slow, and written apart from the
 * code under test. A reading may leave rules out: each weaker reading is one that a known transformation beats.
 */
export interface Reading {
  /** What a node's holders and targets are: the things inside, or its bare name. */
  readonly by: "thing" | "name";
  /** Whether all privileges are assumed among the things of one node. */
  readonly inside: boolean;
  /** What passes on what it holds. */
  readonly through: (kind: string) => boolean;
}

export const RULED: Reading = { by: "thing", inside: true, through: () => true };
export const AS_DRAWN: Reading = { by: "name", inside: false, through: () => false };

const KNOWN = ["tool_access", "routing", "memory_write"];

/** Each as `holder privilege target`. */
export function naiveCapability(graph: CapabilityGraph, reading: Reading = RULED): ReadonlySet<string> {
  const facts = new Facts(graph, reading);
  while (facts.grow());
  return facts.all;
}

class Facts {
  readonly all = new Set<string>();
  readonly #held: { holder: string; privilege: string; target: string }[] = [];
  readonly #passing: ReadonlySet<string>;

  constructor({ nodes, edges }: CapabilityGraph, reading: Reading) {
    const members = new Map(nodes.map((node) => [node.node, membersOf(node, reading)]));
    this.#passing = new Set(
      nodes.filter(({ kind }) => reading.through(kind)).flatMap((node) => membersOf(node, reading)),
    );
    for (const { from, to, privilege } of edges) this.#relate(members.get(from), members.get(to), privilege);
    if (!reading.inside) return;
    for (const inside of members.values()) if (inside.length > 1) this.#relate(inside, inside, "anything");
  }

  grow(): boolean {
    const before = this.all.size;
    const held = [...this.#held];
    for (const first of held) {
      for (const second of held) {
        if (first.target === second.holder && this.#passing.has(second.holder)) {
          this.#add(first.holder, second.privilege, second.target);
        }
      }
    }
    return this.all.size > before;
  }

  #relate(holders: readonly string[] = [], targets: readonly string[] = [], privilege: string): void {
    for (const each of KNOWN.includes(privilege) ? [privilege] : KNOWN) {
      for (const holder of holders) for (const target of targets) this.#add(holder, each, target);
    }
  }

  #add(holder: string, privilege: string, target: string): void {
    const fact = `${holder} ${privilege} ${target}`;
    if (this.all.has(fact)) return;
    this.all.add(fact);
    this.#held.push({ holder, privilege, target });
  }
}

const membersOf = ({ node, weights, components }: GraphNode, { by }: Reading): readonly string[] =>
  by === "name" ? [node] : [weights, ...components].filter((digest) => digest !== null);
