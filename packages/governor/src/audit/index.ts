export { type ChannelStanding, labStanding, type LabStanding, standingOf } from "./lab-standing.ts";
export { type OutsideAudit, outsideAudit, type OwnAnswer } from "./outside-audit.ts";
export { ownReading, type OwnReading } from "./own-reading.ts";
