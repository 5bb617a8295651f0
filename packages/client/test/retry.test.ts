import { describe, expect, test } from "vitest";
import {
  ClientError,
  type Envelope,
  type Machine,
  PlimsollClient,
  ProblemError,
  UnreachableError,
} from "../src/index.ts";
import { cut, json, problem, ScriptedSite } from "./scripted-site.ts";

const HEALTH = { status: "ok" };
const DECIDED = { decision: "repeated", firstEntry: 3 };
const ENVELOPE: Envelope = { payloadType: "a", payload: "", signatures: [] };

/** A client whose waits are written down and cost nothing. */
function clientOf(url: string, waits: number[] = [], machine: Partial<Machine> = {}): PlimsollClient {
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  return new PlimsollClient({ url, machine: { sleep, chance: () => 1, ...machine } });
}

const HTML = json("<html>", 502);

describe("SVR-134 what is asked again", () => {
  test.each([
    ["no answer", cut],
    ["a problem that passes", problem(503, "SITE_BUSY", true)],
    ["too many requests", problem(429, "TOO_MANY_REQUESTS", true)],
    ["what stands between", HTML],
  ])("SVR-134 a read, after %s", async (_name, fault) => {
    await using site = await ScriptedSite.started(fault, fault, json(HEALTH));
    const waits: number[] = [];
    expect(await clientOf(site.url, waits).getHealth()).toEqual(HEALTH);
    expect(waits).toEqual([100, 200]);
  });

  test("SVR-134 at most three times, with waits that grow and end", async () => {
    await using site = await ScriptedSite.started(cut);
    const waits: number[] = [];
    await expect(clientOf(site.url, waits).getHealth()).rejects.toThrow(UnreachableError);
    expect(site.heard).toHaveLength(4);
    expect(waits).toEqual([100, 200, 400]);
  });

  test("SVR-134 no sooner than the site says, and not at all if that is long", async () => {
    await using site = await ScriptedSite.started(
      problem(429, "TOO_MANY_REQUESTS", true, { "retry-after": "1" }),
      problem(429, "TOO_MANY_REQUESTS", true, { "retry-after": "60" }),
    );
    const waits: number[] = [];
    await expect(clientOf(site.url, waits).getHealth()).rejects.toMatchObject({ status: 429, retryAfterMs: 60_000 });
    expect(waits).toEqual([1_000]);
  });

  test.each([
    ["a refusal", problem(404, "NOT_FOUND", false)],
    ["a fault of the site", problem(500, "INTERNAL", false)],
    ["something else that answers", json("hello", 418)],
    ["what is no JSON", (response: { end: (text: string) => unknown }) => void response.end("{")],
  ])("SVR-134 never after %s", async (_name, fault) => {
    await using site = await ScriptedSite.started(fault, json(HEALTH));
    await expect(clientOf(site.url).getHealth()).rejects.toThrow(ClientError);
    expect(site.heard).toHaveLength(1);
  });

  test.each([
    ["no answer", cut],
    ["too many requests", problem(429, "TOO_MANY_REQUESTS", true)],
    ["a desk that does not decide now", problem(503, "SITE_BUSY", true)],
  ])("SVR-134 an envelope, as it is, after %s", async (_name, fault) => {
    await using site = await ScriptedSite.started(fault, json(DECIDED));
    expect(await clientOf(site.url).submitCommand(ENVELOPE)).toEqual(DECIDED);
    expect(site.heard.map(({ body }) => body)).toEqual([JSON.stringify(ENVELOPE), JSON.stringify(ENVELOPE)]);
  });

  test("SVR-134 never an envelope that was refused, though the wish may be granted later", async () => {
    await using site = await ScriptedSite.started(problem(409, "WALLET_EXHAUSTED", true), json(DECIDED));
    await expect(clientOf(site.url).submitCommand(ENVELOPE)).rejects.toMatchObject({
      code: "WALLET_EXHAUSTED",
      retryable: true,
    });
    expect(site.heard).toHaveLength(1);
  });
});

