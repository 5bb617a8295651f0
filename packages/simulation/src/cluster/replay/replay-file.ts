import {
  canonicalJson,
  digest,
  digestOf,
  integer,
  matching,
  nullable,
  object,
  oneOf,
  PlimsollError,
  type Shaped,
  utf8,
} from "@plimsoll/foundation";
import { ACTION_COUNT } from "../actions.ts";
import { snapshotFault } from "../batch/snapshot-fault.ts";
import { type ClusterSpec, clusterSpecDigest, parseClusterSpec } from "../cluster-spec.ts";
import { clusterConstants } from "../integer/constants.ts";
import { batchLayout } from "../kernel/cluster-memory.ts";
import { joined } from "./replay-recorder.ts";
import { type Replay, RESET_BEFORE, REST } from "./replay.ts";

const KIND = "plimsoll.cluster-replay.1";
const NEWLINE = 0x0a;
/** A header is a spec and some numbers; what is longer is none. */
const HEADER_BYTES_MAX = 65_536;

const HEADER = object({
  kind: oneOf(KIND),
  /** The spec as JSON text, for its fractions. */
  spec: matching("a spec as JSON text", /^\{.{1,60000}\}$/),
  specDigest: digest,
  autoreset: oneOf("next-step", "same-step", "disabled"),
  environments: integer(1, 1 << 22),
  steps: integer(0, 1 << 30),
  /** Null: the snapshots of the environments follow the header. */
  seed: nullable(integer(0, 2 ** 53 - 1 - (1 << 22))),
  endDigest: digest,
  /** Of all bytes after the header. */
  bodyDigest: digest,
});

type Header = Shaped<typeof HEADER>;

/** A replay as a file: one line of JSON, then the snapshots if it starts from some, then one byte a step and environment. */
export function replayToBytes(replay: Replay): Uint8Array {
  const { spec, autoreset, environments, start, actions, endDigest } = replay;
  const body = "seed" in start ? actions : joined([start.snapshots, actions]);
  const header: Header = {
    kind: KIND,
    spec: JSON.stringify(spec),
    specDigest: clusterSpecDigest(spec),
    autoreset,
    environments,
    steps: actions.length / environments,
    seed: "seed" in start ? start.seed : null,
    endDigest,
    bodyDigest: digestOf(body),
  };
  return joined([utf8(`${canonicalJson(header)}\n`), body]);
}

/**
 * Reads what `replayToBytes` writes, and nothing else: every digest, length, action and snapshot is checked.
 * @throws {PlimsollError} `CLUSTER_REPLAY_INVALID`, or `CLUSTER_SPEC_INVALID` for a spec that is none
 */
export function replayFromBytes(bytes: Uint8Array): Replay {
  const end = bytes.subarray(0, HEADER_BYTES_MAX).indexOf(NEWLINE);
  if (end < 0) throw invalid(`a header line of at most ${HEADER_BYTES_MAX} bytes`, "none");
  const header = headerOf(bytes.subarray(0, end));
  const spec = specOf(header);
  const body = bytes.slice(end + 1);
  if (digestOf(body) !== header.bodyDigest) throw invalid(`a body of digest ${header.bodyDigest}`, "another one");
  return { spec, ...partsOf(header, spec, body) };
}

function headerOf(line: Uint8Array): Header {
  const parsed = HEADER.parse(jsonOf(new TextDecoder().decode(line)));
  if (!parsed.ok) throw invalid(`${parsed.error.expected} at ${parsed.error.path}`, parsed.error.received);
  return parsed.value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("JSON", "something else", cause);
  }
}

function specOf({ spec, specDigest }: Header): ClusterSpec {
  const parsed = parseClusterSpec(jsonOf(spec));
  const found = clusterSpecDigest(parsed);
  if (found !== specDigest) throw invalid(`a spec of digest ${specDigest}`, found);
  return parsed;
}

function partsOf(header: Header, spec: ClusterSpec, body: Uint8Array): Omit<Replay, "spec"> {
  const { autoreset, environments, steps, seed, endDigest } = header;
  const { stateBytes } = batchLayout(clusterConstants(spec), environments);
  const snapshotBytes = seed === null ? environments * stateBytes : 0;
  const expected = snapshotBytes + steps * environments;
  if (body.length !== expected) throw invalid(`${expected} bytes after the header`, `${body.length}`);
  const [snapshots, actions] = [body.slice(0, snapshotBytes), body.slice(snapshotBytes)];
  checkActions(actions, environments, autoreset);
  if (seed !== null) return { autoreset, environments, start: { seed }, actions, endDigest };
  checkSnapshots(snapshots, spec, stateBytes);
  return { autoreset, environments, start: { snapshots }, actions, endDigest };
}

/** Resets are of mode `disabled` alone, and a row without a step is the last one and as a whole. */
function checkActions(actions: Uint8Array, environments: number, autoreset: Header["autoreset"]): void {
  const isDisabled = autoreset === "disabled";
  const last = actions.subarray(actions.length - environments);
  const rests = isDisabled && last.length > 0 && last.every((byte) => (byte & ~RESET_BEFORE) === REST);
  const stepped = rests ? actions.subarray(0, actions.length - environments) : actions;
  const known = isDisabled ? ~RESET_BEFORE : ~0;
  const wrong = stepped.findIndex((byte) => (byte & known) >= ACTION_COUNT);
  if (wrong >= 0) throw invalid("actions from 0 to 5", `${actions[wrong]} at place ${wrong}`);
}

function checkSnapshots(snapshots: Uint8Array, spec: ClusterSpec, stateBytes: number): void {
  for (let at = 0; at < snapshots.length; at += stateBytes) {
    const fault = snapshotFault(snapshots.subarray(at, at + stateBytes), clusterConstants(spec));
    if (fault !== undefined) throw invalid("snapshots of clusters", `${fault} in snapshot ${at / stateBytes}`);
  }
}

const invalid = (expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_REPLAY_INVALID",
    expected,
    received,
    fix: "read a file that `replayToBytes` has written, whole and unchanged",
    ...(cause === undefined ? {} : { cause }),
  });
