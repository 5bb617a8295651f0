import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { goldenCases, type GoldenCase } from "../../golden/cases.ts";
import { existsSync } from "node:fs";

/**
 * Writes one of the golden dossiers as a folder, dated now, so that it can be evaluated as it stands. Throws `FILE_EXISTS`,
 * `RELEASE_EXAMPLE_UNKNOWN`.
 */
export function writeGolden(id: string, directory: string, nowMs: number): GoldenCase {
  const golden = goldenCases(nowMs).find((each) => each.id === id || each.id.startsWith(`${id}-`));
  if (golden === undefined) throw unknownExample(id, nowMs);
  if (existsSync(directory)) throw exists(directory);
  const { dossier, files } = golden.folder;
  const { format, subject, action, declaredLevel, screeningClaim, ...parts } = dossier;
  writeJson(directory, "dossier", { format, subject, action, declaredLevel, screeningClaim });
  for (const [name, part] of Object.entries(parts)) writeJson(directory, name, part);
  for (const [place, text] of files) write(join(directory, place), text);
  return golden;
}

const writeJson = (directory: string, name: string, value: unknown): void =>
  write(join(directory, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const unknownExample = (id: string, nowMs: number): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_EXAMPLE_UNKNOWN",
    expected: `one of ${goldenCases(nowMs)
      .map((each) => each.id)
      .join(", ")}`,
    received: `"${id}"`,
    fix: "name one of them",
  });

const exists = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: "a folder that is not there yet",
    received: directory,
    fix: "name another one",
  });
