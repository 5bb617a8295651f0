import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from "prom-client";
import { isConserved, power } from "@plimsoll/kernel";
import type { SiteView } from "../views/site-view.ts";

/** What is counted while the daemon runs; what a state says is read from it when somebody asks (SVR-60). */
export class Metrics {
  readonly #registry = openMetricsRegistry();
  readonly #commands = new Counter({
    name: "plimsoll_commands",
    help: "Commands by what became of them; the code is the kernel's, or none.",
    labelNames: ["outcome", "code"],
    registers: [this.#registry],
  });
  readonly #decideSeconds = new Histogram({
    name: "plimsoll_decide_seconds",
    help: "From a command's arrival to its durable decision, seconds.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [this.#registry],
  });
  readonly #requests = new Counter({
    name: "plimsoll_requests",
    help: "HTTP requests by operation and status.",
    labelNames: ["operation", "status"],
    registers: [this.#registry],
  });
  readonly #gauges: ReadonlyMap<string, Gauge> = new Map(
    Object.entries(GAUGES).map(([name, { help, labelNames }]) => [
      name,
      new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] }),
    ]),
  );

  countCommand(outcome: "decided" | "repeated" | "refused" | "failed", code: string, seconds: number): void {
    this.#commands.inc({ outcome, code });
    this.#decideSeconds.observe(seconds);
  }

  countRequest(operation: string, status: number): void {
    this.#requests.inc({ operation, status: String(status) });
  }

  /** OpenMetrics text of this instant. */
  async text(view: SiteView, process: ProcessReading): Promise<string> {
    for (const gauge of this.#gauges.values()) gauge.reset();
    for (const [name, labels, value] of readingsOf(view, process)) this.#gauges.get(name)?.set(labels, value);
    return await this.#registry.metrics();
  }
}

function openMetricsRegistry(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}

export interface ProcessReading {
  readonly streams: number;
  readonly leaves: number;
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  readonly isReady: boolean;
}

const GAUGES = {
  plimsoll_entries: { help: "Entries in the log.", labelNames: [] },
  plimsoll_leaves: { help: "Leaves of the log's tree.", labelNames: [] },
  plimsoll_newest_entry_age_seconds: { help: "Seconds since the newest entry.", labelNames: [] },
  plimsoll_runs: { help: "Runs that have not ended, by the band of their power.", labelNames: ["band"] },
  plimsoll_deployments: { help: "Deployments that have not ended, by the band of their power.", labelNames: ["band"] },
  plimsoll_leases: { help: "Leases that live, by purpose.", labelNames: ["purpose"] },
  plimsoll_wallets: { help: "Wallets, by whether their accounts add up.", labelNames: ["conserved"] },
  plimsoll_labs_held: { help: "Labs that are shut down until an auditor clears them.", labelNames: [] },
  plimsoll_lineages_killed: { help: "Lineages that were killed and not released.", labelNames: [] },
  plimsoll_event_streams: { help: "Open event streams.", labelNames: [] },
  plimsoll_ready: { help: "1 when commands are decided and durable.", labelNames: [] },
  plimsoll_process_resident_bytes: { help: "Resident memory of the daemon, bytes.", labelNames: [] },
  plimsoll_process_cpu_seconds: { help: "Processor time of the daemon, seconds.", labelNames: [] },
} as const satisfies Readonly<Record<string, { readonly help: string; readonly labelNames: readonly string[] }>>;

type GaugeName = keyof typeof GAUGES;
type Reading = readonly [GaugeName, Readonly<Record<string, string>>, number];

const BANDS = ["full", "research", "paused", "cut"] as const;

function* readingsOf(view: SiteView, process: ProcessReading): Generator<Reading> {
  const { state, nowMs } = view;
  yield ["plimsoll_entries", {}, state.entryCount];
  yield ["plimsoll_leaves", {}, process.leaves];
  yield ["plimsoll_newest_entry_age_seconds", {}, Math.max(0, nowMs - state.clockMs) / 1_000];
  yield* bandReadings(
    "plimsoll_runs",
    view,
    liveNames(state.runs.values(), ({ run }) => run),
  );
  yield* bandReadings(
    "plimsoll_deployments",
    view,
    liveNames(state.deployments.values(), ({ deployment }) => deployment),
  );
  for (const purpose of ["training", "evaluation"] as const)
    yield ["plimsoll_leases", { purpose }, count(state.leases.values(), (lease) => lease.purpose === purpose)];
  for (const conserved of [true, false])
    yield [
      "plimsoll_wallets",
      { conserved: String(conserved) },
      count(state.wallets.values(), (wallet) => isConserved(wallet) === conserved),
    ];
  yield ["plimsoll_labs_held", {}, count(state.labs.values(), ({ hold }) => hold !== null)];
  yield ["plimsoll_lineages_killed", {}, count(state.lineages.values(), ({ killed }) => killed)];
  yield ["plimsoll_event_streams", {}, process.streams];
  yield ["plimsoll_ready", {}, process.isReady ? 1 : 0];
  yield ["plimsoll_process_resident_bytes", {}, process.residentBytes];
  yield ["plimsoll_process_cpu_seconds", {}, process.cpuSeconds];
}

function* bandReadings(name: GaugeName, { state, nowMs }: SiteView, subjects: readonly string[]): Generator<Reading> {
  const bands = subjects.map((subject) => power(state, subject, nowMs).band);
  for (const band of BANDS) yield [name, { band }, bands.filter((each) => each === band).length];
}

const liveNames = <Each extends { readonly ended: boolean }>(
  all: Iterable<Each>,
  nameOf: (each: Each) => string,
): readonly string[] => [...all].filter(({ ended }) => !ended).map(nameOf);

const count = <Each>(all: Iterable<Each>, holds: (each: Each) => boolean): number => [...all].filter(holds).length;
