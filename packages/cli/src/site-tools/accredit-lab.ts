import { PlimsollError } from "@plimsoll/foundation";
import { RefusedError, type Site } from "@plimsoll/governor";
import { quarterOf, walletOf } from "@plimsoll/kernel";

export interface AskedAccreditation {
  readonly headcount: number;
  readonly computeUnits: number;
  readonly bonds: NonNullable<Parameters<Site["accredit"]>[3]>;
}

/**
 * Accredits a lab, and answers with what it gets in this quarter, micro-CU: as the kernel opens it, or has opened it.
 * Asking for the same again changes nothing. Throws `NAME_MALFORMED`; `RefusedError`, with `LAB_EXISTS` for other figures.
 */
export function accreditLab(site: Site, name: string, { headcount, computeUnits, bonds }: AskedAccreditation): number {
  try {
    site.accredit(name, headcount, computeUnits, bonds);
  } catch (cause) {
    throw faultOf(cause, site, name);
  }
  const { state } = site;
  const lab = state.labs.get(name);
  return state.site === null || lab === undefined ? 0 : walletOf(state, state.site, lab, quarterOf(site.now())).granted;
}

/** In words of the lab: nobody typed the name of its key or the id of the command. */
function faultOf(cause: unknown, { state }: Site, name: string): unknown {
  if (cause instanceof PlimsollError && cause.code === "NAME_MALFORMED") return nameMalformed(name, cause);
  const lab = state.labs.get(name);
  if (!(cause instanceof RefusedError) || cause.refusal.code !== "ID_REUSED" || lab === undefined) return cause;
  return new RefusedError({
    ...cause.refusal,
    code: "LAB_EXISTS",
    expected: `"${name}" as it is accredited: ${lab.headcount} people, ${lab.baselineComputeUnits} compute units`,
    received: "other figures or bonds",
    fix: "use it as it is, or accredit another name",
  });
}

const nameMalformed = (name: string, cause: PlimsollError): PlimsollError =>
  new PlimsollError({
    code: "NAME_MALFORMED",
    expected: "a name of letters, digits and . _ @ -, since the lab's key is a file of that name",
    received: JSON.stringify(name),
    fix: "choose another name",
    cause,
  });
