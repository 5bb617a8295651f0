import type { FaultDetail } from "@plimsoll/foundation";
import { ADMISSION_API_VERSION } from "./admission-review.ts";

/** k8s.io/api/admission/v1, AdmissionResponse. */
export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: {
    readonly code: 403;
    readonly reason: "Forbidden";
    readonly message: string;
    readonly details: { readonly causes: readonly { readonly reason: string; readonly message: string }[] };
  };
  /** What the API server's audit log keeps, under the webhook's name. */
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

export const allow = (uid: string, auditAnnotations?: Readonly<Record<string, string>>): AdmissionResponse => ({
  uid,
  allowed: true,
  ...(auditAnnotations === undefined ? {} : { auditAnnotations }),
});

/** Machines read the cause, people the message: code, what was expected, what came, and what to do about it. */
export function deny(uid: string, { code, expected, received, fix }: FaultDetail): AdmissionResponse {
  const message = `expected ${expected}, got ${received}; ${fix}`;
  return {
    uid,
    allowed: false,
    status: {
      code: 403,
      reason: "Forbidden",
      message: `${code}: ${message}`,
      details: { causes: [{ reason: code, message }] },
    },
    auditAnnotations: { code },
  };
}

/** Why a response denies; `null` where it allows. */
export const denialCodeOf = ({ status }: AdmissionResponse): string | null => status?.details.causes[0]?.reason ?? null;

export const reviewOf = (response: AdmissionResponse) => ({
  apiVersion: ADMISSION_API_VERSION,
  kind: "AdmissionReview",
  response,
});
