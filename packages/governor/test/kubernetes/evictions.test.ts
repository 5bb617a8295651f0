import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TOKEN_ANNOTATION } from "../../src/gate/webhook/pod-contents.ts";
import {
  type EvictionController,
  type EvictionEvent,
  evictUnadmitted,
} from "../../src/kubernetes/eviction-controller.ts";
import { DEPLOYMENTS, JOBS, PODS } from "../../src/kubernetes/resource-types.ts";
import { stapleToken } from "../../src/kubernetes/staple-token.ts";
import { fieldOf, textAt } from "../../src/kubernetes/untrusted-fields.ts";
import type { Timers } from "../../src/warden/timers.ts";
import { CallFaults } from "../actuator/call-faults.ts";
import { ToldClock } from "../token/token-rig.ts";
import { GateRig, modelPod, RULES } from "./gate-rig.ts";
import { SimulatedCluster } from "./simulated-cluster.ts";
import { deploymentObject, jobObject, podObject } from "./workload-objects.ts";

/** Timers that fire when the told clock has come that far. */
class ToldTimers implements Timers {
  readonly #clock: ToldClock;
  #due: { readonly atMs: number; readonly task: () => void }[] = [];

  constructor(clock: ToldClock) {
    this.#clock = clock;
  }

  after(delayMs: number, task: () => void): () => void {
    const entry = { atMs: this.#clock.monotonic + delayMs, task };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((each) => each !== entry);
    };
  }

  fire(): void {
    const due = this.#due.filter(({ atMs }) => atMs <= this.#clock.monotonic);
    this.#due = this.#due.filter((each) => !due.includes(each));
    for (const { task } of due) task();
  }
}

let clock: ToldClock;
let timers: ToldTimers;
let gate: GateRig;
let faults: CallFaults;
let cluster: SimulatedCluster;
let events: EvictionEvent[];
let controller: EvictionController;

beforeEach(async () => {
  clock = new ToldClock();
  timers = new ToldTimers(clock);
  gate = new GateRig(clock);
  faults = new CallFaults();
  cluster = new SimulatedCluster(faults);
  events = [];
  const onEvent = (event: EvictionEvent) => void events.push(event);
  controller = evictUnadmitted({ cluster, gatekeeper: gate.gatekeeper, rules: RULES, clock, timers, onEvent });
  await settle();
});
afterEach(() => controller.stop());

