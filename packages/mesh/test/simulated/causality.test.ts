import { expect, test } from "vitest";
import { hex } from "@plimsoll/foundation";
import type { ChainKey } from "../../src/event/event.ts";
import { encodeMemberMessage } from "../../src/member/member-codec.ts";
import { checkForkProof, forkProofOfChain } from "../../src/recovery/fork-proof.ts";
import type { MemberMessage } from "../../src/member/member-message.ts";
import type { Cryptography } from "../../src/ports/cryptography.ts";
import type { EventView } from "../../src/set/event-set.ts";
import type { Fault } from "../../src/simulated/scenario/scenario-spec.ts";
import { at, range, rootsOf, spec, started, tell, waited, work } from "./kit.ts";
import { seedsOf } from "./seeds.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

test("ME-293 M2 two who write one field at once both stay, until somebody who saw both resolves them", () => {
  const run = started(spec(1, 3));
  const { world } = run.mesh;
  world.runUntil(3_000);
  const set = (node: number, value: string, resolves: readonly string[]) =>
    at(run, node).member.write([{ kind: "field.set", entity: "e", field: "f", value: Buffer.from(value), resolves }]);
  world.network.partition([[0], [1, 2]]);
  set(0, "one", []);
  set(1, "other", []);
  world.runUntil(8_000);
  world.network.heal();
  waited(run, MINUTE_MS, () => rootsOf(run, [0, 1, 2]) === 1);
  const siblings = () => range(3).map((node) => at(run, node).member.state.fields.siblings("e", "f"));
  const both = siblings();
  set(2, "both", both[2]?.map(({ id }) => id) ?? []);
  world.runUntil(world.nowMs() + 5_000);
  const after = siblings();
  tell(
    "M2",
    "values shown after a concurrent edit, and after it was resolved",
    `${both[0]?.length} and ${after[0]?.length}`,
    "bar 2 and 1",
  );
  expect(both.map(({ length }) => length)).toEqual([2, 2, 2]);
  expect(after.map((values) => values.map(({ body }) => Buffer.from(body.value).toString()))).toEqual(
    range(3).map(() => ["both"]),
  );
  expect(run.finalState().rootsEqual).toBe(true);
});

test("ME-293 M4 clocks an hour wrong either way and one of the year 2100", () => {
  const faults: Fault[] = [
    { type: "clock", node: 1, aheadMs: 3_600_000 },
    { type: "clock", node: 2, aheadMs: -3_600_000 },
    { type: "clock", node: 3, aheadMs: 74 * 365 * DAY_MS },
    { type: "kill", atMs: 20_000, node: 2, downMs: 500 },
  ];
  const run = started(spec(2, 5, { faults, workload: work({ fieldEveryMs: 300, intentEveryMs: 2_000 }) }));
  run.mesh.world.runUntil(60_000);
  run.settle(30_000);
  const final = run.finalState();
  tell(
    "M4",
    `honest hybrid clocks ahead of the latest honest wall clock`,
    `${run.observer.clockAheadMs} ms`,
    "bar 500 ms",
  );
  expect([final.rootsEqual, final.statesEqual, run.observer.violations.codes()]).toEqual([true, true, []]);
  expect(run.observer.wrongClocks.size).toBe(1);
  expect(run.observer.clockAheadMs).toBeLessThanOrEqual(500);
});

/** Events of others that prove this chain's fork. */
const proofsOf = (liar: ChainKey, events: EventView, crypto: Cryptography): number =>
  [...events.chains()]
    .flatMap((chain) => [...chain.events()])
    .filter(({ body, mesh, chain }) => {
      const proof = body.kind === "fork.proven" && chain !== liar ? checkForkProof(body, mesh, crypto) : null;
      return proof?.ok === true && proof.value.chain === liar;
    }).length;

test("ME-293 ME-540 M5 B6 a fork is known to every pair that has synced, and can be proven to a third", () => {
  const [bound, proofs]: [number[], number[]] = [[], []];
  for (const seed of seedsOf(10)) {
    const faults: Fault[] = [{ type: "fork", atMs: 20_000, node: 1 }];
    const workload = work({ issuedMicroCu: 5_000, spendMicroCu: 200, spendEveryMs: 400 });
    const run = started(spec(seed, 5, { faults, workload }));
    const { world, genesis, crypto } = run.mesh;
    world.runUntil(19_999);
    const held = at(run, 1).member.free("cu");
    const liar = at(run, 1).member.replica.chain ?? "/";
    world.runUntil(40_000);
    run.settle(10_000);
    for (const node of range(5)) {
      const { replica, state } = at(run, node).member;
      const proof = forkProofOfChain(liar, replica.events);
      const mesh = replica.events.chain(liar)?.at(0)?.mesh ?? "";
      expect(proof !== null && checkForkProof(proof, mesh, crypto).ok).toBe(true);
      expect(state.budget.rightsOf(liar, "cu")).toBe(0);
      proofs.push(proofsOf(liar, replica.events, crypto));
    }
    const overdrawn = at(run, 0).member.state.budget.conserved("cu").overdrafts;
    bound.push(held === 0 ? 0 : overdrawn.reduce((sum, { quantity }) => sum + quantity, 0) / held);
    expect(overdrawn.every(({ chain, quantity }) => chain === liar && quantity <= held)).toBe(true);
    expect([genesis.members.length, run.finalState().statesEqual]).toEqual([5, true]);
  }
  tell("M5", `${bound.length} seeds, forks proven by all 5 nodes`, `${bound.length} of ${bound.length}`, "bar all");
  const [least, most] = [Math.min(...proofs), Math.max(...proofs)];
  tell("M5", "proofs of one fork in the timeline", `${least} to ${most}`, "bar 1 to 2");
  expect([least, most]).toEqual([1, 1]);
  tell(
    "B6",
    "overdraft of a fork over the rights that its author held, at most",
    Math.max(...bound).toFixed(2),
    "bar forks - 1 = 1.00",
  );
});

