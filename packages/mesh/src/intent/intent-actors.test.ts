import { expect, test } from "vitest";
import { bodies, OneActor, wakes } from "../../test/intent/one-actor.ts";
import { ChainWriter } from "../../test/intent/test-events.ts";
import type { EventBody } from "../event/body.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import { masterClockActor } from "./master-clock.ts";
import { ownerActor } from "./owner.ts";
import { successorActor } from "./successor.ts";
import { workerActor } from "./worker.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const opening = { lane: "any", prompt: bytes(1), enough: 2, softDeadlineMs: 3000, ownerLeaseMs: 5000 } as const;
const writer = (name: string): ChainWriter => {
  const chain = new ChainWriter(name);
  chain.write({ kind: "incarnation.opened", name });
  return chain;
};
const thoughtOn = (intent: EventId, answer = 1): EventBody => ({
  kind: "thought",
  intent,
  encoder: "e",
  weight: 1,
  angles: bytes(),
  answer: bytes(answer),
});
const authored = (tag: string, event: MeshEvent) => ({ kind: "authored", tag, event }) as const;

test("ME-262 the owner opens what it is asked to, and one of two equal requests while the first is under way", () => {
  const ann = writer("ann");
  const owner = new OneActor(ownerActor(), ann.key);
  const request = { kind: "told", message: { ...opening, request: "r" } } as const;
  expect(bodies(owner.hear(request))).toEqual([{ kind: "intent.opened", ...opening }]);
  owner.asked.add("open r");
  expect(owner.hear(request)).toEqual([]);
});

test("ME-262 the owner decides at enough voices, or at the deadline with one, and hears nobody twice", () => {
  const [ann, bob, eve] = [writer("ann"), writer("bob"), writer("eve")];
  const owner = new OneActor(ownerActor(), ann.key);
  const opened = ann.write({ kind: "intent.opened", ...opening });
  expect(wakes(owner.admit(opened))).toEqual([
    { kind: "wake", tag: `deadline ${opened.id}`, atMs: opening.softDeadlineMs },
    { kind: "wake", tag: `life ${opened.id}`, atMs: Math.floor(opening.ownerLeaseMs / 3) },
  ]);
  const first = bob.write(thoughtOn(opened.id), [opened]);
  expect(owner.admit(first)).toEqual([]);
  expect(owner.admit(bob.write(thoughtOn(opened.id, 2)))).toEqual([]);
  const [decision] = bodies(owner.admit(eve.write(thoughtOn(opened.id, 2), [opened])));
  expect(decision).toMatchObject({ kind: "intent.decided", intent: opened.id });
  owner.nowMs = 2999;
  expect(bodies(owner.hear({ kind: "woken", tag: `deadline ${opened.id}` }))).toHaveLength(1);

  const late = new OneActor(ownerActor(), ann.key);
  [opened, first].forEach((event) => late.admit(event));
  late.nowMs = 2999;
  expect(late.hear({ kind: "woken", tag: `deadline ${opened.id}` })).toEqual([]);
  late.nowMs = 3000;
  const [alone] = bodies(late.hear({ kind: "woken", tag: `deadline ${opened.id}` }));
  expect(alone).toMatchObject({ thoughts: [first.id], answer: bytes(1) });
});

test("ME-264 thoughts after the decision go into one amendment, and none is written twice", () => {
  const [ann, bob, eve] = [writer("ann"), writer("bob"), writer("eve")];
  const owner = new OneActor(ownerActor(), ann.key);
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  const first = bob.write(thoughtOn(opened.id), [opened]);
  owner.admit(opened);
  const [decision] = bodies(owner.admit(first));
  owner.asked.add(`settle ${opened.id}`);
  const second = eve.write(thoughtOn(opened.id, 2), [opened]);
  expect(owner.admit(second)).toEqual([]);
  const decided = ann.write(decision!, [first]);
  owner.asked.clear();
  owner.admit(decided);
  const [amendment] = bodies(owner.hear(authored(`settle ${opened.id}`, decided)));
  expect(amendment).toMatchObject({ kind: "intent.amended", decision: decided.id, thoughts: [second.id] });
  const amended = ann.write(amendment!);
  owner.admit(amended);
  expect(owner.hear(authored(`settle ${opened.id}`, amended))).toEqual([]);
});

