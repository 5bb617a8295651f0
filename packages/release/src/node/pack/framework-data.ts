import { type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { readdirSync, readFileSync } from "node:fs";
import { asCanonical } from "../../pack/manifest.ts";
import { type Framework, frameworkShape } from "../../report/framework/framework.ts";

const FOLDER = new URL("../../../frameworks/", import.meta.url);

export interface FrameworkData {
  readonly frameworks: readonly Framework[];
  /** Of all of them, in the order of their names. */
  readonly digest: Digest;
}

/** The forms of published frameworks that ship with this program, by name. Throws `PACK_FRAMEWORK_INVALID`. */
export function shippedFrameworks(): FrameworkData {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .toSorted();
  const frameworks = names.map((name) => readFramework(name));
  return { frameworks, digest: digestOfValue(asCanonical(frameworks)) };
}

function readFramework(name: string): Framework {
  const parsed = frameworkShape.parse(JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")));
  if (parsed.ok) return parsed.value;
  throw new PlimsollError({
    code: "PACK_FRAMEWORK_INVALID",
    expected: `${parsed.error.expected} at ${parsed.error.path} of ${name}`,
    received: parsed.error.received,
    fix: "install the package again",
  });
}
