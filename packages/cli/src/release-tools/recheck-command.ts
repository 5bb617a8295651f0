import { systemClock } from "@plimsoll/foundation/node";
import { drawRecheck, recordRecheck } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { jsonInFile } from "../token-tools/json-file.ts";
import { personName } from "./person-name.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface RecheckFlags extends ReleaseFlags {
  readonly sample: number;
  readonly seed: string;
  readonly record?: string;
  readonly by: string;
}

export const addRecheck: AddCommand = (release) => {
  release
    .command("recheck")
    .argument("<evaluation>", "such as evaluation-1")
    .description("how often such verdicts are right: draw some for somebody else to look at, and record what was found")
    .option("--sample <n>", "claims to draw", wholeNumber(1, 10_000), 20)
    .option("--seed <text>", "the same seed draws the same claims", "1")
    .option("--record <file>", "the drawn list, with held filled in as true or false")
    .option("--by <name>", "who looked", personName, "unnamed")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The draw is written into the log: what is recorded is all of one draw.
"99.9 % demonstrated" takes 2 995 checks without an error; reports say what the checks so far bear.

Examples:
  plimsoll release recheck evaluation-1 --sample 40 > sample.json
  plimsoll release recheck evaluation-1 --record sample.json --by "second desk"`,
    )
    .action(async (evaluation: string, { sample, seed, record, by, data, json }: RecheckFlags) => {
      if (record === undefined) {
        const drawn = await drawRecheck(storeIn(data), evaluation, { size: sample, seed }, systemClock.wallMs());
        if (json === true) printJson({ type: "summary", ok: true, drawn });
        else process.stdout.write(`${JSON.stringify(drawn, null, 2)}\n`);
        return;
      }
      const verdicts = lookedAt(jsonInFile(record));
      await recordRecheck(storeIn(data), evaluation, { by, verdicts }, systemClock.wallMs());
      if (json === true) printJson({ type: "summary", ok: true });
      else process.stdout.write("recorded\n");
    });
};

/** Of the drawn list what counts: what the texts were is in the log. */
const lookedAt = (drawn: unknown): unknown =>
  Array.isArray(drawn)
    ? drawn.map((each: { readonly claim?: unknown; readonly held?: unknown } | null) => ({
        claim: each?.claim,
        held: each?.held,
      }))
    : drawn;
