import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { denialCodeOf } from "../../../src/gate/webhook/admission-response.ts";
import { type AdmissionWebhook, openAdmissionWebhook } from "../../../src/gate/webhook/open-admission-webhook.ts";
import type { Cluster, KubernetesObject } from "../../../src/kubernetes/cluster.ts";
import { connectionFromKubeconfig } from "../../../src/kubernetes/cluster-connection.ts";
import {
  type EvictionController,
  type EvictionEvent,
  evictUnadmitted,
} from "../../../src/kubernetes/eviction-controller.ts";
import { KubeCluster } from "../../../src/kubernetes/kube-cluster.ts";
import { NAMESPACES, PODS, type ResourceType } from "../../../src/kubernetes/resource-types.ts";
import { systemTimers } from "../../../src/warden/timers.ts";
import { GateRig, RULES } from "../gate-rig.ts";
import { bindRole, WEBHOOKS, webhookAt } from "./manifests.ts";
import { RealCluster } from "./real-cluster.ts";
import type { DecidedReview } from "./recorded-reviews.ts";

/** A real cluster with the manifest's webhook, answered from this process. */
export class GatedCluster {
  readonly cluster: RealCluster;
  readonly client: Cluster;
  readonly gate = new GateRig();
  readonly reviews: DecidedReview[] = [];
  readonly events: EvictionEvent[] = [];
  readonly certificate;
  #webhook: AdmissionWebhook | null = null;
  #port = 0;
  #namespaces = 0;

  private constructor(cluster: RealCluster, client: Cluster) {
    this.cluster = cluster;
    this.client = client;
    this.certificate = cluster.authority.issue("webhook", "/CN=plimsoll-gate");
  }

  static async start(): Promise<GatedCluster> {
    const cluster = await RealCluster.start();
    const gated = new GatedCluster(cluster, await cluster.client());
    await gated.openGate();
    await gated.client.create(WEBHOOKS, null, gated.#configuration());
    await gated.#untilGuarded();
    return gated;
  }

  #configuration(): KubernetesObject {
    return webhookAt(`https://127.0.0.1:${this.#port}/review`, readFileSync(this.cluster.authority.certFile, "utf8"));
  }

  async openGate(): Promise<void> {
    this.#webhook = await openAdmissionWebhook({
      tls: this.certificate,
      host: "127.0.0.1",
      port: this.#port,
      gatekeeper: this.gate.gatekeeper,
      rules: RULES,
      onEvent: (event) => {
        if (event.type !== "reviewed") return;
        this.reviews.push({ atMs: Date.now(), review: event.review, code: denialCodeOf(event.response) });
      },
    });
    this.#port = this.#webhook.port;
  }

  async closeGate(): Promise<void> {
    await this.#webhook?.close();
    this.#webhook = null;
  }

  /** With the rights of the manifest's role and no others. */
  async evict(): Promise<EvictionController> {
    const kubeconfig = this.cluster.kubeconfigOf("gate");
    await bindRole(this.client, "plimsoll-evict", "gate").catch(() => {});
    const cluster = new KubeCluster(await connectionFromKubeconfig(kubeconfig));
    return evictUnadmitted({
      cluster,
      gatekeeper: this.gate.gatekeeper,
      rules: RULES,
      clock: systemClock,
      timers: systemTimers,
      onEvent: (event) => this.events.push(event),
    });
  }

  async namespace(): Promise<string> {
    const name = `gated-${(this.#namespaces += 1)}`;
    await this.client.create(NAMESPACES, null, { metadata: { name } });
    return name;
  }

  /** `null` if it was created, else what the API server said. */
  async refusal(type: ResourceType, namespace: string, object: KubernetesObject): Promise<string | null> {
    return refusalOf(this.client.create(type, namespace, object));
  }

  async stop(): Promise<void> {
    await this.closeGate();
    await this.cluster.stop();
  }

  /** A configuration takes effect a moment after it was stored. */
  async #untilGuarded(): Promise<void> {
    const probe = { metadata: { generateName: "probe-" }, spec: { containers: [{ name: "c", image: "x" }] } };
    await eventually(async () => (await this.refusal(PODS, "default", probe)) !== null);
  }
}

/** `null` if it was done, else what the API server said. */
export async function refusalOf(act: Promise<void>): Promise<string | null> {
  try {
    await act;
    return null;
  } catch (fault) {
    if (fault instanceof PlimsollError && fault.code === "CLUSTER_REFUSED") return fault.message;
    throw fault;
  }
}

/** Waits until it holds. @returns ms waited */
export async function eventually(holds: () => Promise<boolean> | boolean, withinMs = 10_000): Promise<number> {
  const fromMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - fromMs > withinMs) throw new Error(`not within ${withinMs} ms`);
    await sleep(10);
  }
  return performance.now() - fromMs;
}

/** Adds measured figures to those that the report is made of. */
export function note(name: string, figures: object): void {
  const folder = new URL("../../../../../.test-results/cluster/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(figures, null, 2)}\n`);
}
