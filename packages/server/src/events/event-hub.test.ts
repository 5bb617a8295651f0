import type { LedgerReader } from "@plimsoll/ledger";
import { expect, test } from "vitest";
import { EventHub, type StreamEnd } from "./event-hub.ts";

/** A reader who takes nothing until he is told to. */
class Line implements StreamEnd {
  backlogBytes = 0;
  isAllowed = true;
  end: "open" | "closed" | "cut" = "open";
  readonly writes: string[] = [];

  mayRead(): boolean {
    return this.isAllowed;
  }

  write(text: string): void {
    this.writes.push(text);
    this.backlogBytes += text.length;
  }

  close(): void {
    this.end = "closed";
  }

  cut(): void {
    this.end = "cut";
  }

  get indices(): readonly number[] {
    return [...this.writes.join("").matchAll(/^id: (\d+)$/gm)].map(([, index]) => Number(index));
  }
}

/** A hub over a log of entries so long each, to which more can be added; turns of the event loop are taken by hand. */
function hubOver(lengths: number[]) {
  let read = 0;
  const log = {
    get size() {
      return lengths.length;
    },
    *entries(from: number) {
      for (const [place, length] of lengths.slice(from).entries()) {
        read += 1;
        yield { index: from + place, text: `{"kind":"k","text":"${"x".repeat(length)}"}` };
      }
    },
  } as unknown as LedgerReader;
  const turns: (() => void)[] = [];
  const hub = new EventHub({ log, nowMs: () => 0, streamsMax: 10, soon: (act) => void turns.push(act) });
  return { hub, turn: () => turns.splice(0).forEach((act) => act()), readSoFar: () => read };
}

const KIB = 1_024;
const PACE_BYTES = 256 * KIB;

test("SVR-158 whoever resumes far back is sent a few long entries at a time, and each is read once", () => {
  const { hub, turn, readSoFar } = hubOver(Array.from({ length: 300 }, () => 200 * KIB));
  const line = new Line();
  hub.join(line, 0);
  for (let turns = 0; turns < 400 && line.indices.length < 299; turns += 1) {
    turn();
    line.backlogBytes = 0;
    hub.deliver();
  }
  expect(Math.max(...line.writes.map(({ length }) => length))).toBeLessThan(PACE_BYTES + 201 * KIB);
  expect(line.indices).toEqual(Array.from({ length: 299 }, (_, place) => place + 1));
  expect(readSoFar()).toBeLessThan(700);
});

test("SVR-158 an entry that is longer than a reader may be behind is waited for, for a minute and no longer", () => {
  const lengths = [10];
  const { hub, turn } = hubOver(lengths);
  const [slow, stuck] = [new Line(), new Line()];
  for (const line of [slow, stuck]) hub.join(line, null);
  lengths.push(5 * KIB * KIB, 10);
  hub.deliver();
  for (let seconds = 0; seconds < 59; seconds += 1) hub.pulse();
  expect([slow.end, stuck.end]).toEqual(["open", "open"]);
  expect(stuck.indices).toEqual([1]);
  slow.backlogBytes = 0;
  hub.deliver();
  turn();
  expect(slow.indices).toEqual([1, 2]);
  hub.pulse();
  expect([slow.end, stuck.end]).toEqual(["open", "cut"]);
  expect(hub.streams).toBe(1);
});

test("SVR-149 a reader who may not read any more is sent nothing more than what he has, and his place is free", () => {
  const lengths = [10];
  const { hub } = hubOver(lengths);
  const [other, ended] = [new Line(), new Line()];
  for (const line of [other, ended]) hub.join(line, null);
  ended.isAllowed = false;
  lengths.push(10);
  hub.pulse();
  expect([other.end, ended.end]).toEqual(["open", "closed"]);
  expect([other.indices, ended.indices]).toEqual([[1], []]);
  expect(hub.streams).toBe(1);
});
