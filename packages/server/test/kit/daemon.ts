import { PassThrough } from "node:stream";
import { eventLoopTimers, systemClock } from "@plimsoll/foundation/node";
import { type Daemon, type DaemonPorts, noRelease, openDaemon, type ServeOptions } from "@plimsoll/server";

export interface TestDaemon extends Daemon {
  /** What it logged so far. */
  readonly logText: () => string;
  /** Runs that it was told to kill. */
  readonly killed: readonly string[];
}

/** A daemon in this process, on a free port of loopback. */
export async function startDaemon(
  data: string,
  options: Partial<ServeOptions> = {},
  ports: Partial<DaemonPorts> = {},
): Promise<TestDaemon> {
  const logTo = new PassThrough();
  let log = "";
  logTo.setEncoding("utf8").on("data", (text: string) => (log += text));
  const killed: string[] = [];
  const daemon = await openDaemon(
    { ...OPTIONS, data, ...options },
    {
      clock: systemClock,
      timers: eventLoopTimers,
      kill: async (run) => {
        killed.push(run);
        return { run, processes: 1, deathConfirmedMs: 3, settled: false };
      },
      page: new Map(),
      release: noRelease,
      logTo,
      ...ports,
    },
  );
  return { ...daemon, logText: () => log, killed };
}

const OPTIONS: Omit<ServeOptions, "data"> = {
  host: "127.0.0.1",
  port: 0,
  readOnly: false,
  tls: null,
  behindTlsProxy: false,
  requestsPerSecond: 1_000_000,
  streamsMax: 1_000,
};
