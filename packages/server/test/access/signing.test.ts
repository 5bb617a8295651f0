import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { generateSigningKey, systemClock } from "@plimsoll/foundation/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Answer, ask, codeIn, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { DEPLOYMENT, LOST_RUN, makeRichSite, NODE_KEY, RUN, WEIGHTS } from "../kit/rich-site.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
let daemon: TestDaemon;
let signer: Signer;

beforeAll(async () => {
  const data = `${folder.path}/site`;
  makeRichSite(data);
  signer = new Signer(data);
  daemon = await startDaemon(data);
});

afterAll(async () => {
  await daemon.stop();
  folder[Symbol.dispose]();
});

let id = "";
let ids = 0;
beforeEach(() => {
  ids += 1;
  id = `command-${ids}`;
});

const entries = async (): Promise<number> => (await ask(daemon.url, "/v1/site")).json<{ entries: number }>().entries;
const outcome = (answer: Answer): readonly unknown[] => [answer.status, codeIn(answer)];

/** That a refused request leaves nothing in the log. */
async function refusedBy(path: string, body: object | string, headers = {}): Promise<Answer> {
  const before = await entries();
  const answer = await post(daemon.url, path, body, headers);
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
  expect(await entries()).toBe(before);
  return answer;
}

const tick = { type: "tick", holders: [] } as const;

/** Which role may give which command; every other role is refused. */
const COMMANDS = [
  ["tick", () => tick, [["node"]]],
  ["release.judge", () => judgement(id), [[...JUDGES], ["operator-1", "operator-3"]]],
  ["windows.draw", () => ({ type: "windows.draw", set: "run-set-open", pulse: WEIGHTS }), [["evaluator-1"]]],
  ["forensic.clear", () => ({ type: "forensic.clear", lab: "acme", report: WEIGHTS }), [["auditor"]]],
  ["quantum.buy", () => ({ type: "quantum.buy", run: RUN }), [["lab-acme"]]],
  ["reserve.approve", () => ({ type: "reserve.approve", run: LOST_RUN }), [[...JUDGES]]],
] as const;
const KEYS = [
  ["operator-1"],
  ["lab-acme"],
  ["lab-beta"],
  ["evaluator-1"],
  ["node"],
  ["auditor"],
  ["witness-1"],
  ["meter"],
] as const;

describe.each(COMMANDS)("%s", (_, body, allowed) => {
  const isAllowed = (names: readonly string[]): boolean => allowed.some((each) => each.join() === names.join());

  test("SVR-34 signed by whom it needs, the kernel decides on it", async () => {
    for (const [place, names] of allowed.entries()) {
      const answer = await post(daemon.url, "/v1/commands", signer.command(`${id}/${place}`, body(), names));
      expect(codeIn(answer)).not.toMatch(/SIGN|KEY/);
      expect([200, 409, 422]).toContain(answer.status);
    }
  });

  test.each(KEYS.map((names) => [names.join(), names] as const))("SVR-34 signed by %s", async (_names, names) => {
    if (isAllowed(names)) return;
    const answer = await refusedBy("/v1/commands", signer.command(id, body(), names));
    expect(outcome(answer)).toEqual([403, "SIGNER_NOT_ALLOWED"]);
  });

  test("SVR-32 signed by nobody", async () => {
    const answer = await refusedBy("/v1/commands", signer.command(id, body(), []));
    expect(outcome(answer)).toEqual([403, "SIGNER_NOT_ALLOWED"]);
  });

  test("SVR-32 signed by a key that nobody knows, alone or beside those it needs", async () => {
    for (const names of [[], ...allowed]) {
      const command = signer.command(id, body(), [...names, generateSigningKey()]);
      expect(outcome(await refusedBy("/v1/commands", command))).toEqual([401, "SIGNATURE_INVALID"]);
    }
  });

  test("SVR-32 with one signature that does not hold", async () => {
    for (const names of allowed) {
      const command = signer.command(id, body(), names);
      const [first, ...others] = command.signatures;
      const broken = { ...command, signatures: [{ ...first!, sig: `AAAA${first!.sig.slice(4)}` }, ...others] };
      expect(outcome(await refusedBy("/v1/commands", broken))).toEqual([401, "SIGNATURE_INVALID"]);
    }
  });

  test("SVR-34 signed by a key that was revoked or replaced", async () => {
    for (const names of allowed) {
      const command = signer.command(id, body(), [...names, "auditor-2"]);
      expect(outcome(await refusedBy("/v1/commands", command))).toEqual([403, "KEY_REVOKED"]);
    }
  });

  test("SVR-32 for another log, or by a clock that is off, either way", async () => {
    const [names] = allowed;
    const nowMs = systemClock.wallMs();
    const other = signer.command(id, body(), names, { log: "plimsoll.local/other" });
    expect(outcome(await refusedBy("/v1/commands", other))).toEqual([401, "OTHER_LOG"]);
    for (const offMs of [-6_000, 6_500, -86_400_000]) {
      const late = signer.command(id, body(), names, { claimedAt: nowMs + offMs });
      expect(outcome(await refusedBy("/v1/commands", late))).toEqual([401, "CLOCK_SKEW"]);
    }
  });
});