test("ME-264 an amendment that does not count is not written again and again", () => {
  const [ann, bob, eve] = [writer("ann"), writer("bob"), writer("eve")];
  const owner = new OneActor(ownerActor(), ann.key);
  owner.standing = ({ body }) => (body.kind === "intent.amended" ? "outside" : "counts");
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  const early = bob.write(thoughtOn(opened.id), [opened]);
  const decided = ann.write({ kind: "intent.decided", intent: opened.id, thoughts: [early.id], answer: bytes(1) }, [
    early,
  ]);
  [opened, early, decided].forEach((event) => owner.admit(event));
  const [amendment] = bodies(owner.admit(eve.write(thoughtOn(opened.id), [opened])));
  const amended = ann.write(amendment!);
  owner.admit(amended);
  expect(owner.hear(authored(`settle ${opened.id}`, amended))).toEqual([]);
});

test("ME-262 ME-265 whoever does not count decides nothing", () => {
  const [ann, bob] = [writer("ann"), writer("bob")];
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  const thought = bob.write(thoughtOn(opened.id), [opened]);
  for (const actor of [new OneActor(ownerActor(), ann.key), new OneActor(successorActor(), bob.key)]) {
    actor.selfCounts = false;
    actor.admit(opened);
    expect(bodies(actor.admit(thought))).toEqual([]);
    actor.nowMs = 60_000;
    expect(bodies(actor.hear({ kind: "woken", tag: opened.id }))).toEqual([]);
  }
});

test("ME-265 an owner that did not count looks again at each sign of life", () => {
  const [ann, bob] = [writer("ann"), writer("bob")];
  const owner = new OneActor(ownerActor(), ann.key);
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  owner.admit(opened);
  owner.selfCounts = false;
  expect(bodies(owner.admit(bob.write(thoughtOn(opened.id), [opened])))).toEqual([]);
  owner.selfCounts = true;
  const woken = bodies(owner.hear({ kind: "woken", tag: `life ${opened.id}` }));
  expect(woken).toContainEqual(expect.objectContaining({ kind: "intent.decided", intent: opened.id }));
});

test("ME-262 a refused signature is tried again a second later", () => {
  const [ann, bob] = [writer("ann"), writer("bob")];
  const owner = new OneActor(ownerActor(), ann.key);
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  owner.admit(opened);
  owner.admit(bob.write(thoughtOn(opened.id), [opened]));
  const [wake] = wakes(owner.hear({ kind: "refused", tag: `settle ${opened.id}`, code: "DISK_FULL" }));
  expect(wake).toEqual({ kind: "wake", tag: `deadline ${opened.id}`, atMs: 1000 });
  expect(bodies(owner.hear({ kind: "woken", tag: wake!.tag }))).toHaveLength(1);
});

test("ME-265 a successor waits while the owner is heard, and then its turn", () => {
  const [ann, bob, eve] = [writer("ann"), writer("bob"), writer("eve")];
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  const thought = eve.write(thoughtOn(opened.id), [opened]);
  const decisionsAt = (keeps: ChainWriter): number[] => {
    const actor = new OneActor(successorActor(), keeps.key);
    [opened, thought].forEach((event) => actor.admit(event));
    return [4999, 5000, 6000].map((nowMs) => {
      actor.nowMs = nowMs;
      for (const key of [bob.key, eve.key]) actor.heardMs.set(key, nowMs);
      return bodies(actor.hear({ kind: "woken", tag: opened.id })).length;
    });
  };
  // One of the two is first in line and acts when the lease is over, the other a second later.
  expect([decisionsAt(bob), decisionsAt(eve)].toSorted((a, b) => a[1]! - b[1]!)).toEqual([
    [0, 0, 1],
    [0, 1, 1],
  ]);
});

test("ME-265 a successor takes late thoughts into the record of a silent owner", () => {
  const [ann, bob, eve] = [writer("ann"), writer("bob"), writer("eve")];
  const successor = new OneActor(successorActor(), bob.key);
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  const early = eve.write(thoughtOn(opened.id), [opened]);
  const decided = ann.write({ kind: "intent.decided", intent: opened.id, thoughts: [early.id], answer: bytes(1) }, [
    early,
  ]);
  [opened, early, decided].forEach((event) => successor.admit(event));
  successor.nowMs = 60_000;
  const late = bob.write(thoughtOn(opened.id, 9), [decided]);
  expect(bodies(successor.admit(late))).toMatchObject([
    { kind: "intent.amended", decision: decided.id, thoughts: [late.id] },
  ]);
});

const slowWorker = { lanes: ["any"], announcedMs: 2000, capacity: 1 };

