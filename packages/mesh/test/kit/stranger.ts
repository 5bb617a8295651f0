import type { RandomStream } from "@plimsoll/foundation";
import type { EventContent, EventId, MeshEvent } from "../../src/event/event.ts";
import { openEvent } from "../../src/event/open-event.ts";
import { signEvents } from "../../src/event/sign-events.ts";
import { crypto, testIncarnation, testSigner, type WritableBody } from "./test-author.ts";

type Place = Partial<Pick<EventContent, "sequence" | "previous" | "parents" | "lamport" | "incarnation">>;

const RISE = 2 ** 20;
const beat = { kind: "clock.beat", beats: 1 } as const;

/** A key outside the roster, and what it may write to do harm. */
export function strangerOf(mesh: string) {
  const signer = testSigner("nobody");

  /** Wherever it likes. */
  function written(body: WritableBody, place: Place): MeshEvent {
    const plain = { mesh, epoch: 0, author: signer.key, incarnation: testIncarnation("x"), hlc: { ms: 0, counter: 0 } };
    const content = { ...plain, sequence: 0, previous: null, parents: [], lamport: 1, ...place, body };
    return signEvents([content], signer, crypto)[0] as MeshEvent;
  }

  const opened = (label: string): MeshEvent =>
    written({ kind: "incarnation.opened", name: label }, { incarnation: testIncarnation(label) });

  const givesUp = (lost: readonly EventId[], place: Place): MeshEvent =>
    written(
      {
        ...{ kind: "roster.opened", epoch: 1, follows: null, members: [], certificate: null, frontier: [] },
        ...{ lost, writtenOff: [], approvals: [] },
      },
      place,
    );

  /**
   * In an order in which all are admitted, one that is true only because what it cites was given up, by a roster that stands
   * behind it in canonical order. `lamport` is its own: what it cites has 1, or `lostLamport`.
   */
  function trueOnceGivenUp(lamport = 3, lostLamport = 1): readonly MeshEvent[] {
    const row = (label: string, length: number): MeshEvent[] => {
      const events = [opened(label)];
      for (let sequence = 1; sequence < length; sequence += 1) {
        const previous = (events.at(-1) as MeshEvent).id;
        const place = { incarnation: testIncarnation(label), sequence, previous, lamport: sequence + 1 };
        events.push(written({ kind: "clock.beat", beats: 1 }, place));
      }
      return events;
    };
    const [lost, before] = [row("lost", lostLamport), row("before", lostLamport + lamport)];
    const [given, last] = [(lost.at(-1) as MeshEvent).id, before.at(-1) as MeshEvent];
    const place = { sequence: before.length, previous: last.id, lamport: before.length + 1 };
    const roster = givesUp([given], { incarnation: last.incarnation, ...place });
    const incarnation = testIncarnation("e");
    const after = written({ kind: "incarnation.opened", name: "e" }, { incarnation, parents: [given], lamport });
    return [...lost, ...before, roster, after];
  }

  /** Events that cite what is held, what is not and what was given up, with places and numbers just in and out of bounds. */
  function wildEvents(stream: RandomStream, count: number): MeshEvent[] {
    const nowhere = ["1", "2", "3"].map((digit) => digit.repeat(64));
    const [first, second] = [opened("a"), opened("b")];
    const place = { incarnation: first.incarnation, sequence: 1, previous: first.id, lamport: 2 };
    const events = [first, second, givesUp(nowhere.slice(0, 2), place)];
    const pick = <T>(values: readonly T[]): T => values[stream.below(values.length)] as T;
    const anyId = () => (stream.chance(1, 4) ? pick(nowhere) : pick(events).id);
    while (events.length < count) {
      const previous = pick(events);
      const parents = stream.chance(1, 3) ? [anyId()].filter((id) => id !== previous.id) : [];
      const lamports = [previous.id, ...parents].map((id) => events.find((event) => event.id === id)?.lamport ?? 0);
      const right = { incarnation: previous.incarnation, previous: previous.id, parents };
      const place = { ...right, sequence: previous.sequence + 1, lamport: 1 + Math.max(...lamports) };
      const jump = pick([0, 1, 1, 2]) * RISE + stream.below(8);
      const before = stream.chance(1, 2) ? pick(nowhere) : anyId();
      const wildPlace = { ...place, previous: before, parents: [], lamport: Math.max(1, pick(lamports) + jump - 3) };
      const wild = { ...wildPlace, sequence: pick([place.sequence, 1 + stream.below(wildPlace.lamport)]) };
      const where = stream.chance(1, 3) ? wild : place;
      const lost = Array.from({ length: 1 + stream.below(2) }, anyId);
      events.push(
        stream.chance(1, 5) ? givesUp(lost, where) : written({ kind: "clock.beat", beats: events.length }, where),
      );
    }
    return events.filter(({ bytes }) => openEvent(bytes, mesh, crypto).ok);
  }

  return { beat, givesUp, opened, trueOnceGivenUp, wildEvents, written };
}
