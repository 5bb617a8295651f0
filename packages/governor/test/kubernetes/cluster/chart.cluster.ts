import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHART_FOLDER, helm, valuesFile } from "../../../../../scripts/image/plain-manifests.ts";
import type { Cluster, KubernetesObject } from "../../../src/kubernetes/cluster.ts";
import {
  DEPLOYMENTS,
  JOBS,
  NAMESPACES,
  PODS,
  type ResourceType,
  STATEFUL_SETS,
} from "../../../src/kubernetes/resource-types.ts";
import { fieldOf, integerAt, textAt } from "../../../src/kubernetes/untrusted-fields.ts";
import { eventually, note, refusalOf } from "./gated-cluster.ts";
import { RealCluster } from "./real-cluster.ts";
import { chartObjects, nameOf, typeOf } from "./rendered-chart.ts";
import { openApiOf } from "./recorded-open-api.ts";

const NAMESPACE = "plimsoll";
const CLAIMS: ResourceType = {
  group: "",
  version: "v1",
  plural: "persistentvolumeclaims",
  kind: "PersistentVolumeClaim",
  namespaced: true,
};
const RESTRICTED = { "pod-security.kubernetes.io/enforce": "restricted" };
const isPolicyOfAdmission = (object: KubernetesObject): boolean => object["kind"] === "ValidatingWebhookConfiguration";

let cluster: RealCluster;
let client: Cluster;

beforeAll(async () => {
  cluster = await RealCluster.start(["horizontal-pod-autoscaler", "disruption"]);
  client = await cluster.client();
  await client.create(NAMESPACES, null, { metadata: { name: NAMESPACE, labels: RESTRICTED } });
  await client.create(NAMESPACES, null, { metadata: { name: "models" } });
});
afterAll(async () => await cluster.stop());

/** Under the strictest reading: a field that the API does not know is an error, and so is one that is there twice. */
const created = (object: KubernetesObject, query: string): Promise<string | null> => {
  const type = typeOf(object);
  const place = type.namespaced ? NAMESPACE : null;
  return refusalOf(client.create({ ...type, plural: `${type.plural}?fieldValidation=Strict${query}` }, place, object));
};

/** Whether everything that was sent is in what is stored; the API adds to it, and changes nothing. */
function holds(stored: unknown, sent: unknown): boolean {
  // An empty list and a plain no are kept by leaving them out.
  if (stored === undefined) return sent === false || (Array.isArray(sent) && sent.length === 0);
  if (Array.isArray(sent))
    return Array.isArray(stored) && sent.length === stored.length && sent.every((each, at) => holds(stored[at], each));
  if (typeof sent === "object" && sent !== null)
    return Object.entries(sent).every(([name, each]) => holds(fieldOf(stored, name), each));
  return stored === sent;
}

