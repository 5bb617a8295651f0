import fc from "fast-check";
import { expect, test } from "vitest";
import { CLAIM_STATUSES } from "../verification/claim-status.ts";
import { EventBus } from "./event-bus.ts";
import { type BusEvent, firstPrevious } from "./event.ts";
import { append, type EventStream, isWhole, type Publication } from "./event-stream.ts";
import { hear, type Heard, NOTHING_HEARD, rearbitrations } from "./rearbitrate.ts";

const publications: fc.Arbitrary<Publication> = fc.oneof(
  fc.record({
    evaluation: fc.constantFrom("evaluation-1", "evaluation-2"),
    key: fc.nat(30).map((key) => `index ${key}`),
    topic: fc.constant("stability.index" as const),
    body: fc.record({ index: fc.nat(3), isPaused: fc.boolean() }),
  }),
  fc.record({
    evaluation: fc.constantFrom("evaluation-1", "evaluation-2"),
    key: fc.nat(30).map((key) => `claim ${key}`),
    topic: fc.constant("claim.status" as const),
    body: fc.record({ claim: fc.constantFrom("c-1", "c-2"), status: fc.constantFrom(...CLAIM_STATUSES) }),
  }),
  fc.record({
    evaluation: fc.constantFrom("evaluation-1", "evaluation-2"),
    key: fc.nat(30).map((key) => `vote ${key}`),
    topic: fc.constant("vote.cast" as const),
    body: fc.record({ layer: fc.constant("L1" as const), colour: fc.constantFrom("GREEN" as const, "RED" as const) }),
  }),
);
const many = fc.array(publications, { maxLength: 40 });
const TOPICS = ["stability.index", "claim.status", "vote.cast", "arbitration.verdict"] as const;

const streamOf = (some: readonly Publication[]): EventStream =>
  some
    .filter(({ evaluation }) => evaluation === "evaluation-1")
    .reduce<EventStream>((stream, each) => {
      const appended = append(stream, each);
      return appended.ok ? appended.value.stream : stream;
    }, []);

test("RS-179 a stream is whole; with one event changed, gone or moved it is not", () => {
  fc.assert(
    fc.property(many, fc.nat(), (some, place) => {
      const stream = streamOf(some);
      expect(isWhole(stream)).toBe(true);
      expect(stream.map(({ sequence }) => sequence)).toEqual(stream.map((_, index) => index));
      if (stream.length < 2) return;
      const at = place % (stream.length - 1);
      expect(isWhole(stream.toSpliced(at, 1))).toBe(false);
      expect(isWhole(stream.with(at, { ...stream[at], key: "other" } as BusEvent))).toBe(false);
      expect(isWhole([...stream.slice(0, at), ...stream.slice(at).toReversed()])).toBe(false);
    }),
  );
});

test("RS-179 the same publication twice is one event, another under its key is refused", () => {
  const index: Publication = {
    evaluation: "evaluation-1",
    key: "k",
    topic: "stability.index",
    body: { index: 1, isPaused: false },
  };
  const bus = new EventBus();
  const first = bus.publish(index);
  expect(bus.publish(structuredClone(index))).toEqual(first);
  expect(bus.publish({ ...index, body: { index: 2, isPaused: false } })).toEqual({ ok: false, error: "key reused" });
  expect(bus.replay("evaluation-1")).toHaveLength(1);
  expect(append(bus.replay("evaluation-1"), { ...index, evaluation: "evaluation-2", key: "l" })).toEqual({
    ok: false,
    error: "another evaluation",
  });
});

test("RS-179 every subscriber takes every event of its topics once and in order, though it fails at any of them and comes late", () => {
  fc.assert(
    fc.property(many, fc.infiniteStream(fc.boolean()), fc.nat(40), (some, failures, late) => {
      const bus = new EventBus();
      const taken: BusEvent[] = [];
      const receive = (event: BusEvent): boolean => {
        if (failures.next().value === true) throw new Error("not now");
        taken.push(event);
        return true;
      };
      some.forEach((publication, place) => {
        if (place === late % Math.max(1, some.length))
          bus.subscribe({ topics: ["stability.index", "vote.cast"], receive });
        bus.publish(publication);
      });
      for (let attempt = 0; attempt < 2_000; attempt += 1) bus.deliver();
      for (const evaluation of ["evaluation-1", "evaluation-2"])
        expect(taken.filter((event) => event.evaluation === evaluation)).toEqual(
          bus.replay(evaluation).filter(({ topic }) => topic === "stability.index" || topic === "vote.cast"),
        );
    }),
    { numRuns: 40 },
  );
});

test("RS-179 what a subscriber publishes while it receives comes after what it is at, for everybody", () => {
  const bus = new EventBus();
  const seen: string[] = [];
  bus.subscribe({
    topics: ["stability.index"],
    receive: ({ sequence }) => {
      bus.publish({
        evaluation: "evaluation-1",
        key: `answer ${sequence}`,
        topic: "arbitration.verdict",
        body: { verdict: "ABORT" },
      });
      seen.push(`index ${sequence}`);
      return true;
    },
  });
  bus.subscribe({
    topics: TOPICS,
    receive: ({ topic, sequence }) => {
      seen.push(`${topic} ${sequence}`);
      return true;
    },
  });
  const body = { index: 1, isPaused: false };
  bus.publish({ evaluation: "evaluation-1", key: "a", topic: "stability.index", body });
  expect(seen).toEqual(["index 0", "stability.index 0", "arbitration.verdict 1"]);
});

test("RS-179 a stream has an end: who answers its own events does not run for ever", () => {
  const stream: EventStream = Array.from({ length: 10_000 }, (_, sequence) => ({
    evaluation: "evaluation-1",
    sequence,
    key: `k ${sequence}`,
    topic: "stability.index",
    body: { index: 1, isPaused: false },
    previous: firstPrevious("evaluation-1"),
  }));
  const more: Publication = {
    evaluation: "evaluation-1",
    key: "one more",
    topic: "stability.index",
    body: { index: 2, isPaused: false },
  };
  expect(append(stream, more)).toEqual({ ok: false, error: "stream full" });
  expect(append(stream.slice(1), more)).toMatchObject({ ok: true });
});

test("RS-179 arbitration is made anew on every change that it reads, and on nothing else; a replay gives the same", () => {
  fc.assert(
    fc.property(many, (some) => {
      const stream = streamOf(some);
      const tell = ({ index, isPaused, claims }: Heard): string =>
        JSON.stringify([index, isPaused, claims.get("c-1") ?? "", claims.get("c-2") ?? ""]);
      const verdicts = rearbitrations(stream, tell);
      expect(rearbitrations(structuredClone(stream), tell)).toEqual(verdicts);
      const states = stream.map((_, place) => tell(stream.slice(0, place + 1).reduce(hear, NOTHING_HEARD)));
      const changes = states.filter((state, place) => state !== (states[place - 1] ?? tell(NOTHING_HEARD)));
      expect(verdicts).toEqual(changes);
    }),
  );
});
