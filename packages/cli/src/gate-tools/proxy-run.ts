import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { eventLoopTimers } from "@plimsoll/foundation/node";
import {
  type ApiUsage,
  ApiUsageCounter,
  EdgeSpool,
  EdgeWatch,
  type GateProxy,
  openGatekeeper,
  openGateProxy,
} from "@plimsoll/governor";
import { CLOCK } from "../evidence-tools/probe-time.ts";
import { GateEvents } from "./proxy-events.ts";
import type { ProxyFlags } from "./proxy-flags.ts";
import { listenAddress, nodesOfTools } from "./proxy-inputs.ts";
import { type GateSources, openSources } from "./proxy-sources.ts";

/** What a gate did in its life. */
export interface GateReport {
  readonly usage: ApiUsage;
  readonly undeclaredEdges: number;
  readonly undeliveredEdges: number;
}

/** Stands in front of a model server until a person interrupts. What is open then is cut. */
export async function runGateProxy(flags: ProxyFlags, signal: AbortSignal): Promise<GateReport> {
  const events = new GateEvents(flags.json === true);
  const listen = listenAddress(flags.listen);
  const nodeOfTool = nodesOfTools(flags.tool);
  await using stack = new AsyncDisposableStack();
  const sources = await openSources(flags, events);
  stack.defer(() => sources.close());
  const usage = new ApiUsageCounter(sources.usageFile, CLOCK, eventLoopTimers);
  stack.defer(() => usage.close());
  const spool = new EdgeSpool(sources.observedFile, sources.sink, eventLoopTimers);
  stack.defer(() => spool.close());
  const gatekeeper = openGatekeeper({
    identity: sources,
    jwks: sources.jwks,
    clock: CLOCK,
    feedRequiredWithinMs: flags.feedWithin ?? null,
  });
  const feed = sources.follow(gatekeeper);
  stack.defer(() => feed.stop());
  const gate = await openGateProxy({
    gatekeeper,
    token: sources.token,
    audience: sources.audience,
    upstream: flags.upstream,
    listen,
    probes: flags.probeEndpoint === undefined ? null : probeAddress(),
    evaluationLease: sources.evaluationLease,
    usage,
    edges: watchOf(sources, nodeOfTool, spool, events),
    refusesUndeclaredTools: refusesTools(flags, sources),
    isDurable: () => spool.isDurable,
    limits: { requestsInFlightMax: flags.inFlight },
    clock: CLOCK,
    timers: eventLoopTimers,
    onStanding: (standing) => events.standing(standing),
    onCut: (cut) => events.cut(cut),
  });
  stack.defer(async () => await gate.close());
  events.listening(gate, flags.upstream);
  if (flags.probeEndpoint !== undefined) publishProbeEndpoint(gate, flags.probeEndpoint, stack);
  await interrupted(signal);
  await gate.close();
  usage.save();
  const { reported, waiting } = spool;
  return { usage: usage.read(), undeclaredEdges: reported.length, undeliveredEdges: waiting.length };
}

/**
 * A lab's own programs that offer the model a tool make the system larger, and that is to be found out. A stranger who
 * offers one is only refused: else anybody could end a deployment's power.
 */
const refusesTools = ({ undeclaredTools }: ProxyFlags, { audience }: GateSources): boolean =>
  (undeclaredTools ?? (audience === "external" ? "refuse" : "report")) === "refuse";

function watchOf(
  { graph, artifact }: GateSources,
  nodeOfTool: ReadonlyMap<string, string>,
  spool: EdgeSpool,
  events: GateEvents,
): EdgeWatch | null {
  if (graph === null) return null;
  return new EdgeWatch({
    graph,
    artifact,
    nodeOfTool,
    reported: spool.reported,
    onUndeclared: (edge) => {
      spool.add(edge);
      events.edge(edge);
    },
  });
}

const probeAddress = () => ({ listen: { host: "127.0.0.1", port: 0 }, secret: randomBytes(16).toString("hex") });

/** The address is a secret: who knows it is taken for a probe. */
function publishProbeEndpoint({ probeOrigin }: GateProxy, file: string, stack: AsyncDisposableStack): void {
  rmSync(file, { force: true });
  writeFileSync(file, `${probeOrigin}/v1\n`, { mode: 0o600 });
  stack.defer(() => rmSync(file, { force: true }));
}

const interrupted = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
};
