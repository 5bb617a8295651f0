import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@plimsoll/foundation";
import { dataFolder, jobStandingOf, originOf, requireLeave, tokenOfGrant } from "@plimsoll/governor";
import { countedDesk } from "../desk/counted-desk.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { KillReport, Services } from "../http/services.ts";
import { KillsOfLabs } from "../kill/kills-of-labs.ts";
import { withheldFault } from "../mesh/mesh-submission.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { SiteView } from "../views/site-view.ts";
import type { DaemonPorts } from "./daemon-ports.ts";
import type { DaemonSite } from "./open-site.ts";
import type { ServeOptions } from "./serve-options.ts";

export interface DaemonParts {
  readonly options: ServeOptions;
  readonly ports: DaemonPorts;
  readonly site: DaemonSite;
  readonly view: () => SiteView;
  readonly hub: EventHub;
  readonly metrics: Metrics;
  readonly unready: () => readonly string[];
  readonly isEnding: () => boolean;
}

/** What the routes may ask of a daemon. */
export function servicesOf({ options, ports, site, view, hub, metrics, unready }: DaemonParts): Services {
  const { jwks, withdrawals } = dataFolder(options.data);
  return {
    view,
    log: site.log,
    vkey: vkeyIn(options.data),
    jwks: () => jsonIn(jwks) ?? { keys: [] },
    withdrawals: () => jsonIn(withdrawals),
    keyOf: site.keyOf,
    powers: powersOf(site, ports, metrics),
    mesh: site.mesh ?? besideOf(ports.meshBeside),
    release: ports.release,
    unready,
    metrics: async () =>
      await metrics.text(view(), {
        streams: hub.streams,
        leaves: site.log.leafCount,
        residentBytes: process.memoryUsage.rss(),
        cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
        isReady: unready().length === 0,
      }),
  };
}

/** A node that does not answer is told of: it is not a folder without a mesh. */
const besideOf =
  (ask: DaemonPorts["meshBeside"]): Services["mesh"] =>
  async () =>
    ask === undefined
      ? { joined: false }
      : await ask().catch((cause: unknown) => {
          throw withheldFault(cause);
        });

function powersOf({ writer }: DaemonSite, { kill, clock }: DaemonPorts, metrics: Metrics): Services["powers"] {
  if (writer === null) return null;
  const ofLabs = new KillsOfLabs();
  return {
    desk: countedDesk(writer.desk, clock, metrics),
    kill: async (run, envelope, lab) => {
      const killed = (): Promise<KillReport> => kill(run, envelope);
      return await (lab === null ? killed() : ofLabs.during(lab, run, killed));
    },
    requireLeaveToServe: () => requireLeave(writer.site, null),
    tokenOf: (grant) => tokenOfGrant(writer.site, grant),
  };
}

/** The state as it is when somebody asks. */
export function viewing(directory: string, site: DaemonSite, clock: Clock): () => SiteView {
  return () => {
    const state = site.state();
    if (state.site === null) throw new Error("a site that was open is not any more");
    return {
      state,
      site: state.site,
      origin: originOf(site.log),
      nowMs: Math.max(clock.wallMs(), state.clockMs),
      job: (run) => jobStandingOf(directory, run),
    };
  };
}

/** A key counts while the ledger names it. */
export function judgeOf({ view, keyOf }: Services) {
  const { state, origin, nowMs } = view();
  return { origin, nowMs, keyOf: (keyId: string) => (state.keys.has(keyId) ? keyOf(keyId) : undefined) };
}

/** The key as it lies beside the log. It is no anchor of trust: who verifies has it from elsewhere. */
const vkeyIn = (directory: string): string =>
  readFileSync(join(dataFolder(directory).ledger, "ledger.vkey"), "utf8").trim();

function jsonIn(file: string): object | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : null;
}
