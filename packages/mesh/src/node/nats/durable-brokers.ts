import { PlimsollError } from "@plimsoll/foundation";

/** What a server says of itself at `/varz`. */
export interface BrokerReport {
  readonly serverName: string;
  readonly version: string;
  readonly syncAlways: boolean;
}

/**
 * Asks each server's monitor and refuses (`MESH_BROKER_NOT_DURABLE`) unless every one is 2.15 or newer, runs JetStream
 * and syncs before it acknowledges. By default JetStream acknowledges up to 2 min before it syncs, and lost 14.1 % of
 * acknowledged messages in a power cut (Jepsen, NATS 2.12.1; mesh.md, section 2.3). No answer is a refusal too.
 */
export async function assertDurableBrokers(monitors: readonly string[]): Promise<readonly BrokerReport[]> {
  if (monitors.length === 0) throw notDurable("a monitor address of every server", "none");
  return Promise.all(monitors.map(async (monitor) => assertDurable(monitor, await reportOf(monitor))));
}

/** The same of those that answer. A server that is down acknowledges nothing, so it does no harm until it is back. */
export async function assertAnsweringBrokers(monitors: readonly string[]): Promise<readonly BrokerReport[]> {
  const answers = await Promise.allSettled(monitors.map(reportOf));
  const reports = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  return reports.map((report) => assertDurable(report.serverName, report));
}

function assertDurable(monitor: string, report: BrokerReport): BrokerReport {
  if (!isVersion215(report.version)) throw notDurable("version 2.15 or newer", `${report.version} at ${monitor}`);
  if (!report.syncAlways) throw notDurable("sync_interval: always", `another or no JetStream at ${monitor}`);
  return report;
}

async function reportOf(monitor: string): Promise<BrokerReport> {
  try {
    const response = await fetch(`${monitor}/varz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return read(await response.json());
  } catch (cause) {
    throw notDurable("an answer of /varz", `none from ${monitor}`, cause);
  }
}

/** Anything that is missing counts against the server. */
function read(varz: unknown): BrokerReport {
  const { server_name, version, jetstream } = varz as Varz;
  return {
    serverName: typeof server_name === "string" ? server_name : "",
    version: typeof version === "string" ? version : "",
    syncAlways: jetstream?.config?.sync_always === true,
  };
}

interface Varz {
  readonly server_name?: unknown;
  readonly version?: unknown;
  readonly jetstream?: { readonly config?: { readonly sync_always?: unknown } };
}

function isVersion215(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 15);
}

export const notDurable = (expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "MESH_BROKER_NOT_DURABLE",
    expected,
    received,
    fix: "write the servers' configuration with natsServerConfig and start them again",
    cause,
  });

const ANSWER_MS = 5_000;
