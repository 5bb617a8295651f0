import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Option } from "commander";
import { systemClock } from "@plimsoll/foundation/node";
import { DRILL_SHAPES, type DrillKill, type DrillReport, reportDrill, runDrill } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { inheritedEnvironment } from "../environment.ts";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../output/text-table.ts";
import { LiveBlock } from "../output/live-block.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { selfCommand } from "../self-command.ts";

interface DrillOptions {
  readonly kills: number;
  readonly shape: readonly string[];
  readonly actuator: readonly ("auto" | "cgroup" | "signals")[];
  readonly lanes: number;
  readonly json?: boolean;
}

const NAMES = DRILL_SHAPES.map(({ name }) => name);

export const addDrill: AddCommand = (governor, exitWith) => {
  governor
    .command("drill")
    .description("start real process trees that do not want to die, kill each, and look for survivors")
    .option("--kills <n>", "how many trees", wholeNumber(1, 1_000_000), 40)
    .addOption(
      new Option("--shape <names...>", "only these shapes").choices(NAMES).default(NAMES, "every shape, in turn"),
    )
    .addOption(
      new Option("--actuator <kinds...>", "how the trees are held, in turn")
        .choices(["auto", "cgroup", "signals"])
        .default(["auto"]),
    )
    .option("--lanes <n>", "trees at once; more than one measures a busy machine", wholeNumber(1, 64), 1)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Shapes: ${NAMES.join(", ")}.
Needs python3. Every tree has a warden and a deadman of its own, as jobs have. The time runs from the
decision to kill to the proof of death. After it another look, by an unguessable word in environment and
command line and by cgroup, says whether anybody lives. Exit code 1 if anybody does.

Examples:
  plimsoll governor drill --kills 100
  plimsoll governor drill --kills 1000 --actuator cgroup signals --json
  plimsoll governor drill --kills 20 --shape fork-storm setsid`,
    )
    .action(async (options: DrillOptions) => {
      const report = await drill(options);
      if (options.json === true) printJson({ type: "summary", ...report });
      else process.stdout.write(tableOf(report));
      exitWith(report.survivors === 0 ? EXIT.done : EXIT.broken);
    });
};

async function drill({ kills, shape, actuator, lanes, json }: DrillOptions): Promise<DrillReport> {
  const block = new LiveBlock(process.stderr);
  const done: DrillKill[] = [];
  const onKill = (kill: DrillKill): void => {
    done.push(kill);
    if (json === true) printJson({ type: "kill", ...kill });
    else block.draw([progressLine(done, kills)]);
  };
  const plan = {
    kills,
    shapes: DRILL_SHAPES.filter(({ name }) => shape.includes(name)),
    actuators: actuator,
    lanes,
    wardenCommand: [...selfCommand, "warden"],
    path: inheritedEnvironment()["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    token: randomBytes(16).toString("hex"),
  };
  return reportDrill(await runDrill(plan, { clock: systemClock, wait, onKill }));
}

const BAR_WIDTH = 32;

function progressLine(done: readonly DrillKill[], kills: number): string {
  const filled = Math.floor((BAR_WIDTH * done.length) / kills);
  const { survivors, p99Ms } = reportDrill(done);
  const bar = "█".repeat(filled) + "·".repeat(BAR_WIDTH - filled);
  return `${bar}  ${done.length}/${kills}  ${survivors} survivors  p99 ${p99Ms} ms  ${done.at(-1)?.shape ?? ""}`;
}

function tableOf(report: DrillReport): string {
  const rows = [...Object.entries(report.shapes), ["all", report] as const];
  return textTable([
    ["shape", "kills", "survivors", "p50 ms", "p99 ms", "max ms"],
    ...rows.map(([shape, { kills, survivors, p50Ms, p99Ms, maxMs }]) => [shape, kills, survivors, p50Ms, p99Ms, maxMs]),
  ]);
}
