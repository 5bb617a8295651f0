import type { Digest } from "@plimsoll/foundation";
import { type CapabilityGraph, PRIVILEGES, thingsIn, thingsInside } from "./graph.ts";
import { Relation } from "./relation.ts";

/**
 * What a system can do, whatever its plumbing: the set of (holder, privilege, target) that it can exercise.
 *
 * ACB-K §7 counts edges as drawn, and that can be gamed: three models on three tools are nine edges, through one router
 * six. Following routers alone leaves a small model, a tool or a store to play the hub. So holders and targets are
 * *things*, known by digest and never by name, and the set is the smallest one with
 *
 *  1. every declared edge, between each thing in the one node and each thing in the other;
 *  2. every privilege among the things of one node: what goes on inside a node is not seen, so it is all assumed;
 *  3. who holds any privilege on another thing holds what that thing holds.
 *
 * Every rule only adds, so a system that can exercise more never counts less. Where nothing passes through anything, the
 * set is the declared edges and the count is ACB-K's own. Privileges are authority, not information: an answer gives its
 * caller no privilege. A store whose content others act on is declared as routing from the store to them.
 */
export function effectivePrivileges(graph: CapabilityGraph): number {
  const held = declaredPrivileges(graph);
  const reach = reachThrough(held);
  return held.reduce((sum, privilege) => sum + reach.composedWith(privilege).count(), 0);
}

/** Every privilege of every thing on every thing: the most that a graph can hold. */
export const privilegesMax = (things: number): number => PRIVILEGES.length * things * things;

/** Rules 1 and 2: one relation for each of `PRIVILEGES`, in their order. */
function declaredPrivileges(graph: CapabilityGraph): readonly Relation[] {
  const places = new Map([...thingsIn(graph)].map((thing, place) => [thing, place]));
  const inside = new Map(graph.nodes.map((node) => [node.node, placesOf(thingsInside(node), places)]));
  const held = PRIVILEGES.map(() => new Relation(places.size));
  for (const { from, to, privilege } of graph.edges) {
    const holders = inside.get(from) ?? [];
    const targets = inside.get(to) ?? [];
    for (const relation of relationsOf(privilege, held)) relateAll(relation, holders, targets);
  }
  for (const things of inside.values()) {
    if (things.length > 1) for (const relation of held) relateAll(relation, things, things);
  }
  return held;
}

const placesOf = (things: readonly Digest[], places: ReadonlyMap<Digest, number>): readonly number[] =>
  things.map((thing) => places.get(thing) as number);

/** An unknown privilege may be any of the known ones: it is taken as all of them at once. */
function relationsOf(privilege: string, held: readonly Relation[]): readonly Relation[] {
  const known = held[(PRIVILEGES as readonly string[]).indexOf(privilege)];
  return known === undefined ? held : [known];
}

function relateAll(relation: Relation, holders: readonly number[], targets: readonly number[]): void {
  for (const holder of holders) for (const target of targets) relation.add(holder, target);
}

/** Rule 3: whose privileges a thing can exercise, its own among them. */
function reachThrough(held: readonly Relation[]): Relation {
  const reach = Relation.identity((held[0] as Relation).size);
  for (const privilege of held) reach.uniteAll(privilege);
  reach.close();
  return reach;
}
