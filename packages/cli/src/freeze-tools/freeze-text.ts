import type { FrozenSnapshot, SnapshotDifference } from "@plimsoll/governor";
import { printableLines } from "../output/print-text.ts";
import { textTable } from "../output/text-table.ts";
import type { BesideSnapshot } from "./beside-snapshot.ts";
import type { Verification } from "./verify-path.ts";

/** A file or folder, by the name that it has below the snapshot. */
const shownPath = (path: string): string => (path === "" ? "." : path);

export function frozenTable({ manifest, locks, digest }: FrozenSnapshot, beside: BesideSnapshot): string {
  const rows = manifest.map(({ path, bytes, digest: own }) => [
    shownPath(path),
    bytes,
    locks.get(path) ?? "modes",
    own,
  ]);
  const weak = [...locks.values()].filter((lock) => lock === "modes").length;
  const strength =
    weak === 0
      ? "immutable: root too has to take the flag off first"
      : `${weak} of ${locks.size} paths are locked by their modes alone: root can still write to them`;
  return (
    textTable([["path", "bytes", "lock", "digest"], ...rows]) +
    `frozen ${digest}\n${strength}\nmanifest  ${beside.manifest}\nsignature ${beside.signature}\n`
  );
}

export function verificationTable({ kind, files, differences, ignoredPaths }: Verification): string {
  if (differences.length === 0) return `ok: ${files} files are as the ${kind} says\n${ignoredText(ignoredPaths)}`;
  const rows = differences.map((difference) => [difference.kind, shownPath(difference.path), originOf(difference)]);
  return textTable([["what", "path", ""], ...rows]) + ignoredText(ignoredPaths);
}

const originOf = (difference: SnapshotDifference): string =>
  difference.kind === "renamed" ? `what the manifest has at ${shownPath(difference.from)}` : "";

const ignoredText = (paths: readonly string[]): string =>
  paths.length === 0 ? "" : printableLines(`not signed, and not looked at: ${paths.join(", ")}\n`);
