import type { Dossier } from "../dossier/dossier.ts";
import type { Recount } from "../examination/examination.ts";

/**
 * The evaluation by which a firewall inside the subject was measured; null: not measured, which beyond ASL-5 is not Green (A74). The
 * product sees nothing inside a model: what it accepts is an evaluation of this version whose every log was counted again.
 */
export function latentFirewallOf(
  { plan, evaluations, subject }: Pick<Dossier, "plan" | "evaluations" | "subject">,
  recounts: readonly Recount[],
): string | null {
  const measured = evaluations.find(
    ({ id, subjectVersion }) => id === plan.latentFirewall && subjectVersion === subject.version,
  );
  const recount = recounts.find(({ evaluation }) => evaluation === measured?.id);
  const isCounted = (recount?.counted?.trials ?? 0) > 0 && recount?.unread.length === 0;
  return measured !== undefined && isCounted ? measured.id : null;
}