/** A worker that has claimed and begun; `bob` is the worker, `ann` the opener. */
function working(capacity = 1) {
  const [ann, bob, eve] = [writer("ann"), writer("bob"), writer("eve")];
  const worker = new OneActor(workerActor({ ...slowWorker, capacity }), bob.key);
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  const [turn] = wakes(worker.admit(opened));
  worker.nowMs = turn!.atMs;
  const [claim] = bodies(worker.hear({ kind: "woken", tag: turn!.tag }));
  const claimed = bob.write(claim!, [opened]);
  worker.admit(claimed);
  const [start] = wakes(worker.hear(authored(`claim ${opened.id}`, claimed)));
  worker.nowMs = start!.atMs;
  const effects = worker.hear({ kind: "woken", tag: start!.tag });
  return { ann, bob, eve, worker, opened, claimed, effects };
}

test("ME-266 a worker claims, settles, works, renews each third of its lease, and publishes", () => {
  const { worker, bob, opened, claimed, effects } = working();
  expect(claimed.body).toMatchObject({ kind: "intent.claimed", announcedMs: 2000, leaseMs: 6000 });
  const [work, renewal] = effects;
  expect(work).toMatchObject({ kind: "work", job: { idempotenceKey: opened.id, lane: "any", prompt: opening.prompt } });
  expect(renewal).toEqual({ kind: "wake", tag: `renew ${opened.id}`, atMs: worker.nowMs + 2000 });
  worker.nowMs += 2000;
  expect(bodies(worker.hear({ kind: "woken", tag: `renew ${opened.id}` }))).toEqual([
    { kind: "intent.renewed", intent: opened.id, claim: claimed.id },
  ]);
  const answer = { answer: bytes(4), encoder: "e", weight: 2, angles: bytes(0, 1) };
  const [thought] = bodies(worker.hear({ kind: "answered", tag: `work ${opened.id}`, answer }));
  expect(thought).toEqual({ kind: "thought", intent: opened.id, ...answer });
  const published = bob.write(thought!);
  worker.admit(published);
  worker.hear(authored(`publish ${opened.id}`, published));
  expect(worker.state.jobs.size).toBe(0);
});

test("ME-271 a worker publishes though the intent was decided meanwhile", () => {
  const { worker, ann, eve, opened } = working();
  const thought = eve.write(thoughtOn(opened.id), [opened]);
  worker.admit(thought);
  const decided = ann.write({ kind: "intent.decided", intent: opened.id, thoughts: [thought.id], answer: bytes(1) }, [
    thought,
  ]);
  expect(worker.admit(decided)).toEqual([]);
  worker.nowMs += 3_600_000;
  const answer = { answer: bytes(4), encoder: "e", weight: 2, angles: bytes() };
  expect(bodies(worker.hear({ kind: "answered", tag: `work ${opened.id}`, answer }))).toHaveLength(1);
});

test("ME-266 of two claims that crossed the later by (Lamport, id) is given up, before the work or in it", () => {
  const { worker, eve, opened } = working();
  const earlier = eve.write({ kind: "intent.claimed", intent: opened.id, announcedMs: 1, leaseMs: 60_000 });
  expect(worker.admit(earlier)[0]).toEqual({ kind: "abandon", tag: `work ${opened.id}` });
  expect(worker.state.jobs.size).toBe(0);

  const second = working();
  const taking = second.eve.write(
    { kind: "intent.claimed", intent: second.opened.id, announcedMs: 1, leaseMs: 60_000 },
    [second.claimed],
  );
  expect(second.worker.admit(taking)).toEqual([]);
  // Its own claim lapsed: then the other's counts, whatever its number.
  second.worker.nowMs += 6001;
  expect(second.worker.hear({ kind: "woken", tag: `renew ${second.opened.id}` })[0]).toMatchObject({ kind: "abandon" });
});

test("ME-267 a job that fails gives its claim up for others at once, and rests here", () => {
  const { worker, bob, opened } = working();
  const effects = worker.hear({ kind: "failed", tag: `work ${opened.id}`, code: "MESH_WORKER_TIMEOUT" });
  expect(bodies(effects)).toEqual([{ kind: "intent.claimed", intent: opened.id, announcedMs: 0, leaseMs: 1 }]);
  worker.admit(bob.write(bodies(effects)[0]!));
  const [again] = wakes(effects);
  expect(again!.atMs).toBe(worker.nowMs + 10_000);
  worker.nowMs += 9999;
  expect(bodies(worker.hear({ kind: "woken", tag: `consider ${opened.id}` }))).toEqual([]);
  worker.nowMs += 2000;
  expect(bodies(worker.hear({ kind: "woken", tag: `consider ${opened.id}` }))).toHaveLength(1);
});

