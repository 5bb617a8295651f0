import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { type DiagnosticRecord, DELIBERATOR_INTERFACE, promptDigest } from "@plimsoll/sovereignty";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type Asked,
  closeServers,
  completion,
  respond,
  serveChat,
} from "../../governor/test/model-endpoint/scripted-endpoint.ts";
import { candidateAnswer } from "../../sovereignty/test/language-model/candidate-in-text.ts";
import { plimsoll } from "./faults/plimsoll-process.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-sovereignty-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(closeServers);

const diagnose = async (baseUrl: string, name: string, ...flags: string[]) =>
  await plimsoll([
    ...["lab", "sovereignty", "diagnose", "--endpoint", baseUrl, "--model", "scripted/one"],
    ...["--folder", join(folder, name), "--json", ...flags],
  ]);

const recordIn = (name: string): DiagnosticRecord =>
  JSON.parse(readFileSync(join(folder, name, "diagnostic-scripted-one-seed-42.json"), "utf8")) as DiagnosticRecord;

interface Wire {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

const userMessage = ({ body }: Asked): string => (body as unknown as Wire).messages[1]!.content;

describe("plimsoll lab sovereignty diagnose", () => {
  test("SV-199 a model that answers as the candidate does succeeds in all three episodes, by a repair of its own", async () => {
    const { baseUrl, asked } = await serveChat((question, response) =>
      respond(response, completion(candidateAnswer(userMessage(question)))),
    );
    const diagnosed = await diagnose(baseUrl, "candidate");
    expect(diagnosed.end, diagnosed.stderr).toEqual({ code: 0, signal: null });
    expect(diagnosed.lines().filter(({ type }) => type === "episode")).toMatchObject([
      { episode: 0, regime: 0, success: true, halt: null },
      { episode: 1, regime: 0, success: true, halt: null },
      { episode: 2, regime: 1, success: true, halt: null },
    ]);
    expect(diagnosed.line("summary")).toMatchObject({
      isPartOfVerdict: false,
      promptDigest: promptDigest(),
      seed: 42,
      successes: 3,
      repairs: [{ name: "A", episode: 2 }],
      halt: null,
      fault: null,
      compileRatePpm: 1_000_000,
      auditFailures: 0,
      questions: asked.length,
    });
    // 18 + 18 + 23 steps, and one contradiction.
    expect(asked).toHaveLength(60);
  });

  test("SV-196 every question is one chat of a system and a user message, at temperature 0 and of one length", async () => {
    const { baseUrl, asked } = await serveChat((question, response) =>
      respond(response, completion(candidateAnswer(userMessage(question)))),
    );
    await diagnose(baseUrl, "wire", "--episodes", "1");
    expect(asked.length).toBeGreaterThan(10);
    for (const { body } of asked) {
      const { messages } = body as unknown as Wire;
      expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
      expect(messages[1]?.content).toHaveLength(DELIBERATOR_INTERFACE.userPromptLength);
      expect(body).toMatchObject({ temperature: 0, seed: 0, max_tokens: 1_024, model: "scripted/one" });
      expect(body).not.toHaveProperty("tools");
    }
    expect(new Set(asked.map(({ body }) => (body as unknown as Wire).messages[0]?.content)).size).toBe(1);
  });

  test("SV-199 a model that answers garbage halts in every episode; it is asked once and never again", async () => {
    const { baseUrl, asked } = await serveChat((_, response) => respond(response, completion("as you wish")));
    const diagnosed = await diagnose(baseUrl, "garbage");
    expect(diagnosed.end).toEqual({ code: 0, signal: null });
    const halt = { code: "HALT / DELIBERATION_FAILURE", detail: "NOTHING_JUSTIFIED", episode: 0, step: 0 };
    expect(diagnosed.line("summary")).toMatchObject({ successes: 0, halt, compileRatePpm: null, repairs: [] });
    expect(asked).toHaveLength(3);
  });

  test("SV-199 justifications that do not compile are counted as such", async () => {
    const { baseUrl } = await serveChat((_, response) => respond(response, completion('[{"action_id": "A0"}, 7]')));
    const diagnosed = await diagnose(baseUrl, "uncompiled", "--episodes", "1");
    expect(diagnosed.line("summary")).toMatchObject({
      compileRatePpm: 0,
      halt: { code: "HALT / COMPILATION_FAILURE", detail: "NOTHING_COMPILED" },
      metrics: { justifications: 2, compiled: 0 },
    });
  });

  test("SV-199 the record says that it is no part of the verdict, and every answer can be looked up by its digest", async () => {
    const { baseUrl } = await serveChat((_, response) => respond(response, completion("no")));
    await diagnose(baseUrl, "record");
    const record = recordIn("record");
    expect(record.isPartOfVerdict).toBe(false);
    expect(record.note).toContain("no part of the verdict");
    expect(record.questions).toHaveLength(3);
    const files = readdirSync(join(folder, "record", "transcripts"));
    for (const { transcript } of record.questions) {
      const file = `${transcript.slice("sha256:".length)}.json`;
      expect(files).toContain(file);
      const bytes = readFileSync(join(folder, "record", "transcripts", file));
      expect(digestOfBytes(bytes)).toBe(transcript);
      expect(JSON.parse(bytes.toString("utf8"))).toMatchObject({ answer: "no", promptDigest: record.promptDigest });
    }
  });

  test("SV-199 every seed has a record of its own, and none takes the place of another", async () => {
    const { baseUrl, asked } = await serveChat((_, response) => respond(response, completion("no")));
    for (const seed of ["42", "4294967295"])
      expect((await diagnose(baseUrl, "seeds", "--episodes", "1", "--seed", seed)).end?.code).toBe(0);
    const files = ["diagnostic-scripted-one-seed-42.json", "diagnostic-scripted-one-seed-4294967295.json"];
    const records = files.map((file) => readFileSync(join(folder, "seeds", file), "utf8"));
    expect(records.map((text) => (JSON.parse(text) as DiagnosticRecord).seed)).toEqual([42, 4_294_967_295]);
    expect(asked).toHaveLength(2);

    const again = await diagnose(baseUrl, "seeds", "--episodes", "2");
    expect(again.end?.code).toBe(3);
    expect(again.line("summary")).toMatchObject({ ok: false, code: "FILE_EXISTS" });
    expect(asked).toHaveLength(2);
    expect(files.map((file) => readFileSync(join(folder, "seeds", file), "utf8"))).toEqual(records);
    expect((await diagnose(baseUrl, "seeds", "--seed", "4294967296")).end?.code).toBe(2);
  });

  test("SV-199 a server that fails is no result: INVALID_RUN / TECHNICAL_FAILURE, without a second try", async () => {
    const { baseUrl, asked } = await serveChat((_, response) => respond(response, { error: "busy" }, 503));
    const diagnosed = await diagnose(baseUrl, "failing");
    expect(diagnosed.end).toEqual({ code: 1, signal: null });
    expect(asked).toHaveLength(1);
    expect(recordIn("failing")).toMatchObject({ run: null, successes: 0 });
    expect(recordIn("failing").fault).toMatch(/^INVALID_RUN \/ TECHNICAL_FAILURE: DELIBERATOR_SILENT, .*HTTP_503/);
  });
});