describe("the same id again", () => {
  test("SVR-33 with the same content is answered with the first receipt, however often and by whomever it is signed anew", async () => {
    const first = await post(daemon.url, "/v1/commands", signer.command(id, judgement(id), JUDGES));
    const { firstEntry } = first.json();
    const before = await entries();
    for (const names of [JUDGES, JUDGES, ["operator-1", "operator-3"]]) {
      const again = await post(daemon.url, "/v1/commands", signer.command(id, judgement(id), names));
      expect(again.json()).toEqual({ decision: "repeated", firstEntry });
    }
    expect(await entries()).toBe(before);
  });

  test("SVR-33 as the very same bytes, as somebody who listened would send it", async () => {
    const command = signer.command(id, judgement(id), JUDGES);
    const [first, ...others] = await Promise.all(
      Array.from({ length: 20 }, async () => await post(daemon.url, "/v1/commands", command)),
    );
    const decisions = [first!, ...others].map((answer) => answer.json()["decision"]);
    expect(decisions.filter((each) => each === "decided").length).toBe(1);
    expect(decisions.filter((each) => each === "repeated").length).toBe(19);
    expect(new Set([first!, ...others].map((answer) => answer.json()["firstEntry"])).size).toBe(1);
  });

  test("SVR-33 with other content is ID_REUSED", async () => {
    await post(daemon.url, "/v1/commands", signer.command(id, judgement(id), JUDGES));
    const other = await refusedBy("/v1/commands", signer.command(id, judgement("another"), JUDGES));
    expect(outcome(other)).toEqual([409, "ID_REUSED"]);
    expect(outcome(await refusedBy("/v1/commands", signer.command(id, tick, ["node"])))).toEqual([409, "ID_REUSED"]);
  });

  test("SVR-33 an Idempotency-Key is the id or refused", async () => {
    const command = signer.command(id, judgement(id), JUDGES);
    const other = await refusedBy("/v1/commands", command, { "idempotency-key": "another" });
    expect(outcome(other)).toEqual([400, "IDEMPOTENCY_KEY_OTHER"]);
    const same = await post(daemon.url, "/v1/commands", command, { "idempotency-key": id });
    expect(same.json()).toMatchObject({ decision: "decided" });
  });
});

