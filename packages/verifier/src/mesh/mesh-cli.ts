import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { EventFile } from "./event-frames.ts";
import { BrokenInput, type Finding } from "./finding.ts";
import type { MeshVerdict } from "./verdict.ts";
import { verifyMesh } from "./verify-mesh.ts";

export const MESH_USAGE =
  "usage: plimsoll-verify mesh --genesis FILE --events FILE|DIR… [--certificate FILE] [--root HEX] [--anchor ROSTER_ID] [--json]";

/**
 * Checks the events of a mesh: 0 valid, 1 broken input, 2 wrong usage, 3 invalid or incomplete. Writes lines through `out`.
 *
 * @param nowMs a clock that never runs back
 */
export function runMeshCli(
  argv: readonly string[],
  out: (line: string) => void,
  nowMs: () => number = () => performance.now(),
): 0 | 1 | 2 | 3 {
  const request = parseRequest(argv);
  if (request === undefined) {
    out(MESH_USAGE);
    return 2;
  }
  const startedMs = nowMs();
  try {
    const verdict = verifyMesh(evidenceOf(request));
    const seconds = Math.round(nowMs() - startedMs) / 1000;
    for (const line of request.json ? jsonLines(verdict, seconds) : textLines(verdict, seconds)) out(line);
    return verdict.verdict === "valid" ? 0 : 3;
  } catch (cause) {
    if (!(cause instanceof BrokenInput)) throw cause;
    const record = { type: "summary", verdict: "broken", message: cause.message };
    out(request.json ? JSON.stringify(record) : `BROKEN INPUT  ${cause.message}`);
    return 1;
  }
}

type Request = NonNullable<ReturnType<typeof parseRequest>>;

function parseRequest(argv: readonly string[]) {
  try {
    const options = {
      genesis: { type: "string" },
      events: { type: "string", multiple: true },
      certificate: { type: "string" },
      root: { type: "string" },
      anchor: { type: "string" },
      json: { type: "boolean", default: false },
    } as const;
    const { genesis, events, ...rest } = parseArgs({ args: [...argv], options }).values;
    const areIds = [rest.root, rest.anchor].every((id) => id === undefined || /^[0-9a-f]{64}$/.test(id));
    return genesis === undefined || events === undefined || !areIds ? undefined : { genesis, events, ...rest };
  } catch {
    return undefined;
  }
}

const evidenceOf = ({ genesis, events, certificate, root, anchor }: Request) => ({
  genesis: read(genesis),
  events: events.flatMap(eventFiles),
  certificate: certificate === undefined ? undefined : read(certificate),
  root,
  anchor,
});

/** A file, or all files of a folder, without those in folders of it. */
function eventFiles(path: string): EventFile[] {
  const names = foundAt(path).isDirectory()
    ? readdirSync(path)
        .toSorted()
        .map((name) => join(path, name))
    : [path];
  return names.filter((name) => foundAt(name).isFile()).map((name) => ({ name, bytes: read(name) }));
}

const read = (path: string): Buffer => believed(path, () => readFileSync(path));
const foundAt = (path: string) => believed(path, () => statSync(path));

function believed<T>(path: string, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    throw new BrokenInput(`"${path}" cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function jsonLines({ findings, ...summary }: MeshVerdict, seconds: number): string[] {
  const lines = findings.map((finding) => ({ type: "finding", ...finding }));
  return [...lines, { type: "summary", ...summary, findings: findings.length, seconds }].map((line) =>
    JSON.stringify(line),
  );
}

const SHOWN_MAX = 50;

function textLines(verdict: MeshVerdict, seconds: number): string[] {
  const { findings, sections, certificate, missing, ...rest } = verdict;
  const shown = findings
    .slice(0, SHOWN_MAX)
    .map(({ weight, code, detail }) => `${weight.padEnd(10)}  ${code}: ${detail}`);
  const more = findings.length > SHOWN_MAX ? [`and ${findings.length - SHOWN_MAX} findings more`] : [];
  const parts = Object.entries(sections).map(([name, hash]) => [`section ${name}`, hash] as const);
  const table = [
    ...Object.entries(rest).slice(1),
    ["missing", missing.length] as const,
    ...parts,
    ...certificateRows(certificate),
  ];
  return [
    ...table.map(([name, value]) => `${name.padEnd(18)}${value ?? "genesis"}`),
    ...shown,
    ...more,
    `${verdict.verdict.toUpperCase()}  ${rest.events} events of ${rest.authors} authors, ${counts(findings)}, ${seconds} s`,
  ];
}

const counts = (findings: readonly Finding[]): string =>
  (["invalid", "incomplete", "note"] as const)
    .map((weight) => `${findings.filter((finding) => finding.weight === weight).length} ${weight}`)
    .join(", ");

function certificateRows(certificate: MeshVerdict["certificate"]): (readonly [string, string])[] {
  if (certificate === null) return [["certificate", "none given: a truncation cannot be seen"]];
  const { number, signers, quorum, events, beyond } = certificate;
  const coverage = beyond === null ? "not held in full" : `held in full, and ${beyond} beyond it`;
  return [
    ["certificate", `number ${number}, ${signers} signatures (${quorum ?? "?"} needed), ${events} events, ${coverage}`],
  ];
}
