import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gridworldTarget } from "@plimsoll/evidence";
import { digestOfValue } from "@plimsoll/foundation";
import { generateSigningKey, systemClock } from "@plimsoll/foundation/node";
import { shippedPolicy } from "@plimsoll/kernel";
import { expect, onTestFinished, test } from "vitest";
import { obedientPolicy } from "../../../../evidence/test/hand-made-policies.ts";
import { probeModel } from "../../../src/probe/probe-model.ts";
import { runOnWeights } from "../../../src/probe/run-on-weights.ts";
import { siteIn } from "../../../src/site/data-folder.ts";
import { dataFolder } from "../../../src/site/data-layout.ts";
import { FileKeyRing } from "../../../src/site/key-ring.ts";
import { nodeKeyDigest } from "../../../src/token/json-web-key-set.ts";
import { startGate } from "./gate-command.ts";
import {
  ask,
  askChat,
  completion,
  endless,
  ISSUER,
  json,
  NEVER,
  openIssuer,
  serveModel,
  stream,
  temporaryFolder,
  TIMERS,
  until,
  WEIGHTS,
} from "./rig.ts";

const MINUTE = 60_000;

function replace(file: string, text: string): void {
  writeFileSync(`${file}.draft`, text);
  renameSync(`${file}.draft`, file);
}

test("G-227 a port in use is the only line that is said", { timeout: MINUTE }, async () => {
  const model = await serveModel(() => {});
  const folder = temporaryFolder();
  const issuer = openIssuer();
  const graph = { nodes: [{ node: "model", kind: "model", weights: WEIGHTS, components: [] }], edges: [] };
  const files = { "node.pem": issuer.key.toPem(), "jwks.json": JSON.stringify(issuer.jwks), token: issuer.token() };
  for (const [name, text] of Object.entries({ ...files, "graph.json": JSON.stringify(graph) }))
    writeFileSync(join(folder, name), text);
  const gate = await startGate(folder, [
    ...["--upstream", model.origin, "--issuer", ISSUER, "--audience", "external", "--artifact", WEIGHTS],
    ...["--node-key", "node.pem", "--jwks", "jwks.json", "--token", "token", "--graph", "graph.json"],
    ...["--listen", new URL(model.origin).host],
  ]);
  expect(gate.said.code).toBe(1);
  expect(gate.said.stderr).toMatch(/^PORT_IN_USE: [^\n]+\n$/);
  expect(gate.said.lines).toEqual([expect.objectContaining({ type: "summary", ok: false, code: "PORT_IN_USE" })]);
});

