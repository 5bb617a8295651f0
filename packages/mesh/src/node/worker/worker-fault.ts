import { PlimsollError } from "@plimsoll/foundation";

/** Why a job has no answer. */
export type WorkerFaultCode =
  | "MESH_WORKER_UNREACHABLE"
  | "MESH_WORKER_STATUS"
  | "MESH_WORKER_ANSWER"
  | "MESH_WORKER_TOO_LONG"
  | "MESH_WORKER_TIMEOUT"
  | "MESH_WORKER_ABANDONED"
  | "MESH_WORKER_FAILED"
  | "MESH_WORKER_OPTIONS";

export const workerFault = (code: WorkerFaultCode, expected: string, received: string, fix: string): PlimsollError =>
  new PlimsollError({ code, expected, received, fix });

/** The code of whatever a worker threw. */
export const workerFaultCode = (fault: unknown): string =>
  fault instanceof PlimsollError ? fault.code : "MESH_WORKER_FAILED";
