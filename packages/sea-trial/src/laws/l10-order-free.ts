import { RandomStream } from "@plimsoll/foundation";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Observed, ObservedNode } from "./observed.ts";

const COMPARED_EVERY_MS = 240_000;

/**
 * L10. Who holds the same set of events has the same state, in whatever order and however often they came; at rest all honest nodes
 * hold the same.
 */
class OrderFree implements Checker {
  readonly law = "L10";
  readonly #report: Report;
  #dueMs = COMPARED_EVERY_MS;

  constructor(report: Report) {
    this.#report = report;
  }

  check(world: Observed): void {
    if (world.nowMs < this.#dueMs) return;
    this.#dueMs = world.nowMs + COMPARED_EVERY_MS;
    this.#judgeStates(honest(world));
  }

  conclude(world: Observed): void {
    this.#judgeRunning(world);
    const nodes = honest(world);
    this.#judgeStates(nodes);
    this.#judgeConvergence(nodes);
    // Those that share a root hold the same events: one of them is put together again.
    const byRoot = new Map(nodes.map((node) => [node.root(), node]));
    for (const node of byRoot.values()) this.#judgeOrder(world, node);
  }

  /** What does not come back when everything is mended would otherwise be asked nothing. */
  #judgeRunning({ mesh }: Observed): void {
    for (const { name, isRunning, isByzantine } of mesh.nodes)
      if (!isRunning && !isByzantine)
        this.#report({ expected: "a node that runs once everything is mended", seen: "none", where: name });
  }

  /** A root that only one node has proves nothing, so only nodes that share one are asked for their state. */
  #judgeStates(nodes: readonly ObservedNode[]): void {
    const byRoot = new Map<string, ObservedNode[]>();
    for (const node of nodes) {
      const root = node.root();
      if (root !== null) byRoot.set(root, [...(byRoot.get(root) ?? []), node]);
    }
    for (const [root, [first, ...others]] of byRoot)
      for (const other of first === undefined ? [] : others) {
        const [one, two] = [first?.state() ?? null, other.state()];
        if (one !== two)
          this.#report({
            expected: `the state of ${first?.name}, ${one}, from the same events ${root}`,
            seen: `${two}`,
            where: other.name,
          });
      }
  }

  #judgeConvergence(nodes: readonly ObservedNode[]): void {
    const [first, ...others] = nodes;
    const root = first?.root() ?? null;
    for (const other of others)
      if (other.root() !== root)
        this.#report({
          expected: `the ${first?.eventCount} events of ${first?.name} at rest, ${root}`,
          seen: `${other.eventCount} events, ${other.root()}`,
          where: other.name,
        });
  }

  #judgeOrder({ mesh }: Observed, node: ObservedNode): void {
    const chance = RandomStream.from("order", node.name);
    const folded = mesh.refolded(node.place, (count) => shuffledWithRepeats(count, chance));
    const state = node.state();
    if (folded === null || folded === state) return;
    this.#report({
      expected: `${state}, whatever the order of its ${node.eventCount} events`,
      seen: `${folded} shuffled, some of them twice`,
      where: node.name,
    });
  }
}

const honest = ({ mesh }: Observed): readonly ObservedNode[] =>
  mesh.nodes.filter(({ isRunning, isByzantine }) => isRunning && !isByzantine);

/** Every place at least once, one in four twice, in any order. */
function shuffledWithRepeats(count: number, chance: RandomStream): readonly number[] {
  const places = Array.from({ length: count }, (_, place) => place);
  const doubled = [...places, ...places.filter(() => chance.below(4) === 0)];
  for (let end = doubled.length - 1; end > 0; end -= 1) {
    const other = chance.below(end + 1);
    [doubled[end], doubled[other]] = [doubled[other] as number, doubled[end] as number];
  }
  return doubled;
}

export const orderFree: MakeChecker = (report) => new OrderFree(report);
