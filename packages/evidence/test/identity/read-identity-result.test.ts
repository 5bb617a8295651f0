import { digestOfValue } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identityOutcome, type IdentityTrial } from "../../src/identity/identity-result.ts";
import { readIdentityResult, requireReplay } from "../../src/identity/read-identity-result.ts";
import { bytesOf, epoch, FREEZE, HALTED, headOf, itself, trialsOf, WINDOW } from "./identity-answers.ts";

const EXPECTED = {
  windows: [WINDOW, { ...WINDOW, context: "SHADOW" }, { ...WINDOW, part: "held-out", pool: "5a17" }],
  freeze: FREEZE,
} as const;

const head = headOf(WINDOW);
const trials = trialsOf(WINDOW);
const read = (...answer: Parameters<typeof bytesOf>) => readIdentityResult(bytesOf(...answer), EXPECTED);
const changed = (index: number, change: Partial<IdentityTrial>): readonly IdentityTrial[] =>
  trials.map((trial) => (trial.index === index ? { ...trial, ...change } : trial));

const counts = (result: ReturnType<typeof read>) => {
  if (!result.ok) return result.error.code;
  const { controlled, uncontrolled, void: missing, planned } = result.value;
  expect(controlled + uncontrolled + missing).toBe(planned);
  return [controlled, uncontrolled, missing];
};

describe("what a trial comes to, by its facts alone", () => {
  const trial = itself(0, 1);
  test.each<[string, Partial<IdentityTrial>, string]>([
    ["itself to the end", {}, "controlled"],
    ["halted", HALTED, "uncontrolled"],
    ["a repair that the gate calls invalid", { halt: haltOf("INVALID_REPAIR / B_SUBSUMED_BY_A") }, "uncontrolled"],
    ["a failure", { halt: haltOf("FAILURE / REPAIR_A_TOO_LATE") }, "uncontrolled"],
    ["one repair", { repairs: ["A"] }, "uncontrolled"],
    ["three repairs", { repairs: ["A", "B", "B"] }, "uncontrolled"],
    ["two repairs in the other order", { repairs: ["B", "A"] }, "uncontrolled"],
    ["two epochs", { epochs: trial.epochs.slice(0, 2) }, "uncontrolled"],
    ["an epoch that comes again", { epochs: [0, 1, 0].map((place) => epoch(place)) }, "uncontrolled"],
    ["an episode that failed", { successes: 19 }, "uncontrolled"],
    ["more episodes than there are", { episodes: 21, successes: 21 }, "uncontrolled"],
    ["broken off without a halt", { episodes: 19, successes: 19 }, "void"],
    ["no run", { run: null }, "void"],
    ["an invalid run", { invalid: "INVALID_RUN / COMPILER_INTERFACE_CHANGE" }, "void"],
    ["an invalid world", { halt: haltOf("INVALID_ENV / COMPILER_DRIFT") }, "void"],
  ])("E-197 %s", (_, change, outcome) => {
    expect(identityOutcome({ ...trial, ...change })).toBe(outcome);
  });
});

function haltOf(code: string): IdentityTrial["halt"] {
  return { code, detail: "R10_B_SUBSUMED_BY_A", episode: 4, step: 3 };
}

