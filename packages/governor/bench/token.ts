/**
 * What a gate's question costs: a token that was seen before, a new one, a forged one, beside bare Ed25519 and beside jose in the same run.
 *
 * Run: node --conditions=@plimsoll/source packages/governor/bench/token.ts. Appends one line to bench/history.jsonl. With --dry it does not.
 */
import { execFileSync } from "node:child_process";
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { appendFileSync } from "node:fs";
import { cpus, loadavg, platform } from "node:os";
import { parseArgs } from "node:util";
import { digestOfValue } from "@plimsoll/foundation";
import { signingKeyFromSeed, systemClock } from "@plimsoll/foundation/node";
import { createLocalJWKSet, jwtVerify } from "jose";
import type { GateIdentity } from "../src/gate/gatekeeper.ts";
import { openGatekeeper } from "../src/gate/open-gatekeeper.ts";
import type { CapabilityClaims } from "../src/token/capability-claims.ts";
import { readToken, signToken } from "../src/token/compact-token.ts";
import { issuerKeysIn, jsonWebKeySetOf } from "../src/token/json-web-key-set.ts";
import { signFeed } from "../src/token/signed-feed.ts";
import { TokenVerifier } from "../src/token/token-verifier.ts";
import { HISTORY } from "../../../bench/places.ts";

const TOKENS = 100;
/** Subjects take turns in so many rounds: what else the machine does falls on all of them. */
const ROUNDS = 60;
const CACHED_PER_TOKEN = 50;

const { values } = parseArgs({ options: { dry: { type: "boolean", default: false } } });

const key = signingKeyFromSeed(new Uint8Array(32).fill(1));
const jwks = jsonWebKeySetOf([key.publicKey]);
const identity: GateIdentity = {
  issuer: "plimsoll.local/site",
  audience: "internal",
  artifact: digestOfValue("weights"),
  nodeKey: digestOfValue("node"),
};

const nowSeconds = Math.floor(systemClock.wallMs() / 1_000);
const claimsOf = (name: string): CapabilityClaims => ({
  iss: identity.issuer,
  sub: "chat",
  aud: identity.audience,
  jti: name,
  iat: nowSeconds,
  exp: nowSeconds + 900,
  cnf: { jkt: identity.nodeKey },
  artifact: digestOfValue("weights"),
  graph: digestOfValue("graph"),
  power: 1_000_000,
  epochs: [{ lineage: "line", killEpoch: 0 }],
  receipt: { index: 4, proof: digestOfValue("proof") },
  policy: digestOfValue("policy"),
});

const tokens = Array.from({ length: TOKENS }, (_, place) => signToken(claimsOf(`token-${place}`), key));
const forged = tokens.map((token) => `${token.slice(0, -86)}${"A".repeat(86)}`);
const signed = tokens.map((token) => {
  const read = readToken(token);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
});

/** With a feed of a thousand deployments and lineages, as a gate of a large site has. @param remembered how many signatures it remembers */
function gateWith(remembered: number) {
  const verifier = new TokenVerifier(issuerKeysIn(jwks), remembered);
  const gate = openGatekeeper({ identity, jwks, clock: systemClock, feedRequiredWithinMs: null, verifier });
  const names = Array.from({ length: 1_000 }, (_, place) => String(place));
  const feed = {
    issuer: identity.issuer,
    sequence: { entries: 1, repeat: 0 },
    at: nowSeconds * 1_000,
    deployments: ["chat", ...names].map((deployment) => ({ deployment, levelPpm: 1_000_000 as const })),
    lineages: ["line", ...names].map((lineage) => ({ lineage, killEpoch: 0 })),
  };
  if (!gate.hear(signFeed(feed, key))) throw new Error("the feed was not heard");
  return gate;
}

/** Does so many operations, all of which must answer as they should. */
interface Subject {
  readonly name: string;
  readonly operations: number;
  readonly run: () => void | Promise<void>;
}

const check = (holds: boolean): void => {
  if (!holds) throw new Error("a subject answered wrongly");
};

const [cached, uncached] = [gateWith(TOKENS), gateWith(0)];
const publicKey: KeyObject = createPublicKey(key.publicKey.toPem());
const keySet = createLocalJWKSet(jwks);
const joseOptions = { algorithms: ["EdDSA"], typ: "ct+jwt", issuer: identity.issuer, audience: identity.audience };

const SUBJECTS: readonly Subject[] = [
  {
    name: "bare Ed25519 verify",
    operations: TOKENS,
    run: () => signed.forEach(({ signingInput, signature }) => check(verify(null, signingInput, publicKey, signature))),
  },
  {
    name: "gate, new token",
    operations: TOKENS,
    run: () => tokens.forEach((token) => check(uncached.admit(token).admitted)),
  },
  {
    name: "gate, forged token",
    operations: TOKENS,
    run: () => forged.forEach((token) => check(!uncached.admit(token).admitted)),
  },
  {
    name: "gate, known token",
    operations: TOKENS * CACHED_PER_TOKEN,
    run: () => {
      for (let again = 0; again < CACHED_PER_TOKEN; again += 1)
        for (const token of tokens) check(cached.admit(token).admitted);
    },
  },
  {
    name: "jose jwtVerify",
    operations: TOKENS,
    run: async () => {
      for (const token of tokens) check((await jwtVerify(token, keySet, joseOptions)).payload.sub === "chat");
    },
  },
];

/** Time on the processor, all threads: a machine that others use too takes time away, and this one is of cores anyway. */
async function operationUs({ operations, run }: Subject): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / operations;
}

const times = SUBJECTS.map((): number[] => []);
for (let round = -3; round < ROUNDS; round += 1) {
  for (const [place, subject] of SUBJECTS.entries()) {
    const us = await operationUs(subject);
    // The first rounds are for the compiler.
    if (round >= 0) times[place]?.push(us);
  }
}

/** The median, with the tenth and the ninetieth of a hundred. */
function figure(samples: readonly number[]) {
  const sorted = [...samples].sort((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  const [median, low, high] = [at(0.5), at(0.1), at(0.9)].map((value) => Number(value.toPrecision(3)));
  return { median, low, high };
}

const named = new Map(SUBJECTS.map(({ name }, place) => [name, times[place] ?? []]));
const ratios = (of: string, to: string): number[] =>
  (named.get(of) ?? []).map((us, round) => us / (named.get(to)?.[round] ?? Number.NaN));

const line = {
  bench: "token",
  date: new Date().toISOString(),
  commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
  machine: {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    platform: `${platform()} ${process.arch}`,
    node: process.version,
    loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
  },
  tokenBytes: tokens[0]?.length,
  rows: [...named].map(([name, us]) => ({
    name,
    operationUs: figure(us),
    perSecond: figure(us.map((each) => 1e6 / each)),
  })),
  newToBare: figure(ratios("gate, new token", "bare Ed25519 verify")),
  joseToNew: figure(ratios("jose jwtVerify", "gate, new token")),
  targets: { knownPerSecond: 20_000, newToBare: 1.3 },
};
if (!values.dry) appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
process.stdout.write(`${JSON.stringify(line, null, 2)}\n`);
