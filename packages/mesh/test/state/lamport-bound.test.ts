import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EventId, MeshEvent } from "../../src/event/event.ts";
import { openEvent } from "../../src/event/open-event.ts";
import { citedBy } from "../../src/roster/causal-past.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { frontierOf, frontierRoot } from "../../src/set/frontier.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import { crypto, offerAll, shuffled, strangerOf, testGenesis, testIncarnation } from "../kit/index.ts";
import { runVerifier } from "../verifier/verifier-run.ts";

const RISE = 2 ** 20;
const LAMPORT_MAX = 2 ** 48;
const NOWHERE = "ab".repeat(32);

const { genesis, mesh } = testGenesis(3);
const { beat, givesUp, opened, wildEvents, written } = strangerOf(mesh);

/** A stranger's chain of two, of which the second gives these ids up. */
function afterGivingUp(...lost: EventId[]) {
  const first = opened("x");
  const roster = givesUp(lost, { sequence: 1, previous: first.id, lamport: 2 });
  const set = new EventSet();
  for (const event of [first, roster]) expect(set.offer(event).fault).toBeNull();
  return { set, first, roster };
}

const idsOf = (set: EventSet): EventId[] =>
  [...set.chains()].flatMap((chain) => [...chain.events()].map(({ id }) => id)).toSorted();
const rootOf = (set: EventSet): string => Buffer.from(frontierRoot(frontierOf(set))).toString("hex");

test.each([
  ["a Lamport number of 2^48", { sequence: 1, previous: NOWHERE, lamport: LAMPORT_MAX }, null],
  ["a greater Lamport number", { sequence: 1, previous: NOWHERE, lamport: LAMPORT_MAX + 1 }, "EVENT_MALFORMED"],
  ["the last place", { sequence: LAMPORT_MAX - 1, previous: NOWHERE, lamport: LAMPORT_MAX }, null],
  ["a place behind it", { sequence: LAMPORT_MAX, previous: NOWHERE, lamport: LAMPORT_MAX }, "EVENT_MALFORMED"],
  ["the greatest place there is", { sequence: Number.MAX_SAFE_INTEGER, previous: NOWHERE }, "EVENT_MALFORMED"],
] as const)("ME-560 an event with %s", (_, place, code) => {
  const read = openEvent(written(beat, place).bytes, mesh, crypto);
  expect(read.ok ? null : read.error.code).toBe(code);
});

test("ME-560 a place that its Lamport number does not allow is refused, whatever was given up", () => {
  const { set } = afterGivingUp(NOWHERE);
  const [false_, true_] = [5, 6].map((lamport) => written(beat, { sequence: 5, previous: NOWHERE, lamport }));
  expect(set.offer(false_ as MeshEvent).fault?.code).toBe("EVENT_LAMPORT_FALSE");
  expect(set.offer(true_ as MeshEvent).admitted).toEqual([true_]);
});

test("ME-561 what nothing bounds from above waits until the set's numbers are within 2^20 of its own", () => {
  const { set, roster } = afterGivingUp(NOWHERE);
  const [low, high, higher] = [2 + RISE, 3 + RISE, 2 + 2 * RISE].map((lamport, place) =>
    written(beat, { sequence: 2 + place, previous: NOWHERE, lamport }),
  ) as [MeshEvent, MeshEvent, MeshEvent];
  expect(set.offer(higher)).toEqual({ admitted: [], forked: [], fault: null });
  expect(set.offer(high)).toEqual({ admitted: [], forked: [], fault: null });
  expect([[...set.waiting()].length, set.isWaiting, set.missing()]).toEqual([2, false, []]);
  // One of 3 brings one of 3 + 2^20 within reach, and that one the other.
  const next = written(beat, { sequence: 2, previous: roster.id, lamport: 3 });
  expect(set.offer(next).admitted).toEqual([next, high, higher]);
  expect(set.offer(low).fault).toBeNull();
  expect([set.size, [...set.waiting()]]).toEqual([6, []]);
});

test("ME-561 what was given up and is held bounds nothing either, unless the number follows from it", () => {
  const lost = opened("y");
  const chained = { incarnation: testIncarnation("y"), previous: lost.id };
  const { set } = afterGivingUp(lost.id);
  set.offer(lost);
  const [high, right] = [
    written(beat, { ...chained, sequence: LAMPORT_MAX - 1, lamport: LAMPORT_MAX }),
    written(beat, { ...chained, sequence: 1, lamport: 2 }),
  ];
  expect(set.offer(high).admitted).toEqual([]);
  expect(set.offer(right).admitted).toEqual([right]);
  expect(set.chain(lost.chain)?.length).toBe(2);
});

test("ME-561 what cites one that waits for this waits for it, and comes with it", () => {
  const { set } = afterGivingUp(NOWHERE);
  const far = written(beat, { sequence: 1, previous: NOWHERE, lamport: 3 * RISE });
  const after = written(beat, { sequence: 2, previous: far.id, lamport: 3 * RISE + 1 });
  for (const event of [after, far]) expect(set.offer(event).admitted).toEqual([]);
  expect(set.missing()).toEqual([]);
  const steps = [1, 2].map((step) => written(beat, { sequence: step + 5, previous: NOWHERE, lamport: step * RISE }));
  expect(steps.flatMap((event) => set.offer(event).admitted)).toEqual([...steps, far, after]);
});