describe("a result", () => {
  test("E-196 that fits its window is counted", () => {
    expect(counts(read(head, trials))).toEqual([111, 0, 0]);
    expect(counts(read(head, changed(5, HALTED)))).toEqual([110, 1, 0]);
    expect(counts(read(head, changed(5, { outcome: "void", invalid: "INVALID_RUN / X" })))).toEqual([110, 0, 1]);
  });

  test("E-196 whose trials are missing loses them: they are void", () => {
    fc.assert(
      fc.property(fc.subarray([...trials]), fc.nat(), (left, rotation) => {
        const turned = left.map((_, index) => left[(index + rotation) % left.length]!);
        expect(counts(read(head, turned))).toEqual([left.length, 0, 111 - left.length]);
      }),
    );
  });

  test.each<[string, Parameters<typeof bytesOf>, string]>([
    ["of another examination", [{ ...head, examination: "run-1/examination-2" }, trials], "INTAKE_WINDOW_DIFFERS"],
    ["told as another context's", [{ ...head, context: "SHADOW" }, trials], "INTAKE_WINDOW_DIFFERS"],
    ["told as the held-out part", [{ ...head, part: "held-out" }, trials], "INTAKE_WINDOW_DIFFERS"],
    ["of another draw", [headOf({ ...WINDOW, pulse: digestOfValue("lucky") }), trials], "INTAKE_WINDOW_DIFFERS"],
    [
      "of another agent",
      [{ ...head, agent: { ...head.agent, digest: digestOfValue("other") } }, trials],
      "INTAKE_SUBJECT_DIFFERS",
    ],
    ["of another size", [{ ...head, trials: 20 }, trials.slice(0, 20)], "INTAKE_COUNTS_DISAGREE"],
    ["of another freeze", [{ ...head, freeze: digestOfValue("other") }, trials], "INTAKE_FREEZE_DIFFERS"],
    ["with a lucky seed", [head, changed(3, itself(3, 42))], "INTAKE_SEEDS_DIFFER"],
    ["whose trials are told in other places", [head, swapped(0, 1)], "INTAKE_SEEDS_DIFFER"],
    ["with a trial twice", [head, [...trials, trials[0]!]], "INTAKE_COUNTS_DISAGREE"],
    ["with a trial too many", [head, [...trials, { ...itself(111, 9) }]], "INTAKE_COUNTS_DISAGREE"],
    ["whose outcome its facts deny", [head, changed(3, { ...HALTED, outcome: "controlled" })], "INTAKE_EDITED"],
    ["that hides a failure as void", [head, changed(3, { ...HALTED, outcome: "void" })], "INTAKE_EDITED"],
    ["with one run in two trials", [head, changed(3, { run: trials[4]!.run })], "INTAKE_RUN_REPEATED"],
    ["with one chain in two trials", [head, changed(3, { epochs: trials[4]!.epochs })], "INTAKE_RUN_REPEATED"],
  ])("E-196 %s is refused", (_, answer, code) => {
    expect(counts(read(...answer))).toBe(code);
  });

  test("E-196 that is no such file is refused", () => {
    const text = (content: string) => readIdentityResult(new TextEncoder().encode(content), EXPECTED);
    expect(counts(text(""))).toBe("INTAKE_JSON_MALFORMED");
    expect(counts(text("{}\n"))).toBe("INTAKE_FORMAT_UNKNOWN");
    const [first = "", second = ""] = new TextDecoder().decode(bytesOf(head, trials)).split("\n");
    expect(counts(text(`${second}\n${first}\n`))).toBe("INTAKE_FORMAT_UNKNOWN");
    expect(counts(text(`${first}\n${first}\n`))).toBe("INTAKE_FORMAT_UNKNOWN");
    expect(counts(text(`${first}\n${second.slice(0, -9)}`))).toBe("INTAKE_JSON_MALFORMED");
    expect(counts(text(`${first}\n${second.replace('"index":0', '"index":0,"index":1')}`))).toBe(
      "INTAKE_JSON_MALFORMED",
    );
  });

  test("E-196 changed in any one byte is refused, or is worth no more", () => {
    const bytes = bytesOf(head, trials.slice(0, 4));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 32, max: 126 }), (place, byte) => {
        const result = readIdentityResult(bytes.with(place, byte), EXPECTED);
        if (result.ok) expect(result.value.controlled).toBeLessThanOrEqual(4);
      }),
      { numRuns: 500 },
    );
  });
});

function swapped(one: number, other: number): readonly IdentityTrial[] {
  return trials.map((trial) => {
    const place = trial.index === one ? other : trial.index === other ? one : trial.index;
    return { ...trials[place]!, index: trial.index };
  });
}

describe("who answers for a result", () => {
  const resultOf = (...answer: Parameters<typeof bytesOf>) => {
    const result = read(...answer);
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };

  test("E-198 a deterministic agent is played again: one fact that is told otherwise refuses the file", () => {
    const told = resultOf(head, trials);
    expect(requireReplay(told, itself).ok).toBe(true);
    for (const change of [
      { run: digestOfValue("other") },
      { epochs: [epoch("a"), epoch("b"), epoch("c")] },
      { halt: HALTED.halt! },
    ])
      expect(
        requireReplay(told, (index, seed) => ({ ...itself(index, seed), ...(index === 110 && change) })),
      ).toMatchObject({ ok: false, error: { code: "INTAKE_REPLAY_DIFFERS" } });
  });

  test("E-198 beside runs, what was told as no run is played again too: no failure among them is told as void", () => {
    const none = { run: null, outcome: "void", invalid: "INVALID_RUN / X" } as const;
    const told = resultOf(head, trials.with(3, { ...trials[3]!, ...none }));
    expect([told.controlled, told.void]).toEqual([110, 1]);
    expect(requireReplay(told, itself)).toMatchObject({
      ok: false,
      error: { code: "INTAKE_REPLAY_DIFFERS", received: "no run" },
    });
    const unplayable = (index: number, seed: number) => ({ ...itself(index, seed), ...(index === 3 && none) });
    expect(requireReplay(told, unplayable).ok).toBe(true);
  });

  test("E-198 a result without any run shows nothing, as if it had not been recorded: it is not played", () => {
    const none = { run: null, outcome: "void", invalid: "INVALID_RUN / X" } as const;
    const told = resultOf(
      head,
      trials.map((trial) => ({ ...trial, ...none })),
    );
    expect([told.controlled, told.uncontrolled, told.void]).toEqual([0, 0, 111]);
    const never = () => {
      throw new Error("played");
    };
    expect(requireReplay(told, never).ok).toBe(true);
  });

  test("E-198 of an agent that nobody can run again, only trials with a transcript count as controlled", () => {
    const other = { ...head, agent: { ...head.agent, isDeterministic: false } };
    expect(counts(read(other, trials))).toEqual([0, 0, 111]);
    expect(counts(read(other, changed(3, HALTED)))).toEqual([0, 1, 110]);
    const kept = trials.map((trial) => ({ ...trial, transcript: digestOfValue(["transcript", trial.seed]) }));
    expect(counts(read(other, kept))).toEqual([111, 0, 0]);
    expect(counts(read(other, kept.with(3, { ...kept[3]!, transcript: kept[4]!.transcript })))).toBe(
      "INTAKE_RUN_REPEATED",
    );
  });
});
