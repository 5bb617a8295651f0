import { systemClock } from "@plimsoll/foundation/node";
import { changePause, type PauseWord, type StandingPause, standingPause } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";
import { kernelExit, kernelSummary, kernelText, tellKernelRed } from "./tell-kernel.ts";
import { whileWaiting } from "./while-waiting.ts";

interface PauseFlags extends ReleaseFlags {
  readonly why: string;
  readonly acknowledge?: boolean;
  readonly recover?: boolean;
}

export const addPause: AddCommand = (release, exitWith) => {
  release
    .command("pause")
    .argument("<subject>", "its id, as in the dossier")
    .description("order a pause of a subject, say that it was carried out, or let a failed one recover")
    .requiredOption("--why <text>", "why, or how it was carried out")
    .option("--acknowledge", "the order was carried out; in time, or it has failed")
    .option("--recover", "a person has looked at a pause that failed; it begins anew, as a pause")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A pause ends by readings alone: three evaluations, an hour apart or more, at an index of 0.55 or better. plimsoll run --dossier
carries out a pause by itself, and acknowledges it.

Exit codes: 0 recorded, 3 nothing to change (a late acknowledgement, no failed pause).

Examples:
  plimsoll release pause tidal-works/heron-2 --why "The loss jumps."
  plimsoll release pause tidal-works/heron-2 --acknowledge --why "All jobs are stopped."`,
    )
    .action(async (subject: string, { why, acknowledge, recover, data, json }: PauseFlags) => {
      const word: PauseWord = acknowledge === true ? "acknowledge" : recover === true ? "recover" : "order";
      const records = await whileWaiting(changePause(storeIn(data), subject, word, why, systemClock.wallMs()));
      const ok = records.length > 0;
      const standing = standingPause(storeIn(data), subject, systemClock.wallMs());
      // A pause that stands already, too: so that a kernel which was not told hears of it.
      const told = word === "order" ? tellKernelRed(data, subject) : null;
      const code = kernelExit(told, ok ? EXIT.done : EXIT.refused);
      if (json === true) {
        const { pause, nextReadingMs } = standing;
        printJson({ type: "summary", ok: code === EXIT.done, word, pause, nextReadingMs, ...kernelSummary(told) });
      } else {
        const said = `${ok ? "recorded" : "nothing to change"}: ${word}\n${pauseText(subject, standing)}\n`;
        process.stdout.write(said + kernelText(told));
      }
      exitWith(code);
    });
};

/** Where the pause stands, and what it waits for. */
function pauseText(subject: string, { pause, nextReadingMs, readings, resume, pauseAckMs }: StandingPause): string {
  const instant = (atMs: number): string => new Date(atMs).toISOString();
  const command = (flag: string): string => `plimsoll release pause ${subject} --${flag} --why TEXT`;
  const rule = `${readings} readings in a row, one an hour, at an index of ${(resume / 10_000).toFixed(2)} or better`;
  switch (pause.state) {
    case "STABLE":
      return `${subject} is not paused`;
    case "PAUSING":
      return `acknowledge until ${instant(pause.dueMs)}, or it has failed: ${command("acknowledge")}`;
    case "FAILED": {
      const late = `not acknowledged within ${pauseAckMs / 1_000} s`;
      const why = pause.because === "not acknowledged" ? late : "it took too long";
      return `failed: ${why}. A person looks, and then: ${command("recover")}`;
    }
    default: {
      const good = pause.state === "RECOVERING" ? pause.goodCycles : 0;
      const next = nextReadingMs === null ? "" : `; the next counts from ${instant(nextReadingMs)}`;
      return `paused: ${good} of ${readings} good readings${next}. It ends after ${rule}`;
    }
  }
}
