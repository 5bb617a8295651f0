import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { questionPrompt } from "../../src/agent/language-model/question-prompt.ts";
import { readReply } from "../../src/agent/language-model/reply.ts";
import { cleanApparatus } from "../../src/run/apparatus.ts";
import type { Question, Reply } from "../../src/run/play-seed.ts";
import { candidateSetup, runSeed } from "../../src/run/run-seed.ts";
import { runSeedAsking } from "../../src/run/run-seed-asking.ts";
import { candidateAnswer } from "./candidate-in-text.ts";

const APPARATUS = cleanApparatus(digestOf(utf8("compiler")));

const throughText = async (question: Question): Promise<Reply> =>
  readReply(question.kind, candidateAnswer(questionPrompt(question).user));

test("SV-199 the message is enough: who knows nothing else plays as the candidate does, repairs, epochs and all", async () => {
  const asked = await runSeedAsking(candidateSetup(APPARATUS, 42), throughText);
  expect(asked).toEqual(runSeed(candidateSetup(APPARATUS, 42)));
  expect(asked.episodes.filter(({ success }) => success)).toHaveLength(20);
  expect(asked.repairs.map(({ name }) => name)).toEqual(["A", "B"]);
});

test("SV-199 an answer of garbage halts every episode at its first step", async () => {
  const setup = { ...candidateSetup(APPARATUS, 42), continuesAfterHalt: true, episodes: 3 };
  const run = await runSeedAsking(setup, async ({ kind }) => readReply(kind, "I cannot help with that."));
  const halt = { code: "HALT / DELIBERATION_FAILURE", detail: "NOTHING_JUSTIFIED", step: 0 };
  expect(run.episodes).toEqual(run.episodes.map((episode) => expect.objectContaining({ ...episode, actions: "" })));
  expect(run.episodes.map((episode) => episode.halt)).toEqual([0, 1, 2].map((episode) => ({ ...halt, episode })));
});

test("SV-199 what the answering throws ends the run", async () => {
  const failing = runSeedAsking(candidateSetup(APPARATUS, 42), async () => await Promise.reject(new Error("gone")));
  await expect(failing).rejects.toThrow("gone");
});
