import { existsSync, readFileSync } from "node:fs";
import { Option } from "commander";
import type { Digest } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { digestOption } from "./digest-option.ts";
import { jsonInFile } from "./json-file.ts";
import { nodeKeyOf } from "./node-key.ts";
import { type TokenVerdict, verifyToken } from "./verify-token.ts";

interface VerifyFlags {
  readonly jwks?: string;
  readonly issuer?: string;
  readonly audience?: "internal" | "external";
  readonly artifact?: Digest;
  readonly nodeKey?: string;
  readonly feed?: string;
  readonly data: string;
  readonly json?: boolean;
}

export const addVerify: AddCommand = (token, exitWith) => {
  token
    .command("verify")
    .argument("<file>", "the token")
    .description("verify a token offline: its form, its signature, its times, and what it is asked to be for")
    .option("--jwks <file>", "the issuer's keys (default: gate/jwks.json of the data folder)")
    .option("--issuer <origin>", "the log that must have granted it")
    .addOption(new Option("--audience <who>", "whom it must be for").choices(["internal", "external"]))
    .option("--artifact <digest>", "what must run there", digestOption)
    .option("--node-key <key>", "the node that must hold it: thumbprint, or a file with its key in PEM")
    .option("--feed <file>", "a signed withdrawal feed, which may take it back")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
What is not given is not checked, and the answer names it. A gate checks all of it. Exit code 3: not valid.

Examples:
  plimsoll token verify token.jwt
  plimsoll token verify token.jwt --jwks jwks.json --issuer plimsoll.local/site --audience internal \\
    --artifact sha256:… --node-key node.pem --feed withdrawals.json`,
    )
    .action((file: string, flags: VerifyFlags) => {
      const verdict = verifyToken(readFileSync(file, "utf8").trim(), checksOf(flags), systemClock.wallMs());
      if (flags.json === true) printJson(summary(verdict));
      else process.stdout.write(verdictText(verdict));
      exitWith(verdict.result.ok ? EXIT.done : EXIT.refused);
    });
};

const checksOf = ({ jwks, issuer, audience, artifact, nodeKey, feed, data }: VerifyFlags) => ({
  jwks: jsonInFile(jwks ?? dataFolder(data).jwks),
  ...(issuer === undefined ? {} : { issuer }),
  ...(audience === undefined ? {} : { audience }),
  ...(artifact === undefined ? {} : { artifact }),
  ...(nodeKey === undefined ? {} : { nodeKey: nodeKeyOf(nodeKey) }),
  ...(feed === undefined ? {} : { feed: existsSync(feed) ? jsonInFile(feed) : null }),
});

function summary({ result, unchecked }: TokenVerdict): object {
  if (!result.ok) {
    const { code, expected, received, fix } = result.error;
    return { type: "summary", valid: false, code, expected, received, fix };
  }
  const { sub, aud, artifact, power, exp } = result.value;
  return {
    type: "summary",
    valid: true,
    code: null,
    deployment: sub,
    audience: aud,
    artifact,
    powerPpm: power,
    expiresAt: exp,
    unchecked,
  };
}

function verdictText({ result, unchecked }: TokenVerdict): string {
  if (!result.ok) {
    const { code, expected, received, fix } = result.error;
    return `not valid: ${code}: expected ${expected}, got ${received}; ${fix}\n`;
  }
  const { sub, aud, exp } = result.value;
  const open = unchecked.length === 0 ? "" : `not checked: ${unchecked.join(", ")}\n`;
  return `valid: ${sub}, for ${aud} users, until ${new Date(exp * 1_000).toISOString()}\n${open}`;
}
