import { expect, test } from "vitest";
import type { SiteFacts } from "../../src/evaluation/site-facts.ts";
import type { Bodies } from "../../src/record/bodies.ts";
import type { PauseState } from "../../src/stability/pause.ts";
import { evaluated, goldenInput, NOW_MS, withDossier, withSite } from "./rig.ts";

const HOUR_MS = 3_600_000;

/** A run that goes on: a small subject, with a bad or a good index. */
const running = (id: "g1" | "g6", site: Partial<SiteFacts> = {}) =>
  withSite(withDossier(goldenInput(id), { action: "train_continue" }), site);

const since = (pause: PauseState, ms: number): Partial<SiteFacts> => ({
  pause,
  recordedPause: pause,
  pauseAtMs: NOW_MS - ms,
});

const pauseOf = (input: ReturnType<typeof running>): Bodies["pause.changed"] | null => {
  const draft = evaluated(input).drafts.find(({ kind }) => kind === "pause.changed");
  return draft === undefined ? null : (draft.body as Bodies["pause.changed"]);
};

test("RS-397 a run below the critical line is ordered to pause, to be acknowledged within a minute", () => {
  expect(pauseOf(running("g6"))).toMatchObject({
    from: { state: "STABLE" },
    to: { state: "PAUSING", orderedAtMs: NOW_MS, dueMs: NOW_MS + 60_000 },
    isEscalated: false,
  });
  expect(pauseOf(running("g1"))).toBeNull();
});

test("RS-397 what does not run yet is judged and not paused; nor is a run of which a signal is missing", () => {
  expect(pauseOf(withDossier(goldenInput("g6"), { action: "train_start" }))).toBeNull();
  expect(pauseOf(withDossier(running("g1"), { telemetry: [] }))).toBeNull();
});

test("RS-397 RS-49 nor does silence call a pause off: what the log saw last limits the index all the same", () => {
  const fallen = running("g1", { series: [2_000], seriesAtMs: NOW_MS - HOUR_MS });
  expect(pauseOf(fallen)?.to.state).toBe("PAUSING");
  const { telemetry } = fallen.dossier;
  for (const { signal } of telemetry)
    expect(
      pauseOf(withDossier(fallen, { telemetry: telemetry.filter((each) => each.signal !== signal) }))?.to.state,
    ).toBe("PAUSING");
  expect(pauseOf(withDossier(fallen, { telemetry: [] }))?.to.state).toBe("PAUSING");
});

test("RS-398 A32 an order that nobody acknowledged is written down as failed, once, for people", () => {
  const failed: PauseState = { state: "FAILED", because: "not acknowledged" };
  const ordered: PauseState = { state: "PAUSING", orderedAtMs: NOW_MS - 90_000, dueMs: NOW_MS - 30_000 };
  const site = { pause: failed, recordedPause: ordered, pauseAtMs: NOW_MS - 90_000 };
  expect(pauseOf(running("g1", site))).toMatchObject({ from: ordered, to: failed, isEscalated: true });
  expect(pauseOf(running("g1", since(failed, 90_000)))).toBeNull();
});

test("RS-399 A31 a pause ends after three good cycles, an hour each: to ask again is no cycle", () => {
  const paused: PauseState = { state: "PAUSED", cycles: 0 };
  expect(pauseOf(running("g1", since(paused, 0)))).toBeNull();
  let state: PauseState = paused;
  const seen: string[] = [];
  for (let cycle = 0; cycle < 3; cycle += 1) {
    const changed = pauseOf(running("g1", since(state, HOUR_MS)));
    state = changed?.to ?? state;
    seen.push(state.state);
  }
  expect(seen).toEqual(["RECOVERING", "RECOVERING", "STABLE"]);
  expect(evaluated(running("g1", since(paused, HOUR_MS))).decision.votes.L2).toBe("RED");
});

test("RS-505 the pause of another name is voted on and taken into no other's log", () => {
  const kinPause: PauseState = { state: "FAILED", because: "too long" };
  expect(evaluated(running("g1", { kinPause })).decision.votes.L2).toBe("RED");
  expect(pauseOf(running("g1", { kinPause }))).toBeNull();
});
