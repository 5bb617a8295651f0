import type { InventoryItem } from "./inventory.ts";
import { KNOWN_LICENCES, type Use } from "./licences.ts";

/** docs/reference/licences.md. */
export function licencesPage(items: readonly InventoryItem[]): string {
  return `# Licences

Made by \`npm run licences\` from \`package-lock.json\`. Every package that others made, with the licence that its maker names (SPDX). A test compares this page
with the lock file, and refuses a licence that is not on the list in \`scripts/supply/inventory/licences.ts\`.

What somebody gets who installs Plimsoll is *shipped*. All else builds, checks and tests it here, and is in nothing that we publish. Plimsoll itself is under the
Apache License 2.0 (\`LICENSE\`, \`NOTICE\`); the reason for each direct dependency stands in [dependencies.md](dependencies.md), the shipped ones with their digests in
[sbom.cdx.json](sbom.cdx.json).

${countTable(items)}

${unnamed()}

## Shipped

${packageTable(items, "shipped")}

## For development alone

${packageTable(items, "development")}
`;
}

function countTable(items: readonly InventoryItem[]): string {
  const licences = [...new Set(items.map(({ licence }) => licence))].sort();
  const count = (licence: string, use: Use): number =>
    items.filter((item) => item.licence === licence && item.use === use).length;
  const rows = licences.map(
    (licence) => `| ${licence} | ${count(licence, "shipped")} | ${count(licence, "development")} |`,
  );
  const all = (use: Use): number => items.filter((item) => item.use === use).length;
  const total = `| all | ${all("shipped")} | ${all("development")} |`;
  return ["| licence | packages shipped | for development alone |", "|---|---|---|", ...rows, total].join("\n");
}

const unnamed = (): string =>
  [
    "Packages whose manifest names no licence:",
    "",
    ...Object.entries(KNOWN_LICENCES).map(([name, { licence, source }]) => `- \`${name}\`: ${licence}, by ${source}`),
  ].join("\n");

function packageTable(items: readonly InventoryItem[], use: Use): string {
  const rows = items
    .filter((item) => item.use === use)
    .map(({ name, version, licence }) => `| \`${name}\` | ${version} | ${licence} |`);
  return ["| package | version | licence |", "|---|---|---|", ...rows].join("\n");
}
