import { describe, expect, test } from "vitest";
import { Trace } from "./trace.ts";
import { type TraceEntry, traceEntryId } from "./trace-entry.ts";

describe("trace ids", () => {
  test("SV-44 are 16 digits of the hash of seed, episode, step, type and sequence", () => {
    expect(traceEntryId(42, 2, 5, "CONTRADICTION", 0)).toBe("e8ca710cecae54fb");
    expect(traceEntryId(42, 3, 5, "CONTRADICTION", 0)).toBe("16d8469dfc21db82");
    const others = [
      traceEntryId(43, 2, 5, "CONTRADICTION", 0),
      traceEntryId(42, 2, 6, "CONTRADICTION", 0),
      traceEntryId(42, 2, 5, "MASK", 0),
      traceEntryId(42, 2, 5, "CONTRADICTION", 1),
      traceEntryId(42, 25, 0, "CONTRADICTION", 0),
    ];
    expect(new Set([...others, "e8ca710cecae54fb", "16d8469dfc21db82"]).size).toBe(7);
  });
});

describe("a trace", () => {
  const written = (tell: (trace: Trace) => void): readonly TraceEntry[] => {
    const entries: TraceEntry[] = [];
    tell(new Trace(42, (entry) => void entries.push(entry)));
    return entries;
  };

  test("SV-44 counts within a step, for each type", () => {
    const entries = written((trace) => {
      trace.record("MASK", 2, 5, () => null);
      trace.record("CONTRADICTION", 2, 5, () => null);
      trace.record("CONTRADICTION", 2, 5, () => null);
      trace.record("CONTRADICTION", 2, 6, () => null);
    });
    expect(entries.map(({ traceEntryId: id }) => id)).toEqual([
      traceEntryId(42, 2, 5, "MASK", 0),
      traceEntryId(42, 2, 5, "CONTRADICTION", 0),
      traceEntryId(42, 2, 5, "CONTRADICTION", 1),
      traceEntryId(42, 2, 6, "CONTRADICTION", 0),
    ]);
  });

  test("SV-44 names an entry before it is made, and also where nobody keeps it", () => {
    for (const sink of [null, () => undefined]) {
      const trace = new Trace(42, sink);
      const named = [0, 1].map(() => {
        const id = trace.nextId("CONTRADICTION", 2, 5);
        trace.record("CONTRADICTION", 2, 5, () => null);
        return id;
      });
      expect(named).toEqual([0, 1].map((sequence) => traceEntryId(42, 2, 5, "CONTRADICTION", sequence)));
      expect(trace.nextId("CONTRADICTION", 3, 5)).toBe(traceEntryId(42, 3, 5, "CONTRADICTION", 0));
    }
  });

  test("SV-44 carries no time of day, and is the same each time", () => {
    const tell = (trace: Trace): void => trace.record("EXECUTION", 0, 1, () => "A4");
    expect(written(tell)).toEqual([
      {
        traceEntryId: traceEntryId(42, 0, 1, "EXECUTION", 0),
        entryType: "EXECUTION",
        runSeed: 42,
        episode: 0,
        step: 1,
        data: "A4",
      },
    ]);
    expect(written(tell)).toEqual(written(tell));
  });

  test("SV-44 that nobody keeps is not made", () => {
    new Trace(42, null).record("MASK", 0, 0, () => expect.fail("nobody asked"));
  });
});
