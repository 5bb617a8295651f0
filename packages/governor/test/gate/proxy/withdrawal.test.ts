import { systemClock } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import type { Gatekeeper } from "../../../src/gate/gatekeeper.ts";
import { ask, endless, json, openGate, openIssuer, serveModel, sleep, stream, until } from "./rig.ts";

const CUTS = 40;
const SIDE_BY_SIDE = 8;

const EXPIRED = { admitted: false, refusal: { code: "TOKEN_EXPIRED", expected: "", received: "", fix: "" } } as const;
const NEVER = { every: () => ({ stop: () => {} }) };

/** A gatekeeper that hears as another does, and admits in its own way. */
const withAdmission = (sound: Gatekeeper, admit: Gatekeeper["admit"]): Gatekeeper => ({
  hear: (feed) => sound.hear(feed),
  onWithdrawal: (listener) => sound.onWithdrawal(listener),
  admit,
});

test("G-71 a withdrawal cuts every stream within a second: broken, not ended", async () => {
  const model = await serveModel(endless(5));
  const { origin, gate, gatekeeper, issuer } = await openGate(model.origin);
  const delaysMs: number[] = [];
  for (let round = 0; round < CUTS / SIDE_BY_SIDE; round += 1) {
    gatekeeper.hear(issuer.feed(1_000_000));
    const streams = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => await stream(origin)));
    const withdrawnMs = performance.now();
    gatekeeper.hear(issuer.feed(0));
    await until(() => streams.every(({ atMs }) => atMs > 0));
    for (const { atMs, code, ended } of streams) {
      delaysMs.push(atMs - withdrawnMs);
      expect([code, ended]).toEqual(["ECONNRESET", false]);
    }
    expect(gate.status()).toMatchObject({ exchanges: 0, standing: { serves: "nothing", code: "TOKEN_WITHDRAWN" } });
    await until(() => model.sockets.size === 0);
  }
  expect(delaysMs).toHaveLength(CUTS);
  expect(Math.max(...delaysMs)).toBeLessThan(1_000);
});

test("G-71 a kill of the lineage cuts, and what waits for its first byte gets a problem", async () => {
  const model = await serveModel(() => {});
  const { origin, gate, gatekeeper, issuer } = await openGate(model.origin);
  const waiting = ask(origin, "/");
  await until(() => model.asked.length === 1);
  gatekeeper.hear(issuer.feed(1_000_000, 1));
  const answer = await waiting;
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([503, "TOKEN_WITHDRAWN"]);
  await until(() => model.sockets.size === 0 && gate.status().exchanges === 0);
});

test("G-72 with issuer and feed dead, a stream ends with the token and nothing is served after it", async () => {
  const model = await serveModel(endless(5));
  const { origin, held, issuer } = await openGate(model.origin);
  const iat = Math.floor(Date.now() / 1_000);
  held.token = issuer.token({ iat, exp: iat + 2 });
  const cut = await stream(origin);
  const bytes = model.bytesRead();
  await until(() => cut.atMs > 0);
  const overdueMs = Date.now() - (iat + 2) * 1_000;
  expect(overdueMs).toBeGreaterThanOrEqual(0);
  expect(overdueMs).toBeLessThan(1_000);
  expect(JSON.parse((await ask(origin, "/")).body).code).toBe("TOKEN_EXPIRED");
  expect(model.bytesRead()).toBe(bytes);
});

test("G-72 a token that is renewed in time lets a stream go on, one that is taken away cuts it", async () => {
  const model = await serveModel(endless(5));
  const { origin, held, issuer } = await openGate(model.origin);
  const iat = Math.floor(Date.now() / 1_000);
  held.token = issuer.token({ iat, exp: iat + 2 });
  const cut = await stream(origin);
  held.token = issuer.token({ iat, exp: iat + 60 });
  await sleep((iat + 2) * 1_000 + 300 - Date.now());
  expect(cut.atMs).toBe(0);
  held.token = null;
  await until(() => cut.atMs > 0, 1_000);
});

test("G-72 a late timer serves nothing: every piece is asked about", async () => {
  const model = await serveModel(endless(2));
  const issuer = openIssuer();
  const admitting = issuer.gatekeeper();
  let end = Infinity;
  const gatekeeper = withAdmission(admitting, (token) => {
    const admission = admitting.admit(token);
    if (systemClock.monotonicMs() >= end) return EXPIRED;
    return admission.admitted ? { ...admission, untilMonotonicMs: end } : admission;
  });
  const { origin } = await openGate(model.origin, { gatekeeper, token: issuer.token(), timers: NEVER });
  const cut = await stream(origin);
  end = systemClock.monotonicMs() + 50;
  // The gate knows of the end from its next look on, which without timers is the next request.
  await ask(origin, "/x").catch(() => {});
  await until(() => cut.atMs > 0, 1_000);
});

