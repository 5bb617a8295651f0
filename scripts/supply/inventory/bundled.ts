/**
 * Packages whose code is inside a page that we publish, though nothing depends on them there: by folder of the page's package. Their
 * licences ask for their notice in every copy, so NOTICE has it.
 */
export const BUNDLED: Readonly<Record<string, readonly string[]>> = {
  "packages/dashboard": ["@preact/signals", "preact", "uplot"],
};
