import { PlimsollError } from "@plimsoll/foundation";
import { ATTESTATION_REFUSALS, OCI_REFUSALS, RefusedError } from "@plimsoll/governor";
import { EXIT } from "../exit-codes.ts";
import { tellFault } from "./tell-fault.ts";

/** Faults that are answers to what was asked, not something broken. */
const REFUSALS: ReadonlySet<string> = new Set([
  "EVIDENCE_OTHER_MODEL",
  "WEIGHTS_DIFFER",
  "PROBE_SET_DIFFERS",
  "EVIDENCE_MALFORMED",
  "RUN_DIFFERS",
  "RUN_IN_USE",
  "ADOPTION_REFUSED",
  "KILL_SWITCH_NOT_READY",
  "FILE_EXISTS",
  "TILES_FOREIGN",
  "SNAPSHOT_DIFFERS",
  "SNAPSHOT_FROZEN",
  "SNAPSHOT_STILL_WRITTEN",
  "MODEL_SIGNATURE_INVALID",
  "UNKNOWN_DATASET",
  "SCRUB_INCOMPLETE",
  "CERTIFICATE_INVALID",
  "CERTIFICATE_DIFFERS",
  "PROPHET_CHECKPOINTS_EXIST",
  "PROPHET_FILE_EXISTS",
  "PROPHET_LOG_EXISTS",
  "MESH_FOLDER_IN_USE",
  "MESH_NODE_NOT_READY",
  "MESH_TOO_MANY_WAIT",
  "MESH_NO_CERTIFICATE",
  "MESH_NOT_A_SURVIVOR",
  "MESH_EPOCH_OPEN",
  "MESH_NOT_DECIDED",
  "RELEASE_REQUIRED",
  "RELEASE_NOT_ALLOWED",
  "RELEASE_PACK_MISSING",
  "PACK_DIRECTORY_NOT_EMPTY",
  "RELEASE_INCIDENT_KNOWN",
  "RELEASE_ALREADY_WITHDRAWN",
  "RELEASE_ARTIFACTS_NONE",
  "RELEASE_STORE_NOT_FOUND",
  ...ATTESTATION_REFUSALS,
  ...OCI_REFUSALS,
]);
const USAGE: ReadonlySet<string> = new Set([
  "CLUSTER_TRAINING_DIFFERS",
  "CLUSTER_EVALUATION_RUNS",
  "LEARNER_OPTION",
  "LEARNER_BATCH",
  "LEARNER_NETWORK",
  "GATE_OPTIONS_MALFORMED",
  "UPSTREAM_MALFORMED",
  "FEED_ADDRESS_MALFORMED",
  "NO_EVIDENCE_SOURCE",
  "RUN_UNKNOWN",
  "RUN_NOT_NAMED",
  "MODEL_KEY_MISSING",
  "MODEL_UNKNOWN",
  "MODEL_AMBIGUOUS",
  "PROBE_TARGET_MISSING",
  "PROBE_SUBJECT_UNUSABLE",
  "GRAPH_MISSING",
  "GRAPH_MALFORMED",
  "DEPLOYMENT_UNKNOWN",
  "KEY_UNKNOWN",
  "NODE_KEY_MALFORMED",
  "EVIDENCE_TRUST_MISSING",
  "PROPHET_CONFIG",
  "PROPHET_ENVIRONMENT",
  "PROPHET_NOTHING_TO_RESUME",
  "PROPHET_SPEC",
  "MESH_OPTIONS",
  "MESH_ADDRESS",
  "MESH_FOLDER",
  "MESH_FOLDERS_DIFFER",
  "MESH_ANCHORS_DIFFER",
  "MESH_PATH_TOO_LONG",
  "MESH_REQUEST_MALFORMED",
  "MESH_WORKER_OPTIONS",
  "LLM_SETTINGS_INVALID",
  "RELEASE_EXAMPLE_UNKNOWN",
  "RELEASE_EVALUATION_UNKNOWN",
  "RELEASE_SUBJECT_UNKNOWN",
  "RELEASE_ORDER_UNKNOWN",
  "RELEASE_CHANGE_UNKNOWN",
  "USAGE",
  "RELEASE_TEXT_UNREADABLE",
]);

/** What the file system may say of a path that somebody gave us. */
const SYSTEM_CODES: ReadonlyMap<string, string> = new Map([
  ...["ENOSPC", "EDQUOT", "EFBIG"].map((code) => [code, "DISK_FULL"] as const),
  ...["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ELOOP", "ENAMETOOLONG"].map(
    (code) => [code, "DIRECTORY_NOT_WRITABLE"] as const,
  ),
  ["ENOENT", "FILE_NOT_FOUND"],
  ["EISDIR", "FILE_NOT_READABLE"],
]);

/** What is called of an open file, whose path its fault does not name. */
const FILE_CALLS: ReadonlySet<string> = new Set(["read", "write", "fsync", "fdatasync", "ftruncate", "close"]);

/** Says in one line what went wrong and how to mend it; answers with the exit code. */
export function reportFault(fault: unknown, asJson: boolean): number {
  // Closing failed too, for the same reason: what came first is what is told.
  if (fault instanceof SuppressedError) return reportFault(fault.suppressed, asJson);
  const { code, message } = describeFault(fault);
  tellFault(code, message, asJson);
  if (fault instanceof RefusedError || REFUSALS.has(code)) return EXIT.refused;
  return USAGE.has(code) ? EXIT.usage : EXIT.broken;
}

/** The code and the words of whatever was thrown. */
export function describeFault(fault: unknown): { readonly code: string; readonly message: string } {
  if (fault instanceof RefusedError) return { code: fault.refusal.code, message: fault.message };
  if (fault instanceof PlimsollError) return { code: fault.code, message: fault.message };
  const { code, path, syscall } = fault as NodeJS.ErrnoException;
  // Node 24 says ENOENT of a folder that it may not make on a read-only disk.
  const known = code === "ENOENT" && syscall === "mkdir" ? "DIRECTORY_NOT_WRITABLE" : SYSTEM_CODES.get(code ?? "");
  if (known !== undefined && (path !== undefined || FILE_CALLS.has(syscall ?? "")))
    return {
      code: known,
      message: `expected to ${syscall} ${path === undefined ? "a file" : `"${path}"`}, got ${code}; give another path, or make room or rights there`,
    };
  const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  return { code: "INTERNAL", message: `this is a fault of plimsoll; please report it: ${message}` };
}
