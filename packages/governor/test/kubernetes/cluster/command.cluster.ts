import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionFromKubeconfig } from "../../../src/kubernetes/cluster-connection.ts";
import type { Cluster } from "../../../src/kubernetes/cluster.ts";
import { KubeCluster } from "../../../src/kubernetes/kube-cluster.ts";
import { PODS } from "../../../src/kubernetes/resource-types.ts";
import { textAt } from "../../../src/kubernetes/untrusted-fields.ts";
import { TOKEN_ANNOTATION } from "../../../src/gate/webhook/pod-contents.ts";
import { GateRig, modelPod, NODE } from "../gate-rig.ts";
import { podObject } from "../workload-objects.ts";
import { eventually, refusalOf } from "./gated-cluster.ts";
import { bindRole, WEBHOOKS, webhookAt } from "./manifests.ts";
import { RealCluster } from "./real-cluster.ts";

const ROOT = new URL("../../../../../", import.meta.url).pathname;
const gate = new GateRig();
let cluster: RealCluster;
let client: Cluster;
let file: (name: string) => string;

beforeAll(async () => {
  cluster = await RealCluster.start();
  client = new KubeCluster(await connectionFromKubeconfig(cluster.kubeconfig));
  file = (name) => join(cluster.folder, name);
});
afterAll(() => cluster.stop());

type Plimsoll = ChildProcessByStdio<null, Readable, Readable>;

function plimsoll(...args: readonly string[]): { readonly child: Plimsoll; readonly lines: unknown[] } {
  const child = spawn(
    process.execPath,
    ["--conditions=@plimsoll/source", join(ROOT, "packages/cli/src/main.ts"), ...args, "--json"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const lines: unknown[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  return { child, lines };
}

const typesOf = (lines: readonly unknown[]) => lines.map((line) => textAt(line, "type"));

test("G-97 the commands of the guide gate a cluster: admit, deny, renew, take away", async () => {
  const certificate = cluster.authority.issue("webhook", "/CN=plimsoll-gate");
  writeFileSync(file("jwks.json"), JSON.stringify(gate.jwks));
  writeFileSync(file("withdrawals.json"), JSON.stringify(gate.feed(1_000_000)));
  await bindRole(client, "plimsoll-evict", "gate");
  const { child, lines } = plimsoll(
    ...[
      "gate",
      "webhook",
      "--listen",
      "127.0.0.1:0",
      "--tls-cert",
      certificate.certFile,
      "--tls-key",
      certificate.keyFile,
    ],
    ...["--jwks", file("jwks.json"), "--withdrawals", file("withdrawals.json"), "--audience", "internal"],
    ...["--node-key", NODE, "--evict", "--kubeconfig", cluster.kubeconfigOf("gate")],
  );
  try {
    const isUp = () => typesOf(lines).includes("listening") && typesOf(lines).includes("cluster-found");
    await eventually(isUp, 60_000);
    const at =
      textAt(
        lines.find((line) => textAt(line, "type") === "listening"),
        "at",
      ) ?? "";
    await client.create(WEBHOOKS, null, webhookAt(at, readFileSync(cluster.authority.certFile, "utf8")));
    const create = (name: string, token: string | null) =>
      refusalOf(client.create(PODS, "default", podObject(modelPod(token, { name }))));
    await eventually(async () => ((await create("without", null)) ?? "").includes("TOKEN_MISSING"));
    expect(await create("good", gate.token())).toBeNull();
    expect(await create("stolen", gate.strangersToken())).toContain("TOKEN_KEY_UNKNOWN");

    const fresh = gate.token({ jti: "token-2" });
    writeFileSync(file("token.jwt"), `${fresh}\n`);
    const staple = ["--token", file("token.jwt"), "--namespace", "default", "--selector", "app=model"];
    const stapling = plimsoll("gate", "staple", ...staple, "--kubeconfig", cluster.kubeconfig);
    expect(await once(stapling.child, "exit")).toEqual([0, null]);
    expect(stapling.lines.at(-1)).toEqual({ type: "summary", ok: true, stapled: 1, failed: 0 });
    const pod = await client.read(PODS, { namespace: "default", name: "good" });
    expect(textAt(pod, "metadata", "annotations", TOKEN_ANNOTATION)).toBe(fresh);

    writeFileSync(file("withdrawals.json"), JSON.stringify(gate.feed(0)));
    const goneMs = await eventually(async () => (await client.list(PODS, { namespace: "default" })).items.length === 0);
    expect(goneMs).toBeLessThan(3_000);
    const evicted = () => lines.find((line) => textAt(line, "type") === "evicted");
    await eventually(() => evicted() !== undefined);
    expect(evicted()).toMatchObject({ pod: "default/good", code: "TOKEN_WITHDRAWN" });
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(lines.at(-1)).toMatchObject({ type: "summary", ok: true, evicted: 1 });
  } finally {
    child.kill("SIGKILL");
  }
});