test("ME-40 what follows an event that was given up does not follow the one in the place before: both are tips", () => {
  const { set, roster } = afterGivingUp(NOWHERE);
  const after = written(beat, { sequence: 2, previous: NOWHERE, lamport: 3 });
  expect(set.offer(after).admitted).toEqual([after]);
  expect(set.chain(after.chain)?.tips()).toEqual([roster.id, after.id].toSorted());
});

test("ME-561 a chain with places far apart is looked at where it has events", () => {
  const { set, first } = afterGivingUp(NOWHERE);
  const rival = written({ kind: "incarnation.opened", name: "y" }, {});
  const far = written(beat, { sequence: RISE + 1, previous: NOWHERE, lamport: RISE + 2 });
  offerAll(set, null, [rival, far]);
  expect([set.chain(first.chain)?.length, set.chain(first.chain)?.forkedPlaces()]).toEqual([RISE + 2, [0]]);
  let state = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  const startedMs = performance.now();
  for (let time = 0; time < 200; time += 1) state = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  // A walk over all places would take some 10 ms each time.
  expect(performance.now() - startedMs).toBeLessThan(1000);
  expect([state.standingOf(far), rootOf(set).length]).toEqual(["outside", 64]);
});

/** ME-6, ME-7, ME-560 and ME-561 word by word, over and over until nothing more is admitted. */
function leastFixpoint(events: readonly MeshEvent[]): EventId[] {
  const held = new Map<EventId, MeshEvent>();
  const lost = new Set<EventId>();
  const lamportAfter = (ids: readonly EventId[]) => 1 + Math.max(0, ...ids.map((id) => held.get(id)?.lamport ?? 0));
  const follows = (event: MeshEvent, among: (id: EventId) => boolean): boolean => {
    const before = event.previous !== null && among(event.previous) ? held.get(event.previous) : undefined;
    return before === undefined || (before.chain === event.chain && before.sequence === event.sequence - 1);
  };
  const isAdmissible = (event: MeshEvent): boolean => {
    const cited = citedBy(event);
    const isStrict = cited.every((id) => held.has(id)) && follows(event, () => true);
    if (isStrict && event.lamport === lamportAfter(cited)) return true;
    const kept = cited.filter((id) => !lost.has(id));
    if (kept.length === cited.length || !kept.every((id) => held.has(id))) return false;
    const greatest = Math.max(0, ...[...held.values()].map(({ lamport }) => lamport));
    const { lamport, sequence } = event;
    const isBounded = lamport > sequence && lamport <= greatest + RISE && lamport >= lamportAfter(kept);
    return isBounded && follows(event, (id) => !lost.has(id));
  };
  for (let size = -1; size < held.size;) {
    size = held.size;
    for (const event of events) {
      if (held.has(event.id) || !isAdmissible(event)) continue;
      held.set(event.id, event);
      if (event.body.kind === "roster.opened") for (const id of event.body.lost) lost.add(id);
    }
  }
  return [...held.keys()].toSorted();
}

/** What was refused may be offered again (ME-6): until that changes nothing more. */
function settled(events: readonly MeshEvent[]): EventSet {
  const set = new EventSet();
  for (let size = -1; size < set.size;) {
    size = set.size;
    offerAll(set, null, events);
  }
  return set;
}

test("ME-561 M1 in every order the same events are admitted, and they are those of the rule (400 sets, 5 orders each)", () => {
  let [beyond, admitted] = [0, 0];
  for (let seed = 0; seed < 400; seed += 1) {
    const stream = RandomStream.from("lamport bound", seed);
    const events = wildEvents(stream, 24);
    const expected = leastFixpoint(events);
    const sets = [0, 1, 2, 3, 4].map(() => settled(shuffled(events, stream)));
    for (const set of sets) expect([seed, idsOf(set)]).toEqual([seed, expected]);
    const waiting = sets.map((set) => [...set.waiting()].map(({ id }) => id).toSorted());
    expect(new Set(waiting.map((ids) => ids.join())).size).toBe(1);
    const [set] = sets as [EventSet];
    beyond += [...set.waiting()].filter(({ lamport }) => lamport > RISE).length;
    admitted += idsOf(set).filter((id) => (set.get(id)?.lamport ?? 0) > RISE).length;
  }
  console.info(
    `M1  events above 2^20: ${admitted} admitted, ${beyond} waiting, in 400 sets, each the same in 5 orders`,
  );
  expect(Math.min(beyond, admitted)).toBeGreaterThan(400);
});

test("ME-561 S4 the separate verifier admits the same (60 sets)", async () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const stream = RandomStream.from("lamport bound, verifier", seed);
    const events = wildEvents(stream, 24);
    const set = settled(events);
    const envelopes = shuffled(events, stream).map(({ bytes }) => bytes);
    const { summary } = await runVerifier({ genesis, events: envelopes });
    const own = {
      events: set.size,
      eventRoot: rootOf(set),
      dangling: [...set.waiting()].length,
      missing: set.missing(),
    };
    expect([seed, summary]).toMatchObject([seed, own]);
  }
});
