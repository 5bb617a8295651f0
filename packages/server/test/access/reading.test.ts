import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { canonicalJson, utf8 } from "@plimsoll/foundation";
import { generateSigningKey, type SigningKey, systemClock } from "@plimsoll/foundation/node";
import { READ_TOKEN_LIFE_SECONDS_MAX, signReadToken } from "@plimsoll/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openApiDocument } from "../../src/openapi/document.ts";
import { ROUTES } from "../../src/routes/routes.ts";
import { ApiDocument, type Operation } from "../kit/api-schemas.ts";
import { type Answer, ask, codeIn, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { makeRichSite } from "../kit/rich-site.ts";
import { eventually } from "../kit/eventually.ts";
import { judgement, JUDGES, ORIGIN, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const api = new ApiDocument(JSON.parse(JSON.stringify(openApiDocument(ROUTES))) as Record<string, unknown>);
const folder = new TemporaryFolder();
let local: TestDaemon;
let beyond: TestDaemon;
let signer: Signer;

beforeAll(async () => {
  const data = `${folder.path}/site`;
  makeRichSite(data);
  signer = new Signer(data);
  // An address of this machine that no daemon takes for loopback.
  beyond = await startDaemon(data, { host: "127.0.0.2", behindTlsProxy: true });
  local = await startDaemon(data, { readOnly: true });
});

afterAll(async () => {
  await Promise.all([local.stop(), beyond.stop()]);
  folder[Symbol.dispose]();
});

/** Roles by a key's name. `issuer`, `ledger` and `beacon` sign other things, and have none. */
const ROLES = {
  operator: "operator-1",
  lab: "lab-acme",
  evaluator: "evaluator-1",
  node: "node",
  auditor: "auditor",
  witness: "witness-1",
  meter: "meter",
} as const;
const WITHOUT_ROLE = ["issuer", "ledger", "beacon"] as const;

const now = (): number => systemClock.wallMs();
const seconds = (): number => Math.floor(now() / 1_000);
const base64url = (value: unknown): string =>
  Buffer.from(canonicalJson(value as Parameters<typeof canonicalJson>[0])).toString("base64url");

/** A token with whatever header and claims a test wants. */
function tokenOf(key: SigningKey, claims: object, header: object = {}): string {
  const head = { alg: "EdDSA", kid: key.keyId, typ: "plimsoll-read+jwt", ...header };
  const input = `${base64url(head)}.${base64url({ aud: ORIGIN, iat: seconds(), exp: seconds() + 60, ...claims })}`;
  return `${input}.${Buffer.from(key.sign(utf8(input))).toString("base64url")}`;
}

/** What is sent, by its name; null where nothing is. Each is made anew, so that it is fresh when it is sent. */
const CREDENTIALS: Readonly<Record<string, (key: SigningKey) => string | null>> = {
  "a good token": (key) => `Bearer ${signReadToken(key, ORIGIN, now(), 60)}`,
  "a good token of the longest life": (key) =>
    `bearer ${signReadToken(key, ORIGIN, now(), READ_TOKEN_LIFE_SECONDS_MAX)}`,
  "no token": () => null,
  "a bad signature": (key) => `Bearer ${tokenOf(key, {}).slice(0, -8)}AAAAAAAA`,
  "another's signature under its id": (key) => {
    const stranger = generateSigningKey();
    return `Bearer ${tokenOf({ ...stranger, sign: (text) => stranger.sign(text), keyId: key.keyId }, {})}`;
  },
  "a key that nobody knows": () => `Bearer ${signReadToken(generateSigningKey(), ORIGIN, now(), 60)}`,
  "an expired one": (key) => `Bearer ${signReadToken(key, ORIGIN, now() - 120_000, 60)}`,
  "one of a later time": (key) => `Bearer ${signReadToken(key, ORIGIN, now() + 60_000, 60)}`,
  "one that lives too long": (key) => `Bearer ${signReadToken(key, ORIGIN, now(), READ_TOKEN_LIFE_SECONDS_MAX + 1)}`,
  "one that ends before it begins": (key) => `Bearer ${tokenOf(key, { exp: seconds() - 1 })}`,
  "one for another log": (key) => `Bearer ${signReadToken(key, "plimsoll.local/other", now(), 60)}`,
  "one of another type": (key) => `Bearer ${tokenOf(key, {}, { typ: "JWT" })}`,
  "one without a signature": (key) => `Bearer ${tokenOf(key, {}, { alg: "none" }).replace(/\.[^.]*$/, ".")}`,
  "one with a symmetric algorithm": (key) => `Bearer ${tokenOf(key, {}, { alg: "HS256" })}`,
  "one with more claims": (key) => `Bearer ${tokenOf(key, { sub: "me" })}`,
  "two parts": () => "Bearer a.b",
  "a very long one": () => `Bearer ${"a".repeat(3_000)}.b.c`,
  "another scheme": () => "Basic b3BlcmF0b3I6cGFzc3dvcmQ=",
};
const GOOD = new Set(["a good token", "a good token of the longest life"]);

const readOperations = api.operations.filter(({ security }) => security.length > 0);
const publicOperations = api.operations.filter(({ method, security }) => method === "GET" && security.length === 0);

/** A path of an operation, its parameters filled with their examples. A stream is asked for in a way that ends. */
function pathOf({ path, parameters = [] }: Operation): string {
  const filled = parameters
    .filter((each) => each.in === "path")
    .reduce((text, { name, ...rest }) => {
      const { example = "" } = rest as { readonly example?: string };
      return text.replace(`{${name}}`, example);
    }, path);
  return path === "/v1/events" ? `${filled}?after=none` : filled;
}

const send = (daemon: TestDaemon, operation: Operation, authorization: string | null): Promise<Answer> =>
  ask(daemon.url, pathOf(operation), authorization === null ? {} : { headers: { authorization } });

/** Refused for the credential, and told nothing else. */
function assertRefused(answer: Answer, authorization: string | null): void {
  expect([answer.status, codeIn(answer)]).toEqual([401, authorization === null ? "TOKEN_MISSING" : "TOKEN_INVALID"]);
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
  const { length } = answer.text;
  expect(length).toBeLessThan(800);
  if (authorization !== null && authorization.length > 20) expect(answer.text).not.toContain(authorization.slice(-20));
}

describe.each(readOperations.map((each) => [`${each.method} ${each.path}`, each] as const))("%s", (_, operation) => {
  test.each(Object.keys(CREDENTIALS))("SVR-31 beyond loopback with %s, by every role", async (name) => {
    const asked = Object.values(ROLES).map(async (key) => {
      const authorization = CREDENTIALS[name]?.(signer.key(key)) ?? null;
      const answer = await send(beyond, operation, authorization);
      if (GOOD.has(name)) expect([200, 400, 404, 503], answer.text).toContain(answer.status);
      else assertRefused(answer, authorization);
    });
    await Promise.all(asked);
  });

  test("SVR-31 beyond loopback with a key that has no role, or was revoked or replaced", async () => {
    for (const key of [...WITHOUT_ROLE.map((name) => signer.key(name)), signer.key("auditor-2")]) {
      const authorization = `Bearer ${signReadToken(key, ORIGIN, now(), 60)}`;
      assertRefused(await send(beyond, operation, authorization), authorization);
    }
  });

  test("SVR-30 on loopback without a token, but with none that does not count", async () => {
    expect([200, 400, 404, 503]).toContain((await send(local, operation, null)).status);
    const bad = CREDENTIALS["an expired one"]?.(signer.key("node")) ?? null;
    assertRefused(await send(local, operation, bad), bad);
  });
});

test.each(publicOperations.map((each) => [each.path, each] as const))(
  "SVR-25 GET %s asks nobody who he is, wherever it is asked",
  async (_, operation) => {
    for (const daemon of [local, beyond])
      for (const authorization of [null, "Bearer nothing"])
        expect([200, 404, 503]).toContain((await send(daemon, operation, authorization)).status);
  },
);

test("SVR-31 every reading operation of the document is in the table, and there are many", () => {
  expect(readOperations.length + publicOperations.length + 3).toBe(api.operations.length);
  expect(readOperations.length).toBeGreaterThan(40);
});

test("SVR-31 a key that the ledger carries itself may sign a token, wherever its private half lies", async () => {
  // The daemon's own folder need not have it: what is in the ledger counts.
  const key = signer.key("evaluator-3");
  const answer = await ask(beyond.url, "/v1/site", {
    headers: { authorization: `Bearer ${signReadToken(key, ORIGIN, now(), 60)}` },
  });
  expect(answer.status, answer.text).toBe(200);
});

test.each(["example.org", "127.0.0.1.example.org", "plimsoll.local:80", "127.0.0.3", "[::2]"])(
  "SVR-30 on loopback the Host %j is refused everywhere",
  async (host) => {
    for (const path of ["/healthz", "/v1/site", "/v1/log/checkpoint", "/v1/events", "/nowhere", "/"]) {
      const answer = await ask(local.url, path, { headers: { host } });
      expect([answer.status, codeIn(answer)], path).toEqual([421, "HOST_FOREIGN"]);
    }
  },
);

test.each(["localhost", "127.0.0.1", "127.0.0.1:1234", "[::1]:7460", "LOCALHOST:1"])(
  "SVR-30 on loopback the Host %j is one of this machine",
  async (host) => {
    expect((await ask(local.url, "/v1/site", { headers: { host } })).status).toBe(200);
  },
);

test.each(["https://example.org", "null", "http://127.0.0.1:1", "http://localhost", "file://"])(
  "SVR-30 the Origin %j is refused on loopback and beyond",
  async (origin) => {
    for (const daemon of [local, beyond]) {
      const answer = await ask(daemon.url, "/v1/log/checkpoint", { headers: { origin } });
      expect([answer.status, codeIn(answer)]).toEqual([403, "ORIGIN_FOREIGN"]);
    }
  },
);

test("SVR-30 two of Host are refused, whichever of them is of this machine", async () => {
  for (const daemon of [local, beyond]) {
    const { hostname, port } = new URL(daemon.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /healthz HTTP/1.1\r\nhost: ${hostname}\r\nhost: example.org\r\nconnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*REQUEST_MALFORMED/s);
  }
});

test("SVR-30 the page's own Origin is not", async () => {
  expect((await ask(local.url, "/v1/site", { headers: { origin: local.url } })).status).toBe(200);
});

test("SVR-37 of a token no problem and no line of the log says anything", async () => {
  const tokens = Object.values(CREDENTIALS).map((make) => make(signer.key("node")) ?? "");
  for (const authorization of tokens.filter((each) => each !== ""))
    await ask(beyond.url, "/v1/site?token=secret-query", { headers: { authorization } });
  const log = `${beyond.logText()}${local.logText()}`;
  for (const token of tokens.filter((each) => each.length > 20)) expect(log).not.toContain(token.slice(-20));
  expect(log).not.toContain("secret-query");
});

const SECURE = {
  "content-security-policy": expect.stringContaining("default-src 'none'"),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

test.each([
  "/healthz",
  "/v1/site",
  "/v1/nowhere",
  "/v1/log/checkpoint",
  "/v1/entries/x",
  "/metrics",
  "/v1/events?after=x",
  "/v1/runs/%zz",
])("SVR-38 %s carries the headers that keep a browser in", async (path) => {
  for (const [daemon, host] of [
    [local, undefined],
    [beyond, undefined],
    [local, "example.org"],
  ] as const) {
    const { headers } = await ask(daemon.url, path, host === undefined ? {} : { headers: { host } });
    expect(headers).toMatchObject(SECURE);
    expect(headers).not.toHaveProperty("strict-transport-security");
  }
});

test.each([
  ["/v1/site", "no-store"],
  ["/v1/runs", "no-store"],
  ["/v1/log/checkpoint", "public, no-cache"],
  ["/v1/jwks", "public, no-cache"],
  ["/v1/affidavits", "no-cache"],
  ["/v1/overrides", "no-cache"],
  ["/v1/packs", "no-cache"],
  ["/v1/nowhere", "no-store"],
])("SVR-25 %s may be kept as it says: %s", async (path, expected) => {
  expect((await ask(local.url, path)).headers["cache-control"]).toContain(expected);
});

const FORWARDED = {
  forwarded: "for=192.0.2.1",
  via: "1.1 proxy",
  "x-forwarded-for": "192.0.2.1",
  "x-forwarded-host": "site.example",
  "x-real-ip": "192.0.2.1",
};

test.each(Object.entries(FORWARDED))(
  "SVR-150 on loopback who passes on another's request, as %s says, needs a token",
  async (name, value) => {
    for (const path of ["/v1/now", "/v1/events", "/metrics"]) {
      const answer = await ask(local.url, path, { headers: { [name]: value } });
      expect([answer.status, codeIn(answer)]).toEqual([401, "TOKEN_MISSING"]);
    }
    const authorization = `Bearer ${signReadToken(signer.key("auditor"), ORIGIN, now(), 60)}`;
    expect((await ask(local.url, "/v1/now", { headers: { [name]: value, authorization } })).status).toBe(200);
    expect((await ask(local.url, "/v1/log/checkpoint", { headers: { [name]: value } })).status).toBe(200);
  },
);

test("SVR-150 behind another program no connection is this machine's own, whatever address it comes from", async () => {
  const behind = await startDaemon(`${folder.path}/site`, { readOnly: true, behindTlsProxy: true });
  try {
    for (const path of ["/v1/now", "/v1/events", "/metrics"]) {
      const answer = await ask(behind.url, path);
      expect([answer.status, codeIn(answer)]).toEqual([401, "TOKEN_MISSING"]);
    }
    expect((await ask(behind.url, "/v1/log/checkpoint", { headers: { host: "site.example" } })).status).toBe(200);
  } finally {
    await behind.stop();
  }
});

test("SVR-151 what a browser sends for another page is refused, and a link that somebody follows is not", async () => {
  for (const site of ["cross-site", "same-site"]) {
    for (const mode of ["no-cors", "cors", "websocket"]) {
      const headers = { "sec-fetch-site": site, "sec-fetch-mode": mode };
      const answer = await ask(local.url, "/v1/log/checkpoint", { headers });
      expect([answer.status, codeIn(answer)]).toEqual([403, "ORIGIN_FOREIGN"]);
    }
    const followed = { "sec-fetch-site": site, "sec-fetch-mode": "navigate" };
    expect((await ask(local.url, "/healthz", { headers: followed })).status).toBe(200);
  }
  for (const site of ["same-origin", "none"]) {
    const own = { "sec-fetch-site": site, "sec-fetch-mode": "cors" };
    expect((await ask(local.url, "/v1/site", { headers: own })).status).toBe(200);
  }
});

describe("SVR-149 a stream lasts no longer than the right to read it", () => {
  const opened = async (
    key: SigningKey,
    lifeSeconds: number,
  ): Promise<{ readonly heard: () => string; readonly end: Promise<void> }> => {
    const { hostname, port } = new URL(beyond.url);
    const authorization = `Bearer ${signReadToken(key, ORIGIN, now(), lifeSeconds)}`;
    const asked = get({ hostname, port, path: "/v1/events", headers: { authorization }, agent: false });
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    let heard = "";
    response.setEncoding("utf8").on("data", (part: string) => (heard += part));
    return { heard: () => heard, end: once(response, "close").then(() => {}) };
  };

  test("SVR-149 it ends with its token", async () => {
    const startedMs = now();
    const { heard, end } = await opened(signer.key("auditor"), 2);
    await end;
    expect(now() - startedMs).toBeLessThan(4_500);
    expect(heard()).toContain("event: pulse");
  });

  test("SVR-149 it ends with its key, and does not tell what is decided later", async () => {
    const key = signer.key("evaluator-3");
    const [revoked, other] = [await opened(key, 600), await opened(signer.key("auditor"), 600)];
    const revoke = { type: "key.revoke", keyId: key.keyId, reason: "stolen" };
    const told = await post(beyond.url, "/v1/commands", signer.command("revoke-a-reader", revoke, JUDGES));
    expect(told.status, told.text).toBe(200);
    await revoked.end;
    await post(beyond.url, "/v1/commands", signer.command("later", judgement("later"), JUDGES));
    await eventually(() => other.heard().includes("event: release.judged"));
    expect(revoked.heard()).not.toContain("release.judged");
  });
});

test("SVR-161 one key's readers leave half of the streams to others", async () => {
  const small = await startDaemon(`${folder.path}/site`, {
    readOnly: true,
    host: "127.0.0.2",
    behindTlsProxy: true,
    streamsMax: 4,
  });
  try {
    const stream = async (name: string) => {
      const { hostname, port } = new URL(small.url);
      const authorization = `Bearer ${signReadToken(signer.key(name), ORIGIN, now(), 60)}`;
      const asked = get({ hostname, port, path: "/v1/events", headers: { authorization }, agent: false });
      const [response] = (await once(
        asked.on("error", () => {}),
        "response",
      )) as [IncomingMessage];
      return { status: response.statusCode, leave: () => asked.destroy() };
    };
    const [one, two, three] = [await stream("auditor"), await stream("auditor"), await stream("auditor")];
    expect([one, two, three].map(({ status }) => status)).toEqual([200, 200, 503]);
    const other = await stream("operator-1");
    expect(other.status).toBe(200);
    one.leave();
    await eventually(async () => {
      const next = await stream("auditor");
      next.leave();
      return next.status === 200;
    });
    for (const { leave } of [two, three, other]) leave();
  } finally {
    await small.stop();
  }
});
