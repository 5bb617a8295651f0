import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { eventLoopTimers, systemClock } from "@plimsoll/foundation/node";
import { dataFolder } from "@plimsoll/governor";
import type { Daemon, MeshView, PageFiles, ServeOptions } from "@plimsoll/server";
import type { AddCommand } from "../add-command.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { collected } from "../mesh-tools/mesh-options.ts";
import { withNatsOptions } from "../mesh-tools/run/nats-options.ts";
import type { MeshFlags, MeshServing } from "../serve-tools/mesh-serving.ts";
import { keepPidFile } from "../serve-tools/pid-file.ts";
import { addReadToken } from "../serve-tools/read-token-command.ts";

interface ServeFlags extends MeshFlags {
  readonly host: string;
  readonly port: number;
  readonly readOnly?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly behindTlsProxy?: boolean;
  readonly rate: number;
  readonly streams: number;
  readonly page: boolean;
  readonly json?: boolean;
}

export const addServe: AddCommand = (program, exitWith) => {
  const serve = withNatsOptions(program.command("serve"))
    .description("the control plane of a site as one daemon: HTTP, live events, metrics, the page")
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .option("--host <address>", "where it listens; beyond this machine it needs TLS", "127.0.0.1")
    .option("--port <port>", "0 takes a free one", wholeNumber(0, 65_535), 7_460)
    .option("--read-only", "follow the ledger that another process writes; any number of these may run")
    .option("--tls-cert <file>", "certificate chain, PEM")
    .option("--tls-key <file>", "its private key, PEM")
    .option("--behind-tls-proxy", "another program in front of this one ends TLS")
    .option("--rate <n>", "requests a second from one address", wholeNumber(1, 1_000_000), 200)
    .option("--streams <n>", "event streams at once", wholeNumber(1, 100_000), 1_000)
    .option("--listen <multiaddr>", "of the node of a mesh: where it listens (several times)", collected, [])
    .option("--peer <multiaddr>", "of the node of a mesh: a peer that it dials (several times)", collected, [])
    .option("--no-page", "the API alone, without the page")
    .option("--json", "JSON lines on standard output; the first tells the address")
    .addHelpText(
      "after",
      `
It is the one process that decides for its data folder; plimsoll run and the others hand their commands in.
With --nats, --peer or --listen the data folder is that of a node of a mesh: the node runs in this process, and decides.
Ctrl-C ends it, or kill -TERM "$(cat DATA/serve.pid)": what was answered is durable, what is under way is finished.

Examples:
  plimsoll serve                                   the site in ./.plimsoll, at http://127.0.0.1:7460
  plimsoll serve --port 0 --json                   a free port, told in the first line
  plimsoll serve --read-only --port 7461           a second reader of the same folder
  plimsoll serve --host 0.0.0.0 --tls-cert site.crt --tls-key site.key
  plimsoll serve --data trial/node-0 --nats nats://broker:4222
  curl -s http://127.0.0.1:7460/v1/now`,
    )
    .action(async (flags: ServeFlags) => await runDaemon(flags));
  addReadToken(serve, exitWith);
};

async function runDaemon(flags: ServeFlags): Promise<void> {
  const startedMs = systemClock.monotonicMs();
  const ended = interruption();
  await using parts = new AsyncDisposableStack();
  let forgetPid = (): void => {};
  // After all else has stopped: where the file is gone, the folder is free.
  parts.defer(() => forgetPid());
  const mesh = await meshOf(flags);
  parts.defer(async () => await mesh.serving?.close());
  const daemon = await openedDaemon(flags, mesh);
  parts.defer(async () => await daemon.stop());
  // Any number may read, and the folder may be one that they cannot write.
  if (flags.readOnly !== true) forgetPid = keepPidFile(flags.data);
  if (flags.json === true) printJson({ type: "listening", url: daemon.url });
  else process.stdout.write(`plimsoll serves ${flags.data} at ${daemon.url}\n`);
  const asked = new Promise<void>((resolve) => ended.addEventListener("abort", () => resolve()));
  await Promise.race([asked, ...(mesh.serving === null ? [] : [mesh.serving.broken])]);
  await parts.disposeAsync();
  if (flags.json === true)
    printJson({ type: "summary", ok: true, servedMs: Math.round(systemClock.monotonicMs() - startedMs) });
  else process.stderr.write("plimsoll: stopped\n");
}

async function openedDaemon(flags: ServeFlags, { serving, beside }: MeshOfFolder): Promise<Daemon> {
  const { openDaemon } = await import("@plimsoll/server");
  const { killByOrder } = await import("../serve-tools/kill-by-order.ts");
  const { releaseReadingOf } = await import("../serve-tools/release-reading.ts");
  return await openDaemon(optionsOf(flags), {
    clock: systemClock,
    timers: eventLoopTimers,
    kill: async (run, envelope) => await killByOrder({ run, envelope, data: flags.data }),
    page: flags.page ? await pages() : new Map(),
    release: releaseReadingOf(flags.data),
    logTo: process.stderr,
    ...(serving === null ? {} : { mesh: serving.port }),
    ...(beside === undefined ? {} : { meshBeside: beside }),
  });
}

interface MeshOfFolder {
  readonly serving: MeshServing | null;
  /** How the mesh is, of a folder whose node runs beside. */
  readonly beside: (() => Promise<MeshView>) | undefined;
}

/** What serves a mesh is loaded for its folders alone. */
async function meshOf(flags: ServeFlags): Promise<MeshOfFolder> {
  const isAsked = flags.nats.length + flags.peer.length + flags.listen.length > 0;
  if (!isAsked && !existsSync(dataFolder(flags.data).meshSites)) return { serving: null, beside: undefined };
  if (isAsked && flags.readOnly === true) throw readOnlyInMesh();
  const { meshBeside, serveInMesh } = await import("../serve-tools/mesh-serving.ts");
  return isAsked
    ? { serving: await serveInMesh(flags), beside: undefined }
    : { serving: null, beside: meshBeside(flags.data) };
}

/** Who only reads joins nothing. */
const readOnlyInMesh = (): PlimsollError =>
  new PlimsollError({
    code: "SERVE_OPTIONS",
    expected: "--read-only, or --nats, --peer and --listen",
    received: "both",
    fix: "leave one of them out: beside a node that runs already, --read-only serves its folder",
  });

/** The page of the site, and under `/lab/` that of the simulations. */
async function pages(): Promise<PageFiles> {
  const { pageFilesIn } = await import("@plimsoll/server");
  const { builtDashboard } = await import("@plimsoll/dashboard");
  const { builtPage } = await import("../page-tools/built-page.ts");
  return new Map([...pageFilesIn(await builtDashboard(), "/"), ...pageFilesIn(await builtPage(), "/lab/")]);
}

const optionsOf = (flags: ServeFlags): ServeOptions => ({
  data: flags.data,
  host: flags.host,
  port: flags.port,
  readOnly: flags.readOnly === true,
  tls: tlsOf(flags),
  behindTlsProxy: flags.behindTlsProxy === true,
  requestsPerSecond: flags.rate,
  streamsMax: flags.streams,
});

/** With one of them alone it would answer in the clear, and whoever started it would not know. */
function tlsOf({ tlsCert: cert, tlsKey: key }: ServeFlags): ServeOptions["tls"] {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return null;
  throw new PlimsollError({
    code: "SERVE_OPTIONS",
    expected: "--tls-cert and --tls-key together",
    received: cert === undefined ? "--tls-key alone" : "--tls-cert alone",
    fix: "give the other one, too",
  });
}
