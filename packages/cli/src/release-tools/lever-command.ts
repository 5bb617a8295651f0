import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { recordEvent, standingOrder } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { standingText } from "./standing-text.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface LeverFlags extends ReleaseFlags {
  readonly readBack?: number;
}

const WHOLE = 10_000;

export const addLever: AddCommand = (release) => {
  release
    .command("lever")
    .argument("<subject>", "its id, as in the dossier")
    .argument("[command]", "the order that is answered; without it: the orders that stand")
    .description(
      "orders to the levers of a subject, and their answers: what nobody read back counts as not carried out",
    )
    .option("--read-back <share>", "what the lever was read back as, from 0 to 1", share)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The lever "compute" is answered by plimsoll run and adopt themselves.

Examples:
  plimsoll release lever tidal-works/heron-2
  plimsoll release lever tidal-works/heron-2 evaluation-4:request-quota --read-back 0.85`,
    )
    .action(async (subject: string, command: string | undefined, { readBack, data, json }: LeverFlags) => {
      const order = standingOrder(storeIn(data), subject);
      const { commands } = order;
      if (command === undefined) {
        // Shares are those of 1 everywhere in this answer.
        const told = commands.map((each) => ({ ...each, share: each.share / WHOLE }));
        if (json === true)
          printJson({ type: "summary", ok: true, share: order.share / WHOLE, by: order.by, commands: told });
        else
          process.stdout.write(
            standingText(order) +
              commands
                .map(
                  ({ id, operation, share: to, dueMs }) =>
                    `${id}  ${operation} to ${to / WHOLE}, to be answered until ${new Date(dueMs).toISOString()}: plimsoll release lever ${subject} ${id} --read-back SHARE\n`,
                )
                .join(""),
          );
        return;
      }
      if (!commands.some(({ id }) => id === command)) throw unknown(command);
      const body = { command, isAcknowledged: true, readBack: readBack ?? null };
      await recordEvent(
        storeIn(data),
        { kind: "modulation.answered", subject, evaluation: null, body },
        systemClock.wallMs(),
      );
      if (json === true) printJson({ type: "summary", ok: true, command, readBack: readBack ?? null });
      else process.stdout.write(`${command} is answered\n`);
    });
};

/** Rounded up: what was read back may not look smaller than it is. */
function share(text: string): number {
  const value = Number(text);
  if (/^[01](?:\.\d{1,6})?$/.test(text) && value <= 1) return Math.ceil(value * WHOLE);
  throw new PlimsollError({
    code: "USAGE",
    expected: "a share from 0 to 1",
    received: text,
    fix: "for example --read-back 0.85",
  });
}

const unknown = (command: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_ORDER_UNKNOWN",
    expected: "an order that stands",
    received: `"${command}"`,
    fix: "see them: plimsoll release lever SUBJECT",
  });
