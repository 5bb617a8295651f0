import type { Digest } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { COLOURS, type Colour } from "./colour.ts";
import { combine, type Orchestration } from "./combine.ts";
import { type Layer, VOTING_LAYERS } from "./layer.ts";
import type { Reason } from "./reason.ts";
import type { Ballot, Vote } from "./vote.ts";

const digestOf = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const ballot: Ballot = { dossier: digestOf("a"), policy: digestOf("b"), nowMs: 1_000 };

const WELL: Orchestration = { state: "ok", reasons: [] };

const REASONS: Readonly<Record<Colour, readonly Reason[]>> = {
  GREEN: [],
  YELLOW: [{ code: "CONDITION_SSI_MARGIN", records: ["s"], detail: "near", wouldChange: "a better index" }],
  RED: [{ code: "UNPROVEN_DRILL", records: ["d"], detail: "no drill", wouldChange: "a drill" }],
};

const voteOf = (layer: Layer, colour: Colour, change: Partial<Vote> = {}): Vote => ({
  layer,
  colour,
  reasons: REASONS[colour],
  dossier: ballot.dossier,
  policy: ballot.policy,
  implementation: digestOf("c"),
  castAtMs: 900,
  expiresAtMs: 2_000,
  ...change,
});

const votesOf = (colours: readonly Colour[]): Record<Layer, Vote> =>
  Object.fromEntries(VOTING_LAYERS.map((layer, place) => [layer, voteOf(layer, colours[place] ?? "RED")])) as Record<
    Layer,
    Vote
  >;

const ALL_GREEN = votesOf(["GREEN", "GREEN", "GREEN", "GREEN"]);

const everyFour = (): Colour[][] =>
  COLOURS.flatMap((L1) => COLOURS.flatMap((L2) => COLOURS.flatMap((L3) => COLOURS.map((L4) => [L1, L2, L3, L4]))));

test("A01 RS-1 of all 81 combinations of four votes exactly one is Green", () => {
  const all = everyFour().map((colours) => combine(votesOf(colours), WELL, ballot).colour);
  expect(all).toHaveLength(81);
  expect(all.filter((colour) => colour === "GREEN")).toHaveLength(1);
  for (const [place, colours] of everyFour().entries()) {
    expect(all[place]).toBe(COLOURS.find((colour) => colours.includes(colour)));
  }
});

const BROKEN: Readonly<Record<string, (layer: Layer) => unknown>> = {
  removed: () => undefined,
  expired: (layer) => voteOf(layer, "GREEN", { expiresAtMs: ballot.nowMs }),
  "of the future": (layer) => voteOf(layer, "GREEN", { castAtMs: ballot.nowMs + 1 }),
  "of another dossier": (layer) => voteOf(layer, "GREEN", { dossier: digestOf("d") }),
  "of another policy": (layer) => voteOf(layer, "GREEN", { policy: digestOf("d") }),
  "of another layer": (layer) => voteOf(layer === "L1" ? "L2" : "L1", "GREEN"),
  "without its implementation": (layer) => ({ ...voteOf(layer, "GREEN"), implementation: "sha256:" }),
  "with a field more": (layer) => ({ ...voteOf(layer, "GREEN"), colours: "GREEN" }),
  "Green with reasons": (layer) => voteOf(layer, "GREEN", { reasons: REASONS.RED }),
  "a text": () => "GREEN",
};

const cases = Object.keys(BROKEN).flatMap((how) => VOTING_LAYERS.map((layer) => ({ how, layer })));

test.each(cases)("A02 RS-2 a vote of $layer that is $how makes Red, and says why", ({ how, layer }) => {
  const { colour, votes, reasons } = combine({ ...ALL_GREEN, [layer]: BROKEN[how]?.(layer) }, WELL, ballot);
  expect([colour, votes[layer]]).toEqual(["RED", "RED"]);
  expect(reasons).toMatchObject([{ code: "UNPROVEN_VOTE_MISSING", records: [layer] }]);
});

test("RS-2 a Red for conditions alone, and a Yellow without a reason, are no votes", () => {
  for (const vote of [
    voteOf("L2", "RED", { reasons: REASONS.YELLOW }),
    voteOf("L2", "YELLOW", { reasons: [] }),
    voteOf("L2", "RED", { reasons: [] }),
  ]) {
    expect(combine({ ...ALL_GREEN, L2: vote }, WELL, ballot).reasons[0]?.code).toBe("UNPROVEN_VOTE_MISSING");
  }
});

test("RS-3 orchestration only ever makes an answer worse", () => {
  expect(combine(ALL_GREEN, { state: "degraded", reasons: [] }, ballot).colour).toBe("YELLOW");
  expect(combine(ALL_GREEN, { state: "failed", reasons: [] }, ballot).colour).toBe("RED");
  for (const colours of everyFour()) {
    const plain = COLOURS.indexOf(combine(votesOf(colours), WELL, ballot).colour);
    for (const worse of ["degraded", "failed"] as const) {
      expect(
        COLOURS.indexOf(combine(votesOf(colours), { state: worse, reasons: [] }, ballot).colour),
      ).toBeLessThanOrEqual(plain);
    }
  }
});

test("RS-4 reasons stand worst first: violations, what is unproven, conditions", () => {
  const violation: Reason = { code: "VIOLATION_CLAIM_REFUTED", records: ["c"], detail: "no", wouldChange: "evidence" };
  const votes = {
    ...votesOf(["YELLOW", "RED", "GREEN", "GREEN"]),
    L3: voteOf("L3", "RED", { reasons: [...REASONS.YELLOW, violation] }),
  };
  expect(combine(votes, WELL, ballot).reasons.map(({ code }) => code)).toEqual([
    "VIOLATION_CLAIM_REFUTED",
    "UNPROVEN_DRILL",
    "CONDITION_SSI_MARGIN",
    "CONDITION_SSI_MARGIN",
  ]);
});
