import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MESH_USAGE, runMeshCli } from "./mesh/mesh-cli.ts";
import type { Refuted, Verified } from "./verdict.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { verifyTiles } from "./verify-tiles.ts";

const USAGE = "usage: plimsoll-verify DIR|URL [--key FILE] [--witness VKEY]… [--json]";

const HELP = `${USAGE}
${MESH_USAGE}

Recomputes a ledger from its bytes and its log's public key, and shares no code with what wrote it: every hash, every signature, every
balance. The last line is the verdict. Without --key the folder's own key is taken, which proves only that the folder agrees with itself.

  --key FILE      the log's public key in PEM, from somewhere you trust
  --witness VKEY  count this witness if it cosigned; may be given several times
  --json          JSON lines; the last one is the summary

Exit code: 0 it holds, 1 it does not, 2 wrong usage.

Examples
  plimsoll-verify .plimsoll/ledger --key ledger.pub.pem
  plimsoll-verify https://log.example.org/acme --key ledger.pub.pem --json
  plimsoll-verify mesh --genesis genesis.cbor --events events.bin`;

/**
 * Runs the command and gives its exit code: 0 verified, 1 not, 2 wrong usage. Writes lines through `out`. The events of a mesh
 * have codes of their own (`runMeshCli`).
 */
export async function runVerifierCli(
  argv: readonly string[],
  out: (line: string) => void = console.log,
): Promise<0 | 1 | 2 | 3> {
  if (argv.includes("--help") || argv.includes("-h")) {
    out(HELP);
    return 0;
  }
  if (argv[0] === "mesh" && argv.length > 1) return runMeshCli(argv.slice(1), out);
  const request = parseRequest(argv);
  if (typeof request === "string") {
    for (const line of [request, USAGE, MESH_USAGE]) out(line);
    return 2;
  }
  const { location, key, witness: witnesses = [], json } = request;
  const print = (record: object, text: string): void => out(json ? JSON.stringify(record) : text);
  const verify = existsSync(join(location, "ledger.log")) || !isTiled(location) ? verifyLedger : verifyTiles;
  const verdict = await verify(location, {
    keyPem: key === undefined ? undefined : keyText(key),
    witnesses,
    onCheckpoint: ({ size, root }) => {
      const [hex, base64] = [root.toString("hex"), root.toString("base64")];
      print({ type: "checkpoint", size, root: hex, rootBase64: base64 }, `${size}  ${hex}  ${base64}`);
    },
  });
  print({ type: "summary", ...verdict }, textOf(verdict));
  return verdict.ok ? 0 : 1;
}

/** It may be a pipe: whoever gives it is believed. What cannot be read is no key, and refused as that. */
function keyText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const isTiled = (location: string): boolean => /^https?:/.test(location) || existsSync(join(location, "tile"));

/** What is asked; a text that says what is wrong with it. */
function parseRequest(argv: readonly string[]) {
  try {
    const options = {
      key: { type: "string" },
      witness: { type: "string", multiple: true },
      json: { type: "boolean", default: false },
    } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [location] = positionals;
    if (location === undefined || positionals.length > 1)
      return `expected one folder or address, got ${positionals.length}`;
    return { location, ...values };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Whoever cuts batches off takes the published checkpoint away as well. */
const UNPUBLISHED =
  "    no published checkpoint is in this folder: whether entries were cut off its end cannot be told without an older one";

/** What a folder says of itself: nothing in it may move the cursor, hide what was told, or turn the reading direction. */
const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

function textOf(verdict: Verified | Refuted): string {
  if (!verdict.ok) return `NOT OK  ${verdict.code}: ${printable(verdict.message)}`;
  const { origin, size, checkpointCount, publishedSize, key } = verdict;
  const whose = key === "given" ? "yours" : "the folder's own; compare ledger.pub.pem with one from elsewhere";
  const told = `OK  ${printable(origin)}: ${size} entries, ${checkpointCount} checkpoints, CU conserved (key: ${whose})`;
  return publishedSize === null ? `${told}\n${UNPUBLISHED}` : told;
}
