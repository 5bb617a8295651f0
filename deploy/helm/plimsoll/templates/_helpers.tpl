{{- define "plimsoll.prefix" -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- /* What selects a part's pods. It never changes: selectors cannot. Call with (list $ "server"). */ -}}
{{- define "plimsoll.selector" -}}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "plimsoll.labels" -}}
{{ include "plimsoll.selector" . }}
app.kubernetes.io/name: plimsoll
app.kubernetes.io/part-of: plimsoll
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
{{- end }}

{{- define "plimsoll.image" -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- end }}

{{- define "plimsoll.pod" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "plimsoll.container" -}}
image: {{ include "plimsoll.image" . }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- define "plimsoll.rollout" -}}
strategy:
  type: RollingUpdate
  rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
minReadySeconds: 5
progressDeadlineSeconds: 300
{{- end }}

{{- /* Two on one machine are one when it burns; zones as far as there are some. Call with (list $ "gate-proxy"). */ -}}
{{- define "plimsoll.spread" -}}
topologySpreadConstraints:
{{- range list (list "kubernetes.io/hostname" "DoNotSchedule") (list "topology.kubernetes.io/zone" "ScheduleAnyway") }}
  - maxSkew: 1
    topologyKey: {{ index . 0 }}
    whenUnsatisfiable: {{ index . 1 }}
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels:
        {{- include "plimsoll.selector" $ | nindent 8 }}
{{- end }}
{{- end }}

{{- /* Autoscaler and disruption budget of a Deployment. Call with (list $ "gate-proxy" .Values.gateProxy). */ -}}
{{- define "plimsoll.scaling" -}}
{{- $root := index . 0 }}
{{- $part := index . 1 }}
{{- $values := index . 2 }}
{{- $both := list $root $part }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  namespace: {{ $root.Release.Namespace }}
  name: {{ include "plimsoll.prefix" $root }}-{{ $part }}
  labels:
    {{- include "plimsoll.labels" $both | nindent 4 }}
spec:
  minAvailable: 1
  selector:
    matchLabels:
      {{- include "plimsoll.selector" $both | nindent 6 }}
{{- if $values.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  namespace: {{ $root.Release.Namespace }}
  name: {{ include "plimsoll.prefix" $root }}-{{ $part }}
  labels:
    {{- include "plimsoll.labels" $both | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "plimsoll.prefix" $root }}-{{ $part }}
  minReplicas: {{ $values.autoscaling.minReplicas }}
  maxReplicas: {{ $values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        # Of what is requested.
        target: { type: Utilization, averageUtilization: {{ $values.autoscaling.cpuPercent }} }
  behavior:
    # Up at once, down slowly: what was needed a moment ago may be needed again.
    scaleDown: { stabilizationWindowSeconds: 300 }
{{- end }}
{{- end }}

{{- /* Names are looked up: one rule of egress. */ -}}
{{- define "plimsoll.dns" -}}
- to: {{ toJson .Values.networkPolicy.dns }}
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end }}

{{- /* The writer of this namespace, of this release or of another: one rule of egress. */ -}}
{{- define "plimsoll.toServer" -}}
- to:
    - podSelector:
        matchLabels: { app.kubernetes.io/part-of: plimsoll, app.kubernetes.io/component: server }
  ports:
    - { protocol: TCP, port: 7460 }
{{- end }}

{{- define "plimsoll.scheme" -}}
{{ if .Values.server.behindTlsProxy }}http{{ else }}https{{ end }}
{{- end }}

{{- /* Where gates hear the feed. */ -}}
{{- define "plimsoll.feed" -}}
{{ .Values.issuer.feedUrl | default (include "plimsoll.ownFeed" .) }}
{{- end }}

{{- define "plimsoll.ownFeed" -}}
{{ include "plimsoll.scheme" . }}://{{ include "plimsoll.prefix" . }}-server.{{ .Release.Namespace }}.svc:7460/v1/withdrawals
{{- end }}

{{- define "plimsoll.claim" -}}
{{ .Values.storage.existingClaim | default (printf "%s-data" (include "plimsoll.prefix" .)) }}
{{- end }}

{{- /* How a daemon is asked. Probes read and change nothing. */ -}}
{{- define "plimsoll.daemonProbes" -}}
{{- $scheme := include "plimsoll.scheme" . | upper }}
startupProbe:
  httpGet: { scheme: {{ $scheme }}, path: /healthz, port: http }
  periodSeconds: 5
  # Ten minutes: it reads its ledger before it answers.
  failureThreshold: 120
readinessProbe:
  httpGet: { scheme: {{ $scheme }}, path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 3
# Slow is not dead: it is started again only after a minute without an answer.
livenessProbe:
  httpGet: { scheme: {{ $scheme }}, path: /healthz, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{- /* The first arguments of a daemon, writer or reader. */ -}}
{{- define "plimsoll.daemonArgs" -}}
- serve
- --data=/data/site
- --host=0.0.0.0
- --port=7460
- --rate=$(PLIMSOLL_RATE)
- --streams=$(PLIMSOLL_STREAMS)
- --json
{{- if .Values.server.behindTlsProxy }}
- --behind-tls-proxy
{{- else }}
- --tls-cert=/etc/plimsoll/tls/tls.crt
- --tls-key=/etc/plimsoll/tls/tls.key
{{- end }}
{{- end }}

{{- /* Files a gate knows the site by. */ -}}
{{- define "plimsoll.issuerMounts" -}}
- { name: issuer, mountPath: /etc/plimsoll/issuer, readOnly: true }
{{- if .Values.issuer.trustConfigMapName }}
- { name: trust, mountPath: /etc/plimsoll/trust, readOnly: true }
{{- end }}
{{- end }}

{{- define "plimsoll.issuerVolumes" -}}
- name: issuer
  configMap: { name: {{ .Values.issuer.configMapName }} }
{{- with .Values.issuer.trustConfigMapName }}
- name: trust
  configMap: { name: {{ . }} }
{{- end }}
{{- end }}

{{- define "plimsoll.trustEnv" -}}
{{- if .Values.issuer.trustConfigMapName }}
env:
  - { name: NODE_EXTRA_CA_CERTS, value: /etc/plimsoll/trust/ca.crt }
{{- end }}
{{- end }}

{{- define "plimsoll.account" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  namespace: {{ (index . 0).Release.Namespace }}
  name: {{ include "plimsoll.prefix" (index . 0) }}-{{ index . 1 }}
  labels:
    {{- include "plimsoll.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end }}
