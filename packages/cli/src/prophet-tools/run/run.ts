import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { NO_SOURCES, type TrainerSources } from "@plimsoll/prophet";
import { type GovernedJob, governedJob, naiveBaselines, type ProphetRun, runProphet } from "@plimsoll/prophet/node";
import { inheritedEnvironment } from "../../environment.ts";
import { interruption } from "../../interruption.ts";
import { printJson } from "../../output/print-json.ts";
import { environmentLayer } from "../config/environment-layer.ts";
import { type Settings, settingsFrom } from "../config/settings.ts";
import { serveLivePage } from "../live/live-page.ts";
import { bestFixedRun } from "./best-fixed.ts";
import { giveBackIfEmpty, lastNumberedFolder, nextNumberedFolder } from "./numbered-folder.ts";
import { flagsLayer, type RunFlags } from "./run-flags.ts";
import { type RunSummary, runSummary } from "./run-summary.ts";
import { RunTeller } from "./run-teller.ts";
import { summaryText } from "./run-text.ts";

const [METRICS_PORT, HEALTH_PORT, INTERVAL] = [8000, 8080, 500] as const;
/** Whoever looks at the live page sees the end within two of its looks. */
const LAST_LOOK_MS = 2_200;

/** `plimsoll lab prophet run`. Throws what `settingsFrom` and `runProphet` throw, and `PORT_IN_USE` of the live page. */
export async function run(flags: RunFlags): Promise<void> {
  const environment = inheritedEnvironment();
  const settings = settingsFrom({
    config: flags.config ?? configOf(environment),
    environment: environmentLayer(environment),
    flags: flagsLayer(flags),
  });
  using teller = new RunTeller(settings, flags.json === true);
  const { live } = settings.run;
  await using page = live === undefined ? null : await serveLivePage(live, teller.liveSource);
  if (page !== null) teller.say("live", { url: page.url }, `live page: ${page.url}`);
  const summary = await trained(settings, flags.resume === true, governedJob(environment), teller);
  teller.done();
  if (teller.isLookedAt) await wait(LAST_LOOK_MS);
  if (flags.json === true) printJson(summary);
  else process.stdout.write(summaryText(summary, settings.spec.steps));
}

/** An empty variable says nothing. */
const configOf = ({ PROPHET_CONFIG: path = "" }: Readonly<Record<string, string>>): string | undefined =>
  path === "" ? undefined : path;

async function trained(
  settings: Settings,
  resume: boolean,
  job: GovernedJob | null,
  teller: RunTeller,
): Promise<RunSummary> {
  const { spec, series, profile } = settings;
  const signal = interruption();
  const sources: TrainerSources = { ...NO_SOURCES, series };
  const place = placeOf(settings, resume, job);
  const isNumbered = settings.run.checkpoints === undefined && job === null;
  const end = await runProphet({ ...place, spec, sources, job, signal, watcher: teller.watcher }).finally(() => {
    if (isNumbered) giveBackIfEmpty(place.checkpoints);
  });
  const { steps } = end.tally;
  // Not under a governor: they would train at full rate and unreported.
  const wantsFixed = settings.run.baselines !== false && job === null && !end.interrupted;
  const bestFixed = wantsFixed
    ? await bestFixedRun(spec, sources, { steps, signal, tell: (share) => teller.fixedRates(share) })
    : null;
  const naive = steps === 0 ? { zero: null, repeatLast: null } : naiveBaselines(end.trainer.parts, steps);
  return runSummary({ end, naive, bestFixed, log: settings.run.log ?? null, profile });
}

/** Where a run is kept and seen. A governed one goes on by itself, in the folder that it is told, where only what it has learnt may lie. */
function placeOf(
  { run }: Settings,
  resume: boolean,
  job: GovernedJob | null,
): Omit<ProphetRun, "spec" | "sources" | "job" | "signal" | "watcher"> & { readonly checkpoints: string } {
  const { metricsPort = METRICS_PORT, healthPort = HEALTH_PORT, checkpointInterval = INTERVAL } = run;
  return {
    checkpoints:
      job === null
        ? (run.checkpoints ?? (resume ? lastNumberedFolder() : nextNumberedFolder()))
        : governedFolder(job, run.checkpoints),
    checkpointInterval,
    resume: resume || job !== null,
    namesFinalAndBest: job === null,
    log: run.log ?? null,
    monitor: run.monitor === false ? null : { metricsPort, healthPort },
  };
}

/** Elsewhere no governor would look, and the run would wait for its first verdict for ever. */
function governedFolder({ checkpoints: told }: GovernedJob, own: string = told): string {
  if (resolve(own) === told) return told;
  throw new PlimsollError({
    code: "PROPHET_CONFIG",
    expected: `checkpoints in "${told}", where the run's governor looks for them`,
    received: `"${own}"`,
    fix: "leave out --checkpoints, and name the folder to `plimsoll run`",
  });
}
