import { readFileSync } from "node:fs";
import { systemClock } from "@plimsoll/foundation/node";
import { readToken, type TokenRefusal, type UnverifiedToken } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { printableLines, printText } from "../output/print-text.ts";

export const addInspect: AddCommand = (token, exitWith) => {
  token
    .command("inspect")
    .argument("<file>", "the token")
    .description("show what a token says; nothing is verified")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll token inspect token.jwt")
    .action((file: string, { json }: { readonly json?: boolean }) => {
      const read = readToken(readFileSync(file, "utf8").trim());
      if (!read.ok) exitWith(refuse(read.error, json === true));
      else if (json === true) printJson({ type: "summary", verified: false, code: null, ...contentOf(read.value) });
      else printText(inspectText(read.value, systemClock.wallMs()));
    });
};

function refuse({ code, expected, received, fix }: TokenRefusal, asJson: boolean): number {
  if (asJson) printJson({ type: "summary", verified: false, code, expected, received, fix });
  else process.stderr.write(printableLines(`${code}: expected ${expected}, got ${received}; ${fix}\n`));
  return EXIT.refused;
}

const contentOf = ({ kid, unsafeClaims }: UnverifiedToken) => ({
  header: { alg: "EdDSA", kid, typ: "ct+jwt" },
  claims: unsafeClaims,
});

function inspectText(token: UnverifiedToken, nowMs: number): string {
  const { iat, exp } = token.unsafeClaims;
  const leftS = exp - Math.floor(nowMs / 1_000);
  return [
    "NOTHING HERE IS VERIFIED: anybody can write such a text (plimsoll token verify FILE).",
    JSON.stringify(contentOf(token), null, 2),
    `granted  ${instant(iat)}`,
    `expires  ${instant(exp)} (${leftS > 0 ? `in ${leftS} s` : `${-leftS} s ago`})`,
    "",
  ].join("\n");
}

/** Anybody's number need not be a date. */
function instant(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString();
}
