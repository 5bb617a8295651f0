import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { openTokenGate, type TokenGate, type TokenGateOptions } from "@plimsoll/governor/gate";
import { expect, onTestFinished, test } from "vitest";
import { publishFeed, publishKeys } from "../../../src/token/gate-files.ts";
import { issueToken } from "../../../src/token/issue-token.ts";
import { deployedSite, NODE, ORIGIN, proveControl, WEIGHTS } from "../../token/token-rig.ts";

/** A model server that streams without end behind a gate, and the site whose files the gate follows. */
async function servedModel(feedRequiredWithinMs: number | null = null) {
  const rig = deployedSite();
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-token-gate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string): string => join(folder, name);
  publishKeys(rig.site, file("jwks.json"));
  publishFeed(rig.site, file("withdrawals.json"));
  const { token } = issueToken(rig.site, { token: "one", deployment: "chat", artifact: WEIGHTS, nodeKey: NODE });
  writeFileSync(file("token.jwt"), token);
  const options: TokenGateOptions = {
    identity: { issuer: ORIGIN, audience: "internal", artifact: WEIGHTS, nodeKey: NODE },
    tokenFile: file("token.jwt"),
    jwksFile: file("jwks.json"),
    withdrawalsFile: file("withdrawals.json"),
    feedRequiredWithinMs,
    clock: rig.clock,
  };
  const gate = openTokenGate(options);
  return { ...rig, options, gate, file, port: await listening(gate) };
}

async function listening(gate: TokenGate): Promise<number> {
  const server = createServer((request, response) => gate.middleware(request, response, () => stream(response)));
  onTestFinished(() => {
    gate.close();
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const timer = setInterval(() => response.write("data: token\n\n"), 5);
  response.on("close", () => clearInterval(timer));
}

async function ask(port: number): Promise<IncomingMessage> {
  const [response] = (await once(get({ port, host: "127.0.0.1", agent: false }), "response")) as [IncomingMessage];
  return response;
}

async function codeOf(port: number): Promise<unknown> {
  const response = await ask(port);
  expect(response.statusCode).toBe(503);
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return (JSON.parse(Buffer.concat(parts).toString()) as { code: unknown }).code;
}

/** Reads on until the connection breaks, and answers how long that took, ms. */
async function msUntilCut(response: IncomingMessage): Promise<number> {
  const startedAt = performance.now();
  response.resume();
  await expect(once(response, "end")).rejects.toMatchObject({ code: "ECONNRESET" });
  return performance.now() - startedAt;
}

test("G-200 a request is served while the token is admitted, and else told why in problem+json", async () => {
  const { site, port, file } = await servedModel();
  const served = await ask(port);
  expect([served.statusCode, served.headers["content-type"]]).toEqual([200, "text/event-stream"]);
  served.destroy();
  site.must("deployment.end:chat", { type: "deployment.end", deployment: "chat" });
  publishFeed(site, file("withdrawals.json"));
  await expect.poll(async () => (await ask(port)).statusCode).toBe(503);
  const refused = await ask(port);
  expect(refused.headers["content-type"]).toBe("application/problem+json");
  expect(await codeOf(port)).toBe("TOKEN_WITHDRAWN");
});

test("G-201 an answer under way is broken off within a second of a withdrawal", async () => {
  const { site, port, file } = await servedModel();
  const response = await ask(port);
  expect(response.statusCode).toBe(200);
  await once(response, "data");
  site.must("deployment.end:chat", { type: "deployment.end", deployment: "chat" });
  publishFeed(site, file("withdrawals.json"));
  expect(await msUntilCut(response)).toBeLessThan(1_000);
  expect(await codeOf(port)).toBe("TOKEN_WITHDRAWN");
});

test("G-201 an answer under way is broken off when the token's life is over", async () => {
  const { clock, port } = await servedModel();
  const response = await ask(port);
  clock.pass(60_000);
  expect(await msUntilCut(response)).toBeLessThan(1_000);
  expect(await codeOf(port)).toBe("TOKEN_EXPIRED");
});

test("G-202 L1 a token that is gone, half or another one denies at once", async () => {
  const { file, port, gate } = await servedModel();
  expect(gate.refusal()).toBeNull();
  renameSync(file("token.jwt"), file("away"));
  await expect.poll(() => gate.refusal()).toBe("TOKEN_MISSING");
  expect(await codeOf(port)).toBe("TOKEN_MISSING");
  writeFileSync(file("token.jwt"), "eyJhbGciOiJ");
  await expect.poll(() => gate.refusal()).toBe("TOKEN_MALFORMED");
});

test("G-202 a feed that stays away denies where one is required, and not otherwise", async () => {
  const required = await servedModel(3_000);
  expect(required.gate.refusal()).toBeNull();
  required.clock.pass(3_001);
  expect(required.gate.refusal()).toBe("TOKEN_WITHDRAWN");
  const free = await servedModel(null);
  free.clock.pass(3_001);
  expect(free.gate.refusal()).toBeNull();
});

test("G-202 without keys there is no gate at all", async () => {
  const { file } = await servedModel();
  const open = (jwksFile: string) => () =>
    openTokenGate({
      identity: { issuer: ORIGIN, audience: "internal", artifact: WEIGHTS, nodeKey: NODE },
      tokenFile: file("token.jwt"),
      jwksFile,
      withdrawalsFile: file("withdrawals.json"),
    });
  expect(open(file("nothing"))).toThrow(PlimsollError);
  writeFileSync(file("empty.json"), '{"keys":[]}');
  expect(open(file("empty.json"))).toThrow(/at least one key/);
});

test("G-206 a server that does not hold itself to a fifth serves nothing at a fifth", async () => {
  const { site, gate, file, options } = await servedModel();
  expect(gate.levelPpm()).toBe(1_000_000);
  proveControl(site, "chat", "chat/set-3", 5);
  publishFeed(site, file("withdrawals.json"));
  await expect.poll(() => gate.refusal()).toBe("TOKEN_WITHDRAWN");
  const { token } = issueToken(site, { token: "two", deployment: "chat", artifact: WEIGHTS, nodeKey: NODE });
  writeFileSync(file("token.jwt"), token);
  await expect.poll(() => gate.refusal()).toBe("POWER_NOT_HELD");
  expect(gate.levelPpm()).toBe(0);
  using held = openTokenGate({ ...options, holdsReducedPower: true });
  expect([held.refusal(), held.levelPpm()]).toEqual([null, 200_000]);
});
