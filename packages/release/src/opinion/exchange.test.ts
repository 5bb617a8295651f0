import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Exchange, recordedBy, replayedFrom } from "./exchange.ts";
import { digestOfPrompt, type LanguageModel, type ModelPrompt } from "./language-model.ts";

const promptOf = (user: string): ModelPrompt => ({ system: "s", user, answerTokensMax: 1 });

test("RS-257 A20 a replay gives the stored answer to the stored question, for whatever text, and asks nobody", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), async (question, text) => {
      const kept = new Map<Digest, Uint8Array>();
      const exchanges: Exchange[] = [];
      const model: LanguageModel = async () => ({ kind: "answered", text, model: "m" });
      const keep = async (digest: Digest, bytes: Uint8Array): Promise<void> => {
        expect(digestOf(bytes)).toBe(digest);
        kept.set(digest, bytes);
      };
      const first = await recordedBy(keep, (exchange) => exchanges.push(exchange), model)(promptOf(question));
      const replayed = replayedFrom(async (digest) => kept.get(digest) ?? null, exchanges);
      expect(await replayed(promptOf(question))).toEqual(first);
      expect(await replayed(promptOf(`${question}.`))).toEqual({ kind: "failed", code: "NOT_STORED" });
    }),
    { numRuns: 50 },
  );
});

test("RS-257 A20 an answer that was changed or lost is none", async () => {
  const bytes = utf8("safe");
  const exchange = { prompt: digestOfPrompt(promptOf("q")), answer: digestOf(bytes), model: "m" };
  const changed = replayedFrom(async () => utf8("unsafe"), [exchange]);
  expect(await changed(promptOf("q"))).toEqual({ kind: "failed", code: "NOT_STORED" });
  const lost = replayedFrom(async () => null, [exchange]);
  expect(await lost(promptOf("q"))).toEqual({ kind: "failed", code: "NOT_STORED" });
});

test("RS-257 an answer is kept before anybody reads it; a failure leaves nothing", async () => {
  const seen: string[] = [];
  const keep = async (): Promise<void> => void seen.push("kept");
  const answering: LanguageModel = async () => ({ kind: "answered", text: "{}", model: "m" });
  await recordedBy(keep, () => seen.push("told"), answering)(promptOf("q"));
  expect(seen).toEqual(["kept", "kept", "told"]);
  const failing: LanguageModel = async () => ({ kind: "failed", code: "HTTP_500" });
  await recordedBy(keep, () => seen.push("told"), failing)(promptOf("q"));
  expect(seen).toHaveLength(3);
});
