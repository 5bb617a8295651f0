# What the admission webhook decides for pods, in the policy language of OPA and Gatekeeper, for `webhook.ts` to be measured beside.
package system

main := {
	"apiVersion": "admission.k8s.io/v1",
	"kind": "AdmissionReview",
	"response": response,
}

response := {"uid": input.request.uid, "allowed": true} if {
	count(denials) == 0
}

response := {
	"uid": input.request.uid,
	"allowed": false,
	"status": {"code": 403, "reason": "Forbidden", "message": concat("; ", sort(denials))},
} if {
	count(denials) > 0
}

pod := input.request.object

annotations := object.get(pod.metadata, "annotations", {})

token := object.get(annotations, "plimsoll.dev/capability-token", "")

artifact := object.get(annotations, "plimsoll.dev/artifact", "")

images contains image if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in object.get(pod.spec, list, [])
	image := container.image
}

images contains image if {
	some volume in object.get(pod.spec, "volumes", [])
	image := volume.image.reference
}

digests contains digest if {
	some image in images
	digest := split(image, "@")[1]
}

# `[valid, header, payload]`; decode_verify checks signature, issuer, audience and expiry.
verified := io.jwt.decode_verify(token, {
	"cert": data.jwks,
	"alg": "EdDSA",
	"iss": data.identity.issuer,
	"aud": data.identity.audience,
})

claims := verified[2]

denials contains "REVIEW_MALFORMED" if input.apiVersion != "admission.k8s.io/v1"

denials contains "WORKLOAD_KIND_UNKNOWN" if input.request.kind.kind != "Pod"

denials contains "TOKEN_MISSING" if token == ""

denials contains "ARTIFACT_UNDECLARED" if not regex.match(`^sha256:[0-9a-f]{64}$`, artifact)

denials contains "ARTIFACT_UNDECLARED" if not artifact in digests

denials contains "IMAGE_NOT_PINNED" if {
	some image in images
	not regex.match(`^[A-Za-z0-9][\w.:/-]{0,511}@sha256:[0-9a-f]{64}$`, image)
}

denials contains "IMAGE_NOT_ADMITTED" if {
	some digest in digests
	digest != artifact
	not digest in data.companions
}

denials contains "TOKEN_INVALID" if not verified[0]

denials contains "TOKEN_INVALID" if verified[1].typ != "ct+jwt"

denials contains "TOKEN_NOT_YET_VALID" if time.now_ns() < (claims.iat - 1) * 1000000000

denials contains "TOKEN_ARTIFACT_MISMATCH" if claims.artifact != artifact

denials contains "TOKEN_NODE_MISMATCH" if claims.cnf.jkt != data.identity.nodeKey

denials contains "TOKEN_WITHDRAWN" if object.get(data.levels, claims.sub, 0) < claims.power

denials contains "TOKEN_WITHDRAWN" if {
	some held in claims.epochs
	held.killEpoch < object.get(data.killEpochs, held.lineage, 1000000000)
}