describe("SVR-133 what is thrown", () => {
  test("SVR-133 a problem with all that it says", async () => {
    await using site = await ScriptedSite.started(problem(422, "TIER_TOO_HIGH", false));
    const fault = await clientOf(site.url)
      .getHealth()
      .catch((cause: unknown) => cause as ProblemError);
    expect(fault).toBeInstanceOf(ProblemError);
    expect(fault).toMatchObject({
      status: 422,
      code: "TIER_TOO_HIGH",
      expected: "a",
      received: "b",
      fix: "c",
      retryable: false,
    });
  });

  test.each([
    [
      "another status than it says",
      json(
        { type: "t", title: "t", status: 400, code: "X", expected: "", received: "", fix: "", retryable: false },
        403,
      ),
    ],
    [
      "a field of another kind",
      json({ type: "t", title: "t", status: 403, code: 7, expected: "", received: "", fix: "", retryable: false }, 403),
    ],
    ["null", json(null, 403)],
  ])("SVR-133 what looks like a problem and is none: %s", async (_name, answer) => {
    await using site = await ScriptedSite.started(answer);
    await expect(clientOf(site.url).getHealth()).rejects.toMatchObject({ code: "ANSWER_MALFORMED" });
  });

  test("SVR-131 readiness is an answer with either status", async () => {
    const unready = { status: "unready", reasons: ["stopping"] };
    await using site = await ScriptedSite.started(json(unready, 503));
    expect(await clientOf(site.url).getReadiness()).toEqual(unready);
  });
});

describe("SVR-140 ending", () => {
  test("SVR-140 a signal ends what is under way, with its reason", async () => {
    await using site = await ScriptedSite.started(() => {});
    const leaving = new AbortController();
    const asked = clientOf(site.url).getHealth({ signal: leaving.signal });
    const reason = new Error("enough");
    while (site.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    leaving.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect(site.heard).toHaveLength(1);
  });

  test("SVR-140 a signal ends a wait too", async () => {
    await using site = await ScriptedSite.started(cut);
    const leaving = new AbortController();
    const reason = new Error("enough");
    const machine: Partial<Machine> = {
      sleep: async (_ms, signal) => {
        leaving.abort(reason);
        signal?.throwIfAborted();
      },
    };
    await expect(clientOf(site.url, [], machine).getHealth({ signal: leaving.signal })).rejects.toBe(reason);
    expect(site.heard).toHaveLength(1);
  });

  test.each([
    ["by the client", 100, {}],
    ["by who asks", 60_000, { timeoutMs: 100 }],
  ])("SVR-140 an attempt takes no longer than was allowed %s", async (_name, timeoutMs, options) => {
    await using site = await ScriptedSite.started(() => {}, json(HEALTH));
    const client = new PlimsollClient({ url: site.url, timeoutMs, machine: { sleep: async () => {} } });
    expect(await client.getHealth(options)).toEqual(HEALTH);
    expect(site.heard).toHaveLength(2);
  });
});

describe("SVR-141 the token", () => {
  test("SVR-141 is sent to its site, and to no other that it points to", async () => {
    await using other = await ScriptedSite.started(json(HEALTH));
    await using site = await ScriptedSite.started(
      (response) => void response.writeHead(302, { location: other.url }).end(),
    );
    const client = new PlimsollClient({ url: site.url, token: "secret", machine: { sleep: async () => {} } });
    await expect(client.getHealth()).rejects.toThrow(UnreachableError);
    expect(site.heard[0]?.headers.authorization).toBe("Bearer secret");
    expect(other.heard).toEqual([]);
  });

  test("SVR-141 goes nowhere in the clear", () => {
    for (const url of ["http://site.example", "http://10.0.0.1:7460", "http://localhost.example"])
      expect(() => new PlimsollClient({ url, token: "secret" })).toThrow(ClientError);
    for (const url of ["https://site.example", "http://127.0.0.1:7460", "http://localhost:1", "http://[::1]:1"])
      expect(() => new PlimsollClient({ url, token: "secret" })).not.toThrow();
  });

  test("SVR-141 an address is one of http", () => {
    for (const url of ["", "127.0.0.1:7460", "file:///etc/passwd"])
      expect(() => new PlimsollClient({ url })).toThrow(ClientError);
  });
});

describe("SVR-142 bounds", () => {
  test("SVR-142 an answer without an end is not held", async () => {
    const part = Buffer.alloc(1_048_576, 32);
    await using site = await ScriptedSite.started((response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(part));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    await expect(clientOf(site.url).getHealth()).rejects.toMatchObject({ code: "ANSWER_MALFORMED" });
    expect(site.heard).toHaveLength(1);
  });

  test("SVR-136 a list that names the same page again ends with an error", async () => {
    await using site = await ScriptedSite.started(json({ asOf: 1, entries: 1, items: [{ lab: "a" }], next: "YQ" }));
    const seen: unknown[] = [];
    const all = async (): Promise<void> => {
      for await (const lab of clientOf(site.url).allLabs()) seen.push(lab);
    };
    await expect(all()).rejects.toMatchObject({ code: "ANSWER_MALFORMED" });
    expect(seen).toHaveLength(2);
    expect(site.heard.map(({ path }) => path)).toEqual(["/v1/labs", "/v1/labs?cursor=YQ"]);
  });
});
