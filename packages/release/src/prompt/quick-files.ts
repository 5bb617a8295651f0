import type { QuickReading } from "./quick-dossier.ts";

/**
 * A reading as the files of a dossier's folder, by place: to be evaluated as every folder is, and to be worked on from there
 * (docs/guides/dossier.md). Sources name their digests themselves, so that nothing is to be sealed first.
 */
export function quickFiles({ dossier, kept }: QuickReading): ReadonlyMap<string, string> {
  const { format, subject, action, declaredLevel, screeningClaim, ...parts } = dossier;
  const head = { format, subject, action, declaredLevel, screeningClaim };
  const files = Object.entries({ dossier: head, ...parts }).map(
    ([name, part]) => [`${name}.json`, jsonOf(part)] as const,
  );
  return new Map([...files, ...dossier.sources.map(({ file }) => [file, kept] as const)]);
}

const jsonOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
