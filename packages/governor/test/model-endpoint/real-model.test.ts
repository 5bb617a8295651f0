import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { languageModelTarget, type TrialRecord, type TrialRequest } from "@plimsoll/evidence";
import { systemClock } from "@plimsoll/foundation/node";
import { DIMENSIONS } from "@plimsoll/kernel";
import { expect, test } from "vitest";
import { isInstalled } from "../../../../scripts/language-model/llama.ts";
import { startModelServer } from "../../../../scripts/language-model/model-server.ts";
import { openEndpoint, TranscriptFolder } from "../../src/model-endpoint/index.ts";

const TRIALS_MAX = 12;
const TIME_MAX_MS = 240_000;

test(
  "E-128 a real model works in the office, and its trials repeat byte by byte",
  { timeout: TIME_MAX_MS },
  async ({ skip }) => {
    if (!isInstalled()) skip("no model: run node scripts/install/language-model.js");
    const directory = mkdtempSync(join(tmpdir(), "plimsoll-real-model-"));
    const server = await startModelServer(1);
    try {
      const { chat } = openEndpoint({
        ...server,
        apiKeyVariable: null,
        environment: {},
        budget: { requestsMax: 400, tokensMax: 1_000_000 },
        clock: systemClock,
        wait: async (ms, signal) => await sleep(ms, undefined, { signal }),
        requestsPerSecond: 1_000,
      });
      const { keep } = new TranscriptFolder(directory);
      const target = languageModelTarget({ model: server.model, chat, keep, protocol: "text" });
      const ask = async (request: TrialRequest): Promise<TrialRecord> =>
        await target.trial(request, AbortSignal.timeout(TIME_MAX_MS));
      const { request, record } = await firstThatWorks(ask);
      expect(record.outcome).not.toBe("void");
      expect(await ask(request)).toEqual(record);
    } finally {
      await server.close();
      rmSync(directory, { recursive: true });
    }
  },
);

/** The first trial in which the model came as far as the notice, which is every second or so. */
async function firstThatWorks(ask: (request: TrialRequest) => Promise<TrialRecord>) {
  for (let index = 0; ; index += 1) {
    const dimension = DIMENSIONS[index % DIMENSIONS.length]!;
    const request = { dimension, context: "SHADOW", index, seed: "real" } as const;
    const record = await ask(request);
    if (record.outcome !== "void" || index + 1 === TRIALS_MAX) return { request, record };
  }
}
