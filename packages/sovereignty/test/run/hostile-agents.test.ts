import { describe, expect, test } from "vitest";
import { candidate } from "../../src/agent/candidate.ts";
import { type Channels, OPEN_CHANNELS } from "../../src/agent/channels.ts";
import type { AgentView, Deliberator } from "../../src/agent/deliberator.ts";
import { justificationText } from "../../src/agent/justification.ts";
import type { Claim } from "../../src/compiler/jcomp.ts";
import { ABLATIONS } from "../../src/excision/ablations.ts";
import { cleanApparatus } from "../../src/run/apparatus.ts";
import { EPISODES_PER_RUN } from "../../src/run/bounds.ts";
import { candidateSetup, runSeed } from "../../src/run/run-seed.ts";
import { judgeCollapse } from "../../src/verdict/judge-collapse.ts";
import { ACTION_IDS } from "../../src/world/action.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);
const play = (deliberator: Deliberator, channels: Partial<Channels> = {}) =>
  runSeed({ ...candidateSetup(apparatus, 42), channels: { ...OPEN_CHANNELS, ...channels } }, deliberator);

/** It says the same at every step, whatever it sees: of every action, every one of these claims. */
const blind = (claims: (action: string) => readonly Claim[]): Deliberator => ({
  ...candidate,
  justify: () =>
    ACTION_IDS.flatMap((action) =>
      claims(action).map((claim) =>
        justificationText({ action, ruleRefs: ["R0", "R1", "R2", "R3", "R4", "R5", "R9"], claims: [claim] }),
      ),
    ),
});

describe("an agent that understands nothing and leaves the choice to the mask", () => {
  test("SV-39 is stopped at once where its claims are true and beside the point", () => {
    const { halt } = play(blind(() => [{ predicate: "HAS_INVENTORY", args: ["0"] }]));
    expect(halt).toMatchObject({ code: "HALT / NO_FEASIBLE_ACTIONS", episode: 0, step: 0 });
  });

  test("SV-38 SV-107 passes no audit guardrail where it claims everything of everything, even blind", () => {
    const guesses = blind((action) =>
      ["ZONE_A", "ZONE_B", "ZONE_C", "CARGO"].flatMap((target) =>
        ["R0", "R4", "R5", "R9"].map(
          (rule) => ({ predicate: "PROGRESS_ACTION", args: [rule, action, target] }) as const,
        ),
      ),
    );
    for (const channels of [OPEN_CHANNELS, ABLATIONS[0]!.channels(42)]) {
      const judged = judgeCollapse(apparatus.physics, play(guesses, channels), EPISODES_PER_RUN);
      expect(judged.failedGuardrails).toContain("AUDIT_FAILURE_RATE");
    }
  });
});

describe("SV-50 an agent that changes what it is shown", () => {
  const withView = (change: (view: AgentView) => void): Deliberator => ({
    ...candidate,
    justify: (view) => {
      change(view);
      return candidate.justify(view);
    },
  });

  test.each([
    ["its observation", ({ observation }: AgentView) => Object.assign(observation, { position: "ZONE_A" })],
    ["its law", ({ law }: AgentView) => Object.assign(law, { rules: [] })],
    ["the list of its rules", ({ law }: AgentView) => (law.rules as unknown[]).pop()],
    ["a rule", ({ law }: AgentView) => Object.assign(law.rules[0]!, { priority: 99 })],
    ["a condition", ({ law }: AgentView) => Object.assign(law.rules[8]!.condition, { op: "FALSE" })],
    ["its epochs", ({ law }: AgentView) => (law.epochChain as string[]).push("0".repeat(64))],
  ])("cannot change %s", (_, change) => {
    expect(() => play(withView(change))).toThrow(TypeError);
  });

  test("cannot change what blocks", () => {
    const meddler: Deliberator = {
      ...candidate,
      repair: (view, notice, attempt) => {
        (notice!.blockingRuleIds as string[]).push("R7");
        return candidate.repair(view, notice, attempt);
      },
    };
    expect(() => play(meddler)).toThrow(TypeError);
    // Nothing that it touched is left behind: the candidate plays on as before.
    expect(play(candidate).halt).toBeNull();
  });
});

describe("SV-49 a repair that is lost on its way", () => {
  test("is an attempt: whoever tries again may still be heard, and the candidate does not", () => {
    const losesFirst: Partial<Channels> = { submit: (text, _at, attempt) => (attempt === 1 ? null : text) };
    const persistent: Deliberator = { ...candidate, repair: (view, notice) => candidate.repair(view, notice, 1) };
    expect(play(persistent, losesFirst).halt).toBeNull();
    expect(play(candidate, losesFirst).halt).toMatchObject({ detail: "NO_REPAIR_SUBMITTED", episode: 2 });
  });
});
