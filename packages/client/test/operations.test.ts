import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClientError, type Envelope, OPERATIONS, PlimsollClient, ProblemError } from "../src/index.ts";
import { TestDaemon } from "./daemon.ts";

let daemon: TestDaemon;
let client: PlimsollClient;
beforeAll(async () => {
  daemon = await TestDaemon.started();
  client = new PlimsollClient({ url: daemon.url });
});
afterAll(async () => await daemon[Symbol.asyncDispose]());

/** What each operation is given on a site without labs. Whoever names something that is not there is told so. */
const GIVEN: Readonly<Record<string, readonly [unknown, ...unknown[]]>> = {
  "get-pack-file": [{ pack: "eval-1", file: "parts/manifest.json" }, 404, "NOT_FOUND"],
  "get-run-evidence": [{ run: "none" }, 404, "NOT_FOUND"],
  "get-deployment-evidence": [{ deployment: "none" }, 404, "NOT_FOUND"],
  "get-deployment-price": [{ deployment: "none" }, 404, "NOT_FOUND"],
  "get-tile": [{ tile: "0/000.p/1" }, 404, "NOT_FOUND"],
  "get-entry": [{ index: 0 }],
  "get-proof": [{ index: 0 }],
  "get-consistency": [{ from: 1 }],
};

const UNSIGNED: Envelope = { payloadType: "text/plain", payload: "", signatures: [] };
const camel = (id: string): string => id.replaceAll(/-([a-z])/g, (_whole, letter: string) => letter.toUpperCase());

describe("SVR-131 every operation", () => {
  test.each(Object.entries(OPERATIONS))(
    "SVR-131 %s answers in its form, or with a problem that is typed",
    async (id, spec) => {
      const isItem = spec.path.endsWith("/{name}");
      const [
        given = isItem ? { name: "no/such thing?#%" } : {},
        status = isItem ? 404 : undefined,
        code = "NOT_FOUND",
      ] = GIVEN[id] ?? [];
      const operation = Reflect.get(client, camel(id)) as (...given: readonly unknown[]) => Promise<unknown>;
      const words =
        spec.path.includes("{") || spec.query.length > 0 ? [given] : spec.method === "POST" ? [UNSIGNED] : [];
      const answer = await operation.apply(client, words).catch((cause: unknown) => cause);
      if (spec.method === "POST") expect(answer).toMatchObject({ status: expect.toBeOneOf([400, 401]) });
      else if (answer instanceof ProblemError)
        expect(answer).toMatchObject(status === undefined ? { status: 503 } : { status, code });
      else expect(formOf(answer)).toBe(spec.answer);
    },
  );

  test("SVR-131 and most of them answer on a new site", async () => {
    expect(Object.keys(OPERATIONS).length).toBeGreaterThan(50);
    const { entries } = await client.getSite();
    expect(entries).toBeGreaterThan(0);
    expect((await client.getReadiness()).status).toBe("ready");
    expect(await client.getLogCheckpoint()).toContain("\n");
    expect(await client.getMetrics()).toContain("plimsoll_");
    expect((await client.listCodes()).items.length).toBeGreaterThan(10);
  });

  test("SVR-142 a name that no path can carry is refused before anything is sent", async () => {
    for (const name of ["", ".", ".."])
      await expect(client.getLab({ name })).rejects.toMatchObject({
        code: "REQUEST_MALFORMED",
        name: ClientError.name,
      });
    await expect(client.getPackFile({ pack: "p", file: "a/../b" })).rejects.toMatchObject({
      code: "REQUEST_MALFORMED",
    });
  });
});

function formOf(answer: unknown): string {
  if (answer instanceof Uint8Array) return "bytes";
  return typeof answer === "string"
    ? "text"
    : typeof answer === "object" && answer !== null && !(answer instanceof Error)
      ? "json"
      : String(answer);
}
