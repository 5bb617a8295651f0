/** The gate of the proxy's bench, in a process of its own. Prints its port; ends with its standard input. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CapabilityClaims } from "../src/token/capability-claims.ts";
import { digestOfValue } from "@plimsoll/foundation";
import { generateSigningKey, systemClock } from "@plimsoll/foundation/node";
import { openGatekeeper } from "../src/gate/open-gatekeeper.ts";
import { ApiUsageCounter, EdgeWatch, openGateProxy } from "../src/gate/proxy/index.ts";
import { jsonWebKeySetOf, nodeKeyDigest } from "../src/token/json-web-key-set.ts";
import { signToken } from "../src/token/compact-token.ts";

const { values } = parseArgs({ options: { upstream: { type: "string" }, port: { type: "string", default: "0" } } });
const folder = mkdtempSync(join(tmpdir(), "plimsoll-proxy-bench-"));
const timers = {
  every: (intervalMs: number, action: () => void) => {
    const timer = setInterval(action, intervalMs);
    return { stop: () => clearInterval(timer) };
  },
};
const key = generateSigningKey();
const artifact = digestOfValue("weights");
const nodeKey = nodeKeyDigest(key.publicKey);
const iat = Math.ceil(Date.now() / 1_000);
const claims: CapabilityClaims = {
  iss: "bench/site",
  sub: "chat",
  aud: "internal",
  jti: "grant",
  iat,
  exp: iat + 900,
  cnf: { jkt: nodeKey },
  artifact,
  graph: artifact,
  power: 1_000_000,
  epochs: [],
  receipt: { index: 1, proof: artifact },
  policy: artifact,
};
const token = signToken(claims, key);
const gatekeeper = openGatekeeper({
  identity: { issuer: "bench/site", audience: "internal", artifact, nodeKey },
  jwks: jsonWebKeySetOf([key.publicKey]),
  clock: systemClock,
  feedRequiredWithinMs: null,
});
const graph = { nodes: [{ node: "model", kind: "model", weights: artifact, components: [] }], edges: [] };
const gate = await openGateProxy({
  gatekeeper,
  token: () => token,
  audience: "internal",
  upstream: values.upstream!,
  listen: { host: "127.0.0.1", port: Number(values.port) },
  probes: null,
  evaluationLease: () => null,
  refusesUndeclaredTools: false,
  isDurable: () => true,
  usage: new ApiUsageCounter(join(folder, "api-usage.json"), systemClock, timers),
  edges: new EdgeWatch({ graph, artifact, nodeOfTool: new Map(), reported: [], onUndeclared: () => {} }),
  clock: systemClock,
  timers,
  limits: { requestsInFlightMax: 1_024 },
});
process.stdout.write(`${gate.address.port}\n`);
process.stdin.resume().once("end", () => {
  rmSync(folder, { recursive: true });
  process.exit(0);
});