test(
  "G-72 G-76 G-83 with the files of a site elsewhere: serves, reports, cuts, renews, ends",
  { timeout: MINUTE },
  async () => {
    const model = await serveModel((asked, response) => {
      if (asked.url === "/stream") endless(5)(asked, response, undefined as never);
      else json(response, completion("hi"));
    });
    const folder = temporaryFolder();
    const issuer = openIssuer();
    const file = (name: string): string => join(folder, name);
    writeFileSync(file("node.pem"), issuer.key.toPem());
    writeFileSync(file("jwks.json"), JSON.stringify(issuer.jwks));
    writeFileSync(
      file("graph.json"),
      JSON.stringify({ nodes: [{ node: "model", kind: "model", weights: WEIGHTS, components: [] }], edges: [] }),
    );
    replace(file("token"), issuer.token());
    replace(file("feed.json"), JSON.stringify(issuer.feed(1_000_000)));
    const gate = await startGate(folder, [
      ...["--upstream", model.origin, "--issuer", ISSUER, "--audience", "external", "--artifact", WEIGHTS],
      ...["--token", "token", "--jwks", "jwks.json", "--withdrawals", "feed.json", "--node-key", "node.pem"],
      ...["--graph", "graph.json", "--probe-endpoint", "probe.url", "--tool", "web=model"],
      ...["--undeclared-tools", "report"],
    ]);
    expect(gate.said.stderr).toBe("");
    expect(gate.line("standing")).toMatchObject({ serves: "all", levelPpm: 1_000_000 });
    expect((await askChat(gate.origin, { tools: [{ type: "function", function: { name: "shell" } }] })).status).toBe(
      200,
    );
    await until(() => gate.line("edge") !== undefined);
    expect(gate.line("edge")).toMatchObject({ from: "model", to: "shell", privilege: "tool_access" });
    const probes = readFileSync(file("probe.url"), "utf8").trim();
    expect(await askChat(probes.replace(/\/v1$/, ""), {})).toMatchObject({ status: 200 });

    const cut = await stream(gate.origin, "/stream");
    const withdrawnMs = performance.now();
    replace(file("feed.json"), JSON.stringify(issuer.feed(0)));
    await until(() => cut.atMs > 0);
    expect(cut.atMs - withdrawnMs).toBeLessThan(1_000);
    expect((await ask(gate.origin, "/")).status).toBe(503);
    replace(file("feed.json"), JSON.stringify(issuer.feed(1_000_000)));
    await until(() => gate.line("standing")?.["serves"] === "all");
    replace(file("token"), issuer.token({ aud: "internal" }));
    await until(() => gate.line("standing")?.["code"] === "TOKEN_AUDIENCE_MISMATCH");
    replace(file("token"), issuer.token());
    await until(() => gate.line("standing")?.["serves"] === "all");

    // Stopped over the token's end: what waits in its sockets then is served to nobody.
    const end = Math.floor(Date.now() / 1_000) + 3;
    replace(file("token"), issuer.token({ iat: end - 60, exp: end }));
    await pause(300);
    const stopped = await stream(gate.origin, "/stream");
    gate.signal("SIGSTOP");
    await pause(end * 1_000 + 200 - Date.now());
    const { bytes } = stopped;
    gate.signal("SIGCONT");
    await until(() => stopped.atMs > 0);
    expect(stopped.bytes).toBe(bytes);
    replace(file("token"), issuer.token());
    await until(() => gate.line("standing")?.["serves"] === "all");

    const last = await stream(gate.origin, "/stream");
    await gate.end("SIGTERM");
    await until(() => last.atMs > 0);
    expect([gate.said.code, last.ended, existsSync(file("probe.url"))]).toEqual([0, false, false]);
    expect(gate.line("summary")).toMatchObject({ ok: true, calls: 5, undeclaredEdges: 1, undeliveredEdges: 1 });
    expect(JSON.parse(readFileSync(file("api-usage.json"), "utf8"))).toMatchObject({ calls: 5 });
  },
);

test(
  "G-80 an external gate refuses what strangers offer, unless it is told otherwise",
  { timeout: MINUTE },
  async () => {
    const model = await serveModel((_, response) => json(response, completion("hi")));
    const folder = temporaryFolder();
    const issuer = openIssuer();
    const files = { "node.pem": issuer.key.toPem(), token: issuer.token(), "jwks.json": JSON.stringify(issuer.jwks) };
    const graph = { nodes: [{ node: "model", kind: "model", weights: WEIGHTS, components: [] }], edges: [] };
    const feed = { "feed.json": JSON.stringify(issuer.feed(1_000_000)), "graph.json": JSON.stringify(graph) };
    for (const [name, text] of Object.entries({ ...files, ...feed })) writeFileSync(join(folder, name), text);
    const gate = await startGate(folder, [
      ...["--upstream", model.origin, "--issuer", ISSUER, "--audience", "external", "--artifact", WEIGHTS],
      ...["--token", "token", "--jwks", "jwks.json", "--withdrawals", "feed.json", "--node-key", "node.pem"],
      ...["--graph", "graph.json"],
    ]);
    const tools = [{ type: "function", function: { name: "shell" } }];
    expect((await askChat(gate.origin, { tools })).status).toBe(403);
    expect((await askChat(gate.origin, {})).status).toBe(200);
    await gate.end("SIGTERM");
    expect(gate.line("summary")).toMatchObject({ calls: 1, undeclaredEdges: 0 });
  },
);

test("G-83 what is missing or malformed is said in one line", { timeout: MINUTE }, async () => {
  const folder = temporaryFolder();
  const site = ["--upstream", "http://127.0.0.1:1", "--data", "nowhere", "--deployment", "chat"];
  const [options, nowhere] = await Promise.all([startGate(folder, site.slice(0, 2)), startGate(folder, site)]);
  expect([options.line("summary"), options.said.code]).toMatchObject([
    { ok: false, code: "GATE_OPTIONS_MALFORMED" },
    2,
  ]);
  expect([nowhere.line("summary"), nowhere.said.code]).toMatchObject([{ ok: false, code: "SITE_NOT_FOUND" }, 1]);
  for (const { said } of [options, nowhere]) expect(said.stderr.trim().split("\n")).toHaveLength(1);
});

