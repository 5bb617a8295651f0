import { readFileSync } from "node:fs";
import {
  digest,
  type Digest,
  integer,
  list,
  matching,
  nullable,
  object,
  PlimsollError,
  type Shaped,
} from "@plimsoll/foundation";
import type { ProcessFacts } from "../process-table/process-facts.ts";

const entryShape = object({
  /** Why it may compute without paying: for whoever reads the list next. */
  why: matching("a reason", /^.{3,200}$/),
  /** SHA-256 of the executable's bytes. A name or a path is no identity, an interpreter's digest allows all it runs. */
  executable: nullable(digest),
  /** A cgroup and those below it. */
  cgroup: nullable(matching("a cgroup path", /^\/.*$/)),
  /** Effective user id. */
  user: nullable(integer()),
});

const allowListShape = object({ version: integer(1, 1), allow: list(entryShape, 1_000) });

/** Who may compute on this machine without a lease. All that an entry names must fit. */
export type AllowList = Shaped<typeof allowListShape>["allow"];

/** The kernel has no use for us, and a machine without a list allows nobody. */
export const NOBODY_ALLOWED: AllowList = [];

/** Throws `ALLOW_LIST_MALFORMED`. An entry that names nothing would allow everybody. */
export function readAllowList(file: string): AllowList {
  const parsed = allowListShape.parse(jsonOf(file));
  if (!parsed.ok)
    throw malformed(file, `${parsed.error.expected} at ${parsed.error.path || "the top"}`, parsed.error.received);
  const empty = parsed.value.allow.find(
    ({ executable, cgroup, user }) => executable === null && cgroup === null && user === null,
  );
  if (empty !== undefined)
    throw malformed(file, "an executable, a cgroup or a user in each entry", `none: "${empty.why}"`);
  return parsed.value.allow;
}

/** @param digestOf the digest of what a process runs; null where it cannot be read, which fits no entry */
export const isAllowed = (facts: ProcessFacts, allow: AllowList, digestOf: () => Digest | null): boolean =>
  allow.some(
    ({ executable, cgroup, user }) =>
      (user === null || user === facts.user) &&
      (cgroup === null || facts.cgroups.some((path) => isWithin(path, cgroup))) &&
      (executable === null || executable === digestOf()),
  );

const isWithin = (path: string, cgroup: string): boolean =>
  path === cgroup || path.startsWith(cgroup.endsWith("/") ? cgroup : `${cgroup}/`);

function jsonOf(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw malformed(file, "JSON", JSON.stringify(text.slice(0, 60)), cause);
  }
}

const malformed = (file: string, expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "ALLOW_LIST_MALFORMED",
    expected: `${expected} in the allow list "${file}"`,
    received,
    fix: 'write {"version":1,"allow":[{"why":"…","executable":null,"cgroup":"/system.slice","user":null}]}',
    cause,
  });
