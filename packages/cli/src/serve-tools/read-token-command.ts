import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, originOf } from "@plimsoll/governor";
import { openLedgerReader } from "@plimsoll/ledger";
import type { AddCommand } from "../add-command.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

interface TokenFlags {
  readonly data: string;
  readonly key: string;
  readonly hours: number;
  readonly json?: boolean;
}

const SECONDS_PER_HOUR = 3_600;

/** `plimsoll serve token`: what a reader beyond this machine shows. */
export const addReadToken: AddCommand = (serve) => {
  serve
    .command("token")
    .description("make a read token: signed by a key of the site, and worth as much as that key is")
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .option("--key <name>", "name of the key that signs it", "auditor")
    .option("--hours <n>", "how long it holds, 1 to 24", wholeNumber(1, 24), 8)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Examples:
  plimsoll serve token
  curl -H "Authorization: Bearer $(plimsoll serve token --hours 1)" https://site.example:7460/v1/now`,
    )
    .action(async ({ data, key: name, hours, json }: TokenFlags) => {
      const { signReadToken } = await import("@plimsoll/server");
      const nowMs = systemClock.wallMs();
      const token = signReadToken(keyNamed(data, name), originIn(data), nowMs, hours * SECONDS_PER_HOUR);
      if (json === true)
        printJson({ type: "summary", ok: true, token, expiresAt: nowMs + hours * SECONDS_PER_HOUR * 1_000 });
      else process.stdout.write(`${token}\n`);
    });
};

function originIn(data: string): string {
  using ledger = openLedgerReader({ directory: dataFolder(data).ledger });
  return originOf(ledger);
}

/** A key that is not there is not made on the way: nobody would know it. */
function keyNamed(data: string, name: string) {
  if (existsSync(dataFolder(data).keys)) {
    const ring = new FileKeyRing(dataFolder(data).keys);
    if (ring.has(name)) return ring.key(name);
  }
  throw new PlimsollError({
    code: "KEY_UNKNOWN",
    expected: "the name of a key in the keys folder of the site",
    received: JSON.stringify(name),
    fix: "name another with --key, such as auditor; plimsoll key list shows them",
  });
}
