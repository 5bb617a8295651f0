export { type BackupAsked, type BackupReport, makeBackup } from "./make-backup.ts";
export { type LedgerProof, type RestoreAsked, restoreBackup, type RestoreReport } from "./restore-backup.ts";