test("ME-293 M6 C5 a day apart with 5,000 events on each side; then a disk is lost at 10,000", () => {
  const run = started(spec(3, 2, { survivors: 1, certifier: { everyMs: 60_000, everyEvents: 100_000 } }));
  const { world } = run.mesh;
  const bytes = { all: 0, missing: 0 };
  const sizes = new WeakMap<MemberMessage, number>();
  world.runUntil(3_000);
  world.network.partition([[0], [1]]);
  const bodies = (side: number, turn: number) =>
    range(50).map(
      (n) =>
        ({
          kind: "field.set",
          entity: `e${side} ${turn}`,
          field: `f${n}`,
          value: Buffer.alloc(32),
          resolves: [],
        }) as const,
    );
  for (const turn of range(100)) {
    for (const side of [0, 1])
      world.at(4_000 + turn * 1_000, () => run.mesh.hosts[side]?.act(({ member }) => member.write(bodies(side, turn))));
  }
  world.runUntil(DAY_MS);
  for (const known of run.observer.catalog.all())
    bytes.missing += known.event.body.kind === "field.set" ? known.event.bytes.length : 0;
  const heard = run.observer.heard.bind(run.observer);
  run.observer.heard = (node, from, message) => {
    if (!sizes.has(message)) sizes.set(message, encodeMemberMessage(message).length);
    bytes.all += sizes.get(message) ?? 0;
    heard(node, from, message);
  };
  world.network.heal();
  const healedMs = waited(run, MINUTE_MS, () => rootsOf(run, [0, 1]) === 1);
  const ratio = (bytes.all - 65_536) / bytes.missing;
  tell(
    "M6",
    "10,000 missing events after a day apart: equal after",
    `${healedMs} virtual ms`,
    "bar 5,000 ms, of the network alone: SIM has no processor",
  );
  tell("M6", "bytes sent less 64 KiB over bytes missing", ratio.toFixed(3), "bar 1.2");
  expect([run.observer.catalog.size >= 10_000, healedMs !== null && healedMs <= 5_000]).toEqual([true, true]);
  expect(ratio).toBeLessThanOrEqual(1.2);

  const before = at(run, 1).member.replica.chain;
  run.mesh.hosts[1]?.kill();
  run.mesh.hosts[1]?.disk.restore([]);
  run.observer.diskSetBack(1);
  run.mesh.hosts[1]?.start();
  const wholeMs = waited(
    run,
    MINUTE_MS,
    () => at(run, 1).member.replica.events.size === at(run, 0).member.replica.events.size,
  );
  tell(
    "C5",
    "a node without its disk is complete again at 10,000 events after",
    `${wholeMs} virtual ms`,
    "bar 10,000 ms",
  );
  expect(wholeMs === null ? Infinity : wholeMs).toBeLessThanOrEqual(10_000);
  world.runUntil(world.nowMs() + 5_000);
  expect(at(run, 1).member.replica.chain).not.toBe(before);
  expect(run.finalState().lostAcknowledged).toBe(0);
  expect(run.observer.violations.codes()).toEqual([]);
}, 120_000);

test("ME-293 M7 reading the state changes nothing", () => {
  const run = started(spec(4, 3, { workload: work({ fieldEveryMs: 500, thoughtEveryMs: 700, intentEveryMs: 2_000 }) }));
  run.mesh.world.runUntil(20_000);
  const { state } = at(run, 0).member;
  const first = hex(state.hash());
  const later = range(200).map(
    () =>
      [...state.we.encode(), ...state.fields.encode(), ...state.intents.encode(), ...state.budget.encode()].length &&
      hex(state.hash()),
  );
  tell(
    "M7",
    "readings of one state that gave another hash",
    later.filter((hash) => hash !== first).length,
    "of 200, bar 0",
  );
  expect(new Set([first, ...later]).size).toBe(1);
});

test("ME-293 H4 no gap of clocks, latency or age makes an event unwelcome", () => {
  let [refused, events] = [0, 0];
  for (const seed of seedsOf(10)) {
    const aheadMs = 2 ** (4 * seed) > 2 ** 40 ? 2 ** 40 : 2 ** (4 * seed);
    const faults: Fault[] = [
      { type: "clock", node: 1, aheadMs },
      {
        type: "weather",
        atMs: 10_000,
        forMs: 600_000,
        weather: { latencyMs: seed * 1_000, jitterMs: 600_000 - seed * 1_000, lossPpm: 0, duplicatePpm: 50_000 },
      },
      // It joins when the mesh is old.
      { type: "kill", atMs: 1, node: 4, downMs: 900_000 },
    ];
    const run = started(
      spec(seed, 5, { faults, durationMs: 920_000, workload: work({ fieldEveryMs: 5_000, thoughtEveryMs: 7_000 }) }),
    );
    run.mesh.world.runUntil(920_000);
    run.settle(60_000);
    const final = run.finalState();
    refused += run.observer.violations.of("HONEST_REFUSED");
    events += run.observer.catalog.size;
    expect([final.rootsEqual, final.statesEqual, run.observer.violations.codes()]).toEqual([true, true, []]);
  }
  tell(
    "H4",
    `clocks to 2^40 ms apart, messages to 10 min late, a node that joins after 15 min; ${events} events, refused`,
    refused,
    "bar 0",
  );
  expect(refused).toBe(0);
}, 120_000);
