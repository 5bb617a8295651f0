import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { eventLoopTimers } from "@plimsoll/foundation/node";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  dataFolder,
  deploymentAtGate,
  type EdgeSink,
  EmbeddedSite,
  followFeedFile,
  followFeedUrl,
  type Gatekeeper,
  openSite,
  originOf,
  watchTokenFile,
  fileNameOf,
} from "@plimsoll/governor";
import type { CapabilityGraph } from "@plimsoll/kernel";
import { graphInFile } from "../deployment-tools/graph-file.ts";
import { releasePermit } from "../release-tools/release-permit.ts";
import { CLOCK, WAIT } from "../evidence-tools/probe-time.ts";
import type { ProxyFlags } from "./proxy-flags.ts";
import { artifactDigest, keySetIn, malformed, nodeThumbprint } from "./proxy-inputs.ts";
import type { GateEvents } from "./proxy-events.ts";

/** Where a gate's token, keys, feed and graph come from, and where what it observes goes. */
export interface GateSources {
  readonly issuer: string;
  readonly audience: "internal" | "external";
  readonly artifact: Digest;
  readonly nodeKey: Digest;
  readonly jwks: unknown;
  readonly graph: CapabilityGraph | null;
  readonly token: () => string | null;
  readonly evaluationLease: () => number | null;
  readonly sink: EdgeSink;
  readonly usageFile: string;
  readonly observedFile: string;
  /** Lets the gatekeeper hear the feed until it is stopped. */
  follow(gatekeeper: Gatekeeper): { stop(): void };
  close(): void;
}

/** From files that a site elsewhere wrote, or from the site in a data folder of this machine. */
export async function openSources(flags: ProxyFlags, events: GateEvents): Promise<GateSources> {
  return flags.data === undefined ? await fileSources(flags, events) : await siteSources(flags, flags.data, events);
}

async function fileSources(flags: ProxyFlags, events: GateEvents): Promise<GateSources> {
  const { withdrawals } = flags;
  const artifact = artifactDigest(needed(flags.artifact, "--artifact DIGEST"));
  const nodeKey = nodeThumbprint(needed(flags.nodeKey, "--node-key FILE"));
  const jwks = keySetIn(needed(flags.jwks, "--jwks FILE"));
  const graph = flags.graph === undefined ? null : await graphInFile(flags.graph);
  const token = watchTokenFile(needed(flags.token, "--token FILE"), eventLoopTimers);
  return {
    issuer: flags.issuer,
    audience: needed(flags.audience, "--audience internal|external"),
    artifact,
    nodeKey,
    jwks,
    graph,
    token: () => token.current(),
    evaluationLease: () => null,
    sink: { submit: async () => await Promise.reject(new Error("no site is here to take it")) },
    usageFile: flags.usage ?? "api-usage.json",
    observedFile: flags.observed ?? "observed-edges.json",
    follow: (gatekeeper) =>
      withdrawals === undefined ? { stop: () => {} } : followFeed(withdrawals, gatekeeper, events),
    close: () => token.stop(),
  };
}

async function siteSources(flags: ProxyFlags, data: string, events: GateEvents): Promise<GateSources> {
  const name = needed(flags.deployment, "--deployment NAME");
  const site = openSite(data);
  try {
    const deployment = deploymentAtGate(site, name) ?? refuseUnknown(name);
    const artifact = flags.artifact === undefined ? deployment.graphDigest : artifactDigest(flags.artifact);
    const nodeKey = nodeThumbprint(flags.nodeKey ?? join(dataFolder(data).keys, "node.pem"));
    const { jwks, withdrawals } = dataFolder(data);
    const action = deployment.audience === "internal" ? "internal_deploy" : "external_deploy";
    const weights = () => ({ line: [artifact], isFromScratch: false });
    const leave = await releasePermit(site, { ...flags, data }, { action, weights });
    const folder = join(data, "gate", fileNameOf(name));
    mkdirSync(folder, { recursive: true });
    const embedded = new EmbeddedSite({
      site,
      deployment: name,
      artifact,
      nodeKey,
      clock: CLOCK,
      timers: eventLoopTimers,
      files: { jwks, withdrawals },
      leave,
      onRefusal: (code) => events.token(code),
    });
    return {
      issuer: originOf(site.log),
      audience: deployment.audience,
      artifact,
      nodeKey,
      graph: deployment.graph,
      jwks: keySetIn(jwks),
      token: () => embedded.token(),
      evaluationLease: () => embedded.evaluationLease(),
      sink: embedded,
      usageFile: flags.usage ?? join(folder, "api-usage.json"),
      observedFile: flags.observed ?? join(folder, "observed-edges.json"),
      follow: (gatekeeper) => followFeedFile(withdrawals, gatekeeper, eventLoopTimers),
      close: () => {
        embedded.close();
        leave?.[Symbol.dispose]();
        site.close();
      },
    };
  } catch (cause) {
    site.close();
    throw cause;
  }
}

function followFeed(source: string, gatekeeper: Gatekeeper, events: GateEvents): { stop(): void } {
  if (!/^https?:/i.test(source)) return followFeedFile(source, gatekeeper, eventLoopTimers);
  return followFeedUrl({
    url: source,
    gatekeeper,
    wait: WAIT,
    fetch: globalThis.fetch,
    onConnected: (isConnected) => events.feed(isConnected),
  });
}

function needed<T>(value: T | undefined, option: string): T {
  if (value !== undefined) return value;
  throw malformed(`${option}, or --data DIR and --deployment NAME`, "neither");
}

function refuseUnknown(name: string): never {
  throw new PlimsollError({
    code: "DEPLOYMENT_UNKNOWN",
    expected: "a registered deployment that goes on",
    received: JSON.stringify(name),
    fix: "see which there are: plimsoll deployment show",
  });
}