test("G-72 a probe that is let in by an evaluation lease lets no stream of others outlive the token", async () => {
  const model = await serveModel(endless(2));
  const issuer = openIssuer();
  const admitting = issuer.gatekeeper();
  let isEnded = false;
  const gatekeeper = withAdmission(admitting, (token) => (isEnded ? EXPIRED : admitting.admit(token)));
  const { origin, gate } = await openGate(model.origin, {
    ...{ gatekeeper, token: issuer.token(), timers: NEVER },
    ...{ probes: { listen: { host: "127.0.0.1", port: 0 }, secret: "s3cret" }, evaluationLease: () => Infinity },
  });
  const cut = await stream(origin);
  isEnded = true;
  // Without timers the next request is the next look.
  void ask(gate.probeOrigin ?? "", "/v1/x").catch(() => {});
  await until(() => cut.atMs > 0, 1_000);
});

test("G-84 a gatekeeper that throws, or a meter that cannot write, denies and cuts", async () => {
  const model = await serveModel(endless(5));
  let broken = false;
  const issuer = openIssuer();
  const sound = issuer.gatekeeper();
  const gatekeeper = withAdmission(sound, (token) => {
    if (broken) throw new Error("a fault");
    return sound.admit(token);
  });
  let durable = true;
  const { origin } = await openGate(model.origin, { gatekeeper, token: issuer.token(), isDurable: () => durable });
  for (const fail of [() => (broken = true), () => (durable = false)]) {
    [broken, durable] = [false, true];
    const cut = await stream(origin);
    fail();
    await until(() => cut.atMs > 0, 1_000);
    const { status, body } = await ask(origin, "/");
    expect([status, JSON.parse(body).code]).toEqual([503, broken ? "GATE_BROKEN" : "METER_NOT_DURABLE"]);
  }
});

test("G-71 a gate that closes cuts what is open and leaves no connection", async () => {
  const model = await serveModel(endless(5));
  const { origin, gate } = await openGate(model.origin);
  const cuts = await Promise.all([stream(origin), stream(origin)]);
  await gate.close();
  await until(() => cuts.every(({ atMs }) => atMs > 0) && model.sockets.size === 0);
  expect(cuts.map(({ ended }) => ended)).toEqual([false, false]);
  await expect(ask(origin, "/")).rejects.toThrow("ECONNREFUSED");
});

test("G-75 at 20 % a fifth of the allotment is in flight; more is refused, and what was open beyond it is cut", async () => {
  const model = await serveModel(endless(5));
  const { origin, gate, held, issuer } = await openGate(model.origin, {
    audience: "internal",
    limits: { requestsInFlightMax: 10 },
  });
  const streams = await Promise.all(Array.from({ length: 10 }, async () => await stream(origin)));
  expect(JSON.parse((await ask(origin, "/")).body).code).toBe("POWER_SHARE_SPENT");
  held.token = issuer.token({ aud: "internal", power: 200_000 });
  await until(() => gate.status().exchanges === 2, 1_000);
  await until(() => streams.filter(({ atMs }) => atMs > 0).length === 8);
  const refused = await ask(origin, "/");
  expect([refused.status, refused.headers["retry-after"], JSON.parse(refused.body).code]).toEqual([
    503,
    "1",
    "POWER_SHARE_SPENT",
  ]);
});

test("G-75 with an allotment of one, 20 % is time: over a while the model server works a fifth of it", async () => {
  const model = await serveModel((_, response) => void setTimeout(() => json(response, {}), 20));
  const { origin, gate, held, issuer } = await openGate(model.origin, {
    audience: "internal",
    limits: { requestsInFlightMax: 1 },
  });
  held.token = issuer.token({ aud: "internal", power: 200_000 });
  gate.look();
  await ask(origin, "/");
  const beganMs = performance.now();
  const before = model.asked.length;
  while (performance.now() - beganMs < 1_500) await ask(origin, "/");
  const busyMs = (model.asked.length - before) * 20;
  expect(busyMs / 1_500).toBeGreaterThan(0.08);
  expect(gate.status().achievedPpm).toBeLessThanOrEqual(230_000);
});