test("ME-267 another worker takes a released claim up at once, and a lapsed one when it has lapsed", () => {
  const { opened, claimed, bob, eve } = working();
  const other = new OneActor(workerActor({ ...slowWorker, staggerMs: 100 }), eve.key);
  [opened, claimed].forEach((event) => other.admit(event));
  other.nowMs = 5999;
  expect(bodies(other.hear({ kind: "woken", tag: `consider ${opened.id}` }))).toEqual([]);
  other.nowMs = 6000;
  expect(bodies(other.hear({ kind: "woken", tag: `consider ${opened.id}` }))).toHaveLength(1);

  const third = new OneActor(workerActor({ ...slowWorker, staggerMs: 100, peerSilentMs: 10 }), eve.key);
  [opened, claimed].forEach((event) => third.admit(event));
  third.nowMs = 100;
  third.admit(bob.write({ kind: "intent.claimed", intent: opened.id, announcedMs: 0, leaseMs: 1 }));
  third.nowMs = 120;
  expect(bodies(third.hear({ kind: "woken", tag: `consider ${opened.id}` }))).toHaveLength(1);
});

test("ME-267 after a restart the worker takes its own claim up again, and not before it has read all", () => {
  const { bob, opened, claimed } = working();
  const worker = new OneActor(workerActor(slowWorker), bob.key);
  worker.isCaughtUp = false;
  expect(bodies(worker.admit(opened))).toEqual([]);
  worker.nowMs = 600;
  expect(worker.hear({ kind: "woken", tag: `consider ${opened.id}` })).toEqual([
    { kind: "wake", tag: `consider ${opened.id}`, atMs: 600 },
  ]);
  worker.isCaughtUp = true;
  const effects = worker.admit(claimed);
  expect(bodies(effects)).toEqual([]);
  const [start] = wakes(effects);
  worker.nowMs = start!.atMs;
  expect(worker.hear({ kind: "woken", tag: start!.tag })[0]).toMatchObject({ kind: "work" });
});

test("ME-266 a claim by a stranger stops nobody, and one of a year is believed for an hour", () => {
  const [ann, bob, eve] = [writer("ann"), writer("bob"), writer("eve")];
  const opened = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  const hoarding = eve.write({ kind: "intent.claimed", intent: opened.id, announcedMs: 1, leaseMs: 2 ** 50 }, [opened]);
  const claimsAt = (nowMs: number, standing: "counts" | "outside"): number => {
    const worker = new OneActor(workerActor(slowWorker), bob.key);
    worker.standing = (event) => (event === hoarding ? standing : "counts");
    [opened, hoarding].forEach((event) => worker.admit(event));
    worker.nowMs = nowMs;
    return bodies(worker.hear({ kind: "woken", tag: `consider ${opened.id}` })).length;
  };
  expect([claimsAt(1000, "outside"), claimsAt(1000, "counts"), claimsAt(3_600_000, "counts")]).toEqual([1, 0, 1]);
});

test("ME-266 a worker takes no more than its capacity, and goes on when a place is free", () => {
  const { worker, ann, opened } = working();
  const more = ann.write({ kind: "intent.opened", ...opening, enough: 1 });
  worker.admit(more);
  worker.nowMs += 1000;
  expect(bodies(worker.hear({ kind: "woken", tag: `consider ${more.id}` }))).toEqual([]);
  const effects = worker.hear({ kind: "failed", tag: `work ${opened.id}`, code: "X" });
  expect(bodies(effects).map((body) => "intent" in body && body.intent)).toEqual([opened.id, more.id]);
});

test("ME-268 the clock counts what passed, also late, refused or while the last beat is under way", () => {
  const clock = masterClockActor();
  let state = clock.initial;
  let [nowMs, isAsked] = [100, false];
  const hear = (message: Parameters<typeof clock.step>[1]) => {
    const step = clock.step(state, message, { nowMs, views: null, isAsked: () => isAsked, isCaughtUp: () => true });
    state = step.state;
    return step.effects;
  };
  const beatsAt = (ms: number): number[] => {
    nowMs = ms;
    return bodies(hear({ kind: "woken", tag: "beat" })).map((body) => (body.kind === "clock.beat" ? body.beats : 0));
  };
  expect(wakes(hear({ kind: "started" }))).toEqual([{ kind: "wake", tag: "beat", atMs: 1100 }]);
  expect(beatsAt(1100)).toEqual([40]);
  hear({ kind: "refused", tag: "beat", code: "DISK_FULL" });
  expect(beatsAt(2137)).toEqual([81]);
  isAsked = true;
  expect(beatsAt(3100)).toEqual([]);
  isAsked = false;
  expect(beatsAt(86_400_100)).toEqual([3_456_000 - 81]);
  expect(wakes(hear({ kind: "woken", tag: "beat" }))).toEqual([{ kind: "wake", tag: "beat", atMs: 86_401_100 }]);
});