describe("what is no command", () => {
  const encoded = (payload: string): object => ({
    payloadType: "application/vnd.plimsoll.command+json",
    payload: Buffer.from(payload).toString("base64"),
    signatures: [],
  });
  test.each<[string, object | string]>([
    ["nothing", ""],
    ["half of JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["an empty object", {}],
    ["a field more", { ...encoded("{}"), more: 1 }],
    ["a payload that is no Base64", { ...encoded("{}"), payload: "%%%" }],
    ["a payload that is no JSON", encoded("hello")],
    ["a payload without an id", encoded('{"body":{}}')],
    ["a payload with a body that is none", encoded('{"body":null,"id":"x"}')],
    ["a polluting name", '{"__proto__":{"payload":"e30="},"payload":"e30=","payloadType":"x","signatures":[]}'],
    [
      "too many signatures",
      { ...encoded("{}"), signatures: Array.from({ length: 17 }, () => ({ keyid: "a", sig: "b" })) },
    ],
    ["a very deep payload", encoded(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)],
  ])("SVR-32 %s is malformed", async (_, body) => {
    for (const path of ["/v1/commands", "/v1/tokens"])
      expect(outcome(await refusedBy(path, body))).toEqual([400, "REQUEST_MALFORMED"]);
  });

  test("SVR-32 a payload that is not the canonical form of what it says is not verified", async () => {
    const command = signer.command(id, tick, ["node"]);
    const text = ` ${Buffer.from(command.payload, "base64").toString("utf8")}`;
    const loose = { ...command, payload: Buffer.from(text).toString("base64") };
    expect(outcome(await refusedBy("/v1/commands", loose))).toEqual([401, "SIGNATURE_INVALID"]);
  });

  test("SVR-34 a command of no known shape is COMMAND_MALFORMED", async () => {
    for (const body of [{ type: "site.close" }, { type: "tick", holders: "all" }, {}]) {
      const answer = await refusedBy("/v1/commands", signer.command(id, body, ["node"]));
      expect(outcome(answer)).toEqual([400, "COMMAND_MALFORMED"]);
    }
  });

  test("SVR-37 what the request said is repeated in at most 200 characters", async () => {
    const long = "x".repeat(10_000);
    const answer = await refusedBy("/v1/tokens", signer.command(id, { type: long }, ["node"]));
    expect(answer.json<{ received: string }>().received.length).toBeLessThanOrEqual(201);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"])(
    "SVR-37 a body of %s is 415",
    async (type) => {
      const answer = await refusedBy("/v1/commands", signer.command(id, tick, ["node"]), { "content-type": type });
      expect(outcome(answer)).toEqual([415, "MEDIA_TYPE_UNKNOWN"]);
    },
  );
});

describe("orders to kill", () => {
  const send = async (order: object): Promise<Answer> => await post(daemon.url, "/v1/kills", order);

  test.each([["operator-1"], ["operator-3"], ["lab-acme"]])("SVR-35 %s may, and again", async (name) => {
    const before = daemon.killed.length;
    for (let again = 0; again < 2; again += 1)
      expect((await send(signer.order(id, RUN, [name]))).json()).toMatchObject({ run: RUN, processes: 1 });
    expect(daemon.killed.slice(before)).toEqual([RUN, RUN]);
  });

  test.each([["lab-beta"], ["lab-gamma"], ["evaluator-1"], ["node"], ["auditor"], ["witness-1"], ["meter"]])(
    "SVR-35 %s may not",
    async (name) => {
      const before = daemon.killed.length;
      const answer = await send(signer.order(id, RUN, [name]));
      expect(outcome(answer)).toEqual([403, "SIGNER_NOT_ALLOWED"]);
      expect(daemon.killed.length).toBe(before);
    },
  );

  test("SVR-162 a key that the ledger never named signs neither orders nor commands, and is not looked for", async () => {
    const before = daemon.killed.length;
    const strangers = [signer.key("issuer"), signer.key("ledger"), generateSigningKey()];
    for (const key of strangers) {
      for (const keys of [[key], ["operator-1", key]]) {
        expect(outcome(await send(signer.order(id, RUN, keys)))).toEqual([401, "SIGNATURE_INVALID"]);
        for (const [path, body] of [
          ["/v1/commands", tick],
          ["/v1/tokens", { type: "token.request" }],
        ] as const)
          expect(outcome(await refusedBy(path, signer.command(id, body, keys)))).toEqual([401, "SIGNATURE_INVALID"]);
      }
    }
    expect(daemon.killed.length).toBe(before);
    const looks = vi.spyOn(fs, "readdirSync");
    syncBuiltinESMExports();
    try {
      const keys = Array.from({ length: 16 }, () => generateSigningKey());
      await post(daemon.url, "/v1/commands", signer.command(id, tick, keys));
      await send(signer.order(id, RUN, keys));
      expect(looks.mock.calls.filter(([path]) => String(path).endsWith("/keys"))).toEqual([]);
    } finally {
      looks.mockRestore();
      syncBuiltinESMExports();
    }
  });

  test("SVR-35 a revoked key may not, and nobody kills beside it", async () => {
    const before = daemon.killed.length;
    expect(outcome(await send(signer.order(id, RUN, ["auditor-2"])))).toEqual([403, "SIGNER_NOT_ALLOWED"]);
    expect(daemon.killed.length).toBe(before);
  });

  test("SVR-35 unsigned, foreign, broken, elsewhere, stale, of nobody, as a command", async () => {
    const before = daemon.killed.length;
    const nowMs = systemClock.wallMs();
    const order = signer.order(id, RUN, ["operator-1"]);
    const [signature] = order.signatures;
    const table: readonly (readonly [object, number, string])[] = [
      [{ ...order, signatures: [] }, 401, "SIGNATURE_INVALID"],
      [signer.order(id, RUN, [generateSigningKey()]), 401, "SIGNATURE_INVALID"],
      [signer.order(id, RUN, ["operator-1", generateSigningKey()]), 401, "SIGNATURE_INVALID"],
      [{ ...order, signatures: [{ ...signature!, sig: `AAAA${signature!.sig.slice(4)}` }] }, 401, "SIGNATURE_INVALID"],
      [signer.command(id, { type: "run.end", run: RUN, reason: "killed" }, ["operator-1"]), 401, "SIGNATURE_INVALID"],
      [signer.order(id, RUN, ["operator-1"], { log: "elsewhere" }), 401, "OTHER_LOG"],
      [signer.order(id, RUN, ["operator-1"], { claimedAt: nowMs - 310_000 }), 401, "CLOCK_SKEW"],
      [signer.order(id, RUN, ["operator-1"], { claimedAt: nowMs + 310_000 }), 401, "CLOCK_SKEW"],
      [signer.order(id, "nobody", ["operator-1"]), 404, "NOT_FOUND"],
      [{}, 400, "REQUEST_MALFORMED"],
    ];
    for (const [body, status, code] of table) expect(outcome(await send(body))).toEqual([status, code]);
    expect(daemon.killed.length).toBe(before);
  });

  test("SVR-32 an order is no command", async () => {
    const order = signer.order(id, RUN, ["operator-1"]);
    expect((await refusedBy("/v1/commands", order)).status).toBeGreaterThanOrEqual(400);
  });
});

describe("tokens", () => {
  const wish = (token: string) =>
    ({ type: "token.request", token, deployment: DEPLOYMENT, artifact: WEIGHTS, nodeKey: NODE_KEY }) as const;

  test("SVR-20 a granted token rests on one grant in the log, whatever the command's id is", async () => {
    const before = await entries();
    const answer = await post(daemon.url, "/v1/tokens", signer.command(id, wish("rests"), ["node"]));
    expect(answer.status, answer.text).toBe(200);
    expect(await entries()).toBe(before + 1);
    const claims = JSON.parse(
      Buffer.from(answer.json<{ token: string }>().token.split(".")[1] ?? "", "base64url").toString("utf8"),
    ) as object;
    expect(claims).toMatchObject({ jti: "rests", sub: DEPLOYMENT });
    const again = await post(daemon.url, "/v1/tokens", signer.command(id, wish("rests"), ["node"]));
    expect(again.json()["token"]).toBe(answer.json()["token"]);
    expect(await entries()).toBe(before + 1);
  });

  test("SVR-170 where a release is required no token is given, and nothing is decided for it", async () => {
    const before = await entries();
    const required = `${folder.path}/site/release-required.json`;
    fs.writeFileSync(required, "{}\n");
    try {
      const answer = await post(daemon.url, "/v1/tokens", signer.command(id, wish("without-leave"), ["node"]));
      expect(answer.json()["code"]).toBe("RELEASE_REQUIRED");
      expect(await entries()).toBe(before);
    } finally {
      fs.rmSync(required);
    }
  });

  test("SVR-30 a grant that stands in the public log gives nobody else its token", async () => {
    const granted = await post(daemon.url, "/v1/tokens", signer.command(id, wish("mine"), ["node"]));
    expect(granted.status).toBe(200);
    for (const names of [[], ["operator-1"], ["lab-acme"], ["meter"]] as const) {
      const stolen = await post(daemon.url, "/v1/tokens", signer.command(id, wish("mine"), names));
      expect(outcome(stolen)).toEqual([403, "SIGNER_NOT_ALLOWED"]);
      expect(stolen.text).not.toContain("eyJ");
    }
  });

  test("SVR-146 SVR-54 an envelope that stands in the public log gives nobody its token, however soon it is sent", async () => {
    const command = signer.command(id, wish("from-the-log"), ["node"]);
    const granted = await post(daemon.url, "/v1/tokens", command);
    expect(granted.status, granted.text).toBe(200);
    const size = Number((await ask(daemon.url, "/v1/log/checkpoint")).text.split("\n")[1]);
    const path = `/v1/log/tile/entries/${String(Math.floor((size - 1) / 256)).padStart(3, "0")}.p/${size % 256}`;
    const tile = (await ask(daemon.url, path)).text;
    const [, read = ""] =
      /\{"cause":\{"envelope":(\{[^\n]*\}),"keys":/.exec(tile.slice(tile.lastIndexOf('{"cause":'))) ?? [];
    expect(JSON.parse(read)).toEqual(command);
    const otherBase64 = { ...command, payload: command.payload.replaceAll("+", "-").replaceAll("/", "_") };
    for (const body of [read, JSON.stringify(otherBase64)]) {
      const stolen = await post(daemon.url, "/v1/tokens", body);
      expect(outcome(stolen)).toEqual([403, "ENVELOPE_PUBLISHED"]);
      expect(stolen.text).not.toContain("eyJ");
    }
    const anew = await post(daemon.url, "/v1/tokens", signer.command(id, wish("from-the-log"), ["node"]));
    expect(anew.json()["token"]).toBe(granted.json()["token"]);
  });

  test("SVR-34 what the kernel does not grant has no token", async () => {
    const unattested = { ...wish("no"), nodeKey: WEIGHTS };
    const answer = await refusedBy("/v1/tokens", signer.command(id, unattested, ["node"]));
    expect(outcome(answer)).toEqual([409, "UNATTESTED"]);
  });
});

describe("--read-only", () => {
  test("SVR-2 it refuses what would change something, says so, and reads what the writer decides", async () => {
    const reader = await startDaemon(`${folder.path}/site`, { readOnly: true });
    try {
      const command = signer.command(id, judgement(id), JUDGES);
      for (const [path, body] of [
        ["/v1/commands", command],
        ["/v1/tokens", command],
        ["/v1/kills", signer.order(id, RUN, ["operator-1"])],
      ] as const)
        expect(outcome(await post(reader.url, path, body))).toEqual([403, "READ_ONLY"]);
      const { firstEntry } = (await post(daemon.url, "/v1/commands", command)).json<{ firstEntry: number }>();
      const seen = await ask(reader.url, `/v1/entries/${firstEntry}`);
      expect(seen.json()["item"]).toMatchObject({ index: firstEntry, entry: { kind: "release.judged" } });
      expect((await ask(reader.url, "/v1/site")).json()).toMatchObject({ readOnly: true });
    } finally {
      await reader.stop();
    }
  });
});