/** Lets everything happen that needs no more time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  await sleep(0);
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10) {
    clock.pass(Math.min(10, left));
    timers.fire();
    if (left % 100 < 10) await settle();
  }
  await settle();
}

const podNames = () => cluster.all(PODS).map((pod) => textAt(pod, "metadata", "name"));
const put = (name: string, token: string | null, namespace = "models") =>
  cluster.put(PODS, namespace, podObject(modelPod(token, { name })));

describe("what lost its token", () => {
  test("G-92 goes within a second of its end, and what has one stays", async () => {
    put("short", gate.token({}, 5));
    put("long", gate.token({}, 60));
    put("system", null, "kube-system");
    await pass(4_500);
    expect(podNames()).toEqual(["short", "long", "system"]);
    await pass(1_500);
    expect(podNames()).toEqual(["long", "system"]);
    expect(events).toContainEqual({
      type: "evicted",
      pod: "models/short",
      code: "TOKEN_EXPIRED",
      message: expect.stringContaining("expected"),
    });
  });

  test("G-92 pods whose deletion is refused, however many, hold up no other", async () => {
    const remove = cluster.remove.bind(cluster);
    cluster.remove = (type, pod, how) =>
      pod.namespace === "kept" ? Promise.reject(new Error("403 forbidden")) : remove(type, pod, how);
    for (let count = 0; count < 20; count += 1) put(`kept-${count}`, null, "kept");
    put("victim", null);
    await pass(3_000);
    expect(podNames()).not.toContain("victim");
    expect(podNames()).toHaveLength(20);
  });

  test("G-92 a withdrawal is acted upon at once, without waiting for a sweep", async () => {
    put("model", gate.token());
    await pass(600);
    gate.gatekeeper.hear(gate.feed(0));
    await settle();
    expect(podNames()).toEqual([]);
  });

  test("G-92 a pod that came past the gate goes as soon as it is seen", async () => {
    put("past", null);
    await pass(50);
    expect(podNames()).toEqual([]);
  });

  test("G-92 a Deployment is told to make no more, and remembers how many it had", async () => {
    cluster.put(DEPLOYMENTS, "models", deploymentObject("w", 3, modelPod(gate.token({}, 5))));
    cluster.put(JOBS, "models", jobObject("j", 2, modelPod(gate.token({}, 5))));
    cluster.reconcile();
    await pass(7_000);
    expect(podNames()).toEqual([]);
    const [deployment, job] = [cluster.all(DEPLOYMENTS)[0], cluster.all(JOBS)[0]];
    expect(fieldOf(deployment, "spec", "replicas")).toBe(0);
    expect(textAt(deployment, "metadata", "annotations", "plimsoll.dev/stopped-replicas")).toBe("3");
    expect(fieldOf(job, "spec", "suspend")).toBe(true);
    expect(events.filter(({ type }) => type === "owner-stopped")).toHaveLength(2);
  });

  test("G-92 a workload goes on as long as one of its pods stands", async () => {
    cluster.put(DEPLOYMENTS, "models", deploymentObject("w", 2, modelPod(gate.token({}, 5))));
    cluster.reconcile();
    const [kept] = podNames();
    const annotations = { [TOKEN_ANNOTATION]: gate.token({}, 60) };
    await cluster.patch(PODS, { namespace: "models", name: kept ?? "" }, { metadata: { annotations } });
    await pass(7_000);
    expect(podNames()).toContain(kept);
    expect(fieldOf(cluster.all(DEPLOYMENTS)[0], "spec", "replicas")).toBe(2);
  });

  test("G-92 many go as fast as the API server takes them, each ordered once", async () => {
    for (let index = 0; index < 200; index += 1) put(`pod-${index}`, gate.token());
    await pass(600);
    gate.gatekeeper.hear(gate.feed(0));
    for (let turn = 0; turn < 30; turn += 1) await pass(20);
    expect(podNames()).toEqual([]);
    expect(events.filter(({ type }) => type === "evicted")).toHaveLength(200);
  });

  test("G-92 an order that failed is given again", async () => {
    put("model", gate.token());
    await pass(100);
    faults.failAt(0, "before");
    gate.gatekeeper.hear(gate.feed(0));
    await settle();
    expect(podNames()).toEqual(["model"]);
    await pass(600);
    expect(podNames()).toEqual([]);
    expect(events.map(({ type }) => type)).toContain("eviction-failed");
  });

  test("G-93 an end that somebody ordered for much later is ordered for now; one that is near is left alone", async () => {
    cluster.scheduled = true;
    const late = put("late", null);
    Object.assign(late["metadata"] as object, {
      deletionTimestamp: "2026-01-01T00:00:00Z",
      deletionGracePeriodSeconds: 3_600,
    });
    await pass(700);
    expect(fieldOf(cluster.all(PODS)[0], "metadata", "deletionGracePeriodSeconds")).toBe(1);
    await pass(2_000);
    const orders = faults.orders;
    await pass(11_000);
    expect(faults.orders).toBe(orders);
  });

  test("G-93 a pod that ended by itself is no compute", async () => {
    const status = { phase: "Succeeded" };
    cluster.put(PODS, "models", { ...podObject(modelPod(null, { name: "done" })), status });
    await pass(1_000);
    expect(podNames()).toEqual(["done"]);
  });
});

describe("the cluster away", () => {
  test("G-94 it is not ready, says so once, and takes up again what it missed", async () => {
    await controller.stop();
    cluster.isLost = true;
    events = [];
    const onEvent = (event: EvictionEvent) => void events.push(event);
    controller = evictUnadmitted({ cluster, gatekeeper: gate.gatekeeper, rules: RULES, clock, timers, onEvent });
    await pass(5_000);
    expect(controller.isReady()).toBe(false);
    put("model", null);
    cluster.isLost = false;
    await pass(2_500);
    expect(controller.isReady()).toBe(true);
    expect(podNames()).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(["cluster-lost", "cluster-found", "evicted"]);
  });

  test("G-94 a list that is long past is no readiness", async () => {
    expect(controller.isReady()).toBe(true);
    clock.pass(60_000);
    expect(controller.isReady()).toBe(false);
  });
});

describe("renewal", () => {
  test("G-96 pods get the new token, and a workload in its template only while it is short of pods", async () => {
    cluster.put(DEPLOYMENTS, "models", {
      ...deploymentObject("whole", 2, modelPod(gate.token())),
      status: { replicas: 2 },
    });
    cluster.put(DEPLOYMENTS, "models", {
      ...deploymentObject("short", 2, modelPod(gate.token())),
      status: { replicas: 1 },
    });
    cluster.reconcile();
    const fresh = gate.token({ jti: "token-2" });
    const { stapled, failed } = await stapleToken(cluster, { namespace: "models" }, fresh);
    expect(failed).toEqual([]);
    expect(stapled).toHaveLength(5);
    expect(stapled).toContain("Deployment models/short");
    const tokens = cluster.all(PODS).map((pod) => textAt(pod, "metadata", "annotations", TOKEN_ANNOTATION));
    expect(new Set(tokens)).toEqual(new Set([fresh]));
    expect((await stapleToken(cluster, { namespace: "models" }, fresh)).stapled).toEqual([]);
  });

  test("G-96 one that fails keeps no other waiting, and is told", async () => {
    put("a", gate.token());
    put("b", gate.token());
    faults.count();
    await stapleToken(cluster, { namespace: "models" }, gate.token());
    faults.failAt(6, "before");
    const { stapled, failed } = await stapleToken(cluster, { namespace: "models" }, gate.token({ jti: "t-2" }));
    expect([stapled, failed.map(({ name }) => name)]).toEqual([["Pod models/b"], ["Pod models/a"]]);
  });
});
