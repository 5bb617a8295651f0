import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runVerifierCli } from "@plimsoll/verifier";
import type { Genesis } from "../../src/event/genesis.ts";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";

export interface VerifierInput {
  readonly genesis: Genesis;
  /** Envelopes, in any order. */
  readonly events: readonly Uint8Array[];
  readonly certificate?: Uint8Array;
  readonly anchor?: string | null;
}

export interface VerifierFinding {
  readonly weight: string;
  readonly code: string;
  readonly detail: string;
}

export interface VerifierAnswer {
  readonly code: number;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly findings: readonly VerifierFinding[];
}

/** Runs the separate program over files, as a stranger would. */
export async function runVerifier(input: VerifierInput): Promise<VerifierAnswer> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-mesh-verifier-"));
  try {
    return await answerOf(argumentsFor(folder, input));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function argumentsFor(folder: string, { genesis, events, certificate, anchor }: VerifierInput): string[] {
  const put = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const argv = ["--genesis", put("genesis", encodeGenesis(genesis)), "--events", put("events", framed(events))];
  if (certificate !== undefined) argv.push("--certificate", put("certificate", certificate));
  if (typeof anchor === "string") argv.push("--anchor", anchor);
  return [...argv, "--json"];
}

async function answerOf(argv: readonly string[]): Promise<VerifierAnswer> {
  const lines: string[] = [];
  const code = await runVerifierCli(["mesh", ...argv], (line) => lines.push(line));
  const records = lines.map((line) => JSON.parse(line) as VerifierFinding & { readonly type: string });
  const summary = records.at(-1) as unknown as VerifierAnswer["summary"];
  return { code, summary, findings: records.filter(({ type }) => type === "finding") };
}

/** Where each envelope begins in the file. */
export function offsetsOf(events: readonly Uint8Array[]): number[] {
  let next = 0;
  return events.map(({ length }) => {
    const at = next;
    next += 4 + length;
    return at;
  });
}

function framed(events: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    events.flatMap((bytes) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
