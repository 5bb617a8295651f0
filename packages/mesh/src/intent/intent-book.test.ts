import fc from "fast-check";
import { expect, test } from "vitest";
import { ChainWriter, incarnationOf } from "../../test/intent/test-events.ts";
import { decodeCbor } from "../event/cbor.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import type { Standing } from "../set/projection.ts";
import { IntentBook } from "./intent-book.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const opening = { lane: "any", prompt: bytes(1), enough: 1, softDeadlineMs: 0, ownerLeaseMs: 1000 } as const;

/** Two intents with everything that can happen to them: dissent, amendments, false decisions, an intent nobody knows. */
function story(): { readonly events: readonly MeshEvent[]; readonly first: EventId } {
  const [ann, bob] = [new ChainWriter("ann"), new ChainWriter("bob")];
  const events = [ann, bob].map((writer) => writer.write({ kind: "incarnation.opened", name: "n" }));
  const add = (event: MeshEvent): MeshEvent => {
    events.push(event);
    return event;
  };
  const thought = (intent: EventId | null, answer: number) =>
    ({ kind: "thought", intent, encoder: "e", weight: 1, angles: bytes(), answer: bytes(answer) }) as const;
  const one = add(ann.write({ kind: "intent.opened", ...opening }));
  const two = add(ann.write({ kind: "intent.opened", ...opening, lane: "slow" }));
  const early = add(bob.write(thought(one.id, 1), [one]));
  const late = add(ann.write(thought(one.id, 2)));
  const other = add(bob.write(thought(two.id, 3), [two]));
  add(bob.write(thought(null, 4)));
  add(bob.write(thought("00".repeat(32), 5)));
  const decided = (intent: EventId, thoughts: readonly EventId[]) =>
    ({ kind: "intent.decided", intent, thoughts, answer: bytes(1) }) as const;
  const kept = add(bob.write(decided(one.id, [early.id]), [early]));
  add(ann.write(decided(one.id, [early.id, late.id]), [early, kept]));
  add(bob.write(decided(one.id, [])));
  add(bob.write(decided(one.id, [other.id])));
  add(bob.write(decided("11".repeat(32), [early.id])));
  const amended = { kind: "intent.amended", intent: one.id, thoughts: [late.id], answer: bytes(2) } as const;
  add(ann.write({ ...amended, decision: kept.id }, [kept]));
  add(ann.write({ ...amended, decision: other.id }));
  return { events, first: one.id };
}

const bookOf = (
  events: readonly MeshEvent[],
  standing: (event: MeshEvent) => Standing = () => "counts",
): IntentBook => {
  const book = new IntentBook();
  for (const event of events) book.admit(event, standing(event));
  return book;
};

const digits = (value: unknown): string => Buffer.from(value as Uint8Array).toString("hex");

test("ME-260 an intent has its kept decision, dissent, thoughts and amendments, each by id", () => {
  const { events, first } = story();
  const book = bookOf(events);
  const { kept, dissent, thoughts, amendments } = book.intent(first)!;
  const decisions = events.filter(({ body }) => body.kind === "intent.decided").slice(0, 2);
  expect(kept!.id).toBe(decisions[0]!.id);
  expect(dissent.map(({ id }) => id)).toEqual([decisions[1]!.id]);
  expect(thoughts).toHaveLength(2);
  expect(amendments).toHaveLength(1);
  expect([...book.openIntents()].map(({ opened }) => opened.body.lane)).toEqual(["slow"]);
  expect(book.intents()).toHaveLength(2);
});

test("ME-260 its bytes are the section `intents` of the state", () => {
  const { events, first } = story();
  const [name, records] = decodeCbor(bookOf(events).encode()) as [
    string,
    [Uint8Array, Uint8Array | null, ...Uint8Array[][]][],
  ];
  expect(name).toBe("intents");
  expect(records.map(([id]) => digits(id))).toEqual(records.map(([id]) => digits(id)).toSorted());
  const [, kept, dissent, thoughts, amendments] = records.find(([id]) => digits(id) === first)!;
  const view = bookOf(events).intent(first)!;
  expect(digits(kept)).toBe(view.kept!.id);
  expect([dissent, thoughts, amendments].map((list) => list!.map(digits))).toEqual(
    [view.dissent, view.thoughts, view.amendments].map((list) => list.map(({ id }) => id).toSorted()),
  );
  expect(records.find(([id]) => digits(id) !== first)![1]).toBeNull();
});

test("M1 ME-261 its bytes do not depend on the order of admission", () => {
  const { events } = story();
  const expected = digits(bookOf(events).encode());
  fc.assert(
    fc.property(fc.shuffledSubarray([...events], { minLength: events.length }), (order) => {
      const book = bookOf(order);
      expect(digits(book.encode())).toBe(expected);
      expect([...book.openIntents()]).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

test("M7 ME-261 reading changes nothing, half way and at the end", () => {
  const { events } = story();
  const book = new IntentBook();
  for (const event of events) {
    book.admit(event, "counts");
    const before = digits(book.encode());
    [...book.openIntents()].forEach(({ id }) => book.intent(id));
    book.intents();
    expect(digits(book.encode())).toBe(before);
  }
});

test("ME-260 what does not count stands nowhere, but a thought that does not count undoes nobody's decision", () => {
  const { events, first } = story();
  const byBob = (event: MeshEvent) => event.incarnation === incarnationOf("bob");
  const thoughtsOutside = bookOf(events, (event) =>
    byBob(event) && event.body.kind === "thought" ? "forked" : "counts",
  );
  expect(thoughtsOutside.intent(first)!.kept).not.toBeNull();
  expect(thoughtsOutside.intent(first)!.thoughts).toHaveLength(1);
  const decisionsOutside = bookOf(events, (event) => (byBob(event) ? "outside" : "counts"));
  expect(decisionsOutside.intent(first)!.dissent).toEqual([]);
  expect(decisionsOutside.intent(first)!.kept!.incarnation).toBe(incarnationOf("ann"));
  const intentOutside = bookOf(events, (event) => (event.id === first ? "outside" : "counts"));
  expect(intentOutside.intent(first)).toBeUndefined();
  expect(intentOutside.intents()).toHaveLength(1);
});