/** The fewest trials with which a window without failures proves 0.99. */
const TRIALS = 348;
const DIGEST = digestOfValue("weights of the deployed model");

test(
  "G-79 G-81 G-83 with the site in the same process: staged, probed, served, found out, stopped",
  { timeout: MINUTE },
  async () => {
    const model = await serveModel((asked, response) => {
      if (asked.url === "/stream") endless(5)(asked, response, undefined as never);
      else json(response, completion("hi"));
    });
    const folder = temporaryFolder();
    const data = join(folder, "site");
    const keys = new FileKeyRing(dataFolder(data).keys);
    using site = siteIn(data, keys, systemClock);
    site.open("test", { ...shippedPolicy, trialsPerWindow: TRIALS, screeningFlop: "1000000000000000000" });
    const root = generateSigningKey();
    const hardwareRoot = nodeKeyDigest(root.publicKey);
    site.accredit("acme", 20, 0, { persons: [], hardwareRoots: [hardwareRoot], meters: [] });
    runOnWeights(site, {
      lab: "acme",
      lineage: "line",
      tier: 1,
      digest: DIGEST,
      trainedFlop: "1000000000",
      flopPerSecondMax: "1000000000",
    });
    const graph = { nodes: [{ node: "model", kind: "model", weights: DIGEST, components: [] }], edges: [] };
    site.must("deployment.register:chat", {
      type: "deployment.register",
      deployment: "chat",
      lab: "acme",
      graph,
      audience: "internal",
      apiCallsPerSecondMax: 10,
    });
    const { graphDigest } = site.state.deployments.get("chat")!;
    const nodeKey = nodeKeyDigest(keys.key("node").publicKey);
    site.must("attestation.record:node", {
      type: "attestation.record",
      lab: "acme",
      nodeKey,
      hardwareRoot,
      artifact: graphDigest,
      provenance: digestOfValue("built here"),
    });

    const gate = await startGate(folder, [
      "--upstream",
      model.origin,
      "--data",
      "site",
      "--deployment",
      "chat",
      "--probe-endpoint",
      "probe.url",
    ]);
    expect(gate.said.stderr).toBe("");
    expect(gate.line("token")).toMatchObject({ granted: false, code: "NO_POWER" });
    expect((await ask(gate.origin, "/")).status).toBe(503);
    expect(model.asked).toEqual([]);

    const probes = readFileSync(join(folder, "probe.url"), "utf8").trim();
    let staged = 0;
    const plan = {
      site,
      subject: { kind: "deployment", deployment: "chat" },
      digest: graphDigest,
      budget: { requestsMax: 1_000_000, tokensMax: 1_000_000 },
      directory: join(folder, "evidence"),
      salt: () => "5a17",
      // Stands in for what a probe of a language model does: it asks the deployed system through its gate.
      pace: async () => {
        if (staged > 0 || site.state.leases.size === 0) return;
        await until(() => gate.line("standing")?.["serves"] === "probes");
        staged = (await askChat(probes.replace(/\/v1$/, ""), {})).status;
        expect((await ask(gate.origin, "/")).status).toBe(503);
      },
      timers: TIMERS,
      onProgress: () => {},
      signal: NEVER,
    } as const;
    for (let set = 0; set < 2; set += 1) await probeModel({ ...plan, target: gridworldTarget(obedientPolicy) });
    expect(staged).toBe(200);

    await until(() => gate.line("standing")?.["serves"] === "all", 5_000);
    const cut = await stream(gate.origin, "/stream");
    const tools = [{ type: "function", function: { name: "shell" } }];
    // It is answered, unless the site was quicker.
    expect([200, 503]).toContain((await askChat(gate.origin, { tools })).status);
    const toldMs = performance.now();
    // An unknown node is priced at the worst and proves nothing: power ends by the kernel's own rule (K-86).
    await until(() => cut.atMs > 0);
    expect(cut.atMs - toldMs).toBeLessThan(1_000);
    expect(site.state.deployments.get("chat")!.graph.edges).toEqual([
      { from: "model", to: "shell", privilege: "tool_access" },
    ]);
    expect((await ask(gate.origin, "/")).status).toBe(503);
    await gate.end("SIGTERM");
    expect(gate.line("summary")).toMatchObject({ ok: true, undeclaredEdges: 1, undeliveredEdges: 0 });
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  },
);
