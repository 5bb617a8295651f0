import {
  canonicalJson,
  digest,
  digestOfValue,
  err,
  identifier,
  integer,
  nullable,
  object,
  ok,
  type Result,
  type Shape,
} from "@plimsoll/foundation";
import { policyShape } from "../policy/policy.ts";
import { fieldsOf } from "../snapshot/column.ts";
import type { Json } from "../snapshot/json.ts";
import { malformed, MalformedSnapshot, type SnapshotFault } from "../snapshot/snapshot-fault.ts";
import type { Table } from "../snapshot/table.ts";
import { type Maps, TABLES } from "../snapshot/tables.ts";
import { TextReader, TextWriter } from "../snapshot/texts.ts";
import { isConserved } from "../wallet/wallet.ts";
import type { KernelState, Site } from "./state.ts";

const FORMAT = "plimsoll-snapshot";
/** Raised with every change of what a state holds: a snapshot of another version is refused, and the ledger rebuilds the state. */
const VERSION = 2;

const MAP_NAMES = Object.keys(TABLES) as (keyof Maps)[];

/**
 * A whole state as text: JSON, its maps in columns. Equal states give equal texts on every machine, whatever order they were made in, so
 * that a digest of the text can be signed, kept and compared. A state that came back from a snapshot gives the same text again.
 *
 * Throws a `RangeError` when the text would be longer than the engine's longest string (about 4.5 million entries in V8).
 */
export function snapshotOf(state: KernelState): string {
  const texts = new TextWriter();
  const maps = Object.fromEntries(MAP_NAMES.map((name) => [name, writtenMap(state, name, texts)]));
  const { clockMs, entryCount } = state;
  const site = JSON.parse(canonicalJson(state.site === null ? null : { ...state.site })) as Json;
  return JSON.stringify({ format: FORMAT, version: VERSION, clockMs, entryCount, site, ...texts.all(), maps });
}

const writtenMap = (state: KernelState, name: keyof Maps, texts: TextWriter): Json =>
  (TABLES[name] as unknown as Table<string, unknown>).write(state[name], texts);

/**
 * The state that a snapshot holds, or why the text is none. It has the digest of the original and decides as it does.
 *
 * Everything is checked before anything is given back: the form, every number, name, digest and word, the policy, and that every
 * wallet conserves (L4). What is *not* checked is whether this is the state of some ledger: a changed digit is a well-formed other state.
 * The caller MUST compare a digest of the text, kept with the ledger's entry count and root, before it lets the state decide.
 *
 * Rows of the long maps are built when they are first asked for; the first scan of a map builds all of it.
 */
export function stateFromSnapshot(text: string): Result<KernelState, SnapshotFault> {
  try {
    return ok(read(parsed(text)));
  } catch (fault) {
    if (fault instanceof MalformedSnapshot) return err(fault.fault);
    throw fault;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return malformed("", "whole JSON", text);
  }
}

function read(json: unknown): KernelState {
  const fields = fieldsOf(json, ["format", "version", "clockMs", "entryCount", "site", "names", "digests", "maps"], "");
  if (fields["format"] !== FORMAT) malformed("/format", `"${FORMAT}"`, fields["format"]);
  if (fields["version"] !== VERSION) malformed("/version", `${VERSION}`, fields["version"]);
  const texts = new TextReader(fields["names"], fields["digests"]);
  const written = fieldsOf(fields["maps"], MAP_NAMES, "/maps");
  const maps = Object.fromEntries(
    MAP_NAMES.map((name) => [name, TABLES[name].read(written[name], `/maps/${name}`, texts)]),
  ) as unknown as Maps;
  checkConserved(maps);
  return {
    site: siteOf(fields["site"]),
    clockMs: shaped(integer(), fields["clockMs"], "/clockMs"),
    entryCount: shaped(integer(), fields["entryCount"], "/entryCount"),
    ...maps,
  };
}

const siteShape: Shape<Site | null> = nullable(
  object({
    name: identifier,
    policy: policyShape,
    policyDigest: digest,
    scheduled: nullable(object({ policy: policyShape, effectiveAt: integer() })),
  }),
);

function siteOf(json: unknown): Site | null {
  const site = shaped(siteShape, json, "/site");
  if (site !== null && digestOfValue(site.policy) !== site.policyDigest)
    malformed("/site/policyDigest", "the digest of the policy", site.policyDigest);
  return site;
}

function shaped<T>(shape: Shape<T>, json: unknown, path: string): T {
  const result = shape.parse(json, path);
  if (result.ok) return result.value;
  throw new MalformedSnapshot(result.error.path, result.error.expected, result.error.received);
}

function checkConserved({ wallets }: Maps): void {
  for (const [key, wallet] of wallets.sorted())
    if (!isConserved(wallet)) malformed(`/maps/wallets/${key}`, "a wallet that conserves (L4)", wallet);
}
