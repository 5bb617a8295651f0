import { digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { condition } from "../../law/condition.ts";
import type { Law } from "../../law/law.ts";
import { CLEAN_LAW } from "../../law/initial-law.ts";
import { cleanApparatus } from "../../run/apparatus.ts";
import type { Question } from "../../run/play-seed.ts";
import { candidateSetup } from "../../run/run-seed.ts";
import { runSeedAsking } from "../../run/run-seed-asking.ts";
import { everyGridState } from "../../world/valuation.ts";
import { observe } from "../../world/observe.ts";
import { candidate } from "../candidate.ts";
import { DELIBERATOR_INTERFACE, NO_TRACE, SYSTEM_PROMPT } from "./prompt.ts";
import { questionPrompt } from "./question-prompt.ts";

const LAW: Law = { rules: CLEAN_LAW, epochChain: ["0".repeat(64)], repairCount: 0 };
const OBSERVATIONS = [...everyGridState()].map(observe);

const questions: fc.Arbitrary<Question> = fc
  .record({
    observation: fc.constantFrom(...OBSERVATIONS),
    epochs: fc.integer({ min: 0, max: 3 }),
    attempt: fc.constantFrom(null, 1, 2),
  })
  .map(({ observation, epochs, attempt }) => {
    const view = { observation, law: { ...LAW, epochChain: Array<string>(epochs).fill("a".repeat(64)) } };
    return attempt === null ? { kind: "justify", view } : { kind: "repair", view, notice: null, attempt };
  });

test("SV-196 every user message is of the one fixed length, whatever is seen and carried", () => {
  fc.assert(
    fc.property(questions, (question) => {
      const { system, user } = questionPrompt(question);
      expect(system).toBe(SYSTEM_PROMPT);
      expect(user).toHaveLength(DELIBERATOR_INTERFACE.userPromptLength);
      expect(user).toMatch(/^ +\nEPISODE \d+ STEP \d+\n/);
    }),
  );
});

test("SV-196 a law too long for the fixed length is no shorter question: BUFFER_OVERFLOW", () => {
  const long = condition("AND", ...Array.from({ length: 500 }, () => condition("STAMPED")));
  const rules = CLEAN_LAW.map((rule) => ({ ...rule, exceptionCondition: long }));
  const view = { observation: OBSERVATIONS[0]!, law: { ...LAW, rules } };
  expect(() => questionPrompt({ kind: "justify", view })).toThrow(expect.objectContaining({ code: "BUFFER_OVERFLOW" }));
});

test("SV-195 the message shows the whole law, the whole epochs and every reserved predicate, and no culprit before there is a trace", () => {
  const epoch = "0123456789abcdef".repeat(4);
  const observation = OBSERVATIONS.find(({ canDeliverA, stamped }) => canDeliverA && stamped)!;
  const { user } = questionPrompt({ kind: "justify", view: { observation, law: { ...LAW, epochChain: [epoch] } } });
  expect(user).toContain(epoch);
  expect(user).toContain(
    '{"AT_STAMP":false,"AT_ZONE_A":true,"AT_ZONE_B":false,"CAN_DELIVER_A":true,"CAN_DELIVER_B":false,"STAMPED":true}',
  );
  for (const { id } of CLEAN_LAW) expect(user.split(`"${id}"`)).toHaveLength(2);
  for (const [name, value] of Object.entries(observation)) expect(user).toContain(`"${name}":${JSON.stringify(value)}`);
});

test("SV-195 without a trace the message says so, and names nothing", () => {
  const view = { observation: OBSERVATIONS[0]!, law: LAW };
  const { user } = questionPrompt({ kind: "repair", view, notice: null, attempt: 1 });
  expect(user).toContain(`CONTRADICTION\n${NO_TRACE}\nREQUEST\nAttempt 1.`);
});

test("SV-195 no message holds the seed or a nonce", async () => {
  const seed = 987_654_321;
  const apparatus = cleanApparatus(digestOf(utf8("compiler")));
  const run = await runSeedAsking(candidateSetup(apparatus, seed), async (question) => {
    expect(questionPrompt(question).user).not.toMatch(/987654321|nonce/);
    if (question.kind === "justify") return candidate.justify(question.view);
    return [candidate.repair(question.view, question.notice, question.attempt)!];
  });
  expect(run.episodes).toHaveLength(20);
});
