import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FIRST_LEASE_MS,
  holdNoLease,
  type LeaseEvent,
  type LeaseHolder,
  type LeaseStep,
  stepLease,
} from "../../src/warden/lease-holder.ts";
import { LEASE_TTL_MS_MAX } from "../../src/warden/protocol.ts";

type Timed = readonly [nowMs: number, event: LeaseEvent];

const beat = (sequence: number): LeaseEvent => ({ type: "heartbeat-sent", sequence });
const renewal = (heartbeat: number, levelPpm: 0 | 200_000 | 1_000_000, ttlMs = 5_000): LeaseEvent => ({
  type: "renewal",
  heartbeat,
  levelPpm,
  ttlMs,
});
const passed: LeaseEvent = { type: "time-passed" };

function play(...history: readonly Timed[]): { holder: LeaseHolder; actions: LeaseStep["actions"] } {
  let holder = holdNoLease(0);
  const actions: LeaseStep["actions"][number][] = [];
  for (const [nowMs, event] of history) {
    const step = stepLease(holder, event, nowMs);
    holder = step.holder;
    actions.push(...step.actions);
  }
  return { holder, actions };
}

describe("the lease", () => {
  test("G-1 counts from when the answered heartbeat was sent, not from when the answer came", () => {
    expect(play([100, beat(1)], [4_000, renewal(1, 1_000_000)]).holder.leaseUntilMs).toBe(5_100);
  });

  test("G-1 an answer that comes after the lease it grants ends the run", () => {
    expect(play([100, beat(1)], [5_100, renewal(1, 1_000_000)]).actions).toEqual([
      { type: "kill", cause: "lease-expired" },
    ]);
  });

  test("G-2 the job starts with the first renewal above level 0, and only once", () => {
    const { holder, actions } = play(
      [0, beat(1)],
      [1, renewal(1, 0)],
      [2, renewal(1, 200_000)],
      [3, renewal(1, 1_000_000)],
    );
    expect(actions).toEqual([{ type: "launch" }]);
    expect(holder).toMatchObject({ phase: "running", levelPpm: 1_000_000 });
  });

  test("G-2 a first renewal at level 0 grants a lease and starts nothing", () => {
    const { holder, actions } = play([0, beat(1)], [1, renewal(1, 0)]);
    expect(actions).toEqual([]);
    expect(holder).toMatchObject({ phase: "ready", levelPpm: 0, leaseUntilMs: 5_000 });
  });

  test("G-2 a warden that is never answered ends by itself", () => {
    expect(play([FIRST_LEASE_MS, passed]).actions).toEqual([{ type: "kill", cause: "lease-expired" }]);
  });

  test("G-3 answers to unknown, forgotten and older heartbeats are ignored", () => {
    const before = play([0, beat(1)], [500, beat(2)], [600, renewal(2, 200_000)]).holder;
    for (const stale of [renewal(1, 1_000_000), renewal(3, 1_000_000), renewal(99, 0)]) {
      expect(stepLease(before, stale, 700).holder).toEqual(before);
    }
  });

  test("G-3 the same heartbeat may be answered again, with another level", () => {
    expect(play([0, beat(1)], [1, renewal(1, 1_000_000)], [2, renewal(1, 0)]).holder.levelPpm).toBe(0);
  });

  test("G-4 at the very millisecond of its expiry the run is killed", () => {
    const history: Timed[] = [
      [0, beat(1)],
      [1, renewal(1, 1_000_000, 1_000)],
    ];
    expect(play(...history, [999, passed]).actions).toEqual([{ type: "launch" }]);
    expect(play(...history, [1_000, passed]).actions.at(-1)).toEqual({ type: "kill", cause: "lease-expired" });
  });

  test("G-5 nothing revives a run that is ending", () => {
    const { holder } = play([0, beat(1)], [1, renewal(1, 1_000_000)], [2, { type: "end", cause: "killed" }]);
    for (const event of [beat(2), renewal(1, 1_000_000), passed, { type: "end", cause: "fault" } as const]) {
      expect(stepLease(holder, event, 3)).toEqual({ holder, actions: [] });
    }
  });
});

const anyEvent: fc.Arbitrary<LeaseEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("heartbeat-sent" as const), sequence: fc.constant(0) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("renewal" as const),
      heartbeat: fc.integer({ min: 1, max: 12 }),
      levelPpm: fc.constantFrom(0, 200_000, 1_000_000),
      ttlMs: fc.integer({ min: 1, max: 3_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant(passed) },
  { weight: 1, arbitrary: fc.constant({ type: "end", cause: "killed" } as const) },
);

/** Events at rising times, heartbeats numbered as a warden numbers them. */
const anyHistory = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), anyEvent), { maxLength: 60 }).map((steps) => {
  let nowMs = 0;
  let sequence = 0;
  return steps.map(([waitMs, event]): Timed => {
    nowMs += waitMs;
    return [nowMs, event.type === "heartbeat-sent" ? beat((sequence += 1)) : event];
  });
});

/** What the lease allows, told without a state machine: by looking back over the whole history at every instant. */
function allowedNaively(history: readonly Timed[]): boolean[] {
  let over = false;
  let started = false;
  let answered = 0;
  let untilMs = FIRST_LEASE_MS;
  let levelPpm = 0;
  return history.map(([nowMs, event], index) => {
    over ||= nowMs >= untilMs;
    if (!over && event.type === "renewal") {
      const sent = history
        .slice(0, index)
        .find(([, earlier]) => earlier.type === "heartbeat-sent" && earlier.sequence === event.heartbeat);
      if (sent !== undefined && event.heartbeat >= answered) {
        answered = event.heartbeat;
        untilMs = sent[0] + event.ttlMs;
        levelPpm = event.levelPpm;
        over = nowMs >= untilMs;
        started ||= levelPpm > 0 && !over;
      }
    }
    over ||= event.type === "end";
    return !over && started && levelPpm > 0;
  });
}

describe("laws of the lease", () => {
  test("G-4 L6 power is granted exactly when a naive reading of the history grants it", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        let holder = holdNoLease(0);
        const granted = history.map(([nowMs, event]) => (holder = stepLease(holder, event, nowMs).holder).levelPpm > 0);
        expect(granted).toEqual(allowedNaively(history));
      }),
      { numRuns: 1_000 },
    );
  });

  test("G-4 L1 L6 power never lasts longer than the longest lease after the last heartbeat that was answered", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        let holder = holdNoLease(0);
        for (const [nowMs, event] of history) {
          holder = stepLease(holder, event, nowMs).holder;
          const sentAtMs = holder.heartbeats.find(({ sequence }) => sequence === holder.answered)?.sentAtMs;
          if (holder.levelPpm === 0) continue;
          expect(sentAtMs).toBeDefined();
          expect(nowMs - (sentAtMs ?? 0)).toBeLessThan(3_000);
          expect(holder.leaseUntilMs).toBeLessThanOrEqual((sentAtMs ?? 0) + LEASE_TTL_MS_MAX);
        }
      }),
    );
  });

  test("G-5 there is at most one launch and one kill, in that order, and no power outside of them", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { actions, holder } = play(...history);
        expect(["", "launch", "kill", "launch,kill"]).toContain(actions.map(({ type }) => type).join(","));
        expect(holder.phase === "running" || holder.levelPpm === 0).toBe(true);
      }),
    );
  });
});
