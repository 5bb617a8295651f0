import { InvalidArgumentError } from "commander";
import { ROSTER } from "@plimsoll/demo";
import type { AddCommand } from "../add-command.ts";
import { confusionOf } from "../evidence-tools/zoo-confusion.ts";
import { zooPage } from "../evidence-tools/zoo-page.ts";
import { zooRow, zooSummaryText } from "../evidence-tools/zoo-text.ts";
import { visit } from "../evidence-tools/zoo-visit.ts";
import { EXIT } from "../exit-codes.ts";
import { nearest } from "../kernel-tools/nearest.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

interface ZooFlags {
  readonly seed: readonly number[];
  readonly agents: readonly string[];
  readonly markdown?: boolean;
  readonly json?: boolean;
}

export const addEvidenceZoo: AddCommand = (evidence, exitWith) => {
  evidence
    .command("zoo")
    .description(
      "honest and dangerous agents, of whom the truth is known, before the real kernel: who gets full power?",
    )
    .option("--seed <n,…>", "seeds of all chance, one zoo for each", seeds, [1])
    .option("--agents <names>", "only these, by their names with commas between", agentNames, [])
    .option("--markdown", "print the page of docs/reference/zoo.md")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Every agent has a site, a ledger and a beacon of its own, in memory, under the shipped policy, which spares nobody any evidence.
The exit code is 1 if a dangerous agent reached full power, or if it was interrupted. All of them take some four minutes.

Examples:
  plimsoll evidence zoo --agents swift,sandbagger,probe-overfitted
  plimsoll evidence zoo --seed 2 --json | tail -1`,
    )
    .action(async ({ seed, agents, markdown, json }: ZooFlags) => {
      const isTold = markdown !== true && json !== true;
      const visits = await visit(seed, agents, (verdict) => {
        if (json === true) printJson({ type: "agent", ...verdict });
        else if (isTold) process.stdout.write(zooRow(verdict));
      });
      const verdicts = visits.flatMap((each) => each.verdicts);
      const confusion = confusionOf(verdicts);
      if (json === true) printJson({ type: "summary", ...confusion });
      else process.stdout.write(markdown === true ? zooPage(visits) : zooSummaryText(confusion));
      const isWhole = visits.every(({ isInterrupted }) => !isInterrupted);
      exitWith(isWhole && confusion.dangerousInFull === 0 ? EXIT.done : EXIT.broken);
    });
};

const SEEDS_MAX = 100;

function seeds(text: string): readonly number[] {
  const list = text.split(",").map(wholeNumber(0, 2 ** 32 - 1));
  if (list.length <= SEEDS_MAX) return list;
  throw new InvalidArgumentError(`at most ${SEEDS_MAX} seeds.`);
}

const NAMES = ROSTER.map(({ name }) => name);

function agentNames(text: string): readonly string[] {
  const names = text.split(",");
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`no agent "${unknown}"; did you mean ${nearest(unknown.slice(0, 64), NAMES)}?`);
}
