import { type BrokerFault, startNode, type StartedNode } from "@plimsoll/mesh/node";
import { interruption } from "../../interruption.ts";
import { LiveBlock } from "../../output/live-block.ts";
import { printJson } from "../../output/print-json.ts";
import { shortStatus, statusLine, statusLines } from "../ask/status-text.ts";
import type { JoinFlags } from "./join-flags.ts";
import { natsPlan } from "./nats-options.ts";
import { nodeWorker } from "./node-worker.ts";

const REDRAW_MS = 500;
const MIB = 1024 * 1024;
const LOOPBACK = "/ip4/127.0.0.1/tcp/0";

/** Runs a node until it is asked to end, or until its disk fails, which is thrown. */
export async function join(flags: JoinFlags): Promise<void> {
  const ending = interruption();
  const broken = Promise.withResolvers<never>();
  const started = await startNode({
    folder: flags.data,
    ...natsPlan(flags),
    listen: listenOn(flags),
    peers: flags.peer,
    worker: nodeWorker(flags),
    blobBytesMax: flags.blobSpace * MIB,
    onBrokerFault: tellBrokerFault,
    clockHertz: flags.clock ?? null,
    standOn: flags.standOn ?? null,
    onBroken: (cause) => broken.reject(cause),
  });
  const office = await officeOf(started, flags.data);
  const shown = show(started, flags);
  const last = await lastStatus({ started, office, shown }, Promise.race([broken.promise, aborted(ending)]));
  if (flags.json === true) printJson({ type: "summary", ok: true, ...last });
  else process.stderr.write("plimsoll: everything written is durable; ended\n");
}

interface Joined {
  readonly started: StartedNode;
  readonly office: { close(): void } | null;
  readonly shown: { end(): void };
}

/** Of a node that was asked to end, when everything is durable and closed. Rejects where its disk failed: then it has closed as well. */
async function lastStatus({ started, office, shown }: Joined, ended: Promise<void>) {
  await using parts = new AsyncDisposableStack();
  parts.defer(() => office?.close());
  parts.defer(() => started.close());
  parts.defer(() => shown.end());
  await ended;
  return shortStatus(started.status());
}

/** For commands that take a data folder; a node without a site does not wait for what serves one. */
async function officeOf(started: StartedNode, data: string): Promise<{ close(): void } | null> {
  if (started.site === null) return null;
  const { siteOffice } = await import("../site/site-office.ts");
  return siteOffice(started, started.site, data);
}

/** Brokers alone need no port. */
const listenOn = ({ listen, nats }: JoinFlags): readonly string[] =>
  listen.length === 0 && nats.length === 0 ? [LOOPBACK] : listen;

/** The node goes on without brokers and tries again; whoever started it may have something to mend. */
const tellBrokerFault = ({ code, message }: BrokerFault): void => {
  process.stderr.write(`${code}: no broker: ${message}\n`);
};

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function show(started: StartedNode, { json, every, data }: JoinFlags): { end(): void } {
  const { node, addresses } = started;
  if (json === true)
    printJson({ type: "started", node: node.member.key, mesh: node.mesh, pid: process.pid, addresses });
  else process.stderr.write(startedText(started, data));
  const block = new LiveBlock(process.stdout);
  const isLive = block.isLive && json !== true;
  const tell = (): void => {
    const status = started.status();
    if (json === true) printJson({ type: "status", ...shortStatus(status) });
    else if (isLive) block.draw(statusLines(status));
    else process.stdout.write(`${statusLine(status)}\n`);
  };
  const timer = setInterval(tell, isLive ? REDRAW_MS : every * 1000);
  return {
    end: () => {
      clearInterval(timer);
      block.keep();
    },
  };
}

function startedText({ node, addresses }: StartedNode, data: string): string {
  const reached = addresses.map((address) => `  --peer ${address}\n`).join("");
  const where = reached === "" ? "" : `others reach it with\n${reached}`;
  return `plimsoll: node ${node.member.key.slice(0, 12)} of mesh ${node.mesh.slice(0, 12)} runs on ${data}\n${where}`;
}
