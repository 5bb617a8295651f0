import { systemClock } from "@plimsoll/foundation/node";
import type { ServeOptions } from "@plimsoll/server";
import type { AddCommand } from "../add-command.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { addReadToken } from "../serve-tools/read-token-command.ts";

interface ServeFlags {
  readonly data: string;
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
  const serve = program
    .command("serve")
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
    .option("--no-page", "the API alone, without the page")
    .option("--json", "JSON lines on standard output; the first tells the address")
    .addHelpText(
      "after",
      `
It is the one process that decides for its data folder; plimsoll run and the others hand their commands in.
Ctrl-C ends it: what was answered is durable, what is under way is finished.

Examples:
  plimsoll serve                                   the site in ./.plimsoll, at http://127.0.0.1:7460
  plimsoll serve --port 0 --json                   a free port, told in the first line
  plimsoll serve --read-only --port 7461           a second reader of the same folder
  plimsoll serve --host 0.0.0.0 --tls-cert site.crt --tls-key site.key
  curl -s http://127.0.0.1:7460/v1/now`,
    )
    .action(async (flags: ServeFlags) => await runDaemon(flags));
  addReadToken(serve, exitWith);
};

async function runDaemon(flags: ServeFlags): Promise<void> {
  const { openDaemon, daemonTimers, pageFilesIn } = await import("@plimsoll/server");
  const { killByCommand } = await import("../serve-tools/kill-by-command.ts");
  const { releaseReadingOf } = await import("../serve-tools/release-reading.ts");
  const startedMs = systemClock.monotonicMs();
  const ended = interruption();
  const daemon = await openDaemon(optionsOf(flags), {
    clock: systemClock,
    timers: daemonTimers,
    kill: async (run) => await killByCommand(run, flags.data),
    page: flags.page ? pageFilesIn(await builtPage(), "/") : new Map(),
    release: releaseReadingOf(flags.data),
    logTo: process.stderr,
  });
  if (flags.json === true) printJson({ type: "listening", url: daemon.url });
  else process.stdout.write(`plimsoll serves ${flags.data} at ${daemon.url}\n`);
  await new Promise<void>((resolve) => ended.addEventListener("abort", () => resolve()));
  await daemon.stop();
  if (flags.json === true)
    printJson({ type: "summary", ok: true, servedMs: Math.round(systemClock.monotonicMs() - startedMs) });
}

const builtPage = async (): Promise<string> => await (await import("@plimsoll/dashboard")).builtDashboard();

const optionsOf = (flags: ServeFlags): ServeOptions => ({
  data: flags.data,
  host: flags.host,
  port: flags.port,
  readOnly: flags.readOnly === true,
  tls: flags.tlsCert === undefined || flags.tlsKey === undefined ? null : { cert: flags.tlsCert, key: flags.tlsKey },
  behindTlsProxy: flags.behindTlsProxy === true,
  requestsPerSecond: flags.rate,
  streamsMax: flags.streams,
});
