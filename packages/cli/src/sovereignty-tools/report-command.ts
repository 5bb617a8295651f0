import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PlimsollError } from "@plimsoll/foundation";
import { playPublished, type PublishedLog, reportHtml, type ReportMaterial } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { writeAtOnce } from "../ledger-tools/kept-file.ts";
import { printJson } from "../output/print-json.ts";
import type { Experiment } from "./experiment.ts";
import { protocolEnd } from "./protocol-end.ts";
import { type ExperimentFlags, stageAction, withExperimentOptions } from "./stage-action.ts";

interface ReportFlags extends ExperimentFlags {
  readonly out?: string;
}

export const addSovereigntyReport: AddCommand = (sovereignty, exitWith) => {
  withExperimentOptions(sovereignty.command("report"))
    .description(
      "write one page that shows the whole experiment: the path on the grid, epochs, repairs, tables, ladders",
    )
    .option("--out <file>", "the page; default: report.html in the folder")
    .addHelpText(
      "after",
      `
The page needs nothing else: no network, no other file. In a fresh folder the stages are performed first, up to one that fails; else it
shows those that are done. Records are checked against the freeze and the signed log before anything is shown.

Examples:
  plimsoll lab sovereignty report
  plimsoll lab sovereignty report --folder experiments/one --out sovereignty.html`,
    )
    .action(async (flags: ReportFlags) => {
      await stageAction(flags, exitWith, async (experiment) => {
        if (flags.out !== undefined) refuseIfNoPlace(flags.out);
        await experiment.walkTo();
        const file = flags.out ?? join(flags.folder, "report.html");
        const material = materialOf(experiment);
        const text = reportHtml(material);
        writeAtOnce({ path: file, text });
        const verdict = material.verdict?.verdict ?? null;
        const { freezeDigest } = experiment.frozen;
        if (flags.json === true)
          printJson({ type: "summary", ok: true, file, bytes: Buffer.byteLength(text), verdict, freezeDigest });
        else process.stdout.write(`${pathToFileURL(resolve(file)).href}\n`);
        return EXIT.done;
      });
    });
};

/** Told before hours of stages, and before anything is written. */
function refuseIfNoPlace(file: string): void {
  const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder(file) && isFolder(dirname(file))) return;
  throw new PlimsollError({
    code: "OUT_NOT_A_FILE",
    expected: "the name of a file in a folder that is there",
    received: isFolder(file) ? `the folder "${file}"` : `"${file}", whose folder is not there`,
    fix: `name a file: --out ${join(isFolder(file) ? file : ".", "report.html")}`,
  });
}

function materialOf(experiment: Experiment): ReportMaterial {
  const { done, reports } = experiment.recorded();
  return {
    freeze: done.includes("freeze") ? experiment.frozen : null,
    calibration: reports.calibrate ?? null,
    baseline: reports.run ?? null,
    ablations: reports.ablate ?? null,
    ladders: reports.weaken ?? null,
    singlePoints: reports.spof ?? null,
    verdict: protocolEnd(reports),
    published: publishedLogs(),
  };
}

/** The seed whose logs the public original has published. */
const PUBLISHED_SEED = 42;

/** The original's first episode of each regime that it can leave: in regime 2 it has no way on (reference §11 T1). */
function publishedLogs(): readonly PublishedLog[] {
  const { episodes } = playPublished(PUBLISHED_SEED);
  const first = [0, 1].flatMap((regime) => episodes.find((episode) => episode.regime === regime) ?? []);
  return first.map(({ episode, regime, actions }) => ({
    name: `seed ${PUBLISHED_SEED}, episode ${episode}`,
    regime,
    actions,
  }));
}
