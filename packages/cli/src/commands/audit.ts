import type { AddCommand } from "../add-command.ts";
import { addMeter } from "../audit-tools/meter-command.ts";
import { addReconcile } from "../audit-tools/reconcile-command.ts";
import { addAuditNode } from "../node-tools/audit-node.ts";

export const addAudit: AddCommand = (program, exitWith) => {
  const audit = program
    .command("audit")
    .description("what compute really uses: meters, reconciliation, unpaid processes");
  for (const add of [addMeter, addReconcile, addAuditNode]) add(audit, exitWith);
};
