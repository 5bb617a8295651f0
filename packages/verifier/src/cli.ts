import { parseArgs } from "node:util";

import { readText, type Refuted, type Verified, verifyLedger } from "./verify-ledger.ts";

/** Runs the command and gives its exit code: 0 verified, 1 not, 2 wrong usage. Writes lines through `out`. */
export function runVerifierCli(argv: readonly string[], out: (line: string) => void = console.log): 0 | 1 | 2 {
  const request = parseRequest(argv);
  if (request === undefined) {
    out("usage: plimsoll-verify DIR [--key FILE] [--json]");
    return 2;
  }
  const { directory, key, json } = request;
  const print = (record: object, text: string): void => out(json ? JSON.stringify(record) : text);
  const keyPem = key === undefined ? undefined : (readText(key) ?? "");
  const verdict = verifyLedger(directory, keyPem, ({ size, root }) => {
    const [hex, base64] = [root.toString("hex"), root.toString("base64")];
    print({ type: "checkpoint", size, root: hex, rootBase64: base64 }, `${size}  ${hex}  ${base64}`);
  });
  print({ type: "summary", ...verdict }, textOf(verdict));
  return verdict.ok ? 0 : 1;
}

function parseRequest(argv: readonly string[]) {
  try {
    const options = { key: { type: "string" }, json: { type: "boolean", default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [directory] = positionals;
    return directory === undefined || positionals.length > 1 ? undefined : { directory, ...values };
  } catch {
    return undefined;
  }
}

function textOf(verdict: Verified | Refuted): string {
  if (!verdict.ok) return `NOT OK  ${verdict.code}: ${verdict.message}`;
  const { origin, size, checkpointCount, key } = verdict;
  const whose = key === "given" ? "yours" : "the folder's own; compare ledger.pub.pem with one from elsewhere";
  return `OK  ${origin}: ${size} entries, ${checkpointCount} checkpoints, CU conserved (key: ${whose})`;
}
