export { denialCodeOf } from "./admission-response.ts";
export type { AdmissionRules, GatedNamespaces } from "./admission-rules.ts";
export {
  type AdmissionWebhook,
  openAdmissionWebhook,
  type ReviewSubject,
  type WebhookEvent,
} from "./open-admission-webhook.ts";
export { reviewAdmission } from "./review-admission.ts";