describe("the chart on a real API server", () => {
  test.each(["minimal", "plain", "all"])(
    "SVR-118 every object of %s values is taken in a dry run, strictly",
    async (values) => {
      const objects = chartObjects(values);
      expect(objects.length).toBeGreaterThan(8);
      const refusals = await Promise.all(objects.map(async (object) => await created(object, "&dryRun=All")));
      expect(refusals.filter((refusal) => refusal !== null)).toEqual([]);
    },
  );

  test("SVR-118 a misspelt field is refused there, so that the dry run says something", async () => {
    const service = chartObjects("minimal").find((object) => object["kind"] === "Service");
    const spoilt = { ...service, spec: { ...(service?.["spec"] as object), selektor: {} } };
    expect(await created(spoilt, "&dryRun=All")).toContain("selektor");
  });

  test("SVR-119 everything is stored as it was sent, and workloads make their pods under the restricted standard", async () => {
    const objects = chartObjects("all").filter((object) => !isPolicyOfAdmission(object));
    for (const object of objects) expect(await created(object, "")).toBeNull();
    for (const object of objects) {
      const type = typeOf(object);
      const stored = await client.read(type, { namespace: type.namespaced ? NAMESPACE : null, name: nameOf(object) });
      expect([nameOf(object), holds(stored, object)]).toEqual([nameOf(object), true]);
    }
    const startedMs = performance.now();
    await eventually(async () => (await componentsOfPods()).length === 7, 60_000);
    // One writer; of each scaled part two, which is what the autoscaler brings without any measurement.
    expect((await componentsOfPods()).toSorted()).toEqual(
      ["gate-proxy", "gate-proxy", "read-api", "read-api", "server", "webhook", "webhook"].toSorted(),
    );
    note("chart", { objects: objects.length, podsAfterMs: Math.round(performance.now() - startedMs) });
    const server = await client.read(STATEFUL_SETS, { namespace: NAMESPACE, name: "plimsoll-server" });
    expect(integerAt(server, "spec", "replicas")).toBe(1);
  });

  test("SVR-119 a pod of the chart that may become root is refused by the namespace itself", async () => {
    const set = chartObjects("minimal").find((object) => object["kind"] === "StatefulSet");
    const spec = JSON.parse(
      JSON.stringify(fieldOf(set, "spec", "template", "spec")).replaceAll(
        '"runAsNonRoot":true',
        '"runAsNonRoot":false',
      ),
    ) as object;
    const pod = { metadata: { name: "root" }, spec };
    expect(await refusalOf(client.create(PODS, NAMESPACE, pod))).toContain("violates PodSecurity");
  });

  test("SVR-119 disruption budgets select the pods that they are for", async () => {
    for (const [name, pods] of [
      ["plimsoll-server", 1],
      ["plimsoll-webhook", 2],
      ["plimsoll-gate-proxy", 2],
      ["plimsoll-read-api", 2],
    ] as const)
      await eventually(async () => integerAt(await budget(name), "status", "expectedPods") === pods, 30_000);
  });

  test("SVR-119 Helm itself sets up, starts, scales by hand, goes back and uninstalls; the volume stays", async () => {
    const namespace = "by-helm";
    await client.create(NAMESPACES, null, { metadata: { name: namespace, labels: RESTRICTED } });
    const digest = `image.digest=sha256:${"1".repeat(64)}`;
    const release = (verb: string, ...words: readonly string[]): string =>
      helm(cluster.kubeconfig, verb, "site", CHART_FOLDER, "--namespace", namespace, "--set", digest, ...words);
    const replicas = async (type: ResourceType, name: string): Promise<number | null> =>
      integerAt(await client.read(type, { namespace, name }), "spec", "replicas");
    release("install", "--set", "server.running=false,setup.enabled=true");
    expect(await replicas(STATEFUL_SETS, "site-server")).toBe(0);
    expect(await client.read(JOBS, { namespace, name: "site-setup-1" })).not.toBeNull();
    release("upgrade");
    expect(await replicas(STATEFUL_SETS, "site-server")).toBe(1);
    expect(await client.read(JOBS, { namespace, name: "site-setup-1" })).toBeNull();
    const byHand = "gateProxy.autoscaling.enabled=false,gateProxy.replicas=5";
    release(
      "upgrade",
      "--values",
      valuesFile("plain"),
      "--set",
      `webhook.enabled=false,webhook.enforce=false,${byHand}`,
    );
    expect(await replicas(DEPLOYMENTS, "site-gate-proxy")).toBe(5);
    helm(cluster.kubeconfig, "rollback", "site", "2", "--namespace", namespace);
    expect(await client.read(DEPLOYMENTS, { namespace, name: "site-gate-proxy" })).toBeNull();
    helm(cluster.kubeconfig, "uninstall", "site", "--namespace", namespace);
    expect(await client.read(STATEFUL_SETS, { namespace, name: "site-server" })).toBeNull();
    expect(await client.read(CLAIMS, { namespace, name: "site-data" })).not.toBeNull();
  });

  test("SVR-119 once the webhook's configuration is laid, nothing is admitted while no gate answers, but for what is exempt", async () => {
    const configuration = chartObjects("plain").find(isPolicyOfAdmission);
    expect(await created(configuration ?? {}, "")).toBeNull();
    const pod = { metadata: { generateName: "any-" }, spec: { containers: [{ name: "c", image: "x" }] } };
    await eventually(async () => (await refusalOf(client.create(PODS, "models", pod))) !== null);
    expect(await refusalOf(client.create(PODS, "models", pod))).toContain("failed calling webhook");
    expect(await refusalOf(client.create(PODS, "kube-system", pod))).toBeNull();
    // The gate's own namespace starts without a gate, or no gate would ever start.
    const before = (await componentsOfPods()).length;
    await client.patch(DEPLOYMENTS, { namespace: NAMESPACE, name: "plimsoll-webhook" }, { spec: { replicas: 3 } });
    await eventually(async () => (await componentsOfPods()).length > before, 30_000);
  });

  test("SVR-110 the API's own description can be recorded anew", async () => {
    const recorded = await openApiOf(cluster.kubeconfig);
    expect(Object.keys(recorded.kinds).length).toBeGreaterThan(12);
    const file = process.env["PLIMSOLL_RECORD_OPEN_API"];
    if (file !== undefined) writeFileSync(file, `${JSON.stringify({ maker: RealCluster.version, ...recorded })}\n`);
  });
});

async function componentsOfPods(): Promise<readonly string[]> {
  const { items } = await client.list(PODS, { namespace: NAMESPACE });
  return items.map((pod) => textAt(pod, "metadata", "labels", "app.kubernetes.io/component") ?? "");
}

const budget = (name: string) =>
  client.read(
    { group: "policy", version: "v1", plural: "poddisruptionbudgets", kind: "PodDisruptionBudget", namespaced: true },
    { namespace: NAMESPACE, name },
  );
