import { eventLoopTimers } from "@plimsoll/foundation/node";
import {
  type AdmissionRules,
  connectionFromKubeconfig,
  evictUnadmitted,
  type EvictionController,
  followFeedFile,
  followFeedUrl,
  type Gatekeeper,
  KubeCluster,
  openAdmissionWebhook,
  openGatekeeper,
  systemTimers,
} from "@plimsoll/governor";
import { CLOCK, WAIT } from "../evidence-tools/probe-time.ts";
import { nodeKeyOf } from "../token-tools/node-key.ts";
import { artifactDigest, keySetIn, listenAddress } from "./proxy-inputs.ts";
import { WebhookEvents, type WebhookTally } from "./webhook-events.ts";
import type { WebhookFlags } from "./webhook-flags.ts";

/** Stands before a cluster until a person interrupts. */
export async function runGateWebhook(flags: WebhookFlags, signal: AbortSignal): Promise<WebhookTally> {
  const events = new WebhookEvents(flags.json === true);
  const { host, port } = listenAddress(flags.listen);
  const rules = rulesOf(flags);
  await using stack = new AsyncDisposableStack();
  const gatekeeper = gatekeeperOf(flags);
  const feed = followFeed(flags, gatekeeper, events);
  stack.defer(() => feed.stop());
  const evictions = flags.evict === true ? await startEvictions(flags, gatekeeper, rules, events) : null;
  stack.defer(() => evictions?.stop());
  const webhook = await openAdmissionWebhook({
    tls: { certFile: flags.tlsCert, keyFile: flags.tlsKey },
    host,
    port,
    gatekeeper,
    rules,
    isReady: () => evictions?.isReady() ?? true,
    onEvent: (event) => events.webhook(event),
  });
  stack.defer(() => webhook.close());
  events.listening(`https://${host}:${webhook.port}/review`, evictions !== null);
  await interrupted(signal);
  return events.tally;
}

const rulesOf = ({ only, exempt, companion }: WebhookFlags): AdmissionRules => ({
  namespaces: only === undefined ? { allBut: exempt } : { only },
  companions: new Set(companion.map(artifactDigest)),
});

const gatekeeperOf = ({ issuer, audience, nodeKey, jwks, feedWithin }: WebhookFlags): Gatekeeper =>
  openGatekeeper({
    identity: { issuer, audience, artifact: null, nodeKey: nodeKeyOf(nodeKey) },
    jwks: keySetIn(jwks),
    clock: CLOCK,
    feedRequiredWithinMs: feedWithin ?? null,
  });

function followFeed({ withdrawals }: WebhookFlags, gatekeeper: Gatekeeper, events: WebhookEvents): { stop(): void } {
  if (withdrawals === undefined) return { stop: () => {} };
  if (!/^https?:/i.test(withdrawals)) return followFeedFile(withdrawals, gatekeeper, eventLoopTimers);
  const onConnected = (isConnected: boolean): void => events.feed(isConnected);
  return followFeedUrl({ url: withdrawals, gatekeeper, wait: WAIT, fetch: globalThis.fetch, onConnected });
}

async function startEvictions(
  { kubeconfig }: WebhookFlags,
  gatekeeper: Gatekeeper,
  rules: AdmissionRules,
  events: WebhookEvents,
): Promise<EvictionController> {
  const cluster = new KubeCluster(await connectionFromKubeconfig(kubeconfig ?? null));
  const onEvent = events.eviction.bind(events);
  return evictUnadmitted({ cluster, gatekeeper, rules, clock: CLOCK, timers: systemTimers, onEvent });
}

const interrupted = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
};
